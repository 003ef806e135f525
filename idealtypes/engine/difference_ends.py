"""How pairs of cases of a profile differ, on the joint draws: one at a time, and all at once.

The interval of a difference is the middle `level` of its draws, or what the two cases' own intervals give for
it (see `difference_interval.mover`) where that reaches farther. Draws alone are too narrow where a case stands
on a handful of statements, MOVER alone where both lie near a pole. The simultaneous interval is the same at the level
that the family asks for (see `difference_interval.level_of_each`). A case whose evidence is complete adds
nothing to either. Where raters are pooled all three are theirs (see `engine.pooled_raters`), at either level.

Cases are what a profile holds: support schemes, subgroups, or one case in two views. Simulated at a nominal 95 %
(`benchmarks/comparison_coverage.py`: 50 designs of 3 to 20 sources a case, 130 studies of each), the wider of the two
holds the true difference of .985 of the pairs on average, and of .957 in the worst design. All simultaneous intervals
of a study hold together in .996 of the studies, and in .931 (± .02) in the worst design.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit, ndtri

from idealtypes.engine.difference_interval import (
    Ends,
    Family,
    FamilyName,
    effective_n_at,
    excess,
    level_of_each,
    mover,
    normal_scores,
    ordered_as,
    stretch,
    variance,
)
from idealtypes.engine.draws import EDGE, beta_each, row_quantiles, subset_draws
from idealtypes.engine.draws import beta_at as beta_quantiles
from idealtypes.engine.intervals import share_interval
from idealtypes.engine.profile import Profile
from idealtypes.engine.tally import Floats, Ints

Bools = NDArray[np.bool_]
# Differences times draws: beyond it, fewer draws are used.
BUDGET = 1_000_000_000
# Values in one block of the work: 4 MB.
BLOCK = 500_000
STREAM = 4105  # of the order of draws of one pole with every doubt


@dataclass(frozen=True, eq=False)
class DifferenceEnds:
    """The differences of all pairs of cases on an aspect with two poles, or of a pole's shares on one with more.

    Attributes
    ----------
    aspect, pole
        The number of the aspect, and the pole where it has three or more; else None: the differences are those of the
        balances then, in [−2, 2], otherwise of shares in [−1, 1].
    numbers
        Shape (pairs, 8): the first case minus the second (nan where one is silent); the interval for the informants'
        doubt; the one with every doubt in the draws; the simultaneous one, which is that for the whole family; and
        P(difference > 0) on the draws. All intervals contain the difference.
    told
        Shape (pairs,): where both speak, nobody's error is unknown, and the evidence of one at least was sampled: else
        the intervals and the probability say nothing.
    """

    aspect: int
    pole: str | None
    numbers: Floats
    told: Bools


@dataclass(frozen=True, eq=False)
class _Column:
    """What is compared: the shares of the second pole on an aspect (`pole` None, `reach` 2) or those of a pole."""

    aspect: int
    position: int
    pole: str | None
    reach: float
    drawn: Floats
    informants: Floats  # the same with their doubt alone; the same array where there is no other


@dataclass(frozen=True, eq=False)
class _Found:
    """Differences of shares in one column, shape (pairs,): quantiles, P(> 0) and correlation of the draws; or nan."""

    low: Floats
    median: Floats
    high: Floats
    chance: Floats
    r: Floats
    informants: _Found | None = None  # with their doubt alone, where there is another


def difference_ends(
    profile: Profile, a: Ints, b: Ints, family: FamilyName = "shown"
) -> tuple[tuple[DifferenceEnds, ...], Family]:
    """How the cases `a` differ from the cases `b`, pair by pair, column by column, and the family they were taken as.

    Parameters
    ----------
    profile
        The profile, with its draws.
    a, b
        Shape (pairs,): the numbers of the two cases of each pair.
    family
        What the simultaneous intervals hold for together.
    """
    level, wanted = profile.settings.level, profile.settings.draws
    draws = subset_draws(wanted, len(a) * sum(map(len, profile.tally.poles)), BUDGET)
    columns = list(_columns(profile, draws))
    excesses, sizes = np.zeros((len(profile.aspects), draws)), np.zeros(len(profile.aspects), int)
    found = [_found(profile, c, a, b, excesses, sizes) for c in columns]
    groups = {"": range(len(profile.aspects))}
    if family == "aspect":
        groups = {name: range(k, k + 1) for k, name in enumerate(profile.aspects)}
    each = {key: level_of_each(excesses[k].max(axis=0), level) for key, k in groups.items()}
    named = Family(family, {key: int(sizes[k].sum()) for key, k in groups.items()}, each, level, draws)
    ends = (
        DifferenceEnds(c.aspect, c.pole, _ends(profile, named, c, f, a, b), told(profile, c.aspect, a, b))
        for c, f in zip(columns, found, strict=True)
    )
    return tuple(ends), named


def _columns(profile: Profile, draws: int) -> Iterator[_Column]:
    for a, poles in enumerate(profile.tally.poles):
        if profile.bipolar[a]:
            drawn = profile.draws.by_aspect[a][:, :draws]
            alone = profile.draws is profile.informant_draws
            yield _Column(
                a, 1, None, 2.0, drawn, drawn if alone else profile.informant_draws.by_aspect[a][:, :draws]
            )
            continue
        for p, pole in enumerate(poles):
            whole, own = pole_draws(profile, a, p)
            drawn = whole[:, :draws]
            yield _Column(a, p, pole, 1.0, drawn, drawn if whole is own else own[:, :draws])


def pole_draws(profile: Profile, aspect: int, pole: int) -> tuple[Floats, Floats]:
    """Shape (cases, draws) each: draws of one pole's share among three or more, pole against rest, or of its weight;
    with every doubt, and with the informants' alone (the same array where there is no other).

    A Dirichlet's margins are too narrow for a pole of which nobody speaks (its prior weight there is 1/K, not ½), so
    the draws take the values of Beta(n_e s + ½, n_e (1−s) + ½), widened as its interval is, in the order of the
    joint draws: what holds for two poles then holds for one among several.
    """
    drawn = profile.informant_draws.by_aspect[aspect][:, pole]
    if profile.tally.present[aspect]:  # drawn so already
        return drawn, drawn
    n = drawn.shape[1]
    grid = np.broadcast_to(ndtri((np.arange(n) + 0.5) / n), drawn.shape)
    sizes = profile.effective_n[:, aspect], profile.unanimous[:, aspect]
    ordered = beta_quantiles(grid, profile.shares[:, aspect, pole], *sizes)
    alone = np.where(profile.complete[:, None], drawn, ordered_as(drawn, ordered))
    if profile.draws is profile.informant_draws:
        return alone, alone
    drawn = profile.draws.by_aspect[aspect][:, pole]
    rising = np.sort(_whole_draws(profile, aspect, pole), axis=1)
    return np.where(profile.complete[:, None], drawn, ordered_as(drawn, rising)), alone


def _whole_draws(profile: Profile, aspect: int, pole: int) -> Floats:
    """Shape (cases, draws), in no order: the share of a pole against the rest where codes are moved to, off as coders
    put it."""
    moved, shift = profile.doubt.moved[aspect], profile.doubt.shifts[aspect]
    every = profile.draws.by_aspect[aspect].shape
    shares = np.broadcast_to(profile.shares[:, aspect, : every[1], None], every)
    sizes = np.broadcast_to(profile.effective_n[:, aspect, None], (every[0], every[2]))
    if moved is not None:
        shares, sizes = shares.copy(), sizes.copy()
        shares[moved.cases], sizes[moved.cases] = np.moveaxis(moved.shares, -1, 0), moved.sizes.T
    grid = ndtri((np.arange(every[2]) + 0.5) / every[2])
    z = np.random.default_rng([profile.settings.seed, STREAM, aspect, pole]).permutation(grid)
    own = shares[:, pole]
    found = beta_each(z, own, sizes, profile.unanimous[:, aspect, None])
    if shift is None:
        return found
    # of this pole against the others, whose mean shift is that of their shares
    off = (shift[:, pole] - (shares * shift).sum(axis=1)) / np.maximum(1 - own, EDGE)
    return np.asarray(expit(logit(np.clip(found, EDGE, 1 - EDGE)) + off))


def _found(profile: Profile, column: _Column, a: Ints, b: Ints, excesses: Floats, sizes: Ints) -> _Found:
    """The draws of one column, a block of pairs at a time; `excesses` and `sizes` of its aspect are brought up."""
    rows = np.flatnonzero(told(profile, column.aspect, a, b))
    found = _quantiles(profile, column.aspect, column.drawn, rows, a, b, excesses)
    sizes[column.aspect] += len(rows)
    if column.informants is column.drawn:
        return found
    other = np.zeros_like(excesses)
    return replace(found, informants=_quantiles(profile, column.aspect, column.informants, rows, a, b, other))


def _quantiles(
    profile: Profile, aspect: int, every: Floats, told: Ints, a: Ints, b: Ints, excesses: Floats
) -> _Found:
    noise = normal_scores(every)
    low, median, high, chance, r = (np.full(len(a), np.nan) for _ in range(5))
    level = profile.settings.level
    size = max(1, BLOCK // every.shape[1])
    for start in range(0, len(told), size):
        rows = told[start : start + size]
        i, j = a[rows], b[rows]
        r[rows] = correlation(noise[i], noise[j])
        excesses[aspect] = np.maximum(excesses[aspect], excess(noise[i] - noise[j]))
        drawn = every[i] - every[j]
        chance[rows] = (drawn > 0).mean(axis=1)
        low[rows], median[rows], high[rows] = row_quantiles(drawn, (1 - level) / 2, 0.5, (1 + level) / 2)
    return _Found(low, median, high, chance, r)


def told(profile: Profile, aspect: int, a: Ints, b: Ints) -> Bools:
    """Shape (pairs,): where both speak, nobody's error is unknown, and the evidence of one at least was sampled."""
    sure = profile.complete
    known = (profile.statements[:, aspect] > 0) & (sure | ~profile.no_interval[:, aspect])
    can: Bools = known[a] & known[b] & ~(sure[a] & sure[b])
    return can


