import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idealtypes.files.document import parse_document, read_document
from idealtypes.files.faults import Findings


def faults(text):
    findings = Findings()
    parse_document(text, Path("x.yaml"), findings)
    return [str(fault) for fault in findings.faults]


def test_every_key_and_item_knows_its_line():
    findings = Findings()
    document = parse_document(
        "# a comment\nformat: 1\na: {b: 1, c: [x,\n  y]}\nd:\n  - e: 1\n\n  - {e: 2}\n",
        Path("x.yaml"),
        findings,
    )
    assert findings.faults == []
    assert document.data == {"a": {"b": 1, "c": ["x", "y"]}, "d": [{"e": 1}, {"e": 2}]}
    lines = {("a",): 3, ("a", "b"): 3, ("a", "c", 1): 4, ("d", 0, "e"): 6, ("d", 1): 8}
    assert {place: document.line(place) for place in lines} == lines
    assert document.line(("d", 1, "missing")) == 8
    assert document.line(("nowhere",)) == 2


def test_a_single_mapping_stands_for_a_list_of_one():
    document = parse_document("format: 1\nplace:\n  pole: x\n", Path("x.yaml"), Findings())
    assert document.line(("place", 0, "pole")) == 3


def test_scalars_are_what_people_mean():
    text = (
        "format: 1\na: no\nb: true\nc: 007\nd: 1.50\ne: 2023-01-31\nf: ~\ng: 1e3\nh: .inf\ni: '1'\nj: 12:30\n"
    )
    document = parse_document(text, Path("x.yaml"), Findings())
    assert document.data == {
        "a": "no", "b": True, "c": 7, "d": 1.5, "e": "2023-01-31", "f": None, "g": 1000.0, "h": ".inf",
        "i": "1", "j": "12:30",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("format: 1\na:\n\tb: 2\n\tc: 3\n", 3, "a tab in the indentation"),
        ("format: 1\ntitle: One: two\n", 2, "needs quotes"),
        ("format: 1\ntitle:One\nb: 2\n", 3, "a key without its `: `, here or on the line above"),
        ("format: 1\n  b: 2\n", 2, "begin in one column"),
        ("format: 1\na: [1,\n\nb: 2\n", 2, "is not closed, or lacks a comma"),
        ("format: 1\na: {x: 1\n\nb: 2\n", 2, "is not closed, or lacks a comma"),
        ("format: 1\na: 'x\n\nb: 2\n", 2, "a quote that is opened here is never closed"),
        ("format: 1\na: *bold*\n", 2, "cannot begin with `*`"),
        ("format: 1\na: @x\n", 2, "cannot begin with `@`"),
        ('format: 1\na: "\\q"\n', 2, "a backslash in double quotes"),
        ("format: 1\n- a\n", 2, "the indentation does not fit"),
        ("format: 1\n---\na: 1\n", 2, "a second document begins here"),
        ("format: 1\na: x\x01y\n", 2, "a control character"),
        ("format: 1\na: 1\nb: 2\na: 3\n", 4, "`a` is given twice: it was given on line 2 already"),
        ("format: 1\na: {b: 1, b: 2}\n", 2, "`b` is given twice"),
        ("format: 1\na: &x [1]\nb: *x\n", 2, "anchors and aliases (`&x`) are not read"),
        ("format: 1\na: !thing 1\n", 2, "tags are not read"),
        ("format: 1\n? [a]\n: 1\n", 2, "a key should be a word"),
        ("a: 1\n", 1, "`format: 1` is missing"),
        ("a: 1\nformat: 2\n", 2, "`format` is `2`, and this version reads `format: 1` only"),
        ("format: true\n", 1, "`format` is `True`"),
        ("- a\n- b\n", 1, "should hold keys"),
        ("# nothing\n", 1, "nothing but comments"),
    ],
)
def test_what_cannot_be_read_has_its_line_and_its_words(text, line, words):
    found = faults(text)
    assert any(fault.startswith(f"x.yaml:{line}: ") and words in fault for fault in found), found
    assert not any("while scanning" in fault or "expected <" in fault for fault in found)


def test_every_tab_is_told():
    assert [fault.split(":")[1] for fault in faults("format: 1\na:\n\tb: 2\n\tc: 3\n")] == ["3", "4"]


def test_a_tab_inside_a_text_is_no_fault():
    assert faults("format: 1\na: |\n  one\ttwo\nb: 'x\ty'\n") == []


@pytest.mark.parametrize(
    ("data", "line", "words"),
    [
        (b"", 1, "the file is empty"),
        (b" \n\n", 1, "the file is empty"),
        (b"\xef\xbb\xbf", 1, "the file is empty"),
        ("format: 1\ntitle: Støtte\n".encode("latin-1"), 2, "“ø” in Latin-1"),
        ("format: 1\ntitle: Støtte\n".encode("utf-16"), 1, "the file is in UTF-16"),
        ("format: 1\ntitle: Stotte\n".encode("utf-16-le"), 1, "or it is in UTF-16"),
        (b"PK\x03\x04abc", None, "a spreadsheet or an archive"),
    ],
)
def test_bytes_that_are_no_utf8_text(tmp_path, monkeypatch, data, line, words):
    monkeypatch.chdir(tmp_path)
    Path("x.yaml").write_bytes(data)
    findings = Findings()
    assert read_document(Path("x.yaml"), findings) is None
    (fault,) = findings.faults
    assert (fault.file, fault.line) == ("x.yaml", line)
    assert words in fault.message


def test_a_byte_order_mark_is_no_matter(tmp_path):
    (tmp_path / "x.yaml").write_bytes("\ufeffformat: 1\ntitle: Støtte\n".encode())
    findings = Findings()
    document = read_document(tmp_path / "x.yaml", findings)
    assert document.data == {"title": "Støtte"}
    assert len(findings.inputs[tmp_path / "x.yaml"]) == 64


json_like = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(-1000, 1000), st.text("aæøå:#-*&!{}[],'\" \n", max_size=8)
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.text("abcø_", min_size=1, max_size=4), inner, max_size=3),
    ),
    max_leaves=8,
)


@given(st.dictionaries(st.text("abcdø", min_size=1, max_size=4), json_like, max_size=4))
def test_what_was_written_as_json_is_read(tmp_path_factory, data):
    path = tmp_path_factory.mktemp("yaml") / "x.yaml"
    path.write_text(json.dumps({"format": 1} | data, indent=1, ensure_ascii=False), encoding="utf-8")
    findings = Findings()
    document = read_document(path, findings)
    assert findings.faults == []
    assert document.data == data
    assert all(1 <= line <= len(path.read_text().splitlines()) for line in document.lines.values())


@given(st.text(max_size=60))
def test_no_text_is_a_traceback(text):
    findings = Findings()
    document = parse_document(text, Path("x.yaml"), findings)
    assert document is not None or findings.faults
    assert all(fault.line is None or fault.line >= 1 for fault in findings.faults)
