"""A small study of two cases whose cells lie on both sides of every border of the rule."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from idealtypes.files.study import read_study
from idealtypes.model.study import StudyData

from .canaries import Canaries
from .canary_study import build

SCHEME = """\
format: 1
id: own
title: A scheme of our own
theory: march_olsen
aspects:
  - {id: mixed, title: Mixed, axis: formality}
  - {id: leaning, title: Leaning, axis: formality}
  - {id: middle, title: Middle, axis: formality}
  - {id: few, title: Few, axis: formality}
  - {id: silent, title: Silent, axis: formality}
codes:
  - {id: mixed_i, title: mixed i, place: {aspect: mixed, pole: informal}}
  - {id: mixed_f, title: mixed f, place: {aspect: mixed, pole: formal}}
  - {id: leaning_i, title: leaning i, place: {aspect: leaning, pole: informal}}
  - {id: leaning_f, title: leaning f, place: {aspect: leaning, pole: formal}}
  - {id: middle_i, title: middle i, place: {aspect: middle, pole: informal}}
  - {id: middle_f, title: middle f, place: {aspect: middle, pole: formal}}
  - {id: few_i, title: few i, place: {aspect: few, pole: informal}}
  - {id: silent_i, title: silent i, place: {aspect: silent, pole: informal}}
"""
STUDY = """\
format: 1
title: What was said behind closed doors
scheme: scheme.yaml
statements: statements.csv
sources: sources.csv
cases: cases.csv
notes: {limits: Only one of the wards was met.}
settings: {draws: 400}
"""
CASES = ("north,The ward of Kari Nordmann\n", "south,Formal\n")


def rows() -> list[tuple[str, str, str]]:
    """(source, code, mode): ten informants of the case north, four of south."""
    found = []
    for i in range(10):
        source = f"n{i}"
        found += [(source, "mixed_i", "is"), (source, "mixed_f", "is")] if i < 5 else []
        found.append((source, "leaning_f" if i < 2 else "leaning_i", "is"))
        found.append((source, "middle_f" if i < 4 else "middle_i", "is" if i < 8 else "ought"))
        found += [(source, "few_i", "is")] if i < 4 else []
    return found + [(f"s{i}", "mixed_i", "is") for i in range(4)]


def write_study(folder: Path, said: list[tuple[str, str, str]], **files: str) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    lines = [f"q{n},{source},text {n},{code},{mode}" for n, (source, code, mode) in enumerate(said)]
    sources = sorted({source for source, _, _ in said})
    case = {source: "south" if source.startswith("s") else "north" for source in sources}
    kept = {
        "study.yaml": STUDY,
        "scheme.yaml": SCHEME,
        "statements.csv": "\n".join(["id,source,text,codes,mode", *lines]) + "\n",
        "sources.csv": "\n".join(
            [
                "id,kind,case,people",
                *(f"{s},{'document' if s == 's0' else 'interview'},{case[s]},2" for s in sources),
            ]
        )
        + "\n",
        "cases.csv": "id,title\n" + "".join(row for row in CASES if row.split(",")[0] in case.values()),
        **files,
    }
    for name, text in kept.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def small(tmp_path: Path) -> Callable[..., StudyData]:
    """The small study, read; other files by name."""
    return lambda said=None, **files: read_study(write_study(tmp_path / "study", said or rows(), **files))


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Callable[[bool], tuple[Path, Canaries]]:
    """The folder of a study of canaries, and the canaries."""

    @cache
    def make(alone: bool) -> tuple[Path, Canaries]:
        canaries = Canaries()
        return build(tmp_path_factory.mktemp("canaries"), canaries, alone=alone), canaries

    return make
