"""What Taguette exports: highlights and the codebook as CSV or workbook, and highlights as HTML.

The tables have a row for each tag on a highlight, with no position (Taguette's `export.py`): its number is
what tells passages apart. In the HTML export a highlight is followed by a paragraph with its document and tags,
and a rule between two highlights; those words come in the language of the user.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from idealtypes.exchange.builder import Builder
from idealtypes.exchange.foreign_bytes import read_bytes
from idealtypes.exchange.format import Format, NotReadable, Sample, Wishes
from idealtypes.exchange.formats.taguette import above
from idealtypes.exchange.headings import left_sheet, rows_held
from idealtypes.exchange.markup import read_markup
from idealtypes.exchange.positions import MarkedPassage
from idealtypes.exchange.project import ForeignCode, ForeignSource, Project
from idealtypes.exchange.segments import Segment
from idealtypes.exchange.sheets import Worksheet, is_table, read_heads, read_sheets

HIGHLIGHTS = ("id", "document", "tag", "content")
FEWER = ("tag", "description", "number of highlights")  # of older versions
CODEBOOK = ("tag", "description", "number of highlights", "number of documents")
TITLE = re.compile(rb"<title>[^<]{0,60}Taguette[^<]{0,300}</title>")
# the last paragraph of a highlight: two words in bold, the document after one, the tags after the other
DETAILS = re.compile(
    r"<p>\s*<strong>[^<]{1,40}</strong>([^<]*)<strong>[^<]{1,40}</strong>([^<]*)</p>\s*(?=<hr>|</body>)"
)
RULE = re.compile(r"\s*<hr>")


def _heads(sample: Sample) -> Sequence[str]:
    """The headings of a table; none of what is no table."""
    if not is_table(sample):
        return ()
    try:
        return read_heads(sample.path).sheets[0].rows[0]
    except NotReadable:
        return ()


def recognises_highlights(sample: Sample) -> bool:
    """The four headings of the table, in their order."""
    return tuple(_heads(sample)) == HIGHLIGHTS


def recognises_codebook(sample: Sample) -> bool:
    """The headings of the table, in their order."""
    return tuple(_heads(sample)) in (CODEBOOK, FEWER)


def recognises_html(sample: Sample) -> bool:
    """The title that Taguette gives its export."""
    return TITLE.search(sample.head) is not None


def _sheet(path: Path, headings: Sequence[str], made: Builder) -> Worksheet:
    found = read_sheets(path)
    made.notes.extend(found.notes)
    sheet, *others = found.sheets
    for other in others:
        left_sheet(other, "it is no table of Taguette's", made)
    if tuple(sheet.rows[0]) not in (tuple(headings), FEWER):
        raise NotReadable(
            f"{sheet.place(0)}: the headings are to be {', '.join(f'`{name}`' for name in headings)}"
        )
    return sheet


def _tag(made: Builder, path: str, description: str = "") -> None:
    """A tag, and folders for names above it that are no tags so far."""
    parent = None
    for name in above(path):
        if name not in made.codes:
            made.added["codes"] += 1
            made.code(ForeignCode(name, name, parent=parent, codable=False), "the tags")
        parent = name
    made.added["codes"] -= path in made.codes  # a folder so far
    made.codes[path] = ForeignCode(path, path, description, parent)


def holds_highlights(path: Path, wishes: Wishes) -> Mapping[str, int]:
    """The rows, and those with a tag."""
    tag = HIGHLIGHTS.index("tag")
    return rows_held(
        path, wishes, lambda sheet: sum(bool(row[tag]) for row in sheet.rows[1:] if len(row) > tag)
    )


def holds_codebook(path: Path, wishes: Wishes) -> Mapping[str, int]:
    """The rows of the first sheet: each is a tag."""
    return {"codes": len(read_sheets(path).sheets[0].rows) - 1}


def holds_html(path: Path, wishes: Wishes) -> Mapping[str, int]:
    """The paragraphs that end a highlight."""
    return {"selections": len(DETAILS.findall(read_bytes(path).decode("utf-8-sig")))}


def read_codebook(path: Path, wishes: Wishes) -> Project:
    """The tags of a codebook table."""
    made = Builder("taguette-codebook", path.stem, "Taguette")
    sheet = _sheet(path, CODEBOOK, made)
    seen: dict[str, str] = {}
    faults: list[str] = []
    for n, (tag, description, *_) in enumerate(sheet.rows[1:], 1):
        if not tag:
            made.skip("a tag", sheet.place(n), "it has no name", codes=1)
            continue
        if tag in seen:
            faults.append(f"{sheet.place(n)}: `{tag}` is named at {seen[tag]} already: a code has one row")
            continue
        seen[tag] = sheet.place(n)
        _tag(made, tag, description)
    if faults:
        raise NotReadable("\n".join(faults))
    return made.project()


def read_highlights(path: Path, wishes: Wishes) -> Project:
    """The highlights of a table; those of one number are one passage."""
    made = Builder("taguette-highlights", path.stem, "Taguette", progress=wishes.progress)
    sheet = _sheet(path, HIGHLIGHTS, made)
    for n, (id_, document, tag, content) in enumerate(sheet.rows[1:], 1):
        _highlight(made, id_, document, [tag] if tag else [], content, f"{id_}/{tag}", sheet.place(n))
    return made.project()


def read_html(path: Path, wishes: Wishes) -> Project:
    """The highlights of an HTML export, numbered in their order."""
    try:
        text = read_bytes(path).decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as problem:
        raise NotReadable(
            f"{path}: byte {problem.start} is no UTF-8: export the highlights again"
        ) from problem
    made = Builder("taguette-html", path.stem, "Taguette", progress=wishes.progress)
    heading = re.compile(r"</h1>").search(text)
    at = heading.end() if heading else 0
    for n, found in enumerate(DETAILS.finditer(text, at), 1):
        document, tags = (" ".join(read_markup(part).text.split()) for part in found.groups())
        passage = read_markup(text[at : found.start()]).text.strip()
        rule = RULE.match(text, found.end())
        at = rule.end() if rule else found.end()
        _highlight(
            made,
            str(n),
            document,
            [tag for tag in tags.split(", ") if tag],
            passage,
            str(n),
            f"highlight {n}",
        )
    if not made.sources:
        raise NotReadable(f"{path}: there is no highlight in this export")
    return made.project()


def _highlight(
    made: Builder, id_: str, document: str, tags: Sequence[str], content: str, row: str, where: str
) -> None:
    if not document or not id_:
        why = "it has no number, or no document"
        made.skip(f"highlight {id_}", where, why, passages=1, codings=len(tags))
        return
    for tag in tags:
        if tag not in made.codes or not made.codes[tag].codable:
            _tag(made, tag)
    if document not in made.sources:
        made.source(ForeignSource(document, document, None, "document"), None, where)
    made.segment(document, Segment(row, MarkedPassage(None, None, content), tuple(tags), group=id_), where)


VERIFIED = "Taguette 1.5.2"
FORMATS = (
    Format(
        "taguette-highlights",
        "Taguette highlights (CSV, XLSX)",
        ("Taguette",),
        recognises_highlights,
        read_highlights,
        VERIFIED,
        tried="2026-11",
        holds=holds_highlights,
    ),
    Format(
        "taguette-html",
        "Taguette highlights (HTML)",
        ("Taguette",),
        recognises_html,
        read_html,
        VERIFIED,
        tried="2026-11",
        holds=holds_html,
    ),
    Format(
        "taguette-codebook",
        "Taguette codebook (CSV, XLSX)",
        ("Taguette",),
        recognises_codebook,
        read_codebook,
        VERIFIED,
        tried="2026-11",
        holds=holds_codebook,
    ),
)
