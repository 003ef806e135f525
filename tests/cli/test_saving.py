"""`-o`: what is saved where, and that nothing of the study is written over."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest

from tests.cli.conftest import Run


@pytest.mark.parametrize("command", ["profile", "types", "evidence"])
def test_each_ending_is_written_and_the_table_is_not_shown(
    command: str, run: Run, fresh: Path, tmp_path: Path
) -> None:
    frames = []
    for ending in ("csv", "xlsx", "json"):
        file = tmp_path / "new" / f"{command}.{ending}"
        result = run(command, fresh, "-o", file)
        assert result.stdout == ""
        assert result.stderr.startswith(f"Saved {file}")
        if ending == "json":
            assert json.loads(file.read_text(encoding="utf-8"))["format"] == 1
        else:
            frames.append(pl.read_csv(file) if ending == "csv" else pl.read_excel(file))
    assert frames[0].columns == frames[1].columns
    assert frames[0].height == frames[1].height > 0


def test_with_json_both_the_document_and_the_file_come(run: Run, fresh: Path, tmp_path: Path) -> None:
    result = run("profile", fresh, "--json", "-o", tmp_path / "profile.json")
    assert result.stdout == (tmp_path / "profile.json").read_text(encoding="utf-8")


def test_no_file_of_the_study_is_written_over(run: Run, fresh: Path) -> None:
    before = (fresh / "statements.csv").read_bytes()
    for name in (fresh / "statements.csv", fresh / ".." / fresh.name / "statements.csv"):
        assert "is a file of the study" in run("profile", fresh, "-o", name, code=1).stderr
    assert (fresh / "statements.csv").read_bytes() == before


def test_a_folder_is_no_file(run: Run, fresh: Path, tmp_path: Path) -> None:
    (tmp_path / "folder.csv").mkdir()
    assert "is a folder" in run("profile", fresh, "-o", tmp_path / "folder.csv", code=2).stderr


def test_the_same_input_gives_the_same_bytes(run: Run, fresh: Path, tmp_path: Path) -> None:
    for ending in ("csv", "xlsx", "json", "docx", "md", "tex"):
        for name in ("one", "two"):
            run("types", fresh, "-o", tmp_path / name / f"types.{ending}")
        assert len({(tmp_path / name / f"types.{ending}").read_bytes() for name in ("one", "two")}) == 1


def test_a_table_for_a_paper_has_titles_in_the_language_and_the_command(run: Run, tmp_path: Path) -> None:
    study, made = Path("examples/support_colleagues").resolve(), tmp_path / "typer.md"
    run("types", study, "--language", "nb", "--draws", 200, "-o", made)
    text = made.read_text(encoding="utf-8")
    assert "Den uformelle støttekollegaen" in text
    assert "Ability to help" not in text
    assert r"idealtypes types support\_colleagues --language nb --draws 200 -o typer.md" in text


def test_what_columns_mean_lies_beside_a_csv_and_in_the_workbook(
    run: Run, fresh: Path, tmp_path: Path
) -> None:
    for ending in ("csv", "xlsx"):
        run(
            "evidence", fresh, "--aspect", "help", "--language", "nb", "-o", tmp_path / f"statements.{ending}"
        )
    raw = pl.read_csv(tmp_path / "statements.csv")
    beside = pl.read_csv(tmp_path / "statements.columns.csv")
    assert beside["name"].to_list() == raw.columns
    assert beside["title"][raw.columns.index("locator")] == "Sted"
    sheet = pl.read_excel(tmp_path / "statements.xlsx", sheet_name="columns")
    assert sheet["title"].to_list() == beside["title"].to_list()
