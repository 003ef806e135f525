"""The tally: properties that hold for any codings, and the same numbers from every kind of dataframe."""

from __future__ import annotations

from typing import Any

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from idealtypes.engine.spread import spread
from idealtypes.engine.tally import Tally, statement_vectors, tally
from idealtypes.errors import IdealtypesError

from ..examples import examples

POLES = {"help": ("informal", "formal"), "care": ("listen", "treat", "watch")}
PLACEMENTS = {
    "inf": {"help": (1.0, 0.0)},
    "for": {"help": (0.0, 1.0)},
    "mix": {"help": (0.3, 0.7), "care": (0.2, 0.3, 0.5)},
    "treat": {"care": (0.0, 1.0, 0.0)},
    "theme": {},
}
WEIGHTINGS = ("statement", "coding", "source")

coding = st.tuples(
    st.integers(0, 12),  # statement; its source and case follow from it
    st.sampled_from(sorted(PLACEMENTS)),
    st.sampled_from(["k1", "k2"]),
    st.sampled_from([0.25, 0.5, 1.0]),
)


def frame(rows: list[tuple[int, str, str, float]]) -> pl.DataFrame:
    unique = {(s, c, k): i for s, c, k, i in rows}
    return pl.DataFrame(
        [
            {
                "statement": f"s{s}",
                "source": f"g{s % 4}",
                "case": f"c{s % 4 % 2}",
                "code": c,
                "coder": k,
                "intensity": i,
            }
            for (s, c, k), i in unique.items()
        ]
    )


def cells(t: Tally) -> dict[tuple[str, str, str], tuple[float, ...]]:
    numbers = np.column_stack([t.mass, t.total, t.statements, t.squares, t.point_mass, t.point_squares])
    names = zip(t.case, t.source, t.aspect, strict=True)
    return {
        (t.cases[c], t.sources[s], t.aspects[a]): tuple(row.round(12).tolist())
        for (c, s, a), row in zip(names, numbers, strict=True)
    }


@given(st.lists(coding, min_size=1, max_size=40), st.sampled_from(WEIGHTINGS), st.randoms())
@examples(40)
def test_order_of_rows_is_irrelevant(rows: list[Any], weighting: Any, random: Any) -> None:
    codings = frame(rows)
    order = list(range(len(codings)))
    random.shuffle(order)
    first = tally(codings, PLACEMENTS, POLES, weighting=weighting)
    assert cells(first) == cells(tally(codings[order], PLACEMENTS, POLES, weighting=weighting))


@given(st.lists(coding, min_size=1, max_size=40), st.sampled_from(WEIGHTINGS))
@examples(40)
def test_mass_sums_to_total_and_the_weighting_says_what_counts(rows: list[Any], weighting: Any) -> None:
    codings = frame(rows)
    t = tally(codings, PLACEMENTS, POLES, weighting=weighting)
    np.testing.assert_allclose(t.mass.sum(axis=1), t.total)
    assert (t.statements <= 13).all()
    if weighting == "statement":
        np.testing.assert_allclose(t.total, t.statements)
    elif weighting == "source":
        np.testing.assert_allclose(t.total, 1)
    else:
        for a, aspect in enumerate(POLES):
            placed = [k for k, where in PLACEMENTS.items() if aspect in where]
            told = codings.filter(pl.col("code").is_in(placed))["intensity"].sum()
            assert t.total[t.aspect == a].sum() == pytest.approx(told)


@given(st.lists(coding, min_size=1, max_size=40), st.sampled_from(WEIGHTINGS))
@examples(40)
def test_diversity_splits_exactly(rows: list[Any], weighting: Any) -> None:
    s = spread(tally(frame(rows), PLACEMENTS, POLES, weighting=weighting))
    told = ~np.isnan(s.diversity)
    np.testing.assert_allclose((s.blended + s.torn + s.between)[told], s.diversity[told], atol=1e-12)
    for part in (s.blended, s.torn, s.between):
        assert (part[told] >= 0).all()
    contested = s.contestation[~np.isnan(s.contestation)]
    assert ((contested >= 0) & (contested <= 1)).all()


@given(st.lists(coding, min_size=1, max_size=30))
@examples(25)
def test_mirrored_poles_mirror_the_mass(rows: list[Any]) -> None:
    mirrored = {k: {a: tuple(reversed(w)) for a, w in where.items()} for k, where in PLACEMENTS.items()}
    here = tally(frame(rows), PLACEMENTS, {"help": POLES["help"]})
    there = tally(frame(rows), mirrored, {"help": POLES["help"]})
    np.testing.assert_allclose(here.mass, there.mass[:, ::-1])


def test_the_same_numbers_from_polars_pandas_and_duckdb() -> None:
    rng = np.random.default_rng(7)
    rows = [
        (int(s), str(c), str(k), float(i))
        for s, c, k, i in zip(
            rng.integers(0, 13, 80),
            rng.choice(sorted(PLACEMENTS), 80),
            rng.choice(["k1", "k2"], 80),
            rng.choice([0.5, 1.0], 80),
            strict=True,
        )
    ]
    codings = frame(rows)
    above = {"inf": ["mix"]}
    for weighting in WEIGHTINGS:
        for repeats in ("keep", "once_per_source"):
            kinds = [
                codings,
                codings.lazy(),
                pd.DataFrame(codings.to_dict(as_series=False)),
                codings.to_arrow(),
                duckdb.from_arrow(codings.to_arrow()),
            ]
            answers = [
                cells(tally(k, PLACEMENTS, POLES, ancestors=above, weighting=weighting, repeats=repeats))
                for k in kinds
            ]
            assert all(a == answers[0] for a in answers), (weighting, repeats)


