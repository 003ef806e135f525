"""The editor of YAML: what was asked for is there, and every other byte is as it was."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from idealtypes.errors import IdealtypesError
from idealtypes.files.document import plain
from idealtypes.files.yaml_edit import AddItems, DropKey, Edit, SetKey, edited, rewrite, scalar
from idealtypes.model.characters import held

TEXTS = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=30).map(held)

CODES = """\
# all
format: 1   # one
codes:   # the list

  # first
  - id: a   # its id
    title: 'A'
    definition: |
      Two
      lines.   # no comment

    # of b
  - definition: before
    id: b
  - {id: c, title: C, definition: "d"}   # flow

# the end
notes: {}
"""


def lines(text: str, *edits: Edit) -> tuple[list[str], list[str]]:
    """The lines that are gone, and those that are new."""
    before, after = text.split("\n"), edited(text, edits).split("\n")
    return [one for one in before if one not in after], [one for one in after if one not in before]


def test_a_key_is_taken_out_with_its_line() -> None:
    assert lines(CODES, DropKey(("codes", 0, "title"))) == (["    title: 'A'"], [])
    gone, new = lines(CODES, DropKey(("codes", 0, "definition")))
    assert (gone, new) == (["    definition: |", "      Two", "      lines.   # no comment"], [])
    assert lines(CODES, DropKey(("codes", 1, "definition"))) == (
        ["  - definition: before", "    id: b"],
        ["  - id: b"],
    )
    flow = '  - {id: c, title: C, definition: "d"}   # flow'
    assert lines(CODES, DropKey(("codes", 2, "title"))) == ([flow], [flow.replace(" title: C,", "")])
    assert lines(CODES, DropKey(("codes", 2, "id"))) == ([flow], [flow.replace("id: c, ", " ")])
    assert edited(CODES, [DropKey(("notes",))]) == CODES.replace("notes: {}\n", "")


def test_a_key_that_is_not_there_is_put_in_or_refused() -> None:
    parent = SetKey(("codes", 1, "parent"), "a", ())
    assert lines(CODES, parent) == ([], ["    parent: a"])
    assert edited(CODES, [SetKey(("cases",), "cases.csv", ())]) == CODES + "cases: cases.csv\n"
    assert edited("a: 1", [SetKey(("b",), 2, ())]) == "a: 1\nb: 2"
    both = [SetKey(("b",), 1, ()), SetKey(("a", "y"), 2, ()), SetKey(("a", "z"), 3, ())]
    assert edited("a:\n  x: 1\n", both) == "a:\n  x: 1\n  y: 2\n  z: 3\nb: 1\n"
    with pytest.raises(IdealtypesError, match="the file has no `parent`"):
        edited(CODES, [SetKey(("codes", 1, "parent"), "a")])
    with pytest.raises(IdealtypesError, match=r"the file has no `codes\.7`"):
        edited(CODES, [SetKey(("codes", 7, "parent"), "a", ())])
    with pytest.raises(IdealtypesError, match="the file has no `parent`"):
        edited(CODES, [DropKey(("codes", 1, "parent"))])
    with pytest.raises(IdealtypesError, match="not readable"):
        edited("a: [", [DropKey(("a",))])


def test_a_text_of_several_lines_is_a_block_where_it_is_asked_for() -> None:
    put = SetKey(("codes", 0, "title"), "One\n\n  two: 2", block=True)
    assert "    title: |-\n      One\n\n        two: 2\n    definition" in edited(CODES, [put])
    assert 'title: "One\\ntwo"\n' in edited(CODES, [SetKey(("codes", 0, "title"), "One\ntwo")])
    assert 'title: "One\\ntwo"' in edited(CODES, [SetKey(("codes", 2, "title"), "One\ntwo", block=True)])


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_items_are_added_behind_the_last(newline: str) -> None:
    text = CODES.replace("\n", newline)
    items = "# new\n- id: d\n  definition: |-\n    x\n\n    y\n- id: e\n"
    after = edited(text, [AddItems(("codes",), items), SetKey(("codes", 2, "title"), "see")])
    new = "  # new\n  - id: d\n    definition: |-\n      x\n\n      y\n  - id: e\n\n# the end"
    assert after == CODES.replace("\n\n# the end", f"\n{new}").replace("title: C", "title: see").replace(
        "\n", newline
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1\n", "a: 1\ncodes:\n  - id: d\n"),
        ("a: 1\ncodes:  # none yet\nb: 2\n", "a: 1\ncodes:  # none yet\n  - id: d\nb: 2\n"),
        ("codes: []   # none\nb: 2\n", "codes:\n  - id: d   # none\nb: 2\n"),
        ("codes:\n- id: a # one\n\nb: 2\n", "codes:\n- id: a # one\n- id: d\n\nb: 2\n"),
        ("codes: [{id: a}, {id: b} ]\n", "codes: [{id: a}, {id: b}, {id: d}]\n"),
        ("{a: 1, codes: [{id: a, b: [1, ]}, ]} # all", "{a: 1, codes: [{id: a, b: [1, ]}, {id: d}]} # all"),
        ("codes:\n    -   id: a", "codes:\n    -   id: a\n    - id: d"),
    ],
)
def test_items_are_added_to_lists_of_all_kinds(text: str, expected: str) -> None:
    assert edited(text, [AddItems(("codes",), "  - id: d\n")]) == expected


def test_a_value_of_the_top_level(tmp_path: Path) -> None:
    assert edited("a: 1 # one\nb: 'x'\n", [SetKey(("b",), "./y.yaml")]) == "a: 1 # one\nb: ./y.yaml\n"
    path = tmp_path / "study.yaml"
    path.write_text("title: T\nscheme: shipped # it\n")
    rewrite(path, lambda text: edited(text, [SetKey(("scheme",), "./own.yaml")]))
    assert path.read_text() == "title: T\nscheme: ./own.yaml # it\n"
    with pytest.raises(IdealtypesError, match=r"study\.yaml: the file has no `goal`"):
        rewrite(path, lambda text: edited(text, [SetKey(("goal",), "x")]))


@given(TEXTS, st.booleans())
def test_any_text_can_be_written(text: str, flow: bool) -> None:
    written = f"{{a: {scalar(text, flow=True)}, b: 1}}" if flow else f"a: {scalar(text)}\nb: 1\n"
    assert YAML(typ="safe", pure=True).load(written) == {"a": text, "b": 1}


VALUES: st.SearchStrategy[Any] = st.one_of(
    TEXTS,
    st.integers(-5, 5),
    st.booleans(),
    st.lists(TEXTS, max_size=2),
    st.dictionaries(TEXTS, TEXTS, max_size=2),
)


@given(st.integers(0, 2), st.sampled_from(["id", "title", "definition", "extra"]), VALUES, st.booleans())
def test_a_value_of_any_kind_is_put_and_taken_out_again(code: int, key: str, value: Any, block: bool) -> None:
    place = ("codes", code, key)
    after = edited(CODES, [SetKey(place, value, ("id",), block)])
    assert plain(after)["codes"][code][key] == value
    assert after.startswith("# all\nformat: 1   # one\ncodes:   # the list\n\n  # first\n")
    there = plain(CODES)["codes"][code]
    if key not in there:
        assert edited(after, [DropKey(place)]) == CODES
