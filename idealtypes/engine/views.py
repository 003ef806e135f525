"""Views of a study: what is talked about, what is, what ought to be, what is useful.

A complaint about informality is no evidence for informality, and a scheme may be informal in fact while informants
say that rules would help. So a profile is read in one of four views:

- `all`: every coded statement;
- `is`, `ought`: the statements in that mode;
- `useful`: the claims. A claim that a pole helps a wanted outcome puts mass on that pole; a claim that it hurts puts
  mass on the other poles, alike. With an unwanted outcome it is the other way round.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, get_args

import numpy as np
import polars as pl

from idealtypes.engine.draws import difference_interval
from idealtypes.engine.profile import Profile, profile_of
from idealtypes.engine.tally import tally
from idealtypes.errors import IdealtypesError
from idealtypes.model.study import StudyData

View = Literal["all", "is", "ought", "useful"]
VIEWS: tuple[View, ...] = get_args(View)


Placed = dict[str, Mapping[str, Sequence[float]]]


def codings_in(study: StudyData, view: View = "all") -> tuple[pl.DataFrame, Placed]:
    """The codings of a view, one row per coding and case, with source, mode and placements."""
    statements = study.statements.select("id", "source", "mode", "kind").rename({"id": "statement"})
    if study.settings.reported == "exclude":
        statements = statements.filter(pl.col("kind").fill_null("") != "reported")
    if view in ("is", "ought"):
        statements = statements.filter(pl.col("mode") == view)
    placements: Placed = dict(study.placements)
    codings = study.codings
    if view == "useful":
        codings, placements = _claims(study)
    rows = codings.join(statements, on="statement").join(study.cases_of, on="statement")
    if study.settings.unit == "rater":
        rows = rows.with_columns(source=pl.col("coder"))
    return rows.select("case", "source", "statement", "coder", "code", "intensity"), placements


def _claims(study: StudyData) -> tuple[pl.DataFrame, Placed]:
    """Claims as codings: a pseudo-code for each aspect, pole and direction, with its placement."""
    wanted = dict(study.outcomes.select("id", "wanted").rows())
    rows = []
    placements: Placed = {}
    for statement, aspect, pole, outcome, effect in study.claims.select(
        "statement", "aspect", "pole", "outcome", "effect"
    ).rows():
        if aspect is None or pole is None:  # an outcome that feeds another says nothing of a pole
            continue
        helps = effect * (wanted.get(outcome) or 1) > 0
        code = f"claim:{aspect}:{pole}:{'helps' if helps else 'hurts'}"
        poles = study.scheme.poles(aspect)
        others = len(poles) - 1
        placements[code] = {
            aspect: tuple(float(p == pole) if helps else float(p != pole) / others for p in poles)
        }
        rows.append((statement, code, "", 1.0))
    schema = {"statement": pl.String, "code": pl.String, "coder": pl.String, "intensity": pl.Float64}
    # One statement may claim the same for several outcomes: that is one claim for the pole.
    return pl.DataFrame(rows, schema=schema, orient="row").unique(maintain_order=True), placements


def study_profile(study: StudyData, view: View = "all", **settings: Any) -> Profile:
    """The balance profile of a study in a view; keyword arguments override the study's settings."""
    if view not in VIEWS:
        raise IdealtypesError(f"view is {', '.join(VIEWS)}, not {view!r}")
    study = study.with_settings(**settings) if settings else study
    rows, placements = codings_in(study, view)
    chosen = study.settings
    evidence = tally(
        rows,
        placements,
        {aspect.id: study.scheme.poles(aspect.id) for aspect in study.scheme.aspects},
        ancestors=study.scheme.ancestors,
        cases=study.cases["id"].to_list(),
        weighting=chosen.weighting,
        repeats=chosen.repeats,
    )
    titles = study.case_titles()
    cases = tuple(titles[case] for case in evidence.cases)
    return profile_of(
        evidence, study.scheme, chosen, view=view, rows=rows, titles=cases, placements=placements
    )


def gap(study: StudyData, here: View = "is", there: View = "useful") -> list[dict[str, Any]]:
    """How far one view lies from another, per case and aspect with two poles: balance there − balance here.

    The same informants speak in both views, so both are drawn jointly, as if they were cases with common sources.
    Returns records with `case`, `aspect`, `here`, `there`, `gap` and `interval` in [−2, 2], and `probability` that
    the gap is positive; None with `why` where one of the views is silent.
    """
    joined, poles = [], {aspect.id: study.scheme.poles(aspect.id) for aspect in study.scheme.aspects}
    placements: Placed = {}
    ids = study.cases["id"].to_list()
    for view in (here, there):
        rows, placed = codings_in(study, view)
        placements |= placed
        joined.append(rows.with_columns(case=pl.lit(view) + "\x1f" + pl.col("case")))
    chosen = study.settings
    evidence = tally(
        pl.concat(joined),
        placements,
        poles,
        ancestors=study.scheme.ancestors,
        cases=[f"{view}\x1f{case}" for view in (here, there) for case in ids],
        weighting=chosen.weighting,
        repeats=chosen.repeats,
    )
    both = profile_of(evidence, study.scheme, chosen, view=f"{there} − {here}")
    n, out = len(ids), []
    for a, aspect in enumerate(poles):
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
