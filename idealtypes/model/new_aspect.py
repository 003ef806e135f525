"""An aspect that a scheme is to have: its id, its axis, and where the ideal types stand on it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from idealtypes.model.hints import hint, listed
from idealtypes.model.placement import NONE, unknown_pole
from idealtypes.model.scheme import Aspect, IdealType, Scheme
from idealtypes.model.slugs import slug
from idealtypes.model.text import Text, ids_by_word
from idealtypes.model.theory import Axis


@dataclass(frozen=True)
class NewAspect:
    """An aspect to be added; `corner` is the pole of each ideal type on it, since a corner leaves no aspect out."""

    id: str
    title: str
    axis: str
    question: str = ""
    corner: Mapping[str, str] = field(default_factory=dict)


def new_aspect(
    scheme: Scheme, title: str, axis: str = "", poles: Mapping[str, str] | None = None, question: str = ""
) -> NewAspect:
    """An aspect for a scheme.

    Parameters
    ----------
    title
        What it is called; the id is made of it.
    axis
        An axis of the theory, by id or title; "" for the one that the scheme's aspects are on, where it is one.
    poles
        Ideal type → its pole on the aspect, by ids or titles. A type that stands at one and the same pole on all
        aspects of the axis stands there on this one, too.

    Raises
    ------
    ValueError
        With a message for each thing that is wrong or left open, as its arguments.
    """
    faults: list[str] = []
    on = _axis(scheme, title, axis, faults)
    names = ids_by_word((one.id, one.title) for one in scheme.ideal_types)
    given: dict[str, str] = {}
    for said, end in (poles or {}).items():
        if said.casefold() in names:
            given[names[said.casefold()]] = end
        else:
            faults.append(f"no ideal type `{said}`; {hint(said, [one.id for one in scheme.ideal_types])}")
    own = _free_id(scheme, title)
    corner: dict[str, str] = {}
    if on is not None:
        words = ids_by_word((one.id, one.title) for one in on.poles)
        for ideal in scheme.ideal_types:
            pole = given.get(ideal.id) or usual_pole(scheme, ideal, on)
            if pole is not None and pole.casefold() not in words:
                faults.append(unknown_pole(pole, own, on.pole_ids))
            elif pole is not None:
                corner[ideal.id] = words[pole.casefold()]
        if left := [one.id for one in scheme.ideal_types if one.id not in corner and one.id not in given]:
            faults.append(
                f"where on `{title}` is the ideal type {listed(left)}? Say its pole, {listed(on.pole_ids)}: "
                f"new: {title} ({', '.join(f'{one}={on.pole_ids[0]}' for one in left)})"
            )
    if faults or on is None:
        raise ValueError(*faults)
    return NewAspect(own, title, on.id, question, corner)


def usual_axis(scheme: Scheme) -> Axis | None:
    """The axis that all aspects of a scheme are on; None where they are on several."""
    used = {aspect.axis for aspect in scheme.aspects}
    return scheme.theory.axis(used.pop()) if len(used) == 1 else None


def usual_pole(scheme: Scheme, ideal: IdealType, axis: Axis) -> str | None:
    """The pole at which an ideal type stands on all aspects of an axis; None where there are several, or no aspect."""
    on = [aspect.id for aspect in scheme.aspects if aspect.axis == axis.id and aspect.kind == "balance"]
    poles = {held for aspect in on if isinstance(held := ideal.corner.get(aspect), str)}
    return poles.pop() if len(poles) == 1 else None


def with_aspects(scheme: Scheme, new: Iterable[NewAspect]) -> Scheme:
    """The scheme with more aspects."""
    added = list(new)
    aspects = [Aspect(id=one.id, title=Text(one.title), axis=one.axis) for one in added]
    types = [
        ideal.model_copy(
            update={"corner": {**ideal.corner, **{one.id: one.corner[ideal.id] for one in added}}}
        )
        for ideal in scheme.ideal_types
    ]
    return scheme.model_copy(update={"aspects": (*scheme.aspects, *aspects), "ideal_types": tuple(types)})


def _axis(scheme: Scheme, title: str, said: str, faults: list[str]) -> Axis | None:
    axes = scheme.theory.axes
    if said:
        found = ids_by_word((one.id, one.title) for one in axes).get(said.casefold())
        if found is None:
            faults.append(f"no axis `{said}`; {hint(said, [one.id for one in axes])}")
        return None if found is None else scheme.theory.axis(found)
    usual = usual_axis(scheme)
    if usual is None:
        there = listed(one.id for one in axes)
        faults.append(f"on which axis is `{title}`? There is {there}: new: {title} (axis={axes[0].id})")
    return usual


def _free_id(scheme: Scheme, title: str) -> str:
    taken = {aspect.id.lower() for aspect in scheme.aspects} | {NONE}
    own = wish = slug(title) or "aspect"
    number = 1
    while own in taken:
        number += 1
        own = f"{wish}_{number}"
    return own
