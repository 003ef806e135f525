"""Two coders' spreadsheets: agreement without an edit of any file, and what keeps their passages apart is told."""

# ruff: noqa: E501 (a message stands here on one line, as it is told)

from __future__ import annotations

from pathlib import Path

import pytest

import idealtypes as it
from idealtypes.errors import IdealtypesError
from tests.exchange.books import xlsx

SAID = [
    ("Int 1", "One just rings, and she answers", "Direct contact"),
    ("Int 1", "There was a form to fill in first", "Application"),
    ("Int 1", "She weighed what was best for me", "Judgement"),
    ("Int 2", "I had to apply in writing", "Application"),
    ("Int 2", "They follow a guideline, mostly", "Guideline"),
    ("Int 2", "One can drop in at any time", "Direct contact"),
    ("Int 3", "It was all by the book", "Guideline"),
    ("Int 3", "He looked at my case as it was", "Judgement"),
]
OTHERWISE = {1: "Guideline", 6: "Judgement"}  # what Bo calls differently, by its number


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def sheets() -> None:
    """One sheet with a column that names the coder, and a sheet of each coder's."""
    anna = [*SAID]
    bo = [(source, text, OTHERWISE.get(n, code)) for n, (source, text, code) in enumerate(SAID)]
    head = ("Interview", "Quote", "Code")
    both = [(*row, who) for who, rows in (("Anna", anna), ("Bo", bo)) for row in rows]
    Path("both.xlsx").write_bytes(xlsx(("Coding", ((*head, "Coder"), *both))))
    Path("anna.xlsx").write_bytes(xlsx(("Sheet1", (head, *anna))))
    Path("bo.xlsx").write_bytes(xlsx(("Sheet1", (head, *reversed(bo)))))


def test_one_sheet_and_a_sheet_each_give_the_same_agreement() -> None:
    sheets()
    first = it.import_project("both.xlsx", "together")
    assert first.together == ("Anna", "Bo")
    assert it.import_project("anna.xlsx", "apart", coder="Anna").together == ("Anna",)
    second = it.import_project("bo.xlsx", "apart", coder="Bo")
    assert second.together == ("Anna", "Bo")
    assert second.counts["coders"] == 1
    assert second.conflicts == ()
    assert second.notes[-1] == (
        "Of the 8 statements that `Bo` coded, 8 were coded by others, too: agreement rests on these."
    )
    found = [it.agreement(folder).overall for folder in ("together", "apart")]
    assert found[0].value is not None
    assert found[0].value == pytest.approx(found[1].value)
    assert 0.4 < found[0].value < 0.8


def test_a_sheet_that_names_no_coder_is_no_new_version_of_another() -> None:
    sheets()
    it.import_project("anna.xlsx", "study")
    before = {path.name: path.read_bytes() for path in Path("study").iterdir()}
    with pytest.raises(IdealtypesError) as caught:
        it.import_project("bo.xlsx", "study")
    assert str(caught.value) == (
        "bo.xlsx: nothing says who coded, and it looks like a new version of anna.xlsx: 2 codings would be taken away. If "
        "another person coded, say who with `coder`; if it is a new version, go on with `accept_loss`"
    )
    assert {path.name: path.read_bytes() for path in Path("study").iterdir()} == before
    assert it.import_project("bo.xlsx", "study", accept_loss=True).updated
    # a new version under the same name is one
    Path("anna.xlsx").write_bytes(xlsx(("Sheet1", (("Interview", "Quote", "Code"), *SAID[:6]))))
    it.import_project("anna.xlsx", "other")
    Path("anna.xlsx").write_bytes(xlsx(("Sheet1", (("Interview", "Quote", "Code"), *SAID[:5]))))
    assert it.import_project("anna.xlsx", "other").updated


@pytest.mark.parametrize(
    ("source", "text", "told"),
    [
        ("Int 1", "One just rings, and she answers.", ["int_1-4 and int_1-1"]),
        ("Int 1", "one just rings and she ansers", ["int_1-4 and int_1-1"]),
        ("Int 1", "Nobody would have known what to do", []),
        ("Int 2", "One just rings, and she answers.", []),
    ],
)
def test_passages_that_are_nearly_the_same_are_told(source: str, text: str, told: list[str]) -> None:
    sheets()
    it.import_project("anna.xlsx", "study", coder="Anna")
    rows = [("Interview", "Quote", "Code"), (source, text, "Direct contact"), *SAID[1:]]
    Path("bo.xlsx").write_bytes(xlsx(("Sheet1", rows)))
    made = it.import_project("bo.xlsx", "study", coder="Bo")
    assert [one.where for one in made.conflicts] == told
    assert made.notes[-1].startswith("Of the 8 statements that `Bo` coded, 7 were coded by others, too")


def test_the_same_words_in_a_source_that_is_spelled_otherwise_are_told() -> None:
    sheets()
    it.import_project("anna.xlsx", "study", coder="Anna")
    rows = [("Interview", "Quote", "Code"), ("int 1", SAID[0][1], "Judgement"), *SAID[1:]]
    Path("bo.xlsx").write_bytes(xlsx(("Sheet1", rows)))
    made = it.import_project("bo.xlsx", "study", coder="Bo")
    assert any("`int 1`" in note and "`Int 1`" in note for note in made.notes)
    assert [(one.what, one.where) for one in made.conflicts] == [
        ("statements of two coders", "int_1_2-1 and int_1-1"),
    ]
