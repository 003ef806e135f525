"""A one- or two-way table: how many units have what, of how many, and how sure a share is.

Where sources were sampled a share of statements has the interval that a balance has, over sources (see
`idealtypes.engine.intervals`), and so has a share of sources, each of which is then one statement.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from idealtypes.analyses.tabulate.attribute_values import Answers, Of
from idealtypes.engine.intervals import interval
from idealtypes.engine.result import number, pair
from idealtypes.engine.tally import Floats, Ints

ALL = ""  # the one column of a one-way table


@dataclass(frozen=True, eq=False)
class CountTable:
    """How many units have each value.

    Attributes
    ----------
    of
        The units.
    rows, columns
        What the table is by; `columns` None for a one-way table.
    row_values, column_values
        The values, in their order; one column, `""`, of a one-way table.
    counts
        Shape (rows, columns).
    base
        Shape (columns,): units with any answer, which percentages are of; a unit with several answers counts once.
    answers
        Shape (columns,): answers, of which a unit may have several.
    interval
        Shape (rows, columns, 2): of counts/base, in [0, 1]; nan where nothing was sampled.
    units
        Row, column → the ids of the units in the cell.
    titles
        Unit → title.
    several
        Whether a unit may be in several rows.
    blank
        Units without an answer.
    """

    of: Of
    rows: str
    columns: str | None
    row_values: tuple[str, ...]
    column_values: tuple[str, ...]
    counts: Ints
    base: Ints
    answers: Ints
    interval: Floats
    units: dict[tuple[int, int], tuple[str, ...]]
    titles: dict[str, str]
    several: bool
    blank: int

    def share(self, r: int, c: int) -> float | None:
        """Of the units with an answer how many have it."""
        return float(self.counts[r, c] / self.base[c]) if self.base[c] else None

    def records(self) -> list[dict[str, Any]]:
        """One flat record per cell."""
        out = []
        for r, row in enumerate(self.row_values):
            in_row = int(self.counts[r].sum())
            for c, column in enumerate(self.column_values):
                n = int(self.counts[r, c])
                ends = self.interval[r, c]
                out.append(
                    {
                        "of": self.of,
                        "rows": self.rows,
                        "row": row,
                        "columns": self.columns,
                        "column": column or None,
                        "n": n,
                        "base": int(self.base[c]),
                        "share": self.share(r, c),
                        "low": number(ends[0]),
                        "high": number(ends[1]),
                        "share_of_answers": n / int(self.answers[c]) if self.answers[c] else None,
                        "share_of_row": n / in_row if self.columns is not None and in_row else None,
                        "units": ";".join(self.units.get((r, c), ())),
                    }
                )
        return out

    def to_dict(self) -> dict[str, Any]:
        cells = []
        for row in self.records():
            low, high, units = row.pop("low"), row.pop("high"), row.pop("units")
            ends = None if low is None else pair(low, high)
            kept = {k: v for k, v in row.items() if k not in ("of", "rows", "columns")}
            cells.append({**kept, "interval": ends, "units": units.split(";") if units else []})
        return {
            "of": self.of,
            "rows": self.rows,
            "columns": self.columns,
            "several": self.several,
            "blank": self.blank,
            "cells": cells,
        }


def counted_table(
    of: Of, units: pl.DataFrame, rows: Answers, columns: Answers | None, sampled: bool, level: float
) -> CountTable:
    """Count the units by what they have.

    Parameters
    ----------
    units
        `unit`, `title`, `source`.
    rows, columns
        What they have.
    sampled
        Whether sources were sampled, and these are sources or their statements.
    level
        Of the intervals.
    """
    down = rows.frame.join(units.select("unit", "source"), on="unit").rename({"value": "row"})
    if columns is None:
        both = down.with_columns(column=pl.lit(ALL))
    else:
        both = down.join(columns.frame.rename({"value": "column"}), on="unit")
    across = (ALL,) if columns is None else columns.values
    shape = (len(rows.values), len(across))
    r_of = {value: k for k, value in enumerate(rows.values)}
    c_of = {value: k for k, value in enumerate(across)}
    counts = np.zeros(shape, np.int64)
    cells: dict[tuple[int, int], tuple[str, ...]] = {}
    for (row, column), group in both.group_by("row", "column", maintain_order=True):
        at = r_of[str(row)], c_of[str(column)]
        cells[at] = tuple(group["unit"])
        counts[at] = group.height
    asked = both.select("unit", "column", "source").unique(maintain_order=True)
    base = np.array([asked.filter(pl.col("column") == c).height for c in across], np.int64)
    ends = np.full((*shape, 2), np.nan)
    if sampled and both.height:
        ends = _intervals(both, asked, rows.values, across, level)
    titles = dict(units.select("unit", "title").iter_rows())
    return CountTable(
        of, rows.attribute, None if columns is None else columns.attribute, rows.values, across, counts, base,
        counts.sum(axis=0), ends, cells, titles, rows.several, units.height - asked["unit"].n_unique(),
    )  # fmt: skip


def _intervals(
    both: pl.DataFrame, asked: pl.DataFrame, down: tuple[str, ...], across: tuple[str, ...], level: float
) -> Floats:
    """Shape (rows, columns, 2): of each share, over the sources that have an answer in the column."""
    sources = {source: k for k, source in enumerate(asked["source"].unique(maintain_order=True))}
    out = np.full((len(down), len(across), 2), np.nan)
    for c, column in enumerate(across):
        total = np.zeros(len(sources))
        for source in asked.filter(pl.col("column") == column)["source"]:
            total[sources[source]] += 1
        mass = np.zeros((len(down), len(sources)))
        here = both.filter(pl.col("column") == column)
        at = {row: k for k, row in enumerate(down)}
        for row, source in here.select("row", "source").iter_rows():
            mass[at[row], sources[source]] += 1
        if total.any():
            low, high = interval(mass, np.broadcast_to(total, mass.shape), level=level)
            out[:, c] = np.stack([low, high], axis=-1)
    return out
