"""SQLite files from strangers: what they hold is read, what they try is not done, what is broken is said."""

import contextlib
import sqlite3
import struct
from pathlib import Path

import pytest

from idealtypes.exchange.databases import open_database, tables
from idealtypes.exchange.format import NotReadable


@contextlib.contextmanager
def made(path, *statements, many=(), encoding="UTF-8"):
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA encoding='{encoding}'")
        for statement in statements:
            connection.execute(statement)
        for statement, rows in many:
            connection.executemany(statement, rows)
        connection.commit()
    with open_database(path) as database:
        yield database


@pytest.fixture
def path(tmp_path):
    return tmp_path / "a strange # name%20?.db"


def read(database, table, *columns, also=()):
    return [dict(row.values) for row in database.rows(table, columns, also)]


def test_rows_come_as_they_are(path):
    with made(
        path,
        "CREATE TABLE Codes (Id integer, name text)",
        many=[("INSERT INTO codes VALUES (?, ?)", [(1, "tillit 🙂"), (2, None), (3, b"as bytes")])],
    ) as database:
        assert database.tables == {"codes": ("id", "name")}
        assert database.has("CODES", "ID")
        assert not database.has("codes", "memo")
        assert read(database, "codes", "id", "name", also=("memo",)) == [
            {"id": 1, "name": "tillit 🙂", "memo": None},
            {"id": 2, "name": None, "memo": None},
            {"id": 3, "name": "as bytes", "memo": None},
        ]
        assert database.count("codes") == 3
        assert database.notes == ()


def test_values_are_what_they_ought_to_be(path):
    values = [(12.0, 2.5, "x", "7", "1e999", b"5")]
    with made(
        path, "CREATE TABLE t (a, b, c, d, e, f)", many=[("INSERT INTO t VALUES (?,?,?,?,?,?)", values)]
    ) as db:
        row = next(db.rows("t", "abcdef"))
        assert [row.whole(column) for column in "abcdef"] == [12, None, None, 7, None, 5]
        assert [row.number(column) for column in "abcdef"] == [12.0, 2.5, None, 7.0, None, 5.0]
        assert [row.key(column) for column in "abcdef"] == ["12", "2.5", "x", "7", "1e999", "5"]
        assert row.text("a") == "12"


def test_text_that_is_no_utf8_is_replaced_and_said(path):
    with made(
        path,
        "CREATE TABLE source (fulltext text)",
        "INSERT INTO source VALUES (CAST(x'64F872' AS text))",
    ) as database:
        assert read(database, "source", "fulltext") == [{"fulltext": "d\ufffdr"}]
        assert "1 text in `source.fulltext` held bytes that are no UTF-8" in database.notes[0]


def test_utf16_databases_are_read(path):
    text = "æøå 🙂 " * 3000
    with made(
        path, "CREATE TABLE t (a text)", many=[("INSERT INTO t VALUES (?)", [(text,)])], encoding="UTF-16be"
    ) as database:
        assert read(database, "t", "a") == [{"a": text}]


def test_views_triggers_virtual_tables_and_generated_columns_do_not_count(path):
    with made(
        path,
        "CREATE TABLE codes (id integer, bomb text AS (hex(zeroblob(100000000))))",
        "INSERT INTO codes (id) VALUES (1)",
        "CREATE VIEW coding AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n) SELECT i FROM n",
        "CREATE VIRTUAL TABLE words USING fts5(word)",
    ) as database:
        assert database.tables["codes"] == ("id",)
        assert "coding" not in database.tables
        assert "words" not in database.tables
        assert read(database, "codes", "id", also=("bomb",)) == [{"id": 1, "bomb": None}]
        with pytest.raises(
            NotReadable, match=r"not a QDA project that can be read: the table `coding` missing"
        ):
            database.require("a QDA project", {"coding": ["i"]})


def test_all_that_is_missing_is_named(path):
    with (
        made(path, "CREATE TABLE a (x)", "CREATE TABLE b (y)") as database,
        pytest.raises(NotReadable, match=r"`z`, `w` in the table `a`; the table `c` missing"),
    ):
        database.require("a thing", {"a": ["x", "z", "w"], "b": ["y"], "c": ["v"]})


