"""Stances in the numbers: mirrored before any mean, alike for every kind of frame."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import idealtypes as it
from idealtypes.errors import IdealtypesError
from idealtypes.model.stance import mirrored, with_against
from tests.engine.build import scheme
from tests.engine.frames import FRAMES

from ..examples import COSTLY, LONG, USUAL, examples

BOOK = scheme(
    {"access": ("informal", "formal"), "care": ("market", "state", "family")},
    {
        "pay": {"access": (0, 1)},
        "talk": {"access": (0.75, 0.25), "care": (0.2, 0.3, 0.5)},
        "law": {"care": (0, 1, 0)},
    },
)
shares = st.lists(st.floats(0.01, 1), min_size=2, max_size=5).map(lambda ws: [w / sum(ws) for w in ws])
rows = st.lists(
    st.tuples(
        st.integers(0, 5),
        st.sampled_from(["pay", "talk", "law"]),
        st.sampled_from(["", "!"]),
        st.sampled_from("ab"),
    ),
    min_size=1,
    max_size=12,
    unique=True,
)


def frame(said: list[tuple[int, str, str, str]]) -> pl.DataFrame:
    return pl.DataFrame(
        [(f"s{n}", f"g{n % 3}", sign + code, coder) for n, code, sign, coder in said],
        schema=["statement", "source", "code", "coder"],
        orient="row",
    )


@given(shares)
def test_mirrored_shares_are_shares(weights):
    other = mirrored(weights)
    assert sum(other) == pytest.approx(1)
    assert min(other) >= 0
    if len(weights) == 2:
        assert mirrored(other) == tuple(weights)


@examples(USUAL, quick=COSTLY)
@given(rows)
def test_all_against_is_the_profile_of_the_mirrored_places(said):
    given = frame([(n, code, "!", coder) for n, code, _, coder in said]).unique()
    places = {code: {a: mirrored(w) for a, w in where.items()} for code, where in BOOK.placements.items()}
    other = scheme({"access": ("informal", "formal"), "care": ("market", "state", "family")}, places)
    plain = given.with_columns(pl.col("code").str.strip_prefix("!"))
    np.testing.assert_allclose(it.profile(given, BOOK).shares, it.profile(plain, other).shares)


@examples(USUAL, quick=COSTLY)
@given(rows)
def test_the_column_is_the_sign(said):
    signs = frame(said)
    stance = pl.when(pl.col("code").str.starts_with("!")).then(pl.lit("against"))
    column = signs.with_columns(stance.alias("stance"), pl.col("code").str.strip_prefix("!"))
    one, other = it.profile(signs, BOOK), it.profile(column, BOOK)
    assert one.to_dict() == other.to_dict()


@examples(USUAL, quick=COSTLY)
@given(rows)
def test_without_stances_nothing_changes(said):
    plain = frame([(n, code, "", coder) for n, code, _, coder in said]).unique(maintain_order=True)
    found = it.profile(plain, BOOK).to_dict()
    assert it.profile(plain.with_columns(stance=pl.lit("for")), BOOK).to_dict() == found
    assert it.profile(plain, BOOK, against="leave_out").to_dict()["cases"] == found["cases"]


@pytest.mark.parametrize("make", [pytest.param(FRAMES[k], id=k) for k in FRAMES if LONG or k != "Dask"])
def test_every_kind_of_frame_says_the_same(make):
    given = pl.DataFrame(
        {
            "statement": ["a", "b", "b", "c", "d"],
            "source": ["g", "g", "g", "h", "h"],
            "code": ["pay", "talk", "pay", "law", "pay"],
            "stance": ["against", None, "for", "against", ""],
        }
    )
    signs = pl.DataFrame(
        {
            "statement": given["statement"],
            "source": given["source"],
            "code": ["!pay", "talk", "pay", "!law", "pay"],
        }
    )
    expected = it.profile(signs, BOOK).shares
    np.testing.assert_allclose(it.profile(make(given), BOOK).shares, expected)
    np.testing.assert_allclose(it.profile(make(signs), BOOK).shares, expected)


def test_what_the_setting_makes_of_it():
    given = frame([(1, "pay", "!", "a"), (2, "pay", "", "a")])
    balance = [
        it.profile(given, BOOK, against=way).balance[0, 0] for way in ("mirror", "leave_out", "as_for")
    ]
    assert balance == [0, 1, 1]


@pytest.mark.parametrize(
    ("stance", "code", "message"),
    [
        ("agianst", "pay", "unknown stance 'agianst': did you mean `against`"),
        ("for", "!pay", "say it once"),
        ("", "!", "`!` without a code"),
        ("", "!pya", "no entry in the coding scheme: !pya"),
    ],
)
def test_what_a_stance_cannot_be(stance, code, message):
    given = pl.DataFrame({"statement": ["a"], "source": ["g"], "code": [code], "stance": [stance]})
    with pytest.raises(IdealtypesError, match=message):
        it.profile(given, BOOK)


def test_a_code_that_is_not_there_gets_no_place():
    assert with_against({"pay": {}}, ["!pya"], "mirror") == {"pay": {}}
