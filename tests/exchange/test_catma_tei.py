"""CATMA: annotation collections in TEI beside their texts."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import idealtypes as it
from idealtypes.errors import IdealtypesError
from idealtypes.exchange.detect import read_project
from idealtypes.exchange.project import Project

TEXT = "We 🙂 ring each other.\r\nThen we wait for hours."
TAGS = """<fsdDecl xml:id="T_1" n="contact 2024-01-01T10:00:00.000+0100">
<fsDecl xml:id="CATMA_BASE_TAG" n="1" type="CATMA_BASE_TAG"><fsDescr>Base</fsDescr></fsDecl>
<fsDecl xml:id="near" n="1" type="near" baseTypes="CATMA_BASE_TAG"><fsDescr>Close by</fsDescr>
<fDecl xml:id="c1" name="catma_displaycolor"><vRange><vColl><string>-57318</string></vColl></vRange></fDecl></fsDecl>
<fsDecl xml:id="far" n="1" type="far" baseTypes="near"><fsDescr>Far away</fsDescr></fsDecl></fsdDecl>"""


def units(upto: str) -> int:
    return len(TEXT[: TEXT.index(upto)].encode("utf-16-le")) // 2


def seg(words: str, *annotations: str) -> str:
    start = units(words)
    pointer = f'<ptr target="catma://D_1#char={start},{start + len(words)}" type="inclusion"/>'
    return f'<seg ana="{" ".join("#" + one for one in annotations)}">{pointer}</seg>'


def fs(id_: str, tag: str, author: str = "", **said: str) -> str:
    values = ({"catma_markupauthor": author} if author else {}) | {"catma_displaycolor": "-1"} | said
    inside = "".join(f'<f name="{name}"><string>{value}</string></f>' for name, value in values.items())
    return f'<fs xml:id="{id_}" type="{tag}">{inside}</fs>'


def tei(annotations: str, segments: str, tags: str = TAGS) -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<TEI xml:lang="en" xmlns="http://www.tei-c.org/ns/1.0"><teiHeader>'
        '<fileDesc><sourceDesc><ab><fs xml:id="CATMA_TECH_DESC"><f name="version"><string>5</string></f></fs></ab>'
        f"</sourceDesc></fileDesc><encodingDesc>{tags}</encodingDesc></teiHeader>\n<text>{annotations}<body>"
        f'<ab type="catma">{segments}</ab></body></text></TEI>'
    )


ONE = tei(
    fs("a1", "near", "anna", mood="calm")
    + fs("a2", "far", "anna")
    + fs("a3", "far", "bo")
    + fs("a4", "gone", "bo"),
    seg("ring", "a1", "a3")
    + seg("we wait", "a2")
    + seg(" for ", "a2")
    + seg("hours", "a2")
    + seg("other", "a4"),
)


def put(folder: Path, *collections: str, text: str | None = TEXT) -> Path:
    inside = folder / "D_1" / "annotationcollections"
    inside.mkdir(parents=True)
    for n, said in enumerate(collections):
        (inside / f"c{n}.xml").write_text(said, encoding="utf-8", newline="")
    if text is not None:
        (folder / "D_1" / "D_1_Int_1.txt").write_text(text, encoding="utf-8", newline="")
    return folder


def read(path: Path) -> Project:
    found, project = read_project(path)
    assert found.id == "catma-tei"
    return project


def coded(project: Project) -> list[tuple[str, str, str, str]]:
    texts = {passage.id: passage.text for passage in project.passages}
    names = {code.id: code.name for code in project.codes}
    return sorted((texts[c.passage], names[c.code], c.coder, c.memo) for c in project.codings)


EXPECTED = [
    ("ring", "Close by", "anna", "mood: calm"),
    ("ring", "Far away", "bo", ""),
    ("we wait for hours", "Far away", "anna", ""),
]


def test_a_corpus_a_zip_of_it_and_one_collection(tmp_path: Path) -> None:
    folder = put(tmp_path / "corpus", ONE)
    shutil.make_archive(str(tmp_path / "packed"), "zip", folder)
    for path in (folder, tmp_path / "packed.zip", folder / "D_1" / "annotationcollections" / "c0.xml"):
        project = read(path)
        assert coded(project) == EXPECTED
        assert project.sources[0].text == TEXT.replace("\r\n", "\n")
        assert project.sources[0].name == "D_1_Int_1"
    assert [(c.name, c.parent, c.color) for c in project.codes] == [
        ("Close by", None, "#ff201a"),
        ("Far away", "near", ""),
    ]
    assert [one.why for one in project.skipped] == ["its code gone is not in the codebook"]


def test_two_collections_of_one_document(tmp_path: Path) -> None:
    other = tei(fs("b1", "near", "cy"), seg("hours", "b1"))
    project = read(put(tmp_path / "corpus", ONE, other))
    assert coded(project) == sorted([*EXPECTED, ("hours", "Close by", "cy", "")])
    assert len(project.sources) == 1


def test_a_collection_without_its_text_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    folder = put(tmp_path / "corpus", ONE, text=None)
    with pytest.raises(
        IdealtypesError, match=r"c0\.xml: this collection points into the text `D_1`, and there is none"
    ):
        it.import_project(folder, into=tmp_path / "study")
    assert not (tmp_path / "study").exists()


@pytest.mark.parametrize(
    ("said", "message"),
    [
        (ONE[:-20], r"c0\.xml:\d+: the XML is broken here"),
        (ONE.replace("<TEI", "<!DOCTYPE x><TEI"), "a document type .DOCTYPE. is declared here"),
    ],
)
def test_broken_xml_is_refused(said: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(IdealtypesError, match=message):
        read(put(tmp_path / "corpus", said))


def test_annotations_without_a_place(tmp_path: Path) -> None:
    project = read(put(tmp_path / "corpus", tei(fs("a1", "near") + fs("a2", "near"), seg("ring", "a1"))))
    assert coded(project) == [("ring", "Close by", "", "")]
    assert [one.why for one in project.skipped] == ["it has no positions"]


def test_a_corpus_becomes_a_study(tmp_path: Path) -> None:
    corpus = put(tmp_path / "corpus", ONE.replace('type="gone"', 'type="near"'))
    made = it.import_project(corpus, into=tmp_path / "study")
    assert made.counts == {"codes": 2, "sources": 1, "statements": 3, "codings": 4, "coders": 2}
    assert it.check(tmp_path / "study").faults == ()
