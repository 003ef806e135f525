"""Intervals for shares of evidence that comes in sources: how many independent statements is it worth?

An estimate is a weighted mean over sources (interviews, documents, raters). Statements of one source resemble
each other, so the evidence is worth fewer statements than were coded. Over the sources g with a total T_g > 0
and n_g distinct statements:

    w_g = T_g/ΣT,  y_g = M_g/T_g,  s = Σ w_g y_g

*Bounds.* If statements of one source correlate by ρ, then Var(s) = σ² Σ w_g²(ρ + (1 − ρ)/n_g): the evidence
equals n(ρ) = 1/Σ w_g²(ρ + (1 − ρ)/n_g) independent statements. n(1) is Kish's effective number, here of
sources (Kish 1992, "Weighting for unequal P_i", Journal of Official Statistics 8(2), 183–200); n(0) counts
every statement as independent.

*Variance.* V = Σ w_g²(y_g − s)²/(1 − w_g) is the CR2 estimator of Bell & McCaffrey (2002, "Bias reduction in
standard errors for linear regression with multi-stage samples", Survey Methodology 28(2), 169–181) for a
mean. Regress the statements on a constant: the block of the hat matrix for source g is 11'/ΣT, with
eigenvalue w_g along 1, so the adjusted residuals (I − H_gg)^(−½) e_g sum to T_g(y_g − s)/√(1 − w_g); the sum
of their squares over (ΣT)² is V. If Var(y_g) = σ²/w_g, then Var(y_g − s) = σ²(1 − w_g)/w_g and E V = σ² Σ w_g
= σ² = Var(s): no bias.

*Degrees of freedom.* Under the same model the scaled residuals have variances w_g σ² and covariances
−σ²√(q_g q_h), where q_g = w_g²/(1 − w_g). Satterthwaite's 2(E V)²/Var V is then
1/(Σ w_g² + Σ_{g≠h} q_g q_h): G − 1 for equal sources, 1 for two of any size. It is lowered to V²/Σ u_g² (u_g
are the terms of V) where few sources carry what variance was seen, and never falls below 1.

*Effective size.* n_e = s(1 − s)/V · min(1, t_{N−1}/t_ν), after Korn & Graubard (1998, "Confidence
intervals for proportions with small expected number of positive counts estimated from survey data", Survey
Methodology 24(2), 193–201), whose ratio of quantiles is squared: that is too cautious where sources disagree. Clipped
to the bounds, so that a V from a handful of sources cannot promise too much or nothing. Where one pole has
everything, or there is one source, n_e is the lower bound.

*Unanimity.* Informants who all speak for one pole may waver and not have shown it. Where statements of an informant
correlate by .9, n_g of them alike are worth h_g = [ψ(n_g + 1/9) − ψ(1/9)]/9 = Σ_{j<n_g} 1/(1 + 9j): 1 for one
statement, 1.1 for two. All are worth n_0 = G_K·Σ w_g h_g, and 1 − (α/2)^(1/n_0) of the evidence may still be for the
other pole. No interval ends before that, so that a contrary word never narrows what unanimity leaves open.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from scipy.special import betaincinv, digamma, stdtrit

from idealtypes.errors import IdealtypesError
from idealtypes.model.arguments import checked

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

LEAST_CORRELATION = (
    0.05  # ρ of the ceiling: however alike the sources look, their statements are not quite independent
)
FIRM = 0.9  # intraclass correlation of the statements of informants who hardly waver
IN_CACHE = 50_000  # numbers worked on at once
TABLE = np.linspace(0, 1, 2001)  # of 1/ν
TINY = 1e-12  # below this a variance, or a share's distance from a pole, is rounding error


@dataclass(frozen=True, slots=True)
class EffectiveSizes:
    """What the evidence for each estimate is worth; arrays of shape (groups,), `shares` (groups, K).

    Where there is no evidence `sources` and `statements` are 0 and all else is nan.
    """

    shares: Floats
    """s: the weighted mean share of each pole, in [0, 1]."""
    effective: Floats
    """n_e: how many independent statements the evidence is worth, in [kish, ceiling]."""
    sources: Ints
    """G: sources with evidence."""
    statements: Floats
    """The sources' distinct statements, summed."""
    kish: Floats
    """G_K = n(1): effective number of sources, in [1, G]; the least that n_e can be."""
    ceiling: Floats
    """The most that n_e can be: G_K + (C − G_K)·min(1, N·min(s, 1 − s)), where C = n(.05)."""
    independent: Floats
    """N = n(0): effective number of statements if all were independent."""
    unanimous: Floats
    """n_0: what the evidence would be worth were it all at one pole, at least `kish`."""
    df: Floats
    """ν: degrees of freedom of `variance`, at least 1."""
    variance: Floats
    """V: cluster-robust variance of the share; with three or more poles half its sum over the poles."""
    level: float
    """The level whose quantiles of t went into n_e."""


