"""Comparison: how the cases of a profile differ, aspect by aspect, on the same joint draws."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np

from idealtypes.analysis.profile import FORMAT, Profile

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True)
class Difference:
    """Balance of case `a` minus that of case `b` on an aspect with two poles.

    `interval` holds the middle `level` of the joint draws; `probability` is P(a is nearer the second pole than b).
    Both are None, with `why`, where a case is silent or nothing was sampled.
    """

    a: str
    b: str
    aspect: str
    difference: float | None
    interval: tuple[float, float] | None
    probability: float | None
    why: str | None

    def as_dict(self) -> dict[str, Any]:
        return {
            "a": self.a,
            "b": self.b,
            "aspect": self.aspect,
            "difference": self.difference,
            "interval": None if self.interval is None else list(self.interval),
            "probability": self.probability,
            "why": self.why,
        }


@dataclass(frozen=True, eq=False)
class Comparison:
    """All pairs of cases, or one case against all; frozen, and knows its profile."""

    profile: Profile
    pairs: tuple[Difference, ...]

    def as_dict(self) -> dict[str, Any]:
        settings = self.profile.settings
        return {
            "format": FORMAT,
            "settings": settings.model_dump(mode="json"),
            "level": settings.level,
            "view": self.profile.view,
            "pairs": [p.as_dict() for p in self.pairs],
        }

    def to_frame(self) -> pl.DataFrame:
        """A polars frame with one row per pair and aspect."""
        import polars as pl

        rows = []
        for p in self.pairs:
            low, high = p.interval or (None, None)
            rows.append({**p.as_dict(), "low": low, "high": high})
        return pl.DataFrame(rows, infer_schema_length=None).drop("interval", strict=False)

    def __str__(self) -> str:
        lines = []
        for p in self.pairs:
            if p.difference is None:
                lines.append(f"{p.a} – {p.b}  {p.aspect}: {p.why}")
            else:
                ends = "" if p.interval is None else f" [{p.interval[0]:+.2f}, {p.interval[1]:+.2f}]"
                chance = "" if p.probability is None else f" P={p.probability:.2f}"
                lines.append(f"{p.a} – {p.b}  {p.aspect} {p.difference:+.2f}{ends}{chance}")
        return "\n".join(lines) or "nothing to compare: one case"

    def __repr__(self) -> str:
        return str(self)


def compare(profile: Profile, *, against: str | None = None) -> Comparison:
    """Differences between the cases of a profile on every aspect with two poles.

    Parameters
    ----------
    profile
        The profile, with its draws.
    against
        One case to compare all others with; by default all pairs, in the order of the cases.

    Raises
    ------
    ValueError
        If `against` is not a case of the profile.
    """
    cases = profile.cases
    if against is not None and against not in cases:
        raise ValueError(f"no case {against!r}; the cases are {', '.join(cases)}")
    if against is None:
        chosen = list(combinations(range(len(cases)), 2))
    else:
        base = cases.index(against)
        chosen = [(c, base) for c in range(len(cases)) if c != base]
    tails = [(1 - profile.settings.level) / 2, (1 + profile.settings.level) / 2]
    out = []
    for i, j in chosen:
        for a, aspect in enumerate(profile.aspects):
            if profile.bipolar[a]:
                out.append(_difference(profile, i, j, a, aspect, tails))
    return Comparison(profile, tuple(out))


def _difference(profile: Profile, i: int, j: int, a: int, aspect: str, tails: list[float]) -> Difference:
    names = profile.cases[i], profile.cases[j], aspect
    point = profile.balance[i, a] - profile.balance[j, a]
    if np.isnan(point):
        silent = profile.cases[i] if np.isnan(profile.balance[i, a]) else profile.cases[j]
        return Difference(*names, None, None, None, f"nobody speaks of it in {silent}")
    if profile.no_interval[[i, j], a].any():
        return Difference(*names, float(point), None, None, profile.why(i, a) or profile.why(j, a))
    drawn = profile.draws.balance(a)
    difference = drawn[i] - drawn[j]
    low, high = np.quantile(difference, tails)
    # The draws' prior pulls toward balance: the interval always contains the difference of the estimates.
    ends = (float(min(low, point)), float(max(high, point)))
    return Difference(*names, float(point), ends, float((difference > 0).mean()), None)
