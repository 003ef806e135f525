"""Set relations: the numbers of R's QCA, hand-made cases, what holds for any memberships, and what R is given."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from idealtypes.analyses.sets.calibrated import calibrated_table
from idealtypes.analyses.sets.case_outcome import case_outcome
from idealtypes.analyses.sets.fits import _fit, set_fits
from idealtypes.analyses.sets.settheory import necessity, sufficiency, truth_table
from idealtypes.analyses.types.membership import Membership, membership
from idealtypes.engine.result import said
from idealtypes.engine.views import study_profile
from idealtypes.errors import reason
from idealtypes.model.study import StudyData
from tests.engine.build import scheme
from tests.engine.made import BOOK, Row, study_of

R = json.loads((Path(__file__).parent / "r_qca_fit.json").read_text(encoding="utf-8"))
SETS = {name: {k: np.array(v, float) for k, v in data.items()} for name, data in R["data"].items()}
EXACT: dict[str, float] = {"abs": 1e-9, "rel": 0}


def formula(data: dict[str, Any], text: str) -> Any:
    """Membership in a sum of products such as `DEV*~URB+LIT`."""

    def literal(name: str) -> Any:
        return 1 - data[name[1:]] if name[0] == "~" else data[name]

    return np.max([np.min([literal(n) for n in term.split("*")], axis=0) for term in text.split("+")], axis=0)


@pytest.mark.parametrize("table", R["tables"], ids=lambda t: t["id"])
def test_truth_tables_agree_with_r(table: dict[str, Any]) -> None:
    data = SETS[table["data"]]
    ours = truth_table(
        {c: data[c] for c in table["conditions"]},
        data[table["outcome"]],
        inclusion=table["inclusion"],
        least=table["least"],
        complete=True,
    )
    assert ours.corners == len(table["rows"]) == len(ours.rows)
    for row, (configuration, n, consistency, pri, out) in zip(ours.rows, table["rows"], strict=True):
        assert "".join(map(str, row.configuration)) == configuration
        assert (row.n, row.out) == (n, out)
        assert row.consistency == (None if consistency is None else pytest.approx(consistency, **EXACT))
        assert row.pri == (None if pri is None else pytest.approx(pri, **EXACT))


@pytest.mark.parametrize("table", R["tables"], ids=lambda t: t["id"])
def test_the_terms_of_solutions_agree_with_r(table: dict[str, Any]) -> None:
    data = SETS[table["data"]]
    for term, *numbers in table["terms"]:
        fit = sufficiency(formula(data, term), data[table["outcome"]])
        assert [fit.consistency, fit.pri, fit.coverage] == pytest.approx(numbers, **EXACT)


@pytest.mark.parametrize("fit", R["fits"], ids=lambda f: f"{f['expression']}-{f['relation']}")
def test_fits_agree_with_r(fit: dict[str, Any]) -> None:
    data = SETS["LF"]
    relation = sufficiency if fit["relation"] == "sufficiency" else necessity
    ours = relation(formula(data, fit["expression"]), data["SURV"])
    third = "pri" if fit["relation"] == "sufficiency" else "ron"
    for name in ("consistency", "coverage", third):
        assert getattr(ours, name) == pytest.approx(fit[name], **EXACT)
    assert ours.to_dict() == {name: getattr(ours, name) for name in ("consistency", "coverage", third)}


@pytest.mark.parametrize("table", R["multivalue"], ids=lambda t: t["id"])
def test_conditions_with_three_poles_agree_with_r(table: dict[str, Any]) -> None:
    data = table["data"]
    poles = {c: np.eye(max(data[c]) + 1)[data[c]] for c in table["conditions"]}
    ours = truth_table(poles, data[table["outcome"]], inclusion=table["inclusion"], complete=True)
    found = [["".join(map(str, r.configuration)), r.n, r.consistency, r.out] for r in ours.rows]
    assert found == table["rows"]


UNIT = st.integers(0, 100).map(lambda x: x / 100)
PAIRS = st.lists(st.tuples(UNIT, UNIT), min_size=1, max_size=12)


@given(PAIRS)
def test_what_holds_for_any_memberships(pairs: list[tuple[float, float]]) -> None:
    x, y = np.array(pairs).T
    enough, needed = sufficiency(x, y), necessity(y, x)
    assert (enough.consistency, enough.coverage) == (needed.consistency, needed.coverage)
    for value in (enough.consistency, enough.coverage, needed.ron):
        assert value is None or -1e-12 <= value <= 1 + 1e-12
    if enough.consistency is not None:
        assert (enough.consistency > 1 - 1e-12) == bool((x <= y).all())
        assert enough.pri is None or enough.pri <= enough.consistency + 1e-12
    rows = truth_table({"a": x, "b": 1 - x}, y).rows
    assert sum(r.n for r in rows) == int(((x > 0.5) | (x < 0.5)).sum())


@given(PAIRS)
def test_a_truth_table_has_every_case_once_or_says_that_it_is_in_no_corner(
    pairs: list[tuple[float, float]],
) -> None:
    x, y = np.array(pairs).T
    table = truth_table({"a": x}, y, cases=[f"c{n}" for n in range(len(x))])
    inside = [case for row in table.rows for case in row.cases]
    assert sorted([*inside, *table.unassigned]) == sorted(f"c{n}" for n in range(len(x)))
    assert set(table.unassigned) == {f"c{n}" for n, value in enumerate(x) if value == 0.5}


def test_cuts_remainders_and_deviant_cases() -> None:
    x = {"a": [0.9, 0.8, 0.7, 0.1], "b": [0.9, 0.9, 0.9, 0.9]}
    y = [0.9, 0.8, 0.4, 0.9]
    table = truth_table(x, y, cases=["k", "l", "m", "n"])
    here = {r.configuration: r for r in table.rows}
    assert here[1, 1].out == "1"
    assert here[1, 1].deviant == ("m",)
    assert table.poles(here[0, 1]) == {"a": "absent", "b": "present"}
    assert {r.configuration: r.out for r in truth_table(x, y, least=2).rows} == {(0, 1): "R", (1, 1): "1"}
    assert {r.configuration: r.out for r in truth_table(x, y, pri=0.99).rows} == {(0, 1): "1", (1, 1): "0"}
    assert {r.configuration: r.out for r in truth_table(x, y, inclusion=0.999).rows} == {
        (0, 1): "1",
        (1, 1): "0",
    }
    json.dumps(table.to_dict(), allow_nan=False)


def test_a_third_reaches_a_cut_of_a_third_whatever_the_rounding() -> None:
    consistency = 0.1 + 0.2  # .30000000000000004 in binary, and 3/10 in decimals
    assert truth_table({"a": [1.0]}, [0.3], inclusion=consistency).rows[0].out == "1"


def test_nothing_to_divide_by_is_none() -> None:
    fit = sufficiency([0, 0], [1, 0])
    assert (fit.consistency, fit.coverage, fit.pri) == (None, 0, None)
    assert necessity([1, 1], [1, 1]).ron is None


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (lambda: sufficiency([0.5, 1.2], [0, 1]), "the condition has memberships outside 0 to 1"),
        (lambda: necessity([0.5], [float("nan")]), "the outcome has memberships outside 0 to 1, or missing"),
        (lambda: sufficiency([0.5], [0.5, 0.5]), "shapes"),
        (lambda: truth_table({"a": [[1.0], [0.0]]}, [1, 0]), "give \\(cases,\\) or \\(cases, poles\\)"),
        (lambda: truth_table({str(n): [1.0] for n in range(13)}, [1], complete=True), "8192 corners"),
    ],
)
def test_what_cannot_be_is_said(wrong: Any, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        wrong()


CODES = {"if": ("open", "kin"), "fs": ("form", "both"), "is": ("open", "both")}


def made(**codes: list[str]) -> StudyData:
    """A case a keyword, with a statement a code; `access` is informal or formal, `care` market, state or family."""
    rows: list[Row] = [
        (f"{case}{n}", f"{case}-{n % 3}", (case,), "", code, 1.0)
        for case, names in codes.items()
        for n, code in enumerate(names)
    ]
    return study_of(rows, BOOK, cases=tuple(codes), unit="none")


FOUR = made(
    a=["open", "open", "open", "form", "kin"],
    b=["form", "form", "form", "open", "both"],
    c=["form", "form", "pay"],
    d=["open"],
)


def with_outcome(study: StudyData, values: list[Any], name: str = "reach") -> StudyData:
    return dataclasses.replace(study, cases=study.cases.with_columns(pl.Series(name, values)))


def members(study: StudyData) -> Membership:
    return membership(study_profile(study))


def test_the_fit_of_types_and_poles_by_hand() -> None:
    study = with_outcome(FOUR, ["0,9", "0.2", "0.1", "1"])
    fits = set_fits(members(study), case_outcome(study, "reach"))
    assert fits.degrees.cases == ("a", "b", "c")
    assert {case: said(why) for case, why in fits.degrees.left_out.items()} == {
        "d": "nobody speaks of `care`"
    }
    by_name = {c.condition: c for c in fits.conditions}
    # access: a has 3 of 4 informal; b 1 + .3 of 5; c none. Outcome .9, .2, .1
    x, y = np.array([0.75, 0.26, 0.0]), np.array([0.9, 0.2, 0.1])
    informal = by_name["access=informal"]
    both = np.minimum(x, y).sum()
    assert informal.sufficiency.consistency == pytest.approx(both / x.sum())
    assert informal.necessity.consistency == pytest.approx(both / y.sum())
    assert (informal.kind, informal.title, informal.cases, informal.deviant) == (
        "pole", "access: informal", ("a",), (),
    )  # fmt: skip
    # the clerk is formal and state: a min(.25, .1), b min(.74, 1), c min(1, .3)
    clerk = by_name["clerk"]
    z = np.array([0.1, 0.74, 0.3])
    assert clerk.sufficiency.consistency == pytest.approx(np.minimum(z, y).sum() / z.sum())
    assert clerk.cases == clerk.deviant == ("b",)
    # c is formal and market: a corner without a name, listed since a case is in it
    assert by_name["access=formal,care=market"].cases == ("c",)
    assert fits.table is not None
    assert [(fits.table.poles(r), r.cases, r.out) for r in fits.table.rows] == [
        ({"access": "informal", "care": "family"}, ("a",), "1"),
        ({"access": "formal", "care": "market"}, ("c",), "0"),
        ({"access": "formal", "care": "state"}, ("b",), "0"),
    ]
    assert fits.why is None
    assert fits.to_frame().height == len(fits.conditions)
    json.dumps(fits.to_dict(), allow_nan=False)


def test_the_absence_of_an_outcome_is_an_outcome_of_its_own() -> None:
    study = with_outcome(FOUR, [9, 2, 1, 5])
    there = case_outcome(study, "reach", [0, 5, 10])
    gone = case_outcome(study, "reach", [0, 5, 10], negate=True)
    assert gone.name == "~reach"
    np.testing.assert_allclose(gone.values, 1 - there.values)
    assert there.values[3] == 0.5


def test_corners_of_the_truth_table_are_those_of_the_memberships() -> None:
    study = with_outcome(FOUR, [1, 0, 1, 0])
    found = members(study)
    fits = set_fits(found, case_outcome(study, "reach"))
    corners = {c.case: (c.assigned or c.leans) for c in found.cases}
    types = {c.condition: c.cases for c in fits.conditions if c.kind == "type"}
    for case in fits.degrees.cases:
        assert case in types[str(corners[case])]


def test_an_outcome_that_all_have_and_one_that_nobody_has_evidence_for() -> None:
    alike = with_outcome(FOUR, [1, 1, 1, 1])
    assert set_fits(members(alike), case_outcome(alike, "reach")).why == reason("sets.alike")
    apart = with_outcome(FOUR, [None, None, None, "1"])
    fits = set_fits(members(apart), case_outcome(apart, "reach"))
    assert (fits.why, fits.conditions, fits.table) == (reason("sets.no_cases"), (), None)
    assert fits.degrees.left_out["a"] == reason("sets.no_outcome")
    json.dumps(fits.to_dict(), allow_nan=False)
    assert calibrated_table(members(apart), case_outcome(apart, "reach")).records() == []


@pytest.mark.parametrize(
    ("column", "values", "words"),
    [
        ("reech", [1, 0, 0, 1], "no attribute `reech`: did you mean `reach`"),
        (
            "reach",
            ["1", "much", "0", "little"],
            "case `b`: `much` in `reach` is no number\ncase `d`: `little`",
        ),
        ("reach", [3, 0, -1, 1], "case `a`: 3 in `reach` is no membership from 0 to 1: give three anchors"),
        ("reach", [None, None, None, None], "blank in all cases"),
    ],
)
def test_outcomes_that_cannot_be_read_are_all_named(column: str, values: list[Any], words: str) -> None:
    study = dataclasses.replace(
        FOUR,
        cases=FOUR.cases.with_columns(pl.Series("reach", values, dtype=None if any(values) else pl.String)),
    )
    with pytest.raises(ValueError, match=words):
        case_outcome(study, column)
    with pytest.raises(ValueError, match="rise or fall"):
        case_outcome(with_outcome(FOUR, [1, 2, 3, 4]), "reach", [1, 1, 2])


def test_memberships_of_other_settings_are_refused() -> None:
    study = with_outcome(FOUR, [1, 0, 1, 0])
    other = membership(study_profile(study), anchors=(0.1, 0.5, 0.9))
    with pytest.raises(ValueError, match="change its settings"):
        set_fits(other, case_outcome(study, "reach"))
    settings = study.with_settings(calibration={"anchors": [0.1, 0.5, 0.9]}, connective="product")
    fits = set_fits(members(settings), case_outcome(settings, "reach"))
    clerk = next(c for c in fits.conditions if c.condition == "clerk")
    degree = members(settings).cases[1].find("clerk")
    assert degree is not None
    assert fits.degrees.corners["formal", "state"][1] == pytest.approx(degree.membership)
    assert clerk.sufficiency.consistency is not None


def test_the_table_for_r() -> None:
    study = with_outcome(FOUR, ["0.9", "0.2", "0.1", ""], "støtte 1")
    study = dataclasses.replace(study, cases=study.cases.with_columns(pl.col("støtte 1").replace("", None)))
    table = calibrated_table(members(study), case_outcome(study, "støtte 1"))
    names = [c.name for c in table.columns]
    assert names == [
        "ACCESS", "CAREMARKET", "CARESTATE", "CAREFAMILY", "TYPEFRIEND", "TYPECLERK", "STOTTE1",
    ]  # fmt: skip
    assert all(n.isascii() and n.isalnum() and n.isupper() and n[0].isalpha() for n in names)
    assert [r["case"] for r in table.records()] == ["a", "b", "c"]
    b = table.records()[1]
    assert [round(b[n], 3) for n in names] == [0.74, 0.0, 1.0, 0.0, 0.0, 0.74, 0.2]
    script = table.script('my "table".csv')
    assert 'read.csv("my \\"table\\".csv", row.names = 1' in script
    assert 'conditions <- c("ACCESS", "CAREMARKET", "CARESTATE", "CAREFAMILY")' in script
    assert 'outcome = "STOTTE1"' in script
    assert "#   ACCESS: access is formal" in script
    assert "# Left out: d (nobody speaks of `care`)" in script
    assert "several conditions" in script
    assert table.to_frame().shape == (3, 8)
    alone = calibrated_table(members(study))
    assert not alone.names("outcome")
    assert "truthTable" not in alone.script()


def test_names_in_r_are_never_the_same() -> None:
    book = scheme(
        {"to-do": ("no", "yes"), "todo": ("no", "yes")},
        {"x": {"to-do": (0, 1), "todo": (1, 0)}},
        {"case": {"to-do": "yes", "todo": "no"}},
    )
    study = study_of([("s", "g", ("here",), "", "x", 1.0)], book, unit="none")
    assert [c.name for c in calibrated_table(members(study)).columns] == ["TODO", "TODO2", "TYPECASE"]


def test_a_half_is_neither_in_a_condition_nor_in_an_outcome() -> None:
    row = truth_table({"a": [1, 1]}, [1, 0.5], inclusion=0.7).rows[0]
    assert (row.out, row.consistency, row.deviant) == ("1", 0.75, ())
    halved = made(p=["open", "form", "kin"], q=["open", "kin"], r=["form", "kin"])
    study = with_outcome(halved, ["1", "0.5", "0"])
    fits = set_fits(members(study), case_outcome(study, "reach"))
    by_name = {c.condition: c for c in fits.conditions}
    assert by_name["access=informal"].cases == ("q",)  # p is exactly between
    assert by_name["access=informal"].deviant == ()  # its outcome is exactly between
    assert fits.at_crossover == ("q",)
    assert by_name["access=formal"].cases == by_name["access=formal"].deviant == ("r",)
    # p is in no corner: with it alone no corner of its is listed
    alone = with_outcome(made(p=["open", "form", "kin"], s=["open", "form", "pay"]), ["1", "0"])
    corners = {c.condition for c in set_fits(members(alone), case_outcome(alone, "reach")).conditions}
    assert not {name for name in corners if name.startswith("access=") and "care=" in name}


def test_the_absence_of_a_type_is_a_condition_of_its_own() -> None:
    study = with_outcome(FOUR, ["0,9", "0.2", "0.1", "1"])
    fits = set_fits(members(study), case_outcome(study, "reach"))
    by_name = {c.condition: c for c in fits.conditions}
    gone, y = 1 - np.array([0.1, 0.74, 0.3]), np.array([0.9, 0.2, 0.1])
    both = np.minimum(gone, y).sum()
    assert by_name["~clerk"].sufficiency.consistency == pytest.approx(both / gone.sum())
    assert by_name["~clerk"].necessity.consistency == pytest.approx(both / y.sum())
    assert by_name["~clerk"].cases == ("a", "c")


def test_an_outcome_of_a_half_is_neither_with_nor_without() -> None:
    """A case in a condition with the outcome at ½ is no deviant case; it is named as at the crossover."""
    x = np.array([0.9, 0.8, 0.7, 0.2])
    outcome = np.array([0.5, 0.49, 0.9, 0.5])
    fit = _fit("type", "soft", "Soft", x, outcome, ["a", "b", "c", "d"])
    assert fit.cases == ("a", "b", "c")
    assert fit.deviant == ("b",)
