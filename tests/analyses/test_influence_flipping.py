"""The smallest set of statements that changes a type: against trying every set."""

from __future__ import annotations

from collections.abc import Callable, Collection
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from idealtypes.analyses.influence import flip_search as flipping
from idealtypes.analyses.influence.flip_search import fewest_by_search, fewest_of_sources, fewest_pulls
from idealtypes.analyses.influence.influence import influence
from idealtypes.analyses.influence.smallest_change import corners_of
from idealtypes.engine.result import said
from tests.engine.made import BOOK, THREE, TWO, Row, coded_rows, shares_of, study_of

from ..examples import examples

Left = Callable[[Collection[int]], float | None]
SHARES = st.lists(st.sampled_from([0.0, 0.15, 0.3, 0.5, 0.7, 0.85, 1.0]), min_size=1, max_size=8)
BORDERS = st.sampled_from([0.3, 0.5, 0.6])


def tried(left: Left, statements: int, border: float) -> int | None:
    """The size of the smallest set without which something is left, at the border or below."""
    for k in range(1, statements):
        for gone in combinations(range(statements), k):
            value = left(gone)
            if value is not None and value <= border + 1e-12:
                return k
    return None


@given(SHARES, st.data(), BORDERS)
@examples(80)
def test_pulls_in_order_are_optimal(shares: list[float], data: st.DataObject, border: float) -> None:
    n = len(shares)
    weights = data.draw(st.lists(st.sampled_from([0.5, 1.0, 2.0]), min_size=n, max_size=n))

    def left(gone: Collection[int]) -> float | None:
        rest = [s for s in range(n) if s not in gone]
        return sum(weights[s] * shares[s] for s in rest) / sum(weights[s] for s in rest) if rest else None

    if (left(()) or 0) <= border + 1e-12:
        return
    found = fewest_pulls(np.array(weights) * (np.array(shares) - border))
    assert found.exact
    assert (None if found.chosen is None else len(found.chosen)) == tried(left, n, border)
    if found.chosen is not None:
        assert (left(found.chosen) or 0) <= border + 1e-9


def means(shares: list[float], source: list[int]) -> Left:
    def left(gone: Collection[int]) -> float | None:
        said: dict[int, list[float]] = {}
        for s, g in enumerate(source):
            if s not in gone:
                said.setdefault(g, []).append(shares[s])
        return float(np.mean([np.mean(v) for v in said.values()])) if said else None

    return left


@given(SHARES, st.data(), BORDERS)
@examples(80)
def test_sources_that_count_alike_are_emptied_optimally(
    shares: list[float], data: st.DataObject, border: float
) -> None:
    n = len(shares)
    source = data.draw(st.lists(st.integers(0, 3), min_size=n, max_size=n))
    left = means(shares, source)
    if (left(()) or 0) <= border + 1e-12:
        return
    true = tried(left, n, border)
    found = fewest_of_sources(np.array(shares), np.array(source), border)
    assert found.exact
    assert (None if found.chosen is None else len(found.chosen)) == true
    if found.chosen is not None:
        assert (left(found.chosen) or 0) <= border + 1e-9

    def share(gone: np.ndarray) -> np.ndarray:
        each = [left(np.flatnonzero(row).tolist()) for row in gone]
        return np.array([np.nan if x is None else x for x in each])

    searched = fewest_by_search(share, n, border)
    assert searched.exact
    assert (None if searched.chosen is None else len(searched.chosen)) == true
    # with hardly any budget and too many statements for the whole search, the bounds hold
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(flipping, "EXACT_TO", 0)
        patch.setattr(flipping, "LARGEST_TABLE", -1)
        for bound in (
            fewest_by_search(share, n, border, budget=n),
            fewest_of_sources(np.array(shares), np.array(source), border),
        ):
            if true is None:
                assert bound.chosen is None
            else:
                assert (bound.at_least or 0) <= true
                assert bound.chosen is None or len(bound.chosen) >= true
                assert bound.chosen is None or (left(bound.chosen) or 0) <= border + 1e-9


