"""Traits of the ideal types: which of them the statements of a case bear out."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from idealtypes.engine.codings import CodingRows, carried, carriers

if TYPE_CHECKING:
    from collections.abc import Mapping

    from idealtypes.engine.profile import Profile

State = Literal["supported", "contradicted", "mixed", "silent"]


@dataclass(frozen=True, eq=False)
class Carriers:
    """The codings behind the traits of a profile; the statements' ids are fetched when they are first asked for."""

    table: CodingRows | None
    traits: Mapping[str, tuple[str, ...]]  # code → the traits that it points to

    def said(self) -> set[tuple[str, str]]:
        """(case, trait) for which there is a statement."""
        found = carried(self.table, list(self.traits)) if self.table is not None else set()
        return {(case, trait) for case, code in found for trait in self.traits[code]}

    @cached_property
    def statements(self) -> Mapping[tuple[str, str], set[str]]:
        """(case, trait) → the statements that carry a code of the trait."""
        found: dict[tuple[str, str], set[str]] = {}
        for case, code, statement in (
            carriers(self.table, list(self.traits)) if self.table is not None else []
        ):
            for trait in self.traits[code]:
                found.setdefault((case, trait), set()).add(statement)
        return found

    def of(self, case: str, *traits: str) -> tuple[str, ...]:
        """The statements of a case that carry any of some traits, sorted."""
        return tuple(sorted(set().union(*(self.statements.get((case, t), set()) for t in traits))))


@dataclass(frozen=True)
class TraitState:
    """What a case's statements say of one trait.

    `supported`: statements carry the trait's codes. `contradicted`: only another type's trait of the same feature has
    statements. `mixed`: both. `silent`: neither. `rivals` are those other traits.
    """

    case: str
    trait: str
    type: str
    aspect: str
    feature: str | None
    text: str
    state: State
    rivals: tuple[str, ...]
    carriers: Carriers = field(repr=False)

    @property
    def statements(self) -> tuple[str, ...]:
        """The statements that carry the trait's codes."""
        return self.carriers.of(self.case, self.trait)

    @property
    def against(self) -> tuple[str, ...]:
        """The statements that carry a rival trait's codes."""
        return self.carriers.of(self.case, *self.rivals)

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
    """Per case of a profile, the state of every trait of the scheme's ideal types; no statement's id is fetched."""
    scheme = profile.scheme
    behind = Carriers(profile.codings, {code.id: code.traits for code in scheme.codes if code.traits})
    said = behind.said()
    traits = [(ideal, trait) for ideal in scheme.ideal_types for trait in ideal.traits]
    told = [
        (
            ideal.id,
            trait,
            trait.text.say(language),
            tuple(
                r.id
                for other, r in traits
                if other.id != ideal.id and trait.feature is not None and r.feature == trait.feature
            ),
        )
        for ideal, trait in traits
    ]
    return [
        tuple(
            TraitState(
                case, trait.id, type_, trait.aspect, trait.feature, text,
                state_of((case, trait.id) in said, any((case, r) in said for r in rivals)), rivals, behind,
            )
            for type_, trait, text, rivals in told
        )
        for case in profile.cases
    ]  # fmt: skip
