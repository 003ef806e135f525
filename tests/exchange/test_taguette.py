"""Taguette: its database, and what it exports."""

import json

import pytest

from idealtypes.exchange.format import NotReadable, Sample, Wishes
from idealtypes.exchange.formats import taguette_exports
from idealtypes.exchange.formats.taguette import FORMAT
from idealtypes.exchange.markup import read_markup
from tests.exchange.tables import editing

SCHEMA = """
CREATE TABLE projects (id INTEGER PRIMARY KEY, name TEXT, description TEXT);
CREATE TABLE documents (id INTEGER PRIMARY KEY, name TEXT, description TEXT, filename TEXT, project_id INTEGER,
 text_direction TEXT, contents TEXT);
CREATE TABLE tags (id INTEGER PRIMARY KEY, project_id INTEGER, path TEXT, description TEXT);
CREATE TABLE highlights (id INTEGER PRIMARY KEY, document_id INTEGER, start_offset INTEGER, end_offset INTEGER,
 snippet TEXT);
CREATE TABLE highlight_tags (highlight_id INTEGER, tag_id INTEGER);
CREATE TABLE commands (id INTEGER PRIMARY KEY, user_login TEXT, project_id INTEGER, document_id INTEGER, payload TEXT);
INSERT INTO projects VALUES (1, 'Samtaler', 'om hjelp');
INSERT INTO tags VALUES (1, 1, 'tillit', 'å stole på'), (2, 1, 'tillit.kolleger', ''), (3, 1, 'avstand.formell', '');
"""
HTML = "<h1>Før 🙂</h1><p>Jeg <b>ringer</b> &amp; får svar.</p><p>Så går det.</p>"
RAW = "Før 🙂Jeg ringer & får svar.Så går det."


@pytest.fixture
def path(tmp_path):
    return tmp_path / "taguette.sqlite3"


def document(connection, number=1, content=HTML, project=1):
    row = (number, f"samtale {number}", "", f"{number}.html", project, "LEFT_TO_RIGHT", content)
    connection.execute("INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?, ?)", row)


def highlight(connection, number, passage, snippet, *tags, document=1, user=""):
    start = len(RAW[: RAW.index(passage)].encode())
    row = (number, document, start, start + len(passage.encode()), snippet)
    connection.execute("INSERT INTO highlights VALUES (?, ?, ?, ?, ?)", row)
    connection.executemany("INSERT INTO highlight_tags VALUES (?, ?)", [(number, tag) for tag in tags])
    if user:
        command(connection, user, type="highlight_add", highlight_id=number, tags=tags)


def command(connection, user, **payload):
    connection.execute(
        "INSERT INTO commands (user_login, project_id, payload) VALUES (?, 1, ?)", (user, json.dumps(payload))
    )


def test_bytes_of_the_text_are_what_positions_count(path):
    with editing(path, SCHEMA) as connection:
        document(connection)
        highlight(connection, 1, "ringer & får", "<p><b>ringer</b> &amp; får</p>", 1)
        highlight(connection, 2, "🙂Jeg", "<h1>🙂</h1><p>Jeg</p>", 2, 3)
    project = FORMAT.read(path, Wishes())
    assert project.sources[0].text == "Før 🙂\nJeg ringer & får svar.\nSå går det."
    assert [(passage.text, passage.matches) for passage in project.passages] == [
        ("🙂\nJeg", True),
        ("ringer & får", True),
    ]
    for passage in project.passages:
        assert project.sources[0].text[passage.start : passage.end] == passage.text
    assert project.counts() == {"codes": 3, "sources": 1, "statements": 2, "codings": 3, "coders": 0}
    assert (project.name, project.memo) == ("Samtaler", "om hjelp")


def test_tags_with_dots_are_a_tree(path):
    with editing(path, SCHEMA):
        pass
    codes = {code.name: code for code in FORMAT.read(path, Wishes()).codes}
    assert {name: code.codable for name, code in codes.items()} == {
        "tillit": True,
        "tillit.kolleger": True,
        "avstand": False,
        "avstand.formell": True,
    }
    assert codes["tillit.kolleger"].parent == codes["tillit"].id
    assert codes["avstand.formell"].parent == codes["avstand"].id
    assert codes["tillit"].definition == "å stole på"


