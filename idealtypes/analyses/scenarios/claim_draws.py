"""Draws of what the votes might be, tied to the draws of the profile: the same informants say both.

The normals of the votes are drawn given the normals behind the profile's own draws, with the correlations of design §4
over the union of sources, so the profile's draws stay as they are and every probability in every command is computed
on the same draws.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from idealtypes.analyses.scenarios.claims import Votes
from idealtypes.engine.draws import SHRINK, beta_at, blocks, first_rows, normals, orthonormal
from idealtypes.engine.profile import Profile
from idealtypes.engine.tally import Floats, Ints

STREAM = 4102  # sets this stream of random numbers apart from the others of the same seed


def vote_draws(profile: Profile, case: int, votes: Votes) -> Floats:
    """Shape (items, draws): the share of helping votes, Beta(n_e s + ½, n_e(1−s) + ½), tied to the case's shares.

    `votes` carry effective sizes at the level of the draws. Where nothing was sampled every draw is the estimate.
    """
    settings = profile.settings
    if not votes.items:
        return np.empty((0, settings.draws))
    if settings.unit == "none":
        return np.repeat(votes.share[:, None], settings.draws, axis=1)
    z = normals(profile.tally, profile.shares, draws=settings.draws, seed=settings.seed)[case]
    rows, voters, shrink = _influences(profile, case, votes)
    across = shrink * voters @ rows.T
    own = _correlation(rows, shrink, first_rows(profile.tally))
    among = shrink * voters @ voters.T
    np.fill_diagonal(among, 1.0)
    pull = np.linalg.solve(own, across.T).T
    rest = among - pull @ across.T
    values, vectors = np.linalg.eigh((rest + rest.T) / 2)
    root = vectors * np.sqrt(np.maximum(values, 0.0))
    rng = np.random.default_rng([settings.seed, STREAM])
    tied = pull @ z + root @ rng.standard_normal((len(votes.items), settings.draws))
    return beta_at(tied, votes.share, votes.sizes.effective)


def _influences(profile: Profile, case: int, votes: Votes) -> tuple[Floats, Floats, float]:
    """Unit influences of the profile's rows and of the items over all sources, and the shrinkage G/(G+4)."""
    tally = profile.tally
    first = first_rows(tally)
    block = next(b for b in blocks(tally) if case in b)
    G = len(np.unique(tally.source[np.isin(tally.case, block)]))
    names = {name: n for n, name in enumerate(dict.fromkeys((*tally.sources, *votes.sources)))}
    rows = np.zeros((int(first[-1]), len(names)))
    shares = np.nan_to_num(profile.shares[case])
    here = np.flatnonzero(tally.case == case)
    for a in range(len(tally.aspects)):
        cells = here[tally.aspect[here] == a]
        columns = np.arange(first[a + 1] - first[a]) if first[a + 1] - first[a] > 1 else np.array([1])
        influence = np.zeros((1, len(columns), len(names)))
        excess = tally.mass[cells] - tally.total[cells, None] * shares[a]
        influence[0][:, tally.source[cells]] = excess[:, columns].T
        rows[first[a] : first[a + 1]] = orthonormal(influence)[0][0]
    own = np.zeros((len(votes.items), len(names)))
    own[:, [names[s] for s in votes.sources]] = votes.mass - votes.total * votes.share[:, None]
    length = np.linalg.norm(own, axis=1, keepdims=True)
    voters = np.divide(own, length, out=np.zeros_like(own), where=length > 1e-9)
    return rows, voters, G / (G + SHRINK) if G else 0.0


def _correlation(rows: Floats, shrink: float, first: Ints) -> Floats:
    """The correlations of the profile's normals: shrunk between aspects, none between the poles of one."""
    correlation = shrink * rows @ rows.T
    for start, stop in pairwise(first.tolist()):
        correlation[start:stop, start:stop] = np.eye(stop - start)
    return correlation
