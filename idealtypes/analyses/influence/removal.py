"""From the table of codings to the fewest statements whose removal takes a pole to its border; see `flipping`."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import cached_property

import numpy as np

from idealtypes.analyses.influence.flip_search import (
    BUDGET,
    Fewest,
    Share,
    Useful,
    fewest_by_search,
    fewest_of_sources,
    fewest_pulls,
)
from idealtypes.engine.table import Bools, CodingTable, Units, distinct, ratio, summed, units
from idealtypes.engine.tally import Floats, Ints, Repeats


class Removal:
    """Removes statements from the units of a table, under the weighting and repeats that they were made with.

    Parameters
    ----------
    table, keep, of, repeats
        The table, the rows that were kept, and their units.
    budget
        How many sets are tried where there is no better way and there are more than 20 statements.
    """

    def __init__(
        self, table: CodingTable, keep: Bools, of: Units, repeats: Repeats, budget: int = BUDGET
    ) -> None:
        self.table, self.keep, self.of = table, keep, of
        self.repeats, self.budget = repeats, budget
        none = np.zeros(0, int)
        self.rows, self.intensity = table.averaged(
            table.counted(keep) if repeats == "once_per_source" else none
        )

    def fewest(self, case: int, aspect: int, direction: Floats, border: float) -> Fewest:
        """The fewest statements of a case that take Σ_p d_p s_p to `border` or below, as the table numbers them.

        `direction` is d, shape (K,): 1 for a pole and 0 else, say, or 1 for a pole and −1 for another.
        """
        if self.repeats == "once_per_source":
            statements, share, useful = self._codes(case, aspect, direction)
            found = fewest_by_search(share, len(statements), border, self.budget, useful)
            return _named(found, statements)
        here = self._units(case * self.of.aspects + aspect)
        statements, number = np.unique(self.of.member[here], return_inverse=True)
        if self.of.weighting == "statement":
            pulls = self._vectors[here] @ direction - border
            return _named(fewest_pulls(summed(pulls, number, len(statements))), statements)
        if self.of.weighting == "coding":
            pulls = self._weights[here] @ direction - border * self.of.intensity[here]
            return _named(fewest_pulls(summed(pulls, number, len(statements))), statements)
        v, source = self._vectors[here] @ direction, np.unique(self.of.cell[here], return_inverse=True)[1]
        if len(statements) == len(here):
            return _named(fewest_of_sources(v, source, border), self.of.member[here])
        share = _mean_of_sources(v, source, number)
        return _named(fewest_by_search(share, len(statements), border, self.budget), statements)

    def shares(self, case: int, without: Collection[int]) -> Floats:
        """Shape (aspects, K): the shares of a case without some statements; nan where nothing is left."""
        t, A = self.table, self.of.aspects
        kept = self.keep & (t.case == case) & ~np.isin(t.statement, list(without))
        left = units(t, kept, weighting=self.of.weighting, repeats=self.repeats)
        mass = summed(left.mass(t.weights), left.aspect, A)
        shares = ratio(mass, summed(left.total, left.aspect, A)[:, None])
        poles = np.array([len(p) for p in t.poles])
        return np.where(np.arange(shares.shape[1]) < poles[:, None], shares, np.nan)

    @cached_property
    def _vectors(self) -> Floats:
        return self.of.vectors(self.table.weights)

    @cached_property
    def _weights(self) -> Floats:
        return self.of.vectors(self.table.weights, strength=True)

    @cached_property
    def _by_group(self) -> tuple[Ints, Ints]:
        group = self.of.group[self.of.cell]
        order = np.argsort(group, kind="stable")
        return order, np.searchsorted(group[order], np.arange(self.of.groups + 1))

    def _units(self, group: int) -> Ints:
        order, edge = self._by_group
        return order[edge[group] : edge[group + 1]]

    def _codes(self, case: int, aspect: int, direction: Floats) -> tuple[Ints, Share, Useful]:
        """The statements on an aspect, and Σ d s without some of them, where a code counts once per source.

        A code falls with its last bearer (or its mean intensity moves): k statements that are all needed each bear one
        that has no more than k.
        """
        t = self.table
        weight = np.full(len(t.codes), np.nan)
        here = t.pair_aspect == aspect
        weight[t.pair_code[here]] = t.weights[here] @ direction
        here = (t.case[self.rows] == case) & ~np.isnan(weight[t.code[self.rows]])
        rows, intensity = self.rows[here], self.intensity[here]
        statements, number = np.unique(t.statement[rows], return_inverse=True)
        first, said = distinct(t.source[rows], t.code[rows], t.coder[rows])  # once per coder
        _, unit = distinct(t.source[rows][first], t.code[rows][first])
        at = np.unique(unit, return_index=True)[1]
        pi = weight[t.code[rows][first]]
        source = np.unique(t.source[rows][first][at], return_inverse=True)[1]
        weighting = self.of.weighting
        by_said, by_unit, by_source = _grouped(said), _grouped(unit), _grouped(source)

        def share(without: Bools) -> Floats:
            kept = ~without[:, number]
            times = by_said(kept)
            if weighting == "coding":
                own = np.nan_to_num(ratio(by_said(kept * intensity), times))
                return ratio((own * pi).sum(axis=1), own.sum(axis=1))
            there = by_unit(times > 0) > 0
            if weighting == "statement":
                return ratio((there * pi[at]).sum(axis=1), there.sum(axis=1).astype(float))
            return _mean(there, pi[at], by_source)

        falls = said if weighting == "coding" else unit[said]
        bearers = np.bincount(falls[distinct(falls, number)[0]])
        if weighting == "coding":  # where intensities differ, each moves their mean
            low, high = np.full(len(bearers), np.inf), np.zeros(len(bearers))
            np.minimum.at(low, falls, intensity)
            np.maximum.at(high, falls, intensity)
            bearers[high > low] = 1

        def useful(k: int) -> Ints:
            return np.unique(number[bearers[falls] <= k])

        return statements, share, useful


Grouped = Callable[[Floats | Bools], Floats]


def _mean_of_sources(v: Floats, source: Ints, number: Ints) -> Share:
    """The mean over sources of the mean over their units, where a statement may have units in several sources."""
    by_source = _grouped(source)
    return lambda without: _mean(~without[:, number], v, by_source)


def _mean(kept: Bools, v: Floats, by_source: Grouped) -> Floats:
    """The mean over the sources that still speak of the mean of what they say; shape (sets,)."""
    count = by_source(kept)
    y = ratio(by_source(kept * v), count)
    return ratio(np.nan_to_num(y).sum(axis=1), (count > 0).sum(axis=1).astype(float))


def _grouped(group: Ints) -> Grouped:
    """Sum the columns of (sets, columns) by their group: (sets, groups)."""
    from scipy.sparse import csr_array

    n = len(group)
    into = csr_array((np.ones(n), (np.arange(n), group)), shape=(n, int(group.max(initial=-1)) + 1))
    return lambda values: np.asarray(values.astype(float) @ into)


def _named(found: Fewest, statements: Ints) -> Fewest:
    """The same set, in the table's numbers."""
    if found.chosen is None:
        return found
    return Fewest(tuple(int(statements[s]) for s in found.chosen), found.at_least)
