"""Rows added to a table in csv or tsv, and cells changed: all else stays, byte for byte, but for columns it lacked."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence

from idealtypes.errors import IdealtypesError
from idealtypes.files.delimited import split_rows
from idealtypes.files.faults import Findings
from idealtypes.files.saving import guarded


def with_rows(text: str, rows: Sequence[Mapping[str, str]], delimiter: str | None = None) -> str:
    r"""The text of a table with rows below its own; a column that they need and it lacks is added behind its own.

    Raises
    ------
    IdealtypesError
        Where the text is no table.

    >>> print(with_rows("id;text\r\na;said\r\n", [{"id": "b", "because": "=so"}]).replace("\r", ""), end="")
    id;text;because
    a;said;
    b;;'=so
    """
    split = split_rows(text, "", delimiter, Findings())
    if split is None:
        raise IdealtypesError("this is not readable as a table")
    records, starts, delimiter = split
    first = next((n for n, row in enumerate(records) if any(cell.strip() for cell in row)), 0)
    header = [name.strip() for name in records[first]]
    new = [name for name in dict.fromkeys(n for row in rows for n in row) if name not in header]
    end = "\r\n" if "\r\n" in text else "\n"
    if new:
        text = _widened(text, starts[first:], delimiter, new, end)
    if not text.endswith(("\n", "\r")):
        text += end
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, lineterminator=end)
    writer.writerows([guarded(row.get(name, "")) for name in (*header, *new)] for row in rows)
    return text + out.getvalue()


def with_cells(text: str, cells: Mapping[int, Mapping[str, str]], delimiter: str | None = None) -> str:
    r"""The text of a table with other cells in some rows, each known by the line on which it begins; all other rows
    stay as they are, but for columns that the table lacked.

    Raises
    ------
    IdealtypesError
        Where the text is no table, or no row begins on a line.

    >>> print(with_cells("id;codes\na;pay\nb;\n", {3: {"codes": "care", "because": "heard"}}), end="")
    id;codes;because
    a;pay;
    b;care;heard
    """
    split = split_rows(text, "", delimiter, Findings())
    if split is None:
        raise IdealtypesError("this is not readable as a table")
    records, starts, delimiter = split
    first = next((n for n, row in enumerate(records) if any(cell.strip() for cell in row)), 0)
    header = [name.strip() for name in records[first]]
    new = [name for name in dict.fromkeys(n for row in cells.values() for n in row) if name not in header]
    end = "\r\n" if "\r\n" in text else "\n"
    lines = io.StringIO(
        _widened(text, starts[first:], delimiter, new, end) if new else text, newline=""
    ).readlines()
    header += new
    at = {line: n for n, line in enumerate(starts)}
    for line, changed in sorted(cells.items(), reverse=True):
        if line not in at:
            raise IdealtypesError(f"no row of the table begins on line {line}")
        row = [*records[at[line]], *([""] * len(header))][: len(header)]
        for name, value in changed.items():
            row[header.index(name)] = guarded(value)
        out = io.StringIO(newline="")
        csv.writer(out, delimiter=delimiter, lineterminator=end).writerow(row)
        after = starts[at[line] + 1] - 1 if at[line] + 1 < len(starts) else len(lines)
        while not lines[after - 1].strip("\r\n"):  # blank lines behind a record
            after -= 1
        lines[line - 1 : after] = [out.getvalue()]
    return "".join(lines)


def _widened(text: str, starts: Sequence[int], delimiter: str, new: Sequence[str], end: str) -> str:
    """The text with columns behind those of its records, which begin on some lines; the first holds the names."""
    lines = io.StringIO(text, newline="").readlines()
    told, blank = delimiter + delimiter.join(guarded(name) for name in new), delimiter * len(new)
    ends = [*(line - 1 for line in starts[1:]), len(lines)]
    for n, (start, after) in enumerate(zip(starts, ends, strict=True)):
        last = after - 1
        while last >= start and not lines[last].strip("\r\n"):  # blank lines behind a record
            last -= 1
        bare = lines[last].rstrip("\r\n")
        lines[last] = bare + (told if n == 0 else blank) + (lines[last][len(bare) :] or end)
    return "".join(lines)
