"""The interval of a difference from the intervals of the two shares.

The method of variance estimates recovery (MOVER): each end of the difference takes, from each share, the distance to
the end that pushes it outward, so that skewed intervals near a pole stay skewed (Newcombe 1998, Statistics in
Medicine 17(8), 873–890, method 10; Zou & Donner 2008, Statistics in Medicine 27(10), 1693–1702, for other parameters
and for ties).
"""

from __future__ import annotations

import numpy as np

from idealtypes.engine.effective import effective_sizes
from idealtypes.engine.intervals import share_interval
from idealtypes.engine.profile import Profile
from idealtypes.engine.tally import Floats

Ends = tuple[Floats, Floats]


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
    """Shape (cases, aspects): effective sizes at a level; few sources are worth less at a higher one."""
    t = profile.tally
    sizes = effective_sizes(t.mass, t.total, t.statements, t.group, t.groups, level).effective
    return sizes.reshape(profile.effective_n.shape)


def share_ends(profile: Profile, level: float) -> Ends:
    """Two arrays of shape (cases, aspects, K): the intervals of the shares at a level; nan where there is none.

    Where the evidence of a case is complete both ends are the share: whoever is compared with it has an interval.
    """
    low, high = share_interval(profile.shares, effective_n_at(profile, level)[..., None], level)
    hidden, sure = profile.no_interval[..., None], profile.complete[:, None, None]
    low, high = (np.where(sure, profile.shares, np.where(hidden, np.nan, end)) for end in (low, high))
    return low, high
