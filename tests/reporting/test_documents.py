"""A piece of a page becomes a document: what is read, what a docx and a Markdown file hold, and the same bytes."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

import docx
import pytest
from docx.oxml.ns import qn

from idealtypes.reporting.documents.document_model import (
    DocumentFigure,
    DocumentHeading,
    DocumentList,
    DocumentParagraph,
    DocumentTable,
    DocumentTerms,
    WrittenDocument,
    plain,
)
from idealtypes.reporting.documents.docx_writing import docx_bytes
from idealtypes.reporting.documents.html_reading import read_html
from idealtypes.reporting.documents.markdown_writing import markdown_text
from idealtypes.reporting.documents.numbering import NumbersSoFar, numbered
from idealtypes.reporting.figures.font_metrics import ems

SECTION = """
<h1>What &amp; who</h1>
<p class="lead">Read   <a class="n" href="#there" data-e="e1">0.5</a><b> now</b>.<br>Next</p>
<div class="trial" data-only="screen"><div><table><tr><td>ticked</td></tr></table></div><p>gone</p></div>
<figure class="drawing"><img data-figure="balance" alt="All in words"><figcaption>Marks.</figcaption></figure>
<div class="scroll" aria-label="Numbers of all"><table>
<thead><tr><th>Case</th><th class="num">Value<small>of 2</small></th></tr></thead>
<tbody><tr><th colspan="2">A group</th></tr><tr><td rowspan="2">a|b</td><td class="num">1</td></tr>
<tr><td class="num">2</td></tr></tbody></table></div>
<details><summary><h3 id="there">Said</h3> <span>2 statements</span></summary>
<ul><li>one<ul><li>in one</li></ul></li><li lang="he">\u05d0\u05d1 2</li></ul>
<ol><li>first</li></ol><dl><div><dt>Term</dt><dd>what it is</dd></div></dl></details>
<script>alert(1)</script><p hidden>nothing</p><button>press</button>
"""


def said(kind: str, number: int) -> str:
    return f"{kind.capitalize()} {number}"


@pytest.fixture(scope="module")
def document() -> WrittenDocument:
    blocks = read_html(numbered(SECTION, NumbersSoFar(), said, "Title"))
    return WrittenDocument("What & who", "nb", blocks)


def png(width: int, height: int) -> bytes:
    """A white picture of a size."""
    rows = zlib.compress((b"\x00" + b"\xff" * width) * height)
    parts = (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)), (b"IDAT", rows), (b"IEND", b"")
    made = b"\x89PNG\r\n\x1a\n"
    for kind, data in parts:
        made += struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    return made


def test_what_is_read(document: WrittenDocument) -> None:
    kinds = [type(block) for block in document.blocks]
    assert kinds == [
        DocumentHeading, DocumentParagraph, DocumentFigure, DocumentTable, DocumentHeading, DocumentList,
        DocumentList, DocumentTerms,
    ]  # fmt: skip
    title, lead, figure, table, heading, listed, _, _ = document.blocks
    assert (title.level, plain(title.spans), lead.manner) == (0, "What & who", "lead")
    assert [s.text for s in lead.spans] == ["Read ", "0.5", " now", ".\nNext"]
    assert lead.spans[1].to == "there"
    assert lead.spans[2].bold
    assert (figure.name, figure.alternative) == ("balance", "All in words")
    assert (figure.caption.label, figure.caption.number, plain(figure.caption.spans)) == (
        "Figure",
        1,
        "Marks.",
    )
    assert (table.caption.number, plain(table.caption.spans)) == (1, "Numbers of all")
    assert [[c.text for c in row] for row in (*table.head, *table.rows)] == [
        ["Case", "Value of 2"], ["A group"], ["a|b", "1"], ["2"],
    ]  # fmt: skip
    assert (plain(heading.spans), heading.anchors) == ("Said (2 statements)", ("there",))
    assert len(listed.items) == 2
    assert isinstance(listed.items[0][1], DocumentList)
    assert listed.items[1][0].spans[0].lang == "he"


def test_numbers_go_on_from_section_to_section_and_screens_have_none() -> None:
    counts = NumbersSoFar()
    first = numbered(SECTION, counts, said, "Title")
    assert "Table 1.</span> Numbers of all" in first
    assert first.count("<caption>") == 1
    again = numbered("<table><caption>Own</caption><tr></tr></table>", counts, said, "Title")
    assert again == '<table><caption><span class="numbered">Table 2.</span> Own</caption><tr></tr></table>'
    assert numbered("<table data-unnumbered></table>", counts, said) == "<table data-unnumbered></table>"


def test_a_docx_has_real_headings_tables_captions_and_pictures(document: WrittenDocument) -> None:
    data = docx_bytes(document, {"balance": png(2400, 4000)})
    opened = docx.Document(io.BytesIO(data))
    styles = [(p.style.name, p.text) for p in opened.paragraphs if p.text]
    assert ("Title", "What & who") in styles
    assert ("Heading 2", "Said (2 statements)") in styles
    assert ("Caption", "Figure 1. Marks.") in styles
    assert ("List Bullet", "one") in styles
    assert ("List Number", "first") in styles
    assert ("Definition", "Term: what it is") in styles
    assert opened.core_properties.title == "What & who"
    table = opened.tables[0]
    assert [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows] == [
        True,
        False,
        False,
        False,
    ]
    assert [c.text for c in table.rows[1].cells] == ["A group"] * 2
    assert [c.text for c in table.rows[3].cells] == ["a|b", "2"]
    picture = opened.inline_shapes[0]
    assert picture._inline.docPr.get("descr") == "All in words"
    assert (picture.width.mm, picture.height.mm) == pytest.approx(
        (133.3, 222.2), abs=1
    )  # no higher than a page
    xml = opened.element.xml
    assert "SEQ Figure" in xml
    assert 'w:anchor="a1"' in xml
    assert '<w:bookmarkStart w:id="1" w:name="a1"/>' in xml
    right = next(run for run in opened.element.iter(qn("w:r")) if run.find(f".//{qn('w:rtl')}") is not None)
    assert right.text == "\u05d0\u05d1"
    assert right.rPr.find(qn("w:lang")).get(qn("w:bidi")) == "he"
    assert 'w:lang w:val="nb-NO"' in opened.styles.element.xml
    assert "NUMPAGES" in opened.sections[0].footer._element.xml
    assert "w:tabs" not in opened.styles["Footer"].element.xml  # one tab leads to the right margin
    assert {picture._inline.get(f"dist{side}") for side in "TBLR"} == {"0"}
    assert [_stays(row.cells[0].paragraphs[-1]) for row in table.rows] == [True, True, False, False]


def _stays(found: docx.text.paragraph.Paragraph) -> bool:
    """Whether a paragraph is kept on one page with what follows."""
    return found._p.pPr is not None and found._p.pPr.find(qn("w:keepNext")) is not None


def test_notes_and_small_print_below_a_heading_stand_on_no_page_alone() -> None:
    def opened(markup: str) -> docx.document.Document:
        return docx.Document(io.BytesIO(docx_bytes(WrittenDocument("t", "en", read_html(markup)))))

    told = "<h4>Code</h4><p class=meta>id</p><dl><dt>Is</dt><dd>a</dd></dl><p>Said.</p><p class=note>N</p>"
    kept = {p.text: _stays(p) for p in opened(told).paragraphs}
    assert kept == {"Code": False, "id": True, "Is: a": False, "Said.": True, "N": False}  # headings by style
    rows = "<table><tr><td>a</td></tr><tr><td>b</td></tr></table>"
    for noted in (False, True):
        (made,) = opened(rows + "<p class=note>As a file</p>" * noted).tables
        assert [_stays(row.cells[0].paragraphs[0]) for row in made.rows] == [False, noted]


def test_a_docx_is_the_same_bytes_and_knows_no_day(document: WrittenDocument) -> None:
    data = docx_bytes(document, {"balance": png(20, 20)})
    assert data == docx_bytes(document, {"balance": png(20, 20)})
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        assert {info.date_time for info in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = parts.read("docProps/core.xml").decode()
        assert not any("thumbnail" in name for name in parts.namelist())
    for word in ("created", "modified", "creator", "python-docx", "20"):
        assert word not in core.partition("cp:coreProperties")[2].partition(">")[2]


def test_markdown(document: WrittenDocument) -> None:
    text = markdown_text(document, lambda name: f"figures/{name}.svg")
    assert text.startswith("# What & who\n\nRead 0.5 **now**.\\\nNext\n")
    assert "![All in words](figures/balance.svg)\n\n**Figure 1.** Marks.\n" in text
    assert "**Table 1.** Numbers of all\n\n| Case | Value<br>of 2 |\n|---|---:|\n| **A group** |  |\n" in text
    assert "| a\\|b | 1 |\n|  | 2 |\n" in text
    assert (
        "### Said (2 statements)\n\n- one\n  - in one\n- \u05d0\u05d1 2\n\n1. first\n\n**Term**: what it is\n"
        in text
    )
    assert "gone" not in text
    assert "alert" not in text


def test_texts_that_look_like_markup_stay_texts() -> None:
    blocks = read_html("<p>1. &lt;b&gt; [x](y) # *z*</p><p>- no list</p>")
    text = markdown_text(WrittenDocument("t", "en", blocks), str)
    assert text == "\\1. \\<b\\> \\[x\\](y) # \\*z\\*\n\n\\- no list\n"
    opened = docx.Document(io.BytesIO(docx_bytes(WrittenDocument("t", "en", blocks))))
    assert [p.text for p in opened.paragraphs] == ["1. <b> [x](y) # *z*", "- no list"]


def _columns(made: docx.document.Document) -> list[float]:
    """The widths of a table's columns, in points."""
    grid = made.tables[0]._tbl.tblGrid
    return [int(column.get(qn("w:w"))) / 20 for column in grid]


