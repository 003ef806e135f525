"""Weights of agreement of one's own: how much any two categories agree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class OwnWeights:
    """A square table of weights in [0, 1], 1 on the diagonal.

    Attributes
    ----------
    categories
        A position, as a number, or the id of a pole.
    rows
        A row a category, in their order.
    name
        The file, as messages name it.
    poles
        Aspect → its poles, of the study that is asked.
    scale
        The ends of the scale on which ratings, and so the numbers among the categories, are.
    """

    categories: tuple[str, ...]
    rows: tuple[tuple[float, ...], ...]
    name: str
    poles: Mapping[str, Sequence[str]] = field(default_factory=dict, compare=False)
    scale: tuple[float, float] = (-1.0, 1.0)

    def shares(self, category: str, aspect: str, *, rated: bool) -> tuple[float, ...] | None:
        """The category as shares of the poles of an aspect; None where it is no place there.

        >>> own = OwnWeights(("low", "2"), ((1, 0), (0, 1)), "w.csv", {"help": ("low", "high")}, (1, 5))
        >>> own.shares("low", "help", rated=True), own.shares("2", "help", rated=True)
        ((1.0, 0.0), (0.75, 0.25))
        >>> own.shares("2", "help", rated=False)
        """
        poles = self.poles[aspect]
        if category in poles:
            return tuple(float(pole == category) for pole in poles)
        try:
            value = float(category.replace(",", ".").replace("−", "-"))
        except ValueError:
            return None
        low, high = self.scale if rated else (-1.0, 1.0)
        share = (value - low) / (high - low)
        return (1 - share, share) if len(poles) == 2 and 0 <= share <= 1 else None
