"""Conclusions that an author draws from a study, to be put to the test: `conclusions` in `study.yaml`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

from idealtypes.model.base import Model, Name
from idealtypes.model.hints import hint, listed
from idealtypes.model.placement import held_poles
from idealtypes.model.scheme import Held, Scheme
from idealtypes.model.text import Text

Kind = Literal["leans", "clear", "balanced", "type", "member", "first"]
KINDS: tuple[Kind, ...] = get_args(Kind)
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
        As the kind asks: `leans` and `clear` need both, `balanced` the aspect alone; `first` has both or neither.
    kind
        See `idealtypes.analyses.robustness.own_conclusions`.
    type
        For `type` and `member`: an ideal type's id, or an unnamed corner `aspect=pole,…`.
    text
        The sentence; None for one made from the titles.
    """

    case: str | None
    aspect: str | None
    kind: Kind
    pole: str | None = None
    type: str | None = None
    text: Text | None = None

    def to_dict(self) -> dict[str, Any]:
        return {
            "case": self.case,
            "aspect": self.aspect,
            "kind": self.kind,
            "pole": self.pole,
            "type": self.type,
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


def conclusion_problems(conclusion: Conclusion, scheme: Scheme, cases: Sequence[str]) -> list[str]:
    """What is wrong with a conclusion, in words; empty where it can be tested."""
    c = conclusion
    if c.kind not in KINDS:
        return [f"no kind `{c.kind}`; {hint(str(c.kind), KINDS)}"]
    wrong = []
    if c.case is None and len(cases) > 1:
        wrong.append(f"name its case: {listed(cases)}")
    elif c.case is not None and c.case not in cases:
        wrong.append(f"no case `{c.case}`; {hint(c.case, cases)}")
    if c.kind == "first" and len(cases) < 2:
        wrong.append("one case has no other to come before")
    aspects = [aspect.id for aspect in scheme.aspects]
    if c.kind in ("type", "member"):
        if c.type is None or corner_of(c.type, scheme) is None:
            types = [ideal.id for ideal in scheme.ideal_types]
            wrong.append(f"name a type ({listed(types)}) or a corner (aspect=pole,…), not `{c.type}`")
        return wrong
    if c.aspect is None and c.kind != "first":
        wrong.append(f"name an aspect: {listed(aspects)}")
    elif c.aspect is not None and c.aspect not in aspects:
        wrong.append(f"no aspect `{c.aspect}`; {hint(c.aspect, aspects)}")
    elif c.aspect is not None and c.kind != "balanced":
        poles = scheme.poles(c.aspect)
        if c.pole not in poles:
            wrong.append(f"name a pole of `{c.aspect}` ({listed(poles)}), not `{c.pole}`")
    return wrong


class StatedConclusion(Model):
    """A conclusion as `study.yaml` states it; see `Conclusion`."""

    kind: Kind
    case: Name | None = None
    aspect: Name | None = None
    pole: Name | None = None
    type: Name | None = None
    text: Text | None = None

    def conclusion(self) -> Conclusion:
        """The same, as the engine takes it."""
        return Conclusion(self.case, self.aspect, self.kind, self.pole, self.type, self.text)
