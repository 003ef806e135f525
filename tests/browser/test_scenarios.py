"""Ticking measures in a real browser: the page computes what `idealtypes scenarios` computes, and shows it."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from idealtypes.analyses.scenarios.scenario_analysis import ScenarioAnalysis
from idealtypes.analyses.scenarios.scenarios import scenarios
from idealtypes.files.content import folder
from idealtypes.files.study import read_study
from idealtypes.model.study import StudyData
from idealtypes.reporting.facts import gather
from idealtypes.reporting.links import Links
from idealtypes.reporting.report import write_report
from idealtypes.reporting.sections import scenarios as section
from tests.analyses.scenarios.small import CHANGES, heard_study, shift, write_study

pytestmark = pytest.mark.browser

SETS = (
    (),
    ("register_contacts",),
    ("fixed_fee", "stop_registering"),
    ("mandatory_training", "duty_to_report", "keep_records", "outreach"),
)


STATED = [{"id": "one", "measures": ["a", "c"]}, {"id": "two", "measures": ["b", "d"]}]


def many_sided(root: Path, stated: list[dict[str, Any]] = STATED) -> StudyData:
    """Three poles, a silent aspect, anchors, traits, feeding outcomes in a circle, exclusions and needs."""
    poles = {
        "help": ("informal", "formal"),
        "care": ("friend", "market", "state"),
        "pay": ("informal", "formal"),
    }
    talk = {
        f"g{n}": [
            "help=informal",
            f"help={'formal' if n % 3 else 'informal'}",
            "care=friend",
            f"care={'market' if n % 2 else 'state'}",
        ]
        for n in range(6)
    }
    talk["g0"].append("pay=formal")
    traits = [{"id": "t1_rules", "aspect": "help", "feature": "rules", "text": "Has rules"}]
    claims = [
        *[(f"g{n}_1", "help", "formal", "relief", 1 if n else -1, "", "") for n in range(5)],
        *[(f"g{n}_2", "help", "informal", "relief", 1, "", "") for n in range(4)],
        *[(f"g{n}_3", "care", "market", "safe", -1, "", "") for n in range(3)],
        *[(f"g{n}_1", "help", "formal", "safe", 1 if n < 2 else -1, "t1_rules", "") for n in range(4)],
        *[(f"g{n}_1", "", "", "treated", 1, "", "relief") for n in range(3)],
        ("g1_1", "", "", "relief", -1, "", "treated"),
        ("g1_2", "pay", "formal", "safe", 1, "", ""),
    ]
    measures = [
        {"id": "a", "shifts": [shift("help", "formal", 0, 0.3, 0.6), shift("pay", "formal", 0.1, 0.2, 0.3)]},
        {"id": "b", "shifts": [shift("care", "market", -0.2, 0.1, 0.4)], "excludes": ["c"]},
        {"id": "c", "shifts": [shift("care", "state", 0, 0.3, 0.5)], "needs": ["a"]},
        {"id": "d", "brings": ["t1_rules"], "shifts": [shift("help", "formal", 0, 0.1, 0.2)]},
    ]
    return write_study(
        root, talk, claims, measures, traits=traits, poles=poles, scenarios=stated,
        outcomes={"relief": 1, "safe": -1, "treated": 1, "silent": 1},
        settings={"draws": 600, "calibration": {"anchors": [0.1, 0.45, 0.9]}},
    )  # fmt: skip


def agree(page: Any, found: ScenarioAnalysis, measures: tuple[str, ...]) -> None:
    """The script's answer for a set of measures against Python's."""
    ours = found.prospects[1] if measures else found.status_quo
    theirs = page.evaluate(
        """(chosen) => { const r = window.idealtypesScenarios.evaluate(chosen);
        return {aspects: r.aspects.map(({balance, interval, point, ends}) => ({balance, interval, point, ends})),
        types: r.types, outcomes: r.outcomes}; }""",
        list(measures),
    )
    near = {"abs": 1e-9, "rel": 0}
    for a, move in enumerate(ours.aspects):
        there = theirs["aspects"][a]
        assert there["balance"] == (None if move.balance is None else pytest.approx(move.balance, **near))
        assert there["interval"] == (None if move.interval is None else pytest.approx(move.interval, **near))
        if move.shares is not None:
            assert there["point"] == pytest.approx(list(move.shares.values()), **near)
        if move.intervals is not None:
            for ends, interval in zip(there["ends"], move.intervals.values(), strict=True):
                assert ends == pytest.approx(interval, **near)
    assert theirs["types"]["changes"] == (
        None if ours.changes is None else pytest.approx(ours.changes, **near)
    )
    assert sorted(t["probability"] for t in theirs["types"]["list"]) == pytest.approx(
        sorted(t.probability for t in ours.types), **near
    )
    assert (theirs["types"]["assigned"] is None) == (ours.assigned is None)
    agree_on_order(page, found)
    place = {s: n for n, s in enumerate(found.study.statements["id"].to_list())}
    for o, move in enumerate(ours.outcomes):
        there = theirs["outcomes"][o]
        assert there["direction"] == move.direction
        assert (there["helps"], there["hurts"], there["sources"]) == (move.helps, move.hurts, move.sources)
        assert len(there["reportedFor"]) == len(move.reported_helping)
        assert len(there["reportedAgainst"]) == len(move.reported_hurting)
        assert len(there["helping"]) == len([s for s in move.helping if s in place])
        for name in ("probability", "index"):
            value = getattr(move, name)
            assert there[name] == (None if value is None else pytest.approx(value, **near))


def agree_on_order(page: Any, found: ScenarioAnalysis, weights: dict[str, float] | None = None) -> None:
    """The script's order of the sets against Python's, and the board's."""
    outcomes, ids = found.base.outcomes, [p.id for p in found.prospects]
    sets = [list(p.measures) for p in found.prospects]
    given = weights and [weights.get(o, 0) for o in outcomes]
    for ours, board in ((found.order, False), (found.board, True)):
        if ours is None:
            continue
        theirs = page.evaluate(
            "([sets, weights, board]) => window.idealtypesScenarios.order(sets, weights, board)",
            [sets, given, board],
        )
        assert theirs["ranked"] == ours.ranked
        assert [[ids[a], ids[b]] for a, b in theirs["covers"]] == [list(pair) for pair in ours.covers]
        assert len(theirs["pairs"]) == len(ours.pairs)
        for there, pair in zip(theirs["pairs"], ours.pairs, strict=True):
            named = {1: pair.a, -1: pair.b, 0: None}
            assert (named[there["above"]], named[there["dominates"]]) == (pair.above, pair.dominates)
            assert there["alike"] == pair.alike
            for name in ("better", "worse"):
                value = getattr(pair, name)
                assert there[name] == (None if value is None else pytest.approx(value, abs=1e-9))
            for name in ("reported", "believed", "contradicted"):
                assert tuple(outcomes[o] for o in there[name]) == getattr(pair, name)
            assert [
                (outcomes[one["o"]], [f"scenarios.{code}" for code in one["why"]]) for one in there["missing"]
            ] == [(one.outcome, [why.code for why in one.why]) for one in pair.missing]


