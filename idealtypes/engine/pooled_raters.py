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

Without matrices of cases × cases: with n_c ratings of case c, D = diag(n_c), B the cells (the last rater's coded −1 on
all others) and S = the rest of X′X after the cases, V = D⁻¹ + W W′ with W = D⁻¹ B S^(−½).

*Draws.* What is not known of the cases errs together: normals with the correlations of s_e² V + s_b²/R become each
case's t, and this the end of an interval that reaches to it; so the draws' quantiles are the intervals' ends.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from scipy.special import ndtr, stdtr, stdtrit

from idealtypes.engine.draws import NODES, interpolated
from idealtypes.engine.result import why_keys
from idealtypes.engine.tally import Floats, Ints, Tally
from idealtypes.errors import Reason, reason

ERROR, LEAN, WORTH = 0.25, 0.20, 2.0  # the weak priors' sds, and the degrees of freedom that each is worth
LEAST = 0.02
APART = 0.3  # from this sd of the raters' leans on, differences in level are told: the interval covers .91 to .93 there
CASES = 8  # from which on raters are pooled where nothing is said
STREAM = 4104  # of the draws' numbers

# Why raters are not pooled though they could be expected to be.
UNTOLD = ("engine.raters_no_freedom", "engine.raters_not_joined")

Missing = Literal["one_rater", "no_freedom", "not_joined"]
Ends = tuple[Floats, Floats]


@dataclass(frozen=True, eq=False)
class PooledRaters:
    """Positions of cases that raters share, with one error for all.

    Attributes
    ----------
    position
        Shape (cases,): μ̂_c within [−1, 1]; nan for a case that nobody rated.
    lean
        Shape (raters,): r̂, how far each rater lies above the others; nan for one who rated nothing here.
    error, between
        s², and s_b².
    df
        Degrees of freedom of the error.
    spread
        ŝ_r, how far raters differ in level.
    own, shared
        V = diag(own) + shared shared′, of shapes (cases,) and (cases, raters − 1).
    scale
        q.
    """

    position: Floats
    lean: Floats
    error: float
    between: float
    df: int
    spread: float
    own: Floats
    shared: Floats
    scale: float

    @property
    def apart(self) -> bool:
        """Whether the raters differ a lot in level."""
        return self.spread > APART

    @property
    def g(self) -> Floats:
        """Shape (cases,): g_c."""
        squares: Floats = self.own + (self.shared**2).sum(axis=1)
        return squares

    @property
    def variance(self) -> Floats:
        """Shape (cases,): v_c."""
        whole: Floats = _error(self.error, self.df)[0] * self.g + self.between / self._raters
        return whole

    @property
    def worth(self) -> Floats:
        """Shape (cases,): how many independent statements a position is worth, q/v_c."""
        sizes: Floats = self.scale / self.variance
        return sizes

    @property
    def _raters(self) -> int:
        return int(self.shared.shape[1]) + 1

    @property
    def _freedom(self) -> Floats:
        s_e, df = _error(self.error, self.df)
        lean = self.between / self._raters
        found: Floats = self.variance**2 / ((s_e * self.g) ** 2 / df + lean**2 / (self._raters + 1))
        return found

    def ends(self, level: float) -> Ends:
        """The intervals of the positions: two arrays of shape (cases,)."""
        t = -stdtrit(self._freedom, (1 - level) / 2)
        return _ends(self.position, t**2 * self.variance, self.scale)

    def difference(self, c: Any, d: Any, level: float = 0.95) -> tuple[Floats, Ends, Floats]:
        """Position c − position d, its interval, and P(c > d); c and d are numbers of cases, or arrays."""
        m, (s_e, df) = self.position, _error(self.error, self.df)
        t = -float(stdtrit(df, (1 - level) / 2))
        low, high = _ends(m, t**2 * s_e * self.g, self.scale)
        g = self.own[c] + self.own[d] + ((self.shared[c] - self.shared[d]) ** 2).sum(axis=-1)
        k = np.sqrt(g / (self.g[c] + self.g[d]))
        point = m[c] - m[d]
        below = point - k * np.hypot(m[c] - low[c], high[d] - m[d])
        above = point + k * np.hypot(high[c] - m[c], m[d] - low[d])
        f = 1 + (2 - m[c] ** 2 - m[d] ** 2) / (2 * self.scale)
        chance = stdtr(df, point / np.sqrt(s_e * g * f / 2))
        return point, (np.maximum(below, -2.0), np.minimum(above, 2.0)), chance

    def draws(self, draws: int, seed: int, aspect: int) -> Floats:
        """Shape (cases, draws): drawn positions, whose quantiles are the ends of the intervals."""
        rng = np.random.default_rng([seed, STREAM, aspect])
        rated = np.flatnonzero(~np.isnan(self.position))
        s_e = _error(self.error, self.df)[0]
        z = np.sqrt(s_e) * (self.shared[rated] @ rng.standard_normal((self._raters - 1, draws)))
        z += np.sqrt(self.between / self._raters) * rng.standard_normal(draws)
        z += np.sqrt(s_e * self.own[rated])[:, None] * rng.standard_normal(z.shape)
        v = self.variance[rated, None]
        K = stdtrit(self._freedom[rated, None], ndtr(NODES)) ** 2 * v
        low, high = _reach(self.position[rated, None], K, self.scale)
        found = interpolated(np.where(NODES < 0, low, high), z / np.sqrt(v))
        out = np.full((len(self.position), draws), np.nan)
        out[rated] = np.clip(found, -1, 1)
        return out


