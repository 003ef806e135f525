"""ROCK sources: codes, identifiers and comments on the lines, attributes and the tree of codes in YAML."""

import pytest

from idealtypes.exchange.format import NotReadable, Sample, Wishes
from idealtypes.exchange.formats.rock import FORMAT, utterance

SOURCE = """\ufeff---
ROCK_attributes:
  -
    caseId: 1
    kjønn: kvinne
    alder: 52
---
[[cid=1]] [[coderId=kari]]

### en kommentar [[ikke_en_kode]]
[[uid=7a1]] Jeg 🙂 ringer. [[hjelp>kollega]] [[styrke||2]]
[[uid=7a2]] ~Så venter jeg. [[kollega]] [[hjelp]] [[sid=4]]
---<<pause>>---
[[uid=7a3]] Takk.
--+-{ 2022-11-26 }-+--
Farvel. [[avskjed 1-2]] [[a->b||type||1]] [[hva er dette?]]
[[alene]]
---
ROCK_codes:
  codes:
    -
      id: hjelp
      label: Hjelp av andre
      description: >
        Noen hjelper.
      children: [kollega, {id: leder, label: Leder}]
---
"""


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "samtale.rock"
    path.write_text(SOURCE, encoding="utf-8", newline="\r\n")
    return path


def test_a_source(path):
    project = FORMAT.read(path, Wishes())
    assert project.sources[0].text == "\nJeg 🙂 ringer.\nSå venter jeg.\nTakk.\nFarvel.\n"
    assert project.counts() == {"codes": 4, "sources": 1, "statements": 3, "codings": 4, "coders": 1}
    assert [(passage.id, passage.text) for passage in project.passages] == [
        ("7a1", "Jeg 🙂 ringer."),
        ("7a2", "Så venter jeg."),
        ("samtale.rock:16", "Farvel."),
    ]
    for passage in project.passages:
        assert project.sources[0].text[passage.start : passage.end] == passage.text
    assert [(coding.passage, coding.code, coding.coder) for coding in project.codings] == [
        ("7a1", "kollega", "kari"),
        ("7a2", "kollega", "kari"),
        ("7a2", "hjelp", "kari"),
        ("samtale.rock:16", "avskjed", "kari"),
    ]
    assert [dict(passage.attributes) for passage in project.passages] == [{"styrke": "2"}, {"sid": "4"}, {}]
    assert {code.id: (code.name, code.definition, code.parent) for code in project.codes} == {
        "hjelp": ("Hjelp av andre", "Noen hjelper.", None),
        "kollega": ("kollega", "", "hjelp"),
        "leder": ("Leder", "", "hjelp"),
        "avskjed": ("avskjed", "", None),
    }
    assert [(case.name, dict(case.attributes)) for case in project.cases] == [
        ("1", {"kjønn": "kvinne", "alder": "52"})
    ]
    assert project.sources[0].case == "1"


def test_what_is_not_read_is_listed(path):
    assert {
        (skipped.what, skipped.where, skipped.why) for skipped in FORMAT.read(path, Wishes()).skipped
    } == {
        (
            "`[[a->b||type||1]]`",
            "samtale.rock, line 16",
            "a network code joins two codes, and is on no passage of its own",
        ),
        ("`[[hva er dette?]]`", "samtale.rock, line 16", "it is neither a code nor an identifier"),
        ("code `alene`", "samtale.rock, line 17", "it stands on a line without text"),
    }


def test_cases_one_after_the_other(tmp_path):
    path = tmp_path / "gruppe.rock"
    path.write_text(
        "[[cid=1]]\nEn. [[a]]\nTo. [[a]]\n[[caseId:2]]\nTre. [[a]]\n[[cid=1]] Fire. [[a]]\n", encoding="utf-8"
    )
    project = FORMAT.read(path, Wishes())
    cases = [(passage.text, passage.attributes["case"]) for passage in project.passages]
    assert cases == [("En.", "1"), ("To.", "1"), ("Tre.", "2"), ("Fire.", "1")]
    assert project.sources[0].case is None


