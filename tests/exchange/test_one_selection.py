"""A quotation of a PDF that stands as areas of pages and as a span of the text, all with one GUID, is one quotation."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from idealtypes.exchange.format import Wishes
from idealtypes.exchange.formats.refi_qda import read
from idealtypes.exchange.importing import import_project
from idealtypes.exchange.project import Project
from idealtypes.files.study import read_study
from tests.exchange.refi_files import (
    TEXT,
    area,
    codes,
    coding,
    guid,
    pdf_source,
    project,
    qdpx,
    selection,
    text_source,
)

HELP = TEXT.index("The help"), TEXT.index(" from")
TRUST = TEXT.index("trust her"), TEXT.index(" more")
OFFICE = TEXT.index("the office"), TEXT.index("office") + 6
Reading = Callable[..., Project]


@pytest.fixture
def reading(tmp_path: Path) -> Reading:
    def made(*sources: str) -> Project:
        xml = project(codes(), f"<Sources>{''.join(sources)}</Sources>", origin="ATLAS.ti 24")
        texts = {f"sources/{guid(k)}.txt": TEXT.encode() for k in (3, 30)}
        return read(qdpx(tmp_path / "made.qdpx", xml, texts, inner="Trial.qde"), Wishes())

    return made


def atlas() -> tuple[str, str]:
    """Four quotations of an interview and three of a PDF: with its text, without, and across two pages."""
    both = coding(1, number=1) + coding(2, number=2)
    spoken = [(0, 3), HELP, TRUST, OFFICE]
    quotes = "".join(
        selection(10 + k, *at, both if k == 0 else coding(1, number=10 + k)) for k, at in enumerate(spoken)
    )
    areas = [
        area(20, 1, coding(1, number=20), "1:1 p 1", "The help came"),
        area(21, 2, coding(2, number=21) + coding(1, number=22), "1:2 p 2"),
        area(22, 2, coding(2, number=23), "1:3 p 2 - 3", "I trust"),
        area(22, 3, coding(2, number=23), "1:3 p 2 - 3", "her more"),
    ]
    spans = [
        selection(20, *HELP, coding(1, number=20), "1:1 p 1"),
        selection(21, *OFFICE, coding(2, number=21), "1:2 p 2"),
        selection(22, TRUST[0] - 2, TRUST[1] + 5, coding(2, number=23), "1:3 p 2 - 3"),
    ]
    return text_source(quotes), pdf_source("".join(areas), "".join(spans))


def test_seven_quotations_are_seven_statements(reading: Reading, tmp_path: Path) -> None:
    found = reading(*atlas())
    numbers = found.counts()
    assert (numbers["statements"], numbers["codings"]) == (7, 9)
    assert "4 selections are one with another of the same GUID" in " ".join(found.notes)
    assert found.skipped == ()
    pdf = [one for one in found.passages if one.source == guid(30)]
    assert [(one.text, TEXT[one.start : one.end], one.locator) for one in pdf] == [
        ("The help came", "The help came", "page 1"),
        ("the office", "the office", "page 2"),
        ("I trust her more", "I trust her more", "pages 2, 3"),
    ]
    made = import_project(tmp_path / "made.qdpx", tmp_path / "study")
    assert read_study(made.into).statements.height == 7
    assert read_study(made.into).codings.height == 9


def test_what_is_coded_on_the_area_alone_is_coded_on_its_text(reading: Reading) -> None:
    found = reading(pdf_source(area(20, 4, coding(1) + coding(2, number=1)), selection(20, *HELP, "")))
    assert [(one.text, one.locator) for one in found.passages] == [("The help came", "page 4")]
    assert sorted(one.code for one in found.codings) == [guid(1), guid(2)]
    assert found.skipped == ()


def test_a_span_that_the_file_holds_twice_is_one(reading: Reading) -> None:
    found = reading(text_source(selection(10, *HELP, coding(1)) + selection(10, *HELP, coding(2))))
    assert len(found.passages) == 1
    assert sorted(one.code for one in found.codings) == [guid(1), guid(2)]


def test_two_coders_of_one_quotation_stay_two(reading: Reading) -> None:
    found = reading(
        pdf_source(area(20, 1, coding(1, 5), "", "The help came"), selection(20, *HELP, coding(1, 6)))
    )
    assert [one.coder for one in found.codings] == [guid(6), guid(5)]
    assert len(found.passages) == 1


def test_areas_of_one_quotation_without_a_text_are_one_passage(reading: Reading) -> None:
    pages = area(20, 1, coding(1), "", "and so") + area(20, 2, coding(1), "", "it went on")
    (one,) = reading(pdf_source(pages, "")).passages
    assert (one.text, one.locator) == ("and so\nit went on", "pages 1, 2")


def test_the_words_of_the_area_hold_where_the_text_is_missing(reading: Reading) -> None:
    pdf = pdf_source(
        area(20, 1, coding(1), "", "The help came"),
        selection(20, *HELP, coding(1)),
        path="internal://gone.txt",
    )
    assert [(one.text, one.start) for one in reading(pdf).passages] == [("The help came", None)]


def test_quotations_of_other_guids_stay_apart(reading: Reading) -> None:
    found = reading(
        pdf_source(
            area(20, 1, coding(1), "", "The help came") + area(21, 2, coding(2)),
            selection(22, *HELP, coding(1)),
        )
    )
    assert len(found.passages) == 2
    assert [one.what for one in found.skipped] == ["selection in “Report” with 1 coding"]


def test_a_stretch_of_a_recording_that_its_transcript_has_too(reading: Reading) -> None:
    def audio(number: int, code: int) -> str:
        points = "".join(
            f'<SyncPoint guid="{guid(44 + k)}" timeStamp="{k}" position="{at}"/>' for k, at in enumerate(HELP)
        )
        ends = f'fromSyncPoint="{guid(44)}" toSyncPoint="{guid(45)}"'
        said = f'<TranscriptSelection guid="{guid(46)}" {ends}>{coding(1)}</TranscriptSelection>'
        text = f"<PlainTextContent>{TEXT}</PlainTextContent>"
        return (
            f'<AudioSource guid="{guid(40)}" name="talk" path="relative:///a.m4a">'
            f'<Transcript guid="{guid(41)}" name="raw">{text}{points}{said}</Transcript>'
            f'<AudioSelection guid="{guid(number)}" begin="0" end="900">{coding(code)}</AudioSelection></AudioSource>'
        )

    assert reading(audio(46, 1)).skipped == ()
    for number, code in ((47, 1), (46, 2)):  # another stretch; a code that the transcript lacks
        found = reading(audio(number, code))
        assert len(found.passages) == 1
        assert [one.what for one in found.skipped] == ["selection in “talk” with 1 coding"]
