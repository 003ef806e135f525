"""Workbooks are opened once it is known that they are no bombs."""

from __future__ import annotations

import contextlib
import io
import re
import struct
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idealtypes.files import sheet_extents
from idealtypes.files.biff import extents
from idealtypes.files.budget import Budget
from idealtypes.files.faults import Findings
from idealtypes.files.tables import read_table
from idealtypes.files.workbooks import NoWorkbook, read_grids
from tests.exchange.books import ods, part, repacked, xls, xlsx

SMALL = xlsx(("one", [["id", "n"], ["a", 2]]))


def refused(data: bytes) -> str:
    with pytest.raises(NoWorkbook) as problem:
        read_grids(data)
    return str(problem.value)


def test_xlsx_xls_and_ods_give_the_same_grid() -> None:
    rows = (
        '<table:table-row><table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    )
    rows += (
        '<table:table-cell office:value-type="{}"{}><text:p>{}</text:p></table:table-cell></table:table-row>'
    )
    sheet = rows.format("id", "string", "", "n") + rows.format("a", "float", ' office:value="2"', "2")
    for data in (SMALL, xls({(0, 0): "id", (0, 1): "n", (1, 0): "a", (1, 1): 2.0}), ods(sheet)):
        (grid,) = read_grids(data)
        assert [list(row) for row in grid.rows] == [["id", "n"], ["a", 2.0]]


@pytest.mark.parametrize("cells", [{(1_048_575, 16_383): 1}, {(0, 0): 1, (1_048_575, 16_383): 2}])
def test_cells_at_far_corners_are_refused_before_they_are_laid_out(cells: dict[tuple[int, int], int]) -> None:
    data = repacked(
        SMALL,
        sheet1_xml=b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        + b"".join(
            b'<row r="%d"><c r="%s%d"><v>1</v></c></row>' % (row + 1, b"XFD" if column else b"A", row + 1)
            for row, column in cells
        )
        + b"</sheetData></worksheet>",
    )
    assert refused(data).startswith(
        "its sheets reach over 17,179,869,184 cells, and at most 8,000,000 are read"
    )


def test_cells_without_references_are_counted_too() -> None:
    sheet = part(SMALL, "sheet1.xml")
    far = sheet.replace(b' r="B2"', b"").replace(b'<row r="2"', b'<row r="9000000"')
    assert "its sheets reach over" in refused(repacked(SMALL, sheet1_xml=far))
    near = sheet.replace(b' r="B2"', b"")
    assert len(read_grids(repacked(SMALL, sheet1_xml=near))[0].rows) == 2


def test_references_in_unusual_writing_are_counted_too() -> None:
    sheet = part(SMALL, "sheet1.xml").replace(b'<c r="B2"', b"<c  r='XFD1048576'")
    assert "its sheets reach over" in refused(repacked(SMALL, sheet1_xml=sheet))


def test_formatted_blank_cells_far_out_do_no_harm() -> None:
    sheet = part(SMALL, "sheet1.xml")
    blank = sheet.replace(b"</sheetData>", b'<row r="1048576"><c r="XFD1048576" s="0"/></row></sheetData>')
    assert len(read_grids(repacked(SMALL, sheet1_xml=blank))[0].rows) == 2


def test_a_part_that_unpacks_to_much_is_refused() -> None:
    styles = part(SMALL, "styles.xml") + b" " * 60_000_000
    assert "250 times its size" in refused(repacked(SMALL, styles_xml=styles))


def test_a_part_that_is_longer_than_it_says_is_refused() -> None:
    data = bytearray(repacked(SMALL, styles_xml=part(SMALL, "styles.xml") + b" " * 5000))
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as archive:
        info = next(one for one in archive.infolist() if one.filename.endswith("styles.xml"))
    size = struct.pack("<I", info.file_size)
    at = bytes(data).rfind(size)  # in the central directory
    data[at : at + 4] = struct.pack("<I", 10)
    assert "not readable as a workbook" in refused(bytes(data))


def test_repeated_rows_and_columns_of_ods_are_counted() -> None:
    cell = '<table:table-cell table:number-columns-repeated="16384" office:value-type="string"><text:p>x</text:p>'
    row = f'<table:table-row table:number-rows-repeated="1048576">{cell}</table:table-cell></table:table-row>'
    assert "its sheets reach over 17,179,869,184 cells" in refused(ods(row))
    cell = '<table:table-cell table:number-columns-repeated="+9999999999999"/><table:table-cell><text:p>x</text:p>'
    assert "its sheets reach over" in refused(
        ods(f"<table:table-row>{cell}</table:table-cell></table:table-row>")
    )
    blank = '<table:table-row table:number-rows-repeated="1048576">'
    blank += '<table:table-cell table:number-columns-repeated="16384"/>'
    filled = (
        '<table:table-row><table:table-cell office:value-type="string"><text:p>x</text:p></table:table-cell>'
    )
    (grid,) = read_grids(ods(f"{filled}</table:table-row>{blank}</table:table-row>"))
    assert [list(row) for row in grid.rows] == [["x"]]


def test_far_corners_of_xls() -> None:
    far = xls({(65_535, 255): 1.0})
    assert extents(far).cells == [65_536 * 256]
    assert "its sheets reach over 16,777,216 cells" in refused(far)


@pytest.mark.parametrize(
    "record",
    [
        struct.pack("<HHIIHHH", 0x200, 14, 0, 0xFFFFFFF0, 0, 255, 0),  # rows
        struct.pack("<HHIIHHH", 0x200, 14, 9, 2, 0, 255, 0),  # an end before the beginning
        struct.pack("<HHII", 0xFC, 8, 0x7FFFFFFF, 0x7FFFFFFF),  # strings
    ],
)
def test_an_xls_that_says_that_it_is_huge_is_refused(record: bytes) -> None:
    """Readers reserve the room at once, and a process that cannot have it ends there and then."""
    assert "larger than they can be" in refused(xls({(0, 0): 1.0}, more=record))


def test_chains_of_sectors_that_run_in_a_circle_are_refused() -> None:
    data = bytearray(xls({(0, 0): 1.0}))
    data[512 + 4 * 5 : 512 + 4 * 6] = struct.pack("<I", 4)
    assert "a chain of its sectors is broken" in refused(bytes(data))
    data = bytearray(xls({(0, 0): 1.0}))
    data[68:72] = struct.pack("<I", 0)
    data[512 + 127 * 4 : 512 + 128 * 4] = struct.pack("<I", 0)
    assert "runs in a circle" in refused(bytes(data))


def test_what_is_no_workbook_of_these_kinds_is_named() -> None:
    assert "it is no xlsx, xls or ods file" in refused(b"id,text\n")
    binary = repacked(SMALL)
    with zipfile.ZipFile(out := io.BytesIO(), "w") as archive:
        archive.writestr("xl/workbook.bin", b"")
    assert "xlsb" in refused(out.getvalue())
    assert read_grids(binary)


@pytest.mark.parametrize("macro", ["xl/vbaProject.bin", "Basic/Standard/Module1.xml"])
def test_a_workbook_with_macros_is_refused(macro: str) -> None:
    data = io.BytesIO(repacked(SMALL))
    with zipfile.ZipFile(data, "a") as archive:
        archive.writestr(macro, b"Sub Auto_Open()")
    assert "it has macros" in refused(data.getvalue())


def test_an_encoding_that_is_none_is_a_message() -> None:
    sheet = part(SMALL, "sheet1.xml").replace(b'r="B2"', b"").replace(b"UTF-8", b"UTF-XFD8")
    assert "unknown encoding" in refused(repacked(SMALL, sheet1_xml=sheet))


def test_a_panic_of_the_library_is_a_message(monkeypatch: pytest.MonkeyPatch) -> None:
    panic = type("PanicException", (BaseException,), {})

    class Broken:
        @staticmethod
        def from_filelike(_: object) -> None:
            raise panic("out of range")

    monkeypatch.setattr("python_calamine.CalamineWorkbook", Broken)
    assert refused(SMALL) == "this is not readable as a workbook: it is broken"


def test_the_limits_hold_for_a_studys_own_tables(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("idealtypes.files.sheet_extents.budget", lambda: Budget(cells=3))
    path = tmp_path / "statements.xlsx"
    path.write_bytes(SMALL)
    findings = Findings()
    assert read_table(path, findings) is None
    assert "its sheets reach over 4 cells" in findings.faults[0].message


@given(st.integers(0, len(SMALL) - 1), st.binary(max_size=4), st.booleans())
def test_a_broken_workbook_is_a_message(at: int, new: bytes, cut: bool) -> None:
    data = SMALL[:at] if cut else SMALL[:at] + new + SMALL[at + len(new) :]
    with contextlib.suppress(NoWorkbook):  # and nothing else
        read_grids(data)


OLD = xls({(0, 0): "id", (0, 1): "n", (1, 0): "a", (1, 1): 2.0})


@given(st.integers(0, len(OLD) - 1), st.binary(max_size=4), st.booleans())
def test_a_broken_xls_is_a_message(at: int, new: bytes, cut: bool) -> None:
    data = OLD[:at] if cut else OLD[:at] + new + OLD[at + len(new) :]
    with contextlib.suppress(NoWorkbook):  # and nothing else
        read_grids(data)


def test_a_place_beyond_all_numbers_is_refused() -> None:
    """Its number would overflow in calamine, which lays out what comes of it: 9…9 ends the process."""
    far = part(SMALL, "xl/worksheets/sheet1.xml").replace(b'r="A1"', b'r="A' + b"9" * 60 + b'"')
    assert "no sheet is as large" in refused(repacked(SMALL, sheet1_xml=far))


@pytest.mark.parametrize("said", [b"2147483648", b"9" * 40])
def test_texts_that_are_not_there_are_not_made_room_for(said: bytes) -> None:
    texts = part(SMALL, "xl/sharedStrings.xml")
    lying = re.sub(rb'uniqueCount="[0-9]+"', b'uniqueCount="' + said + b'"', texts)
    assert lying != texts
    assert "fewer texts than it says" in refused(repacked(SMALL, sharedStrings_xml=lying))


@given(
    st.lists(
        st.one_of(
            st.from_regex(r'<c r="[A-Z]{0,9}[0-9]{0,11}"?', fullmatch=True),
            st.sampled_from(["<c>", "<c/>", "<c\n", "<col>", "<", "<c", '<c r="', "<c r='A1'", "</c>", "A1"]),
        )
    ).map("".join)
)
def test_references_are_those_that_a_pattern_finds(text: str) -> None:
    said = re.findall(r'<c r="([A-Z]{1,8})([0-9]{1,10})"', text)
    columns, rows, cells = sheet_extents.references(text.encode())
    assert rows.tolist() == [int(row) for _, row in said]
    assert columns.tolist() == [sheet_extents.column_number(column.encode()) for column, _ in said]
    assert cells == len(re.findall(r"<c[\s/>]", text))
