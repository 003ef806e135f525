"""Distances between cases and to ideal types: by hand, as a metric, and with honest intervals."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import ncx2

import idealtypes as it
from idealtypes.analyses.compare.comparison import compare
from idealtypes.analyses.compare.distances import FAR, Together, _beyond_noise, _summed, fixed, spans
from idealtypes.analyses.compare.points import COMPLETE, comparable, distance_matrix, own_distances, points_of
from idealtypes.engine.result import said
from idealtypes.engine.tally import Floats
from tests.analyses.comparing import speaking, standing, two

from ..examples import examples

# Two aspects with two poles and one with three: five columns.
ASPECT, WEIGHT = np.array([0, 1, 2, 2, 2]), np.array([1, 1, 0.5, 0.5, 0.5])
TYPES = {
    "informal": {"a": "informal", "b": "informal"},
    "formal": {"a": "formal", "b": "formal"},
}


@st.composite
def profiles(draw: st.DrawFn, cases: int = 3) -> Floats:
    share = st.floats(0, 1)
    out = []
    for _ in range(cases):
        three = np.array([draw(st.integers(0, 5)) for _ in range(3)], float)
        three = three / three.sum() if three.sum() else np.full(3, 1 / 3)
        out.append([draw(share), draw(share), *three])
    return np.array(out)


@given(profiles())
def test_the_distance_is_a_metric_in_the_unit_interval(x: Floats) -> None:
    d = distance_matrix(x, x, ASPECT, WEIGHT)[0]
    assert (d == d.T).all()
    assert (np.diag(d) == 0).all()
    assert (d <= 1 + 1e-12).all()
    assert (d[0, 2] <= d[0, 1] + d[1, 2] + 1e-12).all()
    same = distance_matrix(x, x[[0, 0, 0]], ASPECT, WEIGHT)[0][:, 0]
    assert ((same == 0) == (x == x[0]).all(axis=1) | (same < 1e-150)).all()


def test_distances_by_hand() -> None:
    profile = standing(
        {
            "one": {"a": 0.9, "b": 0.5, "k": (1, 0, 0)},
            "two": {"a": 0.5, "b": 0.2, "k": (0, 1, 0)},
            "half": {"a": 0.5, "b": 0.2, "k": (0, 0.5, 0.5)},
        }
    )
    found = compare(profile).distances
    order = [profile.cases.index(c) for c in ("one", "two", "half")]
    d = found.matrix[np.ix_(order, order)]
    assert d[0, 1] == pytest.approx(np.sqrt((0.16 + 0.09 + 1) / 3))
    # From a pure pole to two others by halves: ½ (1 + ¼ + ¼) = ¾; and from a pole to half of it ½ (¼ + ¼) = ¼.
    assert d[0, 2] == pytest.approx(np.sqrt((0.16 + 0.09 + 0.75) / 3))
    assert d[1, 2] == pytest.approx(np.sqrt(0.25 / 3))


def test_silence_is_no_distance_and_is_told() -> None:
    profile = standing(
        {
            "one": {"a": 0.9, "b": 0.5},
            "two": {"a": 0.5, "b": None},
            "three": {"a": None, "b": 0.5},
        }
    )
    rows = {(r["a"], r["b"]): r for r in compare(profile).distances.records()}
    assert rows["one", "two"]["distance"] == pytest.approx(0.4)
    assert rows["one", "two"]["aspects"] == 1
    assert rows["one", "two"]["why"].startswith("over 1 of 2 aspects: nobody speaks of `b` in `two`")
    nothing = rows["two", "three"]
    assert nothing["distance"] is None
    assert nothing["why"].startswith("no distance, as no aspect is common")
    kept, out = comparable(own_distances(points_of(profile), points_of(profile).estimates))
    assert len(kept) == 2
    assert len(out) == 1


def test_a_silent_case_is_comparable_with_nothing() -> None:
    matrix = np.array([[0, np.nan, 1], [np.nan, np.nan, np.nan], [1, np.nan, 0]])
    kept, out = comparable(matrix)
    assert kept.tolist() == [0, 2]
    assert out.tolist() == [1]
    kept, out = comparable(np.full((1, 1), np.nan))
    assert not len(kept)
    # Two pairs without a distance: one case of each pair goes.
    pairs = np.ones((4, 4))
    pairs[[0, 1, 2, 3], [1, 0, 3, 2]] = np.nan
    kept, out = comparable(pairs)
    assert (kept.tolist(), out.tolist()) == ([0, 2], [1, 3])


def test_like_cases_may_be_alike_and_unlike_ones_are_not() -> None:
    cases = {"one": two(0.5, 0.5, 0.5), "two": two(0.5, 0.5, 0.5), "far": two(0.05, 0.9, 0.95)}
    found = compare(speaking(cases)).distances
    number = {c: k for k, c in enumerate(found.profile.cases)}
    same, apart = (found.intervals[number["one"], number[c]] for c in ("two", "far"))
    assert same[0] == 0
    assert apart[0] > 0.05
    point, ends = found.matrix, found.intervals
    off = ~np.eye(3, dtype=bool)
    assert (ends[..., 0] <= point + 1e-12)[off].all()
    assert (point <= ends[..., 1] + 1e-12)[off].all()
    assert (ends[..., 1] <= 1).all()
    np.testing.assert_allclose(ends, ends.transpose(1, 0, 2), atol=1e-9)


def test_against_one_case_the_same_intervals() -> None:
    cases = {f"c{k}": two(0.2 + 0.1 * k, 0.5) for k in range(4)}
    profile = speaking(cases)
    whole, one = compare(profile).distances, compare(profile, against="c2").distances
    np.testing.assert_allclose(one.intervals[2], whole.intervals[2], atol=1e-9)
    listed = {(r["a"], r["b"]): (r["low"], r["high"]) for r in whole.records()}
    assert (one.records()[0]["low"], one.records()[0]["high"]) == pytest.approx(listed["c0", "c2"])
    assert [(r["a"], r["b"]) for r in one.records()] == [("c0", "c2"), ("c1", "c2"), ("c3", "c2")]


def test_one_aspect_known_well_is_not_drowned_by_one_known_badly() -> None:
    profile = speaking({"one": two(0.02, 0.5), "two": two(0.98, 0.5)}, sources=20, each=4)
    thin = profile.rows["code"].str.starts_with("a1")
    first = profile.rows.filter(thin).unique("case", keep="first", maintain_order=True)
    rows = pl.concat([profile.rows.filter(~thin), first])
    (pair,) = compare(it.profile(rows, profile.scheme, draws=1000)).distances.records()
    assert pair["low"] > 0.5


def test_what_is_beyond_noise_is_the_noncentral_chi_squared() -> None:
    # Four independent columns with the same noise .01: T = .01·χ²_4(λ).
    for x in (12.0, 60.0, FAR - 1e-9, FAR + 1e-9):
        low = _beyond_noise(np.array([x / 100]), np.array([0.04]), np.array([4e-4]), 0.95)[0]
        assert ncx2.cdf(x, 4, low**2 * 100) == pytest.approx(0.975, abs=2e-3)
    below = _beyond_noise(
        np.array([0.09, 0.0, 0.5]), np.array([0.04, 0.0, np.nan]), np.array([4e-4, 0.0, np.nan]), 0.95
    )
    assert below[:2].tolist() == [0.0, 0.0]
    assert np.isnan(below[2])


def test_complete_evidence_has_distances_without_intervals() -> None:
    (row,) = compare(standing({"one": {"a": 0.2}, "two": {"a": 0.7}})).distances.records()
    assert row["distance"] == pytest.approx(0.5)
    assert (row["low"], row["high"], row["why"]) == (None, None, said(COMPLETE))


def test_the_nearest_type_by_hand() -> None:
    cases = {"leans": {"a": 0.1, "b": 0.3}, "mixed": {"a": 0.1, "b": 0.9}, "half": {"a": None, "b": 0.8}}
    found = {n.case: n for n in compare(standing(cases, TYPES)).nearest}
    leans = found["leans"]
    assert leans.type == "informal"
    assert leans.types[0].distance == pytest.approx(np.sqrt((0.01 + 0.09) / 2))
    assert leans.types[1].distance == pytest.approx(np.sqrt((0.81 + 0.49) / 2))
    assert leans.types[0].probability == 1  # complete evidence
    assert found["mixed"].type is None
    assert found["mixed"].tied == ("informal", "formal")
    assert "equally near to `informal`, `formal`" in (said(found["mixed"].why) or "")
    assert found["mixed"].to_dict()["probability"] is None
    assert found["half"].type == "formal"
    assert found["half"].types[0].distance == pytest.approx(0.2)
    assert "over 1 of 2 aspects: nobody speaks of `a`" in (said(found["half"].why) or "")


def test_the_nearest_type_is_as_sure_as_the_evidence() -> None:
    types = {"informal": {"a0": "informal"}, "formal": {"a0": "formal"}}
    found = {n.case: n for n in compare(speaking({"sure": two(0.02), "torn": two(0.5)}, types=types)).nearest}
    assert found["sure"].type == "informal"
    assert (found["sure"].types[0].probability or 0) > 0.97
    assert 0.5 < (found["torn"].types[0].probability or 0) < 0.97  # its statements were drawn at .71
    for n in found.values():
        assert sum(t.probability or 0 for t in n.types) == pytest.approx(1)
        for t in n.types:
            assert t.interval is not None
            assert t.interval[0] <= t.distance <= t.interval[1]


def test_types_that_are_not_there_or_not_told_apart() -> None:
    none = compare(standing({"one": {"a": 0.2}, "two": {"a": 0.7}}))
    assert none.to_dict()["nearest"] is None
    assert "nearest: the coding scheme names no ideal types" in none.to_dict()["why"]
    silent = standing({"one": {"a": 0.2, "b": 0.4}, "two": {"a": None, "b": None}}, TYPES)
    by_case = {n.case: n for n in compare(silent).nearest}
    assert by_case["two"].type is None
    assert by_case["two"].to_dict()["distance"] is None
    assert "nobody speaks of it" in (said(by_case["two"].why) or "")
    # Types that differ only where the case is silent are equally near, and share the draws.
    alike = {"x": {"a0": "informal", "a1": "informal"}, "y": {"a0": "informal", "a1": "formal"}}
    profile = speaking({"one": two(0.3), "two": two(0.5, 0.5)}, types=alike)
    one = {n.case: n for n in compare(profile).nearest}["one"]
    assert one.tied == ("x", "y")
    assert [t.probability for t in one.types] == [0.5, 0.5]


@examples(15)
@given(st.permutations(range(5)))
def test_the_order_of_the_cases_does_not_matter(order: list[int]) -> None:
    share = [0.1, 0.3, 0.35, 0.8, 0.9]
    plain = standing({f"c{k}": {"a": share[k], "b": share[-k]} for k in range(5)}, TYPES)
    moved = standing({f"c{k}": {"a": share[k], "b": share[-k]} for k in order}, TYPES)
    back = [moved.cases.index(case) for case in plain.cases]
    one, other = compare(plain), compare(moved)
    np.testing.assert_array_equal(one.distances.matrix, other.distances.matrix[np.ix_(back, back)])
    assert {n.case: n.to_dict() for n in one.nearest} == {n.case: n.to_dict() for n in other.nearest}


def test_between_points_that_are_known_for_sure_the_interval_is_the_distance() -> None:
    points = points_of(standing({"one": {"a": 0.2, "b": 0.3}, "two": {"a": 0.9, "b": 0.8}}))
    x = points.estimates
    sure = Together(lambda d: np.zeros(1), lambda d, e: np.zeros((1, 1)))
    low, high = spans(points, fixed(x), fixed(x), sure, 0.95)
    np.testing.assert_allclose(low, own_distances(points, x), atol=1e-12)
    np.testing.assert_allclose(high, own_distances(points, x), atol=1e-12)


def test_columns_that_err_alike_err_more_together() -> None:
    one, ones = np.ones((1, 1)), np.ones((1, 1))
    errors, outward = [0.01 * one, 0.03 * one], [(one, 0.2 * one), (one, 0.5 * one)]
    alike = Together(lambda d: one, lambda d, e: ones)
    apart = Together(lambda d: one, lambda d, e: ones * (d == e))
    against = Together(lambda d: one, lambda d, e: ones * (1 if d == e else -1))
    for noise, squares, most in (
        (alike, 0.04**2, 0.7**2),
        (apart, 0.01**2 + 0.03**2, 0.2**2 + 0.5**2),
        (against, 0.04**2, 0.3**2),
    ):
        found = _summed(errors, outward, noise)
        assert float(found[0][0, 0]) == pytest.approx(squares)
        assert float(found[1][0, 0]) == pytest.approx(most)
