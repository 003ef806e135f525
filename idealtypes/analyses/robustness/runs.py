"""Running specifications: the shares, effective sizes and intervals under every way of counting the evidence."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.special import betaincinv

from idealtypes.analyses.robustness.specifications import EVIDENCE, Option, SpecificationGrid
from idealtypes.engine.copula import SHRINK
from idealtypes.engine.intervals import effective_sizes, share_interval
from idealtypes.engine.table import Bools, CodingTable, Units, ratio, summed, units
from idealtypes.engine.tally import Floats, Ints
from idealtypes.model.settings import Settings

if TYPE_CHECKING:
    from scipy.sparse import csr_array

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
    effective, unanimous, sources
        Shape (E, cases, aspects): n_e, n_0, and how many sources speak.
    low, high
        Shape (priors, E, cases, aspects, K): the intervals of the shares for the informants' doubt; nan where there is
        none. With every doubt: `whole_ends`.
    level
        Of the intervals.
    squares
        Shape (E, cases, aspects): what contestation needs, the mean squared length of the statements' vectors; None
        where that was not asked for.
    tied
        Shape (E, cases / 2, aspects, K): where two sides are compared, how far what is not known of the two shares goes
        together, in [−1, 1]; None elsewhere.
    leverage
        For every crossed way but the placements (which run fastest): what each placement of a code weighs in an
        estimate, (cases × aspects, placements).
    """

    shares: Floats
    mass: Floats
    effective: Floats
    unanimous: Floats
    sources: Ints
    low: Floats
    high: Floats
    squares: Floats | None = None
    tied: Floats | None = None
    level: float = 0.95
    leverage: tuple[csr_array, ...] = ()

    def __repr__(self) -> str:
        ways, cases, aspects, _ = self.shares.shape
        return f"<Runs: {ways:,} ways of counting, {cases} cases, {aspects} aspects>"


