"""QualCoder projects of every schema version: own small databases with the traits of real ones."""

import contextlib
import sqlite3

import pytest

from idealtypes.exchange.format import NotReadable, Sample, Wishes
from idealtypes.exchange.formats.qualcoder import FORMAT

TEXT = "Først 🙂 ringer jeg.\nSå venter jeg 👍🏽 lenge.\nTakk."
SCHEMA_1 = """
CREATE TABLE project (databaseversion text, date text, memo text, about text);
CREATE TABLE source (id integer primary key, name text, fulltext text, mediapath text, memo text, owner text,
 date text);
CREATE TABLE code_image (imid integer primary key, id integer, x1 integer, y1 integer, width integer, height integer,
 cid integer, memo text, date text, owner text);
CREATE TABLE code_av (avid integer primary key, id integer, pos0 integer, pos1 integer, cid integer, memo text);
CREATE TABLE annotation (anid integer primary key, fid integer, pos0 integer, pos1 integer, memo text, owner text);
CREATE TABLE attribute (attrid integer primary key, name text, attr_type text, value text, id integer);
CREATE TABLE case_text (id integer primary key, caseid integer, fid integer, pos0 integer, pos1 integer);
CREATE TABLE cases (caseid integer primary key, name text, memo text, owner text, date text);
CREATE TABLE code_cat (catid integer primary key, name text, owner text, date text, memo text, supercatid integer);
CREATE TABLE code_text (cid integer, fid integer, seltext text, pos0 integer, pos1 integer, owner text, date text,
 memo text, unique(cid, fid, pos0, pos1, owner));
CREATE TABLE code_name (cid integer primary key, name text, memo text, catid integer, owner text, date text,
 color text);
CREATE TABLE journal (jid integer primary key, name text, jentry text);
INSERT INTO code_cat VALUES (1, 'Hjelp', 'kari', '', 'om hjelp', NULL), (2, 'Kontakt', 'kari', '', '', 1);
INSERT INTO code_name VALUES (1, 'ringer', 'tar telefonen', 2, 'kari', '', '#F781F3'),
 (2, 'venter', '', NULL, 'kari', '', 'red');
"""
SCHEMA_16 = """
ALTER TABLE code_text ADD avid integer;
ALTER TABLE code_text ADD important integer;
ALTER TABLE code_name ADD supercid integer;
CREATE TABLE coder_names (name TEXT UNIQUE NOT NULL, visibility INTEGER NOT NULL DEFAULT 1);
CREATE VIEW code_text_visible AS SELECT * FROM code_text WHERE owner <> 'ola';
"""


def units(text, passage):
    """A passage as Qt marks it: positions in UTF-16 code units."""
    start = text.index(passage)
    before, inside = text[:start], passage
    first = len(before.encode("utf-16-le")) // 2
    return first, first + len(inside.encode("utf-16-le")) // 2


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "samtaler.qda"
    folder.mkdir()
    return folder


@contextlib.contextmanager
def editing(folder, *scripts):
    with contextlib.closing(sqlite3.connect(folder / "data.qda")) as connection:
        for script in scripts:
            connection.executescript(script)
        yield connection
        connection.commit()


def source(connection, number, text, name=None, media=None):
    connection.execute(
        "INSERT INTO source (id, name, fulltext, mediapath, memo) VALUES (?, ?, ?, ?, '')",
        (number, name or f"samtale {number}.txt", text, media),
    )


def coding(connection, code, file, passage, start, end, owner="kari", memo=""):
    connection.execute(
        "INSERT INTO code_text (cid, fid, seltext, pos0, pos1, owner, memo) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (code, file, passage, start, end, owner, memo),
    )


def test_the_first_version_is_read(folder):
    with editing(folder, SCHEMA_1) as connection:
        connection.execute("INSERT INTO project VALUES ('v1', '', 'et prosjekt', 'QualCoder 1.0')")
        source(connection, 1, TEXT)
        coding(connection, 1, 1, "ringer jeg", *units(TEXT, "ringer jeg"), memo="tydelig")
    project = FORMAT.read(folder, Wishes())
    assert (project.name, project.maker, project.memo) == (
        "samtaler",
        "QualCoder 1.0, database v1",
        "et prosjekt",
    )
    assert project.counts() == {"codes": 2, "sources": 1, "statements": 1, "codings": 1, "coders": 1}
    folders = {code.id: (code.name, code.parent, code.codable) for code in project.codes}
    assert folders == {
        "catid:1": ("Hjelp", None, False),
        "catid:2": ("Kontakt", "catid:1", False),
        "cid:1": ("ringer", "catid:2", True),
        "cid:2": ("venter", None, True),
    }
    assert [(code.definition, code.color) for code in project.codes[2:]] == [
        ("tar telefonen", "#f781f3"),
        ("", ""),
    ]
    passage = project.passages[0]
    assert (passage.text, passage.matches) == ("ringer jeg", True)
    assert project.sources[0].text[passage.start : passage.end] == "ringer jeg"
    assert project.codings[0].memo == "tydelig"


