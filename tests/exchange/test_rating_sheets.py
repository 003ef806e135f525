"""Wide sheets of ratings into a study: asked for their scale, checked as ratings are, complete without an edit."""

# ruff: noqa: E501 (a message stands here on one line, as it is told)

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

import idealtypes as it
from idealtypes.errors import IdealtypesError
from idealtypes.exchange.detect import detect, sample
from idealtypes.exchange.importing import Imported
from idealtypes.files.study import check_study
from tests.exchange.books import xlsx

from ..examples import examples

HEAD = ("Country", "Scored by", "Year", "Ease of access", "Ability to help", "Population", "Comment")
ROWS: list[tuple[Any, ...]] = [
    ("Norway", "Anna", 2010, 1, 2.5, 5.4, "by phone"),
    ("Sweden", "Anna", 2010, 4, 4, 10.4, ""),
    ("Denmark", "Anna", 2010, 2, "", 5.9, ""),
    ("Norway", "Bo", 2010, 2, 2, 5.4, ""),
    ("Sweden", "Bo", 2010, 5, 4, 10.4, ""),
    ("Denmark", "Bo", 2010, 2, 3, 5.9, "by form"),
]


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def sheet(text: str, name: str = "scores.csv") -> Path:
    path = Path(name)
    path.write_text(text, encoding="utf-8")
    return path


def book(*rows: tuple[Any, ...], above: tuple[tuple[Any, ...], ...] = (), name: str = "scores.xlsx") -> Path:
    path = Path(name)
    path.write_bytes(xlsx(("Scores", (*above, *rows))))
    return path


def brought(path: Path, into: str = "out", **more: Any) -> Imported:
    return it.import_project(path, into, **({"rating_scale": (1, 5)} | more))


def refused(path: Path, into: str = "out", **more: Any) -> str:
    before = {one: one.read_bytes() for one in Path(into).rglob("*") if one.is_file()}
    with pytest.raises(IdealtypesError) as caught:
        it.import_project(path, into, **more)
    assert {one: one.read_bytes() for one in Path(into).rglob("*") if one.is_file()} == before
    return str(caught.value)


def test_a_sheet_becomes_a_whole_study() -> None:
    made = brought(book(HEAD, *ROWS, above=(("Scores of schemes, 2010",), ())))
    assert made.format == "ratings"
    assert made.account.to_dict() == {
        "held": {"rows": 7}, "kept": {"rows": 6}, "joined": {"rows": 0}, "left_out": {"rows": 1},
    }  # fmt: skip
    assert made.counts == {
        "codes": 0, "sources": 2, "statements": 11, "codings": 11, "coders": 2, "cases": 3, "aspects": 2,
    }  # fmt: skip
    assert made.notes[:3] == (
        "Columns: case from `Country`, rater from `Scored by`, because from `Comment`.",
        "Aspects on the axis `formality`, 1 is informal, 5 is formal: `Ease of access`, `Ability to help`.",
        "Columns without numbers on the scale are attributes: `Population`.",
    )
    assert check_study("out") == ((), ())
    study = it.read_study("out")
    assert study.cases.rows() == [
        ("Norway", "Norway", "5.4"),
        ("Sweden", "Sweden", "10.4"),
        ("Denmark", "Denmark", "5.9"),
    ]
    profile = it.profile(study)
    assert [round(float(b), 3) for b in profile.balance[:, 0]] == [-0.75, 0.75, -0.5]
    assert it.compare(study).to_dict()["ranks"][0]["case"] == "Sweden"
    assert it.agreement(study).ratings is not None
    assert {one.id for one in study.scheme.ideal_types} == {"informal", "formal"}
    assert "by phone" in study.statements["text"].to_list()


def test_a_sheet_is_told_by_its_content_and_asked_for_its_scale() -> None:
    path = sheet("Land;Zugang;Hilfe\nA;1;2,5\nB;4;3\n")
    assert detect(sample(path)).id == "ratings"
    assert refused(path) == (
        "scores.csv: this looks like a sheet of ratings, with the numbers `Zugang` 1–4, `Hilfe` 2.5–3. On which scale are "
        "they? Say its two ends, first the end that is informal, then the one that is formal: `rating_scale` 1,5"
    )
    assert not Path("out").exists()
    brought(path, rating_scale=(5, 1))
    study = it.read_study("out")
    assert study.settings.rating_scale == (5, 1)
    assert it.profile(study).balance[0].tolist() == [1.0, 0.25]


