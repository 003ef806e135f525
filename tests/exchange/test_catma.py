"""CATMA: the folder of a project, and the JSON of its API."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

import idealtypes as it
from idealtypes.errors import IdealtypesError
from idealtypes.exchange.detect import read_project
from idealtypes.exchange.project import Project

TEXT = "We 🙂 ring each other.\r\nThen we wait for hours."
AUTHOR, COLOUR, MOOD = "P_author", "P_colour", "P_mood"


def units(upto: str) -> int:
    return len(TEXT[: TEXT.index(upto)].encode("utf-16-le")) // 2


def part(words: str) -> tuple[int, int]:
    return units(words), units(words) + len(words)


def annotation(
    id_: str, tag: str, author: str | None, *parts: tuple[int, int], mood: str = ""
) -> dict[str, Any]:
    system = {} if author is None else {AUTHOR: [author]}
    items = [
        {"source": "D_1", "selector": {"type": "TextPositionSelector", "start": a, "end": b}}
        for a, b in parts
    ]
    return {
        "type": "Annotation", "id": f"collections/C_1/annotations/{id_}",
        "body": {"tag": f"tagsets/T_1/{tag}", "properties": {"system": system, "user": {MOOD: [mood]} if mood else {}}},
        "target": {"items": items, "type": "List"},
    }  # fmt: skip


def tag(id_: str, name: str, parent: str = "") -> dict[str, Any]:
    system = {
        AUTHOR: {"name": "catma_markupauthor"},
        COLOUR: {"name": "catma_displaycolor", "possibleValueList": ["-57318"]},
    }
    return {"uuid": id_, "name": name, "parentUuid": parent, "systemPropertyDefinitions": system,
            "userDefinedPropertyDefinitions": {MOOD: {"name": "mood"}}}  # fmt: skip


def put(root: Path, files: dict[str, Any]) -> Path:
    for name, said in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(said, str):
            path.write_text(said, encoding="utf-8", newline="")
        else:
            path.write_text(json.dumps(said), encoding="utf-8")
    return root


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = [
        annotation("A1", "near", "anna", part("ring"), mood="calm"),
        annotation("A2", "far", None, part("we wait"), part(" for hours")),
        annotation("A3", "far", "anna", part("We"), part("hours")),
        annotation("A4", "gone", "anna", part("other")),
        annotation("A5", "near", "anna"),
    ]
    return put(
        tmp_path / "project",
        {
            "documents/D_1/header.json": {"gitContentInfoSet": {"title": "Int 1", "author": "A ward"}},
            "documents/D_1/D_1.txt": TEXT,
            "documents/D_1/D_1.json": {"ring": []},
            "tagsets/T_1/header.json": {"name": "contact"},
            "tagsets/T_1/near/propertydefs.json": tag("near", "Close by"),
            "tagsets/T_1/far/propertydefs.json": tag("far", "Far away", "near"),
            "collections/C_1/header.json": {
                "name": "first",
                "responsibleUser": "bo",
                "sourceDocumentId": "D_1",
            },
            "collections/C_1/annotations/anna_0.json": made,
        },
    )


def read(path: Path) -> Project:
    found, project = read_project(path)
    assert found.id == "catma"
    return project


def coded(project: Project) -> list[tuple[str, str, str, str]]:
    texts = {passage.id: passage.text for passage in project.passages}
    names = {code.id: code.name for code in project.codes}
    return sorted((texts[c.passage], names[c.code], c.coder, c.memo) for c in project.codings)


def test_the_folder_of_a_project(folder: Path) -> None:
    project = read(folder)
    whole = TEXT.replace("\r\n", "\n")
    assert project.sources[0].text == whole
    assert (project.sources[0].name, dict(project.sources[0].attributes)) == ("Int 1", {"author": "A ward"})
    assert coded(project) == [
        (whole.rstrip("."), "Far away", "anna", ""),
        ("ring", "Close by", "anna", "mood: calm"),
        ("we wait for hours", "Far away", "bo", ""),
    ]
    assert [(c.id, c.parent, c.color) for c in project.codes] == [
        ("far", "near", "#ff201a"),
        ("near", None, "#ff201a"),
    ]
    assert any("1 annotation with gaps" in note for note in project.notes)
    assert sorted(one.why for one in project.skipped) == [
        "it has no positions",
        "its code gone is not in the codebook",
    ]


def test_a_folder_that_holds_the_project_and_a_zip_of_it(folder: Path, tmp_path: Path) -> None:
    shutil.make_archive(str(tmp_path / "packed"), "zip", folder)
    above = tmp_path / "above"
    above.mkdir()
    shutil.copytree(folder, above / "CATMA_1_Project")
    assert coded(read(tmp_path / "packed.zip")) == coded(read(above)) == coded(read(folder))


def test_two_tagsets_are_folders(folder: Path) -> None:
    put(
        folder,
        {
            "tagsets/T_2/header.json": {"name": "tone"},
            "tagsets/T_2/warm/propertydefs.json": tag("warm", "Warm"),
        },
    )
    project = read(folder)
    assert {c.name: c.parent for c in project.codes if c.codable} == {
        "Close by": "T_1",
        "Far away": "near",
        "Warm": "T_2",
    }
    assert {c.name for c in project.codes if not c.codable} == {"contact", "tone"}


def test_a_property_may_be_the_stance(tmp_path: Path) -> None:
    said = [
        {"id": name, "tagPath": "/near", "author": "anna",
         "phrases": [{"startOffset": 0, "endOffset": 4, "phrase": name}],
         "userProperties": [{"name": "Stance", "values": [stance]}, {"name": "mood", "values": ["calm"]}]}
        for name, stance in (("ring", "for"), ("wait", "against"))
    ]  # fmt: skip
    document = {"id": "D_1", "title": "Int 1", "annotations": said}
    answer = {"exportId": "X", "totalPages": 1, "pageNo": 1, "pageSize": 1, "documents": [document]}
    project = read(put(tmp_path, {"answer.json": answer}) / "answer.json")
    assert [(c.passage, c.against, c.memo) for c in project.codings] == [
        ("ring", False, "mood: calm"),
        ("wait", True, "mood: calm"),
    ]


def test_the_answer_of_the_api(tmp_path: Path) -> None:
    one = {
        "id": "A1", "tagId": "far", "tagName": "Far away", "tagPath": "/Close by/Far away", "tagColor": "#FF201A",
        "author": "anna", "phrases": [{"startOffset": 6, "endOffset": 10, "phrase": "ring"}],
        "userProperties": [{"name": "mood", "values": ["calm"]}],
    }  # fmt: skip
    answer = {
        "exportId": "X", "totalPages": 2, "pageNo": 1, "pageSize": 1,
        "documents": [
            {"id": "D_1", "title": "Int 1", "annotations": [one, {**one, "id": "A2", "author": "bo"}, {"id": "A3"}]}
        ],
    }  # fmt: skip
    path = put(tmp_path, {"answer.json": answer}) / "answer.json"
    project = read(path)
    assert coded(project) == [
        ("ring", "Far away", "anna", "mood: calm"),
        ("ring", "Far away", "bo", "mood: calm"),
    ]
    assert project.counts()["statements"] == 1
    assert {c.name: c.parent for c in project.codes} == {"Close by": None, "Far away": "Close by"}
    assert any("page 1 of 2" in note for note in project.notes)
    assert [one.why for one in project.skipped] == ["it has no tag"]


@pytest.mark.parametrize(
    ("name", "said", "message"),
    [
        ("collections/C_1/annotations/anna_0.json", '[{"id":\n', r"anna_0\.json:2: the JSON is broken here"),
        ("tagsets/T_1/near/propertydefs.json", "{", r"propertydefs\.json:1: the JSON is broken here"),
    ],
)
def test_a_broken_file_is_refused_and_nothing_is_written(
    name: str, said: str, message: str, folder: Path, tmp_path: Path
) -> None:
    put(folder, {name: said})
    with pytest.raises(IdealtypesError, match=message):
        it.import_project(folder, into=tmp_path / "study")
    assert not (tmp_path / "study").exists()


def test_a_project_becomes_a_study(folder: Path, tmp_path: Path) -> None:
    made = it.import_project(folder, into=tmp_path / "study", accept_loss=True)
    assert made.counts == {"codes": 2, "sources": 1, "statements": 3, "codings": 3, "coders": 2}
    assert it.check(tmp_path / "study").faults == ()
