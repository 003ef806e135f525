"""Label Studio: tasks with annotations by several people, spans, choices, dialogues and HTML."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import idealtypes as it
from idealtypes.errors import IdealtypesError
from idealtypes.exchange.detect import read_project
from idealtypes.exchange.format import NotReadable, Wishes
from idealtypes.exchange.project import Project
from idealtypes.files.study import read_study

TEXT = "We 🙂 ring each other.\r\nThen we wait for hours."


def units(text: str, upto: str) -> int:
    return len(text[: text.index(upto)].encode("utf-16-le")) // 2


def span(words: str, *labels: str, id_: str = "", text: str = TEXT, control: str = "label") -> dict[str, Any]:
    start = units(text, words)
    end = start + len(words.encode("utf-16-le")) // 2
    value = {"start": start, "end": end, "text": words, "labels": list(labels)}
    return {"id": id_ or words, "from_name": control, "to_name": "text", "type": "labels", "value": value}


def choice(*choices: str, control: str = "tone") -> dict[str, Any]:
    value = {"choices": list(choices)}
    return {"id": control, "from_name": control, "to_name": "text", "type": "choices", "value": value}


def annotation(by: Any, *results: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"id": f"a{by}", "completed_by": by, "result": list(results), "was_cancelled": False, **more}


def task(id_: int, *annotations: dict[str, Any], text: Any = TEXT, **fields: Any) -> dict[str, Any]:
    return {"id": id_, "data": {"text": text, **fields}, "annotations": list(annotations), "predictions": []}


def read(tmp_path: Path, tasks: Any, **columns: str) -> Project:
    path = tmp_path / "export.json"
    path.write_text(json.dumps(tasks), encoding="utf-8")
    found, project = read_project(path, Wishes(columns))
    assert found.id == "label-studio"
    return project


def coded(project: Project) -> list[tuple[str, str, str]]:
    texts = {passage.id: passage.text for passage in project.passages}
    names = {code.id: code.name for code in project.codes}
    return sorted((texts[c.passage], names[c.code], c.coder) for c in project.codings)


def whys(project: Project) -> list[str]:
    return sorted(f"{one.what}: {one.why}" for one in project.skipped)


def test_spans_by_two_people_with_positions_of_a_browser(tmp_path: Path) -> None:
    project = read(
        tmp_path,
        [
            task(
                7,
                annotation(1, span("ring", "near"), span("wait", "far")),
                annotation(2, span("ring", "near")),
            )
        ],
    )
    assert project.counts() == {"codes": 2, "sources": 1, "statements": 2, "codings": 3, "coders": 2}
    assert coded(project) == [("ring", "near", "1"), ("ring", "near", "2"), ("wait", "far", "1")]
    text = project.sources[0].text
    assert text == TEXT.replace("\r\n", "\n")
    assert [text[p.start : p.end] for p in project.passages] == ["ring", "wait"]
    assert all(p.matches for p in project.passages)
    assert {code.name: code.parent for code in project.codes} == {"near": None, "far": None}


def test_spans_whose_passages_are_not_stored(tmp_path: Path) -> None:
    results = [span(words, "x") for words in ("ring", "other", "Then", "hours")]
    for one in results:
        del one["value"]["text"]
    project = read(tmp_path, [task(1, annotation(1, *results))])
    assert [p.text for p in project.passages] == ["ring", "other", "Then", "hours"]


def test_annotators_with_addresses_and_names(tmp_path: Path) -> None:
    by = {"id": 3, "email": "anna@example.org", "first_name": "Anna", "last_name": ""}
    project = read(tmp_path, [task(1, annotation(by, span("ring", "near")))])
    assert [(coder.id, coder.name) for coder in project.coders] == [("3", "anna@example.org")]


def test_choices_are_on_the_whole_text_and_sets_of_labels_are_folders_where_there_are_several(
    tmp_path: Path,
) -> None:
    project = read(tmp_path, [task(1, annotation(1, span("ring", "warm"), choice("warm", "open")))])
    whole = TEXT.replace("\r\n", "\n")
    assert coded(project) == [(whole, "open", "1"), (whole, "warm", "1"), ("ring", "warm", "1")]
    names = {code.id: code.name for code in project.codes}
    assert sorted(
        (code.name, names.get(code.parent or "", "")) for code in project.codes if code.codable
    ) == [
        ("open", "tone"),
        ("warm", "label"),
        ("warm", "tone"),
    ]


def test_what_is_asked_of_a_region_is_on_its_passage(tmp_path: Path) -> None:
    ring = span("ring", "near")
    asked = {**ring, "from_name": "sure", "type": "choices", "value": {**ring["value"], "choices": ["yes"]}}
    why = {"id": "ring", "from_name": "why", "type": "textarea", "value": {"text": ["she says so"]}}
    project = read(tmp_path, [task(1, annotation(1, ring, asked, why))])
    assert coded(project) == [("ring", "near", "1"), ("ring", "yes", "1")]
    assert {coding.memo for coding in project.codings} == {"she says so"}


def test_a_taxonomy_is_a_tree(tmp_path: Path) -> None:
    value = {"taxonomy": [["help", "peers"], ["rules"]]}
    result = {"id": "t", "from_name": "themes", "to_name": "text", "type": "taxonomy", "value": value}
    project = read(tmp_path, [task(1, annotation(1, result))])
    parents = {code.name: code.parent for code in project.codes}
    assert parents["peers"] == next(code.id for code in project.codes if code.name == "help")
    assert sorted(name for _, name, _ in coded(project)) == ["peers", "rules"]


def test_a_dialogue_is_one_text_of_its_paragraphs(tmp_path: Path) -> None:
    said = [
        {"author": "A", "text": "Whom 🙂 do you ring?"},
        {"author": "B", "text": "A colleague 🙂 whom I know."},
    ]

    def marked(start: int, end: int, first: int, last: int, words: str) -> dict[str, Any]:
        value = {"start": str(start), "end": str(end), "startOffset": first, "endOffset": last, "text": words,
                 "paragraphlabels": ["peers"]}  # fmt: skip
        return {"id": words, "from_name": "l", "to_name": "d", "type": "paragraphlabels", "value": value}

    results = (
        marked(1, 1, 2, 11, "colleague"),
        marked(1, 1, 15, 26, "whom I know"),
        marked(0, 0, 8, 19, "do you ring"),
    )
    project = read(tmp_path, [task(1, annotation(1, *results), text=said)])
    text = project.sources[0].text
    assert text == "Whom 🙂 do you ring?\nA colleague 🙂 whom I know."
    assert [text[p.start : p.end] for p in project.passages] == ["do you ring", "colleague", "whom I know"]


def test_labels_on_html_count_its_text(tmp_path: Path) -> None:
    html = "<p>We <b>ring</b> each other.</p>"
    value = {"start": "/p[1]/b[1]/text()[1]", "end": "/p[1]/b[1]/text()[1]", "startOffset": 0, "endOffset": 4,
             "globalOffsets": {"start": 3, "end": 7}, "text": "ring", "hypertextlabels": ["near"]}  # fmt: skip
    result = {"id": "h", "from_name": "l", "to_name": "t", "type": "hypertextlabels", "value": value}
    project = read(tmp_path, [task(1, annotation(1, result), text=html)])
    assert [(p.text, p.start) for p in project.passages] == [("ring", 3)]
    assert "<b>" not in (project.sources[0].text or "")


def test_pieces_of_an_interview_are_one_source(tmp_path: Path) -> None:
    one = "We ring."
    two = "We 🙂 wait."
    tasks = [
        task(1, annotation(1, span("ring", "near", text=one)), text=one, interview="Int 1", ward="north"),
        task(2, annotation(1, span("wait", "far", text=two)), text=two, interview="Int 1", ward="north"),
        task(3, annotation(1, span("ring", "near", text=one)), text=one, interview="Int 2", ward="south"),
    ]
    apart = read(tmp_path, tasks)
    assert len(apart.sources) == 3
    assert any("is a source of its own" in note and "`interview`" in note for note in apart.notes)
    assert dict(apart.sources[0].attributes) == {"interview": "Int 1", "ward": "north"}
    project = read(tmp_path, tasks, source="interview", case="ward")
    assert [(s.name, s.case, s.text) for s in project.sources] == [
        ("Int 1", "north", "We ring.\n\nWe 🙂 wait."),
        ("Int 2", "south", "We ring."),
    ]
    assert [(p.source, p.text, p.start) for p in project.passages] == [
        ("Int 1", "ring", 3),
        ("Int 1", "wait", 15),
        ("Int 2", "ring", 3),
    ]


@pytest.mark.parametrize(
    ("column", "field"), [("source", "nothing"), ("case", "nothing"), ("text", "nothing")]
)
def test_a_field_that_is_not_there(column: str, field: str, tmp_path: Path) -> None:
    with pytest.raises(NotReadable, match=f"`column` {column}={field}: no task has"):
        read(tmp_path, [task(1, annotation(1, span("ring", "near")), interview="Int 1")], **{column: field})


def test_the_text_is_the_field_in_which_the_passages_are(tmp_path: Path) -> None:
    long = "This is a long word on how the interview came about, and by whom it was led."
    tasks = [task(1, annotation(1, span("ring", "near"))), task(2, annotation(1, span("wait", "far")))]
    for one in tasks:
        one["data"] = {"text": long, "words": one["data"]["text"], "picture": "/data/upload/1/a.png"}
    project = read(tmp_path, tasks)
    assert {s.text for s in project.sources} == {TEXT.replace("\r\n", "\n")}
    assert any("`words` in 2 tasks" in note for note in project.notes)
    assert read(tmp_path, tasks, text="text").sources[0].text == long


def test_what_is_no_coding_is_listed(tmp_path: Path) -> None:
    relation = {"type": "relation", "from_id": "a", "to_id": "b", "direction": "right"}
    stars = {"id": "s", "from_name": "stars", "type": "rating", "value": {"rating": 4}}
    box = {
        "id": "b",
        "from_name": "box",
        "type": "rectanglelabels",
        "value": {"x": 1, "rectanglelabels": ["Car"]},
    }
    bare = span("hours")
    remark = {"id": "r", "from_name": "remark", "type": "textarea", "value": {"text": ["long"]}}
    tasks = [
        task(1, annotation(1, relation, stars, box, bare, remark, span("ring", "near"))),
        task(2, annotation(1, span("ring", "near"), was_cancelled=True)),
        {"id": 3, "data": {"image": "/data/upload/1/a.png"}, "annotations": []},
        {"a": "stranger"},
        {**task(4), "predictions": [{"result": [span("ring", "near")]}], "drafts": [{"result": []}]},
    ]
    project = read(tmp_path, tasks)
    assert coded(project) == [("ring", "near", "1")]
    assert whys(project) == [
        "a draft: it is no annotation that somebody has submitted",
        "a prediction of a model: it is no annotation that somebody has submitted",
        "a region: no label is on it",
        "a relation: it joins two passages, and is on none of its own",
        "a result of `box`: `rectanglelabels` is no label of a text",
        "a result of `stars`: `rating` is no label of a text",
        "a result: its annotator skipped the task",
        "a task: it has no text",
        "an answer to `remark`: it is on the text as a whole, on no passage",
        "an entry: it is no task: it has no `data`, or no `annotations`",
    ]
    assert all(one.where.startswith(str(tmp_path / "export.json")) for one in project.skipped)


def test_spans_beyond_the_text_are_listed_or_keep_what_is_stored(tmp_path: Path) -> None:
    beyond, stored = span("wait", "far", id_="b"), span("hours", "far", id_="c")
    beyond["value"] |= {"start": 900, "end": 910}
    del beyond["value"]["text"]
    stored["value"] |= {"start": 900, "end": 910}
    project = read(tmp_path, [task(1, annotation(1, beyond, stored, span("ring", "near")))])
    assert coded(project) == [("hours", "far", "1"), ("ring", "near", "1")]
    assert ["position is outside the text" in one.why for one in project.skipped] == [True]


@pytest.mark.parametrize("start", [None, "x", True, 1.5, -3, [1]])
def test_positions_that_are_none(start: Any, tmp_path: Path) -> None:
    one = span("wait", "far")
    one["value"] |= {"start": start}
    del one["value"]["text"]
    project = read(tmp_path, [task(1, annotation(1, one, span("ring", "near")))])
    assert coded(project) == [("ring", "near", "1")]
    assert ["position is outside the text" in one.why for one in project.skipped] == [True]


def test_old_exports_and_files_of_a_storage(tmp_path: Path) -> None:
    old = {
        "id": 1,
        "data": {"text": TEXT},
        "completions": [{"id": 9, "created_username": "anna", "result": [span("ring", "near")]}],
    }
    assert coded(read(tmp_path, [old])) == [("ring", "near", "anna")]
    stored = {**annotation(4, span("ring", "near")), "task": {"id": 1, "data": {"text": TEXT}}}
    assert coded(read(tmp_path, stored)) == [("ring", "near", "4")]


@pytest.mark.parametrize(
    ("tasks", "message"),
    [
        ([{"id": 1, "data": {"image": "/data/a.png"}, "annotations": []}], "no task has a text"),
        (
            [{"text": TEXT, "tone": "warm", "annotator": 1, "annotation_id": 1, "lead_time": 2.0}],
            "“JSON-MIN”",
        ),
    ],
)
def test_a_project_that_cannot_be_read_is_refused_and_nothing_is_written(
    tasks: Any, message: str, tmp_path: Path
) -> None:
    path = tmp_path / "export.json"
    path.write_text(json.dumps(tasks), encoding="utf-8")
    with pytest.raises(IdealtypesError, match=message):
        it.import_project(path, into=tmp_path / "study")
    assert not (tmp_path / "study").exists()


def test_an_export_becomes_a_study_whose_coders_agree(tmp_path: Path) -> None:
    tasks = [
        task(n, annotation(1, span("ring", "near")), annotation(2, span("ring", "near"), span("wait", "far")))
        for n in (1, 2)
    ]
    (tmp_path / "export.json").write_text(json.dumps(tasks), encoding="utf-8")
    made = it.import_project(tmp_path / "export.json", into=tmp_path / "study")
    assert made.counts == {"codes": 2, "sources": 2, "statements": 4, "codings": 6, "coders": 2}
    assert it.check(tmp_path / "study").faults == ()
    again = it.import_project(tmp_path / "export.json", into=tmp_path / "study")
    assert again.updated
    assert not again.changes


def test_who_submitted_an_annotation_has_read_the_text(tmp_path: Path) -> None:
    one, two = "We ring.", "We 🙂 wait."
    near = span("ring", "near", text=one)
    tasks = [
        task(
            1,
            annotation(1, near),
            annotation(2),
            annotation(3, near, was_cancelled=True),
            text=one,
            interview="Int 1",
        ),
        task(2, annotation(2, span("wait", "far", text=two)), text=two, interview="Int 1"),
    ]
    for columns in ({}, {"source": "interview"}):
        project = read(tmp_path, tasks, **columns)
        texts = {passage.id: passage.text for passage in project.passages}
        assert [(texts[c.passage], c.coder) for c in project.codings] == [("ring", "1"), ("wait", "2")]
        assert [(texts[r.passage], r.coder) for r in project.readings] == [("ring", "2")]
    made = it.import_project(
        tmp_path / "export.json", into=tmp_path / "study", column={"source": "interview"}
    )
    assert made.account.unexplained == {}
    assert it.check(tmp_path / "study").faults == ()
    assert "2" in set(read_study(tmp_path / "study").readings.get_column("coder"))
