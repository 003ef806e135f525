"""Reported findings as unnamed sources: what the bounds promise."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from idealtypes.engine.bounded import BoundedProfile
from idealtypes.engine.views import study_profile
from idealtypes.errors import IdealtypesError
from idealtypes.model.extents import WORDS, bounds
from tests.engine.build import scheme
from tests.engine.made import THREE, TWO, Row, study_of

from ..examples import COSTLY, examples

PLACES = {
    "i": {"help": (1.0, 0.0)},
    "f": {"help": (0.0, 1.0)},
    "graded": {"help": (0.3, 0.7)},
    "middle": {"help": (0.5, 0.5)},
    "m": {"care": (1.0, 0.0, 0.0)},
    "s": {"care": (0.0, 1.0, 0.0)},
    "both": {"care": (0.5, 0.5, 0.0), "help": (0.0, 1.0)},
    "talk": {},
}
BOOK = scheme({"help": TWO, "care": THREE}, PLACES)
MIRROR = scheme(
    {"help": TWO, "care": THREE}, {k: {a: w[::-1] for a, w in p.items()} for k, p in PLACES.items()}
)
OF = 6


def study(
    quoted: list[tuple[str, str]],
    findings: list[tuple[str, str]],
    book: Any = BOOK,
    of: int = OF,
    **changes: Any,
) -> Any:
    """Quoted are pairs of source and code; findings pairs of code and extent."""
    rows: list[Row] = [(f"q{n}", s, ("here",), "", code, 1.0) for n, (s, code) in enumerate(quoted)]
    rows += [(f"r{n}", "authors", ("here",), "", code, 1.0) for n, (code, _) in enumerate(findings)]
    made = study_of(rows, book, reported=["authors"], **changes)
    extents = {f"r{n}": extent or None for n, (_, extent) in enumerate(findings)}
    said = [extents.get(s) for s in made.statements["id"]]
    column = pl.Series("extent", said, dtype=pl.String)
    counts = pl.when(pl.col("kind") == "reported").then(pl.lit(str(of))).alias("of")
    return replace(
        made, statements=made.statements.with_columns(column), sources=made.sources.with_columns(counts)
    )


def bounded(*given: Any, **changes: Any) -> BoundedProfile:
    found = study_profile(study(*given, **changes), reported="extent")
    assert isinstance(found, BoundedProfile)
    return found


quotes = st.lists(
    st.tuples(st.sampled_from("ABCDEFGH"), st.sampled_from(sorted(PLACES))), min_size=1, max_size=10
)
extents = st.sampled_from([*WORDS, "1/6", "4/6", "6/6"])
reports = st.lists(st.tuples(st.sampled_from(sorted(PLACES)), extents), max_size=6)
ways = st.fixed_dictionaries(
    {
        "weighting": st.sampled_from(["statement", "coding", "source"]),
        "repeats": st.sampled_from(["keep", "once_per_source"]),
    }
)


@examples(60, quick=COSTLY)
@given(quotes, reports, ways)
def test_the_ends_are_in_order_and_never_more_than_there_are_groups(quoted, findings, way):
    found = bounded(quoted, findings, **way)
    ends = found.share_ends
    heard = ~np.isnan(ends[..., 0])
    assert (ends[..., 0] <= ends[..., 1] + 1e-9)[heard].all()
    low, high = found.share_bounds()
    assert (low <= ends[..., 0] + 1e-9)[heard].all()
    assert (high >= ends[..., 1] - 1e-9)[heard].all()
    own = found.quoted.sources
    for pole in range(2):
        for end in found.ends_of(pole):
            assert (end.sources <= np.maximum(own, OF)).all()
            assert (end.sources >= own).all()
            assert (end.statements - found.quoted.statements == end.sources - own).all() or (
                way["repeats"] == "once_per_source"
            )


@examples(60, quick=COSTLY)
@given(quotes, reports, ways)
def test_mirrored_poles_mirror_the_bounds(quoted, findings, way):
    here, there = bounded(quoted, findings, **way), bounded(quoted, findings, MIRROR, **way)
    assert np.allclose(here.bounds[:, 0], -there.bounds[:, 0, ::-1], equal_nan=True)
    assert np.allclose(here.interval[:, 0], -there.interval[:, 0, ::-1], equal_nan=True, atol=1e-6)
    assert np.allclose(here.share_ends[:, 1], there.share_ends[:, 1, ::-1], equal_nan=True)


@examples(40, quick=COSTLY)
@given(quotes, reports, st.randoms(use_true_random=False))
def test_the_order_of_rows_is_irrelevant(quoted, findings, random):
    made = study(quoted, findings)
    order = list(range(made.codings.height))
    random.shuffle(order)
    mixed = replace(
        made, codings=made.codings[order], statements=made.statements.sample(fraction=1, seed=1, shuffle=True)
    )
    one, other = (study_profile(s, reported="extent") for s in (made, mixed))
    assert isinstance(one, BoundedProfile)
    assert isinstance(other, BoundedProfile)
    assert np.array_equal(one.bounds, other.bounds, equal_nan=True)
    assert np.array_equal(one.interval, other.interval, equal_nan=True)


@examples(40, quick=COSTLY)
@given(quotes, st.lists(st.sampled_from(sorted(PLACES)), max_size=4), ways)
def test_without_extents_it_is_what_is_quoted(quoted, codes, way):
    made = study(quoted, [(code, "") for code in codes], **way)
    found, alone = study_profile(made, reported="extent"), study_profile(made)
    assert isinstance(found, BoundedProfile)
    assert found.left_out == len(codes)
    for name in ("balance", "shares", "interval", "logit", "effective_n", "statements", "sources"):
        assert np.array_equal(getattr(found, name), getattr(alone, name), equal_nan=True), name
    assert np.array_equal(found.bounds[..., 0], alone.balance, equal_nan=True)
    assert found._aspect(0, 0) | {"bounds": 0, "findings": 0, "unnamed": 0} == alone._aspect(0, 0) | {
        "bounds": 0, "findings": 0, "unnamed": 0
    }  # fmt: skip


@examples(60, quick=COSTLY)
@given(quotes, reports)
def test_where_the_quoted_may_be_all_who_hold_it_the_bounds_hold_their_estimate(quoted, findings):
    """Every finding is held by as many of the quoted as it needs: nobody unnamed has to be there."""
    sources = {s for s, _ in quoted}
    findings = [(code, "some") for code, _ in findings if all((s, code) in quoted for s in sources)]
    found = bounded(quoted, findings)
    own = found.quoted.balance[0, 0]
    if not np.isnan(own):
        assert found.bounds[0, 0, 0] - 1e-9 <= own <= found.bounds[0, 0, 1] + 1e-9


def test_only_the_rest_become_unnamed():
    """Four of six hold it; two of the quoted do, so that two are unnamed, at both ends."""
    found = bounded([("A", "i"), ("B", "i"), ("C", "f")], [("i", "4/6")])
    assert found.added(0, 0, 1, True) == found.added(0, 0, 1, False) == 2
    assert found.bounds[0, 0].tolist() == pytest.approx([(1 - 4) / 5] * 2)
    assert found.balance[0, 0] == pytest.approx(-0.6)


def test_all_where_all_who_are_quoted_say_otherwise_stays_within_the_groups():
    found = bounded([(s, "f") for s in "ABCD"], [("i", "all")])
    assert found.low.sources[0, 0] == OF
    assert found.bounds[0, 0].tolist() == pytest.approx([(4 - 2) / 6] * 2)


def test_more_quoted_than_groups_leave_room_for_nobody():
    found = bounded([(s, "f") for s in "ABCDEFGH"], [("i", "all")])
    assert found.bounds[0, 0].tolist() == [1.0, 1.0]


def test_a_word_is_a_range_and_findings_of_a_pole_may_be_of_the_same_groups():
    """`some` of 6 is one or two. At the informal end two findings are of two groups each; at the other of one, the
    same."""
    found = bounded([("A", "i"), ("B", "f")], [("i", "some"), ("i", "some")])
    # A holds both, so that none or one more of each is unnamed
    assert found.bounds[0, 0].tolist() == pytest.approx([(1 - 3) / 4, 0.0])
    assert [found.added(0, 0, 1, most) for most in (False, True)] == [2, 0]


def test_opposite_findings_go_to_opposite_ends():
    found = bounded([("A", "talk")], [("i", "some"), ("f", "some")])
    assert found.bounds[0, 0].tolist() == pytest.approx([-1 / 3, 1 / 3])
    assert found.statements[0, 0] == 2
    assert found.sources[0, 0] == 1


def test_too_many_for_the_room_are_shared_out():
    """All say the one, and half or so the other: 6 and 2 to 4, of six."""
    found = bounded([("A", "talk")], [("i", "all"), ("f", "half")])
    assert found.low.sources[0, 0] == found.high.sources[0, 0] == OF
    low, high = found.bounds[0, 0]
    assert low <= high
    assert low == pytest.approx((2 - 4) / 6)


def test_a_graded_finding_leans_to_its_pole_and_draws_toward_its_place():
    """+.4 is held by whoever leans formal; more of it pulls a wholly formal balance back."""
    found = bounded([("A", "f"), ("B", "f")], [("graded", "4/6")])
    assert found.added(0, 0, 1, True) == 2
    assert found.bounds[0, 0, 1] == pytest.approx((1 + 1 + 0.4 + 0.4) / 4)
    several = bounded([("A", "f"), ("B", "f")], [("graded", "several")])
    assert several.bounds[0, 0].tolist() == pytest.approx([0.7, 1.0])


def test_who_holds_a_finding_holds_all_of_it():
    found = bounded([("A", "talk")], [("both", "3/6")])
    assert found.low.tally.voices.tolist() == [2]
    assert len(found.low.tally.sources) == 3 + len(found.quoted.tally.sources)
    assert found.share_ends[0, 1].tolist() == [[0.5, 0.5], [0.5, 0.5], [0.0, 0.0]]


def test_three_poles_have_ends_of_their_own():
    found = bounded([("A", "m"), ("B", "s")], [("m", "some"), ("s", "some")])
    assert found._aspect(0, 1)["balance"] is None
    bounds = found._aspect(0, 1)["bounds"]
    assert bounds["market"] == pytest.approx([1 / 3, 2 / 3])
    assert bounds["family"] == [0.0, 0.0]


def test_complete_evidence_has_bounds_and_no_interval():
    found = bounded([("A", "i"), ("B", "f")], [("i", "some")], unit="none")
    assert found._aspect(0, 0)["interval"] is None
    assert found._aspect(0, 0)["bounds"] == pytest.approx([-1 / 3, 0.0])


def test_raters_are_no_groups():
    with pytest.raises(IdealtypesError, match="`unit` is `rater`"):
        study_profile(study([("A", "i")], [("i", "some")]), reported="extent", unit="rater")


def test_what_is_one_number_in_other_profiles_is_absent_with_why():
    found = bounded([("A", "i"), ("B", "f")], [("i", "most")])
    told = found.to_dict()
    aspect = told["cases"][0]["aspects"][0]
    assert told["reported"] == {"findings": 1, "left_out": 0}
    assert aspect["balance"] is None
    assert aspect["effective_n"] is None
    assert aspect["why_code"] == "engine.between_bounds"
    assert aspect["interval"][0] <= aspect["bounds"][0] < aspect["bounds"][1] <= aspect["interval"][1]
    assert found.to_frame().height == 5
    assert "Profile of 1 case(s)" in repr(found)
    assert found.quoted.codings is not None
    assert found.quoted.rows.height == 2
    assert found.rows.height == 3
    with pytest.raises(IdealtypesError, match="ask `low` and `high`"):
        found.draws.balance(0)


@examples(40, quick=COSTLY)
@given(
    st.lists(st.tuples(st.sampled_from("ABCD"), st.sampled_from("if")), min_size=1, max_size=6),
    st.sampled_from(WORDS),
    st.sampled_from(WORDS),
)
def test_the_bounds_hold_whatever_the_extents_may_mean(quoted, one, other):
    """One finding at each pole, and room for all: the estimate at any number of groups lies between the bounds."""
    of = 30
    found = bounded(quoted, [("i", one), ("f", other)], of=of)
    mass = found.quoted.mass[0, 0, :2]
    held = [len({s for s, code in quoted if code == pole}) for pole in "if"]
    ranges = [range(bounds(word, of)[0], bounds(word, of)[1] + 1) for word in (one, other)]
    room = of - len({s for s, _ in quoted})
    for k in ranges[0]:
        for m in ranges[1]:
            more = np.maximum(np.array([k, m]) - held, 0)
            if more.sum() > room:
                continue
            share = (mass + more) / (mass + more).sum()
            low, high = found.bounds[0, 0]
            assert low - 1e-9 <= share[1] - share[0] <= high + 1e-9
