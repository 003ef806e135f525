"""Aspects of `kind: presence`: how much there is of each dimension, with an interval of its own, and which leads.

A unit's v_p lies in [0, 1] for each dimension, whatever it is for the others (see `tally`). So w_p = Σ v_p / units is
a share of two poles, there and not there, with its own n_e; the weights of an aspect have no sum.

*The difference of two dimensions of one case.* Both are read in the same units, so it is a mean, too: of x = (v_j −
v_k + 1)/2 in [0, 1], whose interval is that of a share, mapped by 2x − 1; P(j > k) is that of the Beta behind it.
(Draws of the two, tied by ranks, would cover .89–.97.)
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
from scipy.special import betainc

from idealtypes.engine.draws import DRAWS_LEVEL
from idealtypes.engine.intervals import EffectiveSizes, effective_sizes, share_interval
from idealtypes.engine.tally import Floats, Ints, Tally

# A dimension leads with this probability over every other; two are about equal when they differ by less than
# `ABOUT_EQUAL` with that one.
LEADS, ABOUT_EQUAL, EQUAL = 0.9, 0.2, 0.8
TIE = 1e-9  # weights nearer than this are one


def sizes_by_pole(tally: Tally, level: float) -> EffectiveSizes:
    """Shares and effective sizes of each pole on the aspects whose poles do not exclude one another, flat over cases,
    aspects and poles; the second column of `shares` is w_p. Nothing is there for other aspects.

    Two groups of one statement each; both hold the one pole, one the other, too:

    >>> import polars as pl
    >>> from idealtypes.engine.tally import tally
    >>> rows = pl.DataFrame({"statement": ["a", "a", "b"], "source": ["g", "g", "h"], "code": ["i", "f", "f"]})
    >>> poles, placed = {"help": ("informal", "formal")}, {"i": {"help": (1, 0)}, "f": {"help": (0, 1)}}
    >>> sizes = sizes_by_pole(tally(rows, placed, poles, presence=["help"]), 0.95)
    >>> sizes.shares[:, 1].tolist(), sizes.effective.tolist()
    ([0.5, 1.0], [2.0, 2.0])
    """
    rows = _cells(tally)
    return _sizes(tally, rows, tally.mass[rows], level)


def _cells(tally: Tally) -> Ints:
    return np.flatnonzero(np.array(tally.present, bool)[tally.aspect])


def _sizes(tally: Tally, rows: Ints, mass: Floats, level: float) -> EffectiveSizes:
    """The sizes of each column of `mass` (cells, columns) against the rest of the cells' totals, columns fastest."""
    n, total = mass.shape[1], tally.total[rows, None]
    return effective_sizes(
        np.stack([total - mass, mass], axis=-1).reshape(-1, 2),
        np.repeat(total, n),
        np.repeat(tally.statements[rows], n),
        (tally.group[rows, None] * n + np.arange(n)).ravel(),
        tally.groups * n,
        level,
    )


def sizes_of_poles(tally: Tally, effective: Floats, level: float) -> Floats:
    """Shape (cases, aspects, K): the effective size of each pole, which is its own where poles do not exclude one
    another, and the aspect's (`effective`, flat) elsewhere."""
    shape = (len(tally.cases), len(tally.aspects), tally.mass.shape[1])
    whole = np.broadcast_to(effective.reshape(*shape[:2], 1), shape)
    if not any(tally.present):
        return whole
    own = sizes_by_pole(tally, level).effective.reshape(shape)
    return np.where(np.array(tally.present)[:, None], own, whole)


@dataclass(frozen=True, eq=False)
class Apart:
    """How the dimensions of each case differ, all of shape (cases, aspects, K, K), nan where there is nothing to tell.

    Attributes
    ----------
    difference, low, high
        w_j − w_k in [−1, 1], and its interval.
    more, alike
        P(j > k), and P(|w_j − w_k| < .2).
    """

    difference: Floats
    low: Floats
    high: Floats
    more: Floats
    alike: Floats

    def pairs(
        self, case: int, aspect: int, poles: Sequence[str]
    ) -> Iterator[tuple[str, str, float, float, float, float]]:
        """Two dimensions of a case, how far the first is ahead, the interval of that, and P(it is more)."""
        for j, k in combinations(range(len(poles)), 2):
            at = (case, aspect, j, k)
            numbers = (self.difference, self.low, self.high, self.more)
            difference, low, high, more = (float(values[at]) for values in numbers)
            yield poles[j], poles[k], difference, low, high, more


