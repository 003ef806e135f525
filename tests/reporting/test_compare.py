"""The section on cases compared: its numbers are the comparison's, its words fit, and its labels do not collide."""

from __future__ import annotations

import itertools
import re

import polars as pl
import pytest
from markupsafe import escape

from idealtypes.files.study import read_study
from idealtypes.reporting.case_order import adjusted_rand, attributes
from idealtypes.reporting.facts import gather
from idealtypes.reporting.figures.artists import draw_picture
from idealtypes.reporting.figures.case_map import numbers
from idealtypes.reporting.figures.label_placement import Box, placed
from idealtypes.reporting.figures.layout import laid_out
from idealtypes.reporting.figures.pictures import CaseMap, Heatmap, MapPoint
from idealtypes.reporting.figures.shapes import Lettering
from idealtypes.reporting.links import Links
from idealtypes.reporting.sections import compare, page_figures
from idealtypes.reporting.sections.compare_pictures import figures as compared_figures
from idealtypes.reporting.sections.compare_pictures import letters

from .collisions import colliding, lying_on_one_another


@pytest.fixture(scope="module")
def programmes():
    """The thirty programmes: one rater, an aspect with four poles and two with two."""
    return gather(read_study("examples/physician_programmes"))


@pytest.fixture(scope="module")
def figures(programmes):
    return {figure.name: figure for figure in compared_figures(programmes, Links(programmes))}


@pytest.mark.parametrize("name", ["map", "alike"])
@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_thirty_cases_do_not_collide(figures, name: str, width: str) -> None:
    assert colliding(draw_picture(figures[name].picture, width=width)) == []


@pytest.fixture(scope="module")
def norwegian():
    known = gather(read_study("examples/physician_programmes"), "nb")
    return page_figures(known, Links(known))


@pytest.mark.parametrize("name", ["balance", "types", "alike", "map"])
def test_long_norwegian_names_do_not_collide_on_a_telephone(norwegian, name: str) -> None:
    drawn = norwegian[name].picture
    assert colliding(draw_picture(drawn, width="narrow")) == []


def test_names_without_room_beside_the_squares_stand_above_them(norwegian) -> None:
    drawing = laid_out(norwegian["types"].picture, 262.0)
    words = [shape.words for shape in drawing.shapes if isinstance(shape, Lettering)]
    assert "Elektronisk opplæring for allmennleger, Australia" in words  # in one line, not in six
    assert lying_on_one_another(drawing) == []


def test_every_case_has_its_number_on_the_map(figures) -> None:
    chart = figures["map"].picture
    assert isinstance(chart, CaseMap)
    assert [place.label for place in chart.cases] == [str(n) for n in range(1, 31)]
    assert [place.label for place in chart.types] == letters(9)


