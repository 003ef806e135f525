"""The PERT distribution: what an expert means by low, most likely and high.

Malcolm, Roseboom, Clark & Fazar (1959), "Application of a technique for research and development program evaluation",
Operations Research 7(5), 646–669: a Beta distribution on [low, high] with mean (low + 4·mode + high)/6.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betaincinv

from idealtypes.engine.tally import Floats

WEIGHT = 4.0  # of the mode, in the mean


def pert_quantile(u: ArrayLike, low: float, mode: float, high: float) -> Floats:
    """The quantiles at u in [0, 1] of the PERT distribution.

    It is Beta(1 + 4(mode−low)/(high−low), 1 + 4(high−mode)/(high−low)), stretched to [low, high].

    Raises
    ------
    ValueError
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
        raise ValueError(f"low, mode and high rise, and {low:g}, {mode:g}, {high:g} do not")
    width = high - low
    if width == 0:
        return np.full(u.shape, low)
    a, b = 1 + WEIGHT * (mode - low) / width, 1 + WEIGHT * (high - mode) / width
    quantile: Floats = low + width * betaincinv(a, b, u)
    return quantile
