"""Codebooks as tables, alone and beside the codings that they explain."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idealtypes.errors import IdealtypesError
from idealtypes.exchange.detect import detect, read_project, sample
from idealtypes.exchange.format import NotReadable
from idealtypes.exchange.importing import import_project
from idealtypes.exchange.project import Project
from idealtypes.exchange.several_codes import bare, parted, readings
from tests.exchange.books import xlsx
from tests.exchange.tables import Rows, as_csv

QUOTATIONS: Rows = [
    ("ID", "Reference", "Text Content", "Document", "Codes", "Number of Codes"),
    ("1:1", "¶ 4", "We ring.", "Int 1", "trust, care", "2"),
    ("1:2", "¶ 6", "We keep still.", "Int 1", "trust, peace, quiet", "2"),
    ("1:3", "¶ 8", "We wait.", "Int 2", "peace, quiet", "1"),
    ("1:4", "¶ 9", "We stay.", "Int 2", "care, daily, own, unheard of", "3"),
]
CODES: Rows = [
    ("Code", "Comment", "Code Group 1"),
    ("trust", "They are believed", "ties"),
    ("peace, quiet", "Nobody is to hear of it", "ties"),
    ("care", "", ""),
    ("care, daily", "", ""),
    ("own", "", ""),
]


def put(path: Path, rows: Rows) -> Path:
    path.write_bytes(as_csv(rows))
    return path


def tree(project: Project) -> dict[str, str | None]:
    """Code → its parent, by name."""
    names = {code.id: code.name for code in project.codes}
    return {code.name: None if code.parent is None else names[code.parent] for code in project.codes}


SHAPES: dict[str, Rows] = {
    "plain": [
        ("code", "definition", "parent"),
        ("Own", "By oneself", "Care"),
        ("Care", "Help", ""),
        ("Trust", "", ""),
    ],
    "MAXQDA": [
        ("Color", "Parent code", "Code", "Cod. seg. (all documents)", "Code memo"),
        ("#ff0000", "", "Care", "0", "Help"),
        ("", "Care", "Own", "7", "By oneself"),
        ("", "", "Trust", "2", ""),
    ],
    "MAXQDA in German": [
        ("Farbe", "Obercode", "Code", "Cod. Seg. (alle Dokumente)", "Memo"),
        ("", "", "Care", "0", "Help"),
        ("", "Care", "Own", "7", "By oneself"),
        ("", "", "Trust", "2", ""),
    ],
    "MAXQDA to read": [("Code", "Memo"), ("Care", "Help"), ("Care > Own", "By oneself"), ("Trust", "")],
    "NVivo": [
        ("Name", "Description", "Files", "References"),
        ("Nodes\\\\Care", "Help", "1", "3"),
        ("Nodes\\\\Care\\Own", "By oneself", "1", "3"),
        ("Nodes\\\\Trust", "", "0", "0"),
    ],
    "indented": [
        ("Name", "Description", "Files"),
        ("Care", "Help", "1"),
        ("  Own", "By oneself", "1"),
        ("Trust", "", "0"),
    ],
    "levels": [
        ("Theme", "Code", "Definition"),
        ("Care", "", "Help"),
        ("", "Own", "By oneself"),
        ("Trust", "", ""),
    ],
    "levels in Norwegian": [
        ("Kode", "Underkode", "Definisjon"),
        ("Care", "", "Help"),
        ("", "Own", "By oneself"),
        ("Trust", "", ""),
    ],
    "ids": [
        ("id", "title", "definition", "parent"),
        ("a", "Care", "Help", ""),
        ("b", "Own", "By oneself", "a"),
        ("c", "Trust", "", ""),
    ],
    "a title above": [
        ("Our codebook", "", ""),
        ("Code", "Meaning", "Parent"),
        ("Care", "Help", ""),
        ("Own", "By oneself", "Care"),
        ("Trust", "", ""),
    ],
}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_codebooks_of_all_shapes_say_the_same(tmp_path: Path, shape: str, kind: str) -> None:
    path = tmp_path / f"x.{kind}"
    path.write_bytes(as_csv(SHAPES[shape]) if kind == "csv" else xlsx(("Codes", SHAPES[shape])))
    found, project = read_project(path)
    assert found.id == "codebook"
    assert tree(project) == {"Care": None, "Own": "Care", "Trust": None}
    assert {code.name: code.definition for code in project.codes} == {
        "Care": "Help",
        "Own": "By oneself",
        "Trust": "",
    }
    assert not project.codings
    assert not project.skipped


@pytest.mark.parametrize(
    "rows",
    [
        [
            ("Name", "Files", "References", "Created On"),
            ("Care", "1", "3", "2020"),
            ("Own", "1", "3", "2020"),
        ],
        [("tag", "description", "number of highlights"), ("Care", "Help", "3"), ("Own", "", "3")],
        [
            ("tag", "description", "number of highlights", "number of documents"),
            ("Care", "Help", "3", "1"),
            ("Own", "", "3", "1"),
        ],
        [("Code", "Grounded", "Density"), ("Care", "1", "3"), ("Own", "1", "3")],
        [
            ("Kode", "Beskrivelse", "Inkluder", "Eksempel"),
            ("Care", "Help", "all", "We ring."),
            ("Own", "", "", ""),
        ],
    ],
)
def test_lists_of_codes_that_say_little(tmp_path: Path, rows: Rows) -> None:
    project = read_project(put(tmp_path / "x.csv", rows))[1]
    assert tree(project) == {"Care": None, "Own": None}


@pytest.mark.parametrize(
    "rows",
    [
        [("code", "text", "source"), ("Care", "We ring.", "Int 1")],
        [("id", "code", "comment"), ("1", "Care", "hm"), ("2", "Care", "")],
        [("name", "notes"), ("Anna", "hm")],
        [("Theme", "Quotation", "Interview"), ("Care", "We ring.", "Int 1")],
        [("Code", "Int 1", "Int 2"), ("Care", "2", "0")],
    ],
)
def test_other_tables_are_no_codebooks(tmp_path: Path, rows: Rows) -> None:
    assert detect(sample(put(tmp_path / "x.csv", rows))).id != "codebook"


def test_words_of_a_code_and_its_colour_come_along(tmp_path: Path) -> None:
    rows = [
        (
            "id",
            "Code",
            "Definition",
            "When to use",
            "When not to use",
            "Example",
            "Color",
            "Comment",
            "Author",
        ),
        ("own", "Own", "By oneself", "alone", "together", "I did it.", "#00ff00", "hm", "Anna"),
    ]
    project = read_project(put(tmp_path / "x.csv", rows))[1]
    (code,) = project.codes
    assert (code.definition, code.color, code.memo) == ("By oneself", "#00ff00", "hm")
    assert code.fields == {"id": "own", "include": "alone", "exclude": "together", "example": "I did it."}
    assert "A codebook keeps nothing of `Author`." in project.notes


def test_what_cannot_be_is_told_all_at_once_with_its_places(tmp_path: Path) -> None:
    rows = [
        ("code", "definition", "parent"),
        ("Own", "a", "Care"),
        ("Care", "b", ""),
        ("Own", "c", "Care"),
        ("Care", "d", ""),
        ("Ring", "e", "Ring"),
        ("Left", "f", "Right"),
        ("Right", "g", "Left"),
    ]
    path = put(tmp_path / "x.csv", rows)
    with pytest.raises(NotReadable) as refused:
        import_project(path, tmp_path / "study")
    said = str(refused.value).replace(str(path), "x").split("\n")
    assert said == [
        "x, line 2: the parent `Care` is the name of several codes (`x, line 3`, `x, line 5`): write its path, such as "
        "`Care > Own`",
        "x, line 4: the parent `Care` is the name of several codes (`x, line 3`, `x, line 5`): write its path, such as "
        "`Care > Own`",
        "x, line 6: `Ring` below `Ring`: a circle; give one of them another parent",
        "x, line 7: `Left` below `Right` below `Left`: a circle; give one of them another parent",
        "x, line 4: `Care > Own` is named at x, line 2 already: a code has one row",
        "x, line 5: `Care` is named at x, line 3 already: a code has one row",
    ]
    assert not (tmp_path / "study").exists()


@pytest.mark.parametrize("beside", [True, False])
def test_a_code_named_twice_stops_the_import_of_the_codings_too(tmp_path: Path, beside: bool) -> None:
    twice = [*CODES, ("trust", "again", "")]
    table = put(tmp_path / "q.csv", QUOTATIONS)
    (tmp_path / "q.xlsx").write_bytes(xlsx(("Quotations", QUOTATIONS), ("Codes", twice)))
    file, codebook = (table, put(tmp_path / "codes.csv", twice)) if beside else (tmp_path / "q.xlsx", None)
    with pytest.raises(NotReadable, match=r"(line|row) 7: `trust` is named at .*(line|row) 2 already"):
        import_project(file, tmp_path / "study", codebook=codebook)
    assert not (tmp_path / "study").exists()


def test_names_with_commas_are_told_by_the_codebook(tmp_path: Path) -> None:
    table = put(tmp_path / "q.csv", QUOTATIONS)
    alone = import_project(table, tmp_path / "alone", dry_run=True, accept_loss=True)
    assert alone.counts["codings"] == 2
    assert "codebook" in alone.skipped[0].why
    made = import_project(
        table, tmp_path / "study", codebook=put(tmp_path / "codes.csv", CODES), accept_loss=True
    )
    assert made.counts["codings"] == 5
    (skipped,) = made.skipped  # a name that the codebook lacks: three codes cannot be made of it
    assert skipped.where.endswith("line 5")
    scheme = (tmp_path / "study" / "scheme.yaml").read_text()
    assert "Nobody is to hear of it" in scheme
    assert "own" in scheme  # a code that nobody used


def test_a_workbook_brings_its_codebook_and_a_second_import_reads_what_changed(tmp_path: Path) -> None:
    path = tmp_path / "q.xlsx"
    path.write_bytes(xlsx(("Codings", QUOTATIONS), ("Codes", CODES)))
    made = import_project(path, tmp_path / "study", accept_loss=True)
    assert made.counts["codings"] == 5
    assert all("worksheet" not in one.what for one in made.skipped)
    assert any("sheet `Codes`" in note for note in made.notes)
    changed = [*CODES[:-1], ("own", "By oneself", "")]
    path.write_bytes(xlsx(("Codings", QUOTATIONS), ("Codes", changed)))
    again = import_project(path, tmp_path / "study", accept_loss=True)
    assert [(one.what, one.where) for one in again.changes] == [("a code has another definition", "own")]


def test_a_codebook_after_the_codings_gives_definitions_and_parents(tmp_path: Path) -> None:
    rows = [("source", "text", "code"), ("Int 1", "We ring.", "Own"), ("Int 1", "We wait.", "Trust")]
    import_project(put(tmp_path / "q.csv", rows), tmp_path / "study")
    made = import_project(put(tmp_path / "codes.csv", SHAPES["plain"]), tmp_path / "study")
    assert sorted((one.what, one.where) for one in made.changes) == [
        ("a code has a definition", "own"),
        ("a code stands elsewhere", "own"),
        ("a new code", "care"),
    ]
    assert import_project(tmp_path / "codes.csv", tmp_path / "study").files == ()


def test_a_codebook_alone_becomes_a_scheme_that_the_codings_use(tmp_path: Path) -> None:
    made = import_project(put(tmp_path / "codes.csv", SHAPES["levels"]), tmp_path / "study")
    assert made.codebook
    assert made.counts["codes"] == 3
    rows = [("source", "text", "code"), ("Int 1", "We ring.", "Own")]
    import_project(put(tmp_path / "q.csv", rows), tmp_path / "study")
    scheme = (tmp_path / "study" / "scheme.yaml").read_text()
    assert scheme.count("title: Own") == 1
    assert "parent: care" in scheme


def test_what_is_no_codebook_is_refused(tmp_path: Path) -> None:
    table = put(tmp_path / "q.csv", QUOTATIONS)
    other = put(tmp_path / "x.csv", [("a", "b"), ("1", "2")])
    with pytest.raises(IdealtypesError, match=r"x\.csv"):
        import_project(table, tmp_path / "study", codebook=other)
    with pytest.raises(IdealtypesError, match=r"there is no file or folder"):
        import_project(table, tmp_path / "study", codebook=tmp_path / "none.csv")


names = st.lists(
    st.lists(st.sampled_from(["a", "b", "c", "d e"]), min_size=1, max_size=3).map(", ".join),
    min_size=1,
    max_size=6,
    unique=True,
)


@given(names, st.data())
def test_a_cell_of_known_names_is_read_as_known_names(known: list[str], data: st.DataObject) -> None:
    said = data.draw(st.lists(st.sampled_from(known), min_size=1, max_size=4))
    pieces = ", ".join(said).split(", ")
    ways = readings(pieces, ", ", set(known), len(said))
    assert ways
    assert len(ways) > 1 or ways[0] == said
    for way in (*ways, parted(pieces, ", ", set(known))):
        assert ", ".join(way) == ", ".join(said)
        assert {bare(name) for name in way} <= set(known)


@given(st.lists(st.sampled_from(["a", "b", "c"]), min_size=1, max_size=6), names)
def test_no_piece_of_a_cell_is_lost(pieces: list[str], known: list[str]) -> None:
    assert ", ".join(parted(pieces, ", ", set(known))) == ", ".join(pieces)


@pytest.mark.parametrize("separator", [", ", "; ", " | "])
def test_plain_tables_too_have_names_with_what_separates_them(tmp_path: Path, separator: str) -> None:
    quiet = f"peace{separator}quiet"
    rows = [
        ("source", "text", "codes"),
        ("Int 1", "We ring.", f"Trust{separator}{quiet}"),
        ("Int 1", "We wait.", f"{quiet}{separator}new"),
    ]
    table, codes = (
        put(tmp_path / "q.csv", rows),
        put(tmp_path / "c.csv", [("code", "definition"), (quiet, "a"), ("trust", "b")]),
    )
    assert import_project(table, tmp_path / "alone", dry_run=True).counts["codings"] == 6
    made = import_project(table, tmp_path / "study", codebook=codes)
    assert made.counts["codings"] == 4
    assert "Not in the codebook: `new`." in made.notes


@pytest.mark.parametrize(
    "rows",
    [
        [
            ("Code", "Comment"),
            ("Care", "Help"),
            ("Care: by oneself", ""),
            ("Care: by oneself: never", ""),
            ("New: old", ""),
        ],
        [("Code", "", "Comment"), ("● Care", "", "Help"), ("", "● by oneself", ""), ("", "● by others", "")],
    ],
)
def test_categories_of_atlasti_are_above_their_codes(tmp_path: Path, rows: Rows) -> None:
    found = tree(read_project(put(tmp_path / "c.csv", rows))[1])
    assert found["Care"] is None
    if len(rows) == 5:
        assert found == {
            "Care": None,
            "Care: by oneself": "Care",
            "Care: by oneself: never": "Care: by oneself",
            "New: old": None,
        }
    else:
        assert found == {"Care": None, "by oneself": "Care", "by others": "Care"}
    quotes = [
        ("ID", "Text Content", "Document", "Codes", "Number of Codes"),
        ("1", "We ring.", "Int 1", "Care: by oneself, Care", "2"),
    ]
    made = import_project(put(tmp_path / "q.csv", quotes), tmp_path / "study", codebook=tmp_path / "c.csv")
    assert made.counts["codings"] == 2
    assert "parent: care" in (tmp_path / "study" / "scheme.yaml").read_text()
    assert any(note.startswith("2 codes of 2 are in the codebook") for note in made.notes)


def test_a_second_import_of_a_workbook_may_ask_for_its_codebook_alone(tmp_path: Path) -> None:
    path = tmp_path / "b.xlsx"
    rows = [("source", "text", "code"), ("Int 1", "We ring.", "Own"), ("Int 2", "We wait.", "Trust")]
    path.write_bytes(xlsx(("Codings", rows)))
    import_project(path, tmp_path / "study", sheets=("Codings",))
    path.write_bytes(xlsx(("Codings", rows), ("Codebook", SHAPES["plain"])))
    made = import_project(path, tmp_path / "study", sheets=("Codebook",))
    assert (made.format, made.counts["codes"], made.counts["codings"]) == ("codebook", 3, 0)
    assert ("a code stands elsewhere", "own") in [(one.what, one.where) for one in made.changes]
    with pytest.raises(IdealtypesError, match="no worksheet has that name"):
        import_project(path, tmp_path / "study", sheets=("Codes",))


def test_dedooses_column_of_all_codes_too_has_names_with_commas(tmp_path: Path) -> None:
    chart = [
        ("Media Title", "Excerpt Copy", "Codes Applied Combined"),
        ("Int 1", "We ring.", "trust, peace, quiet"),
    ]
    table, codes = put(tmp_path / "q.csv", chart), put(tmp_path / "c.csv", CODES)
    assert import_project(table, tmp_path / "alone", dry_run=True).counts["codings"] == 3
    assert import_project(table, tmp_path / "study", codebook=codes).counts["codings"] == 2


@pytest.mark.parametrize("shape", SHAPES)
def test_every_row_of_a_codebook_is_accounted_for(tmp_path: Path, shape: str) -> None:
    made = import_project(put(tmp_path / "x.csv", SHAPES[shape]), tmp_path / "study", dry_run=True)
    assert made.account.held == {"codes": 3}
    assert made.account.kept == {"codes": 3}
    under = [("code", "definition", "parent"), ("Own", "By oneself", "Care"), ("", "nobody", "")]
    account = import_project(put(tmp_path / "y.csv", under), tmp_path / "study", dry_run=True).account
    assert (account.held, account.kept, account.left_out) == ({"codes": 2}, {"codes": 1}, {"codes": 1})