def check_level(level: float) -> None:
    """Raise an IdealtypesError unless `level` lies strictly between 0 and 1."""
    if not 0 < level < 1:  # nan fails this, too
        raise IdealtypesError(f"level is {level}: it must lie between 0 and 1, as 0.95 does")


def effective_sizes(
    mass: npt.ArrayLike,
    total: npt.ArrayLike,
    statements: npt.ArrayLike,
    group: npt.ArrayLike,
    groups: int,
    level: float = 0.95,
) -> EffectiveSizes:
    """Shares and effective sizes of many estimates at once.

    A cell is what one source contributes to one estimate; a source has at most one cell in each.

    `mass` (cells, K): a cell's mass on each of K ≥ 2 poles; rows add up to `total`. `total` (cells,): at
    least 0; cells with 0 are left out. `statements` (cells,): distinct statements, taken as 1 where fewer,
    since a source with evidence has said something. `group` (cells,): which estimate a cell belongs to, 0 …
    groups − 1. `level`: in (0, 1), for the quantiles of t. Raises an IdealtypesError for a level outside (0, 1) or
    shapes that do not fit.

    For K poles u_g = ½ w_g² Σ_p(y_gp − s_p)²/(1 − w_g), set against ½ Σ s_p(1 − s_p) instead of s(1 − s), and
    1 − max s_p stands for min(s, 1 − s). With two poles these are the formulas above.

    Two sources of equal size that disagree: s = ½, V = 2·¼·¼/½ = ¼ and ν = 1, so that s(1 − s)/V is 1 and n_e
    is lifted to the two sources there are; all at one pole they were worth 2·(1 + 1/10 + 1/19) = 2.305. Ten sources,
    each with a fifth for the pole: V = 0, n_e is the ceiling; w = .1, n_g = 5, so N = 50 and
    C = 1/(10·.01·(.05 + .95/5)) = 41.67.

    >>> two = effective_sizes([[3, 0], [0, 3]], [3, 3], [3, 3], [0, 0], 1)
    >>> two.variance.tolist(), two.df.tolist(), two.effective.tolist(), two.unanimous.round(3).tolist()
    ([0.25], [1.0], [2.0], [2.305])
    >>> ten = effective_sizes([[1, 4]] * 10, [5] * 10, [5] * 10, [0] * 10, 1)
    >>> ten.shares.round(6).tolist(), ten.effective.round(2).tolist()
    ([[0.2, 0.8]], [41.67])
    """
    check_level(level)
    rows, index = np.asarray(mass, np.float64), np.asarray(group, np.intp)
    whole, said = np.asarray(total, np.float64), np.asarray(statements, np.float64)
    if rows.ndim != 2 or rows.shape[1] < 2 or not whole.shape == said.shape == index.shape == rows.shape[:1]:
        raise IdealtypesError(
            f"mass is {rows.shape}, total {whole.shape}, statements {said.shape}, group {index.shape}: mass "
            "needs a row for each cell and a column for each of two or more poles, the others a number a cell"
        )
    spoke = whole > 0
    rows, index, whole, said = rows[spoke], index[spoke], whole[spoke], said[spoke]
    poles = rows.shape[1]
    sources = np.bincount(index, minlength=groups)
    nothing = sources == 0

    def over(values: Floats) -> Floats:
        """Sum of one value per cell within each estimate; nan where an estimate has no cell."""
        return np.where(nothing, np.nan, np.bincount(index, values, groups))

    sums = over(whole)
    columns = (index[:, None] * poles + np.arange(poles)).ravel()
    shares = np.bincount(columns, rows.ravel(), groups * poles).reshape(groups, poles) / sums[:, None]
    shares = np.clip(shares, 0, 1)

    w = whole / sums[index]
    weights, q = _weigh(w, (sums[index] - whole) / sums[index], np.maximum(said, 1), sources, over)
    y = np.clip(rows / whole[:, None], 0, 1)
    u = 0.5 * q * ((y - shares[index]) ** 2).sum(axis=1)
    variance, smaller = over(u), 1 - shares.max(axis=1)
    spread = 0.5 * (shares * (1 - shares)).sum(axis=1)
    effective, df = weights.worth(variance, over(u**2), spread, smaller, level)
    return EffectiveSizes(
        shares=shares,
        effective=effective,
        sources=sources.astype(np.int64),
        statements=np.bincount(index, said, groups).astype(np.float64),
        kish=weights.kish,
        ceiling=weights.ceiling(smaller),
        independent=weights.independent,
        unanimous=weights.unanimous,
        df=df,
        variance=variance,
        level=level,
    )


