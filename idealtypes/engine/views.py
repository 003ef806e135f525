"""Views of a study: what is talked about, what is, what ought to be, what is useful.

A complaint about informality is no evidence for informality, and a scheme may be informal in fact while informants
say that rules would help. So a profile is read in one of four views:

- `all`: every coded statement;
- `is`, `ought`: the statements in that mode;
- `useful`: the claims. A claim that a pole helps a wanted outcome puts mass on that pole; a claim that it hurts puts
  mass on the other poles, alike. With an unwanted outcome it is the other way round.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from idealtypes.engine.codings import VIEWS, Placed, View, coding_rows, codings_in
from idealtypes.engine.draws import difference_interval
from idealtypes.engine.profile import Profile, profile_of, tally_of
from idealtypes.errors import IdealtypesError
from idealtypes.model.study import StudyData

if TYPE_CHECKING:
    from typing import Unpack

    from idealtypes.model.settings import Choices

__all__ = ["VIEWS", "View", "gap", "study_profile"]


def study_profile(study: StudyData, view: View = "all", **settings: Unpack[Choices]) -> Profile:
    """The balance profile of a study in a view; keyword arguments override the study's settings."""
    if view not in VIEWS:
        raise IdealtypesError(f"view is {', '.join(VIEWS)}, not {view!r}")
    study = study.with_settings(**settings) if settings else study
    rows, placements = codings_in(study, view)
    taken = coding_rows(rows)
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
    )


def gap(study: StudyData, here: View = "is", there: View = "useful") -> list[dict[str, Any]]:
    """How far one view lies from another, per case and aspect with two poles: balance there − balance here.

    The same informants speak in both views, so both are drawn jointly, as if they were cases with common sources.
    Returns records with `case`, `aspect`, `here`, `there`, `gap` and `interval` in [−2, 2], and `probability` that
    the gap is positive; None with `why` where one of the views is silent.
    """
    joined: list[pl.DataFrame] = []
    placements: Placed = {}
    ids = study.cases["id"].to_list()
    for view in (here, there):
        rows, placed = codings_in(study, view)
        placements |= placed
        joined.append(rows.with_columns(case=pl.lit(view) + "\x1f" + pl.col("case")))
    chosen = study.settings
    cases = [f"{view}\x1f{case}" for view in (here, there) for case in ids]
    evidence = tally_of(coding_rows(pl.concat(joined)), study.scheme, chosen, placements, cases)
    both = profile_of(evidence, study.scheme, chosen, view=f"{there} − {here}")
    n, out = len(ids), []
    for a, aspect in enumerate(both.aspects):
        if not both.bipolar[a]:
            continue
        drawn = both.draws.balance(a)
        for c, case in enumerate(ids):
            first, second = both.balance[c, a], both.balance[n + c, a]
            silent = np.isnan(first) or np.isnan(second)
            difference = drawn[n + c] - drawn[c]
            why = f"nobody speaks of it in view {here if np.isnan(first) else there}" if silent else None
            hidden = silent or both.no_interval[[c, n + c], a].any()
            out.append(
                {
                    "case": case,
                    "aspect": aspect,
                    "here": None if np.isnan(first) else float(first),
                    "there": None if np.isnan(second) else float(second),
                    "gap": None if silent else float(second - first),
                    "interval": None
                    if hidden
                    else list(difference_interval(difference, float(second - first), chosen.level)),
                    "probability": None if hidden else float((difference > 0).mean()),
                    "why": why,
                }
            )
    return sorted(out, key=lambda r: ids.index(str(r["case"])))
