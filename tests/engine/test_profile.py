"""The profile: hand-computed values, properties, and the answer that the command line gives."""

from __future__ import annotations

import json
from math import log
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import idealtypes as it
from idealtypes.analyses.compare.comparison import compare
from idealtypes.engine.intervals import effective_sizes, share_interval
from idealtypes.engine.profile import Profile
from tests.engine.build import coded, scheme

from ..examples import examples

ASPECTS = {"help": ("informal", "formal"), "care": ("listen", "treat", "watch")}
PLACES = {
    "inf": {"help": (1.0, 0.0)},
    "for": {"help": (0.0, 1.0)},
    "graded": {"help": (0.25, 0.75)},
    "listen": {"care": (1.0, 0.0, 0.0)},
    "treat": {"care": (0.0, 1.0, 0.0)},
    "theme": {},
}
MADE = scheme(ASPECTS, PLACES)
ROWS = [
    ("one", "g1", "inf"),
    ("one", "g1", "for"),
    ("one", "g2", "inf"),
    ("one", "g2", "graded"),
    ("one", "g3", "theme"),
]


def of(rows: list[tuple[str, str, str]], **options: Any) -> Profile:
    return it.profile(coded(rows), MADE, **options)


def test_hand_computed_values() -> None:
    """Mass 1 + 1 + .25 informal and 1 + .75 formal, of four statements in two groups; five statements in all."""
    profile = of(ROWS)
    help_ = profile.to_dict()["cases"][0]["aspects"][0]
    assert help_["shares"] == pytest.approx({"informal": 2.25 / 4, "formal": 1.75 / 4})
    assert help_["balance"] == pytest.approx(-0.125)
    assert help_["logit"] == pytest.approx(log(2.25 / 2.75))
    assert help_["salience"] == pytest.approx(4 / 5)
    assert (help_["statements"], help_["sources"]) == (4, 2)
    # D = 1 − .5625² − .4375²; only the graded statement blends: 1 − .25² − .75², over four.
    assert help_["blended"] == pytest.approx(0.375 / 4)
    # Groups at .5 and .375 around .4375: twice (.0625)² for two poles.
    assert help_["between"] == pytest.approx(2 * 0.0625**2)
    low, high = it.interval([1, 0.75], [2, 2])
    assert help_["interval"] == pytest.approx([2 * float(low) - 1, 2 * float(high) - 1])
    assert help_["split"] is None
    assert "too few statements per informant" in help_["why"]


def test_silence_is_not_balance() -> None:
    care = of(ROWS).to_dict()["cases"][0]["aspects"][1]
    assert care["balance"] is None
    assert care["shares"] == {"listen": None, "treat": None, "watch": None}
    assert care["intervals"] == {"listen": None, "treat": None, "watch": None}
    assert (care["statements"], care["effective_n"]) == (0, None)
    assert "nobody speaks of it" in care["why"]


def test_three_poles_have_intervals_each_and_no_balance() -> None:
    profile = of([("one", f"g{k}", "listen" if k % 3 else "treat") for k in range(9)])
    care = profile.to_dict()["cases"][0]["aspects"][1]
    assert (care["balance"], care["interval"], care["logit"]) == (None, None, None)
    for pole, (low, high) in care["intervals"].items():
        assert low <= care["shares"][pole] <= high
    assert care["shares"]["watch"] == 0
    assert care["intervals"]["watch"][0] == 0
    assert care["intervals"]["watch"][1] > 0


def test_one_informant_none_sampled_one_rater() -> None:
    rows = [("one", "g1", "inf"), ("one", "g1", "for")]
    help_ = of(rows).to_dict()["cases"][0]["aspects"][0]
    assert help_["effective_n"] == 1
    assert help_["why"].startswith("one informant")
    complete = of(rows, unit="none").to_dict()["cases"][0]["aspects"][0]
    assert complete["interval"] is None
    assert complete["why"].startswith("no interval: the evidence is complete")
    rater = of(rows, unit="rater").to_dict()["cases"][0]["aspects"][0]
    assert rater["interval"] is None
    assert rater["why"].startswith("no interval: one rater")


def test_split_is_told_when_there_is_enough() -> None:
    """Six groups of four statements, three of each kind: every group speaks with one voice."""
    rows = [("one", f"g{g}", "inf" if g % 2 else "for") for g in range(6) for _ in range(4)]
    help_ = of(rows).to_dict()["cases"][0]["aspects"][0]
    assert help_["split"] == pytest.approx(1)
    assert help_["contestation"] == pytest.approx(1)
    assert help_["effective_n"] < 7
    mixed = [("one", f"g{g}", "inf" if k % 2 else "for") for g in range(6) for k in range(4)]
    help_ = of(mixed).to_dict()["cases"][0]["aspects"][0]
    assert help_["split"] == 0
    assert help_["between"] == pytest.approx(0)
    assert help_["why"] is None


