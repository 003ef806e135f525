"""The doubts about coders and placements among two, three and more poles, and why one cannot be estimated."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from idealtypes.engine.difference_ends import pole_draws
from idealtypes.engine.placement_doubt import movable, nearest_shares
from idealtypes.engine.profile import Profile, profile
from idealtypes.engine.tally import Floats
from tests.engine.build import scheme

from ..examples import examples

POLES = ("market", "state", "family")
PLACES = {"m": (1.0, 0.0, 0.0), "s": (0.0, 1.0, 0.0), "f": (0.1, 0.1, 0.8)}
BOOK = scheme({"order": POLES}, {code: {"order": at} for code, at in PLACES.items()})
CODED = "mmsf msms smmm fmsm mmms"


def rows(*coders: str) -> pl.DataFrame:
    """Codings: a word a source, a letter a statement, a string a coder; a dot is not coded."""
    return pl.DataFrame(
        [
            (f"{g}-{n}", f"g{g}", f"c{k}", code)
            for k, said in enumerate(coders)
            for g, word in enumerate(said.split())
            for n, code in enumerate(word)
            if code != "."
        ],
        schema=["statement", "source", "coder", "code"],
        orient="row",
    )


@given(arrays(float, (4, 6), elements=st.floats(-2, 2)))
@examples(25)
def test_the_nearest_shares_sum_to_one_and_no_others_lie_nearer(points: Floats) -> None:
    found = nearest_shares(points)
    assert (found >= 0).all()
    np.testing.assert_allclose(found.sum(axis=0), 1)
    # toward any corner the distance does not fall
    slope = (found - points) * (np.eye(4)[:, :, None] - found)
    assert slope.sum(axis=1).min() >= -1e-9


def test_two_poles_move_as_their_shares_would_among_several() -> None:
    at = {"a": {"h": (0.2, 0.8)}, "!a": {"h": (0.8, 0.2)}}
    able = movable(["a", "!a"], at, "h", {"a": (0, None)}, (0.15, 0.25))
    moves = able.moves(0, 500, 1)
    points = np.stack([0.2 - moves[:, 0] / 2, 0.8 + moves[:, 0] / 2])
    np.testing.assert_allclose(able.moved(0, 500, 1)[0, :, 0], nearest_shares(points)[1], atol=1e-12)


def test_a_code_against_stands_where_the_moved_one_does_not() -> None:
    at = {"a": {"h": (0.5, 0.3, 0.2)}, "!a": {"h": (0.25, 0.35, 0.4)}, "exact": {"h": (1, 0, 0)}}
    able = movable(["a", "!a", "exact"], at, "h", {"a": (0, None), "exact": (1, 0.0)}, (0.15, 0.25))
    moved = able.moved(0, 200, 1)
    np.testing.assert_allclose(moved[:, :, 1], (1 - moved[:, :, 0]) / 2)
    np.testing.assert_allclose(moved.sum(axis=0), 1)
    assert (moved[:, :, 2] == np.array([1, 0, 0])[:, None]).all()
    np.testing.assert_allclose(able.placed().T, [at[c]["h"] for c in ("a", "!a", "exact")])


@pytest.fixture(scope="module")
def both() -> Profile:
    return profile(rows(CODED, CODED.replace("f", "s")), BOOK, draws=2000)


def test_whole_intervals_of_three_poles_hold_the_others(both: Profile) -> None:
    assert dict(both.doubt.states) == dict.fromkeys(("informants", "coders", "placements"), "in")
    inner, outer = both.share_bounds(), both.whole_bounds
    assert (outer[0] <= inner[0]).all()
    assert (outer[1] >= inner[1]).all()
    assert (outer[1] - outer[0] > inner[1] - inner[0]).any()
    drawn = both.draws.shares(0, 0)
    np.testing.assert_allclose(drawn.sum(axis=0), 1)
    answer = both.to_dict()["cases"][0]["aspects"][0]
    assert list(answer["intervals_whole"]) == list(POLES)
    assert answer["dominates"] in ("informants", "coders", "placements")
    whole, alone = pole_draws(both, 0, 0)
    assert np.ptp(whole) > 0
    assert whole is not alone
    assert whole.std() > alone.std()


def test_each_doubt_of_three_poles_can_be_turned_off(both: Profile) -> None:
    coded: dict[str, Any] = {"draws": 2000, "coder_doubt": "off"}
    placed = profile(both.rows, BOOK, **coded)
    still = profile(both.rows, BOOK, placement_doubt=0, **coded)
    widths = [(p.whole_bounds[1] - p.whole_bounds[0]).sum() for p in (still, placed, both)]
    assert widths == sorted(widths)
    assert still.doubt.informants_alone
    assert np.array_equal(still.whole_bounds[0], still.share_bounds()[0])


def test_the_order_of_rows_changes_no_draw(both: Profile) -> None:
    again = profile(both.rows.sample(fraction=1, shuffle=True, seed=3), BOOK, draws=2000)
    np.testing.assert_allclose(again.draws.by_aspect[0], both.draws.by_aspect[0], atol=1e-9)


@pytest.mark.parametrize(
    ("coders", "code"),
    [([CODED], "engine.doubt_one_coder"), (["mm.. ....", "..sf ms.."], "engine.doubt_no_overlap")],
)
def test_a_doubt_that_cannot_be_estimated_says_why(coders: list[str], code: str) -> None:
    answer = profile(rows(*coders), BOOK, draws=100).to_dict()
    assert answer["doubts"]["coders"] == "not_estimable"
    assert answer["doubts_why"]["coders"]["why_code"] == code
    assert answer["doubts_why"]["coders"]["why"]
    assert list(answer["doubts_why"]) == ["coders"]


def test_coders_who_differ_in_nothing_leave_no_doubt() -> None:
    found = profile(rows(CODED, CODED, CODED), BOOK, draws=100)
    assert found.doubt.states["coders"] == "in"
    assert found.doubt.shifts[0] is not None
    assert np.abs(found.doubt.shifts[0]).max() < 1e-6
