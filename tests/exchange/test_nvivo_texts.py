"""NVivo's codes as people export them to read: node texts, the coding summary, docx, a folder of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idealtypes.exchange.coding_reports import coded_in
from idealtypes.exchange.detect import detect, read_project, sample
from idealtypes.exchange.documents import read_lines
from idealtypes.exchange.format import NotReadable, Wishes
from idealtypes.exchange.formats import nvivo, nvivo_texts
from idealtypes.exchange.importing import import_project
from tests.exchange.documents import docx, table
from tests.exchange.tables import as_csv, codings

from ..examples import examples

TRUST = (
    "<Files\\\\Talks\\Int 1> - § 2 references coded  [2.15% Coverage]",
    "",
    "Reference 1 - 0.52% Coverage",
    "",
    "Who calls us is never",
    "written down.",
    "",
    "Reference 2 - 1.63% Coverage",
    "",
    "Reference books are no help.",
    "",
    "<Files\\\\Talks\\Int 2> - § 1 reference coded  [9.00% Coverage]",
    "",
    "Reference 1 - 9.00% Coverage",
    "",
    "We just ring.",
)
# (head, reference) of programs that speak other languages, on a Mac, older ones, and after other programs
SHAPES = {
    "English": (
        "<Files\\\\Int 1> - § {n} references coded  [2.15% Coverage]",
        "Reference {i} - 0.52% Coverage",
    ),
    "NVivo 10": (
        "<Internals\\Talks\\Int 1> - § {n} references coded  [2.15% Coverage]",
        "Reference {i} - 0.52% Coverage",
    ),
    "Mac": (
        "<Internals\\\\Int 1>\n\n{n} references coded  [2.15% Coverage]",
        "Reference {i} - 0.52% Coverage",
    ),
    "no brackets": (
        "Files\\\\a\\\\Int 1 - § {n} reference coded [ 2.15% Coverage]",
        "Reference {i} - 0.52% Coverage",
    ),
    "German": (
        "<Dateien\\\\Int 1> - § {n} Referenzen codiert  [2,15% Abdeckung]",
        "Referenz {i} - 0,52% Abdeckung",
    ),
    "French": (
        "<Fichiers\\\\Int 1> - § {n} références encodées  [Couverture 2,15 %]",
        "Référence {i} - Couverture 0,52 %",
    ),
    "Spanish": (
        "<Archivos\\\\Int 1> - § {n} referencias codificadas  [Cobertura 2,15%]",
        "Referencia {i} - Cobertura 0,52%",
    ),
    "Norwegian": (
        "<Filer\\\\Int 1> - § {n} referanser kodet  [2,15 % dekning]",
        "Referanse {i} - 0,52 % dekning",
    ),
    "Chinese": ("<文件\\\\Int 1> - § 已编码 {n} 个参考点  [2.15% 覆盖率]", "参考点 {i} - 0.52% 覆盖率"),
    "Japanese": (
        "<ファイル\\\\Int 1> - § {n} 件の参照がコーディング済み  [2.15% カバレッジ]",
        "参照 {i} - 0.52% カバレッジ",
    ),
}
words = st.lists(
    st.sampled_from(
        ["We ring.", "Reference", "Reference 7", "9 - 0.52%", "<not a file>", "§ 4", "never, 5 %", ""]
    ),
    min_size=1,
    max_size=4,
).filter(lambda lines: lines[0].strip() != "" and lines[-1].strip() != "")


def folder(at: Path, **files: bytes) -> Path:
    """A folder of these files; `__` in a name stands for a folder, the last `_` for the dot."""
    for name, data in files.items():
        stem, _, ending = name.replace("__", "/").rpartition("_")
        path = at / f"{stem}.{ending}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return at


def text(*lines: str) -> bytes:
    return "\n".join(lines).encode()


def test_a_node_is_the_code_that_the_file_is_called(tmp_path: Path) -> None:
    path = tmp_path / "Trust.txt"
    for data in (
        text(*TRUST),
        "\ufeff".encode() + text(*TRUST),
        b"\xff\xfe" + "\r\n".join(TRUST).encode("utf-16-le"),
    ):
        path.write_bytes(data)
        found, project = read_project(path)
        assert found.id == "nvivo-texts"
        assert codings(project) == [
            ("Int 1", "Who calls us is never\nwritten down.", "Trust", "", 1.0),
            ("Int 1", "Reference books are no help.", "Trust", "", 1.0),
            ("Int 2", "We just ring.", "Trust", "", 1.0),
        ]
        assert project.sources[0].attributes == {"folder": "Talks"}
        assert not project.skipped


def test_a_docx_says_the_same(tmp_path: Path) -> None:
    (tmp_path / "Trust.docx").write_bytes(docx(*TRUST))
    (tmp_path / "Trust.txt").write_bytes(text(*TRUST))
    one, other = (codings(read_project(tmp_path / f"Trust.{kind}")[1]) for kind in ("docx", "txt"))
    assert one == other


@pytest.mark.parametrize("shape", SHAPES)
@examples(30)
@given(passages=st.lists(words, min_size=1, max_size=5))
def test_every_reference_is_found_whatever_language_the_program_speaks(
    shape: str, passages: list[list[str]]
) -> None:
    head, mark = SHAPES[shape]
    lines = head.format(n=len(passages)).split("\n")
    for number, passage in enumerate(passages, 1):
        lines += ["", mark.format(i=number), "", *passage]
    (found,) = coded_in(lines)
    assert found.said == len(found.references) == len(passages)
    assert [one.text for one in found.references] == ["\n".join(passage) for passage in passages]
    assert found.source[-1] == "Int 1"


def test_a_folder_has_a_code_a_file_below_its_folders(tmp_path: Path) -> None:
    ring = TRUST[-5:]
    at = folder(
        tmp_path / "nodes",
        Trust_txt=text(*TRUST),
        Nodes__Care__Own_docx=docx(*ring),
        Nodes__Care_txt=text(*ring),
        Empty_txt=b"\n",
        notes_txt=b"Call Anna.",
    )
    (at / ".DS_Store").write_bytes(b"\0")
    project = read_project(at)[1]
    assert {code.id: code.parent for code in project.codes} == {
        "Empty": None,
        "Care": None,
        "Care > Own": "Care",
        "Trust": None,
    }
    ringing = [one for one in project.codings if project.passages[0].id == one.passage]
    assert [one.code for one in ringing] == [
        "Care",
        "Care > Own",
        "Trust",
    ]  # one statement with several codes
    assert len(project.passages) == 3
    (skipped,) = project.skipped
    assert (skipped.what, skipped.why) == ("the file `notes.txt`", "it is no coding report of NVivo's")
    assert "Anna" not in str(project.skipped)


def test_a_code_of_two_files_is_told_with_both(tmp_path: Path) -> None:
    at = folder(tmp_path / "nodes", Trust_txt=text(*TRUST), Trust_docx=docx(*TRUST), Own_txt=text(*TRUST))
    with pytest.raises(NotReadable, match=r"Trust.txt: `Trust.docx` is of the code `Trust` too"):
        nvivo_texts.FORMAT.read(at, Wishes())


def test_what_several_people_coded_areas_of_pages_and_what_is_missing_are_told(tmp_path: Path) -> None:
    lines = (
        "<Files\\\\Int 1> - § 5 references coded  [2.15% Coverage]",
        "References 1-2 - 0.52% Coverage",
        "We ring.",
        "Reference 3 - 0.20% Coverage",
        "Page 1 : (0,0) - (590,785)",
        "Reference 4 - 0.20% Coverage",
    )
    path = tmp_path / "Trust.txt"
    path.write_bytes(text(*lines))
    project = read_project(path)[1]
    assert [one[1] for one in codings(project)] == ["We ring.", ""]
    assert (
        project.passages[1].locator == "Page 1 : (0,0) - (590,785)"
    )  # an area of a page, which has no words
    assert [(one.what, one.where[-6:]) for one in project.skipped] == [
        ("1 reference of `Int 1`", ".txt:1"),
        ("a coding with `Trust`", ".txt:2"),
        ("a coding with `Trust`", ".txt:6"),
    ]
    assert "counts 5 there and holds 4" in project.skipped[0].why
    assert len(project.codings) + sum(one.codings for one in project.skipped) == 5
    assert nvivo_texts.FORMAT.holds(path, Wishes()) == {"codings": 5}


SUMMARY = (
    "Coding Summary By Code",
    "Project one",
    "12/03/2019 10:22",
    "Aggregate\tCoverage\tNumber Of Coding References\tReference Number\tCoded By Initials\tModified On",
    "Code",
    "Codes\\\\Trust\\In doctors",
    "Document",
    "Files\\\\Int 1",
    "No\t\t0.0215\t2",
    "1\tAB\t12/03/2019 10:22",
    "We ring.",
    "Reports\\\\Coding Summary By Code Report\tPage 1 of 2",
    "12/03/2019 10:22",
    "2\tCD\t12/03/2019 10:25 AM",
    "They come by.",
    "Document",
    "Files\\\\Int 2",
    "No\t\t0.0100\t1",
    "1\tAB\t12/03/2019 10:22",
    "We ring.",
    "Code",
    "Codes\\\\Care",
    "Document",
    "Files\\\\Int 1",
    "No\t\t0.0215\t1",
    "1\tCD\t12/03/2019 10:22",
    "We ring.",
)


def test_the_coding_summary_names_codes_and_coders(tmp_path: Path) -> None:
    rows = [tuple(line.split("\t")) for line in SUMMARY]
    parts = [table(row) if len(row) > 1 else row[0] for row in rows]
    (tmp_path / "report.txt").write_bytes(text(*SUMMARY))
    (tmp_path / "report.docx").write_bytes(docx(*parts))
    for kind in ("txt", "docx"):
        project = read_project(tmp_path / f"report.{kind}")[1]
        assert codings(project) == [
            ("Int 1", "We ring.", "In doctors", "AB", 1.0),
            ("Int 1", "They come by.", "In doctors", "CD", 1.0),
            ("Int 2", "We ring.", "In doctors", "AB", 1.0),
            ("Int 1", "We ring.", "Care", "CD", 1.0),
        ]
        assert len(project.passages) == 3
        assert {one.id for one in project.codes} == {"Trust", "Trust > In doctors", "Care"}
        assert not project.skipped


def test_the_name_that_a_report_gives_holds(tmp_path: Path) -> None:
    path = tmp_path / "export 3.txt"
    path.write_bytes(text("Name: Trust in doctors", "Description: That they are believed", "", *TRUST))
    project = read_project(path)[1]
    assert [(one.name, one.definition) for one in project.codes] == [
        ("Trust in doctors", "That they are believed")
    ]


@pytest.mark.parametrize("ending", ["txt", "csv", "md", "docx"])
@pytest.mark.parametrize(
    "said", ["Anna keeps no list", "Anna: no list; really", "Well, Anna keeps none, you know."]
)
def test_a_refusal_never_quotes_what_somebody_said(tmp_path: Path, ending: str, said: str) -> None:
    path = tmp_path / f"talk.{ending}"
    path.write_bytes(docx(said) if ending == "docx" else text(said, said))
    with pytest.raises(NotReadable) as refused:
        read_project(path)
    assert "Anna" not in str(refused.value)
    assert str(path) in str(refused.value)


def test_a_broken_docx_is_refused_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "x.docx"
    path.write_bytes(docx(*TRUST)[:-30])
    with pytest.raises(NotReadable):
        read_project(path)
    path.write_bytes(docx("<w:p>"))
    assert not nvivo_texts.FORMAT.recognises(sample(path))
    with pytest.raises(NotReadable, match=r"x.docx/word/document.xml:1: the XML is broken here"):
        read_lines(path)


def test_the_table_and_the_texts_of_nvivo_name_sources_alike(tmp_path: Path) -> None:
    rows = [
        ("Hierarchical Name", "File", "Coded Text"),
        ("Nodes\\\\Trust", "Files\\\\Talks\\Int 1", "We just ring."),
    ]
    (tmp_path / "x.csv").write_bytes(as_csv(rows))
    (tmp_path / "Trust.txt").write_bytes(text(*TRUST))
    table_, texts = (read_project(tmp_path / name)[1] for name in ("x.csv", "Trust.txt"))
    assert detect(sample(tmp_path / "x.csv")) == nvivo.FORMAT
    assert (table_.sources[0].id, table_.sources[0].name) == (texts.sources[0].id, texts.sources[0].name)


def test_a_folder_becomes_a_study_whose_next_export_updates_it(tmp_path: Path) -> None:
    at = folder(tmp_path / "nodes", Trust_txt=text(*TRUST), Care_txt=text(*TRUST[-5:]))
    first = import_project(at, tmp_path / "study")
    assert (first.counts["codes"], first.counts["statements"], first.counts["codings"]) == (2, 3, 4)
    folder(at, Own_txt=text(*TRUST[-5:]))
    again = import_project(at, tmp_path / "study")
    assert again.updated
    assert again.counts["codings"] == 5
    assert import_project(at, tmp_path / "study").files == ()
