"""WebAnno TSV 3: layers, features, stacked and long annotations, escapes, and the export of a project."""

from __future__ import annotations

from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

import idealtypes as it
from idealtypes.errors import IdealtypesError
from idealtypes.exchange.detect import read_project
from idealtypes.exchange.format import NotReadable, Wishes
from idealtypes.exchange.project import Project
from idealtypes.exchange.webanno_tsv import read_tsv

from ..examples import examples

HEAD = "#FORMAT=WebAnno TSV 3.3\n"
SPAN = "#T_SP=webanno.custom.Code|value\n"


def tsv(layers: str, *sentences: list[tuple[str, ...]], texts: tuple[str, ...] = ()) -> str:
    """A file: each row a token with the cells of its layers, positions counted as Java does."""
    out, at = HEAD + layers + "\n\n", 0
    for number, rows in enumerate(sentences, 1):
        text = texts[number - 1] if texts else " ".join(row[0] for row in rows)
        out += "".join(f"#Text={line}\n" for line in text.split("\n"))
        for n, (token, *cells) in enumerate(rows, 1):
            length = len(token.encode("utf-16-le")) // 2
            out += "\t".join((f"{number}-{n}", f"{at}-{at + length}", token, *cells)) + "\t\n"
            at += length + 1
        out += "\n"
    return out


def read(path: Path, **columns: str) -> Project:
    found, project = read_project(path, Wishes(columns))
    assert found.id == "webanno"
    return project


def written(tmp_path: Path, text: str, name: str = "int 1.tsv") -> Path:
    (tmp_path / name).write_text(text, encoding="utf-8", newline="")
    return tmp_path / name


def coded(project: Project) -> list[tuple[str, str, str]]:
    texts = {passage.id: passage.text for passage in project.passages}
    names = {code.id: code.name for code in project.codes}
    return sorted((texts[c.passage], names[c.code], c.coder) for c in project.codings)


def test_one_token_several_tokens_several_sentences_and_stacks(tmp_path: Path) -> None:
    text = tsv(
        SPAN,
        [("Vi", "_"), ("🙂", "_"), ("ringer", "near[1]|far[2]"), ("kollega", "near[1]"), (".", "_")],
        [("Så", "late[3]"), ("venter", "late[3]"), ("vi", "once"), (".", "late[4]")],
        [("Takk", "late[4]"), (".", "_")],
    )
    project = read(written(tmp_path, text))
    assert coded(project) == [
        (". Takk", "late", ""),
        ("Så venter", "late", ""),
        ("ringer", "far", ""),
        ("ringer kollega", "near", ""),
        ("vi", "once", ""),
    ]
    whole = project.sources[0].text or ""
    assert whole == "Vi 🙂 ringer kollega . Så venter vi . Takk ."
    assert all(whole[p.start : p.end] == p.text for p in project.passages)


def test_parts_of_tokens_line_ends_in_sentences_and_what_is_escaped(tmp_path: Path) -> None:
    text = (
        HEAD
        + SPAN
        + "\n\n#Text=A\\tring\n#Text=today .\n1-1\t0-1\tA\t_\t\n1-2\t2-6\tring\ta\\|b\\_c\\[1\\]\\->d\\\\\t\n"
        "1-2.1\t2-4\tri\tpart\t\n1-3\t7-12\ttoday\t\\*\t\n1-4\t13-14\t.\t*\t\n"
    )
    project = read(written(tmp_path, text))
    assert project.sources[0].text == "A\tring\ntoday ."
    assert coded(project) == [
        (".", "Code", ""),
        ("ri", "part", ""),
        ("ring", "a|b_c[1]->d\\", ""),
        ("today", "*", ""),
    ]


FEATURES = "#T_SP=webanno.custom.Code|comment|identifier|value\n"


