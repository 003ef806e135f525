"""Traits of the ideal types: which of them the statements of a case bear out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import narwhals as nw

if TYPE_CHECKING:
    from idealtypes.engine.profile import Profile

State = Literal["supported", "contradicted", "mixed", "silent"]


@dataclass(frozen=True)
class TraitState:
    """What a case's statements say of one trait.

    `supported`: statements carry the trait's codes. `contradicted`: only another type's trait of the same feature has
    statements. `mixed`: both. `silent`: neither. `statements` are the trait's own, `against` those of the others.
    """

    trait: str
    type: str
    aspect: str
    feature: str | None
    text: str
    state: State
    statements: tuple[str, ...]
    against: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        return {
            "trait": self.trait,
            "type": self.type,
            "aspect": self.aspect,
            "feature": self.feature,
            "text": self.text,
            "state": self.state,
            "statements": list(self.statements),
            "against": list(self.against),
        }


def state_of(own: bool, others: bool) -> State:
    """The state of a trait from whether it, and whether a rival trait of its feature, has statements.

    >>> state_of(True, False), state_of(False, True), state_of(True, True), state_of(False, False)
    ('supported', 'contradicted', 'mixed', 'silent')
    """
    if own:
        return "mixed" if others else "supported"
    return "contradicted" if others else "silent"


def trait_states(profile: Profile, language: str = "en") -> list[tuple[TraitState, ...]]:
    """Per case of a profile, the state of every trait of the scheme's ideal types."""
    scheme = profile.scheme
    by_code = {code.id: code.traits for code in scheme.codes if code.traits}
    found: dict[tuple[str, str], set[str]] = {}
    for case, code, statement in _coded(profile, sorted(by_code)):
        for name in by_code[code]:
            found.setdefault((case, name), set()).add(statement)
    traits = [(ideal, trait) for ideal in scheme.ideal_types for trait in ideal.traits]
    out = []
    for case in profile.cases:
        states = []
        for ideal, trait in traits:
            own = found.get((case, trait.id), set())
            rivals = [
                r.id
                for other, r in traits
                if other.id != ideal.id and trait.feature is not None and r.feature == trait.feature
            ]
            against: set[str] = set().union(*(found.get((case, r), set()) for r in rivals))
            states.append(
                TraitState(
                    trait.id,
                    ideal.id,
                    trait.aspect,
                    trait.feature,
                    trait.text.say(language),
                    state_of(bool(own), bool(against)),
                    tuple(sorted(own)),
                    tuple(sorted(against)),
                )
            )
        out.append(tuple(states))
    return out


def _coded(profile: Profile, codes: list[str]) -> list[tuple[str, str, str]]:
    """(case, code, statement) of the codings with these codes."""
    if profile.rows is None or not codes:
        return []
    rows: nw.LazyFrame[Any] = nw.from_native(profile.rows).lazy()
    if "case" not in rows.collect_schema().names():
        rows = rows.with_columns(case=nw.lit(profile.cases[0] if profile.cases else ""))
    names = ("case", "code", "statement")
    kept = rows.select(*[nw.col(n).cast(nw.String) for n in names]).filter(nw.col("code").is_in(codes))
    return sorted(kept.unique().collect("polars").rows())
