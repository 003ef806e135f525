"""Workbooks as grids of values: xlsx, xls and ods, opened only once it is known that they are no bombs.

A small file can unpack to any size, and two cells at opposite corners of a sheet make a reader lay out
billions. So every part is unpacked and counted, and the corners of every sheet are looked up, before calamine
sees the file. A formula is the value that was stored with it.
"""

from __future__ import annotations

import io
import os
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from xml.parsers import expat

from idealtypes.files import biff

MEMBERS = 10_000  # parts of one workbook
UNPACKED = 600_000_000  # bytes, all parts together
RATIO, FLOOR = 250, 20_000_000  # times the file's own size, for what unpacks to more than the floor
CELLS = 8_000_000  # of all sheets together, blank ones within their rectangles counted
PIECE = 1 << 20

CORNER = re.compile(rb'<c r="([A-Z]{1,8})([0-9]{1,10})"')  # as spreadsheets write it; anything else: _exact
CELL = re.compile(rb"<(?:\w+:)?c[\s/>]")
TEXTS = re.compile(rb"<(?:\w+:)?sst\b([^>]*)>")
COUNT = re.compile(rb"[cC]ount\s*=\s*[\"']\s*([0-9]+)")
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


class NoWorkbook(Exception):  # noqa: N818
    """A workbook cannot be read; the message says why, in words that follow the file's name."""


@dataclass(frozen=True, eq=False)
class Grid:
    """A worksheet: its name and the values of its cells, row 1 first."""

    name: str
    rows: Sequence[Sequence[Any]]


def read_grids(data: bytes) -> list[Grid]:
    """All worksheets of an xlsx, xls or ods workbook, in their order.

    Raises
    ------
    NoWorkbook
        For anything that is no such workbook, is broken, or is beyond the limits.
    """
    from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum

    _check(data)
    grids: list[Grid] = []
    where = ""
    try:
        with _hushed():
            workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
            for sheet in workbook.sheets_metadata:
                where = f" (worksheet `{sheet.name}`)"
                if sheet.typ == SheetTypeEnum.WorkSheet:
                    rows = workbook.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
                    grids.append(Grid(sheet.name, rows))
    except (CalamineError, OSError, ValueError, OverflowError) as problem:
        raise NoWorkbook(f"this is not readable as a workbook: {problem}{where}") from problem
    except BaseException as problem:
        # a panic of the library comes as a BaseException of its own, which has no public name
        if type(problem).__name__ != "PanicException":
            raise
        raise NoWorkbook(f"this is not readable as a workbook: it is broken{where}") from problem
    return grids


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


def _check(data: bytes) -> None:
    if data.startswith(biff.MAGIC):
        _check_xls(data)
    elif data.startswith(b"PK"):
        _check_archive(data)
    else:
        raise NoWorkbook("this is not readable as a workbook: it is no xlsx, xls or ods file")


def _check_xls(data: bytes) -> None:
    try:
        cells = biff.extents(data)
    except biff.BrokenWorkbook as problem:
        raise NoWorkbook(f"this is not readable as a workbook: {problem}") from problem
    _few(sum(cells))


def _few(cells: int) -> None:
    if cells > CELLS:
        raise NoWorkbook(
            f"its sheets reach over {cells:,} cells, and at most {CELLS:,} are read: delete what stands far out, "
            "or save the sheet as csv"
        )


def _check_archive(data: bytes) -> None:
    name = "the archive"
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = _members(archive)
            spreadsheet = any(member.filename == "content.xml" for member in members)
            unpacked = cells = 0
            loose: list[zipfile.ZipInfo] = []  # what may be a sheet
            sure = True  # every cell says where it is
            for member in members:
                name = member.filename
                counter: _Ods | _Corners | None = None
                if spreadsheet and name == "content.xml":
                    counter = _Ods()
                elif not spreadsheet and name.lower().endswith((".xml", ".rels")):
                    counter = _Corners(member.file_size)
                for piece in _pieces(archive, member):
                    unpacked = _bounded(unpacked + len(piece), len(data))
                    if counter is not None:
                        counter.feed(piece)
                found = 0 if counter is None else counter.cells()
                if found:
                    cells += found
                    loose.append(member)
                sure &= not isinstance(counter, _Corners) or not counter.nameless
            if not spreadsheet and (cells > CELLS or not sure):
                cells = 0
                for member in members if not sure else loose:
                    name = member.filename
                    cells += _exact(archive, member) if name.lower().endswith((".xml", ".rels")) else 0
            _few(cells)
    except expat.ExpatError as problem:
        raise NoWorkbook(f"this is not readable as a workbook: {name}, {problem}") from problem
    except BROKEN as problem:
        why = str(problem) or "the archive is broken"
        raise NoWorkbook(f"this is not readable as a workbook: {why}") from problem


