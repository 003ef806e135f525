"""Where codes are placed in projects of other programs: below a code's description, or in aspects of the project's own.

What a code of ours says and other programs have no place for travels at the end of its description: below the
definition stands a line `[idealtypes]` and a JSON document with the code's id, where it is placed and why, and what it
includes and excludes. People can read it there, and an import finds it again.

A few formats say where a code stands. The aspects and poles that they name are matched with those of a scheme, or
become a theory of their own.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Any

from ruamel.yaml.comments import CommentedMap

from idealtypes.exchange import write_study as to_study
from idealtypes.exchange.contents import StudyContents
from idealtypes.exchange.foreign_names import foreign_name, ids_for, one_line, slug
from idealtypes.exchange.project import Project
from idealtypes.files.document import FORMAT
from idealtypes.files.nesting import loaded
from idealtypes.model.spelling import named
from idealtypes.model.text import LANGUAGE

MARK = "[idealtypes]"
ID = re.compile(r"\w[\w.-]*")
DENIED = "not"  # the code that a code of ours negates
TEXTS = ("title", "definition", "include", "exclude", "example", "rationale")
LAST = re.compile(r"(?:\A|\n)\s*\[idealtypes\]\s*\n(?=\s*\{)")


def with_fields(definition: str, fields: Mapping[str, Any]) -> str:
    """The definition, and below it what else the code says.

    >>> print(with_fields("No notes.", {"id": "no_records", "place": "none"}))
    No notes.
    <BLANKLINE>
    [idealtypes]
    {
     "id": "no_records",
     "place": "none"
    }
    """
    block = f"{MARK}\n{json.dumps(fields, ensure_ascii=False, indent=1)}"
    return f"{definition}\n\n{block}" if definition else block


def split_fields(description: str) -> tuple[str, dict[str, Any]]:
    """The definition, and what was carried below it; {} where nothing was, or where it cannot be read any more.

    >>> split_fields(with_fields("No notes.", {"id": "no_records", "include": "diaries"}))
    ('No notes.', {'id': 'no_records', 'include': 'diaries'})
    >>> split_fields("Plain [idealtypes] text")
    ('Plain [idealtypes] text', {})
    """
    found = list(LAST.finditer(description))
    if not found:
        return description, {}
    try:
        fields = loaded(description[found[-1].end() :])
    except ValueError:
        return description, {}
    if not isinstance(fields, dict):
        return description, {}
    return description[: found[-1].start()].rstrip(), sound_fields(fields)


def sound_fields(fields: Mapping[str, Any]) -> dict[str, Any]:
    """What is said of a code that can stand in a scheme: an id, texts, places in the shape of placements."""
    kept: dict[str, Any] = {}
    if isinstance(fields.get("id"), str) and ID.fullmatch(fields["id"]):
        kept["id"] = named(fields["id"])
    kept |= {name: fields[name] for name in TEXTS if is_text(fields.get(name))}
    if isinstance(fields.get(DENIED), str):
        kept[DENIED] = fields[DENIED]
    if fields.get("place") == "none" or _are_places(fields.get("place")):
        kept["place"] = fields["place"]
    return kept


def is_text(value: Any) -> bool:
    """Whether something can stand where a text is asked for: words, or words by language."""
    if isinstance(value, Mapping):
        return bool(value) and all(LANGUAGE.fullmatch(k) and _is_words(v) for k, v in value.items())
    return _is_words(value)


def _is_words(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _are_places(value: Any) -> bool:
    return (
        isinstance(value, list) and bool(value) and all(isinstance(p, dict) and _is_place(p) for p in value)
    )


def _is_place(place: Mapping[str, Any]) -> bool:
    """Whether it has the shape of a placement; whether it fits a scheme is seen there."""
    if not isinstance(place.get("aspect"), str) or len(place) != 2:
        return False
    shares = place.get("shares")
    return (
        isinstance(place.get("pole"), str)
        or _is_number(place.get("position"))
        or (isinstance(shares, dict) and bool(shares) and all(map(_is_number, shares.values())))
    )


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)


# the project's own aspects and poles


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
    poles = ids_for({pole: pole for _, pole in spoken}.items(), {}, (), "pole")
    return PlaceIds(
        ids_for(aspects.items(), {}, (), "aspect"), {(aspect, pole): poles[pole] for aspect, pole in spoken}
    )


def ids_in(project: Project, contents: StudyContents) -> PlaceIds:
    """The aspects and poles of a project in a scheme: by title, else by the id that the whole name makes.

    Ids alone do not tell: long names are cut, and two that are cut alike are told apart by a number that comes from
    their order, which another version of the project may not keep.
    """
    if (
        not contents.titles
    ):  # the scheme is being made of this project, or of a theory that knows nothing of it
        return new_ids(project)
    spoken = _spoken(project)
    aspects = _by_name(
        dict.fromkeys(aspect for aspect, _ in spoken),
        {one: contents.titles.get(one, one) for one in contents.aspects},
    )
    poles: dict[tuple[str, str], str] = {}
    for aspect, own in aspects.items():
        there = {pole: contents.titles.get((own, pole), pole) for pole in contents.aspects[own]}
        here = {pole: None for said, pole in spoken if said == aspect}
        poles |= {(aspect, pole): found for pole, found in _by_name(here, there).items()}
    return PlaceIds(aspects, poles)


def _by_name(names: Mapping[str, None], titles: Mapping[str, str]) -> dict[str, str]:
    """Name → id, for the names that have one; no id is given twice.

    >>> _by_name({"Trust!": None, "Care": None}, {"trust": "Trust", "trust_2": "Trust!"})
    {'Trust!': 'trust_2'}
    """
    found: dict[str, str] = {}
    by_title: dict[str, list[str]] = {}
    for own, title in titles.items():
        by_title.setdefault(foreign_name(title).casefold(), []).append(own)
    for name in names:
        same = by_title.get(foreign_name(name).casefold(), [])
        if len(same) == 1 and same[0] not in found.values():
            found[name] = same[0]
    for name in names:
        whole = "_".join(slug(word) for word in one_line(name).split() if slug(word))
        if name not in found and whole in titles and whole not in found.values():
            found[name] = whole
    return found


THEORY = "theory.yaml"


@dataclass(frozen=True)
class OwnTheory:
    """`aspects` as a scheme lists them, `poles` of each aspect, and the `text` of the theory's file."""

    aspects: tuple[dict[str, str], ...]
    poles: dict[str, tuple[str, ...]]
    text: str


