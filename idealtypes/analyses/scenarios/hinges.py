"""What the ranking hangs on: how often the leader leads where a λ, or what is said of an outcome, is low or high."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from idealtypes.analyses.scenarios.baseline import Ground
from idealtypes.analyses.scenarios.ranking import variables
from idealtypes.engine.tally import Floats

PARTS = 3  # the lowest and the highest third of the draws
NOISE = 3.0  # standard errors below which a swing is the draws' own


@dataclass(frozen=True)
class Hinge:
    """One bar of the tornado.

    Attributes
    ----------
    kind, variable
        A measure (how strong it turns out) or an item (what informants say), by its number.
    low, high
        P(the leader is first) in the third of the draws where it is lowest, and highest.
    informants
        Sources with a vote on the item; None for a measure.
    """

    kind: str
    variable: int
    low: float
    high: float
    informants: int | None

    @property
    def swing(self) -> float:
        """How far the probability moves, in [0, 1]."""
        return abs(self.high - self.low)


def hinges(ground: Ground, led: Floats) -> tuple[Hinge, ...]:
    """The bars of the tornado, the longest first; `led` of shape (D,) is where the leader is first.

    A bar shorter than three standard errors of the difference between two thirds of the draws is left out.
    """
    third = len(led) // PARTS
    error = np.sqrt(2 * max(led.var(), 1e-12) / max(third, 1))
    out = []
    for kind, number, values in variables(ground):
        order = np.argsort(values, kind="stable")
        low, high = float(led[order[:third]].mean()), float(led[order[-third:]].mean())
        if abs(high - low) >= NOISE * error:
            informants = len(ground.votes.items[number].sources) if kind == "item" else None
            out.append(Hinge(kind, number, low, high, informants))
    return tuple(sorted(out, key=lambda hinge: -hinge.swing))
