"""Rank acceptability: by hand, under ties and silence, and by what it says it is by."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import idealtypes as it
from idealtypes.analyses.compare.acceptability import tied_ranks
from idealtypes.analyses.compare.case_ranking import Rank, Ranking, ranking
from idealtypes.analyses.compare.comparison import compare
from idealtypes.engine.result import said
from idealtypes.model.study import Goal
from tests.analyses.comparing import speaking, standing, two
from tests.engine.build import coded, scheme

from ..examples import examples

FORMAL = Goal("formal", {"a": (0.0, 1.0), "b": (0.0, 1.0)})


def by_case(found: Ranking) -> dict[str, Rank]:
    return {r.case: r for r in found.ranks}


def test_two_cases_by_hand() -> None:
    """A is (.9, .1) and B (.3, .6): A leads where .6 w > .5 (1 − w), so for w > 5/11."""
    cases = {"A": {"a": 0.9, "b": 0.1}, "B": {"a": 0.3, "b": 0.6}}
    found = ranking(standing(cases, draws=40_000), FORMAL)
    a, b = by_case(found)["A"], by_case(found)["B"]
    assert a.first == pytest.approx(6 / 11, abs=0.01)
    assert b.first == pytest.approx(5 / 11, abs=0.01)
    assert a.mean_rank == pytest.approx(1 + 5 / 11, abs=0.01)
    # Weights are even on [0, 1], so the central ones lie in the middle of those that make a case first.
    assert a.weights is not None
    assert a.weights["a"] == pytest.approx((5 / 11 + 1) / 2, abs=0.005)
    assert b.weights is not None
    assert b.weights["a"] == pytest.approx(5 / 22, abs=0.005)
    assert a.weights["b"] == pytest.approx(1 - a.weights["a"])
    assert a.confidence == b.confidence == 1
    assert a.value == pytest.approx(0.5)
    assert b.value == pytest.approx(0.45)
    assert found.ranks[0].case == "A"
    assert a.why is not None
    assert "over the weights alone: the evidence is complete" in (said(a.why) or "")


def test_three_aspects_one_corner_each_by_hand() -> None:
    """Each leads where its aspect weighs most; there its weight is (1 + ½ + ⅓)/3 = 11/18 on average."""
    cases = {c: {a: float(a == b) for a in "abc"} for c, b in zip("ABC", "abc", strict=True)}
    goal = Goal(None, dict.fromkeys("abc", (0.0, 1.0)))
    found = by_case(ranking(standing(cases, draws=40_000), goal))
    for case, aspect in zip("ABC", "abc", strict=True):
        assert found[case].first == pytest.approx(1 / 3, abs=0.01)
        weights = found[case].weights
        assert weights is not None
        assert weights[aspect] == pytest.approx(11 / 18, abs=0.01)
        assert sum(weights.values()) == pytest.approx(1)


def test_a_case_that_is_worse_everywhere_is_never_first() -> None:
    cases = {"A": {"a": 0.9, "b": 0.6}, "B": {"a": 0.3, "b": 0.2}}
    found = by_case(ranking(standing(cases), FORMAL))
    assert (found["A"].first, found["B"].first, found["B"].mean_rank) == (1, 0, 2)
    assert (found["B"].weights, found["B"].confidence) == (None, None)
    assert "no central weights: first in 0 of 4,000 draws" in (said(found["B"].why) or "")
    assert found["A"].ranks == (1, 1)


def test_the_goal_decides() -> None:
    cases = {"A": {"a": 0.9, "b": 0.6}, "B": {"a": 0.3, "b": 0.2}, "C": {"a": 0.5, "b": 0.5}}
    profile = standing(cases)
    informal = ranking(profile, Goal("informal", {"a": (1.0, 0.0), "b": (1.0, 0.0)}))
    assert informal.criterion == "goal: informal"
    assert [r.case for r in informal.ranks] == ["B", "C", "A"]
    balances = ranking(profile, Goal(None, {"a": (0.5, 0.5)}))
    assert balances.criterion == "goal"
    assert balances.wanted == {"a": {"informal": 0.5, "formal": 0.5}}
    assert [r.case for r in balances.ranks] == ["C", "B", "A"]
    assert balances.left_out == ("b",)
    assert "the goal says nothing of `b`" in (said(balances.note) or "")
    assert by_case(balances)["B"].value == pytest.approx(0.8)


def test_without_a_goal_the_order_is_by_formality_and_says_so() -> None:
    cases = {"A": {"a": 0.9, "k": (1, 0, 0)}, "B": {"a": 0.3, "k": (0, 1, 0)}}
    found = compare(standing(cases)).ranking
    assert found.criterion == "formality"
    assert [r.case for r in found.ranks] == ["A", "B"]
    assert found.left_out == ("k",)
    assert "no goal is named" in (said(found.note) or "")
    assert "says nothing of merit" in (said(found.note) or "")
    assert "left out, with three or more poles: `k`" in (said(found.note) or "")
    assert found.to_dicts() is not None
    only = compare(standing({"A": {"k": (1, 0, 0)}, "B": {"k": (0, 1, 0)}}))
    assert only.to_dict()["ranks"] is None
    assert "no aspect has two poles" in only.to_dict()["why"]


def test_several_axes_are_ranked_by_their_second_poles() -> None:
    made = scheme(
        {"help": ("informal", "formal"), "owner": ("public", "private")},
        {f"{p}": {a: w} for a, ps in (("help", ("hi", "hf")), ("owner", ("ou", "or")))
         for p, w in zip(ps, ((1, 0), (0, 1)), strict=True)},
    )  # fmt: skip
    rows = [("A", "g", "hf"), ("A", "g", "or"), ("B", "g", "hi"), ("B", "g", "ou")]
    found = compare(it.profile(coded(rows), made, unit="none")).ranking
    assert found.criterion == "second poles"
    assert "on 2 axes" in (said(found.note) or "")
    assert [r.case for r in found.ranks] == ["A", "B"]


def test_with_three_poles_closeness_is_to_the_wanted_pole() -> None:
    cases = {"A": {"k": (0.8, 0.2, 0)}, "B": {"k": (0.8, 0.1, 0.1)}, "C": {"k": (0, 0.5, 0.5)}}
    found = ranking(standing(cases), Goal(None, {"k": (1.0, 0.0, 0.0)}))
    assert [r.case for r in found.ranks] == ["B", "A", "C"]
    assert by_case(found)["A"].value == pytest.approx(1 - 0.2)
    assert by_case(found)["B"].value == pytest.approx(1 - np.sqrt((0.04 + 0.01 + 0.01) / 2))


def test_where_nobody_speaks_a_case_may_lie_anywhere() -> None:
    """A is at the goal on a and silent on b, U there; B is half way on both: P(w + (1 − w) U > ½) = ½ + ½ ln 2."""
    cases = {"A": {"a": 1.0, "b": None}, "B": {"a": 0.5, "b": 0.5}}
    found = by_case(ranking(standing(cases, draws=40_000), FORMAL))
    assert found["A"].first == pytest.approx(0.5 + 0.5 * np.log(2), abs=0.01)
    assert found["A"].value is None
    assert "nobody speaks of `b`, where it could lie anywhere" in (said(found["A"].why) or "")
    mute = {"A": {"a": 0.4, "b": 0.4}, "B": {"a": 0.6, "b": 0.6}, "C": {"a": None, "b": None}}
    answer = ranking(standing(mute), FORMAL).to_dicts()
    assert answer is not None
    assert [r["case"] for r in answer] == ["B", "A", "C"]
    assert answer[-1]["first"] is None
    assert answer[-1]["why"] == "not ranked: nobody speaks of `a`, `b`"


def test_ties_are_shared_evenly() -> None:
    same = ranking(standing({c: {"a": 0.7, "b": 0.2} for c in "ABC"}), FORMAL)
    for r in same.ranks:
        assert r.first == pytest.approx(1 / 3)
        assert r.mean_rank == pytest.approx(2)
        assert r.acceptability == pytest.approx([1 / 3] * 3)
        assert r.ranks == (1, 3)


@given(st.lists(st.lists(st.integers(0, 3), min_size=4, max_size=4), min_size=1, max_size=6))
def test_tied_ranks_are_counted(values: list[list[int]]) -> None:
    v = np.array(values, float)
    best, worst = tied_ranks(v)
    for c in range(len(v)):
        for t in range(4):
            assert best[c, t] == 1 + (v[:, t] > v[c, t]).sum()
            assert worst[c, t] == (v[:, t] >= v[c, t]).sum()


@examples(20)
@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=2, max_size=6))
def test_ranks_add_up(shares: list[tuple[float, float]]) -> None:
    n = len(shares)
    cases = {f"c{k}": {"a": a, "b": b} for k, (a, b) in enumerate(shares)}
    found = ranking(standing(cases, draws=200), FORMAL)
    assert sum(r.first or 0 for r in found.ranks) == pytest.approx(1)
    assert sum(r.mean_rank or 0 for r in found.ranks) == pytest.approx(n * (n + 1) / 2)
    table = np.array([r.acceptability for r in found.ranks])
    np.testing.assert_allclose(table.sum(axis=0), 1)
    np.testing.assert_allclose(table.sum(axis=1), 1)
    assert table[:, 0].tolist() == pytest.approx([r.first for r in found.ranks])
    means = [r.mean_rank or 0 for r in found.ranks]
    assert means == sorted(means)
    np.testing.assert_allclose(table @ np.arange(1, n + 1), means)


def test_what_is_not_known_of_the_cases_widens_the_ranks() -> None:
    cases = {"A": two(0.6, 0.6), "B": two(0.4, 0.4)}
    goal = Goal(None, {"a0": (0.0, 1.0), "a1": (0.0, 1.0)})
    sampled = by_case(ranking(speaking(cases, sources=6), goal))["A"]
    exact = by_case(ranking(standing({c: {a: s[1] for a, s in v.items()} for c, v in cases.items()}), goal))[
        "A"
    ]
    assert exact.first == 1
    assert 0.5 < (sampled.first or 0) < 0.99
    assert sampled.why is None
    assert 0.5 < (sampled.confidence or 0) < 1


def test_one_rater_leaves_the_weights_alone_and_says_so() -> None:
    cases = {"A": {"a": 0.9, "b": 0.1}, "B": {"a": 0.3, "b": 0.6}}
    found = by_case(ranking(standing(cases, unit="rater", draws=20_000), FORMAL))
    assert found["A"].first == pytest.approx(6 / 11, abs=0.01)
    assert "over the weights alone: one rater" in (said(found["A"].why) or "")


def test_fewer_than_two_cases_have_no_order() -> None:
    found = ranking(standing({"A": {"a": 0.9}, "B": {"a": None}}), Goal(None, {"a": (0.0, 1.0)}))
    assert said(found.why) == "no order: fewer than two cases speak of what it is by"
    assert found.to_dicts() is None
    assert found.records() == []


def test_records_have_a_column_for_each_weight() -> None:
    found = ranking(standing({"A": {"a": 0.9, "b": 0.1}, "B": {"a": 0.3, "b": 0.6}}), FORMAL)
    assert {"weight_a", "weight_b", "best_rank", "confidence"} <= found.records()[0].keys()
    assert found.heading()["weights"] == "Dirichlet(1)"


def test_ranks_and_weights_are_told_as_far_as_the_draws_tell_them() -> None:
    cases = {"A": two(0.9, 0.9), "B": two(0.7, 0.6), "C": two(0.2, 0.2), "D": two(0.5, 0.5)}
    found = ranking(speaking(cases, draws=2000))
    firsts = sorted(round((r.first or 0) * 2000) for r in found.ranks)
    assert any(0 < n < 20 for n in firsts)
    for r in found.ranks:
        assert (r.weights is not None) == ((r.first or 0) * 2000 >= 20)
    cases = {f"c{k}": two(0.2 + 0.12 * k, 0.4 + 0.02 * k) for k in range(6)}
    ends = []
    for r in ranking(speaking(cases, draws=2000)).ranks:
        assert r.ranks is not None
        best, worst = r.ranks
        below = np.array([0, *np.cumsum(r.acceptability)])
        # the middle 95 %: no more than 2.5 % lie before the best rank, or beyond the worst
        assert below[best - 1] <= 0.025 + 1e-9
        assert below[best] > 0.025
        assert below[worst] >= 0.975 - 1e-9
        assert below[worst - 1] < 0.975
        ends += [below[best], 1 - below[worst - 1]]
    assert min(ends) < 0.05  # some end would be another at 90 %
