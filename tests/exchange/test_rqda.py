"""RQDA projects: what is deleted stays in the file, positions are characters, categories overlap."""

import pytest

from idealtypes import import_project
from idealtypes.exchange.format import NotReadable, Wishes
from idealtypes.exchange.formats.rqda import FORMAT
from tests.exchange.tables import editing

SCHEMA = """
CREATE TABLE source (name text, id integer, file text, memo text, owner text, status integer);
CREATE TABLE freecode (name text, memo text, owner text, id integer, status integer, color text);
CREATE TABLE treecode (cid integer, catid integer, status integer);
CREATE TABLE codecat (name text, cid integer, catid integer, memo text, status integer);
CREATE TABLE coding (cid integer, fid integer, seltext text, selfirst real, selend real, status integer, owner text,
 memo text);
CREATE TABLE coding2 (cid integer, fid integer, seltext text, selfirst real, selend real, status integer, owner text,
 memo text);
CREATE TABLE project (databaseversion text, memo text);
CREATE TABLE cases (name text, memo text, id integer, status integer);
CREATE TABLE caselinkage (caseid integer, fid integer, selfirst real, selend real, status integer);
CREATE TABLE caseAttr (variable text, value text, caseID integer, status integer);
CREATE TABLE fileAttr (variable text, value text, fileID integer, status integer);
CREATE TABLE journal (name text, journal text, status integer);
CREATE TABLE annotation (fid integer, position integer, annotation text, status integer);
CREATE TABLE imageCoding (cid integer, iid integer, status integer);
INSERT INTO project VALUES ('0.2.2', 'et prosjekt');
INSERT INTO freecode VALUES ('ringer', 'tar telefonen', 'kari', 1, 1, '#00FF00'), ('venter', NULL, 'kari', 2, 1, NULL),
 ('slettet', NULL, 'kari', 3, 0, NULL);
INSERT INTO codecat VALUES ('Kontakt', NULL, 1, 'om kontakt', 1), ('Hjelp', NULL, 2, NULL, 1),
 ('Borte', NULL, 3, NULL, 0);
INSERT INTO treecode VALUES (1, 1, 1), (1, 3, 1), (2, 1, 1), (2, 2, 1), (2, 2, 0);
INSERT INTO source VALUES ('samtale', 1, 'Så 🙂 ringer jeg.' || char(10) || 'Så venter jeg.', 'notat', 'kari', 1),
 ('slettet', 2, 'Borte.', NULL, 'kari', 0);
"""


@pytest.fixture
def path(tmp_path):
    return tmp_path / "prosjekt.rqda"


