"""How far the doubts about placements and coders reach, under every way of counting the evidence.

With an estimate s and the ends that the informants' doubt gives it,

    low = s − √(d² + b² + c²)

d how far the informants' end lies below s; b how far below s the lower quantile of the estimate lies where codes are
moved at random (it is linear in the placements, so one product serves many specifications); c how far coders put it
down. The upper end alike: the three doubts are independent, and each end takes the distance that each puts it off.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import expit, logit

from idealtypes.analyses.robustness.runs import Runs
from idealtypes.analyses.robustness.specifications import SpecificationGrid
from idealtypes.engine.difference_interval import Ends
from idealtypes.engine.doubt import Doubt
from idealtypes.engine.draws import row_quantiles
from idealtypes.engine.placement_doubt import movable
from idealtypes.engine.placer_doubt import placer_doubt
from idealtypes.engine.table import Bools, CodingTable
from idealtypes.engine.tally import Floats
from idealtypes.model.scheme import Scheme
from idealtypes.model.settings import Settings

DRAWS = 500  # in which codes are moved
AT_ONCE = 4_000_000  # moved estimates held at once


@dataclass(frozen=True, eq=False)
class DoubtReach:
    """How far placements and coders put the shares of second poles off, under every way of counting.

    Attributes
    ----------
    down, up
        Shape (E, cases, aspects): how far moved codes do, at the level; where two sides are compared for cases of a
        side, and the difference of the first side and the second. 0 where nothing moves.
    shift
        Shape (aspects,): how far coders put a logit off.
    two
        Shape (aspects,): which lie between two poles; of the others nothing is known here.
    """

    down: Floats
    up: Floats
    shift: Floats
    two: Bools

    def single(self, runs: Runs, inner: Ends) -> Ends:
        """The whole ends of the second poles' shares, shape (E, cases, aspects), from the informants'."""
        s = runs.shares[..., 1]
        mean = (runs.effective * s + 0.5) / (runs.effective + 1)  # no logit at a pole
        coders = [mean - _shifted(mean, sign * self.shift) for sign in (-1, 1)]
        return joined(s, inner, (self.down, coders[0]), (self.up, -coders[1]))

    def difference(self, runs: Runs, sides: tuple[int, int], case: int, aspect: int, inner: Ends) -> Ends:
        """The whole ends of the second pole's share on one side minus that on another, shape (E,), from `inner`."""
        n, s = runs.effective[:, sides, aspect], runs.shares[:, sides, aspect, 1]
        mean = (n * s + 0.5) / (n + 1)
        shifted = [_shifted(mean, sign * self.shift[aspect]) - mean for sign in (-1, 1)]
        moves = np.stack([x[:, 0] - x[:, 1] for x in shifted])
        down, up = self.down[:, case, aspect], self.up[:, case, aspect]
        if sides[0] > sides[1]:
            down, up = up, down
        return joined(
            s[:, 0] - s[:, 1],
            inner,
            (down, np.maximum(-moves.min(axis=0), 0)),
            (up, np.maximum(moves.max(axis=0), 0)),
        )


def _shifted(share: Floats, shift: Floats | float) -> Floats:
    return np.asarray(expit(logit(share) + shift))


def joined(point: Floats, inner: Ends, down: tuple[Floats, ...], up: tuple[Floats, ...]) -> Ends:
    """The ends of what independent doubts put off, each so far down and so far up, around the ends of one of them.

    >>> low, high = joined(np.array(0.5), (np.array(0.1), np.array(0.8)), (np.array(0.3),), (np.array(0.4),))
    >>> float(low), float(high)
    (0.0, 1.0)
    """
    low = point - np.sqrt((point - inner[0]) ** 2 + sum(d**2 for d in down))
    high = point + np.sqrt((inner[1] - point) ** 2 + sum(u**2 for u in up))
    return low, high


