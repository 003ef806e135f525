"""The what-if section: what the engine says, in words; who says so opens; a shared page gives no small counts."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from idealtypes.analyses.scenarios.scenarios import scenarios
from idealtypes.files.content import folder
from idealtypes.files.study import read_study
from idealtypes.model.study import StudyData
from idealtypes.reporting.facts import gather
from idealtypes.reporting.figures.layout import laid_out
from idealtypes.reporting.links import Links
from idealtypes.reporting.sections import scenarios as section
from tests.analyses.scenarios.small import heard_study

from . import studies
from .collisions import lying_on_one_another


@pytest.fixture(scope="module")
def study() -> StudyData:
    return read_study(folder("examples") / "support_colleagues")


def test_the_table_says_what_the_engine_says(study: StudyData) -> None:
    facts = gather(study)
    links = Links(facts)
    part = section.build(facts, links)
    assert part is not None
    found = scenarios(study)
    for o, row in enumerate(part["outcomes"]):
        for cell, prospect in zip(row["cells"], found.prospects[1:], strict=True):
            move = prospect.outcomes[o]
            assert cell["kind"] in {move.direction, "thin"}
            assert (cell["kind"] == "thin") == (move.direction == "unknown" and move.sources < 3)
            assert bool(cell["who"]) == bool(move.sources)
            if cell["who"]:
                key = re.search(r'data-e="(\w+)"', cell["who"])
                assert key is not None
                assert set(links.entry(key[1])[1]) == {*move.helping, *move.hurting}
    assert part["ranking"] == []  # they cannot be ranked
    assert len(part["measures"]) == len(found.base.measures)
    assert len(part["tipping"]) == 3


def test_the_figure_shows_each_scenario_from_where_it_comes(study: StudyData) -> None:
    facts = gather(study)
    (figure,) = section.figures(facts, Links(facts))  # nothing can be ordered: the order is not drawn
    found = scenarios(study)
    assert figure.picture.rows[0] == "As it is now"
    for a, panel in enumerate(figure.picture.panels):
        start = found.status_quo.aspects[a].balance
        for cell, prospect in zip(panel.cells, found.prospects, strict=True):
            assert cell.position.value == pytest.approx(prospect.aspects[a].balance)
            assert (cell.start is None) == (abs(prospect.aspects[a].balance - start) < 1e-9)


def test_a_study_without_measures_has_no_section(tmp_path: Path) -> None:
    facts = gather(read_study(studies.mixed(tmp_path / "mixed")))
    assert section.build(facts, Links(facts)) is None
    assert section.figures(facts, Links(facts)) == []


def test_a_direction_that_needs_less_is_said(study: StudyData) -> None:
    facts = gather(study)
    part = section.build(facts, Links(facts))
    assert part is not None
    assert part["lower"] == ""
    assert study.measures is not None
    eager = study.measures.model_copy(update={"direction": 0.8})
    facts = gather(replace(study, measures=eager))
    part = section.build(facts, Links(facts))
    assert part is not None
    assert "80%" in part["lower"]


def test_what_is_missing_for_an_order_is_said(study: StudyData) -> None:
    """No order that what is reported contradicts: of contact nobody quoted speaks, and the report says less of it."""
    for language, words in (
        (
            "en",
            "“Tighten the counting” cannot be ranked against “As it is now”: of “Contact is made”, “The help fits the "
            "need” and “Supporters are free to act” nobody quoted speaks, and what is reported points the other way; ",
        ),
        ("nb", "«Strammere telling» kan ikke rangeres mot «Som i dag»: om «Kontakt kommer i stand», "),
    ):
        facts = gather(study, language)
        part = section.build(facts, Links(facts))
        assert part is not None
        assert part["order"]["above"] == []
        assert part["order"]["lacks"][0].startswith(words)
        assert len(part["left_out"]) == 1
        assert [row["restates"] != "" for row in part["outcomes"]].count(True) == 1


def test_the_order_is_drawn_with_the_better_above(tmp_path: Path) -> None:
    beliefs = [{"outcome": "cost", "measure": "register", "direction": "less", "sure": 0.98}]
    for name, more in (("plain", {}), ("board", {"unspoken": {"cost": -1}, "beliefs": beliefs})):
        facts = gather(heard_study(tmp_path / name, **more))  # type: ignore[arg-type]
        part = section.build(facts, Links(facts))
        assert part is not None
        _, figure = section.figures(facts, Links(facts))
        assert figure.name == ("scenarios_order" if name == "plain" else "scenarios_board")
        assert all(
            figure.picture.rungs[a].level < figure.picture.rungs[b].level for a, b in figure.picture.lines
        )
        said = part["order" if name == "plain" else "board"]["above"]
        assert figure.description.startswith(" ".join(said))
        order = facts.outlook.order if name == "plain" else facts.outlook.board
        assert len(figure.picture.lines) == len(order.covers)
        for (a, b), sure in zip(order.covers, figure.picture.said, strict=True):
            pair = order.of(a, b)
            p = pair.better if a == pair.a else pair.worse
            assert sure == ("" if p is None else facts.words.percent(p))
        drawn = [*figure.picture.rungs, *figure.picture.apart]
        assert sorted(rung.title for rung in drawn) == sorted(p.title.say() for p in facts.outlook.prospects)
        for rung in drawn:
            prospect = next(p for p in facts.outlook.prospects if p.title.say() == rung.title)
            moved = [
                move for move in prospect.aspects if move.change is not None and abs(move.change) >= 0.005
            ]
            assert len(rung.moves) == len(moved)
            for said_of, move in zip(rung.moves, moved, strict=True):
                assert facts.words.number(abs(move.change), signed=False) in said_of
            assert all(line in figure.description for line in rung.moves)
        for width in (262.0, 560.0):
            assert lying_on_one_another(laid_out(figure.picture, width)) == []
        assert figure.html.count("<svg") == 2
    assert part["board"]["beliefs"] == ["register: less of “cost” (98% sure)"]
    assert "as the board believes of: cost" in said[0]


def test_for_how_many_groups_a_report_speaks_stands_beside(tmp_path: Path) -> None:
    more = [("report_2", "help", "formal", "cost", -1, "", "")]
    facts = gather(heard_study(tmp_path, unspoken={"cost": -1}, more=more, extents={"report_2": "most"}))
    part = section.build(facts, Links(facts))
    assert part is not None
    assert "0 for more, 1 (8–13 of the groups) for less" in part["outcomes"][2]["cells"][1]["beside"]


def test_it_speaks_norwegian(study: StudyData) -> None:
    facts = gather(study, "nb")
    part = section.build(facts, Links(facts))
    assert part is not None
    assert part["presets"][0]["title"] == "Strammere telling"
    assert "As it is now" not in str(part["data"])


def test_scenarios_draw_themselves(study: StudyData) -> None:
    ax = scenarios(study).plot(language="nb")
    assert {"Som i dag", "Strammere telling"} <= {text.get_text() for text in ax.texts}
