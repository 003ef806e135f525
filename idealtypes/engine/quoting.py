"""Selective quoting: how much likelier would one pole's statements have had to be printed for the balance to be even?

Statements that are quotations were chosen. Were those of the pole ahead Γ times as likely to be printed as those of
the other, what was said had a share of

    s* = s/(s + Γ(1 − s))

of that pole, of which s was printed. It is even, ½, at Γ = s/(1 − s): the odds of the pole ahead. This is a sensitivity
analysis in the manner of Rosenbaum (2002), Observational Studies, 2nd ed., Springer, ch. 4, whose Γ is by how much two
alike units may differ in their odds: there of being treated, here of being printed. It is an analogy; no test stands
behind it. A statement that sees both sides counts for each by its part.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from idealtypes.engine.result import Why, why_keys
from idealtypes.errors import reason

NOT_QUOTED = reason("engine.quoting_not_quoted")
BY_SOURCE = reason("engine.quoting_by_source")
NOT_TWO = reason("engine.quoting_not_two")
ALL_ALIKE = reason("engine.quoting_all_alike")
NEAR_POLE = 1e-9  # of a share: nearer to a pole it has everything


def printing_factor(share: float) -> float | None:
    """Γ at which a share of what was printed was half of what was said; None where no Γ does: the share is 1.

    Below ½ the pole is not ahead: nothing has to be explained, and Γ is 1.

    >>> round(printing_factor(0.85), 2), printing_factor(0.5), printing_factor(0.3), printing_factor(1.0)
    (5.67, 1.0, 1.0, None)

    At that Γ the share of what was said is ½:

    >>> gamma = printing_factor(0.85)
    >>> round(0.85 / (0.85 + gamma * (1 - 0.85)), 9)
    0.5
    """
    if share >= 1 - NEAR_POLE:
        return None
    return max(1.0, share / (1 - share))


@dataclass(frozen=True)
class Quoting:
    """What it takes of selective quoting to make a balance even.

    Attributes
    ----------
    pole
        The pole ahead, 0 or 1; None where neither is.
    gamma
        How many times as likely as the other's its statements would have had to be printed; 1 where the balance is
        even, None where no factor does, or it is not asked, with `why`.
    near_end
        The same for the end of the interval that is nearer to even; 1 where the interval holds an even balance.
    """

    pole: int | None
    gamma: float | None
    near_end: float | None
    why: Why = None

    def to_dict(self, poles: tuple[str, ...]) -> dict[str, Any]:
        """The JSON, the pole by name."""
        return {
            "pole": None if self.pole is None else poles[self.pole],
            "gamma": self.gamma,
            "gamma_near_end": self.near_end,
            **why_keys(self.why),
        }


def quoting(balance: float, low: float, high: float) -> Quoting:
    """What it takes to make a balance in [−1, 1] even, and the near end of its interval; nan where there is none.

    >>> quoting(-0.7, -0.96, -0.07).gamma, quoting(-0.7, -0.96, 0.08).near_end
    (5.666666666666666, 1.0)
    >>> alike = quoting(1.0, 0.2, 1.0)
    >>> alike.gamma, round(alike.near_end, 2), alike.why.code
    (None, 1.5, 'engine.quoting_all_alike')
    """
    pole = int(balance > 0) if abs(balance) > NEAR_POLE else None
    gamma = printing_factor((1 + abs(balance)) / 2)
    near = None
    if not (np.isnan(low) or np.isnan(high)):
        end = 0.0 if pole is None else low if pole else -high
        near = printing_factor((1 + end) / 2)
    return Quoting(pole, gamma, near, ALL_ALIKE if gamma is None else None)
