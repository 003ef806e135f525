"""Who read which statement, which codes they put on it, and how they rated the cases."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import polars as pl

from idealtypes.model.study import StudyData

READING = ["statement", "coder"]


def counted_statements(study: StudyData) -> pl.DataFrame:
    """`statement`, `source`, `mode` of the statements that enter the numbers (reported ones if the study says so)."""
    statements = study.statements.select("mode", "kind", "source", statement="id")
    if study.settings.reported == "exclude":
        statements = statements.filter(pl.col("kind").fill_null("") != "reported")
    return statements.select("statement", "source", "mode")


def codings_put(study: StudyData) -> pl.DataFrame:
    """`statement`, `source`, `coder`, `code`, `intensity`: the codes of the scheme that coders put, without ratings.

    Where a coder put a code and its descendant on one statement, it is the descendant that counts (design: parent and
    child on one statement count once, as the child).
    """
    codes = [code.id for code in study.scheme.codes]
    rows = study.codings.filter(pl.col("code").is_in(codes))
    rows = _children_only(rows, study.scheme.ancestors)
    joined = rows.join(counted_statements(study), on="statement", maintain_order="left")
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


def _children_only(rows: pl.DataFrame, ancestors: Mapping[str, Iterable[str]]) -> pl.DataFrame:
    pairs = [(code, above) for code, line in ancestors.items() for above in sorted(line)]
    if not pairs:
        return rows
    lines = pl.DataFrame(pairs, schema={"code": pl.String, "above": pl.String}, orient="row")
    covered = rows.join(lines, on="code").select(*READING, code="above").unique()
    return rows.join(covered, on=[*READING, "code"], how="anti", maintain_order="left")
