"""The report in its formats: the same sections and numbers in each, one file by its ending, one page for a board."""

from __future__ import annotations

import io
import os
import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn

import idealtypes as it
from idealtypes.errors import IdealtypesError
from idealtypes.files.study import read_study
from idealtypes.reporting.board_brief import BoardBrief
from idealtypes.reporting.documents import pdf_printing
from idealtypes.reporting.documents.pdf_printing import NAMES, pages_of, print_pdf
from idealtypes.reporting.figures.files import JOURNAL, file_drawing
from idealtypes.reporting.figures.paper_parts import HIGHEST, paper_parts
from idealtypes.reporting.figures.shapes import Lettering
from idealtypes.reporting.record.provenance import provenance
from idealtypes.reporting.report import whole_report
from idealtypes.reporting.report_formats import WholeReport

from ..examples import LONG

ROOT = Path(__file__).parents[2]
NUMBERED = re.compile(r'<span class="numbered">((?:Figure|Table) \d+)\.</span>')


def whole_of(made) -> WholeReport:
    origin = provenance(made.facts.study, made.facts.log)
    return WholeReport(made.facts, made.links, origin, made.figures, made.parts)


@pytest.fixture(scope="module")
def whole(made: Callable) -> WholeReport:
    return whole_of(made("mixed"))


@pytest.fixture(scope="module")
def word(whole: WholeReport) -> docx.document.Document:
    return docx.Document(io.BytesIO(whole.docx()))


def test_figures_and_tables_have_the_same_numbers_everywhere(whole: WholeReport, word) -> None:
    page = NUMBERED.findall(whole.html().decode())
    assert page[0] == "Figure 1"
    assert len(page) == len(set(page)) > 5
    captions = [p.text for p in word.paragraphs if p.style.name == "Caption"]
    assert [caption.split(".")[0] for caption in captions] == page
    text = whole.md("figures").decode()
    assert re.findall(r"^\*\*((?:Figure|Table) \d+)\.\*\*", text, re.MULTILINE) == page


def test_a_docx_has_every_figure_with_its_words_and_no_box_to_tick(whole: WholeReport, word) -> None:
    pictures = [shape._inline.docPr for shape in word.inline_shapes]
    assert next(p.get("name") for p in pictures) == "balance"
    assert all(len(p.get("descr")) > 20 for p in pictures)
    styles = {p.style.name for p in word.paragraphs}
    assert {"Title", "Heading 1", "Heading 2", "Caption"} <= styles
    assert all(t.rows[0]._tr.trPr.find(qn("w:cantSplit")) is not None for t in word.tables)
    text = "\n".join(p.text for p in word.paragraphs)
    assert "Try it" not in text
    assert whole.facts.words.say("evidence.lead")[:40] in text


def test_a_document_says_at_its_end_what_it_was_made_from_and_the_page_holds_its_record(whole, word) -> None:
    origin, settings = whole.origin, whole.facts.study.settings
    text = whole.md("figures").decode()
    told = text[text.index("\n## How this report was made\n") :].split("\n## ")
    assert len(told) == 2  # the last section
    for said in (
        origin.date,
        f"| {settings.seed} |",
        f"`draws: {settings.draws}`",
        *origin.versions.values(),
    ):
        assert said in told[1], said
    assert origin.inputs
    for name, digest in origin.inputs:
        assert text.count(digest) == 1, name
    rows = {row.cells[0].text for table in word.tables for row in table.rows}
    assert {"Seed of the draws", "Settings", *(name for name, _ in origin.inputs)} <= rows
    page = whole.html().decode()
    assert "How this report was made" not in page
    assert '<details id="codebook" open>' in whole._markup  # on paper nothing is unfolded
    assert '<details id="codebook">' in page
    assert all(page.count(digest) == 2 for _, digest in origin.inputs)  # in its table and in its record


def test_nothing_on_paper_speaks_of_clicking_and_the_page_does(whole: WholeReport, word) -> None:
    click = whole.facts.words.say("result.caption.click")
    opens = whole.facts.words.say("page.opens")
    page = whole.html().decode()
    text = " ".join(p.text for p in word.paragraphs) + whole.md("figures").decode()
    for said in (click, opens):
        assert said in page
        assert said not in text
    assert "click" not in text.lower()


