"""Wide sheets of ratings: a row a case, a column an aspect; the same ratings as with a row each."""

# ruff: noqa: E501 (a message stands here on one line, as it is told)

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from idealtypes.analyses.agreement.agreement import agreement
from idealtypes.files.faults import Findings
from idealtypes.files.ratings import read_ratings
from idealtypes.files.schemes import read_scheme
from idealtypes.files.study import check_study, read_study
from idealtypes.files.tables import Table

STUDIES = Path(__file__).parents[1] / "studies"
ONLY = "format: 1\ntitle: T\n"
SCALE = "scheme: ./scheme.yaml\nratings: r.csv\nsettings: {rating_scale: [1, 5]}\n"
Vary = Callable[..., str]


def told(vary: Vary, sheet: str) -> tuple[list[str], list[str]]:
    """The faults and warnings of a sheet on a scale from 1 to 5."""
    faults, warnings = check_study(vary({"r.csv": sheet, "study.yaml": ONLY}, SCALE))
    short = len("study/")
    return [str(one)[short:] for one in faults], [str(one)[short:] for one in warnings]


def test_a_wide_sheet_is_read_as_ratings(vary: Vary) -> None:
    sheet = 'case;rater;year;Access;help;because;region\nOslo;Anna;2010;1;"2,5";by phone;east\nOslo;Anna;2020;;Formal;;east\nBergen;Bo;2010;5;3;;west\n'
    assert told(vary, sheet) == ([], [])
    study = read_study("study")
    assert study.codings.rows() == [
        ("rating-1-access", "rating:access:-1.0", "Anna", 1.0),
        ("rating-1-help", "rating:help:-0.25", "Anna", 1.0),
        ("rating-2-help", "rating:help:formal", "Anna", 1.0),
        ("rating-3-access", "rating:access:1.0", "Bo", 1.0),
        ("rating-3-help", "rating:help:0.0", "Bo", 1.0),
    ]
    told_of = study.statements.select("id", "source", "text", "year", "region").rows()
    assert told_of[0] == ("rating-1-access", "Anna", "by phone", "2010", "east")
    assert study.settings.unit == "rater"
    assert study.cases["id"].to_list() == ["Oslo", "Bergen"]
    assert "access" not in study.statements.columns


def test_a_sheet_without_a_rater_has_one(vary: Vary) -> None:
    assert told(vary, "case,access,help\na,1,2\nb,3,\n") == ([], [])
    study = read_study("study")
    assert study.sources.select("id", "kind").rows() == [("rater", "rater")]


@pytest.mark.parametrize(
    ("sheet", "faults"),
    [
        ("case,access,help\na,6,2\nb,1,-99\n", [
            "r.csv:2: `access`: position 6 is outside [1, 5]: 1 is informal, 5 is formal",
            "r.csv:3: `-99` in the column `help` looks like a missing value: leave the cell blank, or write `missing: [-99]` in study.yaml",
        ]),
        ("case,access,help\n,how easy,what kind\nname,1-5,1-5\na,1,2\n", [
            "r.csv:2: this row has words where ratings stand (`how easy`, …): is it a second row of headings? Keep one, with the whole name of each column in it",
            "r.csv:3: this row has words where ratings stand (`1-5`, …): is it a second row of headings? Keep one, with the whole name of each column in it",
        ]),
        ("case,access,help\na,NA,2\nb,1,high\n", [
            "r.csv:2: `NA` in the column `access` looks like a missing value: leave the cell blank, or write `missing: [NA]` in study.yaml",
            "r.csv:3: `high` in the column `help` is no number from 1 to 5, nor a pole (`informal`, `formal`): leave the cell blank where nothing is known",
        ]),
        ("case,rater,access,note\na,r,1,x\nb,r,2,y\na,r,3,z\na,s,3,v\n", [
            "r.csv:4: the case `a` is on line 2 already, rated by `r`: leave one of the rows, or let a column such as `year` or `source` say what tells them apart",
        ]),
        ("case,rater,access\na,r,1\n,r,2\nb,,3\n", [
            "r.csv:3: `case` is blank: every row of a wide sheet is about a case",
            "r.csv:4: `rater` is blank",
        ]),
        ("case,access,help\na,1,5\nb,3,1\nMean,2,3\n", [
            "r.csv:4: `Mean` is called like a sum or mean of other rows: take the row out, or rename the case",
        ]),
        ("case,access,help\na,1,5\nb,3,1\nc,5,1\nn,3,3\nGjennomsnitt av alle:,3,2.5\n", [
            "r.csv:6: `Gjennomsnitt av alle:` is called like a sum or mean of other rows: take the row out, or rename the case",
        ]),
        ("case,access,Access,help\na,1,5,2\n", [
            "r.csv:1: the columns `access` and `Access` are both the aspect `access`: one column an aspect",
        ]),
        ("Case,access,help\na,1,5\n", ["r.csv:1: the column `case` is missing: should `Case` be `case`?"]),
        ("case,id,access,coder\na,1,5,c\n", [
            "r.csv:1: `id` is no column of ratings: a rating gets its id from its row",
            "r.csv:1: `coder` is no column of ratings: who rates stands in `rater`",
        ]),
        ("case,reach\na,1\n", [
            "r.csv:1: the columns are `case`, `reach`: ratings have a row each, with `case`, `aspect`, `rater` and `position`, or a row a case, with `case` and a column for each aspect, called as one of `access`, `help`",
        ]),
    ],
)  # fmt: skip
def test_what_is_wrong_in_a_sheet_is_told_at_its_row(vary: Vary, sheet: str, faults: list[str]) -> None:
    assert told(vary, sheet)[0] == faults


