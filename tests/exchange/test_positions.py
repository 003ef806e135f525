"""Passages of a database are found whatever their positions count, as long as the file stores them."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idealtypes.exchange.conventions import STANDARD, Chosen, Convention, SourceText
from idealtypes.exchange.positions import MarkedPassage, are_passages, compared, find, told

WORDS = st.lists(
    st.sampled_from(["jeg", "ringer", "🙂", "👍🏽", "så", "\r\n", "\n", " ", "æ.", "ja"]),
    min_size=1,
    max_size=30,
)
CONVENTIONS = st.builds(
    Convention,
    st.sampled_from(["code points", "UTF-16 code units"]),
    st.sampled_from(["LF", "raw"]),
    st.booleans(),
)


def position(raw, index, convention):
    """What a program counts in front of a character, by counting it."""
    before = re.findall("\r\n|.", raw.removeprefix("\ufeff"), re.DOTALL)[:index]
    text = "".join("\n" if each == "\r\n" and convention.breaks == "LF" else each for each in before)
    if convention.mark and raw.startswith("\ufeff"):
        text = "\ufeff" + text
    return len(text) if convention.unit == "code points" else len(text.encode("utf-16-le")) // 2


@given(
    WORDS, st.lists(st.tuples(st.integers(0, 60), st.integers(1, 20), CONVENTIONS), max_size=6), st.booleans()
)
def test_every_stored_passage_is_found(words, wanted, mark):
    """Several conventions in one text: a passage is where its own puts it, or where the same words stand as well."""
    raw = "\ufeff" * mark + "".join(words)
    source = SourceText.of(raw)
    marks = []
    for start, length, convention in wanted:
        first = min(start, len(source.text) - 1)
        last = min(first + length, len(source.text))
        passage = source.text[first:last]
        marks.append(
            MarkedPassage(position(raw, first, convention), position(raw, last, convention), passage)
        )
    found = find(raw, marks)
    assert found.text == source.text
    for asked, place in zip(marks, found.positions, strict=True):
        if asked.stored.strip():
            assert place.matches
            assert found.text[place.start : place.end] == place.text
            assert place.text.split() == asked.stored.split()


def test_a_passage_that_is_nowhere_is_kept_as_stored():
    found = find(
        "Så ringer jeg.",
        [
            MarkedPassage(0, 2, "noe annet"),
            MarkedPassage(3, 90, "utenfor"),
            MarkedPassage(None, 2, None),
            MarkedPassage(3, 9),
        ],
    )
    assert [(place.start, place.end, place.text, place.matches) for place in found.positions] == [
        (0, 2, "noe annet", False),
        (None, None, "utenfor", False),
        (None, None, "", None),
        (3, 9, "ringer", None),
    ]


def test_exactly_comes_before_blanks_aside():
    """From 0 it is the word alone; from 1, the blank before it too."""
    found = find("Så ringer jeg.", [MarkedPassage(3, 9, "ringer")], Convention(first=1, closed=True))
    assert (found.positions[0].start, found.positions[0].end) == (3, 9)


def test_sources_that_count_alike_are_told_in_one_sentence() -> None:
    one = find("ja 🙂 nei", [MarkedPassage(6, 9, "nei")])
    two = find("🙂 ja 🙂 nei nei", [MarkedPassage(9, 12, "nei"), MarkedPassage(13, 16, "nei")])
    three = find("ja nei", [MarkedPassage(3, 6, "nei")])
    assert told([("a", one), ("b", two), ("c", three)]) == (
        "positions in `a`, `b` count UTF-16 code units, each line end as one (3 of 3 stored passages say so)",
        "positions in `c` count code points, each line end as one (1 of 1 stored passages say so)",
    )


def test_a_passage_with_other_blanks_is_found_where_another_way_of_counting_puts_it() -> None:
    """Two marks count characters, the last one counts UTF-16 units: what stands first is not taken for it."""
    marks = [
        MarkedPassage(5, 8, "nei"),
        MarkedPassage(11, 18, "kanskje"),
        MarkedPassage(13, 25, "kanskje vel"),
    ]
    found = find("ja 🙂 nei 🙂 kanskje  vel slutt", marks)
    assert [(at.text, at.matches) for at in found.positions] == [
        ("nei", True),
        ("kanskje", True),
        ("kanskje  vel", True),
    ]


@pytest.mark.parametrize(
    ("chosen", "labels", "expected"),
    [
        (Chosen(STANDARD, "passages", 1, 2), [], True),
        (Chosen(STANDARD, "passages", 1, 3), [], False),
        (Chosen(STANDARD, "usual"), ["the help came", "a colleague", "quite important"], True),
        (Chosen(STANDARD, "usual"), ["the help came", "quite important"], False),
        (Chosen(STANDARD, "usual"), ["help", "came", "the"], False),
        (Chosen(STANDARD, "usual"), [], False),
    ],
)
def test_labels_are_passages_where_most_are_in_the_text(
    chosen: Chosen, labels: list[str], expected: bool
) -> None:
    assert are_passages(labels, "the help came from a colleague", chosen) is expected


def test_a_cut_label_that_is_not_the_text_is_the_passage_without_its_dots() -> None:
    found = compared("the help that came", "her hand on…", "why", True)
    assert (found.text, found.matches, found.label, found.note) == ("her hand on", False, "", "why")
    assert compared("the help that came", "her hand on…", "", False).label == "her hand on…"
