"""Types and comparison where what is reported by extents leaves two bounds."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import idealtypes as it
from idealtypes.engine.bounded import BoundedProfile
from idealtypes.model.extents import WORDS
from tests.engine.build import scheme
from tests.engine.made import THREE, TWO, Row, study_of

from ..examples import examples

PLACES = {
    "i": {"help": (1.0, 0.0)},
    "f": {"help": (0.0, 1.0)},
    "graded": {"help": (0.3, 0.7)},
    "m": {"care": (1.0, 0.0, 0.0)},
    "s": {"care": (0.0, 1.0, 0.0)},
}
TYPES = {
    "soft": {"help": "informal", "care": "market"},
    "hard": {"help": "formal", "care": "state"},
}
BOOK = scheme({"help": TWO, "care": THREE}, PLACES, TYPES)
QUOTED = [("north", "A", "i"), ("north", "B", "m"), ("south", "C", "f"), ("south", "D", "s")]

finding = st.tuples(
    st.sampled_from(["north", "south"]), st.sampled_from(sorted(PLACES)), st.sampled_from([*WORDS, "3/6"])
)
quote = st.tuples(
    st.sampled_from(["north", "south"]), st.sampled_from("ABCD"), st.sampled_from(sorted(PLACES))
)


def study(quoted: list[tuple[str, str, str]], findings: list[tuple[str, str, str]], **changes: Any) -> Any:
    rows: list[Row] = [(f"q{n}", f"{c}-{s}", (c,), "", k, 1.0) for n, (c, s, k) in enumerate(quoted)]
    rows += [(f"r{n}", f"{c}-authors", (c,), "", k, 1.0) for n, (c, k, _) in enumerate(findings)]
    names = ("north", "south")
    made = study_of(rows, BOOK, cases=names, reported=[f"{c}-authors" for c in names], draws=200, **changes)
    extents = {f"r{n}": extent or None for n, (*_, extent) in enumerate(findings)}
    column = pl.Series("extent", [extents.get(s) for s in made.statements["id"]], dtype=pl.String)
    of = pl.when(pl.col("kind") == "reported").then(pl.lit("6")).alias("of")
    return replace(
        made, statements=made.statements.with_columns(column), sources=made.sources.with_columns(of)
    )


@examples(8)
@given(st.lists(quote, max_size=6), st.lists(finding, max_size=4))
def test_degrees_and_differences_are_within_their_intervals(quoted, findings):
    made = study([*QUOTED, *quoted], findings)
    members = it.types(made, reported="extent")
    for case in members.cases:
        for one in case.types:
            low, high = one.bounds
            assert 0 <= low <= high <= 1
            assert one.membership is None or one.membership == pytest.approx(high)
            if one.interval is not None:
                assert one.interval[0] <= low + 1e-9
                assert high <= one.interval[1] + 1e-9
        named = case.find(case.assigned or case.leans)
        assert named is None or named.bounds[0] > 0.5
    found = it.compare(made, reported="extent")
    assert len(found.pairs) == 4
    for pair in found.pairs:
        ends = pair.bounds or (pair.difference, pair.difference)
        assert ends[0] is not None
        assert ends[1] is not None
        assert ends[0] <= ends[1]
        assert pair.interval is not None
        assert pair.interval[0] <= ends[0] + 1e-9
        assert ends[1] <= pair.interval[1] + 1e-9


@examples(5)
@given(st.lists(quote, max_size=6))
def test_without_extents_all_is_as_it_was(quoted):
    made = study([*QUOTED, *quoted], [("north", "i", "")])
    found, alone = it.types(made, reported="extent"), it.types(made)
    for one, other in zip(found.cases, alone.cases, strict=True):
        assert (one.assigned, one.leans, one.deciding) == (other.assigned, other.leans, other.deciding)
        for kind in other.types:
            if kind.named:
                mine = one.find(kind.type)
                assert mine is not None
                assert mine.membership == pytest.approx(kind.membership)
                assert mine.interval == pytest.approx(kind.interval)
                assert mine.probability == kind.probability
    pairs, others = it.compare(made, reported="extent").pairs, it.compare(made).pairs
    for pair, other in zip(pairs, others, strict=True):
        assert (pair.a, pair.b, pair.aspect, pair.pole) == (other.a, other.b, other.aspect, other.pole)
        assert pair.difference == other.difference


def test_a_type_needs_one_corner_at_both_ends():
    """Two of six hold it or five: at one end help is informal, at the other formal."""
    quoted = [("north", "A", "i"), ("north", "B", "i"), ("north", "A", "m"), ("north", "B", "m"), *QUOTED[2:]]
    case = it.types(study(quoted, [("north", "f", "several")]), reported="extent").cases[0]
    assert case.assigned is case.leans is None
    assert case.why is not None
    assert case.why.code == "types.between_bounds"
    assert {t.type for t in case.types} >= {"soft", "hard"}
    sure = it.types(study(quoted, [("north", "f", "one")]), reported="extent").cases[0]
    assert (sure.assigned or sure.leans) == "soft"
    assert sure.deciding == "help"


def test_what_needs_one_point_a_case_is_absent_with_why():
    found = it.compare(study(QUOTED, [("north", "f", "several")]), reported="extent")
    told = found.to_dict()
    assert told["distances"] is told["ranks"] is told["nearest"] is None
    assert "compare.between_bounds" in told["why_code"]
    json.dumps(told)
    with pytest.raises(it.IdealtypesError, match="between two bounds"):
        _ = found.distances.matrix
    assert "north – south  help" in repr(found)
    help_ = found.pairs[0]
    assert help_.bounds is not None
    assert help_.probabilities is not None
    assert found.records()[0]["bound_low"] == help_.bounds[0]


@pytest.mark.parametrize("question", ["influence", "robustness", "tension", "agreement", "scenarios", "sets"])
def test_a_question_without_an_answer_between_bounds_says_so(question):
    made = study(QUOTED, [("north", "f", "several")])
    more = {"outcome": "x"} if question == "sets" else {}
    with pytest.raises(it.BadCall, match="has no answer between two bounds"):
        getattr(it, question)(made, reported="extent", **more)


def test_a_study_that_asks_for_extents_leaves_out_what_is_reported_there():
    made = study(QUOTED, [("north", "f", "several")]).with_settings(reported="extent")
    assert isinstance(it.profile(made), BoundedProfile)
    assert it.influence(made).to_dict()["settings"]["reported"] == "exclude"
