"""Parquet and workbooks that would fill a memory, or run for ever, end in a message; small ones need no process."""

from __future__ import annotations

import io
import pickle
import zipfile
from pathlib import Path

import polars as pl
import pytest

from idealtypes.files import decoding, workbooks
from idealtypes.files.budget import Budget
from idealtypes.files.decoding import NotDecoded, arrow_of, sheets_of
from idealtypes.files.workbooks import NoWorkbook, open_workbook, read_grids
from tests.exchange.books import ods, repacked, xls, xlsx

MAIN = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
SMALL = xlsx(("one", [["id", "n"], ["a", 2]]))


def limited(monkeypatch: pytest.MonkeyPatch, **limits: int) -> None:
    monkeypatch.setattr(decoding, "budget", lambda: Budget(**limits))


def parquet(frame: pl.DataFrame) -> bytes:
    file = io.BytesIO()
    frame.write_parquet(file)
    return file.getvalue()


def shared(text: int, rows: int, columns: int) -> bytes:
    """A workbook of many cells with one text, which it holds once."""
    letters = [workbooks.column_letters(n) for n in range(columns)]
    cells = "".join(
        f'<row r="{row}">' + "".join(f'<c r="{a}{row}" t="s"><v>0</v></c>' for a in letters) + "</row>"
        for row in range(1, rows + 1)
    )
    return repacked(
        SMALL,
        sheet1_xml=b"<worksheet %s><sheetData>%s</sheetData></worksheet>" % (MAIN, cells.encode()),
        sharedStrings_xml=b'<sst %s count="1" uniqueCount="1"><si><t>%s</t></si></sst>' % (MAIN, b"x" * text),
    )


def test_a_text_that_a_workbook_holds_once_and_shows_often(monkeypatch: pytest.MonkeyPatch) -> None:
    data = shared(100_000, 200, 20)
    assert len(data) < 20_000
    limited(monkeypatch, text=10_000_000)
    with pytest.raises(NoWorkbook, match="it holds too much text, and at most 10,000,000 are"):
        open_workbook(data)
    limited(monkeypatch, memory=200_000_000)
    with pytest.raises(NoWorkbook, match="it needs too much memory, and at most 200,000,000 bytes"):
        open_workbook(data)


def test_a_small_workbook_is_decoded_here_and_any_other_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    apart = []
    monkeypatch.setattr(workbooks, "sheets_of", lambda data: apart.append(len(data)) or [])
    read_grids(SMALL)
    read_grids(xls({(0, 0): "id", (1, 0): 2.0}))
    read_grids(
        ods(
            '<table:table-row><table:table-cell office:value-type="string"><text:p>a</text:p></table:table-cell>'
            "</table:table-row>"
        )
    )
    read_grids(xlsx(("one", [[f"id{n}", "some words that were said " * 9 + str(n)] for n in range(200)])))
    assert not apart
    large = shared(100_000, 200, 20)
    read_grids(large)
    # what looks like the end of a text, within it, does not make it look short
    feigned = b"<sst %s><si><t>%s</t></si></sst>" % (MAIN, b"xxxxxxxxxxxxxxxxxxxx<![CDATA[</si>]]>" * 9_000)
    read_grids(repacked(large, sharedStrings_xml=feigned))
    assert len(apart) == 2


def test_what_is_decoded_apart_is_what_is_decoded_here() -> None:
    for data in (
        SMALL,
        xlsx(("a", [["x", 1.5], ["", True]]), ("b", [["y"]])),
        xls({(0, 0): "id", (1, 0): 2.0}),
    ):
        assert sheets_of(data) == workbooks._decoded_here(data)


def test_a_sheet_under_another_name_is_counted_too() -> None:
    far = (
        b'<worksheet %s><sheetData><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
        % MAIN
    )
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(SMALL)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            said = old.read(name).replace(b"worksheets/sheet1.xml", b"worksheets/sheet1.dat")
            new.writestr(name.replace("sheet1.xml", "sheet1.dat"), far if "sheet1.xml" in name else said)
    with pytest.raises(NoWorkbook, match="its sheets reach over 17,179,869,184 cells"):
        open_workbook(out.getvalue())


def test_a_declared_dimension_is_not_believed() -> None:
    said = b'<worksheet %s><dimension ref="A1:XFD1048576"/><sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
    said += b"</sheetData></worksheet>"
    (grid,) = read_grids(repacked(SMALL, sheet1_xml=said % MAIN))
    assert [list(row) for row in grid.rows] == [[1.0]]


@pytest.mark.parametrize(
    ("limits", "message"),
    [
        ({"rows": 2}, "it has 3 rows, and at most 2 are read: save it as csv, in parts"),
        ({"text": 299}, "it holds too much text, and at most 299 are read"),
        ({"seconds": 0}, "it takes too long, and at most 0 seconds are given"),
        ({"memory": 30_000_000}, "it needs too much memory"),
    ],
)
def test_parquet_beyond_the_budget(
    monkeypatch: pytest.MonkeyPatch, limits: dict[str, int], message: str
) -> None:
    limited(monkeypatch, **limits)
    with pytest.raises(NotDecoded) as caught:
        arrow_of(parquet(pl.DataFrame({"id": ["x" * 100] * 3, "n": [1, 2, 3]})))
    assert str(caught.value).startswith(message)


def test_lists_in_parquet_count_each_item(monkeypatch: pytest.MonkeyPatch) -> None:
    data = parquet(pl.DataFrame({"id": [["x"] * 50, ["y"] * 50]}))
    limited(monkeypatch, cells=99)
    with pytest.raises(NotDecoded, match="cells, and at most 99 are read"):
        arrow_of(data)
    limited(monkeypatch, text=99)
    with pytest.raises(NotDecoded, match="too much text"):
        arrow_of(data)


def test_no_more_than_values_comes_out_of_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a broken-into process writes is not run."""
    monkeypatch.setattr(decoding, "_decoded", lambda *given: pickle.dumps([Path]))
    with pytest.raises(NotDecoded, match="its data are broken"):
        sheets_of(SMALL)
