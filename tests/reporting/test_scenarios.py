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
from idealtypes.reporting.links import Links
from idealtypes.reporting.sections import scenarios as section

from . import studies


@pytest.fixture(scope="module")
def study() -> StudyData:
    return read_study(folder("examples") / "support_colleagues")


def test_the_table_says_what_the_engine_says(study: StudyData) -> None:
    facts = gather(study)
    links = Links(facts)
    part = section.build(facts, links)
    assert part is not None
    found = scenarios(study)
    entries = links.data()["numbers"]
    for o, row in enumerate(part["outcomes"]):
        for cell, prospect in zip(row["cells"], found.prospects[1:], strict=True):
            move = prospect.outcomes[o]
            assert cell["kind"] in {move.direction, "thin"}
            assert (cell["kind"] == "thin") == (move.direction == "unknown" and move.sources < 3)
            assert bool(cell["who"]) == bool(move.sources)
            if cell["who"]:
                key = re.search(r'data-e="(\w+)"', cell["who"])
                assert key is not None
                shown = {links.statements[i].id for i in entries[key[1]]["of"]}
                assert shown == {*move.helping, *move.hurting}
    assert [row["rank"] for row in part["ranking"]] == [f"{s.mean_rank:.1f}" for s in found.ranking.ranks]
    assert len(part["measures"]) == len(found.base.measures)
    assert len(part["tipping"]) == 3


def test_the_figure_shows_each_scenario_from_where_it_comes(study: StudyData) -> None:
    facts = gather(study)
    (figure,) = section.figures(facts, Links(facts))
    found = scenarios(study)
    assert figure.picture.rows[0] == "As it is now"
    for a, panel in enumerate(figure.picture.panels):
        start = found.status_quo.aspects[a].balance
        for cell, prospect in zip(panel.cells, found.prospects, strict=True):
            assert cell.position.value == pytest.approx(prospect.aspects[a].balance)
            assert (cell.start is None) == (abs(prospect.aspects[a].balance - start) < 1e-9)


def test_a_shared_section_has_no_small_count_and_no_draws(study: StudyData) -> None:
    facts = gather(study, sharing=True)
    part = section.build(facts, Links(facts))
    assert part is not None
    assert part["data"] is None
    for row in part["outcomes"]:
        for cell in row["cells"]:
            assert not re.search(r"\b[12]\b", re.sub(r"<[^>]*>", "", str(cell["who"])))
            assert cell["beside"] == ""
    assert part["settle"] == ""


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


def test_it_speaks_norwegian(study: StudyData) -> None:
    facts = gather(study, "nb")
    part = section.build(facts, Links(facts))
    assert part is not None
    assert part["presets"][0]["title"] == "Strammere telling"
    assert "As it is now" not in str(part["data"])


def test_scenarios_draw_themselves(study: StudyData) -> None:
    ax = scenarios(study).plot(language="nb")
    assert {"Som i dag", "Strammere telling"} <= {text.get_text() for text in ax.texts}
