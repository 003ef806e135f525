"""QualCoder's report of codings: which column is what, and which rows are one passage."""

from __future__ import annotations

from pathlib import Path

import pytest

import idealtypes as it
from idealtypes.errors import IdealtypesError
from tests.exchange.books import xlsx
from tests.exchange.tables import as_csv

HEAD = ("File", "Coder", "Coded", "Id", "Codename", "Coded_Memo", "Category", "Category")
ROWS = (
    ("Int 1.txt", "me", "One just rings.", "ctid:1", "ring", "", "near", "all"),
    ("Int 1.txt", "me", "One just rings.", "ctid:2", "night", "late", "all", ""),
    ("Int 1.txt", "you", "One just rings.", "ctid:3", "ring", "", "near", "all"),
    ("Int 1.txt", "me", "Nobody asks.", "ctid:4", "ring", "", "near", "all"),
    ("Int 2.txt", "me", "One just rings.", "ctid:5", "ring", "", "near", "all"),
    ("Int 2.txt", "me", "One just rings.", "ctid:9", "ring", "", "near", "all"),
)


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_row_is_a_coding_and_the_same_words_in_a_file_are_one_passage(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"report.{ending}"
    path.write_bytes(as_csv([HEAD, *ROWS]) if ending == "csv" else xlsx(("Sheet", [HEAD, *ROWS])))
    made = it.import_project(path, tmp_path / "study")
    assert made.format == "qualcoder-report"
    assert made.counts == {"codes": 2, "sources": 2, "statements": 3, "codings": 5, "coders": 2}
    assert made.folders == 2
    assert made.account.to_dict() == {
        "held": {"rows": 6, "codings": 6},
        "kept": {"rows": 3, "codings": 5},
        "joined": {"rows": 3, "codings": 1},
        "left_out": {"rows": 0, "codings": 0},
    }
    study = it.read_study(tmp_path / "study")
    assert {code.id: code.parent for code in study.scheme.codes} == {
        "ring": "near", "night": "all", "near": "all", "all": None,
    }  # fmt: skip
    assert "night: late" in (tmp_path / "study" / "statements.csv").read_text(encoding="utf-8")


def test_a_report_by_cases_says_both_the_case_and_the_file(tmp_path: Path) -> None:
    head = ("Case", "Filename", *HEAD[1:6], "FileVar_age", "CaseVar_size")
    rows = [
        ("North", "Int 1.txt", "me", "One just rings.", "ctid:1", "ring", "", "41", "3"),
        ("South", "Int 2.txt", "me", "Nobody asks.", "ctid:2", "ring", "", "", "5"),
        ("North", "Int 1.txt", "me", "image", "imid:1", "ring", "", "41", "3"),
    ]
    path = tmp_path / "report.csv"
    path.write_bytes(as_csv([head, *rows]))
    with pytest.raises(
        IdealtypesError, match=r"1 of 3 codings would be lost .1: it marks a part of a picture"
    ):
        it.import_project(path, tmp_path / "study")
    made = it.import_project(path, tmp_path / "study", accept_loss=True)
    assert made.account.left_out == {"rows": 1, "codings": 1}
    cases = (tmp_path / "study" / "cases.csv").read_text(encoding="utf-8")
    assert "North" in cases
    assert "size" in cases
    assert "41" in (tmp_path / "study" / "sources.csv").read_text(encoding="utf-8")


def test_a_code_below_a_code_and_a_category_named_as_a_code(tmp_path: Path) -> None:
    rows = [
        ("a", "me", "x", "ctid:1", "ring", "", "contact", "all"),  # below the code `contact`
        ("a", "me", "y", "ctid:2", "contact", "", "all", ""),
        ("a", "me", "z", "ctid:3", "help", "", "help", ""),  # in a category of its own name
    ]
    path = tmp_path / "report.csv"
    path.write_bytes(as_csv([HEAD, *rows]))
    made = it.import_project(path, tmp_path / "study")
    assert (made.counts["codes"], made.folders) == (3, 2)
    parents = {code.id: code.parent for code in it.read_study(tmp_path / "study").scheme.codes}
    assert (parents["ring"], parents["contact"]) == ("contact", "all")
    assert {*parents} == {"ring", "contact", "all", "help", "help_2"}
