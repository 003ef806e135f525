"""Tables that are no delimited text: workbooks, parquet and JSON lines. All become columns of text."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import polars as pl

from idealtypes.errors import Fault, Skipped
from idealtypes.files.budget import Budget, beyond, budget
from idealtypes.files.cells import unread
from idealtypes.files.decoding import NotDecoded, arrow_of
from idealtypes.files.faults import Findings
from idealtypes.files.nesting import too_much
from idealtypes.files.workbooks import NoWorkbook, read_grids
from idealtypes.model.characters import HALVES
from idealtypes.model.hints import listed

SURROGATE = re.compile(f"[{HALVES}]")


@dataclass(frozen=True, eq=False)
class Rows:
    """Columns of text, the line of each row, and that of the header (None if there is none)."""

    frame: pl.DataFrame
    lines: pl.Series
    header: int | None


def assemble(
    names: Sequence[str],
    columns: Sequence[pl.Series],
    lines: Sequence[int],
    header: int | None,
    file: str,
    findings: Findings,
) -> Rows | None:
    """Columns under their names: names are unique, and only a blank column may be without."""
    kept: dict[str, pl.Series] = {}
    sound = True
    for place, (name, column) in enumerate(zip(names, columns, strict=True), 1):
        if not name:
            if column.str.strip_chars().str.len_chars().sum():
                findings.fault(file, header, f"column {place} has no name: give it one, or clear its cells")
                sound = False
        elif (why := unread(name, strict=False)) is not None:
            findings.fault(file, header, f"the name of column {place}: {why}: give the column a name")
            sound = False
        elif name == "*" or (
            name.startswith("^") and name.endswith("$")
        ):  # polars would take it for a pattern
            findings.fault(file, header, f"a column cannot be called `{name}`: give it another name")
            sound = False
        elif name in kept:
            findings.fault(file, header, f"the column `{name}` is there twice: column names are unique")
            sound = False
        else:
            kept[name] = column
    if not kept:
        findings.fault(file, header, "the table has no column names in its first row")
        return None
    return Rows(pl.DataFrame(kept), pl.Series(lines, dtype=pl.Int64), header) if sound else None


def too_large(rows: int, columns: int, cells: int, limits: Budget) -> str | None:
    """Why a table of so many rows, columns and cells is not read; None where it is within the limits.

    >>> print(too_large(1, 20_000, 20_000, Budget())[:50])
    the table has 20,000 columns, and at most 16,384 a
    """
    for has, most, what, do in (
        (columns, limits.columns, "columns", "leave out those that are not needed"),
        (rows, limits.rows, "rows", "divide it"),
        (cells, limits.cells, "cells", "divide it"),
    ):
        if has > most:
            return beyond(f"the table has {has:,} {what}", most, "", do)
    return None


def cell(value: object) -> str | None:
    """A value as text: 12.0 is `12`, a list its items separated by `;`, midnight a mere date.

    >>> cell(12.0), cell(0.5), cell(True), cell(["a", "b=0.5"]), cell(datetime(2023, 1, 2)), cell(None)
    ('12', '0.5', 'true', 'a;b=0.5', '2023-01-02', None)
    """
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e16 else repr(value)
    if isinstance(value, int):
        return str(value)
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    if isinstance(value, list) and not any(isinstance(item, list | dict) for item in value):
        return ";".join(text for item in value if (text := cell(item)) is not None)
    raise TypeError("a cell is a text, a number, true or false, or a list of these")


def read_workbook(data: bytes, file: str, findings: Findings) -> Rows | None:
    """The first worksheet of an xlsx or ods workbook; a formula is the value that was stored with it."""
    try:
        grids = read_grids(data)
    except NoWorkbook as problem:
        findings.fault(file, None, str(problem))
        return None
    filled = [index for index, grid in enumerate(grids) if any(any(map(_full, row)) for row in grid.rows)]
    if not filled:
        findings.fault(file, 1, "the file is empty: no worksheet has anything in it")
        return None
    for index in filled[1:]:
        why = f"one sheet of a workbook is read, the first with anything in it: `{grids[filled[0]].name}`"
        findings.skipped.append(Skipped(f"worksheet `{grids[index].name}`", file, why))
        findings.warn(file, None, f"the worksheet `{grids[index].name}` is not read: {why}")
    grid = grids[filled[0]].rows
    first = next(index for index, row in enumerate(grid) if any(map(_full, row)))
    names = [(cell(value) or "").strip() for value in grid[first]]
    body = grid[first + 1 :]
    columns = [pl.Series([cell(row[place]) for row in body], dtype=pl.String) for place in range(len(names))]
    return assemble(names, columns, range(first + 2, len(grid) + 1), first + 1, file, findings)


def _full(value: object) -> bool:
    return not (isinstance(value, str) and not value.strip())


class NoParquet(Exception):  # noqa: N818
    """The bytes are no parquet file that can be decoded; the message says why."""


def decoded(data: bytes) -> pl.DataFrame:
    """The table in a parquet file.

    Raises
    ------
    NoParquet
        For anything else.
    """
    if data[:4] != b"PAR1" or data[-4:] != b"PAR1":
        raise NoParquet("it does not begin and end as parquet files do")
    try:
        return pl.read_ipc(io.BytesIO(arrow_of(data)))
    except NotDecoded as problem:
        raise NoParquet(str(problem)) from problem


def read_parquet(data: bytes, file: str, findings: Findings) -> Rows | None:
    """The records of a parquet file, numbered from 1."""
    try:
        frame = decoded(data)
    except NoParquet as problem:
        findings.fault(file, None, f"this is not readable as parquet: {problem}")
        return None
    columns = []
    for name in frame.columns:
        column = _as_text(frame.get_column(name))
        if column is None:
            kind = frame.schema[name]
            findings.fault(
                file, None, f"the column `{name}` holds {kind}: text, numbers or lists of text are read"
            )
        else:
            columns.append(column)
    if len(columns) < frame.width:
        return None
    names = [name.strip() for name in frame.columns]
    return assemble(names, columns, range(1, frame.height + 1), None, file, findings)


def _as_text(column: pl.Series) -> pl.Series | None:
    """A typed column as text, by the same rules as `cell`; None where it is nested or binary."""
    kind = column.dtype
    if kind.is_float():
        exact = column.cast(pl.Float64).fill_nan(None)
        whole = exact.is_finite() & (exact == exact.floor()) & (exact.abs() < 1e16)
        integers = exact.zip_with(whole, pl.Series([0.0])).cast(pl.Int64).cast(pl.String)
        return integers.zip_with(whole.fill_null(False), exact.cast(pl.String))
    if isinstance(kind, pl.List):
        inner = _as_text(column.explode())
        if inner is None:
            return None
        return pl.Series([None if items is None else cell(list(items)) for items in column], dtype=pl.String)
    if isinstance(kind, pl.Datetime):
        return column.dt.to_string("iso").str.strip_suffix(" 00:00:00.000000")
    if kind in (pl.Binary, pl.Object) or kind.is_nested():
        return None
    return column.cast(pl.String)


def read_jsonl(text: str, file: str, findings: Findings) -> Rows | None:
    """JSON lines: an object a line, its keys the columns."""
    limits = budget()
    records: list[dict[str, Any]] = []
    lines: list[int] = []
    faults: list[Fault] = []
    names: dict[str, None] = {}
    for line, row in enumerate(text.split("\n"), 1):
        if not row.strip():
            continue
        told = too_much(row, limits)
        if told is not None:
            faults.append(Fault(file, line, told))
            continue
        try:
            record = json.loads(
                row, object_pairs_hook=_unique, parse_constant=_no_number, parse_int=_whole_number
            )
            if not isinstance(record, dict):
                raise TypeError('a line holds one object, {"id": …}')
            cells = {name.strip(): cell(value) for name, value in record.items()}
            if "\\u" in row and SURROGATE.search(
                "".join(text or "" for pair in cells.items() for text in pair)
            ):
                raise TypeError("half of a character (\\ud800 to \\udfff): a pair of such escapes makes one")
            records.append(cells)
            lines.append(line)
            names |= dict.fromkeys(cells)
            # each line may bring columns of its own, and all lines have them all
            told = too_large(len(records), len(names), len(records) * len(names), limits)
            if told is not None:
                findings.fault(file, line, told)
                return None
        except json.JSONDecodeError as problem:
            faults.append(
                Fault(file, line, f"this is not readable as JSON: {problem.msg}, column {problem.colno}")
            )
        except (TypeError, KeyError, RecursionError) as problem:
            faults.append(Fault(file, line, str(problem.args[0]) if problem.args else "too deeply nested"))
    if faults:
        findings.fault_each(faults, len(faults), "lines that are not readable")
        return None
    columns = [pl.Series([record.get(name) for record in records], dtype=pl.String) for name in names]
    return assemble(list(names), columns, lines, None, file, findings)


def _no_number(word: str) -> None:
    raise TypeError(f"{word} is no number of JSON's: leave the cell out, or write null")


def _whole_number(digits: str) -> int:
    if len(digits) > budget().digits:  # a float has no more, and Python refuses thousands
        raise TypeError(f"a number of {len(digits):,} digits: write it in quotes, if it is a name")
    return int(digits)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = {name for name, _ in pairs if sum(other == name for other, _ in pairs) > 1}
        raise KeyError(f"the object has {listed(sorted(twice))} twice")
    return found