def test_a_figure_higher_than_a_page_is_parted_and_not_shrunk(whole: WholeReport, word) -> None:
    """Every letter on paper has six points or more; each conclusion's curve is a drawing of its own."""
    curves = whole.figures["curves"]
    parts = paper_parts(curves, whole.facts.words)
    assert [part.name for part in parts] == [f"curves-{n}" for n in range(1, len(curves.picture) + 1)]
    assert [part.picture for part in parts] == [(curve,) for curve in curves.picture]
    shown = [shape._inline.docPr.get("name") for shape in word.inline_shapes]
    assert [name for name in shown if name.startswith("curves")] == [part.name for part in parts]
    for figure in whole.figures.values():
        for part in paper_parts(figure, whole.facts.words):
            drawing, factor = file_drawing(part, whole.facts.words, JOURNAL)
            fits = min(1.0, HIGHEST / (drawing.height * factor)) * factor
            assert min(s.size for s in drawing.shapes if isinstance(s, Lettering)) * fits >= 6.0, part.name


def test_formats_are_the_same_bytes_again(made: Callable, whole: WholeReport) -> None:
    again = whole_of(made("mixed"))
    assert again.docx() == whole.docx()
    assert again.md("f") == whole.md("f")
    assert BoardBrief(again).docx() == BoardBrief(whole).docx()


def test_a_long_list_of_statements_stays_among_the_tables(
    whole: WholeReport, monkeypatch: pytest.MonkeyPatch
) -> None:
    from idealtypes.reporting import report_formats

    monkeypatch.setattr(report_formats, "LISTED", 3)
    few = WholeReport(whole.facts, whole.links, whole.origin, whole.figures, whole.parts)
    text = few.md("f").decode()
    assert "tables/statements.xlsx" in text
    assert len(text) < len(whole.md("f").decode())


# files


@pytest.fixture(scope="module")
def minimal(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("minimal") / "study"
    shutil.copytree(ROOT / "tests" / "studies" / "good_minimal", root)
    return root


def test_a_file_by_its_ending_and_nothing_else(minimal: Path, tmp_path: Path) -> None:
    assert it.report(minimal, tmp_path / "x.docx") == tmp_path / "x.docx"
    assert it.report(minimal, tmp_path / "x.md", sections="result,profile") == tmp_path / "x.md"
    assert {p.name for p in tmp_path.iterdir()} == {"x.docx", "x.md", "x_figures"}
    text = (tmp_path / "x.md").read_text(encoding="utf-8")
    shown = re.findall(r"\]\((x_figures/[\w.]+)\)", text)
    assert shown
    assert all((tmp_path / name).is_file() for name in shown)
    with pytest.raises(IdealtypesError, match="names others"):
        it.report(minimal, tmp_path / "y.docx", format="html,docx")


@pytest.mark.parametrize(("said", "told"), [("word", "one or more of"), ("", "one or more of")])
def test_a_format_that_there_is_not(minimal: Path, tmp_path: Path, said: str, told: str) -> None:
    with pytest.raises(IdealtypesError, match=told):
        it.report(minimal, tmp_path / "out", format=said)
    assert not (tmp_path / "out").exists()


def test_sections_are_chosen_and_ordered(whole: WholeReport, minimal: Path, tmp_path: Path) -> None:
    some = WholeReport(
        whole.facts, whole.links, whole.origin, whole.figures, whole.parts, names=("types", "result")
    )
    page = some.html().decode()
    assert re.findall(r'<section id="(\w+)"', page) == ["types", "result"]
    assert "How this report was made" not in some.md("figures").decode()
    assert page.count("<h1") == 2  # one before what is not the first screen, which has its own
    with pytest.raises(IdealtypesError, match=r"no section is called board; there are result, profile,"):
        it.report(minimal, tmp_path / "out", sections="board,types")


# a study's own templates


@pytest.fixture
def own(whole: WholeReport, tmp_path: Path) -> Callable[..., str]:
    """The page with a study's own templates, by their file names."""

    def page(**files: str) -> str:
        for name, text in files.items():
            (tmp_path / name.replace("__", ".").replace("_", "-", 1)).write_text(text, encoding="utf-8")
        return (
            WholeReport(whole.facts, whole.links, whole.origin, whole.figures, whole.parts, tmp_path)
            .html()
            .decode()
        )

    return page


def section(text: str) -> dict[str, str]:
    return {"55_board__html": text}


def test_a_study_s_own_section_and_style(own: Callable[..., str]) -> None:
    said = (
        "{# title: The board #}<p>{{ words.number(facts.profile.balance[0, 0]) }}"
        "{{ study.statements['id'].to_list()[0] }}</p>"
    )
    page = own(**section(said), style__css="main { color: #123456; }")
    assert '<h2 id="board-title">The board</h2>' in page
    assert page.index('id="traits"') < page.index('id="board"') < page.index('id="evidence"')
    assert "#123456" in page


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a\n{{ nobody }}", r"55-board\.html:2: 'nobody' is undefined"),
        ("a\n\n{% if %}", r"55-board\.html:3: Expected"),
        ("{{ 1 / 0 }}", r"55-board\.html:1: division by zero"),
        ("a\n{{ study.statements.write_csv('x.csv') }}", r"55-board\.html:2: .*write_csv.*ask and not act"),
        ("{{ facts.profile.balance.tofile('x') }}", r"55-board\.html:1: .*ask and not act"),
        ("{{ study.root.parent }}", r"55-board\.html:1: .*'root'|unsafe"),
        ("{{ ''.__class__.__mro__ }}", r"55-board\.html:1: .*__class__"),
        ("{{ 9 ** 9999999 }}", r"55-board\.html:1: .*not for a study's template"),
        ("<img src=x><meta http-equiv=refresh content='0;url=//a'>", r"55-board\.html: it writes a <meta>"),
        ("<script>1</script>", r"55-board\.html: it writes a <script>"),
    ],
)
def test_a_study_s_template_that_fails_or_reaches_out(own: Callable[..., str], text: str, told: str) -> None:
    with pytest.raises(IdealtypesError, match=told):
        own(**section(text))


