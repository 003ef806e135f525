"""Rows added to a table in csv or tsv, taken out, and cells changed: all else stays, byte for byte, but for columns it
lacked."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from idealtypes.errors import IdealtypesError
from idealtypes.files.delimited import split_rows
from idealtypes.files.faults import Findings
from idealtypes.files.saving import guarded

NUMBER = re.compile(r"[-+−]?[0-9]+(?:[.,][0-9]+)?")  # no formula to a spreadsheet, whatever its sign


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
    writer.writerows([_guarded(row.get(name, "")) for name in (*header, *new)] for row in rows)
    return text + out.getvalue()


def with_cells(text: str, cells: Mapping[int, Mapping[str, str]], delimiter: str | None = None) -> str:
    r"""The text of a table with other cells in some rows, each known by the line on which it begins; all other cells
    stay as they are written, but for columns that the table lacked. A cell that was in quotes stays so.

    Raises
    ------
    IdealtypesError
        Where the text is no table, or no row begins on a line.

    >>> print(with_cells('id;codes\n"a";pay\n"b";\n', {3: {"codes": "care", "because": "heard"}}), end="")
    id;codes;because
    "a";pay;
    "b";care;heard
    """
    split = split_rows(text, "", delimiter, Findings())
    if split is None:
        raise IdealtypesError("this is not readable as a table")
    records, starts, delimiter = split
    first = next((n for n, row in enumerate(records) if any(cell.strip() for cell in row)), 0)
    header = [name.strip() for name in records[first]]
    new = [name for name in dict.fromkeys(n for row in cells.values() for n in row) if name not in header]
    if new:
        text = _widened(text, starts[first:], delimiter, new, "\r\n" if "\r\n" in text else "\n")
    header += new
    begins, there = line_offsets(text), set(starts)
    pieces, last = [], 0
    for line, changed in sorted(cells.items()):
        if line not in there:
            raise IdealtypesError(f"no row of the table begins on line {line}")
        spans = list(cell_spans(text, begins[line - 1], delimiter))
        end = spans[-1][1]
        written = [text[slice(*span)] for span in spans]
        written += [""] * (len(header) - len(written))  # a short row: cells that are not written are blank
        for name, value in changed.items():
            at = header.index(name)
            written[at] = cell_text(value, delimiter, written[at].startswith('"'))
        pieces += [text[last : begins[line - 1]], delimiter.join(written)]
        last = end
    return "".join([*pieces, text[last:]])


def without_lines(text: str, gone: Collection[int], delimiter: str | None = None) -> str:
    r"""The text of a table without the rows that begin on some lines.

    Raises
    ------
    IdealtypesError
        Where the text is no table, or no row begins on a line.

    >>> without_lines('id,text\na,"x\ny"\nb,z\n', [2])
    'id,text\nb,z\n'
    """
    split = split_rows(text, "", delimiter, Findings())
    if split is None:
        raise IdealtypesError("this is not readable as a table")
    _, starts, delimiter = split
    begins, there = line_offsets(text), set(starts)
    pieces, last = [], 0
    for line in sorted(set(gone)):
        if line not in there:
            raise IdealtypesError(f"no row of the table begins on line {line}")
        start = begins[line - 1]
        *_, (_, end) = cell_spans(text, start, delimiter)
        pieces.append(text[last:start])
        last = end + (2 if text.startswith("\r\n", end) else 1)
    return "".join([*pieces, text[last:]])


def line_offsets(text: str) -> list[int]:
    r"""Where each line of a text begins.

    >>> line_offsets("a\r\nb\nc")
    [0, 3, 5]
    """
    found, at = [], 0
    for line in io.StringIO(text, newline=""):
        found.append(at)
        at += len(line)
    return found


def cell_spans(text: str, start: int, delimiter: str) -> Iterator[tuple[int, int]]:
    """From where to where each cell of the record that begins at a place is written, its quotes included.

    >>> list(cell_spans('a,"b,c",', 0, ","))
    [(0, 1), (2, 7), (8, 8)]
    """
    cell = re.compile(rf'"(?:[^"]|"")*"|[^{re.escape(delimiter)}\r\n]*')
    while True:
        found = cell.match(text, start)
        assert found is not None  # a blank cell is one, too
        yield found.span()
        if not text.startswith(delimiter, found.end()):
            return
        start = found.end() + 1


def cell_text(value: str, delimiter: str, quoted: bool = False) -> str:
    r"""A cell as it is written: no formula to a spreadsheet, in quotes where it has to be, or was.

    >>> cell_text("-0.5", ","), cell_text("=1;2", ";"), cell_text("a;b", ","), cell_text("", ",", True)
    ('-0.5', '"\'=1;2"', 'a;b', '""')
    """
    said = _guarded(value)
    if quoted or any(mark in said for mark in (delimiter, '"', "\n", "\r")):
        return '"' + said.replace('"', '""') + '"'
    return said


def _guarded(value: str) -> str:
    return value if NUMBER.fullmatch(value) else str(guarded(value))


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
