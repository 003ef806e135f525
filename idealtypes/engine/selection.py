"""`where column=value`: which statements of a study are meant."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import TypeVar

import polars as pl

from idealtypes.errors import BadArgument
from idealtypes.model.hints import hint
from idealtypes.model.study import StudyData

S = TypeVar("S", bound=StudyData)
Picked = tuple[pl.DataFrame, pl.DataFrame, Sequence[str] | None]


def where(study: S, selection: Mapping[str, str | Sequence[str]]) -> S:
    """The study of the statements for which every column has the value asked for, or one of several.

    A column is one of the statements, else of their sources, else of their cases; `case` and `coder`
    choose cases and coders. Cases and aspects on which nothing remains are silent, not gone; only a
    choice of cases leaves cases out.

    Raises
    ------
    BadArgument
        For a column or a value that is not there, with what there is.
    """
    for column, value in selection.items():
        study = _where(study, column, (value,) if isinstance(value, str) else tuple(value))
    return study


def _where(study: S, column: str, values: tuple[str, ...]) -> S:
    frames = {"statements": study.statements, "sources": study.sources, "cases": study.cases}
    kept = pick(frames, study.cases_of, study.readings, column, values)
    if isinstance(kept, str):
        raise BadArgument("where", f"{column}={';'.join(values)}", kept)
    statements, cases_of, coders = kept
    ids = statements.select(statement="id")
    readings = study.readings.join(ids, on="statement", how="semi", maintain_order="left")
    codings = study.codings.join(ids, on="statement", how="semi", maintain_order="left")
    if coders is not None:
        codings = codings.filter(pl.col("coder").is_in(coders))
        readings = readings.filter(pl.col("coder").is_in(coders))
    cases = study.cases
    if cases_of is not study.cases_of:
        cases = cases.filter(pl.col("id").is_in(cases_of.get_column("case").unique().to_list()))
    return dataclasses.replace(
        study,
        statements=statements,
        cases_of=cases_of.join(ids, on="statement", how="semi", maintain_order="left"),
        codings=codings,
        readings=readings,
        sources=study.sources.join(
            statements.select(id="source"), on="id", how="semi", maintain_order="left"
        ),
        cases=cases,
        claims=study.claims.join(ids, on="statement", how="semi", maintain_order="left"),
        selection=(*study.selection, *((column, value) for value in values)),
    )


def pick(
    frames: Mapping[str, pl.DataFrame],
    cases_of: pl.DataFrame,
    readings: pl.DataFrame,
    column: str,
    values: Sequence[str],
) -> Picked | str:
    """The statements, the pairs of statement and case, and the coders that are meant; or what is wrong.

    `values` are alternatives. `frames` are the statements, the sources and the cases of the study.
    """
    statements, sources, cases = frames["statements"], frames["sources"], frames["cases"]
    holders: dict[str, pl.Series] = {
        name: frame.get_column(name) for frame in (cases, sources, statements) for name in frame.columns
    }
    holders |= {"case": cases_of.get_column("case"), "coder": readings.get_column("coder")}
    if column not in holders:
        return f"no column `{column}` in statements, sources or cases; {hint(column, holders)}"
    known = [str(v) for v in holders[column].drop_nulls().unique(maintain_order=True) if v != ""]
    for value in values:
        if value not in known:
            return f"no statement has `{value}` as its `{column}`; {hint(value, known)}"
    wanted = pl.col(column).is_in(list(values))
    pairs, coders = cases_of, None
    if column == "coder":
        coders = values
        chosen = _with(statements, "id", readings.filter(wanted).get_column("statement"))
    elif column == "case":
        pairs = cases_of.filter(wanted)
        chosen = _with(statements, "id", pairs.get_column("statement"))
    elif column in statements.columns:
        chosen = statements.filter(wanted)
    elif column in sources.columns:
        chosen = _with(statements, "source", sources.filter(wanted).get_column("id"))
    else:
        pairs = _with(cases_of, "case", cases.filter(wanted).get_column("id"))
        chosen = _with(statements, "id", pairs.get_column("statement"))
    if not chosen.height:
        return f"no statement has {' or '.join(f'`{value}`' for value in values)} as its `{column}`"
    return chosen, pairs, coders


def _with(frame: pl.DataFrame, column: str, ids: pl.Series) -> pl.DataFrame:
    """The rows whose value in a column is among the ids, in their order."""
    return frame.join(pl.DataFrame({column: ids.unique()}), on=column, how="semi", maintain_order="left")
