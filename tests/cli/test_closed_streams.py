"""Streams that are closed, folders that vanish, a terminal that is not UTF-8: a line or nothing, and the exit code."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import ROOT, STUDIES

pytestmark = pytest.mark.skipif(os.name == "nt", reason="closed descriptors are those of POSIX shells")

MINIMAL = STUDIES / "good_minimal"
PROGRAM = f'"{sys.executable}" -m idealtypes'


def shell(line: str, at: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """A line of the shell in a folder, with the package of this checkout."""
    environment = os.environ | {"PYTHONPATH": str(ROOT), "COLUMNS": "80"} | more
    done = subprocess.run(
        ["bash", "-c", line.replace("idealtypes", PROGRAM)], cwd=at, env=environment, capture_output=True, text=True,
        encoding="utf-8", errors="surrogateescape", check=False, timeout=120,
    )  # fmt: skip
    assert "Traceback" not in done.stderr + done.stdout, done.stderr
    return done


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("idealtypes logics >&-", 0),
        ("idealtypes logics --json >&- <&- 2>&-", 0),
        ("idealtypes check nowhere 2>&-", 1),
        ("set -o pipefail; idealtypes logics march_olsen --json | true", 141),
        ("idealtypes check nowhere 2> >(true)", 1),
    ],
)
def test_closed_streams_end_in_silence_with_the_exit_code(tmp_path: Path, line: str, code: int) -> None:
    done = shell(line, tmp_path)
    # what a reader left behind may be small enough to have been taken already
    assert done.returncode in {code, 0 if code == 141 else code}
    assert not done.stderr


def test_a_current_folder_that_is_gone(tmp_path: Path) -> None:
    done = shell("mkdir away && cd away && rmdir ../away && idealtypes check study", tmp_path)
    assert done.returncode == 1
    assert done.stderr == "Error: the current folder is gone: change to one that is there\n"


@pytest.fixture
def unplaced(tmp_path: Path) -> Path:
    """A study whose codes stand nowhere yet."""
    folder = tmp_path / "study"
    shutil.copytree(MINIMAL, folder)
    text = (folder / "scheme.yaml").read_text(encoding="utf-8").replace("place: {", "# {", 1)
    (folder / "scheme.yaml").write_text(text, encoding="utf-8")
    return folder


def test_prompts_without_input_stop_and_lose_nothing(unplaced: Path) -> None:
    before = (unplaced / "scheme.yaml").read_bytes()
    done = shell("idealtypes place study <&-", unplaced.parent)
    assert done.returncode == 0
    assert "not yet placed" in done.stdout
    assert (unplaced / "scheme.yaml").read_bytes() == before


def test_a_study_that_goes_while_it_is_asked_about(unplaced: Path) -> None:
    command = [sys.executable, "-m", "idealtypes", "place", str(unplaced)]
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, env=environment) as walk:
        assert walk.stdout is not None
        said = b""
        while not said.endswith(b"Aspect (several: 1, 2)"):
            said += walk.stdout.read(1)
            assert walk.poll() is None, said
        shutil.rmtree(unplaced)
        _, said = walk.communicate(b"1\n0\nSo.\n" * 4, timeout=120)
    assert walk.returncode == 1
    assert b"Traceback" not in said
    assert said.startswith(b"Error: ")


def test_a_terminal_that_is_not_utf_8_and_a_name_that_is_none(tmp_path: Path) -> None:
    odd = os.fsdecode(b"st\xffudy")
    try:
        shutil.copytree(MINIMAL, tmp_path / odd)
    except OSError:
        pytest.skip("this file system takes names in UTF-8 only")
    title = (
        (tmp_path / odd / "study.yaml")
        .read_text(encoding="utf-8")
        .replace("The smallest", "שלום Åse The smallest")
    )
    (tmp_path / odd / "study.yaml").write_text(title, encoding="utf-8")
    done = shell("idealtypes check st*; idealtypes check st* --json", tmp_path, PYTHONIOENCODING="ascii")
    assert done.returncode == 0
    assert "???? ?se The smallest study" in done.stdout
    assert '"st�udy/scheme.yaml"' in done.stdout, "JSON is UTF-8 whatever the terminal is"
