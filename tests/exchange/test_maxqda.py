"""MAXQDA: tables of coded segments in several languages, and what lies open in its own files."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from idealtypes.exchange.databases import tables
from idealtypes.exchange.format import NotReadable, Sample, Wishes
from idealtypes.exchange.formats import maxqda, maxqda_project, tidy
from tests.exchange.books import xls, xlsx
from tests.exchange.tables import as_csv, codings, read, sample

ENGLISH = (
    "Color",
    "Comment",
    "Document group",
    "Document name",
    "Code",
    "Beginning",
    "End",
    "Weight score",
    "Segment",
)
GERMAN = (
    "Farbe",
    "Kommentar",
    "Dokumentgruppe",
    "Dokumentname",
    "Code",
    "Anfang",
    "Ende",
    "Gewicht",
    "Segment",
)
POLISH = (
    "Color",
    "Komentarz",
    "Grupa dokumentów",
    "Nazwa dokumentu",
    "Kod",
    "Początek",
    "Koniec",
    "Waga",
    "Fragment",
)
UNKNOWN = ("Väri", "Huomio", "Ryhmä", "Nimi", "Koodi", "Alku", "Loppu", "Paino", "Teksti")
BODY = [
    ("●", "unsure", "north", "Interview 1", "Trust > In doctors", 1.0, 2.0, 0.0, "One just rings."),
    ("●", "", "north", "Interview 1", "Trust > In doctors", 1.0, 2.0, 0.0, "One just rings."),
    ("●", "", "north", "Interview 1", "Care", 1.0, 2.0, 50.0, "One just rings."),
    ("●", "", "south", "Interview 1", "Care\\Daily", 4.0, 4.0, 0.0, "We eat together, and then we talk."),
]


@pytest.mark.parametrize("head", [ENGLISH, GERMAN, POLISH, UNKNOWN])
@pytest.mark.parametrize("kind", ["xlsx", "xls", "csv"])
def test_tables_of_coded_segments(tmp_path: Path, head: tuple[str, ...], kind: str) -> None:
    rows = [head, *BODY]
    data = xlsx(("Sheet1", rows)) if kind == "xlsx" else as_csv(rows, ";")
    if kind == "xls":
        data = xls(
            {(r, c): value for r, row in enumerate(rows) for c, value in enumerate(row) if value != ""}
        )
    project = read(maxqda.FORMAT, tmp_path / f"segments.{kind}", data)
    assert [one[2:] for one in codings(project)] == [
        ("In doctors", "", 1.0),
        ("In doctors", "", 1.0),
        ("Care", "", 0.5),
        ("Daily", "", 1.0),
    ]
    assert {one.id: one.parent for one in project.codes} == {
        "Trust": None,
        "Trust > In doctors": "Trust",
        "Care": None,
        "Care > Daily": "Care",
    }
    # one passage for two codes, another for the same words coded once more; documents of two groups share a name
    assert project.counts() == {"codes": 4, "sources": 2, "statements": 3, "codings": 4, "coders": 0}
    assert [one.case for one in project.sources] == ["north", "south"]
    assert [one.locator for one in project.passages] == ["1–2", "1–2", "4"]
    assert any("Weights from 1 to 100" in note for note in project.notes)
    assert any("`Koodi` for code" in note for note in project.notes) is (head is UNKNOWN)
    assert project.codings[0].memo == ("" if head is UNKNOWN else "unsure")


def test_coders_and_dates(tmp_path: Path) -> None:
    rows = [(*ENGLISH, "Created by", "Created", "Area"), (*BODY[0], "ann", "30.11.2017 20:55:14", 15.0)]
    project = read(maxqda.FORMAT, tmp_path / "x.xlsx", xlsx(("Sheet1", rows)))
    assert [one.coder for one in project.codings] == ["ann"]
    assert project.passages[0].attributes == {"coded": "30.11.2017 20:55:14"}


def test_rows_without_a_code_are_listed(tmp_path: Path) -> None:
    bad = (*BODY[0][:4], "", *BODY[0][5:])
    project = read(maxqda.FORMAT, tmp_path / "x.xlsx", xlsx(("Sheet1", [ENGLISH, bad, BODY[1]])))
    (skipped,) = project.skipped
    assert skipped.why == "the row has no code"
    assert skipped.where.endswith("x.xlsx, sheet `Sheet1`, row 2")


def test_other_tables_are_not_taken_for_it(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(as_csv([("document", "code", "text", "start", "end"), ("a", "A", "x", "0", "1")]))
    assert not maxqda.FORMAT.recognises(sample(path))
    assert tidy.FORMAT.recognises(sample(path))
    path.write_bytes(as_csv([("a", "b"), ("1", "2")]))
    with pytest.raises(NotReadable, match="a table of coded segments by MAXQDA has no column"):
        maxqda.FORMAT.read(path, Wishes())


def database(path: Path, newer: bool) -> Sample:
    """A project as MAXQDA 12 keeps it, or, with versions of its rows, as from 2020 on."""
    version = ", TID INTEGER, ToDelete INTEGER" if newer else ""
    with sqlite3.connect(path) as made:
        made.execute(f"CREATE TABLE Texts (ID INTEGER, Name, GroupID{version})")
        made.execute(f"CREATE TABLE Codewords (ID INTEGER, Name, WordID, Color{version})")
        made.execute(
            "CREATE TABLE Codings (ID INTEGER, TextID, WordID, Preview, Author, Weight, SegPos1X, SegPos2X, "
            f"SegPosType, Date, CommentL{version})"
        )
        made.execute("CREATE TABLE Textgroups (ID INTEGER, Name)")
        made.execute("CREATE TABLE sys_Setup (Key, Value)")
        made.execute("INSERT INTO sys_Setup VALUES ('APP', 'MAXQDA 12  12.3.3')")
        made.execute("INSERT INTO Textgroups VALUES (1, 'north')")

        def add(table: str, *values: object, version: tuple[int, int] = (1, 0)) -> None:
            row = (*values, *version) if newer and table != "Textgroups" else values
            made.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", row)

        add("Texts", 1, "Interview 1", 1)
        add("Codewords", 4, "Trust", 0, 0xFF3B82F6)
        add("Codewords", 5, "In doctors", 4, 0xFFFF0000)
        cut = "w" * 63
        add("Codings", 1, 1, 5, "One just rings.", "ann", 0, 30, 45, 1, "2017", "unsure")
        add("Codings", 2, 1, 4, "One just rings.", "ben", 50, 30, 45, 1, "2017", "")
        add("Codings", 3, 1, 4, cut, "ben", 0, 100, 300, 1, "2017", "")
        add("Codings", 4, 1, 4, "a picture", "ben", 0, 0, 0, 3, "2017", "")
        add("Codings", 5, 9, 4, "lost", "ben", 0, 1, 2, 1, "2017", "")
        add("Codings", 6, 1, 4, "One just rings.", "ben", 0, 30, 45, 1, "2017", "")
        if newer:
            add("Codewords", 4, "Trust in people", 0, 0xFF3B82F6, version=(7, 0))
            add("Codings", 3, 1, 4, cut, "ben", 0, 100, 300, 1, "2017", "", version=(8, 1))
    return Sample(path, path.read_bytes()[:4096], (), tables(path))


@pytest.mark.parametrize("newer", [False, True])
def test_a_project_or_exchange_file(tmp_path: Path, newer: bool) -> None:
    given = database(tmp_path / "x.mex", newer)
    assert maxqda_project.FORMAT.recognises(given)
    project = maxqda_project.FORMAT.read(given.path, Wishes())
    trust = "Trust in people" if newer else "Trust"
    text = "One just rings."
    expected = [("Interview 1", text, "In doctors", "ann", 1.0), ("Interview 1", text, trust, "ben", 0.5)]
    assert codings(project)[:2] == expected
    assert len(project.codings) == (2 if newer else 3)
    assert [(one.name, one.parent, one.color) for one in project.codes] == [
        (trust, None, "#3b82f6"),
        ("In doctors", "4", "#ff0000"),
    ]
    assert (project.passages[0].start, project.passages[0].end) == (30, 45)
    assert project.sources[0].case == "north"
    assert project.maker == "MAXQDA 12 12.3.3"
    told = [one.what for one in project.skipped if one.why != "they are to be deleted"]
    assert told == ["coding 4 (`a picture`)", "coding 5", "coding 6"]
    cut = "0 are" if newer else "1 is"
    assert any(f"of which {cut} cut at 63 characters; export the project" in note for note in project.notes)


def test_a_database_of_another_kind(tmp_path: Path) -> None:
    path = tmp_path / "x.mex"
    with sqlite3.connect(path) as made:
        made.execute("CREATE TABLE Texts (ID)")
    assert not maxqda_project.FORMAT.recognises(Sample(path, b"", (), tables(path)))
    with pytest.raises(NotReadable, match="the table `Codewords`"):
        maxqda_project.FORMAT.read(path, Wishes())
