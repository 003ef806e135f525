"""Doubt about where codes stand: were every code a little elsewhere, what would the evidence come to?

A code's position between two poles is x_k + u_a + e_k, held within [−1, 1]: u_a ~ N(0, common²) is the same for all
codes on an aspect, e_k ~ N(0, code²) is its own; both are the same for all cases and views. A code that inherits its
place shares its ancestor's e; one that is put *against* mirrors its code's move. Codes at a pole can only move inward.
The common part is essential: without it many codes would average the doubt away.

Where R people placed the codes of an aspect, x_k is their mean, and how far they differ takes the place of the
settings: ŝ_b² the variance of the placers' mean deviations and se² the residual of codes × placers give
s_b² = (2·.15² + (R − 1)ŝ_b²)/(R + 1), u_a ~ t_{R+1}·√(s_b²/R) and e_k ~ N(0, se²/R). Codes that fewer than two
placed have the settings'.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from idealtypes.engine.intervals import sizes_under
from idealtypes.engine.parts import Parts
from idealtypes.engine.tally import Floats, Ints, Tally
from idealtypes.model.placement import PlacedBy
from idealtypes.model.stance import unsigned

STREAM = 4103  # of the moves' numbers
USUAL, WORTH = 0.15, 2.0  # the sd of a weak prior for how placers differ in level, and its degrees of freedom


@dataclass(frozen=True, eq=False)
class Movable:
    """The codes on one aspect between two poles, each with what moves it.

    Attributes
    ----------
    codes
        What stands in the rows: codes of the scheme, signed ones, ratings and claims.
    position
        Shape (codes,): where the code stands that it takes its place from, in [−1, 1].
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
    position: Floats
    sign: Floats
    holder: Ints
    common: Floats
    own: Floats
    df: Floats

    @property
    def still(self) -> bool:
        """Whether nothing moves."""
        return not (self.common.any() or self.own.any())

    def moved(self, aspect: int, draws: int, seed: int) -> Floats:
        """Shape (draws, codes): positions; the same for the same seed, aspect and code, whatever else is asked."""
        return np.clip(self.position * self.sign + self.moves(aspect, draws, seed), -1.0, 1.0)

    def moves(self, aspect: int, draws: int, seed: int) -> Floats:
        """Shape (draws, codes): how far each code moves, were there no ends to hold it."""
        u = np.random.default_rng([seed, STREAM, aspect]).standard_normal(draws)
        e = np.zeros((draws, len(self.codes)))
        for holder in np.unique(self.holder[self.own > 0]).tolist():
            # a seed that ends in 0 is the one without it: the numbers of code 0 would be those of u
            key = [seed, STREAM, aspect, holder, 2 * int(holder == 0)]
            e[:, self.holder == holder] = np.random.default_rng(key).standard_normal(draws)[:, None]
        wide = np.ones((draws, len(self.codes)))
        for df in np.unique(self.df[np.isfinite(self.df)]).tolist():
            square = np.random.default_rng([seed, STREAM, aspect, 0, 1]).chisquare(df, draws)
            wide[:, self.df == df] = np.sqrt(df / square)[:, None]
        moves: Floats = self.sign * (u[:, None] * self.common * wide + e * self.own)
        return moves


@dataclass(frozen=True)
class PlacerDoubt:
    """How far the people who placed the codes of an aspect differ: what takes the place of the settings.

    Attributes
    ----------
    placers
        R.
    common
        √(s_b²/R), the scale of u_a with R + 1 degrees of freedom.
    own
        Code → √(se²/R), R those who placed the code; the codes that two or more placed.
    """

    placers: int
    common: float
    own: Mapping[str, float]