def test_crowded_cases_keep_their_labels_apart() -> None:
    cases = tuple(
        MapPoint(str(i + 1), f"Case {i}", 0.02 * (i % 6), 0.02 * (i // 6), 1 + i % 3) for i in range(30)
    )
    far = (MapPoint("A", "A type", -1.0, 0.0), MapPoint("B", "Another", 1.0, 0.5))
    chart = CaseMap(cases, far, ("", "One", "Two", "Three"), "Types", 0.2, "far")
    figure = draw_picture(chart)
    assert colliding(figure) == []
    shown = {text.get_text() for text in figure.axes[0].texts}
    assert {str(n) for n in range(1, 31)} <= shown


def test_a_label_covers_no_mark_and_no_leader() -> None:
    marks = [Box.around(50 + 2 * i, 50, 6, 6) for i in range(5)]
    found = placed(marks, [(12.0, 8.0)] * 5, Box(0, 0, 100, 100))
    assert all(found)
    for one, other in itertools.combinations(found, 2):
        assert not one.box.meets(other.box)
        assert one.leader is None or not other.box.crossed(*one.leader)
    assert not any(label.box.meets(mark) for label in found for mark in marks)


def test_a_full_frame_leaves_labels_out() -> None:
    assert placed([Box(4, 4, 6, 6)], [(50.0, 8.0)], Box(0, 0, 10, 10)) == [None]


def test_a_label_covers_an_axis_only_where_it_has_no_other_place() -> None:
    marks, size, axis = [Box(4, 14, 6, 16)], [(8.0, 6.0)], Box(0, 15, 40, 15)
    (on_it,), (clear,) = (placed(marks, size, Box(0, 0, 40, 30), lines) for lines in ((), (axis,)))
    assert on_it is not None
    assert on_it.box.meets(axis)
    assert clear is not None
    assert not clear.box.meets(axis)
    (nowhere_else,) = placed(marks, size, Box(0, 11, 40, 19), (axis,))
    assert nowhere_else is not None
    assert nowhere_else.box.meets(axis)


def test_rows_follow_the_tree_and_groups_stand_together(programmes, figures) -> None:
    order = programmes.case_order
    groups = [order.group[c] for c in order.order]
    assert sorted(order.order) == list(range(30))
    assert len([g for g, _ in itertools.groupby(groups)]) == programmes.comparison.clusters.count
    table = figures["alike"].picture
    assert isinstance(table, Heatmap)
    profile = programmes.profile
    for row, c in zip(table.rows, order.order, strict=True):
        care = [tile.share for tile in row.tiles[:4]]
        assert care == (profile.shares[c, 0].tolist() if profile.statements[c, 0] else [None] * 4)
    inside = [join for join in table.joins if join.height <= table.cut]
    assert len(inside) == 30 - programmes.comparison.clusters.count


def test_groups_and_cases_are_numbered_alike(programmes, figures) -> None:
    part = compare.build(programmes, Links(programmes))
    labels = [int(label) for row in part["groups"] for label, _ in row["cases"]]
    assert labels == list(range(1, 31))
    assert [row["title"] for row in part["groups"]] == [
        f"Group {g}" for g in range(1, len(part["groups"]) + 1)
    ]
    groups = [place.group for place in figures["map"].picture.cases]
    assert groups == sorted(groups)


def test_the_goal_is_told_first(programmes, made) -> None:
    part = compare.build(programmes, Links(programmes))
    assert part["goal"].startswith(
        "The study's goal is collegial support (what it looks after: companionable 100%"
    )
    assert "names no goal" in made("cases").parts["comparison"]["goal"]


def test_columns_of_one_aspect_have_its_name_over_them(figures) -> None:
    texts = {t.get_text() for t in draw_picture(figures["alike"].picture).axes[0].texts}
    assert {"What it looks after", "companionable", "Auspices: public"} <= texts


def test_the_section_s_numbers_are_the_comparison_s(programmes) -> None:
    part = compare.build(programmes, Links(programmes))
    found = programmes.comparison
    named = {c: programmes.cases[i] for i, c in enumerate(programmes.profile.cases)}
    shown = [{re.sub("<.*?>", "", str(case)) for _, case in row["cases"]} for row in part["groups"]]
    groups = [{str(escape(named[c])) for c in cluster.cases} for cluster in found.clusters.clusters]
    assert sorted(map(sorted, shown)) == sorted(map(sorted, groups))
    assert len(part["cases"]) == 30
    assert not part["chances"]
    assert "one rater" in part["sure"]
    assert "collegial support" in part["ranking"]["by"]
    row = part["ranking"]["rows"][0]
    best = found.ranking.ranks[0]
    assert row["case"] == programmes.cases[programmes.profile.cases.index(best.case)]
    assert f"{best.value:.2f}" in row["value"]


def test_the_thesis_s_own_grouping_stands_beside_the_groups(programmes) -> None:
    part = compare.build(programmes, Links(programmes))
    held = {a["title"]: a for a in part["attributes"]}
    assert "place in Table 2" in held
    rows = {row["title"]: row["cells"] for row in held["place in Table 2"]["rows"]}
    assert set(rows) == {
        *(f"{who}, {how}supervised" for who in ("private", "public") for how in ("", "un")),
        "not known",
    }
    assert any(said.startswith("private, unsupervised:") for said in held["place in Table 2"]["apart"])


def test_a_single_case_has_no_section(made) -> None:
    page = made("mixed")
    assert page.parts["comparison"] is None
    assert "map" not in page.figures
    assert 'id="comparison"' not in page.html


@pytest.mark.parametrize("kind", ["cases", "poles_of_cases", "raters", "one_rater", "complete"])
@pytest.mark.parametrize("language", ["en", "nb"])
def test_each_kind_of_study_has_a_section(made, kind: str, language: str) -> None:
    page = made(kind, language)
    assert page.parts["comparison"] is not None
    assert 'id="comparison"' in page.html
    for name in ("map", "alike"):
        for width in ("wide", "narrow"):
            assert colliding(draw_picture(page.figures[name].picture, width=width)) == [], (name, width)


def test_complete_evidence_is_not_called_uncertain(made) -> None:
    assert "complete" in made("complete").parts["comparison"]["sure"]
    assert "draw" in made("cases").parts["comparison"]["sure"]
    assert made("cases").parts["comparison"]["chances"] is True


def test_two_cases_have_their_differences(made) -> None:
    page = made("raters")
    rows = page.parts["comparison"]["differences"]
    assert len(rows) == len(page.facts.comparison.pairs)
    assert made("cases").parts["comparison"]["differences"] == []


def test_attributes_that_say_nothing_are_left_out() -> None:
    frame = pl.DataFrame(
        {
            "id": list("abcdef"), "title": list("abcdef"), "each": list("uvwxyz"), "one": ["x"] * 6,
            "known": ["x", "x", "y", "y", "y", None], "rare": ["x", None, None, None, None, "y"],
            "other": ["x", "y", "x", "y", "x", "y"],
        }
    )  # fmt: skip
    found = attributes(frame, list("abcdef"), [1, 1, 2, 2, 2, 2])
    assert [a.name for a in found] == ["known", "other"]
    assert found[0].agreement == 1.0


def test_agreement_of_two_groupings() -> None:
    # Σ over cells C(n,2) = 2, over rows 6, over columns 6 of 15 pairs: (2 − 2.4)/(6 − 2.4).
    assert adjusted_rand("aaabbb", "ccdddc") == pytest.approx(-0.4 / 3.6)


def test_numbers_in_runs() -> None:
    assert numbers(["4", "2", "3", "10"]) == "2–4, 10"


def test_a_comparison_draws_its_map(programmes) -> None:
    assert colliding(programmes.comparison.plot(width="7in").figure) == []
