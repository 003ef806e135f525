"""Export to REFI-QDA: built as the standard asks, the same bytes each time, and read back whole."""

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from idealtypes.exchange.format import Wishes
from idealtypes.exchange.formats.refi_qda import read
from idealtypes.exchange.project import (
    Coder,
    ForeignCase,
    ForeignCode,
    ForeignCoding,
    ForeignSource,
    Passage,
    Project,
)
from idealtypes.exchange.refi.writing import NothingToWrite, qdc, qdpx
from tests.exchange.refi_structure import faults

from ..examples import examples

TEXT = "Dag én 🙂\nThe help came from a colleague.\n\nI trust her more than the <office> & “all”."
GUIDS = ("00000000-0000-4000-8000-00000000000a",)
GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")

FULL = Project(
    "any",
    "A & B",
    codes=(
        ForeignCode("root", "Root", "top <code>", codable=False, color="#00ff00"),
        ForeignCode("1FF58B12-6F6F-4B0C-8BE5-BBDC91F55294", "child", parent="root", memo="a memo\non it"),
        ForeignCode("grandchild", "child", parent="1FF58B12-6F6F-4B0C-8BE5-BBDC91F55294"),
    ),
    sources=(
        ForeignSource("s", "Interview 1", TEXT, case="north", attributes={"age": "41"}, memo="loud room"),
        ForeignSource("t", "table"),
        ForeignSource("u", "empty"),
    ),
    passages=(
        Passage("p", "s", "The help came", 9, 22, memo="why"),
        Passage("q", "s", "trust her"),
        Passage("r", "t", "a row"),
        Passage("r2", "t", "another\r\nrow"),
    ),
    codings=(
        ForeignCoding("p", "1FF58B12-6F6F-4B0C-8BE5-BBDC91F55294", "ane"),
        ForeignCoding("p", "grandchild", "bo", memo="sure?"),
        ForeignCoding("q", "grandchild", "bo"),
        ForeignCoding("r", "grandchild"),
    ),
    coders=(Coder("ane", "Ane"), Coder("bo", "Bo")),
    cases=(ForeignCase("north", "North", {"size": "3"}), ForeignCase("s", "same id as a source")),
    memo="about it all",
)


def xml(data: bytes) -> etree._Element:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return etree.fromstring(archive.read("project.qde"))


def back(data: bytes, folder: Path) -> Project:
    path = folder / "a.qdpx"
    path.write_bytes(data)
    return read(path, Wishes())


@pytest.mark.parametrize(
    "project", [FULL, Project("any", "nothing"), replace(FULL, coders=(), codings=(), passages=(), cases=())]
)
def test_it_is_built_as_the_standard_asks(project: Project) -> None:
    assert faults(xml(qdpx(project).data)) == []
    if project.codes:
        assert faults(etree.fromstring(qdc(project).data)) == []


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda root: root.attrib.pop("name"), "Project has no name"),
        (lambda root: root.insert(0, root[1]), "Project holds"),
        (lambda root: root.find(".//{*}Code").set("color", "red"), "Code has color='red'"),
        (lambda root: root.find(".//{*}Code").set("isCodable", "yes"), "Code has isCodable='yes'"),
        (lambda root: root.find(".//{*}User").set("guid", "1"), "User has guid='1'"),
        (
            lambda root: root.find(".//{*}CodeRef").set("targetGUID", root[0][0].get("guid")),
            "leads to no Code",
        ),
        (lambda root: root.find(".//{*}Coding").set("creatingUser", GUIDS[0]), "Coding is by no user"),
        (
            lambda root: root.find(".//{*}PlainTextSelection").set("startPosition", "99"),
            "ends before it begins",
        ),
        (lambda root: etree.SubElement(root.find(".//{*}Users"), "User"), "is not written"),
        (lambda root: root.find(".//{*}Case").set("guid", root[0][0].get("guid")), "is there twice"),
    ],
)
def test_the_check_of_the_structure_sees_what_is_wrong(
    spoil: Callable[[etree._Element], object], said: str
) -> None:
    root = xml(qdpx(FULL).data)
    spoil(root)
    assert said in "\n".join(faults(root))


def test_the_structure_that_the_standard_asks_for() -> None:
    root = xml(qdpx(FULL).data)
    names = [etree.QName(child).localname for child in root]
    assert names == ["Users", "CodeBook", "Variables", "Cases", "Sources", "Notes", "Description"]
    assert etree.QName(root).namespace == "urn:QDA-XML:project:1.0"
    guids = root.xpath("//@guid")
    assert all(GUID.fullmatch(guid) for guid in guids)
    assert len(set(guids)) == len(guids)
    assert set(root.xpath("//@targetGUID | //@creatingUser")) <= set(guids)
    for mark in root.xpath("//*[local-name() = 'PlainTextSelection']"):
        order = [etree.QName(child).localname for child in mark]
        assert order == sorted(order, key=["Description", "Coding", "NoteRef"].index)
    assert (
        root.xpath("string(//@plainTextPath)")
        == f"internal://{root.xpath('string(//*[@plainTextPath]/@guid)')}.txt"
    )
    book = etree.fromstring(qdc(FULL).data)
    assert etree.QName(book).namespace == "urn:QDA-XML:codebook:1.0"
    assert not book.xpath("//*[local-name() = 'NoteRef']")


def test_positions_count_code_points_from_zero() -> None:
    first = xml(qdpx(FULL).data).find(".//{*}PlainTextSelection")
    assert first is not None
    start, end = int(first.get("startPosition", "")), int(first.get("endPosition", ""))
    assert (TEXT[start:end], first.get("name")) == ("The help came", "The help came")


