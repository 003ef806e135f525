"""What a document is made of, whatever it is written as: headings, paragraphs, lists, tables, figures.

`html_reading` makes it of the filled sections of a page, whoever has a table makes a `DocumentTable`; `docx_writing`
and `markdown_writing` write it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

# Of a paragraph: plain, introducing, beside the point, quoted, or the details below what is quoted.
Manner = Literal["plain", "lead", "note", "quote", "meta"]


@dataclass(frozen=True)
class Span:
    """A run of text in one style; `lang` where it is another language than the document's, `to` an anchor, `raised`
    the mark of a note."""

    text: str
    bold: bool = False
    italic: bool = False
    code: bool = False
    lang: str = ""
    to: str = ""
    raised: bool = False


Spans = tuple[Span, ...]


@dataclass(frozen=True)
class DocumentParagraph:
    """A paragraph; a line break in it is a `\\n`."""

    spans: Spans
    manner: Manner = "plain"


@dataclass(frozen=True)
class DocumentHeading:
    """A heading: level 0 is the document's title, 1 a section's; `anchors` are the names by which it is found."""

    level: int
    spans: Spans
    anchors: tuple[str, ...] = ()


@dataclass(frozen=True)
class Numbered:
    """What stands below a figure or above a table: `Figure 1` by label and number, and its text."""

    spans: Spans
    label: str = ""
    number: int | None = None


@dataclass(frozen=True)
class DocumentFigure:
    """A figure by the name of its drawing, with its alternative text."""

    name: str
    alternative: str
    caption: Numbered | None = None


@dataclass(frozen=True)
class DocumentCell:
    """A cell: its paragraphs, over how many columns and rows it goes, whether it heads others or is a number."""

    paragraphs: tuple[DocumentParagraph, ...] = ()
    columns: int = 1
    rows: int = 1
    heads: bool = False
    numeric: bool = False

    @property
    def text(self) -> str:
        """Its text, paragraphs parted by a space."""
        return " ".join(plain(p.spans) for p in self.paragraphs)


@dataclass(frozen=True)
class DocumentTable:
    """A table: the rows of its head are said again on each page, `notes` stand below it.

    Cells that go over several rows or columns stand once, where they begin.
    """

    head: tuple[tuple[DocumentCell, ...], ...]
    rows: tuple[tuple[DocumentCell, ...], ...]
    caption: Numbered | None = None
    notes: tuple[DocumentParagraph, ...] = ()


@dataclass(frozen=True)
class DocumentList:
    """A list: each item a few blocks; `marks` before them."""

    items: tuple[tuple[Block, ...], ...]
    marks: Literal["bullets", "numbers", "none"] = "bullets"


@dataclass(frozen=True)
class DocumentTerms:
    """Terms with what is said of each; several terms may share one saying."""

    entries: tuple[tuple[Spans, tuple[Block, ...]], ...]


Block = DocumentParagraph | DocumentHeading | DocumentFigure | DocumentTable | DocumentList | DocumentTerms


@dataclass(frozen=True)
class WrittenDocument:
    """A whole document: its title and language (as the report's, `en`, `nb`) are among its properties too."""

    title: str
    language: str
    blocks: tuple[Block, ...] = field(default=())


def plain(spans: Spans) -> str:
    """The text alone.

    >>> plain((Span("Figure 1. ", bold=True), Span("Who said what.")))
    'Figure 1. Who said what.'
    """
    return "".join(span.text for span in spans)


def every(blocks: tuple[Block, ...]) -> Iterator[Block]:
    """All blocks, those within lists and terms too, in reading order.

    >>> inner = DocumentParagraph((Span("a"),))
    >>> [type(b).__name__ for b in every((DocumentList(((inner,),)),))]
    ['DocumentList', 'DocumentParagraph']
    """
    for block in blocks:
        yield block
        if isinstance(block, DocumentList):
            for item in block.items:
                yield from every(item)
        elif isinstance(block, DocumentTerms):
            for _, said in block.entries:
                yield from every(said)


def cell(text: str, *, numeric: bool = False, heads: bool = False) -> DocumentCell:
    """A cell of plain text, for tables that are made and not read.

    >>> cell("0.5", numeric=True).text
    '0.5'
    """
    return DocumentCell((DocumentParagraph((Span(text),)),) if text else (), heads=heads, numeric=numeric)
