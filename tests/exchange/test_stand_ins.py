"""What another program's texts hold and ours may not is replaced, counted and told, and what was imported passes."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

import idealtypes as it
from idealtypes.exchange.project import ForeignCode, ForeignCoding, ForeignSource, Passage, Project
from idealtypes.exchange.stand_ins import with_stand_ins
from idealtypes.exchange.study_folder import texts_of

from ..files.conftest import STUDIES

TEXT = "He said\x0cso, \ufeffand \u202e not so."


def project() -> Project:
    return Project(
        "x",
        "A\x07",
        codes=(ForeignCode("1\x0c", "pay\x93", definition="what\x0cit is", memo="\ud800"),),
        sources=(ForeignSource("s", "One", TEXT, attributes={"a\x0cge": "5\x001"}),),
        passages=(Passage("p", "s", TEXT[3:10], 3, 10),),
        codings=(ForeignCoding("p", "1\x0c"),),
    )


def test_one_for_one_in_every_text_and_no_id() -> None:
    made = with_stand_ins(project())
    assert made.name == "A "
    assert made.codes[0] == ForeignCode("1\x0c", "pay ", definition="what it is", memo="\ufffd")
    assert made.sources[0].text == "He said so, \u2060and \u2060 not so."
    assert made.sources[0].text[3:10] == made.passages[0].text
    assert made.sources[0].attributes == {"a ge": "5\ufffd1"}
    (note,) = made.notes
    assert "4 times U+000C (form feed)" in note
    assert "and 0" not in note


def test_what_may_enter_is_the_same_object() -> None:
    sound = replace(with_stand_ins(project()), notes=())
    assert with_stand_ins(sound) is sound


def taguette(folder: Path) -> Path:
    """A table of codings, as many programs write it."""
    path = folder / "codings.csv"
    path.write_text(
        'document,code,segment,coder\n"Int\x0c1","pay\x07 x","He said\x0c \ufeffso \u202eand\x93 so",Bo\n'
        "Two,duty,\u2067שלום\u2069 fine,Bo\n",
        encoding="utf-8",
    )
    return path


def doccano(folder: Path) -> Path:
    path = folder / "admin.jsonl"
    text = "Page one\x0c page\x1b two \ufdd0 and \u2066 on"
    row = {"id": 1, "text": text, "label": [[5, 14, "pay\x0b"]], "Comments": []}
    path.write_text(json.dumps(row) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize("made", [taguette, doccano])
def test_what_was_imported_passes(tmp_path: Path, made: Callable[[Path], Path]) -> None:
    found = it.import_project(made(tmp_path), tmp_path / "s", coder="Bo")
    assert sum("no text may hold were replaced" in note for note in found.notes) == 1
    assert not it.check(tmp_path / "s").faults
    again = it.import_project(made(tmp_path), tmp_path / "s", coder="Bo")
    assert not again.changes
    assert not again.conflicts


def test_texts_of_sources_that_were_changed_by_hand(tmp_path: Path) -> None:
    shutil.copytree(STUDIES / "good_minimal", tmp_path / "s")
    names = it.read_study(tmp_path / "s").sources["id"].to_list()
    rows = "".join(f"{name},{name}.txt\n" for name in names)
    (tmp_path / "s" / "sources.csv").write_text(f"id,text_file\n{rows}", encoding="utf-8")
    with (tmp_path / "s" / "study.yaml").open("a", encoding="utf-8") as file:
        file.write("sources: sources.csv\n")
    (tmp_path / "s" / f"{names[0]}.txt").write_bytes("\ufeffPage\x0cone \ufeff\x01".encode() + b"\xff")
    assert texts_of(it.read_study(tmp_path / "s")) == {names[0]: "\ufeffPage one \u2060 \ufffd"}
