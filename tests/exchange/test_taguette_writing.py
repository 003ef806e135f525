"""Taguette's database as we write it: what is in it is what was given, byte for byte of the texts."""

from __future__ import annotations

import sqlite3
import tempfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

import idealtypes as it
from idealtypes.exchange.detect import detect, sample
from idealtypes.exchange.format import Wishes
from idealtypes.exchange.formats.taguette import FORMAT
from idealtypes.exchange.project import Coder, ForeignCode, ForeignCoding, ForeignSource, Passage, Project
from idealtypes.exchange.taguette_writing import taguette_database
from tests.exchange.tables import codings

from ..examples import examples

TEXT = "Før 🙂 & <b>etter</b>\n\nJeg ringer bare.\nSå går det."


def read(project: Project, folder: Path) -> Project:
    path = folder / "x.sqlite3"
    path.write_bytes(taguette_database(project).data)
    assert detect(sample(path)) == FORMAT
    return FORMAT.read(path, Wishes())


spans = st.tuples(st.integers(0, len(TEXT) - 1), st.integers(1, 12)).map(
    lambda at: (at[0], min(len(TEXT), sum(at)))
)
put = st.tuples(
    spans.filter(lambda at: TEXT[at[0] : at[1]].strip() != ""),
    st.sampled_from("abc"),
    st.sampled_from(["x", "y"]),
)


@examples(25)
@given(st.lists(put, min_size=1, max_size=12, unique=True))
def test_texts_passages_codes_and_coders_come_back(marks: list[tuple[tuple[int, int], str, str]]) -> None:
    places = dict.fromkeys(span for span, _, _ in marks)
    ids = {span: str(number) for number, span in enumerate(places)}
    project = Project(
        "idealtypes",
        "Samtaler",
        codes=tuple(ForeignCode(code, f"code {code}", "what it is") for code in "abc"),
        sources=(ForeignSource("s", "Int 1", TEXT),),
        passages=tuple(Passage(ids[at], "s", TEXT[at[0] : at[1]], *at) for at in places),
        codings=tuple(ForeignCoding(ids[at], code, coder) for at, code, coder in marks),
        coders=(Coder("x", "anna"), Coder("y", "ben")),
    )
    with tempfile.TemporaryDirectory() as folder:
        found = read(project, Path(folder))
    assert found.sources[0].text == TEXT
    names = {"x": "anna", "y": "ben"}
    expected = {(TEXT[at[0] : at[1]], f"code {code}", names[coder]) for at, code, coder in marks}
    assert {one[1:4] for one in codings(found)} == expected
    assert all(passage.matches for passage in found.passages)
    assert len(found.codings) == len(marks)


def test_names_are_as_taguette_takes_them_and_the_same_study_gives_the_same_bytes(tmp_path: Path) -> None:
    project = Project(
        "idealtypes",
        "A long title " * 20,
        codes=(
            ForeignCode("1", "Care"),
            ForeignCode("2", "Other", parent="1"),
            ForeignCode("3", "Other"),
            ForeignCode("4", "Other"),
        ),
        sources=(ForeignSource("s", "Interview " * 30),),
        passages=(Passage("p", "s", "We ring."), Passage("q", "s", "We wait.")),
        codings=(ForeignCoding("p", "2", intensity=0.5), ForeignCoding("q", "4")),
    )
    made = taguette_database(project)
    assert made.data == taguette_database(project).data
    (tmp_path / "x.sqlite3").write_bytes(made.data)
    held = sqlite3.connect(tmp_path / "x.sqlite3")
    assert [
        len(name)
        for (name,) in held.execute("select name from projects union all select name from documents")
    ] == [50, 50]
    assert [path for (path,) in held.execute("select path from tags order by id")] == [
        "Care",
        "Care.Other",
        "Other",
        "Other'",
    ]
    assert (
        held.execute("select contents from documents").fetchone()[0]
        == "<p>We ring.</p>\n<p></p>\n<p>We wait.</p>"
    )
    assert [one.what for one in made.skipped] == ["intensities of 1 coding"]
    assert "cut at 50" in made.notes[0]
    held.close()


def test_a_study_is_exported_and_is_the_same_codings_again(tmp_path: Path) -> None:
    study = it.read_study("examples/support_colleagues")
    made = study.export(tmp_path / "x.sqlite3")
    assert made.kind == "taguette"
    back = it.import_project(tmp_path / "x.sqlite3", into=tmp_path / "back")
    for what in ("codes", "sources", "statements", "codings"):
        assert back.counts[what] == made.counts[what]
