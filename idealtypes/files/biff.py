"""How far the cells of an xls workbook reach, and which are errors, told from its records before anything is laid out.

An xls file is a compound file ([MS-CFB]): sectors chained by an allocation table, with a stream `Workbook` or
`Book` of records ([MS-XLS] 2.1.4). Two cells at opposite corners are enough to make a reader lay out a grid of
millions, so the corners are looked up first.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

from idealtypes.files.cells import error_cell

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
END = 0xFFFFFFFA  # sector numbers from here on end a chain, or are no sectors
BEGIN = {0x0009, 0x0209, 0x0409, 0x0809}  # BOF: a substream, such as a sheet, begins
# FORMULA, LABEL, BOOLERR, NUMBER, RK, MULRK, RSTRING, LABELSST, MULBLANK, BLANK, and their older forms
CELLS = {
    0x06,
    0x206,
    0x406,
    0x02,
    0x03,
    0x04,
    0x05,
    0x203,
    0x204,
    0x205,
    0x27E,
    0xBD,
    0xD6,
    0xFD,
    0xBE,
    0x201,
}
SEVERAL = {0xBD, 0xBE}  # MULRK, MULBLANK: the last two bytes are the last column
FORMULAS, ERROR_OR_BOOL = {0x06, 0x206, 0x406}, {0x05, 0x205}
WITH_ERRORS = FORMULAS | ERROR_OR_BOOL
SHEET = 0x85  # BOUNDSHEET: where a worksheet begins, and its name
ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}
DIMENSIONS, STRINGS = (
    0x200,
    0xFC,
)  # of a sheet, and of the table of strings: readers reserve room for what they say
ROWS, COLUMNS = 65_536, 256  # of the largest sheet


class BrokenWorkbook(ValueError):  # noqa: N818
    """The file is no compound file, or its chains lead nowhere."""


@dataclass(frozen=True)
class Extents:
    """For each substream with cells, the number of cells of the rectangle from A1 that holds them all (`cells`), and
    by worksheet the cells that are errors: row and column, from 0 (`errors`)."""

    cells: list[int]
    errors: dict[str, dict[tuple[int, int], str]]


def extents(data: bytes) -> Extents:
    """How far the sheets reach, and which of their cells are errors.

    Raises
    ------
    BrokenWorkbook
        Where the compound file cannot be followed.
    """
    try:
        return _rectangles(_stream(data))
    except (struct.error, IndexError, OverflowError) as problem:
        raise BrokenWorkbook("its sectors lead out of the file") from problem


def _rectangles(stream: bytes) -> Extents:
    found: list[int] = []
    errors: dict[int, dict[tuple[int, int], str]] = {}  # by where the substream begins
    names: dict[int, str] = {}  # of worksheets, the same
    height = width = at = begin = 0
    end = len(stream) - 4
    while at <= end:
        kind, size = struct.unpack_from("<HH", stream, at)
        at += 4
        if kind in CELLS and size >= 4 and at + size <= len(stream):
            row, column = struct.unpack_from("<HH", stream, at)
            if kind in WITH_ERRORS and (said := _error(kind, stream[at : at + size])):
                errors.setdefault(begin, {})[row, column] = error_cell(said)
            if kind in SEVERAL:
                column = max(column, struct.unpack_from("<H", stream, at + size - 2)[0])
            height, width = max(height, row + 1), max(width, column + 1)
        elif kind in (DIMENSIONS, STRINGS):
            _plausible(kind, stream[at : at + size], len(stream))
        elif kind in BEGIN:
            begin = at - 4
            if height:
                found.append(height * width)
                height = width = 0
        elif kind == SHEET and size > 8:
            names[struct.unpack_from("<I", stream, at)[0]] = _name(stream[at + 6 : at + size])
        at += size
    found += [height * width] if height else []
    return Extents(found, {names[where]: cells for where, cells in errors.items() if where in names})


def _error(kind: int, record: bytes) -> str | None:
    """The word of the error that a BOOLERR holds, or a FORMULA has as its result ([MS-XLS] 2.5.10, 2.5.133)."""
    if kind in ERROR_OR_BOOL:
        return ERRORS.get(record[6], "an error") if len(record) >= 8 and record[7] == 1 else None
    if len(record) < 14 or record[12:14] != b"\xff\xff" or record[6] != 2:
        return None
    return ERRORS.get(record[8], "an error")


def _name(said: bytes) -> str:
    """The name of a worksheet: its length, then (BIFF8) whether it is in two bytes a character."""
    length, wide = said[0], said[1]
    if wide == 1:
        return said[2 : 2 + 2 * length].decode("utf-16-le", "replace")
    start = 1 if wide else 2
    return said[start : start + length].decode("latin-1")


def _plausible(kind: int, record: bytes, length: int) -> None:
    """What a record says of a size that a file of this length can have."""
    if kind == STRINGS:
        # a string takes three bytes at least
        sound = len(record) < 8 or struct.unpack_from("<I", record, 4)[0] <= length // 3
    elif len(record) in (10, 14):
        top, bottom, left, right = struct.unpack_from("<IIHH" if len(record) == 14 else "<HHHH", record)
        sound = top <= bottom <= ROWS and left <= right <= COLUMNS
    else:
        sound = False
    if not sound:
        raise BrokenWorkbook("a sheet or its strings are said to be larger than they can be")


def _stream(data: bytes) -> bytes:
    """The bytes of the workbook's stream, after a look at every other chain of the file."""
    if not data.startswith(MAGIC) or len(data) < 512:
        raise BrokenWorkbook("it is no compound file")
    shift, small_shift = struct.unpack_from("<HH", data, 30)
    if shift not in (9, 12) or small_shift != 6:
        raise BrokenWorkbook("its sectors have a size that is none")
    size = 1 << shift
    (first_directory,) = struct.unpack_from("<I", data, 48)
    cutoff, first_small = struct.unpack_from("<II", data, 56)
    table = _table(data, size)
    directory = _chain(data, size, table, first_directory)
    if len(directory) % 128:
        raise BrokenWorkbook("its directory is cut off")
    root = wanted = None
    small_table = _numbers(_chain(data, size, table, first_small)) if first_small < END else ()
    for at in range(0, len(directory) - 127, 128):
        (length,) = struct.unpack_from("<H", directory, at + 64)
        name = directory[at : at + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
        start, amount = struct.unpack_from("<II", directory, at + 116)
        if name and start < END:
            _follow(table if directory[at + 66] == 5 or amount >= cutoff else small_table, start)
        if directory[at + 66] == 5:
            root = start
        elif name.lower() in ("workbook", "book") and wanted is None:
            wanted = (start, amount)
    if wanted is None:
        raise BrokenWorkbook("it has no stream called Workbook")
    start, amount = wanted
    if amount >= cutoff or root is None:
        return _chain(data, size, table, start)[:amount]
    small = _chain(data, size, table, root)
    return b"".join(small[n * 64 : n * 64 + 64] for n in _follow(small_table, start))[:amount]


def _table(data: bytes, size: int) -> tuple[int, ...]:
    """The allocation table: for each sector the one that follows it."""
    sectors = [n for n in struct.unpack_from("<109I", data, 76) if n < END]
    (following,) = struct.unpack_from("<I", data, 68)
    steps = 0
    while following < END:
        numbers = _numbers(_sector(data, size, following))
        sectors += [n for n in numbers[:-1] if n < END]
        following, steps = numbers[-1], steps + 1
        if steps > len(data) // size:
            raise BrokenWorkbook("its allocation table runs in a circle")
    if len(sectors) > len(data) // size:
        raise BrokenWorkbook("its allocation table is larger than the file")
    return tuple(n for sector in sectors for n in _numbers(_sector(data, size, sector)))


def _numbers(data: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4])


def _sector(data: bytes, size: int, number: int) -> bytes:
    start = (number + 1) * size
    if start >= len(data):
        raise BrokenWorkbook("its sectors lead out of the file")
    return data[start : start + size]


def _follow(table: tuple[int, ...], start: int) -> list[int]:
    """The numbers of a chain; one that runs in a circle, or out of the table, is broken."""
    found: list[int] = []
    while start < END:
        if start >= len(table) or len(found) > len(table):
            raise BrokenWorkbook("a chain of its sectors is broken")
        found.append(start)
        start = table[start]
    return found


def _chain(data: bytes, size: int, table: tuple[int, ...], start: int) -> bytes:
    return b"".join(_sector(data, size, number) for number in _follow(table, start))
