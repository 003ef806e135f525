"""How measures move an aspect: they multiply odds, by a factor that an expert gives as low, most likely and high.

A measure moves an aspect toward a pole by λ: it would move a balanced scheme to balance λ. In odds that is the
factor R = (1+λ)/(1−λ), whatever the balance, so that b′ = tanh(atanh b + atanh λ): the result stays between the poles,
the order of measures does not matter, and a measure and its opposite cancel. With three or more poles log s_p grows by
2·atanh λ = log R, and the shares are normalised again. The rule barely moves a scheme that stands at a pole; a mandate
may not behave like that.

λ itself is in doubt: low, mode and high are a PERT distribution (Malcolm, Roseboom, Clark & Fazar 1959, "Application of
a technique for research and development program evaluation", Operations Research 7(5), 646–669), a Beta distribution
on [low, high] with mean (low + 4·mode + high)/6.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betaincinv

from idealtypes.engine.tally import Floats
from idealtypes.errors import IdealtypesError


def log_odds(strength: ArrayLike) -> Floats:
    """2·atanh λ: what a shift of strength λ in (−1, 1) adds to the log-odds of its pole.

    >>> log_odds([0.0, 0.8]).round(4).tolist()  # 0.8: odds of nine to one, log 9
    [0.0, 2.1972]
    """
    added: Floats = 2 * np.arctanh(np.asarray(strength, float))
    return added


def moved(shares: Floats, added: Floats) -> Floats:
    """The shares after log-odds have been added to the poles.

    Parameters
    ----------
    shares
        Shape (K, …): shares that sum to 1 over the first axis; nan stays nan.
    added
        Shape (K, …): what each pole's log-share grows by.

    Examples
    --------
    By hand: balance −½ is a share of ¼, odds 1 to 3; λ = ½ has R = 3, so odds 1 to 1.

    >>> moved(np.array([0.75, 0.25]), np.array([0.0, log_odds(0.5)])).round(12).tolist()
    [0.5, 0.5]
    """
    grown = shares * np.exp(added - added.max(axis=0))
    after: Floats = grown / grown.sum(axis=0)
    return after


def off_the_poles(shares: Floats, n_e: float) -> tuple[Floats, bool]:
    """Point shares of shape (K,) from which a shift can start, and whether they had to be changed for it.

    With two poles the balance is clipped to ±n_e/(n_e+1): as if one more effective statement stood half way. With K
    poles, shares below 1/(K(n_e+1)) are lifted to it, and the others give way in proportion.

    >>> off_the_poles(np.array([1.0, 0.0]), 4.0)  # balance −0.8
    (array([0.9, 0.1]), True)
    """
    floor = 1 / (len(shares) * (n_e + 1))
    low = shares < floor
    if not low.any():
        return shares, False
    lifted = np.where(low, floor, shares)
    room = 1 - floor * low.sum()
    lifted = np.where(low, floor, shares * room / shares[~low].sum())
    return lifted, True


WEIGHT = 4.0  # of the mode, in the mean


def pert_shape(low: float, mode: float, high: float) -> tuple[float, float] | None:
    """The a and b of the Beta distribution that PERT stretches to [low, high]; None where low = high.

    >>> pert_shape(0.0, 0.2, 0.8)
    (2.0, 4.0)
    """
    width = high - low
    return None if width == 0 else (1 + WEIGHT * (mode - low) / width, 1 + WEIGHT * (high - mode) / width)


def pert_quantile(u: ArrayLike, low: float, mode: float, high: float) -> Floats:
    """The quantiles at u in [0, 1] of the PERT distribution.

    It is Beta(1 + 4(mode−low)/(high−low), 1 + 4(high−mode)/(high−low)), stretched to [low, high].

    Raises
    ------
    IdealtypesError
        Unless low ≤ mode ≤ high.

    Examples
    --------
    With the mode in the middle it is symmetric, and its median is the mode.

    >>> pert_quantile([0.0, 0.5, 1.0], -0.2, 0.1, 0.4).round(6).tolist()
    [-0.2, 0.1, 0.4]
    >>> pert_quantile([0.1, 0.9], 0.3, 0.3, 0.3).tolist()  # no doubt, no spread
    [0.3, 0.3]
    """
    u = np.asarray(u, float)
    if not low <= mode <= high:
        raise IdealtypesError(f"low, mode and high rise, and {low:g}, {mode:g}, {high:g} do not")
    shape = pert_shape(low, mode, high)
    if shape is None:
        return np.full(u.shape, low)
    quantile: Floats = low + (high - low) * betaincinv(*shape, u)
    return quantile
