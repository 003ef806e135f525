"""The aspects and poles in which a project itself places its codes, as those of a scheme."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from idealtypes.exchange.columns import one_line
from idealtypes.exchange.held import Held
from idealtypes.exchange.naming import named, slug
from idealtypes.exchange.project import Project


@dataclass(frozen=True)
class PlaceIds:
    """What aspects are called here, and poles by (aspect, pole) of the project; without those that a scheme lacks."""

    aspects: Mapping[str, str]
    poles: Mapping[tuple[str, str], str]


def _spoken(project: Project) -> dict[tuple[str, str], None]:
    """The aspects and poles of a project by their names, in the order in which they come."""
    return {
        (aspect, pole): None
        for code in project.codes
        for aspect, shares in (code.place or {}).items()
        for pole in shares
    }


def new_ids(project: Project) -> PlaceIds:
    """Ids for the aspects and poles of a project that gets a theory of its own."""
    spoken = _spoken(project)
    aspects = {aspect: aspect for aspect, _ in spoken}
    poles = named({pole: pole for _, pole in spoken}.items(), {}, (), "pole")
    return PlaceIds(
        named(aspects.items(), {}, (), "aspect"), {(aspect, pole): poles[pole] for aspect, pole in spoken}
    )


def ids_in(project: Project, held: Held) -> PlaceIds:
    """The aspects and poles of a project in a scheme: by title, else by the id that the whole name makes.

    Ids alone do not tell: long names are cut, and two that are cut alike are told apart by a number that comes from
    their order, which another version of the project may not keep.
    """
    if not held.titles:  # the scheme is being made of this project, or of a theory that knows nothing of it
        return new_ids(project)
    spoken = _spoken(project)
    aspects = _matched(
        dict.fromkeys(aspect for aspect, _ in spoken),
        {one: held.titles.get(one, one) for one in held.aspects},
    )
    poles: dict[tuple[str, str], str] = {}
    for aspect, own in aspects.items():
        there = {pole: held.titles.get((own, pole), pole) for pole in held.aspects[own]}
        here = {pole: None for said, pole in spoken if said == aspect}
        poles |= {(aspect, pole): found for pole, found in _matched(here, there).items()}
    return PlaceIds(aspects, poles)


def _matched(names: Mapping[str, None], titles: Mapping[str, str]) -> dict[str, str]:
    """Name → id, for the names that have one; no id is given twice.

    >>> _matched({"Trust!": None, "Care": None}, {"trust": "Trust", "trust_2": "Trust!"})
    {'Trust!': 'trust_2'}
    """
    found: dict[str, str] = {}
    by_title: dict[str, list[str]] = {}
    for own, title in titles.items():
        by_title.setdefault(one_line(title).casefold(), []).append(own)
    for name in names:
        same = by_title.get(one_line(name).casefold(), [])
        if len(same) == 1 and same[0] not in found.values():
            found[name] = same[0]
    for name in names:
        whole = "_".join(slug(word) for word in one_line(name).split() if slug(word))
        if name not in found and whole in titles and whole not in found.values():
            found[name] = whole
    return found
