"""How many independent statements is the evidence worth?

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

*Effective size.* n_e = s(1 − s)/V · min(1, (t_{N−1}/t_ν)²), after Korn & Graubard (1998, "Confidence
intervals for proportions with small expected number of positive counts estimated from survey data", Survey
Methodology 24(2), 193–201). Clipped to the bounds, so that a V from a handful of sources cannot promise too
much or nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import stdtrit

from idealtypes.errors import IdealtypesError

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

ALIKE = 0.05  # ρ of the ceiling: however alike the sources look, their statements are not quite independent
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
    is lifted to the two sources there are. Ten sources, each with a fifth for the pole: V = 0, n_e is the
    ceiling; w = .1, n_g = 5, so N = 50 and C = 1/(10·.01·(.05 + .95/5)) = 41.67.

    >>> two = effective_sizes([[3, 0], [0, 3]], [3, 3], [3, 3], [0, 0], 1)
    >>> two.variance.tolist(), two.df.tolist(), two.effective.tolist()
    ([0.25], [1.0], [2.0])
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
    others = (sums[index] - whole) / sums[index]  # 1 − w
    y = np.clip(rows / whole[:, None], 0, 1)
    count = np.maximum(said, 1)
    squares = over(w**2)
    kish, independent = 1 / squares, 1 / over(w**2 / count)
    likely = 1 / over(w**2 * (ALIKE + (1 - ALIKE) / count))

    # A source that is all there is (1 − w = 0) lies at s: it adds nothing, and G = 1 is settled below.
    q = np.divide(w**2, others, out=np.zeros_like(w), where=others > 0)
    u = 0.5 * q * ((y - shares[index]) ** 2).sum(axis=1)
    variance = over(u)
    varied = variance > TINY
    seen = np.divide(variance**2, over(u**2), out=np.full(groups, np.inf), where=varied)
    cross = np.maximum(over(q) ** 2 - over(q**2), 0)  # Σ_{g≠h} q_g q_h; below 0 by rounding only
    df = np.maximum(np.minimum(seen, 1 / (squares + cross)), 1)

    smaller = 1 - shares.max(axis=1)
    spread = 0.5 * (shares * (1 - shares)).sum(axis=1)
    ceiling = kish + np.maximum(likely - kish, 0) * np.minimum(1, independent * smaller)
    tail = min((1 - level) / 2, 0.5 - 1e-9)  # at ½ both quantiles are 0
    # ν ≥ 1, so below N − 1 = 1 the factor is 1 in any case: the floor only keeps t finite.
    factor = np.minimum(1, (stdtrit(np.maximum(independent - 1, 1), tail) / stdtrit(df, tail)) ** 2)
    measured = np.divide(spread * factor, variance, out=np.full(groups, np.inf), where=varied)
    # Where one pole has everything V and `smaller` are 0, so that the ceiling is n(1) itself.
    return EffectiveSizes(
        shares=shares,
        effective=np.where(sources == 1, kish, np.clip(measured, kish, ceiling)),
        sources=sources.astype(np.int64),
        statements=np.bincount(index, said, groups).astype(np.float64),
        kish=kish,
        ceiling=ceiling,
        independent=independent,
        df=df,
        variance=variance,
        level=level,
    )
