"""Out and in again: an exported study that is imported is the same study."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from idealtypes.exchange.code_places import split_fields, with_fields
from idealtypes.exchange.format import Wishes
from idealtypes.exchange.formats import refi_qda
from idealtypes.exchange.from_study import left_out, project_of
from idealtypes.exchange.planning import plan
from idealtypes.exchange.project import Project
from idealtypes.exchange.refi.writing import qdc, qdpx
from idealtypes.exchange.study_folder import known_in, texts_of
from idealtypes.exchange.tidy_tables import matrix, tidy
from idealtypes.files.study import read_study
from idealtypes.model.stance import unsigned
from idealtypes.model.study import StudyData
from tests.cli.conftest import EXAMPLE, ROOT
from tests.exchange.projects import SMALL, projects, second

from ..examples import examples


def exported(study: StudyData) -> Project:
    return project_of(study, texts_of(study), () if study.root is None else known_in(study.root))


def through_a_file(project: Project, folder: Path) -> Project:
    path = folder / "study.qdpx"
    path.write_bytes(qdpx(project).data)
    return refi_qda.FORMAT.read(path, Wishes())


def imported(project: Project, folder: Path, **options: str) -> StudyData:
    made = plan(project, folder, **options)  # type: ignore[arg-type]
    made.write()
    return read_study(folder)


def said(study: StudyData) -> dict[str, object]:
    """What a study says, without its ids of statements and sources."""
    where = {row["id"]: (row["source"], row["text"]) for row in study.statements.iter_rows(named=True)}
    titles = {row["id"]: row.get("title") or row["id"] for row in study.sources.iter_rows(named=True)}
    cases = study.case_titles()
    names = {code.id: code.title.say() for code in study.scheme.codes}
    coded = set(study.codings.get_column("statement"))
    return {
        "statements": sorted((titles[source], text) for key, (source, text) in where.items() if key in coded),
        "codings": sorted(
            (titles[where[s][0]], where[s][1], names[unsigned(c)[0]], unsigned(c)[1], k)
            for s, c, k, _ in study.codings.iter_rows()
        ),
        "codes": sorted(
            (
                code.id,
                code.title.say(),
                "" if code.definition is None else code.definition.say(),
                code.parent or "",
            )
            for code in study.scheme.codes
        ),
        "sources": sorted(titles.values()),
        "coders": sorted(set(study.codings.get_column("coder"))),
        "cases": sorted((where[s][1], cases[c]) for s, c in study.cases_of.iter_rows() if s in coded),
    }


@pytest.fixture
def small(tmp_path: Path) -> StudyData:
    return imported(SMALL, tmp_path / "small")


def test_a_project_is_exported_as_it_was_imported(small: StudyData) -> None:
    back = exported(small)
    assert [(p.text, p.start, p.end) for p in back.passages] == [
        (p.text, p.start, p.end) for p in SMALL.passages
    ]
    assert [(c.name, c.definition, c.codable, c.memo) for c in back.codes] == [
        (c.name, c.definition, c.codable, c.memo) for c in SMALL.codes
    ]
    assert back.codes[3].fields == {"id": "other_2"}  # no name would give it
    assert back.sources[0].text == SMALL.sources[0].text
    assert back.sources[0].attributes["Age"] == "53"
    assert back.counts() == SMALL.counts()
    assert left_out(small, back)[0].what == "aspects, ideal types and traits"


def test_guids_are_those_of_the_project_it_came_from(tmp_path: Path) -> None:
    guid = "1ff58b12-6f6f-4b0c-8be5-bbdc91f5529{}"
    codes = (replace(SMALL.codes[2], id=guid.format(1)),)
    codings = tuple(replace(coding, code=guid.format(1)) for coding in SMALL.codings[:2])
    study = imported(replace(SMALL, codes=codes, codings=codings), tmp_path / "study")
    back = exported(study)
    assert back.codes[0].id == guid.format(1)
    assert back.codings[0].code == guid.format(1)
    assert back.sources[0].id == "interview_1"  # s1 is no GUID: another project may have an s1 too


def test_small_study_through_a_file(small: StudyData, tmp_path: Path) -> None:
    again = imported(through_a_file(exported(small), tmp_path), tmp_path / "again")
    assert said(again) == said(small)
    assert again.statements.get_column("start").to_list() == small.statements.get_column("start").to_list()


def test_two_coders_through_a_file(tmp_path: Path) -> None:
    imported(SMALL, tmp_path / "study")
    both = imported(second(), tmp_path / "study")
    again = imported(through_a_file(exported(both), tmp_path), tmp_path / "again")
    assert said(again) == said(both)
    assert said(again)["coders"] == ["Coder A", "Coder B"]


def test_an_export_imported_into_its_own_study_changes_nothing_of_it(tmp_path: Path) -> None:
    study = imported(SMALL, tmp_path / "study")
    made = plan(through_a_file(exported(study), tmp_path), tmp_path / "study")
    assert made.merge.conflicts == ()
    assert [one for one in made.merge.changes if one.what != "a code has a definition"] == []
    assert set(made.files) <= {"imports.json", "sources.csv"}


@pytest.mark.parametrize("name", ["support_colleagues", "peer_support_2023", "seven_orders", "two_coders"])
def test_examples_through_a_file(name: str, tmp_path: Path) -> None:
    study = read_study(ROOT / "examples" / name)
    scheme = study.inputs and next(n for n, _ in study.inputs if n.endswith(".yaml") and "study" not in n)
    reference = (ROOT / "examples" / name / "scheme.yaml") if scheme == "scheme.yaml" else study.scheme.id
    again = imported(through_a_file(exported(study), tmp_path), tmp_path / "again", scheme=str(reference))
    assert said(again) == said(study)
    assert again.placements == {k: v for k, v in study.placements.items() if not k.startswith("rating:")}
    kinds = study.sources.filter(pl.col("kind") != "rater").select("id", "kind")
    assert sorted(again.sources.get_column("kind").drop_nulls()) == sorted(
        kinds.get_column("kind").drop_nulls()
    )


def test_a_codebook_carries_places_and_rationales(tmp_path: Path) -> None:
    study = read_study(EXAMPLE)
    path = tmp_path / "codes.qdc"
    path.write_bytes(qdc(exported(study)).data)
    back = refi_qda.FORMAT.read(path, Wishes())
    # into a scheme with the same aspects and none of the codes
    text = (ROOT / "coding_schemes" / "support_colleagues.yaml").read_text(encoding="utf-8")
    bare = text[: text.index("\ncodes:")]
    (tmp_path / "bare.yaml").write_text(bare + "\n", encoding="utf-8")
    made = plan(back, tmp_path / "codes", scheme=str(tmp_path / "bare.yaml"))
    made.write()
    from idealtypes.files.schemes import read_scheme

    again = read_scheme(tmp_path / "codes" / "scheme.yaml")
    for code in study.scheme.codes:
        other = again.code(code.id)
        for field in ("title", "definition", "include", "exclude", "example", "rationale", "place", "parent"):
            assert getattr(other, field) == getattr(code, field), (code.id, field)


WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@given(
    WORDS.filter(lambda t: "[idealtypes]" not in t),
    st.fixed_dictionaries({"id": st.just("a.b"), "include": WORDS.filter(str.strip)}),
)
def test_what_is_carried_is_found_again(definition: str, fields: dict[str, str]) -> None:
    assert split_fields(with_fields(definition.rstrip(), fields)) == (definition.rstrip(), fields)
    assert split_fields(definition) == (definition, {})


@given(st.text(max_size=60))
def test_any_text_below_the_mark_is_no_error(rest: str) -> None:
    found, fields = split_fields("A.\n[idealtypes]\n{" + rest)
    assert fields == {} or found == "A."


@examples(12)
@given(projects())
def test_any_study_exported_and_imported_is_the_same(project: Project) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        made = plan(project, root / "study")
        made.write()
        if made.codebook:
            return
        study = read_study(root / "study")
        again = imported(replace(exported(study), codings=exported(study).codings), root / "again")
        assert said(again) == said(study)


# tables


def test_the_matrix_has_a_one_for_every_coding(small: StudyData) -> None:
    frame = matrix(small)
    assert frame.columns == ["statement", "source", "barriers", "other", "quick_talk", "other_2"]
    assert frame.select("other", "quick_talk", "other_2").rows() == [(0, 1, 0), (1, 1, 0), (0, 0, 1)]
    assert frame.get_column("barriers").sum() == 0
    example = read_study(EXAMPLE)
    ones = matrix(example).select(pl.exclude("statement", "source").cast(pl.Int64)).sum_horizontal().sum()
    assert ones == example.codings.select("statement", "code").unique().height


def test_tidy_tables_hold_everything_once(small: StudyData) -> None:
    frames = tidy(small)
    assert frames["codings"].height == 4
    assert frames["codes"].get_column("id").to_list() == ["barriers", "other", "quick_talk", "other_2"]
    assert frames["places"].height == 0
    places = tidy(read_study(EXAMPLE))["places"]
    sums = places.group_by("code", "aspect").agg(pl.col("share").sum())
    assert sums.get_column("share").to_list() == pytest.approx([1] * sums.height)
