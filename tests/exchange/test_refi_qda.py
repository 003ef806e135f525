"""REFI-QDA: every trait of real files that has misled a reader, in small files made here."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import pytest

from idealtypes.exchange.detect import read_project
from idealtypes.exchange.format import NotReadable, Sample, Wishes
from idealtypes.exchange.formats.refi_qda import FORMAT, read
from idealtypes.exchange.project import Coder, Project
from idealtypes.files.budget import Budget
from tests.exchange.refi_files import (
    PROJECT,
    TEXT,
    WINDOWS,
    codes,
    coding,
    guid,
    project,
    qdpx,
    selection,
    text_source,
    units,
)

USERS = f'<Users><User guid="{guid(5)}" name="Ane"/><User guid="{guid(6)}" name="Bo"/></Users>'
HELP = TEXT.index("The help"), TEXT.index(" from")
TRUST = TEXT.index("trust"), TEXT.index(" more")

Reading = Callable[..., Project]


@pytest.fixture
def reading(tmp_path: Path) -> Reading:
    def made(xml: str, texts: dict[str, bytes] | None = None, inner: str = "project.qde") -> Project:
        held = {f"sources/{guid(3)}.txt": TEXT.encode()} if texts is None else texts
        return read(qdpx(tmp_path / "a.qdpx", xml, held, inner), Wishes())

    return made


def whys(found: Project) -> str:
    return "\n".join(f"{each.what} | {each.where} | {each.why}" for each in found.skipped)


def small(*inside: str, origin: str = "test 1") -> str:
    return project(USERS, codes(), f"<Sources>{text_source(*inside)}</Sources>", origin=origin)


def test_codes_coders_passages_and_several_codes_on_one(reading: Reading) -> None:
    found = reading(
        small(
            selection(10, *HELP, coding(1, 5) + coding(2, 6)),
            selection(11, *TRUST, coding(2, 5)),
        )
    )
    assert found.counts() == {"codes": 2, "sources": 1, "statements": 2, "codings": 3, "coders": 2}
    assert [(code.name, code.parent, code.color, code.definition) for code in found.codes] == [
        ("help", None, "#44bbff", "What helps"),
        ("trust", guid(1), "", ""),
    ]
    assert [(each.text, TEXT[each.start : each.end]) for each in found.passages] == [
        ("The help came", "The help came"),
        ("trust her", "trust her"),
    ]
    assert [(each.code, each.coder) for each in found.codings] == [
        (guid(1), guid(5)),
        (guid(2), guid(6)),
        (guid(2), guid(5)),
    ]
    assert found.coders == (Coder(guid(5), "Ane"), Coder(guid(6), "Bo"))
    assert (found.name, found.maker, found.skipped) == ("small", "test 1", ())


def test_nvivo_for_windows_counts_utf16_units_over_crlf(reading: Reading) -> None:
    words = ["The help came", "trust her", "colleague", "office", "help"]
    places = [(TEXT.index(word), TEXT.index(word) + len(word)) for word in words]
    marks = [
        selection(10 + k, units(start), units(end), coding(1, 5)) for k, (start, end) in enumerate(places)
    ]
    xml = small(*marks, origin="NVivo for Windows 12.6")
    found = reading(xml, {f"Sources/{guid(3)}.txt": WINDOWS})
    assert found.sources[0].text == TEXT
    assert [each.text for each in found.passages] == words
    assert [(each.start, each.end) for each in found.passages] == places
    assert "UTF-16 code units, line ends as the file has them (inferred: 5 of 5 selections" in found.notes[0]


def test_atlas_counts_a_crlf_as_one_and_names_the_file_after_the_project(reading: Reading) -> None:
    xml = small(selection(10, *HELP, coding(1), "The help came"), selection(11, *TRUST, coding(2), "trust…"))
    found = reading(xml, {f"sources/{guid(3)}.txt": WINDOWS}, inner="Trial.qde")
    assert [each.text for each in found.passages] == ["The help came", "trust her"]
    assert "code points, each line end as one" in found.notes[0]


def test_stored_passages_decide_and_those_that_differ_are_said(reading: Reading) -> None:
    places = [HELP, TRUST, (0, 3), (TEXT.index("office"), TEXT.index("office") + 6)]
    names = ["The help came", "trust her", "Dag", "something quite else"]
    marks = [
        selection(10 + k, units(start), units(end), coding(1), name)
        for k, ((start, end), name) in enumerate(zip(places, names, strict=True))
    ]
    found = reading(small(*marks), {f"sources/{guid(3)}.txt": WINDOWS})
    assert [each.matches for each in found.passages] == [True, True, True, False]
    assert [each.text for each in found.passages] == names
    assert "found by the stored passages, of which 3 of 4 are the text there" in found.notes[0]
    assert "in “Interview” 3 of 4 stored passages are the text at their position" in found.notes[1]


def test_names_that_are_labels_are_kept_as_names(reading: Reading) -> None:
    found = reading(
        small(
            selection(10, *HELP, coding(1), "s1"),
            selection(11, *TRUST, coding(1), "line:4"),
            selection(12, 0, 3, coding(1), "12, 40"),
        )
    )
    assert [(each.matches, each.locator, dict(each.attributes)) for each in found.passages] == [
        (None, "", {"name": "s1"}),
        (None, "line:4", {}),
        (None, "", {}),
    ]


def test_the_passage_as_description_is_no_memo(reading: Reading) -> None:
    said = "<Description>trust her</Description>"
    found = reading(small(selection(10, *TRUST, said + coding(1))))
    assert (found.passages[0].matches, found.passages[0].memo) == (True, "")


def test_selections_without_codes_are_listed_and_their_notes_kept(reading: Reading) -> None:
    note = f'<Notes><Note guid="{guid(20)}"><PlainTextContent>look again</PlainTextContent></Note></Notes>'
    mark = selection(
        10, *HELP, f'<Description>a memo</Description><NoteRef targetGUID="{guid(20).upper()}"/>'
    )
    xml = project(codes(), f"<Sources>{text_source(mark)}</Sources>", note)
    found = reading(xml)
    assert found.counts()["statements"] == 0
    assert found.passages[0].memo == "a memo\nlook again"
    assert "selection without codes in “Interview”" in whys(found)
    assert "its note is kept" in whys(found)
    assert found.memo == ""


def test_guids_in_any_case_with_and_without_braces(reading: Reading) -> None:
    mark = selection(10, *HELP, coding(1, 5)).replace(
        f'targetGUID="{guid(1)}"', f'targetGUID="{{{guid(1).upper()}}}"'
    )
    path = f"internal://{guid(3).upper()}.TXT"
    found = reading(project(USERS, codes(), f"<Sources>{text_source(mark, path=path)}</Sources>"))
    assert (len(found.codings), found.sources[0].text) == (1, TEXT)


@pytest.mark.parametrize(
    "attributes", ["", 'xmlns="urn:QDA-XML:project:1.5"', 'xmlns="urn:QDA-XML:project:1:0"', PROJECT]
)
def test_any_namespace_or_none(reading: Reading, attributes: str) -> None:
    found = reading(
        project(
            codes(),
            f"<Sources>{text_source(selection(10, *HELP, coding(1)))}</Sources>",
            attributes=attributes,
        )
    )
    assert found.counts()["codings"] == 1


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("relative:///a.txt", "outside the project"),
        ("absolute:///home/a.txt", "outside the project"),
        ("internal://missing.txt", "does not hold this file"),
        ("internal://../../etc/passwd", "leads out of the project"),
    ],
)
def test_texts_that_are_not_there_are_said_and_passages_take_their_names(
    reading: Reading, path: str, why: str
) -> None:
    marks = (
        selection(10, 4, 9, coding(1), "trust her")
        + selection(11, 5, 7, coding(1), "line:3")
        + selection(12, 1, 2, "")
    )
    found = reading(project(codes(), f"<Sources>{text_source(marks, path=path)}</Sources>"))
    assert found.sources[0].text is None
    assert [(each.text, each.start, each.locator) for each in found.passages] == [
        ("trust her", None, "4–9"),
        ("", None, "line:3"),
        ("", None, "1–2"),
    ]
    assert why in whys(found)
    assert path in whys(found)


def test_texts_inline_beside_and_by_bare_name(reading: Reading, tmp_path: Path) -> None:
    inline = f'<TextSource guid="{guid(3)}" name="a"><PlainTextContent>{TEXT}</PlainTextContent></TextSource>'
    assert reading(project(f"<Sources>{inline}</Sources>")).sources[0].text == TEXT
    assert (
        reading(project(f"<Sources>{text_source(path='a.txt')}</Sources>"), {"sources/a.txt": b"qc"})
        .sources[0]
        .text
        == "qc"
    )
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / f"{guid(3)}.txt").write_bytes(WINDOWS)
    (tmp_path / "project.qde").write_text(small(selection(10, *HELP, coding(1))), encoding="utf-8")
    assert read(tmp_path / "project.qde", Wishes()).passages[0].text == "The help came"


def test_texts_in_other_encodings(reading: Reading) -> None:
    name = f"sources/{guid(3)}.txt"
    assert reading(small(), {name: TEXT.encode("utf-16")}).sources[0].text == TEXT
    found = reading(small(), {name: "a\nén".encode("latin-1")})
    assert found.sources[0].text is None
    assert "the text is not UTF-8: byte 0xE9 on line 2" in whys(found)


def test_pdf_text_is_read_and_areas_are_listed(reading: Reading) -> None:
    box = f'<PDFSelection guid="{guid(31)}" page="2" firstX="1" firstY="1" secondX="9" secondY="9">'
    within = (
        f'<Representation guid="{guid(32)}"><PlainTextContent>in a box</PlainTextContent></Representation>'
    )
    pdf = (
        f'<PDFSource guid="{guid(30)}" name="plan" path="internal://plan.pdf">{box}{coding(1)}</PDFSelection>'
        f'{box.replace(guid(31), guid(33))}{within}{coding(2)}</PDFSelection><Representation guid="{guid(34)}">'
        f"<PlainTextContent>{TEXT}</PlainTextContent>{selection(35, *TRUST, coding(2))}</Representation></PDFSource>"
    )
    found = reading(project(codes(), f"<Sources>{pdf}</Sources>"))
    assert [(each.kind, each.text) for each in found.sources] == [("pdf", TEXT)]
    assert sorted((each.text, each.locator) for each in found.passages) == [
        ("in a box", "page 2"),
        ("trust her", ""),
    ]
    assert "selection in “plan” with 1 coding" in whys(found)
    assert "an area of a page, without its text" in whys(found)


def test_media_are_listed_and_transcripts_read(reading: Reading) -> None:
    media = (
        f'<PictureSource guid="{guid(40)}" name="map" path="internal://a.jpg"><PictureSelection guid="{guid(41)}" '
        f'firstX="1" firstY="1" secondX="2" secondY="2">{coding(1)}</PictureSelection></PictureSource>'
        f'<AudioSource guid="{guid(42)}" name="talk" path="relative:///a.m4a"><Transcript guid="{guid(43)}" name="raw">'
        f'<PlainTextContent>{TEXT}</PlainTextContent><SyncPoint guid="{guid(44)}" timeStamp="0" position="{HELP[0]}"/>'
        f'<SyncPoint guid="{guid(45)}" timeStamp="900" position="{HELP[1]}"/><TranscriptSelection guid="{guid(46)}" '
        f'fromSyncPoint="{guid(44)}" toSyncPoint="{guid(45)}">{coding(1)}</TranscriptSelection></Transcript>'
        f'<AudioSelection guid="{guid(47)}" begin="0" end="0">{coding(2)}</AudioSelection></AudioSource>'
        f'<VideoSource guid="{guid(48)}" name="clip" path="relative:///a.mp4"/>'
    )
    found = reading(project(codes(), f"<Sources>{media}</Sources>"))
    assert [each.text for each in found.passages] == ["The help came"]
    assert [(each.name, each.kind) for each in found.sources] == [
        ("map", "picture"),
        ("talk: raw", "transcript"),
        ("talk", "audio"),
        ("clip", "video"),
    ]
    for what in ("selection in “map” with 1 coding", "selection in “talk” with 1 coding", "source “clip”"):
        assert what in whys(found)


def test_cases_variables_and_sets(reading: Reading) -> None:
    variables = f'<Variables><Variable guid="{guid(50)}" name="age" typeOfVariable="Integer"/></Variables>'
    value = f'<VariableValue><VariableRef targetGUID="{guid(50)}"/><IntegerValue>41</IntegerValue></VariableValue>'
    to_source = f'<SourceRef targetGUID="{guid(3)}"/>'
    to_mark = f'<SelectionRef targetGUID="{guid(10)}"/>'
    cases = (
        f'<Cases><Case guid="{guid(51)}" name="north"><CodeRef targetGUID="{guid(1)}"/>{value}{to_source}'
        f"{to_mark}</Case>"
        f'<Case guid="{guid(52)}" name="south">{to_source}</Case><Case guid="{guid(53)}">{value}'
        f"{to_source}</Case></Cases>"
    )
    sets = (
        f'<Sets><Set guid="{guid(54)}" name="2024"><MemberCode targetGUID="{guid(1)}"/>'
        f'<MemberSource targetGUID="{guid(3)}"/></Set></Sets><Graphs><Graph guid="{guid(55)}" name="net"/></Graphs>'
    )
    source = text_source(selection(10, *HELP, coding(1)))
    found = reading(project(codes(), variables, cases, f"<Sources>{source}</Sources>", sets))
    assert [(each.name, dict(each.attributes)) for each in found.cases] == [
        ("north", {"age": "41"}),
        ("south", {}),
    ]
    assert found.sources[0].case == guid(51)
    assert dict(found.sources[0].attributes) == {"set": "2024", "age": "41"}
    assert found.passages[0].attributes["case"] == "north"
    for what in (
        "1 codes of the case “north”",
        "in the case “south”",
        "set “2024” of 1 codes",
        "graph “net”",
    ):
        assert what in whys(found)


def test_notes_and_links_become_memos(reading: Reading) -> None:
    notes = "".join(
        f'<Note guid="{guid(60 + k)}"><PlainTextContent>{text}</PlainTextContent></Note>'
        for k, text in enumerate(["on the code", "on the coding", "by a link", "free", "on the project"])
    )
    book = codes(
        f'<Code guid="{guid(9)}" name="c" isCodable="true"><NoteRef targetGUID="{guid(60)}"/></Code>'
    )
    mark = selection(10, *HELP, coding(1, None, 1, f'<NoteRef targetGUID="{guid(61)}"/>'))
    links = (
        f'<Links><Link guid="{guid(70)}" originGUID="{guid(10)}" targetGUID="{guid(62)}"/>'
        f'<Link guid="{guid(71)}" originGUID="{guid(1)}" targetGUID="{guid(2)}"/></Links>'
    )
    xml = project(
        book,
        f"<Sources>{text_source(mark)}</Sources><Notes>{notes}</Notes>",
        links,
        f'<NoteRef targetGUID="{guid(64)}"/>',
    )
    found = reading(xml)
    assert [code.memo for code in found.codes] == ["", "", "on the code"]
    assert (found.codings[0].memo, found.passages[0].memo) == ("on the coding", "by a link")
    assert found.memo == "on the project\n\nfree"
    assert "1 links" in whys(found)


def test_folders_are_no_codes_unless_they_were_used(reading: Reading) -> None:
    book = codes(
        f'<Code guid="{guid(8)}" name="folder" isCodable="false"/>',
        f'<Code guid="{guid(9)}" name="used" isCodable="0"/>',
    )
    found = reading(project(book, f"<Sources>{text_source(selection(10, *HELP, coding(9)))}</Sources>"))
    assert [(code.name, code.codable) for code in found.codes[2:]] == [("folder", False), ("used", True)]


def test_what_cannot_be_followed_is_listed(reading: Reading) -> None:
    book = codes(f'<Code guid="{guid(2)}" name="again" isCodable="true"/>')
    marks = (
        selection(10, *HELP, coding(99)),
        selection(11, *HELP, coding(1, 5) + coding(1, 5, 1)),
        selection(12, 5, 5000, coding(1), "gone"),
        selection(13, *HELP, coding(1)).replace(f'"{HELP[0]}"', '"x"'),
        selection(13, *TRUST, coding(1, 77)),
    )
    found = reading(project(book, f"<Sources>{text_source(*marks)}</Sources><Odd/>"))
    text = whys(found)
    assert "code “again” |" in text
    assert f"the code {guid(99)} is not in the codebook" in text
    assert "the same coder put the same code" in text
    assert "its positions, 5 to 5000, are not in the text" in text
    assert f"its positions, x to {HELP[1]}, are not in the text" in text
    assert "1 Odd" in text
    assert len({each.id for each in found.passages}) == 5
    assert [each.name for each in found.coders] == ["unknown user " + guid(5), "unknown user " + guid(77)]


def test_codings_of_a_whole_source(reading: Reading) -> None:
    found = reading(small(coding(1, 5)))
    assert (found.passages[0].text, found.passages[0].locator) == (TEXT, "the whole source")
    outside = reading(project(codes(), f"<Sources>{text_source(coding(1), path='relative:///a')}</Sources>"))
    assert "1 codings of “Interview” as a whole" in whys(outside)


def test_sources_before_the_codebook(reading: Reading) -> None:
    found = reading(project(f"<Sources>{text_source(selection(10, *HELP, coding(1)))}</Sources>", codes()))
    assert len(found.codings) == 1


@pytest.mark.parametrize(
    ("data", "count"),
    [
        (
            '\ufeff<?xml version="1.0" encoding="utf-8"?>\n<CodeBook xmlns="urn:QDA-XML:codebook:1.0">{}</CodeBook>',
            2,
        ),
        ('<CodeBook xmlns="urn:QDA-XML:codebook:1:0" origin="x">{}<Sets/></CodeBook>', 2),
        ('<CodeBook xmlns="urn:QDA-XML:codebook:0:4">{}</CodeBook>', 2),
        ("<CodeBook/>", 0),
    ],
)
def test_codebooks(tmp_path: Path, data: str, count: int) -> None:
    inside = codes().removeprefix("<CodeBook>").removesuffix("</CodeBook>")
    (tmp_path / "book.qdc").write_text(data.format(inside), encoding="utf-8")
    found = read(tmp_path / "book.qdc", Wishes())
    assert (found.name, len(found.codes)) == ("book", count)


def test_sets_of_codes_in_a_codebook_are_listed(tmp_path: Path) -> None:
    inside = codes().removeprefix("<CodeBook>").removesuffix("</CodeBook>")
    sets = f'<Sets><Set guid="{guid(4)}" name="core"><MemberCode guid="{guid(1)}"/></Set></Sets>'
    (tmp_path / "book.qdc").write_text(f"<CodeBook>{inside}{sets}</CodeBook>", encoding="utf-8")
    assert "set “core” of 1 codes" in whys(read(tmp_path / "book.qdc", Wishes()))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"<NotAProject/>", "the first element is `NotAProject`"),
        (b"<Project><Sources>", "broken here"),
        (b"<!DOCTYPE a><Project/>", "document type"),
        (b"", "empty"),
        (b"PK\x03\x04 but no archive", "no zip archive"),
    ],
)
def test_what_is_no_project_is_said(tmp_path: Path, data: bytes, message: str) -> None:
    (tmp_path / "a.qde").write_bytes(data)
    with pytest.raises(NotReadable, match=message):
        read(tmp_path / "a.qde", Wishes())


def test_archives_without_a_project_or_with_two(tmp_path: Path) -> None:
    with pytest.raises(NotReadable, match="no project file"):
        read(qdpx(tmp_path / "a.qdpx", "", inner="readme.txt"), Wishes())
    with pytest.raises(NotReadable, match="2 project files"):
        read(qdpx(tmp_path / "b.qdpx", "<Project/>", {"b.qde": b""}, "a.qde"), Wishes())
    with pytest.raises(NotReadable, match=r"[Nn]o such file"):
        read(tmp_path / "c.qdpx", Wishes())


def test_progress_is_told(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    path = qdpx(tmp_path / "a.qdpx", small(selection(10, *HELP, coding(1))))
    read(path, Wishes(progress=lambda done, of: told.append((done, of))))
    assert told
    assert all(0 < done <= of for done, of in told)


@pytest.mark.parametrize(
    ("head", "members", "recognised"),
    [
        (b"PK", ("sources/a.txt", "Trial.QDE"), True),
        (b"PK", ("a.xml",), False),
        (b'\xef\xbb\xbf<?xml version="1.0"?><CodeBook xmlns="urn:QDA-XML:codebook:1.0">', (), True),
        (b"<Project name='x'><CodeBook>", (), True),
        (b'<codeBook xmlns="ddi:codebook:2_5"><docDscr>', (), False),
        (b"<Project><PropertyGroup>", (), False),
        (b"source;text;urn:QDA-XML", (), False),
        (b"", (), False),
    ],
)
def test_recognised_by_content(head: bytes, members: tuple[str, ...], recognised: bool) -> None:
    assert FORMAT.recognises(Sample(Path("a"), head, members)) is recognised


def test_notes_repeated_without_end_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("idealtypes.exchange.refi.assembling.budget", lambda: Budget(notes=100))
    note = f'<Notes><Note guid="{guid(20)}"><PlainTextContent>{"x" * 30}</PlainTextContent></Note></Notes>'
    reference = f'<NoteRef targetGUID="{guid(20)}"/>'
    marks = [selection(10 + k, *HELP, f"<Description>own</Description>{reference}") for k in range(4)]
    path = qdpx(tmp_path / "a.qdpx", project(f"<Sources>{text_source(*marks)}</Sources>", note))
    with pytest.raises(
        NotReadable, match="notes are repeated to too many characters, and at most 100 are read"
    ):
        read(path, Wishes())


def test_codes_without_guids_are_told_apart_by_their_place(tmp_path: Path) -> None:
    book = (
        "<CodeBook><Codes>"
        + 2 * '<Code name="a"><Code name="b"/></Code>'
        + '<Code name="b"/></Codes></CodeBook>'
    )
    (tmp_path / "a.qdc").write_text(book, encoding="utf-8")
    found = read(tmp_path / "a.qdc", Wishes())
    assert [(code.name, code.parent is None) for code in found.codes] == [
        ("a", True),
        ("b", False),
        ("b", True),
    ]
    assert whys(found).count("has the same GUID") == 2


@pytest.mark.parametrize("inner", ["project.qde", "Trial.qde", "Trial/project.qde"])
def test_a_project_that_was_unpacked_to_a_folder_is_the_same(inner: str, tmp_path: Path) -> None:
    xml = small(selection(10, *HELP, coding(1, 5)), selection(11, *TRUST, coding(2, 6)))
    above = inner.rpartition("/")[0]
    sources = f"{above}/sources" if above else "sources"
    packed = qdpx(tmp_path / "a.qdpx", xml, {f"{sources}/{guid(3)}.txt": TEXT.encode()}, inner)
    folder = tmp_path / "a"
    with ZipFile(packed) as archive:
        archive.extractall(folder)
    (folder / ".DS_Store").write_bytes(b"\0")
    format_, found = read_project(folder)
    assert format_.id == "refi-qda"
    assert found == replace(read(packed, Wishes()), notes=found.notes)
    assert found.counts()["codings"] == 2
    assert [p.text for p in found.passages] == ["The help came", "trust her"]


def test_an_unpacked_project_whose_texts_are_gone_and_one_with_two_project_files(tmp_path: Path) -> None:
    folder = tmp_path / "a"
    folder.mkdir()
    (folder / "project.qde").write_text(small(selection(10, *HELP, coding(1, 5))), encoding="utf-8")
    found = read(folder, Wishes())
    assert "the project does not hold this file" in whys(found)
    (folder / "A.qde").write_text("<Project/>", encoding="utf-8")
    (folder / "project.qde").rename(folder / "B.qde")
    with pytest.raises(NotReadable, match="there are 2 project files"):
        read(folder, Wishes())
    (folder / "A.qde").unlink()
    (folder / "B.qde").write_text("<Project><broken", encoding="utf-8")
    with pytest.raises(NotReadable, match=r"B\.qde:1: the XML is broken here"):
        read(folder, Wishes())
