"""What stands where a file should stand, and is none: a line each, never a traceback and never a wait."""

from __future__ import annotations

import os
import shutil
import socket
from pathlib import Path

import pytest

from idealtypes.exchange.detect import read_project
from idealtypes.exchange.folders import Folder
from idealtypes.exchange.format import NotReadable
from idealtypes.files import file_bytes as module
from idealtypes.files.file_bytes import NoBytes, file_bytes
from idealtypes.files.study import check_study

STUDIES = Path(__file__).parents[1] / "studies"
pytestmark = pytest.mark.skipif(os.name != "posix", reason="pipes, devices and sockets are POSIX's")

ODD = {
    "a named pipe": os.mkfifo,
    "a folder": os.mkdir,
    "a device": lambda path: path.symlink_to("/dev/zero"),
    "a socket": lambda path: socket.socket(socket.AF_UNIX).bind(str(path)),
}


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(STUDIES / "good_minimal", tmp_path / "s")
    shutil.copytree(STUDIES / "good_scenarios", tmp_path / "s", dirs_exist_ok=True)
    file = tmp_path / "s" / "study.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("../good_minimal/", "./"))
    monkeypatch.chdir(tmp_path)
    return Path("s")


def faults(study: Path) -> list[str]:
    return [str(fault) for fault in check_study(study)[0]]


@pytest.mark.parametrize("kind", ODD)
@pytest.mark.parametrize("name", ["statements.csv", "scenarios.yaml", "study.yaml", "condensates.yaml"])
def test_what_is_no_file_is_told(study: Path, kind: str, name: str) -> None:
    (study / name).unlink(missing_ok=True)
    ODD[kind](study / name)
    told = faults(study)
    assert any(f"s/{name}` is {kind}, and a file is needed" in fault for fault in told), told


@pytest.mark.parametrize("name", ["statements.csv", "study.yaml", "suggestions.csv", "help_desk.places.csv"])
@pytest.mark.parametrize("to", ["nowhere", "itself"])
def test_links_that_lead_nowhere_are_told(study: Path, name: str, to: str) -> None:
    (study / name).unlink(missing_ok=True)
    (study / name).symlink_to(name if to == "itself" else to)
    told = faults(study)
    if name == "suggestions.csv":
        from idealtypes.files.faults import Findings
        from idealtypes.files.suggestions import read_suggestions

        findings = Findings()
        assert not read_suggestions(study, findings)
        told = [str(fault) for fault in findings.faults]
    assert any("there is no file" in fault for fault in told), told


@pytest.mark.parametrize(
    ("named", "message"),
    [
        ("../other/statements.csv", "its folder does not exist"),
        ("/dev/zero", "is a device, and a file is needed"),
        ("/etc", "is a folder, and a file is needed"),
        ('"a\\0b.csv"', "there is no file"),
        ("a" * 300 + ".csv", "cannot be looked for: File name too long"),
        ("~root/x.csv", "there is no file"),
        ("study.yaml/x.csv", "there is no file"),
        ("https://example.org/x.csv", "there is no file"),
    ],
)
def test_paths_that_lead_elsewhere(study: Path, named: str, message: str) -> None:
    file = study / "study.yaml"
    file.write_text(
        file.read_text(encoding="utf-8").replace("statements: ./statements.csv", f"statements: {named}")
    )
    assert [fault for fault in faults(study) if message in fault], faults(study)


def test_a_table_beside_the_study_is_read(study: Path) -> None:
    (study / "statements.csv").rename("statements.csv")
    file = study / "study.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("statements: ./s", "statements: ../s"))
    assert faults(study) == []


@pytest.mark.parametrize(
    ("problem", "message"),
    [
        (PermissionError(13, "Permission denied"), "cannot be read: Permission denied"),
        (FileNotFoundError(2, "No such file or directory"), "cannot be read: No such file or directory"),
        (OSError(5, "Input/output error"), "cannot be read: Input/output error"),
    ],
)
@pytest.mark.parametrize("step", ["open", "read"])
def test_files_that_vanish_or_may_not_be_read(
    study: Path, monkeypatch: pytest.MonkeyPatch, problem: OSError, message: str, step: str
) -> None:
    done = getattr(os, step)
    wanted = (study / "statements.csv").stat().st_ino

    def broken(where: object, *given: object) -> object:
        state = Path(where).stat() if step == "open" else os.fstat(where)  # type: ignore[arg-type]
        if state.st_ino == wanted:
            raise problem
        return done(where, *given)

    monkeypatch.setattr(module.os, step, broken)
    assert faults(study) == [f"s/statements.csv: {message}"]


def test_a_file_that_grows_while_it_is_read_is_still_limited(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"abc")
    monkeypatch.setattr(module.os, "read", lambda handle, size: b"x" * 10)
    with pytest.raises(NoBytes, match="and at most 1,000 bytes are read"):
        file_bytes(path, 1000)


@pytest.mark.parametrize("kind", ODD)
def test_import_tells_what_is_no_file(tmp_path: Path, kind: str) -> None:
    ODD[kind](tmp_path / "given")
    with pytest.raises(NotReadable, match=f"this is {kind}"):
        read_project(tmp_path / "given")


def test_pipes_in_a_folder_are_no_files_of_it(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.txt")
    (tmp_path / "b.txt").write_text("words")
    assert Folder(tmp_path).names == ("b.txt",)
