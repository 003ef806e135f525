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
from typing import Any, NamedTuple

import numpy as np

from idealtypes.analyses.compare.points import no_interval
from idealtypes.engine.difference_ends import pole_draws
from idealtypes.engine.profile import Profile
from idealtypes.engine.result import Result, Why, said, screenful, why_keys
from idealtypes.engine.tally import Floats, Ints
from idealtypes.errors import IdealtypesError, reason


@dataclass(frozen=True)
class Trend:
    """How the balance on an aspect moves over the levels.

    Attributes
    ----------
    aspect, pole
        With two poles (`pole` None) the trend of the balance, else one for the share of each pole.
    slope
        Change of the balance, or the share, for one unit of the attribute (one step, where the order is declared).
    interval, interval_whole
        At the study's level, for the informants' doubt and with every doubt that is in the draws; both contain the
        slope.
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
    why: Why
    interval_whole: tuple[float, float] | None = None

    def to_dict(self) -> dict[str, Any]:
        return {
            "aspect": self.aspect,
            "pole": self.pole,
            "slope": self.slope,
            "interval": None if self.interval is None else list(self.interval),
            "interval_whole": None if self.interval_whole is None else list(self.interval_whole),
            "probability": self.probability,
            "levels": self.levels,
            **why_keys(self.why),
        }

    def record(self) -> dict[str, Any]:
        """One flat record, for tables."""
        row = self.to_dict()
        low, high = row.pop("interval") or (None, None)
        whole_low, whole_high = row.pop("interval_whole") or (None, None)
        del row["why_code"]
        return row | {"low": low, "high": high, "whole_low": whole_low, "whole_high": whole_high}


@dataclass(frozen=True)
class Trends(Result):
    """The trends over the levels, aspect by aspect."""

    rows: tuple[Trend, ...]

    def __iter__(self) -> Iterator[Trend]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, row: int) -> Trend:
        return self.rows[row]

    def to_dict(self) -> dict[str, Any]:
        """`trends` of `idealtypes compare --by --json`."""
        return {"trends": [one.to_dict() for one in self.rows]}

    def records(self) -> list[dict[str, Any]]:
        """One flat record per aspect and, with three or more poles, pole."""
        return [one.record() for one in self.rows]

    def __repr__(self) -> str:
        lines = (
            f"{t.aspect}{'' if t.pole is None else f': {t.pole}'}  "
            f"{said(t.why) if t.slope is None else f'{t.slope:+.3f}'}"
            for t in self.rows
        )
        return screenful(lines, "Trends: change for one unit of the attribute", len(self.rows))


def trends(profile: Profile, numbers: Sequence[float]) -> Trends:
    """The trend on every aspect of a profile whose cases are ordered.

    Parameters
    ----------
    profile
        The profile of a study sorted by an ordered attribute (see `subgroups`).
    numbers
        Where each case stands.
    """
    at = np.asarray(numbers, float)
    if at.shape != (len(profile.cases),):
        raise IdealtypesError(f"there are {len(profile.cases)} cases, and numbers for {at.size}")
    return Trends(tuple(_trends(profile, at)))


def _trends(profile: Profile, at: Floats) -> Iterator[Trend]:
    for own in share_columns(profile):
        aspect, a = profile.aspects[own.aspect], own.aspect
        spoken = np.flatnonzero(profile.statements[:, a] > 0)
        if len(np.unique(at[spoken])) < 2:
            why = reason("compare.no_trend", spoken=len(spoken), levels=len(at))
            yield Trend(aspect, own.pole, None, None, None, len(spoken), why)
            continue
        told = summed(profile, own, spoken, slope_weights(at[spoken], own.n_e[spoken]))
        why_not = no_interval(profile, *spoken) if told.interval is None else None
        yield Trend(
            aspect, own.pole, told.value, told.interval, told.probability, len(spoken), why_not, told.whole
        )


class ShareColumn(NamedTuple):
    """What moves: the shares of the second pole of an aspect (`pole` None, `reach` 2) or those of a pole.

    All arrays have the cases first: shares, effective sizes, ends of intervals, draws with every doubt and with the
    informants' alone.
    """

    aspect: int
    pole: str | None
    reach: float
    share: Floats
    n_e: Floats
    ends: tuple[Floats, Floats]
    drawn: Floats
    informants: Floats


def share_columns(profile: Profile) -> Iterator[ShareColumn]:
    """The columns of a profile, aspect by aspect."""
    low, high = profile.share_bounds()
    for a, poles in enumerate(profile.tally.poles):
        two = profile.bipolar[a]
        for p in [1] if two else range(len(poles)):
            both = profile.draws.by_aspect[a], profile.informant_draws.by_aspect[a]
            drawn, alone = both if two else pole_draws(profile, a, p)
            ends = low[:, a, p], high[:, a, p]
            numbers = profile.shares[:, a, p], profile.pole_sizes[:, a, p], ends, drawn, alone
            yield ShareColumn(a, None if two else poles[p], 2.0 if two else 1.0, *numbers)


class Summed(NamedTuple):
    """Σ c_l b_l with its intervals and the probability that it is positive; None where nothing was sampled."""

    value: float
    interval: tuple[float, float] | None
    whole: tuple[float, float] | None
    probability: float | None


def summed(profile: Profile, own: ShareColumn, cases: Ints, weights: Floats) -> Summed:
    """A weighted sum over some cases of the balances, or shares, of a column."""
    c = own.reach * weights
    value = float(c @ own.share[cases])
    if profile.no_interval[cases, own.aspect].any():
        return Summed(value, None, None, None)
    sums, alone = c @ own.drawn[cases], c @ own.informants[cases]
    together: Floats = np.asarray(np.corrcoef(own.informants[cases]))
    tails = [(1 - profile.settings.level) / 2, (1 + profile.settings.level) / 2]
    quantiles, wider = np.quantile(alone, tails), np.quantile(sums, tails)
    mover = summed_ends(c, own.share[cases], (own.ends[0][cases], own.ends[1][cases]), together)
    interval = float(min(quantiles[0], mover[0])), float(max(quantiles[1], mover[1]))
    whole = float(min(wider[0], interval[0])), float(max(wider[1], interval[1]))
    return Summed(value, interval, whole, float((sums > 0).mean()))


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

    With c of 1 and −1 it is that of a difference; here Newcombe's, as in `difference_interval.mover`.

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
