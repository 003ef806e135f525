"""doccano: JSON lines with spans or labels of the whole text, archives with a file for each member."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

import idealtypes as it
from idealtypes.errors import IdealtypesError
from idealtypes.exchange.detect import read_project
from idealtypes.exchange.format import NotReadable, Wishes
from idealtypes.exchange.project import Project

TEXT = "Vi 🙂 ringer én kollega."
AT = TEXT.index("ringer")


def lines(*examples: Any) -> str:
    return "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in examples)


def read(path: Path, **columns: str) -> Project:
    found, project = read_project(path, Wishes(columns))
    assert found.id == "doccano"
    return project


def written(tmp_path: Path, text: str, name: str = "all.jsonl") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def coded(project: Project) -> list[tuple[str, str, str]]:
    texts = {passage.id: passage.text for passage in project.passages}
    names = {code.id: code.name for code in project.codes}
    return sorted((texts[c.passage], names[c.code], c.coder) for c in project.codings)


SHAPES: list[Mapping[str, Any]] = [
    {"label": [[AT, AT + 6, "near"]]},
    {"labels": [[AT, AT + 6, "near"]]},
    {"entities": [{"id": 5, "label": "near", "start_offset": AT, "end_offset": AT + 6}], "relations": []},
    {"entities": [[AT, AT + 6, "near"]], "cats": []},
]


@pytest.mark.parametrize("shape", SHAPES)
def test_spans_in_every_shape_that_doccano_has_had(shape: Mapping[str, Any], tmp_path: Path) -> None:
    project = read(written(tmp_path, lines({"id": 3, "text": TEXT, "Comments": [], **shape})))
    assert coded(project) == [("ringer", "near", "")]
    assert project.passages[0].start == AT
    assert project.sources[0].text == TEXT
    assert [code.name for code in project.codes] == ["near"]


@pytest.mark.parametrize(
    "shape", [{"label": ["warm", "open"]}, {"cats": ["warm", "open"]}, {"labels": ["warm", "open"]}]
)
def test_labels_of_the_whole_text(shape: Mapping[str, Any], tmp_path: Path) -> None:
    project = read(written(tmp_path, lines({"id": 3, "text": TEXT, **shape})))
    assert coded(project) == [(TEXT, "open", ""), (TEXT, "warm", "")]


def test_json_in_one_list_and_objects_over_several_lines(tmp_path: Path) -> None:
    examples = [{"id": n, "text": TEXT, "label": [[AT, AT + 6, "near"]]} for n in (1, 2)]
    for text in (
        json.dumps(examples, indent=2),
        json.dumps(examples),
        "\n".join(json.dumps(e, indent=1) for e in examples),
    ):
        assert len(coded(read(written(tmp_path, text, "admin.json")))) == 2


def test_a_member_a_file(tmp_path: Path) -> None:
    path = tmp_path / "export.zip"
    with ZipFile(path, "w") as archive:
        for member, label in (("anna", "near"), ("bo", "far")):
            one = {"id": 3, "text": TEXT, "label": [[AT, AT + 6, label]]}
            archive.writestr(f"{member}.jsonl", lines(one, {"id": 4, "text": "Ingen ringer.", "label": []}))
    with ZipFile(path) as archive:
        archive.extractall(tmp_path / "export")
    for where in (path, tmp_path / "export"):
        project = read(where)
        assert coded(project) == [("ringer", "far", "bo"), ("ringer", "near", "anna")]
        assert project.counts() == {"codes": 2, "sources": 2, "statements": 1, "codings": 2, "coders": 2}


def test_together_nobody_is_named(tmp_path: Path) -> None:
    path = tmp_path / "export.zip"
    with ZipFile(path, "w") as archive:
        archive.writestr("all.jsonl", lines({"id": 3, "text": TEXT, "label": [[AT, AT + 6, "near"]]}))
    assert coded(read(path)) == [("ringer", "near", "")]


def test_an_example_with_another_text_in_another_file(tmp_path: Path) -> None:
    path = tmp_path / "export.zip"
    with ZipFile(path, "w") as archive:
        archive.writestr("anna.jsonl", lines({"id": 3, "text": TEXT, "label": [[AT, AT + 6, "near"]]}))
        archive.writestr("bo.jsonl", lines({"id": 3, "text": "Ingen ringer.", "label": ["far"]}))
    project = read(path)
    assert coded(project) == [("ringer", "near", "anna")]
    assert [one.why for one in project.skipped] == ["another example with its id has another text"]


def test_labels_and_members_as_numbers(tmp_path: Path) -> None:
    said = [{"label": 2, "start_offset": AT, "end_offset": AT + 6, "user": 1}, {"label": 4, "user": 2}]
    project = read(
        written(tmp_path, lines({"id": 3, "text": TEXT, "annotations": said, "meta": {"ward": "north"}}))
    )
    assert coded(project) == [(TEXT, "4", "2"), ("ringer", "2", "1")]
    assert any("2 labels are numbers" in note for note in project.notes)
    assert dict(project.sources[0].attributes) == {"ward": "north"}


def test_pieces_of_an_interview_are_one_source(tmp_path: Path) -> None:
    text = lines(
        {"id": 1, "text": TEXT, "label": [[AT, AT + 6, "near"]], "interview": "Int 1"},
        {"id": 2, "text": "Så venter vi.", "label": [[3, 9, "far"]], "meta": {"interview": "Int 1"}},
    )
    assert len(read(written(tmp_path, text)).sources) == 2
    project = read(written(tmp_path, text), source="interview")
    assert [(s.name, s.text) for s in project.sources] == [("Int 1", f"{TEXT}\n\nSå venter vi.")]
    assert [p.text for p in project.passages] == ["ringer", "venter"]


def test_what_is_no_coding_is_listed_with_its_line(tmp_path: Path) -> None:
    text = lines(
        {
            "id": 1,
            "text": TEXT,
            "label": [[AT, AT + 6, "near"], [AT, "x", "near"], [1, 2], [0, 2, ""], [0, 999, "far"], None],
        },
        {"id": 2, "filename": "a.png", "label": ["cat"]},
        {"id": 3, "text": "  ", "label": ["warm"]},
        {
            "id": 4,
            "text": TEXT,
            "entities": [],
            "relations": [{"from_id": 1, "to_id": 2, "type": "x"}],
            "Comments": ["hm"],
        },
        [1, 2],
    )
    project = read(written(tmp_path, text))
    assert coded(project) == [("ringer", "near", "")]
    assert sorted((one.where.rpartition(":")[2], one.why) for one in project.skipped) == [
        ("1", "it has no label"),
        ("1", "it is no label: a name, or a span with a name"),
        ("1", "it is no label: a name, or a span with a name"),
        ("1", "its start or its end is no whole number"),
        ("2", "it has no text"),
        ("3", "it has no text"),
        ("4", "it is on the text as a whole, on no passage"),
        ("4", "it joins two passages, and is on none of its own"),
        ("5", "it is no example: an object with a text and labels"),
        ("source `example 1`", "its position is outside the text, and no passage is stored"),
    ]


def test_a_broken_line_is_named(tmp_path: Path) -> None:
    path = written(tmp_path, lines({"id": 1, "text": TEXT, "label": []}) + '{"id": 2, "text": \n')
    with pytest.raises(NotReadable, match=r"all\.jsonl:2: the JSON is broken here"):
        read(path)


def test_a_table_in_json_lines_stays_a_table(tmp_path: Path) -> None:
    path = written(tmp_path, lines({"text": "we ring", "source": "a", "code": "near"}))
    assert read_project(path)[0].id == "tidy"


def test_pictures_alone_are_refused_and_nothing_is_written(tmp_path: Path) -> None:
    path = tmp_path / "export.zip"
    with ZipFile(path, "w") as archive:
        archive.writestr("all.jsonl", lines({"id": 1, "text": "", "label": ["cat"]}))
    with pytest.raises(IdealtypesError, match="there is no example with a text"):
        it.import_project(path, into=tmp_path / "study")
    assert not (tmp_path / "study").exists()


def test_two_members_become_a_study_in_which_they_can_be_compared(tmp_path: Path) -> None:
    path = tmp_path / "export.zip"
    with ZipFile(path, "w") as archive:
        for member in ("anna", "bo"):
            said = [{"id": n, "text": f"{TEXT} {n}", "label": [[AT, AT + 6, "near"]]} for n in range(6)]
            archive.writestr(f"{member}.jsonl", lines(*said))
    it.import_project(path, into=tmp_path / "study")
    assert it.check(tmp_path / "study").faults == ()
    assert it.agreement(tmp_path / "study").to_dict()["codes"]
