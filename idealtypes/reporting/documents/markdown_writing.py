"""Writes a document as Markdown that GitHub and pandoc read: pipe tables with their captions, figures as links to the
SVG files beside it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from idealtypes.reporting.documents.document_model import (
    Block,
    DocumentCell,
    DocumentFigure,
    DocumentHeading,
    DocumentList,
    DocumentParagraph,
    DocumentTable,
    DocumentTerms,
    Numbered,
    Span,
    Spans,
    WrittenDocument,
)

# What would be read as markup anywhere in a line, and at its beginning.
SPECIAL, FIRST = re.compile(r"([\\`*_\[\]<>|$~^])"), re.compile(r"^(\s*)([#+\-=:]|\d+[.)])(?=\s|$|-|=|#)")
ISOLATES = re.compile("[\u2066-\u2069]")


def markdown_text(document: WrittenDocument, place: Callable[[str], str]) -> str:
    """The file's text.

    Parameters
    ----------
    document
        What it says.
    place
        Name of a figure → where its drawing lies, seen from the file.
    """
    said: list[str] = []
    for block in document.blocks:
        said += _lines(block, place)
        if said and said[-1]:
            said.append("")
    return re.sub(r"\n{3,}", "\n\n", "\n".join(said)).strip() + "\n"


def _lines(block: Block, place: Callable[[str], str]) -> Iterator[str]:
    if isinstance(block, DocumentHeading):
        yield f"{'#' * min(block.level + 1, 6)} {inline(block.spans).replace(chr(10), ' ')}"
    elif isinstance(block, DocumentParagraph):
        before = "> " if block.manner == "quote" else ""
        lines = inline(block.spans).split("\n")
        for n, line in enumerate(lines, 1):
            said = FIRST.sub(r"\1\\\2", line) if n == 1 else line
            yield f"{before}{said}" + ("\\" if n < len(lines) else "")
    elif isinstance(block, DocumentFigure):
        yield f"![{inline((Span(_short(block)),))}]({place(block.name)})"
        yield ""
        if block.caption is not None:
            yield _caption(block.caption)
    elif isinstance(block, DocumentTable):
        yield from table_lines(block)
    elif isinstance(block, DocumentList):
        yield from _items(block, place)
    else:
        yield from _terms(block, place)


def _short(figure: DocumentFigure) -> str:
    return figure.alternative.replace("\n", " ")


def _caption(numbered: Numbered) -> str:
    first = "" if numbered.number is None else f"**{_escaped(numbered.label)} {numbered.number}.** "
    return (first + inline(numbered.spans)).replace("\n", " ").strip()


def _items(found: DocumentList, place: Callable[[str], str]) -> Iterator[str]:
    for n, item in enumerate(found.items, 1):
        mark = {"bullets": "- ", "numbers": f"{n}. ", "none": ""}[found.marks]
        first = True
        for block in item:
            lines = list(_lines(block, place))
            if not first and not isinstance(block, DocumentList):
                yield ""
            for line in lines:
                yield (mark if first else " " * len(mark)) + line if line else ""
                first = False
        if found.marks == "none" or any(not isinstance(block, DocumentList) for block in item[1:]):
            yield ""


def _terms(found: DocumentTerms, place: Callable[[str], str]) -> Iterator[str]:
    for term, said in found.entries:
        title = f"**{inline(tuple(Span(s.text, code=s.code) for s in term)).strip()}**"
        first = said[0] if said else None
        if isinstance(first, DocumentParagraph):
            between = "" if title.rstrip("*").endswith((":", ".", "?")) else ":"
            yield f"{title}{between} {inline(first.spans)}"
            said = said[1:]
        else:
            yield title
        yield ""
        for block in said:
            yield from _lines(block, place)
            yield ""


def table_lines(found: DocumentTable) -> Iterator[str]:
    """A table with its caption above and its notes below; what goes over several rows is said in the first, what heads
    a group of rows in a row of its own."""
    if found.caption is not None:
        yield _caption(found.caption)
        yield ""
    head, *more = [*found.head] or [()]
    rows = [*more, *found.rows]
    columns = max((sum(c.columns for c in row) for row in (head, *rows)), default=0)
    if not columns:
        return
    right = _numeric(found, columns)
    for n, row in enumerate(_spread([head, *rows], columns)):
        yield f"| {' | '.join(row)} |"
        if not n:
            yield f"|{'|'.join('---:' if number else '---' for number in right)}|"
    for note in found.notes:
        yield ""
        yield inline(note.spans).replace("\n", " ")
    yield ""


def _spread(rows: Sequence[Sequence[DocumentCell]], columns: int) -> Iterator[list[str]]:
    """Rows with a text for every column."""
    below: dict[int, int] = {}
    for row in rows:
        texts: list[str] = []
        rest = list(row)
        while len(texts) < columns:
            at = len(texts)
            if below.get(at, 0) > 0:
                below[at] -= 1
                texts.append("")
            elif rest:
                cell = rest.pop(0)
                texts += [_cell(cell), *[""] * (cell.columns - 1)]
                for column in range(at, at + cell.columns):
                    below[column] = cell.rows - 1
            else:
                texts.append("")
        yield texts[:columns]


def _numeric(found: DocumentTable, columns: int) -> list[bool]:
    """Which columns hold numbers, by the first row that has them all."""
    for row in (*found.head[-1:], *found.rows):
        if len(row) == columns:
            return [cell.numeric for cell in row]
    return [False] * columns


def _cell(cell: DocumentCell) -> str:
    said = "<br>".join(inline(p.spans).replace("\n", "<br>") for p in cell.paragraphs)
    return f"**{said}**" if cell.heads and cell.columns > 1 and said and "**" not in said else said


def inline(spans: Spans) -> str:
    """Spans with their marks; what would be markup is escaped.

    >>> inline((Span("a*b "), Span("who", bold=True), Span("<i>")))
    'a\\\\*b **who**\\\\<i\\\\>'
    """
    return "".join(_marked(span) for span in spans)


def _marked(span: Span) -> str:
    text = ISOLATES.sub("", span.text)
    inner = text.strip()
    if span.raised:
        return f"<sup>{_escaped(inner)}</sup>"
    if not inner or not (span.bold or span.italic or span.code):
        return _escaped(text)
    if span.code:
        said = f"`{inner}`" if "`" not in inner else _escaped(inner)
    else:
        mark = "**" if span.bold else "*"
        said = f"{mark}{_escaped(inner)}{mark}"
    return text[: len(text) - len(text.lstrip())] + said + text[len(text.rstrip()) :]


def _escaped(text: str) -> str:
    return SPECIAL.sub(r"\\\1", text)
