"""Sheets for people to fill in, as csv or as a workbook: what is told stands plain, what is open is marked."""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

from idealtypes.errors import IdealtypesError
from idealtypes.files.saving import guarded
from idealtypes.storage.single_file import write_file

ENDINGS = (".xlsx", ".csv")
WIDE = 36
CELL = 32_767  # characters that a cell of a workbook holds

Records = Sequence[Mapping[str, Any]]
Cell = tuple[int, str]  # the number of a record, and a column


def write_sheet(
    path: Path,
    sheets: Mapping[str, Records],
    fill: Collection[str],
    *,
    what: str,
    widths: Mapping[str, int] | None = None,
    choices: Mapping[str, Sequence[str]] | None = None,
) -> None:
    """Write sheets, the first to be filled in; see `sheet_bytes`."""
    write_file(path, sheet_bytes(path, sheets, fill, what=what, widths=widths, choices=choices))


def sheet_bytes(
    path: Path,
    sheets: Mapping[str, Records],
    fill: Collection[str],
    *,
    what: str,
    widths: Mapping[str, int] | None = None,
    choices: Mapping[str, Sequence[str]] | None = None,
    lists: Mapping[Cell, str] | None = None,
    closed: Collection[Cell] = (),
) -> bytes:
    """Sheets as the ending of a path says, the first to be filled in; a csv has it alone.

    Parameters
    ----------
    sheets
        Name → records, one at least in the first.
    fill
        The columns of the first that are open.
    what
        The sheet in words, for a message.
    widths
        Of columns that are not as wide as a text.
    choices
        Column → what is usual in its cells: a hint, not a fence.
    lists
        (row, column) of the first sheet → the cells of another that have what is usual there: `scale!$B$2:$B$8`.
    closed
        Cells of the first sheet that are not open, in columns that are.

    Raises
    ------
    IdealtypesError
        For another ending than .xlsx and .csv.
    """
    ending = path.suffix.lower()
    if ending == ".csv":
        return _csv(next(iter(sheets.values())))
    if ending == ".xlsx":
        return _xlsx(sheets, fill, widths or {}, choices or {}, lists or {}, closed)
    raise IdealtypesError(f"{path}: {what} is written as {' or '.join(ENDINGS)}")


def _csv(rows: Records) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(guarded(name) for name in rows[0])
    writer.writerows([guarded(value) for value in row.values()] for row in rows)
    return text.getvalue().encode("utf-8-sig")  # without the mark Excel would take it for Windows-1252


def _xlsx(
    sheets: Mapping[str, Records],
    fill: Collection[str],
    widths: Mapping[str, int],
    choices: Mapping[str, Sequence[str]],
    lists: Mapping[Cell, str],
    closed: Collection[Cell],
) -> bytes:
    import xlsxwriter

    buffer = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties({"created": datetime.datetime(2000, 1, 1)})
        first = next(iter(sheets))
        for name, records in sheets.items():
            _sheet(book, name, records, fill if name == first else (), widths, closed)
        rows, sheet = sheets[first], book.get_worksheet_by_name(first)
        for heading, usual in choices.items():
            column = list(rows[0]).index(heading)
            hint = {"validate": "list", "source": list(usual), "error_type": "information"}
            if len(",".join(usual)) <= 255:
                sheet.data_validation(1, column, len(rows), column, hint)
        for (row, heading), range_ in lists.items():
            column = list(rows[0]).index(heading)
            hint = {"validate": "list", "source": f"={range_}", "error_type": "information"}
            sheet.data_validation(row + 1, column, row + 1, column, hint)
    return buffer.getvalue()


def _sheet(
    book: Any,
    name: str,
    records: Records,
    fill: Collection[str],
    widths: Mapping[str, int],
    closed: Collection[Cell],
) -> None:
    head = book.add_format({"bold": True, "bottom": 1, "valign": "top"})
    told = book.add_format({"text_wrap": True, "valign": "top"})
    open_ = book.add_format({"text_wrap": True, "valign": "top", "bg_color": "#FFF8DC", "border": 4})
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 1)
    for column, heading in enumerate(records[0]):
        sheet.set_column(column, column, widths.get(heading, WIDE))
        sheet.write_string(0, column, guarded(heading), head)
        for row, record in enumerate(records, 1):
            value = record[heading]
            style = open_ if heading in fill and (row - 1, heading) not in closed else told
            if isinstance(value, int | float):
                sheet.write_number(row, column, value, style)
            elif value:
                sheet.write_string(row, column, guarded(value)[:CELL], style)
            else:
                sheet.write_blank(row, column, None, style)
