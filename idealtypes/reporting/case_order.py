"""In which order cases stand so that like stands by like, and which attribute of theirs goes with the groups."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from idealtypes.analyses.compare.comparison import Comparison
from idealtypes.reporting.figures.pictures import Join

# An attribute is held against the groups when it has so many levels at most, and is known of this share of the cases.
LEVELS, KNOWN = 8, 2 / 3
# A case lies between two groups when the other is farther by less than this share of its distance.
BETWEEN = 0.25


@dataclass(frozen=True)
class Neighbour:
    """How far a case lies from its own group and from the next one, as mean distances; `own` None where it is alone."""

    own: float | None
    group: int
    other: float

    @property
    def between(self) -> bool:
        """Whether the case lies almost as near to the other group."""
        return self.own is not None and self.other - self.own < BETWEEN * self.other


@dataclass(frozen=True)
class CaseOrder:
    """The cases in reading order.

    Attributes
    ----------
    order
        The cases' numbers in the profile, like by like.
    group
        Per case of the profile its group, numbered from 1 in reading order; 0 for none.
    joins
        The tree over the first rows of `order`.
    cut
        The height below which the branches are the groups; None without groups.
    """

    order: tuple[int, ...]
    group: tuple[int, ...]
    joins: tuple[Join, ...]
    cut: float | None

    def label(self, case: int) -> str:
        """The number by which figures and tables name a case."""
        return str(self.order.index(case) + 1)


def order_cases(comparison: Comparison) -> CaseOrder:
    """The order of a comparison's cases: that of the tree, at every fork the larger group first."""
    profile, found = comparison.profile, comparison.clusters
    number = {case: g for g, cluster in enumerate(found.clusters, 1) for case in cluster.cases}
    group = tuple(number.get(case, 0) for case in profile.cases)
    branches: list[list[int]] = [[int(c)] for c in found.order] if len(found.merges) else []
    forks: list[tuple[int, int]] = []
    for a, b in found.merges[:, :2].astype(int).tolist():
        first, second = sorted((a, b), key=lambda node: min((group[c], c) for c in branches[node]))
        forks.append((first, second))
        branches.append(branches[first] + branches[second])
    order = branches[-1] if branches else sorted(range(len(group)), key=lambda c: (group[c], c))
    order = order + [c for c in range(len(group)) if c not in set(order)]
    # the groups are numbered as they are met, so that their numbers and the cases' run alike
    met = [g for g in dict.fromkeys(group[c] for c in order) if g]
    group = tuple(met.index(g) + 1 if g else 0 for g in group)
    row = {c: float(i) for i, c in enumerate(order)}
    spots = [(row[b[0]], 0.0) for b in branches[: len(forks) + 1]]
    joins = []
    for (first, second), height in zip(forks, found.merges[:, 2].tolist(), strict=True):
        joins.append(Join(spots[first], spots[second], height))
        spots.append(((spots[first][0] + spots[second][0]) / 2, height))
    cut = None
    if found.count and joins:
        heights = [join.height for join in joins]
        cut = (heights[len(heights) - found.count] + heights[len(heights) - found.count + 1]) / 2
    return CaseOrder(tuple(order), group, tuple(joins), cut)


def neighbours(comparison: Comparison, order: CaseOrder) -> dict[int, Neighbour]:
    """Case → its own and the next group, for cases that have a group, where there are two groups or more."""
    matrix, group = comparison.distances.matrix, np.array(order.group)
    groups = sorted(set(order.group) - {0})
    out = {}
    for c in np.flatnonzero(group > 0).tolist():
        means = {}
        for g in groups:
            members = [m for m in np.flatnonzero(group == g).tolist() if m != c]
            if members:
                means[g] = float(matrix[c, members].mean())
        own = means.pop(order.group[c], None)
        if means:
            other = min(means, key=lambda g: means[g])
            out[c] = Neighbour(own, other, means[other])
    return out


@dataclass(frozen=True)
class Attribute:
    """An attribute of the cases beside the groups.

    `values` are per case of the profile, None where unknown; `agreement` is the adjusted Rand index.
    """

    name: str
    values: tuple[str | None, ...]
    agreement: float
    label: str = ""

    @property
    def title(self) -> str:
        return self.label or self.name.replace("_", " ")

    def labelled(self, label: str, titles: Mapping[str, str]) -> Attribute:
        """The same with a title and titles of its values; its values stay as they are where two would be one."""
        told = len(set(titles.values())) == len(titles)
        values = tuple(None if v is None else titles[v] if told else v for v in self.values)
        return replace(self, label=label, values=values)

    @property
    def levels(self) -> tuple[str, ...]:
        """Its values, the commonest first."""
        counts = Counter(value for value in self.values if value is not None)
        return tuple(sorted(counts, key=lambda value: (-counts[value], value)))


def attributes(frame: pl.DataFrame, cases: Sequence[str], group: Sequence[int]) -> tuple[Attribute, ...]:
    """The attributes that can be held against the groups, those that agree best first.

    An attribute with many levels, with hardly a level that two cases share, or unknown of many cases says nothing here.
    """
    row = {str(id_): i for i, id_ in enumerate(frame["id"].to_list())}
    if any(case not in row for case in cases) or not any(group):
        return ()
    out = []
    for name in frame.columns:
        if name == "id" or name == "title" or name.startswith("title_"):
            continue
        column = [frame[name].to_list()[row[case]] for case in cases]
        values = tuple(None if value is None or str(value) == "" else str(value) for value in column)
        counts = Counter(value for value in values if value is not None)
        shared = sum(n > 1 for n in counts.values())
        if 2 <= len(counts) <= LEVELS and shared > 1 and counts.total() >= KNOWN * len(cases):
            both = [(v, g) for v, g in zip(values, group, strict=True) if v is not None and g]
            agreement = adjusted_rand([v for v, _ in both], [g for _, g in both])
            out.append(Attribute(name, values, agreement))
    return tuple(sorted(out, key=lambda a: -a.agreement))


def adjusted_rand(first: Sequence[object], second: Sequence[object]) -> float:
    """Agreement of two groupings: 1 where they are the same, 0 as much as chance gives (it can fall below).

    Hubert & Arabie 1985, Comparing partitions, Journal of Classification 2, 193–218, equation 5; by scikit-learn.

    >>> adjusted_rand("aabb", "ccdd"), round(adjusted_rand("aabb", "cdcd"), 6)
    (1.0, -0.5)
    """
    from sklearn.metrics import adjusted_rand_score

    return float(adjusted_rand_score(list(first), list(second)))