def test_a_child_counts_instead_of_its_parent_for_the_same_coder_only() -> None:
    codings = pl.DataFrame(
        {
            "statement": ["a", "a", "b"],
            "source": ["g", "g", "g"],
            "code": ["inf", "for", "inf"],
            "coder": ["k", "k", "k"],
        }
    )
    t = tally(codings, PLACEMENTS, {"help": POLES["help"]}, ancestors={"for": ["inf"]})
    assert t.mass.tolist() == [[1.0, 1.0]]
    apart = codings.with_columns(coder=pl.Series(["k", "l", "k"]))
    t = tally(apart, PLACEMENTS, {"help": POLES["help"]}, ancestors={"for": ["inf"]})
    assert t.mass.tolist() == [[1.5, 0.5]]


def test_a_coder_silent_on_the_aspect_is_left_out_and_coders_count_alike() -> None:
    codings = pl.DataFrame(
        {
            "statement": ["a"] * 4,
            "source": ["g"] * 4,
            "code": ["inf", "for", "for", "theme"],
            "coder": ["k", "k", "l", "m"],
            "intensity": [1.0, 0.5, 0.2, 1.0],
        }
    )
    # k: (2/3, 1/3); l: (0, 1); m says nothing of the aspect. Mean of two coders: (1/3, 2/3).
    t = tally(codings, PLACEMENTS, {"help": POLES["help"]})
    np.testing.assert_allclose(t.mass, [[1 / 3, 2 / 3]])
    # Every coding counts its intensity: 1 informal against .5 + .2 formal.
    t = tally(codings, PLACEMENTS, {"help": POLES["help"]}, weighting="coding")
    np.testing.assert_allclose(t.mass, [[1.0, 0.7]])


def test_once_per_source_counts_a_code_once_at_its_mean_intensity() -> None:
    codings = pl.DataFrame(
        {
            "statement": ["a", "b", "c", "c"],
            "source": ["g"] * 4,
            "code": ["inf", "inf", "inf", "for"],
            "intensity": [1.0, 0.5, 0.3, 1.0],
        }
    )
    t = tally(codings, PLACEMENTS, {"help": POLES["help"]}, repeats="once_per_source")
    assert (t.mass.tolist(), t.statements.tolist(), t.talk.tolist()) == ([[1.0, 1.0]], [2.0], [2])
    t = tally(codings, PLACEMENTS, {"help": POLES["help"]}, repeats="once_per_source", weighting="coding")
    np.testing.assert_allclose(t.mass, [[0.6, 1.0]])


def test_source_weighting_lets_the_talkative_count_once() -> None:
    codings = pl.DataFrame(
        {
            "statement": ["a", "b", "c", "d"],
            "source": ["g", "g", "g", "h"],
            "code": ["for", "for", "inf", "inf"],
        }
    )
    t = tally(codings, PLACEMENTS, {"help": POLES["help"]}, weighting="source")
    np.testing.assert_allclose(t.mass, [[1 / 3, 2 / 3], [1, 0]])
    assert t.statements.tolist() == [3.0, 1.0]


def test_codes_placed_nowhere_are_talk() -> None:
    codings = pl.DataFrame({"statement": ["a", "b"], "source": ["g", "g"], "code": ["theme", "inf"]})
    t = tally(codings, PLACEMENTS, POLES)
    assert (t.talk.tolist(), t.total.tolist()) == ([2], [1.0])


def test_a_silent_case_is_listed_and_nothing_is_placed() -> None:
    codings = pl.DataFrame({"statement": ["a"], "source": ["g"], "code": ["theme"], "case": ["one"]})
    t = tally(codings, PLACEMENTS, POLES, cases=["two", "one"])
    assert (t.cases, len(t.total), t.talk.tolist()) == (("two", "one"), 0, [0, 1])


def test_missing_columns_and_unknown_codes_are_told() -> None:
    with pytest.raises(IdealtypesError, match="no column 'source'"):
        tally(pl.DataFrame({"statement": ["a"], "code": ["inf"]}), PLACEMENTS, POLES)
    with pytest.raises(IdealtypesError, match="no entry in the coding scheme: odd"):
        tally(pl.DataFrame({"statement": ["a"], "source": ["g"], "code": ["odd"]}), PLACEMENTS, POLES)


def test_impossible_cells_are_told_all_at_once() -> None:
    codings = pl.DataFrame(
        {"statement": ["a", None], "source": ["g", "g"], "code": ["inf", "for"], "intensity": [1.5, 0.2]}
    )
    with pytest.raises(
        IdealtypesError, match=r"1 codings have no statement; intensities lie in \(0, 1\], not from 0.2"
    ):
        tally(codings, PLACEMENTS, POLES)


def test_vectors_of_statements_are_what_the_tally_sums() -> None:
    codings = frame([(s, k, "k1", 1.0) for s in range(8) for k in ("inf", "for", "mix")[: 1 + s % 3]])
    t = tally(codings, PLACEMENTS, {"help": POLES["help"]})
    total = np.sum([v for *_, v in statement_vectors(codings, PLACEMENTS, {"help": POLES["help"]})], axis=0)
    np.testing.assert_allclose(total, t.mass.sum(axis=0))
