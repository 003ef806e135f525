"""`idealtypes evidence`: statements by every filter, safe to show and to save."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tests.cli.conftest import EXAMPLE, STUDIES, Run

DANGER = '=HYPERLINK("http://example.org")'


def hostile(folder: Path, said: str = "") -> Path:
    """A study with a formula and a line break in its texts, and what is said beside."""
    rows = io.StringIO(newline="")
    writer = csv.writer(rows, lineterminator="\n")
    writer.writerow(["id", "source", "text", "codes", "role"])
    writer.writerow(["s1", "i1", DANGER, "direct_contact", "+nurse"])
    writer.writerow(["s2", "i1", f"red {said}red\nand on", "judgement", "doctor"])
    (folder / "statements.csv").write_text(rows.getvalue(), encoding="utf-8")
    return folder


def ids(found: dict[str, Any]) -> list[str]:
    return [statement["id"] for statement in found["statements"]]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ([], ["s1", "s2", "s3"]),
        (["--aspect", "access"], ["s1", "s3"]),
        (["--aspect", "access", "--pole", "formal"], ["s3"]),
        (["--pole", "formal"], ["s2", "s3"]),
        (["--code", "judgement"], ["s2"]),
        (["--source", "interview_2"], ["s3"]),
        (["--type", "informal"], ["s1", "s2"]),
        (["--trait", "applies"], ["s3"]),
        (["--view", "ought"], ["s3"]),
        (["--case", "study"], ["s1", "s2", "s3"]),
        (["--where", "mode=is"], ["s1", "s2"]),
        (["--code", "judgement", "--source", "interview_2"], []),
    ],
)
def test_every_filter(asked: list[str], expected: list[str], answer: Any, run: Run, fresh: Path) -> None:
    assert ids(answer("evidence", fresh, *asked)) == expected
    text = run("evidence", fresh, *asked).stdout
    assert [
        line.split(" ")[0] for line in text.splitlines() if line.startswith(("s1", "s2", "s3"))
    ] == expected
    if not expected:
        assert text == "No statement answers to this.\n"


def test_an_unknown_name_is_told_with_what_there_is(run: Run, fresh: Path) -> None:
    result = run("evidence", fresh, "--aspect", "acces", "--code", "judgment", code=1)
    assert result.stderr == (
        "Error: no aspect 'acces'; there is access, help\n"
        "no code 'judgment'; there is application, direct_contact, guideline_with_leeway, judgement\n"
    )


def test_reported_statements_are_marked(run: Run) -> None:
    text = run("evidence", STUDIES / "good_full", "--source", "summary").stdout
    assert "counts in no number" in text
    assert "1 of them in no number" in text


def test_claims_are_shown(run: Run) -> None:
    assert (
        "access=informal helps people_come"
        in run("evidence", STUDIES / "good_full", "--source", "int_1").stdout
    )


def test_the_terminal_is_not_steered_by_a_text(run: Run, fresh: Path) -> None:
    told = run("evidence", hostile(fresh, "\x1b[31m"), code=1)
    assert "statements.csv:3: the character U+001B (escape) cannot stand in a text: remove it" in told.stderr
    assert "\x1b" not in told.output


def test_a_formula_is_text_in_a_spreadsheet(run: Run, fresh: Path, tmp_path: Path) -> None:
    hostile(fresh)
    for ending in ("csv", "xlsx"):
        file = tmp_path / f"s.{ending}"
        assert f"Saved {file} (2 rows)" in run("evidence", fresh, "-o", file).stderr
        frame = pl.read_csv(file) if ending == "csv" else pl.read_excel(file)
        assert frame["text"][0] == "'" + DANGER
        assert frame["role"].to_list() == ["'+nurse", "doctor"]
        assert frame["access.informal"].to_list() == [1.0, None]


def test_the_answer_keeps_the_text_as_it_is(answer: Any, fresh: Path) -> None:
    assert answer("evidence", hostile(fresh))["statements"][0]["text"] == DANGER


def test_more_than_fits_is_counted(run: Run) -> None:
    assert "100 shown. For all of them: -o statements.csv" in " ".join(
        run("evidence", EXAMPLE).stdout.split()
    )
