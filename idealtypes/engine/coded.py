"""The codings of a study: those that enter the numbers in a view, the codes that coders put, and who read what.

All that asks a study for its codings asks here, so that reported statements, claims, raters and parents beside their
children are treated in one way.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, get_args

import polars as pl

from idealtypes.engine.codings import children_only, coding_rows
from idealtypes.model.study import StudyData

View = Literal["all", "is", "ought", "useful"]
VIEWS: tuple[View, ...] = get_args(View)
Placed = dict[str, Mapping[str, Sequence[float]]]

READING = ["statement", "coder"]


def counted_statements(study: StudyData) -> pl.DataFrame:
    """`statement`, `source`, `mode` of the statements that enter the numbers (reported ones if the study says so)."""
    statements = study.statements.select("mode", "kind", "source", statement="id")
    if study.settings.reported == "exclude":
        statements = statements.filter(pl.col("kind").fill_null("") != "reported")
    return statements.select("statement", "source", "mode")


def codings_in(study: StudyData, view: View = "all") -> tuple[pl.DataFrame, Placed]:
    """The codings of a study in a view, one row per coding and case, and the placements of their codes.

    - `all`: every coded statement;
    - `is`, `ought`: the statements in that mode;
    - `useful`: the claims. A claim that a pole helps a wanted outcome puts mass on that pole; a claim that it hurts
      puts mass on the other poles, alike. With an unwanted outcome it is the other way round.
    """
    statements = counted_statements(study)
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


def codings_put(study: StudyData) -> pl.DataFrame:
    """`statement`, `source`, `coder`, `code`, `intensity`: the codes of the scheme that coders put, without ratings.

    Where a coder put a code and its descendant on one statement, it is the descendant that counts (design: parent and
    child on one statement count once, as the child).
    """
    codes = [code.id for code in study.scheme.codes]
    rows = study.codings.filter(pl.col("code").is_in(codes))
    joined = rows.join(counted_statements(study), on="statement", maintain_order="left")
    table = coding_rows(joined)
    kept = children_only(table, study.scheme.ancestors).select(*READING, "code")
    counted = table.fetched(kept, "coder", "code")
    joined = joined.join(counted, on=[*READING, "code"], how="semi", maintain_order="left")
    return joined.select("statement", "source", "coder", "code", "intensity")


def readings_made(study: StudyData) -> pl.DataFrame:
    """`statement`, `source`, `coder`: who read which statement, whether or not they put a code; without ratings."""
    ratings = rating_codings(study).select("statement").unique()
    read = study.readings.join(ratings, on="statement", how="anti", maintain_order="left")
    joined = read.join(counted_statements(study), on="statement", maintain_order="left")
    return joined.select("statement", "source", "coder")


def rating_codings(study: StudyData) -> pl.DataFrame:
    """The codings that are ratings: those with a pseudo-code."""
    codes = [code.id for code in study.scheme.codes]
    return study.codings.filter(~pl.col("code").is_in(codes))


def vectors(
    codings: pl.DataFrame,
    placements: Mapping[str, Mapping[str, Iterable[float]]],
    aspect: str,
    by: list[str],
    weight: str = "intensity",
) -> pl.DataFrame:
    """`by` and w0, w1, …: the weighted mean of the codes' shares of the aspect's poles, within each group of `by`."""
    here = {code: tuple(places[aspect]) for code, places in placements.items() if aspect in places}
    width = max((len(shares) for shares in here.values()), default=0)
    names = [f"w{p}" for p in range(width)]
    table = pl.DataFrame(
        [(code, *shares) for code, shares in here.items()],
        schema={"code": pl.String, **dict.fromkeys(names, pl.Float64)},
        orient="row",
    )
    mean = [(pl.col(name) * pl.col(weight)).sum() / pl.col(weight).sum() for name in names]
    return codings.join(table, on="code").group_by(by).agg(mean).sort(by)


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
