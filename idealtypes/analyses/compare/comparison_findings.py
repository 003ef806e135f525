"""What can be said of the cases side by side: who differs, who lies outermost, which are alike, who comes first."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import partial

import numpy as np

from idealtypes.analyses.compare.case_ranking import NO_FIRST, Ranking
from idealtypes.analyses.compare.differences import Difference
from idealtypes.analyses.compare.groups import Clusters
from idealtypes.engine.findings import (
    LEANING,
    ONE_STATEMENT,
    SURE,
    Counts,
    Finding,
    Firmness,
    Subject,
    standing_of,
)
from idealtypes.engine.profile import Profile
from idealtypes.engine.result import reasons_of
from idealtypes.engine.tally import Floats

LISTED = 100  # so many differences are findings each; of more than these only those that stand
SAME = 1e-9  # what is left is rounding
FEWEST = 3  # cases on an aspect, from which on one of them may be outermost


def difference_findings(profile: Profile, pairs: Sequence[Difference]) -> Iterator[Finding]:
    """How two cases differ on an aspect; of many differences only those that stand.

    Sure is what is so with probability .95 and still stands after looking at all differences shown (`clear`); equal
    estimates are a tie. Where cases are pooled an order is told from .95 only.
    """
    number = {case: n for n, case in enumerate(profile.cases)}
    column = {aspect: n for n, aspect in enumerate(profile.aspects)}
    few, thin = len(pairs) <= LISTED, _thin(profile)
    for p in pairs:
        if p.difference is None:
            continue
        a, b, at = number[p.a], number[p.b], column[p.aspect]
        chance = p.probability
        if profile.complete[a] and profile.complete[b]:
            chance = float(p.difference > 0)
        told = chance is not None and not (thin[a, at] or thin[b, at])
        side = max(chance, 1 - chance) if told and chance is not None else None
        exact = profile.complete[a] and profile.complete[b]
        alike = abs(p.difference) < SAME
        standing: Firmness = "cannot_be_told"
        if side is not None and not alike:
            standing = standing_of(side if p.clear or exact else min(side, (LEANING + SURE) / 2))
            if p.unpooled is not None and side < SURE:
                standing = "cannot_be_told"
        elif alike and exact:
            side, standing = 1.0, "sure"
        if not few and standing == "cannot_be_told":
            continue
        toward = p.pole or profile.poles(p.aspect)[int(p.difference > 0)]
        yield Finding(
            "tie" if alike else "difference",
            Subject(p.a, p.aspect, None if alike else toward, profile.view, p.b),
            standing,
            p.difference,
            p.interval_whole,
            Counts(*(int(n[[a, b], at].sum()) for n in (profile.sources, profile.statements))),
            side,
            ties=(p.a, p.b) if alike else (),
            why=(*reasons_of(p.why), ONE_STATEMENT) if chance is not None and not told else p.why,
            behind=partial(_ids, profile, (p.a, p.b), p.aspect),
            at_hand=profile.ids_at_hand,
        )


def extreme_findings(profile: Profile, pooled: Collection[str] = ()) -> Iterator[Finding]:
    """Which case lies nearest a pole, among three or more of which somebody speaks; several where they lie alike, none
    where all do.

    On the aspects that are pooled P(first) is not told.
    """
    thin = _thin(profile)
    for a, aspect in enumerate(profile.aspects):
        there = np.flatnonzero(profile.statements[:, a] > 0)
        if len(there) < FEWEST:
            continue
        for p, pole in enumerate(profile.poles(aspect)):
            shares = profile.shares[there, a, p]
            if np.isnan(shares).any():
                continue
            first = there[shares > shares.max() - SAME]
            if len(first) == len(there):
                continue
            told = not thin[there, a].any() and aspect not in pooled
            chance = _outermost(profile.draws.shares(a)[:, p], there, first) if told else None
            cases = tuple(profile.cases[c] for c in first.tolist())
            c = int(first[0])
            balance = profile.balance[c, a]
            ends = profile.interval_whole[c, a] if profile.bipolar[a] else None
            yield Finding(
                "extreme" if len(first) == 1 else "tie",
                Subject(cases[0] if len(first) == 1 else None, aspect, pole, profile.view),
                standing_of(chance),
                float(balance if profile.bipolar[a] else profile.shares[c, a, p]),
                None if ends is None or np.isnan(ends[0]) else (float(ends[0]), float(ends[1])),
                Counts(int(profile.sources[first, a].sum()), int(profile.statements[first, a].sum())),
                chance,
                ties=cases if len(first) > 1 else (),
                why=NO_FIRST if aspect in pooled else None,
                behind=partial(_ids, profile, cases, aspect),
                at_hand=profile.ids_at_hand,
            )


def group_findings(profile: Profile, clusters: Clusters) -> Iterator[Finding]:
    """Which cases are alike; a group is so with the share of draws in which exactly it comes out."""
    for group in clusters.clusters:
        members = [profile.cases.index(case) for case in group.cases]
        yield Finding(
            "group",
            Subject(group.medoid, view=profile.view),
            standing_of(group.recovered),
            group.stability,
            n=_counts(profile, members),
            probability=group.recovered,
            ties=group.cases,
            behind=partial(_ids, profile, group.cases),
            at_hand=profile.ids_at_hand,
        )


def order_findings(profile: Profile, ranking: Ranking) -> Iterator[Finding]:
    """Which case comes first by the criterion; several where they tie."""
    ranked = [r for r in ranking.ranks if r.mean_rank is not None]
    if ranking.why is not None or len(ranked) < 2:
        return
    top = ranked[0]
    tied = [r for r in ranked if abs((r.mean_rank or 0) - (top.mean_rank or 0)) < SAME]
    members = [profile.cases.index(r.case) for r in tied]
    thin = _thin(profile)[[profile.cases.index(r.case) for r in ranked]].any()
    chance = None if thin or top.first is None else float(sum(r.first or 0 for r in tied))
    cases = tuple(r.case for r in tied)
    yield Finding(
        "order" if len(tied) == 1 else "tie",
        Subject(top.case if len(tied) == 1 else None, view=profile.view, other=ranking.criterion),
        standing_of(chance),
        top.mean_rank,
        top.ranks,
        _counts(profile, members),
        chance,
        ties=cases if len(tied) > 1 else (),
        why=top.why,
        behind=partial(_ids, profile, cases),
        at_hand=profile.ids_at_hand,
    )


def _thin(profile: Profile) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    """Shape (cases, aspects): where there is one statement or one rater, of which nothing is told."""
    one = (profile.statements == 1) | profile.no_interval
    found: np.ndarray[tuple[int, ...], np.dtype[np.bool_]] = one & ~profile.complete[:, None]
    return found & (profile.statements > 0)


def _outermost(drawn: Floats, there: np.ndarray, first: np.ndarray) -> float:
    """The share of draws in which one of `first` has the most of `drawn`; a tie is shared evenly."""
    drawn = drawn[there]
    top = drawn >= drawn.max(axis=0) - SAME
    return float((top[np.isin(there, first)].sum(axis=0) / top.sum(axis=0)).mean())


def _counts(profile: Profile, cases: Sequence[int]) -> Counts:
    return Counts(int(profile.tally.voices[cases].sum()), int(profile.tally.talk[cases].sum()))


def _ids(profile: Profile, cases: Sequence[str], aspect: str | None = None) -> tuple[str, ...] | None:
    """The ids of the statements of some cases, on an aspect or on all."""
    found = [profile.statement_ids(case, None if aspect is None else (aspect,)) for case in cases]
    if any(ids is None for ids in found):
        return None
    return tuple(sorted({i for ids in found for i in ids or ()}))
