"""Saturation: what sources add, when they stop to, and what one more would do."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import idealtypes as it
from idealtypes.analyses.saturation.accumulation import accumulation, rarefied
from idealtypes.analyses.saturation.next_interview import _with_one_more
from idealtypes.analyses.saturation.stopping import stopping

from ..examples import examples

ROOT = Path(__file__).parents[2]
ORDERS = ROOT / "examples" / "seven_orders"
EXAMPLE = ROOT / "examples" / "support_colleagues"


@given(st.lists(st.lists(st.booleans(), min_size=3, max_size=3), min_size=1, max_size=6))
@examples(25)
def test_what_is_added_adds_up(rows: list[list[bool]]) -> None:
    holds = np.array(rows, bool)
    found = accumulation(holds, 1)
    everything = int(holds.any(axis=0).sum())
    assert found.total[-1] == everything
    assert found.expected[-1] == pytest.approx(everything)
    assert (found.orders.sum(axis=1) == everything).all()
    assert (np.diff(found.expected) >= -1e-12).all()
    assert found.expected[0] == pytest.approx(holds.sum(axis=1).mean())
    assert (found.low <= found.expected + 1e-9).all() or len(rows) > 1


def test_the_expected_number_is_the_mean_over_orders() -> None:
    holds = np.random.default_rng(5).random((9, 14)) < 0.3
    found = accumulation(holds, 2)
    assert found.orders.cumsum(axis=1).mean(axis=0) == pytest.approx(found.expected, abs=0.15)
    assert rarefied(holds.sum(axis=0)[holds.any(axis=0)], 9) == pytest.approx(found.expected)


def test_base_and_run() -> None:
    new = np.array([[5, 5, 5, 5, 1, 1, 1, 0, 0]])
    assert stopping(new).reached == 6  # two runs bring 2 of 20, the third 1 of 20
    assert stopping(new, threshold=0).reached == 7
    assert stopping(new, base=6, run=2).reached == 6
    assert stopping(new[:, :5]).why is not None
    assert stopping(new[:, :5]).reached is None
    assert stopping(np.array([[0, 0, 0, 0, 1, 1]])).why is not None


def test_one_more_source_is_what_the_profile_of_so_many_gives() -> None:
    """The profile with a source taken once more has its statements twice, and one source more."""
    profile = it.profile(ORDERS, draws=200)
    c, one = profile.cases.index("chain"), profile.tally
    source = one.source[one.case == c][0]
    more = _with_one_more(profile, {"chain": one.sources[source]})
    twice = more.mass - profile.mass
    of = (one.case == c) & (one.source == source)
    expected = np.zeros_like(twice[c])
    expected[one.aspect[of]] = one.mass[of]
    assert twice[c] == pytest.approx(expected)
    assert np.delete(twice, c, axis=0) == pytest.approx(0)
    assert more.sources[c].max() == profile.sources[c].max() + 1


def test_the_next_interview_narrows_what_many_speak_of() -> None:
    found = it.saturation(ORDERS, draws=200)
    told = [one for one in found.next if one.narrowing is not None]
    assert len(told) == len(found.next) == 6
    assert all(0 <= (one.verdict_changes or 0) <= 1 for one in told)
    assert np.mean([one.narrowing for one in told]) > 0
    assert found.helps_most[0].narrowing == max(one.narrowing or 0 for one in told)


def test_what_has_no_saturation_says_why() -> None:
    scored = it.saturation(ROOT / "examples" / "physician_programmes", draws=200)
    known = it.saturation(ROOT / "examples" / "peer_support_2023", draws=200)
    assert scored.to_dict()["why_code"] == "saturation.raters"
    assert known.to_dict()["why_code"] == "saturation.complete"
    assert known.to_dict()["next"] == []
    with pytest.raises(it.IdealtypesError, match="base 0"):
        it.saturation(ORDERS, base=0)


def test_the_order_of_the_sources_is_the_study_s() -> None:
    study = it.read_study(EXAMPLE)
    turned = replace(study, sources=study.sources.reverse())
    here, there = (it.saturation(one, draws=200) for one in (study, turned))
    assert here.sources == there.sources[::-1]
    assert here.codes is not None
    assert there.codes is not None
    assert here.codes.total[-1] == there.codes.total[-1]
    assert here.codes.expected == pytest.approx(there.codes.expected)
    assert here.next == there.next
