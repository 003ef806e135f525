"""The table of places as a file to fill in: csv, or a workbook with the choices explained on a second sheet."""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from idealtypes.errors import IdealtypesError
from idealtypes.files.saving import guarded, write_bytes

ENDINGS = (".xlsx", ".csv")
NARROW = {
    "code": 24,
    "title": 24,
    "aspect": 18,
    "position": 18,
    "rationale": 44,
    "statements": 10,
    "parent": 16,
}
WIDE = 36
FILLED_IN = ("aspect", "position", "rationale")
CELL = 32_767  # characters that a cell of a workbook holds


def write_places(
    path: Path,
    rows: Sequence[Mapping[str, Any]],
    choices: Sequence[Mapping[str, Any]],
    aspects: Sequence[str],
) -> None:
    """Write the table; IdealtypesError for another ending."""
    ending = path.suffix.lower()
    if ending == ".csv":
        write_bytes(path, _csv(rows))
    elif ending == ".xlsx":
        write_bytes(path, _xlsx(rows, choices, aspects))
    else:
        raise IdealtypesError(f"{path}: the table of places is written as {' or '.join(ENDINGS)}")


def _csv(rows: Sequence[Mapping[str, Any]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(rows[0])
    writer.writerows([guarded(value) for value in row.values()] for row in rows)
    return text.getvalue().encode("utf-8-sig")  # without the mark Excel would take it for Windows-1252


def _xlsx(
    rows: Sequence[Mapping[str, Any]], choices: Sequence[Mapping[str, Any]], aspects: Sequence[str]
) -> bytes:
    import xlsxwriter

    buffer = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties({"created": datetime.datetime(2000, 1, 1)})
        for name, records in (("places", rows), ("choices", choices)):
            _sheet(book, name, records)
        sheet = book.get_worksheet_by_name("places")
        column = list(rows[0]).index("aspect")
        # a hint, not a fence: several aspects are separated by `;`
        hint = {"validate": "list", "source": list(aspects), "error_type": "information"}
        if len(",".join(aspects)) <= 255:
            sheet.data_validation(1, column, len(rows), column, hint)
    return buffer.getvalue()


def _sheet(book: Any, name: str, records: Sequence[Mapping[str, Any]]) -> None:
    head = book.add_format({"bold": True, "bottom": 1, "valign": "top"})
    told = book.add_format({"text_wrap": True, "valign": "top"})
    open_ = book.add_format({"text_wrap": True, "valign": "top", "bg_color": "#FFF8DC", "border": 4})
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 1)
    for column, heading in enumerate(records[0]):
        sheet.set_column(column, column, NARROW.get(heading, WIDE))
        sheet.write_string(0, column, heading, head)
        for row, record in enumerate(records, 1):
            value = record[heading]
            style = open_ if name == "places" and heading in FILLED_IN else told
            if isinstance(value, int | float):
                sheet.write_number(row, column, value, style)
            elif value:
                sheet.write_string(row, column, guarded(value)[:CELL], style)
            else:
                sheet.write_blank(row, column, None, style)
