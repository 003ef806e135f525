"""Differences between cases: alone and together, with two poles and with more; and the answer as JSON."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from scipy.stats import beta

from idealtypes.analyses.compare.comparison import compare
from idealtypes.analyses.compare.points import COMPLETE
from idealtypes.engine.difference_ends import pole_draws
from idealtypes.engine.difference_interval import mover, stretch
from idealtypes.engine.result import said
from tests.analyses.comparing import speaking, standing, two
from tests.examples import LONG

TYPES = {"informal": {"a0": "informal", "a1": "informal"}, "formal": {"a0": "formal", "a1": "formal"}}


def test_a_difference_is_of_balances_and_lies_in_all_its_intervals() -> None:
    found = compare(speaking({"one": two(0.2, 0.5), "two": two(0.7, 0.5)}))
    assert [(p.a, p.b, p.aspect) for p in found.pairs] == [("one", "two", "a0"), ("one", "two", "a1")]
    for a, pair in enumerate(found.pairs):
        assert pair.difference == pytest.approx(found.profile.balance[0, a] - found.profile.balance[1, a])
        assert pair.interval is not None
        assert pair.simultaneous is not None
        assert -2 <= pair.simultaneous[0] <= pair.interval[0] <= pair.difference
        assert pair.difference <= pair.interval[1] <= pair.simultaneous[1] <= 2
    assert found.pairs[0].probability is not None
    assert found.pairs[0].probability < 0.02
    assert found.pairs[0].clear
    assert not found.pairs[1].clear


def test_against_one_case_every_other_is_compared_with_it() -> None:
    cases = {name: two(share) for name, share in (("a", 0.2), ("b", 0.5), ("c", 0.9))}
    found = compare(speaking(cases), against="b")
    assert [(p.a, p.b) for p in found.pairs] == [("a", "b"), ("c", "b")]
    whole = {(p.a, p.b): p for p in compare(speaking(cases)).pairs}
    assert found.pairs[0].interval == whole["a", "b"].interval
    swapped = whole["b", "c"].interval
    assert swapped is not None
    assert found.pairs[1].interval == pytest.approx((-swapped[1], -swapped[0]))
    assert found.family.size == {"": 2}
    with pytest.raises(ValueError, match="no case 'd'; the cases are a, b, c"):
        compare(speaking(cases), against="d")


def test_with_three_poles_there_is_a_difference_for_each() -> None:
    found = compare(speaking({"one": {"k": (0.7, 0.2, 0.1)}, "two": {"k": (0.1, 0.2, 0.7)}}))
    assert [p.pole for p in found.pairs] == ["x", "y", "z"]
    assert sum(p.difference or 0 for p in found.pairs) == pytest.approx(0)
    x, _, z = found.pairs
    assert x.clear
    assert z.clear
    assert x.probability is not None
    assert x.probability > 0.99
    assert all(p.simultaneous is not None and p.simultaneous[0] >= -1 for p in found.pairs)


def test_a_pole_among_several_is_drawn_as_one_of_two() -> None:
    profile = speaking({"one": {"k": (0.8, 0.2, 0.0)}}, draws=4000)
    whole, drawn = (found[0] for found in pole_draws(profile, 0, 2))  # nobody speaks for it
    n = profile.effective_n[0, 0]
    assert profile.shares[0, 0, 2] == 0
    n_0 = profile.unanimous[0, 0]
    level = np.array([0.1, 0.3, 0.49, 0.51, 0.7, 0.9, 0.99])
    widened = np.where(level > 0.5, 1 - (1 - level) ** (1 / n_0), 0)
    expected = np.maximum(beta(0.5, n + 0.5).ppf(level), widened)
    np.testing.assert_allclose(np.quantile(drawn, level), expected, atol=2e-3)
    for found, joint in ((drawn, profile.informant_draws), (whole, profile.draws)):
        assert (found.argsort() == joint.by_aspect[0][0, 2].argsort()).all()


def test_common_sources_make_differences_sharper() -> None:
    # Sources lean: who speaks formally of one case speaks formally of the other.
    leaning = [0.05, 0.95] * 5
    cases = {name: two(0.5) for name in ("one", "two")}

    def width(shared: bool) -> float:
        profile = speaking(cases, sources=10, shared=shared)
        rows = profile.rows
        number = np.array([int(s.split("g")[-1]) for s in rows["source"]])
        rng = np.random.default_rng(4)
        formal = rng.random(len(rows)) < np.array(leaning)[number]
        import polars as pl

        import idealtypes as it

        code = pl.Series("code", [f"a0-{'formal' if f else 'informal'}" for f in formal])
        (pair,) = compare(it.profile(rows.with_columns(code), profile.scheme, draws=2000)).pairs
        assert pair.interval is not None
        return pair.interval[1] - pair.interval[0]

    assert width(shared=True) < 0.8 * width(shared=False)


def test_the_family_is_named_and_its_intervals_are_wider_the_larger_it_is() -> None:
    cases = {f"c{k}": two(0.4, 0.5, 0.6) for k in range(5)}
    shown, by_aspect = compare(speaking(cases)), compare(speaking(cases), family="aspect")
    assert shown.family.size == {"": 30}
    assert by_aspect.family.size == {"a0": 10, "a1": 10, "a2": 10}
    assert all(0.95 < level < shown.family.each[""] for level in by_aspect.family.each.values())
    # Less than Bonferroni's, since the pairs share cases.
    assert shown.family.each[""] < 1 - 0.05 / 30
    single = compare(speaking({"one": two(0.4), "two": two(0.6)}, draws=4000))
    assert single.family.each[""] == pytest.approx(0.95, abs=0.005)
    assert single.pairs[0].simultaneous == pytest.approx(single.pairs[0].interval_whole, abs=0.03)
    assert "30 differences" in str(shown.family)
    assert "a1 10" in str(by_aspect.family)
    assert shown.to_dict()["family"]["size"] == 30
    assert by_aspect.to_dict()["family"]["size"] == {"a0": 10, "a1": 10, "a2": 10}
    with pytest.raises(ValueError, match="family is shown or aspect"):
        compare(speaking(cases), family="all")  # type: ignore[arg-type]


def _benchmark() -> ModuleType:
    path = Path(__file__).parents[2] / "benchmarks" / "comparison_coverage.py"
    spec = importlib.util.spec_from_file_location("comparison_coverage", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    import sys

    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_simulated_intervals_hold_the_truth_alone_and_together() -> None:
    benchmark = _benchmark()
    studies = 40 if LONG else 16
    for who, truth in (("own", "alike"), ("shared", "one")):
        design = benchmark.Design(5, 8, 2, 0.3, 3, who=who)
        found = benchmark.measure(design, truth, studies, seed=3)
        assert found["one by one"] >= 0.95
        assert found["together"] >= 0.925  # of 40: at most three fail; of 16: at most one
        assert found["distance"] >= 0.93
    # The plain intervals do not hold together, so the other ones are needed.
    design = benchmark.Design(8, 12, 2, 0.2, 3)
    plain, adjusted = [], []
    for profile in benchmark.profiles(design, "alike", studies, seed=5):
        pairs = compare(profile).pairs
        plain.append(all(p.interval[0] <= 0 <= p.interval[1] for p in pairs if p.interval))
        adjusted.append(not any(p.clear for p in pairs))
    assert np.mean(plain) < 0.75
    assert np.mean(adjusted) >= 0.925


def test_mover_contains_the_difference_and_narrows_with_common_errors() -> None:
    rng = np.random.default_rng(2)
    low, a, high = np.sort(rng.random((3, 50)), axis=0)
    bottom, b, top = np.sort(rng.random((3, 50)), axis=0)
    alone, tied = (mover(a, (low, high), b, (bottom, top), r) for r in (0.0, 0.8))
    for ends in (alone, tied):
        assert (ends[0] <= a - b).all()
        assert (a - b <= ends[1]).all()
    assert (alone[0] >= low - top - 1e-12).all()
    assert (alone[1] <= high - bottom + 1e-12).all()
    assert (tied[1] - tied[0] <= alone[1] - alone[0]).all()


def test_what_is_absent_says_why() -> None:
    complete = compare(standing({"one": {"a": 0.2}, "two": {"a": 0.7}})).pairs[0]
    assert complete.difference == pytest.approx(-1.0)
    assert (complete.interval, complete.simultaneous, complete.probability) == (None, None, None)
    assert complete.why == COMPLETE
    silent = compare(standing({"one": {"a": 0.2, "b": None}, "two": {"a": 0.7, "b": 0.5}})).pairs[1]
    assert silent.difference is None
    assert said(silent.why) == "nobody speaks of it in one"
    rated = compare(standing({"one": {"a": 0.2}, "two": {"a": 0.7}}, unit="rater")).pairs[0]
    assert rated.interval is None
    assert rated.why is not None
    assert "one rater" in (said(rated.why) or "")
    assert "(one, two)" in (said(rated.why) or "")


def test_one_case_is_nothing_to_compare() -> None:
    found = compare(speaking({"one": two(0.2, 0.4)}, types=TYPES))
    answer = found.to_dict()
    assert (found.pairs, answer["pairs"], answer["distances"], answer["clusters"], answer["ranks"]) == (
        (), None, None, None, None,
    )  # fmt: skip
    assert answer["nearest"][0]["type"] == "informal"
    for told in ("pairs: nothing to compare: one case", "clusters: no groups: one case", "ranks: no order"):
        assert told in answer["why"]
    assert str(found) == "nothing to compare: one case"


def test_too_many_pairs_are_not_listed_but_one_case_against_all_is() -> None:
    cases = {f"c{k:03}": {"a": (k % 10) / 10} for k in range(520)}
    profile = standing(cases, draws=100)
    found = compare(profile)
    assert found.pairs == ()
    assert found.to_dict()["pairs"] is None
    assert "520 cases make 134,940 pairs, too many to list" in found.to_dict()["why"]
    assert found.distances.matrix.shape == (520, 520)
    against = compare(profile, against="c007").to_dict()
    assert len(against["pairs"]) == len(against["distances"]) == 519
    assert against["against"] == "c007"


def test_the_answer_is_the_contract() -> None:
    cases = {"one": two(0.2, 0.5), "two": two(0.7, 0.5), "three": two(0.8, 0.9)}
    found = compare(speaking(cases, types=TYPES))
    answer = json.loads(json.dumps(found.to_dict(), allow_nan=False))
    assert list(answer)[:5] == ["format", "numbers", "findings", "settings", "level"]
    assert answer["pairs"][0].keys() >= {"a", "b", "aspect", "difference", "interval", "probability"}
    assert answer["distances"][0].keys() >= {"a", "b", "distance", "interval"}
    assert answer["ranks"][0].keys() >= {"case", "criterion", "first", "mean_rank"}
    assert answer["clusters"] is None or answer["clusters"][0].keys() >= {"cases", "stability"}
    assert answer["nearest"][0].keys() >= {"case", "type", "distance"}
    assert found.to_frame().height == len(found.records()) == 6
    assert found.to_frame().columns[:4] == ["a", "b", "aspect", "pole"]
    assert "one – two  a0" in str(found)
    again = compare(speaking(cases, types=TYPES)).to_dict()
    assert again == found.to_dict()


def test_a_simultaneous_interval_is_no_narrower_than_the_draws_ask_for() -> None:
    profile = speaking({f"c{k}": two(0.3, 0.5, 0.7) for k in range(5)}, sources=30, each=1)
    found = compare(profile)
    wider, nearly = stretch(0.95, found.family.each[""]), 0
    for pair in found.pairs:
        a = profile.aspects.index(pair.aspect)
        i, j = profile.cases.index(pair.a), profile.cases.index(pair.b)
        low, median, high = np.quantile(
            profile.draws.by_aspect[a][i] - profile.draws.by_aspect[a][j], [0.025, 0.5, 0.975]
        )
        asked = 2 * (median - wider * (median - low)), 2 * (median + wider * (high - median))
        assert pair.simultaneous is not None
        assert pair.simultaneous[0] <= max(asked[0], -2) + 1e-9
        assert pair.simultaneous[1] >= min(asked[1], 2) - 1e-9
        nearly += abs(pair.simultaneous[0] - asked[0]) < 0.02 * abs(asked[0])
    assert nearly > len(found.pairs) / 2  # and here it is they that decide
