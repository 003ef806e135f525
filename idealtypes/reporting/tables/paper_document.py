"""A table for a paper as a document of one table, for Word and Markdown."""

from __future__ import annotations

from idealtypes.reporting.documents.document_model import (
    DocumentCell,
    DocumentParagraph,
    DocumentTable,
    Numbered,
    Span,
    Spans,
    WrittenDocument,
)
from idealtypes.reporting.tables.paper_table import PaperTable
from idealtypes.reporting.wording.words import words_in


def paper_document(table: PaperTable) -> WrittenDocument:
    """The document: the table with its caption above and its notes below.

    >>> from idealtypes.reporting.documents.markdown_writing import markdown_text
    >>> from idealtypes.reporting.tables.paper_rows import PaperCell
    >>> from idealtypes.reporting.tables.paper_table import PaperColumn
    >>> cells = (PaperCell("one\\ntwo"), PaperCell("3", mark="a"))
    >>> table = PaperTable("T", (PaperColumn("a|b", cells, False),), (("a", "A note."),), "en")
    >>> print(markdown_text(paper_document(table), str))
    **Table 1.** T
    <BLANKLINE>
    | a\\|b |
    |---|
    | one<br>two |
    | 3<sup>a</sup> |
    <BLANKLINE>
    <sup>a</sup> A note.
    <BLANKLINE>
    """
    head = tuple(_cell(((Span(column.heading),)), column.number, heads=True) for column in table.columns)
    numbers = [column.number for column in table.columns]
    rows = tuple(
        tuple(
            _cell((Span(cell.text), *_raised(cell.mark)), number)
            for cell, number in zip(row, numbers, strict=True)
        )
        for row in table.rows
    )
    caption = Numbered((Span(table.caption),), words_in(table.language).say("table.label"), 1)
    notes = tuple(
        DocumentParagraph((*_raised(mark), Span(f" {note}" if mark else note)), "note")
        for mark, note in table.notes
    )
    return WrittenDocument(table.caption, table.language, (DocumentTable((head,), rows, caption, notes),))


def _cell(spans: Spans, number: bool, heads: bool = False) -> DocumentCell:
    return DocumentCell((DocumentParagraph(spans),), heads=heads, numeric=number)


def _raised(mark: str) -> Spans:
    return (Span(mark, raised=True),) if mark else ()
