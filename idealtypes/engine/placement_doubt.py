"""Doubt about where codes stand: were every code a little elsewhere, what would the evidence come to?

A code's position between two poles is x_k + u_a + e_k, held within [−1, 1]: u_a ~ N(0, common²) is the same for all
codes on an aspect, e_k ~ N(0, code²) is its own; both are the same for all cases and views. A code that inherits its
place shares its ancestor's e; one that is put *against* mirrors its code's move. Codes at a pole can only move inward.
The common part is essential: without it many codes would average the doubt away. Where several people placed the codes
between two poles, how far they differ takes the place of the settings (`engine.placer_doubt`).

Among three or more poles each share of a code is moved by (u_ap + e_kp)/√2, and the code stands at the nearest shares
that sum to 1: with two poles that is the same. (Moving log-ratios instead covers too little: a code at a pole hardly
moves, `benchmarks/three_poles.py`.)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from idealtypes.engine.codings import CodingRows
from idealtypes.engine.intervals import sizes_under
from idealtypes.engine.parts import Parts
from idealtypes.engine.placer_doubt import PlacerDoubt
from idealtypes.engine.tally import Floats, Ints, Tally
from idealtypes.model.stance import unsigned

STREAM = 4103  # of the moves' numbers
Normals = tuple[Floats, Floats]


@dataclass(frozen=True, eq=False)
class Movable:
    """The codes on one aspect, each with what moves it.

    Attributes
    ----------
    codes
        What stands in the rows: codes of the scheme, signed ones, ratings and claims.
    shares
        Shape (codes, K): where the code stands that it takes its place from, as shares of the poles.
    sign
        Shape (codes,): −1 for a code that mirrors it.
    holder
        Shape (codes,): the number of that code; codes with one number move together.
    common, own
        Shape (codes,): standard deviations of u and e; 0 for what does not move.
    df
        Shape (codes,): the degrees of freedom of u, inf where it is normal.
    """

    codes: tuple[str, ...]
    shares: Floats
    sign: Floats
    holder: Ints
    common: Floats
    own: Floats
    df: Floats

    @property
    def still(self) -> bool:
        """Whether nothing moves."""
        return not (self.common.any() or self.own.any())

    @property
    def two(self) -> bool:
        """Whether there are two poles, so that a code has a position between them."""
        return bool(self.shares.shape[1] == 2)

    @property
    def position(self) -> Floats:
        """Shape (codes,): between two poles where the code stands that it takes its place from, in [−1, 1]."""
        at: Floats = self.shares[:, 1] - self.shares[:, 0]
        return at

    def placed(self) -> Floats:
        """Shape (P, codes): the shares as they are, between two poles the second's alone (P = 1), else of all."""
        if self.two:
            return (1 + self.position * self.sign)[None] / 2
        return self._mirrored(self.shares.T[:, None])[:, 0]

    def moved(self, aspect: int, draws: int, seed: int, normals: Normals | None = None) -> Floats:
        """Shape (P, draws, codes): the shares as they may be, of the same poles; the same for the same seed, aspect and
        code, whatever else is asked. `normals` are those of `normals`, where they are at hand."""
        if self.two:
            at = np.clip(self.position * self.sign + self.moves(aspect, draws, seed, normals), -1.0, 1.0)
            return np.asarray((1 + at) / 2)[None]
        u, e = self.normals(aspect, draws, seed) if normals is None else normals
        off = (u[..., None] * self.common + e * self.own) / np.sqrt(2)
        # what does not move is not put on the nearest shares either: its own may be rounded
        moves = (self.common > 0) | (self.own > 0)
        found = np.where(moves, nearest_shares(self.shares.T[:, None] + off), self.shares.T[:, None])
        return self._mirrored(found)

    def moves(self, aspect: int, draws: int, seed: int, normals: Normals | None = None) -> Floats:
        """Shape (draws, codes): how far each code between two poles moves, were there no ends to hold it."""
        (u,), (e,) = self.normals(aspect, draws, seed) if normals is None else normals
        wide = np.ones((draws, len(self.codes)))
        for df in np.unique(self.df[np.isfinite(self.df)]).tolist():
            square = np.random.default_rng([seed, STREAM, aspect, 0, 1]).chisquare(df, draws)
            wide[:, self.df == df] = np.sqrt(df / square)[:, None]
        moves: Floats = self.sign * (u[:, None] * self.common * wide + e * self.own)
        return moves

    def normals(self, aspect: int, draws: int, seed: int) -> Normals:
        """Standard normals: of the aspect, shape (P, draws), of the codes (P, draws, codes), P 1 between two poles.
        They do not hang on where the codes stand."""
        several = 1 if self.two else self.shares.shape[1]
        u = np.random.default_rng([seed, STREAM, aspect]).standard_normal((several, draws))
        e = np.zeros((several, draws, len(self.codes)))
        for holder in np.unique(self.holder[self.own > 0]).tolist():
            # a seed that ends in 0 is the one without it: the numbers of code 0 would be those of u
            key = [seed, STREAM, aspect, holder, 2 * int(holder == 0)]
            drawn = np.random.default_rng(key).standard_normal((several, draws))
            e[..., self.holder == holder] = drawn[..., None]
        return u, e

    def _mirrored(self, shares: Floats) -> Floats:
        """Shares of shape (K, draws, codes), those of codes that are put against as they stand."""
        K = len(shares)
        found: Floats = np.where(self.sign < 0, (1 - shares) / (K - 1), shares)
        return found