@given(
    coded_rows(statements=6, cases=1),
    st.sampled_from(["statement", "coding", "source"]),
    st.sampled_from(["keep", "once_per_source"]),
    st.sampled_from(["source", "rater"]),
    st.sampled_from([None, [0.2, 0.6, 0.9], [0.1, 0.4, 0.9]]),
)
@examples(60)
def test_no_smaller_set_changes_the_type(
    rows: list[Row], weighting: str, repeats: str, unit: str, anchors: list[float] | None
) -> None:
    extra = {} if anchors is None else {"calibration": {"anchors": anchors}}
    study = study_of(rows, BOOK, weighting=weighting, repeats=repeats, unit=unit, **extra)
    border = 0.5 if anchors is None else anchors[1]

    def corner(gone: Collection[str]) -> tuple[int, ...] | None:
        """The case's corner without some statements; None if that leaves an aspect silent."""
        shares = shares_of([r for r in rows if r[0] not in gone], BOOK, weighting, repeats, unit)
        if len(shares) < 2:
            return None
        return tuple(
            int(corners_of(np.array(shares["here", aspect]), border)) for aspect in ("access", "care")
        )

    (found,) = influence(study).smallest
    whole = corner(())
    if whole is None or -1 in whole:
        assert found.type is None
        return
    poles = [TWO[whole[0]], THREE[whole[1]]]
    assert found.type in ({"friend", "clerk"} | {f"access={poles[0]},care={poles[1]}"})
    ids = sorted({r[0] for r in rows})

    def changes(gone: Collection[str]) -> bool:
        """Whether an aspect still spoken of has another pole, or none."""
        shares = shares_of([r for r in rows if r[0] not in gone], BOOK, weighting, repeats, unit)
        return any(
            int(corners_of(np.array(shares["here", aspect]), border)) != whole[n]
            for n, aspect in enumerate(("access", "care"))
            if ("here", aspect) in shares
        )

    true = next((k for k in range(1, len(ids)) for gone in combinations(ids, k) if changes(gone)), None)
    assert found.exact
    assert (None if found.statements is None else len(found.statements)) == true
    if found.statements is not None:
        assert changes(found.statements)
        assert found.at_least == true
        after = corner(found.statements)
        if after is not None and -1 not in after:
            assert found.becomes is not None


def test_borders_by_hand() -> None:
    rows: list[Row] = [
        (f"t{n}", f"s{n}", ("here",), "", code, 1.0)
        for n, code in enumerate(["open", "open", "open", "form", "kin", "pay", "kin"])
    ]
    (found,) = influence(study_of(rows, BOOK)).smallest
    access, care = found.borders
    # informal 3 of 4: ¼ above the border, ½ in balance; two statements have to go
    assert (access.pole, access.distance, access.balance) == (
        "informal",
        pytest.approx(0.25),
        pytest.approx(0.5),
    )
    assert access.statements == ("t0", "t1")
    # family (.9 + 0 + .9)/3 = .6; without one of the kin (.9 + 0)/2 = .45
    assert (care.pole, care.distance, care.balance) == ("family", pytest.approx(0.1), None)
    assert care.statements == ("t4",)
    assert (found.type, found.deciding, found.aspect) == ("friend", "care", "care")
    assert (found.statements, found.at_least, found.exact) == (("t4",), 1, True)
    assert found.becomes is None  # market .35, state .2, family .45: no pole has more than half


def test_with_a_low_crossover_another_pole_may_overtake() -> None:
    codes = ["open", "kin", "kin", "kin", "pay", "pay"]
    rows: list[Row] = [(f"t{n}", f"s{n}", ("here",), "", code, 1.0) for n, code in enumerate(codes)]
    study = study_of(rows, BOOK, calibration={"anchors": [0.1, 0.2, 0.9]})
    (found,) = influence(study).smallest
    care = found.borders[1]
    # shares (.28, .18, .54): family is .34 above the crossover, and half of .26 above market
    assert care.distance == pytest.approx(0.13)
    # two kin and two pay: .45 against .35; one kin and two pay: .3 against .47, though above the crossover
    assert care.statements is not None
    assert len(care.statements) == 2
    # access: informal alone, and only silence would do
    assert found.borders[0].statements is None


def test_once_per_source_the_mean_intensity_counts_when_codings_are_weighed() -> None:
    rows: list[Row] = [
        ("t1", "s1", ("here",), "", "open", 1.0),
        ("t2", "s1", ("here",), "", "open", 0.1),
        ("t3", "s1", ("here",), "", "form", 0.5),
        ("t4", "s2", ("here",), "", "open", 0.1),
        ("t5", "s1", ("here",), "", "kin", 1.0),
    ]
    study = study_of(rows, BOOK, weighting="coding", repeats="once_per_source")
    (found,) = influence(study).smallest
    # open at .55 + .1 against form at .5; without t1 open is at .1 + .1
    assert found.statements == ("t1",)
    assert (found.aspect, found.becomes, found.exact) == ("access", "access=formal,care=family", True)


def test_beyond_twenty_statements_greedy_is_still_exact_and_the_search_gives_bounds() -> None:
    rows: list[Row] = [(f"t{n:02}", f"s{n % 6}", ("here",), "", "open", 1.0) for n in range(30)]
    rows += [(f"u{n:02}", f"s{n % 6}", ("here",), "", "form", 1.0) for n in range(6)]
    rows += [("v", "s0", ("here",), "", "kin", 1.0)]
    (found,) = influence(study_of(rows, BOOK)).smallest
    assert (len(found.statements or ()), found.at_least, found.exact) == (24, 24, True)  # 30 − 24 = 6
    # once per source: open and form in each of six sources, both once: 6 to 6, and no pole leads
    (level,) = influence(study_of(rows, BOOK, repeats="once_per_source")).smallest
    assert said(level.why) == "no type: no pole has more than 50% on `access`"
    # one source without form: 6 to 5, and all five statements with open in some source have to go
    some = [r for r in rows if r[0] != "u05"]
    (bound,) = influence(study_of(some, BOOK, repeats="once_per_source"), budget=40).smallest
    assert len(bound.statements or ()) == 5
    assert (bound.at_least, bound.exact) == (2, False)
