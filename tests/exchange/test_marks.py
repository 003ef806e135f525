"""Tables of 0 and 1 with cells that are no marks, rows of sums, and rows without a source; missing values at import."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from idealtypes.exchange.detect import read_project
from idealtypes.exchange.format import BadWish, NotReadable, Wishes
from idealtypes.exchange.headings import matched
from idealtypes.exchange.importing import import_project
from idealtypes.exchange.marks import marks_in
from idealtypes.exchange.project import Project
from idealtypes.exchange.sheets import Worksheet
from idealtypes.files.budget import Budget
from tests.exchange.books import xlsx

ROWS = [(f"Int {n % 3}", f"said {n}", str(n % 2), str((n + 1) % 2)) for n in range(8)]


def table(*rows: tuple[str, ...], head: str = "source,text,trust,pay") -> str:
    return "\n".join([head, *map(",".join, rows)]) + "\n"


def imported(path: Path, data: str | bytes, **wishes: tuple[str, ...]) -> Project:
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return read_project(path, Wishes(missing=wishes.get("missing", ())))[1]


def put(project: Project) -> dict[str, int]:
    """Code → codings."""
    names = {code.id: code.name for code in project.codes}
    found = [names[coding.code] for coding in project.codings]
    return {name: found.count(name) for name in names.values()}


def told(project: Project) -> list[tuple[str, str]]:
    return [(one.what, one.where.partition(", ")[2]) for one in project.skipped]


@pytest.mark.parametrize(
    "cell", ["NA", "n/a", "-99", "999", "?", "2", "3", "2024-01-05", "yess", "#N/A", "#VERDI!"]
)
def test_one_odd_cell_is_told_and_its_column_stays_a_code(tmp_path: Path, cell: str) -> None:
    project = imported(tmp_path / "m.csv", table(*ROWS, ("Int 9", "last", cell, "1")))
    assert put(project) == {"trust": 4, "pay": 5}
    assert len({coding.passage for coding in project.codings}) == 9
    ((what, where),) = told(project)
    assert "`trust`" in what
    assert where == "line 10"


def test_codes_for_missing_values_may_be_most_of_a_column(tmp_path: Path) -> None:
    rows = [("A", "one", "1", "0"), ("A", "two", "-99", "1"), ("B", "three", "NA", "1")]
    project = imported(tmp_path / "m.csv", table(*rows))
    assert put(project) == {"trust": 1, "pay": 2}
    assert [where for _, where in told(project)] == ["line 3", "line 4"]


def test_declared_codes_are_blanks(tmp_path: Path) -> None:
    rows = [*ROWS, ("NA", "last", "-99", "1"), ("Int 1", "more", "NA", "1")]
    project = imported(tmp_path / "m.csv", table(*rows), missing=("NA", "-99"))
    assert put(project) == {"trust": 4, "pay": 5}
    assert told(project) == [("the row of `last`", "line 10")]  # its source is blank, as it says


@pytest.mark.parametrize(
    "column",
    [
        ["1", "2", "3", "1", "2", "3", "1", "2"],  # waves
        ["31", "45", "1", "0", "22", "60", "19", "33"],
        ["0", "1", "2", "2", "0", "1", "2", "1"],
        ["", "x", "", "see memo", "", "", "", ""],
    ],
)
def test_an_attribute_stays_one(tmp_path: Path, column: list[str]) -> None:
    rows = [(*row, cell) for row, cell in zip(ROWS, column, strict=True)]
    project = imported(tmp_path / "m.csv", table(*rows, head="source,text,trust,pay,more"))
    assert set(put(project)) == {"trust", "pay"}
    assert project.passages[1].attributes == ({"more": column[1]} if column[1] else {})


@pytest.mark.parametrize("label", ["Total", "Sum", "Totalt", "", "Gesamt"])
def test_a_row_of_sums_is_left_out(tmp_path: Path, label: str) -> None:
    project = imported(tmp_path / "m.csv", table(*ROWS, (label, "", "4", "4")))
    assert put(project) == {"trust": 4, "pay": 4}
    assert "row of sums" in project.skipped[-1].why
    assert "Total" not in {source.name for source in project.sources}


def test_a_row_of_sums_that_are_ones_is_known_by_its_name(tmp_path: Path) -> None:
    rows = [("A", "one", "1", "0"), ("B", "two", "0", "1"), ("Total", "", "1", "1")]
    assert put(imported(tmp_path / "m.csv", table(*rows))) == {"trust": 1, "pay": 1}
    means = [("A", "one", "1", "0"), ("B", "two", "0", "1"), ("Mean", "", "0.5", "0.5")]
    assert put(imported(tmp_path / "n.csv", table(*means))) == {"trust": 1, "pay": 1}
    last = [("A", "one", "1", "0"), ("B", "two", "1", "0"), ("C", "three", "1", "1")]
    assert put(imported(tmp_path / "o.csv", table(*last))) == {"trust": 3, "pay": 1}


def test_a_column_of_sums_is_no_code(tmp_path: Path) -> None:
    rows = [(*row, str(int(row[2]) + int(row[3]))) for row in ROWS]
    project = imported(tmp_path / "m.csv", table(*rows, head="source,text,trust,pay,Total"))
    assert set(put(project)) == {"trust", "pay"}


@pytest.mark.parametrize(("odd", "stops"), [(2, True), (4, False)])
def test_a_column_that_is_nearly_a_codes_is_told(tmp_path: Path, odd: int, stops: bool) -> None:
    column = ["0", "1"] * 4 + ["2"] * odd
    rows = [("s", f"t{n}", str(n % 2), str((n + 1) % 2), cell) for n, cell in enumerate(column)]
    path = tmp_path / "m.csv"
    path.write_text(table(*rows, head="source,text,trust,pay,more"))
    if stops:
        with pytest.raises(BadWish, match=r"2 are not, the first at .*line 10.*accept_loss"):
            import_project(path, tmp_path / "out")
        assert not (tmp_path / "out").exists()
    made = import_project(path, tmp_path / "out", accept_loss=stops)
    assert made.counts["codes"] == 2
    assert stops or any("the column is an attribute, and no code" in note for note in made.notes)


def test_counts_are_refused_as_before(tmp_path: Path) -> None:
    rows = [("A", "1", "0", "3"), ("B", "0", "1", "2"), ("C", "1", "1", "4")]
    with pytest.raises(NotReadable, match="hold numbers above 1"):
        imported(tmp_path / "m.csv", table(*rows, head="document,trust,pay,rest"))


@given(
    st.lists(st.tuples(st.sampled_from("01"), st.sampled_from("01")), min_size=6, max_size=30),
    st.lists(st.sampled_from(["NA", "-99", "", "?"]), max_size=3),
)
def test_missing_codes_never_move_a_mark(marks: list[tuple[str, str]], blanks: list[str]) -> None:
    """The codings are those of the table without the rows that have a code for missing values."""
    rows = [("s", f"t{n}", *pair) for n, pair in enumerate(marks)]
    odd = [("s", f"odd {n}", blank, "1") for n, blank in enumerate(blanks)]

    def codes(rows: list[tuple[str, ...]]) -> list[str]:
        every = [("source", "text", "a", "b"), *rows]
        found = marks_in(
            matched(Worksheet("x", "", every, range(1, len(every) + 1)), {"text": ("text",)}, Wishes())
        )
        return [heading for heading, _ in found.used if heading != "source"]

    assert set(codes(rows)) <= set(codes([*rows, *odd]))


# sources


def test_a_row_without_a_source_is_told_where_others_have_one(tmp_path: Path) -> None:
    rows = [("Int 1", "one", "1", "0"), ("", "two", "1", "0"), ("Int 2", "three", "0", "1")]
    project = imported(tmp_path / "m.csv", table(*rows))
    assert {source.name for source in project.sources} == {"Int 1", "Int 2"}
    ((what, where),) = told(project)
    assert (what, where) == ("the row of `two`", "line 3")
    assert "names no source" in project.skipped[0].why


def test_a_column_of_sources_that_is_blank_is_none(tmp_path: Path) -> None:
    project = imported(tmp_path / "one.csv", "source,text,code\n,a,x\n,b,y\n")
    assert [source.name for source in project.sources] == ["one"]
    assert any("`one` is the one source" in note for note in project.notes)


def test_a_quotation_without_a_document_is_told(tmp_path: Path) -> None:
    text = 'ID,Document,Quotation Content,Codes\n1,Int 1,a,"x"\n2,,b,"y"\n'
    project = imported(tmp_path / "q.csv", text)
    assert [source.name for source in project.sources] == ["Int 1"]
    assert "names no source" in project.skipped[0].why


def test_merged_cells_are_filled_and_told(tmp_path: Path) -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        page = book.add_worksheet("Data")
        for number, row in enumerate(
            [("Intervju", "Utsagn", "Kode"), ("", "a", "x"), ("", "b", "y"), ("B", "c", "x")]
        ):
            page.write_row(number, 0, row)
        page.merge_range("A2:A3", "A")
    project = imported(tmp_path / "m.xlsx", out.getvalue())
    assert [source.name for source in project.sources] == ["A", "B"]
    assert "Merged cells of `Data` hold their value in all their rows: `A2:A3`." in project.notes


# cells without a value, and names that look missing


def test_an_error_where_a_value_is_needed_leaves_its_row_out(tmp_path: Path) -> None:
    text = "source,text,code,coder,weight\nA,a,x,Anna,1\n#REF!,b,x,Anna,1\nA,#N/A,y,Anna,0.5\n"
    text += "A,d,#VALUE!,Anna,1\nA,e,x,#N/A,1\n"
    project = imported(tmp_path / "m.csv", text + "A,f,x,Anna,#DIV/0!\n")
    assert put(project) == {"x": 1, "y": 1}
    assert [where for what, where in told(project) if what == "a row"] == [
        "line 3",
        "line 5",
        "line 6",
        "line 7",
    ]
    assert ("the cell `text`", "line 4") in told(project)


def test_a_formula_without_a_value_is_told_as_well(tmp_path: Path) -> None:
    data = xlsx(("one", [["source", "text", "code"], ["A", "a", "x"], ["A", "b", "y"]]))
    from tests.exchange.books import part, repacked

    page = part(data, "sheet1.xml").decode()
    assert '<c r="C3"' in page
    start = page.index('<c r="C3"')
    end = page.index("</c>", start) + 4
    formula = page[:start] + '<c r="C3"><f>LOWER("Y")</f></c>' + page[end:]
    project = imported(tmp_path / "m.xlsx", repacked(data, sheet1_xml=formula.encode()))
    assert put(project) == {"x": 1}
    assert 'LOWER("Y")' in project.skipped[0].why


def test_names_that_look_missing_are_told(tmp_path: Path) -> None:
    text = "source,text,code,coder\nA,a,x,Anna\nNA,b,x,Anna\n-99,c,x,Anna\nA,d,none,?\n"
    notes = imported(tmp_path / "m.csv", text).notes
    assert [note.partition(": `")[2].partition("`")[0] for note in notes if "looks like a missing value" in note] == [
        "NA", "-99", "?",
    ]  # fmt: skip
    assert "import with `missing` NA" in " ".join(notes)


def test_dates_among_codes_are_told(tmp_path: Path) -> None:
    rows = "".join(f"A,t{n},code {n % 4}\n" for n in range(12))
    notes = imported(tmp_path / "m.csv", f"source,text,code\n{rows}A,odd,2024-03-02\n").notes
    assert any("`2024-03-02`" in note and "line 14" in note for note in notes)
    assert not any(
        "dates" in note for note in imported(tmp_path / "n.csv", "source,text,code\nA,a,1\nA,b,2\n").notes
    )


def test_missing_goes_with_tables_alone(tmp_path: Path) -> None:
    (tmp_path / "x.qdc").write_text(
        '<?xml version="1.0"?><CodeBook xmlns="urn:QDA-XML:codebook:1.0"><Codes><Code guid='
        '"11111111-1111-1111-1111-111111111111" name="a" isCodable="true"/></Codes></CodeBook>'
    )
    with pytest.raises(BadWish, match="`missing` NA: it goes with the cells of a table"):
        import_project(tmp_path / "x.qdc", tmp_path / "out", missing=("NA",))


def test_a_workbook_of_others_is_told_by_its_first_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = xlsx(("Data", [["height", "weight"], *[[150 + n, 50 + n / 2] for n in range(400)]]))
    monkeypatch.setattr("idealtypes.files.workbooks.Workbook.grids", lambda book: pytest.fail("laid out"))
    with pytest.raises(NotReadable, match="a table of codings needs"):
        imported(tmp_path / "m.xlsx", data)


def test_what_is_wrong_with_a_workbook_is_looked_for_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked = []
    from idealtypes.files import workbooks

    whole = workbooks.open_workbook
    monkeypatch.setattr(
        "idealtypes.exchange.sheets.open_workbook", lambda data: looked.append(1) or whole(data)
    )
    monkeypatch.setattr("idealtypes.files.sheet_extents.budget", lambda: Budget(cells=3))
    with pytest.raises(NotReadable, match="at most 3 are read"):
        imported(tmp_path / "m.xlsx", xlsx(("one", [["a", "b"], ["c", "d"]])))
    assert looked == [1]
