"""`idealtypes check`: faults and warnings, in words, as JSON and as an exit code."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import STUDIES, Run


@pytest.fixture
def odd(fresh: Path) -> Path:
    """A study with a warning: a code that is not yet placed."""
    scheme = (fresh / "scheme.yaml").read_text(encoding="utf-8")
    (fresh / "scheme.yaml").write_text(scheme + "  - {id: later, title: Later}\n", encoding="utf-8")
    return fresh


def test_a_good_study_passes(run: Run, answer: Any) -> None:
    text = run("check", STUDIES / "good_full").stdout
    assert "9 statements · 6 sources · 3 cases · 2 aspects" in text
    assert text.endswith("No faults, no warnings.\n")
    found = answer("check", STUDIES / "good_full")
    assert found["faults"] == found["warnings"] == []
    assert found["why"]


def test_faults_have_file_line_and_message(answer: Any) -> None:
    found = answer("check", STUDIES / "broken_position", code=1)
    (fault,) = found["faults"]
    assert fault["file"].endswith("broken_position/scheme.yaml")
    assert fault["line"] == 30
    assert "position 1.5 is outside [-1, 1]" in fault["message"]
    assert found["settings"] is None


def test_a_study_that_is_not_there_is_a_fault_too(answer: Any, tmp_path: Path) -> None:
    (fault,) = answer("check", tmp_path / "nowhere", code=1)["faults"]
    assert fault["line"] is None


def test_a_warning_fails_a_strict_check_only(run: Run, answer: Any, odd: Path) -> None:
    text = run("check", odd).stdout
    assert text.startswith("warning: ")
    assert text.endswith("No faults, 1 warning.\n")
    (warning,) = answer("check", odd, "--strict", code=3)["warnings"]
    assert "`later` is not yet placed" in warning["message"]
    run("check", odd, "--strict", code=3)


def test_findings_are_saved(run: Run, odd: Path, tmp_path: Path) -> None:
    run("check", odd, "-o", tmp_path / "findings.csv")
    assert (
        (tmp_path / "findings.csv").read_text(encoding="utf-8").startswith("kind,file,line,message\nwarning,")
    )


def test_one_line_a_fault_is_never_wrapped(run: Run) -> None:
    lines = run("check", STUDIES / "broken_latin1", code=1).stdout.splitlines()
    assert lines[0].startswith("fault: ")
    assert "save it as UTF-8" in lines[0]
    assert lines[-1] == "1 fault, 0 warnings."
