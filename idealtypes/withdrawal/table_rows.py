"""Rows taken out of a table in csv or tsv, and cells of the others changed: all other bytes stay."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from idealtypes.errors import IdealtypesError
from idealtypes.files.cells import unguarded_text
from idealtypes.files.delimited import split_rows
from idealtypes.files.faults import Findings
from idealtypes.files.saving import guarded

MARK = "\ufeff".encode()
REWRITTEN = (".csv", ".tsv")  # the tables that can be edited without changing what else is in them

Row = Mapping[str, str]


@dataclass(frozen=True)
class CutTable:
    """A table without some rows: its bytes (None where no row is left), how many rows went and cells changed; `left`
    are the numbers, from 1, of the rows that stay."""

    data: bytes | None
    rows: int
    cells: int
    left: tuple[int, ...]


def without_rows(
    data: bytes, name: str, gone: Callable[[Row], bool], changed: Callable[[str, str], str]
) -> CutTable:
    r"""The table without the rows that are `gone`, and with what `changed` makes of a column and a cell in the others.

    Cells come trimmed and without the apostrophe that guards against formulas; a row that is wholly blank is none.

    Raises
    ------
    IdealtypesError
        Where the bytes are no table.

    >>> one = without_rows(b"id;text\r\na;x\r\n\r\nb;'=y\r\n", "t.csv", lambda row: row["id"] == "a", lambda c, t: t)
    >>> one.data, one.rows, one.left
    (b"id;text\r\nb;'=y\r\n", 1, (2,))
    """
    mark = MARK if data.startswith(MARK) else b""
    text = data.removeprefix(MARK).decode("utf-8")
    tab = "\t" if Path(name).suffix.lower() == ".tsv" else None
    split = split_rows(text, name, tab, Findings())
    if split is None:
        raise IdealtypesError(f"{name}: this is not readable as a table")
    records, starts, delimiter = split
    first = next((n for n, row in enumerate(records) if any(cell.strip() for cell in row)), 0)
    header = [cell.strip() for cell in records[first]]
    lines = io.StringIO(text, newline="").readlines()
    end = "\r\n" if "\r\n" in text else "\n"
    rows, cells, number = 0, 0, 0
    left: list[int] = []
    new: dict[int, list[str]] = {}  # record → its lines, [] for none
    for n in range(first + 1, len(records)):
        written = [*records[n], *([""] * len(header))][: len(header)]
        row = dict(zip(header, map(_bare, written), strict=True))
        if not any(row.values()):
            continue
        number += 1
        if gone(row):
            rows += 1
            new[n] = []
            continue
        left.append(number)
        said = {column: changed(column, cell) for column, cell in row.items() if cell}
        other = {column: cell for column, cell in said.items() if cell != row[column]}
        if other:
            cells += len(other)
            kept = zip(header, written, strict=True)
            new[n] = [_line([guarded(other[c]) if c in other else was for c, was in kept], delimiter, end)]
    for n, put in sorted(new.items(), reverse=True):
        after = starts[n + 1] - 1 if n + 1 < len(starts) else len(lines)
        lines[starts[n] - 1 : after] = put
    return CutTable(mark + "".join(lines).encode("utf-8") if left else None, rows, cells, tuple(left))


def _bare(cell: str) -> str:
    return unguarded_text(cell.strip())


def _line(row: list[str], delimiter: str, end: str) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator=end).writerow(row)
    return out.getvalue()
