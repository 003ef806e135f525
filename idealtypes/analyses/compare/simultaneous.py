"""Intervals that hold for many differences at once.

Of a hundred differences between cases that are alike, five have a 95 % interval without 0. For all intervals of a
family to hold together at the level 1 − α each must be taken at a higher one, ℓ = P(|Z| ≤ c), with

    c = the 1 − α quantile, over the joint draws, of max_j |Δ_j*| / sd(Δ_j),

Δ_j* the drawn noise of difference j. A case takes part in many pairs, cases share sources, and aspects err together:
all that is in the draws, so that ℓ is lower than Bonferroni's 1 − α/m. This is the single-step max-t rule (Hothorn,
Bretz & Westfall 2008, Biometrical Journal 50(3), 346–363; with draws from a posterior the sup-t band of Montiel Olea
& Plagborg-Møller 2019, Journal of Applied Econometrics 34(1), 1–17). The drawn shares are turned to normal scores
first: what the rule needs is how differences err together; how skewed each is, its interval at level ℓ knows by
itself.
"""

from __future__ import annotations

import numpy as np
from scipy.special import ndtr, ndtri

from idealtypes.engine.tally import Floats

# ℓ is 1 to all computers beyond this.
HIGHEST = 1 - 1e-12


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
