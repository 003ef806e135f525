"""Distances between profiles, and their intervals, which allow for noise.

The distance is that of the space of `idealtypes.analyses.compare.points`.

A distance cannot be negative, so noise pushes it up: two cases that are alike in truth never look quite alike, and
drawn profiles, which add their own noise to that of the estimates, look farther apart still (E‖Δ + ε‖² = ‖Δ‖² + tr
Cov ε), unless both lie near a pole, where the draws' prior pulls them together. Quantiles of drawn distances
therefore never hold the true distance of like cases, which is 0, and that of cases near opposite poles in as little
as 6 % of the pairs (simulated). The interval is made of the intervals of the differences instead. With Δ̂_d the
difference in column d, of weight w_d, [l_d, u_d] the interval of its size (`difference_interval.mover`; ties
between the cases from the joint draws), v_d its squared standard error and T = Σ w_d Δ̂_d² the squared distance:

- the lower end is the larger of two. √(Σ w_d l_d²), with the l_d at level 1 − α/D for D columns: what is left when
  every difference is as small as it may be. And √(gλ), where T is the 1 − α/2 quantile of g·χ²_h(λ), the noncentral
  chi-squared distribution whose central mean and variance are those of pure noise, g = Σ(w_d v_d)²/Σ w_d v_d and h =
  Σ w_d v_d / g (Satterthwaite 1946, Biometrics Bulletin 2(6), 110–114), and 0 where T is below its central 1 − α
  quantile: how far beyond noise all differences are together;
- the upper end is √(T + √(Σ_d Σ_e ρ_de o_d o_e)), o_d = w_d (u_d² − Δ̂_d²): MOVER for a sum of squares, ρ_de how the
  differences in two columns err together. (They enter h and g too, as Σ_d Σ_e ρ_de² w_d v_d w_e v_e.)

The point is the distance of the estimates. Simulated at a nominal 95 % (`benchmarks/comparison_coverage.py`: 50
designs of 3 to 20 sources a case), the interval holds the true distance of .988 of the pairs on average, and of .936 in
the worst design, where every other case lies near the other pole and sources lean alike on all aspects; what it misses
there lies above it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from scipy.special import chdtrc, chndtrinc, ndtri

from idealtypes.analyses.compare.differences import too_many
from idealtypes.analyses.compare.points import COMPLETE, ONE_RATER, Points, by_column, own_distances
from idealtypes.engine.difference_interval import Ends, mover, share_ends
from idealtypes.engine.profile import Profile
from idealtypes.engine.result import Result, Why, number, pair, said, screenful, why_keys
from idealtypes.engine.tally import Floats, Ints
from idealtypes.errors import Reason, reason

# The correlations between cases rest on so many draws at most; they err by .03 then.
CORRELATION_DRAWS = 1000
# Beyond this quantile the noncentral chi-squared is as good as normal.
FAR = 100.0
TINY = 1e-12
# Values in one block of the work: 2 MB each.
BLOCK = 250_000


@dataclass(frozen=True, eq=False)
class Distances(Result):
    """Distances between the cases of a profile.

    Attributes
    ----------
    profile, points
        What they are distances of.
    against
        The number of the case to which distances are listed; None for all pairs.
    """

    profile: Profile
    points: Points
    against: int | None = None

    @cached_property
    def matrix(self) -> Floats:
        """Shape (cases, cases): distances of the estimates in [0, 1]; nan where no aspect is common."""
        return own_distances(self.points, self.points.estimates)

    @cached_property
    def common(self) -> Ints:
        """Shape (cases, cases): the number of aspects on which both have evidence."""
        known = self.points.known.astype(int)
        both: Ints = known @ known.T
        return both

    @cached_property
    def intervals(self) -> Floats:
        """Shape (cases, cases, 2): the intervals of the listed distances; nan where there is none."""
        n = len(self.points.estimates)
        out = np.full((n, n, 2), np.nan)
        here, noise = located(self.profile, self.points), Noise(self.points)
        size = max(1, BLOCK // n)
        starts = range(0, n, size) if self.against is None else [self.against]
        for start in starts:
            rows = slice(start, start + (size if self.against is None else 1))
            ends = spans(
                self.points, here.take(rows), here, noise.of_pairs(rows), self.profile.settings.level
            )
            out[rows] = np.stack(ends, axis=-1)
            out[:, rows] = out[rows].transpose(1, 0, 2)
        sure = self.profile.complete
        out[sure[:, None] & sure] = np.nan
        itself = np.arange(n)
        out[itself, itself] = np.where(np.isnan(out[itself, itself]), np.nan, 0.0)
        return out

    @property
    def pairs(self) -> Iterator[tuple[int, int]]:
        """The listed pairs, as numbers of cases."""
        n = len(self.profile.cases)
        if self.against is None:
            return ((i, j) for i in range(n) for j in range(i + 1, n))
        return ((i, self.against) for i in range(n) if i != self.against)

    @property
    def absent(self) -> Reason | None:
        """Why the pairs are not listed; None where they are."""
        return too_many(len(self.profile.cases), self.against)

    def why(self, i: int, j: int) -> Why:
        """What is absent for a pair or left out of it, and why; None where all is there."""
        profile, points = self.profile, self.points
        names = [(profile.cases[c], points.known[c]) for c in (i, j)]
        silent: list[dict[str, Any]] = [
            {"aspects": tuple(a for a, k in zip(profile.aspects, known, strict=True) if not k), "case": case}
            for case, known in names
            if not known.all()
        ]
        others = [reason("compare.silent_in", **where) for where in silent[1:]]
        common = int(self.common[i, j])
        if not common:
            return (reason("compare.no_common_aspect", **silent[0]), *others)
        reasons = []
        if silent:
            over = reason("compare.over_common_aspects", common=common, all=len(profile.aspects), **silent[0])
            reasons = [over, *others]
        both = points.known[i] & points.known[j]
        unsure = [c for c in (i, j) if not (points.sampled[c] | profile.complete[c])[both].all()]
        if unsure or profile.complete[[i, j]].all():
            reasons.append(ONE_RATER if unsure else COMPLETE)
        return tuple(reasons) or None

    def records(self) -> list[dict[str, Any]]:
        """One flat record per listed pair, for tables; none where there are too many to list."""
        return [] if self.absent else [self._record(i, j) for i, j in self.pairs]

    def _record(self, i: int, j: int) -> dict[str, Any]:
        cases = self.profile.cases
        return {
            "a": cases[i],
            "b": cases[j],
            "distance": number(self.matrix[i, j]),
            "low": number(self.intervals[i, j, 0]),
            "high": number(self.intervals[i, j, 1]),
            "aspects": int(self.common[i, j]),
            "why": said(self.why(i, j)),
        }

    def to_dict(self) -> dict[str, Any]:
        """`distances` of `idealtypes compare --json`, with `why` where there are none."""
        return {"distances": self.to_dicts(), **why_keys(self.absent)}

    def __repr__(self) -> str:
        if self.absent:
            return said(self.absent) or ""
        cases = self.profile.cases
        lines = (f"{cases[i]} – {cases[j]}  {self.matrix[i, j]:.2f}" for i, j in self.pairs)
        n = len(cases)
        pairs = n * (n - 1) // 2 if self.against is None else n - 1
        return screenful(lines, f"Distances between {n:,} cases, from 0 to 1", pairs)

    def to_dicts(self) -> list[dict[str, Any]] | None:
        """`distances` of `idealtypes compare --json`; None where `absent` says why."""
        return None if self.absent else [self._told(i, j) for i, j in self.pairs]

    def _told(self, i: int, j: int) -> dict[str, Any]:
        low, high = self.intervals[i, j]
        return {
            "a": self.profile.cases[i],
            "b": self.profile.cases[j],
            "distance": number(self.matrix[i, j]),
            "interval": pair(low, high),
            "aspects": int(self.common[i, j]),
            **why_keys(self.why(i, j)),
        }


@dataclass(frozen=True, eq=False)
class Located:
    """Points with the intervals of their coordinates, all of shape (points, columns).

    `plain` are the intervals at level 1 − α, `strict` those at 1 − α/D.
    """

    at: Floats
    plain: Ends
    strict: Ends

    def take(self, rows: slice) -> Located:
        """Some of the points."""
        plain, strict = self.plain, self.strict
        return Located(self.at[rows], (plain[0][rows], plain[1][rows]), (strict[0][rows], strict[1][rows]))


def fixed(at: Floats) -> Located:
    """Points that are known for sure, such as ideal types."""
    return Located(at, (at, at), (at, at))


def located(profile: Profile, points: Points) -> Located:
    """The cases with the intervals of their shares; nan where there is none."""
    level, columns = profile.settings.level, len(points.columns)
    strict = 1 - (1 - level) / columns
    return Located(points.estimates, _ends(profile, level), _ends(profile, strict))


def _ends(profile: Profile, level: float) -> Ends:
    low, high = (by_column(profile, ends) for ends in share_ends(profile, level))
    return low, high


class Noise:
    """How the cases' coordinates err together, from the joint draws."""

    def __init__(self, points: Points) -> None:
        drawn = [np.nan_to_num(column[:, :CORRELATION_DRAWS]) for column in points.columns]
        self.off = [(x - x.mean(axis=1, keepdims=True)) / np.sqrt(x.shape[1]) for x in drawn]

    def _within(self, d: int, e: int) -> Floats:
        """Shape (cases,): covariance of two coordinates of one case."""
        own: Floats = np.einsum("ct,ct->c", self.off[d], self.off[e])
        return own

    def of_pairs(self, rows: slice) -> Together:
        """For the differences of some cases to all cases."""

        def tie(d: int) -> Floats:
            own = self._within(d, d)
            return _ratio(self.off[d][rows] @ self.off[d].T, np.sqrt(own[rows, None] * own))

        def covariance(d: int, e: int) -> Floats:
            own = self._within(d, e)
            there, back = self.off[d][rows] @ self.off[e].T, self.off[e][rows] @ self.off[d].T
            both: Floats = own[rows, None] + own - there - back
            return both

        return Together(tie, covariance)

    def of_cases(self) -> Together:
        """For the differences of all cases to points that are known for sure."""
        return Together(lambda d: np.zeros(1), lambda d, e: self._within(d, e)[:, None])


