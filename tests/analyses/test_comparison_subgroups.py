"""Subgroups by an attribute of statements, sources or cases, and trends over ordered ones."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import polars as pl
import pytest

import idealtypes as it
from idealtypes.analyses.compare.comparison import compare
from idealtypes.analyses.compare.level_order import level_order
from idealtypes.analyses.compare.subgroups import subgroups
from idealtypes.analyses.compare.trend import trends
from idealtypes.engine.result import said
from idealtypes.errors import BadInput
from tests.analyses.comparing import speaking, standing

SCHEME = """\
format: 1
id: small
title: Small
theory: march_olsen
aspects:
  - {id: help, title: Help, axis: formality}
  - {id: contact, title: Contact, axis: formality}
codes:
  - {id: hi, title: Informal help, place: {aspect: help, pole: informal}}
  - {id: hf, title: Formal help, place: {aspect: help, pole: formal}}
  - {id: ci, title: Informal contact, place: {aspect: contact, pole: informal}}
"""
STUDY = """\
format: 1
title: A small study
scheme: scheme.yaml
statements: statements.csv
sources: sources.csv
cases: cases.csv
"""
STATEMENTS = """\
id,source,text,codes,case,phase,year,constant,rare
s1,g1,Before,hi,one,before,2010,x,
s2,g1,After,hf,one,after,2012,x,
s3,g2,Before,hi,one,before,2010,x,y
s4,g2,After,hf,two,after,2012,x,
s5,g3,Before,hi,two,before,2010,x,
s6,g3,After,hf;ci,two,after,"2012,5",x,
s7,g3,Not coded,,two,later,2020,x,
s8,told,The authors,hf,two,told,1999,x,z
s9,g3,Without a phase,hf,two,,2012,x,
"""
SOURCES = (
    "id,kind,profession\ng1,interview,doctor\ng2,interview,nurse\ng3,interview,nurse\ntold,reported,author\n"
)
CASES = "id,title,country\none,One,Norway\ntwo,Two,Sweden\n"


@pytest.fixture
def study(tmp_path: Path) -> it.Study:
    files = {"scheme.yaml": SCHEME, "study.yaml": STUDY, "statements.csv": STATEMENTS}
    files |= {"sources.csv": SOURCES, "cases.csv": CASES}
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return it.read_study(tmp_path)


def test_by_an_attribute_of_statements(study: it.Study) -> None:
    found = subgroups(study, "phase")
    assert found.of == "statements"
    assert found.levels == ("before", "after")
    assert found.counts == {"before": 3, "after": 3}
    assert found.why is None
    (skipped,) = found.skipped
    assert (skipped.what, skipped.why) == ("1 of 7 coded statements", "no value of `phase`")
    assert any("2 cases are put together (`one`, `two`)" in note for note in map(said, found.notes) if note)
    assert any(
        "fewer than 5 coded statements: before (3), after (3)" in note
        for note in map(said, found.notes)
        if note
    )
    assert isinstance(found.study, it.Study)
    profile = found.study.profile(draws=500)
    assert profile.cases == ("before", "after")
    assert profile.titles == ("before", "after")
    assert profile.balance[:, 0].tolist() == [-1, 1]
    pair = compare(profile).pairs[0]
    assert pair.difference == pytest.approx(-2)
    # The study itself is as it was.
    assert study.profile().cases == ("one", "two")


def test_the_same_sources_before_and_after_are_drawn_jointly() -> None:
    """Sources who lean alike before and after: what is not known of the two goes together."""
    profile = speaking({"before": {"a": (0.5, 0.5)}, "after": {"a": (0.5, 0.5)}}, sources=10, shared=True)
    lean = np.array([int(s[1:]) % 2 for s in profile.rows["source"]])
    rows = profile.rows.with_columns(code=np.where(lean == 1, "a-formal", "a-informal"))
    drawn = it.profile(rows, profile.scheme, draws=2000).draws.balance(0)
    assert np.corrcoef(drawn)[0, 1] > 0.6


def test_by_an_attribute_of_sources_and_of_cases(study: it.Study) -> None:
    by_source = subgroups(study, "profession")
    assert (by_source.of, by_source.levels) == ("sources", ("doctor", "nurse"))
    assert by_source.counts == {"doctor": 2, "nurse": 5}
    assert subgroups(study.with_settings(reported="include"), "profession").levels == (
        "doctor",
        "nurse",
        "author",
    )
    by_case = subgroups(study, "country")
    assert (by_case.of, by_case.levels) == ("cases", ("Norway", "Sweden"))
    assert not any("put together" in note for note in map(said, by_case.notes) if note)
    assert by_case.study.profile(draws=200).statements[:, 0].tolist() == [3, 4]


def test_numbers_are_in_order_and_an_order_can_be_declared(study: it.Study) -> None:
    years = subgroups(study, "year")
    assert (years.levels, years.numbers, years.order) == (
        ("2010", "2012", "2012,5"),
        (2010, 2012, 2012.5),
        "number",
    )
    names = subgroups(study, "phase")
    assert (names.numbers, names.order) == (None, None)
    declared = subgroups(study, "phase", order=["after", "before"])
    assert (declared.levels, declared.numbers, declared.order) == (("after", "before"), (1, 2), "declared")
    part = subgroups(study, "year", order=["2012", "2010"])
    assert any(s.why == "`2012,5` is not in the order given" for s in part.skipped)
    assert part.study.profile(draws=200).cases == ("2012", "2010")


@pytest.mark.parametrize(
    ("values", "levels", "numbers", "order"),
    [
        (("Wave 10", "Wave 2", "wave 1"), ("wave 1", "Wave 2", "Wave 10"), (1, 2, 10), "numbered"),
        (("2. runde", "1. runde"), ("1. runde", "2. runde"), (1, 2), "numbered"),
        (("T2", "T1"), ("T1", "T2"), (1, 2), "numbered"),
        (("2021-07", "2020-01-01"), ("2020-01-01", "2021-07"), (2020, 2021.5), "date"),
        (("2021-Q3", "2021-Q1"), ("2021-Q1", "2021-Q3"), (2021, 2021.5), "date"),
        (("Wave 2", "Round 1"), ("Wave 2", "Round 1"), None, None),
        (("2021-02-30", "2021-02-01"), ("2021-02-30", "2021-02-01"), None, None),
        (("1", "NA"), ("1", "NA"), None, None),
    ],
)
def test_values_that_have_an_order_of_their_own(
    values: tuple[str, ...], levels: tuple[str, ...], numbers: tuple[float, ...] | None, order: str | None
) -> None:
    found = level_order(values, None, "wave")
    assert (found.levels, found.by) == (levels, order)
    assert found.numbers == (None if numbers is None else pytest.approx(numbers))


def test_numbers_in_names_order_nothing() -> None:
    assert level_order(("Int 2", "Int 1"), None, "source").by is None


def test_why_there_is_no_trend_and_how_to_get_one(study: it.Study) -> None:
    told = [said(note) or "" for note in subgroups(study, "phase").notes]
    assert [note for note in told if "no trend" in note] == [
        "no trend: the values of `phase` have no order of their own, as `before` is neither a number nor a date; to "
        'get one, order them from first to last: --order "before,after"'
    ]
    assert not any("no trend" in (said(note) or "") for note in subgroups(study, "year").notes)
    declared = subgroups(study, "phase", order=["before", "after"])
    assert not any("no trend" in (said(note) or "") for note in declared.notes)


def test_a_level_that_looks_like_a_missing_value_is_told(study: it.Study) -> None:
    years = pl.col("year").replace("2010", "-99")
    coded = dataclasses.replace(study, statements=study.statements.with_columns(years))
    (note,) = (
        text for note in subgroups(coded, "year").notes if "missing value" in (text := said(note) or "")
    )
    assert note.startswith("-99 looks like a missing value, and is compared like any other value of `year`")
    assert "`missing: [-99]`" in note


def test_attributes_that_will_not_do_are_told(study: it.Study) -> None:
    one = subgroups(study, "constant")
    assert said(one.why) == "nothing to compare: `constant` has one value, `x`"
    rare = subgroups(study, "rare")
    assert rare.counts == {"y": 1}
    assert any(
        "most coded statements (6 of 7) have no value of `rare`" in note
        for note in map(said, rare.notes)
        if note
    )
    for attribute, message in (
        ("phases", "no column `phases` in statements, sources or cases; did you mean `phase`"),
        ("text", "this is no attribute"),
        ("case", "cases are compared anyway"),
        ("voice", "no coded statement has a value of `voice`"),
    ):
        with pytest.raises(BadInput, match=message):
            subgroups(study, attribute)
    with pytest.raises(BadInput) as problem:
        subgroups(study, "phase", order=["befor", "afterwards"])
    assert len(problem.value.faults) == 2
    assert "did you mean `before`" in str(problem.value)


def test_too_many_values_are_no_subgroups(tmp_path: Path) -> None:
    rows = "".join(f"s{k},g{k % 5},Said,hi,v{k}\n" for k in range(60))
    files = {
        "scheme.yaml": SCHEME,
        "study.yaml": "format: 1\ntitle: T\nscheme: scheme.yaml\nstatements: statements.csv\n",
        "statements.csv": "id,source,text,codes,every\n" + rows,
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(BadInput, match="`every` has 60 values, too many to compare"):
        subgroups(it.read_study(tmp_path), "every")


def test_the_slope_of_complete_evidence_is_exact() -> None:
    profile = standing({"p": {"a": 0.2}, "q": {"a": 0.3}, "r": {"a": 0.6}})
    (flat,) = trends(profile, [0.0, 1.0, 4.0])
    # Shares .2, .3, .6 at 0, 1, 4 lie on a line of slope .1: .2 in balance.
    assert flat.slope == pytest.approx(0.2)
    assert (flat.interval, flat.probability) == (None, None)
    assert "the evidence is complete" in (said(flat.why) or "")
    assert flat.to_dict()["levels"] == 3


def test_a_rise_is_told_from_noise() -> None:
    rising = {f"y{k}": {"a": (1 - s, s), "b": (0.5, 0.5)} for k, s in enumerate((0.1, 0.4, 0.7, 0.95))}
    a, b = trends(speaking(rising, sources=10), [1, 2, 3, 4])
    assert a.interval is not None
    assert 0 < a.interval[0] < (a.slope or 0) < a.interval[1]
    assert (a.probability or 0) > 0.99
    assert b.interval is not None
    assert b.interval[0] < 0 < b.interval[1]
    twice = trends(speaking(rising, sources=10), [2, 4, 6, 8])[0]
    assert twice.slope == pytest.approx((a.slope or 0) / 2)


def test_the_trend_of_two_levels_is_their_difference() -> None:
    profile = speaking({"p": {"a": (0.7, 0.3)}, "q": {"a": (0.2, 0.8)}})
    (trend,), (pair,) = trends(profile, [10, 14]), compare(profile).pairs
    assert trend.slope == pytest.approx(-(pair.difference or 0) / 4)
    assert trend.interval is not None
    assert pair.interval is not None
    assert trend.interval == pytest.approx((-pair.interval[1] / 4, -pair.interval[0] / 4), abs=1e-3)
    assert trend.probability == pytest.approx(1 - (pair.probability or 0))


def test_with_three_poles_each_has_a_trend_and_they_cancel() -> None:
    found = trends(speaking({"p": {"k": (0.7, 0.2, 0.1)}, "q": {"k": (0.1, 0.2, 0.7)}}), [0, 1])
    assert [t.pole for t in found] == ["x", "y", "z"]
    assert sum(t.slope or 0 for t in found) == pytest.approx(0)
    assert found[2].probability is not None
    assert found[2].probability > 0.95


def test_levels_without_evidence_are_passed_over() -> None:
    cases = {"p": {"a": 0.2, "b": 0.5}, "q": {"a": None, "b": 0.5}, "r": {"a": 0.6, "b": None}}
    a, b = trends(standing(cases), [0, 1, 2])
    assert a.slope == pytest.approx(0.4)
    assert a.levels == 2
    assert b.slope == pytest.approx(0)
    one = trends(standing({"p": {"a": 0.2}, "q": {"a": None}}), [0, 1])[0]
    assert (one.slope, said(one.why)) == (None, "no trend: evidence at 1 of 2 levels")
    with pytest.raises(ValueError, match="there are 2 cases, and numbers for 3"):
        trends(standing({"p": {"a": 0.2}, "q": {"a": 0.3}}), [0, 1, 2])


def test_simulated_trends_hold_the_truth() -> None:
    held = []
    for seed in range(60):
        cases = {f"y{k}": {"a": (1 - s, s)} for k, s in enumerate((0.2, 0.3, 0.4, 0.5))}
        (trend,) = trends(speaking(cases, sources=6, each=2, seed=seed, draws=400), [0, 1, 2, 3])
        assert trend.interval is not None
        held.append(trend.interval[0] <= 0.2 <= trend.interval[1])
    assert np.mean(held) >= 0.93


def test_notes_begin_where_they_say(tmp_path: Path) -> None:
    five = [f"s{n},g{n % 3},Text,hi,one,{'x' if n < 5 else ''}" for n in range(10)]
    files = {"scheme.yaml": SCHEME, "study.yaml": STUDY.replace("sources: sources.csv\n", "")}
    files |= {"cases.csv": "id,title\none,One\n"}
    files |= {"statements.csv": "\n".join(["id,source,text,codes,case,half", *five]) + "\n"}
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    found = subgroups(it.read_study(tmp_path), "half")
    assert found.counts == {"x": 5}
    assert found.notes == ()  # half of ten is not most, and five are not fewer than five
