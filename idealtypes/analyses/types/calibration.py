"""Fuzzy-set membership: calibration of raw values, and the connectives that join conditions.

Ragin (2008), Redesigning Social Inquiry, ch. 5 (the direct method of calibration); Kvist (2007), "Fuzzy set ideal type
analysis", Journal of Business Research 60(5): 474–481 (membership in an ideal type is that in its weakest condition).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from idealtypes.engine.tally import Floats
from idealtypes.errors import IdealtypesError

# As in the R package QCA (Duşa 2019, QCA with R, ch. 4): what is nearer than this to 0 or 1 is 0 or 1.
SNAP = 1e-4


def calibrate(
    values: ArrayLike, anchors: Sequence[float], *, inclusion: float = 0.95, linear: bool = False
) -> Floats:
    """Membership in [0, 1] by the direct method: log-odds −log 19 at full out, 0 at the crossover, log 19 at full in.

    Parameters
    ----------
    values
        Raw values, any shape; nan stays nan.
    anchors
        Full out, crossover, full in: strictly rising, or strictly falling for a set of low values.
    inclusion
        Membership at full in; .95 gives log-odds log(.95/.05) = log 19.
    linear
        Straight lines from 0 at full out over ½ to 1 at full in, instead of log-odds.

    Raises
    ------
    IdealtypesError
        If the anchors are not strictly monotone or `inclusion` is not in (½, 1).

    Examples
    --------
    The R package QCA 3.25 gives .0793 for 25 with thresholds 20, 50, 80; by hand log-odds −log 19 · 25/30.

    >>> calibrate([20, 25, 50, 80, 150], [20, 50, 80]).round(4).tolist()
    [0.05, 0.0792, 0.5, 0.95, 1.0]
    """
    x = np.asarray(values, float)
    out, cross, full = (float(a) for a in anchors)
    if not (out < cross < full or out > cross > full):
        raise IdealtypesError(
            f"anchors must rise or fall strictly from full out to full in, not {out}, {cross}, {full}"
        )
    if not 0.5 < inclusion < 1:
        raise IdealtypesError(f"inclusion must lie between 0.5 and 1, as 0.95 does, not {inclusion}")
    inward = (x - cross) / (full - cross) >= 0
    distance = np.where(inward, (x - cross) / (full - cross), (x - cross) / (cross - out))
    if linear:
        return np.clip(0.5 + distance / 2, 0, 1)
    odds = np.log(inclusion / (1 - inclusion))
    member = 1 / (1 + np.exp(-np.clip(odds * distance, -700, 700)))
    return np.where(member < SNAP, 0.0, np.where(member > 1 - SNAP, 1.0, member))


def connect(memberships: ArrayLike, connective: str = "minimum", exponent: float = -2.0) -> Floats:
    """Membership in all conditions at once, over the last axis; in [0, 1], nan where one is unknown.

    Parameters
    ----------
    memberships
        Shape (…, conditions), in [0, 1].
    connective
        `minimum` (Zadeh's and), `product`, or `power_mean`, the mean of order `exponent` (−∞ is the minimum, 1 the
        arithmetic mean, which lets a strong condition make up for a weak one).

    Examples
    --------
    >>> [round(float(connect([0.8, 0.5], c)), 3) for c in ("minimum", "product", "power_mean")]
    [0.5, 0.4, 0.6]
    """
    m = np.asarray(memberships, float)
    if connective == "minimum":
        return np.asarray(m.min(axis=-1))
    if connective == "product":
        return np.asarray(m.prod(axis=-1))
    if connective != "power_mean":
        raise IdealtypesError(f"connective is minimum, product or power_mean, not {connective!r}")
    if exponent == 0:
        with np.errstate(divide="ignore"):
            return np.asarray(np.exp(np.log(m).mean(axis=-1)))
    with np.errstate(divide="ignore"):
        mean = np.asarray((m**exponent).mean(axis=-1) ** (1 / exponent))
    # A mean of negative order is 0 as soon as one condition is.
    return np.where((m == 0).any(axis=-1) & ~np.isnan(m).any(axis=-1), 0.0, mean) if exponent < 0 else mean
