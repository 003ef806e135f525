"""The baseline of every scenario: where the case is, what the measures would add, what informants say.

All of it on the same draws: the profile's shares, the votes tied to them, and one uniform number a measure and draw
behind its λs, so that the λs of one measure move together and serve every scenario. The normals of the votes are drawn
given the normals behind the profile's own draws, with their correlations over the union of sources: the same
informants say both, and the profile's draws stay as they are.

The report's page computes scenarios on these draws too (`reports/scenarios.js`). Shares are therefore kept
in steps of 1/65534, sixteen bits that a page can carry, a fraction of the error with which they are drawn; votes and λs
it draws anew from their generators. So page and command line compute from the same numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, pairwise
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from idealtypes.analyses.scenarios.odds import log_odds, off_the_poles, pert_quantile
from idealtypes.analyses.scenarios.votes import Votes, votes_of
from idealtypes.engine.copula import SHRINK, Parts, blocks, normals, orthonormal, row_parts
from idealtypes.engine.draws import DRAWS_LEVEL, beta_at
from idealtypes.engine.profile import Profile
from idealtypes.engine.tally import Floats, Ints
from idealtypes.errors import IdealtypesError
from idealtypes.model.measures import Measure, Scenarios
from idealtypes.model.study import StudyData

STREAM = 4101  # of the measures' numbers, apart from others of the same seed


@dataclass(frozen=True, eq=False, repr=False)
class Baseline:
    """What scenarios are computed from. A aspects, M measures, O outcomes, D draws.

    Attributes
    ----------
    study, profile, case
        The study, its profile, and the number of the case in it.
    stated
        What the scenario file says.
    shares
        Per aspect, shape (K, D): the drawn shares before; nan where nobody speaks of the aspect.
    points, clipped
        Per aspect, shape (K,): the shares from which the point starts, and whether they were kept off a pole.
    added, added_at_mode
        Per aspect, shapes (M, K, D) and (M, K): what a measure adds to each pole's log-odds.
    votes
        What informants say of the outcomes.
    net
        Shape (items, D): drawn share of helping votes less that of hurting votes, in [−1, 1].
    uniforms
        Shape (M, D): how strong a measure turns out, from 0 (its low λs) to 1 (its high λs).
    """

    study: StudyData
    profile: Profile
    case: int
    stated: Scenarios
    shares: tuple[Floats, ...]
    points: tuple[Floats, ...]
    clipped: tuple[bool, ...]
    added: tuple[Floats, ...]
    added_at_mode: tuple[Floats, ...]
    votes: Votes
    net: Floats
    uniforms: Floats

    def __repr__(self) -> str:
        case, measures = self.profile.cases[self.case], len(self.measures)
        return f"<Baseline of {case!r}: {measures} measures, {len(self.votes.items)} items, {self.draws:,} draws>"

    @property
    def draws(self) -> int:
        """How many draws there are."""
        return self.uniforms.shape[1] if len(self.uniforms) else self.profile.settings.draws

    @property
    def measures(self) -> tuple[Measure, ...]:
        """The measures, in the order of the file."""
        return self.stated.measures

    @cached_property
    def outcomes(self) -> tuple[str, ...]:
        """The outcomes, in the order of the study."""
        return tuple(self.study.outcomes["id"].to_list())

    @cached_property
    def wanted(self) -> Floats:
        """Shape (O,): 1 for a wanted outcome, −1 for an unwanted one."""
        wanted: Floats = self.study.outcomes["wanted"].to_numpy().astype(float)
        return wanted

    @cached_property
    def counted(self) -> Floats:
        """Shape (items,): the votes on each item."""
        return np.array([item.votes for item in self.votes.items], float)

    @cached_property
    def of_outcome(self) -> Ints:
        """Shape (items,): the outcome of each item."""
        return np.array([self.outcomes.index(item.outcome) for item in self.votes.items], np.int64)

    @cached_property
    def electorate(self) -> Floats:
        """Shape (O,): all votes on poles and traits for an outcome: the base of its index."""
        direct = [item.from_outcome is None for item in self.votes.items]
        return np.bincount(self.of_outcome, self.counted * direct, len(self.outcomes)).astype(float)

    @cached_property
    def traits(self) -> tuple[str, ...]:
        """The traits on which there are votes."""
        return tuple(dict.fromkeys(item.trait for item in self.votes.items if item.trait is not None))

    @cached_property
    def brings(self) -> Ints:
        """Shape (M, traits): 1 where a measure brings the trait, −1 where it removes it."""
        rows = [[(t in m.brings) - (t in m.removes) for t in self.traits] for m in self.measures]
        return np.array(rows, np.int64).reshape(len(self.measures), len(self.traits))

    @cached_property
    def step(self) -> Floats:
        """Shape (traits,): how far a trait is the way from pole to pole: one of the features of its aspect."""
        features: dict[str, set[str]] = {}
        aspect: dict[str, str] = {}
        for ideal in self.study.scheme.ideal_types:
            for trait in ideal.traits:
                features.setdefault(trait.aspect, set()).add(trait.feature or f"\0{trait.id}")
                aspect[trait.id] = trait.aspect
        return np.array([1 / len(features[aspect[t]]) for t in self.traits])

    @cached_property
    def bears(self) -> Ints:
        """Shape (M, items): whether a measure bears on what an item is on; −1 where it removes a trait."""
        out = np.zeros((len(self.measures), len(self.votes.items)), np.int64)
        for i, item in enumerate(self.votes.items):
            if item.trait is not None:
                out[:, i] = self.brings[:, self.traits.index(item.trait)]
            elif item.aspect is not None:
                a = self.profile.aspects.index(item.aspect)
                moves = np.array([m.moves(item.aspect) for m in self.measures], bool)
                heard = not np.isnan(self.points[a][0])
                out[:, i] = moves & heard & ~self.overridden[:, self.of_outcome[i], a]
        return out

    @cached_property
    def overridden(self) -> NDArray[np.bool_]:
        """Shape (M, O, A): whether votes on a trait that the measure brings or removes stand for the aspect's votes."""
        out = np.zeros((len(self.measures), len(self.outcomes), len(self.shares)), bool)
        for n, item in enumerate(self.votes.items):
            if item.trait is not None and item.aspect is not None:
                touched = self.brings[:, self.traits.index(item.trait)] != 0
                out[touched, self.of_outcome[n], self.profile.aspects.index(item.aspect)] = True
        return out

    def mask(self, chosen: Sequence[str]) -> NDArray[np.bool_]:
        """Shape (M,): which measures are chosen, from their ids."""
        return np.array([measure.id in chosen for measure in self.measures], bool)


