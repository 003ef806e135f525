"""Tables for a paper: titles, rounding that crosses no border, notes; hostile texts stay text; columns explained."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from pathlib import Path

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

import idealtypes as it
from idealtypes.reporting.documents.docx_writing import docx_bytes
from idealtypes.reporting.documents.markdown_writing import markdown_text
from idealtypes.reporting.tables import columns
from idealtypes.reporting.tables.latex_table import escaped, latex_table
from idealtypes.reporting.tables.paper_document import paper_document
from idealtypes.reporting.tables.paper_rows import PaperCell, item_of
from idealtypes.reporting.tables.paper_table import PaperColumn, PaperTable, paper_table
from idealtypes.reporting.tables.rounding import decimals, kept, shown
from idealtypes.reporting.wording.words import words_in
from tests.door.calls import EXAMPLE, ORDERS
from tests.examples import examples

HOSTILE = (
    "a|b", "one\ntwo", "<script>x</script>", r"\input{/etc/passwd}", "50 % & #1_x", "=1+1", "`code`", "*bold*",
    "[link](x)", "\u05d0\u05d1\u05d2", "«sitat» – “quote”", "x\x07y", "--", "≥ 0,5", "Ærlig Øst Åse Šid łan",
)  # fmt: skip
EN = words_in("en")


def hostile() -> PaperTable:
    cells = tuple(PaperCell(text, mark="a" if n % 3 == 0 else "") for n, text in enumerate(HOSTILE))
    heading = PaperColumn("A | \\ heading {", cells, False)
    numbers = PaperColumn("n", tuple(PaperCell("−0.7") for _ in cells), True)
    return PaperTable("A & B | <b>", (heading, numbers), (("a", "50 % of | _x_ \u05d0"),), "en")


# rounding


@examples(60)
@given(st.floats(-1, 1), st.floats(0, 1), st.sampled_from([0.5, 0.9, 0.95, 0.99]))
def test_rounding_crosses_no_border(value: float, width: float, level: float) -> None:
    digits = decimals(value - width / 2, value + width / 2, level)
    assert 0 <= digits <= 4
    for border in (-0.5, 0.0, 0.8):
        enough = kept(value, digits, (border,))
        if enough is None:
            assert 0 < abs(value - border) < 1e-4
        else:
            assert (round(value, enough) > border) == (value > border + 1e-12)
            assert (round(value, enough) < border) == (value < border - 1e-12)


def test_the_particle_data_groups_rule() -> None:
    for error, digits in ((0.119, 2), (0.354, 2), (0.367, 1), (0.949, 1), (0.967, 1), (0.0967, 2), (3.7, 0)):
        assert decimals(-1.959964 * error, 1.959964 * error) == digits


def test_a_probability_is_never_certain() -> None:
    assert [shown(p, 2, EN, borders=(0.95,), ends=(0, 1), drawn=True) for p in (1.0, 0.9999, 0.0, 0.9499)] == [
        ">0.99", ">0.99", "<0.01", "0.9499",
    ]  # fmt: skip


# the tables


@pytest.fixture(scope="module")
def study() -> it.Study:
    return it.read_study(EXAMPLE)


@pytest.fixture(scope="module")
def profile(study: it.Study) -> it.Profile:
    return study.profile()


def test_a_profile_has_one_row_an_aspect_and_says_what_it_rests_on(
    study: it.Study, profile: it.Profile
) -> None:
    made = paper_table(profile, "nb", study=study)
    assert made.caption == "Balanseprofil: Støttekollegaordningen for leger i Norge"
    assert [c.heading for c in made.columns] == [
        "Aspekt",
        "Balanse (95\u00a0%-intervall)",
        "Utsagn",
        "Kilder",
    ]
    assert made.rows[0][1].text == "−0,70 (−0,96 til 0,07)"
    notes = " ".join(note for _, note in made.notes)
    for told in ("62 utsagn fra 13 kilder", "128 gjengitte utsagn er utelatt", "−1: uformell; 1: formell."):
        assert told in notes


def test_three_poles_have_a_row_each(study: it.Study) -> None:
    made = paper_table(it.profile(ORDERS))
    assert [c.heading for c in made.columns][:4] == ["Case", "Aspect", "Pole", "Share (95% interval)"]
    assert len(made.rows) == 42


def test_what_is_absent_is_told_below(study: it.Study) -> None:
    made = paper_table(study.compare(by="condition", draws=200), study=study)
    marks = dict(made.notes)
    assert marks["a"].startswith("Nobody speaks of it in one of the two")
    assert any(row[3].mark == "a" for row in made.rows)


def test_hostile_texts_are_text_in_markdown() -> None:
    text = markdown_text(paper_document(hostile()), str)
    lines = [line for line in text.splitlines() if line.startswith("| ")]
    assert len(lines) == 1 + len(HOSTILE)
    assert {len(re.findall(r"(?<!\\)\|", line)) for line in lines} == {3}
    assert re.search(r"(?<!\\)<(?!br>|sup>|/sup>)", text) is None
    assert "one<br>two" in text


def test_hostile_texts_are_text_in_word() -> None:
    data = docx_bytes(paper_document(hostile()))
    assert data == docx_bytes(paper_document(hostile()))
    [table] = docx.Document(io.BytesIO(data)).tables
    assert table.rows[1].cells[0].text == "a|ba"
    assert table.rows[2].cells[0].text == "one\ntwo"
    assert 'vertAlign w:val="superscript"' in table._tbl.xml


def test_hostile_texts_are_text_in_latex() -> None:
    text = latex_table(hostile())
    assert r"\input" not in text.replace(r"\textbackslash{}input", "")
    body = [line for line in text.splitlines() if line.endswith(r" \\")]
    assert len(body) == 1 + len(HOSTILE)
    assert {len(re.findall(r"(?<!\\)&", line)) for line in body} == {1}
    assert escaped("--") == "-{}-"
    assert escaped("\u05d0") == r"\beyondlatin{" + "\u05d0" + "}{[U+05D0]}"
    opened = re.sub(r"\\[{}]", "", text)
    assert opened.count("{") == opened.count("}")


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="no LaTeX on this machine")
def test_latex_sets_it(tmp_path: Path, study: it.Study, profile: it.Profile) -> None:
    long = PaperTable(
        "L", tuple(PaperColumn(c.heading, c.cells * 4, c.number) for c in hostile().columns), (), "en"
    )
    made = {"a": hostile(), "b": long, "c": paper_table(profile, "nb", study=study)}
    for name, table in made.items():
        (tmp_path / f"{name}.tex").write_text(latex_table(table), encoding="utf-8")
    rules = "".join(rf"\newcommand\{rule}{{\hline}}" for rule in ("toprule", "midrule", "bottomrule"))
    (tmp_path / "booktabs.sty").write_text(rules, encoding="utf-8")  # a small LaTeX has none
    packages = "".join(rf"\usepackage{{{p}}}" for p in ("textcomp", "booktabs", "array", "longtable"))
    inputs = "".join(rf"\input{{{name}.tex}}" for name in made)
    whole = rf"\documentclass{{article}}\usepackage[T1]{{fontenc}}{packages}\begin{{document}}{inputs}\end{{document}}"
    (tmp_path / "whole.tex").write_text(whole, encoding="utf-8")
    done = subprocess.run(
        ["pdflatex", "-draftmode", "-interaction=nonstopmode", "-halt-on-error", "whole.tex"],
        cwd=tmp_path, capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout.decode("utf-8", "replace")[-1500:]


# the file of columns


@pytest.mark.parametrize("name", columns.all_tables())
def test_the_file_of_columns_is_whole(name: str) -> None:
    of = columns.table_columns(name)
    assert of is not None
    assert {"en", "nb"} <= set(of.title)
    for column, entry in of.columns.items():
        assert entry["kind"] in columns._kinds(), (name, column)
        for language in ("en", "nb"):
            title, means = entry[language]
            assert title
            assert means
            assert not means.endswith("."), (name, column)
    written = [item_of(one) for one in of.paper]
    named = {item.name for item in written} | {end for item in written for pair in item.ends for end in pair}
    assert named - set(of.columns) == set()
    assert set(of.told) <= set(of.columns)


def test_a_dictionary_says_title_meaning_unit_and_range_in_the_language() -> None:
    [row] = columns.dictionary("Membership", ["standing"], words_in("nb"))
    assert row["title"] == "Status"
    assert row["range"] == "assigned: tildelt; leans: heller mot den"
    [row] = columns.dictionary("Profile", ["balance"], EN)
    assert (row["unit"], row["range"]) == ("position between the poles", "−1 … 1")


# saved from Python


def test_to_table_saves_each_form(profile: it.Profile, study: it.Study, tmp_path: Path) -> None:
    for ending in ("csv", "xlsx", "json", "docx", "md", "tex"):
        path = profile.to_table(tmp_path / f"profile.{ending}", study=study)
        assert Path(path).stat().st_size > 100
    assert (
        (tmp_path / "profile.columns.csv")
        .read_text(encoding="utf-8")
        .startswith("name,title,meaning,unit,range")
    )
    with pytest.raises(it.IdealtypesError, match=r"cannot save as '.doc'; use .csv, .*\.tex"):
        profile.to_table(tmp_path / "profile.doc")
