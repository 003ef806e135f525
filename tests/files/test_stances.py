"""Codings for and against: `!code`, the column `stance`, and what is wrong with them."""

from __future__ import annotations

from pathlib import Path

import pytest

import idealtypes as it
from idealtypes.errors import BadInput
from idealtypes.files.study import check_study, read_study

SCHEME = """format: 1
id: small
title: Small
version: 1
theory: march_olsen
aspects:
  - {id: access, title: Access, axis: formality}
  - {id: help, title: Help, axis: formality}
ideal_types:
  - {id: soft, title: Soft, corner: {access: informal, help: informal}}
  - {id: hard, title: Hard, corner: {access: formal, help: formal}}
codes:
  - {id: pay, title: Pay, place: {aspect: access, pole: formal}}
  - {id: wage, title: Wage, parent: pay, place: {aspect: access, position: 0.5}}
  - {id: training, title: Training, place: {aspect: help, pole: formal}}
"""
STUDY = "format: 1\ntitle: Stances\nscheme: scheme.yaml\nstatements: statements.csv\n"


def study(folder: Path, statements: str, more: str = "", **files: str) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "scheme.yaml").write_text(SCHEME, encoding="utf-8")
    (folder / "statements.csv").write_text(statements, encoding="utf-8")
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
        more += f"{name}: {name}.csv\n"
    (folder / "study.yaml").write_text(STUDY + more, encoding="utf-8")
    return folder


def codings(folder: Path) -> list[tuple[str, str, str, float]]:
    return read_study(folder).codings.select("statement", "code", "coder", "intensity").rows()


def faults(folder: Path) -> list[tuple[str, int, str]]:
    with pytest.raises(BadInput) as caught:
        read_study(folder)
    return sorted((Path(f.file).name, f.line or 0, f.message) for f in caught.value.faults)


def test_the_sign_and_the_column_are_one_thing(tmp_path):
    expected = [("a", "!pay", "", 0.5), ("a", "training", "", 1.0), ("b", "!training", "", 1.0)]
    signs = "id,source,text,codes\na,g,x,!pay=0.5;training\nb,g,y,! training\n"
    assert codings(study(tmp_path / "signs", signs)) == expected
    column = (
        "id,source,text,codes,coder,stance\n"
        "a,g,x,pay=0.5,Anna,against\na,g,x,training,Bo,for\nb,g,y,training,,against\n"
    )
    found = read_study(study(tmp_path / "column", column))
    assert [
        (s, k, i) for s, k, _, i in found.codings.select("statement", "code", "coder", "intensity").rows()
    ] == [(s, k, i) for s, k, _, i in expected]
    assert "stance" not in found.statements.columns
    table = "statement,code,intensity,stance\na,pay,0.5,against\na,training,,\nb,!training,,\n"
    texts = "id,source,text\na,g,x\nb,g,y\n"
    assert codings(study(tmp_path / "table", texts, codings=table)) == expected


def test_a_signed_code_stands_where_its_code_does_not(tmp_path):
    found = read_study(study(tmp_path, "id,source,text,codes\na,g,x,!wage\nb,g,y,pay\n"))
    assert found.placements["!wage"] == {"access": (0.75, 0.25)}
    assert "!pay" not in found.placements
    assert found.with_settings(against="leave_out").placements["!wage"] == {}
    as_for = found.with_settings(against="as_for")
    assert as_for.placements["!wage"] == found.placements["wage"]
    assert as_for.with_settings(against="mirror").placements == found.placements


def test_an_effect_that_is_denied_is_the_reverse(tmp_path):
    head = "statement,aspect,pole,outcome,effect,stance\n"
    claims = f"{head}a,access,formal,relief,1,against\na,help,formal,relief,1,for\n"
    found = read_study(study(tmp_path, "id,source,text,codes\na,g,x,pay\n", claims=claims))
    assert found.claims["effect"].to_list() == [-1, 1]
    assert "stance" not in found.claims.columns


