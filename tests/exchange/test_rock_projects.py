"""ROCK projects: folders of sources below one another, stages, two coders' versions, and `.ROCKproject`."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import idealtypes as it
from idealtypes.errors import IdealtypesError
from idealtypes.exchange.detect import read_project
from idealtypes.exchange.project import Project

STAGES = """
_ROCKproject:
  project:
    title: "Who rings whom"   # a word on it
    ROCK_version: "1.0"
  workflow:
    pipeline:
      - {stage: raw, dirName: "data/010---raw"}
      - stage: coded
        dirName: data/020---coded
        nextStage: masked
      - stage: masked
        dirName: "data/030---masked/"
        nextStage: ~
"""
RAW = "[[uid=1a]] We ring Anna.\n[[uid=1b]] Then we wait.\n"
CODED = "[[uid=1a]] We ring Anna. [[near]]\n[[uid=1b]] Then we wait. [[far||3]]\n"
MASKED = "[[uid=1a]] We ring A. [[near]]\n[[uid=1b]] Then we wait.\n"


def put(root: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8", newline="")
    return root


def read(path: Path) -> Project:
    found, project = read_project(path)
    assert found.id == "rock"
    return project


def texts(project: Project) -> dict[str, str]:
    return {source.id: source.text or "" for source in project.sources}


def test_of_several_stages_the_last_that_is_coded_is_read(tmp_path: Path) -> None:
    folder = put(
        tmp_path / "project",
        {
            "_ROCKproject.yml": STAGES,
            "data/010---raw/a.rock": RAW,
            "data/010---raw/b.rock": RAW,
            "data/020---coded/a.rock": CODED,
            "data/020---coded/b.rock": CODED,
            "data/030---masked/a.rock": MASKED,
            "data/030---masked/b.rock": RAW,
            "results/notes.txt": "of no matter",
        },
    )
    shutil.make_archive(str(tmp_path / "packed"), "zip", folder)
    (tmp_path / "packed.zip").rename(tmp_path / "packed.ROCKproject")
    for path in (folder, tmp_path / "packed.ROCKproject"):
        project = read(path)
        assert (project.name, project.maker) == ("Who rings whom", "ROCK 1.0")
        assert texts(project) == {
            "data/020---coded/b.rock": "We ring Anna.\nThen we wait.\n",
            "data/030---masked/a.rock": "We ring A.\nThen we wait.\n",
        }
        assert [source.name for source in project.sources] == ["b", "a"]
        assert [c.code for c in project.codings] == ["near", "near"]
        assert len([one for one in project.skipped if one.what == "a version of a source"]) == 4
        assert any("4 others are not" in note for note in project.notes)


def test_a_project_without_stages_reads_every_source(tmp_path: Path) -> None:
    folder = put(
        tmp_path / "project",
        {"_ROCKproject.yml": "_ROCKproject: {project: ~}", "a.rock": CODED, "x/b.rock": RAW},
    )
    assert set(texts(read(folder))) == {"a.rock", "x/b.rock"}


@pytest.mark.parametrize(
    "said", ["a: [", "&a [*a]", "[" * 60, "- 1", "", "_ROCKproject: 3", "_ROCKproject: {workflow: [1]}"]
)
def test_a_configuration_that_cannot_be_read_is_no_traceback(said: str, tmp_path: Path) -> None:
    folder = put(tmp_path / "project", {"_ROCKproject.yml": said, "a.rock": CODED})
    assert read(folder).counts()["codings"] == 1


def test_two_coders_versions_of_a_source_are_one(tmp_path: Path) -> None:
    folder = put(
        tmp_path / "project",
        {
            "anna/a.rock": "[[coderId=anna]]\n[[uid=1a]] We ring. [[near]]\n",
            "bo/a.rock": "[[coderId=bo]]\n[[uid=1a]] We ring. [[far]]\n",
            "bo/b.rock": "[[coderId=bo]]\n[[uid=2a]] We ring. [[far]]\n",
        },
    )
    project = read(folder)
    assert len(project.sources) == 2
    assert project.counts()["statements"] == 2
    assert sorted((c.code, c.coder) for c in project.codings) == [
        ("far", "bo"),
        ("far", "bo"),
        ("near", "anna"),
    ]


def test_versions_with_other_texts_are_told(tmp_path: Path) -> None:
    folder = put(tmp_path / "project", {"one/a.rock": CODED, "two/a.rock": MASKED})
    project = read(folder)
    assert len(project.sources) == 2
    assert any("`a.rock`" in note and "with different texts" in note for note in project.notes)


def test_what_cannot_be_read_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    folder = put(tmp_path / "project", {"data/a.rock": CODED})
    (folder / "data" / "a.rock").write_bytes(b"[[near]] we ring\n\xff\xfe")
    with pytest.raises(IdealtypesError, match=r"a\.rock:2: this is no UTF-8"):
        it.import_project(folder, into=tmp_path / "study")
    assert not (tmp_path / "study").exists()


def test_a_project_becomes_a_study(tmp_path: Path) -> None:
    folder = put(
        tmp_path / "project",
        {"_ROCKproject.yml": STAGES, "data/010---raw/a.rock": RAW, "data/020---coded/a.rock": CODED},
    )
    it.import_project(folder, into=tmp_path / "study")
    assert it.check(tmp_path / "study").faults == ()
