"""Files in the shape of those that programs write, made here: what each does in its own way, what it counts."""

from pathlib import Path

import pytest

from idealtypes.exchange.format import Wishes
from idealtypes.exchange.formats.refi_qda import read
from idealtypes.exchange.project import Project
from idealtypes.exchange.refi.project_file import usual
from tests.exchange.refi_files import (
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

HELP = TEXT.index("The help"), TEXT.index(" from")
LINES = [(number, line) for number, line in enumerate(TEXT.split("\n")) if line]


def deep(depth: int) -> str:
    """Codes below codes, so many levels."""
    inner = "" if depth == 1 else deep(depth - 1)
    return f'<Code guid="{guid(100 + depth)}" isCodable="true" name="level {depth}">{inner}</Code>'


def qc(path: Path) -> Project:
    """Like qc 1.2 to 1.3: no declaration, bare names of texts, sources without a name, whole lines named `line:N`."""
    marks, start = "", 0
    for number, line in enumerate(TEXT.split("\n")):
        end = start + len(line) + 1
        if line:
            put = coding(1, 5, 2 * number) + (coding(2, 5, 2 * number + 1) if number == 1 else "")
            marks += selection(10 + number, start, end, put, f"line:{number}")
        start = end
    xml = project(
        f'<Users><User name="chris" guid="{guid(5)}" /></Users>',
        codes(),
        f'<Sources><TextSource plainTextPath="one.txt" guid="{guid(3)}">{marks}</TextSource>'
        f'<TextSource plainTextPath="two.txt" guid="{guid(4)}" /></Sources>',
        origin="qc 1.3.2",
    ).partition("\n")[2]
    texts = {"sources/one.txt": f"{TEXT}\n".encode(), "sources/two.txt": b"nothing coded\n"}
    return read(qdpx(path / "qc.qdpx", xml, texts), Wishes())


def test_lines_of_qc_are_the_lines_they_name(tmp_path: Path) -> None:
    found = qc(tmp_path)
    assert found.counts() == {"codes": 2, "sources": 2, "statements": 3, "codings": 4, "coders": 1}
    assert [source.name for source in found.sources] == ["one.txt", "two.txt"]
    assert [(passage.locator, passage.text) for passage in found.passages] == [
        (f"line:{number}", f"{line}\n") for number, line in LINES
    ]
    assert "the other ways of counting" not in found.notes[0]
    assert found.skipped == ()


def test_f4_leaves_the_texts_and_the_texts_of_notes_out(tmp_path: Path) -> None:
    """Like a project.qde of f4 by itself: formatted texts beside plain ones, no users, memos on marks."""
    rich = f' richTextPath="internal://{guid(3)}.docx"'
    memo = f'<Description>a memo on a mark</Description><NoteRef targetGUID="{guid(21)}"/>'
    marks = (
        selection(10, 320, 416, coding(1)),
        selection(11, 995, 1260, coding(1, number=1)),
        selection(12, 603, 812, memo),
        selection(13, 995, 1260, memo),
    )
    notes = f'<Note guid="{guid(21)}" plainTextPath="internal://{guid(21)}.txt"/>'
    (tmp_path / "project.qde").write_text(
        project(
            codes(),
            f"<Sources>{text_source(*marks, attributes=rich)}</Sources><Notes>{notes}</Notes>",
            origin="f4 2025.2.9",
        ),
        encoding="utf-8",
    )
    found = read(tmp_path / "project.qde", Wishes())
    assert found.counts() == {"codes": 2, "sources": 1, "statements": 2, "codings": 2, "coders": 0}
    assert [(passage.text, passage.locator) for passage in found.passages] == [
        ("", "320–416"),
        ("", "995–1260"),
        ("", "603–812"),
        ("", "995–1260"),
    ]
    assert [passage.memo for passage in found.passages] == ["", "", "a memo on a mark", "a memo on a mark"]
    assert [each.what for each in found.skipped] == [
        "text of “Interview”",
        f"note “{guid(21)}”",
        *["selection without codes in “Interview”"] * 2,
    ]
    assert found.notes == ()


def test_nvivo_for_mac_writes_the_codebook_and_files_beside_the_texts(tmp_path: Path) -> None:
    """Like NVivo 15 for Mac: `.root` and a .docx for each text in the archive, codes seven deep, nothing coded."""
    by = f' creatingUser="{guid(5)}"'
    xml = project(
        f'<Users><User guid="{guid(5)}" id="CP" name="chris"/><User guid="{guid(6)}" id="C" name="cp"/></Users>',
        f"<CodeBook><Codes>{deep(7)}</Codes></CodeBook>",
        f"<Sources>{text_source(attributes=by)}</Sources>",
        origin="NVivo for Mac 15.0.0",
        attributes=f'basePath="" creatingUserGUID="{guid(5)}" xmlns="urn:QDA-XML:project:1.0" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="urn:QDA-XML:project:1.0 P.xsd"',
    )
    texts = {f"sources/{guid(3)}.docx": b"PK", f"sources/{guid(3)}.txt": b"\n", "sources/.root": b""}
    found = read(qdpx(tmp_path / "mac.qdpx", xml, texts), Wishes())
    assert found.counts() == {"codes": 7, "sources": 1, "statements": 0, "codings": 0, "coders": 0}
    parents = {code.id: code.parent for code in found.codes}
    line = [guid(101)]
    while parents[line[-1]] is not None:
        line.append(str(parents[line[-1]]))
    assert len(line) == 7
    assert found.notes == ("“chris”, “cp” coded nothing",)


@pytest.mark.parametrize(
    ("origin", "counted"),
    [
        ("NVivo for Mac 15.0.0", HELP),
        ("NVivo 14 for mac", HELP),
        ("MAXQDA 24", HELP),
        ("", HELP),
        ("NVivo for Windows 12.6", tuple(units(at) for at in HELP)),
        ("NVivo 14", tuple(units(at) for at in HELP)),
    ],
)
def test_where_nothing_else_tells_a_program_counts_as_usual(
    origin: str, counted: tuple[int, int], tmp_path: Path
) -> None:
    """Over line ends of two characters and an emoji, one mark without its passage: only the program tells."""
    xml = project(
        codes(), f"<Sources>{text_source(selection(10, *counted, coding(1)))}</Sources>", origin=origin
    )
    found = read(qdpx(tmp_path / "a.qdpx", xml, {f"sources/{guid(3)}.txt": WINDOWS}), Wishes())
    assert [(each.text, each.start, each.end) for each in found.passages] == [("The help came", *HELP)]


def test_what_programs_usually_count() -> None:
    assert str(usual("NVivo for Windows 12.6")) == "UTF-16 code units, line ends as the file has them"
    assert str(usual("NVivo for Mac 15.0.0")) == str(usual("qc 1.3.2")) == "code points, each line end as one"


def test_a_source_that_does_not_tell_follows_the_others_of_the_project(tmp_path: Path) -> None:
    """Five marks tell what positions count in the one source; the other has one, which tells nothing, and follows."""
    words = ["The help came", "trust her", "colleague", "office", "help"]
    places = [(units(TEXT.index(word)), units(TEXT.index(word) + len(word))) for word in words]
    first = "".join(selection(10 + k, *place, coding(1, number=k)) for k, place in enumerate(places))
    second = selection(20, *places[0], coding(1, number=9))
    xml = project(codes(), f"<Sources>{text_source(first)}{text_source(second, number=4)}</Sources>")
    texts = {f"sources/{guid(number)}.txt": WINDOWS for number in (3, 4)}
    found = read(qdpx(tmp_path / "a.qdpx", xml, texts), Wishes())
    assert [passage.text for passage in found.passages] == [*words, "The help came"]
    assert "inferred from the other sources of the project" in found.notes[1]


def test_variables_of_several_sources_on_a_case_without_a_name_make_it_a_case(tmp_path: Path) -> None:
    variables = f'<Variables><Variable guid="{guid(50)}" name="age" typeOfVariable="Text"/></Variables>'
    value = f'<VariableValue><VariableRef targetGUID="{guid(50)}"/><TextValue>41</TextValue></VariableValue>'
    both = "".join(f'<SourceRef targetGUID="{guid(number)}"/>' for number in (3, 4))
    case = f'<Cases><Case guid="{guid(51)}">{value}{both}</Case></Cases>'
    sources = f"<Sources>{text_source()}{text_source(number=4)}</Sources>"
    texts = {f"sources/{guid(number)}.txt": TEXT.encode() for number in (3, 4)}
    found = read(qdpx(tmp_path / "a.qdpx", project(codes(), variables, case, sources), texts), Wishes())
    assert [(each.name, dict(each.attributes)) for each in found.cases] == [("case 1", {"age": "41"})]
    assert [(each.case, dict(each.attributes)) for each in found.sources] == [(guid(51), {})] * 2
