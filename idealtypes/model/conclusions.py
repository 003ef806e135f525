"""Conclusions that an author draws from a study, to be put to the test: `conclusions` in `study.yaml`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

from idealtypes.model.base import Model, Name
from idealtypes.model.hints import hint, listed
from idealtypes.model.scheme import Scheme
from idealtypes.model.text import Text

Kind = Literal["leans", "clear", "balanced", "type", "member", "first"]
KINDS: tuple[Kind, ...] = get_args(Kind)


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


def corner_of(type_: str, scheme: Scheme) -> dict[str, str] | None:
    """The corner of an ideal type's id, or of an unnamed corner's name; None where it is neither."""
    for ideal in scheme.ideal_types:
        if ideal.id == type_:
            return {aspect.id: ideal.corner[aspect.id] for aspect in scheme.aspects}
    parts = [part.split("=", 1) for part in type_.split(",")]
    given = {part[0]: part[1] for part in parts if len(part) == 2}
    corner = {a.id: given[a.id] for a in scheme.aspects if given.get(a.id) in scheme.poles(a.id)}
    return corner if len(corner) == len(scheme.aspects) == len(parts) else None


def type_of(corner: Mapping[str, str], scheme: Scheme) -> str:
    """The id of the ideal type at a corner (aspect → pole), or an unnamed corner's own name: what `corner_of` reads."""
    own = ",".join(f"{aspect}={pole}" for aspect, pole in corner.items())
    return next((ideal.id for ideal in scheme.ideal_types if dict(ideal.corner) == dict(corner)), own)


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
