"""Leaving one out: against the engine on the study without it, and against the definitions."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from idealtypes.analyses.influence.influence import KINDS, Kind, influence
from idealtypes.engine.result import said
from idealtypes.engine.views import study_profile
from idealtypes.files.study import read_study
from idealtypes.model.study import StudyData
from tests.engine.made import BOOK, Row, coded_rows, shares_of, study_of

from ..examples import examples

STUDIES = Path(__file__).parents[1] / "studies"
DEMO = Path(__file__).parents[2] / "examples" / "support_colleagues"
ROUNDED = 1e-11  # the tally's masses have twelve decimals
WAYS = st.tuples(
    st.sampled_from(["statement", "coding", "source"]),
    st.sampled_from(["keep", "once_per_source"]),
    st.sampled_from(["source", "rater"]),
)


def without(study: StudyData, kind: Kind, item: str) -> StudyData:
    """The study as if nobody had coded the item."""
    column = pl.col("statement" if kind == "statement" else "code")
    if kind == "source":
        said = study.statements.filter(pl.col("source") == item)["id"].to_list()
        return dataclasses.replace(study, codings=study.codings.filter(~pl.col("statement").is_in(said)))
    return dataclasses.replace(study, codings=study.codings.filter(column != item))


@pytest.mark.parametrize("path", [DEMO, STUDIES / "good_full"], ids=["demo", "full"])
@pytest.mark.parametrize("kind", KINDS)
def test_leaving_one_out_is_the_profile_of_the_study_without_it(path: Path, kind: Kind) -> None:
    study = read_study(path)
    found = influence(study)
    left, before = found.left_out(kind), found.profile.shares
    items = sorted(set(left.item.tolist()))
    for item in items[:: max(1, len(items) // 6)]:
        rows = np.flatnonzero(left.item == item)
        expected = study_profile(without(study, kind, left.ids[item])).shares
        shares = before.copy()
        shares[left.case[rows], left.aspect[rows]] = left.after[rows]
        np.testing.assert_allclose(shares, expected, atol=ROUNDED)


@given(coded_rows(), WAYS)
@examples(25)
def test_every_statement_source_and_code_left_out_by_the_definitions(
    rows: list[Row], way: tuple[str, str, str]
) -> None:
    weighting, repeats, unit = way
    study = study_of(rows, BOOK, cases=("here", "there"), weighting=weighting, repeats=repeats, unit=unit)
    found = influence(study)
    before = shares_of(rows, BOOK, *way)
    position = {"statement": 0, "source": 3 if unit == "rater" else 1, "code": 4}
    for kind in KINDS:
        left, n = found.left_out(kind), position[kind]
        for item in {row[n] for row in rows}:
            after = shares_of([r for r in rows if r[n] != item], BOOK, *way)
            mine = {
                (found.profile.cases[left.case[r]], found.profile.aspects[left.aspect[r]]): left.after[r]
                for r in range(len(left.item))
                if left.ids[left.item[r]] == item
            }
            for key, shares in before.items():
                expected = after.get(key)
                got = mine.get(key)
                if got is None:  # the item does not touch it
                    assert expected == pytest.approx(shares, abs=ROUNDED)
                elif expected is None:
                    assert np.isnan(got).all()
                else:
                    assert got[: len(expected)] == pytest.approx(expected, abs=ROUNDED)


def rows_of(*said: tuple[str, str]) -> list[Row]:
    """Source and code of one statement each, in one case by one coder without a name."""
    return [(f"t{n}", source, ("here",), "", code, 1.0) for n, (source, code) in enumerate(said, 1)]


def test_change_and_type_changes_by_hand() -> None:
    # access: informal, informal, formal: (−1 −1 +1)/3 = −1/3; care: kin alone
    study = study_of(rows_of(("s1", "open"), ("s2", "open"), ("s3", "form"), ("s1", "kin")), BOOK)
    found = influence(study)
    rows = {(r["source"], r["aspect"]): r for r in found.records("source")}
    assert set(rows) == {("s1", "access"), ("s1", "care"), ("s2", "access"), ("s3", "access")}
    assert rows["s3", "access"]["change"] == pytest.approx(-2 / 3)  # to −1
    assert not rows["s3", "access"]["type_changes"]
    # without s2 access stands at 0, and no pole has more than half
    assert rows["s2", "access"]["change"] == pytest.approx(1 / 3)
    assert rows["s2", "access"]["type_changes"]
    assert rows["s2", "access"]["becomes"] is None
    assert rows["s1", "care"]["change"] is None
    assert rows["s1", "care"]["why"] == "nobody else speaks of it"
    assert rows["s1", "care"]["type_changes"]


def test_a_case_without_a_type_does_not_change_it() -> None:
    # access at 0 with s1 to s4; care silent throughout: another pole of access is no other type
    study = study_of(rows_of(("s1", "open"), ("s2", "open"), ("s3", "form")), BOOK)
    found = influence(study)
    assert (found.sources.corner[:, 1] == -1).all()
    assert not found.sources.type_changes.any()
    assert all(r["becomes"] is None for r in found.records("source"))


def test_once_per_source_a_code_stays_while_one_coder_keeps_it() -> None:
    rows: list[Row] = [
        ("t1", "s1", ("here",), "a", "open", 1.0),
        ("t1", "s1", ("here",), "b", "open", 0.5),
        ("t2", "s1", ("here",), "b", "open", 1.0),
        ("t3", "s1", ("here",), "b", "form", 1.0),
    ]
    found = influence(study_of(rows, BOOK, repeats="once_per_source"))
    changes = {r["statement"]: r["change"] for r in found.records("statement")}
    # without t1 coder a is silent, but b still puts open: open and form, once each, as before
    assert changes["t1"] == pytest.approx(0)
    assert changes["t3"] == pytest.approx(-1)
    weighed = influence(study_of(rows, BOOK, repeats="once_per_source", weighting="coding"))
    changes = {r["statement"]: r["change"] for r in weighed.records("statement")}
    # open 1 + .75 and form 1: (1 − 1.75)/2.75; without t1 open is 1 by b alone, and the balance 0
    assert changes["t1"] == pytest.approx(0.75 / 2.75)


def test_with_three_poles_the_largest_change_of_a_share_is_given() -> None:
    found = influence(study_of(rows_of(("s1", "kin"), ("s2", "pay"), ("s2", "open")), BOOK))
    (row,) = [r for r in found.records("source") if r["aspect"] == "care" and r["source"] == "s1"]
    # (.35, .2, .45) becomes (.7, .3, 0)
    assert row["pole"] == "family"
    assert row["change"] == pytest.approx(-0.45)
    assert (row["before"], row["after"]) == (pytest.approx(0.45), pytest.approx(0))


def test_without_a_child_code_its_parent_counts() -> None:
    rows: list[Row] = [("t1", "s1", ("here",), "", code, 1.0) for code in ("form", "hours")]
    found = influence(study_of(rows, BOOK))
    changes = {r["code"]: r for r in found.records("code")}
    # hours (.85 formal) covers form; without it form (1) counts, without form nothing changes
    assert changes["hours"]["after"] == pytest.approx(1)
    assert changes["hours"]["change"] == pytest.approx(0.3)
    assert "form" not in changes


def test_the_answer_keeps_the_contract_and_sorts_by_change() -> None:
    answer = json.loads(json.dumps(influence(read_study(DEMO)).to_dict()))
    assert {"format", "settings", "sources", "codes", "statements", "flip", "borders"} <= set(answer)
    assert {"source", "aspect", "change", "type_changes"} <= set(answer["sources"][0])
    assert {"case", "type", "statements"} <= set(answer["flip"][0])
    sizes = [abs(r["change"]) for r in answer["statements"] if r["change"] is not None]
    assert sizes == sorted(sizes, reverse=True)
    assert len(influence(read_study(DEMO)).to_dict(most=3)["statements"]) == 3


def test_one_source_a_silent_case_and_nothing_coded_are_said_in_words() -> None:
    one = influence(study_of(rows_of(("s1", "open"), ("s1", "kin")), BOOK, cases=("here", "there")))
    assert said(one.why) == "one source: without it nothing is left"
    assert all(r["why"] == "nobody else speaks of it" for r in one.records("source"))
    here, there = one.to_dict()["flip"]
    assert here["statements"] is None
    assert "only silence" in here["why"]
    assert there["type"] is None
    assert there["why"] == "no type: nobody speaks of `access`, `care`"
    assert "no type" in str(one)
    nothing = influence(study_of(rows_of(("s1", "aside")), BOOK))
    assert said(nothing.why) == "nothing to leave out: no coded statement bears on an aspect"
    assert nothing.to_dict()["sources"] == []
    unnamed = influence(study_of(rows_of(("s1", "open"), ("s2", "form")), BOOK, unit="rater"))
    assert unnamed.why is not None
    assert "name no rater" in (said(unnamed.why) or "")