def nearest_shares(points: Floats) -> Floats:
    """The shares that sum to 1 along the first axis and lie nearest to points: max(x − θ, 0), θ such that they do.

    Held, Wolfe & Crowder (1974), "Validation of subgradient optimization", Mathematical Programming 6, 62–88.

    >>> nearest_shares(np.array([1.2, 0.1, -0.3])).round(6).tolist()
    [1.0, 0.0, 0.0]
    >>> nearest_shares(np.array([0.8, 0.5, -0.3])).round(6).tolist()
    [0.65, 0.35, 0.0]
    """
    down = -np.sort(-points, axis=0)
    count = np.arange(1, len(points) + 1).reshape(-1, *[1] * (points.ndim - 1))
    theta = (np.cumsum(down, axis=0) - 1) / count
    kept = (down > theta).sum(axis=0, keepdims=True)
    found: Floats = np.maximum(points - np.take_along_axis(theta, kept - 1, axis=0), 0.0)
    return found


def movable(
    codes: Sequence[str],
    placements: Mapping[str, Mapping[str, Sequence[float]]],
    aspect: str,
    holders: Mapping[str, tuple[int, float | None]],
    doubt: tuple[float, float],
    *,
    mirror: bool = True,
    placers: PlacerDoubt | None = None,
    names: Sequence[str] = (),
) -> Movable:
    """The codes of some rows on an aspect, with what moves them.

    Parameters
    ----------
    codes, placements, aspect
        The codes, and per code and aspect the shares of the poles.
    holders
        Code → the number of the code whose place it has, and that code's own doubt, if it has one. Codes that are not
        here (ratings, claims) do not move.
    doubt
        Standard deviations: common to an aspect, and of a code.
    mirror
        Whether codes that are put against mirror their code's place.
    placers, names
        What placers differ by, in place of that, and the code of each number; between two poles alone.

    >>> m = movable(["a", "!a", "rating"], {"a": {"h": (0, 1)}, "!a": {"h": (1, 0)}, "rating": {"h": (0.5, 0.5)}}, "h",
    ...     {"a": (0, None)}, (0.15, 0.25))
    >>> m.position.tolist(), m.sign.tolist(), m.own.tolist()
    ([1.0, 1.0, 0.0], [1.0, -1.0, 1.0], [0.25, 0.25, 0.0])
    >>> (moved,) = m.moved(0, 100, 1)
    >>> bool((moved[:, 0] == 1 - moved[:, 1]).all()), float(moved.max()), bool((moved[:, 2] == 0.5).all())
    (True, 1.0, True)
    """
    plain = [unsigned(code) for code in codes]
    known = [holders.get(code, (-1, 0.0)) for code, _ in plain]
    sign = np.array([-1.0 if against and mirror else 1.0 for _, against in plain])
    own = np.array([doubt[1] if said is None else said for _, said in known])
    # what is placed exactly by definition does not share in the aspect's doubt either
    common = np.where([said == 0 for _, said in known], 0.0, doubt[0])
    df = np.full(len(codes), np.inf)
    for n, (number, said) in enumerate(known):
        if placers is not None and said is None and (name := names[number]) in placers.own:
            own[n], common[n], df[n] = placers.own[name], placers.common, placers.placers + 1
    at = np.array([placements[code][aspect] for code in codes], float)
    K = at.shape[1]
    at = np.where(sign[:, None] < 0, 1 - (K - 1) * at, at)  # mirrored back
    numbers = np.array([number for number, _ in known], int)
    return Movable(tuple(codes), at, sign, numbers, common, own, df)


def moved_shares(
    tally: Tally,
    parts: Parts,
    aspect: int,
    codes: Movable,
    draws: int,
    seed: int,
    level: float,
    table: CodingRows,
) -> tuple[Ints, Floats, Floats]:
    """The cases with evidence on an aspect, their shares (P, draws, cases) and effective sizes (draws, cases).

    Between two poles P is 1, and the share is that of the second; else shares are of all poles. `parts` are the tally's
    by code; `codes` are those of `parts`, in its order. While codes of `table` are tried out elsewhere, an aspect on
    which none was moved is not asked again.
    """
    here = np.flatnonzero(tally.aspect == aspect)
    cases, group = np.unique(tally.case[here], return_inverse=True)
    own = np.searchsorted(here, parts.cell)
    mine = np.flatnonzero((own < len(here)) & (here[np.minimum(own, len(here) - 1)] == parts.cell))
    column = {code: n for n, code in enumerate(codes.codes)}
    item = np.array([column.get(code, -1) for code in parts.ids[0]], int)[parts.item[mine, 0]]
    weight = np.zeros((len(codes.codes), len(here)))
    np.add.at(weight, (item, own[mine]), parts.weight[mine])
    poles = slice(1, 2) if codes.two else slice(0, codes.shares.shape[1])
    # what no code of these rows has put there stays where it is
    still = tally.mass[here, poles].T - codes.placed() @ weight
    cells = weight, still, tally.total[here], tally.statements[here], group
    of = tally.weighting, tally.repeats, aspect, draws, seed

    def found() -> tuple[Floats, Floats]:
        alone = codes.codes, codes.holder, codes.own > 0, codes.two
        normals = table.latest(("normals", *of), alone, lambda: codes.normals(aspect, draws, seed))
        return sizes_under(codes.moved(aspect, draws, seed, normals), *cells, level)

    shares, sizes = table.latest(("moved", *of, level), (*vars(codes).values(), *cells), found)
    return cases, shares, sizes
