"""The fewest statements whose removal takes a pole's share down to a border.

A case keeps its corner as long as on every aspect the corner's pole has more than θ of the evidence (½, or the
crossover of the calibration). So a set of statements changes the corner exactly when it brings some aspect's pole
to θ or below, and the smallest such set is the smallest over the aspects. Some evidence has to stay: silence is no
change of mind.

*Weighting by statement or coding.* The share without a set S is (M − Σ_S m)/(T − Σ_S t), t the weight of a
statement and m what it gives the pole. It is at most θ exactly when Σ_S (m − θt) ≥ M − θT: a sum of *pulls*, each
statement's own. The largest sum of k pulls is that of the k largest, so taking statements in the order of their
pull is optimal, whatever their number.

*Weighting by source.* The share is the mean over sources of y_g = mean of v. Removing j statements of one source
helps most with the j largest v, and gains y_g − mean(rest), or y_g − θ when the source falls silent; gains of
sources add up. The most that k removals gain follows by dynamic programming over sources (a knapsack with one
choice per source), which is exact.

*Otherwise* (repeats once per source, where a code falls only with its last bearer; raters as sources, where a
statement stands in several) sets are tried by rising size: all of them up to 20 statements, and beyond that as many
as `BUDGET` allows, which proves a lower bound; an upper bound is a set that was found.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, combinations, islice, pairwise

import numpy as np

from idealtypes.engine.table import Bools
from idealtypes.engine.tally import Floats, Ints

EXACT_TO = 20
BUDGET = 200_000
# Statements times removals up to which the knapsack is filled in; beyond, there are bounds.
LARGEST_TABLE = 50_000_000
# Sets times statements looked at together.
AT_ONCE = 4_000_000
TOGETHER = 32  # statements tried together when a set is made smaller
ROUNDING = 1e-12
# The share of the pole without sets of statements: (sets, statements) → (sets,), nan where no evidence is left.
Share = Callable[[Bools], Floats]
Useful = Callable[[int], Ints]


@dataclass(frozen=True)
class Fewest:
    """A smallest set of statements, as numbers.

    Attributes
    ----------
    chosen
        The set; None where none was found.
    at_least
        No set with fewer statements does it; None where no set at all does.
    """

    chosen: tuple[int, ...] | None
    at_least: int | None

    @property
    def exact(self) -> bool:
        """Whether no smaller set exists (or none at all), for certain."""
        return self.at_least == (None if self.chosen is None else len(self.chosen))


def fewest_pulls(pulls: Floats) -> Fewest:
    """The fewest statements to remove under weighting by statement or coding.

    Parameters
    ----------
    pulls
        Shape (statements,): m − θt of each; their sum is what the removed ones have to reach.

    Examples
    --------
    Three statements at the pole and one at the other, θ = ½: pulls ½, ½, ½, −½ and a sum of 1, so two have to go.

    >>> fewest_pulls(np.array([0.5, -0.5, 0.5, 0.5]))
    Fewest(chosen=(0, 2), at_least=2)
    >>> fewest_pulls(np.array([0.5, 0.5]))
    Fewest(chosen=None, at_least=None)
    """
    order = np.argsort(-pulls, kind="stable")
    reached = np.flatnonzero(np.cumsum(pulls[order])[:-1] >= pulls.sum() - ROUNDING)
    if not len(reached):
        return Fewest(None, None)
    k = int(reached[0]) + 1
    return Fewest(tuple(order[:k].tolist()), k)


def fewest_of_sources(shares: Floats, source: Ints, border: float) -> Fewest:
    """The fewest statements to remove when every source counts 1.

    Parameters
    ----------
    shares, source
        Shape (statements,): v of the pole, and the source (0, 1, …) of each statement.
    border
        θ.

    Examples
    --------
    A talkative source at the pole, a short one there, one against: (1 + 1 + 0)/3. The short one's statement will do.

    >>> fewest_of_sources(np.array([1.0, 1, 1, 1, 0]), np.array([0, 0, 0, 1, 2]), 0.5)
    Fewest(chosen=(3,), at_least=1)
    """
    order = np.lexsort((np.arange(len(shares)), -shares, source))
    members = np.split(order, np.flatnonzero(np.diff(source[order])) + 1)
    gains = [_gains(shares[m], border) for m in members]
    needed = sum(float(shares[m].mean()) - border for m in members)
    N = len(shares)
    at_least, counts = _relaxed(gains, needed)
    if at_least >= N:  # only silence would do
        return Fewest(None, None)
    most = min(sum(counts), N - 1)
    if N * most <= LARGEST_TABLE:
        exact = _knapsack(gains, needed, most)
        if exact is None:
            return Fewest(None, None)
        at_least, counts = sum(exact), exact
    elif sum(counts) >= N:
        return Fewest(None, at_least)
    chosen = [s for m, n in zip(members, counts, strict=True) for s in m[:n].tolist()]
    return Fewest(tuple(sorted(chosen)), at_least)


def _gains(falling: Floats, border: float) -> Floats:
    """What removing the first 0, 1, … n statements of a source takes from the sum of the means."""
    n = len(falling)
    rest = np.append((falling.sum() - np.cumsum(falling)[:-1]) / np.arange(n - 1, 0, -1), border)
    return np.concatenate([[0.0], falling.mean() - rest])


def _relaxed(gains: Sequence[Floats], needed: float) -> tuple[int, list[int]]:
    """A lower bound on the removals that gain what is needed, and removals per source that do gain it.

    On the concave hull of each source's gains the steepest pieces come first; a piece cut where the sum is reached
    gives the bound, and whole pieces are sets of statements.
    """
    pieces = []
    for g, gain in enumerate(gains):
        hull = [0]
        for j in range(1, len(gain)):
            while len(hull) > 1 and _slope(gain, hull[-2], hull[-1]) <= _slope(gain, hull[-1], j):
                hull.pop()
            hull.append(j)
        pieces += [(_slope(gain, i, j), g, j - i) for i, j in pairwise(hull)]
    counts, reached, k = [0] * len(gains), 0.0, 0
    for slope, g, n in sorted(pieces, key=lambda piece: -piece[0]):
        counts[g] += n
        if reached + slope * n >= needed - ROUNDING:
            return k + max(1, math.ceil((needed - reached) / slope - 1e-9)) if slope > 0 else k + n, counts
        reached, k = reached + slope * n, k + n
    return k, counts  # every statement, by rounding


def _slope(gain: Floats, i: int, j: int) -> float:
    return float(gain[j] - gain[i]) / (j - i)


def _knapsack(gains: Sequence[Floats], needed: float, most: int) -> list[int] | None:
    """The fewest removals per source, at most `most` in all, that gain what is needed."""
    best = np.full(most + 1, -np.inf)
    best[0] = 0
    taken = np.zeros((len(gains), most + 1), int)
    for g, gain in enumerate(gains):
        new = best.copy()
        for j in range(1, min(len(gain), most + 1)):
            better = best[:-j] + gain[j] > new[j:] + ROUNDING
            new[j:] = np.where(better, best[:-j] + gain[j], new[j:])
            taken[g, j:] = np.where(better, j, taken[g, j:])
        best = new
    reached = np.flatnonzero(best >= needed - ROUNDING)
    if not len(reached):
        return None
    left, counts = int(reached[0]), []
    for g in range(len(gains) - 1, -1, -1):
        counts.append(int(taken[g, left]))
        left -= counts[-1]
    return counts[::-1]


def fewest_by_search(
    share: Share, statements: int, border: float, budget: int = BUDGET, useful: Useful | None = None
) -> Fewest:
    """The fewest statements to remove, by trying sets of rising size; exact up to 20 statements.

    Parameters
    ----------
    share
        The pole's share without each of some sets of statements.
    statements
        How many there are.
    border
        θ.
    budget
        How many sets are tried beyond 20 statements.
    useful
        Which statements, rising, change the share if k are removed and all k are needed; by default any may.
    """

    def crossed(without: Bools) -> Bools:
        left = share(without)
        return ~np.isnan(left) & (left <= border + ROUNDING)

    found = _some_set(share, crossed, statements)
    limit = 2**EXACT_TO if statements <= EXACT_TO else budget
    tried = 0
    for k in range(1, statements if found is None else len(found)):
        tried += math.comb(statements, k)
        if tried > limit:
            return Fewest(found, k)
        for sets in _sets(statements, np.arange(statements) if useful is None else useful(k), k):
            hits = np.flatnonzero(crossed(sets))
            if len(hits):
                return Fewest(tuple(np.flatnonzero(sets[hits[0]]).tolist()), k)
    return Fewest(found, None if found is None else len(found))


def _some_set(share: Share, crossed: Callable[[Bools], Bools], statements: int) -> tuple[int, ...] | None:
    """A set that crosses the border, small if not smallest: the statements with the highest share leave first."""
    size = max(1, AT_ONCE // statements)
    every = np.arange(statements)
    alone = np.concatenate(
        [share(every[None, :] != every[at : at + size, None]) for at in range(0, statements, size)]
    )
    order = np.argsort(-np.nan_to_num(alone), kind="stable")
    rank = np.argsort(order, kind="stable")
    for start in range(1, statements, size):
        sizes = np.arange(start, min(start + size, statements))
        hits = np.flatnonzero(crossed(rank[None, :] < sizes[:, None]))
        if len(hits):
            chosen = list(order[: sizes[hits[0]]].tolist())
            break
    else:
        return None
    at = 0
    while at < len(chosen) and len(chosen) > 1:  # whoever can stay, stays
        some = chosen[at : at + TOGETHER]
        spared = np.flatnonzero(crossed(_members(statements, [[o for o in chosen if o != s] for s in some])))
        if len(spared):
            chosen.remove(some[spared[0]])
        at += int(spared[0]) if len(spared) else len(some)
    return tuple(sorted(chosen))


def _members(statements: int, sets: Sequence[Sequence[int]]) -> Bools:
    inside = np.zeros((len(sets), statements), bool)
    for row, chosen in enumerate(sets):
        inside[row, list(chosen)] = True
    return inside


def _sets(statements: int, of: Ints, size: int) -> Iterator[Bools]:
    """All sets of a size of some of the statements, some thousand at a time: (sets, statements)."""
    every, some = combinations(of.tolist(), size), min(4096, max(1, AT_ONCE // statements))
    while True:
        flat = np.fromiter(chain.from_iterable(islice(every, some)), int).reshape(-1, size)
        if not len(flat):
            return
        inside = np.zeros((len(flat), statements), bool)
        np.put_along_axis(inside, flat, True, axis=1)
        yield inside
