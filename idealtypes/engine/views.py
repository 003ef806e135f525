"""Views of a study: what is talked about, what is, ought to be, is expected, would be, what is useful.

A complaint about informality is no evidence for informality, and a scheme may be informal in fact while informants
say that rules would help. So a profile is read in one of six views:

- `all`: every coded statement;
- `is`, `ought`, `expected`, `would`: the statements in that mode;
- `useful`: the claims. A claim that a pole helps a wanted outcome puts mass on that pole; a claim that it hurts puts
  mass on the other poles, alike. With an unwanted outcome it is the other way round.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from idealtypes.engine.bounded import bounded_profile
from idealtypes.engine.coded import VIEWS, Placed, View, codings_in, statements_against, taken_in
from idealtypes.engine.codings import CodingRows, SetAside, coding_rows
from idealtypes.engine.difference_ends import DifferenceEnds, difference_ends
from idealtypes.engine.difference_interval import Family
from idealtypes.engine.entering import NotEntering, originals
from idealtypes.engine.findings import (
    LEANING,
    ONE_STATEMENT,
    SURE,
    Counts,
    Finding,
    Subject,
    head,
    standing_of,
    unknown,
)
from idealtypes.engine.profile import Profile, profile_of
from idealtypes.engine.profile_numbers import tally_of
from idealtypes.engine.profile_words import COMPLETE, ONE_RATER
from idealtypes.engine.result import Result, Why, number, said, screenful, why_keys
from idealtypes.errors import IdealtypesError, Reason, reason
from idealtypes.model.settings import Choices, Settings
from idealtypes.model.study import StudyData

if TYPE_CHECKING:
    from typing import Unpack

__all__ = ["VIEWS", "View", "gap", "gaps_between", "side_by_side", "study_profile"]


def study_profile(study: StudyData, view: View = "all", **settings: Unpack[Choices]) -> Profile:
    """The balance profile of a study in a view; keyword arguments override the study's settings."""
    if view not in VIEWS:
        raise IdealtypesError(f"view is {', '.join(VIEWS)}, not {view!r}")
    study = study.with_settings(**settings) if settings else study
    if study.settings.reported == "extent":
        whole, _ = codings_in(study.with_settings(reported="include"), view)
        return bounded_profile(study, view, codings_in(study, view), whole)
    if view not in study.asked:  # `types` asks for the profile that `profile` gave
        study.asked[view] = _profile_in(study, view)
    found: Profile = study.asked[view]
    return found


def _profile_in(study: StudyData, view: View) -> Profile:
    rows, placements, taken = _rows_of(study, view)
    evidence = tally_of(taken, study.scheme, study.settings, placements, study.cases["id"].to_list())
    titles = study.case_titles()
    cases = tuple(titles[case] for case in evidence.cases)
    return profile_of(
        evidence,
        study.scheme,
        study.settings,
        view=view,
        rows=rows,
        titles=cases,
        placements=placements,
        taken=taken,
        sampling=study.sampling,
    )


def _rows_of(study: StudyData, view: View) -> tuple[pl.DataFrame, Placed, CodingRows]:
    """The codings in a view, where their codes stand, and the rows as one table; where codes are tried out elsewhere
    (`StudyData.placed`) the rows are those of the time before."""
    if study.shared is None or view == "useful":
        rows, placements = codings_in(study, view)
        return rows, placements, taken_in(study, view, rows)
    if view not in study.shared:
        rows, _ = codings_in(study, view)
        study.shared[view] = rows, _tried(taken_in(study, view, rows))
    rows, taken = study.shared[view]
    return rows, dict(study.placements), taken


def _tried(taken: CodingRows) -> CodingRows:
    """Rows whose codes are tried out elsewhere."""
    aside = taken.aside
    if aside is not None:
        aside = replace(aside, originals=replace(aside.originals, tried=True))
    return replace(taken, aside=aside, tried=True)


Side = tuple[StudyData, View, str]  # statements of a study, in a view, and what its cases are called by


