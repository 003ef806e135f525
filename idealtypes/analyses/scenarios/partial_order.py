"""Which sets of measures can be ordered, and how: pairs that can be compared, and the partial order that holds.

Of two sets one is above the other where on every outcome that is weighed it can be told how they differ
(`comparable`), and Σ w v (A − A′) > 0 in as many draws as a direction needs, over what is uncertain and the weights.
Outcomes that only what is reported decides have a direction and no size: they take the order away where they point the
other way, and add nothing where they do not. A pair is kept only with all that follows from it: where a is above b and
b above c, a is above c by its own draws. So what is left is a partial order (transitive, without circles), whatever the
sets are called and in which order they stand.

A board's beliefs complete a second order, where informants and reports do not suffice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from idealtypes.analyses.compare.acceptability import EQUAL
from idealtypes.analyses.scenarios.baseline import Baseline
from idealtypes.analyses.scenarios.board import believed, believed_lead
from idealtypes.analyses.scenarios.comparable import WAYS, Missing, SetsBeside, missing
from idealtypes.analyses.scenarios.effects import Effects, Mask
from idealtypes.engine.result import screenful
from idealtypes.engine.tally import Floats
from idealtypes.errors import Reason


@dataclass(frozen=True)
class PairOrder:
    """Two sets of measures, in the order of the scenarios.

    Attributes
    ----------
    a, b
        The scenarios.
    alike
        Whether the two change the same things: then nothing decides between them.
    missing
        What keeps them from being compared; empty where they can be.
    better, worse
        The share of draws in which a does better than b, and worse; None where they cannot be compared, or where only
        what is reported decides.
    above, dominates
        Which of the two is above the other in the partial order; which is nowhere worse and somewhere better, each
        with the probability that a direction needs; None where neither.
    reported
        Outcomes that only what is reported decides.
    believed
        Outcomes that the board's beliefs decide; `contradicted` are those of them where what is reported points the
        other way than the order.
    """

    a: str
    b: str
    alike: bool
    missing: tuple[Missing, ...]
    better: float | None
    worse: float | None
    above: str | None
    dominates: str | None
    reported: tuple[str, ...] = ()
    believed: tuple[str, ...] = ()
    contradicted: tuple[str, ...] = ()

    def grouped(self) -> tuple[tuple[tuple[Reason, ...], tuple[str, ...]], ...]:
        """What is missing, the outcomes with the same reasons together, those that speak against an order first."""
        found: dict[tuple[Reason, ...], list[str]] = {}
        for one in self.missing:
            found.setdefault(one.why, []).append(one.outcome)

        def weight(why: tuple[Reason, ...]) -> int:
            return next((n for n, way in enumerate(WAYS) if why[-1].code.endswith(f"_{way}")), len(WAYS))

        return tuple((why, tuple(found[why])) for why in sorted(found, key=weight))

    def to_dict(self) -> dict[str, Any]:
        return {
            "a": self.a,
            "b": self.b,
            "alike": self.alike,
            "comparable": not self.missing,
            "missing": [one.to_dict() for one in self.missing],
            "better": self.better,
            "worse": self.worse,
            "above": self.above,
            "dominates": self.dominates,
            "by_reported": list(self.reported),
            "by_beliefs": list(self.believed),
            "reported_against": list(self.contradicted),
        }


@dataclass(frozen=True, eq=False, repr=False)
class PartialOrder:
    """How sets of measures can be ordered.

    Attributes
    ----------
    outcomes
        The outcomes that are weighed, and decide between any two sets that are not alike.
    restated
        Outcomes that are left out because they restate a measure, with the measures.
    pairs
        Every two of the sets.
    above
        The partial order: (better, worse), with all that follows from it.
    covers
        Of these the pairs with nothing between them: the lines of the drawing.
    """

    outcomes: tuple[str, ...]
    restated: Mapping[str, tuple[str, ...]]
    pairs: tuple[PairOrder, ...]
    above: tuple[tuple[str, str], ...]
    covers: tuple[tuple[str, str], ...]

    def __repr__(self) -> str:
        lines = [f"{a} above {b}" for a, b in self.covers] or ["no two of them can be ordered"]
        return screenful([f"PartialOrder of {len(self.pairs)} pairs", *lines])

    @property
    def ranked(self) -> bool:
        """Whether any two can be compared by what is quoted: then they have ranks."""
        return bool(self.outcomes) and not any(pair.missing or pair.reported for pair in self.pairs)

    def of(self, one: str, other: str) -> PairOrder:
        """The pair of two sets, whichever comes first; KeyError where there is none."""
        found = [pair for pair in self.pairs if {pair.a, pair.b} == {one, other}]
        if not found:
            raise KeyError((one, other))
        return found[0]

    def to_dict(self) -> dict[str, Any]:
        return {
            "outcomes": list(self.outcomes),
            "restated": {outcome: list(measures) for outcome, measures in self.restated.items()},
            "ranked": self.ranked,
            "pairs": [pair.to_dict() for pair in self.pairs],
            "above": [list(pair) for pair in self.above],
            "covers": [list(pair) for pair in self.covers],
        }


def partial_order(
    base: Baseline,
    ids: Sequence[str],
    found: Sequence[Effects],
    outcomes: Sequence[str],
    weights: Floats,
    *,
    board: bool = False,
) -> PartialOrder:
    """Order sets of measures as far as what is said of the outcomes allows.

    Parameters
    ----------
    ids, found
        The sets, and what each does.
    outcomes, weights
        What is weighed, and the weights, shape (D, outcomes).
    board
        Whether the board's beliefs decide what informants and reports leave open.
    """
    drawn = believed(base) if board else None
    n = len(ids)
    reaches = np.zeros((n, n), bool)
    pairs: dict[tuple[int, int], PairOrder] = {}
    for a in range(n):
        for b in range(a + 1, n):
            difference = SetsBeside(base, found[a], found[b])
            pair = _pair(base, (ids[a], ids[b]), difference, outcomes, weights, drawn)
            pairs[a, b] = pair
            reaches[a, b], reaches[b, a] = pair.above == ids[a], pair.above == ids[b]
    above = inner_order(reaches)
    between = (above.astype(int) @ above.astype(int)) > 0
    kept = tuple(
        pair
        if pair.above is None or above[a, b] or above[b, a]
        else replace(pair, above=None, contradicted=())
        for (a, b), pair in pairs.items()
    )
    return PartialOrder(
        tuple(outcomes), base.stated.restated, kept, _named(ids, above), _named(ids, above & ~between)
    )


def inner_order(reaches: Mask) -> Mask:
    """The pairs (row above column) of a relation that stay when each needs all that follows from it.

    It is a partial order: (a, b) stays where whatever b reaches a reaches too, and whatever reaches a reaches b.

    >>> inner_order(np.array([[0, 1, 0], [0, 0, 1], [0, 0, 0]], bool)).sum().item()  # a over b over c, not a over c
    0
    """
    short = (~reaches).astype(int)
    lost = (short @ reaches.T.astype(int) > 0) | (reaches.T.astype(int) @ short > 0)
    kept: Mask = reaches & ~lost & ~reaches.T
    return kept


def _named(ids: Sequence[str], above: Mask) -> tuple[tuple[str, str], ...]:
    return tuple((ids[a], ids[b]) for a, b in np.argwhere(above).tolist())


def _pair(
    base: Baseline,
    ids: tuple[str, str],
    difference: SetsBeside,
    outcomes: Sequence[str],
    weights: Floats,
    drawn: Floats | None,
) -> PairOrder:
    """How two sets stand to each other; `drawn` are the board's beliefs where they count."""
    alike = not difference.sides
    if alike or not outcomes:
        return PairOrder(*ids, alike, (), None, None, None, None)
    at = [base.outcomes.index(outcome) for outcome in outcomes]
    wanted = base.wanted[at]
    good = difference.lead[at] * wanted[:, None]
    favoured = float((good.T * weights).sum(axis=1).mean())
    open_ = missing(base, difference, outcomes, int(np.sign(favoured)) if abs(favoured) > EQUAL else 0)
    held = {one.outcome: None if drawn is None else _believed(base, difference, drawn, one) for one in open_}
    left = tuple(one for one in open_ if held[one.outcome] is None)
    by_beliefs = tuple(outcome for outcome, lead in held.items() if lead is not None)
    if left:
        return PairOrder(*ids, False, left, None, None, None, None, believed=by_beliefs)
    ways = np.zeros(len(outcomes), int)
    for k, outcome in enumerate(outcomes):
        lead = held.get(outcome)
        if lead is not None:
            good[k] = lead * wanted[k]
        else:
            ways[k] = difference.heard(at[k]).by_reported * wanted[k]
    counted = ways == 0
    standing = _standing(good[counted], weights[:, counted], set(ways[~counted]), base.stated.direction)
    named = {1: ids[0], -1: ids[1], 0: None}
    return PairOrder(
        *ids,
        False,
        (),
        standing.better,
        standing.worse,
        named[standing.above],
        named[standing.dominates],
        tuple(outcome for outcome, way in zip(outcomes, ways, strict=True) if way),
        by_beliefs,
        tuple(one.outcome for one in open_ if _towards(base, one) * standing.above < 0),
    )


