import csv
import io
import json
import zipfile
from datetime import datetime

import polars as pl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from idealtypes.files.delimited import detect
from idealtypes.files.faults import Findings
from idealtypes.files.saving import guarded
from idealtypes.files.tables import columns_fit, number, read_table


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def read(path, data, findings=None):
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    findings = findings or Findings()
    table = read_table(path, findings)
    return table, [str(fault) for fault in findings.faults]


def content(table):
    return table.frame.to_dict(as_series=False), table.lines.to_list(), table.header


def workbook(cells, sheet="data", more=()):
    data = io.BytesIO()
    book = xlsxwriter.Workbook(data, {"default_date_format": "yyyy-mm-dd"})
    for name, filled in ((sheet, cells), *more):
        page = book.add_worksheet(name)
        for (row, column), value in filled.items():
            page.write(row, column, value)
    book.close()
    return data.getvalue()


def ods(rows):
    body = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>'
            for cell in row
        )
        + "</table:table-row>"
        for row in rows
    )
    names = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    document = (
        f'<?xml version="1.0"?><office:document-content {names} office:version="1.2"><office:body>'
        f'<office:spreadsheet><table:table table:name="one">{body}</table:table></office:spreadsheet>'
        "</office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("mimetype", kind)
        archive.writestr("content.xml", document)
        archive.writestr(
            "META-INF/manifest.xml",
            '<?xml version="1.0"?><manifest:manifest '
            'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
            f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/></manifest:manifest>',
        )
    return data.getvalue()


def test_csv_rows_know_the_physical_line_on_which_they_begin(here):
    table, faults = read(
        here / "x.csv", 'id,text\na,one\n\nb,"two\nlines"\n,,\nc,three\n'.replace(",,\n", ",\n")
    )
    assert faults == []
    assert content(table) == ({"id": ["a", "b", "c"], "text": ["one", "two\nlines", "three"]}, [2, 4, 7], 1)


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_line_ends_of_every_system(here, newline):
    table, _ = read(here / "x.csv", newline.join(["", "id;text", "a; one ", "", "b;"]) + newline)
    assert content(table) == ({"id": ["a", "b"], "text": ["one", None]}, [3, 5], 2)


def test_the_delimiter_is_that_of_the_header(here):
    assert read(here / "a.csv", "id;text\n1;a,b,c\n")[0].frame.rows() == [("1", "a,b,c")]
    assert read(here / "b.csv", "id,text\n1,a;b\n")[0].frame.rows() == [("1", "a;b")]
    assert read(here / "c.csv", "sep=;\nid;text\n1;x\n")[0].lines.to_list() == [3]
    assert read(here / "d.tsv", "id\ttext\n1\ta,b;c\n")[0].frame.rows() == [("1", "a,b;c")]
    assert detect('"a;b;c",d\n') == ","


def test_ragged_rows_are_faults_all_of_them(here):
    _, faults = read(here / "x.csv", "id,text\n1,a,b\n2\n3,c\n4,d,\n,\n")
    assert faults == [
        "x.csv:2: the row has 3 cells, and the header has 2: a text with a comma in it needs quotes",
        "x.csv:3: the row has 1 cell, and the header has 2: a cell is missing, or a quote swallowed one",
        "x.csv:5: the row has 3 cells, and the header has 2: a text with a comma in it needs quotes",
    ]


def test_many_like_faults_are_counted(here):
    _, faults = read(here / "x.csv", "id,text\n" + "1\n" * 120)
    assert len(faults) == 51
    assert faults[-1] == "x.csv:51: … and 70 more: rows with too few or too many cells"


@pytest.mark.parametrize("row", ['2,"open\n3,c\n', '2,"a"b\n'])
def test_a_quote_that_is_not_closed_is_told_where_it_opens(here, row):
    table, faults = read(here / "x.csv", "id,text\n1,a\n" + row)
    assert table is None
    assert faults[0].startswith('x.csv:3: this row cannot be read: a quote (") that opens here is not closed')


def test_a_cell_without_end(here):
    _, faults = read(here / "x.csv", 'id,text\n1,"' + "x" * 140_000 + '"\n')
    assert faults == [
        "x.csv:2: this row cannot be read: a cell of more than 131072 characters: is a quote not closed?"
    ]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ("", "x.csv:1: the file is empty"),
        ("\ufeff", "x.csv:1: the file is empty"),
        ("\n , \n", "x.csv:2: the table has no column names in its first row"),
        ("id,text\n", "x.csv:1: the table has no rows: nothing stands below its column names"),
        ("id,text\n,\n", "x.csv:1: the table has no rows: nothing stands below its column names"),
        ("id,id\n1,2\n", "x.csv:1: the column `id` is there twice: column names are unique"),
        ("id,*\n1,2\n", "x.csv:1: a column cannot be called `*`: give it another name"),
        ("id,^a$\n1,2\n", "x.csv:1: a column cannot be called `^a$`: give it another name"),
        ("id,\n1,2\n", "x.csv:1: column 2 has no name: give it one, or clear its cells"),
        (
            b"PK\x03\x04",
            "x.csv: the file is a spreadsheet or an archive, whatever its name says: name it .xlsx or .ods",
        ),
    ],
)
def test_what_is_no_table(here, data, message):
    assert read(here / "x.csv", data) == (None, [message])


