"""A table in a docx: its head said again on each page, no row parted between two, columns as wide as what they hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

from idealtypes.reporting.documents.document_model import DocumentCell, DocumentParagraph, DocumentTable, Span
from idealtypes.reporting.documents.docx_styles import PAPER, Paper, element
from idealtypes.reporting.documents.docx_text import Bookmarks, caption, paragraph, paragraphs
from idealtypes.reporting.figures.font_metrics import ems

TWIPS = 1440 / 25.4  # of a millimetre
SIZES = (
    9.0,
    8.0,
    7.0,
    6.5,
)  # points: the first in which no word has to be broken; figures go no lower than 6
POINT, PADDING = 25.4 / 72, 2.4  # millimetres of a point, and what stands free beside a text
MONOSPACED = 0.602  # a letter's width where all are alike, in parts of its size
LINE, HEAD_LINE = "D9DDE3", "56616F"
LONG, LINES = 27.0, 5  # ems that a line wants at most, unless a cell would be higher than so many lines
BROKEN = 7.5  # ems: a longer word in a head is broken where no size has room for it
BLANK = 0.32  # ems
SNUG, TOLD = 8.0, 14.0  # ems: up to so many a line stays whole where there is room; where it tells a number
SMALLEST = 6.0  # points
ROOM = 0.8  # of the width: what the longest words may take where some column holds texts


@dataclass(frozen=True)
class _Place:
    """A cell and where it stands; of one that goes over rows, also where it goes on."""

    cell: DocumentCell
    column: int
    begins: bool


def table(found: DocumentTable, names: Bookmarks, paper: Paper = PAPER) -> Iterator[Any]:
    """The elements of a table: its caption, itself, its notes, and the space below it.

    Parameters
    ----------
    found
        What it shows; without rows its caption and notes alone.
    names
        Of the document's bookmarks.
    paper
        On which it stands.
    """
    if found.caption is not None:
        yield caption(found.caption, names, before=True)
    grid = [*_placed(found.head), *_placed(found.rows)]
    if grid:
        width = paper.inner_width
        size, widths = _widths(grid, width, SIZES[1:] if paper.factor < 1 else SIZES)
        made = element("tbl")
        made.append(_properties(width))
        columns = element("tblGrid")
        columns.extend(element("gridCol", w=round(w * TWIPS)) for w in widths)
        made.append(columns)
        for n, row in enumerate(grid):
            last = n + 1 == len(grid)
            noted = last and bool(found.notes)
            made.append(_row(row, widths, size, names, head=n < len(found.head), last=last, noted=noted))
        yield made
    if found.notes:
        yield from paragraphs(found.notes, names)
    yield paragraph((), names, "Table Text")


def _placed(rows: tuple[tuple[DocumentCell, ...], ...]) -> list[list[_Place]]:
    """Every row with all its columns filled: cells that go over several rows stand in each of them."""
    below: dict[int, tuple[DocumentCell, int]] = {}
    out = []
    for row in rows:
        places: list[_Place] = []
        column, rest = 0, list(row)
        while rest or column in below:
            if column in below:
                cell, left = below.pop(column)
                if left > 1:
                    below[column] = (cell, left - 1)
                places.append(_Place(cell, column, False))
            else:
                cell = rest.pop(0)
                if cell.rows > 1:
                    below[column] = (cell, cell.rows - 1)
                places.append(_Place(cell, column, True))
            column += cell.columns
        out.append(places)
    widest = max((sum(p.cell.columns for p in row) for row in out), default=0)
    return [_filled(row, widest) for row in out]


def _filled(row: list[_Place], columns: int) -> list[_Place]:
    """A row as wide as the widest: Word wants them all alike."""
    there = sum(p.cell.columns for p in row)
    missing = columns - there
    if not missing:
        return row
    if len(row) == 1:  # one cell over all the columns that there are
        return [_Place(_wider(row[0].cell, columns), 0, row[0].begins)]
    return [*row, _Place(DocumentCell(columns=missing), there, True)]


def _wider(cell: DocumentCell, columns: int) -> DocumentCell:
    return DocumentCell(cell.paragraphs, columns, cell.rows, heads=cell.heads, numeric=cell.numeric)


def _widths(grid: list[list[_Place]], width: float, sizes: tuple[float, ...]) -> tuple[float, list[float]]:
    """The size of the text, and the columns' widths: no less than the longest word, the rest by how much they hold."""
    columns, heads = sum(p.cell.columns for p in grid[0]), grid[:1]
    word, shorter, wanted = ([1.0] * columns for _ in range(3))
    told, snug = ([1.0] * columns for _ in range(2))
    for row in grid:
        for place in row:
            if place.cell.columns > 1:
                continue
            head = row in heads
            lines = [_pieces(line, head) for p in place.cell.paragraphs for line in _lines(p)]
            words = [w for line in lines for w in line]
            word[place.column] = max(word[place.column], *words, 1)
            shorter[place.column] = max(
                shorter[place.column], *(min(w, BROKEN) if head else w for w in words), 1
            )
            long = [sum(line) + BLANK * (len(line) - 1) for line in lines]
            short = [one for one in long if one <= SNUG]
            counts = [] if head else [one for one in _told(place, long) if one <= TOLD]
            snug[place.column] = max(snug[place.column], *short, 1)
            told[place.column] = max(told[place.column], *short, *counts, 1)
            wanted[place.column] = max(
                wanted[place.column], sum(long) / LINES, *(min(one, LONG) for one in long), 1
            )
    room = width * (ROOM if max(wanted) > 2 * BROKEN else 1)
    for held, size in product((word, shorter), sizes):
        least = [w * POINT * size + PADDING for w in held]
        if sum(least) <= room:
            break
    for kept in (told, snug):
        roomy = [max(w * POINT * size + PADDING, low) for w, low in zip(kept, least, strict=True)]
        if sum(roomy) <= width:
            least = roomy
            break
    full = [max(w * POINT * size + PADDING, low) for w, low in zip(wanted, least, strict=True)]
    if sum(least) >= width:
        return size, [low * width / sum(least) for low in least]
    if sum(full) <= width:  # every line fits: what is left goes to those that hold most
        return size, [m * width / sum(full) for m in full]
    share = (width - sum(least)) / (sum(full) - sum(least))
    return size, [low + (m - low) * share for low, m in zip(least, full, strict=True)]


