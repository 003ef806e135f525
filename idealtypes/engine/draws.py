"""Joint draws: what the shares of all aspects and cases might be, together.

The marginals are the posteriors behind the intervals, Beta(n_e s + ½, n_e (1−s) + ½) widened as they are, or, with K
> 2 poles, Dirichlet(n_e s_p + 1/K); each pole of an aspect of `kind: presence` has its own Beta. They are tied by a
Gaussian copula (`engine.copula`). Bootstrap draws would be overconfident here: they cannot show an informant not met.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv, expit, gammaincinv, log_ndtr, logit, ndtr

from idealtypes.engine.copula import first_rows, normals
from idealtypes.engine.doubt import Doubt
from idealtypes.engine.tally import Floats, Tally
from idealtypes.errors import IdealtypesError

# The copula's transform x = F⁻¹(Φ(z)) is tabulated at these nodes and interpolated by cubics: with 10,000 draws a
# hundred evaluations of the inverse replace ten thousand, at an error below 1e-4 of the scale.
_STEP = 0.1
NODES = np.arange(-60, 61) * _STEP
# Draws rest on the effective sizes of this level, whatever level the intervals are printed at.
DRAWS_LEVEL = 0.95
EDGE = 1e-12  # a share that near to a pole has no logit


@dataclass(frozen=True, eq=False)
class JointDraws:
    """Draws of every share, on the same draws for all aspects and cases.

    Attributes
    ----------
    seed, draws
        What they were made with.
    by_aspect
        One array an aspect: shape (cases, draws) with the share of the second pole where there are two poles,
        (cases, K, draws) where there are more or these do not exclude one another; nan for a case without evidence.
    """

    seed: int
    draws: int
    by_aspect: tuple[Floats, ...]

    def shares(self, aspect: int, case: int | None = None) -> Floats:
        """Shape (cases, K, draws), of one case (K, draws): the shares of the aspect's poles; they sum to 1 where poles
        exclude one another."""
        x = self.by_aspect[aspect]
        own = x if case is None else x[case]
        return np.stack([1 - own, own], axis=-2) if x.ndim == 2 else own

    def balance(self, aspect: int, case: int | None = None) -> Floats:
        """Shape (cases, draws), of one case (draws,): the balance in [−1, 1] of an aspect with two poles."""
        x = self.by_aspect[aspect]
        if x.ndim != 2:
            raise IdealtypesError(
                "an aspect with three or more poles, or of `kind: presence`, has shares or weights, not a balance"
            )
        return 2 * (x if case is None else x[case]) - 1


def joint_draws(
    tally: Tally,
    shares: Floats,
    n_e: Floats,
    n_0: Floats,
    *,
    draws: int = 4000,
    seed: int = 1,
    sampled: bool = True,
    doubt: Doubt | None = None,
    z: Floats | None = None,
) -> JointDraws:
    """Draw all shares jointly.

    Parameters
    ----------
    tally
        The cells, which carry the influences.
    shares
        Shape (cases, aspects, K): the shares s_p, nan where there is no evidence.
    n_e
        Shape (cases, aspects), or (cases, aspects, K) where poles have sizes of their own: effective sample sizes.
    n_0
        Shape (cases, aspects): what they would be were all evidence at one pole.
    draws, seed
        How many draws, and the seed of the generator.
    sampled
        False where the evidence is complete: every draw is then the estimate itself.
    doubt
        What coders and placements do to the draws; None for the informants' doubt alone.
    z
        The `normals` of these draws, where they are at hand.
    """
    A = len(tally.aspects)
    poles = np.array([len(p) for p in tally.poles], int)
    if not sampled:
        known = (_constant(shares[:, a, : poles[a]], draws, tally.bipolar[a]) for a in range(A))
        return JointDraws(seed, draws, tuple(known))
    first = first_rows(tally)
    sizes = np.broadcast_to(n_e if n_e.ndim == 3 else n_e[..., None], shares.shape)
    z = normals(tally, shares, draws=draws, seed=seed) if z is None else z
    out = []
    for a in range(A):
        x = z[:, first[a] : first[a + 1]]
        s, size, firm = shares[:, a, : poles[a]], sizes[:, a], n_0[:, a]
        moved, shift = (None, None) if doubt is None else (doubt.moved[a], doubt.shifts[a])
        if tally.present[a]:
            each = [beta_at(x[:, p], s[:, p], size[:, p], firm) for p in range(poles[a])]
            out.append(np.stack(each, axis=1))
            continue
        if poles[a] > 2:
            found = _dirichlet(x, s, size[:, 0])
            if moved is not None:
                of_case = np.moveaxis(moved.shares, -1, 0)
                found[moved.cases] = _dirichlet_each(x[moved.cases], of_case, moved.sizes.T)
            out.append(found if shift is None else shifted_shares(found, shift))
            continue
        if moved is None:
            found = beta_at(x[:, 0], s[:, 1], size[:, 1], firm)
        else:
            found = np.full(x[:, 0].shape, np.nan)
            own = moved.shares[0].T, moved.sizes.T, firm[moved.cases][:, None]
            found[moved.cases] = beta_each(x[moved.cases, 0], *own)
            still = np.setdiff1d(np.arange(len(found)), moved.cases)
            found[still] = beta_at(x[still, 0], s[still, 1], size[still, 1], firm[still])
        out.append(found if shift is None else expit(logit(np.clip(found, EDGE, 1 - EDGE)) + shift))
    return JointDraws(seed, draws, tuple(out))


def _constant(shares: Floats, draws: int, two: bool) -> Floats:
    drawn = np.repeat(shares[..., None], draws, axis=-1)
    return drawn[:, 1] if two else drawn


def beta_at(z: Floats, s: Floats, n_e: Floats, n_0: Floats) -> Floats:
    """Quantiles of Beta(n_e s + ½, n_e (1−s) + ½) at Φ(z), widened by unanimity; shape (cases, draws).

    Above the median a quantile is at least what unanimity for the first pole leaves open, 1 − (1 − u)^(1/n_0), and
    below it at most u^(1/n_0): at every level the quantiles are then the ends of the interval.
    """
    known = ~np.isnan(s)
    table, least = beta_tables(s[known], n_e[known], n_0[known])
    found = interpolated(table, z[known])
    narrow = narrowed(table, least)
    if narrow.any():
        own = z[known][narrow]
        open_ = interpolated(least[narrow], np.abs(own))
        inner = found[narrow]
        found[narrow] = np.where(own < 0, np.minimum(inner, 1 - open_), np.maximum(inner, open_))
    out = np.full(z.shape, np.nan)
    out[known] = np.clip(found, 0, 1)
    return out


def beta_tables(s: Floats, n_e: Floats, n_0: Floats) -> tuple[Floats, Floats]:
    """Shapes (rows, nodes): the quantiles of the Beta at the nodes, and what unanimity leaves open there."""
    a, b = n_e * s + 0.5, n_e * (1 - s) + 0.5
    table: Floats = betaincinv(a[:, None], b[:, None], ndtr(NODES))
    return table, -np.expm1(log_ndtr(-NODES) / n_0[:, None])


def narrowed(table: Floats, least: Floats) -> NDArray[np.bool_]:
    """Shape (rows,): where the Beta is narrower than unanimity, at a node on either side of the median."""
    half = len(NODES) // 2
    below = (table < least) | (1 - table[:, ::-1] < least)
    return np.asarray(below[:, half:].any(axis=1))


def beta_each(z: Floats, s: Floats, n_e: Floats, n_0: Floats) -> Floats:
    """The same where every draw has a share and a size of its own; the shapes of all broadcast.

    >>> z, s, n = np.array([[-1.0, 0.5, 2.0]]), np.array([0.2]), np.array([7.0])
    >>> each = beta_each(z, s[:, None], n[:, None], 9.0)
    >>> bool(np.allclose(each, beta_at(z, s, n, np.array([9.0])), atol=1e-4))
    True
    """
    # Below the median of the pole that is toward z: single precision is enough there, and twice as fast.
    far = -np.abs(z)
    p = np.where(z > 0, 1 - s, s)
    a, b = (n_e * p + 0.5).astype(np.float32), (n_e * (1 - p) + 0.5).astype(np.float32)
    inner = betaincinv(a, b, ndtr(far).astype(np.float32)).astype(float)
    end = np.minimum(inner, np.exp(log_ndtr(far) / n_0))
    found: Floats = np.where(z > 0, 1 - end, end)
    return found


def _dirichlet(z: Floats, s: Floats, n_e: Floats) -> Floats:
    """Dirichlet(n_e s_p + 1/K) from gammas at Φ(z), normalised; shape (cases, K, draws)."""
    K = s.shape[1]
    known = ~np.isnan(s[:, 0])
    shape = (n_e[known, None] * s[known] + 1 / K).reshape(-1, 1)
    tiny = np.finfo(float).tiny
    table = np.log(np.maximum(gammaincinv(shape, ndtr(NODES)), tiny))
    gamma = np.exp(interpolated(table, z[known].reshape(len(shape), z.shape[-1]))).reshape(-1, K, z.shape[-1])
    out = np.full(z.shape, np.nan)
    out[known] = gamma / gamma.sum(axis=1, keepdims=True)
    return out


def _dirichlet_each(z: Floats, s: Floats, n_e: Floats) -> Floats:
    """The same where every draw has shares (cases, K, draws) and a size (cases, draws) of its own."""
    gamma = np.maximum(gammaincinv(n_e[:, None] * s + 1 / s.shape[1], ndtr(z)), np.finfo(float).tiny)
    out: Floats = gamma / gamma.sum(axis=1, keepdims=True)
    return out


def shifted_shares(shares: Floats, shift: Floats) -> Floats:
    """Shares of shape (cases, K, draws) whose logarithms are off by a shift, summing to 1 again.

    >>> shifted_shares(np.array([[[0.5], [0.25], [0.25]]]), np.log([[[1.0], [2.0], [4.0]]])).round(4).tolist()
    [[[0.25], [0.25], [0.5]]]
    """
    log = np.log(np.clip(shares, EDGE, 1)) + shift
    out: Floats = np.exp(log - log.max(axis=1, keepdims=True))
    out /= out.sum(axis=1, keepdims=True)
    return out


def interpolated(table: Floats, z: Floats) -> Floats:
    """Cubic interpolation of each row of `table` (rows, nodes) at `z` (rows, draws)."""
    if not len(table):
        return np.empty(z.shape)
    slope = np.gradient(table, axis=1)
    left, right = table[:, :-1], table[:, 1:]
    d0, d1 = slope[:, :-1], slope[:, 1:]
    c2, c3 = 3 * (right - left) - 2 * d0 - d1, 2 * (left - right) + d0 + d1
    out = np.empty(z.shape)
    last = len(NODES) - 2
    for r in range(len(table)):  # one case at a time keeps the table in the processor's cache
        t = np.clip((z[r] - NODES[0]) / _STEP, 0, last + 1)
        i: NDArray[np.intp] = np.minimum(t.astype(np.intp), last)
        f = t - i
        out[r] = left[r, i] + f * (d0[r, i] + f * (c2[r, i] + f * c3[r, i]))
    return out


def row_quantiles(values: Floats, *levels: float | Floats) -> tuple[Floats, ...]:
    """Quantiles of each row at some levels, interpolated linearly as numpy's; `values` is sorted in place.

    A level is one number, or one for each row. One sort serves all levels, at a third of the time of `numpy.quantile`
    for three of them.

    >>> rows = np.array([[3.0, 1.0, 2.0], [0.0, 10.0, 5.0]])
    >>> low, high, mixed = row_quantiles(rows, 0.25, 1.0, np.array([0.0, 0.5]))
    >>> low.tolist(), high.tolist(), mixed.tolist()
    ([1.5, 2.5], [3.0, 10.0], [1.0, 5.0])
    """
    values.sort(axis=1)
    rows, last = np.arange(len(values)), values.shape[1] - 1
    out = []
    for level in levels:
        at = np.broadcast_to(np.asarray(level, float) * last, rows.shape)
        below = at.astype(int)
        start, stop = values[rows, below], values[rows, np.minimum(below + 1, last)]
        out.append(start + (at - below) * (stop - start))
    return tuple(out)


def subset_draws(available: int, work: int, budget: int, least: int = 100) -> int:
    """How many of the draws to use so that `work` values a draw stay within a budget: at least `least`, if there."""
    return min(available, max(least, budget // max(work, 1)))
