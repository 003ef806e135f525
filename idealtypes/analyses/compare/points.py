"""Cases and ideal types as points of one space, in which profiles lie near each other or far apart.

The distance between two profiles is d(A, B) = √(Σ_{a∈S} δ_a² / |S|) with δ_a² = ½ Σ_p (s_Ap − s_Bp)², S the aspects
on which both have evidence. It lies in [0, 1], whatever the number of poles: 0 for equal shares, 1 between two pure
profiles that agree nowhere; on an aspect with two poles δ is the difference of the shares, half that of the balances.
On an aspect of `kind: presence` δ_a² is the mean over its K dimensions of (w_Ap − w_Bp)²: 1 where one holds all that
the other lacks. It is Euclidean, so that the map and the clusters rest on the very distances that are printed. Where
all cases speak of all aspects it is a metric; distances over different sets of aspects need not obey the triangle
inequality.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from idealtypes.engine.profile import Profile
from idealtypes.engine.tally import Floats, Ints
from idealtypes.errors import Reason, reason
from idealtypes.model.placement import at_poles

Bools = NDArray[np.bool_]
# Why an estimate has no interval.
COMPLETE, ONE_RATER = reason("compare.complete"), reason("compare.one_rater")


@dataclass(frozen=True, eq=False)
class Points:
    """The cases of a profile as points, with their joint draws.

    A *column* is one coordinate: the share of the second pole on an aspect with two poles, the share of each pole on
    an aspect with more.

    Attributes
    ----------
    estimates
        Shape (cases, columns): coordinates of the estimates; nan where the case is silent.
    aspect, weight
        Shape (columns,): the aspect of a column, and what its squared difference counts in δ²: 1, or ½ where the
        aspect has three or more poles, or 1/K for each of K dimensions.
    known
        Shape (cases, aspects): where there is evidence.
    sampled
        Shape (cases, aspects): where the evidence was sampled, so that the draws say how far off it may be; elsewhere
        every draw is the estimate.
    columns
        Per column an array of shape (cases, draws); nan where the case is silent.
    """

    estimates: Floats
    aspect: Ints
    weight: Floats
    known: Bools
    sampled: Bools
    columns: tuple[Floats, ...]

    @property
    def draws(self) -> int:
        return int(self.columns[0].shape[1])

    def __repr__(self) -> str:
        n, columns = self.estimates.shape
        return f"<Points: {n:,} cases, {columns} columns, {self.draws:,} draws>"

    def at(self, draw: int) -> Floats:
        """Shape (cases, columns): the coordinates in one draw."""
        return np.stack([column[:, draw] for column in self.columns], axis=1)

    @cached_property
    def complete(self) -> bool:
        """Whether every case speaks of every aspect."""
        return bool(self.known.all())


def no_interval(profile: Profile, *cases: int) -> Reason:
    """Why some cases have no interval: complete evidence, or one rater."""
    return COMPLETE if profile.complete[list(cases)].all() else ONE_RATER


def not_sampled(profile: Profile, *cases: int) -> Reason:
    """The same, to stand within another reason."""
    sure = profile.complete[list(cases)].all()
    return reason("compare.nothing_sampled") if sure else reason("compare.rater_unknown")


def by_column(profile: Profile, by_pole: Floats) -> Floats:
    """Shape (cases, columns): the columns of an array of shape (cases, aspects, K)."""
    chosen = [
        by_pole[:, a, p]
        for a, poles in enumerate(profile.tally.poles)
        for p in ([1] if profile.bipolar[a] else range(len(poles)))
    ]
    return np.stack(chosen, axis=1)


def points_of(profile: Profile, pooled: Sequence[Floats | None] = ()) -> Points:
    """The cases of a profile as points; with other draws of the aspects that are pooled."""
    estimates = by_column(profile, profile.shares)
    aspect: list[int] = []
    weight: list[float] = []
    columns: list[Floats] = []
    spoken = profile.statements > 0
    for a, poles in enumerate(profile.tally.poles):
        other = pooled[a] if pooled else None
        drawn = profile.draws.by_aspect[a] if other is None else other
        fixed = spoken[:, a] & profile.no_interval[:, a] & ~profile.complete
        for column in [drawn] if profile.bipolar[a] else drawn.transpose(1, 0, 2):
            if fixed.any():  # one rater: how far off is not known
                column = column.copy()
                column[fixed] = estimates[fixed, len(columns)][:, None]
            columns.append(column)
            aspect.append(a)
            weight.append(1.0 if profile.bipolar[a] else 1 / len(poles) if profile.tally.present[a] else 0.5)
    return Points(
        estimates=estimates,
        aspect=np.array(aspect),
        weight=np.array(weight),
        known=spoken,
        sampled=spoken & ~profile.no_interval,
        columns=tuple(columns),
    )


def place(profile: Profile, shares: Mapping[str, Sequence[float]]) -> Floats:
    """Shape (columns,): the coordinates of shares given by aspect; nan on aspects that are not given."""
    out: list[float] = []
    for aspect, poles, two in zip(profile.aspects, profile.tally.poles, profile.bipolar, strict=True):
        given = shares.get(aspect, [np.nan] * len(poles))
        out += [given[1]] if two else list(given)
    return np.array(out, float)


def type_points(profile: Profile) -> Floats:
    """Shape (types, columns): the scheme's ideal types, each a corner."""
    out = [
        place(
            profile,
            {
                aspect: at_poles(corner[aspect], poles)
                for aspect, poles in zip(profile.aspects, profile.tally.poles, strict=True)
            },
        )
        for corner in profile.scheme.corners.values()
    ]
    columns = zip(profile.tally.poles, profile.bipolar, strict=True)
    return np.array(out).reshape(len(out), sum(1 if two else len(p) for p, two in columns))


