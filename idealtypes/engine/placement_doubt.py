"""Doubt about where codes stand: were every code a little elsewhere, what would the evidence come to?

A code's position between two poles is x_k + u_a + e_k, held within [−1, 1]: u_a ~ N(0, common²) is the same for all
codes on an aspect, e_k ~ N(0, code²) is its own; both are the same for all cases and views. A code that inherits its
place shares its ancestor's e; one that is put *against* mirrors its code's move. Codes at a pole can only move inward.
The common part is essential: without it many codes would average the doubt away.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from idealtypes.engine.intervals import sizes_under
from idealtypes.engine.parts import Parts
from idealtypes.engine.tally import Floats, Ints, Tally
from idealtypes.model.stance import unsigned

STREAM = 4103  # of the moves' numbers


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
    """

    codes: tuple[str, ...]
    position: Floats
    sign: Floats
    holder: Ints
    common: Floats
    own: Floats

    @property
    def still(self) -> bool:
        """Whether nothing moves."""
        return not (self.common.any() or self.own.any())

    def moved(self, aspect: int, draws: int, seed: int) -> Floats:
        """Shape (draws, codes): positions; the same for the same seed, aspect and code, whatever else is asked."""
        u = np.random.default_rng([seed, STREAM, aspect]).standard_normal(draws)
        e = np.zeros((draws, len(self.codes)))
        for holder in np.unique(self.holder[self.own > 0]).tolist():
            one = np.random.default_rng([seed, STREAM, aspect, holder]).standard_normal(draws)
            e[:, self.holder == holder] = one[:, None]
        moves = u[:, None] * self.common + e * self.own
        return self.sign * np.clip(self.position + moves, -1.0, 1.0)


def movable(
    codes: Sequence[str],
    placements: Mapping[str, Mapping[str, Sequence[float]]],
    aspect: str,
    holders: Mapping[str, tuple[int, float | None]],
    doubt: tuple[float, float],
    *,
    mirror: bool = True,
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
    at = np.array([placements[code][aspect][1] - placements[code][aspect][0] for code in codes], float)
    return Movable(
        codes=tuple(codes),
        position=sign * at,
        sign=sign,
        holder=np.array([number for number, _ in known], int),
        # what is placed exactly by definition does not share in the aspect's doubt either
        common=np.where([said == 0 for _, said in known], 0.0, doubt[0]),
        own=own,
    )


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
