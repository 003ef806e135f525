"""How far the people who placed codes differ: what takes the place of the settings in the doubt about placements.

Where R people placed the codes of an aspect between two poles, x_k is their mean. ŝ_b², the variance of the placers'
mean deviations, and se², the residual of codes × placers, give s_b² = (2·.15² + (R − 1)ŝ_b²)/(R + 1),
u_a ~ t_{R+1}·√(s_b²/R) and e_k ~ N(0, se²/R). Codes that fewer than two placed have the settings'.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from idealtypes.model.placement import PlacedBy

USUAL, WORTH = 0.15, 2.0  # the sd of a weak prior for how placers differ in level, and its degrees of freedom


@dataclass(frozen=True)
class PlacerDoubt:
    """How far the people who placed the codes of an aspect differ: what takes the place of the settings.

    Attributes
    ----------
    placers
        R.
    common
        √(s_b²/R), the scale of u_a with R + 1 degrees of freedom.
    own
        Code → √(se²/R), R those who placed the code; the codes that two or more placed.
    """

    placers: int
    common: float
    own: Mapping[str, float]


def placer_doubt(placed: Iterable[PlacedBy], aspect: str) -> PlacerDoubt | None:
    """How far placers differ on an aspect between two poles; None where that cannot be told: fewer than two placers,
    two codes, or no chain of common codes from each to every other.

    Two people, two codes: positions −1 and −.5, and 0 and .1. They differ by .5 and .1, so that their mean deviations
    are ∓.15, ŝ_b² = .045; what is left is ±.1 each, se² = .04 with one degree of freedom.

    >>> said = {("a", "one"): -1.0, ("a", "two"): -0.5, ("b", "one"): 0.0, ("b", "two"): 0.1}
    >>> placed = [PlacedBy(c, "h", p, ((1 - x) / 2, (1 + x) / 2)) for (c, p), x in said.items()]
    >>> found = placer_doubt(placed, "h")
    >>> round(found.common**2 * 2, 6), {code: round(sd**2 * 2, 6) for code, sd in found.own.items()}
    (0.03, {'a': 0.04, 'b': 0.04})
    """
    here = [one for one in placed if one.aspect == aspect]
    several = {code for code, many in Counter(one.code for one in here).items() if many > 1}
    here = [one for one in here if one.code in several]
    codes, code = np.unique([one.code for one in here], return_inverse=True)
    people, placer = np.unique([one.placer for one in here], return_inverse=True)
    K, R, N = len(codes), len(people), len(here)
    if not here or N <= K + R - 1:
        return None
    x = np.array([one.shares[1] - one.shares[0] for one in here])
    cells = np.concatenate([np.eye(K)[code], np.eye(R)[placer]], axis=1)
    fitted, _, rank, _ = np.linalg.lstsq(cells, x, rcond=None)
    if rank < K + R - 1:  # no chain of common codes
        return None
    lean = fitted[K:] - fitted[K:].mean()
    error = float(((x - cells @ fitted) ** 2).sum() / (N - K - R + 1))
    between = (WORTH * USUAL**2 + float((lean**2).sum())) / (WORTH + R - 1)
    times = np.bincount(code)
    own = {name: float(np.sqrt(error / n)) for name, n in zip(codes.tolist(), times, strict=True)}
    return PlacerDoubt(R, float(np.sqrt(between / R)), own)
