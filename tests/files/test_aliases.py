"""Other names of sources, coders and cases: read as the name that they are given, or told."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

import idealtypes as it
from idealtypes.errors import BadInput
from idealtypes.files.study import check_study, read_study
from tests.files.test_names import SCHEME, written

ROWS = "id,source,text,codes,case,coder\na,Anna,t,stengt,Norge,K\nb,anna,t,åpen,norge;Sverige,k\nc,A.,t,åpen,Norge,K\n"
ALIASES = "aliases:\n  sources: {Anna: [anna, A.]}\n  coders: {K: k}\n  cases:\n    Norge: [norge]\n"


def faults_of(folder: Path, rows: str, extra: str, **tables: str) -> list[tuple[str, int | None, str]]:
    faults, _ = check_study(written(folder, rows, extra=extra, **tables))
    return [(Path(f.file).name, f.line, f.message) for f in faults]


def test_other_names_are_read_as_the_name(tmp_path: Path) -> None:
    study = read_study(written(tmp_path, ROWS, extra=ALIASES))
    assert study.sources["id"].to_list() == ["Anna"]
    assert study.cases["id"].to_list() == ["Norge", "Sverige"]
    assert study.codings["coder"].unique().to_list() == ["K"]
    assert study.readings["coder"].unique().to_list() == ["K"]
    assert study.warnings == ()


def test_other_names_are_names_in_calls_too(tmp_path: Path) -> None:
    study = it.read_study(written(tmp_path, ROWS, extra=ALIASES))
    assert study.where(case="norge").statements["id"].to_list() == ["a", "b", "c"]
    assert study.where(coder=["k"], source="A.").statements.height == 3
    assert len(study.evidence(case="norge", source="anna").statements) == 3
    assert study.compare(against="norge").against == "Norge"


def test_other_names_in_a_frame_that_is_put_into_a_study(tmp_path: Path) -> None:
    study = it.read_study(written(tmp_path, ROWS, extra=ALIASES))
    frame = study.codings.with_columns(coder=pl.Series(["k", "K", "k"]))
    other = replace(study, codings=frame, readings=frame.select("statement", "coder"))
    assert it.profile(other).to_dict() == it.profile(study).to_dict()
    assert other.agreement().to_dict() == study.agreement().to_dict()


def test_other_names_in_tables_beside_the_statements(tmp_path: Path) -> None:
    rows = "id,source,text\na,Anna,t\nb,anna,t\n"
    codings = "statement,code,coder\na,stengt,K\nb,åpen,k\n"
    sources = "id,case,kind\nAnna,norge,interview\n"
    cases = "id\nNorge\n"
    extra = ALIASES + "conclusions:\n  - {kind: leans, case: norge, aspect: access, pole: formal}\n"
    study = read_study(written(tmp_path, rows, extra=extra, codings=codings, sources=sources, cases=cases))
    assert study.codings["coder"].to_list() == ["K", "K"]
    assert study.cases_of["case"].unique().to_list() == ["Norge"]
    assert study.conclusions[0].case == "Norge"
    assert [w.message for w in study.warnings] == [
        "no source is called `A.`: this other name of `Anna` has no use"
    ]


def test_an_other_name_among_ids_is_a_fault_at_its_row(tmp_path: Path) -> None:
    sources = "id,kind\nAnna,interview\nanna,interview\n"
    cases = "id\nNorge\nSverige\nnorge\n"
    found = faults_of(tmp_path, ROWS, ALIASES, sources=sources, cases=cases)
    assert ("sources.csv", 3) in [place[:2] for place in found]
    assert ("cases.csv", 4) in [place[:2] for place in found]
    assert "another name of `Anna`: leave out the row, or the alias" in found[0][2]


@pytest.mark.parametrize(
    ("aliases", "line", "said"),
    [
        ("{Anna: [anna], anna: [Anna]}", 6, "Anna → anna → Anna, a circle"),
        ("{Anna: [anna], anna: [A.], A.: [Anna]}", 6, "Anna → anna → A. → Anna, a circle"),
        ("{Anna: [anna], anna: []}", 6, "has an entry of its own"),
        ("{Anna: [anna], Bo: [anna]}", 6, "`anna` is another name of `Anna` already"),
        ("{Anna: [anna, anna]}", 6, "`anna` is here already"),
        ("{Anna: [Anna]}", 6, "another name of itself"),
        ("{Anna: ['']}", 6, "is blank"),
        ("[Anna, anna]", 6, "`sources` is a list: it should be a mapping"),
    ],
)
def test_aliases_that_cannot_be_are_told_at_their_line(
    aliases: str, line: int, said: str, tmp_path: Path
) -> None:
    found = faults_of(tmp_path, ROWS, f"aliases:\n  sources: {aliases}\n")
    assert [f for f in found if f[:2] == ("study.yaml", line) and said in f[2]], found


def test_an_unknown_kind_of_alias_is_told(tmp_path: Path) -> None:
    ((file, line, said),) = faults_of(tmp_path, ROWS, "aliases:\n  source: {Anna: [anna]}\n")
    assert (file, line) == ("study.yaml", 6)
    assert "did you mean `sources`?" in said


def test_names_that_are_two_on_purpose_are_settled(tmp_path: Path) -> None:
    extra = "aliases:\n  sources: {Anna: [], anna: , A.: [], Bo: []}\n"
    _, warnings = check_study(written(tmp_path, ROWS, extra=extra))
    said = [w.message for w in warnings]
    assert not [m for m in said if "the sources" in m]
    assert "no source is called `Bo`" in said
    assert len([m for m in said if m.startswith(("the cases", "the coders"))]) == 2


def test_a_name_that_is_not_settled_among_those_that_are(tmp_path: Path) -> None:
    rows = ROWS + "d,ANNA,t,åpen,Norge,K\n"
    _, warnings = check_study(
        written(tmp_path, rows, extra="aliases:\n  sources: {Anna: [], anna: []}\n  cases: {Norge: norge}\n")
    )
    assert [w for w in warnings if w.message.startswith("the sources `Anna`, `anna`, `ANNA` differ")]


def test_an_alias_in_another_form_is_found(tmp_path: Path) -> None:
    apart = unicodedata.normalize("NFD", "Åse")
    rows = f"id,source,text,codes\na,{apart},t,åpen\nb,Åse B,t,stengt\n"
    study = read_study(written(tmp_path, rows, extra=f"aliases: {{sources: {{Åse B: [{apart}]}}}}\n"))
    assert study.sources["id"].to_list() == ["Åse B"]


RATINGS = "case,aspect,rater,position\nc1,access,R,0.5\nc1,access,r,{}\nc2,access,R,1\n"


def rated(folder: Path, second: str, extra: str) -> Path:
    (folder / "scheme.yaml").write_text(SCHEME, encoding="utf-8")
    (folder / "ratings.csv").write_text(RATINGS.format(second), encoding="utf-8")
    text = "format: 1\ntitle: Rated\nscheme: scheme.yaml\nratings: ratings.csv\n"
    (folder / "study.yaml").write_text(text + extra, encoding="utf-8")
    return folder


def test_raters_who_look_alike_are_told_and_settled_as_coders(tmp_path: Path) -> None:
    _, (warning,) = check_study(rated(tmp_path, "0.5", ""))
    assert warning.message.startswith("the raters `R`, `r` differ")
    assert "`aliases: {coders: {R: [r]}}`" in warning.message


@pytest.mark.parametrize("second", ["0.5", "-0.5"])
def test_a_rater_of_two_names_who_rates_twice_is_a_fault(second: str, tmp_path: Path) -> None:
    with pytest.raises(BadInput) as problem:
        read_study(rated(tmp_path, second, "aliases: {coders: {R: [r]}}\n"))
    assert "ratings.csv:3:" in str(problem.value)
    assert "on line 2 already" in str(problem.value)


def test_a_coder_of_two_names_is_one_coder(tmp_path: Path) -> None:
    rows = "id,source,text,codes,coder\na,g,t,åpen,K\na,g,t,åpen,k\n"
    ((file, line, said),) = faults_of(tmp_path, rows, "aliases: {coders: {K: [k]}}\n")
    assert (file, line) == ("statements.csv", 3)
    assert "coder `K` has the statement `a` on line 2 already" in said


def test_titles_that_look_alike_are_told_by_their_ids(tmp_path: Path) -> None:
    rows = "id,source,text,codes\na,anna,t,åpen\nb,anna_2,t,stengt\n"
    sources = "id,title\nanna,Anna\nanna_2,anna\n"
    _, (warning,) = check_study(written(tmp_path, rows, sources=sources))
    assert warning.message.startswith("the sources `Anna`, `anna` differ in capitals")
    assert "say `aliases: {sources: {anna: [anna_2]}}`" in warning.message
    settled = "aliases: {sources: {anna: [], anna_2: []}}\n"
    assert check_study(written(tmp_path, rows, extra=settled, sources=sources)) == ((), ())


def test_values_of_an_attribute_that_look_alike_are_told_where_they_are_compared(tmp_path: Path) -> None:
    rows = "id,source,text,codes,place\na,g,t,åpen,North\nb,h,t,stengt,north\n"
    groups = it.compare(written(tmp_path, rows), by="place").by
    assert groups is not None
    (note,) = [note for note in groups.notes if note.code == "compare.look_alike"]
    assert dict(note.data)["levels"] == "`North`, `north`"
