"""Stored passages that contradict their positions are found in the text again; what cannot be told stays in doubt."""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idealtypes.exchange.format import Wishes
from idealtypes.exchange.formats.refi_qda import read
from idealtypes.exchange.found_again import (
    NOWHERE,
    SEVERAL,
    TOO_MANY,
    Again,
    Astray,
    Effort,
    edits,
    found_again,
)
from idealtypes.exchange.importing import import_project
from idealtypes.exchange.positions import MarkedPassage, find, told
from idealtypes.exchange.project import Project
from idealtypes.files.study import read_study
from tests.exchange.refi_files import codes, coding, guid, project, qdpx, selection, text_source

from ..examples import examples

TALK = (
    "Vi ringte ofte den høsten. Ingen spurte om det, og ingen skrev det ned. Hun svarte alltid samme kveld. "
    "Senere kom det et skjema. Da ringte vi sjeldnere, sa hun. Skjemaet ble liggende."
)
SAID = ("Ingen spurte om det", "samme kveld", "et skjema", "sjeldnere")
Reading = Callable[..., Project]


@pytest.fixture
def reading(tmp_path: Path) -> Reading:
    def made(text: str, *marks: str) -> Project:
        xml = project(codes(), f"<Sources>{text_source(*marks)}</Sources>")
        path = qdpx(tmp_path / "made.qdpx", xml, {f"sources/{guid(3)}.txt": text.encode()})
        return read(path, Wishes())

    return made


def moved(text: str, words: tuple[str, ...], by: int) -> list[str]:
    """Selections named by their passages, that many characters away from them."""
    places = [(text.index(word) + by, text.index(word) + len(word) + by) for word in words]
    return [
        selection(10 + k, *at, coding(1, number=k), name)
        for k, (at, name) in enumerate(zip(places, words, strict=True))
    ]


# in an exchange file


@pytest.mark.parametrize("by", [-25, -3, -1, 6, 14])
def test_positions_that_are_all_off_are_corrected(reading: Reading, by: int) -> None:
    found = reading(TALK, *moved(TALK, SAID, by))
    assert [(one.text, TALK[one.start : one.end], one.matches) for one in found.passages] == [
        (word, word, True) for word in SAID
    ]
    assert "4 of the 4 passages of “Interview” are not where their positions say" in " ".join(found.notes)
    assert found.skipped == ()


def test_one_that_is_off_among_others_that_are_right(reading: Reading) -> None:
    marks = [*moved(TALK, SAID[:3], 0), *moved(TALK, SAID[3:], 9)]
    marks[3] = marks[3].replace(guid(10), guid(19))
    found = reading(TALK, *marks)
    assert [(one.text, TALK[one.start : one.end]) for one in found.passages] == [
        (word, word) for word in SAID
    ]
    assert "1 of the 4 passages" in found.notes[1]


def test_a_source_that_was_edited_after_it_was_coded(reading: Reading) -> None:
    """A heading came, a letter was mended, quotation marks were bent, a sentence was taken out."""
    now = "Intervju 4\n\n" + TALK.replace("et skjema", "ett skjema").replace(" sa hun", "\nsa hun")
    words = ("Ingen spurte om det", "Senere kom det et skjema", "sjeldnere, sa hun", "Skjemaet ble liggende")
    found = reading(now.replace(" Skjemaet ble liggende.", ""), *moved(TALK, words, 0))
    assert [None if one.start is None else now[one.start : one.end] for one in found.passages[:3]] == [
        "Ingen spurte om det",
        "Senere kom det ett skjema",
        "sjeldnere,\nsa hun",
    ]
    assert [one.matches for one in found.passages] == [True, False, True, False]
    assert found.passages[1].text == "Senere kom det et skjema"  # as it was when it was coded
    assert found.passages[3].text == "Skjemaet ble liggende"
    assert [one.what for one in found.skipped] == ["place of a selection in “Interview”"]
    assert found.skipped[0].why.startswith(NOWHERE)
    told = " ".join(found.notes)
    assert (
        "(1 letter by letter, 1 with other blanks, quotation marks or accents, 1 with some letters changed)"
        in told
    )
    assert (
        "3 of 4 stored passages are the text at their position, or were found again: the others are in doubt"
        in told
    )


def test_the_beginning_of_a_passage_finds_it_whole(reading: Reading) -> None:
    start = TALK.index("Hun svarte")
    end = TALK.index(" Senere")
    cut = selection(20, start + 5, end + 5, coding(1), "Hun svarte al…")
    found = reading(TALK, *moved(TALK, SAID, 5), cut)
    assert found.passages[4].text == "Hun svarte alltid samme kveld."


def test_positions_behind_the_text_are_found(reading: Reading) -> None:
    found = reading(TALK, *moved(TALK, (*SAID, "ble liggende"), 20))
    assert TALK[found.passages[4].start : found.passages[4].end] == "ble liggende"
    assert found.skipped == ()


def test_the_study_has_the_places_where_the_passages_are(tmp_path: Path) -> None:
    xml = project(codes(), f"<Sources>{text_source(*moved(TALK, SAID, -3))}</Sources>")
    qdpx(tmp_path / "made.qdpx", xml, {f"sources/{guid(3)}.txt": TALK.encode()})
    import_project(tmp_path / "made.qdpx", tmp_path / "study")
    rows = read_study(tmp_path / "study").statements.select("text", "start", "end").rows()
    assert [(TALK[int(start) : int(end)]) for _, start, end in rows] == list(SAID)


# in the form of Unicode that a program counted


