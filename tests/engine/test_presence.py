"""Aspects of `kind: presence`: the weights, by every way of counting, and what they do not depend on."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import idealtypes as it
from idealtypes.engine.presence import sizes_by_pole
from idealtypes.engine.table import CodingTable, units
from idealtypes.engine.tally import Repeats, Weighting, tally
from idealtypes.model.scheme import Scheme
from idealtypes.model.theory import Theory
from tests.engine.frames import _duckdb, _pandas

from ..examples import examples

DIMENSIONS = ("talk", "treat", "watch")
CODES: dict[str, tuple[float, ...]] = {
    "t": (1, 0, 0), "r": (0, 1, 0), "w": (0, 0, 1), "rw": (0, 0.5, 1), "none": (0, 0, 0),
}  # fmt: skip
ROW = st.tuples(
    st.sampled_from("abcdef"),
    st.sampled_from(list(CODES)),
    st.sampled_from("xy"),
    st.sampled_from([0.5, 1.0]),
)


def frame(rows: list[tuple[str, str, str, float]]) -> pl.DataFrame:
    """Statements a to f, two in each of three sources."""
    unique = {(s, c, who): i for s, c, who, i in rows}
    held = [(s, "ghk"["abcdef".index(s) // 2], c, who, i) for (s, c, who), i in unique.items()]
    return pl.DataFrame(held, ["statement", "source", "code", "coder", "intensity"], orient="row")


def scheme(kind: str = "presence", axis: str = "care") -> Scheme:
    theory = Theory(
        id="x",
        title="x",
        logics=[{"id": "l", "title": "l"}],
        axes=[
            {"id": "care", "title": "care", "poles": [{"id": d, "logic": "l"} for d in DIMENSIONS]},
            {
                "id": "line",
                "title": "line",
                "poles": [
                    {"id": "low", "logic": "l", "position": -1},
                    {"id": "high", "logic": "l", "position": 1},
                ],
            },
        ],
    )
    places: dict[str, Any] = {
        name: {"aspect": "care", "shares": dict(zip(DIMENSIONS, shares, strict=True))}
        if any(shares)
        else "none"
        for name, shares in CODES.items()
    }
    return Scheme(
        id="s",
        title="s",
        theory=theory,
        aspects=[{"id": "care", "title": "care", "axis": axis, "kind": kind}],
        codes=[{"id": name, "title": name, "place": place} for name, place in places.items()],
    )


PLACES = {name: {"care": shares} for name, shares in CODES.items()}
POLES = {"care": DIMENSIONS}


def weights(rows: pl.DataFrame, weighting: Weighting = "statement", repeats: Repeats = "keep") -> np.ndarray:
    found = tally(rows, PLACES, POLES, presence=["care"], weighting=weighting, repeats=repeats)
    total = found.total.sum()
    return found.mass.sum(axis=0) / total


def by_hand(rows: pl.DataFrame, weighting: str, repeats: str) -> np.ndarray:
    """The same by the words of the formula, in loops."""
    data = rows.to_dicts()
    if repeats == "once_per_source":
        sums: dict[tuple[str, str, str], list[float]] = {}
        for r in data:
            sums.setdefault((r["source"], r["coder"], r["code"]), []).append(r["intensity"])
        data = [
            {"source": g, "coder": who, "code": k, "intensity": np.mean(i), "statement": g}
            for (g, who, k), i in sums.items()
        ]
    judged: dict[tuple[str, str], dict[str, np.ndarray]] = {}
    for r in data:
        unit = judged.setdefault((r["source"], r["statement"]), {})
        v = r["intensity"] * np.array(CODES[r["code"]])
        unit[r["coder"]] = np.maximum(unit.get(r["coder"], np.zeros(3)), v)
    if weighting == "coding":
        every = [v for unit in judged.values() for v in unit.values()]
        return np.mean(every, axis=0)
    means = {key: np.mean(list(unit.values()), axis=0) for key, unit in judged.items()}
    if weighting == "source":
        sources = {g for g, _ in means}
        return np.mean(
            [np.mean([v for (g, _), v in means.items() if g == s], axis=0) for s in sources], axis=0
        )
    return np.mean(list(means.values()), axis=0)


@pytest.mark.parametrize("weighting", ["statement", "coding", "source"])
@pytest.mark.parametrize("repeats", ["keep", "once_per_source"])
@examples(25)
@given(st.lists(ROW, min_size=1, max_size=20))
def test_weights_are_what_the_formula_says(weighting: Weighting, repeats: Repeats, rows: Any) -> None:
    given_ = frame(rows)
    found = weights(given_, weighting, repeats)
    np.testing.assert_allclose(found, by_hand(given_, weighting, repeats), atol=1e-9)
    assert ((found >= 0) & (found <= 1)).all()


@examples(25)
@given(st.lists(ROW, min_size=2, max_size=20), st.randoms())
def test_the_order_of_rows_and_of_poles_is_irrelevant(rows: Any, chance: Any) -> None:
    given_ = frame(rows)
    order = list(range(given_.height))
    chance.shuffle(order)
    np.testing.assert_allclose(weights(given_[order]), weights(given_), atol=1e-12)
    turned = {name: {"care": places["care"][::-1]} for name, places in PLACES.items()}
    back = tally(given_, turned, {"care": DIMENSIONS[::-1]}, presence=["care"])
    np.testing.assert_allclose(back.mass.sum(axis=0)[::-1] / back.total.sum(), weights(given_), atol=1e-12)


@examples(25)
@given(st.lists(ROW, min_size=1, max_size=20))
def test_a_weight_is_untouched_by_the_other_poles(rows: Any) -> None:
    """Weight and size of a dimension are the same where the codes say nothing of the others."""
    given_ = frame(rows)
    alone = {name: {"care": (places["care"][0], 0.0, 0.0)} for name, places in PLACES.items()}
    whole, part = (tally(given_, p, POLES, presence=["care"]) for p in (PLACES, alone))
    for one, other in zip(
        sizes_by_pole(whole, 0.95).effective[::3], sizes_by_pole(part, 0.95).effective[::3], strict=True
    ):
        assert one == pytest.approx(other)
    np.testing.assert_allclose(whole.mass[:, 0], part.mass[:, 0])


@pytest.mark.parametrize("weighting", ["statement", "coding", "source"])
@pytest.mark.parametrize("repeats", ["keep", "once_per_source"])
@examples(20)
@given(st.lists(ROW, min_size=1, max_size=20))
def test_the_table_and_the_tally_agree(weighting: Weighting, repeats: Repeats, rows: Any) -> None:
    given_ = frame(rows)
    found = tally(given_, PLACES, POLES, presence=["care"], weighting=weighting, repeats=repeats)
    table = table_of(given_)
    of = units(table, weighting=weighting, repeats=repeats)
    np.testing.assert_allclose(of.mass(table.weights), found.mass, atol=1e-9)
    np.testing.assert_allclose(of.total, found.total, atol=1e-9)
    np.testing.assert_allclose(of.statements, found.statements)


def table_of(rows: pl.DataFrame) -> CodingTable:
    """The rows as a coding table, without a study."""
    ids = {name: sorted(rows[name].unique()) for name in ("source", "statement", "coder", "code")}

    def column(name: str) -> np.ndarray:
        return np.array([ids[name].index(v) for v in rows[name]], int)

    n = rows.height
    return CodingTable(
        cases=("c",), sources=tuple(ids["source"]), statements=tuple(ids["statement"]), coders=tuple(ids["coder"]),
        codes=tuple(ids["code"]), aspects=("care",), poles=(DIMENSIONS,), case=np.zeros(n, int),
        source=column("source"),
        statement=column("statement"), coder=column("coder"), code=column("code"),
        intensity=rows["intensity"].to_numpy(), reported=np.zeros(n, bool), factual=np.ones(n, bool),
        pair_code=np.arange(len(ids["code"])),
        pair_aspect=np.zeros(len(ids["code"]), int), weights=np.array([CODES[k] for k in ids["code"]], float),
        above=((),) * len(ids["code"]), present=(True,),
    )  # fmt: skip


def test_ties_are_told() -> None:
    """Two dimensions alike are first together; without an interval no order is told."""
    rows = pl.DataFrame({"statement": list("aabbcc"), "source": list("gghhkk"), "code": ["r", "w"] * 3})
    found = it.profile(rows, scheme(), draws=200)
    order = found.order(0, 0)
    assert order is not None
    assert order.first == (1, 2)
    assert order.leader is None
    answer = found.to_dict()["cases"][0]["aspects"][0]
    assert answer["weights"] == {"talk": 0.0, "treat": 1.0, "watch": 1.0}
    assert answer["shares"] is answer["contestation"] is answer["effective_n"] is None
    assert answer["order"]["first"] == ["treat", "watch"]


def test_a_dimension_leads_where_it_is_probable() -> None:
    rows = pl.DataFrame(
        {"statement": [str(n) for n in range(12)], "source": [f"g{n}" for n in range(12)], "code": ["r"] * 12}
    )
    order = it.profile(rows, scheme(), draws=200).order(0, 0)
    assert order is not None
    assert (order.first, order.leader) == ((1,), 1)


def test_what_is_denied_is_not_there() -> None:
    """A code against adds a unit that holds nothing."""
    rows = pl.DataFrame({"statement": ["a", "b"], "source": ["g", "h"], "code": ["r", "!r"]})
    assert it.profile(rows, scheme(), draws=200).shares[0, 0].tolist() == [0.0, 0.5, 0.0]


def test_a_presence_aspect_on_an_axis_of_two_poles_has_no_balance() -> None:
    rows = pl.DataFrame({"statement": ["a", "a"], "source": ["g", "g"], "code": ["t", "r"]})
    placed = {"t": {"line": (1.0, 0.0)}, "r": {"line": (0.0, 1.0)}}
    found = tally(rows, placed, {"line": ("low", "high")}, presence=["line"])
    assert found.bipolar == (False,)
    assert found.mass.tolist() == [[1.0, 1.0]]


@pytest.mark.parametrize("kind", [_pandas, _duckdb], ids=["pandas", "DuckDB"])
@pytest.mark.parametrize("repeats", ["keep", "once_per_source"])
def test_rows_may_live_elsewhere(kind: Any, repeats: Repeats) -> None:
    given_ = frame(
        [("a", "r", "x", 1.0), ("a", "rw", "x", 0.5), ("a", "t", "y", 1.0), ("c", "none", "x", 1.0)]
    )
    here = tally(given_, PLACES, POLES, presence=["care"], repeats=repeats)
    there = tally(kind(given_), PLACES, POLES, presence=["care"], repeats=repeats)
    np.testing.assert_allclose(there.mass, here.mass)
    np.testing.assert_allclose(there.total, here.total)
