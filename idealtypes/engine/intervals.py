"""Intervals for shares of evidence that comes in sources, and how alike the statements of a source are."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.special import betaincinv, fdtri

from idealtypes.engine.effective import TINY, Floats, check_level, effective_sizes
from idealtypes.errors import IdealtypesError
from idealtypes.model.arguments import checked

SLACK = 1e-9  # relative room for rounding before a mass counts as outside [0, total]
FEWEST_SOURCES, FEWEST_WITHIN = 5, 10  # G and N − G below which the intraclass correlation cannot be told


def share_interval(
    shares: npt.ArrayLike, effective: npt.ArrayLike, level: float = 0.95
) -> tuple[Floats, Floats]:
    """Interval of a share s that rests on n_e independent statements.

    Its ends are the quantiles of Beta(n_e s + ½, n_e(1 − s) + ½), the posterior under Jeffreys' prior (Brown,
    Cai & DasGupta 2001, "Interval estimation for a binomial proportion", Statistical Science 16(2), 101–133,
    who recommend it for small n). At s = 0 it is [0, 1 − (α/2)^(1/n_e)], which is Clopper & Pearson's, and
    mirrored at s = 1. It is widened to contain s where it does not.

    `shares` in [0, 1] and `effective` (n_e > 0) broadcast; nan gives nan. Returns (low, high) in shares.
    Raises an IdealtypesError for a level outside (0, 1).

    Ten of ten: .025^(1/10) = .6915. One of two: Beta(1.5, 1.5), which is the semicircle on [0, 1]:

    >>> low, high = share_interval([1.0, 0.5], [10, 2])
    >>> low.round(4).tolist(), high.round(4).tolist()
    ([0.6915, 0.0608], [1.0, 0.9392])
    """
    check_level(level)
    s, n = np.broadcast_arrays(np.asarray(shares, np.float64), np.asarray(effective, np.float64))
    tail = (1 - level) / 2
    # The upper end is the lower one of the other pole: exchanging the poles mirrors the interval.
    low = np.minimum(betaincinv(n * s + 0.5, n * (1 - s) + 0.5, tail), s)
    high = np.maximum(1 - betaincinv(n * (1 - s) + 0.5, n * s + 0.5, tail), s)
    reach = tail ** (1 / n)
    none, all_ = s <= TINY, s >= 1 - TINY
    zero = 0 * n  # 0, but nan stays nan
    return (
        np.where(none, zero, np.where(all_, reach, low)),
        np.where(none, 1 - reach, np.where(all_, 1 + zero, high)),
    )


@checked
def interval(
    mass: npt.ArrayLike,
    total: npt.ArrayLike,
    statements: npt.ArrayLike | None = None,
    level: float = 0.95,
) -> tuple[Floats, Floats]:
    """Interval of one pole's share of the evidence, when the evidence comes in sources.

    `mass`, `total` and `statements` have shape (…, G), one value for each source, or broadcast to it: the
    pole's mass, in [0, total]; the whole mass, at least 0; the number of distinct statements behind it, above
    0 wherever `total` is. `statements` defaults to `total`, which is right where every statement counts 1
    (weighting `statement`). Sources with a total of 0 said nothing and are left out. `level` lies in (0, 1).

    Returns (low, high) of shape (…), in shares from 0 to 1 (2s − 1 maps them to balance); nan where no source
    has evidence. Raises an IdealtypesError for a mass outside [0, total], totals or statements that are negative,
    infinite or not a number, shapes that do not broadcast, and a level outside (0, 1); it names the first
    value at fault and what would be right.

    How n_e comes about is told in `idealtypes.engine.effective`, the interval in `share_interval`.

    Three sources with 2 of 2, 1 of 2 and 0 of 2: w = ⅓, V = 2·(1/9)·¼/(⅔) = 1/12 and s(1 − s)/V = 3; ν = 2
    and N = 6 lower that by (2.571/4.303)² to 1.07, but there are three sources, so n_e = 3. Beta(2, 2) has
    the distribution function 3x² − 2x³, which is .025 at .0943. One source, one statement: [.025, 1].

    >>> low, high = interval([2, 1, 0], [2, 2, 2])
    >>> round(float(low), 4), round(float(high), 4)
    (0.0943, 0.9057)
    >>> low, high = interval([[1, 0, 0], [0, 0, 0]], [[1, 0, 0], [0, 0, 0]])
    >>> low.round(4).tolist(), high.round(4).tolist()
    ([0.025, nan], [1.0, nan])
    """
    check_level(level)
    given = {"mass": mass, "total": total, "statements": total if statements is None else statements}
    arrays = {name: _numbers(name, values) for name, values in given.items()}
    try:
        m, t, n = np.broadcast_arrays(*arrays.values())
    except ValueError:
        shapes = ", ".join(f"{name} has shape {values.shape}" for name, values in arrays.items())
        raise IdealtypesError(
            f"{shapes}: give all the same shape (…, G), a value for each source, or one that broadcasts to it"
        ) from None
    if m.ndim == 0:
        raise IdealtypesError("mass and total are single numbers: give a value for each source, as in [3, 2]")
    _refuse(~(np.isfinite(t) & (t >= 0)), "total", t, "a total is a finite number of at least 0")
    outside = ~((m >= -SLACK * t) & (m <= t + SLACK * t))
    _refuse(outside, "mass", m, "a mass lies between 0 and the total of its source", total=t)
    silent = ~np.isfinite(n) | (n < 0) | ((n == 0) & (t > 0))
    _refuse(silent, "statements", n, "a source with evidence has a finite number of statements above 0")

    leading, sources = m.shape[:-1], m.shape[-1]
    estimates = int(np.prod(leading))
    group = np.repeat(np.arange(estimates), sources)
    poles = np.stack([m.ravel(), (t - m).ravel()], axis=1)
    sizes = effective_sizes(poles, t.ravel(), n.ravel(), group, estimates, level)
    low, high = share_interval(sizes.shares[:, 0], sizes.effective, level)
    return low.reshape(leading), high.reshape(leading)


def _numbers(name: str, values: npt.ArrayLike) -> Floats:
    try:
        return np.asarray(values, np.float64)
    except (TypeError, ValueError):
        raise IdealtypesError(f"{name} is no numbers: give a number for each source, as in [3, 2]") from None


def _refuse(
    fault: npt.NDArray[np.bool_], name: str, values: Floats, right: str, total: Floats | None = None
) -> None:
    """Raise an IdealtypesError that names the first value at fault, if there is one."""
    if not fault.any():
        return
    where = tuple(int(i) for i in np.argwhere(fault)[0])
    of = "" if total is None else f" of a total of {total[where]:g}"
    others = f" (and {fault.sum() - 1} more)" if fault.sum() > 1 else ""
    raise IdealtypesError(f"{name}[{', '.join(map(str, where))}] is {values[where]:g}{of}{others}: {right}")


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
