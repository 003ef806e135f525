"""Hypothes.is: quotations with tags, in JSON of several kinds and in the CSV of the sidebar."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

import idealtypes as it
from idealtypes.errors import IdealtypesError
from idealtypes.exchange.detect import read_project
from idealtypes.exchange.project import Project

PAGE = "https://example.org/report"


def annotation(
    id_: str, quoted: str, *tags: str, user: str = "anna", at: int = 10, **more: Any
) -> dict[str, Any]:
    selectors = [
        {"type": "TextPositionSelector", "start": at, "end": at + len(quoted)},
        {"type": "TextQuoteSelector", "exact": quoted, "prefix": "a", "suffix": "b"},
    ]
    return {
        "id": id_, "user": f"acct:{user}@hypothes.is", "uri": PAGE, "text": "", "tags": list(tags),
        "document": {"title": ["A report"]}, "target": [{"source": PAGE, "selector": selectors if quoted else []}],
    } | more  # fmt: skip


SOME = [
    annotation("1", "they ring each other", "near", "peers", text="so they say"),
    annotation("2", "they ring each other", "near", user="bo"),
    annotation("3", "they ring each other", "near", at=500),
    annotation("4", "nobody answers", user="bo"),
    annotation("5", "", "near"),
    annotation("6", "they ring", "near", references=["1"]),
]


def read(path: Path) -> Project:
    found, project = read_project(path)
    assert found.id == "hypothesis"
    return project


SHAPES = [
    SOME,
    {"total": 6, "rows": SOME},
    {
        "export_date": "2026-01-01",
        "export_userid": "acct:anna@hypothes.is",
        "client_version": "1",
        "annotations": SOME,
    },
]


@pytest.mark.parametrize("shape", [*SHAPES, "lines"])
def test_quotations_with_tags(shape: Any, tmp_path: Path) -> None:
    path = tmp_path / "page.json"
    text = "\n".join(map(json.dumps, SOME)) if shape == "lines" else json.dumps(shape, indent=1)
    path.write_text(text, encoding="utf-8")
    project = read(path)
    assert project.counts() == {"codes": 2, "sources": 1, "statements": 2, "codings": 4, "coders": 2}
    assert [(s.name, dict(s.attributes)) for s in project.sources] == [("A report", {"uri": PAGE})]
    assert [(p.text, p.start) for p in project.passages] == [
        ("they ring each other", None),
        ("they ring each other", None),
        ("nobody answers", None),
    ]
    assert [(c.code, c.coder, c.memo) for c in project.codings] == [
        ("near", "acct:anna@hypothes.is", "so they say"),
        ("peers", "acct:anna@hypothes.is", "so they say"),
        ("near", "acct:bo@hypothes.is", ""),
        ("near", "acct:anna@hypothes.is", ""),
    ]
    assert [coder.name for coder in project.coders] == ["anna", "bo"]
    assert sorted(one.why for one in project.skipped) == [
        "it answers another annotation, and is on no passage",
        "it is on the page as a whole, on no passage",
        "no code is on it",
    ]


def test_the_table_of_the_sidebar(tmp_path: Path) -> None:
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(
        ["Created at", "Author", "Page", "URL", "Group", "Type", "Quote/description", "Comment", "Tags"]
    )
    table.writerow(
        ["2026-01-01", "anna", "12", PAGE, "", "Annotation", "they ring, often", "so they say", "near,peers"]
    )
    table.writerow(["2026-01-01", "bo", "", PAGE, "", "Annotation", "they ring, often", "", "near"])
    table.writerow(["2026-01-01", "bo", "", PAGE, "", "Highlight", "nobody answers", "", ""])
    table.writerow(["2026-01-01", "bo", "", PAGE, "", "Reply", "", "no", ""])
    table.writerow(["2026-01-01", "bo", "", PAGE, "", "Page note", "", "long", "near"])
    path = tmp_path / "page.csv"
    path.write_text(out.getvalue(), encoding="utf-8")
    project = read(path)
    assert project.counts() == {"codes": 2, "sources": 1, "statements": 1, "codings": 3, "coders": 2}
    assert {(one.where.rpartition(" ")[2], one.what) for one in project.skipped} >= {
        ("5", "a reply"),
        ("6", "a note"),
    }
    assert dict(project.passages[0].attributes) == {"page": "12"}


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"total": 1, "rows": [annotation("5", "", "near")]}, "no annotation with a quotation"),
        ({"rows": 3, "total": 0, "user": "x"}, "there is no list `rows`"),
    ],
)
def test_what_cannot_be_read_is_refused_and_nothing_is_written(
    data: Any, message: str, tmp_path: Path
) -> None:
    path = tmp_path / "page.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(IdealtypesError, match=message):
        it.import_project(path, into=tmp_path / "study")
    assert not (tmp_path / "study").exists()


@pytest.mark.parametrize(
    "broken",
    [
        {"target": None}, {"target": [3]}, {"target": [{"selector": "x"}]}, {"tags": "near"}, {"document": []},
        {"document": {"title": []}}, {"user": 3}, {"user_info": []}, {"text": None},
        {"target": [{"selector": [{"type": "TextQuoteSelector", "exact": 3}]}]},
    ],
)  # fmt: skip
def test_annotations_that_are_odd_are_no_traceback(broken: dict[str, Any], tmp_path: Path) -> None:
    path = tmp_path / "page.json"
    path.write_text(json.dumps([SOME[0], SOME[1] | broken]), encoding="utf-8")
    assert read(path).counts()["statements"] >= 1


def test_annotations_become_a_study(tmp_path: Path) -> None:
    path = tmp_path / "page.json"
    path.write_text(json.dumps({"total": 6, "rows": SOME}), encoding="utf-8")
    with pytest.raises(IdealtypesError, match=r"2 of 6 codings would be lost .*on the page as a whole"):
        it.import_project(path, into=tmp_path / "study")
    assert not (tmp_path / "study").exists()
    made = it.import_project(path, into=tmp_path / "study", accept_loss=True)
    assert made.counts["codings"] == 4
    assert it.check(tmp_path / "study").faults == ()
