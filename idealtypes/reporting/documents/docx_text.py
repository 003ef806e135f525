"""Text in a docx: runs in their style and language, the other direction where a script has it, links and bookmarks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from idealtypes.model.direction import RUN
from idealtypes.reporting.documents.document_model import (
    Block,
    DocumentHeading,
    DocumentParagraph,
    Manner,
    Numbered,
    Span,
    Spans,
    every,
    plain,
)
from idealtypes.reporting.documents.docx_styles import counted, element, subtag

# Isolates keep directions apart where a program knows them; in a docx runs do, and Word shows them as boxes.
ISOLATES = re.compile("[\u2066-\u2069]")
NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
STRONG = re.compile(r"[^\W\d_]")
STYLE_OF: dict[Manner, str] = {
    "plain": "Normal", "lead": "Lead", "note": "Note", "quote": "Quote", "meta": "Details",
}  # fmt: skip


@dataclass
class Bookmarks:
    """Anchor → the bookmark that has its place, and how many were set."""

    places: Mapping[str, str]
    ids: dict[str, int] = field(default_factory=dict)


def bookmarks_of(blocks: tuple[Block, ...]) -> Bookmarks:
    """A bookmark for every anchor of a heading: letters and digits alone, as Word wants them."""
    found = dict.fromkeys(a for b in every(blocks) if isinstance(b, DocumentHeading) for a in b.anchors)
    return Bookmarks({anchor: f"a{n}" for n, anchor in enumerate(found, 1)})


def style_id(name: str) -> str:
    """The id of a style of ours within the file."""
    return name.replace(" ", "")


def paragraph(
    spans: Spans,
    names: Bookmarks,
    style: str = "Normal",
    *,
    anchors: tuple[str, ...] = (),
    right: bool = False,
) -> Any:
    """A paragraph element; from right to left where its first letter is written so."""
    made = element("p")
    properties = element("pPr")
    properties.append(element("pStyle", val=style_id(style)))
    if begins_right(plain(spans)):
        properties.append(element("bidi"))
    if right:
        properties.append(element("jc", val="right"))
    made.append(properties)
    marks = [name for a in anchors if (name := names.places.get(a)) and name not in names.ids]
    for name in marks:
        names.ids[name] = len(names.ids) + 1
        made.append(element("bookmarkStart", id=names.ids[name], name=name))
    for part in _linked(spans, names):
        made.append(part)
    for name in marks:
        made.append(element("bookmarkEnd", id=names.ids[name]))
    return made


def begins_right(text: str) -> bool:
    """Whether the first letter is of a script written from right to left.

    >>> begins_right("1. \\u05d0 b"), begins_right("b \\u05d0")
    (True, False)
    """
    first = STRONG.search(text)
    return first is not None and RUN.match(first[0]) is not None


def _linked(spans: Spans, names: Bookmarks) -> Iterator[Any]:
    """Runs; those that lead to a place of the document within a link."""
    for span in spans:
        name = names.places.get(span.to)
        if name is None:
            yield from runs(span)
            continue
        link = element("hyperlink", anchor=name, history="1")
        for run in runs(span):
            link.append(run)
        yield link


def runs(span: Span) -> Iterator[Any]:
    """A span as runs: one for each direction."""
    text = NOT_XML.sub("", ISOLATES.sub("", span.text))
    end = 0
    for found in RUN.finditer(text):
        if found.start() > end:
            yield _run(text[end : found.start()], span, right=False)
        yield _run(found[0], span, right=True)
        end = found.end()
    if end < len(text):
        yield _run(text[end:], span, right=False)


def _run(text: str, span: Span, *, right: bool) -> Any:
    run = element("r")
    properties = element("rPr")
    if span.code:
        properties.append(element("rFonts", ascii="Consolas", hAnsi="Consolas", cs="Consolas"))
    if span.bold:
        properties.extend((element("b"), element("bCs")))
    if span.italic:
        properties.extend((element("i"), element("iCs")))
    if span.raised:
        properties.append(element("vertAlign", val="superscript"))
    if right:
        properties.append(element("rtl"))
    if span.lang:
        said = subtag(span.lang)
        properties.append(element("lang", bidi=said) if right else element("lang", val=said))
    if len(properties):
        run.append(properties)
    for n, line in enumerate(text.split("\n")):
        if n:
            run.append(element("br"))
        part = OxmlElement("w:t")
        part.set(qn("xml:space"), "preserve")
        part.text = line
        run.append(part)
    return run


def caption(numbered: Numbered, names: Bookmarks, *, before: bool) -> Any:
    """A caption whose number Word counts; `before` what it belongs to, so that both stay on one page."""
    made = element("p")
    properties = element("pPr")
    properties.append(element("pStyle", val=style_id("Caption")))
    if before:
        properties.append(element("keepNext"))
    properties.append(element("keepLines"))
    made.append(properties)
    if numbered.number is not None:
        bold = Span(f"{numbered.label} ", bold=True)
        made.extend(runs(bold))
        for part in counted(f"SEQ {sequence(numbered.label)} \\* ARABIC", str(numbered.number)):
            part.insert(0, element("rPr"))
            part[0].append(element("b"))
            made.append(part)
        made.extend(runs(Span(". " if numbered.spans else ".", bold=True)))
    made.extend(_linked(numbered.spans, names))
    return made


def sequence(label: str) -> str:
    """What Word counts by: the label without spaces.

    >>> sequence("Figur"), sequence("Tabell A")
    ('Figur', 'Tabell_A')
    """
    return "_".join(label.split())


def paragraphs(blocks: Iterable[DocumentParagraph], names: Bookmarks) -> Iterator[Any]:
    """Paragraphs in the style of their manner."""
    for block in blocks:
        yield paragraph(block.spans, names, STYLE_OF[block.manner])
