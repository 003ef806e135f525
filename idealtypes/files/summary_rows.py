"""Rows that sum up others, as analysts put below their cases: totals, means, and what else there is.

A row is one by what it is called, or by its numbers, where they are the mean or the sum of all other rows.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from idealtypes.files.faults import Findings
from idealtypes.files.tables import FILE, LINE, blame, number

# What such rows are called, in lower case, in the languages in which headings are known.
NAMES = (
    ("total", "totals", "subtotal", "grand total", "overall", "sum", "mean", "means", "average", "averages"),
    ("avg", "median", "std", "std dev", "stdev", "standard deviation", "variance", "sum total"),
    ("totalt", "i alt", "snitt", "gjennomsnitt", "gj.snitt", "standardavvik", "middelverdi", "delsum"),
    ("gesamt", "insgesamt", "summe", "mittelwert", "durchschnitt", "mittel", "standardabweichung"),
    ("somme", "moyenne", "médiane", "mediane", "écart type", "écart-type", "sous-total"),
    ("suma", "promedio", "media", "mediana", "desviación estándar"),
    ("razem", "ogółem", "średnia", "srednia", "odchylenie standardowe"),
    ("totaal", "gemiddelde", "gemiddeld", "som", "mediaan", "standaarddeviatie"),
    ("summa", "medel", "medelvärde", "genomsnitt", "standardavvikelse"),
)
SURE = frozenset(name for names in NAMES for name in names)
# These may be cases as well (the north, Max, all schemes together): only with the numbers of a summary.
UNSURE = frozenset(
    ("n", "min", "max", "minimum", "maximum", "count", "antall", "anzahl", "all", "alle", "tous", "sd", "var")
)
NEAR = 0.051  # how far rounding takes a number from what it sums up
LEAST = 3  # other rows that a row may be taken to sum up
NAMED, MAYBE, SUMS = "\0named", "\0maybe", "\0sums"


def blame_summaries(rows: pl.DataFrame, columns: Sequence[str], findings: Findings) -> None:
    """A fault for each row whose `case` is called as a summary, a warning where the last row has the numbers of one.

    `rows` are located and have cells in `columns`.
    """
    called = pl.col("case").str.to_lowercase().str.strip_chars(" .:*()")
    first = called.str.extract(r"^(\S+)")
    rows = rows.with_columns(_sums(rows, columns)).with_columns(
        (called.is_in(SURE) | ((called.is_in(UNSURE) | first.is_in(SURE)) & (pl.col(SUMS) != ""))).alias(
            NAMED
        ),
    )
    blame(
        rows.filter(pl.col(NAMED)),
        lambda row: (
            f"`{row['case']}` is called like a sum or mean of other rows: take the row out, or rename the case"
        ),
        findings,
        "rows that sum up others",
    )
    several = pl.sum_horizontal(number(pl.col(name)).is_not_null() for name in columns) > 1
    last = rows.tail(1).filter(~pl.col(NAMED) & pl.col(SUMS).is_in(["mean", "sum"]) & several)
    for row in last.iter_rows(named=True):
        message = f"the numbers of `{row['case']}` are the {row[SUMS]} of all other rows: is it a case?"
        findings.warn(row[FILE], row[LINE], message)


def _sums(rows: pl.DataFrame, columns: Sequence[str]) -> pl.Series:
    """What the numbers of each row are of all other rows, in each column that has one: `mean`, `sum`, …, else blank."""
    values = rows.select(number(pl.col(name)).alias(name) for name in columns)
    told = [name for name in columns if values[name].count()]
    if not any(values[name].drop_nulls().n_unique() > 1 for name in told) or rows.height <= LEAST:
        return pl.Series(SUMS, [""] * rows.height, pl.String)
    found = pl.lit("")
    for word in ("least", "greatest", "median", "number", "deviation", "sum", "mean"):  # the last that holds
        near = [(pl.col(name) - _of_others(pl.col(name), word)).abs() <= NEAR for name in told]
        holds = pl.all_horizontal(one.fill_null(True) for one in near)
        found = pl.when(holds).then(pl.lit(word)).otherwise(found)
    some = pl.any_horizontal(pl.col(name).is_not_null() for name in told)
    return values.select(pl.when(some).then(found).otherwise(pl.lit("")).alias(SUMS)).to_series()


def _of_others(value: pl.Expr, word: str) -> pl.Expr:
    """A number of all other rows of a column; of extremes and medians, which the row itself does not move, of all."""
    count, total = value.count() - 1, value.sum() - value
    if word == "sum":
        return total
    if word == "mean":
        return total / count
    if word == "deviation":
        squares = (value**2).sum() - value**2
        return ((squares - total**2 / count) / (count - 1)).clip(0).sqrt()
    of_all = {"least": value.min(), "greatest": value.max(), "median": value.median(), "number": count}
    return of_all[word]
