"""brat: pairs of texts and standoff annotations, folders of them, their configuration and their annotators."""

from __future__ import annotations

from pathlib import Path
from zipfile import ZipFile

import pytest

import idealtypes as it
from idealtypes.errors import IdealtypesError
from idealtypes.exchange.detect import read_project
from idealtypes.exchange.project import Project

TEXT = "Vi 🙂 ringer en kollega.\nSå venter vi.\n"


def bound(id_: str, type_: str, words: str) -> str:
    start = TEXT.index(words)
    return f"{id_}\t{type_} {start} {start + len(words)}\t{words}\n"


def put(folder: Path, name: str, annotations: str, text: str | None = TEXT) -> Path:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.ann").write_text(annotations, encoding="utf-8")
    if text is not None:
        (folder / f"{name}.txt").write_text(text, encoding="utf-8", newline="")
    return folder


def read(path: Path) -> Project:
    found, project = read_project(path)
    assert found.id == "brat"
    return project


def coded(project: Project) -> list[tuple[str, str, str, str]]:
    passages = {passage.id: passage for passage in project.passages}
    return sorted(
        (passages[c.passage].source, passages[c.passage].text, c.code, c.coder) for c in project.codings
    )


def test_a_folder_a_zip_and_a_single_file(tmp_path: Path) -> None:
    folder = put(tmp_path / "corpus", "one", bound("T1", "Near", "ringer") + bound("T2", "Far", "venter"))
    put(folder, "two", bound("T1", "Far", "kollega"))
    with ZipFile(tmp_path / "corpus.zip", "w") as archive:
        for file in sorted(folder.iterdir()):
            archive.write(file, f"corpus/{file.name}")
    project = read(folder)
    assert coded(project) == [
        ("one", "ringer", "Near", ""),
        ("one", "venter", "Far", ""),
        ("two", "kollega", "Far", ""),
    ]
    assert all(p.matches and p.start == TEXT.index(p.text) for p in project.passages)
    assert [(s.id, s.text) for s in project.sources] == [("one", TEXT), ("two", TEXT)]
    packed = read(tmp_path / "corpus.zip")
    assert [entry[1:] for entry in coded(packed)] == [entry[1:] for entry in coded(project)]
    assert coded(read(folder / "one.ann")) == coded(project)[:2]


def test_a_passage_over_a_line_end_and_one_with_a_gap(tmp_path: Path) -> None:
    start, end = TEXT.index("kollega"), TEXT.index("venter") + len("venter")
    gap = f"T2\tGap 0 2;{end - 6} {end}\tVi venter\n"
    folder = put(tmp_path, "one", f"T1\tLong {start} {end}\tkollega. Så venter\n{gap}")
    project = read(folder)
    assert [p.text for p in project.passages] == [TEXT[0:end], TEXT[start:end]]
    assert any("1 annotation with gaps" in note for note in project.notes)
    assert all(p.matches is not False for p in project.passages)


def test_attributes_and_notes_are_the_memo_of_their_coding(tmp_path: Path) -> None:
    said = (
        bound("T1", "Near", "ringer")
        + "A1\tNegation T1\nA2\tSure T1 Very\nM1\tOld T1\n#1\tAnnotatorNotes T1\tas she says\n#2\tLemma T1\t ringe\n"
        + "E1\tCall:T1 Who:T9\nA3\tPlanned E1\nA4\tNegation T8\n"
    )
    project = read(put(tmp_path, "one", said))
    assert [c.memo for c in project.codings] == ["Sure: Very\nOld\nas she says\nLemma: ringe\nPlanned"]
    assert [(s.what, s.where.rpartition(":")[2]) for s in project.skipped] == [
        ("an event", "7"),
        ("`Negation` of T8", "9"),
    ]


def test_a_negation_puts_the_passage_against_its_type(tmp_path: Path) -> None:
    said = bound("T1", "Near", "ringer") + bound("T2", "Near", "venter") + bound("T3", "Far", "kollega")
    said += "A1\tNegation T1\nA2\tStance T2 For\nA3\tstance T3 against\n"
    project = read(put(tmp_path, "one", said))
    assert {(c.passage, c.code, c.against) for c in project.codings} == {
        ("one/T1", "Near", True),
        ("one/T2", "Near", False),
        ("one/T3", "Far", True),
    }


