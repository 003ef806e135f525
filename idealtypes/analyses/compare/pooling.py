"""Cases pooled: what many cases say of one another, so that among alike cases few pairs seem to differ.

Per aspect between two poles, the mass of source g in case c is beta-binomial, M_cg ~ BetaBin(T_cg; s_c ν, (1 − s_c)
ν) with ν = (1 − ρ)/ρ and one ρ for all cases; the cases' shares come from one population with room for outliers, s_c
~ .9·Beta(κμ, κ(1 − μ)) + .1·Beta(½, ½). On a grid of ρ, μ, κ and s the posterior is summed exactly: draw (ρ, μ, κ)
from Π_c Σ_s L_c(s)·prior(s), then each s_c. Masses need not be whole: Beta functions stand for the counts.

The tenth of outliers is needed: without it a case apart is pulled to the others. With it the farthest of narrow camps
is still pulled some way: *pooled toward the others* is what it is called.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import betainc, betaln

from idealtypes.engine.tally import Floats, Ints

STREAM = 4105  # of the pooled draws' numbers
LEAST = 8  # cases from which on they are pooled
OUTLIERS = 0.1
RHO = np.array([0.02, 0.06, 0.12, 0.2, 0.3, 0.42, 0.55, 0.7, 0.85])
MU = (np.arange(20) + 0.5) / 20
KAPPA = np.geomspace(0.7, 60, 12)
CELLS = 48
EDGES = np.sin(np.linspace(0, np.pi / 2, CELLS + 1)) ** 2  # equal in arcsine
MIDDLES = np.sin((np.arange(CELLS) + 0.5) * np.pi / 2 / CELLS) ** 2


@dataclass(frozen=True, eq=False)
class Pooled:
    """What the cases' shares of the second pole of an aspect may be, given all.

    Attributes
    ----------
    like
        Shape (cases, ρ, s): the likelihood of a case's evidence, its largest value 1.
    weight
        Shape (ρ, μ·κ): the posterior of the population.
    """

    like: Floats
    weight: Floats

    def draws(self, draws: int, seed: int, aspect: int) -> Floats:
        """Shape (cases, draws): each case's shares, rising."""
        rng = np.random.default_rng([seed, STREAM, aspect])
        chosen = rng.choice(self.weight.size, draws, p=self.weight.ravel() / self.weight.sum())
        some, back = np.unique(chosen, return_inverse=True)
        rho, population = np.divmod(some, self.weight.shape[1])
        prior = population_prior()[population]
        out = np.empty((len(self.like), draws))
        for c, like in enumerate(self.like):
            below = np.cumsum(like[rho] * prior, axis=1)
            u = rng.random(draws)
            at = (below[back] < (u * below[back, -1])[:, None]).sum(axis=1)
            corner = (np.minimum(at, CELLS - 1) + rng.random(draws)) * np.pi / 2 / CELLS
            out[c] = np.sort(np.sin(corner) ** 2)
        return out


def population_prior() -> Floats:
    """Shape (μ·κ, s): the mass of each cell of s under a population, a tenth of it spread in arcsine.

    >>> population_prior().shape, bool(np.allclose(population_prior().sum(axis=1), 1))
    ((240, 48), True)
    """
    mu, kappa = (x.ravel()[:, None] for x in np.meshgrid(MU, KAPPA, indexing="ij"))
    inside: Floats = np.diff(betainc(kappa * mu, kappa * (1 - mu), EDGES), axis=1)
    return (1 - OUTLIERS) * inside + OUTLIERS / CELLS


def pooled(case: Ints, mass: Floats, total: Floats, cases: int) -> Pooled:
    """Pool the cases of an aspect.

    Parameters
    ----------
    case, mass, total
        Shape (cells,): the case of a source, its mass on the second pole, in [0, total], and its whole mass:
        statements, also where sources count alike.
    cases
        How many cases there are; one without a cell is drawn from the population.

    Examples
    --------
    Ten cases of three informants who all say the same: the farthest draws are nearer than any case by itself would be.

    >>> mass = np.tile([1.0, 2, 1], 10)
    >>> drawn = pooled(np.repeat(np.arange(10), 3), mass, np.full(30, 4.0), 10).draws(2000, 1, 0)
    >>> drawn.shape, bool(abs(drawn.mean() - 1 / 3) < 0.03), bool(drawn.std(axis=1).max() < 0.12)
    ((10, 2000), True, True)
    """
    nu = (1 - RHO) / RHO
    a, b = nu[:, None] * MIDDLES, nu[:, None] * (1 - MIDDLES)
    log = np.zeros((cases, len(RHO), CELLS))
    m, t = mass[:, None, None], total[:, None, None]
    for start in range(0, len(case), 2000):
        rows = slice(start, start + 2000)
        np.add.at(log, case[rows], betaln(m[rows] + a, t[rows] - m[rows] + b) - betaln(a, b))
    top = log.max(axis=(1, 2), keepdims=True)
    like = np.exp(log - top)
    fits = like.reshape(-1, CELLS) @ population_prior().T
    whole = np.log(np.maximum(fits, 1e-300)).reshape(cases, len(RHO), -1).sum(axis=0)
    return Pooled(like, np.exp(whole - whole.max()))
