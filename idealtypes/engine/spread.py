"""Spread: where disagreement about an aspect comes from.

The diversity of the poles D = 1 − Σ s_p² (Gini-Simpson) splits exactly into *blended* (within statements: one
statement sees several sides), *torn* (between the statements of a source) and *split* (between sources). Poles that
do not exclude one another (`kind: presence`) have no such parts.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import fdtri

from idealtypes.engine.intervals import TINY, check_level
from idealtypes.engine.tally import Floats, Tally

FEWEST_SOURCES, FEWEST_WITHIN = 5, 10  # G and N − G below which the intraclass correlation cannot be told
# Both sides are heard when the weaker has this share at least; then contestation tells torn from blended.
HEARD, TORN, BLENDED = 0.2, 2 / 3, 1 / 3
ROUNDING = 1e-9  # one in five is at the border, whatever its last binary digit


def is_torn(shares: npt.ArrayLike, contestation: npt.ArrayLike) -> npt.NDArray[np.bool_]:
    """Whether statements take sides: the weaker side is heard, and contestation is `TORN` or more.

    `shares` (…, K) are those of the poles, and the weaker side is all but the largest of them; False where nobody
    speaks, and where nothing is divided.

    >>> is_torn([[0.3, 0.7], [0.3, 0.7], [0.1, 0.9]], [1.0, 0.2, 1.0]).tolist()
    [True, False, False]
    """
    weaker = 1 - np.asarray(shares, float).max(axis=-1)
    with np.errstate(invalid="ignore"):
        divided = np.asarray(contestation, float) >= TORN - ROUNDING
    return np.asarray((weaker >= HEARD - ROUNDING) & divided)


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
    found = {
        "diversity": np.maximum(diversity, 0),
        "blended": np.maximum(blended, 0),
        "torn": np.maximum(torn, 0),
        "between": np.maximum(between, 0),
        "contestation": np.clip(contestation, 0, 1),
        "split": value,
        "split_low": low,
        "split_high": high,
    }
    # Nothing is divided where poles do not exclude one another.
    return Spread(**{name: np.where(tally.present, np.nan, shaped(values)) for name, values in found.items()})


def icc(
    sources: npt.ArrayLike,
    statements: npt.ArrayLike,
    squared_sizes: npt.ArrayLike,
    between: npt.ArrayLike,
    within: npt.ArrayLike,
    level: float = 0.95,
) -> tuple[Floats, Floats, Floats]:
    """Intraclass correlation of a source's statements, by one-way analysis of variance, with its F interval.

    The arguments broadcast, one value for each estimate: `sources` G, `statements` N = Σ n_g, `squared_sizes`
    Σ n_g², `between` SSB = Σ n_g(ȳ_g − ȳ)², `within` SSW = ΣΣ(y_gi − ȳ_g)². With MSB = SSB/(G − 1),
    MSW = SSW/(N − G), n₀ = (N − Σ n_g²/N)/(G − 1), F = MSB/MSW and σ_B² = (MSB − MSW)/n₀:

        ρ = σ_B²/(σ_B² + MSW) = (F − 1)/(F + n₀ − 1)

    and its ends are (F/F_q − 1)/(F/F_q + n₀ − 1) at the two quantiles F_q of F(G − 1, N − G). Exact for equal
    sizes and normal data (Searle 1971, Linear Models, ch. 9); with n₀ for unequal sizes after Thomas &
    Hultquist (1978, "Interval estimation for the unbalanced case of the one-way random effects model", Annals
    of Statistics 6(3), 582–587) and Donner (1979, "The use of correlation and regression in the analysis of
    family resemblance", American Journal of Epidemiology 110(3), 335–342). Sums of squares summed over three
    or more poles give one ρ for all of them.

    Returns (value, low, high), cut to [0, 1]; nan unless G ≥ 5 and N − G ≥ 10 (too few statements per source
    to tell), and where all statements are alike. 0: a source's statements are no more alike than any; 1: each
    source speaks with one voice, and the voices differ. Raises an IdealtypesError for a level outside (0, 1).

    Six targets, each rated four times (Shrout & Fleiss 1979, "Intraclass correlations: uses in assessing
    rater reliability", Psychological Bulletin 86(2), 420–428, Tables 2–4): sums of squares 56.21 between
    targets and 112.75 within, mean squares 11.24 and 6.26, ICC(1, 1) = .17; its interval from −.13 to .72 is
    cut at 0.

    >>> value, low, high = icc(6, 24, 6 * 4**2, 56.2083, 112.75)
    >>> round(float(value), 2), round(float(low), 2), round(float(high), 2)
    (0.17, 0.0, 0.72)
    """
    check_level(level)
    given = [np.asarray(a, np.float64) for a in (sources, statements, squared_sizes, between, within)]
    G, N, squares, ssb, ssw = np.broadcast_arrays(*given)
    told = (G >= FEWEST_SOURCES) & (N - G >= FEWEST_WITHIN) & (ssb + ssw > TINY)
    G, N = np.where(told, G, np.nan), np.where(told, N, np.nan)
    n0 = (N - squares / N) / (G - 1)
    msb, msw = ssb / (G - 1), ssw / (N - G)

    def correlation(quantile: Floats | float) -> Floats:
        """ρ if F/`quantile` were F; in mean squares, so that MSW = 0 is no special case."""
        rest = msb + np.maximum(n0 - 1, 0) * quantile * msw  # n₀ ≥ 1 up to rounding
        rho: Floats = np.divide(msb - quantile * msw, rest, out=np.zeros_like(rest), where=~(rest <= 0))
        return np.clip(rho, 0, 1)

    tail = (1 - level) / 2
    return (
        correlation(1.0),
        correlation(fdtri(G - 1, N - G, 1 - tail)),
        correlation(fdtri(G - 1, N - G, tail)),
    )
