"""How measures move an aspect: they multiply odds (design §4).

A measure moves an aspect toward a pole by λ: it would move a balanced scheme to balance λ. In odds that is the
factor R = (1+λ)/(1−λ), whatever the balance, so that b′ = tanh(atanh b + atanh λ): the result stays between the poles,
the order of measures does not matter, and a measure and its opposite cancel. With three or more poles log s_p grows by
2·atanh λ = log R, and the shares are normalised again. The rule barely moves a scheme that stands at a pole; a mandate
may not behave like that.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from idealtypes.engine.tally import Floats


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
