"""How far the cells of a worksheet in XML reach, and which of them hold no value: told before calamine lays them out.

Two cells at opposite corners of a sheet make a reader lay out billions, so the corners of every sheet are looked up,
in pieces, while the archive is unpacked. `biff` does the same for xls.
"""

from __future__ import annotations

import re
import zipfile
from xml.parsers import expat

import numpy as np
import numpy.typing as npt

from idealtypes.files.budget import beyond, budget
from idealtypes.files.cells import error_cell, formula_cell

Numbers = npt.NDArray[np.int64]

PIECE = 1 << 20

CELL_START = b'<c r="'  # as spreadsheets write it; anything else: `exact`
LETTERS, DIGITS = 8, 10  # at most, of a reference that can be counted with
REFERENCE = len(CELL_START) + LETTERS + DIGITS + 2
CELL = re.compile(rb"<(?:\w+:)?c[\s/>]")
CELL_ENDS = np.frombuffer(b" >/\n\t\r\v\f", np.uint8)  # what may follow the name of a cell
TEXTS = re.compile(rb"<(?:\w+:)?sst\b([^>]*)>")
# an error, and a formula that ends its cell, or has a blank value behind it
ERROR_TYPE = re.compile(rb"<(?:\w+:)?c\b[^<>]*\bt\s*=\s*[\"']e[\"']")
UNEVALUATED = re.compile(
    rb"(?:</(?:\w+:)?f>|<(?:\w+:)?f\b[^<>]*/>)\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
LONGEST = 200  # characters of a formula that are kept
BEFORE = 200  # bytes, more than the tags of such an end
COUNT = re.compile(rb"[cC]ount\s*=\s*[\"']\s*([0-9]+)")


class NoWorkbook(Exception):  # noqa: N818
    """A workbook cannot be read; the message says why, in words that follow the file's name."""


def few(cells: int) -> None:
    """Refuse sheets that reach over more cells than are read."""
    most = budget().cells
    if cells > most:
        reach = f"its sheets reach over {cells:,} cells"
        raise NoWorkbook(beyond(reach, most, "", "delete what stands far out, save the sheet as csv"))


class Longest:
    """How long a text in XML can be whose element ends with `end`, which stands for many cells: never too small."""

    def __init__(self, end: bytes) -> None:
        self.end = end
        self.bytes = self.since = 0
        self.tail = b""
        self.sure = True

    def feed(self, piece: bytes) -> None:
        text = self.tail + piece
        # what looks like the end of an element, within these, is none
        self.sure = self.sure and b"<!" not in text
        *whole, last = text.split(self.end)
        for part in whole:
            self.bytes, self.since = max(self.bytes, self.since + len(part)), 0
        self.tail = last[-len(self.end) :]
        self.since += len(last) - len(self.tail)
        self.bytes = max(self.bytes, self.since + len(self.tail))


class Corners:
    """The rectangle from A1 around all cell references in the XML of a sheet: never too small, at times too large."""

    def __init__(self, size: int) -> None:
        self.size = size  # of the part, in bytes
        self.width = self.height = 0
        self.texts = False  # whether it holds the texts that cells share
        self.nameless = 0  # cells beyond those whose references were seen
        self.odd = False  # whether a cell may have no value: an error, or a formula that was not evaluated
        self.tail = self.before = b""

    def feed(self, piece: bytes) -> None:
        text = self.tail + piece
        whole = max(text.rfind(b"<"), text.rfind(b">") + 1)  # up to the last tag that is there to its end
        if len(text) - whole > PIECE and text[whole : whole + 1] == b"<":
            raise NoWorkbook("this is not readable as a workbook: it has a tag without end")
        text, self.tail = text[:whole], text[whole:] if text[whole : whole + 1] == b"<" else b""
        # calamine makes room for as many texts as the part says it has
        tags = TEXTS.findall(text) if b"sst" in text else ()
        self.texts = self.texts or bool(tags)
        stated = [said for tag in tags for said in COUNT.findall(tag)]
        if any(len(said) > 12 or int(said) > max(self.size, budget().cells) for said in stated):
            raise NoWorkbook("this is not readable as a workbook: it has fewer texts than it says")
        columns, rows, cells = references(text)
        if len(columns):
            self.width, self.height = max(self.width, int(columns.max())), max(self.height, int(rows.max()))
        self.nameless += (len(CELL.findall(text)) if b":c" in text else cells) - len(columns)
        self.odd = self.odd or _may_be_odd(self.before + text)
        self.before = text[-BEFORE:]

    def cells(self) -> int:
        return self.width * self.height


def references(text: bytes) -> tuple[Numbers, Numbers, int]:
    """The columns and rows, from 1, of the cells that name their place as spreadsheets write it, `<c r="AB12"`, with up
    to 8 letters and 10 digits; and how many cells there are, but for those with a prefix.

    Patterns would do the same, and take twice as long.

    >>> columns, rows, cells = references(b'<c r="A1"/><c r="AB12" s="1"><v>1</v></c><c/><c r="a1"/><col/>')
    >>> columns.tolist(), rows.tolist(), cells
    ([1, 28], [1, 12], 4)
    """
    data = np.frombuffer(text + bytes(REFERENCE), np.uint8)
    at = np.flatnonzero(data[: len(text)] == CELL_START[0])
    at = at[data[at + 1] == CELL_START[1]]
    cells = int(np.isin(data[at + 2], CELL_ENDS).sum())
    for offset, wanted in enumerate(CELL_START[2:], 2):
        at = at[data[at + offset] == wanted]
    start = at + len(CELL_START)
    column, row = np.zeros((2, len(at)), np.int64)
    letters, digits = np.zeros((2, len(at)), np.int8)
    reading, sound = np.ones(len(at), bool), np.zeros(len(at), bool)
    for offset in range(LETTERS + DIGITS + 1):
        byte = data[start + offset]
        letter = reading & (byte >= 65) & (byte <= 90) & (digits == 0) & (letters < LETTERS)
        digit = reading & (byte >= 48) & (byte <= 57) & (letters > 0) & (digits < DIGITS)
        sound |= reading & (byte == 34) & (digits > 0)
        column = np.where(letter, column * 26 + byte - 64, column)
        row = np.where(digit, row * 10 + byte - 48, row)
        letters, digits, reading = letters + letter, digits + digit, letter | digit
        if not reading.any():
            break
    return column[sound], row[sound], cells


def column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _may_be_odd(text: bytes) -> bool:
    """A quick look, in which many sheets pass: `in` is much faster than a pattern."""
    errors = (b'"e"' in text or b"'e'" in text) and ERROR_TYPE.search(text)
    return bool(errors or ((b"<f" in text or b":f" in text) and UNEVALUATED.search(text)))


class _Walk:
    """Where each cell of a sheet stands, whether or not it names its place, as calamine counts."""

    def __init__(self) -> None:
        self.row = self.here = self.column = 0  # of rows; of the cell, from 1

    def __call__(self, name: str, attributes: dict[str, str]) -> None:
        said = attributes.get("r", "")
        if name == "row":
            self.row, self.column = int(said) if said.isascii() and said.isdigit() else self.row + 1, 0
        elif name == "c":
            match = re.fullmatch(r"([A-Za-z]{1,8})([0-9]{1,10})", said)
            if match is None and re.fullmatch(r"[A-Za-z]+[0-9]+", said):
                # calamine counts on where such a number overflows, and lays out whatever comes of it
                raise NoWorkbook(f"a cell says that it stands at {said[:20]}…, and no sheet is as large")
            self.column = column_number(match[1].encode()) if match else self.column + 1
            self.here = int(match[2]) if match else self.row


def exact(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> int:
    """The rectangle from A1 around the cells that hold something, whether or not they name their place.

    Formatted blank cells far out do no harm, so they are not counted.
    """
    walk = _Walk()
    height = width = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal height, width
        local = name.rpartition(":")[2]
        walk(local, attributes)
        if local in ("v", "is", "t", "f"):
            height, width = max(height, walk.here), max(width, walk.column)

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    with archive.open(member) as part:
        parser.ParseFile(part)
    return height * width


Place = tuple[int, int]  # row and column, from 0


def odd_cells(archive: zipfile.ZipFile, member: str) -> dict[Place, str]:
    """The cells of a worksheet without a value, with what stands there: errors, and formulas never evaluated.

    A formula whose value is text, and blank (`t="str"`), was evaluated.
    """
    walk, found = _Walk(), {}
    kind, texts, part = "", {"f": "", "v": ""}, ""
    there: set[str] = set()

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal kind, part
        local = name.rpartition(":")[2]
        walk(local, attributes)
        if local == "c":
            kind, texts["f"], texts["v"] = attributes.get("t", ""), "", ""
            there.clear()
        part = local
        there.add(local)

    def data(said: str) -> None:
        if part in texts and len(texts[part]) <= LONGEST:
            texts[part] += said

    def end(name: str) -> None:
        nonlocal part
        part = ""
        if not name.endswith("c") or name.rpartition(":")[2] != "c":
            return
        place = walk.here - 1, walk.column - 1
        if kind == "e":
            found[place] = error_cell(texts["v"])
        elif "f" in there and not texts["v"].strip() and not (kind == "str" and "v" in there):
            found[place] = formula_cell(texts["f"])

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.CharacterDataHandler, parser.EndElementHandler = start, data, end
    with archive.open(member) as opened:
        parser.ParseFile(opened)
    return found


def worksheet_members(archive: zipfile.ZipFile) -> dict[str, str]:
    """Worksheet → the part of the archive in which it stands, as the workbook says."""
    names = {name.lower().replace("\\", "/"): name for name in archive.namelist()}
    targets = {
        said["Id"]: said["Target"]
        for kind, said in _elements(archive, names.get("xl/_rels/workbook.xml.rels"))
        if kind == "Relationship" and {"Id", "Target"} <= said.keys()
    }
    found = {}
    for kind, said in _elements(archive, names.get("xl/workbook.xml")):
        if kind == "sheet":
            target = targets.get(said.get("id", ""), "").lower()
            path = target.lstrip("/") if target.startswith(("/xl/", "xl/")) else f"xl/{target}"
            if path in names:
                found[said.get("name", "")] = names[path]
    return found


def _elements(archive: zipfile.ZipFile, member: str | None) -> list[tuple[str, dict[str, str]]]:
    """The elements of a small part, by their names without prefixes."""
    found: list[tuple[str, dict[str, str]]] = []
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda name, said: found.append(
        (_local(name), {_local(key): value for key, value in said.items()})
    )
    if member is not None:
        with archive.open(member) as part:
            parser.ParseFile(part)
    return found


class OdsSheets:
    """The rectangles of an ods workbook, with its repeated rows and columns, from `content.xml` in pieces.

    calamine would read broken XML without end, so this also sees to it that the XML is sound.
    """

    def __init__(self) -> None:
        self.total = 0
        self.rows = self.blank_rows = self.width = self.repeat = 0
        self.cell = self.blank_cells = 0
        self.odd: dict[str, dict[Place, str]] = {}  # worksheet → cells without a value
        self.merged: dict[str, list[tuple[Place, Place]]] = {}  # worksheet → first and last cell
        self.sheet = ""
        self.place: Place | None = None  # of a cell that is an error, while its text is read
        self.text = ""
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
            self.sheet = said.get("name", "")
        elif kind == "table-row":
            self.repeat = _times(said.get("number-rows-repeated"))
            self.cell = self.blank_cells = 0
        elif kind in ("table-cell", "covered-table-cell"):
            place = self.rows + self.blank_rows, self.cell + self.blank_cells
            if (rows := _times(said.get("number-rows-spanned"))) > 1:
                last = place[0] + rows - 1, place[1] + _times(said.get("number-columns-spanned")) - 1
                self.merged.setdefault(self.sheet, []).append((place, last))
            self.blank_cells += _times(said.get("number-columns-repeated"))
            if "value-type" in said or "formula" in said:
                self._filled()
                self._odd(place, attributes, said.get("formula"))
        elif self.blank_cells:
            self._filled()

    def _odd(self, place: Place, attributes: dict[str, str], formula: str | None) -> None:
        """Remember a cell that is an error, or a formula without a value."""
        types = [value for key, value in attributes.items() if _local(key) == "value-type"]
        if "error" in types:
            self.place, self.text = place, ""
            self.parser.CharacterDataHandler = self._data
        elif formula is not None and not types:
            self._keep(place, formula_cell(formula))

    def _keep(self, first: Place, said: str) -> None:
        """The cell with those that repeat it in its row; rows that repeat are told once."""
        odd = self.odd.setdefault(self.sheet, {})
        odd.update(((first[0], column), said) for column in range(first[1], self.cell))

    def _data(self, said: str) -> None:
        self.text = (self.text + said)[:LONGEST]

    def _filled(self) -> None:
        self.cell += self.blank_cells
        self.blank_cells = 0

    def _end(self, name: str) -> None:
        kind = _local(name)
        if self.place is not None and kind == "table-cell":
            self._keep(self.place, error_cell(self.text))
            self.place = self.parser.CharacterDataHandler = None
        if kind == "table-row":
            self.blank_rows += self.repeat
            if self.cell:
                self.rows += self.blank_rows
                self.blank_rows = 0
                self.width = max(self.width, self.cell)
                few(self.total + self.rows * self.width)
        elif kind == "table":
            self.total += self.rows * self.width


def _local(name: str) -> str:
    """A name without its prefix: a prefix may mean anything, and calamine does not look what."""
    return name.rpartition(":")[2]


def _times(said: str | None) -> int:
    return int(said[:40]) if said is not None and re.fullmatch(r"\+?[0-9]+", said) else 1
