"""Discourse Network Analyzer: concepts are aspects, and the qualifier is the stance of a statement."""

import contextlib
import sqlite3

import pytest

from idealtypes.engine.views import study_profile
from idealtypes.exchange.format import NotReadable, Sample, Wishes
from idealtypes.exchange.formats.dna import FORMAT
from idealtypes.exchange.importing import import_project
from idealtypes.files.study import read_study

TEXT = "Vi 🙂 støtter lisensen. Vi er imot bonusen."
COMMON = """
CREATE TABLE SETTINGS (Property TEXT PRIMARY KEY, Value TEXT);
CREATE TABLE CODERS (ID INTEGER PRIMARY KEY, Name TEXT);
CREATE TABLE DOCUMENTS (ID INTEGER PRIMARY KEY, Title TEXT, Text TEXT, Author TEXT, Source TEXT, Section TEXT,
 Notes TEXT, Type TEXT, Date INTEGER);
CREATE TABLE STATEMENTTYPES (ID INTEGER PRIMARY KEY, Label TEXT);
CREATE TABLE VARIABLES (ID INTEGER PRIMARY KEY, Variable TEXT, DataType TEXT, StatementTypeId INTEGER);
CREATE TABLE STATEMENTS (ID INTEGER PRIMARY KEY, StatementTypeId INTEGER, DocumentId INTEGER, Start INTEGER,
 Stop INTEGER, Coder INTEGER);
CREATE TABLE DATABOOLEAN (ID INTEGER PRIMARY KEY, StatementId INTEGER, VariableId INTEGER, Value INTEGER);
CREATE TABLE DATAINTEGER (ID INTEGER PRIMARY KEY, StatementId INTEGER, VariableId INTEGER, Value INTEGER);
CREATE TABLE DATALONGTEXT (ID INTEGER PRIMARY KEY, StatementId INTEGER, VariableId INTEGER, Value TEXT);
INSERT INTO CODERS VALUES (1, 'Kari'), (2, 'Ola');
INSERT INTO STATEMENTTYPES VALUES (1, 'Statement'), (2, 'Note');
INSERT INTO VARIABLES VALUES (1, 'organization', 'short text', 1), (2, 'concept', 'short text', 1),
 (3, 'agreement', 'boolean', 1), (4, 'strength', 'integer', 1), (5, 'note', 'long text', 2);
INSERT INTO STATEMENTS VALUES (1, 1, 1, 0, 23, 1), (2, 1, 1, 24, 44, 2), (3, 1, 1, 24, 44, 1), (4, 2, 1, 0, 2, 1);
INSERT INTO DATABOOLEAN VALUES (1, 1, 3, 1), (2, 2, 3, 0);
INSERT INTO DATAINTEGER VALUES (1, 1, 4, 5);
INSERT INTO DATALONGTEXT VALUES (1, 4, 5, 'se nærmere');
"""
VERSION_2 = """
INSERT INTO SETTINGS VALUES ('version', '2.0');
CREATE TABLE DATASHORTTEXT (ID INTEGER PRIMARY KEY, StatementId INTEGER, VariableId INTEGER, Value TEXT);
INSERT INTO DATASHORTTEXT VALUES (1, 1, 1, 'Forbundet'), (2, 1, 2, 'Lisens'), (3, 2, 2, 'Bonus'), (4, 3, 2, 'Bonus');
CREATE TABLE ATTRIBUTES (ID INTEGER PRIMARY KEY, VariableId INTEGER, Value TEXT, Red INTEGER, Green INTEGER,
 Blue INTEGER, Type TEXT, Alias TEXT, Notes TEXT, ChildOf TEXT);
INSERT INTO ATTRIBUTES VALUES (1, 1, 'Forbundet', 0, 0, 0, 'union', '', '', ''),
 (2, 2, 'Lisens', 255, 0, 16, '', '', 'om', ''), (3, 2, 'Ubrukt', 0, 0, 0, '', '', '', '');
"""
VERSION_3 = """
INSERT INTO SETTINGS VALUES ('version', '3.0.7');
CREATE TABLE DATASHORTTEXT (ID INTEGER PRIMARY KEY, StatementId INTEGER, VariableId INTEGER, Entity INTEGER);
INSERT INTO DATASHORTTEXT VALUES (1, 1, 1, 11), (2, 1, 2, 21), (3, 2, 2, 22), (4, 3, 2, 22);
CREATE TABLE ENTITIES (ID INTEGER PRIMARY KEY, VariableId INTEGER, Value TEXT, Red INTEGER, Green INTEGER, Blue INTEGER,
 ChildOf INTEGER);
INSERT INTO ENTITIES VALUES (11, 1, 'Forbundet', 0, 0, 0, NULL), (21, 2, 'Lisens', 255, 0, 16, NULL),
 (22, 2, 'Bonus', 0, 0, 0, 23), (23, 2, 'Penger', 0, 0, 0, NULL), (24, 2, 'Ubrukt', 0, 0, 0, NULL);
CREATE TABLE ATTRIBUTEVARIABLES (ID INTEGER PRIMARY KEY, VariableId INTEGER, AttributeVariable TEXT);
CREATE TABLE ATTRIBUTEVALUES (ID INTEGER PRIMARY KEY, EntityId INTEGER, AttributeVariableId INTEGER,
 AttributeValue TEXT);
INSERT INTO ATTRIBUTEVARIABLES VALUES (1, 1, 'Type'), (2, 2, 'Notes');
INSERT INTO ATTRIBUTEVALUES VALUES (1, 11, 1, 'union'), (2, 21, 2, 'om'), (3, 22, 2, '');
"""