@pytest.mark.parametrize("heads", [("Membership", "p adjusted"), ("Sannsynlighet", "Medlemskap", "Nr.")])
def test_no_word_of_a_table_is_broken_while_a_smaller_letter_keeps_it_whole(heads: tuple[str, ...]) -> None:
    """What Word would break in the middle: heads are bold, and so wider than what stands below them."""
    cells = "".join(
        f"<td>{'<code>placement_doubt</code>' if not n else '0.001 ' * 30}</td>" for n, _ in enumerate(heads)
    )
    markup = (
        f"<table><thead><tr>{''.join(f'<th>{h}</th>' for h in heads)}</tr></thead><tr>{cells}</tr></table>"
    )
    made = docx.Document(io.BytesIO(docx_bytes(WrittenDocument("t", "en", read_html(markup)))))
    size = 9.0
    for run in made.tables[0]._tbl.iter(qn("w:sz")):
        size = min(size, int(run.get(qn("w:val"))) / 2)
    inner = [wide - (40 + 70) / 20 for wide in _columns(made)]
    longest = [max(ems(word, True) for word in head.split()) for head in heads]
    longest[0] = max(longest[0], 0.602 * len("placement_doubt"))
    assert all(size * word <= room for word, room in zip(longest, inner, strict=True))


def test_a_statement_stays_with_its_reference_and_a_small_letter_is_no_smaller_than_six_points() -> None:
    markup = (
        "<ol><li><blockquote>said</blockquote>s1</li></ol><table><tr>"
        + 12 * "<td>Wordwordword<small>s</small></td>"
    )
    made = docx.Document(
        io.BytesIO(docx_bytes(WrittenDocument("t", "en", read_html(markup + "</tr></table>"))))
    )
    quoted = next(p for p in made.paragraphs if p.text == "said")
    assert quoted.paragraph_format.keep_with_next
    sizes = [int(run.get(qn("w:val"))) / 2 for run in made.tables[0]._tbl.iter(qn("w:sz"))]
    assert min(sizes) == 6.0


def test_blocks_within_a_cell_are_lines_of_their_own() -> None:
    markup = "<table><tr><td><span>supported</span> <span>2 for</span><div>Is rung.</div></td></tr></table>"
    (table,) = read_html(markup)
    assert [plain(p.spans) for p in table.rows[0][0].paragraphs] == ["supported 2 for", "Is rung."]


def test_two_drawings_that_follow_each_other_share_a_page() -> None:
    markup = "<figure><img data-figure=a alt=A><img data-figure=a alt=A></figure>"
    blocks = tuple(b for b in read_html(markup) if isinstance(b, DocumentFigure))
    for n in (1, 2):
        made = docx.Document(
            io.BytesIO(docx_bytes(WrittenDocument("t", "en", blocks[:n]), {"a": png(2000, 1700)}))
        )
        assert sum(shape.height.mm for shape in made.inline_shapes) < 257  # of a page within its margins
        assert (made.inline_shapes[0].height.mm > 117) == (n == 1)
