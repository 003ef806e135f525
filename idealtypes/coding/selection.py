"""`--where column=value`: which statements of a study are meant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from idealtypes.content.names import hint

Picked = tuple[pl.DataFrame, pl.DataFrame, Sequence[str] | None]


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
