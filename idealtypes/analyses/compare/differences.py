"""Differences between cases, aspect by aspect: see `engine.difference_ends` for how they are made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from idealtypes.analyses.compare.points import COMPLETE
from idealtypes.engine.difference_ends import BLOCK, DifferenceEnds, difference_ends
from idealtypes.engine.difference_interval import Family, FamilyName
from idealtypes.engine.profile import Profile
from idealtypes.engine.result import Why, number, said, why_keys
from idealtypes.engine.tally import Floats, Ints
from idealtypes.errors import Reason, reason

# Beyond so many pairs of cases (500 cases make 124,750) pairs are not listed one by one.
MOST_PAIRS = 130_000


@dataclass(frozen=True, slots=True)
class Difference:
    """How case `a` differs from case `b` on an aspect.

    With two poles (`pole` None) it is the difference of the balances, in [−2, 2]. With three or more poles there is
    one difference for each pole: that of its shares, in [−1, 1]; on an aspect of `kind: presence` that of its weights.

    `interval` holds for this one difference and the informants' doubt, `interval_whole` with every doubt that is in
    the draws, `simultaneous` so for all differences of the family at once; all contain `difference`. `probability`,
    on the joint draws, is P(a is nearer the second pole than b), or P(a gives the pole a larger share); where cases are
    pooled it is of the pooled draws, and `unpooled` what the joint draws say. They are None, with `why`, where a case
    is silent or nothing was sampled. Where what is reported by extents leaves two ends, `bounds` and `probabilities`
    are the difference and the probability at these, instead.
    """

    a: str
    b: str
    aspect: str
    difference: float | None
    interval: tuple[float, float] | None
    probability: float | None
    why: Why
    pole: str | None = None
    simultaneous: tuple[float, float] | None = None
    bounds: tuple[float, float] | None = None
    probabilities: tuple[float, float] | None = None
    interval_whole: tuple[float, float] | None = None
    unpooled: float | None = None

    @property
    def clear(self) -> bool:
        """Whether the simultaneous interval leaves out 0: a difference that stands after looking at all of them."""
        return self.simultaneous is not None and not self.simultaneous[0] <= 0 <= self.simultaneous[1]

    def to_dict(self) -> dict[str, Any]:
        return {
            "a": self.a,
            "b": self.b,
            "aspect": self.aspect,
            "pole": self.pole,
            "difference": self.difference,
            "interval": None if self.interval is None else list(self.interval),
            "interval_whole": None if self.interval_whole is None else list(self.interval_whole),
            "simultaneous": None if self.simultaneous is None else list(self.simultaneous),
            "probability": self.probability,
            "probability_unpooled": self.unpooled,
            **self._ends(),
            **why_keys(self.why),
        }

    def _ends(self) -> dict[str, list[float] | None]:
        if self.bounds is None:
            return {}
        chances = None if self.probabilities is None else list(self.probabilities)
        return {"bounds": list(self.bounds), "probabilities": chances}

    def record(self) -> dict[str, Any]:
        """One flat record, for tables."""
        low, high = self.interval or (None, None)
        all_low, all_high = self.simultaneous or (None, None)
        whole_low, whole_high = self.interval_whole or (None, None)
        return {
            "a": self.a,
            "b": self.b,
            "aspect": self.aspect,
            "pole": self.pole,
            "difference": self.difference,
            "low": low,
            "high": high,
            "whole_low": whole_low,
            "whole_high": whole_high,
            "simultaneous_low": all_low,
            "simultaneous_high": all_high,
            "probability": self.probability,
            "probability_unpooled": self.unpooled,
            **(
                {}
                if self.bounds is None
                else dict(zip(("bound_low", "bound_high"), self.bounds, strict=True))
            ),
            "why": said(self.why),
        }


def differences(
    profile: Profile,
    against: int | None = None,
    family: FamilyName = "shown",
    *,
    pairs: tuple[Ints, Ints] | None = None,
    pooled: Sequence[Floats | None] = (),
) -> tuple[tuple[Difference, ...], Family, Reason | None]:
    """All differences of a profile, the family they were taken as, and why there are none (else None).

    Parameters
    ----------
    profile
        The profile, with its draws.
    against
        The number of the one case to compare all others with; by default all pairs, in the order of the cases.
    family
        What the simultaneous intervals hold for together.
    pairs
        The numbers of the two cases of each pair, where it is not all of them or all with one.
    pooled
        Per aspect the pooled draws (see `pooled_cases`), for the probabilities; None where cases are not pooled.
    """
    n = len(profile.cases)
    why = too_many(n, against) if pairs is None else None
    if why:
        return (), Family(family, {"": 0}, {"": profile.settings.level}, profile.settings.level, 0), why
    a, b = pairs_of(n, against) if pairs is None else pairs
    ends, named = difference_ends(profile, a, b, family)
    chances = {
        k: _chances(drawn[:, : named.draws], a, b) for k, drawn in enumerate(pooled) if drawn is not None
    }
    return tuple(_rows(profile, ends, a, b, chances)), named, None


def _chances(drawn: Floats, a: Ints, b: Ints) -> list[float]:
    """Per pair the probability that the first is nearer the second pole."""
    size, out = max(1, BLOCK // drawn.shape[1]), np.empty(len(a))
    for start in range(0, len(a), size):
        rows = slice(start, start + size)
        out[rows] = (drawn[a[rows]] > drawn[b[rows]]).mean(axis=1)
    found: list[float] = out.tolist()
    return found


def too_many(cases: int, against: int | None) -> Reason | None:
    """Why the pairs of so many cases are not listed; None where they are."""
    if cases < 2:
        return reason("compare.one_case" if cases else "compare.no_case")
    pairs = cases * (cases - 1) // 2
    if against is None and pairs > MOST_PAIRS:
        return reason("compare.too_many_pairs", cases=cases, pairs=pairs)
    return None


def pairs_of(n: int, against: int | None) -> tuple[Ints, Ints]:
    """The numbers of the two cases of each pair."""
    if against is None:
        first, second = np.triu_indices(n, 1)
        return first, second
    others = np.delete(np.arange(n), against)
    return others, np.full(len(others), against)


def _rows(
    profile: Profile, ends: Sequence[DifferenceEnds], a: Ints, b: Ints, pooled: Mapping[int, list[float]]
) -> Iterator[Difference]:
    cases, aspects = profile.cases, profile.aspects
    columns = [(e, e.numbers.tolist(), e.told.tolist()) for e in ends]
    for row, (i, j) in enumerate(zip(a.tolist(), b.tolist(), strict=True)):
        for column, numbers, tellable in columns:
            point, low, high, whole_low, whole_high, all_low, all_high, chance = numbers[row]
            told = tellable[row]
            among = pooled.get(column.aspect)
            yield Difference(
                a=cases[i],
                b=cases[j],
                aspect=aspects[column.aspect],
                difference=number(point),
                interval=(low, high) if told else None,
                probability=(chance if among is None else among[row]) if told else None,
                why=None if told else _why(profile, i, j, column.aspect),
                pole=column.pole,
                simultaneous=(all_low, all_high) if told else None,
                interval_whole=(whole_low, whole_high) if told else None,
                unpooled=chance if told and among is not None else None,
            )


def _why(profile: Profile, i: int, j: int, aspect: int) -> Reason:
    silent = [profile.cases[c] for c in (i, j) if not profile.statements[c, aspect]]
    if len(silent) == 2:
        return reason("compare.silent_in_both", a=silent[0], b=silent[1])
    if silent:
        return reason("compare.silent_in_one", case=silent[0])
    rated = [c for c in (i, j) if profile.no_interval[c, aspect] and not profile.complete[c]]
    return (
        reason("compare.rated_by_one", cases=", ".join(profile.cases[c] for c in rated))
        if rated
        else COMPLETE
    )
