"""Reads the filled sections of a page, in the markup that `reports/README.md` names, into blocks of a document.

What is for the screen alone is left out: scripts, buttons and fields, what is `hidden`, drawings that no figure names,
and everything below `data-only="screen"`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from idealtypes.reporting.documents.document_model import (
    Block,
    DocumentCell,
    DocumentFigure,
    DocumentHeading,
    DocumentList,
    DocumentParagraph,
    DocumentTable,
    DocumentTerms,
    Manner,
    Numbered,
    Span,
    Spans,
    plain,
)

INLINE = {
    *(
        "a",
        "abbr",
        "b",
        "bdi",
        "bdo",
        "br",
        "cite",
        "code",
        "del",
        "dfn",
        "em",
        "i",
        "ins",
        "kbd",
        "label",
        "mark",
    ),
    *("q", "s", "samp", "small", "span", "strong", "sub", "sup", "time", "u", "var", "wbr"),
}
SKIPPED = {
    *(
        "script",
        "style",
        "template",
        "svg",
        "button",
        "input",
        "select",
        "textarea",
        "fieldset",
        "dialog",
        "nav",
    ),
    "noscript",
}
LISTS, HEADING = ("ul", "ol"), re.compile(r"h[1-6]")
MANNERS: dict[str, Manner] = {"lead": "lead", "note": "note", "meta": "meta", "quiet": "note"}
LABEL = re.compile(r"(?P<label>.*\S)\s+(?P<number>\d+)\.?\s*")
SPACES = re.compile(r"[ \t\n\r\f]+")
BREAK = "\x00"  # a line break until spaces are put in order; no text has this character


@dataclass(frozen=True)
class _Style:
    """How text is written where the reader is."""

    bold: bool = False
    italic: bool = False
    code: bool = False
    lang: str = ""
    to: str = ""

    def span(self, text: str) -> Span:
        return Span(text, self.bold, self.italic, self.code, self.lang, self.to)


@dataclass
class _Flow:
    """Blocks as they are found, the paragraph that is still open, and anchors that wait for a heading."""

    blocks: list[Block] = field(default_factory=list)
    open: list[Span] = field(default_factory=list)
    anchors: list[str] = field(default_factory=list)
    manner: Manner = "plain"

    def close(self) -> None:
        spans = tidy(self.open)
        if spans:
            self.blocks.append(DocumentParagraph(spans, self.manner))
        self.open = []

    def add(self, *blocks: Block) -> None:
        self.close()
        self.blocks += blocks


def read_html(markup: str) -> tuple[Block, ...]:
    """The blocks of a piece of a page.

    >>> [block.spans[0].text for block in read_html("<h3>Who</h3> <p>said  <b>what</b></p>")]
    ['Who', 'said ']
    """
    from lxml import html

    parser = html.HTMLParser(encoding="utf-8", huge_tree=True, no_network=True)
    whole = f"<!DOCTYPE html><html><body>{markup}</body></html>".encode()
    flow = _Flow()
    _children(html.document_fromstring(whole, parser=parser).find("body"), _Style(), flow)
    flow.close()
    return tuple(flow.blocks)


def tidy(spans: Iterable[Span]) -> Spans:
    """Neighbours in one style as one span, spaces as a browser shows them.

    >>> tidy([Span(" a "), Span(" b", bold=True), Span(" ", bold=True)])
    (Span(text='a ', ...), Span(text='b', bold=True, ...))
    """
    out: list[Span] = []
    for span in spans:
        text = SPACES.sub(" ", span.text)
        if text.startswith(" ") and (not out or out[-1].text.endswith((" ", BREAK))):
            text = text[1:]
        if text and out and replace(out[-1], text="") == replace(span, text=""):
            out[-1] = replace(out[-1], text=out[-1].text + text)
        elif text:
            out.append(replace(span, text=text))
    while out and not out[-1].text.rstrip(" " + BREAK):
        out.pop()
    if out:
        out[-1] = replace(out[-1], text=out[-1].text.rstrip(" " + BREAK))
    return tuple(replace(s, text=re.sub(f" ?{BREAK} ?", "\n", s.text)) for s in out)


def _children(element: Any, style: _Style, flow: _Flow) -> None:
    if element.text:
        flow.open.append(style.span(element.text))
    for child in element:
        if isinstance(child.tag, str) and not _left_out(child):
            _element(child, _styled(child, style), flow)
        if child.tail:
            flow.open.append(style.span(child.tail))


def _left_out(element: Any) -> bool:
    return (
        element.tag in SKIPPED
        or "hidden" in element.attrib
        or element.get("data-only") == "screen"
        or (element.tag == "img" and element.get("data-figure") is None)
    )


def _styled(element: Any, style: _Style) -> _Style:
    tag, to = element.tag, element.get("href", "")
    return replace(
        style,
        bold=style.bold or tag in ("b", "strong"),
        italic=style.italic or tag in ("i", "em", "cite"),
        code=style.code or tag in ("code", "kbd", "samp"),
        lang=element.get("lang") or style.lang,
        to=to[1:] if tag == "a" and to.startswith("#") else style.to,
    )


def _element(element: Any, style: _Style, flow: _Flow) -> None:
    tag, classes = element.tag, element.get("class", "").split()
    if tag == "br":
        flow.open.append(style.span(BREAK))
    elif tag == "small":
        _paragraph(element, style, flow, "note")
    elif tag in INLINE:
        _children(element, style, flow)
    elif tag == "summary":
        _summary(element, style, flow)
    elif HEADING.fullmatch(tag):
        flow.add(_heading(element, style, flow))
    elif tag in ("figure", "img"):
        flow.add(*_figures(element, style))
    elif tag == "table":
        flow.add(_table(element, style))
    elif tag in LISTS:
        marks = "none" if "statements" in classes else "numbers" if tag == "ol" else "bullets"
        items = tuple(_blocks(item, style) for item in element if item.tag == "li" and not _left_out(item))
        flow.add(DocumentList(tuple(item for item in items if item), marks))  # type: ignore[arg-type]
    elif tag == "dl":
        flow.add(_terms(element, style))
    elif tag in ("p", "blockquote", "figcaption", "legend"):
        manner: Manner = "quote" if tag == "blockquote" else _manner(classes)
        _paragraph(element, style, flow, manner)
    else:
        flow.close()
        if element.get("id"):
            flow.anchors.append(element.get("id"))
        _children(element, style, flow)
        flow.close()


def _manner(classes: Sequence[str]) -> Manner:
    return next((MANNERS[name] for name in classes if name in MANNERS), "plain")


def _paragraph(element: Any, style: _Style, flow: _Flow, manner: Manner) -> None:
    flow.close()
    before, flow.manner = flow.manner, manner
    _children(element, style, flow)
    flow.close()
    flow.manner = before


def _blocks(element: Any, style: _Style) -> tuple[Block, ...]:
    """What an element holds, as blocks of its own."""
    flow = _Flow()
    _children(element, _styled(element, style), flow)
    flow.close()
    return tuple(flow.blocks)


def _heading(element: Any, style: _Style, flow: _Flow) -> DocumentHeading:
    inner = _Flow()
    _children(element, style, inner)
    inner.close()
    spans = tuple(s for b in inner.blocks if isinstance(b, DocumentParagraph) for s in b.spans)
    own = [element.get("id")] if element.get("id") else []
    anchors, flow.anchors = (*flow.anchors, *own), []
    return DocumentHeading(int(element.tag[1]) - 1, spans, anchors)


def _summary(element: Any, style: _Style, flow: _Flow) -> None:
    """What opens and closes a part is its heading, with what is said beside; a whole sentence stays one."""
    if "sentence" in element.get("class", "").split():
        _paragraph(element, style, flow, "plain")
        return
    inner = _Flow(anchors=flow.anchors)
    flow.anchors = []
    _children(element, style, inner)
    inner.close()
    heads = [block for block in inner.blocks if isinstance(block, DocumentHeading)]
    beside = [plain(block.spans) for block in inner.blocks if isinstance(block, DocumentParagraph)]
    if heads:
        said = tuple(Span(f" ({text})") for text in beside)
        flow.add(replace(heads[0], spans=(*heads[0].spans, *said)))
    elif beside:
        flow.add(DocumentParagraph((Span(" ".join(beside), bold=True),)))


def _figures(element: Any, style: _Style) -> list[Block]:
    """The drawings of a figure with its caption below the last; without a drawing its caption and text."""
    drawn = [element] if element.tag == "img" else element.xpath(".//img[@data-figure]")
    caption = next(element.iter("figcaption"), None)
    if not drawn:
        return list(_blocks(element, style))
    told = None if caption is None else _numbered(caption, style)
    last = len(drawn) - 1
    return [
        DocumentFigure(one.get("data-figure"), one.get("alt", ""), told if n == last else None)
        for n, one in enumerate(drawn)
    ]


def _numbered(element: Any, style: _Style) -> Numbered:
    """A caption; what `numbering` put first is its label and number."""
    label, number = "", None
    first = next((child for child in element if child.get("class") == "numbered"), None)
    found = None if first is None else LABEL.fullmatch(SPACES.sub(" ", first.text_content()))
    flow = _Flow()
    if first is not None and found is not None:
        label, number = found["label"], int(found["number"])
        tail = first.tail or ""
        for child in list(first):
            first.remove(child)
        first.text, first.tail = "", tail
    _children(element, style, flow)
    flow.close()
    spans = tuple(s for b in flow.blocks if isinstance(b, DocumentParagraph) for s in b.spans)
    return Numbered(spans, label, number)


def _terms(element: Any, style: _Style) -> DocumentTerms:
    """Terms, in `div`s or not; what follows a term without another between is all said of it."""
    entries: list[tuple[Spans, tuple[Block, ...]]] = []
    for part in element.iter("dt", "dd"):
        if _left_out(part):
            continue
        blocks = _blocks(part, style)
        if part.tag == "dt":
            spans = tuple(s for b in blocks if isinstance(b, DocumentParagraph) for s in b.spans)
            entries.append((spans, ()))
        elif entries:
            entries[-1] = (entries[-1][0], (*entries[-1][1], *blocks))
    return DocumentTerms(tuple(entries))


def _table(element: Any, style: _Style) -> DocumentTable:
    caption = element.find("caption")
    head: list[tuple[DocumentCell, ...]] = []
    rows: list[tuple[DocumentCell, ...]] = []
    for row in element.iter("tr"):
        if _left_out(row) or any(_left_out(above) for above in row.iterancestors()):
            continue
        cells = tuple(_cell(c, style) for c in row if c.tag in ("td", "th") and not _left_out(c))
        (head if row.getparent().tag == "thead" else rows).append(cells)
    told = None if caption is None else _numbered(caption, style)
    return DocumentTable(tuple(head), tuple(rows), told)


def _cell(element: Any, style: _Style) -> DocumentCell:
    paragraphs: list[DocumentParagraph] = []
    for block in _blocks(element, style):
        paragraphs += _flattened(block)
    classes = element.get("class", "").split()
    columns, rows = (
        max(1, int(said)) if (said := element.get(name, "1")).isdigit() else 1
        for name in ("colspan", "rowspan")
    )
    heads = element.tag == "th"
    return DocumentCell(tuple(paragraphs), columns, rows, heads=heads, numeric="num" in classes)


def _flattened(block: Block) -> list[DocumentParagraph]:
    """A block of a cell as paragraphs: tables within tables are not written."""
    if isinstance(block, DocumentParagraph):
        return [block]
    if isinstance(block, DocumentHeading):
        return [DocumentParagraph(block.spans)]
    if isinstance(block, DocumentList):
        mark = "" if block.marks == "none" else "• "
        items = [[p for b in item for p in _flattened(b)] for item in block.items]
        return [
            replace(p, spans=(Span(mark), *p.spans)) if mark and not n else p
            for item in items for n, p in enumerate(item)
        ]  # fmt: skip
    if isinstance(block, DocumentTerms):
        return [
            DocumentParagraph((*(replace(s, bold=True) for s in term), Span(": "), *p.spans), p.manner)
            for term, said in block.entries for b in said for p in _flattened(b)
        ]  # fmt: skip
    if isinstance(block, DocumentFigure):
        return [DocumentParagraph((Span(block.alternative),), "note")]
    return [DocumentParagraph((Span(" · ".join(c.text for c in row if c.text)),)) for row in block.rows]
