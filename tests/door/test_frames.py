"""Tables of codings: what cannot be is told, whatever is asked of them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest

import idealtypes as it

BASE = {
    "statement": ["a", "b", "c"],
    "source": ["i1", "i1", "i2"],
    "code": ["no_records", "pay", "listening"],
}


def frame(**columns: Any) -> pl.DataFrame:
    return pl.DataFrame({**BASE, **columns}, strict=False)


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (
            pl.DataFrame({name: [] for name in BASE}, schema=dict.fromkeys(BASE, pl.String)),
            "empty|no row|no coding",
        ),
        (frame().drop("code"), "code"),
        (frame(code=["no_records", "zzz", "listening"]), "zzz"),
        (frame(source=["i1", None, "i2"]), "source"),
        (frame(intensity=[1.0, float("nan"), 0.5]), "intensity"),
        (frame(intensity=[1.0, None, 0.5]), "intensity"),
        (frame(intensity=[1.0, 2.0, 0.5]), r"intensities lie in \(0, 1\], not from 0.5 to 2"),
        (frame(intensity=[1.0, 0.0, 0.5]), r"intensities lie in \(0, 1\]"),
        (frame(intensity=["a", "b", "c"]), "intensity"),
        (frame(statement=["a", "a", "b"], source=["i1", "i2", "i2"]), "source"),
        (
            pd.DataFrame([["a", "i1", "pay", "pay"]], columns=["statement", "source", "code", "code"]),
            "one name",
        ),
        ([1, 2, 3], "dataframe"),
        (pl.Series([1, 2]), "dataframe"),
    ],
)
@pytest.mark.parametrize("ask", [it.profile, it.types, it.compare], ids=lambda ask: ask.__name__)
def test_a_table_of_codings_that_cannot_be_is_told(ask: Any, table: Any, said: str) -> None:
    with pytest.raises(it.IdealtypesError, match=said):
        ask(table, "support_colleagues")


def test_blank_codes_are_read_and_nothing_coded() -> None:
    blank = it.profile(frame(code=["no_records", None, "listening"]), "support_colleagues")
    without = it.profile(frame().filter(pl.col("statement") != "b"), "support_colleagues")
    np.testing.assert_allclose(blank.balance, without.balance)
