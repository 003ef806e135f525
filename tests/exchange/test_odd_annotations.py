"""JSON of programs for annotation in which anything may stand anywhere: messages, no tracebacks."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from idealtypes.errors import IdealtypesError
from idealtypes.exchange.detect import read_project
from idealtypes.exchange.format import Wishes
from tests.exchange import test_catma, test_hypothes_is, test_label_studio, test_uima_cas

from ..examples import examples

ring = test_label_studio.span("ring", "near")
HTML = {
    "id": "h", "from_name": "l", "type": "hypertextlabels",
    "value": {"start": "/p", "globalOffsets": {"start": 3, "end": 7}, "text": "ring", "hypertextlabels": ["n"]},
}  # fmt: skip
SAID = {
    "id": "p", "from_name": "l", "type": "paragraphlabels",
    "value": {"start": "0", "end": "0", "startOffset": 0, "endOffset": 2, "text": "We", "paragraphlabels": ["n"]},
}  # fmt: skip
WHOLE: dict[str, Any] = {
    "tasks.json": [
        test_label_studio.task(
            1, test_label_studio.annotation({"id": 3}, ring, test_label_studio.choice("warm")), ward="n"
        ),
        test_label_studio.task(2, test_label_studio.annotation(1, HTML), text="<p>We ring</p>"),
        test_label_studio.task(3, test_label_studio.annotation(1, SAID), text=[{"author": "A", "text": "We ring"}]),
    ],
    "examples.json": [
        {"id": 1, "text": "vi ringer", "label": [[0, 2, "a"], "b"], "meta": {"x": 1}, "Comments": ["c"]},
        {"id": 2, "text": "vi", "entities": [{"label": "a", "start_offset": 0, "end_offset": 1}], "cats": ["z"]},
        {"id": 3, "text": "q", "annotations": [{"label": 2, "user": 1}], "relations": [{"from_id": 1}]},
    ],
    "page.json": {"total": 6, "rows": test_hypothes_is.SOME},
    "answer.json": {
        "exportId": "X", "totalPages": 2, "pageNo": 1,
        "documents": [{"id": "D", "title": "T", "annotations": [{
            "id": "A", "tagPath": "/a/f", "tagColor": "#ff0000", "author": "anna",
            "phrases": [{"startOffset": 6, "endOffset": 10, "phrase": "ring"}],
            "userProperties": [{"name": "m", "values": ["c"]}],
        }]}],
    },
    "cas.json": json.loads(test_uima_cas.cas()),
}  # fmt: skip
FOLDER: dict[str, Any] = {
    "documents/D_1/header.json": {"gitContentInfoSet": {"title": "Int 1", "author": "A ward"}},
    "documents/D_1/D_1.txt": test_catma.TEXT,
    "tagsets/T_1/header.json": {"name": "contact"},
    "tagsets/T_1/near/propertydefs.json": test_catma.tag("near", "Close"),
    "collections/C_1/header.json": {"responsibleUser": "bo", "sourceDocumentId": "D_1"},
    "collections/C_1/annotations/a.json": [
        test_catma.annotation("A1", "near", "anna", test_catma.part("ring"), mood="c")
    ],
}
ODD = st.sampled_from(
    [None, True, 3, -1, 1.5, 1e300, "", "x", [], {}, [1], [None], [[]], {"a": 1}, [{"a": 1}]]
)


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in inside:
        yield from places(one, (*path, key))


def spoiled(value: Any, data: st.DataObject) -> Any:
    """The same with something odd at one place, or nothing."""
    value = copy.deepcopy(value)
    path = data.draw(st.sampled_from([one for one in places(value) if one]))
    at = value
    for key in path[:-1]:
        at = at[key]
    if data.draw(st.booleans()):
        at[path[-1]] = data.draw(ODD)
    else:
        del at[path[-1]]
    return value


def told(path: Path) -> None:
    try:
        found, _ = read_project(path)
        if found.holds is not None:
            found.holds(path, Wishes())
    except IdealtypesError as problem:
        said = str(problem)
    else:
        return
    assert path.name in said


FAST = examples(60, *HealthCheck)


@FAST
@given(st.data())
@pytest.mark.parametrize("name", sorted(WHOLE))
def test_a_file(tmp_path_factory: pytest.TempPathFactory, name: str, data: st.DataObject) -> None:
    path = tmp_path_factory.mktemp("odd") / name
    path.write_text(json.dumps(spoiled(spoiled(WHOLE[name], data), data)), encoding="utf-8")
    told(path)


@FAST
@given(st.data())
def test_a_folder(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from([name for name in FOLDER if name.endswith(".json")]))
    folder = test_catma.put(
        tmp_path_factory.mktemp("odd") / "catma", FOLDER | {name: spoiled(FOLDER[name], data)}
    )
    told(folder)


@pytest.mark.parametrize("digits", [16, 5000])
def test_a_position_that_no_text_reaches_is_told(tmp_path: Path, digits: int) -> None:
    far = "9" * digits
    (tmp_path / "a.txt").write_text("We just ring.", encoding="utf-8")
    (tmp_path / "a.ann").write_text(f"T1\tring 8 12\tring\nT2\tring 8 {far}\tring\n", encoding="utf-8")
    project = read_project(tmp_path, Wishes())[1]
    assert [one.text for one in project.passages] == ["ring"]
    assert any("line 2" in one.where or ":2" in one.where for one in project.skipped)
