"""requal projects: positions from 1 with the last character included, categories, memos, cases."""

import pytest

from idealtypes.exchange.format import NotReadable, Sample, Wishes
from idealtypes.exchange.formats.requal import FORMAT
from tests.exchange.tables import editing

SCHEMA = """
CREATE TABLE projects (project_id INTEGER PRIMARY KEY, project_name TEXT, project_description TEXT);
CREATE TABLE requal_version (project_id INTEGER, version TEXT);
CREATE TABLE users (user_id INTEGER PRIMARY KEY, user_login TEXT, user_name TEXT);
CREATE TABLE documents (doc_id INTEGER PRIMARY KEY, doc_name TEXT, doc_description TEXT, doc_text TEXT);
CREATE TABLE codes (code_id INTEGER PRIMARY KEY, code_name TEXT, code_description TEXT, code_color TEXT);
CREATE TABLE categories (category_id INTEGER PRIMARY KEY, category_name TEXT);
CREATE TABLE categories_codes_map (category_id INTEGER, code_id INTEGER);
CREATE TABLE cases (case_id INTEGER PRIMARY KEY, case_name TEXT, case_description TEXT);
CREATE TABLE cases_documents_map (case_id INTEGER, doc_id INTEGER);
CREATE TABLE segments (user_id INTEGER, doc_id INTEGER, code_id INTEGER, segment_id INTEGER PRIMARY KEY,
 segment_start INTEGER, segment_end INTEGER, segment_text TEXT);
CREATE TABLE memos (memo_id INTEGER PRIMARY KEY, text TEXT);
CREATE TABLE memos_segments_map (memo_id INTEGER, segment_id INTEGER);
CREATE TABLE memos_codes_map (memo_id INTEGER, code_id INTEGER);
CREATE TABLE attributes (attribute_id INTEGER PRIMARY KEY, attribute_name TEXT);
CREATE TABLE attribute_values (attribute_value_id INTEGER PRIMARY KEY, attribute_id INTEGER, value TEXT);
CREATE TABLE attributes_documents_map (doc_id INTEGER, attribute_id INTEGER, attribute_value_id INTEGER);
INSERT INTO projects VALUES (1, 'Samtaler', 'om hjelp');
INSERT INTO requal_version VALUES (1, '1.2.3');
INSERT INTO users VALUES (1, 'kari', NULL), (2, 'ola', 'Ola');
INSERT INTO codes VALUES (1, 'ringer', 'tar telefonen', 'rgb(255, 0, 16)'), (2, 'venter', NULL, 'rød'),
 (3, 'ber', '', '');
INSERT INTO categories VALUES (1, 'Kontakt'), (2, 'Hjelp'), (3, 'Tom');
INSERT INTO categories_codes_map VALUES (1, 1), (1, 2), (2, 2);
INSERT INTO documents VALUES (1, 'samtale', 'første', 'Så 🙂 ringer jeg. Så venter jeg.');
"""


@pytest.fixture
def path(tmp_path):
    return tmp_path / "prosjekt.requal"


def test_a_project(path):
    with editing(path, SCHEMA) as connection:
        connection.executemany(
            "INSERT INTO segments VALUES (?, 1, ?, ?, ?, ?, ?)",
            [
                (1, 1, 1, 6, 11, "ringer"),
                (2, 2, 2, 6, 11, "ringer"),
                (2, 2, 3, 21, 30, "venter jeg"),
                (1, None, 4, 1, 2, "Så"),
            ],
        )
        connection.execute("INSERT INTO memos VALUES (1, 'tydelig'), (2, 'om koden'), (3, 'løst')")
        connection.execute("INSERT INTO memos_segments_map VALUES (1, 3)")
        connection.execute("INSERT INTO memos_codes_map VALUES (2, 1)")
        connection.execute("INSERT INTO cases VALUES (1, 'nord', '')")
        connection.execute("INSERT INTO cases_documents_map VALUES (1, 1)")
        connection.execute("INSERT INTO attributes VALUES (1, 'år')")
        connection.execute("INSERT INTO attribute_values VALUES (5, 1, '2020')")
        connection.execute("INSERT INTO attributes_documents_map VALUES (1, 1, 5)")
    project = FORMAT.read(path, Wishes())
    assert (project.name, project.maker, project.memo) == ("Samtaler", "requal 1.2.3", "om hjelp")
    assert project.counts() == {"codes": 3, "sources": 1, "statements": 2, "codings": 3, "coders": 2}
    found = [(passage.id, passage.text, passage.start, passage.matches) for passage in project.passages]
    assert found == [("4", "Så", 0, True), ("1", "ringer", 5, True), ("3", "venter jeg", 20, True)]
    assert [(coder.id, coder.name) for coder in project.coders] == [("1", "kari"), ("2", "Ola")]
    assert project.codings[-1].memo == "tydelig"
    codes = {code.id: (code.name, code.parent, code.color, code.memo) for code in project.codes}
    assert codes == {
        "1": ("ringer", "category 1", "#ff0010", "om koden"),
        "2": ("venter", None, "", ""),
        "3": ("ber", None, "", ""),
        "category 1": ("Kontakt", None, "", ""),
    }
    source = project.sources[0]
    assert (source.case, dict(source.attributes), source.memo) == ("1", {"år": "2020"}, "første")
    assert {(skipped.what, skipped.why) for skipped in project.skipped} == {
        ("categories of code 2", "it is in several (`Kontakt`, `Hjelp`): it stands in none"),
        ("category `Hjelp`", "no code stands in it alone"),
        ("category `Tom`", "no code stands in it alone"),
        ("memo 3", "it is on no code, document or segment: 'løst'"),
        ("mark 4", "no code is on it"),
    }
    assert any(
        "from 1, the end being the last character itself (4 of 4 stored" in note for note in project.notes
    )


def test_positions_that_came_from_rqda_count_from_0(path):
    """requal's own import of RQDA files keeps their positions."""
    with editing(path, SCHEMA) as connection:
        connection.executemany(
            "INSERT INTO segments VALUES (1, 1, 1, ?, ?, ?, ?)",
            [(1, 5, 11, "ringer"), (2, 12, 15, "jeg"), (3, 20, 26, "venter")],
        )
    project = FORMAT.read(path, Wishes())
    assert [(passage.start, passage.matches) for passage in project.passages] == [
        (5, True),
        (12, True),
        (20, True),
    ]


def test_an_earlier_version_without_memos_and_cases(path):
    tables = (
        "memos",
        "memos_segments_map",
        "memos_codes_map",
        "cases",
        "cases_documents_map",
        "attributes",
        "requal_version",
    )
    with editing(path, SCHEMA, *(f"DROP TABLE {table};" for table in tables)) as connection:
        connection.execute("INSERT INTO segments VALUES (1, 1, 1, 1, 6, 11, CAST(x'72696E676572' AS blob))")
    project = FORMAT.read(path, Wishes())
    assert (project.maker, project.counts()["codings"], project.passages[0].matches) == ("requal", 1, True)


def test_what_is_no_project_says_so(path):
    with editing(path, SCHEMA, "DROP TABLE segments; CREATE VIEW segments AS SELECT * FROM codes"):
        pass
    assert not FORMAT.recognises(Sample(path, b"SQLite", tables=("projects", "documents", "codes")))
    with pytest.raises(
        NotReadable, match="not a requal project that can be read: the table `segments` missing"
    ):
        FORMAT.read(path, Wishes())