def baseline_of(study: StudyData, profile: Profile, case: int) -> Baseline:
    """The baseline of one case; the study has scenarios."""
    stated = study.measures
    if stated is None:
        raise IdealtypesError("the study names no `scenarios`")
    if any(profile.tally.present):  # files with measures are refused; a study may be put together otherwise
        raise IdealtypesError("scenarios are not worked out where an aspect is of `kind: presence`")
    settings, scheme = profile.settings, study.scheme
    D, M = settings.draws, len(stated.measures)
    shares, points, clipped = [], [], []
    for a in range(len(profile.aspects)):
        K = len(profile.tally.poles[a])
        drawn, n_e = profile.draws.shares(a)[case], float(profile.effective_n[case, a])
        point = profile.shares[case, a, :K]
        moved_off = False
        if not np.isnan(point[0]):
            point, moved_off = off_the_poles(point, n_e)
            if settings.unit == "none":  # every draw is the estimate, and has to be able to move as it can
                drawn = np.repeat(point[:, None], D, axis=1)
            else:
                drawn = in_steps(drawn)
        shares.append(drawn)
        points.append(point)
        clipped.append(moved_off)
    uniforms = np.empty((M, D))
    for m, measure in enumerate(stated.measures):
        uniforms[m] = strength_generator(settings.seed, measure).random(D)
    added = [np.zeros((M, len(poles), D)) for poles in profile.tally.poles]
    at_mode = [np.zeros((M, len(poles))) for poles in profile.tally.poles]
    for m, measure in enumerate(stated.measures):
        for shift in measure.shifts:
            a, p = profile.aspects.index(shift.aspect), scheme.poles(shift.aspect).index(shift.toward)
            added[a][m, p] = log_odds(pert_quantile(uniforms[m], shift.low, shift.mode, shift.high))
            at_mode[a][m, p] = float(log_odds(shift.mode))
    votes = votes_of(study, profile.cases[case], DRAWS_LEVEL)
    return Baseline(
        study=study,
        profile=profile,
        case=case,
        stated=stated,
        shares=tuple(shares),
        points=tuple(points),
        clipped=tuple(clipped),
        added=tuple(added),
        added_at_mode=tuple(at_mode),
        votes=votes,
        net=2 * vote_draws(profile, case, votes) - 1,
        uniforms=uniforms,
    )


def strength_generator(seed: int, measure: Measure) -> np.random.Generator:
    """Of how strong a measure turns out; by its name, so that other measures in the file change nothing here."""
    return np.random.default_rng([seed, STREAM, crc32(measure.id.encode())])


STEPS = 65534  # between 0 and 1: sixteen bits, and a half is a step


def in_steps(shares: Floats) -> Floats:
    """Shares in steps of 1/65534 that still sum to 1: what they sum to, pole by pole, is rounded.

    Parameters
    ----------
    shares
        Shape (K, …): shares that sum to 1 over the first axis; nan stays nan.

    Examples
    --------
    >>> (in_steps(np.array([[0.25], [0.50001], [0.24999]])) * STEPS).ravel().tolist()
    [16384.0, 32767.0, 16383.0]
    """
    upper = np.round(np.cumsum(shares, axis=0) * STEPS)
    upper[-1] += STEPS - upper[-1]  # nan stays nan
    stepped: Floats = np.diff(upper, axis=0, prepend=0.0) / STEPS
    return stepped


