"""Ranking: which case comes first, under which weights, and how often.

Stochastic multicriteria acceptability analysis, SMAA-2 (Lahdelma & Salminen 2001, Operations Research 49(3),
444–454). Nobody is asked how much each aspect weighs: the weights are drawn evenly from all there can be,
Dirichlet(1, …, 1), and the closeness of each case to what is wanted from the joint draws, both at once. The value of
a case is Σ_a w_a u_a with u_a = 1 − δ_a its closeness on aspect a in [0, 1] (δ_a as in
`idealtypes.analyses.compare.points`). Of each case is told in what share of the draws it comes first, its mean
rank, and its central weights: the mean of the weights under which it is first, the answer to "who should choose
this one?".

What is wanted is the study's goal. Formality is no merit: without a goal the order is by formality, from the case
nearest the second poles, and says so; that is an order, not a verdict.

On an aspect of which nobody speaks in a case, the case could be anywhere: its closeness there is drawn evenly from
[0, 1], as SMAA treats a criterion of which nothing is known. To leave the aspect out and share its weight among the
others would reward silence.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from idealtypes.analyses.compare.acceptability import EQUAL, Closeness, acceptability, squares_to
from idealtypes.analyses.compare.points import Points, not_sampled, place, points_of
from idealtypes.engine.profile import Profile
from idealtypes.engine.result import Result, Why, said, screenful, why_keys
from idealtypes.engine.tally import Floats, Ints
from idealtypes.errors import Reason, reason
from idealtypes.model.study import Goal

# The stream of random numbers of the weights, beside the joint draws'.
WEIGHTS = 20
NO_FIRST = reason("compare.no_first_pooled")
SAME = 1e-9  # what is left is rounding


@dataclass(frozen=True)
class Rank:
    """Where one case comes in the order.

    Attributes
    ----------
    case
        Its id.
    first
        First-rank acceptability in [0, 1]: the share of draws in which it comes first; a tie is shared evenly.
    mean_rank
        From 1 to the number of cases ranked; cases that tie have the mean of their ranks.
    ranks
        The best and worst rank in the middle `level` of the draws.
    value
        Its closeness at the estimates with equal weights, in [0, 1]; None where it is silent on an aspect.
    weights
        Central weight of each aspect; they sum to 1. None for a case that is hardly ever first.
    confidence
        P(first) at the central weights, over the joint draws.
    acceptability
        The share of draws in which it has rank 1, 2, …; they sum to 1.
    why
        What is absent or else to be known, and why.
    place
        Its place in the order, from 1; cases that tie share one: their mean ranks are equal, or their estimates lie
        equally near in every respect that is ranked. None for a silent case.
    """

    case: str
    first: float | None
    mean_rank: float | None
    ranks: tuple[int, int] | None
    value: float | None
    weights: dict[str, float] | None
    confidence: float | None
    acceptability: tuple[float, ...] = field(repr=False)
    why: Why
    place: int | None = None


@dataclass(frozen=True, eq=False)
class Ranking(Result):
    """The order of the cases.

    Attributes
    ----------
    ranks
        By mean rank, the best first; silent cases last.
    criterion
        `goal: id` for an ideal type, `goal` for wanted balances, `formality` for two-pole aspects on one axis,
        `second poles` for those on several.
    wanted
        Aspect → pole → the wanted share.
    left_out
        Aspects that do not enter, and why in `note`.
    why
        Why there is no order; `note` what else a reader should know.
    """

    ranks: tuple[Rank, ...]
    criterion: str
    wanted: dict[str, dict[str, float]]
    left_out: tuple[str, ...]
    draws: int
    why: Reason | None
    note: Why

    def heading(self) -> dict[str, Any]:
        """`ranking` of `idealtypes compare --json`: what the order is by."""
        return {
            "criterion": self.criterion,
            "wanted": {a: dict(shares) for a, shares in self.wanted.items()},
            "left_out": list(self.left_out),
            "weights": "Dirichlet(1)",
            "draws": self.draws,
            **why_keys(self.why),
            "note": said(self.note),
        }

    def to_dict(self) -> dict[str, Any]:
        """What the order is by, and `ranks`."""
        return {**self.heading(), "ranks": self.to_dicts()}

    def __repr__(self) -> str:
        if self.why is not None:
            return said(self.why) or ""
        lines = (
            f"{r.case}: {said(r.why)}"
            if r.mean_rank is None
            else f"{r.case}: mean rank {r.mean_rank:.1f}"
            if r.first is None
            else f"{r.case}: first in {r.first:.0%}, mean rank {r.mean_rank:.1f}"
            for r in self.ranks
        )
        return screenful(lines, f"Order of {len(self.ranks)} cases by {self.criterion}")

    def to_dicts(self) -> list[dict[str, Any]] | None:
        """`ranks` of `idealtypes compare --json`; None where `why` says why."""
        if self.why:
            return None
        return [
            {
                "case": r.case,
                "criterion": self.criterion,
                "place": r.place,
                "first": r.first,
                "mean_rank": r.mean_rank,
                "ranks": None if r.ranks is None else list(r.ranks),
                "value": r.value,
                "central_weights": None if r.weights is None else dict(r.weights),
                "confidence": r.confidence,
                **why_keys(r.why),
            }
            for r in self.ranks
        ]

    def records(self) -> list[dict[str, Any]]:
        """One flat record per case, for tables."""
        out = []
        for r in self.ranks:
            best, worst = r.ranks or (None, None)
            record = {
                "case": r.case,
                "criterion": self.criterion,
                "place": r.place,
                "first": r.first,
                "mean_rank": r.mean_rank,
                "best_rank": best,
                "worst_rank": worst,
                "value": r.value,
            }
            record |= {f"weight_{a}": None if r.weights is None else r.weights[a] for a in self.wanted}
            out.append(record | {"confidence": r.confidence, "why": said(r.why)})
        return out


def ranking(
    profile: Profile, goal: Goal | None = None, *, points: Points | None = None, pooled: Collection[str] = ()
) -> Ranking:
    """The order of a profile's cases by closeness to a goal, under all weights of the aspects.

    Parameters
    ----------
    profile
        The profile, with its draws.
    goal
        What is wanted: a share for each pole of some or all aspects; only these aspects enter.
    points
        The profile's cases as points, where they are at hand.
    pooled
        The aspects on which their draws are pooled over cases: where one of them enters P(first) is not told.
    """
    points = points_of(profile) if points is None else points
    criterion, wanted, note = _wanted(profile, goal)
    left_out = tuple(a for a in profile.aspects if a not in wanted)

    def none(code: str) -> Ranking:
        return Ranking((), criterion, _named(profile, wanted), left_out, 0, reason(code), note)

    if not wanted:
        return none("compare.order_no_poles")
    aspects = np.array([profile.aspects.index(a) for a in wanted])
    known = points.known[:, aspects]
    ranked = np.flatnonzero(known.any(axis=1))
    if len(ranked) < 2:
        return none("compare.order_too_few")
    target = place(profile, wanted)
    draws, level = points.draws, profile.settings.level
    rng = np.random.default_rng([profile.settings.seed, WEIGHTS])
    weights = rng.dirichlet(np.ones(len(aspects)), draws)
    found = acceptability(Closeness(points, target, aspects, ranked, rng), weights)
    at_estimates = 1 - np.sqrt(squares_to(points, target, aspects, points.estimates[ranked]))
    out: list[Rank] = []
    joined = bool(set(pooled) & set(wanted))
    for k, c in enumerate(ranked.tolist()):
        told = not np.isnan(found.confidence[k])
        ends = np.searchsorted(found.by_rank[k].cumsum(), [(1 - level) / 2 + EQUAL, (1 + level) / 2 - EQUAL])
        out.append(
            Rank(
                case=profile.cases[c],
                first=None if joined else float(found.first[k]),
                mean_rank=float(found.mean_rank[k]),
                ranks=(int(ends[0]) + 1, int(ends[1]) + 1),
                value=float(at_estimates[k].mean()) if known[c].all() else None,
                weights=dict(zip(wanted, found.central[k].tolist(), strict=True)) if told else None,
                confidence=float(found.confidence[k]) if told and not joined else None,
                acceptability=tuple(found.by_rank[k].tolist()),
                why=_why(profile, points, c, aspects, float(found.first[k]), told, draws, joined),
            )
        )
    out = _placed(out, {profile.cases[c]: at_estimates[k] for k, c in enumerate(ranked.tolist())}, profile)
    silent = reason("compare.not_ranked", aspects=tuple(wanted))
    unranked = np.setdiff1d(np.arange(len(profile.cases)), ranked)
    out += [Rank(profile.cases[c], None, None, None, None, None, None, (), silent) for c in unranked]
    return Ranking(tuple(out), criterion, _named(profile, wanted), left_out, draws, None, note)


def _placed(ranks: list[Rank], at_estimates: Mapping[str, Floats], profile: Profile) -> list[Rank]:
    """The ranked cases in their order, numbered from 1; those that tie have one number."""
    number = {case: c for c, case in enumerate(profile.cases)}
    order = sorted(ranks, key=lambda r: (r.mean_rank or 0.0, number[r.case]))
    out: list[Rank] = []
    for k, one in enumerate(order, 1):
        last = out[-1] if out else None
        tied = last is not None and (
            abs((last.mean_rank or 0.0) - (one.mean_rank or 0.0)) < SAME
            or bool((np.abs(at_estimates[last.case] - at_estimates[one.case]) < SAME).all())
        )
        out.append(replace(one, place=last.place if tied and last is not None else k))
    return out


def _wanted(profile: Profile, goal: Goal | None) -> tuple[str, dict[str, tuple[float, ...]], Why]:
    """The criterion, the wanted shares by aspect in the profile's order, and what is to be said of it."""
    if goal is not None:
        shares = {a: tuple(goal.shares[a]) for a in profile.aspects if a in goal.shares}
        silent = tuple(a for a in profile.aspects if a not in shares)
        note = reason("compare.goal_silent", aspects=silent) if silent else None
        return ("goal" if goal.type is None else f"goal: {goal.type}"), shares, note
    second: dict[str, tuple[float, ...]] = {
        a: (0.0, 1.0) for a, two in zip(profile.aspects, profile.bipolar, strict=True) if two
    }
    axes = list(dict.fromkeys(profile.scheme.axis(a).id for a in second))
    many = tuple(a for a in profile.aspects if a not in second)
    notes = [reason("compare.by_formality")]
    if len(axes) > 1:
        notes = [reason("compare.by_second_poles", axes=len(axes))]
    if many:
        notes.append(reason("compare.many_poles_left_out", aspects=many))
    return ("formality" if len(axes) < 2 else "second poles"), second, tuple(notes)


def _named(profile: Profile, wanted: dict[str, tuple[float, ...]]) -> dict[str, dict[str, float]]:
    return {a: dict(zip(profile.poles(a), shares, strict=True)) for a, shares in wanted.items()}


def _why(
    profile: Profile,
    points: Points,
    c: int,
    aspects: Ints,
    first: float,
    told: bool,
    draws: int,
    pooled: bool,
) -> Why:
    reasons = []
    known, sampled = points.known[c, aspects], points.sampled[c, aspects]
    if not known.all():
        silent = tuple(profile.aspects[a] for a, k in zip(aspects, known, strict=True) if not k)
        reasons.append(reason("compare.could_lie_anywhere", aspects=silent))
    if not sampled[known].all():
        reasons.append(reason("compare.weights_alone", reason=not_sampled(profile, c)))
    if pooled:
        reasons.append(NO_FIRST)
    elif not told:
        times = round(first * draws)
        reasons.append(reason("compare.no_central_weights", times=times, draws=draws))
    return tuple(reasons) or None
