"""Names of other programs have one form: what two files spell differently is one thing, and look-alikes are told."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

import idealtypes as it
from idealtypes.exchange.contents import StudyContents
from idealtypes.exchange.merging.merge import merged
from idealtypes.exchange.project import ForeignSource, Project


def table(folder: Path, name: str, *rows: str) -> Path:
    path = folder / f"{name}.csv"
    path.write_text("\n".join(["source,code,text,coder,case", *rows]) + "\n", encoding="utf-8")
    return path


def apart(text: str) -> str:
    return unicodedata.normalize("NFD", text).replace(" ", "\u00a0")


ROWS = (
    "Åse Bø 1,På tid,No time at all,Gørå,Nørd å",
    "Åse Bø 1,På tid,Come at noon,Gørå,Nørd å",
    "Ünal å,På tid,Anyone may come,Gørå,Nørd å",
)


def counts(study: it.Study) -> tuple[list[str], list[str], list[str], list[str]]:
    return (
        study.sources["id"].to_list(),
        study.cases["id"].to_list(),
        sorted(study.codings["coder"].unique()),
        sorted(study.codings["code"].unique()),
    )


def test_rows_that_spell_one_name_twice_are_of_one_thing(tmp_path: Path) -> None:
    first, second, third = ROWS
    mixed = table(tmp_path, "mixed", first, apart(second), apart(third))
    plain = table(tmp_path, "plain", *ROWS)
    it.import_project(mixed, tmp_path / "a")
    it.import_project(plain, tmp_path / "b")
    a, b = it.read_study(tmp_path / "a"), it.read_study(tmp_path / "b")
    assert counts(a) == counts(b)
    assert [len(names) for names in counts(a)] == [2, 1, 1, 1]
    assert a.sources["title"].to_list() == ["Åse Bø 1", "Ünal å"]


def test_a_second_coder_who_writes_names_otherwise_codes_the_same_sources(tmp_path: Path) -> None:
    it.import_project(table(tmp_path, "one", *ROWS), tmp_path / "study")
    other = table(tmp_path, "two", *(apart(row).replace(apart("Gørå"), "Kim") for row in ROWS))
    it.import_project(other, tmp_path / "study")
    sources, cases, coders, codes = counts(it.read_study(tmp_path / "study"))
    assert (len(sources), len(cases), coders, len(codes)) == (2, 1, ["Gørå", "Kim"], 1)


def test_names_that_look_alike_are_told_on_import(tmp_path: Path) -> None:
    rows = ("Anna,pay,No time at all,X", "anna,pay,Come at noon,x", "\u0410nna,pay,Anyone may come,X")
    found = it.import_project(table(tmp_path, "alike", *(f"{row}," for row in rows)), tmp_path / "study")
    said = [note for note in found.notes if "differ in capitals" in note]
    assert [note.split(" differ")[0] for note in said] == [
        "the coders `X`, `x`",
        "the sources `Anna`, `anna`, `\u0410nna`",
    ]
    assert "U+0410" in said[1]


@pytest.mark.parametrize(("other", "whose"), [("A. Bø", "sources"), ("AB", "coders")])
def test_other_names_of_the_study_are_read_in_what_comes_in(other: str, whose: str, tmp_path: Path) -> None:
    it.import_project(table(tmp_path, "one", *ROWS), tmp_path / "study")
    study = tmp_path / "study" / "study.yaml"
    before = it.read_study(tmp_path / "study")
    name = before.sources["id"][0] if whose == "sources" else "Gørå"
    study.write_text(f"{study.read_text('utf-8')}aliases: {{{whose}: {{{name}: [{other}]}}}}\n", "utf-8")
    if whose == "sources":
        rows = [f"{other},På tid,A third passage,Kim,Nørd å"]
    else:
        rows = [row.replace("Gørå", other) for row in ROWS]
    it.import_project(table(tmp_path, "two", *rows), tmp_path / "study")
    after = it.read_study(tmp_path / "study")
    assert after.statements.height == before.statements.height + (whose == "sources")
    assert after.sources["id"].to_list() == before.sources["id"].to_list()
    assert sorted(after.codings["coder"].unique()) == (["Gørå", "Kim"] if whose == "sources" else ["Gørå"])


def test_sources_that_a_program_tells_apart_stay_apart_and_are_told() -> None:
    sources = tuple(
        ForeignSource(f"id{n}", name)
        for n, name in enumerate(("Åse", unicodedata.normalize("NFD", "Åse"), "Bo"))
    )
    found = merged(StudyContents(), Project("refi-qda", "Talks", sources=sources))
    assert len(found.contents.sources) == 3
    (note,) = found.notes
    assert note.startswith("several sources are called `Åse`, in spellings that look the same")
