"""How much each source adds that none before it said: in the order given, and over all orders.

Over random orders the expected number of distinct items in the first k of G sources is exact (Hurlbert 1971, "The
nonconcept of species diversity", Ecology 52(4): 577–586, eq. 14, with sources in the place of individuals): an item
that g sources have is missing from k of them with probability C(G − g, k)/C(G, k).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from idealtypes.engine.tally import Floats, Ints

ORDERS = 1000  # random orders behind a range
RANGE = (0.025, 0.975)


@dataclass(frozen=True, eq=False)
class Accumulation:
    """What sources add, source by source.

    Attributes
    ----------
    new, total
        Shape (sources,): items that no source before had, and all so far, in the order given.
    expected
        Shape (sources,): how many items the first k sources have on average over all orders.
    low, high
        Shape (sources,): between which 95 % of the random orders lie.
    orders
        Shape (orders, sources): items new with each source, in random orders; the first is the order given.
    """

    new: Ints
    total: Ints
    expected: Floats
    low: Floats
    high: Floats
    orders: Ints


def rarefied(held: Sequence[int], sources: int) -> Floats:
    """The expected number of distinct items in the first k sources of a random order, k = 1 … `sources`.

    Parameters
    ----------
    held
        Per item how many of the sources have it.

    Examples
    --------
    Two items, one in both sources and one in one of them: the first source has 1.5 on average.

    >>> rarefied([2, 1], 2).tolist()
    [1.5, 2.0]
    """
    have = np.asarray(held, float)
    missing = np.ones_like(have)
    expected = np.empty(sources)
    for k in range(sources):  # C(G − g, k + 1)/C(G, k + 1), factor by factor
        missing = missing * np.clip(sources - have - k, 0, None) / (sources - k)
        expected[k] = (1 - missing).sum()
    return expected


def accumulation(holds: np.ndarray[tuple[int, ...], np.dtype[np.bool_]], seed: int) -> Accumulation:
    """What each source adds.

    Parameters
    ----------
    holds
        Shape (sources, items): which source has which item, the sources in the order given. An item that no source
        has adds nothing.
    seed
        Of the random orders.

    Examples
    --------
    >>> found = accumulation(np.array([[1, 1, 0], [1, 0, 0], [0, 0, 1]], bool), seed=1)
    >>> found.new.tolist(), found.total.tolist(), [round(float(e), 2) for e in found.expected]
    ([2, 0, 1], [2, 2, 3], [1.33, 2.33, 3.0])
    """
    sources = len(holds)
    rng = np.random.default_rng(seed)
    ranks = np.argsort(rng.random((ORDERS, sources)), axis=1)
    ranks[0] = np.arange(sources)
    orders = np.zeros((ORDERS, sources), np.int64)
    rows = np.arange(ORDERS)[:, None]
    places = np.empty_like(ranks)
    places[rows, ranks] = np.arange(sources)  # where each source stands in an order
    for item in holds.T:
        if item.any():
            np.add.at(orders, (rows[:, 0], places[:, item].min(axis=1)), 1)
    totals = orders.cumsum(axis=1)
    low, high = np.quantile(totals, RANGE, axis=0) if sources else np.zeros((2, 0))
    held = holds.sum(axis=0)
    return Accumulation(orders[0], totals[0], rarefied(held[held > 0], sources), low, high, orders)
