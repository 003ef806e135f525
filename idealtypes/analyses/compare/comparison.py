"""Comparison: how the cases of a profile differ, which are alike, and which come first, on the same joint draws."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from idealtypes.analyses.compare.case_ranking import Ranking, ranking
from idealtypes.analyses.compare.comparison_findings import (
    difference_findings,
    extreme_findings,
    group_findings,
    order_findings,
)
from idealtypes.analyses.compare.differences import Difference, differences
from idealtypes.analyses.compare.distances import Distances
from idealtypes.analyses.compare.groups import Clusters, clusters
from idealtypes.analyses.compare.nearest import NearestTypes, nearest
from idealtypes.analyses.compare.points import Points, points_of
from idealtypes.analyses.compare.pooled_cases import PooledCases, drawn_of, pooled_cases
from idealtypes.engine.difference_interval import Family, FamilyName
from idealtypes.engine.findings import Finding, head
from idealtypes.engine.profile import Profile
from idealtypes.engine.result import Pictured, codes, reasons_of, said, screenful
from idealtypes.errors import IdealtypesError, Reason
from idealtypes.model.hints import unless_alike
from idealtypes.model.spelling import normal_name
from idealtypes.model.study import Goal

if TYPE_CHECKING:
    from idealtypes.analyses.compare.map import Map
    from idealtypes.analyses.compare.other_studies import StudiesBeside
    from idealtypes.analyses.compare.subgroups import Subgroups
    from idealtypes.analyses.compare.trend import Trend

__all__ = ["Comparison", "Difference", "Family", "compare"]


@dataclass(frozen=True, eq=False)
class Comparison(Pictured):
    """All pairs of cases, or one case against all; frozen, and knows its profile.

    Attributes
    ----------
    profile
        What is compared.
    pairs, family
        The differences, and the family for which their simultaneous intervals hold together.
    against
        The one case that all others are compared with; None for all pairs.
    goal
        The wanted profile of the ranking, if there is one.
    no_pairs
        Why there are no pairs; None where there are.

    by, trends
        The subgroups that are compared, where the study was sorted by an attribute; the trends over them, where they
        have an order.
    beside
        The studies that the cases come from, where they come from several.
    pooled
        The cases pooled toward the others, where there are eight or more: then probabilities of pairs, ranks and groups
        are of these.

    Distances, nearest types, clusters, ranking and map are worked out when they are first asked for.
    """

    profile: Profile
    pairs: tuple[Difference, ...]
    family: Family
    against: str | None = None
    goal: Goal | None = None
    no_pairs: Reason | None = None
    by: Subgroups | None = None
    trends: tuple[Trend, ...] = ()
    beside: StudiesBeside | None = None
    pooled: PooledCases | None = None

    @cached_property
    def pooled_points(self) -> Points:
        """The cases as points, with pooled draws where cases are pooled."""
        return self.points if self.pooled is None else points_of(self.profile, self.pooled.draws)

    @cached_property
    def points(self) -> Points:
        """The cases as points."""
        return points_of(self.profile)

    @cached_property
    def distances(self) -> Distances:
        """Distances between the cases."""
        base = None if self.against is None else self.profile.cases.index(self.against)
        return Distances(self.profile, self.points, base)

    @cached_property
    def nearest(self) -> NearestTypes:
        """The named ideal types by their distance from each case."""
        return nearest(self.profile, self.points)

    @cached_property
    def clusters(self) -> Clusters:
        """Groups of cases that are alike, and how stable they are."""
        return clusters(self.profile, self.pooled_points)

    @cached_property
    def ranking(self) -> Ranking:
        """The order of the cases by closeness to the goal, under all weights."""
        aspects = () if self.pooled is None else self.pooled.aspects
        return ranking(self.profile, self.goal, points=self.pooled_points, pooled=aspects)

    @cached_property
    def map(self) -> Map:
        """The cases in the plane, with the ideal types as landmarks; scikit-learn is imported now."""
        from idealtypes.analyses.compare.map import map_of

        return map_of(self.profile, self.points)

    @cached_property
    def extremes(self) -> tuple[Finding, ...]:
        """Which cases lie outermost on an aspect, as findings."""
        return tuple(extreme_findings(self.profile, () if self.pooled is None else self.pooled.aspects))

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """Who differs, who lies outermost, which cases are alike, and which comes first; and how firmly."""
        profile = self.profile
        return (
            *difference_findings(profile, self.pairs),
            *self.extremes,
            *group_findings(profile, self.clusters),
            *order_findings(profile, self.ranking),
        )

    def to_dict(self) -> dict[str, Any]:
        """The answer of `idealtypes compare --json`."""
        profile, settings = self.profile, self.profile.settings
        absent = {
            "pairs": self.no_pairs,
            "distances": self.distances.absent,
            "ranks": self.ranking.why,
            "clusters": self.clusters.why,
            "nearest": self.nearest.why,
        }
        return {
            **head(self.findings),
            "settings": settings.model_dump(mode="json"),
            "level": settings.level,
            "view": profile.view,
            "rests_on": None if profile.basis is None else profile.basis.to_dict(),
            "raters": None if profile.rated is None else profile.rated.to_dicts(),
            "pooling": None if self.pooled is None else self.pooled.to_dict(),
            "against": self.against,
            "family": self.family.to_dict(),
            "pairs": None if self.no_pairs else [p.to_dict() for p in self.pairs],
            "distances": self.distances.to_dicts(),
            "ranking": self.ranking.heading(),
            "ranks": self.ranking.to_dicts(),
            "clustering": self.clusters.heading(),
            "clusters": self.clusters.to_dicts(),
            "nearest": self.nearest.to_dicts(),
            "why": "; ".join(f"{key}: {said(why)}" for key, why in absent.items() if why) or None,
            "why_code": codes(r for why in absent.values() for r in reasons_of(why)),
            **({} if self.by is None else {"by": self.by.to_dict(self.trends)}),
            **({} if self.beside is None else {"with": self.beside.to_dict()}),
        }

    def records(self) -> list[dict[str, Any]]:
        """One flat record per pair, aspect and, with three or more poles, pole."""
        return [p.record() for p in self.pairs]

    def __repr__(self) -> str:
        if self.no_pairs:
            return said(self.no_pairs) or ""
        n, of = len(self.profile.cases), "" if self.against is None else f" with {self.against}"
        head = f"Comparison of {n:,} cases{of}: {len(self.pairs):,} differences"
        return screenful(map(_brief, self.pairs), head, len(self.pairs))


def _brief(p: Difference) -> str:
    of = p.aspect if p.pole is None else f"{p.aspect}: {p.pole}"
    if p.bounds is not None:
        return f"{p.a} – {p.b}  {of} {p.bounds[0]:+.2f} to {p.bounds[1]:+.2f}"
    if p.difference is None:
        return f"{p.a} – {p.b}  {of}: {said(p.why)}"
    ends = "" if p.interval is None else f" [{p.interval[0]:+.2f}, {p.interval[1]:+.2f}]"
    chance = "" if p.probability is None else f" P={p.probability:.2f}"
    return f"{p.a} – {p.b}  {of} {p.difference:+.2f}{ends}{chance}"


def compare(
    profile: Profile,
    *,
    against: str | None = None,
    goal: Goal | None = None,
    family: FamilyName = "shown",
    pool: bool = True,
) -> Comparison:
    """Differences between the cases of a profile on every aspect, and all that follows from them.

    Parameters
    ----------
    profile
        The profile, with its draws.
    against
        One case to compare all others with; by default all pairs, in the order of the cases.
    goal
        The study's goal, for the ranking; without one cases are ranked by formality.
    family
        Which differences the simultaneous intervals hold for together: all that are `shown`, or those on one
        `aspect`.
    pool
        Whether cases may be pooled.

    Raises
    ------
    IdealtypesError
        If `against` is not a case of the profile, or `family` is neither.
    """
    cases = profile.cases
    against = None if against is None else normal_name(against)
    if against is not None and against not in cases:
        there = unless_alike(f"the cases are {', '.join(cases)}", against, cases)
        raise IdealtypesError(f"no case {against!r}; {there}")
    if family not in ("shown", "aspect"):
        raise IdealtypesError(f"family is shown or aspect, not {family!r}")
    base = None if against is None else cases.index(against)
    pooled = pooled_cases(profile) if pool else None
    pairs, named, why = differences(profile, base, family, pooled=drawn_of(pooled))
    return Comparison(profile, pairs, named, against, goal, why, pooled=pooled)