def test_a_study_s_own_page_keeps_the_policy(own: Callable[..., str]) -> None:
    head = '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
    policy = '<meta http-equiv="Content-Security-Policy" content="{{ policy }}">\n'
    body = "<title>t</title></head><body>{% for s in sections %}{{ s.body }}{% endfor %}</body></html>"
    assert "Content-Security-Policy" in own(page__html=head + policy + body)
    for bad in (
        head + body,
        head + "<img src='//a'>" + policy + body,
        head + policy + body.replace("<title>", "<link rel=dns-prefetch href=//a><title>"),
        head + policy + body.replace("<title>", "<meta http-equiv=refresh content='0;url=//a'><title>"),
        head + policy.replace("{{ policy }}", "default-src *") + body,
    ):
        with pytest.raises(IdealtypesError, match=r"page\.html"):
            own(page__html=bad)


# PDF and the board's page


@pytest.fixture(scope="module")
def printer() -> None:
    if not any(shutil.which(name) for name in NAMES):
        if os.environ.get("IDEALTYPES_BROWSER") == "required":
            pytest.fail("no Chromium, and IDEALTYPES_BROWSER=required")
        pytest.skip("no Chromium on the path")


@pytest.mark.browser
@pytest.mark.usefixtures("printer")
def test_a_pdf_is_the_same_again_and_says_no_day(whole: WholeReport) -> None:
    data, by = whole.pdf()
    assert by.startswith("Chromium")
    assert data == whole.pdf()[0]
    assert pages_of(data) > 2
    assert b"HeadlessChrome" not in data
    assert set(re.findall(rb"\(D:(\d+)", data)) == {b"20000101000000"}
    assert b"file://" not in data


@pytest.mark.browser
@pytest.mark.usefixtures("printer")
@pytest.mark.parametrize("kind", ["mixed", "cases", "programmes"])
def test_a_brief_is_one_page_whatever_the_study(made: Callable, kind: str) -> None:
    data, _ = BoardBrief(whole_of(made(kind))).pdf()
    assert pages_of(data) == 1


@pytest.mark.browser
@pytest.mark.usefixtures("printer")
@pytest.mark.parametrize(
    "name",
    ["support_colleagues", "peer_support_2023", "physician_programmes", "seven_orders"] if LONG else [],
)
def test_the_brief_of_an_example_is_one_page(name: str) -> None:
    for language in ("en", "nb"):
        brief = BoardBrief(whole_report(read_study(ROOT / "examples" / name), language=language))
        assert pages_of(brief.pdf()[0]) == 1


def test_where_nothing_prints_a_pdf_that_is_said(whole: WholeReport, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_printing.shutil, "which", lambda name: None)
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    with pytest.raises(IdealtypesError, match=r"needs Chromium .* or WeasyPrint: install one of them"):
        print_pdf("<p>")


def test_a_brief_says_what_it_left_out_and_never_what_to_do(made: Callable) -> None:
    page = BoardBrief(whole_of(made("mixed"))).html().decode()
    assert "This page informs. It does not say what to do." in page
    assert "<script" not in page
    for word_ in ("should", "must ", "recommend"):
        assert word_ not in re.sub(r"<[^>]*>", "", page.partition("<body>")[2])