def correlation(x: Floats, y: Floats) -> Floats:
    """The correlation of each row of `x` with the same row of `y`, all of mean 0; 0 where one does not vary.

    >>> correlation(np.array([[-1.0, 0, 1], [-1, 0, 1]]), np.array([[1.0, 0, -1], [0, 0, 0]])).tolist()
    [-1.0, 0.0]
    """
    size = np.sqrt((x**2).sum(axis=1) * (y**2).sum(axis=1))
    r: Floats = np.divide((x * y).sum(axis=1), size, out=np.zeros(len(x)), where=size > 0)
    return r


def _ends(profile: Profile, family: Family, column: _Column, found: _Found, a: Ints, b: Ints) -> Floats:
    """Shape (pairs, 8): difference, interval, whole and simultaneous interval, and P(> 0) of one column."""
    key = "" if family.name == "shown" else profile.aspects[column.aspect]
    each = family.each[key]
    pooled = dict(profile.pooled).get(column.aspect)
    if pooled is not None:
        point, usually, chance = pooled.difference(a, b, family.level)
        together = pooled.difference(a, b, each)[1]
        return np.stack([point, *usually, *usually, *together, chance], axis=1)
    share = profile.shares[:, column.aspect, column.position]
    point = share[a] - share[b]
    at = column.aspect, column.position
    usual, sizes = profile.pole_sizes[:, *at], effective_n_at(profile, each)[:, *at]
    # Few sources are worth fewer statements at a higher level, so the draws are stretched a little more.
    sure = profile.complete
    spread, wider = (
        own[a] + own[b] for own in (np.where(sure, 0.0, variance(share, n_e)) for n_e in (usual, sizes))
    )
    c = stretch(family.level, each) * np.sqrt(
        np.divide(wider, spread, out=np.ones(len(a)), where=~(spread == 0))
    )
    firm = profile.unanimous[:, column.aspect]
    alone = found if found.informants is None else found.informants
    own = _mover(share, share_interval(share, usual, firm, family.level), alone.r, a, b, sure)
    strict = _mover(share, share_interval(share, sizes, firm, each), found.r, a, b, sure)
    low, high = np.minimum(alone.low, own[0]), np.maximum(alone.high, own[1])
    whole_low, whole_high = np.minimum(found.low, low), np.maximum(found.high, high)
    all_low = np.minimum(found.median - c * (found.median - found.low), strict[0])
    all_high = np.maximum(found.median + c * (found.high - found.median), strict[1])
    all_low, all_high = (
        np.maximum(np.minimum(all_low, whole_low), -1.0),
        np.minimum(np.maximum(all_high, whole_high), 1.0),
    )
    on_scale = column.reach * np.stack([point, low, high, whole_low, whole_high, all_low, all_high], axis=1)
    return np.concatenate([on_scale, found.chance[:, None]], axis=1)


def _mover(share: Floats, ends: Ends, r: Floats, a: Ints, b: Ints, sure: Bools) -> Ends:
    low, high = (np.where(sure, share, end) for end in ends)
    return mover(share[a], (low[a], high[a]), share[b], (low[b], high[b]), r)
