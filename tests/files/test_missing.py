"""Codes for missing values: declared ones are blanks in every table, others are told where they would count."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import idealtypes as it
from idealtypes.errors import BadInput
from idealtypes.files.column_audit import audit
from idealtypes.files.faults import Findings
from idealtypes.files.study import check_study
from idealtypes.files.tables import Table
from idealtypes.model.missing import declaration, forms, look_missing

SCHEME = """\
format: 1
id: small
title: Small
theory: march_olsen
aspects: [{id: help, title: Help, axis: formality}]
codes:
  - {id: ring, title: Ring, place: {aspect: help, pole: informal}}
  - {id: form, title: Form, place: {aspect: help, pole: formal}}
"""


def written(folder: Path, more: str = "", **tables: str) -> Path:
    """A study of these tables; those of the names of keys are named in study.yaml."""
    (folder / "scheme.yaml").write_text(SCHEME)
    named = "".join(f"{key}: {key}.csv\n" for key in tables)
    (folder / "study.yaml").write_text(f"format: 1\ntitle: T\nscheme: ./scheme.yaml\n{named}{more}")
    for key, text in tables.items():
        (folder / f"{key}.csv").write_text(text)
    return folder


STATEMENTS = (
    "id,source,text,codes,coder,age\ns1,-99,t,ring,Anna,31\ns2,Int 2,.,form,NA,-99\ns3,Int 2,t,NA,Bo,40\n"
)


def test_declared_codes_are_blanks_in_names_numbers_and_texts(tmp_path: Path) -> None:
    study = it.read_study(
        written(
            tmp_path,
            'missing: [-9, NA, "."]\n',
            statements="id,source,text,codes,case,age\ns1,A,.,ring,NA,-9.0\ns2,B,t,NA,x,31\n",
            sources="id,years\nA,NA\nB,−9\n",
        )
    )
    assert study.statements["text"].to_list() == ["", "t"]
    assert study.statements["age"].to_list() == [None, "31"]
    assert study.sources["years"].to_list() == [None, None]
    assert study.codings["statement"].to_list() == ["s1"]
    assert study.cases["id"].to_list() == ["x"]
    assert study.warnings == ()


def test_a_blank_where_something_has_to_stand_is_the_usual_fault(tmp_path: Path) -> None:
    folder = written(tmp_path, "missing: -99\n", statements=STATEMENTS)
    faults, _ = check_study(folder)
    assert [fault.line for fault in faults] == [2, 4]  # a source, and a code that is `NA`, undeclared
    assert "has no source" in faults[0].message


@pytest.mark.parametrize(
    ("missing", "more", "why"),
    [
        ("[-99, ring]", {}, "it is a code"),
        ("[formal]", {}, "it is a pole"),
        ("[help]", {}, "it is an aspect"),
        ("[ought]", {}, "it is a mode"),
        ("[0.5]", {}, "it is an intensity"),
        ("[-1]", {"claims": "statement,aspect,pole,outcome,effect\ns1,help,formal,use,-1\n"}, "`effect`"),
        ("[0]", {"ratings": "case,aspect,rater,position\nx,help,R,0.5\n"}, "a position on the rating scale"),
    ],
)
def test_a_code_that_means_something_cannot_be_missing(
    tmp_path: Path, missing: str, more: dict[str, str], why: str
) -> None:
    statements = "id,source,text,codes,case\ns1,A,t,ring,x\n"
    faults, _ = check_study(written(tmp_path, f"missing: {missing}\n", statements=statements, **more))
    told = [fault for fault in faults if "cannot be declared missing" in fault.message]
    assert len(told) == 1
    assert told[0].file.endswith("study.yaml")
    assert told[0].line == 5 + len(more)
    assert why in told[0].message


def test_undeclared_codes_are_told_with_what_they_do(tmp_path: Path) -> None:
    rows = "".join(f"s{n},Int {n},t,ring,,{30 + n}\n" for n in range(4, 9))
    _, warnings = check_study(written(tmp_path, statements=STATEMENTS.replace(",NA,Bo", ",,Bo") + rows))
    assert [(fault.line, fault.message.partition(":")[0]) for fault in warnings] == [
        (2, "`source` is `-99`"),
        (3, "`coder` is `NA`"),
        (3, "`age` is `-99`"),
    ]
    assert "counts as one informant of that name" in warnings[0].message
    assert "`missing: [-99]` in study.yaml" in warnings[0].message


@pytest.mark.parametrize(
    ("values", "found"),
    [
        (["1", "2", "999"], ["999"]),
        (["0", "5", "-9"], ["-9"]),
        (["-3", "4", "-9"], []),  # other numbers are below 0, too
        (["80", "95", "99"], []),
        (["Int 1", "Int 2", "999"], ["999"]),
        (["A", "n/a", "?"], ["n/a", "?"]),
        (["Nana", "Naomi", "Anna"], []),
        (["1", "2", "99"], ["99"]),
        (["-99"], ["-99"]),
        (["99"], []),
    ],
)
def test_what_looks_missing(values: list[str], found: list[str]) -> None:
    assert look_missing(values) == found


@given(st.lists(st.integers(1, 200), min_size=1, max_size=30, unique=True))
def test_codes_below_zero_stand_out_among_positive_numbers(others: list[int]) -> None:
    assert "-99" in look_missing(["-99", *map(str, others)])


@given(st.lists(st.floats(-1e6, 1e6, allow_nan=False).map(lambda x: f"{x:.3f}"), max_size=8))
def test_every_declared_code_is_its_own_form(codes: list[str]) -> None:
    assert set(codes) <= set(forms(codes))


def test_a_declaration_can_be_pasted(tmp_path: Path) -> None:
    codes = ["-99", "NA", ".", "null", "no", "k. a."]
    statements = "id,source,text,codes,a\n" + "".join(f"s{n},A,t,ring,{c}\n" for n, c in enumerate(codes))
    study = it.read_study(written(tmp_path, declaration(codes) + "\n", statements=statements))
    assert study.statements["a"].null_count() == len(codes)
    assert (
        it.read_study(written(tmp_path, "missing: [null]\n", statements=statements)).statements["a"][3]
        is None
    )


# odd cells


def audited(column: list[str | None], name: str = "x") -> list[tuple[int | None, str]]:
    findings = Findings()
    frame = pl.DataFrame({"id": [f"s{n}" for n in range(len(column))], name: column})
    audit("statements", Table("t.csv", frame, pl.Series(range(2, len(column) + 2)), 1), findings)
    return [(fault.line, fault.message) for fault in findings.warnings]


@pytest.mark.parametrize(
    ("others", "odd", "told"),
    [
        (["0", "1"] * 10, "2", "`x` is `2` among 0 and 1"),
        ([str(n) for n in range(20)], "twelve", "`x` is `twelve` among numbers"),
        (["nurse", "doctor"] * 10, "2024-03-01", "`x` is `2024-03-01` among words"),
    ],
)
def test_a_cell_unlike_the_others_is_told_by_its_address(others: list[str], odd: str, told: str) -> None:
    assert audited([*others]) == []
    ((line, message),) = audited([*others[:7], odd, *others[7:]])
    assert line == 9
    assert message.startswith(told)


@pytest.mark.parametrize("name", ["n", "cell", "number", "count", "line", "literal"])
def test_columns_of_any_name_are_audited(name: str) -> None:
    assert [line for line, _ in audited([*(["0", "1"] * 8), "2"], name)] == [18]


@pytest.mark.parametrize(
    "column",
    [
        ["1", "2", "3"] * 9,
        ["0", "1", "2"] * 9,
        ["2024-01-01", "2024-02-02"] * 9,
        ["1", "both", "2"] * 9,
        ["0", "1", "2"],
        [None, "0", "1"] * 9,
    ],
)
def test_columns_of_several_kinds_are_nothing_odd(column: list[str | None]) -> None:
    assert audited(column) == []


def test_faults_of_a_study_are_told_all_at_once(tmp_path: Path) -> None:
    folder = written(tmp_path, "missing: [ring, -99]\n", statements=STATEMENTS)
    with pytest.raises(BadInput) as problem:
        it.read_study(folder)
    assert "study.yaml" in str(problem.value)
    assert "statements.csv" in str(problem.value)
