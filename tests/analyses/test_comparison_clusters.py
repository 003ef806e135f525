"""Groups of cases: found, counted by a rule, stable or not, and not invented where there are none."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import silhouette_score

from idealtypes.analyses.compare.comparison import compare
from idealtypes.analyses.compare.groups import Cluster, average_linkage, clusters, cut, jaccard, silhouette
from idealtypes.analyses.compare.points import points_of
from idealtypes.engine.profile import Profile
from idealtypes.engine.result import said
from tests.analyses.comparing import speaking, standing, two

from ..examples import examples

CLEAR = {"p": 0.05, "q": 0.1, "r": 0.08, "s": 0.9, "t": 0.95}


def of(shares: dict[str, float]) -> Profile:
    return standing({c: {"a": s} for c, s in shares.items()})


def distances(x: list[float]) -> np.ndarray:  # type: ignore[type-arg]
    values = np.array(x)
    return np.abs(values[:, None] - values)


def test_two_clear_groups_are_found_with_their_most_typical_case() -> None:
    found = compare(of(CLEAR)).clusters
    assert [c.cases for c in found.clusters] == [("p", "q", "r"), ("s", "t")]
    assert found.clusters[0].medoid == "r"
    assert found.clusters[0].within == pytest.approx((0.05 + 0.03 + 0.02) / 3)
    assert found.count == 2
    assert found.structure == "strong"
    assert max(found.silhouettes, key=lambda k: found.silhouettes[k]) == 2
    assert sorted(found.silhouettes) == [2, 3, 4]
    assert found.merges.shape == (4, 4)
    # Complete evidence does not vary, so there is nothing to be stable against.
    assert found.draws == 0
    assert found.clusters[0].stability is None
    assert found.clusters[0].standing is None
    assert "no stability: the evidence is complete" in (said(found.note) or "")


def test_stability_tells_groups_from_noise() -> None:
    apart = {f"c{k}": two(0.05, 0.1) if k < 5 else two(0.9, 0.95) for k in range(10)}
    alike = {f"c{k}": two(0.5, 0.5) for k in range(6)}
    clear = compare(speaking(apart, sources=20)).clusters
    assert [len(c.cases) for c in clear.clusters] == [5, 5]
    assert all(c.standing == "stable" and (c.stability or 0) > 0.95 for c in clear.clusters)
    assert all((c.recovered or 0) > 0.9 for c in clear.clusters)
    random = speaking(alike, seed=2)
    noise = clusters(random, points_of(random), count=3)
    assert noise.draws == 200
    assert any(c.standing == "not_trusted" for c in noise.clusters)
    assert np.mean([c.recovered or 0 for c in noise.clusters]) < 0.5


@examples(30)
@given(st.lists(st.integers(0, 5).map(lambda k: k / 5), min_size=4, max_size=12))
def test_groups_are_a_partition_and_do_not_depend_on_the_order(shares: list[float]) -> None:
    cases = {f"c{k:02}": s for k, s in enumerate(shares)}
    found = compare(of(cases)).clusters
    other = compare(of(dict(reversed(cases.items())))).clusters
    assert found.why == other.why
    assert {frozenset(c.cases) for c in found.clusters} == {frozenset(c.cases) for c in other.clusters}
    if found.why is None:
        members = [case for c in found.clusters for case in c.cases]
        assert sorted(members) == sorted(cases)
        assert len(found.clusters) == found.count
        assert len(found.records()) == len(cases)
        for c in found.clusters:
            assert c.medoid in c.cases
    else:
        assert found.to_dicts() is None


@given(st.lists(st.integers(0, 4), min_size=2, max_size=14), st.data())
def test_a_tree_is_cut_into_exactly_as_many_groups_even_with_ties(x: list[int], data: st.DataObject) -> None:
    merges = average_linkage(distances([float(v) for v in x]))
    count = data.draw(st.integers(1, len(x)))
    labels = cut(merges, count)
    assert sorted(set(labels.tolist())) == list(range(count))
    assert labels[0] == 0
    finer = cut(merges, min(count + 1, len(x)))
    assert len({(a, b) for a, b in zip(finer.tolist(), labels.tolist(), strict=True)}) == len(
        set(finer.tolist())
    )


def test_silhouettes_are_those_of_scikit_learn() -> None:
    rng = np.random.default_rng(6)
    matrix = distances(rng.random(20).tolist())
    merges = average_linkage(matrix)
    for k in range(2, 8):
        labels = cut(merges, k)
        assert silhouette(matrix, labels) == pytest.approx(
            silhouette_score(matrix, labels, metric="precomputed")
        )


def test_jaccard_by_hand() -> None:
    one, other = np.array([0, 0, 0, 1, 1]), np.array([0, 0, 1, 1, 1])
    assert jaccard(one, other).tolist() == pytest.approx([2 / 3, 2 / 3])
    assert jaccard(one, one).tolist() == [1, 1]
    assert jaccard(one, np.zeros(5, int)).tolist() == pytest.approx([3 / 5, 2 / 5])


def test_no_groups_are_invented() -> None:
    same = compare(of(dict.fromkeys("pqrs", 0.4))).clusters
    assert said(same.why) == "all cases are alike: nothing to group"
    assert (
        said(compare(of({"p": 0.2, "q": 0.9})).clusters.why)
        == "no groups: two cases, whose distance says all"
    )
    assert said(compare(of({"p": 0.2})).clusters.why) == "no groups: one case"
    three = {"k": (1.0, 0, 0)}, {"k": (0, 1.0, 0)}, {"k": (0, 0, 1.0)}
    equal = compare(standing(dict(zip("pqr", three, strict=True)))).clusters
    assert "the greatest mean silhouette is 0.00" in (said(equal.why) or "")
    assert equal.to_dicts() is None
    assert equal.heading()["silhouettes"] == {"2": 0.0}


def test_another_number_of_groups_can_be_asked_for() -> None:
    profile = of(CLEAR)
    points = points_of(profile)
    found = clusters(profile, points, count=3)
    assert found.count == 3
    for coarse, fine in pairwise(clusters(profile, points, k).clusters for k in (2, 3, 4, 5)):
        for group in fine:  # groups are divided, never mixed
            assert any(set(group.cases) <= set(whole.cases) for whole in coarse)
    with pytest.raises(ValueError, match="lies between 2 and 5, the cases, not 6"):
        clusters(profile, points, count=6)


@pytest.mark.parametrize("cases", [8, 20])
def test_positions_at_random_seldom_make_groups(cases: int) -> None:
    rng = np.random.default_rng(3)
    grouped = 0
    for _ in range(20):
        thrown = {f"c{k}": dict(zip("abc", rng.random(3).tolist(), strict=True)) for k in range(cases)}
        found = compare(standing(thrown)).clusters
        grouped += found.count is not None
        if found.count is None:
            assert found.why is not None
            assert found.why.code in ("compare.groups_by_chance", "compare.groups_no_structure")
    assert grouped <= 3  # one in twenty, and luck
    kept = {f"c{k}": dict.fromkeys("abc", 0.1 if k % 2 else 0.9) for k in range(cases)}
    assert compare(standing(kept)).clusters.count == 2


def test_cases_that_are_silent_are_left_out_and_named() -> None:
    cases = {c: {"a": s, "b": 0.5} for c, s in CLEAR.items()} | {"mute": {"a": None, "b": None}}
    found = compare(standing(cases)).clusters
    assert found.left_out == ("mute",)
    assert "left out, without a distance to every other case: `mute`" in (said(found.note) or "")
    assert {case for c in found.clusters for case in c.cases} == set(CLEAR)


def test_a_weak_structure_is_a_structure() -> None:
    found = compare(of({f"c{k}": s for k, s in enumerate((0, 0.3, 0.5, 0.55, 0.9))})).clusters
    assert found.silhouettes[2] == pytest.approx(0.3298, abs=1e-4)  # at least .26
    assert (found.count, found.structure) == (2, "weak")


def test_the_standing_of_a_group_is_hennigs_reading() -> None:
    for stability, standing_ in (
        (1, "stable"), (0.75, "stable"), (0.7499, "doubtful"), (0.6, "doubtful"), (0.5999, "not_trusted"),
    ):  # fmt: skip
        assert Cluster(("p",), "p", 0.0, stability, None).standing == standing_
    assert Cluster(("p",), "p", 0.0, None, None).standing is None
