"""The map: exact where it can be, laid upon itself draw by draw, and turned so that it can be read."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from idealtypes.analyses.compare.comparison import compare
from idealtypes.analyses.compare.map import (
    Map,
    aligned,
    classical,
    cloud,
    distances_on,
    map_of,
    rescaled,
    scaled,
    stress,
    turned,
)
from idealtypes.analyses.compare.points import Points, points_of
from idealtypes.engine.result import said
from tests.analyses.comparing import speaking, standing, two

TRIANGLE = np.array([[0.0, 3, 4], [3, 0, 5], [4, 5, 0]])
TYPES = {"informal": {"a": "informal", "b": "informal"}, "formal": {"a": "formal", "b": "formal"}}
CORNERS = {"informal": {"a0": "informal", "a1": "informal"}, "formal": {"a0": "formal", "a1": "formal"}}


def at(found: Map) -> dict[str, tuple[float, float]]:
    return {s.id: (s.x, s.y) for s in found.spots}


def test_three_four_five_is_a_right_triangle() -> None:
    for plane in (
        classical(TRIANGLE),
        scaled(TRIANGLE),
        rescaled(TRIANGLE[None], classical(TRIANGLE)[None])[0],
    ):
        np.testing.assert_allclose(distances_on(plane), TRIANGLE, atol=1e-4)
        a, b = plane[1] - plane[0], plane[2] - plane[0]
        assert a @ b == pytest.approx(0, abs=1e-3)
        assert stress(distances_on(plane), TRIANGLE) == pytest.approx(0, abs=1e-5)


def test_three_cases_at_three_four_five_make_their_triangle_and_every_draw_is_laid_upon_it() -> None:
    # d = √((Δa² + Δb²)/2): .3/√2, .4/√2 and .5/√2
    profile = standing(
        {"k": {"a": 0.2, "b": 0.2}, "l": {"a": 0.5, "b": 0.2}, "m": {"a": 0.2, "b": 0.6}}, TYPES
    )
    points = points_of(profile)
    a, b = (column.copy() for column in points.columns)
    a[:, 1], b[:, 1] = (
        points.columns[1][:, 1],
        points.columns[0][:, 1],
    )  # mirrored on the line between the types
    found = map_of(profile, replace(points, columns=(a, b), sampled=np.ones((3, 2), bool)))
    place = at(found)
    for one, other, d in (("k", "l", 0.3), ("k", "m", 0.4), ("l", "m", 0.5)):
        apart = np.hypot(*np.subtract(place[one], place[other]))
        assert apart == pytest.approx(d / np.sqrt(2), abs=1e-4)
    assert found.stress == pytest.approx(0, abs=1e-4)
    plane = np.array([place[case] for case in "klm"])
    for draw in (0, 1):
        np.testing.assert_allclose(found.scatter[draw], plane, atol=1e-3)


def test_what_has_no_planar_picture_has_stress() -> None:
    tetrahedron = 1 - np.eye(4)
    plane = scaled(tetrahedron)
    fit = stress(distances_on(plane), tetrahedron)
    assert fit is not None
    assert 0.1 < fit < 0.3
    best = ((distances_on(plane) - tetrahedron) ** 2).sum()
    rng = np.random.default_rng(1)
    for _ in range(50):  # no nearby plane does better
        other = distances_on(plane + rng.normal(0, 0.01, plane.shape))
        assert ((other - tetrahedron) ** 2).sum() >= best - 1e-6


def test_a_stack_is_scaled_as_scikit_learn_scales_one() -> None:
    rng = np.random.default_rng(3)
    x = rng.random((12, 4))
    target = distances_on(x[:, :2]) + distances_on(x[:, 2:])
    one, stack = scaled(target), rescaled(np.stack([target] * 2), np.stack([classical(target)] * 2), 1e-12)
    for plane in stack:
        np.testing.assert_allclose(aligned(plane, one), one, atol=1e-3)


def test_laying_upon_undoes_turning_mirroring_and_shifting_but_never_stretches() -> None:
    rng = np.random.default_rng(5)
    x = rng.normal(size=(9, 2))
    turn = np.array([[np.cos(2), -np.sin(2)], [np.sin(2), np.cos(2)]])
    np.testing.assert_allclose(aligned(x @ turn * [1, -1] + 7, x), x, atol=1e-12)
    stretched = aligned(3 * x, x)
    np.testing.assert_allclose(distances_on(stretched), 3 * distances_on(x))


def test_two_aspects_make_an_exact_map_with_the_types_on_one_level() -> None:
    cases = {"near": {"a": 0.1, "b": 0.2}, "far": {"a": 0.9, "b": 0.7}, "off": {"a": 0.2, "b": 0.9}}
    profile = standing(cases, TYPES)
    found = compare(profile).map
    assert found.stress == pytest.approx(0, abs=1e-4)
    place = at(found)
    assert [s.id for s in found.spots] == [*profile.cases, "informal", "formal"]
    assert place["informal"][0] < place["formal"][0]
    assert place["informal"][1] == pytest.approx(place["formal"][1], abs=1e-6)
    assert place["formal"][0] - place["informal"][0] == pytest.approx(1, abs=1e-3)
    for one in cases:
        for other in cases:
            d = np.hypot(*np.subtract(place[one], place[other]))
            k, m = profile.cases.index(one), profile.cases.index(other)
            assert d == pytest.approx(compare(profile).distances.matrix[k, m], abs=1e-3)
    # The cases come in the order of their ids when the map is turned; "far" is the first off the types' line.
    assert place["far"][1] > place["informal"][1]
    assert found.draws == 0
    assert all(s.cloud is None for s in found.spots)
    assert "no cloud for" in (said(found.note) or "")


def test_the_map_does_not_depend_on_the_order_of_the_cases() -> None:
    cases = {f"c{k}": {"a": a, "b": b, "c": c} for k, (a, b, c) in enumerate([(0.1, 0.3, 0.9), (0.8, 0.2, 0.4),
             (0.5, 0.5, 0.1), (0.9, 0.9, 0.7)])}  # fmt: skip
    one = at(compare(standing(cases)).map)
    turned_round = compare(standing(dict(reversed(cases.items())))).map
    assert [s.id for s in turned_round.spots] == ["c3", "c2", "c1", "c0"]
    other = at(turned_round)
    for case, place in one.items():
        assert other[case] == pytest.approx(place, abs=1e-9)


def test_without_types_the_longest_direction_is_level() -> None:
    x = np.array([[0.0, 0], [0, 4], [0.5, 2], [0, 1]])
    plane = turned(x, 4, distances_on(x))
    spread = np.ptp(plane, axis=0)
    assert spread[0] == pytest.approx(4, abs=0.1)
    assert plane[0, 0] < plane.mean(axis=0)[0]
    np.testing.assert_allclose(distances_on(plane), distances_on(x), atol=1e-12)
    assert (turned(np.zeros((3, 2)), 3, np.zeros((3, 3))) == 0).all()


def test_every_case_is_a_cloud_around_itself() -> None:
    cases = {"one": two(0.1, 0.2), "two": two(0.9, 0.8), "three": two(0.5, 0.5), "four": two(0.2, 0.9)}
    many, few = (compare(speaking(cases, sources=n, types=CORNERS)).map for n in (40, 4))
    for found in (many, few):
        assert found.draws == 200
        assert found.scatter.shape == (200, 4, 2)
        for k, spot in enumerate(s for s in found.spots if s.kind == "case"):
            assert spot.cloud is not None
            assert spot.cloud.axes[0] >= spot.cloud.axes[1] >= 0
            assert -90 < spot.cloud.angle <= 90
            np.testing.assert_allclose(found.scatter[:, k].mean(axis=0), (spot.cloud.x, spot.cloud.y))
    sizes = [[s.cloud.axes[0] for s in m.spots if s.cloud] for m in (many, few)]
    assert np.mean(sizes[0]) < 0.5 * np.mean(sizes[1])


def test_a_cloud_holds_its_level() -> None:
    rng = np.random.default_rng(8)
    turn = np.array([[np.cos(0.5), np.sin(0.5)], [-np.sin(0.5), np.cos(0.5)]])
    x = rng.normal(size=(4000, 2)) * [3, 1] @ turn + [1, 2]
    c = cloud(x, 0.8)
    assert c.angle == pytest.approx(np.degrees(0.5), abs=2)
    # A normal's 80 % ellipse reaches √(−2 ln .2) = 1.794 standard deviations.
    assert c.axes == pytest.approx((3 * 1.794, 1.794), rel=0.04)
    flat = cloud(np.column_stack([np.arange(50.0), np.zeros(50)]), 0.9)
    assert flat.axes[1] == 0
    assert flat.angle == pytest.approx(0)


def test_a_cloud_is_drawn_around_its_own_case_in_any_order() -> None:
    profile = speaking(
        {"b": two(0.05, 0.1), "a": two(0.9, 0.95), "c": two(0.5, 0.1)}, sources=30, types=CORNERS
    )
    points = points_of(profile)
    order = [2, 0, 1]
    moved = Points(
        points.estimates[order], points.aspect, points.weight, points.known[order], points.sampled[order],
        tuple(column[order] for column in points.columns),
    )  # fmt: skip
    shuffled = replace(profile, tally=replace(profile.tally, cases=tuple(profile.cases[c] for c in order)))
    one, other = map_of(profile, points), map_of(shuffled, moved)
    assert [s.id for s in other.spots[:3]] == ["c", "a", "b"]
    for spot in one.spots:
        (same,) = (s for s in other.spots if s.id == spot.id)
        assert (same.x, same.y) == pytest.approx((spot.x, spot.y))
        if spot.cloud is not None:
            assert same.cloud is not None
            assert (same.cloud.x, same.cloud.y) == pytest.approx((spot.cloud.x, spot.cloud.y))
            assert np.hypot(spot.cloud.x - spot.x, spot.cloud.y - spot.y) < 0.1


def test_cases_that_coincide_part_in_the_draws() -> None:
    """Two cases at the informal type, who err on different aspects: as far from both types as each other."""
    profile = standing({"one": {"a": 0.0, "b": 0.0}, "two": {"a": 0.0, "b": 0.0}}, TYPES)
    points = points_of(profile)
    off, on = np.full(5, 0.2), np.zeros(5)
    columns = (np.stack([off, on]), np.stack([on, off]))
    found = map_of(profile, replace(points, sampled=np.ones((2, 2), bool), columns=columns))
    place = at(found)
    assert place["one"] == pytest.approx(place["two"], abs=1e-9)  # the plane is of unit size
    assert place["one"] == pytest.approx(place["informal"], abs=1e-9)
    apart = np.linalg.norm(found.scatter[:, 0] - found.scatter[:, 1], axis=1)
    np.testing.assert_allclose(apart, 0.2, atol=0.01)


def test_silent_cases_are_left_out_and_named() -> None:
    cases = {"one": {"a": 0.9, "b": 0.5}, "two": {"a": 0.5, "b": None}, "three": {"a": None, "b": 0.5}}
    found = compare(standing(cases, TYPES)).map
    assert found.left_out == ("two",)
    assert "left out" in (said(found.note) or "")
    assert [s.id for s in found.spots] == ["one", "three", "informal", "formal"]


def test_one_case_alone_and_all_cases_alike() -> None:
    lonely = compare(standing({"one": {"a": 0.2}})).map
    assert said(lonely.why) == "no map: a single point"
    assert lonely.to_dict()["spots"] is None
    with_types = compare(standing({"one": {"a": 0.2, "b": 0.4}}, TYPES)).map
    assert len(with_types.spots) == 3
    same = compare(standing({c: {"a": 0.3, "b": 0.6} for c in "pqr"})).map
    assert same.stress is None
    assert {(s.x, s.y) for s in same.spots} == {(0.0, 0.0)}
    empty = compare(standing({"one": {"a": None}, "two": {"a": None}})).map
    assert said(empty.why) == "no map: no case has evidence"


def test_records_and_answer_say_the_same() -> None:
    found = compare(speaking({"one": two(0.1, 0.2), "two": two(0.9, 0.8)}, types=CORNERS)).map
    rows, answer = found.records(), found.to_dict()
    assert [r["id"] for r in rows] == [s["id"] for s in answer["spots"]]
    assert rows[0]["cloud_long"] == answer["spots"][0]["cloud"]["axes"][0]
    assert rows[-1]["cloud_x"] is None
    assert answer["draws"] == 200
