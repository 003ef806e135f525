"""Cells in which no value stands: errors, and formulas whose value was never stored, in every kind of table."""

from __future__ import annotations

import io
import re
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from idealtypes.files.cells import (
    ERRORS,
    FORMULA_SIGNS,
    GUARD,
    LIKE_A_FORMULA,
    error_cell,
    formula_cell,
    guarded_text,
    unguarded_text,
    unread,
)  # fmt: skip
from idealtypes.files.faults import Findings
from idealtypes.files.placement import changes_in
from idealtypes.files.saving import csv_bytes, guarded, xlsx_bytes
from idealtypes.files.schemes import read_scheme
from idealtypes.files.tables import Table, columns_fit, read_table
from idealtypes.files.workbooks import open_workbook, read_grids
from tests.examples import examples
from tests.exchange.books import ods, part, repacked, xls, xlsx

HEAD = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
TEXT_CELL = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'


def sheet(*rows: str) -> bytes:
    """A workbook whose one sheet has these rows of XML cells; none of them names its place."""
    body = "".join(f"<row>{row}</row>" for row in rows)
    return repacked(xlsx(("one", [["x"]])), sheet1_xml=f"{HEAD}{body}</sheetData></worksheet>".encode())


def inline(text: str) -> str:
    return f'<c t="inlineStr"><is><t>{text}</t></is></c>'


def first_grid(data: bytes) -> list[list[object]]:
    return [list(row) for row in read_grids(data)[0].rows]


def read(tmp_path: Path, name: str, data: bytes) -> tuple[Table | None, Findings]:
    findings = Findings()
    path = tmp_path / name
    path.write_bytes(data)
    table = read_table(path, findings)
    if table is not None:
        columns_fit(table, ("id", "codes"), ("text", "coder"), findings)
    return table, findings


@pytest.mark.parametrize(
    ("cell", "held"),
    [
        ('<c t="e"><v>#N/A</v></c>', "\0#N/A"),
        ("<c t='e'><f>1/0</f><v>#DIV/0!</v></c>", "\0#DIV/0!"),
        ('<c t="e"><v></v></c>', "\0an error"),
        ("<c><f>1/10</f><v></v></c>", "\0=1/10"),
        ("<c><f>1/10</f><v/></c>", "\0=1/10"),
        ("<c><f>A1&amp;B1</f></c>", "\0=A1&B1"),
        ('<c><f t="shared" si="0"/></c>', "\0="),
        ('<c t="str"><f>""</f><v></v></c>', ""),  # evaluated: its value is blank
        ('<c t="str"><f>T(1)</f></c>', "\0=T(1)"),
        ("<c><f>1/10</f><v>0.1</v></c>", 0.1),
    ],
)
def test_cells_of_xlsx_that_hold_no_value_are_marked(cell: str, held: object) -> None:
    data = sheet(inline("a") + inline("b"), inline("c") + cell)
    assert first_grid(data) == [["a", "b"], ["c", held]]
    prefixed = part(data, "sheet1.xml").decode()
    for name in ("worksheet", "sheetData", "row", "c", "v", "f", "is", "t"):
        prefixed = prefixed.replace(f"<{name}>", f"<x:{name}>").replace(f"<{name} ", f"<x:{name} ")
        prefixed = prefixed.replace(f"</{name}>", f"</x:{name}>").replace(f"<{name}/>", f"<x:{name}/>")
    again = repacked(data, sheet1_xml=prefixed.replace("xmlns=", "xmlns:x=").encode())
    assert first_grid(again) == [["a", "b"], ["c", held]]


def test_a_cell_beyond_those_with_values_is_marked_too() -> None:
    data = sheet(inline("a"), inline("b") + "<c><f>1</f></c>", "<c/><c t='e'><v>#REF!</v></c>")
    assert first_grid(data) == [["a", ""], ["b", "\0=1"], ["", "\0#REF!"]]


def test_pieces_of_a_large_sheet_lose_no_mark(monkeypatch: pytest.MonkeyPatch) -> None:
    for size in (64, 97, 128):
        monkeypatch.setattr("idealtypes.files.workbooks.PIECE", size)
        data = sheet(inline("a") * 9, *[inline("c") * 9] * 9, inline("b") + "<c><f>1/10</f><v></v></c>")
        assert first_grid(data)[-1][:2] == ["b", "\0=1/10"]


def test_every_sheet_has_its_own_marks() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        for name in ("one", "Ark 2", "three"):
            page = book.add_worksheet(name)
            page.write_row(0, 0, [name, "x"])
            if name != "one":
                page.write_formula(1, 1, "=NA()", value="#N/A" if name == "three" else 3)
    assert [[list(r) for r in grid.rows] for grid in read_grids(out.getvalue())] == [
        [["one", "x"]],
        [["Ark 2", "x"], ["", 3.0]],
        [["three", "x"], ["", "\0#N/A"]],
    ]