def test_the_page_computes_what_python_computes(watch: Any, shipped: Path) -> None:
    study = read_study(folder("examples") / "support_colleagues")
    watched = watch()
    page = watched.open(shipped, "#scenarios")
    for measures in SETS:
        agree(page, scenarios(study, measures=measures) if measures else scenarios(study), measures)
    assert watched.errors == []


def test_the_page_of_an_example_is_light(shipped: Path) -> None:
    assert shipped.stat().st_size < 900_000


def test_three_poles_circles_and_silence_agree(watch: Any, tmp_path: Path) -> None:
    study = many_sided(tmp_path / "study")
    page = watch().open(write_report(study, tmp_path / "out"), "#scenarios")
    found = scenarios(study)
    for measures in ((), ("a",), ("a", "c"), ("b", "d"), ("d",), ("a", "b", "d")):
        agree(page, scenarios(study, measures=measures) if measures else found, measures)
    assert page.evaluate("window.idealtypesScenarios.barred(['c'])") == ["“c” needs “a”: tick it too."]
    assert len(page.evaluate("window.idealtypesScenarios.barred(['a', 'b', 'c'])")) == 1


def test_a_report_that_is_complete_agrees(watch: Any, tmp_path: Path) -> None:
    study = read_study(folder("examples") / "peer_support_2023")
    page = watch().open(write_report(study, tmp_path), "#scenarios")
    found = scenarios(study)
    agree(page, found, ())
    for prospect in found.prospects[1:]:
        agree(page, scenarios(study, measures=prospect.measures), prospect.measures)