def distance_matrix(x: Floats, y: Floats, aspect: Ints, weight: Floats) -> tuple[Floats, Ints]:
    """Distances between two sets of points, and on how many aspects each rests.

    Parameters
    ----------
    x, y
        Shapes (n, columns) and (m, columns); nan where a point is silent.
    aspect, weight
        Shape (columns,); see `Points`. Columns of one aspect stand together.

    Returns
    -------
    Two arrays of shape (n, m): distances in [0, 1], nan where no aspect is common; and the number of common aspects.

    Examples -------- Two aspects with two poles: shares .9 and .5 against .5 and .2 differ by .4 and .3, so d =
    √((.16 + .09)/2) = .3536. With the second aspect silent, d = .4. One aspect with three poles: two pure cases are
    1 apart.

    >>> two = np.array([0, 1]), np.ones(2)
    >>> d, common = distance_matrix(np.array([[0.9, 0.5]]), np.array([[0.5, 0.2], [0.5, np.nan]]), *two)
    >>> d.round(4).tolist(), common.tolist()
    ([[0.3536, 0.4]], [[2, 1]])
    >>> pure = np.eye(3)
    >>> distance_matrix(pure[:1], pure[1:], np.zeros(3, int), np.full(3, 0.5))[0].tolist()
    [[1.0, 1.0]]
    """
    from scipy.spatial.distance import cdist

    scaled_x, scaled_y = x * np.sqrt(weight), y * np.sqrt(weight)
    aspects = int(aspect.max()) + 1
    if not (np.isnan(x).any() or np.isnan(y).any()):
        return cdist(scaled_x, scaled_y) / np.sqrt(aspects), np.full((len(x), len(y)), aspects)
    squares = np.zeros((len(x), len(y)))
    common = np.zeros((len(x), len(y)), int)
    edges = [*np.flatnonzero(np.diff(aspect, prepend=-1)), len(aspect)]
    for start, stop in pairwise(edges):
        part = cdist(scaled_x[:, start:stop], scaled_y[:, start:stop], "sqeuclidean")
        both = ~np.isnan(part)
        squares[both] += part[both]
        common += both
    with np.errstate(invalid="ignore"):
        return np.sqrt(squares / np.where(common, common, np.nan)), common


def own_distances(points: Points, x: Floats) -> Floats:
    """Shape (n, n): distances between all points of `x`; symmetric, 0 on the diagonal, nan for a silent point."""
    return distance_matrix(x, x, points.aspect, points.weight)[0]


def comparable(matrix: Floats) -> tuple[Ints, Ints]:
    """Which points have a distance to every other: their numbers, and the numbers of those left out.

    The point with the most missing distances is left out first, among equals the last; a point that has none to any
    other (itself included) is always left out.

    >>> kept, out = comparable(np.array([[0, 1, np.nan], [1, 0, 2], [np.nan, 2, 0]]))
    >>> kept.tolist(), out.tolist()
    ([0, 1], [2])
    """
    missing = np.isnan(matrix)
    inside: Bools = np.asarray(~missing.all(axis=1))
    missing &= inside
    count = missing.sum(axis=1)
    while count[inside].any():
        worst = int(np.flatnonzero(inside & (count == count[inside].max()))[-1])
        inside[worst] = False
        count = count - missing[:, worst]
    return np.flatnonzero(inside), np.flatnonzero(~inside)