def test_cells_of_ods_that_hold_no_value_are_marked() -> None:
    def row(cell: str) -> str:
        return f"<table:table-row>{TEXT_CELL.format('a')}{cell}{TEXT_CELL.format('z')}</table:table-row>"

    error = (
        '<table:table-cell table:formula="of:=1/0" office:value-type="string" office:string-value="" '
        'calcext:value-type="error"{}><text:p>{}</text:p></table:table-cell>'
    )
    rows = row(error.format("", "#DIV/0!")) + row(error.format("", "Err:502"))
    rows += row('<table:table-cell table:formula="of:=[.A1]"/>')
    rows += row('<table:table-cell table:formula="of:=1" office:value-type="float" office:value="1"/>')
    rows += row(error.format(' table:number-columns-repeated="2"', "#N/A"))
    held = [row[1:-1] for row in first_grid(ods(rows))]
    assert held == [
        ["\0#DIV/0!", "z"],
        ["\0Err:502", "z"],
        ["\0=[.A1]", "z"],
        [1.0, "z"],
        ["\0#N/A", "\0#N/A"],
    ]


def test_errors_of_xls_are_marked() -> None:
    cells: dict[tuple[int, int], str | float] = {(0, 0): "id", (0, 1): "n", (1, 0): "a", (2, 0): "b"}
    error = b"\x05\x02\x08\x00\x01\x00\x01\x00\x00\x00\x2a\x01"  # BOOLERR in B2: #N/A
    formula = b"\x06\x00\x16\x00\x02\x00\x01\x00\x00\x00\x02\x00\x07\x00\x00\x00\xff\xff" + bytes(
        8
    )  # B3: #DIV/0!
    assert first_grid(xls(cells, error + formula)) == [["id", "n"], ["a", "\0#N/A"], ["b", "\0#DIV/0!"]]


def test_a_fault_where_a_value_is_needed_and_a_warning_elsewhere(tmp_path: Path) -> None:
    rows = (
        inline("id") + inline("codes") + inline("text") + inline("wave"),
        inline("a") + '<c t="e"><v>#N/A</v></c>' + inline("t") + inline("1"),
        inline("b") + inline("ring") + "<c><f>UPPER(A1)</f></c>" + '<c t="e"><v>#REF!</v></c>',
        '<c t="e"><v>#NAME?</v></c>' + inline("ring") + inline("t") + inline("2"),
    )
    table, findings = read(tmp_path, "s.xlsx", sheet(*rows))
    assert table is not None
    assert table.frame["codes"].to_list() == [None, "ring", "ring"]
    assert [(fault.line, fault.message) for fault in findings.faults] == [
        (2, "`codes`: `#N/A` is an error of a spreadsheet"),
        (4, "`id`: `#NAME?` is an error of a spreadsheet"),
    ]
    assert [fault.line for fault in findings.warnings] == [3, 3]
    assert "`text`: `=UPPER(A1)` is a formula whose value was not stored" in findings.warnings[0].message
    assert findings.warnings[1].message == "`wave`: `#REF!` is an error of a spreadsheet; it is read as blank"


def test_errors_and_formulas_saved_as_text_are_known(tmp_path: Path) -> None:
    text = "id,codes,text,coder,wave\na,ring,= not so,Anna,#VERDI!\nb,ring,#metoo,=A2,x\nc,Err:508,t,Anna,=B2&C2\n"
    table, findings = read(tmp_path, "s.csv", text.encode())
    assert table is not None
    assert table.frame["text"].to_list() == ["= not so", "#metoo", "t"]
    assert table.frame["wave"].to_list() == [None, "x", "=B2&C2"]
    assert [(fault.line, fault.message) for fault in findings.faults] == [
        (3, "`coder`: `=A2` is a formula written as text"),
        (4, "`codes`: `Err:508` is an error of a spreadsheet"),
    ]
    assert [fault.line for fault in findings.warnings] == [2, 4]


def test_a_name_of_a_column_is_no_error(tmp_path: Path) -> None:
    _, findings = read(tmp_path, "s.xlsx", sheet(inline("id") + '<c t="e"><v>#REF!</v></c>', inline("a")))
    assert "the name of column 2: `#REF!` is an error" in findings.faults[0].message


def test_an_apostrophe_says_that_a_text_is_no_formula(tmp_path: Path) -> None:
    table, findings = read(tmp_path, "s.csv", b"id,codes,coder\na,ring,'=A2\n")
    assert table is not None
    assert table.frame["coder"].to_list() == ["=A2"]
    assert not findings.faults


@given(st.text(max_size=12))
def test_a_marked_cell_is_never_a_value(said: str) -> None:
    assert unread(error_cell(said)) is not None
    assert unread(formula_cell(said)) is not None


