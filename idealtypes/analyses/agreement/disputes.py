"""What disagreement between coders does to the types: each coder alone, and the fewest statements that decide.

A statement is *disputed* on an aspect where coders who read it place it differently, or where only some of them speak
of the aspect. In the numbers it counts with the mean of those who do. Settling a dispute is to take one coder's
decision instead: her vector, or, if she puts nothing on the aspect, no evidence. The case leaves its type when the
type's pole p has at most the share θ (½, or the crossover of the calibration). Each statement pulls v_p − θ, the pulls
of a case add up to more than 0, and settling a statement gains its pull less that of the coder least for p. Gains of
statements add up, so those with the largest gains, until they reach the sum of the pulls, are the fewest.

It holds where every statement counts one; under other weightings, with ratings, or for dimensions that do not exclude
one another, the fewest are not told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import polars as pl

from idealtypes.analyses.agreement.decisions import Codings
from idealtypes.analyses.types.membership import CaseMembership, Membership
from idealtypes.engine.coded import vectors
from idealtypes.engine.findings import Finding
from idealtypes.engine.occasions import OCCASION
from idealtypes.engine.profile import Profile
from idealtypes.engine.result import Why, why_keys
from idealtypes.engine.table import Bools
from idealtypes.engine.tally import Floats
from idealtypes.errors import reason
from idealtypes.model.study import StudyData

NO_TYPE, ENOUGH = reason("agreement.no_type_to_leave"), reason("agreement.too_few_disputed")
UNTOLD = reason("agreement.disputes_untold")
ROUNDING = 1e-9


@dataclass(frozen=True)
class CoderType:
    """The type of a case under one coder alone (under all with `coder` None), with P(type); None without a type.

    `findings` are those of these types.
    """

    coder: str | None
    type: str | None
    title: str | None
    word: Literal["assigned", "leans"] | None
    probability: float | None
    findings: tuple[Finding, ...] = field(default=(), repr=False, compare=False)

    def to_dict(self) -> dict[str, Any]:
        return {
            "coder": self.coder,
            "type": self.type,
            "title": self.title,
            "word": self.word,
            "probability": self.probability,
        }


@dataclass(frozen=True)
class DisputedType:
    """A case's type under all coders and under each alone.

    Attributes
    ----------
    disputed
        How many of its statements are disputed on an aspect.
    aspect, statements
        Where the fewest disputed statements are that take the case out of its type if they are settled against it, and
        these; None, with `why`, where no settling does, or where it is not told.
    """

    case: str
    title: str
    together: CoderType
    coders: tuple[CoderType, ...]
    disputed: int
    aspect: str | None
    statements: tuple[str, ...] | None
    why: Why

    def to_dict(self) -> dict[str, Any]:
        return {
            "case": self.case,
            "title": self.title,
            "all": self.together.to_dict(),
            "coders": [one.to_dict() for one in self.coders],
            "disputed": self.disputed,
            "aspect": self.aspect,
            "statements": None if self.statements is None else list(self.statements),
            **why_keys(self.why),
        }


def disputed_types(
    study: StudyData, coded: Codings, every: Membership | None, of: Mapping[str, Membership]
) -> tuple[DisputedType, ...]:
    """One record a case; empty with fewer than two named coders, or where reported findings stand between bounds.

    `study` holds what coders coded by themselves, `every` its types, and `of` those of each coder alone.
    """
    names = [coder for coder in coded.coders if coder in of]
    if len(names) < 2 or every is None:
        return ()
    profile, found = every.profile, []
    alone = [_types(name, of[name]) for name in names]
    tables = [EvidenceByCoder.of(study, coded, aspect) for aspect in profile.aspects]
    together = _types(None, every)
    for c, case in enumerate(every.cases):
        aspect, statements, why = _fewest(profile, coded, tables, c, case)
        found.append(
            DisputedType(
                case=case.case,
                title=case.title,
                together=together[case.case],
                coders=tuple(of[case.case] for of in alone),
                disputed=len({int(s) for table in tables for s in table.disputed(case.case)}),
                aspect=aspect,
                statements=statements,
                why=why,
            )
        )
    return tuple(found)


def _types(coder: str | None, found: Membership) -> dict[str, CoderType]:
    """Case → its type, with what is found of it."""
    own: dict[str | None, list[Finding]] = {}
    for finding in found.findings:
        own.setdefault(finding.subject.case, []).append(finding)
    return {case.case: _type(coder, case, tuple(own[case.case])) for case in found.cases}


def _type(coder: str | None, case: CaseMembership, findings: tuple[Finding, ...]) -> CoderType:
    type_ = case.assigned or case.leans
    degree = case.find(type_)
    word: Literal["assigned", "leans"] | None = (
        "assigned" if case.assigned else "leans" if case.leans else None
    )
    if type_ is None or degree is None:
        return CoderType(coder, type_, None, word, None, findings)
    return CoderType(coder, type_, degree.title, word, degree.probability, findings)


@dataclass(frozen=True, eq=False)
class EvidenceByCoder:
    """The decisions on one aspect: of a row a case, a coder and a statement with evidence, with the vector."""

    cases: pl.Series
    coder: Any
    statement: Any
    vectors: Floats
    read: Bools

    @staticmethod
    def of(study: StudyData, coded: Codings, aspect: str) -> EvidenceByCoder:
        rows = coded.rows.join(study.cases_of, on="statement")
        by = ["case", "statement", "coder"]
        again = [OCCASION] if OCCASION in rows.columns else []
        found = vectors(rows, study.placements, aspect, [*by, *again])
        if again:
            found = found.drop(again).group_by(by).mean().sort(by)
        numbers = [{name: n for n, name in enumerate(names)} for names in (coded.coders, coded.statements)]
        coder, statement = (
            np.array([of[name] for name in found[column].to_list()], int)
            for of, column in zip(numbers, ("coder", "statement"), strict=True)
        )
        return EvidenceByCoder(found["case"], coder, statement, found.drop(by).to_numpy(), coded.read)

    def of_case(self, case: str) -> tuple[Any, Floats]:
        """The statements with evidence, and the decisions: shape (coders, statements, K), nan without evidence."""
        here = (self.cases == case).to_numpy()
        known, at = np.unique(self.statement[here], return_inverse=True)
        decided = np.full((len(self.read), len(known), self.vectors.shape[1]), np.nan)
        decided[self.coder[here], at] = self.vectors[here]
        return known, decided

    def disputed(self, case: str) -> Any:
        """The statements on which those who read them do not decide alike."""
        known, decided = self.of_case(case)
        if not len(known):
            return known
        with np.errstate(all="ignore"):
            spread = np.fmax.reduce(decided, axis=0) - np.fmin.reduce(decided, axis=0)
        some = ~np.isnan(decided[..., 0])
        return known[(spread > ROUNDING).any(axis=1) | (self.read[:, known] & ~some).any(axis=0)]


def _fewest(
    profile: Profile, coded: Codings, tables: list[EvidenceByCoder], c: int, case: CaseMembership
) -> tuple[str | None, tuple[str, ...] | None, Why]:
    """The aspect and the fewest disputed statements, or why there are none."""
    if case.assigned is None and case.leans is None:
        return None, None, NO_TYPE
    border = 0.5 if profile.settings.anchors is None else profile.settings.anchors[1]
    best: tuple[int, int, Any] | None = None
    for a, table in enumerate(tables):
        shares = profile.shares[c, a, : len(profile.tally.poles[a])]
        known, decided = table.of_case(case.case)
        with np.errstate(all="ignore"):
            mean = np.nanmean(decided, axis=0)
        if profile.tally.present[a] or not len(known) or np.abs(mean.mean(axis=0) - shares).max() > ROUNDING:
            return None, None, UNTOLD
        for direction, level in _ways(int(shares.argmax()), len(shares), border):
            chosen = _settled(decided, mean, table.read[:, known], direction, level)
            if chosen is not None and (best is None or len(chosen) < best[0]):
                best = len(chosen), a, known[chosen]
    if best is None:
        return None, None, ENOUGH
    return profile.aspects[best[1]], tuple(coded.statements[s] for s in best[2].tolist()), None


def _ways(pole: int, poles: int, border: float) -> Iterator[tuple[Floats, float]]:
    """The pole falls to the border; with a border below ½ also to another pole."""
    own = np.eye(poles)
    yield own[pole], border
    for other in range(poles) if border < 0.5 else ():
        if other != pole:
            yield own[pole] - own[other], 0.0


def _settled(decided: Floats, mean: Floats, read: Bools, direction: Floats, level: float) -> Any:
    """Numbers of the fewest statements; None where all of them are too few, or where only silence would be left."""
    pull = mean @ direction - level
    each = np.where(np.isnan(decided[..., 0]), np.where(read, 0.0, np.inf), decided @ direction - level)
    gain = pull - each.min(axis=0)
    order = np.argsort(-gain, kind="stable")
    order = order[gain[order] > ROUNDING]
    reached = np.flatnonzero(np.cumsum(gain[order]) >= pull.sum() - ROUNDING)
    if not len(reached):
        return None
    chosen = np.sort(order[: reached[0] + 1])
    silent = np.isnan(decided[each.argmin(axis=0)[chosen], chosen, 0])
    return None if len(chosen) == len(pull) and silent.all() else chosen