def _members(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    members = archive.infolist()
    if len(members) > MEMBERS:
        raise NoWorkbook(f"it has {len(members):,} parts, and at most {MEMBERS:,} are read")
    names = {member.filename.lower().replace("\\", "/") for member in members}
    if any(name.endswith("workbook.bin") for name in names):
        raise NoWorkbook("binary workbooks (xlsb) are not read: save it as xlsx")
    if len(names) < len(members):
        raise NoWorkbook("this is not readable as a workbook: it has parts of the same name")
    return members


def _bounded(unpacked: int, size: int) -> int:
    if unpacked > UNPACKED:
        raise NoWorkbook(f"it unpacks to more than {UNPACKED // 1_000_000} MB: save the sheet as csv")
    if unpacked > FLOOR and unpacked > RATIO * size:
        raise NoWorkbook(
            f"it unpacks to more than {RATIO} times its size, as archives do that are made to fill a memory: "
            "save the sheet as csv"
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


class _Corners:
    """The rectangle from A1 around all cell references in the XML of a sheet: never too small, at times too large."""

    def __init__(self, size: int) -> None:
        self.size = size  # of the part, in bytes
        self.columns: set[bytes] = set()
        self.rows: set[bytes] = set()
        self.nameless = 0  # cells beyond those whose references were seen
        self.tail = b""

    def feed(self, piece: bytes) -> None:
        text = self.tail + piece
        whole = max(text.rfind(b"<"), text.rfind(b">") + 1)  # up to the last tag that is there to its end
        if len(text) - whole > PIECE and text[whole : whole + 1] == b"<":
            raise NoWorkbook("this is not readable as a workbook: it has a tag without end")
        text, self.tail = text[:whole], text[whole:] if text[whole : whole + 1] == b"<" else b""
        # calamine makes room for as many texts as the part says it has
        stated = [said for tag in TEXTS.findall(text) for said in COUNT.findall(tag)]
        if any(len(said) > 12 or int(said) > self.size for said in stated):
            raise NoWorkbook("this is not readable as a workbook: it has fewer texts than it says")
        found = CORNER.findall(text)
        for column, row in found:
            self.columns.add(column)
            self.rows.add(row)
        self.nameless += len(CELL.findall(text)) - len(found)

    def cells(self) -> int:
        if not self.rows:
            return 0
        return max(map(_column, self.columns)) * max(map(int, self.rows))


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _exact(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> int:
    """The rectangle from A1 around the cells that hold something, whether or not they name their place.

    Formatted blank cells far out do no harm, so they are not counted.
    """
    row = here = column = height = width = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal row, here, column, height, width
        local, said = name.rpartition(":")[2], attributes.get("r", "")
        if local == "row":
            row, column = int(said) if said.isascii() and said.isdigit() else row + 1, 0
        elif local == "c":
            match = re.fullmatch(r"([A-Za-z]{1,8})([0-9]{1,10})", said)
            if match is None and re.fullmatch(r"[A-Za-z]+[0-9]+", said):
                # calamine counts on where such a number overflows, and lays out whatever comes of it
                raise NoWorkbook(f"a cell says that it stands at {said[:20]}…, and no sheet is as large")
            column = _column(match[1].encode()) if match else column + 1
            here = int(match[2]) if match else row
        elif local in ("v", "is", "t", "f"):
            height, width = max(height, here), max(width, column)

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    with archive.open(member) as part:
        parser.ParseFile(part)
    return height * width


class _Ods:
    """The rectangles of an ods workbook, with its repeated rows and columns, from `content.xml` in pieces.

    calamine would read broken XML without end, so this also sees to it that the XML is sound.
    """

    def __init__(self) -> None:
        self.total = 0
        self.rows = self.blank_rows = self.width = self.repeat = 0
        self.cell = self.blank_cells = 0
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end

    def feed(self, piece: bytes) -> None:
        self.parser.Parse(piece, False)

    def cells(self) -> int:
        self.parser.Parse(b"", True)
        return self.total

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        kind = _local(name)
        said = {_local(key): value for key, value in attributes.items()}
        if kind == "table":
            self.rows = self.blank_rows = self.width = 0
        elif kind == "table-row":
            self.repeat = _times(said.get("number-rows-repeated"))
            self.cell = self.blank_cells = 0
        elif kind in ("table-cell", "covered-table-cell"):
            self.blank_cells += _times(said.get("number-columns-repeated"))
            if "value-type" in said or "formula" in said:
                self._filled()
        elif self.blank_cells:
            self._filled()

    def _filled(self) -> None:
        self.cell += self.blank_cells
        self.blank_cells = 0

    def _end(self, name: str) -> None:
        kind = _local(name)
        if kind == "table-row":
            self.blank_rows += self.repeat
            if self.cell:
                self.rows += self.blank_rows
                self.blank_rows = 0
                self.width = max(self.width, self.cell)
                _few(self.total + self.rows * self.width)
        elif kind == "table":
            self.total += self.rows * self.width


def _local(name: str) -> str:
    """A name without its prefix: a prefix may mean anything, and calamine does not look what."""
    return name.rpartition(":")[2]


def _times(said: str | None) -> int:
    return int(said[:40]) if said is not None and re.fullmatch(r"\+?[0-9]+", said) else 1
