"""How scenarios rank among one another, where they can be ranked: places under all weights, what one would believe.

Rank acceptability after Lahdelma & Salminen (2001, "SMAA-2", Operations Research 49(3), 444–454): the weights are drawn
from a Dirichlet(1, …, 1) over the outcomes, jointly with everything that is uncertain, and the scenario of the largest
Σ_o w_o v_o A_o is first (v_o is 1 for a wanted outcome and −1 for an unwanted one, A_o the outcome's index).

What the ranking hangs on is its sensitivity: how often the leader leads where a λ, or what is said of an outcome, is
low or high.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from idealtypes.analyses.compare.acceptability import FEWEST_FIRST, tied_ranks
from idealtypes.analyses.scenarios.baseline import Baseline
from idealtypes.analyses.scenarios.effects import Effects
from idealtypes.analyses.scenarios.partial_order import PartialOrder
from idealtypes.engine.result import said, screenful
from idealtypes.engine.tally import Floats
from idealtypes.errors import Reason, reason

TOLD = 0.1  # a belief is told where its mean rank among the draws is off the middle by so much


@dataclass(frozen=True)
class Belief:
    """Something uncertain that is higher, or lower, than on the whole where a scenario is first.

    `variable` is a measure (how strong it turns out) or an item (what informants say), by its number; `mean` the mean
    of its rank among all draws, in (0, 1), where ½ is the middle.
    """

    kind: str  # measure or item
    variable: int
    mean: float


@dataclass(frozen=True)
class ScenarioRank:
    """How one scenario ranks among the others.

    Attributes
    ----------
    scenario
        Its id.
    first, mean_rank
        The share of draws in which it comes first (ties are shared), and its mean rank; 1 is best. None, as `value`,
        where the scenarios cannot be ranked.
    value
        The mean of Σ w_o v_o A_o, in [−1, 1]; 0 is the status quo.
    weights
        Central weights: the mean of the weights under which it is first; None where it hardly ever is, or the weights
        are given.
    beliefs
        What else is different where it is first, the largest difference first.
    dominated_by
        The scenarios that can be compared with it and are at least as good on every outcome, and better on one, each
        with the probability that a direction has to reach.
    """

    scenario: str
    first: float | None
    mean_rank: float | None
    value: float | None
    weights: Mapping[str, float] | None
    beliefs: tuple[Belief, ...]
    dominated_by: tuple[str, ...]


@dataclass(frozen=True, eq=False, repr=False)
class ScenarioRanking:
    """All that the ranking of scenarios leaves behind.

    Attributes
    ----------
    ranks
        From the best mean rank on; as the scenarios were given where they cannot be ranked.
    outcomes
        The outcomes that are weighed.
    weights
        Shape (D, outcomes): the weights of each draw.
    led
        Shape (scenarios, D): the part of a first place that a scenario has in a draw, scenarios as they were given;
        None where they cannot be ranked.
    why
        Why they cannot be ranked.
    """

    ranks: tuple[ScenarioRank, ...]
    outcomes: tuple[str, ...]
    weights: Floats
    led: Floats | None
    why: Reason | None

    def __repr__(self) -> str:
        if self.why is not None:
            return f"<ScenarioRanking: {said(self.why)}>"
        return screenful(
            [f"{s.scenario}: first {s.first:.0%}, mean rank {s.mean_rank:.1f}" for s in self.ranks]
        )


def ranking(
    base: Baseline,
    ids: Sequence[str],
    found: Sequence[Effects],
    order: PartialOrder,
    weights: Floats,
    *,
    drawn: bool,
) -> ScenarioRanking:
    """Rank scenarios by their outcomes, where any two of them can be compared; else only what dominates is told.

    `weights`, shape (D, outcomes), are those of the order's outcomes; `drawn` says that they are not given.
    """
    beaten: dict[str, list[str]] = {scenario: [] for scenario in ids}
    for pair in order.pairs:
        if pair.dominates is not None:
            beaten[pair.b if pair.dominates == pair.a else pair.a].append(pair.dominates)
    worse = {scenario: tuple(sorted(found, key=ids.index)) for scenario, found in beaten.items()}
    if not order.ranked:
        why = reason("scenarios.unranked" if order.outcomes else "scenarios.nothing_weighed")
        none = tuple(ScenarioRank(s, None, None, None, None, (), worse[s]) for s in ids)
        return ScenarioRanking(none, order.outcomes, weights, None, why)
    at = [base.outcomes.index(outcome) for outcome in order.outcomes]
    good = np.stack([one.outcomes[at] for one in found]) * base.wanted[at][:, None]
    value = np.einsum("sod,do->sd", good, weights)
    best, worst = tied_ranks(value)
    led = (best == 1) / (worst - best + 1)
    rank = (best + worst) / 2
    ranks = []
    for s, scenario in enumerate(ids):
        times = float(led[s].sum())
        central = None
        if drawn and times >= FEWEST_FIRST:
            central = dict(zip(order.outcomes, (led[s] @ weights / times).tolist(), strict=True))
        ranks.append(
            ScenarioRank(
                scenario=scenario,
                first=float(led[s].mean()),
                mean_rank=float(rank[s].mean()),
                value=float(value[s].mean()),
                weights=central,
                beliefs=_beliefs(base, led[s]) if times >= FEWEST_FIRST else (),
                dominated_by=worse[scenario],
            )
        )
    ranks.sort(key=lambda one: (one.mean_rank or 0.0, ids.index(one.scenario)))
    return ScenarioRanking(tuple(ranks), order.outcomes, weights, led, None)


def variables(base: Baseline) -> list[tuple[str, int, Floats]]:
    """All that is drawn and could matter: the strength of each measure that has a λ in doubt, and each item's votes."""
    doubt = [any(shift.low < shift.high for shift in measure.shifts) for measure in base.measures]
    found = [("measure", m, base.uniforms[m]) for m, unsure in enumerate(doubt) if unsure]
    spread = np.ptp(base.net, axis=1) if len(base.net) else np.empty(0)
    return found + [("item", i, base.net[i]) for i in np.flatnonzero(spread > 0).tolist()]


