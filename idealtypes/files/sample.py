"""The description of the sample: who took part, where informants are no rows of the study."""

from __future__ import annotations

from functools import partial
from typing import Any

import polars as pl

from idealtypes.files.faults import Findings
from idealtypes.files.tables import BEFORE, Table, blame, blame_blank, columns_fit, complete, number, repeats

NEEDED = ("variable", "value")
OPTIONAL = ("variable_nb", "value_nb", "n", "percent", "of", "locator")


def read_sample(table: Table, findings: Findings) -> pl.DataFrame | None:
    """`variable`, `value`, `n`, `percent`, `of`, `locator`, and titles in other languages as `variable_nb`.

    `n` and `of` are numbers of people; `percent`, between 0 and 100, is what the source prints, and stands alone where
    it prints no number.
    """
    if not columns_fit(table, NEEDED, OPTIONAL, findings):
        return None
    rows = complete(table.located, OPTIONAL)
    blame_blank(rows, NEEDED, findings)
    blame(
        repeats(rows.filter(pl.all_horizontal(pl.col(name).is_not_null() for name in NEEDED)), *NEEDED),
        lambda row: f"`{row['value']}` of `{row['variable']}` is {row[BEFORE]} already: a value stands once",
        findings,
        "values that are there already",
    )
    numbers = {name: number(pl.col(name)) for name in ("n", "percent", "of")}
    for name, least, most in (("n", 0, None), ("of", 1, None), ("percent", 0, 100)):
        value = numbers[name]
        whole = value == value.floor() if most is None else value <= most
        right = (value.is_finite() & (value >= least) & whole).fill_null(False)
        what = f"a whole number, {least} or more" if most is None else f"between {least} and {most}"
        said = partial(_not_right, name=name, what=what)
        blame(
            rows.filter(pl.col(name).is_not_null() & ~right), said, findings, f"`{name}` that is not {what}"
        )
    blame(
        rows.filter(pl.col("n").is_null() & pl.col("percent").is_null()),
        lambda row: f"`{row['value']}` has neither `n` nor `percent`: give one of them",
        findings,
        "values without a number",
    )
    blame(
        rows.filter((numbers["n"] > numbers["of"]).fill_null(False)),
        lambda row: f"`n` is {row['n']} of {row['of']}: it is at most `of`",
        findings,
        "`n` above `of`",
    )
    return rows.with_columns(
        numbers["n"].cast(pl.Int64, strict=False),
        numbers["percent"],
        numbers["of"].cast(pl.Int64, strict=False),
    )


def _not_right(row: dict[str, Any], name: str, what: str) -> str:
    return f"`{name}` is `{row[name]}`: it is {what}"
