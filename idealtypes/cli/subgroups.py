"""`--by ATTRIBUTE`: a study sorted by an attribute, and what there is to say of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from idealtypes.cli.opening import plainly
from idealtypes.engine.result import said

if TYPE_CHECKING:
    from idealtypes.analyses.compare.subgroups import Subgroups, Trend
    from idealtypes.engine.profile import Profile
    from idealtypes.model.study import StudyData


@dataclass(frozen=True, eq=False)
class By:
    """Subgroups as the command line speaks of them."""

    groups: Subgroups
    study: StudyData

    @classmethod
    def of(cls, study: StudyData, attribute: str, order: str | None) -> By:
        """The study sorted by an attribute; `order` is `first,second,…`."""
        from idealtypes.analyses.compare.subgroups import subgroups

        values = None if order is None else [value.strip() for value in order.split(",")]
        with plainly():
            groups = subgroups(study, attribute, values)
        return cls(groups, groups.study)

    @property
    def notes(self) -> list[str]:
        """What was skipped, and what else a reader should know."""
        told = [f"left out: {one.what} in {one.where}: {one.why}" for one in self.groups.skipped]
        return [*told, *(said(note) or "" for note in self.groups.notes)]

    def trends(self, profile: Profile) -> Sequence[Trend]:
        """The trends over the levels; none where they have no order."""
        from idealtypes.analyses.compare.subgroups import trends

        if self.groups.numbers is None or len(self.groups.levels) < 2:
            return ()
        return trends(profile, self.groups.numbers).rows

    def to_dict(self, trend: Sequence[Trend]) -> dict[str, Any]:
        """`by` of the answer."""
        return self.groups.to_dict(trend)
