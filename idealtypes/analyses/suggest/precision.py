"""How well scores put the statements with a code first, and whether better than others do, on other sources."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from idealtypes.engine.tally import Floats, Ints

TIMES = 200  # drawings of sources
Held = NDArray[np.bool_]


class ByScore:
    """Statements in the order of a score, those with equal scores as one step."""

    def __init__(self, scores: Floats, put: Held) -> None:
        self.order = np.argsort(-scores, kind="stable")
        ordered = scores[self.order]
        self.last = np.append(np.flatnonzero(np.diff(ordered)), len(ordered) - 1)  # of each step
        self.put = put[self.order]

    def average_precision(self, weights: Floats | None = None) -> float:
        """Σ_k (R_k − R_{k−1})·P_k over the steps, statements with weights; nan where nothing carries the code."""
        w = np.ones(len(self.order)) if weights is None else weights[self.order]
        right, all_ = np.cumsum(w * self.put)[self.last], np.cumsum(w)[self.last]
        if not right[-1] > 0:
            return float("nan")
        gain = np.diff(right, prepend=0.0)
        with np.errstate(invalid="ignore", divide="ignore"):
            steps = np.where(gain > 0, gain * right / all_, 0.0)
        return float(steps.sum() / right[-1])


def average_precision(scores: Floats, put: Held) -> float:
    """The mean precision over the statements that carry the code; of equal scores the share that does.

    >>> average_precision(np.array([3.0, 2.0, 1.0, 0.0]), np.array([True, False, True, False])).__round__(3)
    0.833
    >>> average_precision(np.zeros(4), np.array([True, False, True, False]))
    0.5
    """
    return ByScore(scores, put).average_precision()


def beats(model: Floats, others: Sequence[Floats], put: Held, group: Ints, seed: int) -> float:
    """The share of drawings of sources, with replacement, in which a model has the greater average precision than each
    of the others."""
    rng = np.random.default_rng(seed)
    sources = int(group.max()) + 1
    ranked = [ByScore(scores, put) for scores in (model, *others)]
    won = told = 0
    for _ in range(TIMES):
        weights = np.bincount(rng.integers(0, sources, sources), minlength=sources)[group].astype(float)
        own, *rest = (one.average_precision(weights) for one in ranked)
        if not np.isnan(own):
            told, won = told + 1, won + (own > max(rest))
    return won / told if told else 0.0
