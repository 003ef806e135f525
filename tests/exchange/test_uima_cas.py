"""UIMA CAS of WebAnno and INCEpTION: XMI and JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

import idealtypes as it
from idealtypes.errors import IdealtypesError
from idealtypes.exchange.detect import read_project
from idealtypes.exchange.format import Wishes
from idealtypes.exchange.project import Project

TEXT = "Vi 🙂 ringer en kollega.\nSå venter vi."
LEMMA = "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Lemma"
TOKEN = "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Token"


def span(words: str) -> tuple[int, int]:
    start = len(TEXT[: TEXT.index(words)].encode("utf-16-le")) // 2
    return start, start + len(words)


SOME: list[tuple[str, str, dict[str, str]]] = [
    ("webanno.custom.Code", "ringer", {"value": "near", "comment": "so she says"}),
    ("webanno.custom.Code", "kollega.\nSå venter", {"value": "far"}),
    ("webanno.custom.Code", "vi", {"value": "3"}),
    ("webanno.custom.Mark", "Vi", {}),
    (LEMMA, "ringer", {"value": "ringe"}),
    (TOKEN, "ringer", {}),
]


def xmi(more: str = "", sofas: int = 1) -> str:
    out, packages = "", {}
    for n, (type_, words, features) in enumerate(SOME, 3):
        package, _, name = type_.rpartition(".")
        prefix = packages.setdefault(package, f"p{len(packages)}")
        start, end = span(words)
        said = "".join(f' {key}="{value}"' for key, value in features.items())
        out += f'<{prefix}:{name} xmi:id="{n}" sofa="1" begin="{start}" end="{end}"{said}/>\n'
    out += '<p0:Then xmi:id="20" sofa="1" begin="5" end="11" Governor="3" Dependent="4"/>\n'
    named = "".join(
        f' xmlns:{prefix}="http:///{package.replace(".", "/")}.ecore"' for package, prefix in packages.items()
    )
    text = TEXT.replace("\n", "&#10;")
    sofa = (
        f'<cas:Sofa xmi:id="1" sofaNum="1" sofaID="_InitialView" mimeType="text" sofaString="{text}"/>\n'
        * sofas
    )
    head = 'xmlns:xmi="http://www.omg.org/XMI" xmlns:cas="http:///uima/cas.ecore" xmlns:tcas="http:///uima/tcas.ecore"'
    whole = f'<tcas:DocumentAnnotation xmi:id="2" sofa="1" begin="0" end="{len(TEXT) + 1}" language="nb"/>\n'
    inside = f"{sofa}{whole}{out}{more}"
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<xmi:XMI {head}{named} xmi:version="2.0">\n{inside}</xmi:XMI>'


def cas(*more: dict[str, Any]) -> str:
    every: list[dict[str, Any]] = [{"%ID": 1, "%TYPE": "uima.cas.Sofa", "sofaNum": 1, "sofaString": TEXT}]
    for n, (type_, words, features) in enumerate(SOME, 3):
        start, end = span(words)
        every.append({"%ID": n, "%TYPE": type_, "@sofa": 1, "begin": start, "end": end, **features})
    then = {"%ID": 20, "%TYPE": "webanno.custom.Then", "begin": 5, "end": 11, "@Governor": 3, "@Dependent": 4}
    return json.dumps({"%TYPES": {}, "%FEATURE_STRUCTURES": [*every, then, *more], "%VIEWS": {}})


def read(path: Path, **columns: str) -> Project:
    found, project = read_project(path, Wishes(columns))
    assert found.id == "webanno"
    return project


def written(tmp_path: Path, name: str, text: str) -> Path:
    (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path / name


def coded(project: Project) -> list[tuple[str, str, str]]:
    texts = {passage.id: passage.text for passage in project.passages}
    names = {code.id: code.name for code in project.codes}
    return sorted((texts[c.passage], names[c.code], c.memo) for c in project.codings)


EXPECTED = [
    ("Vi", "Mark", ""),
    ("kollega.\nSå venter", "far", ""),
    ("ringer", "near", "comment: so she says"),
    ("vi", "3", ""),
]


@pytest.mark.parametrize(("name", "text"), [("int 1.xmi", xmi()), ("int 1.json", cas())])
def test_spans_with_positions_of_java(name: str, text: str, tmp_path: Path) -> None:
    project = read(written(tmp_path, name, text))
    assert coded(project) == EXPECTED
    assert project.sources[0].text == TEXT
    assert {code.name for code in project.codes if not code.codable} == {"Code", "Mark"}
    assert [(one.what, one.why) for one in project.skipped] == [
        (f"1 annotation of the layer `{LEMMA}`", "the layer is of the language, and holds no codes"),
        (
            "1 annotation of the layer `webanno.custom.Then`",
            "the layer joins passages, and is on none of its own",
        ),
    ]
    assert coded(read(tmp_path / name, code="comment"))[2] == ("ringer", "so she says", "value: near")


def test_a_zip_with_its_types_and_the_export_of_a_project(tmp_path: Path) -> None:
    with ZipFile(tmp_path / "int 1.zip", "w") as archive:
        archive.writestr("TypeSystem.xml", "<typeSystemDescription/>")
        archive.writestr("int 1.xmi", xmi())
    assert coded(read(tmp_path / "int 1.zip")) == EXPECTED
    with ZipFile(tmp_path / "project.zip", "w") as archive:
        archive.writestr("exportedproject7.json", "{}")
        archive.writestr("annotation/int 1.txt/anna.json", cas())
        archive.writestr("annotation/int 1.txt/INITIAL_CAS.json", cas())
        archive.writestr("annotation/int 1.txt/bo.xmi", xmi())
    made = it.import_project(tmp_path / "project.zip", into=tmp_path / "study")
    assert made.counts == {"codes": 4, "sources": 1, "statements": 4, "codings": 8, "coders": 2}
    assert made.account.held == {"codings": 12}
    assert made.account.unexplained == {}
    assert it.check(tmp_path / "study").faults == ()


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("a.xmi", xmi()[:-40], r"a\.xmi:\d+: the XML is broken here"),
        ("a.xmi", xmi(sofas=0), r"a\.xmi: a document has one text, and this one has none"),
        ("a.xmi", xmi(sofas=2), r"a\.xmi: a document has one text, and this one has 2"),
        ("a.json", cas()[:-10], r"a\.json:1: the JSON is broken here"),
        ("a.json", json.dumps({"%TYPES": {}, "%FEATURE_STRUCTURES": 3}), r"this one has none"),
    ],
)
def test_a_broken_document_is_refused_and_nothing_is_written(
    name: str, text: str, message: str, tmp_path: Path
) -> None:
    path = written(tmp_path, name, text)
    with pytest.raises(IdealtypesError, match=message):
        it.import_project(path, into=tmp_path / "study")
    assert not (tmp_path / "study").exists()


def test_a_span_beyond_the_text_is_listed(tmp_path: Path) -> None:
    beyond = {"%ID": 30, "%TYPE": "webanno.custom.Code", "begin": 900, "end": 910, "value": "near"}
    odd = [
        {"%ID": 31, "%TYPE": "webanno.custom.Code", "begin": "x", "end": 3},
        3,
        {"%TYPE": None, "begin": 0, "end": 2},
    ]
    project = read(written(tmp_path, "a.json", cas(beyond, *odd)))
    assert [text for text, _, _ in coded(project)][-4:] == [text for text, _, _ in EXPECTED][-4:]
    assert "its position is outside the text, and no passage is stored" in [
        one.why for one in project.skipped
    ]
