"""Differences between cases of which something is reported by extents: two bounds, and the interval around both.

A case lies, on an aspect, between the end where the second pole has its least and the end where it has its most (with
three or more poles: where a pole has). A difference is least where the first case is at its least and the second at its
most, and the other way round. Both ends of both cases are drawn jointly, as if they were cases: the same informants are
quoted at each.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from idealtypes.analyses.compare.comparison import Comparison, compare
from idealtypes.analyses.compare.comparison_findings import difference_findings
from idealtypes.analyses.compare.differences import Difference, differences, pairs_of, too_many
from idealtypes.analyses.compare.points import Points
from idealtypes.engine.bounded import BETWEEN, SAME, BoundedProfile
from idealtypes.engine.difference_interval import Family, FamilyName
from idealtypes.engine.doubt import together
from idealtypes.engine.findings import Finding, head
from idealtypes.engine.profile import Profile, profile_of
from idealtypes.engine.result import codes, said
from idealtypes.engine.unnamed import side_by_side
from idealtypes.errors import IdealtypesError, Reason, reason
from idealtypes.model.study import Goal

POINTS = reason("compare.between_bounds")
Ends = tuple[float, float]


@dataclass(frozen=True, eq=False, repr=False)
class BoundedComparison(Comparison):
    """The differences between cases of a profile between bounds; what needs one point a case is absent."""

    @property
    def points(self) -> Points:
        raise IdealtypesError(said(POINTS) or "")

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """The differences that have one value; how firmly, as in any comparison."""
        return tuple(difference_findings(self.profile, self.pairs))

    def to_dict(self) -> dict[str, object]:
        """The answer of `idealtypes compare --json`; distances, ranks, clusters and nearest types are null."""
        settings, profile = self.profile.settings, self.profile
        absent = {"pairs": self.no_pairs} | dict.fromkeys(
            ("distances", "ranks", "clusters", "nearest"), POINTS
        )
        told = {
            **head(self.findings),
            "settings": settings.model_dump(mode="json"),
            "level": settings.level,
            "view": profile.view,
            "against": self.against,
            "family": self.family.to_dict(),
            "pairs": None if self.no_pairs else [p.to_dict() for p in self.pairs],
            "distances": None,
            "ranks": None,
            "clusters": None,
            "nearest": None,
            "why": "; ".join(f"{key}: {said(why)}" for key, why in absent.items() if why),
            "why_code": codes(why for why in absent.values() if why),
        }
        return told | ({} if self.by is None else {"by": self.by.to_dict(self.trends)})


def compared(
    profile: Profile,
    *,
    against: str | None = None,
    goal: Goal | None = None,
    family: FamilyName = "shown",
) -> Comparison:
    """A comparison of the cases of a profile, also of one between bounds: see `comparison.compare`."""
    if not isinstance(profile, BoundedProfile):
        return compare(profile, against=against, goal=goal, family=family)
    moved = bool(profile.moved.any())  # what is reported between bounds is not pooled
    plain = compare(profile.quoted, against=against, goal=goal, family=family, pool=not moved)
    if not moved:
        return plain
    base = None if plain.against is None else profile.cases.index(plain.against)
    pairs, named, why = bounded_differences(profile, base, family)
    pairs = tuple(
        pair if _moved(profile, pair) else replace(own, simultaneous=pair.simultaneous)
        for pair, own in zip(pairs, plain.pairs, strict=True)
    )
    return BoundedComparison(profile, pairs, named, plain.against, goal, why)


def _moved(profile: BoundedProfile, pair: Difference) -> bool:
    """Whether something reported stands beside what is quoted in either case."""
    cases = [profile.cases.index(case) for case in (pair.a, pair.b)]
    return bool(profile.moved[cases, profile.aspects.index(pair.aspect)].any())


def bounded_differences(
    profile: BoundedProfile, against: int | None = None, family: FamilyName = "shown"
) -> tuple[tuple[Difference, ...], Family, Reason | None]:
    """All differences of a profile between bounds; parameters and result as of `differences.differences`."""
    n = len(profile.cases)
    why = too_many(n, against)
    if why:
        return differences(profile.quoted, against, family)
    a, b = pairs_of(n, against)
    ends = np.concatenate([a, a + n]), np.concatenate([b + n, b])  # least − most, then most − least
    found: dict[tuple[str, str, str, str | None], list[Difference]] = {}
    width = max(len(poles) for poles in profile.tally.poles)
    for pole in [1] if all(profile.bipolar) else range(width):
        joined = _at_both(profile, pole)
        rows, named, _ = differences(joined, None, family, pairs=ends)
        for row in rows:
            poles = profile.poles(row.aspect)
            if pole == (1 if row.pole is None else poles.index(row.pole)):
                key = (_case(row.a), _case(row.b), row.aspect, row.pole)
                found.setdefault(key, []).append(row)
    order = [
        (profile.cases[i], profile.cases[j], aspect, pole)
        for i, j in zip(a.tolist(), b.tolist(), strict=True)
        for k, aspect in enumerate(profile.aspects)
        for pole in ([None] if profile.bipolar[k] else profile.poles(aspect))
    ]
    halves = {key: size // 2 for key, size in named.size.items()}
    return tuple(_joined(key, *found[key]) for key in order), replace(named, size=halves), None


def _at_both(profile: BoundedProfile, pole: int) -> Profile:
    """One profile of the cases where a pole has its least, and then where it has its most."""
    least, most = profile.ends_of(pole)
    tally = side_by_side(least.tally, most.tally, len(profile.quoted.tally.sources), ("least", "most"))
    ends = (least, most)
    doubt = together(
        [end.doubt for end in ends],
        [len(end.cases) for end in ends],
        [range(len(end.aspects)) for end in ends],
        profile.settings.draws,
    )
    return profile_of(tally, profile.scheme, profile.settings, view=profile.view, estimated=doubt)


def _case(end: str) -> str:
    return end.split(":", 1)[1]


def _joined(key: tuple[str, str, str, str | None], low: Difference, high: Difference) -> Difference:
    """One difference of its two ends."""
    a, b, aspect, pole = key
    if low.difference is None or high.difference is None:
        why = low.why if low.difference is None else high.why
        return Difference(a, b, aspect, None, None, None, why, pole)
    bounds = (low.difference, high.difference)
    if bounds[1] - bounds[0] <= SAME and low.probability == high.probability:
        return replace(low, a=a, b=b)
    return Difference(
        a, b, aspect, None, _outer(low.interval, high.interval), None, BETWEEN, pole,
        _outer(low.simultaneous, high.simultaneous), bounds, _outer_chances(low, high),
        _outer(low.interval_whole, high.interval_whole),
    )  # fmt: skip


def _outer(one: Ends | None, other: Ends | None) -> Ends | None:
    return None if one is None or other is None else (min(one[0], other[0]), max(one[1], other[1]))


def _outer_chances(low: Difference, high: Difference) -> Ends | None:
    if low.probability is None or high.probability is None:
        return None
    return min(low.probability, high.probability), max(low.probability, high.probability)
