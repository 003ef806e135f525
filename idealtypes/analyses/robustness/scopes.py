"""Scopes: which statements a conclusion is about, and their codings as one table.

A conclusion speaks of one *side*, the statements of a view for which its conditions hold; or it compares two: some
statements with others, or one view with another. The two sides of a comparison share their sources, so they stand in
one table, as cases of their own: those of the second side after those of the first.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import polars as pl

from idealtypes.engine.coded import VIEWS, Placed, View, where, with_originals
from idealtypes.engine.profile import Profile
from idealtypes.engine.table import CodingTable, table_of
from idealtypes.engine.views import side_by_side, study_profile
from idealtypes.errors import BadArgument
from idealtypes.model.conclusions import GAP, REST, Conclusion, Rest
from idealtypes.model.conditions import Condition
from idealtypes.model.study import StudyData


@dataclass(frozen=True)
class Side:
    """The statements of a view for which conditions hold; with `REST` those for which `but` do not all hold."""

    view: View
    where: tuple[Condition, ...] | Rest = ()
    but: tuple[Condition, ...] = ()

    def of(self, study: StudyData) -> StudyData:
        """The study of these statements; every case stays, though nothing may be said of it."""
        if not self.where:
            return study
        chosen = self.but if isinstance(self.where, str) else self.where
        try:
            pairs = where(study, [str(one) for one in chosen]).cases_of
        except BadArgument:  # the conditions hold for something each, and for nothing together
            pairs = study.cases_of.clear()
        if self.where == REST:
            pairs = study.cases_of.join(pairs, on=["statement", "case"], how="anti", maintain_order="left")
        return replace(study, cases_of=pairs)


@dataclass(frozen=True)
class Scope:
    """One side, or two that are compared.

    `varied`: no view is named, so that all that is said and what is are tried. `gap`: the sides are two views.
    """

    sides: tuple[Side, ...]
    varied: bool = False
    gap: bool = False

    @property
    def view(self) -> View:
        """The view of its statements; a gap is of two, so that none is to be chosen."""
        return "all" if self.gap else self.sides[0].view

    def table(self, study: StudyData) -> CodingTable:
        """The codings of all sides, codes put against at their mirrored places.

        With two sides the cases are called by their side and their id.
        """
        rows: list[pl.DataFrame] = []
        placements: Placed = {}
        for n, side in enumerate(self.sides):
            found, placed = with_originals(
                side.of(study).with_settings(reported="include", against="mirror"), side.view
            )
            placements |= placed
            rows.append(found.with_columns(case=pl.lit(f"{n}:") + pl.col("case")) if self.compares else found)
        ids = study.cases["id"].to_list()
        cases = [f"{n}:{case}" for n in range(len(self.sides)) for case in ids] if self.compares else ids
        return table_of(study, pl.concat(rows, how="diagonal"), placements, cases)

    def profile(self, study: StudyData) -> Profile:
        """The profile under the study's own settings; with two sides their cases stand in one, as in `table`."""
        if study.settings.reported == "extent":  # its options are to leave out and to include
            study = study.with_settings(reported="exclude")
        if not self.compares:
            return study_profile(self.sides[0].of(study), self.sides[0].view)
        sides = [(side.of(study), side.view, str(n)) for n, side in enumerate(self.sides)]
        return side_by_side(sides, study.settings, self.view)

    @property
    def compares(self) -> bool:
        return len(self.sides) == 2


def scope_of(c: Conclusion, view: View = "all") -> Scope:
    """The scope of a checked conclusion in a study that is read in a view.

    A conclusion that names no view is about all that is said, and then it is tried on what is, too; a study that is
    read in another view fixes it.
    """
    if c.kind == "gap":
        here, there = c.views or GAP
        return Scope((_side(here, c.where), _side(there, c.where)), gap=True)
    own = c.view or view
    varied = c.view is None and view == "all"
    if c.than is None:
        return Scope((_side(own, c.where),), varied)
    other = Side(_named(own), REST, c.where) if isinstance(c.than, str) else _side(own, c.than)
    return Scope((_side(own, c.where), other), varied)


def _side(view: str, conditions: tuple[Condition, ...]) -> Side:
    return Side(_named(view), conditions)


def _named(view: str) -> View:
    return next(known for known in VIEWS if known == view)
