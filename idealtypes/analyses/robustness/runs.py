"""Running specifications: the shares, effective sizes and intervals under every way of counting the evidence."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
from scipy.special import betaincinv

from idealtypes.analyses.robustness.specifications import EVIDENCE, Option, SpecificationGrid
from idealtypes.engine.intervals import effective_sizes, share_interval
from idealtypes.engine.table import Bools, CodingTable, Units, summed, units
from idealtypes.engine.tally import Floats, Ints
from idealtypes.model.settings import Settings

Progress = Callable[[int, int], None]
# Cells times placements worked on at once: about a hundred bytes each.
AT_ONCE = 1_000_000


@dataclass(frozen=True, eq=False, repr=False)
class Runs:
    """What every way of counting the evidence gives, E of them: the crossed ones, then the codes moved alone.

    Attributes
    ----------
    shares, mass
        Shape (E, cases, aspects, K): s_p and M_p, nan and 0 without evidence; columns beyond an aspect's poles are 0.
    effective, sources
        Shape (E, cases, aspects): n_e, and how many sources speak.
    low, high
        Shape (priors, E, cases, aspects, K): the intervals of the shares; nan where there is none.
    """

    shares: Floats
    mass: Floats
    effective: Floats
    sources: Ints
    low: Floats
    high: Floats

    def __repr__(self) -> str:
        ways, cases, aspects, _ = self.shares.shape
        return f"<Runs: {ways:,} ways of counting, {cases} cases, {aspects} aspects>"


def run(
    table: CodingTable, grid: SpecificationGrid, settings: Settings, progress: Progress | None = None
) -> Runs:
    """Run a grid; `progress` is called with the specifications done and their number."""
    counted = [len(grid.options(name)) for name in EVIDENCE]
    together, K = counted[-1], table.weights.shape[1]
    each = grid.crossed // int(np.prod(counted))  # ways of reading each way of counting
    shares, mass, effective, sources = [], [], [], []

    def take(u: Units, placements: Floats) -> None:
        for weights in _chunks(placements, len(u.case)):
            n = len(weights)
            m = u.mass(weights)
            group = (np.arange(n)[:, None] * u.groups + u.group).ravel()
            rows = m.reshape(-1, K)
            total, statements = np.tile(u.total, n), np.tile(u.statements, n)
            sizes = effective_sizes(rows, total, statements, group, n * u.groups, settings.level)
            shares.append(sizes.shares)
            mass.append(summed(rows, group, n * u.groups))
            effective.append(sizes.effective)
            sources.append(sizes.sources)

    done = 0
    for options in product(*(grid.options(name) for name in EVIDENCE[:-1])):
        take(_counted(table, options), grid.placements[:together])
        done += together * each
        if progress is not None:
            progress(done, grid.size)
    if grid.alone:
        own = tuple(grid.options(name)[0] for name in EVIDENCE[:-1])
        take(_counted(table, own), grid.placements[together:])
        if progress is not None:
            progress(grid.size, grid.size)

    shape = (-1, len(table.cases), len(table.aspects))
    joined = np.concatenate(shares).reshape(*shape, K)
    n_e, G = np.concatenate(effective).reshape(shape), np.concatenate(sources).reshape(shape)
    poles = np.array([len(p) for p in table.poles])
    hidden = np.ones(G.shape, bool) if settings.unit == "none" else (G <= 1) & (settings.unit == "rater")
    ends = [_ends(joined, n_e, poles, hidden, settings.level, o.value) for o in grid.options("prior")]
    return Runs(
        shares=joined,
        mass=np.concatenate(mass).reshape(*shape, K),
        effective=n_e,
        sources=G,
        low=np.stack([low for low, _ in ends]),
        high=np.stack([high for _, high in ends]),
    )


def _counted(table: CodingTable, options: tuple[Option, ...]) -> Units:
    """The units under options of weighting, repeats, reported and coder."""
    weighting, repeats, reported, coder = (o.value for o in options)
    keep: Bools = np.ones(len(table.code), bool) if reported == "include" else ~table.reported
    if coder is not None:
        keep = keep & (table.coder == table.coders.index(coder))
    return units(table, keep, weighting=weighting, repeats=repeats)


def _chunks(placements: Floats, cells: int) -> Iterator[Floats]:
    size = max(1, AT_ONCE // max(cells, 1))
    for start in range(0, len(placements), size):
        yield placements[start : start + size]


def _ends(
    shares: Floats, n_e: Floats, poles: Ints, hidden: Bools, level: float, prior: float
) -> tuple[Floats, Floats]:
    """Intervals of all shares under a prior: two arrays like `shares`, nan where there is none."""
    low, high = np.full(shares.shape, np.nan), np.full(shares.shape, np.nan)
    told = ~hidden & ~np.isnan(n_e)
    for a, k in enumerate(poles):
        here = told[..., a]
        for p in range(1 if k == 2 else 0, k):
            ends = _interval(shares[..., a, p][here], n_e[..., a][here], level, prior)
            low[..., a, p][here], high[..., a, p][here] = ends
        if k == 2:  # pole against rest: exchanging the two mirrors the interval
            low[..., a, 0], high[..., a, 0] = 1 - high[..., a, 1], 1 - low[..., a, 1]
    return low, high


def _interval(shares: Floats, n_e: Floats, level: float, prior: float) -> tuple[Floats, Floats]:
    """`interval_under`, once for every distinct pair of share and size: most choices leave most aspects as they are."""
    pairs, back = np.unique(shares + 1j * n_e, return_inverse=True)
    low, high = interval_under(pairs.real, pairs.imag, level, prior)
    return low[back], high[back]


def interval_under(shares: Any, effective: Any, level: float, prior: float) -> tuple[Floats, Floats]:
    """Interval of a share under a Beta(prior, prior) prior; ½ is the interval of `uncertainty.share_interval`.

    Quantiles of Beta(n_e s + prior, n_e (1 − s) + prior), widened to contain s. `shares` in [0, 1], `effective` n_e
    > 0.

    One of two under the uniform prior: Beta(2, 2) has the distribution function 3x² − 2x³, which is .025 at .0943.

    >>> low, high = interval_under(0.5, 2, 0.95, 1.0)
    >>> round(float(low), 4), round(float(high), 4)
    (0.0943, 0.9057)
    """
    if prior == 0.5:
        return share_interval(shares, effective, level)
    s, n = np.asarray(shares, float), np.asarray(effective, float)
    tail = (1 - level) / 2
    low = np.minimum(betaincinv(n * s + prior, n * (1 - s) + prior, tail), s)
    high = np.maximum(1 - betaincinv(n * (1 - s) + prior, n * s + prior, tail), s)
    return np.asarray(low), np.asarray(high)
