"""Delimited text, csv and tsv: rows with the physical line on which each begins."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

import polars as pl

from idealtypes.errors import Fault
from idealtypes.files.budget import budget
from idealtypes.files.faults import Findings
from idealtypes.files.records import Rows, assemble, too_large

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab"}
SEPARATOR_LINE = re.compile(r'"?sep=([,;\t])"?\r?\n?', re.IGNORECASE)  # Excel's hint, above the header

UNCLOSED = 'a quote (") that opens here is not closed, or has text after it: double the quotes inside a text'


def read_delimited(text: str, file: str, delimiter: str | None, findings: Findings) -> Rows | None:
    """The rows of delimited text; None after faults.

    Without a delimiter it is the one of comma, semicolon and tab that the header has most of.
    """
    split = split_rows(text, file, delimiter, findings)
    return None if split is None else _even(*split, file, findings)


def split_rows(
    text: str, file: str, delimiter: str | None, findings: Findings
) -> tuple[list[list[str]], list[int], str] | None:
    """The cells of each row, the line on which each begins, and the delimiter; None after faults."""
    lines = io.StringIO(text, newline="")  # the csv module wants line ends as they are
    skipped = 0
    hint = SEPARATOR_LINE.fullmatch(text[: text.find("\n") + 1])
    if hint is not None:
        lines.readline()
        skipped = 1
        delimiter = delimiter or hint[1]
    delimiter = delimiter or detect(text if hint is None else text[hint.end() :])
    rows: list[list[str]] = []
    starts: list[int] = []
    limits = budget()
    before = csv.field_size_limit(limits.cell)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    begin = skipped + 1
    cells = 0
    try:
        for row in reader:
            if row:
                rows.append(row)
                starts.append(begin)
                cells += len(row)
                if (told := too_large(len(rows), len(row), cells, limits)) is not None:
                    findings.fault(file, begin, told)
                    return None
            begin = reader.line_num + skipped + 1
    except csv.Error as problem:
        said = str(problem)
        if "field limit" in said:
            said = f"a cell of more than {limits.cell} characters: is a quote not closed?"
        elif "expected after" in said or "unexpected end" in said:
            said = UNCLOSED
        findings.fault(file, begin, f"this row cannot be read: {said}")
        return None
    finally:
        csv.field_size_limit(before)
    if not rows:
        findings.fault(file, 1, "the file is empty")
        return None
    return rows, starts, delimiter


def detect(text: str) -> str:
    """The delimiter: whichever of comma, semicolon and tab the header has most of outside quotes.

    >>> detect('id;"a, b, c";text')
    ';'
    >>> detect("id")
    ','
    """
    header = next((line for line in text.splitlines() if line.strip()), "")
    bare = re.sub(r'"[^"]*"', "", header)
    return max(DELIMITERS, key=lambda delimiter: (bare.count(delimiter), delimiter == ","))


def _even(
    rows: list[list[str]], starts: list[int], delimiter: str, file: str, findings: Findings
) -> Rows | None:
    """The rows as a frame: each with as many cells as the header."""
    first = next((index for index, row in enumerate(rows) if any(cell.strip() for cell in row)), 0)
    header, body, lines = rows[first], rows[first + 1 :], starts[first + 1 :]
    width = len(header)
    ragged = [index for index, row in enumerate(body) if len(row) != width]
    faults: list[Fault] = []
    for index in ragged:
        row = body[index]
        if any(cell.strip() for cell in row):
            faults.append(Fault(file, lines[index], _ragged(len(row), width, delimiter)))
            findings.broken.add((file, lines[index]))
        body[index] = (row + [""] * width)[:width]
    findings.fault_each(faults, len(faults), "rows with too few or too many cells")
    columns: Iterator[tuple[str, ...]] = zip(*body, strict=True) if body else iter([()] * width)
    series = [pl.Series(values, dtype=pl.String) for values in columns]
    return assemble([name.strip() for name in header], series, lines, starts[first], file, findings)


def _ragged(cells: int, width: int, delimiter: str) -> str:
    message = f"the row has {cells} {'cell' if cells == 1 else 'cells'}, and the header has {width}"
    if cells > width:
        return f"{message}: a text with a {DELIMITERS[delimiter]} in it needs quotes"
    return f"{message}: a cell is missing, or a quote swallowed one"