def test_a_column_without_name_and_without_content_is_nothing(here):
    assert read(here / "x.csv", "id,,\n1,,\n")[0].columns == ["id"]


@pytest.mark.parametrize(
    ("encoding", "line", "words"),
    [
        ("latin-1", 3, "byte 0xE5 on this line would be “å” in Latin-1 (Windows-1252); save it as UTF-8"),
        ("utf-16", 1, "the file is in UTF-16: save it as UTF-8"),
        ("utf-16-be", 1, "this is no text file, or it is in UTF-16: save it as UTF-8"),
    ],
)
def test_other_encodings_have_a_message(here, encoding, line, words):
    _, (fault,) = read(here / "x.csv", "id,text\n1,a\n2,åpen\n".encode(encoding))
    assert fault.startswith(f"x.csv:{line}: ")
    assert words in fault


def test_an_unknown_kind_of_table(here):
    _, (fault,) = read(here / "x.xls", b"abc")
    assert fault.startswith(
        "x.xls: this kind of table is not read: a table is one of `.csv`, `.tsv`, `.xlsx`"
    )


def test_xlsx_rows_know_their_number_and_numbers_are_exact(here):
    cells = {(2, 1): "id", (2, 2): "n", (3, 1): 12, (3, 2): 1 / 3, (5, 1): True, (6, 1): datetime(2023, 1, 2)}
    table, faults = read(here / "x.xlsx", workbook(cells))
    assert faults == []
    assert content(table) == (
        {"id": ["12", "true", "2023-01-02"], "n": [repr(1 / 3), None, None]},
        [4, 6, 7],
        3,
    )


def test_a_formula_is_the_value_stored_with_it(here):
    data = io.BytesIO()
    book = xlsxwriter.Workbook(data)
    page = book.add_worksheet()
    page.write_row(0, 0, ["id", "n"])
    page.write(1, 0, "a")
    page.write_formula(1, 1, "=1+1", None, 2)
    book.close()
    assert read(here / "x.xlsx", data.getvalue())[0].frame.rows() == [("a", "2")]


def test_the_first_sheet_with_content_is_read_and_the_others_are_told(here):
    findings = Findings()
    more = [("data", {(0, 0): "id", (1, 0): "a"}), ("notes", {(0, 0): "x"})]
    table, faults = read(here / "x.xlsx", workbook({}, "front", more), findings)
    assert faults == []
    assert table.frame.rows() == [("a",)]
    assert [(skip.what, skip.where) for skip in findings.skipped] == [("worksheet `notes`", "x.xlsx")]
    assert "worksheet `notes` is not read" in findings.warnings[0].message


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (workbook({}), "x.xlsx:1: the file is empty: no worksheet has anything in it"),
        (workbook({(0, 0): "id"}), "x.xlsx:1: the table has no rows: nothing stands below its column names"),
        (b"abc", "x.xlsx: this is not readable as a workbook"),
        (workbook({(0, 0): "id"})[:500], "x.xlsx: this is not readable as a workbook"),
        (ods([["id</text:p"]]), "x.xlsx: this is not readable as a workbook: content.xml, not well-formed"),
    ],
)
def test_what_is_no_workbook(here, data, message):
    table, (fault,) = read(here / "x.xlsx", data)
    assert table is None
    assert fault.startswith(message)


def test_ods(here):
    table, faults = read(here / "x.ods", ods([["id", "text"], ["a", "Støtte"]]))
    assert faults == []
    assert content(table) == ({"id": ["a"], "text": ["Støtte"]}, [2], 1)


def test_parquet_types_become_text(here):
    frame = pl.DataFrame(
        {
            "id": [1, 2],
            "whole": [1.0, float("nan")],
            "half": [0.5, None],
            "codes": [["a", "b=0.5"], []],
            "day": [datetime(2023, 1, 2), datetime(2023, 1, 2, 3)],
            "yes": [True, False],
            "group": pl.Series(["u", "v"], dtype=pl.Categorical),
        }
    )
    frame.write_parquet(here / "x.parquet")
    table, faults = read(here / "x.parquet", (here / "x.parquet").read_bytes())
    assert faults == []
    assert content(table) == (
        {
            "id": ["1", "2"],
            "whole": ["1", None],
            "half": ["0.5", None],
            "codes": ["a;b=0.5", None],
            "day": ["2023-01-02", "2023-01-02 03:00:00.000000"],
            "yes": ["true", "false"],
            "group": ["u", "v"],
        },
        [1, 2],
        None,
    )