def run(
    table: CodingTable,
    grid: SpecificationGrid,
    settings: Settings,
    progress: Progress | None = None,
    *,
    level: float | None = None,
    claimed: Sequence[bool] = (False,),
    contested: bool = False,
) -> Runs:
    """Run a grid.

    Parameters
    ----------
    table, grid, settings
        What is run; the grid is the table's.
    progress
        Called with the specifications done, and their number.
    level
        Of the intervals; the settings' by default.
    claimed
        For each side whether it consists of claims, of which no coder is the author.
    contested
        Whether `squares` are asked for, too.
    """
    level = settings.level if level is None else level
    ways = [len(grid.options(name)) for name in EVIDENCE]
    together, K = ways[-1], table.weights.shape[1]
    each = grid.crossed // int(np.prod(ways))  # ways of reading each way of counting
    shares, mass, effective, firm, sources = [], [], [], [], []
    squares: list[Floats] = []
    tied: list[Floats] = []
    leverage: list[csr_array] = []

    def take(u: Units, placements: Floats) -> None:
        for weights in _chunks(placements, len(u.cell if contested else u.case)):
            n = len(weights)
            m = u.mass(weights)
            group = (np.arange(n)[:, None] * u.groups + u.group).ravel()
            rows = m.reshape(-1, K)
            total, statements = np.tile(u.total, n), np.tile(u.statements, n)
            sizes = effective_sizes(rows, total, statements, group, n * u.groups, level)
            shares.append(sizes.shares)
            if contested:
                squares.append(np.concatenate([_squares(u, one) for one in weights]))
            if len(claimed) == 2:
                tied.append(_tied(u, m, sizes.shares.reshape(n, u.groups, K)))
            mass.append(summed(rows, group, n * u.groups))
            effective.append(sizes.effective)
            firm.append(sizes.unanimous)
            sources.append(sizes.sources)

    done = 0
    for options in product(*(grid.options(name) for name in EVIDENCE[:-1])):
        u = counted(table, options, claimed)
        leverage.append(u.leverage)
        take(u, _stand(grid, options)[:together])
        done += together * each
        if progress is not None:
            progress(done, grid.size)
    if grid.alone:
        own = tuple(grid.options(name)[0] for name in EVIDENCE[:-1])
        take(counted(table, own, claimed), _stand(grid, own)[together:])
        if progress is not None:
            progress(grid.size, grid.size)

    shape = (-1, len(table.cases), len(table.aspects))
    joined = np.concatenate(shares).reshape(*shape, K)
    n_e, n_0 = (np.concatenate(each).reshape(shape) for each in (effective, firm))
    G = np.concatenate(sources).reshape(shape)
    poles = np.array([len(p) for p in table.poles])
    hidden = np.ones(G.shape, bool) if settings.unit == "none" else (G <= 1) & (settings.unit == "rater")
    ends = [_ends(joined, n_e, n_0, poles, hidden, level, o.value) for o in grid.options("prior")]
    return Runs(
        shares=joined,
        mass=np.concatenate(mass).reshape(*shape, K),
        effective=n_e,
        unanimous=n_0,
        sources=G,
        low=np.stack([low for low, _ in ends]),
        high=np.stack([high for _, high in ends]),
        squares=np.concatenate(squares).reshape(shape) if contested else None,
        level=level,
        tied=None if len(claimed) < 2 else np.concatenate(tied).reshape(-1, shape[1] // 2, *shape[2:], K),
        leverage=tuple(leverage),
    )


def counted(table: CodingTable, options: tuple[Option, ...], claimed: Sequence[bool]) -> Units:
    """The units under options of view, weighting, repeats, reported, coder and what is put against."""
    view, weighting, repeats, reported, coder, against = (o.value for o in options)
    keep = kept(table, view, reported, coder, claimed)
    if against == "leave_out":
        keep = keep & ~table.denies[table.code]
    return units(table, keep, weighting=weighting, repeats=repeats)


def _stand(grid: SpecificationGrid, options: tuple[Option, ...]) -> Floats:
    """Where codes stand under each option of the placement, with those put against as the options have them."""
    return grid.placements if grid.as_for is None or options[-1].value != "as_for" else grid.as_for


def kept(
    table: CodingTable, view: str, reported: str, coder: str | None, claimed: Sequence[bool] = (False,)
) -> Bools:
    """Shape (rows,): which rows options of view, reported and coder leave in; of one coder all that she put herself."""
    keep: Bools = np.ones(len(table.code), bool) if reported == "include" else ~table.reported
    if view == "is":
        keep = keep & table.factual
    if coder is None and table.entering is not None:
        keep = keep & table.entering
    if coder is not None:
        nobodys = np.array(claimed)[table.case // (len(table.cases) // len(claimed))]
        keep = keep & (nobodys | (table.coder == table.coders.index(coder)))
    return keep


def _squares(u: Units, weights: Floats) -> Floats:
    """Shape (groups,): the weighted mean squared length of the units' vectors; nan without evidence.

    It is 1 − the part of diversity that lies within statements (see `engine.spread`).
    """
    vectors = u.vectors(weights, strength=u.weighting == "coding")
    weight = np.ones(len(u.cell))
    if u.weighting == "source":
        weight = 1 / u.statements[u.cell]
    elif u.weighting == "coding":
        weight = 1 / u.intensity
    length = (vectors**2).sum(axis=1) * weight
    return ratio(summed(length, u.group[u.cell], u.groups), summed(u.total, u.group, u.groups))


def _tied(u: Units, mass: Floats, shares: Floats) -> Floats:
    """Shape (placements, cases of a side, aspects, K): the correlation of what is not known of the two sides' shares.

    As for joint draws: that of the sources' influences M − T s, shrunk by G/(G + 4), G the sources of either side.
    """
    half = u.groups // 2
    influence = mass - u.total[:, None] * np.nan_to_num(shares)[:, u.group]
    first, second = (np.flatnonzero((u.group < half) == side) for side in (True, False))
    key = u.group % half * (int(u.source.max(initial=0)) + 1) + u.source
    _, i, j = np.intersect1d(key[first], key[second], return_indices=True)
    group = u.group[first[i]]

    def over(values: Floats, groups: Ints, size: int) -> Floats:
        """Shape (placements, groups, K): summed over cells."""
        n, _, K = values.shape
        columns = np.moveaxis(values, 1, 0).reshape(len(groups), n * K)
        return np.moveaxis(summed(columns, groups, size).reshape(size, n, K), 0, 1)

    length = np.sqrt(over(influence**2, u.group, u.groups))
    size = length[:, :half] * length[:, half:]
    together = over(influence[:, first[i]] * influence[:, second[j]], group, half)
    r = np.divide(together, size, out=np.zeros(size.shape), where=size > 0)
    of_case = np.unique(np.stack([u.case % (half // u.aspects), u.source]), axis=1)[0]
    G = np.bincount(of_case, minlength=half // u.aspects)
    shrunk: Floats = r * np.repeat(G / (G + SHRINK), u.aspects)[None, :, None]
    return shrunk


def _chunks(placements: Floats, cells: int) -> Iterator[Floats]:
    size = max(1, AT_ONCE // max(cells, 1))
    for start in range(0, len(placements), size):
        yield placements[start : start + size]


def _ends(
    shares: Floats, n_e: Floats, n_0: Floats, poles: Ints, hidden: Bools, level: float, prior: float
) -> tuple[Floats, Floats]:
    """Intervals of all shares under a prior: two arrays like `shares`, nan where there is none."""
    low, high = np.full(shares.shape, np.nan), np.full(shares.shape, np.nan)
    told = ~hidden & ~np.isnan(n_e)
    for a, k in enumerate(poles):
        here = told[..., a]
        for p in range(1 if k == 2 else 0, k):
            ends = _interval(shares[..., a, p][here], n_e[..., a][here], n_0[..., a][here], level, prior)
            low[..., a, p][here], high[..., a, p][here] = ends
        if k == 2:  # pole against rest: exchanging the two mirrors the interval
            low[..., a, 0], high[..., a, 0] = 1 - high[..., a, 1], 1 - low[..., a, 1]
    return low, high


def _interval(shares: Floats, n_e: Floats, n_0: Floats, level: float, prior: float) -> tuple[Floats, Floats]:
    """`interval_under`, once for every distinct share and size: most choices leave most aspects as they are."""
    pairs, same = np.unique(n_e + 1j * n_0, return_inverse=True)
    each, back = np.unique(shares + 1j * same, return_inverse=True)
    size = pairs[each.imag.astype(int)]
    low, high = interval_under(each.real, size.real, size.imag, level, prior)
    return low[back], high[back]


def interval_under(
    shares: Any, effective: Any, unanimous: Any, level: float, prior: float
) -> tuple[Floats, Floats]:
    """Interval of a share under a Beta(prior, prior) prior; ½ is the interval of `intervals.share_interval`.

    Quantiles of Beta(n_e s + prior, n_e (1 − s) + prior), widened to contain s and what unanimity leaves open.
    `shares` in [0, 1], `effective` n_e > 0, `unanimous` n_0 > 0.

    One of two under the uniform prior: Beta(2, 2) has the distribution function 3x² − 2x³, which is .025 at .0943.

    >>> low, high = interval_under(0.5, 2, 2, 0.95, 1.0)
    >>> round(float(low), 4), round(float(high), 4)
    (0.0943, 0.9057)
    """
    if prior == 0.5:
        return share_interval(shares, effective, unanimous, level)
    s, n = np.asarray(shares, float), np.asarray(effective, float)
    tail = (1 - level) / 2
    reach = tail ** (1 / np.asarray(unanimous, float))
    low = np.minimum(np.minimum(betaincinv(n * s + prior, n * (1 - s) + prior, tail), reach), s)
    high = np.maximum(np.maximum(1 - betaincinv(n * (1 - s) + prior, n * s + prior, tail), 1 - reach), s)
    return np.asarray(low), np.asarray(high)