def side_by_side(sides: Sequence[Side], settings: Settings, view: str) -> Profile:
    """One profile of the cases on several sides, all on each: its cases are called `side:case`, side after side.

    The same informants speak on all sides, which the joint draws know as they know any cases with common sources.
    """
    joined: list[pl.DataFrame] = []
    alone: list[pl.DataFrame] = []  # what does not enter, and tells how far coders differ
    cases: list[str] = []
    placements: Placed = {}
    for study, seen, name in sides:
        rows, placed = codings_in(study, seen)
        placements |= placed
        joined.append(rows.with_columns(case=pl.lit(f"{name}:") + pl.col("case")))
        cases += [f"{name}:{case}" for case in study.cases["id"]]
        by_themselves = originals(study)
        if by_themselves is not study:
            before, _ = codings_in(by_themselves, seen)
            alone.append(before.with_columns(case=pl.lit(f"{name}:") + pl.col("case")))
    scheme = sides[0][0].scheme
    taken = coding_rows(pl.concat(joined, how="diagonal"))
    if alone:
        taken = replace(taken, aside=SetAside(coding_rows(pl.concat(alone, how="diagonal")), NotEntering()))
    evidence = tally_of(taken, scheme, settings, placements, cases)
    return profile_of(evidence, scheme, settings, view=view, placements=placements, taken=taken)


@dataclass(frozen=True)
class ViewGap:
    """How far a case lies in one view from where it lies in another, on an aspect.

    With two poles (`pole` None) `here` and `there` are the balances in [−1, 1], and `gap` is their difference, there −
    here. With three or more poles each has a gap: that of its shares, or weights. `interval` is for this one gap and
    the informants' doubt, `interval_whole` with every doubt in the draws, `simultaneous` so for all gaps between the
    two views together; `probability` is P(gap > 0). None, with `why`, where one of the views is silent or has no
    interval. `finding` says how firmly it stands.
    """

    case: str
    aspect: str
    pole: str | None
    here: float | None
    there: float | None
    gap: float | None
    interval: tuple[float, float] | None
    interval_whole: tuple[float, float] | None
    simultaneous: tuple[float, float] | None
    probability: float | None
    why: Why
    finding: Finding = field(repr=False)

    @property
    def clear(self) -> bool:
        """Whether the simultaneous interval leaves out 0: a gap that stands after looking at all of them."""
        return self.simultaneous is not None and not self.simultaneous[0] <= 0 <= self.simultaneous[1]

    def record(self) -> dict[str, Any]:
        """As plain data, the reason in words."""
        ends = {
            "interval": self.interval,
            "interval_whole": self.interval_whole,
            "simultaneous": self.simultaneous,
        }
        return {
            "case": self.case,
            "aspect": self.aspect,
            "pole": self.pole,
            "here": self.here,
            "there": self.there,
            "gap": self.gap,
            **{name: None if pair is None else list(pair) for name, pair in ends.items()},
            "probability": self.probability,
            "why": said(self.why),
        }


