"""Foreign tables: encodings, delimiters, workbooks; where a row stands; what is refused and how."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from idealtypes.exchange.format import NotReadable, Sample
from idealtypes.exchange.sheets import headed, is_table, read_sheets, sheets_in
from idealtypes.files.budget import Budget
from idealtypes.files.cells import unread
from tests.exchange.books import ods, xls, xlsx

ROWS = (("id", "text"), ("a", "Å være, så…"))
TEXT = "id;text\na;Å være, så…\n"


@pytest.mark.parametrize(
    ("data", "note"),
    [
        (TEXT.encode(), ""),
        (TEXT.encode("utf-8-sig"), ""),
        (TEXT.replace("\n", "\r\n").encode(), ""),
        (TEXT.replace(";", "\t").encode(), ""),
        (b"\xff\xfe" + TEXT.encode("utf-16-le"), "is in UTF-16."),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), "is in UTF-16."),
        (TEXT.encode("utf-16-le"), "is in UTF-16, without a mark"),
        (
            TEXT.encode("cp1252"),
            "is not in UTF-8 (line 2) and was read as Windows-1252, where that byte is “Å”",
        ),
        (xlsx(("Sheet1", ROWS)), ""),
        (xls({(r, c): value for r, row in enumerate(ROWS) for c, value in enumerate(row)}), ""),
    ],
)
def test_one_table_in_many_clothes(data: bytes, note: str) -> None:
    book = sheets_in(data, "x")
    (sheet,) = book.sheets
    assert tuple(sheet.rows) == ROWS
    assert list(sheet.lines) == [1, 2]
    assert note in " ".join(book.notes)
    assert bool(note) == bool(book.notes)


def test_parquet_and_json_lines() -> None:
    data = io.BytesIO()
    pl.DataFrame({"id": ["a"], "n": [0.5]}).write_parquet(data)
    for given_, line in ((data.getvalue(), 1), (b'{"id": "a", "n": 0.5}\n', 1)):
        (sheet,) = sheets_in(given_, "x").sheets
        assert list(sheet.rows) == [("id", "n"), ("a", "0.5")]
        assert sheet.place(1) == f"x, line {line}"
        assert sheet.place(0) == "x, its column names"


def test_rows_know_their_place_and_blank_ones_are_left_out() -> None:
    book = sheets_in(
        xlsx(("first", [["", ""]]), ("Codes", [["id", "x"], ["", ""], ["a", 2.0], ["b"]])), "x.xlsx"
    )
    (sheet,) = book.sheets
    assert list(sheet.rows) == [("id", "x"), ("a", "2"), ("b", "")]
    assert sheet.place(2) == "x.xlsx, sheet `Codes`, row 4"
    (sheet,) = sheets_in(b'id,text\n\n"a","two\nlines"\nb,c\n', "x.csv").sheets
    assert [sheet.place(n) for n in range(3)] == ["x.csv, line 1", "x.csv, line 3", "x.csv, line 5"]


def test_a_formula_is_the_value_stored_with_it() -> None:
    cell = '<table:table-cell table:formula="of:=1+1" office:value-type="float" office:value="2"/>'
    (sheet,) = sheets_in(ods(f"<table:table-row>{cell}</table:table-row>"), "x").sheets
    assert list(sheet.rows) == [("2",)]


def test_headings_are_found_below_a_title() -> None:
    (sheet,) = sheets_in(b"Report of my project,,\n,,\nName,Code ,Text\na,b,c\n", "x").sheets
    assert headed(sheet, {"code": "code", "text": "text"}).headings == ("Name", "Code", "Text")
    (sheet,) = sheets_in(b"Report,,\nA,B,C\na,b,c\n", "x").sheets
    assert headed(sheet, {}).headings == ("A", "B", "C")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "x: the file is empty"),
        (b"\xef\xbb\xbf \n", "x: the file is empty"),
        (b'a,b\n"c', "x:2: this row cannot be read: a quote"),
        (b"PK\x03\x04broken", "x: this is not readable as a workbook"),
        (b"PAR1broken", "x: this is not readable as parquet"),
        (b"\x00\x01\x02\x03a,b\x04", "x: this is no table"),
        (b"\xff\xfea", "x: the file says that it is in UTF-16"),
        (xlsx(("s", [])), "x: the file is empty: no worksheet has anything in it"),
        (b'{"a": 1}\n{"a":', "x:2: this is not readable as JSON"),
        (b'{"a": "\\ud800"}', "x:1: half of a character"),
    ],
)
def test_what_cannot_be_read_is_said_with_its_place(data: bytes, message: str) -> None:
    with pytest.raises(NotReadable) as problem:
        sheets_in(data, "x")
    assert str(problem.value).startswith(message)


def test_a_large_file_is_refused_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("idealtypes.exchange.foreign_bytes.budget", lambda: Budget(file=10))
    (tmp_path / "x.csv").write_text("a,b\n1,2\n3,4\n")
    with pytest.raises(NotReadable, match="12 bytes, and at most 10 bytes are read: export it in parts"):
        read_sheets(tmp_path / "x.csv")
    with pytest.raises(NotReadable, match="No such file"):
        read_sheets(tmp_path / "none.csv")


@pytest.mark.parametrize(
    ("head", "members", "name", "table"),
    [
        (b"a,b\n", (), "x.csv", True),
        (b"PK\x03\x04", ("xl/workbook.xml",), "x.xlsx", True),
        (b"PK\x03\x04", ("project.qde",), "x.qdpx", False),
        (b"<?xml a,b", (), "x.qdc", False),
        (b"SQLite format 3\0", (), "x.db", False),
        (b'{"a": 1}\n{"a": 2}\n', (), "x.jsonl", True),
        (b"one line of text", (), "x.txt", False),
        (b"", (), "x.csv", False),
    ],
)
def test_what_may_be_a_table(head: bytes, members: tuple[str, ...], name: str, table: bool) -> None:
    assert is_table(Sample(Path(name), head, members)) is table


# an error of a spreadsheet is no cell that comes back
CELLS = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=8).filter(
    lambda cell: unread(cell, strict=False) is None
)


@given(st.lists(st.lists(CELLS, min_size=2, max_size=2), min_size=1, max_size=6), st.sampled_from(",;\t"))
def test_cells_of_csv_come_back(rows: list[list[str]], delimiter: str) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows([["one", "two"], *rows])
    (sheet,) = sheets_in(text.getvalue().encode(), "x").sheets
    assert [list(row) for row in sheet.rows[1:]] == [row for row in rows if any(cell.strip() for cell in row)]


@given(st.binary(max_size=120))
def test_any_bytes_are_a_table_or_a_message(data: bytes) -> None:
    try:
        sheets = sheets_in(data, "x").sheets
    except NotReadable:
        return
    assert all(len(row) == len(sheet.rows[0]) for sheet in sheets for row in sheet.rows)