def test_the_feature_that_is_the_code_and_the_others(tmp_path: Path) -> None:
    text = tsv(FEATURES, [("Vi", "_", "_", "_"), ("ringer", "so she says", "*", "near")])
    project = read(written(tmp_path, text))
    assert coded(project) == [("ringer", "near", "")]
    assert project.codings[0].memo == "comment: so she says"
    assert any("the feature `value` is the code" in note for note in project.notes)
    other = read(tmp_path / "int 1.tsv", code="comment")
    assert coded(other) == [("ringer", "so she says", "")]
    assert other.codings[0].memo == "value: near"
    with pytest.raises(NotReadable, match=r"`column` code=nothing: no layer has a feature of this name"):
        read(tmp_path / "int 1.tsv", code="nothing")


def test_layers_without_codes_are_counted(tmp_path: Path) -> None:
    layers = (
        "#T_SP=de.tudarmstadt.ukp.dkpro.core.api.lexmorph.type.pos.POS|PosValue|coarseValue\n"
        + SPAN
        + "#T_RL=webanno.custom.Then|value|BT_webanno.custom.Code\n"
        + "#T_CH=webanno.custom.Chain|referenceRelation|referenceType\n"
    )
    text = tsv(
        layers,
        [
            ("Vi", "PRON", "PRON", "_", "_", "_", "*->1-1", "*[5]"),
            ("ringer", "V", "VERB", "near[1]", "x", "1-1[1_2]", "*->1-2", "*[5]"),
            ("sent", "ADV", "ADV", "near[1]", "_", "_", "_", "_"),
        ],
    )
    project = read(written(tmp_path, text))
    assert coded(project) == [("ringer sent", "near", "")]
    assert [(one.what, one.why) for one in project.skipped] == [
        (
            "3 annotations of the layer `de.tudarmstadt.ukp.dkpro.core.api.lexmorph.type.pos.POS`",
            "the layer is of the language, and holds no codes",
        ),
        (
            "2 annotations of the layer `webanno.custom.Chain`",
            "the layer joins passages, and is on none of its own",
        ),
        (
            "1 annotation of the layer `webanno.custom.Then`",
            "the layer joins passages, and is on none of its own",
        ),
    ]


def test_slots_take_two_columns_and_layers_without_features_one(tmp_path: Path) -> None:
    layers = (
        "#T_SP=webanno.custom.Mark|\n"
        "#T_SP=webanno.custom.Host|ROLE_webanno.custom.Host:links_webanno.custom.Link|webanno.custom.Mark|value\n"
    )
    text = tsv(
        layers,
        [
            ("Vi", "_", "p1;p2", "1-2;1-3", "call"),
            ("ringer", "*", "_", "_", "_"),
            ("dem", "*", "_", "_", "_"),
        ],
    )
    project = read(written(tmp_path, text))
    assert coded(project) == [("Vi", "call", ""), ("dem", "Mark", ""), ("ringer", "Mark", "")]
    folders = {code.id: code.name for code in project.codes if not code.codable}
    assert sorted(folders.values()) == ["Host", "Mark"]


def test_a_file_with_the_line_ends_of_windows(tmp_path: Path) -> None:
    text = tsv(SPAN, [("Vi", "_"), ("ringer", "near")], [("Takk", "late")]).replace("\n", "\r\n")
    assert coded(read(written(tmp_path, text))) == [("Takk", "late", ""), ("ringer", "near", "")]