def test_a_folder_is_one_project(tmp_path):
    for name, code in (("en", "a>b"), ("to", "b"), ("tre", "c>b")):
        (tmp_path / f"{name}.rock").write_text(f"[[uid=1]] Tekst. [[{code}]]\n", encoding="utf-8")
    assert FORMAT.recognises(Sample(tmp_path, members=("en.rock", "x.txt")))
    project = FORMAT.read(tmp_path, Wishes())
    assert [source.name for source in project.sources] == ["en", "to", "tre"]
    assert {code.id: code.parent for code in project.codes} == {"a": None, "b": "a", "c": None, "c>b": "c"}
    assert [coding.code for coding in project.codings] == ["b", "b", "c>b"]
    assert len({passage.id for passage in project.passages}) == 3


@pytest.mark.parametrize(
    ("line", "text", "codes"),
    [
        ("Tekst [[a]] og mer [[b>c>d]]", "Tekst og mer", [("a",), ("b", "c", "d")]),
        ("~~Tekst. [[ci--forstår]]", "Tekst.", []),
        ("Tekst. [[ci--understanding]]", "Tekst.", [("ci", "understanding")]),
        ("Et [[ubrutt", "Et [[ubrutt", []),
        ("Tekst [[a  1 - 3]] [[b2]] [[c 4]]", "Tekst", [("a",), ("b2",), ("c",)]),
        ("[[ a ]] [[>]]", "", [("a",)]),
        ("[[uid=1]][[CID: 2]] x", "x", []),
    ],
)
def test_a_line_taken_apart(line, text, codes):
    assert (utterance(line).text, utterance(line).codes) == (text, codes)


@pytest.mark.parametrize(
    ("yaml", "why"),
    [
        ("a: &x [1]\nb: [*x, *x]", "it has aliases"),
        ("a: [1", "expected"),
        ("[" * 3000 + "]" * 3000, "nested more than 30 deep"),
        ("- " * 3000, "nested more than 30 deep"),
        ("\tx: 1", "cannot start any token"),
        ("x: 1", "this part of the YAML is not read"),
    ],
)
def test_yaml_that_is_not_read_is_said(tmp_path, yaml, why):
    path = tmp_path / "x.rock"
    path.write_text(f"[[uid=1]] Tekst. [[a]]\n---\n{yaml}\n---\nMer. [[b]]\n", encoding="utf-8")
    project = FORMAT.read(path, Wishes())
    assert project.counts()["codings"] == 2
    assert len(project.skipped) == 1
    assert why in project.skipped[0].why


def test_codes_that_are_above_each_other(tmp_path):
    path = tmp_path / "x.rock"
    path.write_text("Tekst. [[a>b]] [[b>a]]\n", encoding="utf-8")
    project = FORMAT.read(path, Wishes())
    assert sorted(code.id for code in project.codes if code.parent is None) != []
    assert any("it stands at the top" in skipped.why for skipped in project.skipped)


def test_it_is_recognised_by_its_marks_or_its_ending(tmp_path):
    assert FORMAT.recognises(Sample(tmp_path / "a.txt", b"[[uid=1]] x"))
    assert FORMAT.recognises(Sample(tmp_path / "a.rock", b"only text so far"))
    assert not FORMAT.recognises(Sample(tmp_path / "a.txt", b"a wiki with [[Links]]"))
    assert not FORMAT.recognises(Sample(tmp_path / "a.rock", b"SQLite format 3\0"))


def test_text_that_is_no_utf8_names_the_line(tmp_path):
    path = tmp_path / "x.rock"
    path.write_bytes("En.\nSå. [[a]]\n".encode("latin-1"))
    with pytest.raises(NotReadable, match=r"x\.rock:2: this is no UTF-8"):
        FORMAT.read(path, Wishes())