@pytest.mark.parametrize("counted", ["NFC", "NFD"])
@pytest.mark.parametrize(
    "words",
    [
        "På øya går båten når våren er på vei, og så står ånden åpen",
        "Cà phê sữa đá, một ít đường",
        "한국어 말을 해요",
    ],
)
def test_a_text_in_one_form_and_positions_in_the_other(reading: Reading, counted: str, words: str) -> None:
    """Programs compose the letters of a text that has them apart, or the other way about, and count that."""
    text = unicodedata.normalize("NFD" if counted == "NFC" else "NFC", words)
    other = unicodedata.normalize(counted, words)
    last = other.split()[-1]
    middle = " ".join(other.split()[1:3])
    marks = [
        selection(10 + k, other.index(said), other.index(said) + len(said), coding(1, number=k), said)
        for k, said in enumerate((middle, last))
    ]
    found = reading(text, *marks)
    assert [unicodedata.normalize(counted, one.text) for one in found.passages] == [middle, last]
    assert [text[one.start : one.end] == one.text for one in found.passages] == [True, True]
    assert (
        f"in the form {counted} of the text (found by the stored passages, of which 2 of 2" in found.notes[0]
    )


def test_a_note_does_not_claim_that_other_ways_of_counting_are_the_same(reading: Reading) -> None:
    """Two names that are nowhere in the text: whatever they are, the text at the positions is not it."""
    found = reading(TALK, selection(10, 0, 5, coding(1), "sterk"), selection(11, 9, 12, coding(1), "uro"))
    assert "0 of 2 stored names or passages are the text there" in found.notes[0]
    assert "come to the same" not in found.notes[0]


# in a database


def test_stored_passages_of_a_database_are_found_again() -> None:
    marks = [MarkedPassage(TALK.index(word) - 4, TALK.index(word) - 4 + len(word), word) for word in SAID]
    found = find(TALK, [*marks, MarkedPassage(3, 8, "aldri sagt av noen")])
    assert [TALK[at.start : at.end] for at in found.positions[:4]] == list(SAID)
    assert (found.positions[4].start, found.positions[4].doubt) == (3, NOWHERE)
    notes = " ".join(told([("a", found)]))
    assert "4 of the 5 passages of `a` are not where their positions say" in notes
    assert (
        "1 of the 5 passages of `a` are not what its text has at their positions, and are not found" in notes
    )


# which of several


def test_of_several_places_the_one_that_is_off_like_its_neighbours() -> None:
    text = "ja, sier hun. Nei, sier han. Kanskje, sier hun da. Vet ikke, sier hun."
    second = text.index("sier hun da")
    found = found_again(text, [Astray("Kanskje, sier", 20, 13), Astray("sier hun", second - 9, 8)], Effort())
    assert found == [Again(29, 42, "same"), Again(second, second + 8, "same")]


def test_of_several_places_alone_the_nearest_or_none() -> None:
    text = "ja " + "x" * 40 + " ja"
    assert found_again(text, [Astray("ja", 3, 2)], Effort()) == [Again(0, 2, "same")]
    assert found_again(text, [Astray("ja", 22, 2)], Effort()) == [SEVERAL]


def test_several_that_stand_there_several_times_tell_together() -> None:
    text = "ja nei ja " + "x" * 30 + " ja nei nei ja"
    starts = [0, 3, 7]
    astray = [Astray(text[at : at + 3].strip(), at + 4, len(text[at : at + 3].strip())) for at in starts]
    found = found_again(text, [*astray, Astray("nei", 52, 3)], Effort())
    assert [one.start for one in found if isinstance(one, Again)] == [0, 3, 7, 48]


def test_a_word_is_not_found_within_another() -> None:
    assert found_again("Etterpå kom han og på", [Astray("på", 12, 2)], Effort()) == [Again(19, 21, "same")]


# with some letters changed


@given(st.text("abc", min_size=1, max_size=8), st.text("abc", max_size=20))
def test_edits_are_those_of_the_table(wanted: str, text: str) -> None:
    """Beside the plain table of Sellers: a row for each letter wanted, nothing for what comes before."""
    row = list(range(len(wanted) + 1))
    expected = [row[-1]]
    for char in text:
        new = [0]
        for k, letter in enumerate(wanted):
            new.append(min(row[k] + (letter != char), row[k + 1] + 1, new[k] + 1))
        row = new
        expected.append(row[-1])
    assert edits(wanted, text) == expected


@examples(60)
@given(st.integers(0, len(TALK) - 60), st.integers(12, 50), st.data())
def test_a_passage_with_a_letter_changed_is_found(start: int, length: int, data: st.DataObject) -> None:
    passage = TALK[start : start + length].strip()
    at = data.draw(st.integers(0, len(passage) - 1))
    spoiled = passage[:at] + data.draw(st.sampled_from(["", "#", "##"])) + passage[at + 1 :]
    (found,) = found_again(TALK, [Astray(spoiled, max(0, start - 7), length)], Effort())
    assert isinstance(found, Again)
    assert abs(found.start - TALK.index(passage)) <= 3
    assert abs(found.end - TALK.index(passage) - len(passage)) <= 3


def test_a_long_book_of_passages_that_are_astray_takes_no_hour() -> None:
    book = " ".join(f"{k} sa hun, og gikk" for k in range(60_000))  # more than a million characters
    astray = [Astray(f"{k} so hon og gokk", k * 20, 16) for k in range(3_000)]
    before = time.process_time()
    found = found_again(book, astray, Effort(2_500_000, 2_500_000, 200_000))
    assert time.process_time() - before < 10
    assert TOO_MANY in found