def test_ticking_a_box_changes_figure_and_table(watch: Any, shipped: Path) -> None:
    study = read_study(folder("examples") / "support_colleagues")
    found = scenarios(study, measures=["register_contacts"])
    page = watch().open(shipped, "#scenarios")
    contact = page.locator('#whatif [data-aspect="2"]')
    before = float(contact.locator(".after").get_attribute("cx"))
    assert before == pytest.approx(10 + 90 * (found.status_quo.aspects[2].balance + 1))
    assert page.locator("#whatif tbody.outcomes tr").count() == 0
    page.check('input[data-measure="register_contacts"]')
    move = found.prospects[1].aspects[2]
    assert float(contact.locator(".after").get_attribute("cx")) == pytest.approx(
        10 + 90 * (move.balance + 1), abs=1e-6
    )
    assert float(contact.locator(".before").get_attribute("cx")) == pytest.approx(before)
    low = float(contact.locator(".ends").get_attribute("x"))
    assert low == pytest.approx(10 + 90 * (move.interval[0] + 1), abs=1e-6)
    assert f"{move.balance:.2f}".replace("-", "−") in contact.locator(".told").inner_text()
    shown = {
        row.get_attribute("data-outcome"): row.get_attribute("data-direction")
        for row in page.locator("#whatif tbody.outcomes tr").all()
    }
    told = {
        o.outcome: o.direction
        for o in found.prospects[1].outcomes
        if o.sources or o.reported_helping or o.reported_hurting
    }
    assert shown == told
    counted = next(o for o in found.prospects[1].outcomes if o.outcome == "contacts_counted")
    page.locator('#whatif tr[data-outcome="contacts_counted"] a.n').first.click()
    assert page.locator("#panel .statement").count() == len(counted.helping)
    page.keyboard.press("Escape")
    page.locator("#whatif button[data-set='']").click()
    assert float(contact.locator(".after").get_attribute("cx")) == pytest.approx(before)


def test_what_cannot_go_together_is_told(watch: Any, shipped: Path) -> None:
    page = watch().open(shipped, "#scenarios")
    page.check('input[data-measure="register_contacts"]')
    page.check('input[data-measure="stop_registering"]')
    assert page.locator(".barred li").count() == 1
    assert "cannot go together" in page.locator(".barred").inner_text()
    page.uncheck('input[data-measure="register_contacts"]')
    assert page.locator(".barred li").count() == 0


def test_weights_of_ones_own_rank_the_scenarios(watch: Any, tmp_path: Path) -> None:
    study = heard_study(tmp_path / "study")
    titles = {p.id: p.title.say() for p in scenarios(study).prospects}
    page = watch().open(write_report(study, tmp_path / "out"), "#scenarios")
    for given in (None, {"relief": 3.0, "safe": 1.0}):
        for outcome, weight in (given or {}).items():
            page.fill(f'input[data-weight="{outcome}"]', f"{weight:g}")
        found = scenarios(study, weights=given)
        rows = [row.inner_text().split("\t") for row in page.locator("tbody.ranking tr").all()]
        assert {row[0].strip(): float(row[2]) for row in rows} == pytest.approx(
            {titles[s.scenario]: s.mean_rank for s in found.ranking.ranks}, abs=0.051
        )
        agree_on_order(page, found, given)
        assert page.locator("ul.above li").count() == len(found.order.covers)
        assert page.locator("ul.lacks li").count() == 0


BELIEFS = [
    {"outcome": "cost", "measure": "register", "direction": 1, "sure": 0.97},
    {"outcome": "cost", "measure": "loosen", "direction": -1, "sure": 0.6},
    {"outcome": "cost", "measure": "train", "direction": -1, "sure": 0.99},
]
REPORTED = [
    ("report_1", "help", "formal", "cost", 1, "", ""),
    ("report_2", "help", "formal", "slow", -1, "", ""),
    ("report_3", "pay", "formal", "relief", -1, "", ""),
]


