"""The profile under each coding, and whether the conclusion stands: all people together, each, a consensus, models.

The conclusion is what the study's numbers say of a case: its type, and on each aspect the pole that leads. Under
another coding it stands with the probability that the draws made of that coding give it. One coder's codings alone
say nothing
of how far coders differ, so that hers are of informants and placements.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
import polars as pl

from idealtypes.analyses.agreement.decisions import Codings
from idealtypes.analyses.agreement.disputes import DisputedType, disputed_types
from idealtypes.analyses.types.membership import CaseMembership, Membership, membership
from idealtypes.engine.bounded import BoundedProfile
from idealtypes.engine.entering import entering_study, originals, without_coders
from idealtypes.engine.profile import Profile
from idealtypes.engine.result import number, pair
from idealtypes.engine.views import study_profile
from idealtypes.model.coders import of_kind
from idealtypes.model.study import StudyData

By = Literal["people", "models", "human", "consensus", "model", "with_models"]


@dataclass(frozen=True)
class UnderAspect:
    """Where a case lies on an aspect under one coding.

    `pole` is the one that leads in the study's numbers, and `stands` the probability that it leads under this coding;
    None for silence, and where poles do not exclude one another.
    """

    aspect: str
    statements: int
    balance: float | None
    interval: tuple[float, float] | None
    interval_whole: tuple[float, float] | None
    shares: dict[str, float | None]
    pole: str | None
    stands: float | None

    def to_dict(self) -> dict[str, Any]:
        ends = {
            n: v and list(v)
            for n, v in (("interval", self.interval), ("interval_whole", self.interval_whole))
        }
        return {
            "aspect": self.aspect,
            "statements": self.statements,
            "balance": self.balance,
            **ends,
            "shares": self.shares,
            "pole": self.pole,
            "stands": self.stands,
        }


@dataclass(frozen=True)
class UnderCase:
    """A case under one coding: its type with P(type), and P that the type of the study's numbers stands."""

    case: str
    case_title: str
    type: str | None
    title: str | None
    word: Literal["assigned", "leans"] | None
    probability: float | None
    stands: float | None
    aspects: tuple[UnderAspect, ...]

    def to_dict(self) -> dict[str, Any]:
        return {
            "case": self.case,
            "type": self.type,
            "title": self.title,
            "word": self.word,
            "probability": self.probability,
            "stands": self.stands,
            "aspects": [one.to_dict() for one in self.aspects],
        }


@dataclass(frozen=True)
class Under:
    """The cases under one coding.

    `by` says whose: `people` together as each coded by herself, one `human`, one `consensus` (with what people coded
    where it decided nothing), one `model`, or people `with_models`. Where no person coded and models count, they are
    the coders: `models` is all of them together. `numbers` marks the coding of the study's numbers.
    """

    by: By
    coder: str | None
    numbers: bool
    cases: tuple[UnderCase, ...]

    def to_dict(self) -> dict[str, Any]:
        return {
            "by": self.by,
            "coder": self.coder,
            "numbers": self.numbers,
            "cases": [one.to_dict() for one in self.cases],
        }

    def records(self) -> Iterator[dict[str, Any]]:
        """A flat row for each case and aspect."""
        for case in self.cases:
            for one in case.aspects:
                rest = one.to_dict()
                del rest["shares"]
                yield {"by": self.by, "coder": self.coder, "case": case.case, "type": case.type} | rest


@dataclass(frozen=True, eq=False)
class EachCoding:
    """One coding with the types that it gives; `numbers` marks the one of the study's numbers."""

    by: By
    coder: str | None
    numbers: bool
    found: Membership


def each_coding(study: StudyData) -> tuple[EachCoding, ...]:
    """Every coding; empty where reported findings stand between bounds, and with nothing to set side by side."""
    codings = list(_codings(study))
    if len(codings) < 2 or isinstance(study_profile(study), BoundedProfile):
        return ()
    enter = _rows(study)
    return tuple(
        EachCoding(by, coder, enter.equals(_rows(own)), membership(study_profile(own)))
        for by, coder, own in codings
    )


def disputed_of(study: StudyData, coded: Codings, each: Sequence[EachCoding]) -> tuple[DisputedType, ...]:
    """The types of what coders coded by themselves."""
    together = next((one.found for one in each if one.by in ("people", "models")), None)
    alone = {one.coder: one.found for one in each if one.by in ("human", "model") and one.coder is not None}
    return disputed_types(study, coded, together, alone)


def under_each(each: Sequence[EachCoding]) -> tuple[Under, ...]:
    """The cases under each of some codings, of which one is that of the study's numbers."""
    numbers = next((one.found for one in each if one.numbers), None)
    if numbers is None:
        return ()
    conclusion = _Conclusion(numbers)
    return tuple(Under(one.by, one.coder, one.numbers, conclusion.under(one.found)) for one in each)


