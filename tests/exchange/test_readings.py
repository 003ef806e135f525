"""Imports keep who read a passage and coded nothing, take declared readers, and know judgements made again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import idealtypes as it
from idealtypes.analyses.agreement.alpha import alpha
from idealtypes.errors import IdealtypesError
from idealtypes.exchange.contents import StudyContents
from idealtypes.exchange.merging.declared_readers import declared, still_there
from idealtypes.exchange.planning import plan
from idealtypes.exchange.project import Coder, ForeignCode, ForeignCoding, ForeignSource, Passage, Project

X = float("nan")
HEAD = "document,segment,codes,coder\n"
# what Anna and Bo put on each segment; None where there is no row
PUT: dict[tuple[str, str], tuple[str | None, str | None]] = {
    ("Int 1", "We ring each other"): ("phone", "phone"),
    ("Int 1", "There is a form"): ("form", ""),
    ("Int 1", "Yes"): ("phone", ""),
    ("Int 2", "It is written down"): ("form", "form"),
    ("Int 2", "I go there"): ("", "phone"),
    ("Int 2", "Nobody asks"): ("", ""),
    ("Int 2", "A letter comes"): ("form", None),
}


def lines(*coders: int, named: bool = True) -> str:
    names = ("Anna", "Bo")
    return "".join(
        f"{source},{text},{put[c]}{',' + names[c] if named else ''}\n"
        for (source, text), put in PUT.items()
        for c in coders
        if put[c] is not None
    )


def write(folder: Path, name: str, text: str) -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def presence(code: str, none: float = 0.0) -> list[list[float]]:
    return [
        [X if p is None else none if p == "" else float(p == code) for p in row]
        for row in zip(*PUT.values(), strict=True)
    ]


def of_code(study: Path, code: str) -> float | None:
    return next(c.value for c in it.agreement(study).codes if c.id == code)


def test_a_row_of_a_coder_without_a_code_is_a_decision(tmp_path: Path) -> None:
    study = tmp_path / "study"
    made = it.import_project(write(tmp_path, "both.csv", HEAD + lines(0, 1)), study)
    assert made.skipped == ()
    assert made.counts == {"codes": 2, "sources": 2, "statements": 7, "codings": 8, "coders": 2}
    assert it.check(study).faults == ()
    for code in ("phone", "form"):
        assert of_code(study, code) == pytest.approx(alpha(presence(code)))
        assert of_code(study, code) != pytest.approx(alpha(presence(code, X)))
    told = it.agreement(study).to_dict()["rests_on"]
    assert (told["rule"], told["other"]["rule"]) == ("rows", "coded")
    # nothing but agreement counts them
    assert it.profile(study).to_dict()["cases"][0]["statements"] == 6


def test_two_tables_that_name_nobody_are_two_coders_who_read_all_their_rows(tmp_path: Path) -> None:
    study, head = tmp_path / "study", "document,segment,codes\n"
    it.import_project(write(tmp_path, "a.csv", head + lines(0, named=False)), study, coder="Anna")
    second = write(tmp_path, "b.csv", head + lines(1, named=False))
    it.import_project(second, study, coder="Bo")
    for code in ("phone", "form"):
        assert of_code(study, code) == pytest.approx(alpha(presence(code)))
    again = it.import_project(second, study, coder="Bo")
    assert again.files == ()
    assert not again.changes
    # a new version in which Bo has put a code where he had none
    later = write(tmp_path, "b.csv", head + lines(1, named=False).replace("Yes,", "Yes,phone"))
    assert "imports.json" not in it.import_project(later, study, coder="Bo").skipped
    put = dict(PUT)
    put["Int 1", "Yes"] = ("phone", "phone")
    expected = alpha(
        [[X if p is None else float(p == "phone") for p in row] for row in zip(*put.values(), strict=True)]
    )
    assert of_code(study, "phone") == pytest.approx(expected)


def test_a_row_that_names_nobody_is_no_reading(tmp_path: Path) -> None:
    made = it.import_project(
        write(tmp_path, "t.csv", "document,segment,codes\n" + lines(0, named=False)), tmp_path / "study"
    )
    assert [one.why for one in made.skipped] == ["no code is on it"] * 2
    assert made.counts["statements"] == 5


def test_the_same_words_twice_are_two_passages_for_both(tmp_path: Path) -> None:
    rows = "Int 1,Yes,phone,Anna\n" * 2 + "Int 1,Yes,,Bo\n" * 2 + "Int 1,No,form,Anna\nInt 1,No,form,Bo\n"
    study = tmp_path / "study"
    it.import_project(write(tmp_path, "t.csv", HEAD + rows), study, accept_loss=True)
    assert of_code(study, "phone") == pytest.approx(alpha([[1, 1, 0], [0, 0, 0]]))


def test_a_matrix_row_of_zeros_is_a_reading(tmp_path: Path) -> None:
    rows = (
        "text,source,coder,phone,form\na,Int 1,Anna,1,0\na,Int 1,Bo,0,0\nb,Int 1,Anna,0,1\nb,Int 1,Bo,0,1\n"
    )
    it.import_project(write(tmp_path, "m.csv", rows), tmp_path / "study")
    assert of_code(tmp_path / "study", "phone") == pytest.approx(alpha([[1, 0], [0, 0]]))


def coded_only(folder: Path) -> Path:
    rows = "".join(line + "\n" for line in lines(0, 1).splitlines() if ",," not in line)
    return write(folder, "coded.csv", HEAD + rows)


def test_readers_are_declared_at_the_import(tmp_path: Path) -> None:
    study = tmp_path / "study"
    it.import_project(coded_only(tmp_path), study, readers={"Int 1": ["Anna", "Bo"]})
    written = (study / "study.yaml").read_text(encoding="utf-8")
    assert "readers:\n  int_1: [Anna, Bo]\n" in written
    assert it.check(study).faults == ()
    assert of_code(study, "form") == pytest.approx(alpha([[0, 1, 0, 1, X, 1], [0, 0, 0, 1, 0, X]]))
    # again, into the study that is there: what was said stays, and comments do
    (study / "study.yaml").write_text(written + "# mine\n", encoding="utf-8")
    it.import_project(coded_only(tmp_path), study, readers={"Int 2": ["Bo"]})
    assert it.read_study(study).readers == {"int_1": ("Anna", "Bo"), "int_2": ("Bo",)}
    assert "# mine" in (study / "study.yaml").read_text(encoding="utf-8")
    it.import_project(coded_only(tmp_path), study, readers="all")
    assert set(it.read_study(study).readers.values()) == {("Anna", "Bo")}
    everything = alpha([[0, 1, 0, 1, 0, 1], [0, 0, 0, 1, 0, 0]])
    assert of_code(study, "form") == pytest.approx(everything)
    it.import_project(coded_only(tmp_path), study, readers={"Int 2": ["Bo"]})
    assert of_code(study, "form") == pytest.approx(everything)  # all stays all


@pytest.mark.parametrize(
    ("readers", "message"),
    [
        ({"Int 3": ["Anna"]}, "`readers` Int 3: unknown source: did you mean `Int 2`"),
        ({"Int 1": ["Boo"]}, "`readers` Int 1: unknown coder `Boo`: did you mean `Bo`"),
        ({"Int 1": []}, "`readers` Int 1: these are nobody: name coders"),
        ("everyone", "`readers` everyone: it is `all`, or a source with its coders"),
    ],
)
def test_readers_who_are_not_there_are_told_and_nothing_is_written(
    tmp_path: Path, readers: Any, message: str
) -> None:
    with pytest.raises(IdealtypesError, match=message):
        it.import_project(coded_only(tmp_path), tmp_path / "study", readers=readers)
    assert not (tmp_path / "study").exists()


def test_readers_of_codings_that_name_nobody_are_nobody(tmp_path: Path) -> None:
    file = write(tmp_path, "t.csv", "document,segment,codes\nInt 1,a,phone\n")
    with pytest.raises(IdealtypesError, match="the codings name no coder; `coder` says who coded"):
        it.import_project(file, tmp_path / "study", readers="all")


JUDGED = (
    "document,segment,code,coder,occasion\nInt 1,a,phone,Model,1\nInt 1,a,phone,Model,2\nInt 1,a,form,Model,3\n"
    "Int 1,a,phone,Anna,\nInt 1,b,form,Model,1\nInt 1,b,,Model,2\nInt 1,b,form,Model,3\nInt 1,b,form,Anna,\n"
)


def test_judgements_made_again_are_read_and_travel_in_tables(tmp_path: Path) -> None:
    study = tmp_path / "study"
    made = it.import_project(write(tmp_path, "t.csv", JUDGED), study)
    assert (made.counts["statements"], made.counts["codings"], made.counts["coders"]) == (2, 7, 2)
    found = it.agreement(study).to_dict()
    assert found["occasions"][0]["coder"] == "Model"
    assert found["overall"]["value"] == pytest.approx(1.0)
    tables = tmp_path / "tables.xlsx"
    it.export(study, tables)
    back = tmp_path / "back"
    it.import_project(tables, back)
    for what in ("overall", "occasions", "rests_on"):
        assert it.agreement(back).to_dict()[what] == found[what]
    # a further run of the model joins the statements that are there
    run = write(
        tmp_path,
        "run.csv",
        "document,segment,code,coder,occasion\nInt 1,a,phone,Model,4\nInt 1,b,form,Model,4\n",
    )
    it.import_project(run, study)
    codings = it.read_study(study).codings
    assert codings["statement"].n_unique() == 2
    assert sorted(codings.filter(pl.col("coder") == "Model")["occasion"].unique()) == ["1", "2", "3", "4"]
    # another program has one judgement of a coder, and that is said
    told = it.export(study, tmp_path / "study.qdpx")
    assert any(one.what == "judgements made again" for one in told.skipped)


def test_an_occasion_of_nobody_is_told_with_its_line(tmp_path: Path) -> None:
    file = write(tmp_path, "t.csv", "document,segment,code,occasion\nInt 1,a,phone,1\n")
    with pytest.raises(IdealtypesError, match="line 2: the occasion `1` has no coder"):
        it.import_project(file, tmp_path / "study")
    it.import_project(file, tmp_path / "study", coder="Model")


def test_in_an_opened_study_readings_and_occasions_stay(tmp_path: Path) -> None:
    study = tmp_path / "study"
    it.import_project(write(tmp_path, "t.csv", JUDGED), study)
    before = it.read_study(study)
    it.import_project(write(tmp_path, "more.csv", "document,segment,code,coder\nInt 2,c,form,Anna\n"), study)
    after = it.read_study(study)
    assert set(before.codings.rows()) <= set(after.codings.rows())
    assert set(before.readings.rows()) <= set(after.readings.rows())


def test_readers_who_are_gone_with_a_new_version_are_taken_out(tmp_path: Path) -> None:
    contents = StudyContents(
        sources={"int_1": {}},
        codings={("s", "phone", "Anna"): 1.0},
        readers={"int_1": ("Anna", "Bo"), "int_2": ("Anna",)},
    )
    assert still_there(contents).readers == {"int_1": ("Anna",)}
    assert still_there(replace(contents, readers={"int_2": ("Anna",)})).readers is None
    assert still_there(replace(contents, readers="all")).readers == "all"
    called = replace(contents, readers={"int_1": ("A.",)}, aliases={"coders": {"A.": "Anna"}})
    assert still_there(called).readers == {"int_1": ("A.",)}
    assert declared(called, {"int_1": ["A."]}) == {"int_1": ("A.", "Anna")}
    assert still_there(replace(contents, codings={}, readers="all")).readers is None
    # a project in which Bo, who is among its users, has nothing any more
    code, source = (ForeignCode("c1", "Phone"),), (ForeignSource("s1", "Int 1", "We ring."),)
    coders = (Coder("a", "Anna"), Coder("b", "Bo"))
    passages = (Passage("p1", "s1", "We", 0, 2), Passage("p2", "s1", "ring", 3, 7))
    put = (ForeignCoding("p1", "c1", "a"), ForeignCoding("p2", "c1", "b"))
    project = Project("refi-qda", "Talks", "", code, source, passages, put, coders)
    study = tmp_path / "study"
    plan(project, study, readers={"Int 1": ["Bo"]}).write()
    assert it.read_study(study).readers == {"int_1": ("Bo",)}
    later = plan(replace(project, codings=put[:1]), study)
    later.write()
    assert it.read_study(study).readers == {}
    assert "readers" in [one.what for one in later.merge.changes]
