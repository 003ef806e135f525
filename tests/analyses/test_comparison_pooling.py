"""Cases pooled in a comparison: what its probabilities say, and what stays as it was."""

from __future__ import annotations

import numpy as np
import pytest

from idealtypes.analyses.compare.comparison import compare
from idealtypes.analyses.compare.pooling import pooled
from tests.analyses.comparing import speaking, standing, two

ALIKE = {f"c{n:02}": {"help": [0.6, 0.4]} for n in range(12)}


def test_among_alike_cases_hardly_a_pair_is_told_apart() -> None:
    found = compare(speaking(ALIKE, sources=4))
    firm = [
        [max(p, 1 - p) for p in ps]
        for ps in zip(*[(x.probability, x.unpooled) for x in found.pairs], strict=True)
    ]
    assert max(firm[0]) < max(firm[1])
    assert np.mean(firm[0]) < np.mean(firm[1])
    assert found.pooled is not None
    assert found.pooled.aspects == ("help",)


def test_intervals_and_the_profile_are_not_pooled() -> None:
    profile = speaking(ALIKE, sources=4)
    plain = compare(speaking(ALIKE, sources=4, pooling="none"))
    for one, other in zip(compare(profile).pairs, plain.pairs, strict=True):
        assert one.interval == other.interval
        assert one.simultaneous == other.simultaneous
        assert one.unpooled == other.probability
        assert other.unpooled is None
    assert plain.to_dict()["pooling"] is None


def test_p_first_is_not_told_where_cases_are_pooled() -> None:
    found = compare(speaking(ALIKE, sources=4)).to_dict()
    assert found["pooling"]["aspects"] == ["help"]
    for rank in found["ranks"]:
        assert rank["first"] is None
        assert rank["ranks"] is not None
        assert "compare.no_first_pooled" in rank["why_code"]


def test_fewer_than_eight_cases_and_complete_evidence_are_not_pooled() -> None:
    few = {case: ALIKE[case] for case in list(ALIKE)[:7]}
    assert compare(speaking(few, sources=4)).pooled is None
    assert compare(speaking(ALIKE, sources=4, unit="none")).pooled is None


def test_mirrored_masses_mirror_what_is_drawn_and_the_order_of_rows_is_nothing() -> None:
    rng = np.random.default_rng(1)
    case = np.repeat(np.arange(10), 4)
    total = rng.integers(1, 6, 40).astype(float)
    mass = rng.binomial(total.astype(int), 0.3).astype(float)
    drawn, mirrored = (pooled(case, m, total, 10).draws(20_000, 1, 0) for m in (mass, total - mass))
    assert mirrored.mean(axis=1) == pytest.approx(1 - drawn.mean(axis=1), abs=0.01)
    order = rng.permutation(40)
    again = pooled(case[order], mass[order], total[order], 10).draws(20_000, 1, 0)
    assert again.mean(axis=1) == pytest.approx(drawn.mean(axis=1), abs=1e-3)


def test_an_order_is_named_from_95_and_the_table_has_both_positions() -> None:
    cases = {f"c{n:02}": {"help": [0.9, 0.1] if n % 2 else [0.35, 0.65]} for n in range(10)}
    found = compare(speaking(cases, sources=6, placement_doubt=0))
    differing = [f for f in found.findings if f.kind == "difference"]
    assert {f.standing for f in differing} >= {"cannot_be_told"}
    assert all((f.probability or 0) >= 0.95 for f in differing if f.standing != "cannot_be_told")
    assert {f.standing for f in found.findings if f.kind == "extreme"} <= {"cannot_be_told"}
    assert found.pooled is not None
    for row in found.pooled.to_dict()["positions"]:
        assert row["pooled_interval"][0] <= row["pooled"] <= row["pooled_interval"][1]
    own, among = (
        x[:, 0, 1] - x[:, 0, 0] for x in (found.profile.interval_whole, found.pooled.interval_whole)
    )
    assert among.mean() < own.mean()
    assert {row["pole"] for row in found.pooled.records()} >= {"informal"}


def test_words_of_few_informants_stop_at_somewhat() -> None:
    cases = {f"c{n}": {"help": [1.0, 0.0]} for n in range(8)}
    few, more = (compare(speaking(cases, sources=n, placement_doubt=0)).pooled for n in (5, 6))
    assert few is not None
    assert more is not None
    assert {r["word"] for r in few.records()} == {"somewhat"}
    assert {r["word"] for r in more.records()} == {"wholly"}


def test_cases_that_tie_have_one_number() -> None:
    known = standing({"a": two(0.2), "b": two(0.2), "c": two(0.9)})
    assert [(r.case, r.place) for r in compare(known).ranking.ranks] == [("c", 1), ("a", 2), ("b", 2)]
