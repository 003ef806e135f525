"""Writes a document as docx by python-docx: real headings, captions that Word counts, real tables, figures with their
alternative texts, the language of every run, and the number of the page; the same document gives the same bytes."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import docx
from docx.document import Document
from docx.oxml.ns import qn
from docx.shared import Mm

from idealtypes.reporting.documents.document_model import (
    Block,
    DocumentFigure,
    DocumentHeading,
    DocumentList,
    DocumentParagraph,
    DocumentTable,
    DocumentTerms,
    Span,
    WrittenDocument,
)
from idealtypes.reporting.documents.docx_package import package
from idealtypes.reporting.documents.docx_styles import PAPER, Paper, element, set_up
from idealtypes.reporting.documents.docx_tables import table
from idealtypes.reporting.documents.docx_text import STYLE_OF, Bookmarks, bookmarks_of, caption, paragraph

INCH, DPI = 25.4, 300
FOR_CAPTION = 35  # millimetres that a figure leaves on its page to what is said below it
FOR_BOTH = 24  # and two on one page
LEVELS = ("Title", "Heading 1", "Heading 2", "Heading 3", "Heading 4")
BULLETS, NUMBERS = "List Bullet", "List Number"


def docx_bytes(
    document: WrittenDocument, pictures: Mapping[str, bytes] | None = None, *, paper: Paper = PAPER
) -> bytes:
    """The file.

    Parameters
    ----------
    document
        What it says.
    pictures
        Name of a figure → PNG at 300 dots an inch; a figure without is told by its alternative text.
    paper
        Its margins, and how large its letters are.

    Returns
    -------
    bytes
        A docx without date, author or random number.
    """
    made = docx.Document()
    set_up(made, document.title, document.language, paper)
    body = made.element.body
    for old in list(body)[:-1]:
        body.remove(old)
    writer = _Writer(made, bookmarks_of(document.blocks), pictures or {}, paper)
    blocks = _with_their_notes(document.blocks)
    for before, block, after in zip((None, *blocks), blocks, (*blocks[1:], None), strict=False):
        if isinstance(block, DocumentFigure):
            several = isinstance(before, DocumentFigure) or isinstance(after, DocumentFigure)
            parts = list(writer.figure(block, several=several))
        else:
            parts = list(writer.elements(block))
        if isinstance(block, DocumentParagraph) and _leads(before, block, after):
            parts[-1][0].insert(1, element("keepNext"))
        for part in parts:
            body.insert(len(body) - 1, part)
    return package(made)


def _with_their_notes(blocks: Sequence[Block]) -> list[Block]:
    """Blocks, a note that follows a table being the table's: it stands on the page on which that ends."""
    out: list[Block] = []
    for block in blocks:
        before = out[-1] if out else None
        if (
            isinstance(before, DocumentTable)
            and isinstance(block, DocumentParagraph)
            and block.manner == "note"
        ):
            out[-1] = replace(before, notes=(*before.notes, block))
        else:
            out.append(block)
    return out


def _leads(before: Block | None, block: DocumentParagraph, after: Block | None) -> bool:
    """Whether a paragraph stays with what follows: one that a note ends, and small print below a heading."""
    if block.manner == "meta":
        return isinstance(before, DocumentHeading) and after is not None
    return isinstance(after, DocumentParagraph) and after.manner == "note" and block.manner == "plain"