def _told(place: _Place, long: list[float]) -> list[float]:
    """How long those lines of a cell are that tell a number."""
    texts = ["".join(span.text for span in line) for p in place.cell.paragraphs for line in _lines(p)]
    return [one for text, one in zip(texts, long, strict=True) if any(map(str.isdigit, text))]


def _lines(text: DocumentParagraph) -> list[list[Span]]:
    """The lines of a paragraph as it breaks them itself."""
    lines: list[list[Span]] = [[]]
    for span in text.spans:
        first, *rest = span.text.split("\n")
        lines[-1].append(replace(span, text=first))
        lines += [[replace(span, text=line)] for line in rest]
    return lines


def _pieces(line: list[Span], head: bool) -> list[float]:
    """How wide each word of a line is, in parts of the size; parts of a word in two styles count as words."""
    return [
        len(word) * MONOSPACED if span.code else ems(word, head or span.bold)
        for span in line
        for word in span.text.split()
    ]


def _properties(width: float) -> Any:
    made = element("tblPr")
    made.append(element("tblW", w=round(width * TWIPS), type="dxa"))
    lines = element("tblBorders")
    for side in ("top", "bottom", "insideH"):
        colour = LINE if side == "insideH" else HEAD_LINE
        lines.append(element(side, val="single", sz=4 if side == "insideH" else 6, space=0, color=colour))
    made.append(lines)
    made.append(element("tblLayout", type="fixed"))
    margins = element("tblCellMar")
    for side, twips in (("left", 40), ("right", 70)):
        margins.append(element(side, w=twips, type="dxa"))
    made.append(margins)
    made.append(element("tblLook", val="0420", firstRow="1", lastRow="0", firstColumn="0", noVBand="1"))
    return made


def _row(
    row: list[_Place], widths: list[float], size: float, names: Bookmarks, *, head: bool, last: bool,
    noted: bool,
) -> Any:  # fmt: skip
    made = element("tr")
    properties = element("trPr")
    properties.append(element("cantSplit"))
    if head:
        properties.append(element("tblHeader"))
    made.append(properties)
    alone = len(row) == 1 and row[0].cell.heads and not last
    keep = head or alone or noted
    for place in row:
        wide = sum(widths[place.column : place.column + place.cell.columns])
        made.append(_cell(place, wide, size, names, head=head, keep=keep, bold=head or alone))
    return made


def _cell(
    place: _Place, width: float, size: float, names: Bookmarks, *, head: bool, keep: bool, bold: bool
) -> Any:
    cell, made = place.cell, element("tc")
    properties = element("tcPr")
    properties.append(element("tcW", w=round(width * TWIPS), type="dxa"))
    if cell.columns > 1:
        properties.append(element("gridSpan", val=cell.columns))
    if cell.rows > 1:
        properties.append(element("vMerge", **({"val": "restart"} if place.begins else {})))
    if head:
        lines = element("tcBorders")
        lines.append(element("bottom", val="single", sz=6, space=0, color=HEAD_LINE))
        properties.append(lines)
        properties.append(element("vAlign", val="bottom"))
    made.append(properties)
    shown = cell.paragraphs if place.begins else ()
    for text in shown:
        small = text.manner in ("note", "meta", "lead")
        made.append(
            _text(
                text.spans, names, max(size - 1, SMALLEST) if small else size, cell,
                bold=bold and not small, keep=keep,
            )
        )  # fmt: skip
    if not shown:
        made.append(_text((), names, size, cell, bold=False, keep=keep))
    return made


def _text(spans: Any, names: Bookmarks, size: float, cell: DocumentCell, *, bold: bool, keep: bool) -> Any:
    """A paragraph of a cell in its size; what heads a column is bold, and stays with the row below."""
    made = paragraph(spans, names, "Table Text", right=cell.numeric)
    if keep:
        made[0].insert(1, element("keepNext"))
    for run in made.iter(f"{{{made.nsmap['w']}}}r"):
        properties = run.find(f"{{{made.nsmap['w']}}}rPr")
        if properties is None:
            properties = element("rPr")
            run.insert(0, properties)
        if bold and properties.find(f"{{{made.nsmap['w']}}}b") is None:
            _in_order(properties, element("b"))
        if size != SIZES[0]:
            _in_order(properties, element("sz", val=round(size * 2)))
    return made


def _in_order(properties: Any, new: Any) -> None:
    """Put a property of a run where Word's schema has it."""
    order = ("rFonts", "b", "bCs", "i", "iCs", "color", "sz", "szCs", "vertAlign", "rtl", "lang")
    name = new.tag.rpartition("}")[2]
    for n, old in enumerate(properties):
        if order.index(old.tag.rpartition("}")[2]) > order.index(name):
            properties.insert(n, new)
            return
    properties.append(new)