code = st.sampled_from(["inf", "for", "graded", "listen", "treat", "theme"])
rows = st.lists(
    st.tuples(st.sampled_from(["one", "two"]), st.sampled_from(["g1", "g2", "g3"]), code), min_size=1
)


@given(rows, st.sampled_from(["statement", "coding", "source"]), st.sampled_from([0.5, 0.8, 0.95, 0.99]))
@examples(40)
def test_shares_sum_to_one_and_intervals_contain_them(rows: Any, weighting: Any, level: float) -> None:
    profile = of(rows, weighting=weighting, level=level)
    told = profile.statements > 0
    np.testing.assert_allclose(np.nansum(profile.shares, axis=-1)[told], 1)
    low, high = profile.share_bounds()
    inside = ~np.isnan(profile.shares)
    assert (low[inside] <= profile.shares[inside]).all()
    assert (profile.shares[inside] <= high[inside]).all()
    assert np.isnan(profile.shares[~told]).all()


@given(rows)
@examples(25)
def test_poles_are_mirror_images(rows: Any) -> None:
    turned = {"inf": "for", "for": "inf"}
    places = {**PLACES, "graded": {"help": (0.75, 0.25)}}
    here = of(rows)
    there = it.profile(coded([(c, g, turned.get(k, k)) for c, g, k in rows]), scheme(ASPECTS, places))
    np.testing.assert_allclose(here.balance[:, 0], -there.balance[:, 0], atol=1e-12)
    np.testing.assert_allclose(here.interval[:, 0], -there.interval[:, 0, ::-1], atol=1e-9)
    np.testing.assert_allclose(here.logit[:, 0], -there.logit[:, 0], atol=1e-12)


@given(rows, st.randoms())
@examples(15)
def test_order_of_rows_is_irrelevant_down_to_the_last_draw(rows: Any, random: Any) -> None:
    frame = coded(rows)
    order = list(range(len(frame)))
    random.shuffle(order)
    first, second = it.profile(frame, MADE, draws=100), it.profile(frame[order], MADE, draws=100)
    for a in range(2):
        np.testing.assert_allclose(first.draws.by_aspect[a], second.draws.by_aspect[a])
    np.testing.assert_allclose(first.shares, second.shares)
    np.testing.assert_allclose(first.interval, second.interval)


def test_answers_are_json_and_frames() -> None:
    profile = of(ROWS)
    answer = json.loads(json.dumps(profile.to_dict(), allow_nan=False))
    assert list(answer)[:5] == ["format", "numbers", "findings", "settings", "level"]
    frame = profile.to_frame()
    assert isinstance(frame, pl.DataFrame)
    assert frame.height == 5
    assert "help" in str(profile)
    with pytest.raises(AttributeError):
        profile.view = "is"  # type: ignore[misc]


def test_comparison_uses_the_joint_draws() -> None:
    rows = [
        (c, f"g{g}", "inf" if (g < 6) == (c == "one") else "for") for c in ("one", "two") for g in range(8)
    ]
    comparison = compare(of(rows, draws=2000))
    (pair,) = [p for p in comparison.pairs if p.aspect == "help"]
    assert (pair.a, pair.b) == ("one", "two")
    assert pair.difference == pytest.approx(-1.0)
    assert pair.interval is not None
    assert pair.interval[0] < -1 < pair.interval[1]
    assert pair.probability is not None
    assert pair.probability < 0.1
    assert all(p.difference is None and p.why for p in comparison.pairs if p.aspect == "care")
    (against,) = [p for p in compare(of(rows, draws=2000), against="one").pairs if p.aspect == "help"]
    assert against.difference == pytest.approx(1.0)
    with pytest.raises(ValueError, match="no case 'three'"):
        compare(of(rows), against="three")
    assert comparison.to_frame().height == len(comparison.pairs)


@pytest.mark.parametrize("level", [0.5, 0.8, 0.99])
def test_shares_of_three_poles_have_intervals_of_the_level_that_is_asked_for(level: float) -> None:
    said = {"g1": "listen listen treat", "g2": "listen", "g3": "treat treat listen", "g4": "listen"}
    profile = of(
        [("one", source, code) for source, codes in said.items() for code in codes.split()], level=level
    )
    poles = ASPECTS["care"]
    mass = [[codes.split().count(pole) for pole in poles] for codes in said.values()]
    counts = [sum(row) for row in mass]
    sizes = effective_sizes(mass, counts, counts, [0] * len(mass), 1, level)
    low, high = share_interval(sizes.shares[0], sizes.effective, sizes.unanimous, level)
    told = profile.to_dict()["cases"][0]["aspects"][1]["intervals"]
    assert [told[pole] for pole in poles] == [pytest.approx(ends) for ends in zip(low, high, strict=True)]
    # A level asked for beside the study's own changes the quantiles, not the effective size.
    near, far = profile.share_bounds(0.9)
    expected = share_interval(sizes.shares[0], sizes.effective, sizes.unanimous, 0.9)
    assert (near[0, 1], far[0, 1]) == (pytest.approx(expected[0]), pytest.approx(expected[1]))