def test_a_tag_is_of_whom_listed_it_first(path):
    with editing(path, SCHEMA) as connection:
        document(connection)
        highlight(connection, 1, "ringer", "<b>ringer</b>", 1, 3, user="kari")
        command(connection, "ola", type="highlight_add", highlight_id=1, tags=[1, 3, 2])
        connection.execute("INSERT INTO highlight_tags VALUES (1, 2)")
        connection.execute("INSERT INTO commands VALUES (99, 'x', 1, 1, 'no json {')")
        highlight(connection, 2, "går det", "<p>går det</p>", 2, user="ola")
        command(connection, "kari", type="tag_merge", src_tag_id=7, dest_tag_id=2)
    project = FORMAT.read(path, Wishes())
    assert {(coding.passage, coding.code, coding.coder) for coding in project.codings} == {
        ("1", "1", "kari"),
        ("1", "3", "kari"),
        ("1", "2", "ola"),
        ("2", "2", "ola"),
    }
    assert project.counts()["statements"] == 2


def test_several_projects_are_read_or_one_of_them(path):
    with editing(path, SCHEMA) as connection:
        connection.execute("INSERT INTO projects VALUES (2, 'Andre', '')")
        connection.execute("INSERT INTO tags VALUES (9, 2, 'tillit', '')")
        document(connection)
        document(connection, 2, project=2)
        highlight(connection, 1, "ringer", "<b>ringer</b>", 1)
        highlight(connection, 2, "ringer", "<b>ringer</b>", 9, document=2)
    both = FORMAT.read(path, Wishes())
    assert (both.name, both.counts()["codings"], len(both.sources)) == ("Samtaler; Andre", 2, 2)
    parents = {code.id: code.parent for code in both.codes}
    assert (parents["1"], parents["9"]) == ("project 1", "project 2")
    one = FORMAT.read(path, Wishes(columns={"project": "Andre"}))
    assert ([code.name for code in one.codes], len(one.passages), one.skipped) == (["tillit"], 1, ())
    with pytest.raises(
        NotReadable, match=r"no project `Tredje` in this database, which has `Samtaler`, `Andre`"
    ):
        FORMAT.read(path, Wishes(columns={"project": "Tredje"}))


def test_what_does_not_fit_together_is_listed(path):
    with editing(path, SCHEMA) as connection:
        document(connection)
        highlight(connection, 1, "ringer", "<p>noe annet</p>", 1)
        highlight(connection, 2, "Før", "Før")
        highlight(connection, 3, "Jeg", "Jeg", 8)
        connection.execute(
            "INSERT INTO highlights VALUES (4, 1, 900, 950, '<p>utenfor</p>'), (5, 7, 0, 1, 'x')"
        )
        connection.execute("INSERT INTO highlight_tags VALUES (4, 1)")
    project = FORMAT.read(path, Wishes())
    lost = [
        (passage.text, passage.start, passage.matches) for passage in project.passages if not passage.matches
    ]
    assert lost == [("noe annet", 10, False), ("utenfor", None, False)]
    assert {(skipped.what, skipped.why) for skipped in project.skipped} == {
        ("mark 2", "no code is on it"),
        ("coding 3", "its code 8 is not in the codebook"),
        ("coding 5", "its source 7 is not in the project"),
    }


def test_a_missing_table_is_named(path):
    with editing(path, SCHEMA, "DROP TABLE highlight_tags"):
        pass
    with pytest.raises(
        NotReadable, match="not a Taguette project that can be read: the table `highlight_tags` missing"
    ):
        FORMAT.read(path, Wishes())


@pytest.mark.parametrize(
    ("content", "raw", "text"),
    [
        ("<p>a</p><p>b</p>", "ab", "a\nb"),
        ("<p>a</p>\n<p>b</p>", "a\nb", "a\nb"),
        ("a<br/>b<br>c", "abc", "a\nb\nc"),
        ("<ul><li>a</li><li>b <i>c</i></li></ul>", "ab c", "a\nb c"),
        ("<pre>\n  a\r\n</pre>", "  a\n", "  a\n"),
        ('<a title="a > b" href=x>c</a>', "c", "c"),
        ("a < b <3 &lt;i> &nbsp;&#129300;&#13;", "a < b <3 <i> \xa0🤔\n", "a < b <3 <i> \xa0🤔\n"),
        ("<!-- <p>no</p> -->a<?php b ?></ x>c", "ac", "ac"),
        ("<style>p {}</style><script>if (a<b) {}</script>a", "a", "a"),
        ("a<p", "a", "a"),
        ('a<p title="<p>b', "a", "a"),
        ("&#" + "9" * 5000 + ";", "&#" + "9" * 5000 + ";", "&#" + "9" * 5000 + ";"),
    ],
)
def test_the_text_of_html(content, raw, text):
    assert (read_markup(content).raw, read_markup(content).text) == (raw, text)


