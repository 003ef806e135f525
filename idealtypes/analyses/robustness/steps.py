"""One step on the ladder: placements that an analyst could have written instead.

Codes are placed at few degrees, the *rungs*: those in use, their mirror images, the middle and the ends, and some
between where these lie far apart. One step moves a code's share of a pole to the next rung; the other poles give way,
or gain, in proportion. With two poles and the rungs ±1, ±.7, ±.4, 0, a step from .4 is to .7 or to 0: places that the
codebook knows.
"""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np

from idealtypes.engine.tally import Floats

LEAST = 0.1  # of a share, .2 of a position: rungs nearer than this are one, as on a scale from 0 to 100
FURTHEST = 0.25  # of a share, half a position: where rungs lie further apart, others are put between them
ROUNDING = 1e-9


def ladder(weights: Floats, poles: int = 2) -> Floats:
    """The rungs, as shares in [0, 1], rising.

    Parameters
    ----------
    weights
        Shape (placements, K): π.
    poles
        The number of poles: 1/K, no leaning at all, is a rung.

    Examples
    --------
    >>> ladder(np.array([[0, 1], [0.15, 0.85], [0.3, 0.7]])).round(2).tolist()
    [0.0, 0.15, 0.3, 0.5, 0.7, 0.85, 1.0]
    >>> ladder(np.array([[0, 1]])).tolist()
    [0.0, 0.25, 0.5, 0.75, 1.0]
    """
    used = np.concatenate([weights.ravel(), 1 - weights.ravel(), [0.0, 1 / poles, 1.0]])
    rungs = np.unique(np.round(used, 9))
    between = [
        np.linspace(low, high, math.ceil((high - low) / FURTHEST - ROUNDING) + 1)[1:-1]
        for low, high in pairwise(rungs.tolist())
        if high - low > FURTHEST + ROUNDING
    ]
    return np.sort(np.concatenate([rungs, *between]))


def toward(vector: Floats, pole: int, rungs: Floats) -> Floats:
    """A placement (K,) one step nearer a pole; the same one if it stands there already.

    >>> rungs = ladder(np.array([[0.15, 0.85], [0.3, 0.7]]))
    >>> [toward(np.array([0.3, 0.7]), p, rungs).round(2).tolist() for p in (0, 1)]
    [[0.5, 0.5], [0.15, 0.85]]
    >>> toward(np.array([0.4, 0.6, 0.0]), 2, np.array([0, 0.5, 1])).tolist()
    [0.2, 0.3, 0.5]
    """
    here = float(vector[pole])
    if here >= 1 - ROUNDING:
        return vector
    above = rungs[rungs >= here + LEAST - ROUNDING]
    target = float(above[0]) if len(above) else 1.0
    moved: Floats = vector * (1 - target) / (1 - here)
    moved[pole] = target
    return moved


def sharper(vector: Floats, rungs: Floats) -> Floats:
    """A placement one step nearer the pole it leans to; one that leans to none stays.

    >>> sharper(np.array([0.25, 0.75]), np.array([0, 0.25, 0.5, 0.75, 1])).tolist()
    [0.0, 1.0]
    """
    lean = leaning(vector)
    return vector if lean is None else toward(vector, lean, rungs)


def blunter(vector: Floats, rungs: Floats) -> Floats:
    """A placement one step nearer the middle, where all poles have the same; it never leans to another pole.

    >>> blunter(np.array([0.0, 1.0]), np.array([0, 0.25, 0.5, 0.75, 1])).tolist()
    [0.25, 0.75]
    """
    lean = leaning(vector)
    if lean is None:
        return vector
    middle, here = 1 / len(vector), float(vector[lean])
    below = rungs[rungs <= here - LEAST + ROUNDING]
    target = max(float(below[-1]) if len(below) else 0.0, middle)
    mixed = (here - target) / (here - middle)
    blunt: Floats = (1 - mixed) * vector + mixed * middle
    return blunt


def leaning(vector: Floats) -> int | None:
    """The pole with the largest share, None where two share that place.

    >>> leaning(np.array([0.2, 0.8])), leaning(np.array([0.5, 0.5]))
    (1, None)
    """
    order = np.argsort(-vector, kind="stable")
    return None if vector[order[0]] - vector[order[1]] <= ROUNDING else int(order[0])
