"""Reports of ATLAS.ti, Dedoose and NVivo as tables."""

from __future__ import annotations

from pathlib import Path

import pytest

from idealtypes.exchange.detect import read_project
from idealtypes.exchange.format import NotReadable, Wishes
from idealtypes.exchange.formats import atlasti, dedoose, maxqda, nvivo
from tests.exchange.books import xlsx
from tests.exchange.tables import as_csv, codings, read, sample

QUOTATIONS = ("ID", "Quotation Name", "Document", "Document Groups", "Quotation Content", "Comment", "Codes")
QUOTATIONS += ("Reference", "Density", "Created by", "Created")


def test_a_quotation_report_of_atlasti(tmp_path: Path) -> None:
    rows = [
        QUOTATIONS,
        (
            "1:1",
            "rings",
            "Int 1",
            "north\r\nold",
            "One just\r\nrings.",
            "hm",
            "trust: own\r\ncare, daily",
            "3 - 3",
            2.0,
            "ann",
            "2020",
        ),
        ("1:2", "", "Int 1", "", "One just\r\nrings.", "", "trust: own", "9 - 9", 1.0, "ben", "2020"),
        ("1:3", "", "Int 1", "", "Nothing.", "", "", "9 - 9", 0.0, "ben", "2020"),
    ]
    info = [("Title:", "ATLAS.ti - Quotation Report"), ("Project:", "My project"), ("User:", "somebody")]
    data = xlsx(("Quotation Manager", rows), ("Info", info))
    project = read(atlasti.FORMAT, tmp_path / "x.xlsx", data)
    assert codings(project) == [
        ("Int 1", "One just\nrings.", "trust: own", "ann", 1.0),
        ("Int 1", "One just\nrings.", "care, daily", "ann", 1.0),
        ("Int 1", "One just\nrings.", "trust: own", "ben", 1.0),
    ]
    assert (project.name, project.maker) == ("My project", "ATLAS.ti")
    assert project.passages[0].attributes["document groups"] == "north; old"
    assert (project.passages[0].memo, project.passages[0].locator) == ("hm", "3 - 3")
    assert [one.what for one in project.skipped] == ["worksheet `Info`", "the quotation 1:3 `Nothing.`"]


def test_commas_between_codes_are_not_guessed_at(tmp_path: Path) -> None:
    rows = [
        ("Number", "Reference", "Name", "Text Content", "Document", "Codes", "Number of Codes"),
        ("1:1", "¶ 4", "", "yes", "Int 1", "trust, care", "2"),
        ("1:2", "¶ 6", "", "no", "Int 1", "trust, peace, quiet", "2"),
    ]
    project = read(atlasti.FORMAT, tmp_path / "x.csv", as_csv(rows, ";"))
    assert [one[2] for one in codings(project)] == ["trust", "care"]
    (skipped,) = project.skipped
    assert skipped.what == "the quotation 1:2 `no`"
    assert "export it as xlsx" in skipped.why


CHART = ("Media Title", "Excerpt Range", "Excerpt Creator", "Excerpt Copy", "Codes Applied Combined")
CHART += (
    "Code: Trust Applied",
    "Code: Trust\\Own Applied",
    "Code: Trust\\Own Range",
    "Code: Trust\\Own Weight",
    "Age",
)


def test_a_chart_of_dedoose(tmp_path: Path) -> None:
    rows = [
        CHART,
        ("Int 1", "0-15", "ann", "One just rings.", "Trust, Own", "True", "True", "0-10", 5.0, "41"),
        ("Int 1", "20-30", "ann", "Nothing.", "", "False", "False", "", "", "41"),
        ("Int 2", "0-3", "ben", "Yes", "Trust", "True", "False", "", "", ""),
        ("Int 2", "4-6", "ben", "No", "Own", "False", "True", "0-10", 0.0, ""),
    ]
    project = read(dedoose.FORMAT, tmp_path / "x.xlsx", xlsx(("Sheet1", rows)))
    assert codings(project) == [
        ("Int 1", "One just rings.", "Trust", "ann", 1.0),
        ("Int 1", "One just rings.", "Own", "ann", 0.5),
        ("Int 2", "Yes", "Trust", "ben", 1.0),
    ]
    assert {one.id: one.parent for one in project.codes} == {"Trust": None, "Trust > Own": "Trust"}
    assert project.passages[0].attributes == {"Age": "41"}
    assert project.passages[0].locator == "0-15"
    assert [one.why for one in project.skipped] == [
        "no code is on it",
        "its weight is the lowest of its range: an intensity of 0",
        "no code is on it",
    ]


def test_a_chart_with_combined_codes_alone(tmp_path: Path) -> None:
    project = read(
        dedoose.FORMAT, tmp_path / "x.csv", [CHART[:5], ("Int 1", "0-3", "ann", "Yes", "Trust, Own")]
    )
    assert [one[2] for one in codings(project)] == ["Trust", "Own"]


def test_a_coding_report_of_nvivo_in_utf16(tmp_path: Path) -> None:
    rows = [
        ("Hierarchical Name", "File", "Reference", "Coded Text", "Coded By", "Coverage"),
        ("Nodes\\\\Trust\\In doctors", "Files\\\\Int 1", "1", "One just rings.", "AB", "0.5"),
        ("Nodes\\\\Care", "Files\\\\Int 1", "1", "One just rings.", "AB", "0.5"),
        ("", "Files\\\\Int 1", "2", "Nothing.", "AB", ""),
    ]
    data = b"\xff\xfe" + as_csv(rows, "\t").decode().encode("utf-16-le")
    project = read(nvivo.FORMAT, tmp_path / "x.txt", data)
    assert codings(project) == [
        ("Int 1", "One just rings.", "In doctors", "AB", 1.0),
        ("Int 1", "One just rings.", "Care", "AB", 1.0),
    ]
    assert {one.id: one.parent for one in project.codes} == {
        "Trust": None,
        "Trust > In doctors": "Trust",
        "Care": None,
    }
    assert len(project.passages) == 1
    assert [one.why for one in project.skipped] == ["the row has no code"]


@pytest.mark.parametrize("format_", [atlasti.FORMAT, dedoose.FORMAT, nvivo.FORMAT, maxqda.FORMAT])
def test_another_table_is_refused_with_its_headings(tmp_path: Path, format_) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(as_csv([("What", "Where"), ("a", "b")]))
    assert not format_.recognises(sample(path))
    with pytest.raises(NotReadable, match=r"The headings are `What`, `Where`\. Say which it is: `column`"):
        format_.read(path, Wishes())
    path.write_bytes(b"\x00\x01broken,")
    assert not format_.recognises(sample(path))
    with pytest.raises(NotReadable):
        format_.read(path, Wishes())


def test_what_was_inferred_from_headings_is_told(tmp_path: Path) -> None:
    path = tmp_path / "coding.csv"
    path.write_text(
        "Name,Hierarchical Name,Coverage,Reference,Coded Text,Source,Coded By Initials,\n"
        "x,Nodes\\\\x,1.0,1,A passage,Internals\\\\a,AB,odd\n",
        encoding="utf-8",
    )
    _, project = read_project(path)
    assert project.notes == (
        "Columns: path from `Hierarchical Name`, locator from `Reference`, text from `Coded Text`, coder from "
        "`Coded By Initials`.",
        "Columns of which nothing is kept: `Coverage`.",
        "Columns without a heading were not read: number 8.",
        "References with the same words in one file were read as one passage.",
    )