def test_the_order_of_page_and_python_is_one(watch: Any, tmp_path: Path) -> None:
    """What is heard, reported with extents, weighed by the file, restated and believed."""
    restating = [*CHANGES[:3], {**CHANGES[3], "restates": ["paid_for"]}]
    unspoken = {"cost": -1, "slow": -1, "paid_for": 1}
    for name, more in (
        ("beliefs", {"more": REPORTED, "beliefs": BELIEFS}),
        (
            "extents",
            {"more": REPORTED, "extents": {"report_1": "most", "report_2": "2/14"}, "beliefs": BELIEFS},
        ),
        (
            "weights",
            {"more": REPORTED, "weights": {"relief": 1, "cost": 2}, "extents": {"report_1": "nearly_all"}},
        ),
    ):
        study = heard_study(tmp_path / name, unspoken=unspoken, measures=restating, **more)  # type: ignore[arg-type]
        watched = watch()
        page = watched.open(write_report(study, tmp_path / f"{name}_out"), "#scenarios")
        found = scenarios(study)
        agree_on_order(page, found)
        assert page.locator('input[data-weight="paid_for"]').count() == 0
        part = section.build(facts := gather(study), Links(facts))
        assert part is not None
        for names, told in (("above", part["order"]["above"]), ("lacks", part["order"]["lacks"])):
            assert page.locator(f"#whatif ul.{names} li").all_text_contents() == told
            assert page.locator(f"#whatif details:has(ul.{names})").is_visible() == (
                names == "lacks" and bool(told)
            )
        assert watched.errors == []
        if part["board"]:
            assert page.locator("#whatif ul.board-above li").all_inner_texts() == part["board"]["above"]


def test_a_shared_page_answers_from_what_it_shows(watch: Any, tmp_path: Path) -> None:
    """The what-if stays, on the draws of the study that stands in; of outcomes it says nothing."""
    shutil.copytree(folder("examples") / "support_colleagues", tmp_path / "study")
    path = write_report(read_study(tmp_path / "study"), tmp_path / "out", sharing=True)
    watched = watch()
    page = watched.open(path, "#scenarios")
    first = page.locator("#whatif .aspect .told").first
    before = first.inner_text()
    assert before.startswith("−0.67")
    page.locator("#whatif .presets button").nth(3).click()
    assert first.inner_text() != before
    assert not page.locator("#whatif .outcomes").is_visible()
    assert not page.locator("#whatif .weights").is_visible()
    assert page.locator("table.consequences").count() == 0
    assert watched.errors == []


def test_scenarios_that_tie_share_the_first_place_as_in_python(watch: Any, tmp_path: Path) -> None:
    """Two scenarios of the same measures are equally good in every draw: each has half of every first place."""
    same = [
        {"id": "one", "measures": ["register", "train"]},
        {"id": "again", "measures": ["register", "train"]},
        {"id": "two", "measures": ["pay"]},
    ]
    study = heard_study(tmp_path / "study", scenarios=same)
    page = watch().open(write_report(study, tmp_path / "out"), "#scenarios")
    for weights in (None, {"relief": 2.0, "safe": 1.0}):
        found = scenarios(study, weights=weights)
        sets = [list(result.measures) for result in found.prospects]
        theirs = page.evaluate(
            """([sets, weights]) => { const s = window.idealtypesScenarios;
            return s.rank(sets.map((chosen) => s.evaluate(chosen).state), weights); }""",
            [sets, weights and [weights.get(o, 0) for o in found.base.outcomes]],
        )
        ours = {rank.scenario: rank for rank in found.ranking.ranks}
        for result, there in zip(found.prospects, theirs, strict=True):
            assert there["first"] == pytest.approx(ours[result.id].first, abs=1e-9)
            assert there["rank"] == pytest.approx(ours[result.id].mean_rank, abs=1e-9)
        assert ours["one"].first == ours["again"].first > 0
        assert sum(there["first"] for there in theirs) == pytest.approx(1)
