"""Positions: every convention there and back, and how it is found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idealtypes.exchange.conventions import (
    STANDARD,
    WINDOWS,
    Convention,
    Ruler,
    SourceText,
    agrees,
    choose,
    effective,
)

PARTS = st.sampled_from(["a", "é", "字", "🙂", "👩‍👩‍👧", " ", "word", "\n", "\r\n", "\r"])
RAW = st.builds(
    lambda mark, parts: mark + "".join(parts), st.sampled_from(["", "\ufeff"]), st.lists(PARTS, max_size=30)
)
CONVENTIONS = st.builds(
    Convention,
    st.sampled_from(["code points", "UTF-16 code units", "bytes"]),
    st.sampled_from(["LF", "raw", "CRLF"]),
    st.booleans(),
    st.sampled_from([0, 1]),
    st.booleans(),
)


def count(text: SourceText, convention: Convention, upto: int) -> int:
    """The units before a code point, counted one by one on the text itself."""
    units = 0
    for k, character in enumerate(text.text[:upto]):
        if character == "\n":
            units += (
                2 if convention.breaks == "CRLF" or (convention.breaks == "raw" and k in text.doubles) else 1
            )
        elif convention.unit == "code points":
            units += 1
        elif convention.unit == "bytes":
            units += len(character.encode())
        else:
            units += len(character.encode("utf-16-le")) // 2
    mark = (3 if convention.unit == "bytes" else 1) * (text.mark and convention.mark)
    return units + mark + convention.first


@given(RAW)
def test_texts_have_line_feeds_only_and_know_what_they_had(raw: str) -> None:
    text = SourceText.of(raw)
    assert "\r" not in text.text
    assert not text.text.startswith("\ufeff")
    assert text.mark == raw.startswith("\ufeff")
    back = "".join("\r\n" if k in text.doubles else character for k, character in enumerate(text.text))
    assert back == raw.removeprefix("\ufeff").replace("\r\n", "\0").replace("\r", "\n").replace("\0", "\r\n")


@given(RAW, CONVENTIONS, st.data())
def test_every_span_is_found_again_in_every_convention(
    raw: str, convention: Convention, data: st.DataObject
) -> None:
    text = SourceText.of(raw)
    start = data.draw(st.integers(0, len(text.text)))
    end = data.draw(st.integers(start, len(text.text)))
    first, last = count(text, convention, start), count(text, convention, end) - convention.closed
    assert Ruler(text, convention).span(first, last) == (start, end)


@given(RAW, CONVENTIONS)
def test_the_plainest_convention_gives_the_same_spans(raw: str, convention: Convention) -> None:
    text = SourceText.of(raw)
    plain = effective(text, convention)
    for position in range(len(text.text) * 4 + 4):
        assert Ruler(text, plain).span(position, position) == Ruler(text, convention).span(position, position)


@given(RAW, CONVENTIONS, st.integers(-5, 200), st.integers(-5, 200))
def test_no_position_leads_out_of_the_text(raw: str, convention: Convention, start: int, end: int) -> None:
    text = SourceText.of(raw)
    span = Ruler(text, convention).span(start, end)
    assert span is None or 0 <= span[0] <= span[1] <= len(text.text)


def test_a_position_within_a_character_takes_the_character() -> None:
    text = SourceText.of("a🙂b")
    assert Ruler(text, WINDOWS).span(2, 4) == (1, 3)
    assert Ruler(text, WINDOWS).span(0, 2) == (0, 2)


def test_an_end_just_beyond_is_the_end_and_further_is_none() -> None:
    ruler = Ruler(SourceText.of("ten chars."), STANDARD)
    assert ruler.span(4, 12) == (4, 10)
    assert ruler.span(4, 13) is None
    assert ruler.span(5, 4) is None


RAW_TEXT = (
    "\ufeffFirst 🙂 line of the talk\r\nwhere the help came from\r\na colleague she had met before\r\n"
    "🙂 and trusted\r\n"
)
TRUTH = ("First", "the talk", "help came", "colleague", "she had met", "trusted")


def marks(convention: Convention, stored: bool) -> list[tuple[int, int, tuple[str, ...]]]:
    text = SourceText.of(RAW_TEXT)
    found = []
    for passage in TRUTH:
        start = text.text.index(passage)
        end = start + len(passage)
        last = count(text, convention, end) - convention.closed
        found.append((count(text, convention, start), last, (passage,) if stored else ()))
    return found


@pytest.mark.parametrize(
    "convention",
    [
        STANDARD,
        WINDOWS,
        Convention("code points", "raw"),
        Convention("code points", "raw", True),
        Convention("UTF-16 code units", "LF"),
        Convention("UTF-16 code units", "raw", True),
        Convention("bytes", "raw", True),
        Convention("bytes", "LF"),
        Convention("code points", "LF", first=1),
        Convention("code points", "raw", closed=True),
    ],
)
def test_stored_passages_tell_the_convention(convention: Convention) -> None:
    text = SourceText.of(RAW_TEXT)
    choice = choose(text, marks(convention, stored=True))
    assert choice.found == "passages"
    assert (choice.agree, choice.marks) == (6, 6)
    ruler = Ruler(text, choice.convention)
    spans = [ruler.span(start, end) for start, end, _ in marks(convention, stored=True)]
    assert [text.text[span[0] : span[1]] for span in spans if span] == list(TRUTH)


@pytest.mark.parametrize("convention", [STANDARD, WINDOWS, Convention("code points", "raw")])
def test_the_edges_of_words_tell_where_nothing_is_stored(convention: Convention) -> None:
    choice = choose(SourceText.of(RAW_TEXT), marks(convention, stored=False))
    assert choice.convention == convention
    assert (choice.found, choice.agree, choice.marks) == ("words", 6, 6)
    assert choice.next_best < 5


def test_labels_are_no_passages() -> None:
    labelled = [
        (start, end, (f"quotation {k}",)) for k, (start, end, _) in enumerate(marks(WINDOWS, stored=False))
    ]
    choice = choose(SourceText.of(RAW_TEXT), labelled)
    assert (choice.convention, choice.found) == (WINDOWS, "words")


def test_what_tells_nothing_is_taken_as_usual() -> None:
    assert choose(SourceText.of(RAW_TEXT.removeprefix("\ufeff")), [(0, 5, ())]).found == "alike"
    assert choose(SourceText.of("plain text"), [(0, 5, ())], WINDOWS).convention == STANDARD
    one = choose(SourceText.of("x🙂\r\n" * 4 + "字" * 60), [(20, 30, ())], WINDOWS)
    assert (one.convention, one.found) == (WINDOWS, "usual")


def test_one_sloppy_mark_does_not_overturn_the_usual_convention() -> None:
    """“elp ” of “help me”: under another way of counting it happens to be a word. With “e” of “me” there are two."""
    text = SourceText.of("a b\r\nhelp me\r\nnow")
    one = choose(text, [(5, 9, ())], STANDARD)
    assert (one.convention, one.found) == (STANDARD, "usual")
    two = choose(text, [(5, 9, ()), (10, 12, ())], STANDARD)
    assert (two.convention, two.found) == (Convention("code points", "raw"), "words")


def test_the_usual_convention_is_found_where_two_more_marks_speak_for_it() -> None:
    """Of “help” and “me” the one is a word in both ways of counting."""
    text = SourceText.of("a b\r\nhelp me\r\nnow")
    assert choose(text, [(4, 8, ())], STANDARD).found == "usual"
    assert choose(text, [(4, 8, ()), (9, 11, ())], STANDARD).found == "words"


@pytest.mark.parametrize(
    ("span", "stored", "agreed"),
    [
        ("the help that came", "the help that came", "whole"),
        ("the help\n that came ", "the help that came", "whole"),
        ("the help that came", "the help…", "beginning"),
        ("the help that came", "the help...", "beginning"),
        ("the help that came", "the", ""),
        ("the help that came", "he help that came", ""),
        ("", "", ""),
        ("abc", "", ""),
        ("", "…", ""),
    ],
)
def test_stored_passages_may_be_cut_and_reflowed(span: str, stored: str, agreed: str) -> None:
    assert agrees(span, stored) == agreed
