"""Spread: where disagreement about an aspect comes from.

The diversity of the poles D = 1 − Σ s_p² (Gini-Simpson) splits exactly into *blended* (within statements: one statement
sees several sides), *torn* (between the statements of a source) and *split* (between sources).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from idealtypes.engine.intervals import icc
from idealtypes.engine.tally import Floats, Tally


@dataclass(frozen=True, eq=False)
class Spread:
    """The parts of D per estimate; every array has shape (cases, aspects), nan where nobody speaks.

    Attributes
    ----------
    diversity
        D in [0, 1 − 1/K]: 0, all evidence for one pole; ½ with two poles, evenly divided.
    blended, torn, between
        The three parts, which sum to D.
    contestation
        (torn + between)/D in [0, 1]: 0, every statement sees both sides alike; 1, every statement stands at a pole.
        nan where D = 0: nothing is divided.
    split, split_low, split_high
        The intraclass correlation of the statements of a source by analysis of variance, every statement counting 1,
        truncated at 0, and its F interval; nan unless there are 5 sources and 10 statements beyond the first of each.
    """

    diversity: Floats
    blended: Floats
    torn: Floats
    between: Floats
    contestation: Floats
    split: Floats
    split_low: Floats
    split_high: Floats


def spread(tally: Tally, level: float = 0.95) -> Spread:
    """Split the diversity of every estimate of a tally; `level` is that of the interval of `split`.

    Examples
    --------
    Two groups, one with a statement at each pole, one with a statement in the middle: D = ½, half of it blended
    within the middle statements, half torn between the statements of the first group.

    >>> import polars as pl
    >>> from idealtypes.engine.tally import tally
    >>> rows = pl.DataFrame(
    ...     {"statement": ["a", "b", "c", "d"], "source": ["g", "g", "h", "h"], "code": ["i", "f", "m", "m"]}
    ... )
    >>> placed = {"i": {"help": (1, 0)}, "f": {"help": (0, 1)}, "m": {"help": (0.5, 0.5)}}
    >>> s = spread(tally(rows, placed, {"help": ("informal", "formal")}))
    >>> [float(x[0, 0]) for x in (s.diversity, s.blended, s.torn, s.between, s.contestation)]
    [0.5, 0.25, 0.25, 0.0, 0.5]
    """
    shape = (len(tally.cases), len(tally.aspects))

    def over(values: Floats) -> Floats:
        return np.bincount(tally.group, values, tally.groups).astype(float)

    def pooled(mass: Floats, total: Floats) -> tuple[Floats, Floats]:
        """Squared length of the pooled mass over the total, and the sum of the sources' own."""
        columns = [over(mass[:, p]) for p in range(mass.shape[1])]
        whole = over(total)
        with np.errstate(invalid="ignore"):
            together = sum((c**2 for c in columns), np.zeros(tally.groups)) / whole
        return together, over((mass**2).sum(axis=1) / total)

    total = over(tally.total)
    with np.errstate(invalid="ignore", divide="ignore"):
        together, apart = pooled(tally.mass, tally.total)
        squares = over(tally.squares)
        diversity = 1 - together / total
        blended, torn, between = (
            (total - squares) / total,
            (squares - apart) / total,
            (apart - together) / total,
        )
        contestation = np.where(diversity > 1e-12, (torn + between) / diversity, np.nan)
        point_together, point_apart = pooled(tally.point_mass, tally.statements)
    value, low, high = icc(
        np.bincount(tally.group, minlength=tally.groups),
        over(tally.statements),
        over(tally.statements**2),
        np.maximum(point_apart - point_together, 0),
        np.maximum(over(tally.point_squares) - point_apart, 0),
        level,
    )

    def shaped(values: Floats) -> Floats:
        return values.reshape(shape)

    # Rounding may leave a part at −1e-17 and contestation at 1 + 1e-16.
    return Spread(
        diversity=shaped(np.maximum(diversity, 0)),
        blended=shaped(np.maximum(blended, 0)),
        torn=shaped(np.maximum(torn, 0)),
        between=shaped(np.maximum(between, 0)),
        contestation=shaped(np.clip(contestation, 0, 1)),
        split=shaped(value),
        split_low=shaped(low),
        split_high=shaped(high),
    )