def _beliefs(base: Baseline, led: Floats) -> tuple[Belief, ...]:
    out = []
    for kind, number, values in variables(base):
        order = np.empty(len(values))
        order[np.argsort(values, kind="stable")] = (np.arange(len(values)) + 0.5) / len(values)
        mean = float(order @ led / led.sum())
        if abs(mean - 0.5) >= TOLD:
            out.append(Belief(kind, number, mean))
    return tuple(sorted(out, key=lambda belief: -abs(belief.mean - 0.5)))


PARTS = 3  # the lowest and the highest third of the draws
NOISE = 3.0  # standard errors below which a swing is the draws' own


@dataclass(frozen=True)
class Sensitivity:
    """What the lead of the leader hangs on: one bar of the tornado.

    Attributes
    ----------
    kind, variable
        A measure (how strong it turns out) or an item (what informants say), by its number.
    low, high
        P(the leader is first) in the third of the draws where it is lowest, and highest.
    informants
        Sources with a vote on the item; None for a measure.
    """

    kind: str
    variable: int
    low: float
    high: float
    informants: int | None

    @property
    def swing(self) -> float:
        """How far the probability moves, in [0, 1]."""
        return abs(self.high - self.low)


def sensitivity(base: Baseline, led: Floats) -> tuple[Sensitivity, ...]:
    """The bars of the tornado, the longest first; `led` of shape (D,) is where the leader is first.

    A bar shorter than three standard errors of the difference between two thirds of the draws is left out.
    """
    third = len(led) // PARTS
    error = np.sqrt(2 * max(led.var(), 1e-12) / max(third, 1))
    out = []
    for kind, number, values in variables(base):
        order = np.argsort(values, kind="stable")
        low, high = float(led[order[:third]].mean()), float(led[order[-third:]].mean())
        if abs(high - low) >= NOISE * error:
            informants = len(base.votes.items[number].sources) if kind == "item" else None
            out.append(Sensitivity(kind, number, low, high, informants))
    return tuple(sorted(out, key=lambda one: -one.swing))
