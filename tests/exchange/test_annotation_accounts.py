"""Of annotations: what a file holds is what was kept, joined and left out, however odd it is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

import idealtypes as it
from idealtypes.errors import IdealtypesError

from ..examples import examples

TEXTS = ["Vi ringer 🙂 en kollega.", "Så venter vi.\r\nLenge.", "", "Takk"]
POSITION = st.one_of(st.integers(-2, 30), st.sampled_from([None, "3", "x", 1.5, True]))
LABEL = st.one_of(st.sampled_from(["near", "far", "a b", ""]), st.integers(0, 2), st.none())
WHO = st.sampled_from([1, 2, "anna", {"id": 2}, None])

SPAN = st.fixed_dictionaries({"start": POSITION, "end": POSITION})
KINDS = st.sampled_from(["labels", "choices", "taxonomy", "rating", "relation"])


def result(kind: str, at: dict[str, Any], labels: list[Any], id_: str, stored: str) -> dict[str, Any]:
    value = {**at, kind: labels} | ({"text": stored} if stored else {})
    return {"id": id_, "type": kind, "from_name": "c" + kind[:1], "value": value}


RESULT = st.builds(
    result,
    KINDS,
    st.one_of(SPAN, st.just({})),
    st.lists(LABEL, max_size=3),
    st.sampled_from(["r1", "r2", "r3"]),
    st.sampled_from(["", "ringer", "vi"]),
)
TASK = st.builds(
    lambda text, said: {
        "data": {"text": text} if text else {"image": "/data/a.png"},
        "annotations": [
            {"completed_by": who, "result": results, "was_cancelled": off} for who, results, off in said
        ],
    },
    st.sampled_from(TEXTS),
    st.lists(st.tuples(WHO, st.lists(RESULT, max_size=4), st.booleans()), max_size=3),
)
EXAMPLE = st.builds(
    lambda text, id_, name, labels: {"id": id_, "text": text, name: labels},
    st.sampled_from(TEXTS),
    st.integers(1, 3),
    st.sampled_from(["label", "entities", "cats"]),
    st.lists(
        st.one_of(
            LABEL,
            st.tuples(POSITION, POSITION, LABEL).map(list),
            st.builds(
                lambda a, b, c: {"start_offset": a, "end_offset": b, "label": c}, POSITION, POSITION, LABEL
            ),
        ),
        max_size=4,
    ),
)
BRAT = st.lists(
    st.one_of(
        st.builds(
            lambda n, type_, a, b, words: f"T{n}\t{type_} {a} {b}\t{words}",
            st.integers(1, 4), st.sampled_from(["Near", "Far"]), st.integers(0, 40), st.integers(0, 40),
            st.sampled_from(["ringer", "vi", "absent"]),
        ),
        st.sampled_from(["T5\tNear x y\tz", "R1\tThen Arg1:T1 Arg2:T2", "#1\tOf T1\thm", "T6\tNear 0 2;3 5\tVi ri"]),
    ),
    max_size=8,
)  # fmt: skip


def accounted(path: Path, into: Path) -> None:
    """An import goes on where it is asked to, and what it tells adds up."""
    try:
        made = it.import_project(path, into=into, accept_loss=True)
    except IdealtypesError as problem:
        said = str(problem)
    else:
        assert made.account.unexplained == {}, (made.account, made.skipped)
        return
    assert any(
        some in said
        for some in ("neither codes nor coded passages", "there is no", "no task", "none that is read")
    )


FAST = examples(40, *HealthCheck)


@FAST
@given(st.lists(TASK, min_size=1, max_size=3))
def test_label_studio(tmp_path_factory: pytest.TempPathFactory, tasks: list[dict[str, Any]]) -> None:
    folder = tmp_path_factory.mktemp("account")
    path = folder / "a.json"
    path.write_text(json.dumps([{"id": n, **task} for n, task in enumerate(tasks)]), encoding="utf-8")
    accounted(path, folder / "study")


@FAST
@given(st.lists(EXAMPLE, min_size=1, max_size=4))
def test_doccano(tmp_path_factory: pytest.TempPathFactory, examples: list[dict[str, Any]]) -> None:
    folder = tmp_path_factory.mktemp("account")
    path = folder / "a.jsonl"
    path.write_text("\n".join(map(json.dumps, examples)), encoding="utf-8")
    accounted(path, folder / "study")


@FAST
@given(BRAT)
def test_brat(tmp_path_factory: pytest.TempPathFactory, lines: list[str]) -> None:
    folder = tmp_path_factory.mktemp("account")
    (folder / "c").mkdir()
    (folder / "c" / "a.ann").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    (folder / "c" / "a.txt").write_text("Vi ringer en kollega. Så venter vi.", encoding="utf-8")
    accounted(folder / "c", folder / "study")


def test_webanno(tmp_path: Path) -> None:
    inside = tmp_path / "project" / "annotation" / "a.txt"
    inside.mkdir(parents=True)
    head = "#FORMAT=WebAnno TSV 3.3\n#T_SP=webanno.custom.Code|value\n#T_SP=webanno.custom.Mark|\n\n\n"
    rows = "#Text=Vi 🙂 ringer\n1-1\t0-2\tVi\tnear[1]|far[2]\t*\t\n1-2\t3-5\t🙂\tnear[1]\t_\t\n"
    rows += "1-2.1\t3-3\t\tnear\t_\t\n"
    rest = "1-3\t6-12\tringer\tnear[3]|near[4]\t_\t\n"
    for name, text in (
        ("anna", rows + rest),
        ("bo", rows),
        ("INITIAL_CAS", rows),
        ("CURATION_USER", rows + rest),
    ):
        (inside / f"{name}.tsv").write_text(head + text, encoding="utf-8")
    made = it.import_project(tmp_path / "project", into=tmp_path / "study", accept_loss=True)
    assert made.account.held == {"codings": 6 + 4 + 4 + 6}
    assert made.account.unexplained == {}


def test_hypothesis(tmp_path: Path) -> None:
    selectors = [{"type": "TextQuoteSelector", "exact": "they ring"}]

    def one(id_: str, *tags: str, **more: Any) -> dict[str, Any]:
        target = [{"source": "u", "selector": selectors}]
        return {
            "id": id_,
            "uri": "u",
            "user": "acct:anna@x",
            "tags": list(tags),
            "target": target,
            "text": "",
        } | more

    rows = [
        one("1", "a", "b", "a"),
        one("2", "a"),
        one("3", "a", references=["1"]),
        one("4", "b", target=[]),
        one("5"),
        {"x": 1},
    ]
    path = tmp_path / "a.json"
    path.write_text(json.dumps({"rows": rows, "total": 6}), encoding="utf-8")
    made = it.import_project(path, into=tmp_path / "study", accept_loss=True)
    assert made.account.held == {"codings": 6}
    assert made.account.unexplained == {}
