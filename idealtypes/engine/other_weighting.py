"""Both estimands: the talk, where every statement counts the same, and the informants, where every source does.

The same cells are weighted twice. With w_g the weight of source g in the one and v_g in the other, y_g and x_g its
shares of a pole, the difference is

    d = Σ v_g x_g − Σ w_g y_g

It is 0 in the long run unless those who say more lie elsewhere: with statements against sources d is −Cov(n_g, y_g)/n̄.
Its variance is the jackknife's over the G sources, about d itself: (G − 1)/G Σ (d₍₋g₎ − d)² (Efron & Stein 1981, "The
jackknife estimate of variance", Annals of Statistics 9(3), 586–596), its interval that of t with G − 1 degrees of
freedom. Coders and placements are the same on both sides and enter no interval of d. The two *part* where the interval
does not hold 0 and the difference is .1 of balance or more (.05 of a share); with K > 2 poles where this is so of
a pole, at level 1 − α/K.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.special import stdtr, stdtrit

from idealtypes.engine.tally import Floats, Tally, Weighting
from idealtypes.errors import reason

WORTH_SAYING = 0.05  # of a share, .1 of balance: a smaller difference is not said to part them
RATINGS = reason("engine.weighting_ratings")
ALL_THERE = reason("engine.weighting_complete")
ALONE = reason("engine.weighting_one_source")
MANY = reason("engine.weighting_many")
# Draws times cells up to which the other weighting's interval is made with every doubt: it asks for draws of its own.
WHOLE_UP_TO = 500_000


def other_weighting(weighting: Weighting) -> Weighting:
    """What stands beside a weighting: the informants beside talk and codings, the talk beside informants."""
    return "statement" if weighting == "source" else "source"


def reweighed(tally: Tally) -> Tally:
    """The same cells under the other weighting.

    >>> import polars as pl
    >>> from idealtypes.engine.tally import tally
    >>> rows = pl.DataFrame({"statement": ["a", "b", "c"], "source": ["g", "g", "h"], "code": ["i", "f", "f"]})
    >>> talk = tally(rows, {"i": {"help": (1, 0)}, "f": {"help": (0, 1)}}, {"help": ("informal", "formal")})
    >>> informants = reweighed(talk)
    >>> talk.mass.tolist(), informants.mass.tolist()
    ([[1.0, 1.0], [0.0, 1.0]], [[0.5, 0.5], [0.0, 1.0]])
    >>> reweighed(informants).mass.tolist()
    [[1.0, 1.0], [0.0, 1.0]]
    """
    other = other_weighting(tally.weighting)
    each = tally.statements if other == "source" else np.ones(len(tally.statements))
    return replace(
        tally,
        weighting=other,
        mass=tally.point_mass / each[:, None],
        squares=tally.point_squares / each,
        total=tally.statements / each,
    )


@dataclass(frozen=True, eq=False)
class WeightingDifference:
    """How far every estimate lies elsewhere under the other weighting; arrays of shape (cases, aspects, K), in shares.

    Attributes
    ----------
    difference, low, high
        The other's share less this one's, in [−1, 1], and the ends of its interval; nan where fewer than two sources
        speak.
    likely
        Shape (cases, aspects): the probability that the pole whose difference is clearest differs in that direction.
    parted
        Shape (cases, aspects): the pole whose difference is clearest, where they part; −1 where they do not.
    """

    difference: Floats
    low: Floats
    high: Floats
    likely: Floats
    parted: np.ndarray[tuple[int, ...], np.dtype[np.int64]]


def weighting_difference(one: Tally, other: Tally, level: float) -> WeightingDifference:
    """The difference of two weightings of the same cells, with its jackknife interval.

    Four informants of 1, 1, 1 and 5 statements, of whom only the last speaks for the formal: the talk has 5/8, the
    informants 1/4. Without him both are 0; without another 5/7 and 1/3, so that d is −.381 instead of −.375:

    >>> import polars as pl
    >>> from idealtypes.engine.tally import tally
    >>> rows = pl.DataFrame({"statement": list("abcdefgh"), "source": list("ghijjjjj"), "code": list("iiifffff")})
    >>> talk = tally(rows, {"i": {"help": (1, 0)}, "f": {"help": (0, 1)}}, {"help": ("informal", "formal")})
    >>> found = weighting_difference(talk, reweighed(talk), 0.95)
    >>> found.difference[0, 0].tolist(), found.low[0, 0].round(3).tolist(), found.parted.tolist()
    ([0.375, -0.375], [-0.659, -1.0], [[-1]])
    """
    group, groups, K = one.group, one.groups, one.mass.shape[1]
    sources = np.bincount(group, minlength=groups)[group]

    def over(values: Floats) -> Floats:
        return np.bincount(group, values, groups).astype(float)

    def estimates(tally: Tally) -> tuple[Floats, Floats]:
        """Shares of shape (groups, K), and what they are without each cell, of shape (cells, K)."""
        sums = over(tally.total)
        mass = np.stack([over(m) for m in tally.mass.T], axis=1)
        with np.errstate(invalid="ignore", divide="ignore"):
            left = (mass[group] - tally.mass) / (sums[group] - tally.total)[:, None]
            return mass / sums[:, None], np.where((sources > 1)[:, None], left, np.nan)

    (here, without), (there, without_there) = estimates(one), estimates(other)
    d = there - here
    squares = (without_there - without - d[group]) ** 2
    G = np.bincount(group, minlength=groups)[:, None].astype(float)
    with np.errstate(invalid="ignore", divide="ignore"):
        error = np.sqrt((G - 1) / G * np.stack([over(s) for s in squares.T], axis=1))
        error[G[:, 0] < 2] = np.nan
        poles = np.array([2 if two else len(p) for p, two in zip(one.poles, one.bipolar, strict=True)])
        # one difference between two poles; with more each has its own
        tested = np.tile(np.where(one.bipolar, 1, poles), len(one.cases))[:, None]
        df = np.maximum(G - 1, 1)
        far = -stdtrit(df, (1 - level) / 2 / tested) * error
        clear = np.where(np.abs(d) >= WORTH_SAYING - 1e-9, np.abs(d) - far, -np.inf)
        known = np.nan_to_num(clear, nan=-np.inf)
        first = known.argmax(axis=1)
        rows = np.arange(groups)
        likely = stdtr(df[:, 0], np.abs(d[rows, first]) / error[rows, first])
    d[G[:, 0] < 2] = np.nan
    absent = np.tile(np.arange(K) >= poles[:, None], (len(one.cases), 1))
    d[absent] = np.nan
    shape = (len(one.cases), len(one.aspects))
    return WeightingDifference(
        difference=d.reshape(*shape, K),
        low=np.clip(d - far, -1, 1).reshape(*shape, K),
        high=np.clip(d + far, -1, 1).reshape(*shape, K),
        likely=likely.reshape(shape),
        parted=np.where(known[rows, first] > 1e-9, first, -1).reshape(shape),
    )