def test_every_fault_is_told_at_once(tmp_path):
    bad = ("pay,agianst", "!trainin,", "!;pay,", "!pay,for", "pay;pay,against")
    rows = "id,source,text,codes,stance\n" + "".join(f"s{n},g,x,{cells}\n" for n, cells in enumerate(bad))
    claims = "statement,aspect,pole,outcome,effect,stance\ns0,access,formal,relief,1,no\n"
    assert faults(study(tmp_path, rows, claims=claims)) == [
        ("claims.csv", 2, "unknown stance `no`: there is `for`, `against`"),
        ("statements.csv", 2, "unknown stance `agianst`: did you mean `against`?"),
        ("statements.csv", 3, "unknown code `trainin` after `!`: did you mean `training`?"),
        (
            "statements.csv",
            4,
            "`!` without a code: write `!code` where a statement speaks against what the code says",
        ),
        (
            "statements.csv",
            5,
            "`!pay` beside the stance `for`: say it once, with `!` or in the column `stance`",
        ),
        ("statements.csv", 6, "the code `!pay` is put twice on statement `s4`: once is enough"),
    ]


def test_faults_of_a_table_of_codings(tmp_path):
    texts = "id,source,text,stance\na,g,x,against\n"
    table = "statement,code,coder,stance\na,,Anna,against\na,pay,Anna,never\na,!,Bo,\n"
    assert faults(study(tmp_path, texts, codings=table)) == [
        ("codings.csv", 2, "`code` is blank, and `stance` is `against`: a stance is of a code"),
        ("codings.csv", 3, "unknown stance `never`: there is `for`, `against`"),
        (
            "codings.csv",
            4,
            "`!` without a code: write `!code` where a statement speaks against what the code says",
        ),
        (
            "statements.csv",
            1,
            "a column `stance` here, and `codings` in study.yaml: a stance is of a coding, give it there",
        ),
    ]
    blank = "id,source,text,codes,stance\na,g,x,,against\nb,g,x,pay,\n"
    told = faults(study(tmp_path / "blank", blank))
    assert [line for _, line, _ in told] == [2]


def test_for_and_against_by_one_coder_is_warned_of(tmp_path):
    rows = "id,source,text,codes,coder\na,g,x,pay;!pay,Anna\nb,g,y,pay,Anna\nb,g,y,!pay,Bo\n"
    folder = study(tmp_path, rows)
    _, warnings = check_study(folder)
    assert [(w.line, w.message) for w in warnings] == [
        (2, "statement `a` has `pay` and `!pay` by `Anna`: for and against at once; both count")
    ]
    assert it.profile(folder).balance[0, 0] == 0


def test_a_child_covers_its_parent_in_its_own_stance_only(tmp_path):
    one = "id,source,text,codes\na,g,x,{}\n"
    covered = it.profile(study(tmp_path / "covered", one.format("!wage;!pay"))).balance[0, 0]
    beside = it.profile(study(tmp_path / "beside", one.format("!wage;pay"))).balance[0, 0]
    assert (covered, beside) == (-0.5, 0.25)


GROUPS = [f"g{n}" for n in range(6)]


def six_groups(folder: Path, sign: str) -> Path:
    """Six groups each say that they must not have this, of every aspect, and that it would do harm."""
    said = [(f"{g}-{code}", g, code) for g in GROUPS for code in ("pay", "training")]
    rows = "".join(f"{s},{g},We must not have this,{sign}{code},ought\n" for s, g, code in said)
    place = {"pay": "access", "training": "help"}
    claims = "".join(f"{s},{place[code]},formal,relief,-1\n" for s, _, code in said)
    return study(
        folder,
        f"id,source,text,codes,mode\n{rows}",
        claims=f"statement,aspect,pole,outcome,effect\n{claims}",
        outcomes="id,title,wanted\nrelief,Relief,1\n",
    )


def test_what_six_groups_reject_they_do_not_want(tmp_path):
    folder = six_groups(tmp_path, "!")
    assert it.profile(folder, view="ought").balance.tolist() == [[-1, -1]]
    assert it.profile(folder, view="useful").balance.tolist() == [[-1, -1]]
    assert it.types(folder, view="ought").cases[0].assigned == "soft"