def test_positions_between_blocks():
    found = read_markup("<p>æ</p><p>b</p><p></p><p>c</p>")
    assert found.text == "æ\nb\nc"
    assert [found.point(byte) for byte in range(6)] == [0, 1, 1, 2, 3, None]
    assert found.point(-1) is None
    spans = {(0, 1): "æ", (1, 2): "b", (0, 2): "æ\nb", (1, 1): "", (2, 3): "c", (0, 3): "æ\nb\nc"}
    for (start, end), text in spans.items():
        first, last = found.place(start, end)
        assert found.text[first:last] == text


HIGHLIGHTS = (
    "id,document,tag,content\r\n6,en.html,tillit,Jeg ringer\r\n6,en.html,avstand.nær,Jeg ringer\r\n"
    "7,to.html,tillit,Ja\r\n"
)


def by_id(name):
    return next(one for one in taguette_exports.FORMATS if one.id == name)


def test_highlights_of_one_number_are_one_passage(tmp_path):
    path = tmp_path / "all_tags.csv"
    path.write_text(HIGHLIGHTS, encoding="utf-8", newline="")
    assert [
        one.id for one in taguette_exports.FORMATS if one.recognises(Sample(path, path.read_bytes()))
    ] == ["taguette-highlights"]
    project = by_id("taguette-highlights").read(path, Wishes())
    assert project.counts() == {"codes": 2, "sources": 2, "statements": 2, "codings": 3, "coders": 0}
    assert [(passage.id, passage.text, passage.source) for passage in project.passages] == [
        ("6", "Jeg ringer", "en.html"),
        ("7", "Ja", "to.html"),
    ]
    assert {code.name: (code.parent, code.codable) for code in project.codes} == {
        "tillit": (None, True),
        "avstand": (None, False),
        "avstand.nær": ("avstand", True),
    }


def test_the_codebook(tmp_path):
    path = tmp_path / "codebook.csv"
    path.write_text(
        "tag,description,number of highlights,number of documents\na.b,under,1,1\na,over,0,0\n",
        encoding="utf-8",
    )
    assert by_id("taguette-codebook").recognises(Sample(path, path.read_bytes()))
    assert not by_id("taguette-highlights").recognises(Sample(path, path.read_bytes()))
    project = by_id("taguette-codebook").read(path, Wishes())
    assert [(code.name, code.definition, code.parent, code.codable) for code in project.codes] == [
        ("a", "over", None, True),
        ("a.b", "under", "a", True),
    ]
    path.write_text(path.read_text(encoding="utf-8") + "a,igjen,0,0\n", encoding="utf-8")
    with pytest.raises(NotReadable, match=r"line 4: `a` is named at .*line 3 already"):
        by_id("taguette-codebook").read(path, Wishes())


def test_highlights_as_html(tmp_path):
    path = tmp_path / "all_tags.html"
    one = "<p>Jeg <b>ringer</b>.</p><p>Ja.</p>\n"
    one += "<p>\n<strong>Dokument:</strong> en &amp; to.html\n<strong>Merker:</strong>\n"
    path.write_text(
        "<!DOCTYPE html>\n<html>\n<head><title>Taguette highlights</title></head>\n<body>\n<h1>Highlights</h1>\n"
        + one
        + "tillit,\n        avstand.nær\n</p>\n<hr>\n"
        + one
        + "tillit\n</p>\n\n</body></html>",
        encoding="utf-8",
    )
    assert by_id("taguette-html").recognises(Sample(path, path.read_bytes()))
    project = by_id("taguette-html").read(path, Wishes())
    assert [(passage.id, passage.source, passage.text) for passage in project.passages] == [
        ("1", "en & to.html", "Jeg ringer.\nJa."),
        ("2", "en & to.html", "Jeg ringer.\nJa."),
    ]
    assert len(project.codings) == 3
    assert by_id("taguette-html").recognises(
        Sample(path, "<title>Επισημάνσεις Taguette: tillit</title>".encode())
    )
    path.write_bytes(b"<title>Taguette highlights</title>\xff")
    with pytest.raises(NotReadable, match="byte 34 is no UTF-8"):
        by_id("taguette-html").read(path, Wishes())


def test_one_number_with_two_contents_is_two_passages(tmp_path):
    """Two exports in one table: the numbers of the highlights are not unique any more."""
    path = tmp_path / "all_tags.csv"
    path.write_text(
        f"{HIGHLIGHTS}6,to.html,tillit,Noe annet\r\n6,en.html,stolthet,Et tredje\r\n",
        encoding="utf-8",
        newline="",
    )
    project = by_id("taguette-highlights").read(path, Wishes())
    assert sorted(passage.text for passage in project.passages) == [
        "Et tredje",
        "Ja",
        "Jeg ringer",
        "Noe annet",
    ]
    assert len({passage.id for passage in project.passages}) == 4
    assert len(project.codings) == 5