def test_the_export_of_a_project(tmp_path: Path) -> None:
    near, far = (tsv(SPAN, [("Vi", "_"), ("ringer", value)]) for value in ("near", "far"))
    files = {
        "exportedproject1.json": "{}",
        "source/int 1.txt": "Vi ringer",
        "annotation/int 1.txt/anna.tsv": near,
        "annotation/int 1.txt/bo.tsv": far,
        "annotation/int 1.txt/INITIAL_CAS.tsv": tsv(SPAN, [("Vi", "_"), ("ringer", "_")]),
        "annotation/int 2.txt/anna.tsv": tsv(SPAN, [("Vi", "_"), ("venter", "far")]),
        "curation/int 1.txt/CURATION_USER.tsv": near,
    }
    with ZipFile(tmp_path / "project.zip", "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    with ZipFile(tmp_path / "project.zip") as archive:
        archive.extractall(tmp_path / "project")
    for path in (tmp_path / "project.zip", tmp_path / "project"):
        project = read(path)
        assert coded(project) == [
            ("ringer", "far", "bo"),
            ("ringer", "near", "anna"),
            ("venter", "far", "anna"),
        ]
        assert [source.name for source in project.sources] == ["int 1.txt", "int 2.txt"]
        assert {one.what for one in project.skipped} == {"a document", "a curated document"}
    made = it.import_project(tmp_path / "project.zip", into=tmp_path / "study")
    assert made.counts == {"codes": 2, "sources": 2, "statements": 2, "codings": 3, "coders": 2}
    assert it.check(tmp_path / "study").faults == ()


def test_a_version_whose_text_is_another(tmp_path: Path) -> None:
    folder = tmp_path / "project" / "annotation" / "a.txt"
    folder.mkdir(parents=True)
    written(folder, tsv(SPAN, [("Vi", "_"), ("ringer", "near")]), "anna.tsv")
    written(folder, tsv(SPAN, [("De", "_"), ("venter", "far")]), "bo.tsv")
    project = read(tmp_path / "project")
    assert coded(project) == [("ringer", "near", "anna")]
    assert [(one.what, one.why) for one in project.skipped] == [
        ("the version of bo", "its text is not that of `a.txt` above")
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            HEAD + SPAN + "\n\n#Text=Vi ringer\n1-1\t0-2\tVi\t_\t\nnonsense\n",
            r"int 1\.tsv:7: a row begins with",
        ),
        (
            HEAD + SPAN + "\n\n#Text=Vi ringer\n1-1\t0-2\tDe\t_\t\n",
            r"int 1\.tsv:6: the token `De` is not in the text",
        ),
        (
            HEAD + SPAN + "\n\n#Text=Vi ringer\n1-1\t0-2\tVi\n",
            r"int 1\.tsv:6: the row has 0 columns of annotations",
        ),
        (
            HEAD + SPAN + "\n\n#Text=Vi\n1-1\t0-2\tVi\t_\t\n\n#Text=De\n2-1\t1-3\tDe\t_\t\n",
            r"int 1\.tsv:9: the sentence begins at 1, before the end of the one above",
        ),
    ],
)
def test_a_broken_file_is_refused_with_its_line_and_nothing_is_written(
    text: str, message: str, tmp_path: Path
) -> None:
    path = written(tmp_path, text)
    with pytest.raises(IdealtypesError, match=message):
        it.import_project(path, into=tmp_path / "study")
    assert not (tmp_path / "study").exists()


def test_an_export_without_a_readable_format_says_what_to_do(tmp_path: Path) -> None:
    with ZipFile(tmp_path / "project.zip", "w") as archive:
        archive.writestr("exportedproject1.json", "{}")
        archive.writestr("annotation_ser/a.txt/anna.ser", b"\xac\xed")
    with pytest.raises(NotReadable, match="again with the format “WebAnno TSV v3”"):
        read(tmp_path / "project.zip")


WORD = st.text(st.sampled_from("aå🙂b"), min_size=1, max_size=5)


@examples(60, *HealthCheck)
@given(st.lists(st.lists(WORD, min_size=1, max_size=6), min_size=1, max_size=4))
def test_the_text_is_put_together_from_its_tokens(sentences: list[list[str]]) -> None:
    found = read_tsv(tsv(SPAN, *([(word, "x") for word in words] for words in sentences)), "a.tsv")
    assert found.text == " ".join(" ".join(words) for words in sentences)
    assert [one.stored for one in found.annotations] == [word for words in sentences for word in words]


def test_a_negated_feature_puts_the_annotation_against_its_code(tmp_path: Path) -> None:
    layer = "#T_SP=webanno.custom.Code|negated|note|value\n"
    text = tsv(
        layer, [("Vi", "true", "_", "near"), ("ringer", "false", "sure", "near"), (".", "_", "_", "_")]
    )
    project = read(written(tmp_path, text))
    texts = {passage.id: passage.text for passage in project.passages}
    names = {code.id: code.name for code in project.codes}
    assert [(texts[c.passage], names[c.code], c.against, c.memo) for c in project.codings] == [
        ("Vi", "near", True, ""),
        ("ringer", "near", False, "note: sure"),
    ]
