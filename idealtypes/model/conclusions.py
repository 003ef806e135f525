"""Conclusions that an author draws from a study, to be put to the test, and the corners that they name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from idealtypes.model.conditions import Condition
from idealtypes.model.placement import held_poles
from idealtypes.model.scheme import Held, Scheme
from idealtypes.model.text import Text

Kind = Literal["leans", "clear", "balanced", "torn", "gap", "type", "member", "trait", "first"]
KINDS: tuple[Kind, ...] = get_args(Kind)
COMPARED: tuple[Kind, ...] = ("leans", "clear")  # the kinds that may have a `than`
# Of a trait.
State = Literal["supported", "contradicted", "mixed", "one_for", "one_against", "silent"]
STATES: tuple[State, ...] = get_args(State)
Rest = Literal["rest"]
REST: Rest = "rest"  # all other statements
GAP = ("is", "useful")
ABSENT, PRESENT = "absent", "present"  # what a dimension is as a condition
TOGETHER = "+"  # between the dimensions of an aspect of `kind: presence` in the name of a corner


@dataclass(frozen=True)
class Conclusion:
    """One conclusion.

    Attributes
    ----------
    case
        The case it is about; None where the study has one case.
    aspect, pole
        As the kind asks: `leans`, `clear` and `gap` need both, `balanced` and `torn` the aspect alone; `first` has both
        or neither.
    kind
        See `idealtypes.analyses.robustness.own_conclusions`.
    type
        For `type` and `member`: an ideal type's id, or an unnamed corner `aspect=pole,…`.
    text
        The sentence; None for one made from the titles.
    view
        The view it is about; None where it names none, so that the view is a choice.
    where, than
        The statements it is about, by conditions that all hold; and those they are set against: conditions, or `rest`.
    views
        For `gap`: from which view to which.
    trait, state
        For `trait`: the trait's id, and the state that it has.
    """

    case: str | None
    aspect: str | None
    kind: Kind
    pole: str | None = None
    type: str | None = None
    text: Text | None = None
    view: str | None = None
    where: tuple[Condition, ...] = ()
    than: tuple[Condition, ...] | Rest | None = None
    views: tuple[str, str] | None = None
    trait: str | None = None
    state: State | None = None

    def to_dict(self) -> dict[str, Any]:
        than = self.than
        return {
            "case": self.case,
            "aspect": self.aspect,
            "kind": self.kind,
            "pole": self.pole,
            "type": self.type,
            "view": self.view,
            "where": [str(one) for one in self.where],
            "than": [str(one) for one in than] if isinstance(than, tuple) else than,
            "views": None if self.views is None else list(self.views),
            "trait": self.trait,
            "state": self.state,
        }


def corner_of(type_: str, scheme: Scheme) -> dict[str, Held] | None:
    """The corner of an ideal type's id, or of an unnamed corner's name; None where it is neither."""
    if type_ in scheme.corners:
        return scheme.corners[type_]
    parts = [part.split("=", 1) for part in type_.split(",")]
    given = {part[0]: part[1] for part in parts if len(part) == 2}
    corner: dict[str, Held] = {}
    for aspect in scheme.aspects:
        said, poles = given.get(aspect.id), scheme.poles(aspect.id)
        if said is None:
            return None
        among = tuple(said.split(TOGETHER)) if aspect.kind == "presence" and said else (said,)
        if aspect.kind == "presence" and not said:
            corner[aspect.id] = ()
        elif all(pole in poles for pole in among):
            corner[aspect.id] = among if aspect.kind == "presence" else said
    return scheme.as_held(corner) if len(corner) == len(scheme.aspects) == len(parts) else None


def corner_name(corner: Mapping[str, Held]) -> str:
    """The id of an unnamed corner.

    >>> corner_name({"accessibility": "informal", "care": ("treating", "disciplining")})
    'accessibility=informal,care=treating+disciplining'
    """
    return ",".join(f"{aspect}={TOGETHER.join(held_poles(held))}" for aspect, held in corner.items())


def condition_names(scheme: Scheme) -> dict[str, tuple[str, str]]:
    """What each dimension of an aspect of `kind: presence` is called as a condition by itself → aspect and dimension.

    `care.treating` is there or not; other aspects are one condition each, under their own name.
    """
    return {f"{aspect}.{pole}": (aspect, pole) for aspect in scheme.presence for pole in scheme.poles(aspect)}


def folded(conditions: Mapping[str, str], scheme: Scheme) -> dict[str, Held]:
    """The corner that conditions make: a pole for each aspect, and for each dimension `present` or `absent`."""
    names, corner = condition_names(scheme), dict[str, Held]()
    for name, value in conditions.items():
        if name not in names:
            corner[name] = value
            continue
        aspect, pole = names[name]
        corner[aspect] = (*corner.get(aspect, ()), *([pole] if value == PRESENT else []))
    return corner


def corner_answer(corner: Mapping[str, Held]) -> dict[str, str | list[str]]:
    """A corner as plain data: a pole, or a list of dimensions.

    >>> corner_answer({"help": "informal", "care": ("treating",)})
    {'help': 'informal', 'care': ['treating']}
    """
    return {aspect: held if isinstance(held, str) else list(held) for aspect, held in corner.items()}


def type_of(corner: Mapping[str, Held], scheme: Scheme) -> str:
    """The id of the ideal type at a corner (aspect → pole), or an unnamed corner's own name: what `corner_of` reads."""
    own = scheme.as_held(corner)
    return next((id_ for id_, other in scheme.corners.items() if other == own), corner_name(own))