def test_written_and_read_is_the_same_project(tmp_path: Path) -> None:
    found = back(qdpx(FULL).data, tmp_path)
    assert found.counts() == FULL.counts()
    names = {code.id: code.name for code in found.codes}
    assert [
        (c.name, names.get(c.parent or ""), c.definition, c.codable, c.color, c.memo) for c in found.codes
    ] == [
        ("Root", None, "top <code>", False, "#00ff00", ""),
        ("child", "Root", "", True, "", "a memo\non it"),
        ("child", "child", "", True, "", ""),
    ]
    assert found.codes[1].id == "1ff58b12-6f6f-4b0c-8be5-bbdc91f55294"
    assert [(s.name, s.text, s.memo, dict(s.attributes)) for s in found.sources] == [
        ("Interview 1", TEXT, "loud room", {"age": "41"}),
        ("table", "a row\n\nanother\nrow", "", {}),
        ("empty", "", "", {}),
    ]
    assert [(p.text, p.matches, p.memo) for p in found.passages] == [
        ("The help came", True, "why"),
        ("trust her", True, ""),
        ("a row", True, ""),
        ("another\nrow", True, ""),
    ]
    coders = {coder.id: coder.name for coder in found.coders}
    assert [(coders.get(c.coder), names[c.code], c.memo) for c in found.codings] == [
        ("Ane", "child", ""),
        ("Bo", "child", "sure?"),
        ("Bo", "child", ""),
        (None, "child", ""),
    ]
    assert [(case.name, dict(case.attributes)) for case in found.cases] == [
        ("North", {"size": "3"}),
        ("same id as a source", {}),
    ]
    assert (found.name, found.memo, found.sources[0].case) == ("A & B", "about it all", found.cases[0].id)
    assert qdpx(found).data == qdpx(back(qdpx(found).data, tmp_path)).data


def test_the_same_project_gives_the_same_bytes() -> None:
    assert qdpx(FULL).data == qdpx(FULL).data
    with zipfile.ZipFile(io.BytesIO(qdpx(FULL).data)) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_what_the_standard_has_no_place_for_is_listed() -> None:
    project = replace(
        FULL,
        codes=(replace(FULL.codes[0], place={"contact": {"formal": 1.0}}), *FULL.codes[1:]),
        passages=(
            *FULL.passages,
            Passage("lost", "s", "not in the text", locator="p. 3"),
            Passage("x", "gone", ""),
        ),
        codings=(*FULL.codings, ForeignCoding("p", "grandchild", intensity=0.5)),
    )
    whats = [each.what for each in qdpx(project).skipped]
    assert whats == [
        "places of 1 codes",
        "passage x",
        "passage lost",
        "intensities of 1 codings",
        "attributes of 1 passages: `locator`",
    ]


def test_a_codebook_alone(tmp_path: Path) -> None:
    (tmp_path / "a.qdc").write_bytes(qdc(FULL).data)
    assert [code.name for code in read(tmp_path / "a.qdc", Wishes()).codes] == ["Root", "child", "child"]
    with pytest.raises(NothingToWrite, match="no code to write"):
        qdc(Project("any", "nothing"))


def test_codes_that_are_their_own_parents_stand_at_the_top(tmp_path: Path) -> None:
    round_and_round = (
        ForeignCode("a", "a", parent="b"),
        ForeignCode("b", "b", parent="a"),
        ForeignCode("c", "c", parent="x"),
    )
    found = back(qdpx(Project("any", "p", codes=round_and_round)).data, tmp_path)
    assert sorted(code.name for code in found.codes) == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("0:\x1b\U0002ebe100", [(0, 5), (1, 5)]),  # without names, and in UTF-16 at the edges of words
        ("\nb…\n", [(1, 4), (2, 4)]),  # in bytes, a name of dots would be the passage
        ("a… b…", [(1, 3), (4, 5)]),  # a name of dots says nothing
    ],
)
def test_what_is_ours_is_not_guessed(text: str, spans: list[tuple[int, int]], tmp_path: Path) -> None:
    project = Project(
        "any",
        "ours",
        codes=(ForeignCode("c", "code"),),
        sources=(ForeignSource("s", "talk", text),),
        passages=tuple(Passage(str(a), "s", text[a:b], a, b) for a, b in spans),
        codings=tuple(ForeignCoding(str(a), "c") for a, _ in spans),
    )
    found = back(qdpx(project).data, tmp_path).passages
    assert [passage.text for passage in found] == [text[a:b] for a, b in spans]


@examples(60)
@given(st.text(max_size=60), st.data())
def test_any_text_and_any_span_come_back(
    tmp_path_factory: pytest.TempPathFactory, raw: str, data: st.DataObject
) -> None:
    text = raw.replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff").encode("utf-8", "replace").decode()
    spans = data.draw(
        st.lists(
            st.tuples(st.integers(0, len(text)), st.integers(0, len(text))).map(sorted),
            max_size=4,
            unique_by=tuple,
        )
    )
    project = Project(
        "any",
        raw,
        codes=(ForeignCode("c", raw),),
        sources=(ForeignSource("s", raw, text),),
        passages=tuple(Passage(f"p{k}", "s", text[a:b], a, b) for k, (a, b) in enumerate(spans)),
        codings=tuple(ForeignCoding(f"p{k}", "c") for k in range(len(spans))),
    )
    written = qdpx(project).data
    assert faults(xml(written)) == []
    found = back(written, tmp_path_factory.mktemp("any"))
    assert found.sources[0].text == text
    assert [(p.start, p.end, p.text) for p in found.passages] == [(a, b, text[a:b]) for a, b in spans]
