"""Tables of other programs: delimited text, workbooks, parquet and JSON lines as rows of text that know their place.

Foreign tables are read more forgivingly than a study's own: columns may share a heading or have none, a row may
be short, a heading may stand below a title, text may be in UTF-16 or Windows-1252. What was made of them is told
in `notes`. Formulas are the values stored with them; where none is, and where it is an error, no value is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from idealtypes.exchange.foreign_bytes import read_bytes
from idealtypes.exchange.format import NotReadable, Sample
from idealtypes.files.cells import MARK, unread
from idealtypes.files.content import shown
from idealtypes.files.delimited import DELIMITERS, detect, split_rows
from idealtypes.files.faults import Findings
from idealtypes.files.records import Rows, cell, read_jsonl, read_parquet
from idealtypes.files.workbooks import Grid, NoWorkbook, Workbook, open_workbook
from idealtypes.model.hints import listed

PARQUET, WORKBOOKS = b"PAR1", (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
OTHERS = (b"SQLite format 3", b"%PDF", b"<", b"{\\rtf", b"\x1f\x8b", b"\x89PNG", b"\xff\xd8\xff")
JSON_LIST = re.compile(rb"\[\s*\{")
BOOK_MEMBERS = ("xl/workbook.xml", "content.xml", "xl/worksheets/")
LOOKED_AT = 200  # rows of a sheet by which a workbook is told
HEADS = 30  # rows among which the headings are looked for


@dataclass(frozen=True, eq=False)
class Worksheet:
    """A table as it stands in a file: its rows that are not blank, each as wide as the widest.

    `name` is that of the worksheet, "" in a file that is one table. `lines` has the line of each row (csv, jsonl),
    the row of the sheet, or the number of the record (parquet); 0 for names of columns that stand in no row. `unread`
    are the cells in which no value stands, an error or a formula without one: row and column by index, and why. They
    are blank in `rows`.
    """

    file: str
    name: str
    rows: Sequence[tuple[str, ...]]
    lines: Sequence[int]
    unread: Mapping[tuple[int, int], str] = field(default_factory=dict)

    def place(self, index: int) -> str:
        """Where a row stands, for messages: `x.csv, line 3`, or `x.xlsx, sheet Codes, row 3`."""
        if not self.lines[index]:
            return f"{self.file}, its column names"
        if self.name:
            return f"{self.file}, sheet `{self.name}`, row {self.lines[index]}"
        return f"{self.file}, line {self.lines[index]}"


@dataclass(frozen=True, eq=False)
class Headed:
    """A sheet below the row that holds its headings."""

    sheet: Worksheet
    head: int  # the index of that row

    @property
    def headings(self) -> tuple[str, ...]:
        """The headings, trimmed, on one line; "" for a column without one."""
        return tuple(" ".join(heading.split()) for heading in self.sheet.rows[self.head])

    @property
    def where(self) -> str:
        """Where the headings stand."""
        return self.sheet.place(self.head)

    def rows(self) -> Iterator[tuple[int, tuple[str, ...]]]:
        """The index and cells of each row below the headings."""
        yield from enumerate(self.sheet.rows[self.head + 1 :], self.head + 1)

    def column(self, position: int) -> list[str]:
        """The cells of one column, trimmed."""
        return [row[position].strip() for _, row in self.rows()]

    @property
    def height(self) -> int:
        """How many rows there are below the headings."""
        return len(self.sheet.rows) - self.head - 1


@dataclass(frozen=True, eq=False)
class Sheets:
    """The tables of a file, and how they were read."""

    sheets: tuple[Worksheet, ...]
    notes: tuple[str, ...] = ()


def is_table(sample: Sample) -> bool:
    """Whether a file may be a table: a workbook, parquet, or text that is nothing else we know."""
    head = sample.head
    if sample.path.is_dir() or not head:
        return False
    if head.startswith(WORKBOOKS[0]):
        return any(name.lower().startswith(BOOK_MEMBERS) for name in sample.members)
    if head.startswith((WORKBOOKS[1], PARQUET, b"\xff\xfe", b"\xfe\xff")):
        return True
    bare = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if bare.startswith(OTHERS) or JSON_LIST.match(bare):
        return False
    if bare.startswith(b"{"):
        return sample.path.suffix.lower() in (".jsonl", ".ndjson", ".json") and b"\n{" in bare + b"\n{"
    return not _binary(head) and any(mark.encode() in bare for mark in DELIMITERS)


def _binary(head: bytes) -> bool:
    return b"\0" in head and _without_mark(head) is None


def read_sheets(path: Path) -> Sheets:
    """All tables of a file that hold anything.

    Raises
    ------
    NotReadable
        For a file that is no table, is broken, or is beyond the limits; with the sheet, row or line.
    """
    found = _read(*_looked_at(path))
    if isinstance(found, NotReadable):
        raise NotReadable(str(found))
    return found


def read_heads(path: Path) -> Sheets:
    """The same, of a workbook the first rows of each sheet alone, as they stand: enough to tell what it is, and a
    workbook that is none of ours need not be laid out."""
    return _heads(*_looked_at(path)) or read_sheets(path)


Given = tuple[
    Path, str, int, int
]  # what a file is known by: its path, name in messages, size, time of change


def _looked_at(path: Path) -> Given:
    file = shown(path)
    try:
        state = path.stat()
    except OSError as problem:
        raise NotReadable(f"{file}: cannot be read: {problem.strerror or problem}") from problem
    return path, file, state.st_size, state.st_mtime_ns


# The formats look at a file one after the other, and then one of them reads it; what is wrong is remembered, too.


@lru_cache(maxsize=1)
def _heads(path: Path, file: str, size: int, changed: int) -> Sheets | None:
    """The first rows; None where there is nothing in them, or something is broken: the whole tells."""
    book = _book(path, file, size, changed)
    try:
        return _laid_out(book.heads(LOOKED_AT), file) if isinstance(book, Workbook) else None
    except (NoWorkbook, NotReadable):
        return None


@lru_cache(maxsize=1)
def _read(path: Path, file: str, size: int, changed: int) -> Sheets | NotReadable:
    book = _book(path, file, size, changed)
    if isinstance(book, NotReadable):
        return book
    try:
        found = sheets_in(book, file) if isinstance(book, bytes) else _laid_out(_grids(book, file), file)
    except NotReadable as problem:
        return problem
    _book.cache_clear()  # its rows are here now
    return found


@lru_cache(maxsize=1)
def _book(path: Path, file: str, _size: int, _changed: int) -> Workbook | bytes | NotReadable:
    try:
        data = read_bytes(path)
        return _workbook(data, file) if data.startswith(WORKBOOKS) else data
    except NotReadable as problem:
        return problem


def sheets_in(data: bytes, file: str) -> Sheets:
    """The tables in the bytes of a file that messages call `file`."""
    if not data.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise NotReadable(f"{file}: the file is empty")
    if data.startswith(WORKBOOKS):
        return _laid_out(_grids(_workbook(data, file), file), file)
    findings = Findings()
    if data.startswith(PARQUET):
        return Sheets((_from_rows(read_parquet(data, file, findings), file, findings),))
    text, notes = decoded(data, file)
    if text.lstrip().startswith("{"):
        return Sheets((_from_rows(read_jsonl(text, file, findings), file, findings),), notes)
    split = split_rows(text, file, detect(text), findings)
    if split is None:
        raise NotReadable(_told(findings))
    rows, lines, _ = split
    return Sheets((_sheet(file, "", rows, lines),), notes)


def _workbook(data: bytes, file: str) -> Workbook:
    try:
        return open_workbook(data)
    except NoWorkbook as problem:
        raise NotReadable(f"{file}: {problem}") from problem


def _grids(book: Workbook, file: str) -> list[Grid]:
    try:
        return book.grids()
    except NoWorkbook as problem:
        raise NotReadable(f"{file}: {problem}") from problem


def _laid_out(grids: Sequence[Grid], file: str) -> Sheets:
    found = []
    notes = []
    for grid in grids:
        # a sheet may have a million blank rows, and thousands of blank columns, between two that are not
        filled = [(line, row) for line, row in enumerate(grid.rows, 1) if row.count("") < len(row)]
        columns = zip(*(row for _, row in filled), strict=True)  # a grid: its rows are alike in length
        used = [place for place, column in enumerate(columns) if column.count("") < len(column)]
        rows = [[_text(row[place]) for place in used] for _, row in filled]
        if any(any(cell.strip() for cell in row) for row in rows):
            found.append(_sheet(file, grid.name, rows, [line for line, _ in filled]))
            if grid.merged:
                ranges = listed(grid.merged)
                notes.append(f"Merged cells of `{grid.name}` hold their value in all their rows: {ranges}.")
    if not found:
        raise NotReadable(f"{file}: the file is empty: no worksheet has anything in it")
    return Sheets(tuple(found), tuple(notes))


def _text(value: object) -> str:
    try:
        return cell(value) or ""
    except TypeError:
        return str(value)


def _sheet(file: str, name: str, rows: Sequence[Sequence[str]], lines: Sequence[int]) -> Worksheet:
    kept = [index for index, row in enumerate(rows) if any(cell.strip() for cell in row)]
    if not kept:
        raise NotReadable(f"{file}: the file is empty")
    width = max(len(rows[index]) for index in kept)
    even = [tuple(rows[index]) + ("",) * (width - len(rows[index])) for index in kept]
    odd: dict[tuple[int, int], str] = {}
    for index, row in enumerate(even):
        whole = "\n".join(row)  # one look at a row is much cheaper than one at each of its cells
        if MARK in whole or "#" in whole or "Err:" in whole:
            said = {n: why for n, value in enumerate(row) if (why := unread(value, strict=False)) is not None}
            if said:
                odd |= {(index, n): why for n, why in said.items()}
                even[index] = tuple("" if n in said else value for n, value in enumerate(row))
    return Worksheet(file, name, even, [lines[index] for index in kept], odd)


def _from_rows(rows: Rows | None, file: str, findings: Findings) -> Worksheet:
    if rows is None:
        raise NotReadable(_told(findings))
    body = [tuple(value or "" for value in row) for row in rows.frame.iter_rows()]
    kept = [index for index, row in enumerate(body) if any(value.strip() for value in row)]
    lines = rows.lines.to_list()
    names = tuple(rows.frame.columns)
    return Worksheet(file, "", [names, *(body[n] for n in kept)], [0, *(lines[n] for n in kept)])


def _told(findings: Findings) -> str:
    return "\n".join(str(fault) for fault in findings.ordered())


def decoded(data: bytes, file: str) -> tuple[str, tuple[str, ...]]:
    """Text in UTF-8, UTF-16 or Windows-1252, with a note where it is not UTF-8."""
    for mark, encoding in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if data.startswith(mark):
            return _utf16(data[2:], encoding, file), (f"{file} is in UTF-16.",)
    if b"\0" in data[:4096]:
        guessed = _without_mark(data[:4096])
        if guessed is None:
            raise NotReadable(f"{file}: this is no table: it holds bytes that are no text")
        return _utf16(data, guessed, file), (f"{file} is in UTF-16, without a mark that says so.",)
    try:
        return data.decode("utf-8-sig"), ()
    except UnicodeDecodeError as problem:
        line = data.count(b"\n", 0, problem.start) + 1
        text = data.decode("cp1252", errors="replace")
        looks = bytes([data[problem.start]]).decode("cp1252", errors="replace")
        return text, (
            f"{file} is not in UTF-8 (line {line}) and was read as Windows-1252, where that byte is “{looks}”: "
            "look whether its letters are right, else save it as UTF-8.",
        )


def _utf16(data: bytes, encoding: str, file: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as problem:
        raise NotReadable(
            f"{file}: the file says that it is in UTF-16, and byte {problem.start} is none: save it as UTF-8"
        ) from problem


def _without_mark(head: bytes) -> str | None:
    """UTF-16 without a byte order mark is told by its NUL bytes, every other one of text in Latin letters."""
    pairs = len(head) // 2
    for first, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        if pairs and head[first::2].count(0) > 0.4 * pairs and head[1 - first :: 2].count(0) == 0:
            return encoding
    return None


def headed(sheet: Worksheet, known: Mapping[str, str]) -> Headed:
    """The sheet below its headings: of its first rows the one with the most `known` headings, else the first row
    with as many cells as most rows have.

    `known` maps headings, as `plain` gives them, to anything.
    """
    first = sheet.rows[:HEADS]
    scores = [len({known[name] for value in row if (name := plain(value)) in known}) for row in first]
    if max(scores) >= 2:
        return Headed(sheet, scores.index(max(scores)))
    filled = [sum(bool(value.strip()) for value in row) for row in first]
    usual = max(filled)
    return Headed(sheet, next(index for index, count in enumerate(filled) if 2 * count > usual))


def plain(heading: str) -> str:
    """A heading for comparing: in lower case, without marks, underscores and spaces at its ends.

    >>> plain(" Document_Name: "), plain("Quotation  Content"), plain("Área %")
    ('document name', 'quotation content', 'área %')
    """
    return " ".join(heading.casefold().replace("_", " ").replace(":", " ").replace("\ufeff", "").split())