def test_parquet_that_cannot_be_read(here):
    assert read(here / "x.parquet", b"abc")[1][0].startswith("x.parquet: this is not readable as parquet")
    pl.DataFrame({"id": [1], "s": [{"a": 1}]}).write_parquet(here / "y.parquet")
    _, (fault,) = read(here / "y.parquet", (here / "y.parquet").read_bytes())
    assert fault.startswith("y.parquet: the column `s` holds Struct")


def test_jsonl(here):
    table, faults = read(here / "x.jsonl", '{"id": 1, "codes": ["a", "b=0.5"]}\n\n{"id": 2.0, "text": "x"}\n')
    assert faults == []
    assert content(table) == (
        {"id": ["1", "2"], "codes": ["a;b=0.5", None], "text": [None, "x"]},
        [1, 3],
        None,
    )


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ('{"id": 1,}', "this is not readable as JSON"),
        ("[1]", "a line holds one object"),
        ('{"id": 1, "id": 2}', "the object has `id` twice"),
        ('{"id": {"a": 1}}', "a cell is a text, a number, true or false, or a list of these"),
        ('{"id": NaN}', "NaN is no number"),
        ("[" * 100_000, "it is nested more than 100 deep"),
    ],
)
def test_jsonl_faults_have_their_line(here, row, words):
    table, (fault,) = read(here / "x.jsonl", '{"id": 1}\n' + row + "\n")
    assert table is None
    assert fault.startswith("x.jsonl:2: ")
    assert words in fault


def test_a_missing_column_is_told_with_its_near_name(here):
    table, _ = read(here / "x.csv", "id,sorce,mdoe,shift\n1,a,b,c\n")
    findings = Findings()
    assert not columns_fit(table, ("id", "source", "text"), ("mode", "case"), findings)
    assert [str(fault) for fault in findings.faults] == [
        "x.csv:1: the column `source` is missing: should `sorce` be `source`?",
        "x.csv:1: the column `text` is missing: the columns are `id`, `sorce`, `mdoe`, `shift`",
    ]
    assert [str(fault) for fault in findings.warnings] == [
        "x.csv:1: the column `mdoe` is kept as an attribute: did you mean `mode`?"
    ]


def test_a_column_without_use_is_told(here):
    table, _ = read(here / "x.csv", "id,shift\n1,c\n")
    findings = Findings()
    assert columns_fit(table, ("id",), (), findings, attributes=False)
    assert "the column `shift` is not used" in findings.warnings[0].message


@given(st.floats(-1e6, 1e6).map(lambda x: round(x, 6)), st.sampled_from([".", ","]))
def test_numbers_with_point_or_comma(x, mark):
    text = f"{x:.6f}".replace(".", mark)
    assert pl.select(number(pl.Series([text]))).item() == pytest.approx(x, abs=1e-9)


cells = st.text("ab,;\"'\n\t =|æøå", max_size=6).map(str.strip)
grids = st.lists(st.lists(cells, min_size=2, max_size=2), min_size=1, max_size=8)


@given(grids, st.sampled_from([",", ";", "\t"]), st.sampled_from(["\n", "\r\n"]))
def test_delimited_round_trip_with_the_right_lines(tmp_path_factory, grid, delimiter, newline):
    rows = [[f"mark{place}", *row] for place, row in enumerate(grid)]
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator=newline)
    writer.writerows([["id", "x", "y"], *([guarded(cell) for cell in row] for row in rows)])
    path = tmp_path_factory.mktemp("csv") / "x.csv"
    table, faults = read(path, text.getvalue())
    assert faults == []
    assert table.frame.rows() == [tuple(cell or None for cell in row) for row in rows]
    physical = text.getvalue().split(newline) if newline == "\r\n" else text.getvalue().split("\n")
    if newline == "\n" or "\n" not in "".join("".join(row) for row in rows):
        for row, line in zip(rows, table.lines, strict=True):
            assert physical[line - 1].startswith(row[0])


@given(grids)
def test_jsonl_round_trip(tmp_path_factory, grid):
    text = "\n".join(json.dumps({"id": f"r{n}", "x": row[0], "y": row[1]}) for n, row in enumerate(grid))
    table, faults = read(tmp_path_factory.mktemp("jsonl") / "x.jsonl", text)
    assert faults == []
    assert table.frame.rows() == [(f"r{n}", row[0] or None, row[1] or None) for n, row in enumerate(grid)]


@given(st.binary(max_size=80), st.sampled_from([".csv", ".tsv", ".xlsx", ".ods", ".parquet", ".jsonl"]))
def test_no_bytes_are_a_traceback(tmp_path_factory, data, ending):
    table, faults = read(tmp_path_factory.mktemp("bytes") / f"x{ending}", data)
    assert table is not None or faults


def test_a_number_of_thousands_of_digits_is_told(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text('{"id": "a", "n": 1}\n{"id": "b", "n": ' + "9" * 5000 + "}\n", encoding="utf-8")
    findings = Findings()
    assert read_table(path, findings) is None
    (fault,) = findings.faults
    assert (fault.line, fault.message) == (2, "a number of 5,000 digits: write it in quotes, if it is a name")
