"""What a file holds adds up however it was mutated: a small piece of `benchmarks/accounts.py`."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="module")
def accounts() -> ModuleType:
    path = Path(__file__).parents[2] / "benchmarks" / "accounts.py"
    spec = importlib.util.spec_from_file_location("accounts", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["accounts"] = module
    spec.loader.exec_module(module)
    return module


def test_every_small_file_comes_in_and_adds_up(accounts: ModuleType, tmp_path: Path) -> None:
    for number, (suffix, given) in enumerate(accounts.corpus()):
        path = tmp_path / f"input{number}{suffix}"
        accounts.fuzz().written(given, path)
        how, wrong = accounts.imported(path)
        assert (how != "refused", wrong) == (True, ""), path.name


@pytest.mark.parametrize("seed", [1, 2])
def test_mutated_files_add_up_where_they_come_in(accounts: ModuleType, seed: int) -> None:
    counts, faults = accounts.tried(150, seed)
    assert faults == {}
    assert counts["refused"] < 100
