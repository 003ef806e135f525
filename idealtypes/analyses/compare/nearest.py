"""Which ideal type lies nearest to a case, and how sure that is.

Distance and membership answer different questions: membership under the minimum looks at the weakest aspect alone,
distance at all of them, so that a case may lie nearest to a type in which it is no member.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from idealtypes.analyses.compare.distances import Noise, fixed, located, spans
from idealtypes.analyses.compare.points import Points, distance_matrix, no_interval, type_points
from idealtypes.engine.profile import Profile
from idealtypes.engine.result import Result, Why, said, screenful, why_keys
from idealtypes.engine.tally import Floats
from idealtypes.errors import Reason, reason

NO_TYPES = reason("compare.no_types")
# Values in one block of the work: 16 MB.
BLOCK = 2_000_000
# Distances nearer to each other than this are equal: what is left is rounding.
EQUAL = 1e-12


@dataclass(frozen=True)
class TypeDistance:
    """How far one case lies from one ideal type; `probability` is P(no other named type is nearer)."""

    type: str
    distance: float
    interval: tuple[float, float] | None
    probability: float | None

    def to_dict(self) -> dict[str, Any]:
        return {
            "type": self.type,
            "distance": self.distance,
            "interval": None if self.interval is None else list(self.interval),
            "probability": self.probability,
        }


@dataclass(frozen=True)
class Nearest(Result):
    """The named ideal types by their distance from one case, the nearest first.

    `type` is the nearest, None where two are equally near, or the case is silent, or no type is named.
    """

    case: str
    types: tuple[TypeDistance, ...]
    why: Why

    @property
    def type(self) -> str | None:
        if not self.types or self.tied:
            return None
        return self.types[0].type

    @property
    def tied(self) -> tuple[str, ...]:
        """The types that are equally near, where there are several."""
        near = [t.type for t in self.types if t.distance - self.types[0].distance <= EQUAL]
        return tuple(near) if len(near) > 1 else ()

    def __repr__(self) -> str:
        told = f"{self.type} at {self.types[0].distance:.2f}" if self.type else said(self.why)
        return screenful([f"{self.case}: {told}"])

    def to_dict(self) -> dict[str, Any]:
        """One of `nearest` of `idealtypes compare --json`."""
        first = (
            self.types[0].to_dict() if self.types else dict.fromkeys(("distance", "interval", "probability"))
        )
        if self.tied:
            first["probability"] = None
        return {
            "case": self.case,
            **first,
            "type": self.type,
            "types": [t.to_dict() for t in self.types],
            **why_keys(self.why),
        }

    def records(self) -> list[dict[str, Any]]:
        """One flat record per type, the nearest first."""
        return [
            {
                "case": self.case,
                "rank": rank,
                "type": one.type,
                "distance": one.distance,
                "low": None if one.interval is None else one.interval[0],
                "high": None if one.interval is None else one.interval[1],
                "probability": one.probability,
                "why": said(self.why),
            }
            for rank, one in enumerate(self.types, 1)
        ]


@dataclass(frozen=True)
class NearestTypes(Result):
    """The named ideal types by their distance from every case, in the profile's order."""

    cases: tuple[Nearest, ...]

    def __iter__(self) -> Iterator[Nearest]:
        return iter(self.cases)

    def __len__(self) -> int:
        return len(self.cases)

    def __getitem__(self, case: int) -> Nearest:
        return self.cases[case]

    def to_dicts(self) -> list[dict[str, Any]] | None:
        """`nearest` of `idealtypes compare --json`; None where no type is named."""
        return None if self.why else [one.to_dict() for one in self.cases]

    @property
    def why(self) -> Reason | None:
        """Why there are no types; None where there are."""
        return NO_TYPES if all(one.why == NO_TYPES for one in self.cases) else None

    def to_dict(self) -> dict[str, Any]:
        """`nearest` of `idealtypes compare --json`, with `why` where there are none."""
        return {"nearest": self.to_dicts(), **why_keys(self.why)}

    def records(self) -> list[dict[str, Any]]:
        """One flat record per case and type, the nearest first."""
        return [row for one in self.cases for row in one.records()]

    def __repr__(self) -> str:
        return screenful(map(repr, self.cases), "Nearest ideal types", len(self.cases))


def nearest(profile: Profile, points: Points) -> NearestTypes:
    """The nearest named ideal type of every case; distances are over the aspects on which the case has evidence."""
    corners = type_points(profile)
    names = [ideal.id for ideal in profile.scheme.ideal_types]
    if not names:
        return NearestTypes(tuple(Nearest(case, (), NO_TYPES) for case in profile.cases))
    distance = distance_matrix(points.estimates, corners, points.aspect, points.weight)[0]
    here, noise = located(profile, points), Noise(points).of_cases()
    low, high = spans(points, here, fixed(corners), noise, profile.settings.level)
    chance = _chances(points, corners)
    out = []
    for c in range(len(profile.cases)):
        if not points.known[c].any():
            out.append(Nearest(profile.cases[c], (), reason("compare.no_distance")))
            continue
        sampled = points.sampled[c][points.known[c]].all()
        # Complete evidence leaves no doubt; one rater leaves a doubt whose size is unknown.
        told = sampled or bool(profile.complete[c])
        types = [
            TypeDistance(
                name,
                float(distance[c, t]),
                (float(low[c, t]), float(high[c, t])) if sampled else None,
                float(chance[c, t]) if told else None,
            )
            for t, name in enumerate(names)
        ]
        types.sort(key=lambda t: t.distance)
        out.append(Nearest(profile.cases[c], tuple(types), _why(profile, points, c, types)))
    return NearestTypes(tuple(out))


def _chances(points: Points, corners: Floats) -> Floats:
    """Shape (cases, types): the share of draws in which a type is the nearest; a tie is shared evenly."""
    n, draws = len(points.estimates), points.draws
    out = np.zeros((n, len(corners)))
    size = max(1, BLOCK // (draws * len(corners)))
    for start in range(0, n, size):
        rows = slice(start, start + size)
        square = np.zeros((len(corners), len(out[rows]), draws))
        for d, column in enumerate(points.columns):
            part = points.weight[d] * (column[None, rows] - corners[:, d, None, None]) ** 2
            square += np.nan_to_num(part, copy=False)
        best = square - square.min(axis=0) <= EQUAL
        out[rows] = (best / best.sum(axis=0)).mean(axis=2).T
    return out


def _why(profile: Profile, points: Points, c: int, types: list[TypeDistance]) -> Why:
    reasons = []
    tied = Nearest(profile.cases[c], tuple(types), None).tied
    if tied:
        reasons.append(reason("compare.equally_near", types=tied))
    known = points.known[c]
    if not known.all():
        silent = tuple(a for a, k in zip(profile.aspects, known, strict=True) if not k)
        over = {"known": int(known.sum()), "all": len(known)}
        reasons.append(reason("compare.over_own_aspects", **over, aspects=silent))
    if not points.sampled[c][known].all():
        reasons.append(no_interval(profile, c))
    return tuple(reasons) or None