@pytest.mark.parametrize(
    "text",
    [
        "Kasus;Koder;Innhold;Form;Merknad\nA;ak;1;2;x\nB;ak;4;3;y\n",
        "Fall;Kodiert von;Zugang;Thema;Kommentar\nA;ak;1;2;x\nB;ak;4;3;y\n",
        "Cas;Codé par;Accès;Aide;Commentaire\nA;ak;1;2;x\nB;ak;4;3;y\n",
    ],
)
def test_headings_of_other_languages_are_known(text: str) -> None:
    path = sheet(text)
    assert detect(sample(path)).id == "ratings"
    made = brought(path)
    assert (made.counts["aspects"], made.counts["cases"]) == (2, 2)
    assert it.read_study("out").sources["id"].to_list() == ["ak"]
    assert "x" in it.read_study("out").statements["text"].to_list()


@pytest.mark.parametrize(
    "text",
    [
        "case,a,b\nx,0,1\ny,1,0\n",  # marks of codes
        "text,case,a,b\nhello,x,1,2\nhi,y,3,4\n",  # coded texts with numbers beside them
        "document,a,b\nx,2,3\ny,1,4\n",  # counts of codes in documents
    ],
)
def test_other_tables_are_no_sheets_of_ratings(text: str) -> None:
    assert detect(sample(sheet(text))).id == "tidy"


def test_a_heading_that_nobody_knows_can_name_the_cases() -> None:
    brought(sheet("Nation,Access,Help\nA,1,2\nB,2,3\n"))
    assert it.read_study("out").cases["id"].to_list() == ["A", "B"]
    brought(sheet("Nr,Access,Help,Where\n1,1,2,A\n2,2,3,B\n"), "other", column={"case": "Nr"})
    assert it.read_study("other").cases["id"].to_list() == ["1", "2"]