@pytest.mark.parametrize(
    ("sheet", "warnings"),
    [
        ("case,access,hellp\na,1,5\n", [
            "r.csv:1: the column `hellp` is kept as an attribute: did you mean the aspect `help`?",
            "r.csv:1: no column is the aspect `help`: nobody rates it",
        ]),
        ("case,access,help,trust\na,1,5,4\nb,1,4,3\n", [
            "r.csv:1: the column `trust` has numbers on the scale and is no aspect of the scheme: it is kept as an attribute; the aspects are `access`, `help`",
        ]),
        ("case,access,help\na,1,5\nb,1,4\nSource: our reading,,\n", [
            "r.csv:4: the row of `Source: our reading` has no rating, and counts for nothing",
        ]),
        ("case,access,help\na,1,5\nb,3,1\nc,5,1.5\nEverything,3,2.5\n", [
            "r.csv:5: the numbers of `Everything` are the mean of all other rows: is it a case?",
        ]),
        # called as summaries are, and cases all the same
        ("case,access,help\nN,1,5\nMax,3,1\nS,5,1.5\nTotal Care Plan,2,4\n", []),
        ("case,access,help,population\na,1,5,550000\nb,3,1,270000\n", []),
    ],
)  # fmt: skip
def test_what_looks_odd_in_a_sheet_is_a_warning(vary: Vary, sheet: str, warnings: list[str]) -> None:
    assert told(vary, sheet) == ([], warnings)


def test_declared_missing_values_are_no_ratings(vary: Vary) -> None:
    sheet = "case,access,help\na,NA,2\nb,-99,5\n"
    path = vary({"r.csv": sheet, "study.yaml": ONLY}, SCALE + "missing: [NA, -99]\n")
    assert check_study(path) == ((), ())
    assert [row[1] for row in read_study(path).codings.rows()] == ["rating:help:-0.5", "rating:help:1.0"]


def test_a_workbook_is_read_alike(vary: Vary) -> None:
    held = io.BytesIO()
    with xlsxwriter.Workbook(held) as book:
        sheet = book.add_worksheet("Scores")
        sheet.write_row(1, 0, ["case", "rater", "access", "help"])
        sheet.write_row(2, 0, ["Oslo", "Anna", 1, 2.5])
        sheet.write_row(3, 0, ["Bergen", "Anna", 4, 9])
    path = vary({"r.xlsx": held.getvalue(), "study.yaml": ONLY}, SCALE.replace("r.csv", "r.xlsx"))
    assert [str(fault) for fault in check_study(path)[0]] == [
        "study/r.xlsx:4: `help`: position 9 is outside [1, 5]: 1 is informal, 5 is formal"
    ]


def test_raters_agree_on_a_case_in_a_year(vary: Vary) -> None:
    # two raters who never rate one year alike are not put beside one another
    apart = "case,rater,year,access,help\na,r,2010,1,1\na,s,2020,5,5\nb,r,2010,2,1\nb,s,2020,4,4\n"
    told(vary, apart)
    found = agreement(read_study("study")).ratings
    assert found is not None
    assert found.value is None
    told(vary, apart.replace("2020,5,5", "2010,1,1").replace("2020,4,4", "2010,2,1"))
    found = agreement(read_study("study")).ratings
    assert found is not None
    assert found.value == 1


CELLS = st.one_of(
    st.none(), st.integers(1, 5).map(str), st.sampled_from(["2,5", "4.5", "formal", "Informal"])
)
ROWS = st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=6)


@given(ROWS)
def test_a_wide_sheet_says_what_its_ratings_say_a_row_each(rows: list[tuple[str | None, str | None]]) -> None:
    scheme = read_scheme("./scheme.yaml", STUDIES / "good_minimal" / "study.yaml")
    text = pl.String
    wide = pl.DataFrame(
        [(f"case {n}", "r", *cells) for n, cells in enumerate(rows)],
        {"case": text, "rater": text, "access": text, "Help": text},
        orient="row",
    )
    tall = [
        (f"case {n}", "r", aspect, *((None, cell.lower()) if cell.isalpha() else (cell, None)))
        for n, cells in enumerate(rows)
        for aspect, cell in zip(("access", "help"), cells, strict=True)
        if cell is not None
    ]
    names = ("case", "rater", "aspect", "position", "pole")
    found = []
    for frame in (wide, pl.DataFrame(tall, dict.fromkeys(names, text), orient="row")):
        findings = Findings()
        lines = pl.Series(range(2, frame.height + 2), dtype=pl.Int64)
        read = read_ratings(Table("r.csv", frame, lines, 1), scheme, (1.0, 5.0), findings)
        assert read is not None
        assert not findings.faults
        found.append((read.codings.select("code", "coder").rows(), read.statements["case"].to_list()))
    assert found[0] == found[1]
