"""Workbooks as grids of values: xlsx, xls and ods, opened only once it is known that they are no bombs.

A small file can unpack to any size, and two cells at opposite corners of a sheet make a reader lay out
billions. So every part is unpacked and counted, and the corners of every sheet are looked up, before calamine
sees the file. A formula is the value that was stored with it; an error, and a formula without a value, are marked as
such (`files.cells`). A merged range holds its value in all its rows.
"""

from __future__ import annotations

import io
import os
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any
from xml.parsers import expat

from idealtypes.files import biff, decoders
from idealtypes.files.budget import beyond, budget
from idealtypes.files.decoders import RawSheet
from idealtypes.files.decoding import NotDecoded, sheets_of
from idealtypes.files.sheet_extents import (
    PIECE,
    Corners,
    Longest,
    NoWorkbook,
    OdsSheets,
    Place,
    exact,
    few,
    odd_cells,
    worksheet_members,
)

__all__ = ["Grid", "NoWorkbook", "Workbook", "open_workbook", "read_grids"]

SAVE_AS = "save the sheet as csv"
XLS_CELL = 32_767  # characters of a cell of xls
SMALL = 50_000_000  # characters; a workbook that can hold no more is decoded without a process of its own

BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    ValueError,
    RuntimeError,
    EOFError,
    OSError,
    NotImplementedError,
    LookupError,  # of an encoding that XML names
)


@dataclass(frozen=True, eq=False)
class Grid:
    """A worksheet: its name and the values of its cells, row 1 first; `merged` are the ranges that were filled."""

    name: str
    rows: Sequence[Sequence[Any]]
    merged: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class _Beside:
    """What a workbook says beside values: by worksheet the cells without one, and merged ranges (of ods); of an xlsx
    the parts in which there may be such cells."""

    odd: Mapping[str, Mapping[Place, str]] = field(default_factory=dict)
    merged: Mapping[str, Sequence[tuple[Place, Place]]] = field(default_factory=dict)
    suspects: frozenset[str] = frozenset()
    most: int = 0  # characters that its cells can hold at most: each the longest text that several can share


@dataclass(frozen=True, eq=False)
class Workbook:
    """A workbook that was looked through and decoded: its worksheets, in their order."""

    data: bytes
    sheets: Sequence[RawSheet]
    beside: _Beside

    def heads(self, rows: int) -> list[Grid]:
        """So many rows of each worksheet, for a look at what it may be: cells without a value are blank there, and
        merged ranges are not filled."""
        return [Grid(name, every[:rows]) for name, every, _ in self.sheets]

    def grids(self) -> list[Grid]:
        """All worksheets, in their order."""
        odd = _odd_in(self.data, self.beside.suspects) if self.beside.suspects else self.beside.odd
        found = []
        for name, every, ranges in self.sheets:
            merged = ranges or self.beside.merged.get(name, ())
            # marks and fillings are put into lists of their own
            rows = _marked([list(row) for row in every] if merged else every, odd.get(name, {}))
            found.append(Grid(name, rows, _fill(rows, merged)))
        return found


def open_workbook(data: bytes) -> Workbook:
    """An xlsx, xls or ods workbook, once it is known to be no bomb.

    One of which it is known that it can hold but little is decoded here, any other in a process of its own.

    Raises
    ------
    NoWorkbook
        For anything that is no such workbook, is broken, or is beyond the limits.
    """
    beside = _check(data)
    try:
        return Workbook(data, _decoded_here(data) if beside.most <= SMALL else sheets_of(data), beside)
    except decoders.Told as problem:
        raise NoWorkbook(f"this is not readable as a workbook: {problem}") from problem
    except NotDecoded as problem:
        broken = "this is not readable as a workbook: " * problem.broken
        raise NoWorkbook(f"{broken}{problem}") from problem


def _decoded_here(data: bytes) -> list[RawSheet]:
    with _hushed():
        return decoders.workbook(data, SMALL)


def read_grids(data: bytes) -> list[Grid]:
    """All worksheets of a workbook, in their order; see `open_workbook`."""
    return open_workbook(data).grids()


