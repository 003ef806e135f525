"""Occasions: a coder judges a statement again, as crowds do, and models that run several times.

Each judgement is a set of rows of its own: a child covers its parent within one. What a coder says is the mean over
her occasions; that is a level of the tally's means (see `tally`, `table` and `parts`). Here are the column and what can
be wrong with it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import narwhals as nw
import polars as pl

from idealtypes.errors import IdealtypesError

OCCASION = "occasion"


def occasion_of(frame: pl.DataFrame) -> list[str]:
    """The column of occasions as a list of one, where a frame has it."""
    return [OCCASION] if OCCASION in frame.columns else []


def several_occasions(rows: nw.LazyFrame[Any]) -> bool:
    """Whether there is more than one: one for all says nothing."""
    return bool(rows.select(nw.col(OCCASION).n_unique()).collect("polars").item() > 1)


def check_occasions(
    rows: nw.LazyFrame[Any],
    nobody: Any,
    blank: Any,
    fetched: Callable[[nw.LazyFrame[Any]], pl.DataFrame],
) -> None:
    """Rule out an occasion of nobody, and one judgement that stands there twice.

    `nobody` and `blank` are what stands for a coder and an occasion without a name; `fetched` gives rows with names.
    """
    lost = (nw.col("coder") == nobody) & (nw.col(OCCASION) != blank)
    without = rows.select(lost.cast(nw.Int64).sum().alias("n")).collect("polars").item()
    if without:
        raise IdealtypesError(
            f"{without} codings have an occasion and no coder: an occasion is a judgement that one coder made again; "
            "say in `coder` whose"
        )
    keys: Sequence[str] = ("case", "source", "unit", "coder", OCCASION, "code")
    each = rows.with_columns(times=nw.lit(1)).group_by(*keys)
    twice = each.agg(nw.col("times").sum(), nw.col("statement").min()).filter(nw.col("times") > 1)
    found = fetched(twice).sort("statement", "coder", OCCASION, "code")
    if found.height:
        row = found.row(0, named=True)
        more = f" (and {found.height - 1} more like it)" if found.height > 1 else ""
        raise IdealtypesError(
            f"the code {row['code']!r} is put {row['times']} times on statement {row['statement']!r} by "
            f"{row['coder']!r} at the occasion {row[OCCASION]!r}{more}: one judgement puts a code once"
        )
