"""A project as a study: what stands in its files, and that they say exactly what the project said."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given

from idealtypes.engine.views import study_profile
from idealtypes.errors import BadInput, IdealtypesError
from idealtypes.exchange import write_study as to_study
from idealtypes.exchange.foreign_names import LONGEST_CELL, cell, clean
from idealtypes.exchange.planning import plan
from idealtypes.exchange.project import (
    ForeignCase,
    ForeignCode,
    ForeignCoding,
    ForeignSource,
    Passage,
    Project,
)
from idealtypes.files.faults import Findings
from idealtypes.files.study import check_study, read_study
from idealtypes.files.tables import read_table
from tests.exchange.projects import SMALL, TEXT, projects

from ..examples import examples


def study_of(project: Project, folder: Path, **options: str):  # type: ignore[no-untyped-def]
    plan(project, folder, **options).write()  # type: ignore[arg-type]
    return read_study(folder)


def test_a_small_project_is_a_study_that_only_lacks_places(tmp_path: Path) -> None:
    study = study_of(SMALL, tmp_path / "study")
    faults, warnings = check_study(tmp_path / "study")
    assert faults == ()
    *unplaced, negation = warnings
    assert len(unplaced) == 4
    assert all("is not yet placed" in warning.message for warning in unplaced)
    assert "is coded `for`" in negation.message
    assert study.title.say() == "Talks: a study"
    assert study.scheme.theory.id == "march_olsen"
    assert [(code.id, code.parent) for code in study.scheme.codes] == [
        ("barriers", None),
        ("other", "barriers"),
        ("quick_talk", None),
        ("other_2", None),
    ]
    assert study.scheme.code("other").definition is not None
    assert study.scheme.code("other").definition.say() == "What else\nstands in the way."
    assert study.statements.select("id", "text", "start", "end", "foreign_id").rows() == [
        ("interview_1-1", "I rang her at once.", "0", "19", "p1"),
        ("interview_1-2", "=She had time", "21", "34", "p2"),
        ("interview_1-3", "Nothing was written down.", str(len(TEXT) - 25), str(len(TEXT)), "p3"),
    ]
    assert study.codings.select("statement", "code", "coder").rows() == [
        ("interview_1-1", "quick_talk", "Coder A"),
        ("interview_1-2", "quick_talk", "Coder A"),
        ("interview_1-2", "other", "Coder A"),
        ("interview_1-3", "other_2", "Coder A"),
    ]
    assert study.sources.select("id", "title", "Age", "Kind (imported)").rows() == [
        ("interview_1", "Interview 1.docx", "53", "first")
    ]
    assert (tmp_path / "study" / "texts" / "interview_1.txt").read_text(encoding="utf-8") == TEXT
    assert "memos of codes (1)" in plan(SMALL, tmp_path / "other").merge.notes[0]


def test_a_folder_of_codes_is_told_where_it_stands(tmp_path: Path) -> None:
    study_of(SMALL, tmp_path / "study")
    text = (tmp_path / "study" / "scheme.yaml").read_text(encoding="utf-8")
    assert f"  # {to_study.FOLDER}\n  - id: barriers\n" in text
    assert text.count(to_study.FOLDER) == 1


def test_cells_that_look_like_formulas_are_guarded_in_the_file_and_not_in_the_study(tmp_path: Path) -> None:
    study_of(SMALL, tmp_path / "study")
    text = (tmp_path / "study" / "statements.csv").read_text(encoding="utf-8")
    assert ",'=She had time," in text
    assert ",=She" not in text


def test_several_coders_and_intensities_get_a_table_of_codings(tmp_path: Path) -> None:
    one = study_of(SMALL, tmp_path / "one")
    assert not (tmp_path / "one" / "codings.csv").exists()
    halves = replace(SMALL, codings=tuple(replace(coding, intensity=0.5) for coding in SMALL.codings))
    weak = study_of(halves, tmp_path / "weak")
    assert (tmp_path / "weak" / "codings.csv").exists()
    assert weak.codings.get_column("intensity").to_list() == [0.5] * 4
    assert weak.codings.drop("intensity").rows() == one.codings.drop("intensity").rows()


def test_overlaps_of_two_coders_in_one_project_are_one_statement(tmp_path: Path) -> None:
    longer = Passage("p9", "s1", TEXT[:25], 0, 25, True)
    both = replace(
        SMALL, passages=(*SMALL.passages, longer), codings=(*SMALL.codings, ForeignCoding("p9", "c3", "b"))
    )
    study = study_of(both, tmp_path / "study")
    assert study.statements.height == 3
    first = study.codings.filter(pl.col("statement") == "interview_1-1")
    assert sorted(first.get_column("coder")) == ["Coder A", "b"]
    assert any(
        note.startswith("1 passages of different") for note in plan(both, tmp_path / "other").merge.notes
    )


def test_cases_that_nobody_belongs_to_and_sources_without_one(tmp_path: Path) -> None:
    cases = (ForeignCase("k1", "North"), ForeignCase("k2", "South"), ForeignCase("k3", "Silent"))
    sources = tuple(
        ForeignSource(f"s{n}", f"I{n}", TEXT, case=case) for n, case in enumerate(["k1", "k2", None])
    )
    passages = tuple(Passage(f"p{n}", f"s{n}", TEXT[:6], 0, 6, True) for n in range(3))
    codings = tuple(ForeignCoding(f"p{n}", "c3") for n in range(3))
    project = replace(SMALL, sources=sources, passages=passages, codings=codings, cases=cases)
    made = plan(project, tmp_path / "study")
    made.write()
    study = read_study(tmp_path / "study")
    assert study.cases_of.get_column("case").to_list() == ["north", "south"]
    assert study.cases.get_column("id").to_list() == ["north", "south"]
    assert study_profile(study).cases == ("north", "south")
    assert any("1 statement of 1 source are in no case" in one.message for one in study.warnings)
    assert [one.where for one in made.merge.skipped] == ["Silent"]
    assert any("`case` is `none` there" in note for note in made.merge.notes)
    # a case that it gets in a later version is its case
    assert (
        plan(replace(project, sources=(*sources[:2], replace(sources[2], case="k2"))), tmp_path / "study")
        .files["sources.csv"]
        .count(b"south")
        == 2
    )


def test_a_codebook_alone_is_a_scheme_for_the_project_that_follows(tmp_path: Path) -> None:
    codes = plan(replace(SMALL, sources=(), passages=(), codings=(), coders=()), tmp_path / "study")
    assert codes.codebook
    codes.write()
    assert sorted(path.name for path in (tmp_path / "study").iterdir()) == ["imports.json", "scheme.yaml"]
    text = (tmp_path / "study" / "scheme.yaml").read_text(encoding="utf-8")
    placed = text.replace(
        "title: Quick talk", "title: Quick talk\n    place: {aspect: formality, pole: informal}"
    )
    (tmp_path / "study" / "scheme.yaml").write_text(placed, encoding="utf-8")
    study = study_of(SMALL, tmp_path / "study")
    assert study.placements["quick_talk"] == {"formality": (1.0, 0.0)}
    assert len(study.scheme.codes) == 4


def test_into_a_shipped_scheme(tmp_path: Path) -> None:
    code = ForeignCode("n", "Nothing is written down", "Another definition.")
    project = replace(
        SMALL, codes=(*SMALL.codes, code), codings=(*SMALL.codings, ForeignCoding("p3", "n", "a"))
    )
    made = plan(project, tmp_path / "study", scheme="support_colleagues")
    made.write()
    study = read_study(tmp_path / "study")
    assert study.placements["no_records"]
    assert "no_records" in study.codings.get_column("code").to_list()
    # `Quick talk` is told by its id, quick_talk, whose title in the scheme is another
    assert study.scheme.unplaced == ("barriers", "other", "other_2")
    assert {one.what for one in made.merge.conflicts} == {"two definitions of a code"}


def test_places_that_a_project_gives_its_codes_make_its_theory(tmp_path: Path) -> None:
    codes = (
        ForeignCode("1", "For more control", place={"Control": {"agree": 1.0, "disagree": 0.0}}),
        ForeignCode("2", "Against more control", place={"Control": {"agree": 0.0, "disagree": 1.0}}),
    )
    project = replace(SMALL, codes=codes, codings=(ForeignCoding("p1", "1"), ForeignCoding("p2", "2")))
    study = study_of(project, tmp_path / "study")
    assert study.scheme.poles("control") == ("agree", "disagree")
    assert study.placements == {
        "for_more_control": {"control": (1.0, 0.0)},
        "against_more_control": {"control": (0.0, 1.0)},
    }
    assert check_study(tmp_path / "study") == ((), ())


def test_a_passage_too_long_for_a_cell_is_cut_and_told(tmp_path: Path) -> None:
    text = "x" * 200_000
    project = replace(
        SMALL,
        sources=(ForeignSource("s1", "Long", text),),
        passages=(Passage("p1", "s1", text, 0, len(text), True),),
        codings=(ForeignCoding("p1", "c3"),),
    )
    made = plan(project, tmp_path / "study")
    made.write()
    assert len(read_study(tmp_path / "study").statements.item(0, "text")) == LONGEST_CELL + 1
    assert "the whole is in the source's text" in made.merge.skipped[0].why
    assert len((tmp_path / "study" / "texts" / "long.txt").read_bytes()) == len(text)


def test_a_folder_with_something_else_keeps_it(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    plan(SMALL, tmp_path).write()
    assert (tmp_path / "study.yaml").is_file()
    assert (tmp_path / "notes.txt").read_text(encoding="utf-8") == "mine"


def test_nothing_of_somebody_elses_is_written_over(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "statements.csv").write_text("mine", encoding="utf-8")
    with pytest.raises(IdealtypesError, match=r"holds a `statements\.csv` that is of no study"):
        plan(SMALL, tmp_path / "other")
    with pytest.raises(IdealtypesError, match="is a file"):
        plan(SMALL, tmp_path / "notes.txt")
    with pytest.raises(IdealtypesError, match="nothing to import"):
        plan(Project("tidy", "Empty"), tmp_path / "new")
    with pytest.raises(IdealtypesError, match="did you mean `march_olsen`"):
        plan(SMALL, tmp_path / "new", theory="march_olson")
    with pytest.raises(BadInput, match="no coding scheme called"):
        plan(SMALL, tmp_path / "new", scheme="nothing")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["notes.txt", "other"]


@examples(15)
@given(projects())
def test_any_project_becomes_a_study_that_says_the_same(project: Project) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "study"
        made = plan(project, root)
        made.write()
        held = made.merge.contents
        if made.codebook:
            assert not project.codings
            return
        faults, _ = check_study(root)
        assert faults == ()
        study = read_study(root)
        assert {
            (s, c, k): i
            for s, c, k, i in study.codings.select("statement", "code", "coder", "intensity").iter_rows()
        } == held.codings
        for row in study.statements.iter_rows(named=True):
            assert row["text"] == held.statements[row["id"]]["text"]
        findings = Findings()
        for name, rows in (("statements", held.statements), ("sources", held.sources)):
            table = read_table(root / f"{name}.csv", findings)
            assert table is not None
            for row in table.frame.iter_rows(named=True):
                told = {
                    k: v
                    for k, v in row.items()
                    if v is not None and k not in ("id", "codes", "coder", "text_file")
                }
                assert told == {k: v for k, v in rows[row["id"]].items() if v}
        for source, text in held.texts.items():
            assert (root / to_study.text_file(source, held.sources[source])).read_bytes().decode() == text
        # each passage is the statement it became, and stands where it stood
        record = held.known[0]
        sources = {source.id: source for source in project.sources}
        for passage in project.passages:
            if passage.id not in record.passages:
                continue
            row = held.statements[record.passages[passage.id].id]
            text = sources[passage.source].text
            if text is not None and row["foreign_id"] == passage.id:
                start, end = int(row["start"]), int(row["end"])
                whole = held.texts[row["source"]]
                assert cell(whole[start:end]) == row["text"] == cell(passage.text)
        for code in project.codes:
            own = study.scheme.code(record.codes[code.id].id)
            definition = clean(code.definition).strip()
            assert ("" if own.definition is None else own.definition.say()) == definition