class _Writer:
    """Turns blocks into elements of one file."""

    def __init__(self, made: Document, names: Bookmarks, pictures: Mapping[str, bytes], paper: Paper) -> None:
        self.made, self.names, self.pictures, self.paper = made, names, pictures, paper

    def elements(self, block: Block, depth: int = 0) -> Iterator[Any]:
        """The elements of a block; `depth` is how many lists it stands in."""
        if isinstance(block, DocumentHeading):
            yield paragraph(
                block.spans, self.names, LEVELS[min(block.level, len(LEVELS) - 1)], anchors=block.anchors
            )
        elif isinstance(block, DocumentParagraph):
            yield paragraph(block.spans, self.names, STYLE_OF[block.manner])
        elif isinstance(block, DocumentFigure):
            yield from self.figure(block)
        elif isinstance(block, DocumentTable):
            yield from table(block, self.names, self.paper)
        elif isinstance(block, DocumentList):
            yield from self._list(block, depth)
        else:
            yield from self._terms(block, depth)

    def figure(self, figure: DocumentFigure, *, several: bool = False) -> Iterator[Any]:
        """The drawing, never larger than a page, or one of `several` than half of one, kept with its caption."""
        png = self.pictures.get(figure.name)
        if png is None:
            yield paragraph((Span(figure.alternative),), self.names, "Note")
        else:
            width, height = _millimetres(png)
            inner = self.paper.inner_height
            tallest = (inner - FOR_BOTH) / 2 if several else inner - FOR_CAPTION
            factor = min(1.0, self.paper.inner_width / width, tallest / height)
            inline = self.made.part.new_pic_inline(
                io.BytesIO(png), Mm(round(width * factor, 1)), Mm(round(height * factor, 1))
            )
            for side in "TBLR":  # what is left out is a distance of some programs' own
                inline.set(f"dist{side}", "0")
            inline.docPr.set("descr", figure.alternative)
            inline.docPr.set("name", figure.name)
            for told in inline.iter(qn("pic:cNvPr")):
                told.set("name", f"{figure.name}.png")
            holder = paragraph((), self.names, "Normal")
            if figure.caption is not None:
                holder[0].append(element("keepNext"))
            run, drawing = element("r"), element("drawing")
            drawing.append(inline)
            run.append(drawing)
            holder.append(run)
            yield holder
        if figure.caption is not None:
            yield caption(figure.caption, self.names, before=False)

    def _list(self, found: DocumentList, depth: int) -> Iterator[Any]:
        """Items: the first paragraph of each has the mark, what follows stands below it."""
        number = self._restarted() if found.marks == "numbers" else None
        for item in found.items:
            for n, block in enumerate(item):
                for part in self.elements(block, depth + (found.marks != "none")):
                    if found.marks != "none" and isinstance(block, DocumentParagraph):
                        _marked(part, found.marks if not n else "none", depth, number)
                        if block.manner == "quote":  # with the reference that follows it
                            part[0].insert(1, element("keepNext"))
                    yield part

    def _restarted(self) -> int:
        """A numbering of its own for each list, beginning at 1."""
        numbering = self.made.part.numbering_part.element
        style = self.made.styles[NUMBERS].element
        first = style.find(f".//{qn('w:numId')}").get(qn("w:val"))
        kind = next(n for n in numbering.findall(qn("w:num")) if n.get(qn("w:numId")) == first)
        new = numbering.add_num(int(kind.find(qn("w:abstractNumId")).get(qn("w:val"))))
        new.add_lvlOverride(ilvl=0).add_startOverride(1)
        return int(new.numId)

    def _terms(self, found: DocumentTerms, depth: int) -> Iterator[Any]:
        """A term in bold; what is said of it stands behind it where it is short, else below."""
        for term, said in found.entries:
            bold = tuple(Span(s.text, True, s.italic, s.code, s.lang, s.to) for s in term)
            first = said[0] if said else None
            if isinstance(first, DocumentParagraph):
                between = (
                    () if not bold or bold[-1].text.endswith((":", ".", "?")) else (Span(":", bold=True),)
                )
                joined = (*bold, *between, Span(" "), *first.spans)
                yield paragraph(joined, self.names, "Definition")
                said = said[1:]
            else:
                yield paragraph(bold, self.names, "Term")
            for block in said:
                yield from self.elements(block, depth)


def _marked(part: Any, marks: str, depth: int, number: int | None) -> None:
    """Make a paragraph an item of a list, or what goes on below one."""
    properties = part[0]
    if marks == "none":
        properties.append(element("ind", left=360 * (depth + 1)))
        return
    properties[0].set(qn("w:val"), (NUMBERS if marks == "numbers" else BULLETS).replace(" ", ""))
    if number is not None:
        numbered = element("numPr")
        numbered.append(element("ilvl", val=0))
        numbered.append(element("numId", val=number))
        properties.insert(1, numbered)
    if depth:
        properties.append(element("ind", left=360 * (depth + 1), hanging=360))


def _millimetres(png: bytes) -> tuple[float, float]:
    """How large a PNG is at 300 dots an inch."""
    width, height = struct.unpack(">II", png[16:24])
    return width / DPI * INCH, height / DPI * INCH
