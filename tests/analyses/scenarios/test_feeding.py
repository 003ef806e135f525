"""Outcomes that feed one another: the engine's map beside the general one, and who stands behind what is fed."""

from __future__ import annotations

from pathlib import Path

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from idealtypes.analyses.scenarios import settling
from idealtypes.analyses.scenarios.scenarios import scenarios
from idealtypes.analyses.scenarios.steady_state import settle_pushed
from idealtypes.engine.result import said
from tests.analyses.scenarios.small import write_study
from tests.analyses.scenarios.test_outlook import FORMAL_HELPS, MEASURES, TALK, of

from ...examples import examples

weight = st.floats(-1, 1)


@examples(40)
@given(st.data())
def test_the_engine_is_a_cognitive_map_with_constant_input(data: st.DataObject) -> None:
    """E is a push on each outcome; as well, a concept held at 1 that feeds each by the weight E."""
    n = data.draw(st.integers(1, 5))
    direct = np.array(data.draw(st.lists(weight, min_size=n, max_size=n)))
    pairs = [(i, j) for i in range(n) for j in range(n) if i < j]  # no loops: there is one steady state
    chosen = data.draw(st.lists(st.sampled_from(pairs), unique=True)) if pairs else []
    weights = np.zeros((n, n))
    for pair in chosen:
        weights[pair] = data.draw(weight)
    state, still = settle_pushed(direct[:, None], [(i, j, np.array([weights[i, j]])) for i, j in chosen])
    assert still.all()
    pushed = settling.settle(weights, np.zeros(n), push=direct)
    assert state[:, 0] == pytest.approx(pushed.states, abs=1e-9)
    held = np.zeros((n + 1, n + 1))
    held[:n, :n], held[n, :n] = weights, direct
    clamped = settling.settle(held, [*np.zeros(n), 1.0])
    # a concept that nothing feeds keeps its value there: an outcome with E = 0 and no feeder is 0 in both
    assert state[:, 0] == pytest.approx(clamped.states[:n], abs=1e-9)


def test_networkx_orders_what_a_loop_free_map_computes() -> None:
    """By hand along the order: each outcome is tanh of its input and what was computed before it."""
    edges = {(0, 2): 0.5, (1, 2): -1.0, (2, 3): 0.25, (0, 3): 1.0}
    direct = np.array([0.3, 0.2, 0.0, -0.1])
    expected = np.zeros(4)
    for o in nx.topological_sort(nx.DiGraph(list(edges))):
        expected[o] = np.tanh(direct[o] + sum(w * expected[a] for (a, b), w in edges.items() if b == o))
    state, _ = settle_pushed(direct[:, None], [(a, b, np.array([w])) for (a, b), w in edges.items()])
    assert state[:, 0] == pytest.approx(expected)


def test_each_draw_has_its_own_weight_and_ends_by_itself() -> None:
    direct = np.array([[0.4, 0.4, -0.4], [0.0, 0.0, 0.0]])
    state, still = settle_pushed(direct, [(0, 1, np.array([1.0, -0.5, 1.0]))])
    assert state[1] == pytest.approx(np.tanh([np.tanh(0.4), -0.5 * np.tanh(0.4), -np.tanh(0.4)]))
    assert still.tolist() == [True] * 3


def links(start: str, end: str, sources: range) -> list[tuple[str, str, str, str, int, str, str]]:
    return [(f"g{n}_1", "", "", end, 1, "", start) for n in sources]


def test_a_direction_is_no_surer_than_what_leads_to_it(tmp_path: Path) -> None:
    """Three say that relief leads to treatment, and one that rules bring relief: no direction, however sure."""
    thin = [
        *FORMAL_HELPS[:1],
        *links("relief", "treatment", range(1, 4)),
        *links("treatment", "health", range(1, 5)),
    ]
    study = write_study(tmp_path / "thin", TALK, thin, MEASURES, settings={"draws": 500})
    relief, treatment, health = of(study, "rules").prospects[1].outcomes
    assert (relief.direction, said(relief.why)) == ("unknown", "too few for a direction: one informant")
    assert (treatment.direction, treatment.probability, treatment.sources) == ("unknown", None, 3)
    assert (
        said(treatment.why) == "too few for a direction: fewer than three informants speak of what leads here"
    )
    assert (health.direction, health.why) == ("unknown", treatment.why)
    firm = [*FORMAL_HELPS, *thin[1:]]
    found = of(write_study(tmp_path / "firm", TALK, firm, MEASURES, settings={"draws": 500}), "rules")
    relief, treatment, health = found.prospects[1].outcomes
    assert (relief.direction, treatment.direction) == ("up", "up")
    assert health.probability == pytest.approx(0.787, abs=0.04)  # by 40,000 draws


def test_a_loop_does_not_stand_behind_itself(tmp_path: Path) -> None:
    claims = [*FORMAL_HELPS[:1], *links("relief", "rest", range(1, 5)), *links("rest", "relief", range(1, 5))]
    study = write_study(tmp_path, TALK, claims, MEASURES, settings={"draws": 300})
    relief, rest = of(study, "rules").prospects[1].outcomes
    assert (relief.direction, rest.direction) == ("unknown", "unknown")


def test_the_map_marks_what_is_missing(tmp_path: Path) -> None:
    claims = [
        *FORMAL_HELPS,
        *links("relief", "treatment", range(1, 4)),
        *links("trust", "relief", range(1, 2)),
    ]
    claims += [("g4_1", "", "", "treatment", -1, "", "relief"), ("r1_1", "", "", "cost", 1, "", "relief")]
    outcomes = {"relief": 1, "treatment": 1, "trust": 1, "cost": -1}
    study = write_study(
        tmp_path, TALK | {"r1": ["help=formal"]}, claims, MEASURES, outcomes=outcomes, reported=["r1"],
        settings={"draws": 100},
    )  # fmt: skip
    drawn = scenarios(study).to_dict()["map"]
    assert {n["outcome"]: n["missing"] for n in drawn["nodes"]} == {
        "relief": None,
        "treatment": None,
        "trust": "nobody says what helps or hurts it",
        "cost": "nobody speaks of it",
    }
    assert [n["outcome"] for n in drawn["nodes"] if n["feeds"]] == ["relief", "trust"]
    edges = {(e["from"], e["to"]): e for e in drawn["edges"]}
    assert edges["relief", "treatment"] == {
        "from": "relief", "to": "treatment", "weight": 0.5, "helps": 3, "hurts": 1,
        "contradictory": True, "thin": False,
    }  # fmt: skip
    assert edges["trust", "relief"]["thin"]
    assert drawn["reported"] == [
        {"from": "relief", "to": "cost", "statements_for": ["r1_1"], "statements_against": []}
    ]
