"""Views of a study: what is talked about, what is, ought to be, is expected, would be, what is useful.

A complaint about informality is no evidence for informality, and a scheme may be informal in fact while informants
say that rules would help. So a profile is read in one of six views:

- `all`: every coded statement;
- `is`, `ought`, `expected`, `would`: the statements in that mode;
- `useful`: the claims. A claim that a pole helps a wanted outcome puts mass on that pole; a claim that it hurts puts
  mass on the other poles, alike. With an unwanted outcome it is the other way round.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from idealtypes.engine.bounded import bounded_profile
from idealtypes.engine.coded import VIEWS, Placed, View, codings_in, statements_against, taken_in
from idealtypes.engine.codings import SetAside, coding_rows
from idealtypes.engine.draws import difference_interval
from idealtypes.engine.entering import NotEntering, originals
from idealtypes.engine.findings import ONE_STATEMENT, Counts, Finding, Subject, head, standing_of, unknown
from idealtypes.engine.profile import Profile, profile_of
from idealtypes.engine.profile_numbers import tally_of
from idealtypes.engine.result import Result, Why, said, screenful, why_keys
from idealtypes.errors import IdealtypesError, reason
from idealtypes.model.settings import Choices, Settings
from idealtypes.model.study import StudyData

if TYPE_CHECKING:
    from typing import Unpack

__all__ = ["VIEWS", "View", "gap", "study_profile"]


def study_profile(study: StudyData, view: View = "all", **settings: Unpack[Choices]) -> Profile:
    """The balance profile of a study in a view; keyword arguments override the study's settings."""
    if view not in VIEWS:
        raise IdealtypesError(f"view is {', '.join(VIEWS)}, not {view!r}")
    study = study.with_settings(**settings) if settings else study
    rows, placements = codings_in(study, view)
    if study.settings.reported == "extent":
        whole, _ = codings_in(study.with_settings(reported="include"), view)
        return bounded_profile(study, view, (rows, placements), whole)
    taken = taken_in(study, view, rows)
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


@dataclass(frozen=True)
class ViewGap:
    """How far a case lies in one view from where it lies in another, on an aspect with two poles.

    `here` and `there` are the balances in [−1, 1], `gap` their difference, there − here, and `interval` its ends, in
    [−2, 2], for the informants' doubt, `interval_whole` with every doubt that is in the draws; `probability` is
    P(gap > 0). None, with `why`, where one of the views is silent or has no interval. `finding` says how firmly it
    stands.
    """

    case: str
    aspect: str
    here: float | None
    there: float | None
    gap: float | None
    interval: tuple[float, float] | None
    probability: float | None
    why: Why
    finding: Finding = field(repr=False)
    interval_whole: tuple[float, float] | None = None

    def record(self) -> dict[str, Any]:
        """As plain data, the reason in words."""
        return {
            "case": self.case,
            "aspect": self.aspect,
            "here": self.here,
            "there": self.there,
            "gap": self.gap,
            "interval": None if self.interval is None else list(self.interval),
            "interval_whole": None if self.interval_whole is None else list(self.interval_whole),
            "probability": self.probability,
            "why": said(self.why),
        }


@dataclass(frozen=True, eq=False, repr=False)
class ViewGaps(Result):
    """The gaps between two views of a study, by case and aspect; frozen, and knows the settings."""

    here: View
    there: View
    settings: Settings
    gaps: tuple[ViewGap, ...]
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
            "gaps": [g.record() | why_keys(g.why) for g in self.gaps],
        }

    def records(self) -> list[dict[str, Any]]:
        """One record per case and aspect."""
        return [g.record() for g in self.gaps]

    def to_frame(self) -> pl.DataFrame:
        """A polars frame with one row per case and aspect."""
        return pl.DataFrame(
            [
                r
                | dict(zip(("low", "high"), r.pop("interval") or (None, None), strict=True))
                | dict(zip(("whole_low", "whole_high"), r.pop("interval_whole") or (None, None), strict=True))
                for r in self.records()
            ],
            infer_schema_length=None,
        )

    def __repr__(self) -> str:
        lines = (
            f"  {g.case:<16} {g.aspect:<16} " + (f"{g.gap:+.2f}" if g.gap is not None else said(g.why) or "")
            for g in self.gaps
        )
        return screenful(lines, f"From view {self.here} to view {self.there}", of=len(self.gaps))


def gap(study: StudyData, here: View = "is", there: View = "useful") -> ViewGaps:
    """How far one view lies from another, per case and aspect with two poles: balance there − balance here.

    The same informants speak in both views, so both are drawn jointly, as if they were cases with common sources.
    """
    joined: list[pl.DataFrame] = []
    alone: list[pl.DataFrame] = []
    by_themselves = originals(study)
    placements: Placed = {}
    ids = study.cases["id"].to_list()
    for view in (here, there):
        rows, placed = codings_in(study, view)
        placements |= placed
        joined.append(rows.with_columns(case=pl.lit(view) + ":" + pl.col("case")))
        if by_themselves is not study:
            before, _ = codings_in(by_themselves, view)
            alone.append(before.with_columns(case=pl.lit(view) + ":" + pl.col("case")))
    cases = [f"{view}:{case}" for view in (here, there) for case in ids]
    taken = coding_rows(pl.concat(joined, how="diagonal"))
    if alone:
        taken = replace(taken, aside=SetAside(coding_rows(pl.concat(alone, how="diagonal")), NotEntering()))
    evidence = tally_of(taken, study.scheme, study.settings, placements, cases)
    both = profile_of(
        evidence, study.scheme, study.settings, view=f"{there} − {here}", placements=placements, taken=taken
    )
    between = [a for a, bipolar in enumerate(both.bipolar) if bipolar]
    gaps = tuple(_gap(both, ids, c, a, (here, there)) for c in range(len(ids)) for a in between)
    return ViewGaps(here, there, study.settings, gaps, statements_against(study))


def _gap(both: Profile, ids: list[str], c: int, a: int, views: tuple[View, View]) -> ViewGap:
    """The gap of a case on an aspect, from a profile that holds all cases in one view and then in the other."""
    n = len(ids)
    first, second = (None if np.isnan(b) else float(b) for b in both.balance[[c, n + c], a])
    gap = None if first is None or second is None else second - first
    interval = whole = probability = None
    if gap is not None and not both.no_interval[[c, n + c], a].any():
        alone, every = (d.balance(a)[n + c] - d.balance(a)[c] for d in (both.informant_draws, both.draws))
        interval = difference_interval(alone, gap, both.settings.level)
        wider = difference_interval(every, gap, both.settings.level)
        whole = min(interval[0], wider[0]), max(interval[1], wider[1])
        probability = float((every > 0).mean())
    silent = views[0] if first is None else views[1]
    why = reason("engine.silent_view", view=silent) if gap is None else None
    rows = [c, n + c]
    statements = both.statements[rows, a]
    told = probability is not None and bool(both.complete[c] or (statements > 1).all())
    side = max(probability, 1 - probability) if told and probability is not None else None
    found = Finding(
        "gap",
        Subject(
            ids[c],
            both.aspects[a],
            both.poles(both.aspects[a])[int(gap > 0)] if gap else None,
            views[1],
            views[0],
        ),
        standing_of(side if gap else None),
        gap,
        interval,
        Counts(int(both.sources[rows, a].sum()), int(statements.sum())),
        side,
        why=ONE_STATEMENT if probability is not None and not told else why,
        behind=unknown,
    )
    return ViewGap(ids[c], both.aspects[a], first, second, gap, interval, probability, why, found, whole)
