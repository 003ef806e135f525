"""`idealtypes verify`: exit codes, a line on each kind of thing, and what is named."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

import idealtypes as it

from ..examples import LONG
from .conftest import ROOT, STUDIES, Run

LATER = STUDIES / "good_later"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study with its report, made once."""
    root = tmp_path_factory.mktemp("verified")
    it.report(Path(shutil.copytree(LATER, root / "study")), root / "report")
    return root


@pytest.fixture
def reported(made: Path, tmp_path: Path) -> tuple[Path, Path]:
    """Study and report in a folder that a test may change."""
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    return tmp_path / "study", tmp_path / "report"


def test_all_holds(run: Run, reported: tuple[Path, Path]) -> None:
    study, report = reported
    said = run("verify", report, study).stdout
    for line in (
        "Page: as it was",
        "Formulas: as they were",
        "Statements: 16 of 16 as they were",
        "All holds.",
    ):
        assert line in said
    assert "changed" not in said


def test_what_changed_is_named_and_the_exit_code_is_3(
    run: Run, answer: Any, reported: tuple[Path, Path]
) -> None:
    study, report = reported
    path = study / "statements.csv"
    path.write_text(
        path.read_text("utf-8").replace("s1,g1,You just go and knock", "s1,g1,One knocks"), "utf-8"
    )
    said = run("verify", report, study, code=3).stdout
    assert "  changed s1\n" in said
    assert "Statements: 15 of 16 as they were" in said
    assert "Not all holds: 2 differences in data." in said
    found = answer("verify", report, study, code=3)
    assert (found["holds"], found["changed"]) == (False, ["data"])
    apart = [one for one in found["lines"] if one["of"] == "statement" and one["outcome"] != "same"]
    assert [(one["outcome"], one["what"]) for one in apart] == [("changed", "s1")]
    run("verify", report, study, "-o", report.parent / "verified.csv", code=3)
    assert "statement,s1,changed," in (report.parent / "verified.csv").read_text("utf-8")


def test_what_is_no_report_is_bad_input(run: Run, reported: tuple[Path, Path]) -> None:
    study, report = reported
    assert "holds no report" in run("verify", study, study, code=1).stderr
    (report / "provenance.json").write_text("{", "utf-8")
    assert (
        "provenance.json: the record of the report is damaged" in run("verify", report, study, code=1).stderr
    )
    run("verify", report, code=2)


@pytest.mark.parametrize(
    "name", ["peer_support_2023", *(["support_colleagues", "seven_orders"] if LONG else [])]
)
def test_the_examples_hold(tmp_path: Path, name: str) -> None:
    study = it.read_study(ROOT / "examples" / name).with_settings(draws=200)
    assert it.verify(study, it.report(study, tmp_path, language="nb")).holds
