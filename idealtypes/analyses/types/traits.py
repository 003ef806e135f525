"""Traits of the ideal types: which of them the statements of a case bear out.

A source speaks for a trait with a statement that carries one of its codes; against it with one that carries a code of
a trait of the same feature that another type has, or one of its own codes `against` (`!code`). It takes two sources to
support a trait or to contradict it: what one says alone is told as what one says. Where what is reported counts by its
extent, a finding stands for as many sources as hold it at least.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from idealtypes.engine.bounded import BoundedProfile
from idealtypes.engine.codings import CodingRows, carriers, speakers
from idealtypes.model.stance import signed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from idealtypes.engine.profile import Profile
    from idealtypes.model.conclusions import State
    from idealtypes.model.scheme import Scheme

ENOUGH = 2  # so many sources support a trait, or contradict it


def trait_codes(scheme: Scheme, codes: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Code → the traits to which it points, and so the ratings of traits among some codes; a code `against` points to
    each trait under the trait's name so marked.

    What is against a trait is its own code denied: that another trait's code is denied is no evidence for this one.
    """
    found = scheme.traits_of(codes)
    return found | {signed(code): tuple(signed(t) for t in traits) for code, traits in found.items()}


def rivals_of(scheme: Scheme) -> dict[str, tuple[str, ...]]:
    """Trait → the traits of the same feature that other types have."""
    traits = [(ideal.id, trait) for ideal in scheme.ideal_types for trait in ideal.traits]
    return {
        trait.id: tuple(
            r.id for of, r in traits if of != type_ and trait.feature and r.feature == trait.feature
        )
        for type_, trait in traits
    }


def denials(trait: str, rivals: Iterable[str]) -> tuple[str, ...]:
    """What speaks against a trait: its own codes denied, and its rivals."""
    return signed(trait), *rivals


@dataclass(frozen=True, eq=False)
class Carriers:
    """The codings behind the traits of a profile; the statements' ids are fetched when they are first asked for."""

    table: CodingRows | None
    traits: Mapping[str, tuple[str, ...]]  # code → the traits that it points to, as `trait_codes` gives them
    # Reported statement → how many groups hold it at least; and the sources of such statements.
    extents: Mapping[str, int] = field(default_factory=dict)
    reported: frozenset[str] = frozenset()

    @cached_property
    def sources(self) -> Mapping[tuple[str, str], set[str]]:
        """(case, trait) → the sources with a statement that carries a code of the trait."""
        return {} if self.table is None else self.table.once(("traits", *self.traits.items()), self._sources)

    def _sources(self) -> dict[tuple[str, str], set[str]]:
        found: dict[tuple[str, str], set[str]] = {}
        for case, code, source in speakers(self.table, list(self.traits)) if self.table is not None else []:
            for trait in self.traits[code]:
                found.setdefault((case, trait), set()).add(source)
        return found

    def spoken(self, case: str, traits: Iterable[str]) -> int:
        """How many sources of a case speak of any of some traits.

        A reported finding stands for as many groups as hold it at least; those who are quoted are among them, and so
        are the groups of another finding.
        """
        held = list(traits)
        sources = set().union(*(self.sources.get((case, t), ()) for t in held))
        if not sources & self.reported:
            return len(sources)
        least = [self.extents.get(statement, 1) for statement in self.of(case, *held)]
        return max(len(sources - self.reported), *least)

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

    `supported`: two sources or more speak for it, none against. `contradicted`: two or more against, none for.
    `mixed`: some for and some against. `one_for`, `one_against`: one source, and none on the other side. `silent`:
    none.
    `rivals` are the traits of the same feature that other types have.
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
        """The statements that speak against it."""
        return self.carriers.of(self.case, *denials(self.trait, self.rivals))

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


def state_of(for_: int, against: int) -> State:
    """The state of a trait from how many sources speak for it, and against it.

    >>> state_of(2, 0), state_of(0, 3), state_of(2, 1), state_of(1, 0), state_of(0, 1), state_of(0, 0)
    ('supported', 'contradicted', 'mixed', 'one_for', 'one_against', 'silent')
    """
    if for_ and against:
        return "mixed"
    if for_:
        return "supported" if for_ >= ENOUGH else "one_for"
    if against:
        return "contradicted" if against >= ENOUGH else "one_against"
    return "silent"


def _carriers(profile: Profile) -> Carriers:
    codes = profile.codings.codes if profile.codings is not None else ()
    points = trait_codes(profile.scheme, codes)
    if not isinstance(profile, BoundedProfile):
        return Carriers(profile.codings, points)
    findings = profile.unnamed.findings
    extents = dict(zip(findings.tally.sources, findings.low.tolist(), strict=True))
    told = {
        s for statement, s in profile.rows.select("statement", "source").iter_rows() if statement in extents
    }
    return Carriers(profile.codings, points, extents, frozenset(told))


def trait_states(profile: Profile, language: str = "en") -> list[tuple[TraitState, ...]]:
    """Per case of a profile, the state of every trait of the scheme's ideal types; no statement's id is fetched."""
    scheme = profile.scheme
    behind, rivals = _carriers(profile), rivals_of(scheme)
    told = [
        (ideal.id, trait, trait.text.say(language), rivals[trait.id])
        for ideal in scheme.ideal_types
        for trait in ideal.traits
    ]
    return [
        tuple(
            TraitState(
                case, trait.id, type_, trait.aspect, trait.feature, text,
                state_of(
                    behind.spoken(case, [trait.id]), behind.spoken(case, denials(trait.id, others))
                ),
                others, behind,
            )
            for type_, trait, text, others in told
        )
        for case in profile.cases
    ]  # fmt: skip
