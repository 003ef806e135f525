"""How scenarios rank among one another: places under all weights, dominance, what one would have to believe.

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
from numpy.typing import NDArray

from idealtypes.analyses.compare.acceptability import EQUAL, FEWEST_FIRST, tied_ranks
from idealtypes.analyses.scenarios.baseline import Baseline, single
from idealtypes.analyses.scenarios.effects import Effects
from idealtypes.engine.result import screenful
from idealtypes.engine.tally import Floats
from idealtypes.errors import IdealtypesError

STREAM = 4103  # of the weights
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
        The share of draws in which it comes first (ties are shared), and its mean rank; 1 is best.
    value
        The mean of Σ w_o v_o A_o, in [−1, 1]; 0 is the status quo.
    weights
        Central weights: the mean of the weights under which it is first; None where it hardly ever is, or the weights
        are given.
    beliefs
        What else is different where it is first, the largest difference first.
    dominated_by
        The scenarios that are at least as good on every outcome, and better on one, each with the probability that
        a direction has to reach.
    """

    scenario: str
    first: float
    mean_rank: float
    value: float
    weights: Mapping[str, float] | None
    beliefs: tuple[Belief, ...]
    dominated_by: tuple[str, ...]


@dataclass(frozen=True, eq=False, repr=False)
class ScenarioRanking:
    """All that the ranking of scenarios leaves behind.

    Attributes
    ----------
    ranks
        From the best mean rank on.
    outcomes
        The outcomes that are weighed: those that some scenario moves.
    weights
        Shape (D, outcomes): the weights of each draw.
    led
        Shape (scenarios, D): the part of a first place that a scenario has in a draw, scenarios as they were given.
    """

    ranks: tuple[ScenarioRank, ...]
    outcomes: tuple[str, ...]
    weights: Floats
    led: Floats

    def __repr__(self) -> str:
        return screenful(
            [f"{s.scenario}: first {s.first:.0%}, mean rank {s.mean_rank:.1f}" for s in self.ranks]
        )


def ranking(
    base: Baseline,
    ids: Sequence[str],
    found: Sequence[Effects],
    given: Mapping[str, float] | None = None,
) -> ScenarioRanking:
    """Rank scenarios by their outcomes; `given` weights of outcomes stand for drawn ones, those left out are 0.

    Raises
    ------
    IdealtypesError
        For given weights that are negative or all 0.
    """
    index = np.stack([one.outcomes for one in found])
    moved = np.flatnonzero(np.abs(index).max(axis=(0, 2)) > 0)
    outcomes = tuple(base.outcomes[o] for o in moved)
    good = index[:, moved] * base.wanted[moved][:, None]
    weights = weights_of(base, outcomes, given)
    value = np.einsum("sod,do->sd", good, weights)
    best, worst = tied_ranks(value)
    led = (best == 1) / (worst - best + 1)
    rank = (best + worst) / 2
    beaten = _dominated(good, base.stated.direction)
    ranks = []
    for s, scenario in enumerate(ids):
        times = float(led[s].sum())
        central = None
        if given is None and times >= FEWEST_FIRST and len(outcomes):
            central = dict(zip(outcomes, (led[s] @ weights / times).tolist(), strict=True))
        ranks.append(
            ScenarioRank(
                scenario=scenario,
                first=float(led[s].mean()),
                mean_rank=float(rank[s].mean()),
                value=float(value[s].mean()),
                weights=central,
                beliefs=_beliefs(base, led[s]) if times >= FEWEST_FIRST else (),
                dominated_by=tuple(ids[k] for k in np.flatnonzero(beaten[s]).tolist()),
            )
        )
    ranks.sort(key=lambda one: (one.mean_rank, ids.index(one.scenario)))
    return ScenarioRanking(tuple(ranks), outcomes, weights, led)


def weights_of(base: Baseline, outcomes: Sequence[str], given: Mapping[str, float] | None) -> Floats:
    """Shape (D, outcomes): weights that sum to 1 in each draw; all 0 where no outcome is moved."""
    if not outcomes:
        return np.zeros((base.draws, 0))
    if given is None:
        drawn = gammas(base)[:, [base.outcomes.index(o) for o in outcomes]]
        weights: Floats = drawn / drawn.sum(axis=1, keepdims=True)
        return weights
    fixed = np.array([given.get(outcome, 0.0) for outcome in outcomes], float)
    if (np.array(list(given.values())) < 0).any():
        raise IdealtypesError(f"weights are 0 or more, not {min(given.values()):g}")
    if not fixed.any():
        raise IdealtypesError("no outcome that a scenario moves has a weight above 0")
    return np.repeat((fixed / fixed.sum())[None], base.draws, axis=0)


def gammas(base: Baseline) -> Floats:
    """Shape (D, O): what the weights of each draw are before they are divided by their sum.

    There is one for every outcome of the study, so that which of them are moved changes no other's.
    """
    rng = np.random.default_rng([base.profile.settings.seed, STREAM])
    return single(rng.standard_exponential((base.draws, len(base.outcomes))))


def _dominated(good: Floats, enough: float) -> NDArray[np.bool_]:
    """Shape (scenarios, scenarios): whether the row is dominated by the column; `good` (scenarios, outcomes, D)."""
    n = len(good)
    out = np.zeros((n, n), bool)
    for a in range(n):
        for b in range(n):
            if a != b:
                lead = good[b] - good[a]
                at_least = (lead >= -EQUAL).mean(axis=1)
                better = (lead > EQUAL).mean(axis=1)
                out[a, b] = bool((at_least >= enough).all() and (better >= enough).any())
    return out


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