@dataclass(frozen=True, slots=True)
class _Weights:
    """What does not hang on what was said: one value an estimate, as `EffectiveSizes` explains them."""

    sources: Ints
    kish: Floats
    independent: Floats
    likely: Floats  # C = n(.05)
    unanimous: Floats
    expected: Floats  # Satterthwaite's degrees of freedom if all sources vary alike

    def ceiling(self, smaller: Floats) -> Floats:
        """The most that n_e can be, of shape (…, groups): `smaller` is 1 − max s, its last axis the estimates."""
        above: Floats = np.maximum(self.likely - self.kish, 0) * np.minimum(1, self.independent * smaller)
        return self.kish + above

    def worth(
        self, variance: Floats, fourth: Floats, spread: Floats, smaller: Floats, level: float
    ) -> tuple[Floats, Floats]:
        """n_e and ν from V, Σ u², s(1 − s) and 1 − max s, all of shape (…, groups)."""
        varied = variance > TINY
        seen = np.divide(variance**2, fourth, out=np.full(variance.shape, np.inf), where=varied)
        df = np.maximum(np.minimum(seen, self.expected), 1)
        tail = min((1 - level) / 2, 0.5 - 1e-9)  # at ½ both quantiles are 0
        # ν ≥ 1, so below N − 1 = 1 the factor is 1 in any case: the floor only keeps t finite.
        factor = np.minimum(1, stdtrit(np.maximum(self.independent - 1, 1), tail) / _quantile(df, tail))
        measured = np.divide(spread * factor, variance, out=np.full(variance.shape, np.inf), where=varied)
        alone = (self.sources == 1) | (smaller <= TINY)
        return np.where(alone, self.kish, np.clip(measured, self.kish, self.ceiling(smaller))), df


def _quantile(df: Floats, tail: float) -> Floats:
    """A lower quantile of t; for very many degrees of freedom, all at least 1, from a table, to 1e-6 of it."""
    if df.size < len(TABLE):
        return np.asarray(stdtrit(df, tail))
    return np.asarray(np.interp(1 / df, TABLE, _quantiles(tail)), np.float64)


@lru_cache(maxsize=16)
def _quantiles(tail: float) -> Floats:
    """A lower quantile of t at the degrees of freedom of `TABLE`."""
    return np.asarray(stdtrit(1 / np.maximum(TABLE, 1e-9), tail))


def _weigh(
    w: Floats, others: Floats, count: Floats, sources: Ints, over: Callable[[Floats], Floats]
) -> tuple[_Weights, Floats]:
    """What the weights w_g of the sources make of their evidence, and q_g = w_g²/(1 − w_g), by cell."""
    squares = over(w**2)
    kish = 1 / squares
    # A source that is all there is (1 − w = 0) lies at s: it adds nothing, and G = 1 is settled below.
    q = np.divide(w**2, others, out=np.zeros_like(w), where=others > 0)
    cross = np.maximum(over(q) ** 2 - over(q**2), 0)  # Σ_{g≠h} q_g q_h; below 0 by rounding only
    least = 1 / FIRM - 1
    return _Weights(
        sources=sources,
        kish=kish,
        independent=1 / over(w**2 / count),
        likely=1 / over(w**2 * (LEAST_CORRELATION + (1 - LEAST_CORRELATION) / count)),
        unanimous=kish * over(w * (digamma(count + least) - digamma(least)) * least),
        expected=1 / (squares + cross),
    ), q


