"""Running commands, and small studies to run them on."""

from __future__ import annotations

import json
import random
import shutil
from pathlib import Path
from typing import Any, Protocol

import pytest
from click.testing import CliRunner, Result

from idealtypes.cli.program import program
from idealtypes.files.starting import TEMPLATE

ROOT = Path(__file__).parents[2]
STUDIES = ROOT / "tests" / "studies"
EXAMPLE = ROOT / "examples" / "support_colleagues"


class Run(Protocol):
    def __call__(self, *arguments: object, code: int = 0) -> Result: ...


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command and expect an exit code; the terminal is 80 wide."""
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.delenv("NO_UNICODE", raising=False)

    def runs(*arguments: object, code: int = 0) -> Result:
        result = CliRunner().invoke(program, [str(a) for a in arguments], prog_name="idealtypes")
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        assert result.exit_code == code, (result.stdout, result.stderr)
        return result

    return runs


@pytest.fixture
def answer(run: Run) -> Any:
    """The JSON answer of a command; standard output must hold nothing else."""

    def asks(*arguments: object, code: int = 0) -> dict[str, Any]:
        document: dict[str, Any] = json.loads(run(*arguments, "--json", code=code).stdout)
        return document

    return asks


@pytest.fixture
def fresh(tmp_path: Path) -> Path:
    """A copy of the template that a test may change."""
    shutil.copytree(TEMPLATE, tmp_path / "fresh")
    return tmp_path / "fresh"


@pytest.fixture(scope="session")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study of 60 cases: the template's codebook, and statements drawn by lot."""
    folder = tmp_path_factory.mktemp("crowd")
    for name in ("study.yaml", "scheme.yaml"):
        shutil.copy(TEMPLATE / name, folder / name)
    with (folder / "study.yaml").open("a", encoding="utf-8") as file:
        file.write("settings: {draws: 400}\n")
    lot = random.Random(1)
    rows = ["id,source,case,text,codes"]
    codes = ["direct_contact", "application", "judgement", "guideline_with_leeway"]
    for case in range(60):
        for source in range(3):
            for statement in range(2):
                name = f"{case}_{source}"
                rows.append(f"s{name}_{statement},i{name},case_{case},said,{lot.choice(codes)}")
    (folder / "statements.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return folder