def _codings(study: StudyData) -> Iterator[tuple[By, str | None, StudyData]]:
    """Every coding as a study of its own."""
    alone = originals(study)
    models = of_kind(study.coders, "model")
    there = set(study.readings["coder"].unique())
    coded = {name or "" for name in alone.readings["coder"].unique()} - {*models}
    if models and not coded and study.settings.models == "include":
        yield "models", None, alone
        yield from _of_models(study)
        yield from _agreed(study, [])
        return
    people = sorted(coded - {""})
    yield "people", None, without_coders(alone, models)
    for name in people if len(people) + any(one in there for one in models) > 1 else ():
        yield "human", name, _of(alone, name)
    yield from _agreed(study, models)
    yield from _of_models(study)
    if any(one in there for one in models):
        yield "with_models", None, study.with_settings(models="include")


def _agreed(study: StudyData, apart: list[str]) -> Iterator[tuple[By, str | None, StudyData]]:
    """Each consensus, with the codings by coders where it decided nothing; some coders stand apart."""
    agreed = of_kind(study.coders, "consensus")
    for name in (one for one in agreed if one in set(study.readings["coder"].unique())):
        yield "consensus", name, without_coders(study, [*(one for one in agreed if one != name), *apart])


def _of_models(study: StudyData) -> Iterator[tuple[By, str | None, StudyData]]:
    """Each model alone."""
    every = without_coders(study, of_kind(study.coders, "consensus"))
    for name in of_kind(study.coders, "model"):
        if name in set(study.readings["coder"].unique()):
            yield "model", name, _of(every, name).with_settings(models="include")


def _of(study: StudyData, name: str) -> StudyData:
    by = pl.col("coder") == name
    return replace(study, codings=study.codings.filter(by), readings=study.readings.filter(by))


def _rows(study: StudyData) -> pl.DataFrame:
    """The codings that enter a study's numbers."""
    return entering_study(study).codings.sort(pl.all())


class _Conclusion:
    """What the study's numbers say of each case."""

    def __init__(self, found: Membership) -> None:
        profile = found.profile
        self.types = {case.case: case.assigned or case.leans for case in found.cases}
        self.leading = [
            [_leading(profile, c, a) for a in range(len(profile.aspects))] for c in range(len(profile.cases))
        ]

    def under(self, found: Membership) -> tuple[UnderCase, ...]:
        return tuple(self._case(found.profile, c, case) for c, case in enumerate(found.cases))

    def _case(self, profile: Profile, c: int, case: CaseMembership) -> UnderCase:
        own, wanted = case.find(case.assigned or case.leans), case.find(self.types[case.case])
        return UnderCase(
            case.case,
            case.title,
            case.assigned or case.leans,
            None if own is None else own.title,
            "assigned" if case.assigned else "leans" if case.leans else None,
            None if own is None else own.probability,
            None if wanted is None else wanted.probability,
            tuple(self._aspect(profile, c, a) for a in range(len(profile.aspects))),
        )

    def _aspect(self, profile: Profile, c: int, a: int) -> UnderAspect:
        poles, leads = profile.tally.poles[a], self.leading[c][a]
        shares = {pole: number(profile.shares[c, a, p]) for p, pole in enumerate(poles)}
        return UnderAspect(
            profile.aspects[a],
            int(profile.statements[c, a]),
            number(profile.balance[c, a]),
            _ends(profile.interval[c, a]),
            _ends(profile.interval_whole[c, a]),
            shares,
            None if leads is None else poles[leads],
            _stands(profile, c, a, leads),
        )


def _ends(ends: Any) -> tuple[float, float] | None:
    found = pair(*ends)
    return None if found is None else (found[0], found[1])


def _leading(profile: Profile, c: int, a: int) -> int | None:
    """The number of the pole that leads; None for silence, for a tie, and where poles do not exclude one another."""
    shares = profile.shares[c, a, : len(profile.tally.poles[a])]
    if profile.tally.present[a] or np.isnan(shares).any():
        return None
    most = np.flatnonzero(shares > shares.max() - 1e-9)
    return int(most[0]) if len(most) == 1 else None


def _stands(profile: Profile, c: int, a: int, leads: int | None) -> float | None:
    """P that a pole leads; 0 or 1 where the evidence is complete."""
    if leads is None or not profile.statements[c, a]:
        return None
    if profile.complete[c]:
        return float(_leading(profile, c, a) == leads)
    if profile.no_interval[c, a]:
        return None
    if profile.bipolar[a]:
        toward = profile.draws.balance(a)[c] * (1 if leads else -1)
        return float((toward > 0).mean())
    return float((profile.draws.shares(a)[c].argmax(axis=0) == leads).mean())