@dataclass(frozen=True, eq=False, repr=False)
class ViewGaps(Result):
    """The gaps between two views of a study, by case and aspect; frozen, and knows the settings.

    `family` says what their simultaneous intervals hold for together.
    """

    here: View
    there: View
    settings: Settings
    gaps: tuple[ViewGap, ...]
    family: Family
    against: int = 0  # how many of the statements that count speak against a code

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The gaps as findings."""
        return tuple(g.finding for g in self.gaps)

    def to_dict(self) -> dict[str, Any]:
        return {
            **head(self.findings),
            "settings": self.settings.model_dump(mode="json"),
            "here": self.here,
            "there": self.there,
            "against": self.against,
            "family": self.family.to_dict(),
            "gaps": [g.record() | why_keys(g.why) for g in self.gaps],
        }

    def records(self) -> list[dict[str, Any]]:
        """One record per case and aspect, with three or more poles per pole."""
        return [g.record() for g in self.gaps]

    def to_frame(self) -> pl.DataFrame:
        """A polars frame with one row per record."""
        rows = self.records()
        for row in rows:
            for ends, name in (
                ("interval", ""),
                ("interval_whole", "whole_"),
                ("simultaneous", "simultaneous_"),
            ):
                row[f"{name}low"], row[f"{name}high"] = row.pop(ends) or (None, None)
        return pl.DataFrame(rows, infer_schema_length=None)

    def __repr__(self) -> str:
        lines = (
            f"  {g.case:<16} {g.pole or g.aspect:<16} "
            + (f"{g.gap:+.2f}" if g.gap is not None else said(g.why) or "")
            for g in self.gaps
        )
        return screenful(lines, f"From view {self.here} to view {self.there}", of=len(self.gaps))


def gap(study: StudyData, here: View = "is", there: View = "useful") -> ViewGaps:
    """How far one view lies from another, per case and aspect: where it lies there − where it lies here.

    The two views are compared as two cases with common sources are (see `engine.difference_ends`), and all gaps are one
    family.
    """
    both = side_by_side([(study, view, view) for view in (here, there)], study.settings, f"{there} − {here}")
    return gaps_between(both, study.cases["id"].to_list(), here, there, statements_against(study))


def gaps_between(both: Profile, ids: list[str], here: View, there: View, against: int = 0) -> ViewGaps:
    """The gaps of cases from a profile that holds them all in one view and then all in the other."""
    first = np.arange(len(ids))
    columns, family = difference_ends(both, first + len(ids), first)
    gaps = (_gap(both, ids, c, column, (here, there)) for c in first.tolist() for column in columns)
    return ViewGaps(here, there, both.settings, tuple(gaps), family, against)


def _gap(both: Profile, ids: list[str], c: int, column: DifferenceEnds, views: tuple[View, View]) -> ViewGap:
    """The gap of a case, from a profile that holds all cases in one view and then in the other."""
    a, rows = column.aspect, [c, len(ids) + c]
    aspect, poles, told = both.aspects[a], both.tally.poles[a], bool(column.told[c])
    where = both.balance[rows, a] if column.pole is None else both.shares[rows, a, poles.index(column.pole)]
    gap, *ends, chance = map(number, column.numbers[c].tolist())
    interval, whole, together = (
        (low, high) if told and low is not None and high is not None else None
        for low, high in zip(ends[::2], ends[1::2], strict=True)
    )
    chance = chance if told else None
    clear = together is not None and not together[0] <= 0 <= together[1]
    toward = (column.pole or poles[int(gap > 0)]) if gap else None
    why = None if told else _why(both, rows, a, views)
    return ViewGap(
        case=ids[c],
        aspect=aspect,
        pole=column.pole,
        here=number(where[0]),
        there=number(where[1]),
        gap=gap,
        interval=interval,
        interval_whole=whole,
        simultaneous=together,
        probability=chance,
        why=why,
        finding=_finding(
            both, rows, a, Subject(ids[c], aspect, toward, views[1], views[0]), gap, whole, chance, clear, why
        ),
    )


def _finding(
    both: Profile,
    rows: list[int],
    a: int,
    subject: Subject,
    gap: float | None,
    whole: tuple[float, float] | None,
    chance: float | None,
    clear: bool,
    why: Reason | None,
) -> Finding:
    """A gap as a finding: sure is what is so with probability .95 and stands after looking at all gaps.

    Where both sides are complete it is known.
    """
    exact, statements = bool(both.complete[rows].all()), both.statements[rows, a]
    thin = chance is not None and bool(((statements <= 1) & ~both.complete[rows]).any())
    side = 1.0 if exact and gap else None if chance is None or thin else max(chance, 1 - chance)
    firm = side if side is None or clear or exact else min(side, (LEANING + SURE) / 2)
    return Finding(
        "gap",
        subject,
        standing_of(firm if gap else None),
        gap,
        whole,
        Counts(int(both.sources[rows, a].sum()), int(statements.sum())),
        side,
        why=ONE_STATEMENT if thin else why,
        behind=unknown,
    )


def _why(both: Profile, rows: list[int], a: int, views: tuple[View, View]) -> Reason:
    silent = [view for view, row in zip(views, rows, strict=True) if not both.statements[row, a]]
    if silent:
        return reason("engine.silent_view", view=silent[0])
    return COMPLETE if both.complete[rows].all() else ONE_RATER
