"""A new aspect on the board: the axes of the theory that it may be on, and where the ideal types stand there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import idealtypes as it
from idealtypes.errors import BadCall
from idealtypes.model.new_aspect import NewAspect, new_aspect, usual_axis, usual_pole

if TYPE_CHECKING:
    from idealtypes.model.edits import Edit
    from idealtypes.model.scheme import Scheme


def axes(scheme: Scheme, language: str) -> dict[str, Any]:
    """The axes with their poles, the one that all aspects are on, and each ideal type with its usual pole by axis."""
    usual = usual_axis(scheme)
    every = scheme.theory.axes
    return {
        "axes": [
            {
                "id": axis.id,
                "title": axis.title.say(language),
                "poles": [{"id": pole.id, "title": pole.title.say(language)} for pole in axis.ordered],
            }
            for axis in every
        ],
        "usual": None if usual is None else usual.id,
        "types": [
            {
                "id": ideal.id,
                "title": ideal.title.say(language),
                "usual": {axis.id: pole for axis in every if (pole := usual_pole(scheme, ideal, axis))},
            }
            for ideal in scheme.ideal_types
        ],
    }


def titles(scheme: Scheme) -> set[str]:
    """What the aspects are called, in every language, without regard to capitals."""
    told = (aspect.title.plain() for aspect in scheme.aspects)
    return {
        name.casefold() for said in told for name in (said.values() if isinstance(said, dict) else [said])
    }


def asked(scheme: Scheme, title: str, axis: str, question: str, poles: Mapping[str, Any]) -> NewAspect:
    """The aspect that is asked for.

    Raises
    ------
    BadCall
        For an axis, an ideal type or a pole that is not there, and an ideal type that stands nowhere.
    """
    known = {ideal.id for ideal in scheme.ideal_types}
    if not all(ideal in known and isinstance(pole, str) for ideal, pole in poles.items()):
        raise BadCall("`poles` should be a pole for each ideal type")
    try:
        return new_aspect(scheme, title, axis, poles, question)
    except ValueError as problem:
        raise BadCall("; ".join(problem.args)) from None


def edits_of(aspect: NewAspect) -> list[Edit]:
    """The aspect behind those that are there, and in the corner of every ideal type."""
    item = {"id": aspect.id, "title": aspect.title, "axis": aspect.axis, "question": aspect.question}
    corners = [
        it.SetValue("scheme", ("ideal_types", ideal, "corner", aspect.id), pole)
        for ideal, pole in aspect.corner.items()
    ]
    return [it.AddValues("scheme", ("aspects",), [{k: v for k, v in item.items() if v}]), *corners]