def test_what_is_no_coding_is_listed_with_its_line(tmp_path: Path) -> None:
    said = (
        bound("T1", "Near", "ringer") + bound("T2", "Far", "venter") + bound("T1", "Far", "kollega")
        + "R1\tThen Arg1:T1 Arg2:T2\n*\tEquiv T1 T2\nN1\tReference T1 Wiki:1\ta\nT3\tNear x y\tz\nnonsense\n\n"
        + "T4\tNear 900 905\tabsent\nT5\tNear 900 905\n"
    )  # fmt: skip
    project = read(put(tmp_path, "one", said))
    assert [entry[1] for entry in coded(project)] == ["absent", "ringer", "venter"]
    assert [(one.where.rpartition(":")[2], one.why) for one in project.skipped] == [
        ("3", "there is another one with this id above"),
        ("4", "it joins two passages, and is on none of its own"),
        ("5", "it joins passages, and is on none of its own"),
        ("6", "it names what a passage stands for in another list, and is no code"),
        ("7", "it is no annotation that brat knows"),
        ("8", "it is no annotation that brat knows"),
        (
            "source `one`",
            "it is not in the text, not even with some letters changed near its position: "
            "the passage is kept as stored",
        ),
        ("source `one`", "its position is outside the text, and no passage is stored"),
    ]


def test_folders_of_the_same_texts_are_annotators(tmp_path: Path) -> None:
    for who, type_ in (("anna", "Near"), ("bo", "Far")):
        put(tmp_path / "corpus" / who, "a/one", bound("T1", type_, "ringer"))
        put(tmp_path / "corpus" / who, "two", bound("T1", type_, "venter"))
    project = read(tmp_path / "corpus")
    assert coded(project) == [
        ("one", "ringer", "Far", "bo"),
        ("one", "ringer", "Near", "anna"),
        ("two", "venter", "Far", "bo"),
        ("two", "venter", "Near", "anna"),
    ]
    assert any("each folder is read as one annotator's" in note for note in project.notes)


def test_folders_of_other_texts_are_folders(tmp_path: Path) -> None:
    put(tmp_path / "corpus" / "north", "one", bound("T1", "Near", "ringer"))
    put(tmp_path / "corpus" / "south", "one", "T1\tNear 0 2\tDe\n", "De venter.\n")
    project = read(tmp_path / "corpus")
    assert [(source, text, coder) for source, text, _, coder in coded(project)] == [
        ("north/one", "ringer", ""),
        ("south/one", "De", ""),
    ]


def test_the_configuration_gives_the_tree_and_the_names_of_types(tmp_path: Path) -> None:
    folder = put(tmp_path / "corpus", "one", bound("T1", "Near", "ringer") + bound("T2", "Strange", "venter"))
    (folder / "annotation.conf").write_text(
        "# types\n[entities]\n!Contact\n\tNear|N1\n\tFar\n----\n[relations]\nThen\tArg1:Near, Arg2:Far\n"
        "[events]\nCall\tWho:Near\n[attributes]\nNegation\tArg:Near\n",
        encoding="utf-8",
    )
    (folder / "visual.conf").write_text(
        "[labels]\nNear | Close by | Cl\n[drawing]\nNear bgColor:#ff0000\n", "utf-8"
    )
    project = read(folder)
    assert [(code.id, code.name, code.parent, code.codable) for code in project.codes] == [
        ("Contact", "Contact", None, False),
        ("Near", "Close by", "Contact", True),
        ("Far", "Far", "Contact", True),
        ("Call", "Call", None, True),
        ("Strange", "Strange", None, True),
    ]
    assert any("does not name" in note and "`Strange`" in note for note in project.notes)


def test_annotations_without_their_text_keep_what_they_store(tmp_path: Path) -> None:
    project = read(put(tmp_path, "one", bound("T1", "Near", "ringer"), None))
    assert [(p.text, p.start, p.matches) for p in project.passages] == [("ringer", None, None)]
    assert any("has no text beside it" in note for note in project.notes)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"T1\tNear 0 2\t\xff\xfe\n", r"one\.ann:1: this is no UTF-8"),
        (b"", "there are neither|neither codes nor"),
    ],
)
def test_what_cannot_be_read_is_refused_and_nothing_is_written(
    data: bytes, message: str, tmp_path: Path
) -> None:
    folder = put(tmp_path / "corpus", "one", "")
    (folder / "one.ann").write_bytes(data)
    with pytest.raises(IdealtypesError, match=message):
        it.import_project(folder, into=tmp_path / "study")
    assert not (tmp_path / "study").exists()


def test_a_corpus_becomes_a_study(tmp_path: Path) -> None:
    for who in ("anna", "bo"):
        put(tmp_path / "corpus" / who, "one", bound("T1", "Near", "ringer") + bound("T2", "Far", "venter"))
    made = it.import_project(tmp_path / "corpus", into=tmp_path / "study")
    assert made.counts == {"codes": 2, "sources": 1, "statements": 2, "codings": 4, "coders": 2}
    assert it.check(tmp_path / "study").faults == ()
