"""The builder on its own: what goes in twice, what belongs where, and what is listed."""

from __future__ import annotations

from idealtypes.exchange.builder import Builder
from idealtypes.exchange.positions import MarkedPassage
from idealtypes.exchange.project import ForeignCase, ForeignCode, ForeignCoding, ForeignSource, Passage
from idealtypes.exchange.segments import Segment

TEXT = "The help came from a colleague."


def begun() -> Builder:
    made = Builder("made", "a project")
    made.code(ForeignCode("1", "help"), "codes")
    made.source(ForeignSource("s", "talk"), TEXT, "sources")
    return made


def test_a_memo_is_the_codings_or_without_a_code_the_passages() -> None:
    made = begun()
    made.segment("s", Segment("a", MarkedPassage(4, 8), ("1",), "kari", "on the code"), "rows")
    made.segment("s", Segment("b", MarkedPassage(9, 13), (), "kari", "on the passage"), "rows")
    found = made.project()
    assert [(one.text, one.memo) for one in found.passages] == [("help", ""), ("came", "on the passage")]
    assert [one.memo for one in found.codings] == ["on the code"]
    assert [one.what for one in found.skipped] == ["mark b"]


def test_a_source_that_is_twice_in_one_case_is_in_it() -> None:
    made = begun()
    made.case(ForeignCase("n", "North"), "cases")
    made.link("n", "s", MarkedPassage(0, 3), "links")
    made.link("n", "s", MarkedPassage(9, 13), "links")
    made.link("gone", "s", None, "links")
    made.segment("s", Segment("a", MarkedPassage(4, 8), ("1",)), "rows")
    found = made.project()
    assert found.sources[0].case == "n"
    assert dict(found.passages[0].attributes) == {}
    assert [one.what for one in found.skipped] == ["link of case gone to source s"]


def test_what_comes_again_with_the_same_id_is_listed() -> None:
    made = begun()
    made.code(ForeignCode("1", "other"), "codes")
    made.source(ForeignSource("s", "another"), None, "sources")
    made.segment("s", Segment("a", MarkedPassage(4, 8), ("1", "9")), "rows")
    made.segment("s", Segment("a", MarkedPassage(4, 8), ("1",)), "rows")
    made.segment("t", Segment("b", MarkedPassage(4, 8), ("1",)), "rows")
    found = made.project()
    assert [(one.what, one.why) for one in found.skipped] == [
        ("code `other`", "its id 1 is that of `help`"),
        ("source `another`", "its id s is that of another source"),
        ("coding a", "its code 9 is not in the codebook"),
        ("coding a", "there is another one with this id"),
        ("coding b", "its source t is not in the project"),
    ]
    assert found.counts()["codings"] == 1


def test_codes_stand_in_their_folder_when_there_is_one() -> None:
    made = begun()
    made.code(ForeignCode("2", "trust"), "codes")
    folders = {key: ForeignCode(f"folder {key}", key, codable=False) for key in "abc"}
    made.sort_into(folders, {"1": ["a"], "2": ["a", "b"], "3": []}, "folders", "codes in folders")
    found = made.project()
    assert [(code.id, code.parent) for code in found.codes] == [
        ("1", "folder a"),
        ("2", None),
        ("folder a", None),
    ]
    assert [(one.what, one.where) for one in found.skipped] == [
        ("categories of code 2", "codes in folders"),
        ("category `b`", "folders"),
        ("category `c`", "folders"),
    ]
    assert "in several (`a`, `b`)" in found.skipped[0].why


def test_words_that_a_coder_codes_again_are_another_passage() -> None:
    made = Builder("made", "a table")
    passage = Passage("p", made.source_named("talk"), "help")
    for code in ("trust", "help", "help", "help"):
        made.coded(passage, [ForeignCoding("", made.code_at((code,)), "kari")])
    found = made.project()
    assert [one.id for one in found.passages] == ["p", "p-2", "p-3"]
    assert [(one.passage, one.code) for one in found.codings] == [
        ("p", "trust"),
        ("p", "help"),
        ("p-2", "help"),
        ("p-3", "help"),
    ]


def test_a_tree_that_bites_its_tail_is_cut_once() -> None:
    made = Builder("made", "a tree")
    for id_, parent in (("a", "c"), ("b", "a"), ("c", "b"), ("d", "gone")):
        made.code(ForeignCode(id_, id_.upper(), parent=parent), "codes")
    found = made.project()
    assert sum(code.parent is None for code in found.codes) == 2
    assert [one.what for one in found.skipped] == ["parent of `B`", "parent of `D`"]
