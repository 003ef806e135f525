"""Tables: csv, tsv, xlsx, ods, parquet and jsonl become one thing, rows of text that know their lines."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl

from idealtypes.errors import Fault
from idealtypes.files.cells import GUARD, MARK, unread
from idealtypes.files.content import shown
from idealtypes.files.delimited import read_delimited
from idealtypes.files.faults import Findings, read_bytes
from idealtypes.files.records import Rows, read_jsonl, read_parquet, read_workbook
from idealtypes.files.text_gate import cells, decode
from idealtypes.model.hints import hint, listed, meant, near
from idealtypes.model.missing import forms
from idealtypes.model.spelling import UNUSUAL, look_same, looking_like, named

NTH, BEFORE = "\0nth", "\0before"
FILE, LINE = "\0file", "\0line"  # where a row comes from; no table of anybody's has columns of these names

KINDS = (".csv", ".tsv", ".xlsx", ".ods", ".parquet", ".jsonl")
SHEETS = (".csv", ".tsv", ".xlsx", ".ods")  # what a spreadsheet opens, so that cells may be guarded


# Columns that hold names, which are compared; all others stay as they were written.
NAMES = (
    "id", "statement", "source", "case", "coder", "rater", "code", "codes", "aspect", "pole", "trait", "outcome",
    "from_outcome", "occasion", "placer",
)  # fmt: skip
FREE = (
    "text",
    "because",
    "title",
    "locator",
    "rationale",
)  # columns of words, in which no value is looked for
ODD = rf"^(?:{MARK}|#|Err:|=)"  # how cells begin in which there may be no value


class UnreadCell(NamedTuple):
    """A cell in which no value stands, and why; `blank` where the frame has a blank for it, and not that text."""

    line: int
    column: str
    why: str
    blank: bool


@dataclass(frozen=True, eq=False)
class Table:
    """A table as read.

    `frame` holds text throughout: trimmed, names in their normal form, blank cells null, wholly blank rows left out.
    `lines` has the line
    of each row in its file: the physical line where the row begins (csv, tsv, jsonl), the row of the sheet
    (xlsx, ods), or the number of the record (parquet). `header` is the line of the column names, None where
    they have none. `unread` are the cells in which no value stands.
    """

    file: str
    frame: pl.DataFrame
    lines: pl.Series
    header: int | None
    unread: tuple[UnreadCell, ...] = ()

    @property
    def columns(self) -> list[str]:
        """The names of the columns, as in the file."""
        return self.frame.columns

    @property
    def located(self) -> pl.DataFrame:
        """The frame with two more columns, FILE and LINE."""
        return self.frame.with_columns(pl.lit(self.file).alias(FILE), self.lines.alias(LINE))


def read_table(path: Path, findings: Findings, missing: Sequence[str] = ()) -> Table | None:
    """Read a table by the ending of its name; None after faults. Cells that hold one of the codes that are declared as
    `missing` are blank."""
    file = shown(path)
    kind = path.suffix.lower()
    if kind not in KINDS:
        findings.fault(file, None, f"this kind of table is not read: a table is one of {listed(KINDS)}")
        return None
    data = read_bytes(path, findings)
    if data is None:
        return None
    rows: Rows | None
    if kind in (".xlsx", ".ods"):
        rows = read_workbook(data, file, findings)
    elif kind == ".parquet":
        rows = read_parquet(data, file, findings)
    else:
        text = decode(data, path, findings)
        if text is None:
            return None
        if kind == ".jsonl":
            rows = read_jsonl(text, file, findings)
        else:
            rows = read_delimited(text, file, "\t" if kind == ".tsv" else None, findings)
    return None if rows is None else _table(rows, file, kind in SHEETS, findings, missing)


def _table(
    rows: Rows, file: str, sheet: bool, findings: Findings, missing: Sequence[str] = ()
) -> Table | None:
    entered = cells(rows.frame, rows.lines, rows.header, file, sheet, findings)
    trimmed = entered.with_columns(pl.all().str.strip_chars().replace("", None))
    trimmed, odd = _without_odd(trimmed, rows.lines)
    if sheet:
        trimmed = trimmed.with_columns(pl.all().str.replace_all(GUARD, "${1}${2}"))
    if missing:
        codes = forms(missing)
        trimmed = trimmed.with_columns(pl.when(~pl.all().is_in(codes)).then(pl.all()))
    blank = trimmed.select(pl.all_horizontal(pl.all().is_null())).to_series()
    written, lines = trimmed.filter(~blank), rows.lines.filter(~blank)
    frame = written.with_columns(_normal(written[name]) for name in written.columns if name in NAMES)
    if not frame.equals(written):
        frame, lines = _read_once(written, frame, lines, file, findings)
    if not frame.height:
        findings.fault(file, rows.header, "the table has no rows: nothing stands below its column names")
        return None
    return Table(file, frame, lines, rows.header, odd)


def _without_odd(frame: pl.DataFrame, lines: pl.Series) -> tuple[pl.DataFrame, tuple[UnreadCell, ...]]:
    """The frame with blanks for errors and formulas that have no value, and these cells; each distinct one is looked at
    once."""
    found: list[UnreadCell] = []
    blanks: list[pl.Series] = []
    begins = frame.select(pl.all().str.contains(ODD).any())
    for name in (name for name in begins.columns if begins[name][0]):
        column = frame[name]
        looked = column.filter(column.str.contains(ODD).fill_null(False)).unique()
        strict = name not in FREE
        reasons = {cell: why for cell in looked if (why := unread(cell, strict)) is not None}
        sure = [cell for cell in reasons if unread(cell, strict=False) is not None]
        at = column.is_in(list(reasons)).fill_null(False).arg_true()
        found += (UnreadCell(lines[n], name, reasons[column[n]], column[n] in sure) for n in at)
        blanks.append(column.set(column.is_in(sure).fill_null(False), None))
    return frame.with_columns(blanks), tuple(sorted(found))


def _normal(column: pl.Series) -> pl.Series:
    """A column of names in their normal form; each distinct name is looked at once."""
    odd = column.unique().drop_nulls()
    odd = odd.filter(odd.str.contains(UNUSUAL.pattern))
    return column.replace(odd, [named(name) for name in odd]) if len(odd) else column


def _read_once(
    written: pl.DataFrame, frame: pl.DataFrame, lines: pl.Series, file: str, findings: Findings
) -> tuple[pl.DataFrame, pl.Series]:
    """Rows that are one but for the spelling of their names are read once, with a warning: nobody could see that they
    were two. Rows that are written alike stay, and are told where they may not stand twice."""
    first = frame.with_row_index(NTH).select(pl.col(NTH).first().over(frame.columns)).to_series()
    spelling = written.hash_rows()
    again = spelling != spelling.gather(first)
    warnings = (
        Fault(
            file,
            lines[n],
            f"this row is that of line {lines[first[n]]} with a name in another spelling: read once",
        )
        for n in again.arg_true()
    )
    findings.warn_each(warnings, int(again.sum()), "rows that are there already in another spelling")
    return frame.filter(~again), lines.filter(~again)


def columns_fit(
    table: Table,
    required: Sequence[str],
    optional: Sequence[str],
    findings: Findings,
    attributes: bool = True,
) -> bool:
    """Whether the required columns are there; a fault for each that is not, with the near name that is.

    An unknown column is kept as an attribute, or without `attributes` has no use: then there is a warning.
    There is one, too, where its name is near that of an optional column that is not there. A cell without a value, an
    error or a formula, is a fault in the columns that are known, but for those of words.
    """
    known = [*required, *optional]
    strange = [name for name in table.columns if name not in known]
    fits = True
    taken: set[str] = set()
    for name in required:
        if name not in table.columns:
            fits = False
            match = looking_like(name, strange) or near(name, strange)
            taken |= {match} if match else set()
            end = f"the columns are {listed(table.columns)}"
            if match:
                alike = look_same(name, match)
                end = meant(match, name) if alike else f"should `{match}` be `{name}`?"
            findings.fault(table.file, table.header, f"the column `{name}` is missing: {end}")
    absent = [name for name in optional if name not in table.columns]
    for name in strange:
        match = looking_like(name, absent) or near(name, absent)
        if name in taken:
            continue
        if match is not None:
            what = "kept as an attribute" if attributes else "not used"
            findings.warn(table.file, table.header, f"the column `{name}` is {what}: {meant(name, match)}")
        elif not attributes:
            findings.warn(
                table.file,
                table.header,
                f"the column `{name}` is not used: the columns that are read are {listed(known)}",
            )
    tell_unread(table, known, attributes, findings)
    return fits


def tell_unread(table: Table, known: Sequence[str], attributes: bool, findings: Findings) -> None:
    """Faults for cells of the `known` columns in which no value stands; warnings in those of words and, with
    `attributes`, in all others."""
    needed = [cell for cell in table.unread if cell.column in known and cell.column not in FREE]
    findings.broken |= {(table.file, cell.line) for cell in needed}
    faults = (Fault(table.file, cell.line, f"`{cell.column}`: {cell.why}") for cell in needed)
    findings.fault_each(faults, len(needed), "cells without a value")
    rest = [cell for cell in table.unread if cell not in needed and (attributes or cell.column in known)]
    warnings = (
        Fault(table.file, cell.line, f"`{cell.column}`: {cell.why}" + "; it is read as blank" * cell.blank)
        for cell in rest
    )
    findings.warn_each(warnings, len(rest), "cells without a value")


def complete(frame: pl.DataFrame, columns: Iterable[str]) -> pl.DataFrame:
    """The frame with these columns, blank where it had none."""
    missing = [pl.lit(None, pl.String).alias(name) for name in columns if name not in frame.columns]
    return frame.with_columns(missing)


def number(column: pl.Expr) -> pl.Expr:
    """A column of text as numbers: `0.5`, `0,5`, `+1`, `−1`; null where it is none.

    >>> pl.select(number(pl.Series(["0,5", "−1", "+1", "1.000,5", "inf", None]))).to_series().to_list()
    [0.5, -1.0, 1.0, None, None, None]
    """
    value = (
        column.str.replace("−", "-", literal=True)
        .str.replace(",", ".", literal=True)
        .cast(pl.Float64, strict=False)
    )
    return pl.when(value.is_finite()).then(value)


def blame(bad: pl.DataFrame, message: Callable[[dict[str, Any]], str], findings: Findings, what: str) -> None:
    """A fault for each row of a located frame; `what` names the fault where there are too many to list.

    A row that is broken as a row (too many cells, say) has its fault already: what else seems wrong follows
    from it.
    """
    if findings.broken and bad.height:
        broken = [(row[FILE], row[LINE]) in findings.broken for row in bad.iter_rows(named=True)]
        bad = bad.filter(~pl.Series(broken, dtype=pl.Boolean))
    faults = (Fault(row[FILE], row[LINE], message(row)) for row in bad.iter_rows(named=True))
    findings.fault_each(faults, bad.height, what)


def repeats(frame: pl.DataFrame, *keys: str) -> pl.DataFrame:
    """The rows of a located frame that have the keys of an earlier row; BEFORE says where that one is."""
    if frame.select(keys).unique().height == frame.height:  # much cheaper than the windows below
        return frame.clear().with_columns(**{BEFORE: pl.lit(None, pl.String)})
    nth = pl.int_range(pl.len()).over(*keys)
    file, line = (pl.col(name).first().over(*keys) for name in (FILE, LINE))
    place = pl.when(file == pl.col(FILE)).then(pl.format("on line {}", line))
    return frame.with_columns(
        place.otherwise(pl.format("in {}, line {},", file, line)).alias(BEFORE), nth.alias(NTH)
    ).filter(pl.col(NTH) > 0)


def blame_unknown(
    rows: pl.DataFrame, column: str, known: Iterable[str], word: str, findings: Findings
) -> None:
    """A fault for each row whose value in a column is given and not known, with the near one."""
    names = list(known)
    bad = rows.filter(pl.col(column).is_not_null() & ~pl.col(column).is_in(names))
    blame(
        bad,
        lambda row: f"unknown {word} `{row[column]}`: {hint(row[column], names)}",
        findings,
        f"unknown {word}",
    )


def blame_blank(rows: pl.DataFrame, columns: Iterable[str], findings: Findings) -> None:
    """A fault for each row that is blank in a column where something has to stand."""
    for column in columns:
        blame(
            rows.filter(pl.col(column).is_null()),
            lambda row, column=column: f"`{column}` is blank",  # type: ignore[misc]
            findings,
            f"`{column}` is blank",
        )
