"""How far profiles lie from each other, as points of the space of `idealtypes.analyses.compare.points`.

The point of a distance is that of the estimates; its interval is that of `idealtypes.analyses.compare.spans`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from idealtypes.analyses.compare.differences import too_many
from idealtypes.analyses.compare.points import Points, own_distances
from idealtypes.analyses.compare.spans import Noise, spans, spots_of
from idealtypes.engine.profile import COMPLETE, ONE_RATER, Profile, number
from idealtypes.engine.result import Pictured
from idealtypes.engine.tally import Floats, Ints
from idealtypes.model.hints import listed

# Values in one block of the work: 2 MB each.
BLOCK = 250_000


@dataclass(frozen=True, eq=False)
class Distances(Pictured):
    """Distances between the cases of a profile.

    Attributes
    ----------
    profile, points
        What they are distances of.
    against
        The number of the case to which distances are listed; None for all pairs.
    """

    profile: Profile
    points: Points
    against: int | None = None

    @cached_property
    def matrix(self) -> Floats:
        """Shape (cases, cases): distances of the estimates in [0, 1]; nan where no aspect is common."""
        return own_distances(self.points, self.points.estimates)

    @cached_property
    def common(self) -> Ints:
        """Shape (cases, cases): the number of aspects on which both have evidence."""
        known = self.points.known.astype(int)
        both: Ints = known @ known.T
        return both

    @cached_property
    def intervals(self) -> Floats:
        """Shape (cases, cases, 2): the intervals of the listed distances; nan where there is none."""
        n = len(self.points.estimates)
        out = np.full((n, n, 2), np.nan)
        here, noise = spots_of(self.profile, self.points), Noise(self.points)
        size = max(1, BLOCK // n)
        starts = range(0, n, size) if self.against is None else [self.against]
        for start in starts:
            rows = slice(start, start + (size if self.against is None else 1))
            ends = spans(
                self.points, here.take(rows), here, noise.of_pairs(rows), self.profile.settings.level
            )
            out[rows] = np.stack(ends, axis=-1)
            out[:, rows] = out[rows].transpose(1, 0, 2)
        sure = self.profile.complete
        out[sure[:, None] & sure] = np.nan
        itself = np.arange(n)
        out[itself, itself] = np.where(np.isnan(out[itself, itself]), np.nan, 0.0)
        return out

    @property
    def pairs(self) -> Iterator[tuple[int, int]]:
        """The listed pairs, as numbers of cases."""
        n = len(self.profile.cases)
        if self.against is None:
            return ((i, j) for i in range(n) for j in range(i + 1, n))
        return ((i, self.against) for i in range(n) if i != self.against)

    @property
    def absent(self) -> str | None:
        """Why the pairs are not listed; None where they are."""
        return too_many(len(self.profile.cases), self.against)

    def why(self, i: int, j: int) -> str | None:
        """What is absent for a pair or left out of it, and why; None where all is there."""
        profile, points = self.profile, self.points
        names = [(profile.cases[c], points.known[c]) for c in (i, j)]
        silent = [
            f"nobody speaks of {listed(a for a, k in zip(profile.aspects, known, strict=True) if not k)} in `{case}`"
            for case, known in names
            if not known.all()
        ]
        if not self.common[i, j]:
            return f"no distance, as no aspect is common: {'; '.join(silent)}"
        reasons = []
        if silent:
            reasons.append(f"over {self.common[i, j]} of {len(profile.aspects)} aspects: {'; '.join(silent)}")
        both = points.known[i] & points.known[j]
        unsure = [c for c in (i, j) if not (points.sampled[c] | profile.complete[c])[both].all()]
        if unsure or profile.complete[[i, j]].all():
            reasons.append(ONE_RATER if unsure else COMPLETE)
        return "; ".join(reasons) or None

    def records(self) -> list[dict[str, Any]]:
        """One flat record per listed pair, for tables; none where there are too many to list."""
        return [] if self.absent else [self._record(i, j) for i, j in self.pairs]

    def _record(self, i: int, j: int) -> dict[str, Any]:
        cases = self.profile.cases
        return {
            "a": cases[i],
            "b": cases[j],
            "distance": number(self.matrix[i, j]),
            "low": number(self.intervals[i, j, 0]),
            "high": number(self.intervals[i, j, 1]),
            "aspects": int(self.common[i, j]),
            "why": self.why(i, j),
        }

    def as_dicts(self) -> list[dict[str, Any]] | None:
        """`distances` of `idealtypes compare --json`; None where `absent` says why."""
        if self.absent:
            return None
        return [
            {
                "a": r["a"],
                "b": r["b"],
                "distance": r["distance"],
                "interval": None if r["low"] is None else [r["low"], r["high"]],
                "aspects": r["aspects"],
                "why": r["why"],
            }
            for r in self.records()
        ]
