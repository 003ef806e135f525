"""The interval of a difference: of one at a time, from the two shares' own (MOVER), and of many at once (max-t).

*One difference.* The method of variance estimates recovery (MOVER): each end of the difference takes, from each share,
the distance to the end that pushes it outward, so that skewed intervals near a pole stay skewed (Newcombe 1998,
Statistics in Medicine 17(8), 873–890, method 10; Zou & Donner 2008, Statistics in Medicine 27(10), 1693–1702, for other
parameters and for ties).

*Many at once.* Of a hundred differences between cases that are alike, five have a 95 % interval without 0. For all
intervals of a family to hold together at the level 1 − α each must be taken at a higher one, ℓ = P(|Z| ≤ c), with

    c = the 1 − α quantile, over the joint draws, of max_j |Δ_j*| / sd(Δ_j),

Δ_j* the drawn noise of difference j. A case takes part in many pairs, cases share sources, and aspects err together:
all that is in the draws, so that ℓ is lower than Bonferroni's 1 − α/m. This is the single-step max-t rule (Hothorn,
Bretz & Westfall 2008, Biometrical Journal 50(3), 346–363; with draws from a posterior the sup-t band of Montiel Olea
& Plagborg-Møller 2019, Journal of Applied Econometrics 34(1), 1–17). The drawn shares are turned to normal scores
first: what the rule needs is how differences err together; how skewed each is, its interval at level ℓ knows by
itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from scipy.special import ndtr, ndtri

from idealtypes.engine.intervals import effective_sizes, share_interval
from idealtypes.engine.presence import sizes_of_poles
from idealtypes.engine.profile import Profile
from idealtypes.engine.tally import Floats

Ends = tuple[Floats, Floats]
# ℓ is 1 to all computers beyond this.
HIGHEST = 1 - 1e-12
FamilyName = Literal["shown", "aspect"]


def mover(a: Floats, a_ends: Ends, b: Floats, b_ends: Ends, r: Floats | float = 0.0) -> Ends:
    """The interval of a − b.

    Parameters
    ----------
    a, b
        Two shares; all arguments broadcast.
    a_ends, b_ends
        Their intervals, which contain them.
    r
        The correlation of what is not known of them, in [−1, 1]: 0 without common sources.

    Returns
    -------
    Two arrays; they contain a − b, and lie in [−1, 1] where the intervals lie in [0, 1].

    Examples
    --------
    Newcombe's first example, 56 of 70 and 48 of 80 with their Wilson intervals: .0524 to .3339 (his Table II).

    >>> wilson = (0.691834, 0.876953), (0.490455, 0.700382)
    >>> low, high = mover(np.array(0.8), wilson[0], np.array(0.6), wilson[1])
    >>> round(float(low), 4), round(float(high), 4)
    (0.0524, 0.3339)
    """
    down_a, up_a = a - a_ends[0], a_ends[1] - a
    down_b, up_b = b - b_ends[0], b_ends[1] - b
    low = down_a**2 + up_b**2 - 2 * r * down_a * up_b
    high = up_a**2 + down_b**2 - 2 * r * up_a * down_b
    return a - b - np.sqrt(np.maximum(low, 0.0)), a - b + np.sqrt(np.maximum(high, 0.0))


def effective_n_at(profile: Profile, level: float) -> Floats:
    """Shape (cases, aspects, K): effective sizes at a level; few sources are worth less at a higher one."""
    t = profile.tally
    sizes = effective_sizes(t.mass, t.total, t.statements, t.group, t.groups, level).effective
    return profile.with_pooled_sizes(sizes_of_poles(t, sizes, level))


def share_ends(profile: Profile, level: float) -> Ends:
    """Two arrays of shape (cases, aspects, K): the intervals of the shares at a level; nan where there is none.

    Where the evidence of a case is complete both ends are the share: whoever is compared with it has an interval.
    """
    sizes = effective_n_at(profile, level), profile.unanimous[..., None]
    low, high = share_interval(profile.shares, *sizes, level)
    profile.put_pooled_ends(low, high, level)
    hidden, sure = profile.no_interval[..., None], profile.complete[:, None, None]
    low, high = (np.where(sure, profile.shares, np.where(hidden, np.nan, end)) for end in (low, high))
    return low, high


def normal_scores(drawn: Floats) -> Floats:
    """Each row of draws as normal noise: normal scores in the draws' order, with the row's standard deviation.

    >>> normal_scores(np.array([[0.0, 1.0, 9.0]])).round(3).tolist()
    [[-4.933, 0.0, 4.933]]
    """
    n = drawn.shape[1]
    score = ndtri((np.arange(n) + 0.5) / n)
    score /= score.std()
    noise = ordered_as(drawn, np.broadcast_to(score, drawn.shape))
    noise *= drawn.std(axis=1, keepdims=True)
    return noise


def ordered_as(drawn: Floats, rising: Floats) -> Floats:
    """The values of each row of `rising`, put in the order of the same row of `drawn`; both (rows, draws).

    >>> ordered_as(np.array([[0.2, 0.9, 0.5]]), np.array([[1.0, 2.0, 3.0]])).tolist()
    [[1.0, 3.0, 2.0]]
    """
    out = np.empty(drawn.shape)
    np.put_along_axis(out, drawn.argsort(axis=1, kind="stable"), rising, axis=1)
    return out


def excess(noise: Floats) -> Floats:
    """Shape (draws,): how far out the farthest difference is in each draw, in standard deviations.

    Parameters
    ----------
    noise
        Shape (differences, draws), of mean 0; a difference that does not vary is left out.

    Examples
    --------
    Standard deviations 1 and 2:

    >>> excess(np.array([[1.0, -1.0, 1.0, -1.0], [2.0, 2.0, -2.0, -2.0], [0.0, 0.0, 0.0, 0.0]])).tolist()
    [1.0, 1.0, 1.0, 1.0]
    """
    sd = np.sqrt((noise**2).mean(axis=1, keepdims=True))
    scaled = np.divide(noise, sd, out=np.zeros(noise.shape), where=sd > 0)
    farthest: Floats = np.abs(scaled, out=scaled).max(axis=0, initial=0.0)
    return farthest


def level_of_each(excesses: Floats, level: float) -> float:
    """The level ℓ of each interval for which all hold together at `level`; at least `level`.

    >>> level_of_each(np.linspace(0, 3, 301), 0.9)  # c = 2.7
    0.993...
    >>> level_of_each(np.zeros(10), 0.9)  # nothing varies
    0.9
    """
    c = float(np.quantile(excesses, level))
    return min(max(float(1 - 2 * ndtr(-c)), level), HIGHEST)


def stretch(level: float, each: float) -> float:
    """How much wider a normal interval is at the level `each` than at `level`.

    >>> round(stretch(0.95, 0.999), 3)
    1.679
    """
    return float(ndtri((1 - each) / 2) / ndtri((1 - level) / 2))


def variance(shares: Floats, n_e: Floats) -> Floats:
    """Variance of a share that is worth n_e statements: that of Beta(n_e s + ½, n_e (1−s) + ½).

    >>> round(float(variance(np.array(0.5), np.array(3.0))), 4)
    0.05
    """
    mean = (n_e * shares + 0.5) / (n_e + 1)
    spread: Floats = mean * (1 - mean) / (n_e + 2)
    return spread


@dataclass(frozen=True)
class Family:
    """The differences whose simultaneous intervals hold together.

    Attributes
    ----------
    name
        `shown`: all differences shown, on all aspects. `aspect`: those on one aspect.
    size
        How many differences have an interval; by aspect with `aspect` (the key "" with `shown`).
    each
        The level that every interval of the family has by itself, with the same keys.
    level, draws
        The level at which they hold together, and the number of joint draws they rest on.
    """

    name: FamilyName
    size: dict[str, int]
    each: dict[str, float]
    level: float
    draws: int

    def to_dict(self) -> dict[str, Any]:
        one = self.name == "shown"
        return {
            "name": self.name,
            "size": self.size[""] if one else dict(self.size),
            "level": self.level,
            "each": self.each[""] if one else dict(self.each),
            "draws": self.draws,
        }

    def __str__(self) -> str:
        if self.name == "shown":
            size, each = self.size[""], shown_level(self.each[""])
            return f"{self.level:.0%} for all {size:,} differences shown together, {each} for each"
        parts = [f"{a} {self.size[a]:,} ({shown_level(self.each[a])} for each)" for a in self.size]
        return f"{self.level:.0%} for the differences on one aspect together: {', '.join(parts)}"


def shown_level(level: float) -> str:
    """A level near 1 with as many digits as tell it from 1.

    >>> shown_level(0.95), shown_level(0.99973), shown_level(0.9999994)
    ('95.0%', '99.97%', '99.99994%')
    """
    digits = max(1, int(np.ceil(-np.log10(max(1 - level, 1e-12)))) - 2)
    return f"{level:.{digits}%}"