def apart(tally: Tally, level: float) -> Apart:
    """The differences of all pairs of dimensions, and their intervals at a level.

    Three groups, a statement each: two hold both dimensions, the third only the second. x is ½, ½ and 0, so that the
    mean is ⅓, V = (1/9)·(2·(1/6)² + (1/3)²)/(2/3) = .0278 and s(1 − s)/V is 8, which is lowered to the three statements
    there are. Beta(1.5, 2.5) lies above ½ with probability ½ − 2/(3π) = .2878.

    >>> import polars as pl
    >>> from idealtypes.engine.tally import tally
    >>> rows = pl.DataFrame(
    ...     {"statement": ["a", "a", "b", "b", "c"], "source": list("gghhk"), "code": ["i", "f", "i", "f", "f"]}
    ... )
    >>> poles, placed = {"help": ("informal", "formal")}, {"i": {"help": (1, 0)}, "f": {"help": (0, 1)}}
    >>> found = apart(tally(rows, placed, poles, presence=["help"]), 0.95)
    >>> found.difference[0, 0].round(4).tolist(), found.more[0, 0].round(4).tolist()
    ([[0.0, -0.3333], [0.3333, 0.0]], [[0.5, 0.2878], [0.7122, 0.5]])
    """
    rows, K = _cells(tally), tally.mass.shape[1]
    mass = tally.mass[rows]
    x = ((mass[:, :, None] - mass[:, None, :] + tally.total[rows, None, None]) / 2).reshape(len(rows), K * K)
    shape = (len(tally.cases), len(tally.aspects), K, K)
    sizes, drawn = (_sizes(tally, rows, x, at) for at in (level, DRAWS_LEVEL))
    s, n_e = sizes.shares[:, 1], drawn.effective
    low, high = share_interval(s, sizes.effective, sizes.unanimous, level)
    ends = [(1 - ABOUT_EQUAL) / 2, 0.5, (1 + ABOUT_EQUAL) / 2]
    below = [betainc(n_e * s + 0.5, n_e * (1 - s) + 0.5, end) for end in ends]
    found = (2 * s - 1, 2 * low - 1, 2 * high - 1, 1 - below[1], below[2] - below[0])
    return Apart(*(values.reshape(shape) for values in found))


@dataclass(frozen=True)
class Order:
    """What can be said of the order of a case's dimensions, or of three or more poles that exclude one another.

    Attributes
    ----------
    first
        The dimensions with the largest weight (or share); several where it is the same.
    leader
        The one that is more there than every other with probability .9, or None.
    equal
        The dimensions about equal to the first, it included, where these are two or more with probability .8.
    told
        Whether an order can be told at all: not from one rater or one statement.
    probability
        That the leader leads each of the others, or that each of those equal is about equal to the first; without
        either that the first leads each of the others. The smallest of these; None where it cannot be told.
    """

    first: tuple[int, ...]
    leader: int | None
    equal: tuple[int, ...]
    told: bool
    probability: float | None = None


def order_of(weights: Floats, more: Floats, alike: Floats, *, told: bool, complete: bool) -> Order:
    """The order of the dimensions of a case: weights of shape (K,), probabilities (K, K) as in `Apart`.

    Where the evidence is complete what is seen is what there is.

    >>> nothing = np.full((3, 3), np.nan)
    >>> order_of(np.array([0.5, 1.0, 1.0]), nothing, nothing, told=True, complete=True)
    Order(first=(1, 2), leader=None, equal=(1, 2), told=True, probability=1.0)
    >>> order_of(np.array([0.5, 1.0, 1.0]), nothing, nothing, told=False, complete=False)
    Order(first=(1, 2), leader=None, equal=(), told=False, probability=None)
    """
    first = tuple(np.flatnonzero(weights > weights.max() - TIE).tolist())
    if not told:
        return Order(first, None, (), False)
    top = first[0]
    leads, near = more[top], alike[top]
    if complete:
        leads = (weights < weights[top] - TIE).astype(float)
        near = (weights > weights[top] - ABOUT_EQUAL + TIE).astype(float)
    leads, near = (np.where(np.arange(len(weights)) == top, 1.0, found) for found in (leads, near))
    ahead = float(leads.min())
    if ahead >= LEADS:
        return Order(first, top, (), True, ahead)
    equal = near >= EQUAL
    if equal.sum() < 2:
        return Order(first, None, (), True, ahead)
    return Order(first, None, tuple(np.flatnonzero(equal).tolist()), True, float(near[equal].min()))


def order_drawn(shares: Floats, drawn: Floats, *, told: bool, complete: bool) -> Order:
    """The order of poles that exclude one another: shares of shape (K,), their draws (K, draws).

    >>> drawn = np.array([[0.5, 0.45, 0.55, 0.4], [0.3, 0.4, 0.2, 0.3], [0.2, 0.15, 0.25, 0.3]])
    >>> order_drawn(drawn.mean(axis=1), drawn, told=True, complete=False)
    Order(first=(0,), leader=0, equal=(), told=True, probability=1.0)
    """
    apart_by = drawn[:, None] - drawn
    more, alike = (apart_by > 0).mean(axis=-1), (np.abs(apart_by) < ABOUT_EQUAL).mean(axis=-1)
    return order_of(shares, more, alike, told=told, complete=complete)


def order_named(order: Order | None, poles: Sequence[str]) -> dict[str, Any]:
    """An order in the answer of a command: `first`, `leader`, `equal`, in names; None for silence, and `told` says
    whether there is an order to tell.

    >>> order_named(Order((1, 2), None, (1, 2), True), ("a", "b", "c"))
    {'first': ['b', 'c'], 'leader': None, 'equal': ['b', 'c'], 'told': True}
    """
    if order is None:
        return {"first": None, "leader": None, "equal": None, "told": False}
    return {
        "first": [poles[p] for p in order.first],
        "leader": None if order.leader is None else poles[order.leader],
        "equal": [poles[p] for p in order.equal],
        "told": order.told,
    }