@dataclass(frozen=True, eq=False)
class Together:
    """How the differences between two sets of points err together; all of shape (m, n), or broadcasting to it.

    `tie(d)` is the correlation of the two points in column d, `covariance(d, e)` that of the differences in d and e.
    """

    tie: Callable[[int], Floats]
    covariance: Callable[[int, int], Floats]


def _ratio(x: Floats, y: Floats) -> Floats:
    """x / y, at most 1 in size; 0 where nothing varies."""
    out = np.divide(x, y, out=np.zeros(np.broadcast_shapes(x.shape, y.shape)), where=y > TINY)
    return np.clip(out, -1.0, 1.0)


def spans(points: Points, some: Located, others: Located, noise: Together, level: float) -> Ends:
    """Intervals of the distances between two sets of points.

    Parameters
    ----------
    points
        To which aspects the columns belong, and their weights.
    some, others
        m and n points with the intervals of their coordinates.
    noise
        How their differences err together.
    level
        Of the interval, 1 − α.

    Returns
    -------
    Two arrays of shape (m, n); nan where no aspect is common, or a coordinate has no interval.
    """
    first = np.flatnonzero(np.diff(points.aspect, prepend=-1))
    speaks = [(~np.isnan(x.at[:, first])).astype(int) for x in (some, others)]
    common = speaks[0] @ speaks[1].T
    z = -ndtri((1 - level) / 2)
    T, least = np.zeros(common.shape), np.zeros(common.shape)
    errors, outward = [], []
    for d, share in enumerate(points.weight):
        r = noise.tie(d)
        difference = some.at[:, None, d] - others.at[None, :, d]
        low, high = _between(some.at, some.plain, others.at, others.plain, d, r)
        inner, outer = _between(some.at, some.strict, others.at, others.strict, d, r)
        inward = np.maximum(
            np.where(difference >= 0, difference - low, 0.0),
            np.where(difference <= 0, high - difference, 0.0),
        )
        both = ~np.isnan(difference)
        w = share / np.maximum(common, 1)
        T += np.where(both, w * difference**2, 0.0)
        least += np.where(both, w * np.maximum(np.maximum(inner, -outer), 0.0) ** 2, 0.0)
        errors.append(np.where(both, w * (inward / z) ** 2, 0.0))
        # Outward is the side on which the interval reaches farther; 0 where it reaches equally far.
        side = np.where(~both | (np.abs(high + low) < TINY), 0.0, np.sign(high + low))
        outward.append((side, np.where(both, w * (np.maximum(-low, high) ** 2 - difference**2), 0.0)))
    noise2, most = _summed(errors, outward, noise)
    low = np.maximum(np.sqrt(least), _beyond_noise(T, np.sum(errors, axis=0), noise2, level))
    high = np.sqrt(np.minimum(T + np.sqrt(np.maximum(most, 0.0)), 1.0))
    return np.where(common > 0, low, np.nan), np.where(common > 0, high, np.nan)