def code(connection, *rows, table="coding"):
    connection.executemany(f"INSERT INTO {table} VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)


def test_a_project_without_what_was_deleted(path):
    with editing(path, SCHEMA) as connection:
        code(
            connection,
            (1, 1, "ringer", 5.0, 11.0, 1, "kari", "tydelig"),
            (2, 1, "ringer jeg.\nSå venter", 5.0, 26.0, 1, "kari", None),
            (1, 1, "ringer", 5.0, 11.0, 0, "kari", None),
            (1, 1, "ringer", 5.0, 11.0, 1, "kari", None),
            (3, 1, "venter", 20.0, 26.0, 1, "kari", None),
            (1, 2, "Borte", 0.0, 5.0, 1, "kari", None),
        )
        connection.execute("INSERT INTO fileAttr VALUES ('sted', 'nord', 1, 1), ('år', '1999', 1, 0)")
        connection.execute("INSERT INTO cases VALUES ('lege', 'erfaren', 1, 1)")
        connection.execute("INSERT INTO caseAttr VALUES ('alder', '52', 1, 1)")
        connection.execute("INSERT INTO caselinkage VALUES (1, 1, 0, 30, 1)")
        connection.execute("INSERT INTO journal VALUES ('dagbok', 'i dag', 1)")
        connection.execute("INSERT INTO annotation VALUES (1, 7, 'se her', 1)")
        connection.execute("INSERT INTO imageCoding VALUES (1, 4, 1)")
    project = FORMAT.read(path, Wishes())
    assert (project.maker, project.memo) == ("RQDA, database 0.2.2", "et prosjekt")
    assert project.counts() == {"codes": 2, "sources": 1, "statements": 2, "codings": 2, "coders": 1}
    found = [(passage.text, passage.start, passage.end, passage.matches) for passage in project.passages]
    assert found == [("ringer", 5, 11, True), ("ringer jeg.\nSå venter", 5, 26, True)]
    codes = {each.id: (each.name, each.parent, each.definition, each.codable) for each in project.codes}
    assert codes == {
        "1": ("ringer", "category 1", "tar telefonen", True),
        "2": ("venter", None, "", True),
        "category 1": ("Kontakt", None, "om kontakt", False),
    }
    assert (project.sources[0].case, dict(project.sources[0].attributes)) == ("1", {"sted": "nord"})
    assert dict(project.cases[0].attributes) == {"alder": "52", "memo": "erfaren"}
    why = {(skipped.what, skipped.why) for skipped in project.skipped}
    assert ("1 deleted row", "RQDA keeps what was deleted, with status 0") in why
    assert ("coding 4", "its code 3 is not in the codebook") in why
    assert ("coding 5", "its source 2 is not in the project") in why
    assert ("coding 3", "the same coder put the same code on the same passage before") in why
    assert ("journal `dagbok`", "it belongs to no source and no code") in why
    assert ("annotation 'se her'", "it stands at a point, on no passage") in why
    assert ("coding with code 1", "a region of a picture was coded, no text") in why
    assert ("categories of code 2", "it is in several (`Kontakt`, `Hjelp`): it stands in none") in why
    assert {skipped.where for skipped in project.skipped if "deleted" in skipped.what} == {
        f"the table `{table}`"
        for table in ("coding", "codecat", "fileAttr", "freecode", "source", "treecode")
    }


def test_the_second_coding_is_that_of_another_coder(path):
    with editing(path, SCHEMA) as connection:
        code(connection, (1, 1, "ringer", 5.0, 11.0, 1, "kari", None))
        code(connection, (2, 1, "ringer", 5.0, 11.0, 1, "kari", None), table="coding2")
    project = FORMAT.read(path, Wishes())
    assert project.counts()["statements"] == 1
    assert [(coding.code, coding.coder) for coding in project.codings] == [
        ("1", "kari"),
        ("2", "kari (second coding)"),
    ]
    assert any("second coding" in note for note in project.notes)


def test_text_from_windows(path):
    """CRLF inside the text: GTK counted both characters."""
    text = "Så ringer jeg.\r\nSå venter jeg.\r\nTakk."
    with editing(path, SCHEMA) as connection:
        connection.execute("UPDATE source SET file = ? WHERE id = 1", (text,))
        for passage in ("venter jeg", "Takk"):
            start = text.index(passage)
            code(connection, (1, 1, passage, start, start + len(passage), 1, "", None))
    project = FORMAT.read(path, Wishes())
    assert project.sources[0].text == text.replace("\r\n", "\n")
    assert [(passage.text, passage.start) for passage in project.passages] == [
        ("venter jeg", 18),
        ("Takk", 30),
    ]


def test_text_in_the_encoding_of_the_machine(path):
    """RQDA on old Windows wrote the bytes of the machine's encoding into the text columns."""
    with editing(path, SCHEMA) as connection:
        connection.execute(
            "UPDATE source SET file = CAST(x'53E52072696E676572206A6567' AS text) WHERE id = 1"
        )
        code(connection, (1, 1, "ringer", 3.0, 9.0, 1, "", None))
    project = FORMAT.read(path, Wishes())
    assert (project.sources[0].text, project.passages[0].matches) == ("S\ufffd ringer jeg", True)
    assert any("1 text in `source.file` held bytes that are no UTF-8" in note for note in project.notes)


def test_the_oldest_version_has_fewer_tables(path):
    drop = "".join(
        f"DROP TABLE {table};" for table in ("coding2", "caseAttr", "fileAttr", "journal", "annotation")
    )
    with editing(
        path, SCHEMA, drop, "ALTER TABLE freecode DROP COLUMN color; ALTER TABLE treecode DROP COLUMN status"
    ) as c:
        code(c, (1, 1, "ringer", 5.0, 11.0, 1, "", None))
    assert FORMAT.read(path, Wishes()).counts()["codings"] == 1


def test_a_column_that_is_missing_is_named(path):
    with editing(path, SCHEMA, "ALTER TABLE coding DROP COLUMN selend; DROP TABLE freecode"):
        pass
    with pytest.raises(NotReadable, match="the table `freecode`; `selend` in the table `coding` missing"):
        FORMAT.read(path, Wishes())


def test_a_deleted_row_without_a_code_is_no_coding_that_was_left_out(path, tmp_path):
    with editing(path, SCHEMA) as database:
        put = "INSERT INTO coding VALUES (?, 1, 'Så', 0, 2, ?, 'kari', NULL)"
        database.executemany(put, [(1, 1), (1, 0), (None, 0), (None, 1)])
    account = import_project(path, tmp_path / "study", dry_run=True).account
    assert account.held["codings"] == 2  # a code was put twice, and once taken off again
    assert (account.kept["codings"], account.left_out["codings"]) == (1, 1)