@pytest.mark.parametrize(
    ("text", "messages"),
    [
        ("Case,Access,Help\nA,1,2\nB,NA,3\nC,9,-99\nMean,3,2\n", [
            "scores.csv:3: `NA` in the column `Access` looks like a missing value: leave the cell blank, or give `--missing NA`",
            "scores.csv:4: `-99` in the column `Help` looks like a missing value: leave the cell blank, or give `--missing -99`",
            "scores.csv:4: `Access`: position 9 is outside [1, 5]: 1 is informal, 5 is formal",
            "scores.csv:5: `Mean` is called like a sum or mean of other rows: take the row out, or rename the case",
        ]),
        ("Case,Access,Help\nA,1,2\nB,3,4\nA,2,2\n", [
            "scores.csv:4: the case `A` is on line 2 already, rated by `rater`: leave one of the rows, or let a column such as `year` or `source` say what tells them apart",
        ]),
        (",Access,,Help,\nCase,R1,R2,R1,R2\nA,1,2,3,4\nB,2,3,4,5\n", [
            "scores.csv, line 1: the headings stand in several rows, here and below: keep one row, with the whole name of each column in it",
            "scores.csv, line 2: the heading `R1` stands over the columns 2 and 4: name each column apart (with two rows of headings: put them into one)",
            "scores.csv, line 2: the heading `R2` stands over the columns 3 and 5: name each column apart (with two rows of headings: put them into one)",
        ]),
        ("Case,Access,Help\n,how easy,what kind\nA,1,2\nB,2,3\n", [
            "scores.csv:2: this row has words where ratings stand (`how easy`, …): is it a second row of headings? Keep one, with the whole name of each column in it",
        ]),
        ("Case,Access,\nA,1,2\nB,2,3\n", ["scores.csv, line 1: column 3 has no heading: give it one, or take it out"]),
        ("Case,Access\nA,1\n,3\n", ["scores.csv:3: `case` is blank: every row of a wide sheet is about a case"]),
        ("Case,Access\nA,10\nB,40\n", [
            "scores.csv: no column has its numbers from 1 to 5: is `rating_scale` right? The columns that may hold ratings are `Access`",
        ]),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_at_its_place_and_nothing_is_written(text: str, messages: list[str]) -> None:
    assert refused(sheet(text), rating_scale=(1, 5)).splitlines() == messages
    assert not Path("out").exists()


def test_the_axis_is_asked_for_where_a_theory_has_several() -> None:
    path = sheet("Case,Access\nA,1\nB,5\n")
    assert refused(path, theory="care_for_doctors", rating_scale=(1, 5)) == (
        "on which axis of the theory `care_for_doctors` are the ratings? Between two poles there is `ownership`, "
        "`supervision`: `axis` ownership"
    )
    assert "no axis of `march_olsen`; did you mean `formality`?" in refused(
        path, axis="formalty", rating_scale=(1, 5)
    )
    brought(path, theory="care_for_doctors", axis="Supervision")
    assert {one.axis for one in it.read_study("out").scheme.aspects} == {"supervision"}


def test_what_is_left_out_is_told() -> None:
    made = brought(sheet("Case,Access,Help\nA,1,2\nB,,\nSource: our own reading,,\n"), coder="Anna")
    assert [(one.what, one.where) for one in made.skipped] == [
        ("the row of `B`", "scores.csv, row 3"),
        ("the row of `Source: our own reading`", "scores.csv, row 4"),
    ]
    assert Path("out/ratings.csv").read_text() == "case,rater,access,help\nA,Anna,1,2\n"


def test_a_second_rater_joins() -> None:
    brought(sheet("Case,Access,Help\nA,1,2\nB,4,5\n", "anna.csv"), coder="Anna")
    made = brought(sheet("Case,Access,Help,Pay\nA,2,2,1\nC,4,5,5\n", "bo.csv"), coder="Bo", rating_scale=None)
    assert made.notes[0] == "Aspects that the scheme did not have were added: `Pay`."
    assert check_study("out")[0] == ()
    assert Path("out/ratings.csv").read_text() == (
        "case,rater,access,help,pay\nA,Anna,1,2,\nB,Anna,4,5,\nA,Bo,2,2,1\nC,Bo,4,5,5\n"
    )
    study = it.read_study("out")
    assert study.cases["id"].to_list() == ["A", "B", "C"]
    assert study.scheme.ideal_types[0].corner["pay"] == "informal"
    agreed = it.agreement(study).ratings
    assert agreed is not None
    assert agreed.units == 2


def test_the_same_sheet_again_changes_what_has_changed() -> None:
    brought(sheet("Case,Access,Help,Note\nA,1,2,first\nB,4,5,\n"), coder="Anna")
    before = Path("out/ratings.csv").read_bytes()
    again = brought(sheet("Case,Access,Help,Note\nA,1,2,first\nB,4,5,\n"), coder="Anna")
    assert again.updated
    assert again.changes == ()
    assert Path("out/ratings.csv").read_bytes() == before
    again = brought(sheet("Case,Access,Help\nA,1,\n"), coder="Anna")
    assert [one.where for one in again.changes] == ["A, Anna"]
    assert Path("out/ratings.csv").read_text().splitlines()[1:] == ["A,Anna,1,,first", "B,Anna,4,5,"]


def test_two_sheets_of_nobody_are_not_one_raters() -> None:
    brought(sheet("Case,Access\nA,1\nB,4\n"))
    path = sheet("Case,Access\nA,5\nB,4\n", "second.csv")
    assert refused(path) == (
        "second.csv: nothing says who gave these ratings, and the study has some of which that is so already: name her "
        "with `coder`"
    )
    brought(path, coder="Bo", rating_scale=None)
    assert it.read_study("out").sources["id"].to_list() == ["rater", "Bo"]


def test_what_does_not_fit_the_study_is_told() -> None:
    brought(sheet("Case,Access,Help\nA,1,2\nB,4,5\n"), coder="Anna")
    other = sheet("Case,Acces,Help\nA,1,2\nB,4,5\n", "other.csv")
    assert refused(other, coder="Bo") == (
        "other.csv:1: the column `Acces` is no aspect of the study: should it be `access`?"
    )
    assert "on a scale whose ends are 1 and 5: leave `rating_scale` out" in refused(
        sheet("Case,Access\nA,1\nB,7\n", "seven.csv"), coder="Bo", rating_scale=(1, 7)
    )
    assert "leave `theory` and `scheme` out" in refused(other, coder="Bo", theory="freidson")


def test_ratings_join_a_table_that_has_a_row_each() -> None:
    it.init("made", ratings=True)
    rows = len(Path("made/ratings.csv").read_text().splitlines())
    path = sheet("Case,How people get in touch,help\nfirst,-1,0.5\nsecond,formal,\nthird,0,0\n")
    brought(path, "made", coder="Anna", rating_scale=(-1, 1))
    assert Path("made/ratings.csv").read_text().splitlines()[rows:] == [
        "first,access,Anna,-1,,,", "first,help,Anna,0.5,,,", "second,access,Anna,,formal,,",
        "third,access,Anna,0,,,", "third,help,Anna,0,,,",
    ]  # fmt: skip
    assert check_study("made")[0] == ()
    again = brought(
        sheet("Case,access,help\nfirst,formal,\nthird,0,0\n"), "made", coder="Anna", rating_scale=(-1, 1)
    )
    assert [one.where for one in again.changes] == ["first, Anna, help", "first, Anna, access"]
    assert Path("made/ratings.csv").read_text().splitlines()[rows:][0] == "first,access,Anna,,formal,,"
    assert check_study("made")[0] == ()


def test_cells_without_a_value_are_told() -> None:
    held = io.BytesIO()
    with xlsxwriter.Workbook(held) as made:
        page = made.add_worksheet("Scores")
        for n, row in enumerate(
            [("Case", "Access", "Help", "Region"), ("A", 1, 2, "x"), ("B", 3), ("C", 2, 3, "y")]
        ):
            page.write_row(n, 0, row)
        page.write_formula(2, 2, "=1/0", None, "#DIV/0!")
        page.write_formula(2, 3, "=NA()", None, "#N/A")
    Path("odd.xlsx").write_bytes(held.getvalue())
    assert refused(Path("odd.xlsx"), rating_scale=(1, 5)) == (
        "odd.xlsx, sheet `Scores`:3: `Help`: `#DIV/0!` is an error of a spreadsheet"
    )


def test_declared_missing_values_are_blank() -> None:
    path = sheet("Case,Access,Help\nA,1,2\nB,NA,3\nC,4,-99\n")
    brought(path, missing=["NA", -99])
    assert it.read_study("out").codings.height == 4


def test_several_worksheets_of_ratings_are_not_put_together() -> None:
    rows = (("Case", "Access"), ("A", 1), ("B", 4))
    Path("two.xlsx").write_bytes(xlsx(("Anna", rows), ("Bo", rows), ("About", (("what", "this is"),))))
    assert refused(Path("two.xlsx"), rating_scale=(1, 5)) == (
        "two.xlsx: 2 worksheets are each a sheet of ratings (`Anna`, `Bo`), and whether their rows belong together is "
        "not known: name the one that is read with `sheet` Anna, or each of several"
    )
    made = brought(Path("two.xlsx"), sheet="Anna", coder="Anna")
    assert made.account.held == {"rows": 4}
    assert made.account.kept == {"rows": 2}
    brought(Path("two.xlsx"), sheet="Bo", coder="Bo")
    assert it.read_study("out").sources["id"].to_list() == ["Anna", "Bo"]
    assert "one sheet of ratings is read at a time" in refused(
        Path("two.xlsx"), sheet=["Anna", "Bo"], coder="C", rating_scale=(1, 5)
    )


def test_ratings_join_a_study_of_coded_statements() -> None:
    it.init("made")
    brought(sheet("Case,access,help\nstudy,2,4\n"), "made", coder="Anna")
    text = Path("made/study.yaml").read_text()
    assert "ratings: ratings.csv" in text
    assert it.read_study("made").settings.rating_scale == (1, 5)
    it.init("other")
    assert "the study's statements name no case: give them a `case` first" in refused(
        sheet("Case,access,help\nA,2,4\nB,1,5\n"), "other", coder="Anna", rating_scale=(1, 5)
    )


CELLS = st.one_of(st.just(""), st.integers(1, 5).map(str), st.sampled_from(["2,5", "4.5", "formal"]))


@examples(15)
@given(st.lists(st.tuples(CELLS, CELLS), min_size=2, max_size=5))
def test_every_cell_becomes_a_rating_or_is_told(rows: list[tuple[str, str]]) -> None:
    import shutil

    shutil.rmtree("out", ignore_errors=True)
    cells = [("1", "5"), *rows]
    lines = [f"case {n};{first};{second}" for n, (first, second) in enumerate(cells)]
    made = brought(sheet("case;Access;Help\n" + "\n".join(lines) + "\n"))
    filled = sum(bool(cell) for row in cells for cell in row)
    assert made.counts["statements"] == filled
    assert it.read_study("out").codings.height == filled
    assert len(made.skipped) == sum(not any(row) for row in cells)
