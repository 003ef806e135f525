"""Membership in ideal types: the numbers of R's QCA, hand-made cases, and what holds for any profile."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import idealtypes as it
from idealtypes.analyses.types.calibration import calibrate, connect
from idealtypes.analyses.types.corners import chances_of, drawn_corners
from idealtypes.analyses.types.membership import CaseMembership, membership
from idealtypes.engine.profile import Profile
from idealtypes.engine.result import said
from idealtypes.model.scheme import Trait
from idealtypes.model.text import Text
from tests.engine.build import coded, scheme

from ..examples import examples

R = json.loads((Path(__file__).parent / "r_qca_small.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", R["calibration"], ids=lambda c: c["id"])
def test_calibration_agrees_with_r(case: dict[str, Any]) -> None:
    ours = calibrate(case["values"], case["thresholds"], inclusion=case["idm"], linear=not case["logistic"])
    np.testing.assert_allclose(ours, case["expected"], atol=1e-9, rtol=0)


@pytest.mark.parametrize("table", R["truth_tables"], ids=lambda t: "+".join(t["conditions"]))
def test_corner_membership_agrees_with_r(table: dict[str, Any]) -> None:
    """Each case says of each condition what its fuzzy score is; the memberships in the corners follow."""
    conditions, n = table["conditions"], len(table["outcome"])
    aspects = dict.fromkeys(conditions, ("absent", "present"))
    places = {f"{c}{k}": {c: (1 - x, x)} for c in conditions for k, x in enumerate(table["data"][c])}
    corners = {
        "".join(map(str, corner)): dict(zip(conditions, (aspects["DEV"][k] for k in corner), strict=True))
        for corner in product((0, 1), repeat=len(conditions))
    }
    rows = [(f"case{k:02}", "g", f"{c}{k}") for k in range(n) for c in conditions]
    profile = it.profile(coded(rows), scheme(aspects, places, corners), draws=100)
    found = [{t.type: t.membership for t in case.types} for case in it.types(profile).cases]
    outcome = np.array(table["outcome"])
    for row in table["rows"]:
        name = "".join(map(str, row["configuration"]))
        degree = np.array([f[name] for f in found], float)
        assert (degree > 0.5).sum() == row["n"]
        assert np.minimum(degree, outcome).sum() / degree.sum() == pytest.approx(row["consistency"], abs=1e-9)


TWO = {"help": ("informal", "formal"), "contact": ("informal", "formal")}
PLACES = {
    f"{a[0]}{p[0]}": {a: tuple(float(q == p) for q in poles)} for a, poles in TWO.items() for p in poles
}
TYPES = {
    "informal": {"help": "informal", "contact": "informal"},
    "formal": {"help": "formal", "contact": "formal"},
}


def of(rows: list[tuple[str, str, str]], **options: Any) -> tuple[Profile, CaseMembership]:
    profile = it.profile(coded(rows), scheme(TWO, PLACES, TYPES), **options)
    return profile, membership(profile).cases[0]


def many(**times: int) -> list[tuple[str, str, str]]:
    """So many statements with each code, in ten groups in turn."""
    return [("one", f"g{n % 10}", code) for code, t in times.items() for n in range(t)]


def test_a_clear_case_is_assigned_and_knows_its_deciding_aspect() -> None:
    profile, case = of(many(hi=28, hf=2, ci=20, cf=4))
    assert (case.assigned, case.leans, case.why) == ("informal", None, None)
    assert case.deciding == "contact"
    assert case.distance == pytest.approx(20 / 24 - 0.5)
    assert case.runner_up == "help=informal,contact=formal"
    pure = case.find("informal")
    assert pure is not None
    assert pure.membership == pytest.approx(20 / 24)
    low, high = profile.share_bounds()
    assert pure.interval == pytest.approx((low[0, :, 0].min(), high[0, :, 0].min()))
    assert pure.bounds == pytest.approx((20 / 24, 20 / 24))
    assert sum(t.probability or 0 for t in case.types) == pytest.approx(1, abs=0.02)


def test_a_close_case_leans() -> None:
    _, case = of(many(hi=20, hf=2, ci=10, cf=9))
    assert (case.assigned, case.leans, case.deciding) == (None, "informal", "contact")
    near = case.find("informal")
    assert near is not None
    assert near.probability is not None
    assert 0.4 < near.probability < 0.8


def test_a_hybrid_has_the_name_of_its_corner() -> None:
    _, case = of(many(hi=30, cf=30))
    assert case.assigned == "help=informal,contact=formal"
    hybrid = case.find(case.assigned)
    assert hybrid is not None
    assert not hybrid.named


def test_an_exact_balance_has_no_type() -> None:
    _, case = of(many(hi=20, ci=10, cf=10))
    assert (case.assigned, case.leans, case.deciding, case.runner_up) == (None, None, None, None)
    assert case.why is not None
    assert "contact" in (said(case.why) or "")


def test_silence_gives_bounds_instead_of_a_number() -> None:
    _, case = of(many(hi=6, hf=2))
    informal = case.find("informal")
    assert informal is not None
    assert (informal.membership, informal.interval, informal.probability) == (None, None, None)
    assert informal.bounds == pytest.approx((0, 0.75))
    assert case.assigned is None
    assert case.why is not None
    assert "contact" in (said(case.why) or "")


def test_complete_evidence_is_certain_and_one_rater_has_no_probability() -> None:
    _, case = of(many(hi=3, ci=2, cf=1), unit="none")
    assert (case.assigned, case.types[0].interval) == ("informal", None)
    assert case.types[0].probability == 1
    _, case = of([("one", "rater", "hi"), ("one", "rater", "ci")], unit="rater")
    assert (case.assigned, case.leans) == (None, "informal")
    assert case.types[0].probability is None
    assert "one rater" in (said(case.why) or "")


def test_connectives_and_anchors_change_the_degree_not_the_corner() -> None:
    profile, case = of(many(hi=8, hf=2, ci=6, cf=4))
    for how, degree in (
        ("minimum", 0.6),
        ("product", 0.48),
        ("power_mean", (2 / (0.8**-2 + 0.6**-2)) ** 0.5),
    ):
        other = membership(profile, connective=how).cases[0]
        assert other.types[0].membership == pytest.approx(degree)
        assert other.leans == case.leans
    calibrated = membership(profile, anchors=(0.2, 0.5, 0.8)).cases[0]
    assert calibrated.types[0].membership == pytest.approx(float(calibrate(0.6, (0.2, 0.5, 0.8))))


def test_many_aspects_widen_the_upper_end() -> None:
    names = [f"a{k}" for k in range(7)]
    aspects = dict.fromkeys(names, ("informal", "formal"))
    places = {f"{n}i": {n: (1.0, 0.0)} for n in names} | {f"{n}f": {n: (0.0, 1.0)} for n in names}
    rows = [("one", f"g{k % 6}", f"{n}{'f' if k % 4 == 0 else 'i'}") for n in names for k in range(12)]
    profile = it.profile(coded(rows), scheme(aspects, places, {"informal": dict.fromkeys(names, "informal")}))
    pure = membership(profile).cases[0].find("informal")
    assert pure is not None
    assert pure.interval is not None
    low, high = profile.share_bounds()
    assert pure.interval[0] == pytest.approx(low[0, :, 0].min())
    assert pure.interval[1] > high[0, :, 0].min()
    assert pure.interval[1] == pytest.approx(profile.share_bounds(1 - 0.05 / 7)[1][0, :, 0].min())


@given(st.integers(0, 12), st.integers(0, 12), st.integers(0, 12), st.integers(0, 12))
@examples(30)
def test_membership_properties(hi: int, hf: int, ci: int, cf: int) -> None:
    if not (hi + hf and ci + cf):
        return
    _, case = of(many(hi=hi, hf=hf, ci=ci, cf=cf), draws=400)
    _, mirror = of(many(hi=hf, hf=hi, ci=cf, cf=ci), draws=400)
    for t in case.types:
        assert t.membership is not None
        assert t.interval is not None
        assert 0 <= t.interval[0] <= t.membership <= t.interval[1] <= 1
    here, there = case.find("informal"), mirror.find("formal")
    assert here is not None
    assert there is not None
    assert here.membership == pytest.approx(there.membership)
    assert here.interval == pytest.approx(there.interval)
    # A corner cannot be held to more than its weakest pole, and two corners cannot both exceed one half.
    assert sum((t.membership or 0) > 0.5 for t in case.types) <= 1


def test_power_mean_limits() -> None:
    m = [0.9, 0.4, 0.7]
    assert connect(m, "power_mean", -500) == pytest.approx(0.4, abs=0.01)
    assert connect(m, "power_mean", 1) == pytest.approx(2 / 3)
    assert connect(m, "power_mean", 0) == pytest.approx((0.9 * 0.4 * 0.7) ** (1 / 3))
    assert connect([0, 0.5], "power_mean", -2) == 0
    assert np.isnan(connect([np.nan, 0.5]))
    with pytest.raises(ValueError, match="connective"):
        connect(m, "sum")
    with pytest.raises(ValueError, match="anchors"):
        calibrate(0.5, (0.5, 0.5, 0.8))


def test_frames_tell_the_standing() -> None:
    profile, _ = of(many(hi=28, hf=2, ci=20, cf=4))
    frame = it.types(profile).to_frame()
    assert isinstance(frame, pl.DataFrame)
    assert frame.filter(pl.col("standing") == "assigned")["type"].to_list() == ["informal"]


def test_a_drawn_case_is_in_a_corner_only_above_a_half() -> None:
    # one case, two poles, three draws: exactly a half, a little above it, a little below
    shares = np.array([[[0.5, 0.500001, 0.499999], [0.5, 0.499999, 0.500001]]])
    assert drawn_corners([shares], np.asarray).tolist() == [[[-1], [0], [1]]]
    three = np.array([[[0.5], [0.3], [0.2]]])
    assert drawn_corners([three], np.asarray).tolist() == [[[-1]]]
    assert chances_of(np.array([[-1], [0], [1], [0]])) == {(0,): 0.5, (1,): 0.25}


def test_a_type_is_assigned_from_the_threshold_on() -> None:
    profile, case = of(many(hi=20, hf=2, ci=10, cf=9))
    near = case.find("informal")
    assert near is not None
    chance = near.probability
    assert chance is not None
    at, above = (membership(profile, assigned=a).cases[0] for a in (chance, float(np.nextafter(chance, 1))))
    assert (at.assigned, at.leans) == ("informal", None)
    assert (above.assigned, above.leans) == (None, "informal")


def test_unnamed_corners_are_listed_from_half_a_percent_on() -> None:
    listed = 0
    for codes in ({"hi": 14, "hf": 5, "ci": 12, "cf": 6}, {"hi": 14, "hf": 4, "ci": 10, "cf": 6}):
        profile, case = of(many(**codes), placement_doubt=0)
        drawn = drawn_corners([profile.draws.shares(a) for a in range(2)], np.asarray)
        chance = chances_of(drawn[0])[1, 0]  # neither named, nor the case's corner, nor the runner-up
        found = case.find("help=formal,contact=informal")
        assert (found is not None) == (chance >= 0.005)
        assert found is None or found.probability == chance
        listed += found is not None
    assert listed == 1


def test_up_to_five_aspects_the_upper_end_is_the_aspects_own() -> None:
    names = [f"a{k}" for k in range(5)]
    aspects = dict.fromkeys(names, ("informal", "formal"))
    places = {f"{n}i": {n: (1.0, 0.0)} for n in names} | {f"{n}f": {n: (0.0, 1.0)} for n in names}
    rows = [("one", f"g{k % 6}", f"{n}{'f' if k % 4 == 0 else 'i'}") for n in names for k in range(12)]
    profile = it.profile(coded(rows), scheme(aspects, places, {"informal": dict.fromkeys(names, "informal")}))
    pure = membership(profile).cases[0].find("informal")
    assert pure is not None
    assert pure.interval == pytest.approx([end[0, :, 0].min() for end in profile.share_bounds()])


def test_only_another_type_contradicts_a_trait() -> None:
    book = scheme(TWO, PLACES, TYPES)
    words = Text("words")
    mine = tuple(Trait(id=f"mine{n}", aspect="help", feature="door", text=words) for n in (1, 2))
    theirs = (Trait(id="theirs", aspect="help", feature="door", text=words),)
    types = (
        book.ideal_types[0].model_copy(update={"traits": mine}),
        book.ideal_types[1].model_copy(update={"traits": theirs}),
    )
    carried = {"hi": ("mine1",), "hf": ("theirs",)}
    codes = tuple(c.model_copy(update={"traits": carried.get(c.id, ())}) for c in book.codes)
    traits = book.model_copy(update={"ideal_types": types, "codes": codes})
    rows = many(hi=6, ci=3)
    alone = membership(it.profile(coded(rows), traits)).cases[0].traits
    assert {t.trait: t.state for t in alone} == {
        "mine1": "supported",
        "mine2": "silent",  # the other trait of its own type is no rival
        "theirs": "contradicted",
    }
    both = membership(it.profile(coded([*rows, *many(hf=6)]), traits)).cases[0].traits
    assert {t.trait: t.state for t in both} == {"mine1": "mixed", "mine2": "contradicted", "theirs": "mixed"}


def test_records_say_what_the_answer_says() -> None:
    """One record a case and type, with the interval's two ends; the repr says assigned, leaning or without a type."""
    rows = [
        ("one", f"g{n % 5}", code)
        for n in range(20)
        for code in ("hf" if n % 4 else "hi", "ci" if n % 4 else "cf")
    ]
    found = it.types(it.profile(coded(rows), scheme(TWO, PLACES, TYPES)))
    for record, told in zip(found.records(), found.to_dict()["cases"][0]["types"], strict=True):
        assert [record["low"], record["high"]] == told["interval"]
        assert record["low"] < record["membership"] < record["high"]
    case = found.cases[0]
    for assigned, leans, said_so in (
        ("formal", None, ": is formal"),
        (None, "formal", ": leans formal"),
        (None, None, ": has no type"),
    ):
        assert said_so in repr(replace(found, cases=(replace(case, assigned=assigned, leans=leans),)))