def doubt_reach(
    table: CodingTable, grid: SpecificationGrid, runs: Runs, scheme: Scheme, settings: Settings, doubt: Doubt
) -> DoubtReach | None:
    """How far the doubts reach in a scope; None where the study has the informants' alone.

    `table`, `grid` and `runs` are the scope's; `doubt` is that of the study's profile, which says what coders do.
    """
    if doubt.informants_alone:
        return None
    tail = (1 - runs.level) / 2
    two = np.array(
        [len(poles) == 2 and not there for poles, there in zip(table.poles, table.present, strict=True)]
    )
    known = zip(doubt.shifts, two.tolist(), strict=True)
    shift = np.array([float(np.quantile(s, 1 - tail)) if s is not None and own else 0.0 for s, own in known])
    ways, cases, aspects, _ = runs.shares.shape
    down, up = np.zeros((2, ways, cases // (1 if runs.tied is None else 2), aspects))
    if doubt.states["placements"] == "in":
        for a in np.intersect1d(np.flatnonzero(two), table.pair_aspect).tolist():
            down[..., a], up[..., a] = _moved(table, grid, runs, scheme, settings, a, tail)
    return DoubtReach(down, up, shift, two)


def _moved(
    table: CodingTable,
    grid: SpecificationGrid,
    runs: Runs,
    scheme: Scheme,
    settings: Settings,
    aspect: int,
    tail: float,
) -> Ends:
    """Shape (E, cases) each: how far down and up moved codes put the shares on an aspect, or their differences."""
    pairs = np.flatnonzero(table.pair_aspect == aspect)
    name, codes = table.aspects[aspect], [table.codes[k] for k in table.pair_code[pairs]]
    places = {c: {name: table.weights[p, :2].tolist()} for c, p in zip(codes, pairs.tolist(), strict=True)}
    doubt = settings.placement_doubt.common, settings.placement_doubt.code
    groups = np.arange(len(table.cases)) * len(table.aspects) + aspect
    counted = np.stack(
        [part[groups][:, pairs].toarray() for part in runs.leverage]
    )  # (ways of counting, cases, codes)
    if runs.tied is not None:
        half = counted.shape[1] // 2
        counted = counted[:, :half] - counted[:, half:]
    together = len(grid.options("placement"))
    as_for = np.resize([o.value == "as_for" for o in grid.options("against")], len(counted))
    out = np.zeros((2, len(counted), together, counted.shape[1]))
    alone = np.zeros((2, len(grid.alone), counted.shape[1]))
    for denied in sorted(set(as_for.tolist())):
        here = np.flatnonzero(as_for == denied)
        rows, back = np.unique(counted[here].reshape(-1, len(pairs)), axis=0, return_inverse=True)
        stand = grid.as_for if denied and grid.as_for is not None else grid.placements
        at = stand[:, pairs, 1] - stand[:, pairs, 0]  # (placements, codes)
        able = movable(
            codes,
            places,
            name,
            scheme.holders,
            doubt,
            mirror=not denied,
            placers=placer_doubt(scheme.placers, name),
            names=[code.id for code in scheme.codes],
        )
        moves = able.moves(aspect, DRAWS, settings.seed)
        for p in range(together):
            out[:, here, p] = np.stack(_reach(rows, at[p], moves, tail))[:, back].reshape(2, len(here), -1)
        if as_for[0] == denied:
            alone[:] = out[:, 0, 0][:, None]
            for n in np.flatnonzero((at[together:] != at[0]).any(axis=1)).tolist():
                alone[:, n] = _reach(counted[0], at[together + n], moves, tail)
    every = np.concatenate([out.reshape(2, -1, counted.shape[1]), alone], axis=1)
    return every[0], every[1]


def _reach(weights: Floats, at: Floats, moves: Floats, tail: float) -> Ends:
    """Shape (rows,) each: how far down and up moved codes put what weighs them so.

    `weights` (rows, codes), `at` (codes,) their positions, `moves` (draws, codes).
    """
    moved = ((np.clip(at + moves, -1, 1) - at) / 2).T
    low, high = np.zeros((2, len(weights)))
    some = max(1, AT_ONCE // DRAWS)
    for start in range(0, len(weights), some):
        rows = slice(start, start + some)
        low[rows], high[rows] = row_quantiles(weights[rows] @ moved, tail, 1 - tail)
    return np.maximum(-low, 0), np.maximum(high, 0)