def test_the_database_alone_is_the_same_project(folder):
    with editing(folder, SCHEMA_1) as connection:
        source(connection, 1, TEXT)
    alone, whole = FORMAT.read(folder / "data.qda", Wishes()), FORMAT.read(folder, Wishes())
    assert alone == whole


def test_marked_by_hand_and_found_by_search_in_one_text(folder):
    """Qt counts UTF-16 code units and stores U+2029 for a line end; the search counts characters."""
    by_hand = "jeg.\nSå venter jeg 👍🏽 lenge"
    found = TEXT.index("lenge")
    with editing(folder, SCHEMA_1) as connection:
        source(connection, 1, TEXT)
        coding(connection, 1, 1, by_hand.replace("\n", "\u2029"), *units(TEXT, by_hand))
        coding(connection, 1, 1, "Takk", *units(TEXT, "Takk"))
        coding(connection, 2, 1, "lenge", found, found + 5)
    project = FORMAT.read(folder, Wishes())
    assert [(passage.text, passage.matches) for passage in project.passages] == [
        (by_hand, True),
        ("lenge", True),
        ("Takk", True),
    ]
    for passage in project.passages:
        assert project.sources[0].text[passage.start : passage.end] == passage.text
    assert any("1 of the 3 passages" in note and "code points" in note for note in project.notes)


def test_several_coders_on_one_passage_and_hidden_ones(folder):
    with editing(folder, SCHEMA_1, SCHEMA_16) as connection:
        source(connection, 1, "Ring meg. Ring meg ikke.")
        for owner, start, end in (("kari", 0, 9), ("ola", 0, 9), ("ola", 5, 14)):
            coding(connection, 1, 1, "Ring meg. Ring meg ikke."[start:end], start, end, owner)
        coding(connection, 2, 1, "Ring meg.", 0, 9, "ola", "to koder")
        connection.execute("UPDATE code_text SET important = 1 WHERE cid = 2")
        connection.execute("INSERT INTO coder_names VALUES ('kari', 1), ('ola', 0)")
        connection.execute(
            "INSERT INTO code_name (cid, name, catid, supercid) VALUES (3, 'ringer straks', NULL, 1)"
        )
    project = FORMAT.read(folder, Wishes())
    assert project.counts() == {"codes": 3, "sources": 1, "statements": 2, "codings": 4, "coders": 2}
    assert {(coding.code, coding.coder) for coding in project.codings[:3]} == {
        ("cid:1", "kari"),
        ("cid:1", "ola"),
        ("cid:2", "ola"),
    }
    assert dict(project.passages[0].attributes) == {"important": "1"}
    assert project.codes[-1].parent == "cid:1"
    assert any("hidden in QualCoder" in note and "`ola`" in note for note in project.notes)


def test_cases_and_attributes(folder):
    text = "Lege: Jeg ringer.\nSykepleier: Jeg venter."
    with editing(folder, SCHEMA_1) as connection:
        source(connection, 1, text)
        source(connection, 2, "Alene.")
        connection.execute(
            "INSERT INTO cases VALUES (1, 'lege', 'erfaren', '', ''), (2, 'sykepleier', '', '', '')"
        )
        connection.execute(
            "INSERT INTO case_text VALUES (1, 1, 1, 0, 17), (2, 2, 1, 18, 41), (3, 1, 2, 0, 6)"
        )
        connection.execute(
            "INSERT INTO attribute VALUES (1, 'alder', 'case', '52', 1), (2, 'sted', 'file', 'nord', 1), "
            "(3, 'tom', 'file', '', 1)"
        )
        coding(connection, 1, 1, "Jeg ringer", 6, 16)
        coding(connection, 2, 1, "Jeg venter", 30, 40)
    project = FORMAT.read(folder, Wishes())
    assert [(case.name, dict(case.attributes)) for case in project.cases] == [
        ("lege", {"alder": "52", "memo": "erfaren"}),
        ("sykepleier", {}),
    ]
    assert [source.case for source in project.sources] == [None, "1"]
    assert dict(project.sources[0].attributes) == {"sted": "nord"}
    assert [passage.attributes["case"] for passage in project.passages] == ["lege", "sykepleier"]


