"""One name in several spellings is one name; names that look alike are told."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idealtypes.errors import BadInput
from idealtypes.files.study import check_study, read_study
from idealtypes.model.spelling import look_alikes, normal_name

SCHEME = """format: 1
id: small
title: Small
version: 1
theory: march_olsen
aspects:
  - {id: access, title: Access, axis: formality}
ideal_types:
  - {id: soft, title: Soft, corner: {access: informal}}
codes:
  - {id: åpen, title: Open, place: {aspect: access, pole: informal}}
  - {id: stengt, title: Closed, place: {aspect: access, pole: formal}}
"""


def written(folder: Path, statements: str, scheme: str = SCHEME, extra: str = "", **tables: str) -> Path:
    (folder / "scheme.yaml").write_text(scheme, encoding="utf-8")
    (folder / "statements.csv").write_text(statements, encoding="utf-8")
    for name, table in tables.items():
        (folder / f"{name}.csv").write_text(table, encoding="utf-8")
        extra += f"{name}: {name}.csv\n"
    study = "format: 1\ntitle: Names\nscheme: scheme.yaml\nstatements: statements.csv\n"
    (folder / "study.yaml").write_text(study + extra, encoding="utf-8")
    return folder


SPELLINGS = {
    "accents apart": ("Åse Bøe", unicodedata.normalize("NFD", "Åse Bøe")),
    "a no-break space": ("Åse Bøe", "Åse\u00a0Bøe"),
    "a soft hyphen": ("Åse Bøe", "Åse B\u00adøe"),
    "two spaces": ("Åse Bøe", "Åse  Bøe"),
    "a soft hyphen before an accent": ("Åse Bøe", "A\u00ad\u030ase Bøe"),
    "a mark of direction": ("Åse Bøe", "\u200eÅse Bøe"),
}


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_source_in_two_spellings_is_one_informant(spelling: str, tmp_path: Path) -> None:
    one, other = SPELLINGS[spelling]
    rows = f"id,source,text,codes,coder\na,{one},t,stengt,{one}\nb,{other},t,åpen,{other}\n"
    study = read_study(written(tmp_path, rows, sources=f"id,kind\n{other},interview\n"))
    assert study.sources["id"].to_list() == [one]
    assert study.codings["coder"].unique().to_list() == [one]
    assert study.warnings == ()


def test_a_code_is_found_whichever_way_its_accent_is_written(tmp_path: Path) -> None:
    apart = unicodedata.normalize("NFD", "åpen")
    study = read_study(written(tmp_path, f"id,source,text,codes\na,g,t,{apart}\n"))
    assert study.codings["code"].to_list() == ["åpen"]


def test_texts_stay_as_they_are_written(tmp_path: Path) -> None:
    text = "two  spaces, a soft\u00adhyphen"
    assert (
        read_study(written(tmp_path, f'id,source,text,codes\na,g,"{text}",stengt\n')).statements["text"][0]
        == text
    )


def test_names_that_differ_in_capitals_or_accents_are_told(tmp_path: Path) -> None:
    rows = "id,source,text,codes,case,coder\na,Anna,t,stengt,Norge,X\nb,anna,t,åpen,norge,x\nc,Bjørn,t,åpen,Élan,Y\n"
    rows += "d,Bo,t,åpen,Elan,Y\n"
    faults, warnings = check_study(written(tmp_path, rows))
    assert faults == ()
    said = [w.message for w in warnings]
    assert [m.split(" differ")[0] for m in said] == [
        "the sources `Anna` and `anna`",
        "the cases `Norge` and `norge`",
        "the cases `Élan` and `Elan`",
        "the coders `X` and `x`",
    ]
    assert all("if they are one, write them alike" in m for m in said)


def test_an_unknown_name_is_never_said_to_be_itself(tmp_path: Path) -> None:
    rows = "id,source,text,codes\na,Åse,t,stengt\n"
    with pytest.raises(BadInput) as problem:
        read_study(written(tmp_path, rows, sources="id,kind\nÅge,interview\n"))
    assert "unknown source `Åse`: there is `Åge`" in str(problem.value)


@given(st.text())
def test_the_normal_form_is_its_own(name: str) -> None:
    assert normal_name(normal_name(name)) == normal_name(name)
    assert normal_name(unicodedata.normalize("NFD", normal_name(name))) == normal_name(name)


@given(st.lists(st.text(max_size=4)))
def test_groups_of_look_alikes_share_no_name(names: list[str]) -> None:
    groups = look_alikes(names)
    flat = [name for group in groups for name in group]
    assert len(flat) == len(set(flat))
    assert set(flat) <= set(names)
