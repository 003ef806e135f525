"""Trend: whether the balance rises or falls over the ordered subgroups of a study.

The slope is that of the weighted least squares line through the levels' balances (shares, with three or more poles).
Each level weighs what its evidence is worth, n_e, so that a level with one statement does not turn the line. It is a
sum Σ c_l b_l, so its interval is made as that of a difference is: the middle `level` of the joint draws, or what the
levels' own intervals give by MOVER for such a sum (Zou, Huang & Zhang 2009, Computational Statistics & Data Analysis
53(4), 1080–1085) where that reaches farther. Sources that speak on several levels are tied in the draws.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from idealtypes.analyses.compare.differences import pole_draws
from idealtypes.engine.profile import Profile
from idealtypes.engine.tally import Floats


@dataclass(frozen=True)
class Trend:
    """How the balance on an aspect moves over the levels.

    Attributes
    ----------
    aspect, pole
        With two poles (`pole` None) the trend of the balance, else one for the share of each pole.
    slope
        Change of the balance, or the share, for one unit of the attribute (one step, where the order is declared).
    interval
        At the study's level; it contains the slope.
    probability
        P(rising): that the slope is positive, over the joint draws.
    levels
        How many levels have evidence on the aspect.
    why
        What is absent, and why.
    """

    aspect: str
    pole: str | None
    slope: float | None
    interval: tuple[float, float] | None
    probability: float | None
    levels: int
    why: str | None

    def to_dict(self) -> dict[str, Any]:
        return {
            "aspect": self.aspect,
            "pole": self.pole,
            "slope": self.slope,
            "interval": None if self.interval is None else list(self.interval),
            "probability": self.probability,
            "levels": self.levels,
            "why": self.why,
        }


def trends(profile: Profile, numbers: Sequence[float]) -> tuple[Trend, ...]:
    """The trend on every aspect of a profile whose cases are ordered.

    Parameters
    ----------
    profile
        The profile of a study sorted by an ordered attribute (see `idealtypes.analyses.compare.subgroups`).
    numbers
        Where each case stands.
    """
    at = np.asarray(numbers, float)
    if at.shape != (len(profile.cases),):
        raise ValueError(f"there are {len(profile.cases)} cases, and numbers for {at.size}")
    return tuple(_trends(profile, at))


def _trends(profile: Profile, at: Floats) -> Iterator[Trend]:
    low, high = profile.share_bounds()
    for a, poles in enumerate(profile.tally.poles):
        two = profile.bipolar[a]
        for p in [1] if two else range(len(poles)):
            drawn = profile.draws.by_aspect[a] if two else pole_draws(profile, a, p)
            share, ends = profile.shares[:, a, p], (low[:, a, p], high[:, a, p])
            yield _trend(profile, a, None if two else poles[p], at, share, ends, drawn)


def _trend(
    profile: Profile,
    a: int,
    pole: str | None,
    at: Floats,
    share: Floats,
    ends: tuple[Floats, Floats],
    drawn: Floats,
) -> Trend:
    aspect, scale = profile.aspects[a], 2.0 if pole is None else 1.0
    spoken = np.flatnonzero(profile.statements[:, a] > 0)
    if len(np.unique(at[spoken])) < 2:
        why = f"no trend: evidence at {len(spoken)} of {len(at)} levels"
        return Trend(aspect, pole, None, None, None, len(spoken), why)
    c = scale * slope_weights(at[spoken], profile.effective_n[spoken, a])
    slope = float(c @ share[spoken])
    if profile.no_interval[spoken, a].any():
        why = profile.bare(*spoken)
        return Trend(aspect, pole, slope, None, None, len(spoken), why)
    slopes = c @ drawn[spoken]
    together: Floats = np.asarray(np.corrcoef(drawn[spoken]))
    tails = [(1 - profile.settings.level) / 2, (1 + profile.settings.level) / 2]
    quantiles = np.quantile(slopes, tails)
    own = summed_ends(c, share[spoken], (ends[0][spoken], ends[1][spoken]), together)
    interval = float(min(quantiles[0], own[0])), float(max(quantiles[1], own[1]))
    return Trend(aspect, pole, slope, interval, float((slopes > 0).mean()), len(spoken), None)


def slope_weights(x: Floats, weights: Floats) -> Floats:
    """The c of slope = Σ c_l b_l: w_l (x_l − x̄) / Σ w (x − x̄)², x̄ the weighted mean.

    >>> slope_weights(np.array([1.0, 2.0, 3.0]), np.ones(3)).tolist()
    [-0.5, 0.0, 0.5]
    """
    off = x - (weights * x).sum() / weights.sum()
    c: Floats = weights * off / (weights * off**2).sum()
    return c


def summed_ends(
    c: Floats, values: Floats, ends: tuple[Floats, Floats], correlation: Floats
) -> tuple[float, float]:
    """The interval of Σ c_l s_l from the intervals of the s_l and the correlations of what is not known of them.

    With c of 1 and −1 it is that of a difference; here Newcombe's, as in `idealtypes.analyses.compare.mover`.

    >>> ends = np.array([0.691834, 0.490455]), np.array([0.876953, 0.700382])
    >>> low, high = summed_ends(np.array([1.0, -1.0]), np.array([0.8, 0.6]), ends, np.eye(2))
    >>> round(low, 4), round(high, 4)
    (0.0524, 0.3339)
    """
    total, (low, high) = float(c @ values), ends
    down = np.where(c > 0, c * (values - low), c * (high - values))
    up = np.where(c > 0, c * (high - values), c * (values - low))
    below, above = (max(float(e @ correlation @ e), 0.0) ** 0.5 for e in (down, up))
    return total - below, total + above