@dataclass(frozen=True, eq=False)
class RatersByAspect:
    """How the raters of a profile are read, aspect by aspect.

    Attributes
    ----------
    pooled
        Per aspect the pooled raters; None where each case stands by itself.
    why
        Per aspect why cases stand by themselves; None where they do not, and where that was asked for.
    aspects, raters
        Their ids, in the order of the others and of `PooledRaters.lean`.
    """

    pooled: tuple[PooledRaters | None, ...]
    why: tuple[Reason | None, ...]
    aspects: tuple[str, ...]
    raters: tuple[str, ...]

    def notes(self) -> tuple[Reason, ...]:
        """What a reader has to know: where raters are pooled, where they differ a lot, where they cannot be pooled."""
        pooled = [aspect for aspect, one in zip(self.aspects, self.pooled, strict=True) if one]
        apart = [aspect for aspect, one in zip(self.aspects, self.pooled, strict=True) if one and one.apart]
        told = [("raters_pooled", pooled), ("raters_apart", apart)]
        for why in dict.fromkeys(why for why in self.why if why and why.code in UNTOLD):
            here = [aspect for aspect, own in zip(self.aspects, self.why, strict=True) if own == why]
            told.append((why.code.replace("engine.", "") + "_on", here))
        return tuple(reason(f"engine.{code}", aspects=tuple(names)) for code, names in told if names)

    def to_dicts(self) -> list[dict[str, Any]]:
        """`raters` of `idealtypes profile --json` and of `compare`: one an aspect."""
        return [
            {
                "aspect": aspect,
                "pooled": one is not None,
                "lean": None if one is None else self._leans(one),
                "error_sd": None if one is None else one.error**0.5,
                "lean_sd": None if one is None else one.spread,
                "df": None if one is None else one.df,
                "apart": None if one is None else one.apart,
                **why_keys(why),
            }
            for aspect, one, why in zip(self.aspects, self.pooled, self.why, strict=True)
        ]

    def _leans(self, one: PooledRaters) -> dict[str, float | None]:
        return {
            rater: None if np.isnan(lean) else float(lean)
            for rater, lean in zip(self.raters, one.lean, strict=True)
        }


def rated(tally: Tally, asked: Literal["separate", "pooled"] | None) -> RatersByAspect:
    """The raters of a tally whose sources are raters.

    Parameters
    ----------
    tally
        The evidence; a rater's several ratings of a case on an aspect are their mean.
    asked
        `pooled` wherever it can be, `separate`, or None: pooled from eight cases on.
    """
    found = [_aspect(tally, a, asked) for a in range(len(tally.aspects))]
    return RatersByAspect(
        tuple(one if isinstance(one, PooledRaters) else None for one in found),
        tuple(None if isinstance(one, PooledRaters) else one for one in found),
        tally.aspects,
        tally.sources,
    )


