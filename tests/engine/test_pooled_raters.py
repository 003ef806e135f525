"""Raters pooled over cases: in a profile, in differences, and where they cannot be."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import idealtypes as it
from idealtypes.engine.codings import coding_rows
from idealtypes.engine.difference_interval import share_ends
from idealtypes.engine.pooled_raters import PooledRaters, pooled_raters
from idealtypes.engine.profile import Profile, profile_of
from idealtypes.engine.tally import tally
from idealtypes.model.settings import Settings
from tests.engine.build import scheme

from ..examples import examples

POLES = ("informal", "formal")
STEPS = (-1.0, -0.5, 0.0, 0.5, 1.0)


def profile(rows: list[tuple[str, str, float]], **chosen: Any) -> Profile:
    """The profile of ratings of one aspect: case, rater, position."""
    placed = {f"rating:help:{x}": {"help": [(1 - x) / 2, (1 + x) / 2]} for x in STEPS}
    frame = pl.DataFrame(
        [
            {"statement": str(n), "source": rater, "coder": rater, "case": case, "code": f"rating:help:{x}"}
            for n, (case, rater, x) in enumerate(rows)
        ]
    )
    book = scheme({"help": POLES}, {})
    cases = sorted({case for case, _, _ in rows})
    evidence = tally(frame, placed, {"help": POLES}, cases=cases)
    used = Settings.model_validate({"unit": "rater", "draws": 2000, **chosen})
    return profile_of(evidence, book, used, placements=placed, taken=coding_rows(frame))


def crossed(cases: int = 9, raters: int = 2, off: float = 0.5) -> list[tuple[str, str, float]]:
    """Ratings that agree but for one in three."""
    return [
        (f"c{c}", f"r{r}", float(np.clip(STEPS[c % 5] + off * (r > 0 and c % 3 == 0), -1, 1)))
        for c in range(cases)
        for r in range(raters)
    ]


def test_two_raters_tell_cases_apart_that_by_themselves_they_cannot() -> None:
    pooled, alone = profile(crossed()), profile(crossed(), raters="separate")
    assert pooled.rated.pooled[0] is not None
    assert alone.rated.pooled == (None,)
    told = [
        sum(not d.interval[0] <= 0 <= d.interval[1] for d in it.compare(p).pairs) for p in (pooled, alone)
    ]
    assert told[0] >= 9
    assert told[1] == 0
    widths = [np.diff(p.interval[:, 0], axis=1).mean() for p in (pooled, alone)]
    assert widths[0] < 0.6 * widths[1]
    far = [share_ends(p, 0.95) for p in (pooled, alone)]  # what intervals of distances stand on
    assert (far[0][1] - far[0][0]).mean() < 0.6 * (far[1][1] - far[1][0]).mean()


def test_by_default_pooled_from_two_raters_and_eight_cases_on() -> None:
    few, one = profile(crossed(7)), profile(crossed(9, raters=1))
    assert not few.pooled
    assert few.rated.why[0].code == "engine.raters_few_cases"
    assert profile(crossed(7), raters="pooled").pooled
    assert not one.pooled
    assert one.rated.why[0].code == "engine.raters_one_rater"
    assert np.isnan(one.interval).all()
    assert not one.rated.notes()


def test_raters_without_common_cases_are_not_pooled_and_that_is_said() -> None:
    rows = [(f"c{c}", f"r{c // 5}", STEPS[c % 5]) for c in range(10)]
    apart = profile(rows)
    assert not apart.pooled
    assert [note.code for note in apart.rated.notes()] == ["engine.raters_not_joined_on"]
    assert apart.to_dict()["raters"][0]["why_code"] == "engine.raters_not_joined"
    single = [*rows, ("c0", "r1", 0.0)]  # joined, and no degree of freedom left
    assert profile(single).rated.why[0].code == "engine.raters_no_freedom"


def test_raters_who_differ_in_level_are_told() -> None:
    rows = [(f"c{c}", f"r{r}", (-0.5, 0.5)[r] + 0.5 * (c % 2) * (1 - r)) for c in range(10) for r in range(2)]
    found = profile(rows)
    assert found.rated.pooled[0].apart
    assert "engine.raters_apart" in [note.code for note in found.rated.notes()]


def test_several_ratings_of_a_rater_are_their_mean_and_a_case_with_one_rater_has_an_interval() -> None:
    rows = [*crossed(), ("c8", "r0", -1.0), ("c9", "r0", 0.5)]
    found = profile(rows)
    c8, c9 = found.cases.index("c8"), found.cases.index("c9")
    mean = ((0.5 - 1) / 2 + 0.5) / 2
    lean = found.rated.pooled[0].lean
    assert found.balance[c8, 0] == pytest.approx(mean)
    assert found.balance[c9, 0] == pytest.approx(0.5 - lean[0])
    assert not np.isnan(found.interval[c9]).any()
    assert np.diff(found.interval[c9, 0]) > np.diff(found.interval[c8, 0])
    assert found.why(c9, 0)[0].code == "engine.one_rater_pooled"


def test_codes_are_no_ratings() -> None:
    book = scheme({"help": POLES}, {"i": {"help": [1, 0]}, "f": {"help": [0, 1]}})
    rows = pl.DataFrame(
        [
            {"statement": f"{c}{r}", "source": f"r{r}", "case": f"c{c}", "code": "if"[c % 2]}
            for c in range(9)
            for r in range(2)
        ]
    )
    found = it.profile(rows, book, unit="rater")
    assert not found.pooled
    assert found.rated.why[0].code == "engine.raters_not_ratings"


def test_the_draws_end_where_the_intervals_do() -> None:
    found = profile(crossed(), draws=40_000)
    drawn = found.draws.balance(0)
    for level in (0.5, 0.8, 0.95):
        low, high = (2 * ends[:, 0, 1] - 1 for ends in found.share_bounds(level))
        ends = np.quantile(drawn, [(1 - level) / 2, (1 + level) / 2], axis=1)
        assert np.abs(ends - [low, high]).max() < 0.03


@st.composite
def ratings(draw: st.DrawFn) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    cases, raters = draw(st.integers(3, 9)), draw(st.integers(2, 4))
    cells = [(c, r) for c in range(cases) for r in range(raters)]
    kept = draw(st.lists(st.sampled_from(cells), min_size=4, unique=True))
    x = draw(st.lists(st.sampled_from(STEPS), min_size=len(kept), max_size=len(kept)))
    return np.array([c for c, _ in kept]), np.array([r for _, r in kept]), np.array(x)


@examples(60)
@given(ratings(), st.randoms())
def test_mirrored_poles_and_another_order_of_rows_change_nothing_else(found: Any, chance: Any) -> None:
    case, rater, x = found
    one, other = pooled_raters(case, rater, x, 10, 4), pooled_raters(case, rater, -x, 10, 4)
    order = np.array(chance.sample(range(len(x)), len(x)))
    again = pooled_raters(case[order], rater[order], x[order], 10, 4)
    if not isinstance(one, PooledRaters):
        assert one == other == again
        return
    low, high = one.ends(0.95)
    assert np.allclose(other.position, -one.position, equal_nan=True)
    assert np.allclose(other.ends(0.95), (-high, -low), equal_nan=True)
    assert np.allclose(again.ends(0.95), (low, high), equal_nan=True)
    known = np.flatnonzero(~np.isnan(one.position))
    assert (low[known] <= one.position[known] + 1e-9).all()
    assert (one.position[known] <= high[known] + 1e-9).all()
    if len(known) > 1:
        (p, ends, chance_), (q, mirrored, _) = (one.difference(*known[:2]), other.difference(*known[:2]))
        assert np.allclose([p, *ends], [-q, -mirrored[1], -mirrored[0]])
        assert ends[0] <= p <= ends[1]
        assert 0 <= chance_ <= 1


@examples(30)
@given(ratings())
def test_positions_are_the_least_squares_fit(found: Any) -> None:
    case, rater, x = found
    one = pooled_raters(case, rater, x, 10, 4)
    if not isinstance(one, PooledRaters):
        return
    design = np.zeros((len(x) + 1, 14))
    design[np.arange(len(x)), case] = design[np.arange(len(x)), 10 + rater] = 1
    design[-1, 10 + np.unique(rater)] = 1e3
    used = np.unique(case)
    fit = np.linalg.lstsq(design, np.append(x, 0), rcond=None)[0]
    assert np.allclose(one.position[used], np.clip(fit[used], -1, 1), atol=1e-8)
    assert np.allclose(one.lean[np.unique(rater)], fit[10 + np.unique(rater)], atol=1e-8)
