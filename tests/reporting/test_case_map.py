"""The map: labels never lie on one another, regions hold their cases, and how far cases reach is told once."""

from __future__ import annotations

import itertools
from math import hypot

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from idealtypes.reporting.figures.case_map import CLEAR, regions
from idealtypes.reporting.figures.layout import laid_out
from idealtypes.reporting.figures.pictures import CaseMap, MapPoint
from idealtypes.reporting.figures.shapes import Ellipse, Polygon
from idealtypes.reporting.sections.compare_pictures import FEW_CLOUDS, case_map

from ..examples import examples
from .collisions import boxes, lying_on_one_another

PLACES = st.tuples(st.floats(-1, 1), st.floats(-1, 1), st.integers(0, 4))


@examples(15)
@given(st.lists(PLACES, min_size=2, max_size=24), st.sampled_from([262.0, 400.0, 560.0]), st.booleans())
def test_labels_never_lie_on_one_another(places, width: float, labelled: bool) -> None:
    cases = tuple(MapPoint(str(n), f"Case {n}", x, y, g) for n, (x, y, g) in enumerate(places, 1))
    types = (MapPoint("A", "A type", -1.0, 0.0), MapPoint("B", "Another", 1.0, 0.3))
    groups = ("None", "Group 1", "Group 2", "Group 3", "Group 4")
    chart = CaseMap(cases, types, groups, "Types", 0.2, "far", labelled, 0.4, "As far as this one may lie.")
    assert lying_on_one_another(laid_out(chart, width)) == []


def test_a_region_holds_the_marks_of_its_group() -> None:
    places = [
        (0.0, 0.0, 1),
        (30.0, 0.0, 1),
        (0.0, 40.0, 1),
        (90.0, 90.0, 2),
        (95.0, 90.0, 3),
        (95.0, 60.0, 3),
        (1.0, 9.0, 0),
    ]
    cases = [MapPoint(str(n), "", x, y, g) for n, (x, y, g) in enumerate(places, 1)]
    found = regions(cases, lambda x, y: (x, y))
    assert sorted(found) == [1, 3]  # none around one case, or around cases without a group
    for group, corners in found.items():
        own = [(c.x, c.y) for c in cases if c.group == group]
        for x, y in corners:
            assert min(hypot(x - a, y - b) for a, b in own) == pytest.approx(CLEAR)
        # convex, and every mark on the inner side of every edge
        for (x1, y1), (x2, y2) in itertools.pairwise([*corners, corners[0]]):
            turned = [(x2 - x1) * (b - y1) - (y2 - y1) * (a - x1) for a, b in own]
            assert min(turned) > 0 or max(turned) < 0


def test_how_far_many_cases_reach_is_told_once(facts, made) -> None:
    known = facts("programmes")
    chart = made("programmes").figures["map"].picture
    clouds = [spot.cloud for spot in known.comparison.map.spots if spot.cloud is not None]
    assert len(clouds) > FEW_CLOUDS
    assert not any(place.cloud for place in chart.cases)
    assert chart.typical == pytest.approx(np.median([cloud.axes[0] for cloud in clouds]))
    pairs = list(itertools.combinations(chart.cases, 2))
    near = sum(hypot(a.x - b.x, a.y - b.y) < chart.typical for a, b in pairs)
    assert f"{near} of {len(pairs)}" in chart.typical_said
    assert chart.typical_said in made("programmes").figures["map"].description
    drawing = laid_out(chart, 560.0)
    assert not any(isinstance(shape, Ellipse) for shape in drawing.shapes)


def test_few_cases_have_a_cloud_each(facts) -> None:
    known = facts("poles_of_cases")
    chart = case_map(known.comparison, known.words, known.cases)
    assert chart is not None
    assert chart.typical is None
    clouds = sum(place.cloud is not None for place in chart.cases)
    assert 0 < clouds <= FEW_CLOUDS
    assert sum(isinstance(shape, Ellipse) for shape in laid_out(chart, 560.0).shapes) == clouds


def test_very_many_cases_are_counted_in_their_regions() -> None:
    rng = np.random.default_rng(1)
    cases = tuple(
        MapPoint(str(n + 1), f"Case {n}", n % 4 + 0.3 * float(x), float(y), 1 + n % 4)
        for n, (x, y) in enumerate(rng.random((200, 2)))
    )
    chart = CaseMap(cases, (), ("", "One", "Two", "Three", "Four"), "", 0.2, "far", labelled=False)
    drawing = laid_out(chart, 560.0)
    said = [words for words, *_ in boxes(drawing)]
    assert [words for words in said if ": " in words] == ["One: 50", "Two: 50", "Three: 50", "Four: 50"]
    assert sum(isinstance(shape, Polygon) for shape in drawing.shapes) == 4
