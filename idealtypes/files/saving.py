"""Writing files: whole or not at all, and safe to open in a spreadsheet."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from idealtypes.errors import IdealtypesError
from idealtypes.files.cells import guarded_text

ENDINGS = (".csv", ".xlsx", ".json", ".docx", ".md", ".tex")


def json_text(answer: Mapping[str, Any]) -> str:
    """One JSON document; numbers that are not there are null, never NaN."""
    return json.dumps(answer, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def spared(output: Path, inputs: Iterable[Path]) -> None:
    """Raise IdealtypesError where a file would be written over one that was read."""
    full = output.resolve()
    if any(full == path.resolve() for path in inputs):
        raise IdealtypesError(f"{output} is a file of the study: choose another name to save to")


def guarded(value: Any) -> Any:
    """A cell that a spreadsheet will not take for a formula, nor an item of a list in it; reading a table takes the
    apostrophes off again.

    >>> guarded("=1+1"), guarded("plain"), guarded(-0.5), guarded("'=1+1")
    ("'=1+1", 'plain', -0.5, "''=1+1")
    """
    if isinstance(value, str):
        return guarded_text(value)
    if isinstance(value, (list, tuple)):
        return guarded("; ".join(str(v) for v in value))
    if isinstance(value, dict):
        return guarded_text(json.dumps(value, ensure_ascii=False))
    return value


def _frame(records: Sequence[Mapping[str, Any]]) -> Any:
    import polars as pl

    rows = [{guarded(k): guarded(v) for k, v in record.items()} for record in records]
    return pl.DataFrame(rows, infer_schema_length=None)


def csv_bytes(records: Sequence[Mapping[str, Any]]) -> bytes:
    """The records as comma-separated UTF-8."""
    return str(_frame(records).write_csv()).encode("utf-8")


def xlsx_bytes(
    records: Sequence[Mapping[str, Any]], columns: Sequence[Mapping[str, Any]] | None = None
) -> bytes:
    """The records as one sheet, what their columns mean as a second; text stays text, no formula, no date."""
    import datetime

    import xlsxwriter

    buffer = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties({"created": datetime.datetime(2000, 1, 1)})
        _frame(records).write_excel(book, worksheet="table", autofit=True)
        if columns is not None:
            _frame(columns).write_excel(book, worksheet="columns", autofit=True)
    return buffer.getvalue()
