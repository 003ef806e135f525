"""A sample of `benchmarks/mutated_studies.py`: what `check` accepts, every command can do; all else is a fault."""

from __future__ import annotations

import random
import warnings
from pathlib import Path

import pytest

from . import mutated_studies as ms
from .examples import LONG

STUDIES = 600 if LONG else 60
PARTS = 3  # several workers take a part each


@pytest.fixture(scope="module")
def bases(tmp_path_factory: pytest.TempPathFactory) -> list[ms.Files]:
    return ms.bases(tmp_path_factory.mktemp("bases"))


@pytest.mark.parametrize("part", range(PARTS))
def test_what_check_accepts_every_command_can_do(bases: list[ms.Files], tmp_path: Path, part: int) -> None:
    accepted = 0
    for n in range(part, STUDIES, PARTS):
        lot = random.Random(f"{random.getrandbits(64)}/{n}")
        files, names = ms.mutated(lot, lot.choice(bases))
        outcome, study = ms.checked(ms.written(tmp_path / "study", files))
        accepted += outcome.accepted
        if study is not None:
            page = (lambda few: few.report(tmp_path / "report")) if n % 20 == 0 else None
            with warnings.catch_warnings(), ms.CheapFigures():
                warnings.simplefilter("ignore")
                ms.run(study, outcome, more=n % 5 == 0, page=page)
        for command, problem in outcome.broke:
            kept = ms.written(tmp_path / f"broken_{n}", files)
            raise AssertionError(f"{command} on {kept}, changed by {', '.join(names)}") from problem
    assert accepted, "some are accepted"


def test_changes_are_those_of_their_seed(bases: list[ms.Files]) -> None:
    made = [ms.mutated(random.Random("1/7"), bases[3]) for _ in range(2)]
    assert made[0] == made[1]
    assert made[0][0] != bases[3]
    assert {change.__name__ for change in ms.SOFT + ms.HARD}


def test_every_base_is_accepted(bases: list[ms.Files], tmp_path: Path) -> None:
    for n, files in enumerate(bases[:: 1 if LONG else 9]):
        outcome, _ = ms.checked(ms.written(tmp_path / str(n), files))
        assert outcome.accepted, n
