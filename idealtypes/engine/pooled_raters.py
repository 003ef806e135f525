"""Ratings of several cases by the same raters: one error for all, so that two raters tell cases apart.

Crossed cases × raters on [−1, 1]: y_cr = μ_c + r_r + e_cr by least squares over the filled cells, Σr = 0. With N
cells, C cases and R raters df = N − C − R + 1 and s² = RSS/df; V is the covariance of the estimates over σ², g_c =
V_cc, g_cd = g_c + g_d − 2V_cd. Weak priors keep few cells from promising too much:

    s_e² = (2·.25² + df·s²)/(2 + df), with df_e = df + 2 degrees of freedom
    ŝ_r² = max(0, Σr̂²/(R−1) − s²·tr V_rr/(R−1)),  s_b² = (2·.20² + (R−1)ŝ_r²)/(R+1): how raters lean

*Position.* v_c = s_e² g_c + s_b²/R, with Satterthwaite's degrees of freedom v_c²/[(s_e² g_c)²/df_e +
(s_b²/R)²/(R+1)]. On [−1, 1] errors shrink toward the ends: with m the estimate within [−1, 1], q = max(.02, mean_c(1
− m_c²)), K = t² v_c, α = K/2 and β = K/2q the ends are [m ± √((1 + β)(α + β) − β m²)]/(1 + β): where m lies at the
mean 1 − m² is q, so that the variance there is v_c.

*Difference.* The raters' lean cancels. l and h are the ends with K = t² s_e² g_c (df_e); with k = √(g_cd/(g_c + g_d))
the ends of m_c − m_d follow by MOVER, and P(c > d) by t with df_e.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.special import stdtr, stdtrit

from idealtypes.engine.tally import Floats, Ints

ERROR, LEAN, WORTH = 0.25, 0.20, 2.0  # the weak priors' sds, and the degrees of freedom that each is worth
LEAST = 0.02
APART = 0.3  # from this sd of the raters' leans on, differences in level are told: the interval covers .91 to .93 there

Missing = Literal["one_rater", "no_freedom", "not_joined"]


@dataclass(frozen=True, eq=False)
class PooledRaters:
    """Positions of cases that raters share, with one error for all.

    Attributes
    ----------
    position
        Shape (cases,): μ̂_c within [−1, 1]; nan for a case that nobody rated.
    low, high
        Shape (cases,): the interval at `level`.
    lean
        Shape (raters,): r̂, how far each rater lies above the others.
    error, between
        s², and s_b².
    df
        Degrees of freedom of the error.
    spread
        ŝ_r, how far raters differ in level.
    """

    position: Floats
    low: Floats
    high: Floats
    lean: Floats
    error: float
    between: float
    df: int
    spread: float
    level: float
    covariance: Floats
    scale: float  # q

    @property
    def apart(self) -> bool:
        """Whether the raters differ a lot in level."""
        return self.spread > APART

    def difference(self, c: int, d: int) -> tuple[float, tuple[float, float], float]:
        """Position c − position d, its interval, and P(c > d); c and d are other cases."""
        v, m = self.covariance, self.position
        s_e, df = _error(self.error, self.df)
        t = -float(stdtrit(df, (1 - self.level) / 2))
        (l_c, l_d), (h_c, h_d) = _ends(m[[c, d]], t**2 * s_e * v[[c, d], [c, d]], self.scale)
        g = v[c, c] + v[d, d] - 2 * v[c, d]
        k = np.sqrt(g / (v[c, c] + v[d, d]))
        point = float(m[c] - m[d])
        low = point - k * np.hypot(m[c] - l_c, h_d - m[d])
        high = point + k * np.hypot(h_c - m[c], m[d] - l_d)
        f = (0.5 + 0.5 * (1 - m[[c, d]] ** 2) / self.scale).sum()
        chance = float(stdtr(df, point / np.sqrt(s_e * g * f / 2)))
        return point, (max(float(low), -2.0), min(float(high), 2.0)), chance


def pooled_raters(
    case: Ints, rater: Ints, rating: Floats, cases: int, raters: int, level: float = 0.95
) -> PooledRaters | Missing:
    """Pool the ratings of one aspect; or what keeps them from being pooled.

    Parameters
    ----------
    case, rater, rating
        Shape (cells,): who rated what at which position in [−1, 1]; one cell a case and rater.
    cases, raters
        How many there are; cases without a rating have none here either.
    level
        Of the intervals.

    Returns
    -------
    PooledRaters
        Or `one_rater`, `no_freedom` (df < 1), `not_joined` (raters without a chain of common cases).

    Examples
    --------
    Five cases by three raters, two cells empty.

    >>> y = np.array([[-1, -0.5, -0.5], [-0.5, 0, np.nan], [0, 0.5, 0], [0.5, 1, 1], [1, np.nan, 0.5]])
    >>> c, r = np.nonzero(~np.isnan(y))
    >>> found = pooled_raters(c, r, y[c, r], 5, 3)
    >>> found.position.round(4).tolist(), found.lean.round(4).tolist()
    ([-0.6667, -0.2751, 0.1667, 0.8333, 0.8677], [-0.1852, 0.2354, -0.0503])
    >>> round(found.error, 5), round(found.between, 5), round(found.scale, 4)
    (0.06261, 0.03511, 0.6009)
    >>> found.low[[0, 3]].round(4).tolist(), found.high[[0, 3]].round(4).tolist()
    ([-0.9617, 0.403], [-0.2196, 1.0])
    >>> point, ends, chance = found.difference(3, 0)
    >>> round(point, 4), [round(e, 4) for e in ends]
    (1.5, [0.9837, 1.8099])
    """
    rated, at = np.unique(case, return_inverse=True)
    who, by = np.unique(rater, return_inverse=True)
    C, R, N = len(rated), len(who), len(rating)
    if R < 2:
        return "one_rater"
    design = np.zeros((N, C + R - 1))
    design[np.arange(N), at] = 1.0
    last = by == R - 1
    design[np.flatnonzero(~last), C + by[~last]] = 1.0
    design[last, C:] = -1.0  # Σr = 0
    if np.linalg.matrix_rank(design) < C + R - 1:
        return "not_joined"
    df = N - C - R + 1
    if df < 1:
        return "no_freedom"
    v = np.linalg.inv(design.T @ design)
    beta = v @ design.T @ rating
    s2 = float(((rating - design @ beta) ** 2).sum() / df)
    to_lean = np.vstack([np.eye(R - 1), -np.ones(R - 1)])
    lean = to_lean @ beta[C:]
    rest = float(np.trace(to_lean @ v[C:, C:] @ to_lean.T))
    seen = max(0.0, float((lean**2).sum() - s2 * rest) / (R - 1))
    between = (WORTH * LEAN**2 + (R - 1) * seen) / (WORTH + R - 1)
    s_e, df_e = _error(s2, df)
    g = np.diag(v)[:C]
    m = np.clip(beta[:C], -1, 1)
    whole = s_e * g + between / R
    freedom = whole**2 / ((s_e * g) ** 2 / df_e + (between / R) ** 2 / (R + 1))
    t = -stdtrit(freedom, (1 - level) / 2)
    q = max(LEAST, float((1 - m**2).mean()))
    low, high = _ends(m, t**2 * whole, q)
    covariance = np.full((cases, cases), np.nan)
    covariance[np.ix_(rated, rated)] = v[:C, :C]
    leans = np.full(raters, np.nan)
    leans[who] = lean

    def whole_shape(values: Floats) -> Floats:
        out = np.full(cases, np.nan)
        out[rated] = values
        return out

    return PooledRaters(
        position=whole_shape(m),
        low=whole_shape(low),
        high=whole_shape(high),
        lean=leans,
        error=s2,
        between=between,
        df=df,
        spread=float(np.sqrt(seen)),
        level=level,
        covariance=covariance,
        scale=q,
    )


def _error(s2: float, df: int) -> tuple[float, float]:
    """s_e² and its degrees of freedom."""
    return (WORTH * ERROR**2 + df * s2) / (WORTH + df), df + WORTH


def _ends(m: Floats, K: Floats, q: float) -> tuple[Floats, Floats]:
    """The ends within [−1, 1] of positions with squared reach K where 1 − m² is q."""
    a, b = K / 2, K / (2 * q)
    root = np.sqrt((1 + b) * (a + b) - b * m**2)
    return np.maximum((m - root) / (1 + b), -1.0), np.minimum((m + root) / (1 + b), 1.0)