def sizes_under(
    moves: Floats,
    weight: Floats,
    still: Floats,
    total: Floats,
    statements: Floats,
    group: Ints,
    level: float = 0.95,
) -> tuple[Floats, Floats]:
    """Shares and effective sizes of estimates, were the codes behind their cells elsewhere.

    `moves` (P, times, codes): the codes' shares of P poles, many times; between two poles P is 1, and they are the
    shares of the second, else those of all. `weight` (codes, cells) and `still` (P, cells): a cell's mass on a pole is
    `moves @ weight + still`. `total`, `statements` and `group` (cells,) as in `effective_sizes`, every total above 0
    and the estimates 0, 1, … in order without a gap. Returns s of shape (P, times, estimates) and n_e (times,
    estimates).

    >>> weight, nothing, three = np.array([[3.0, 0.0], [0.0, 3.0]]), np.zeros((1, 2)), np.array([3.0, 3.0])
    >>> moves = np.array([[[1.0, 0.0], [2 / 3, 1 / 3]]])
    >>> s, n_e = sizes_under(moves, weight, nothing, three, three, np.array([0, 0]))
    >>> s.tolist(), n_e.round(3).tolist()
    ([[[0.5], [0.5]]], [[2.0], [2.0]])
    """
    starts = np.flatnonzero(np.diff(group, prepend=-1))

    def over(values: Floats) -> Floats:
        return np.asarray(np.add.reduceat(values, starts, axis=-1), np.float64)

    sums = over(total)[group]
    w = total / sums
    sources = over(np.ones(len(group))).astype(np.int64)
    weights, q = _weigh(w, (sums - total) / sums, np.maximum(statements, 1), sources, over)
    # s and the deviations √q_g (y_g − s) are linear in the moves: their coefficients once, not cell by cell each time
    P, times, codes = moves.shape
    y = np.vstack([weight, still]) / total
    shares = over(w * y)
    apart = np.sqrt(q) * (y - shares[:, group])
    s = np.clip(moves @ shares[:codes] + shares[codes:, None], 0, 1)
    variance, fourth = np.empty(s.shape[1:]), np.empty(s.shape[1:])
    some = max(1, IN_CACHE // len(group))
    for start in range(0, times, some):
        rows = slice(start, start + some)
        u = _squared(moves[0, rows], apart[:codes], apart[codes])
        for p in range(1, P):
            u += _squared(moves[p, rows], apart[:codes], apart[codes + p])
        u *= 1.0 if P == 1 else 0.5
        variance[rows] = over(u)
        u *= u
        fourth[rows] = over(u)
    spread, smaller = s[0] * (1 - s[0]), np.minimum(s[0], 1 - s[0])
    if P > 1:
        spread, smaller = 0.5 * (s * (1 - s)).sum(axis=0), 1 - s.max(axis=0)
    n_e, _ = weights.worth(variance, fourth, spread, smaller, level)
    return s, n_e


def _squared(moves: Floats, apart: Floats, rest: Floats) -> Floats:
    """How far cells lie from their estimate on one pole, squared."""
    off: Floats = moves @ apart
    off += rest
    off *= off
    return off


SLACK = 1e-9  # relative room for rounding before a mass counts as outside [0, total]


def share_interval(
    shares: npt.ArrayLike, effective: npt.ArrayLike, unanimous: npt.ArrayLike, level: float = 0.95
) -> tuple[Floats, Floats]:
    """Interval of a share s that rests on n_e independent statements, n_0 if they were unanimous.

    Its ends are the quantiles of Beta(n_e s + ½, n_e(1 − s) + ½), the posterior under Jeffreys' prior (Brown,
    Cai & DasGupta 2001, "Interval estimation for a binomial proportion", Statistical Science 16(2), 101–133,
    who recommend it for small n), widened to hold what unanimity leaves open: low is at most (α/2)^(1/n_0), high at
    least 1 − (α/2)^(1/n_0). At s = 0 it is [0, 1 − (α/2)^(1/n_0)], which is Clopper & Pearson's for n_0, and mirrored
    at s = 1. It always contains s.

    `shares` in [0, 1], `effective` (n_e > 0) and `unanimous` (n_0 > 0) broadcast; nan gives nan. Returns (low, high) in
    shares. Raises an IdealtypesError for a level outside (0, 1).

    Ten of ten: .025^(1/10) = .6915. One of two: Beta(1.5, 1.5), which is the semicircle on [0, 1]:

    >>> low, high = share_interval([1.0, 0.5], [10, 2], [10, 2])
    >>> low.round(4).tolist(), high.round(4).tolist()
    ([0.6915, 0.0608], [1.0, 0.9392])
    """
    check_level(level)
    s, n, n_0 = np.broadcast_arrays(*(np.asarray(v, np.float64) for v in (shares, effective, unanimous)))
    tail = (1 - level) / 2
    reach = tail ** (1 / n_0)
    # The upper end is the lower one of the other pole: exchanging the poles mirrors the interval.
    low = np.minimum(np.minimum(betaincinv(n * s + 0.5, n * (1 - s) + 0.5, tail), reach), s)
    high = np.maximum(np.maximum(1 - betaincinv(n * (1 - s) + 0.5, n * s + 0.5, tail), 1 - reach), s)
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

    How n_e comes about is told at the head of `idealtypes.engine.intervals`, the interval in `share_interval`.

    Three sources with 2 of 2, 1 of 2 and 0 of 2: w = ⅓, V = 2·(1/9)·¼/(⅔) = 1/12 and s(1 − s)/V = 3; ν = 2
    and N = 6 lower that by 2.571/4.303 to 1.79, but there are three sources, so n_e = 3. Beta(2, 2) has
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
    low, high = share_interval(sizes.shares[:, 0], sizes.effective, sizes.unanimous, level)
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
