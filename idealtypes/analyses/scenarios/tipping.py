"""Tipping points: how far each aspect can move before the type of the case changes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from idealtypes.analyses.scenarios.baseline import Ground
from idealtypes.analyses.scenarios.shifting import log_odds, moved
from idealtypes.analyses.types.membership import Space
from idealtypes.engine.tally import Floats

SILENT = "nobody speaks of it"
NOWHERE = "beyond it no pole has more than half"
ROUNDING = 1e-9


@dataclass(frozen=True)
class Tipping:
    """The border of one aspect.

    Attributes
    ----------
    aspect, toward
        The aspect, and the pole toward which it would have to move.
    needed
        The λ in (0, 1) that takes the pole it stands at to half; None without evidence or a pole above half.
    becomes
        The type, or unnamed corner, beyond the border; None where the case has no corner, or has none there: with
        three poles the first that falls to half leaves no pole above it.
    why
        Why there is none.
    """

    aspect: str
    toward: str | None
    needed: float | None
    becomes: str | None
    why: str | None

    def to_dict(self) -> dict[str, object]:
        return {
            "aspect": self.aspect,
            "toward": self.toward,
            "needed": self.needed,
            "becomes": self.becomes,
            "why": self.why,
        }


def strength_to(shares: Floats, top: int, toward: int, crossover: float = 0.5) -> float:
    """The λ toward one pole that takes the share of the top pole down to the crossover.

    With R = (1+λ)/(1−λ) the shares s (shape (K,)) become s_top/(s_top + R·s_toward + the others); solved for λ.

    >>> strength_to(np.array([0.75, 0.25]), 0, 1)  # odds of 3 to 1: R = 3, λ = 1/2
    0.5
    """
    others = 1 - shares[top] - shares[toward]
    factor = (shares[top] * (1 - crossover) / crossover - others) / shares[toward]
    return float((factor - 1) / (factor + 1))


def tipping(ground: Ground, points: tuple[Floats, ...] | None = None) -> tuple[Tipping, ...]:
    """For every aspect the border nearest to where the case stands, from the point estimates.

    `points` are where it stands; by default the status quo.
    """
    profile = ground.profile
    points = ground.points if points is None else points
    crossover = 0.5 if profile.settings.anchors is None else profile.settings.anchors[1]
    best = [None if np.isnan(p[0]) or p.max() <= crossover else int(p.argmax()) for p in points]
    key = tuple(best) if None not in best else None
    space = Space(profile, "en")
    out = []
    for a, aspect in enumerate(profile.aspects):
        top = best[a]
        if top is None:
            silent = bool(np.isnan(points[a][0]))
            why = SILENT if silent else "no pole has more than half: it stands at no border"
            out.append(Tipping(aspect, None, None, None, why))
            continue
        s = points[a]
        rest = [p for p in range(len(s)) if p != top]
        toward = max(rest, key=lambda p: s[p])
        overtaken = (s[top] - s[toward]) / (s[top] + s[toward])  # below half where the crossover is
        needed = min(strength_to(s, top, toward, crossover), float(overtaken))
        becomes: str | None = None
        reason: str | None = "the case has no type to leave"
        if key is not None:
            flipped = tuple(toward if b == a else int(k or 0) for b, k in enumerate(key))
            there = _takes_over(s, top, toward, needed, crossover)
            becomes, reason = (space.name(flipped), None) if there else (None, NOWHERE)
        out.append(Tipping(aspect, profile.tally.poles[a][toward], needed, becomes, reason))
    return tuple(out)


def _takes_over(shares: Floats, top: int, toward: int, needed: float, crossover: float) -> bool:
    """Whether the pole toward which the shares move is the one above the crossover as soon as the top pole is not."""
    added = np.zeros(len(shares))
    added[toward] = log_odds(needed)
    after = moved(shares, added)
    return bool(after[toward] >= max(crossover, after[top]) - ROUNDING)
