"""Rank acceptability: how often each case comes at each rank, and under which weights it comes first.

The counting of SMAA-2 (Lahdelma & Salminen 2001, Operations Research 49(3), 444–454), a block of draws at a time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from idealtypes.analyses.compare.points import Points
from idealtypes.engine.tally import Floats, Ints

# Central weights are told of a case that is first in so many draws at least.
FEWEST_FIRST = 20
# Values in one block of the work: 16 MB.
BLOCK = 2_000_000
# Values nearer to each other than this tie: what is left is rounding.
EQUAL = 1e-12


def squares_to(points: Points, target: Floats, aspects: Ints, x: Floats) -> Floats:
    """Shape (cases, aspects, …): δ² to the target from coordinates of shape (cases, columns, …)."""
    out = np.zeros((len(x), len(aspects), *x.shape[2:]))
    for k, a in enumerate(aspects):
        for d in np.flatnonzero(points.aspect == a):
            out[:, k] += points.weight[d] * (x[:, d] - target[d]) ** 2
    return out


class Closeness:
    """Closeness u of the ranked cases, a block of draws at a time, the same in whatever blocks it is asked for."""

    def __init__(
        self, points: Points, target: Floats, aspects: Ints, ranked: Ints, rng: np.random.Generator
    ) -> None:
        self.points, self.target, self.aspects, self.ranked = points, target, aspects, ranked
        self.unknown = [(k, np.flatnonzero(~points.known[ranked, a])) for k, a in enumerate(aspects)]
        self.anywhere = [rng.random((len(rows), points.draws)) for _, rows in self.unknown]

    def blocks(self) -> Iterator[tuple[slice, Floats]]:
        """Slices of the draws with u of shape (cases, aspects, draws of the slice)."""
        size = max(1, BLOCK // (len(self.ranked) * len(self.points.columns)))
        for start in range(0, self.points.draws, size):
            rows = slice(start, min(start + size, self.points.draws))
            x = np.stack([column[self.ranked, rows] for column in self.points.columns], axis=1)
            u = 1 - np.sqrt(squares_to(self.points, self.target, self.aspects, x))
            for (k, cases), anywhere in zip(self.unknown, self.anywhere, strict=True):
                u[cases, k] = anywhere[:, rows]
            yield rows, u


@dataclass(frozen=True, eq=False)
class Acceptability:
    """What the draws say of n ranked cases.

    Attributes
    ----------
    first, mean_rank
        Shape (n,): the share of first ranks, and the mean rank; a tie is shared evenly.
    by_rank
        Shape (n, n): the share of draws in which a case has rank 1, 2, …; rows and columns sum to 1.
    central
        Shape (n, aspects): the mean of the weights under which a case is first; nan where it hardly ever is.
    confidence
        Shape (n,): P(first) under the central weights; nan without them.
    """

    first: Floats
    mean_rank: Floats
    by_rank: Floats
    central: Floats
    confidence: Floats


def acceptability(closeness: Closeness, weights: Floats) -> Acceptability:
    """Rank the cases in every draw.

    Parameters
    ----------
    closeness
        How close the cases are to what is wanted, draw by draw.
    weights
        Shape (draws, aspects): the weights of each draw, which sum to 1.
    """
    draws, n = len(weights), len(closeness.ranked)
    first, rank_sum = np.zeros(n), np.zeros(n)
    steps = np.zeros((n, n + 1))
    when_first = np.zeros((n, weights.shape[1]))
    for rows, u in closeness.blocks():
        best, worst = tied_ranks(np.einsum("cat,ta->ct", u, weights[rows]))
        share = 1.0 / (worst - best + 1)
        led = (best == 1) * share
        first += led.sum(axis=1)
        when_first += led @ weights[rows]
        rank_sum += (best + worst).sum(axis=1) / 2
        # A tie over ranks b to w adds its share from b on, and takes it away after w.
        case = np.arange(n)[:, None] * (n + 1)
        for ranks, sign in ((best - 1, 1), (worst, -1)):
            counted = np.bincount((case + ranks).ravel(), share.ravel(), n * (n + 1))
            steps += sign * counted.reshape(n, n + 1)
    central, confidence = _central(closeness, when_first, first)
    by_rank = np.maximum(steps.cumsum(axis=1)[:, :n], 0.0) / draws
    return Acceptability(first / draws, rank_sum / draws, by_rank, central, confidence)


def tied_ranks(values: Floats) -> tuple[Ints, Ints]:
    """Best and worst rank of each value in its column, the largest first; they differ where values tie.

    >>> best, worst = tied_ranks(np.array([[0.5], [0.9], [0.5]]))
    >>> best.ravel().tolist(), worst.ravel().tolist()
    ([2, 1, 2], [3, 1, 3])
    """
    n = len(values)
    order = np.argsort(-values, axis=0, kind="stable")
    down = np.take_along_axis(values, order, axis=0)
    position = np.arange(n)[:, None]
    new = np.ones(down.shape, bool)
    new[1:] = down[:-1] - down[1:] > EQUAL
    start = np.maximum.accumulate(np.where(new, position, 0), axis=0)
    last = np.ones(down.shape, bool)
    last[:-1] = new[1:]
    stop = np.minimum.accumulate(np.where(last, position, n)[::-1], axis=0)[::-1]
    best, worst = np.empty(values.shape, int), np.empty(values.shape, int)
    np.put_along_axis(best, order, start + 1, axis=0)
    np.put_along_axis(worst, order, stop + 1, axis=0)
    return best, worst


def _central(closeness: Closeness, when_first: Floats, times: Floats) -> tuple[Floats, Floats]:
    """Central weights from the summed weights of first ranks, and P(first) under them."""
    enough = np.flatnonzero(times >= FEWEST_FIRST)
    central, confidence = np.full(when_first.shape, np.nan), np.full(len(times), np.nan)
    central[enough] = when_first[enough] / times[enough, None]
    confidence[enough] = 0.0
    for _, u in closeness.blocks():
        for c in enough:
            value = np.tensordot(central[c], u, axes=(0, 1))
            top = value >= value.max(axis=0) - EQUAL
            confidence[c] += (top[c] / top.sum(axis=0)).sum() / closeness.points.draws
    return central, confidence