@contextlib.contextmanager
def made(path, *scripts, date=1106697600):
    with contextlib.closing(sqlite3.connect(path)) as connection:
        for script in (COMMON, *scripts):
            connection.executescript(script)
        connection.execute(
            "INSERT INTO DOCUMENTS VALUES (1, 'Høring', ?, 'A', '', '', 'notat', '', ?)", (TEXT, date)
        )
        connection.commit()
        yield connection
        connection.commit()


@pytest.fixture
def path(tmp_path):
    return tmp_path / "horing.dna"


@pytest.mark.parametrize(("version", "date"), [(VERSION_2, 1106697600000), (VERSION_3, 1106697600)])
def test_agreement_is_the_stance(path, version, date):
    with made(path, version, date=date):
        pass
    project = FORMAT.read(path, Wishes())
    assert project.maker.startswith("Discourse Network Analyzer ")
    by_name = {code.name: code for code in project.codes}
    assert dict(by_name["Lisens"].place["Lisens"]) == {"disagree": 0.0, "agree": 1.0}
    assert dict(by_name["Bonus"].place["Bonus"]) == {"disagree": 0.0, "agree": 1.0}
    assert (by_name["Lisens"].codable, by_name["Lisens"].color, by_name["Lisens"].memo) == (
        True,
        "#ff0010",
        "om",
    )
    assert "Ubrukt" not in by_name
    names = {code.id: code.name for code in project.codes}
    put = [(coding.passage, names[coding.code], coding.against, coding.coder) for coding in project.codings]
    # the third statement does not say whether it agrees: its code is on no axis
    assert put == [
        ("1", "Lisens", False, "1"),
        ("2", "Bonus", True, "2"),
        ("2", "Bonus: no agreement", False, "1"),
    ]
    assert by_name["Bonus: no agreement"].place == {}
    assert by_name["Bonus: no agreement"].parent == by_name["Bonus"].id
    assert [(coder.id, coder.name) for coder in project.coders] == [("1", "Kari"), ("2", "Ola")]
    assert dict(project.sources[0].attributes) == {"author": "A", "date": "2005-01-26T00:00"}