VOTES_STREAM = 4102  # of the votes' numbers


@dataclass(frozen=True, eq=False)
class VoteTies:
    """How the normals of the votes come of the profile's and of their own: pull z + root N.

    Attributes
    ----------
    z
        Shape (rows, draws): the normals behind the profile's draws, in steps of 1/4096.
    pull, root
        Shapes (items, rows) and (items, items).
    """

    z: Floats
    pull: Floats
    root: Floats


NORMAL_STEPS = 4096  # between 0 and 1: sixteen bits hold the normals from −8 to 8


def vote_ties(profile: Profile, case: int, votes: Votes) -> VoteTies:
    """The ties of a case's votes; there are votes, and something was sampled."""
    settings = profile.settings
    z = normals(profile.tally, profile.shares, draws=settings.draws, seed=settings.seed)[case]
    rows, voters, shrink = _influences(profile, case, votes)
    across = shrink * voters @ rows.T
    own = _correlation(rows, shrink, row_parts(profile.tally))
    among = shrink * voters @ voters.T
    np.fill_diagonal(among, 1.0)
    pull = np.linalg.solve(own, across.T).T
    rest = among - pull @ across.T
    values, vectors = np.linalg.eigh((rest + rest.T) / 2)
    root = vectors * np.sqrt(np.maximum(values, 0.0))
    stepped: Floats = np.round(np.clip(z, -8, 8 - 1 / NORMAL_STEPS) * NORMAL_STEPS) / NORMAL_STEPS
    return VoteTies(stepped, np.asarray(pull, float), root)


def votes_generator(seed: int) -> np.random.Generator:
    """Of the normals that the votes have of their own."""
    return np.random.default_rng([seed, VOTES_STREAM])


def normal_numbers(generator: np.random.Generator, items: int, draws: int) -> Floats:
    """Shape (items, draws): standard normals by the method of Box and Muller (1958), which a page can repeat."""
    half = (items * draws + 1) // 2
    u, v = generator.random((2, half))
    far, way = np.sqrt(-2 * np.log1p(-u)), 2 * np.pi * v
    both: Floats = np.concatenate([far * np.cos(way), far * np.sin(way)])
    return both[: items * draws].reshape(items, draws)


def vote_draws(profile: Profile, case: int, votes: Votes) -> Floats:
    """Shape (items, draws): the share of helping votes, Beta(n_e s + ½, n_e(1−s) + ½), tied to the case's shares.

    `votes` carry effective sizes at the level of the draws. Where nothing was sampled every draw is the estimate.
    """
    settings = profile.settings
    if not votes.items:
        return np.empty((0, settings.draws))
    if settings.unit == "none":
        return np.repeat(votes.share[:, None], settings.draws, axis=1)
    ties = vote_ties(profile, case, votes)
    own = normal_numbers(votes_generator(settings.seed), len(votes.items), settings.draws)
    tied = ties.pull @ ties.z + ties.root @ own
    return beta_at(tied, votes.share, votes.sizes.effective, votes.sizes.unanimous)


def _influences(profile: Profile, case: int, votes: Votes) -> tuple[Floats, Floats, float]:
    """Unit influences of the profile's rows and of the items over all sources, and the shrinkage G/(G+4)."""
    tally = profile.tally
    parts = row_parts(tally)
    block = next(b for b in blocks(tally) if case in b)
    G = len(np.unique(tally.source[np.isin(tally.case, block)]))
    names = {name: n for n, name in enumerate(dict.fromkeys((*tally.sources, *votes.sources)))}
    rows: list[Floats] = []
    shares = np.nan_to_num(profile.shares[case])
    here = np.flatnonzero(tally.case == case)
    for a, poles in parts:
        cells = here[tally.aspect[here] == a]
        influence = np.zeros((1, poles.stop - poles.start, len(names)))
        excess = tally.mass[cells] - tally.total[cells, None] * shares[a]
        influence[0][:, tally.source[cells]] = excess[:, poles].T
        rows.append(orthonormal(influence)[0][0])
    own = np.zeros((len(votes.items), len(names)))
    own[:, [names[s] for s in votes.sources]] = votes.mass - votes.total * votes.share[:, None]
    length = np.linalg.norm(own, axis=1, keepdims=True)
    voters = np.divide(own, length, out=np.zeros_like(own), where=length > 1e-9)
    return np.concatenate(rows), voters, G / (G + SHRINK) if G else 0.0


def _correlation(rows: Floats, shrink: float, parts: Parts) -> Floats:
    """The correlations of the profile's normals: shrunk between aspects, none within a part of their rows."""
    correlation = shrink * rows @ rows.T
    edges = accumulate((poles.stop - poles.start for _, poles in parts), initial=0)
    for start, stop in pairwise(edges):
        correlation[start:stop, start:stop] = np.eye(stop - start)
    return correlation