def _summed(
    errors: list[Floats], outward: list[tuple[Floats, Floats]], noise: Together
) -> tuple[Floats, Floats]:
    """Σ_de ρ_de² v_d v_e and Σ_de ρ_de o_d o_e, ρ the correlations of the differences, on the sides they go to."""
    own = [noise.covariance(d, d) for d in range(len(errors))]
    noise2, most = np.zeros(errors[0].shape), np.zeros(errors[0].shape)
    for d, (side, far) in enumerate(outward):
        noise2 += errors[d] ** 2
        most += far**2
        for e, (other_side, other_far) in enumerate(outward[:d]):
            rho = _ratio(noise.covariance(d, e), np.sqrt(np.maximum(own[d] * own[e], 0.0)))
            noise2 += 2 * rho**2 * errors[d] * errors[e]
            sides = side * other_side
            most += 2 * np.where(sides == 0, np.abs(rho), sides * rho) * far * other_far
    return noise2, most


def _between(a: Floats, a_ends: Ends, b: Floats, b_ends: Ends, d: int, r: Floats | float) -> Ends:
    """The intervals of the differences in one column, shape (m, n)."""
    return mover(
        a[:, None, d],
        (a_ends[0][:, None, d], a_ends[1][:, None, d]),
        b[None, :, d],
        (b_ends[0][None, :, d], b_ends[1][None, :, d]),
        r,
    )


def _beyond_noise(T: Floats, noise: Floats, noise2: Floats, level: float) -> Floats:
    """√(gλ), how far beyond noise a squared distance T is: 0 where it may be noise alone."""
    out = np.where(noise == 0, np.sqrt(T), np.where(np.isnan(noise), np.nan, 0.0))
    varies = noise > 0
    g = noise2[varies] / noise[varies]
    h, x = noise[varies] / g, T[varies] / g
    beyond = chdtrc(h, x) < 1 - level
    near, far = beyond & (x <= FAR), beyond & (x > FAR)
    found = np.zeros(len(x))
    found[near] = chndtrinc(x[near], h[near], (1 + level) / 2)
    shift = np.sqrt(np.maximum(x[far] - (h[far] - 1), 0.0)) + ndtri((1 - level) / 2)
    found[far] = np.maximum(shift, 0.0) ** 2
    out[varies] = np.sqrt(g * found)
    return out
