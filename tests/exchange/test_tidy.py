"""Plain tables: statements with codes, one row a coding, and 0/1 matrices."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from idealtypes.exchange.format import NotReadable, Wishes
from idealtypes.exchange.formats.tidy import FORMAT
from idealtypes.exchange.project import Project
from tests.exchange.books import xlsx
from tests.exchange.tables import Rows, as_csv, codings, read

from ..examples import examples


@pytest.fixture
def table(tmp_path: Path):
    def reads(rows: bytes | Rows, **columns: str) -> Project:
        return read(FORMAT, tmp_path / "talk.csv", rows, **columns)

    return reads


def test_our_own_statements(table) -> None:
    project = table(
        [
            ("id", "source", "text", "codes", "coder", "mode", "voice"),
            ("s1", "i1", "One just rings.", "trust; care=0.5", "ann", "is", "helper"),
            ("s1", "i1", "One just rings.", "trust", "ben", "", ""),
            ("s2", "i2", "Nothing.", "", "ann", "", ""),
        ]
    )
    assert codings(project) == [
        ("i1", "One just rings.", "trust", "ann", 1.0),
        ("i1", "One just rings.", "care", "ann", 0.5),
        ("i1", "One just rings.", "trust", "ben", 1.0),
    ]
    assert [one.id for one in project.passages] == ["s1", "s2"]
    assert project.passages[0].attributes == {"voice": "helper", "mode": "is"}
    assert project.counts() == {"codes": 2, "sources": 2, "statements": 2, "codings": 3, "coders": 2}
    assert project.skipped == ()
    assert [(one.passage, one.coder) for one in project.readings] == [("s2", "ann")]
    nobody = table([("source", "text", "codes"), ("i1", "One just rings.", "trust"), ("i2", "Nothing.", "")])
    assert [(one.what, one.why) for one in nobody.skipped] == [("the row of `Nothing.`", "no code is on it")]
    assert nobody.skipped[0].where.endswith("talk.csv, line 3")
    assert nobody.readings == ()


def test_a_row_a_coding(table) -> None:
    project = table(
        [
            ("Document name", "Selected text", "Code name", "Coded by", "Start", "End", "Weight", "Page"),
            ("a", "yes", "A", "ann", "0", "3", "0,5", "7"),
            ("a", "yes", "B", "ann", "0", "3", "1", "7"),
            ("b", "yes", "A", "ann", "0", "3", "1", ""),
        ]
    )
    assert codings(project) == [
        ("a", "yes", "A", "ann", 0.5),
        ("a", "yes", "B", "ann", 1.0),
        ("b", "yes", "A", "ann", 1.0),
    ]
    first, second = project.passages
    assert (first.start, first.end, first.locator) == (0, 3, "7")
    assert first.id != second.id


def test_the_same_words_twice_in_a_source_are_two_passages_and_keep_their_ids(table) -> None:
    rows = [("source", "text", "code"), ("a", "yes", "A"), ("a", "yes", "A"), ("a", "no", "A")]
    ids = [one.id for one in table(rows).passages]
    assert len(set(ids)) == 3
    assert [one.id for one in table([rows[0], rows[3], *rows[1:3]]).passages] == [ids[2], *ids[:2]]


def test_a_coding_that_an_id_has_already_is_listed(table) -> None:
    project = table([("id", "source", "text", "code"), ("1", "a", "yes", "A"), ("1", "a", "yes", "A")])
    assert len(project.codings) == 1
    assert project.skipped[0].why == "`1` has it already"


def test_numbered_columns_and_other_separators(table) -> None:
    project = table([("source", "text", "Code 1", "code_2"), ("a", "yes", "A", "B"), ("a", "no", "", "B")])
    assert [one[2] for one in codings(project)] == ["A", "B", "B"]
    project = table([("source", "text", "tags"), ("a", "yes", "A, B"), ("a", "no", "C")])
    assert [one[2] for one in codings(project)] == ["A", "B", "C"]
    assert set(project.notes) == {
        "Columns: codes from `tags`.",
        "Several codes in a cell of `tags` were taken apart at commas.",
    }


def test_a_statement_by_code_matrix(table) -> None:
    project = table(
        [
            ("text", "source", "age", "trust", "care", "never"),
            ("yes", "a", "41", "1", "0", "0"),
            ("no", "a", "55", "0.25", "1", ""),
        ]
    )
    assert codings(project) == [
        ("a", "yes", "trust", "", 1.0),
        ("a", "no", "trust", "", 0.25),
        ("a", "no", "care", "", 1.0),
    ]
    assert project.passages[0].attributes == {"age": "41", "never": "0"}
    assert "`trust`, `care`" in project.notes[0]


def test_a_case_by_code_matrix_without_texts(table) -> None:
    project = table([("", "A", "B"), ("north", "x", ""), ("south", "x", "x")])
    assert codings(project) == [
        ("north", "", "A", "", 1.0),
        ("south", "", "A", "", 1.0),
        ("south", "", "B", "", 1.0),
    ]


def test_of_several_sheets_of_codings_the_user_names_those_that_are_read(table, tmp_path: Path) -> None:
    head = ("source", "text", "code")
    data = xlsx(
        ("one", [head, ("a", "x", "A")]), ("two", [head, ("a", "y", "B")]), ("notes", [("hello", "you")])
    )
    with pytest.raises(NotReadable, match=r"2 worksheets are each a table of codings .* `sheet` one"):
        table(data)
    path = tmp_path / "talk.csv"
    project = FORMAT.read(path, Wishes(sheets=("One",)))
    assert [one[2] for one in codings(project)] == ["A"]
    left = [(one.what, one.why, one.passages) for one in project.skipped]
    why = "it was not asked for"
    assert left == [("worksheet `two`", why, 1), ("worksheet `notes`", why, 0)]
    both = FORMAT.read(path, Wishes(sheets=("one", "two")))
    assert [one[2] for one in codings(both)] == ["A", "B"]
    with pytest.raises(NotReadable, match=r"`sheet` thre: no worksheet has that name; there (are|is) "):
        FORMAT.read(path, Wishes(sheets=("thre",)))


def test_unknown_headings_are_asked_for_and_told(table) -> None:
    rows = [("Hva", "Hvor", "Merke"), ("ja", "a", "A")]
    with pytest.raises(NotReadable) as problem:
        table(rows)
    said = str(problem.value)
    assert "talk.csv, line 1" in said
    assert "The headings are `Hva`, `Hvor`, `Merke`. Say which it is: `column` code=HEADING" in said
    assert codings(table(rows, text="Hva", source="hvor", code="Merke")) == [("a", "ja", "A", "", 1.0)]
    with pytest.raises(NotReadable, match="no column has that heading; did you mean `Hvor`"):
        table(rows, source="Hvore")
    with pytest.raises(NotReadable, match="`column` sourc=Hvor: did you mean `source`"):
        table(rows, sourc="Hvor")


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (
            [("code", "definition"), ("A", "what A is")],
            "has no column that is known to be `text` or `source`",
        ),
        ([("source", "text", "code"), ("a", "x", "")], "the table has no codings"),
        (
            [("source", "text", "codes"), ("a", "x", "A=2")],
            "line 2: `2`: an intensity is a number from 0 to 1",
        ),
        ([("source", "text", "code", "weight"), ("a", "x", "A", "50")], "line 2: `50`: an intensity"),
    ],
)
def test_what_is_no_table_of_codings(table, rows: Rows, message: str) -> None:
    with pytest.raises(NotReadable) as problem:
        table(rows)
    assert message in str(problem.value)


WORD = st.text("abcdefgh", min_size=1, max_size=5)


@examples(40, HealthCheck.function_scoped_fixture)
@given(
    st.dictionaries(
        WORD,
        st.tuples(WORD, WORD, st.dictionaries(WORD, st.sampled_from([1.0, 0.5]), max_size=3)),
        min_size=1,
    )
)
def test_statements_come_back(tmp_path: Path, said: dict[str, tuple[str, str, dict[str, float]]]) -> None:
    rows = [("id", "source", "text", "codes")]
    rows += [
        (key, s, t, ";".join(f"{c}={n}" for c, n in codes.items())) for key, (s, t, codes) in said.items()
    ]
    path = tmp_path / "x.csv"
    path.write_bytes(as_csv(rows))
    expected = [(s, t, c, "", n) for s, t, codes in said.values() for c, n in codes.items()]
    try:
        assert codings(FORMAT.read(path, Wishes())) == expected
    except NotReadable:
        assert not expected
