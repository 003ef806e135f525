"""A rating sheet that comes back: what `sheet` told the rater is taken out, and what she left blank is no rating.

Such a table is told by its column `row`, which counts its rows (`3 of 24`), so that rows taken out and put in are seen.
Everything else in it is a table of ratings with a row each.
"""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from idealtypes.errors import Fault
from idealtypes.files.faults import Findings
from idealtypes.files.tables import FILE, LINE, Table, complete, number
from idealtypes.model.scheme import Scheme

COUNTER = "row"
COUNTED = r"^(\d+)\s+\pL+\s+(\d+)$"
# What a sheet tells beside the columns of ratings: its rows, and the words of the codebook.
TOLD = (COUNTER, "case_title", "aspect_title", "dimension", "feature", "trait_text", "question", "scale")
OPEN = ("position", "pole", "intensity", "trait", "because", "rater")
AT, OF, RATED, NIL = "\0at", "\0of", "\0rated", "\0nil"


def is_returned(table: Table) -> bool:
    """Whether a table is a sheet that `sheet` wrote."""
    if not {COUNTER, "case", "aspect", "rater"} <= set(table.columns):
        return False
    return bool(table.frame[COUNTER].str.contains(COUNTED).any())


def returned(table: Table, scheme: Scheme, findings: Findings) -> Table:
    """The ratings in a sheet that was filled in; any other table as it is.

    Warnings tell the rows that are not rated, those that are not in the sheet any more, and those that were put in.
    A row that is rated 0 where an amount is asked for says that nothing of it is there, as a row left out does. The one
    name of a rater holds for the rows without one.
    """
    if not is_returned(table):
        return table
    rows = complete(table.located, OPEN)
    names = rows["rater"].drop_nulls().unique()
    if len(names) == 1:
        rows = rows.with_columns(pl.col("rater").fill_null(names[0]))
    amount = pl.col("trait").is_not_null() | pl.col("aspect").is_in(list(scheme.presence))
    given = pl.col("intensity").is_not_null() & amount
    pole = pl.col("pole").is_not_null() & ~amount
    rows = rows.with_columns(
        pl.col(COUNTER).str.extract(COUNTED, 1).cast(pl.Int64, strict=False).alias(AT),
        pl.col(COUNTER).str.extract(COUNTED, 2).cast(pl.Int64, strict=False).alias(OF),
        (pl.col("position").is_not_null() | pole | given).alias(RATED),
        (given & (number(pl.col("intensity")) == 0)).fill_null(False).alias(NIL),
    )
    _tell_gone(rows, findings)
    _tell_added(rows.filter(pl.col(AT).is_null() & pl.col(RATED)), findings)
    _tell_silent(rows.filter(~pl.col(RATED)), findings)
    kept = rows.select(pl.col(RATED) & ~pl.col(NIL)).to_series()
    frame = rows.select(name for name in table.columns if name not in TOLD).filter(kept)
    return replace(
        table,
        frame=frame,
        lines=table.lines.filter(kept),
        unread=tuple(one for one in table.unread if one.column not in TOLD),
    )


def not_rated(table: Table, kept: Table) -> list[tuple[int, str]]:
    """The lines of a sheet that became no rating, each with what it was of."""
    rows = complete(table.located, OPEN).filter(~pl.col(LINE).is_in(kept.lines.to_list()))
    return [(row[LINE], _of(row)) for row in rows.iter_rows(named=True)]


def _of(row: dict[str, object]) -> str:
    """What a row is of: the case, and the trait, or the aspect with its dimension."""
    on = row["trait"] or " ".join(f"`{row[name]}`" for name in ("aspect", "pole") if row[name])
    on = f"`{row['trait']}`" if row["trait"] else on
    return f"`{row['case'] or 'the case'}` on {on}"


def _tell_gone(rows: pl.DataFrame, findings: Findings) -> None:
    """Rows of a sheet that are not there any more: each is missed behind the row before it."""
    told = []
    numbered = rows.filter(pl.col(AT).is_not_null())
    for sheet in numbered.partition_by("rater", OF, maintain_order=True):
        lines = dict(sheet.select(AT, LINE).iter_rows())
        file, rater, of = sheet[FILE][0], sheet["rater"][0], sheet[OF][0]
        line: int = sheet[LINE][0]
        for at in range(1, of + 1):
            if at in lines:
                line = lines[at]
            else:
                whose = "" if rater is None else f" of `{rater}`"
                message = (
                    f"row {at} of the {of} of the sheet{whose} is not here any more: it counts as not rated"
                )
                told.append(Fault(file, line, message))
    findings.warn_each(told, len(told), "rows of a sheet that are not here any more")


def _tell_added(rows: pl.DataFrame, findings: Findings) -> None:
    told = (
        Fault(row[FILE], row[LINE], f"the row of {_of(row)} was put into the sheet: it counts as any rating")
        for row in rows.iter_rows(named=True)
    )
    findings.warn_each(told, rows.height, "rows that were put into a sheet")


def _tell_silent(rows: pl.DataFrame, findings: Findings) -> None:
    told = (
        Fault(
            row[FILE],
            row[LINE],
            f"{_of(row)} is not rated" + (", though it has a reason" if row["because"] else ""),
        )
        for row in rows.iter_rows(named=True)
    )
    findings.warn_each(told, rows.height, "rows that are not rated")
