"""`idealtypes export`: a study for other programs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import networkx as nx
import polars as pl
import pytest
from python_calamine import CalamineWorkbook

from idealtypes.cli.commands import export
from idealtypes.exchange import exporting
from idealtypes.exchange.detect import read_project
from idealtypes.files.study import read_study
from idealtypes.storage.outputs import MADE
from tests.cli.conftest import EXAMPLE, STUDIES, Run


def test_a_project_for_other_programs(run: Run, answer: Any, tmp_path: Path) -> None:
    result = run("export", EXAMPLE, "-o", tmp_path / "study.qdpx")
    assert "Not in it" in result.stdout
    assert "intensities of" in result.stdout
    assert max(map(len, result.stdout.splitlines())) <= 80
    study = read_study(EXAMPLE)
    _, project = read_project(tmp_path / "study.qdpx")
    # what is put against a code travels as a code of its own
    denied = {code for code in study.codings.get_column("code") if code.startswith("!")}
    assert project.counts() == {
        "codes": len(study.scheme.codes) + len(denied),
        "sources": study.sources.height,
        "statements": study.codings.get_column("statement").n_unique(),
        "codings": study.codings.height,
        "coders": 0,
    }
    found = answer("export", EXAMPLE, "-o", tmp_path / "study.qdpx")
    assert found["codings"] == study.codings.height
    assert found["files"] == ["study.qdpx"]
    assert all(set(one) == {"what", "where", "why"} for one in found["skipped"])
    first = (tmp_path / "study.qdpx").read_bytes()
    run("export", EXAMPLE, "-o", tmp_path / "again.qdpx")
    assert (tmp_path / "again.qdpx").read_bytes() == first


def test_a_codebook(run: Run, tmp_path: Path) -> None:
    text = run("export", EXAMPLE, "-o", tmp_path / "codes.qdc").stdout
    assert "carry their id, place, rationale" in text
    _, project = read_project(tmp_path / "codes.qdc")
    assert len(project.codes) == len(read_study(EXAMPLE).scheme.codes)


def test_tables_in_a_folder(run: Run, tmp_path: Path) -> None:
    run("export", EXAMPLE, "-o", tmp_path / "tables")
    study = read_study(EXAMPLE)
    codings = pl.read_csv(tmp_path / "tables" / "codings.csv")
    denied = pl.when(pl.col("stance") == "against").then(pl.lit("!")).otherwise(pl.lit(""))
    codings = codings.with_columns(code=denied + pl.col("code"))
    assert (
        codings.select("statement", "code", "intensity").rows()
        == study.codings.select("statement", "code", "intensity").rows()
    )
    assert pl.read_csv(tmp_path / "tables" / "profile.csv").height == 6
    run("export", EXAMPLE, "-o", tmp_path / "tables")  # again over its own files
    run("export", EXAMPLE, "-o", tmp_path / "parquet", "--parquet")
    frame = pl.read_parquet(tmp_path / "parquet" / "statements.parquet")
    assert frame.get_column("text").to_list() == study.statements.get_column("text").to_list()


def test_tables_in_a_workbook(run: Run, tmp_path: Path) -> None:
    run("export", EXAMPLE, "-o", tmp_path / "study.xlsx")
    book = CalamineWorkbook.from_path(str(tmp_path / "study.xlsx"))
    assert book.sheet_names == [
        "statements",
        "codings",
        "cases_of",
        "sources",
        "cases",
        "codes",
        "places",
        "profile",
        "scheme",
    ]
    assert len(book.get_sheet_by_name("codings").to_python()) == 1 + read_study(EXAMPLE).codings.height


@pytest.mark.parametrize("ending", ["csv", "parquet", "xlsx"])
def test_a_matrix(ending: str, run: Run, tmp_path: Path) -> None:
    file = tmp_path / f"matrix.{ending}"
    run("export", EXAMPLE, "--as", "matrix", "-o", file)
    if ending == "xlsx":
        rows = CalamineWorkbook.from_path(str(file)).get_sheet_by_name("matrix").to_python()
        assert len(rows) == 1 + read_study(EXAMPLE).statements.height
        return
    frame = pl.read_csv(file) if ending == "csv" else pl.read_parquet(file)
    study = read_study(EXAMPLE)
    denied = {code for code in study.codings.get_column("code") if code.startswith("!")}
    assert frame.shape == (study.statements.height, 2 + len(study.scheme.codes) + len(denied))
    assert set(frame.drop("statement", "source").unpivot().get_column("value")) == {0, 1}


def test_draws(run: Run, tmp_path: Path) -> None:
    run("export", EXAMPLE, "--as", "draws", "--draws", "200", "-o", tmp_path / "draws.parquet")
    frame = pl.read_parquet(tmp_path / "draws.parquet")
    assert frame.height == 200 * 3 * 2
    sums = frame.group_by("draw", "case", "aspect").agg(pl.col("share").sum()).get_column("share")
    assert sums.to_list() == pytest.approx([1] * 600)


def test_a_network(run: Run, tmp_path: Path) -> None:
    run("export", EXAMPLE, "-o", tmp_path / "codes.graphml")
    assert len(nx.read_graphml(tmp_path / "codes.graphml")) > 10


def test_a_folder_for_r(run: Run, tmp_path: Path) -> None:
    run("export", EXAMPLE, "--as", "r", "-o", tmp_path / "for_r")
    script = (tmp_path / "for_r" / "read.R").read_text(encoding="utf-8")
    named = next(line for line in script.splitlines() if line.startswith("tables <- c("))
    tables = [part.strip(' ")') for part in named.removeprefix("tables <- c(").split(",")]
    assert {f"{name}.csv" for name in tables} | {"read.R"} == {
        path.name for path in (tmp_path / "for_r").iterdir() if path.name != MADE
    }
    assert 'codings = c("intensity")' in script


def test_cells_that_look_like_formulas_are_guarded(run: Run, fresh: Path, tmp_path: Path) -> None:
    text = (fresh / "statements.csv").read_text(encoding="utf-8")
    first = read_study(fresh).statements.item(0, "text")
    (fresh / "statements.csv").write_text(text.replace(first, "=cmd"), encoding="utf-8")
    assert read_study(fresh).statements.item(0, "text") == "=cmd"
    run("export", fresh, "-o", tmp_path / "tables")
    assert "'=cmd" in (tmp_path / "tables" / "statements.csv").read_text(encoding="utf-8")
    run("export", fresh, "-o", tmp_path / "study.xlsx")
    rows = (
        CalamineWorkbook.from_path(str(tmp_path / "study.xlsx")).get_sheet_by_name("statements").to_python()
    )
    assert "'=cmd" in rows[1]


def test_ratings_alone_have_no_project(run: Run, tmp_path: Path) -> None:
    text = run("export", STUDIES / "good_ratings", "-o", tmp_path / "study.qdpx").stdout
    assert "other programs know no ratings" in text
    _, project = read_project(tmp_path / "study.qdpx")
    assert project.counts()["codings"] == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["-o", "file.csv"], "say what to write"),
        (["-o", "file.docx"], "say what to write"),
        (["--as", "matrix", "-o", "file.qdpx"], "--as matrix is saved as .csv, .xlsx, .parquet"),
        (["--as", "qdpx", "-o", "file.zip"], "--as qdpx is saved as .qdpx"),
        (["-o", "x.qdpx", "--parquet"], "--parquet is for tidy tables in a folder"),
        ([], "Missing option '-o'"),
    ],
)
def test_usage(arguments: list[str], message: str, run: Run) -> None:
    assert message in run("export", EXAMPLE, *arguments, code=2).stderr


def test_nothing_of_anybody_is_written_over(run: Run, fresh: Path, tmp_path: Path) -> None:
    before = {path.name: path.read_bytes() for path in fresh.iterdir()}
    assert "is a file of the study" in run("export", fresh, "-o", fresh, code=1).stderr
    (tmp_path / "full").mkdir()
    for name in ("mine.txt", "codings.csv"):
        (tmp_path / "full" / name).write_text("mine", encoding="utf-8")
    assert "holds something else" in run("export", fresh, "-o", tmp_path / "full", code=1).stderr
    (tmp_path / "full" / "codings.csv").unlink()
    run("export", fresh, "-o", tmp_path / "full")
    run("export", fresh, "-o", tmp_path / "full")  # its own files it knows again
    (tmp_path / "full" / "codings.csv").write_text("changed", encoding="utf-8")
    assert "(`codings.csv`)" in run("export", fresh, "-o", tmp_path / "full", code=1).stderr
    assert (tmp_path / "full" / "codings.csv").read_text(encoding="utf-8") == "changed"
    assert (tmp_path / "full" / "mine.txt").read_text(encoding="utf-8") == "mine"
    assert {path.name: path.read_bytes() for path in fresh.iterdir()} == before


def test_the_option_has_the_kinds_that_the_export_writes() -> None:
    assert export.KINDS == exporting.KINDS