def own_theory(project: Project, title: str) -> OwnTheory | None:
    """The theory of the places that codes have in a project; None where no code has one."""
    ids = new_ids(project)
    names: dict[str, dict[str, str]] = {}  # aspect → pole → its name
    titles = {own: one_line(aspect) or own for aspect, own in ids.aspects.items()}
    for code in project.codes:
        for aspect, shares in (code.place or {}).items():
            poles = names.setdefault(ids.aspects[aspect], {})
            for pole in shares:
                own = ids.poles[aspect, pole]
                poles.setdefault(own, one_line(pole) or own)
    if not names or any(len(poles) < 2 for poles in names.values()):
        return None
    axes: dict[tuple[str, ...], str] = {}
    for poles in names.values():
        axes.setdefault(tuple(poles), "_".join(poles))
    every = {pole: name for poles in names.values() for pole, name in poles.items()}
    document = CommentedMap(
        {
            "format": FORMAT,
            "id": "imported",
            "title": to_study.scalar(title),
            "logics": [{"id": pole, "title": name} for pole, name in every.items()],
            "axes": [_axis(axis, poles, every) for poles, axis in axes.items()],
        }
    )
    document.yaml_set_start_comment("Made by an import, from where the project itself places its codes.")
    aspects = tuple(
        {"id": key, "title": titles[key], "axis": axes[tuple(poles)]} for key, poles in names.items()
    )
    return OwnTheory(
        aspects, {key: tuple(poles) for key, poles in names.items()}, to_study.yaml_text(document)
    )


def _axis(axis: str, poles: tuple[str, ...], names: dict[str, str]) -> dict[str, Any]:
    positions = ({"position": -1}, {"position": 1}) if len(poles) == 2 else ({},) * len(poles)
    return {
        "id": axis,
        "title": " – ".join(names[pole] for pole in poles),
        "poles": [
            {"id": pole, "title": names[pole], "logic": pole} | more
            for pole, more in zip(poles, positions, strict=True)
        ],
    }