def test_the_balance_of_a_concept_is_its_net_agreement(path, tmp_path):
    with made(path, VERSION_3, "UPDATE DATASHORTTEXT SET Entity = 22 WHERE ID = 2") as there:
        there.execute("INSERT INTO DATABOOLEAN VALUES (3, 3, 3, 0)")
    import_project(path, tmp_path / "study")
    study = read_study(tmp_path / "study")
    assert sorted(study.codings.get_column("code")) == ["!bonus", "!bonus", "bonus"]
    balances = {row["aspect"]: row["balance"] for row in study_profile(study).records()}
    assert balances == {"bonus": 0.0, "penger": None}  # one statement for it, one that two say is against it


def test_positions_are_those_of_java(path):
    with made(path, VERSION_3):
        pass
    passages = {passage.id: passage for passage in FORMAT.read(path, Wishes()).passages}
    assert passages["1"].text == "Vi 🙂 støtter lisensen."
    assert passages["2"].text == "Vi er imot bonusen."
    assert passages["2"].matches is None
    assert TEXT[passages["2"].start : passages["2"].end] == passages["2"].text


def test_other_variables_are_attributes_and_notes_are_listed(path):
    with made(path, VERSION_3):
        pass
    project = FORMAT.read(path, Wishes())
    passages = {passage.id: passage for passage in project.passages}
    assert dict(passages["1"].attributes) == {
        "organization": "Forbundet",
        "organization type": "union",
        "strength": "5",
    }
    assert passages["4"].memo == "se nærmere"
    assert [(skipped.what, skipped.why) for skipped in project.skipped] == [("mark 4", "no code is on it")]
    assert any(
        "`concept` is the code; `agreement` says whether one is for it or against it" in note
        for note in project.notes
    )


def test_a_concept_below_another(path):
    with made(path, VERSION_3):
        pass
    codes = {code.name: code for code in FORMAT.read(path, Wishes()).codes}
    assert codes["Bonus"].parent == codes["Penger"].id


def test_the_user_says_which_variable_is_the_code(path):
    with made(path, VERSION_3):
        pass
    project = FORMAT.read(path, Wishes(columns={"code": "Organization"}))
    assert {code.name for code in project.codes} == {"Forbundet"}
    assert project.counts()["codings"] == 1


def test_a_type_without_a_qualifier_has_plain_codes(path):
    with made(path, VERSION_3, "UPDATE VARIABLES SET DataType = 'integer' WHERE ID = 3"):
        pass
    project = FORMAT.read(path, Wishes())
    assert all(code.place is None for code in project.codes)
    assert {code.name for code in project.codes if code.codable} == {"Lisens", "Bonus", "Penger"}


def test_what_does_not_fit_together_is_listed(path):
    script = """UPDATE STATEMENTS SET StatementTypeId = 9 WHERE ID = 1;
    UPDATE STATEMENTS SET DocumentId = 9 WHERE ID = 2;
    UPDATE STATEMENTS SET Start = 900, Stop = 950 WHERE ID = 3; UPDATE ENTITIES SET ChildOf = 22 WHERE ID = 23;
    UPDATE DATABOOLEAN SET Value = 7;"""
    with made(path, VERSION_3, script):
        pass
    project = FORMAT.read(path, Wishes())
    assert {(skipped.what, skipped.why) for skipped in project.skipped} == {
        ("statement 1", "its type 9 is not there"),
        ("coding 2", "its source 9 is not in the project"),
        ("coding 3", "its position is outside the text, and no passage is stored"),
        ("mark 4", "no code is on it"),
        ("parent of `Penger`", "its parent 22 is below it: it stands at the top"),
    }


def test_a_date_that_is_none_is_left_out(path):
    with made(path, VERSION_3, date=1 << 62):
        pass
    assert "date" not in FORMAT.read(path, Wishes()).sources[0].attributes


def test_a_missing_table_is_named(path):
    with made(path, VERSION_3, "DROP TABLE DATABOOLEAN"):
        pass
    assert not FORMAT.recognises(Sample(path, b"SQLite", tables=("documents", "statements", "variables")))
    with pytest.raises(NotReadable, match="the table `databoolean` missing"):
        FORMAT.read(path, Wishes())