def _aspect(tally: Tally, a: int, asked: str | None) -> PooledRaters | Reason | None:
    if asked == "separate":
        return None
    if not tally.bipolar[a]:
        return reason("engine.raters_two_poles")
    here = np.flatnonzero((tally.aspect == a) & (tally.total > 0))
    cases = len(np.unique(tally.case[here]))
    if not cases:
        return reason("engine.raters_silent")
    if len(np.unique(tally.source[here])) > 1 and asked is None and cases < CASES:
        return reason("engine.raters_few_cases", cases=cases, least=CASES)
    rating = np.clip(2 * tally.mass[here, 1] / tally.total[here] - 1, -1, 1)
    found = pooled_raters(tally.case[here], tally.source[here], rating, len(tally.cases), len(tally.sources))
    return found if isinstance(found, PooledRaters) else reason(f"engine.raters_{found}")


def pooled_raters(case: Ints, rater: Ints, rating: Floats, cases: int, raters: int) -> PooledRaters | Missing:
    """Pool the ratings of one aspect; or what keeps them from being pooled.

    Parameters
    ----------
    case, rater, rating
        Shape (cells,): who rated what at which position in [−1, 1]; one cell a case and rater.
    cases, raters
        How many there are; cases without a rating have none here either.

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
    >>> low, high = found.ends(0.95)
    >>> low[[0, 3]].round(4).tolist(), high[[0, 3]].round(4).tolist()
    ([-0.9617, 0.403], [-0.2196, 1.0])
    >>> point, (low, high), chance = found.difference(3, 0)
    >>> round(float(point), 4), round(float(low), 4), round(float(high), 4)
    (1.5, 0.9837, 1.8099)
    """
    known, at = np.unique(case, return_inverse=True)
    who, by = np.unique(rater, return_inverse=True)
    C, R, N = len(known), len(who), len(rating)
    if R < 2:
        return "one_rater"
    if not _joined(at, by, C, R):
        return "not_joined"
    df = N - C - R + 1
    if df < 1:
        return "no_freedom"
    to_lean = np.vstack([np.eye(R - 1), -np.ones(R - 1)])  # Σr = 0
    cells = np.zeros((C, R))
    cells[at, by] = 1.0
    ratings = np.bincount(at, minlength=C).astype(float)
    mean = np.bincount(at, rating, C) / ratings
    within = (cells / ratings[:, None]) @ to_lean
    coded = to_lean[by]
    rest = np.linalg.inv(coded.T @ coded - within.T @ (within * ratings[:, None]))
    free = rest @ (coded.T @ (rating - mean[at]))
    mu = mean - within @ free
    lean = to_lean @ free
    s2 = float(((rating - mu[at] - lean[by]) ** 2).sum() / df)
    seen = max(0.0, float((lean**2).sum() - s2 * np.trace(to_lean @ rest @ to_lean.T)) / (R - 1))
    m = np.clip(mu, -1, 1)

    def whole_shape(values: Floats, size: int, where: Ints) -> Floats:
        out = np.full((size, *values.shape[1:]), np.nan)
        out[where] = values
        return out

    return PooledRaters(
        position=whole_shape(m, cases, known),
        lean=whole_shape(lean, raters, who),
        error=s2,
        between=(WORTH * LEAN**2 + (R - 1) * seen) / (WORTH + R - 1),
        df=df,
        spread=float(np.sqrt(seen)),
        own=whole_shape(1 / ratings, cases, known),
        shared=whole_shape(within @ np.linalg.cholesky(rest), cases, known),
        scale=max(LEAST, float((1 - m**2).mean())),
    )


def _joined(case: Ints, rater: Ints, cases: int, raters: int) -> bool:
    """Whether a chain of common cases leads from every rater to every other."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    n = cases + raters
    graph = coo_array((np.ones(len(case)), (case, cases + rater)), shape=(n, n))
    return int(connected_components(graph, directed=False)[0]) == 1


def _error(s2: float, df: int) -> tuple[float, float]:
    """s_e² and its degrees of freedom."""
    return (WORTH * ERROR**2 + df * s2) / (WORTH + df), df + WORTH


def _reach(m: Floats, K: Floats, q: float) -> Ends:
    """The ends of positions with squared reach K where 1 − m² is q."""
    a, b = K / 2, K / (2 * q)
    root = np.sqrt((1 + b) * (a + b) - b * m**2)
    return (m - root) / (1 + b), (m + root) / (1 + b)


def _ends(m: Floats, K: Floats, q: float) -> Ends:
    """The same within [−1, 1]."""
    low, high = _reach(m, K, q)
    return np.maximum(low, -1.0), np.minimum(high, 1.0)
