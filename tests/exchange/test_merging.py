"""A second coder's project, and a new version of one that is there."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from idealtypes.analyses.agreement.agreement import agreement
from idealtypes.errors import IdealtypesError
from idealtypes.exchange.contents import StudyContents
from idealtypes.exchange.merging.identity import bare, enough, paired, translation
from idealtypes.exchange.merging.merge import merged
from idealtypes.exchange.planning import Plan, plan
from idealtypes.exchange.project import Coder, ForeignCase, ForeignCode, ForeignCoding, ForeignSource, Project
from idealtypes.exchange.write_study import text_file
from idealtypes.files.study import check_study, read_study
from tests.cli.conftest import TEMPLATE
from tests.exchange.projects import SMALL, TEXT, find, passage, projects, second

from ..examples import examples


def put(project: Project, folder: Path, **options: str) -> Plan:
    made = plan(project, folder, **options)  # type: ignore[arg-type]
    made.write()
    assert check_study(folder)[0] == ()
    return made


@pytest.fixture
def study(tmp_path: Path) -> Path:
    put(SMALL, tmp_path / "study")
    return tmp_path / "study"


# spans and texts


def test_the_rule_for_overlaps() -> None:
    assert enough((0, 10), (5, 15))  # half of the longer one
    assert not enough((0, 10), (6, 16))
    assert not enough((0, 4), (0, 10))
    assert enough((3, 3), (3, 3))
    assert not enough((3, 3), (3, 4))


def test_the_largest_share_is_joined_first_and_each_once() -> None:
    found = paired([(0, 10), (1, 11)], [(2, 11)], lambda new, old: True)
    assert found.joined == {1: 0}
    assert found.apart == ((0, 0),)
    assert paired([(0, 10)], [(1, 10)], lambda new, old: False).joined == {}
    assert paired([(0, 10)], [(0, 10)], lambda new, old: False).joined == {0: 0}


SPAN = st.tuples(st.integers(0, 30), st.integers(0, 12)).map(lambda pair: (pair[0], pair[0] + pair[1]))


@given(st.lists(SPAN, max_size=8, unique=True), st.lists(SPAN, max_size=8))
def test_pairs_are_those_of_the_rule(new: list[tuple[int, int]], old: list[tuple[int, int]]) -> None:
    found = paired(new, old, lambda n, o: True)
    assert len(set(found.joined.values())) == len(found.joined)
    assert all(enough(new[n], old[o]) for n, o in found.joined.items())
    free = [o for o in range(len(old)) if o not in found.joined.values()]
    for n in range(len(new)):
        if n not in found.joined:  # nobody is left alone beside a partner who is free
            assert not any(enough(new[n], old[o]) for o in free)


@given(st.text("ab \n\t", max_size=20), st.data())
def test_positions_move_between_texts_that_differ_in_white_space(text: str, data: st.DataObject) -> None:
    letters = bare(text)
    gaps = data.draw(
        st.lists(st.sampled_from(["", " ", "\n\n"]), min_size=len(letters) + 1, max_size=len(letters) + 1)
    )
    other = "".join(gap + letter for gap, letter in zip(gaps, [*letters, ""], strict=True))
    move = translation(text, other)
    for start in range(len(text) + 1):
        for end in range(start, len(text) + 1):
            there = move(start, end)
            assert 0 <= there[0] <= there[1] <= len(other)
            assert bare(other[slice(*there)]) == bare(text[start:end])


# a second coder


def test_a_second_coder_joins_by_text_and_span(study: Path) -> None:
    made = put(second(), study)
    found = read_study(study)
    assert found.sources.height == 1
    assert found.codings.select("statement", "code", "coder").rows() == [
        ("interview_1-1", "quick_talk", "Coder A"),
        ("interview_1-1", "quick_talk", "Coder B"),
        ("interview_1-2", "quick_talk", "Coder A"),
        ("interview_1-2", "other", "Coder A"),
        ("interview_1-2", "quick_talk", "Coder B"),
        ("interview_1-3", "other_2", "Coder A"),
        ("interview_1-4", "silence", "Coder B"),
    ]
    assert not made.merge.updated
    assert [one.what for one in made.merge.conflicts] == ["passages of two coders"]
    assert made.merge.conflicts[0].where.endswith("and interview_1-3")
    start, end = find("down.")
    new = found.statements.filter(pl.col("id") == "interview_1-4").row(0, named=True)
    assert (new["text"], new["start"], new["end"]) == ("down.", str(start), str(end))
    text = (study / "study.yaml").read_text(encoding="utf-8")
    assert "codings: codings.csv" in text
    assert "codes" not in found.statements.columns


def test_agreement_can_be_computed_after_a_merge(study: Path) -> None:
    scheme = (study / "scheme.yaml").read_text(encoding="utf-8")
    placed = scheme.replace(
        "title: Quick talk", "title: Quick talk\n    place: {aspect: formality, pole: informal}"
    )
    (study / "scheme.yaml").write_text(placed, encoding="utf-8")
    put(second(), study)
    result = agreement(read_study(study))
    (formality,) = [one for one in result.to_dict()["codes"] if one["code"] == "quick_talk" and one["units"]][
        :1
    ]
    assert formality["units"] == 2
    assert formality["coders"] == 2


def test_the_same_name_with_another_text_or_definition_is_a_conflict(study: Path) -> None:
    other = second(
        codes=(ForeignCode("1", "Quick talk", "Something else."), ForeignCode("2", "Silence")),
        sources=(ForeignSource("7", "Interview 1", "Another text. " + TEXT),),
    )
    made = put(other, study)
    assert sorted((one.what, one.where) for one in made.merge.conflicts) == [
        ("two definitions of a code", "quick_talk"),
        ("two sources of one name", "Interview 1"),
    ]
    found = read_study(study)
    assert found.sources.get_column("id").to_list() == ["interview_1", "interview_1_2"]
    assert found.scheme.code("quick_talk").definition is not None
    assert found.scheme.code("quick_talk").definition.say() == "A talk at once."


def test_who_coded_can_be_told(study: Path) -> None:
    nobody = second(coders=(), codings=tuple(replace(c, coder="") for c in second().codings))
    assert "" in merged(StudyContents(), nobody).contents.coders
    put(nobody, study, coder="Coder C")
    assert set(read_study(study).codings.get_column("coder")) == {"Coder A", "Coder C"}
    several = replace(
        SMALL, codings=(*SMALL.codings, ForeignCoding("p1", "c4", "b")), coders=(Coder("b", "B"),)
    )
    with pytest.raises(IdealtypesError, match="names 2 coders"):
        plan(several, study, coder="D")


def test_sources_without_texts_join_by_name_and_passages_by_their_words(tmp_path: Path) -> None:
    def bare_project(who: str, ids: str) -> Project:
        passages = (replace(passage(f"{ids}1", 0, 6), start=None, end=None, matches=None),)
        return replace(
            SMALL,
            format=f"table-{ids}",
            sources=(ForeignSource("s1", "Interview 1"),),
            passages=passages,
            codings=(ForeignCoding(f"{ids}1", "c3", who),),
            coders=(Coder(who, who),),
        )

    put(bare_project("A", "x"), tmp_path / "study")
    put(bare_project("B", "y"), tmp_path / "study")
    found = read_study(tmp_path / "study")
    assert found.statements.height == 1
    assert sorted(found.codings.get_column("coder")) == ["A", "B"]


# a new version


def test_the_same_project_again_changes_nothing(study: Path) -> None:
    made = plan(SMALL, study)
    assert made.merge.updated
    assert made.files == {}
    assert made.merge.changes == ()


def test_a_new_version_updates_and_what_the_user_wrote_stays(study: Path) -> None:
    scheme = study / "scheme.yaml"
    text = scheme.read_text(encoding="utf-8")
    text = text.replace(
        "  - id: quick_talk\n    title: Quick talk\n",
        "  # mine\n  - id: quick_talk\n    title: Quick talk   # said often\n    rationale: Because.\n"
        "    place: {aspect: formality, pole: informal}\n",
    )
    scheme.write_text(text, encoding="utf-8")
    rows = (study / "statements.csv").read_text(encoding="utf-8").splitlines()
    with_mode = [rows[0] + ",mode", *(row + ",ought" for row in rows[1:])]
    (study / "statements.csv").write_text("\n".join(with_mode) + "\n", encoding="utf-8")
    new = "Before all: " + TEXT.replace("asked nothing", "asked for nothing")
    version = replace(
        SMALL,
        codes=(
            SMALL.codes[0],
            replace(SMALL.codes[1], name="Others"),
            replace(SMALL.codes[2], definition="A talk on the same day."),
            SMALL.codes[3],
            ForeignCode("c5", "New"),
        ),
        sources=(replace(SMALL.sources[0], text=new),),
        passages=(
            passage("p1", *find("I rang her at once.", new), text=new),
            passage("p2", *find("=She had time, and asked for nothing.", new), text=new),
            passage("p4", *find("written down", new), text=new),
        ),
        codings=(
            ForeignCoding("p1", "c3", "a"),
            ForeignCoding("p2", "c3", "a"),
            ForeignCoding("p4", "c5", "a"),
        ),
    )
    made = put(version, study)
    found = read_study(study)
    assert sorted((one.what, one.where) for one in made.merge.changes) == [
        ("a code has another definition", "quick_talk"),
        ("a code has another name", "other"),
        ("a coding is gone", "interview_1-2: other by Coder A"),
        ("a coding is gone", "interview_1-3: other_2 by Coder A"),
        ("a new code", "new"),
        ("a new statement", "interview_1-4"),
        ("a statement is gone", "interview_1-3"),
        ("the text of a source changed", "interview_1"),
        ("the text of a statement changed", "interview_1-2"),
    ]
    assert found.statements.select("id", "text", "mode").rows() == [
        ("interview_1-1", "I rang her at once.", "ought"),
        ("interview_1-2", "=She had time, and asked for nothing.", "ought"),
        ("interview_1-4", "written down", "is"),
    ]
    after = scheme.read_text(encoding="utf-8")
    assert (
        "  # mine\n  - id: quick_talk\n    title: Quick talk   # said often\n    rationale: Because.\n"
        in after
    )
    assert "place: {aspect: formality, pole: informal}" in after
    assert found.scheme.code("other").title.say() == "Others"
    assert found.scheme.code("quick_talk").definition is not None
    assert found.scheme.code("quick_talk").definition.say() == "A talk on the same day."
    start, end = found.statements.select("start", "end").row(0)
    assert (study / "texts" / "interview_1.txt").read_text(encoding="utf-8")[
        int(start) : int(end)
    ] == "I rang her at once."
    assert plan(version, study).files == {}


def test_what_both_sides_changed_stays_as_the_study_has_it(study: Path) -> None:
    scheme = study / "scheme.yaml"
    text = scheme.read_text(encoding="utf-8")
    scheme.write_text(text.replace("A talk at once.", "My words."), encoding="utf-8")
    changed = replace(SMALL.codes[2], definition="Their words.")
    made = put(replace(SMALL, codes=(*SMALL.codes[:2], changed, SMALL.codes[3])), study)
    assert [one.what for one in made.merge.conflicts] == ["two definitions of a code"]
    assert "My words." in scheme.read_text(encoding="utf-8")


def test_a_new_version_of_one_coder_leaves_the_other_coder_alone(study: Path) -> None:
    put(second(), study)
    before = read_study(study).codings.filter(pl.col("coder") == "Coder B").rows()
    fewer = replace(SMALL, passages=SMALL.passages[:2], codings=SMALL.codings[:1])
    put(fewer, study)
    found = read_study(study)
    assert found.codings.filter(pl.col("coder") == "Coder B").rows() == before
    assert found.codings.filter(pl.col("coder") == "Coder A").height == 1
    assert "interview_1-2" in found.statements.get_column("id").to_list()  # the other coder's code is on it
    put(second(), study)
    assert plan(second(), study).files == {}


def test_a_statement_that_a_claim_names_stays(study: Path) -> None:
    (study / "claims.csv").write_text(
        "statement,aspect,pole,outcome,effect\ninterview_1-3,formality,informal,health,1\n", encoding="utf-8"
    )
    with (study / "study.yaml").open("a", encoding="utf-8") as file:
        file.write("claims: claims.csv\n")
    made = put(replace(SMALL, passages=SMALL.passages[:2], codings=SMALL.codings[:3]), study)
    assert [one.where for one in made.merge.conflicts] == ["interview_1-3"]
    assert "interview_1-3" in read_study(study).statements.get_column("id").to_list()


# other people's studies


def test_a_study_made_by_hand_keeps_its_files_as_they_are(tmp_path: Path) -> None:
    shutil.copytree(TEMPLATE, tmp_path / "mine")
    before = read_study(tmp_path / "mine")
    comments = (tmp_path / "mine" / "study.yaml").read_text(encoding="utf-8")
    put(SMALL, tmp_path / "mine")
    after = read_study(tmp_path / "mine")
    assert after.statements.height == before.statements.height + 3
    first = after.codings.head(before.codings.height)
    assert first.rows() == before.codings.rows()
    kept = [line for line in comments.splitlines() if line.startswith("#")]
    text = (tmp_path / "mine" / "study.yaml").read_text(encoding="utf-8")
    assert all(line in text.splitlines() for line in kept)
    scheme = (TEMPLATE / "scheme.yaml").read_text(encoding="utf-8")
    assert (tmp_path / "mine" / "scheme.yaml").read_text(encoding="utf-8").startswith(scheme.rstrip("\n"))


def test_a_semicolon_table_stays_one_and_a_workbook_is_refused(study: Path) -> None:
    path = study / "sources.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",", ";"), encoding="utf-8")
    put(second(), study)
    project = replace(second(), format="other", sources=(ForeignSource("9", "New", "Other words. " + TEXT),))
    put(replace(project, passages=tuple(replace(p, source="9") for p in project.passages)), study)
    assert path.read_text(encoding="utf-8").startswith("id;title;text_file;")
    (study / "sources.tsv").write_text(path.read_text(encoding="utf-8").replace(";", "\t"), encoding="utf-8")
    text = (study / "study.yaml").read_text(encoding="utf-8")
    (study / "study.yaml").write_text(text.replace("sources.csv", "sources.jsonl"), encoding="utf-8")
    (study / "sources.jsonl").write_text('{"id": "interview_1"}\n{"id": "new"}\n', encoding="utf-8")
    with pytest.raises(IdealtypesError, match="save it as csv"):
        plan(SMALL, study)


def test_a_record_of_imports_that_is_none(study: Path) -> None:
    (study / "imports.json").write_text('{"format": 1}', encoding="utf-8")
    with pytest.raises(IdealtypesError, match=r"imports\.json: this is no record of imports"):
        plan(SMALL, study)
    (study / "imports.json").write_text("{", encoding="utf-8")
    with pytest.raises(IdealtypesError, match="not readable as JSON"):
        plan(SMALL, study)
    (study / "imports.json").unlink()
    made = plan(SMALL, study)  # by texts and names alone
    assert set(made.files) == {"imports.json"}


@examples(40)
@given(projects())
def test_importing_twice_is_importing_once(project: Project) -> None:
    once = merged(StudyContents(), project).contents
    again = merged(once, project)
    assert again.contents.codings == once.codings
    assert set(again.contents.statements) == set(once.statements)
    assert set(again.contents.codes) == set(once.codes)
    assert again.contents.texts == once.texts


def test_texts_stay_where_the_user_has_them_and_ids_lead_nowhere_else(study: Path) -> None:
    (study / "texts" / "interview_1.txt").rename(study / "mine.txt")
    path = study / "sources.csv"
    path.write_text(
        path.read_text(encoding="utf-8").replace("texts/interview_1.txt", "mine.txt"), encoding="utf-8"
    )
    put(second(), study)
    assert "mine.txt" in path.read_text(encoding="utf-8")
    assert list((study / "texts").iterdir()) == []
    assert text_file("../../x", {}) == "texts/..%2F..%2Fx.txt"


def test_an_intensity_that_is_none_is_skipped(tmp_path: Path) -> None:
    codings = (*SMALL.codings[:2], replace(SMALL.codings[3], intensity=0.0))
    made = put(replace(SMALL, codings=codings), tmp_path / "study")
    assert "intensity is 0" in made.merge.skipped[0].why


def test_a_case_whose_name_holds_a_semicolon_is_one_case(tmp_path: Path) -> None:
    cases = tuple(ForeignCase(name, name) for name in ("North", "Unit A; night"))
    passages = (
        replace(SMALL.passages[0], attributes={"case": "Unit A; night"}),
        replace(SMALL.passages[1], attributes={"case": "North;Unit A; night"}),
        replace(SMALL.passages[2], attributes={"case": "North"}),
    )
    plan(replace(SMALL, cases=cases, passages=passages), tmp_path / "study").write()
    study = read_study(tmp_path / "study")
    titles = study.case_titles()
    of: dict[str, list[str]] = {}
    for statement, case in study.cases_of.iter_rows():
        of.setdefault(statement, []).append(titles[case])
    assert list(of.values()) == [["Unit A; night"], ["North", "Unit A; night"], ["North"]]


def test_memos_on_passages_without_a_code_are_kept_with_their_source(tmp_path: Path) -> None:
    loose = replace(passage("p9", *find("asked nothing")), memo="Look again.")
    made = replace(SMALL, passages=(*SMALL.passages, loose))
    plan(made, tmp_path / "study").write()
    plan(made, tmp_path / "study").write()  # not doubled
    memo = read_study(tmp_path / "study").sources.get_column("memo").to_list()
    assert memo == ["“asked nothing”: Look again."]
    other = replace(second(), sources=(replace(second().sources[0], memo="She was tired."),))
    plan(other, tmp_path / "study").write()
    memo = read_study(tmp_path / "study").sources.get_column("memo").to_list()
    assert memo == ["“asked nothing”: Look again.\nShe was tired."]
