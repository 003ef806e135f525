"""What can be ordered: pairs that can be compared, the partial order, what stands against one, and the board's own."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from idealtypes.analyses.scenarios.partial_order import inner_order
from idealtypes.analyses.scenarios.scenarios import scenarios
from idealtypes.engine.result import said
from idealtypes.errors import IdealtypesError
from tests.analyses.scenarios.small import CHANGES, POLES, SETS, SIX, heard_study, write_study

from ...examples import examples

FEW = examples(12, HealthCheck.function_scoped_fixture, quick=5)
UP = ("report_1", "help", "formal", "cost", 1, "", "")
DOWN = ("report_2", "help", "formal", "cost", -1, "", "")
COST = {"cost": -1}


def test_what_three_informants_speak_of_is_ordered(tmp_path: Path) -> None:
    found = scenarios(heard_study(tmp_path))
    assert set(found.order.above) == {
        ("status_quo", "less"), ("both", "status_quo"), ("both", "one"), ("both", "less"), ("both", "paid"),
        ("one", "status_quo"), ("one", "less"), ("one", "paid"), ("paid", "less"),
    }  # fmt: skip
    # a line only where nothing lies between
    assert set(found.order.covers) == {
        ("status_quo", "less"), ("both", "one"), ("one", "status_quo"), ("one", "paid"), ("paid", "less"),
    }  # fmt: skip
    assert found.order.ranked
    assert [s.scenario for s in found.ranking.ranks][:2] == ["both", "one"]
    pair = found.order.of("paid", "status_quo")
    assert (pair.missing, pair.above) == ((), None)  # six disagree: they speak, and neither is above
    assert 0.2 < pair.better < 0.8
    assert found.order.of("one", "both").dominates == "both"


def test_an_outcome_of_which_nobody_speaks_takes_the_order_away(tmp_path: Path) -> None:
    """Silence is not taken for no change."""
    found = scenarios(heard_study(tmp_path, unspoken=COST))
    assert found.order.above == ()
    assert {tuple(one.outcome for one in pair.missing) for pair in found.order.pairs} == {("cost",)}
    assert {said(pair.missing[0].why) for pair in found.order.pairs} == {"nobody speaks"}
    assert said(found.ranking.why) == "cannot be ranked: not every two of them can be compared"
    ranks = {(s.first, s.mean_rank, s.value, s.dominated_by) for s in found.ranking.ranks}
    assert ranks == {(None, None, None, ())}
    assert found.sensitivity == ()
    # what is given no weight decides nothing
    given_ = scenarios(heard_study(tmp_path / "weights", unspoken=COST, weights={"relief": 2, "safe": 1}))
    assert ("both", "status_quo") in given_.order.above
    assert given_.ranking.weights[0].tolist() == pytest.approx([2 / 3, 1 / 3])


def test_two_informants_are_too_few_and_three_are_enough(tmp_path: Path) -> None:
    for n in (2, 3):
        more = [(f"{g}_1", "help", "formal", "cost", -1, "", "") for g in SIX[:n]]
        study = heard_study(tmp_path / str(n), unspoken=COST, more=more)
        pair = scenarios(study).order.of("status_quo", "one")
        words = [] if n == 3 else ["fewer than three informants speak"]
        assert [said(one.why) for one in pair.missing] == words
        assert [one.informants for one in pair.missing] == ([] if n == 3 else [2])


def test_both_sides_have_to_be_spoken_of(tmp_path: Path) -> None:
    """Of help six speak, of pay nobody: what pay does to relief may be anything, so registering is not above it."""
    claims = [(f"{g}_1", "help", "formal", "relief", 1, "", "") for g in SIX]
    spoken = {g: ["help=informal", "help=formal", "pay=informal", "pay=formal"] for g in SIX}
    study = write_study(
        tmp_path, spoken, claims, CHANGES, scenarios=SETS, poles={"help": POLES, "pay": POLES}, direction=0.95
    )
    order = scenarios(study).order
    assert ("one", "status_quo") in order.above
    assert said(order.of("one", "paid").missing[0].why) == "fewer than three informants speak"
    assert order.of("one", "paid").missing[0].informants == 0
    assert said(order.of("status_quo", "paid").missing[0].why) == "nobody speaks"


def test_what_is_reported_against_the_quoted_takes_the_order_away(tmp_path: Path) -> None:
    for n, (sign, above) in enumerate(((1, "one"), (-1, None))):
        more = [("report_1", "help", "formal", "relief", sign, "", "")]
        pair = scenarios(heard_study(tmp_path / str(n), more=more)).order.of("status_quo", "one")
        assert pair.above == above
    (one,) = pair.missing
    assert said(one.why) == "three informants or more speak; what is reported points the other way"
    assert (one.reported_for, one.reported_against) == (("report_1",), ())  # there is more of it as it is now


def test_reported_extents_of_one_direction_stand_for_informants(tmp_path: Path) -> None:
    """`most` of 14 is eight groups or more; `some` may be one; two directions decide nothing."""
    study = heard_study(tmp_path / "most", unspoken=COST, more=[DOWN], extents={"report_2": "most"})
    found = scenarios(study)
    pair = found.order.of("status_quo", "one")
    assert (pair.missing, pair.above, pair.reported) == ((), "one", ("cost",))
    assert not found.order.ranked  # a direction has no size
    cost = found.find("one").outcomes[2]
    assert (cost.helps, cost.hurts, cost.reported_hurting) == (0, 0, ("report_2",))
    assert (cost.groups_helping, cost.groups_hurting) == (None, (8, 13))
    # what is reported points the other way than the quoted, and neither is above
    worse = heard_study(tmp_path / "up", unspoken=COST, more=[UP], extents={"report_1": "nearly_all"})
    pair = scenarios(worse).order.of("status_quo", "one")
    assert (pair.missing, pair.above, pair.dominates) == ((), None, None)
    for name, more, extents in (
        ("few", [DOWN], {"report_2": "some"}),
        ("both", [UP, DOWN], {"report_1": "most", "report_2": "most"}),
        ("none", [DOWN], {"report_3": "all"}),
    ):
        study = heard_study(tmp_path / name, unspoken=COST, more=more, extents=extents)
        pair = scenarios(study).order.of("status_quo", "one")
        way = "both ways" if name == "both" else "the same way"
        assert [said(one.why) for one in pair.missing] == [
            f"nobody quoted speaks; what is reported points {way}"
        ]


def test_without_a_preference_of_the_quoted_reports_speak_for_or_against(tmp_path: Path) -> None:
    study = heard_study(tmp_path, outcomes=(), unspoken=COST, more=[UP])
    order = scenarios(study).order
    assert said(order.of("status_quo", "one").missing[0].why).endswith("what is reported speaks against it")
    assert said(order.of("status_quo", "less").missing[0].why).endswith("what is reported speaks for it")


def test_an_outcome_that_restates_a_measure_enters_no_order(tmp_path: Path) -> None:
    restating = [{**CHANGES[0], "restates": ["cost"]}, *CHANGES[1:]]
    found = scenarios(heard_study(tmp_path, unspoken=COST, measures=restating))
    assert found.order.restated == {"cost": ("register",)}
    assert found.order.outcomes == ("relief", "safe")
    assert found.order.ranked
    assert len(found.find("one").outcomes) == 3  # it is shown
    with pytest.raises(IdealtypesError, match="`cost` restates `register` and enters no order"):
        scenarios(found.study, weights={"cost": 1})


def belief(direction: int, sure: float = 1.0, measure: str = "register") -> dict[str, Any]:
    return {"outcome": "cost", "measure": measure, "direction": direction, "sure": sure}


def test_beliefs_complete_a_second_order(tmp_path: Path) -> None:
    found = scenarios(heard_study(tmp_path / "sure", unspoken=COST, beliefs=[belief(-1)]))
    assert (found.order.above, found.board is None) == ((), False)
    pair = found.board.of("status_quo", "one")
    assert (pair.above, pair.believed, pair.contradicted) == ("one", ("cost",), ())
    assert pair.worse > 0.99
    assert found.board.of("status_quo", "paid").missing  # about pay the board says nothing
    assert found.board.of("status_quo", "both").above == "both"
    assert scenarios(heard_study(tmp_path / "none")).board is None
    # where informants suffice they count, and no belief does
    told = scenarios(heard_study(tmp_path / "told", beliefs=[{**belief(-1), "outcome": "relief"}]))
    assert told.board.pairs == told.order.pairs


def test_how_sure_a_belief_is_counts(tmp_path: Path) -> None:
    """It is drawn once a draw; with the weight of cost alone P is the probability given."""
    made = heard_study(tmp_path, unspoken=COST, weights={"cost": 1}, beliefs=[belief(1, 0.8)])
    pair = scenarios(made).board.of("status_quo", "one")
    assert pair.better == pytest.approx(0.8, abs=0.04)
    assert pair.better + pair.worse == pytest.approx(1)
    assert pair.above is None  # below .95


def test_a_belief_against_what_is_reported_is_marked(tmp_path: Path) -> None:
    found = scenarios(heard_study(tmp_path, unspoken=COST, more=[UP], beliefs=[belief(-1)]))
    pair = found.board.of("status_quo", "one")
    assert (pair.above, pair.contradicted) == ("one", ("cost",))
    assert found.order.above == ()


@FEW
@given(order=st.permutations(range(4)), names=st.permutations(["a", "b", "c", "d"]))
def test_the_order_does_not_hang_on_names_or_places(
    tmp_path_factory: pytest.TempPathFactory, order: list[int], names: list[str]
) -> None:
    plain = scenarios(heard_study(tmp_path_factory.mktemp("plain"))).order
    renamed = {one["id"]: name for one, name in zip(SETS, names, strict=True)} | {"status_quo": "status_quo"}
    moved = [{**SETS[n], "id": renamed[SETS[n]["id"]]} for n in order]
    measures = [CHANGES[n] for n in order]
    other = heard_study(tmp_path_factory.mktemp("other"), scenarios=moved, measures=measures)
    found = scenarios(other).order
    for name in ("above", "covers"):
        assert {(renamed[a], renamed[b]) for a, b in getattr(plain, name)} == set(getattr(found, name))


def test_unwanted_outcomes_turn_the_order_round(tmp_path: Path) -> None:
    plain = scenarios(heard_study(tmp_path / "plain")).order
    turned = scenarios(heard_study(tmp_path / "turned", wanted=-1)).order
    assert {(b, a) for a, b in plain.above} == set(turned.above)


@FEW
@given(
    who=st.lists(
        st.tuples(st.integers(0, 5), st.sampled_from(["help", "pay"]), st.sampled_from([1, -1])),
        max_size=12,
        unique_by=lambda one: one[:2],
    ),
    reports=st.lists(st.sampled_from([UP, DOWN]), max_size=2, unique=True),
    extents=st.sampled_from([None, {"report_1": "all", "report_2": "all"}]),
)
def test_nothing_is_above_where_a_deciding_outcome_is_silent(
    tmp_path_factory: pytest.TempPathFactory,
    who: list[tuple[int, str, int]],
    reports: list[tuple[Any, ...]],
    extents: dict[str, str] | None,
) -> None:
    more = [(f"{SIX[n]}_1", aspect, "formal", "cost", sign, "", "") for n, aspect, sign in who]
    folder = tmp_path_factory.mktemp("any")
    order = scenarios(heard_study(folder, unspoken=COST, more=[*more, *reports], extents=extents)).order
    speak = {side: {n for n, aspect, _ in who if aspect == side} for side in ("help", "pay")}
    on = {"status_quo": (), "both": ("help",), "one": ("help",), "less": ("help",), "paid": ("pay",)}
    for a, b in order.above:
        sides = [aspect for one in (a, b) for aspect in on[one]]
        by_reports = extents is not None and len(reports) == 1 and set(sides) == {"help"}
        assert all(len(speak[side]) >= 3 for side in sides) or by_reports
        assert not order.of(a, b).missing


@given(arrays(bool, (6, 6)), st.permutations(range(6)))
def test_the_inner_order_is_a_partial_order(relation: np.ndarray[Any, Any], places: list[int]) -> None:
    np.fill_diagonal(relation, False)
    kept = inner_order(relation)
    assert not (kept & ~relation).any()
    assert not (kept & kept.T).any()
    assert not (((kept.astype(int) @ kept.astype(int)) > 0) & ~kept).any()  # transitive
    at = np.ix_(places, places)
    assert (inner_order(relation[at]) == kept[at]).all()


@given(st.permutations(range(5)), st.sets(st.sampled_from(list(itertools.combinations(range(5), 2)))))
def test_a_partial_order_stays_whole(places: list[int], pairs: set[tuple[int, int]]) -> None:
    relation = np.zeros((5, 5), bool)
    for a, b in pairs:
        relation[places[a], places[b]] = True
    for _ in range(3):
        relation |= (relation.astype(int) @ relation.astype(int)) > 0
    assert (inner_order(relation) == relation).all()