def _believed(base: Baseline, difference: SetsBeside, drawn: Floats, one: Missing) -> Floats | None:
    return believed_lead(base, drawn, difference.one.chosen, difference.other.chosen, one.outcome)


def _towards(base: Baseline, one: Missing) -> int:
    """1 where more reported statements speak for the first set than for the second, −1 where fewer."""
    more = int(np.sign(len(one.reported_for) - len(one.reported_against)))
    return more * int(base.wanted[base.outcomes.index(one.outcome)])


@dataclass(frozen=True)
class _Standing:
    """P(the first is better), P(it is worse), and 1, −1 or 0: which is above the other, which dominates."""

    better: float | None
    worse: float | None
    above: int
    dominates: int


def _standing(good: Floats, weights: Floats, sided: set[int], enough: float) -> _Standing:
    """How two sets stand, from how much better the first is on each outcome, shape (outcomes, D).

    `sided` is where the outcomes point that have a direction and no size.
    """
    if len(sided) == 2:
        return _Standing(None, None, 0, 0)
    side = next(iter(sided), 0)
    if not len(good):
        return _Standing(None, None, side, side)
    value = (good.T * weights).sum(axis=1)
    above = dominates = 0
    for sign in (1, -1) if not side else (side,):
        lead = sign * value
        reached = lead >= -EQUAL if side else lead > EQUAL
        at_least = (sign * good >= -EQUAL).mean(axis=1)
        more = (sign * good > EQUAL).mean(axis=1)
        above = sign if reached.mean() >= enough else above
        if (at_least >= enough).all() and (side or (more >= enough).any()):
            dominates = sign
    return _Standing(float((value > EQUAL).mean()), float((value < -EQUAL).mean()), above, dominates)
