"""One workbench for the tests that only look, and studies of their own for those that change something."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from idealtypes.workbench.bench import Bench
from idealtypes.workbench.call import Call
from idealtypes.workbench.jobs import Jobs
from idealtypes.workbench.session_folder import SessionFolder

from .client import ROOT, Client, opened

EXAMPLES = ROOT / "examples"


@pytest.fixture(scope="session")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """A copy of an example, to be changed."""

    def copy(name: str) -> Path:
        return shutil.copytree(EXAMPLES / name, tmp_path_factory.mktemp(name) / name)

    return copy


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Call]:
    """What a screen is asked of an example that is only looked at, without a workbench of its own."""
    monkeypatch.setenv("IDEALTYPES_STATE", str(tmp_path))

    def of(example: str) -> Call:
        looking = Bench(SessionFolder(tmp_path), read_only=True)
        looking.open(EXAMPLES / example)
        return Call(looking, Jobs(), "en")

    return of


@pytest.fixture(scope="module")
def bench(copied: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """A workbench with the shipped example, shared by the tests of a file."""
    with opened(copied("support_colleagues"), tmp_path_factory.mktemp("state")) as client:
        yield client