def test_nothing_is_written_and_a_log_beside_it_is_said(path):
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("CREATE TABLE t (a)")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.execute("INSERT INTO t VALUES (1)")
    connection.commit()
    before = sorted((p.name, p.read_bytes()) for p in path.parent.iterdir())
    with open_database(path) as database:
        assert read(database, "t", "a") == []
        assert "close the program that made the file" in database.notes[0]
    assert sorted((p.name, p.read_bytes()) for p in path.parent.iterdir()) == before
    connection.close()


def test_only_tables_can_be_asked(path):
    with made(path, "CREATE TABLE t (a)") as database:
        for query in (
            "ATTACH ':memory:' AS other",
            "CREATE TABLE u (a)",
            "SELECT load_extension('x')",
            "SELECT randomblob(10)",
            "PRAGMA writable_schema=ON",
        ):
            with pytest.raises(sqlite3.DatabaseError):
                database._connection.execute(query)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "not an SQLite database"),
        (b"PK\x03\x04", "not an SQLite database"),
        (b"SQLite format 3\x00", "header of the database is damaged"),
        (b"SQLite format 3\x00" + b"\x13\x37" + bytes(98), "header of the database is damaged"),
    ],
)
def test_what_is_no_database_says_so(path, content, message):
    path.write_bytes(content)
    with pytest.raises(NotReadable, match=message), open_database(path):
        pass
    assert tables(path) == ()


def test_a_folder_and_nothing_are_no_database(tmp_path):
    for place in (tmp_path, tmp_path / "nothing.db"):
        with pytest.raises(NotReadable, match="no such file"), open_database(place):
            pass


@pytest.fixture
def large(path):
    rows = [(number, "text " * 200) for number in range(400)]
    with made(
        path,
        "CREATE TABLE source (id integer, fulltext text)",
        many=[("INSERT INTO source VALUES (?,?)", rows)],
    ):
        return path


def test_a_file_that_was_cut_short_says_by_how_much(large):
    whole = large.read_bytes()
    large.write_bytes(whole[: len(whole) // 2])
    message = rf"cut short: {len(whole) // 2} of {len(whole)} bytes"
    with pytest.raises(NotReadable, match=message), open_database(large):
        pass


def test_a_damaged_page_names_its_table(large):
    content = bytearray(large.read_bytes())
    content[5 * 4096 : 6 * 4096] = bytes([0xEE]) * 4096
    large.write_bytes(content)
    with open_database(large) as database, pytest.raises(NotReadable, match="the table `source` is damaged"):
        read(database, "source", "id", "fulltext")


def _circle(path: Path, page: int) -> None:
    """Let every child of the root of the table be one and the same page, so that the tree holds it many times."""
    content = bytearray(path.read_bytes())
    root = content[(page - 1) * 4096 :]
    assert root[0] == 5  # an interior page
    cells = struct.unpack(">H", root[3:5])[0]
    first = struct.unpack(">H", root[12:14])[0]
    child = root[first : first + 4]
    for cell in range(cells):
        place = struct.unpack(">H", root[12 + 2 * cell : 14 + 2 * cell])[0]
        content[(page - 1) * 4096 + place : (page - 1) * 4096 + place + 4] = child
    path.write_bytes(content)


def test_pages_that_are_counted_again_and_again_are_a_damage(path):
    rows = [("x" * 3000, "y" * 40_000)]
    rows += [(str(number), "") for number in range(2000)]
    with made(path, "CREATE TABLE source (a text, b text)", many=[("INSERT INTO source VALUES (?,?)", rows)]):
        pass
    _circle(path, 2)
    with (
        open_database(path) as database,
        pytest.raises(NotReadable, match="it holds more than fits into the file"),
    ):
        read(database, "source", "a", "b")


def test_names_are_compared_without_regard_to_case(path):
    with made(
        path, "CREATE TABLE STATEMENTS (ID integer, Start integer)", "INSERT INTO statements VALUES (1, 2)"
    ) as db:
        db.require("a thing", {"statements": ["Id", "start"]})
        assert read(db, "statements", "ID", "Start") == [{"ID": 1, "Start": 2}]