def placer_doubt(placed: Iterable[PlacedBy], aspect: str) -> PlacerDoubt | None:
    """How far placers differ on an aspect between two poles; None where that cannot be told: fewer than two placers,
    two codes, or no chain of common codes from each to every other.

    Two people, two codes: positions −1 and −.5, and 0 and .1. They differ by .5 and .1, so that their mean deviations
    are ∓.15, ŝ_b² = .045; what is left is ±.1 each, se² = .04 with one degree of freedom.

    >>> said = {("a", "one"): -1.0, ("a", "two"): -0.5, ("b", "one"): 0.0, ("b", "two"): 0.1}
    >>> placed = [PlacedBy(c, "h", p, ((1 - x) / 2, (1 + x) / 2)) for (c, p), x in said.items()]
    >>> found = placer_doubt(placed, "h")
    >>> round(found.common**2 * 2, 6), {code: round(sd**2 * 2, 6) for code, sd in found.own.items()}
    (0.03, {'a': 0.04, 'b': 0.04})
    """
    here = [one for one in placed if one.aspect == aspect]
    several = {code for code, many in Counter(one.code for one in here).items() if many > 1}
    here = [one for one in here if one.code in several]
    codes, code = np.unique([one.code for one in here], return_inverse=True)
    people, placer = np.unique([one.placer for one in here], return_inverse=True)
    K, R, N = len(codes), len(people), len(here)
    if not here or N <= K + R - 1:
        return None
    x = np.array([one.shares[1] - one.shares[0] for one in here])
    cells = np.concatenate([np.eye(K)[code], np.eye(R)[placer]], axis=1)
    fitted, _, rank, _ = np.linalg.lstsq(cells, x, rcond=None)
    if rank < K + R - 1:  # no chain of common codes
        return None
    lean = fitted[K:] - fitted[K:].mean()
    error = float(((x - cells @ fitted) ** 2).sum() / (N - K - R + 1))
    between = (WORTH * USUAL**2 + float((lean**2).sum())) / (WORTH + R - 1)
    times = np.bincount(code)
    own = {name: float(np.sqrt(error / n)) for name, n in zip(codes.tolist(), times, strict=True)}
    return PlacerDoubt(R, float(np.sqrt(between / R)), own)


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
        The codes, and per code and aspect the shares of the two poles.
    holders
        Code → the number of the code whose place it has, and that code's own doubt, if it has one. Codes that are not
        here (ratings, claims) do not move.
    doubt
        Standard deviations: common to an aspect, and of a code.
    mirror
        Whether codes that are put against mirror their code's place.
    placers, names
        What placers differ by, in place of that, and the code of each number.

    >>> m = movable(["a", "!a", "rating"], {"a": {"h": (0, 1)}, "!a": {"h": (1, 0)}, "rating": {"h": (0.5, 0.5)}}, "h",
    ...     {"a": (0, None)}, (0.15, 0.25))
    >>> m.position.tolist(), m.sign.tolist(), m.own.tolist()
    ([1.0, 1.0, 0.0], [1.0, -1.0, 1.0], [0.25, 0.25, 0.0])
    >>> moved = m.moved(0, 100, 1)
    >>> bool((moved[:, 0] == -moved[:, 1]).all()), float(moved.max()), bool((moved[:, 2] == 0).all())
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
    at = np.array([placements[code][aspect][1] - placements[code][aspect][0] for code in codes], float)
    numbers = np.array([number for number, _ in known], int)
    return Movable(tuple(codes), sign * at, sign, numbers, common, own, df)


def moved_shares(
    tally: Tally, parts: Parts, aspect: int, codes: Movable, draws: int, seed: int, level: float
) -> tuple[Ints, Floats, Floats]:
    """The cases with evidence on an aspect, and their shares of the second pole and effective sizes: (draws, cases).

    `parts` are the tally's by code; `codes` are those of `parts`, in its order.
    """
    here = np.flatnonzero(tally.aspect == aspect)
    cases, group = np.unique(tally.case[here], return_inverse=True)
    own = np.searchsorted(here, parts.cell)
    mine = np.flatnonzero((own < len(here)) & (here[np.minimum(own, len(here) - 1)] == parts.cell))
    column = {code: n for n, code in enumerate(codes.codes)}
    item = np.array([column[parts.ids[0][i]] for i in parts.item[mine, 0]], int)
    weight = np.zeros((len(codes.codes), len(here)))
    np.add.at(weight, (item, own[mine]), parts.weight[mine])
    formal = (1 + codes.moved(aspect, draws, seed)) / 2
    # what no code of these rows has put there stays where it is
    still = tally.mass[here, 1] - (1 + codes.sign * codes.position) / 2 @ weight
    shares, sizes = sizes_under(
        formal, weight, still, tally.total[here], tally.statements[here], group, level
    )
    return cases, shares, sizes