@pytest.mark.parametrize("word", ERRORS)
def test_words_of_errors(word: str) -> None:
    assert unread(word) == f"`{word}` is an error of a spreadsheet"
    assert unread(f"{word} is a tag") is None


# merged ranges


def merged(*ranges: str, rows: list[list[str]]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        page = book.add_worksheet("one")
        for number, row in enumerate(rows):
            for place, value in enumerate(row):
                if value:
                    page.write(number, place, value)
        for cells in ranges:
            first = rows[int(cells.split(":")[0][1:]) - 1]["ABCD".index(cells[0])]
            page.merge_range(cells, first)
    return out.getvalue()


def test_a_merged_range_holds_its_value_in_all_rows(tmp_path: Path) -> None:
    data = merged(
        "A2:A4",
        "B5:C6",
        rows=[
            ["id", "codes", "text"],
            ["a", "x", "t"],
            ["", "y", "t"],
            ["", "", ""],
            ["b", "z", ""],
            ["c", "", ""],
        ],
    )
    (grid,) = read_grids(data)
    assert [list(row) for row in grid.rows] == [
        ["id", "codes", "text"],
        ["a", "x", "t"],
        ["a", "y", "t"],
        ["", "", ""],  # nothing else stands in the row
        ["b", "z", ""],
        ["c", "z", ""],  # a range is filled downward, and not to its right
    ]
    assert grid.merged == ("A2:A4", "B5:B6")
    table, _ = read(tmp_path, "s.xlsx", data)
    assert table is not None
    assert table.frame["id"].to_list() == ["a", "a", "b", "c"]


def test_merged_ranges_of_ods() -> None:
    spanned = '<table:table-cell table:number-rows-spanned="2" office:value-type="string"><text:p>m</text:p>'
    rows = f"<table:table-row>{spanned}</table:table-cell>{TEXT_CELL.format('b')}</table:table-row>"
    rows += f"<table:table-row><table:covered-table-cell/>{TEXT_CELL.format('c')}</table:table-row>"
    assert first_grid(ods(rows)) == [["m", "b"], ["m", "c"]]


def test_heads_alone_are_as_they_stand() -> None:
    data = sheet(inline("a") + inline("b"), *["<c t='e'><v>#N/A</v></c>" + inline("c")] * 5)
    (grid,) = open_workbook(data).heads(2)
    assert [list(row) for row in grid.rows] == [["a", "b"], ["", "c"]]


def test_a_few_words_used_often_are_no_lie() -> None:
    """The number of uses may be larger than the part: it is the room for distinct texts that counts."""
    data = xlsx(("one", [["a", "b"]] * 4000))
    assert len(first_grid(data)) == 4000


def test_a_table_of_places_is_read_with_its_errors(tmp_path: Path) -> None:
    scheme = read_scheme("support_colleagues")
    first, second = (code.id for code in scheme.codes[:2])
    text = f"code,aspect,position,rationale,title\n{first},#N/A,,because,x\n{second},,,,#REF!\n"
    (tmp_path / "places.csv").write_text(text)
    findings = Findings()
    table = read_table(tmp_path / "places.csv", findings)
    assert table is not None
    changes_in(table, scheme, findings)
    assert (2, "`aspect`: `#N/A` is an error of a spreadsheet") in [
        (fault.line, fault.message) for fault in findings.faults
    ]
    assert [fault.line for fault in findings.warnings] == [3]


LISTED = st.text(st.sampled_from("a;=+-@\t' 0.,5"), max_size=10)


@examples(300)
@given(LISTED)
def test_the_guard_is_of_every_item_of_a_list_and_comes_off_again(text: str) -> None:
    made = guarded_text(text)
    assert unguarded_text(made) == text
    assert guarded(text) == made
    parts = [part.strip(" ") for part in made.split(";")]
    assert not [
        p for p in parts if p.startswith(FORMULA_SIGNS) and not re.fullmatch(r"-[0-9]+([.,][0-9]+)?", p)
    ]
    assert pl.Series([made]).str.replace_all(GUARD, "${1}${2}").to_list() == [text]
    assert (made == text) or pl.Series([text]).str.contains(LIKE_A_FORMULA).item()


def test_a_list_in_a_cell_is_guarded_in_files_and_read_as_it_was(tmp_path: Path) -> None:
    records = [{"id": "a", "codes": ["pay", "=1+1", "+2"], "text": "x;=HYPERLINK(1);y"}]
    for name, data in (("t.csv", csv_bytes(records)), ("t.xlsx", xlsx_bytes(records))):
        (tmp_path / name).write_bytes(data)
        table = read_table(tmp_path / name, Findings())
        assert table is not None
        assert table.frame.rows() == [("a", "pay; =1+1; +2", "x;=HYPERLINK(1);y")]
    assert csv_bytes(records).decode().splitlines()[1] == "a,pay; '=1+1; '+2,x;'=HYPERLINK(1);y"