@contextmanager
def _hushed() -> Iterator[None]:
    """Nothing on standard error meanwhile: a panic of the library writes its own report there, past Python."""
    try:
        kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    except OSError:  # there is no standard error
        yield
        return
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


def _marked(rows: list[list[Any]], odd: Mapping[Place, str]) -> list[list[Any]]:
    """The rows with marks in the cells that have no value; they are blank there, or not laid out at all."""
    if not odd:
        return rows
    height = max(len(rows), *(row + 1 for row, _ in odd))
    width = max(len(rows[0]) if rows else 0, *(column + 1 for _, column in odd))
    grid = [row + [""] * (width - len(row)) for row in rows]
    grid += [[""] * width for _ in range(height - len(grid))]
    for (row, column), said in odd.items():
        grid[row][column] = said
    return grid


def _fill(rows: list[list[Any]], merged: Sequence[tuple[Place, Place]]) -> tuple[str, ...]:
    """Give the value of a merged range to the rows below its first, in its first column; the ranges that were filled.

    A row that holds nothing else stays blank. Columns are not filled: a title over several of them is one title.
    """
    cells: list[tuple[int, int, Any]] = []
    told = []
    for (top, left), (bottom, _) in merged:
        if top >= len(rows) or left >= len(rows[top]) or rows[top][left] == "":
            continue
        lower = range(top + 1, min(bottom + 1, len(rows)))
        below = [row for row in lower if rows[row][left] == "" and rows[row].count("") < len(rows[row])]
        if below and len(cells) + len(below) <= budget().cells:
            cells += ((row, left, rows[top][left]) for row in below)
            told.append(f"{column_letters(left)}{top + 1}:{column_letters(left)}{bottom + 1}")
    for row, column, value in cells:
        rows[row][column] = value
    return tuple(told)


def column_letters(column: int) -> str:
    """The name of a column of a sheet, counted from 0.

    >>> column_letters(0), column_letters(27)
    ('A', 'AB')
    """
    rest, letters = column + 1, ""
    while rest:
        rest, place = divmod(rest - 1, 26)
        letters = chr(65 + place) + letters
    return letters


def _check(data: bytes) -> _Beside:
    if data.startswith(biff.MAGIC):
        return _check_xls(data)
    if data.startswith(b"PK"):
        return _check_archive(data)
    raise NoWorkbook("this is not readable as a workbook: it is no xlsx, xls or ods file")


def _check_xls(data: bytes) -> _Beside:
    try:
        found = biff.extents(data)
    except biff.BrokenWorkbook as problem:
        raise NoWorkbook(f"this is not readable as a workbook: {problem}") from problem
    few(sum(found.cells))
    return _Beside(found.errors, most=max(sum(found.cells), 1) * min(len(data), XLS_CELL))


def _check_archive(data: bytes) -> _Beside:
    name, beside = "the archive", _Beside()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = _members(archive)
            spreadsheet = any(member.filename == "content.xml" for member in members)
            unpacked = cells = longest = 0
            loose: list[zipfile.ZipInfo] = []  # what may be a sheet
            markup: list[zipfile.ZipInfo] = []  # what is XML
            odd: set[str] = set()  # sheets in which a cell may have no value
            sure = True  # every cell says where it is
            for member in members:
                name = member.filename
                counter: OdsSheets | Corners | None = None
                pieces = _pieces(archive, member)
                first = next(pieces, b"")
                if spreadsheet and name == "content.xml":
                    counter = OdsSheets()
                elif not spreadsheet and _is_xml(name, first):
                    counter = Corners(member.file_size)
                    markup.append(member)
                shared = Longest(b"</table:table-cell>" if spreadsheet else b"</si>")
                for piece in chain((first,), pieces):
                    unpacked = _bounded(unpacked + len(piece), len(data))
                    if counter is not None:
                        counter.feed(piece)
                        shared.feed(piece)
                found = 0 if counter is None else counter.cells()
                if found:
                    cells += found
                    loose.append(member)
                texts = spreadsheet or (isinstance(counter, Corners) and counter.texts)
                longest = max(longest, (shared.bytes if shared.sure else member.file_size) if texts else 0)
                if isinstance(counter, Corners):
                    sure &= not counter.nameless
                    odd |= {name} if counter.odd else set()
                elif counter is not None:
                    beside = _Beside(counter.odd, counter.merged)
            if not spreadsheet and (cells > budget().cells or not sure):
                cells = 0
                for member in markup if not sure else loose:
                    name = member.filename
                    cells += exact(archive, member)
            few(cells)
    except expat.ExpatError as problem:
        raise NoWorkbook(f"this is not readable as a workbook: {name}, {problem}") from problem
    except BROKEN as problem:
        why = str(problem) or "the archive is broken"
        raise NoWorkbook(f"this is not readable as a workbook: {why}") from problem
    return replace(beside, suspects=frozenset(odd), most=unpacked + cells * longest)


