"""Our own tables in again: a folder of csv or parquet, a workbook; and a wide matrix."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import polars as pl
import pytest

from idealtypes.exchange import tidy_tables
from idealtypes.exchange.detect import read_project
from idealtypes.exchange.format import NotReadable, Wishes
from idealtypes.exchange.planning import plan
from idealtypes.files.study import read_study
from tests.cli.conftest import EXAMPLE
from tests.exchange.test_round_trip import said

FRAMES = {
    "statements": pl.DataFrame(
        {"id": ["a", "b"], "source": ["s", "s"], "text": ["=1+1, she said", "No."], "mood": ["+", None]}
    ),
    "codings": pl.DataFrame(
        {"statement": ["a", "b"], "code": ["x", "x_low"], "coder": ["K", "K"], "intensity": [1.0, 0.5]}
    ),
    "codes": pl.DataFrame(
        {"id": ["x", "x_low"], "title": ["X", "Low"], "definition": ["d", None], "parent": [None, "x"]}
    ),
    "profile": pl.DataFrame({"case": ["study"], "share": [0.5]}),
}


def written(folder: Path, frames: Mapping[str, pl.DataFrame], ending: str) -> Path:
    if ending == ".xlsx":
        path = folder / "study.xlsx"
        path.write_bytes(tidy_tables.xlsx_bytes(frames))
        return path
    made = {".csv": tidy_tables.csv_bytes, ".parquet": tidy_tables.parquet_bytes}[ending]
    path = folder / "tables"
    path.mkdir()
    for name, frame in frames.items():
        (path / f"{name}{ending}").write_bytes(made(frame))
    return path


@pytest.mark.parametrize("ending", [".csv", ".parquet", ".xlsx"])
def test_tables_are_read_with_ids_guards_and_intensities(tmp_path: Path, ending: str) -> None:
    found, project = read_project(written(tmp_path, FRAMES, ending))
    assert found.id == "study-tables"
    assert [(one.id, one.text, dict(one.attributes)) for one in project.passages] == [
        ("a", "=1+1, she said", {"mood": "+"}),
        ("b", "No.", {}),
    ]
    assert [(one.passage, one.code, one.coder, one.intensity) for one in project.codings] == [
        ("a", "x", "K", 1.0),
        ("b", "x_low", "K", 0.5),
    ]
    assert [(code.id, code.name, code.parent) for code in project.codes] == [
        ("x", "X", None),
        ("x_low", "Low", "x"),
    ]
    assert project.notes == ("Results are not read, since the study gives them again: `profile`.",)


@pytest.mark.parametrize("ending", [".csv", ".parquet", ".xlsx"])
def test_an_example_is_the_same_study_after_its_tables(tmp_path: Path, ending: str) -> None:
    study = read_study(EXAMPLE)
    path = written(tmp_path, tidy_tables.tidy(study), ending)
    _, project = read_project(path)
    plan(project, tmp_path / "new", scheme=study.scheme.id).write()
    before, after = said(study), said(read_study(tmp_path / "new"))
    assert {name: after[name] for name in ("codes", "codings")} == {
        name: before[name] for name in ("codes", "codings")
    }


def test_what_does_not_fit_together_is_told(tmp_path: Path) -> None:
    lost = FRAMES | {"codings": pl.DataFrame({"statement": ["a", "zz"], "code": ["x", "x"]})}
    _, project = read_project(written(tmp_path, lost, ".csv"))
    assert [(one.what, one.why) for one in project.skipped] == [
        ("a coding with `x`", "no statement is `zz`"),
        ("the statement `b`", "no code is on it"),
    ]
    rated = pl.DataFrame({"statement": ["a"], "code": ["rating:care:self"], "intensity": [1.0]})
    (tmp_path / "rated").mkdir()
    with pytest.raises(NotReadable, match="no statement carries a code"):
        read_project(written(tmp_path / "rated", FRAMES | {"codings": rated}, ".csv"))
    for name, frame, words in (
        ("statements", pl.DataFrame({"id": ["a"], "text": ["t"]}), "`statements` has no column `source`"),
        (
            "codings",
            pl.DataFrame({"statement": ["a"], "code": ["x"], "intensity": ["2"]}),
            "`2` is no number",
        ),
    ):
        folder = tmp_path / name
        folder.mkdir()
        with pytest.raises(NotReadable, match=words):
            read_project(written(folder, FRAMES | {name: frame}, ".csv"))


def test_a_study_needs_no_import(tmp_path: Path) -> None:
    path = written(tmp_path, FRAMES, ".csv")
    (path / "study.yaml").write_text("title: T\n", encoding="utf-8")
    with pytest.raises(NotReadable, match="this is a study already"):
        read_project(path)


def test_a_matrix_keeps_the_codes_that_nobody_used(tmp_path: Path) -> None:
    path = tmp_path / "m.csv"
    path.write_text("text,age,Trust,Never,Care\nyes,,1,0,0\nno,,0,0,1\n", encoding="utf-8")
    _, project = read_project(path)
    assert [code.name for code in project.codes] == ["Trust", "Never", "Care"]
    assert [len(one.attributes) for one in project.passages] == [0, 0]


def test_headings_are_guarded_like_cells() -> None:
    frame = pl.DataFrame({"=a": ["-1"], "b": [-1]})
    assert tidy_tables.csv_bytes(frame).decode().splitlines() == ["'=a,b", "'-1,-1"]


def test_columns_can_be_named_where_there_are_some(tmp_path: Path) -> None:
    path = written(tmp_path, FRAMES, ".csv")
    with pytest.raises(NotReadable, match="`column` text=Segment: no column of this file can be named so"):
        read_project(path, Wishes({"text": "Segment"}))