def test_spans_of_cases_count_what_the_passages_count(folder):
    """Qt counts them, too, and nothing is stored with them: here they begin and end within words."""
    text = "🙂🙂🙂🙂legeringersykepleierventer"
    with editing(folder, SCHEMA_1) as connection:
        source(connection, 1, text)
        connection.execute("INSERT INTO cases VALUES (1, 'lege', '', '', ''), (2, 'sykepleier', '', '', '')")
        for case, passage in ((1, "legeringer"), (2, "sykepleierventer")):
            connection.execute(
                "INSERT INTO case_text VALUES (?, ?, 1, ?, ?)", (case, case, *units(text, passage))
            )
        coding(connection, 1, 1, "ringer", *units(text, "ringer"))
        coding(connection, 2, 1, "syke", *units(text, "syke"))
    passages = FORMAT.read(folder, Wishes()).passages
    assert [(passage.text, passage.attributes["case"]) for passage in passages] == [
        ("ringer", "lege"),
        ("syke", "sykepleier"),
    ]


def test_a_pdf_is_read_by_its_text_and_pictures_are_listed(folder):
    with editing(folder, SCHEMA_1) as connection:
        source(connection, 1, "Side én.\r\nSide to.", "plan.pdf", "/docs/plan.pdf")
        source(connection, 2, None, "kart.png", "/images/kart.png")
        coding(connection, 1, 1, "Side to", 10, 17)
        connection.execute("INSERT INTO code_image (imid, id, cid) VALUES (7, 2, 1)")
        connection.execute("INSERT INTO code_av (avid, id, cid) VALUES (8, 2, 1)")
        connection.execute("INSERT INTO journal VALUES (1, 'dagbok', 'i dag')")
        connection.execute("INSERT INTO annotation VALUES (1, 1, 0, 4, 'se her', 'kari')")
    project = FORMAT.read(folder, Wishes())
    assert [(source.kind, source.text) for source in project.sources] == [
        ("pdf", "Side én.\nSide to."),
        ("image", None),
    ]
    assert [passage.text for passage in project.passages] == ["Side", "Side to"]
    assert project.counts()["statements"] == 1
    assert project.passages[0].memo == "se her"
    said = {(skipped.what, skipped.why) for skipped in project.skipped}
    assert ("coding 7 with code 1", "a region of a picture was coded, no text") in said
    assert ("coding 8 with code 1", "a stretch of a recording was coded, no text") in said
    assert ("journal `dagbok`", "it belongs to no source and no code") in said
    assert ("mark annotation 1", "no code is on it") in said


def test_what_does_not_fit_together_is_listed(folder):
    with editing(folder, SCHEMA_1) as connection:
        source(connection, 1, "Kort.")
        coding(connection, 1, 9, "borte", 0, 5)
        coding(connection, 9, 1, "Kort", 0, 4)
        coding(connection, 1, 1, "endret siden", 0, 4)
        coding(connection, 2, 1, "utenfor", 50, 57)
        coding(connection, 2, 1, None, 60, 70)
        coding(connection, 2, 1, None, "her", "der")
        connection.execute("UPDATE code_cat SET supercatid = 2 WHERE catid = 1")
        connection.execute("UPDATE code_name SET catid = 77 WHERE cid = 2")
    project = FORMAT.read(folder, Wishes())
    why = [skipped.why for skipped in project.skipped]
    assert "its source 9 is not in the project" in why
    assert "its code cid:9 is not in the codebook" in why
    assert why.count("its position is outside the text, and no passage is stored") == 2
    assert "its parent catid:77 is not in the codebook: it stands at the top" in why
    assert sum("is below it: it stands at the top" in each for each in why) == 1
    places = [(passage.text, passage.start, passage.matches) for passage in project.passages]
    assert places == [("endret siden", 0, False), ("utenfor", None, False)]
    assert any(
        "2 of the 4 passages of `samtale 1.txt` are not what its text has" in note for note in project.notes
    )


def test_it_is_recognised_by_its_tables(folder):
    tables = ("source", "code_name", "code_cat", "code_text", "cases")
    assert FORMAT.recognises(Sample(folder, members=("data.qda", "images")))
    assert FORMAT.recognises(Sample(folder / "x", b"SQLite", tables=tables))
    assert not FORMAT.recognises(Sample(folder / "x.qda", b"SQLite", tables=("source", "freecode", "coding")))


def test_what_is_missing_is_named(folder):
    with pytest.raises(NotReadable, match=r"no `data\.qda` in this folder"):
        FORMAT.read(folder, Wishes())
    with editing(folder, SCHEMA_1) as connection:
        connection.execute("DROP TABLE code_text")
        connection.execute("ALTER TABLE source DROP COLUMN fulltext")
    with pytest.raises(NotReadable, match=r"`fulltext` in the table `source`; the table `code_text` missing"):
        FORMAT.read(folder, Wishes())


def test_progress_is_told(folder):
    told = []
    with editing(folder, SCHEMA_1) as connection:
        source(connection, 1, "a")
        source(connection, 2, "b")
    FORMAT.read(folder, Wishes(progress=lambda done, every: told.append((done, every))))
    assert told == [(0, 2), (1, 2), (2, 2)]