def _is_xml(name: str, begin: bytes) -> bool:
    """Whether a part may be a sheet or texts: a workbook can say so of a part with any name."""
    return name.lower().endswith((".xml", ".rels")) or begin.lstrip(b"\xef\xbb\xbf\0 \t\r\n").startswith(b"<")


def _odd_in(data: bytes, suspects: frozenset[str]) -> dict[str, dict[Place, str]]:
    """The cells without a value in those parts of an xlsx workbook that may have some, by worksheet."""
    name = "the workbook"
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            found = {}
            for sheet, name in worksheet_members(archive).items():
                if name in suspects:
                    found[sheet] = odd_cells(archive, name)
            return found
    except expat.ExpatError as problem:
        raise NoWorkbook(f"this is not readable as a workbook: {name}, {problem}") from problem
    except BROKEN as problem:
        raise NoWorkbook(f"this is not readable as a workbook: {problem}") from problem


def _members(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    members = archive.infolist()
    most = budget().members
    if len(members) > most:
        raise NoWorkbook(beyond(f"it has {len(members):,} parts", most, "", SAVE_AS))
    names = {member.filename.lower().replace("\\", "/") for member in members}
    if any(name.endswith("workbook.bin") for name in names):
        raise NoWorkbook("binary workbooks (xlsb) are not read: save it as xlsx")
    if any(name.endswith("vbaproject.bin") or name.startswith("basic/") for name in names):
        raise NoWorkbook(
            "it has macros, and what these put into cells is not known: save it without them, as xlsx"
        )
    if len(names) < len(members):
        raise NoWorkbook("this is not readable as a workbook: it has parts of the same name")
    return members


def _bounded(unpacked: int, size: int) -> int:
    limits = budget()
    if unpacked > limits.workbook:
        raise NoWorkbook(beyond("it unpacks to more than is read", limits.workbook, "bytes", SAVE_AS))
    if unpacked > limits.ratio_from and unpacked > limits.workbook_ratio * size:
        raise NoWorkbook(
            f"it unpacks to more than {limits.workbook_ratio} times its size, as archives do that are made to fill "
            f"a memory: {SAVE_AS}"
        )
    return unpacked


def _pieces(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """A part in pieces. A part that is longer than it says is broken: `zipfile` reads no further, and others do."""
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise NoWorkbook(f"this is not readable as a workbook: {member.filename} is packed in an unusual way")
    if member.flag_bits & 1:
        raise NoWorkbook("it is protected by a password: save it without one")
    read = 0
    with archive.open(member) as part:
        while piece := part.read(PIECE):
            read += len(piece)
            yield piece
    if read != member.file_size or _longer(archive, member):
        raise NoWorkbook(f"this is not readable as a workbook: {member.filename} is not as long as it says")


def _longer(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bool:
    """Whether the packed bytes hold more than the part's stated length."""
    if member.compress_type == zipfile.ZIP_STORED:
        return member.compress_size != member.file_size
    assert archive.fp is not None
    archive.fp.seek(member.header_offset + 26)
    name, extra = archive.fp.read(2), archive.fp.read(2)
    archive.fp.seek(
        member.header_offset + 30 + int.from_bytes(name, "little") + int.from_bytes(extra, "little")
    )
    unpacker = zlib.decompressobj(-15)
    left, length = archive.fp.read(member.compress_size), 0
    while left and not unpacker.eof and length <= member.file_size:
        length += len(unpacker.decompress(left, PIECE))
        left = unpacker.unconsumed_tail
    return length > member.file_size
