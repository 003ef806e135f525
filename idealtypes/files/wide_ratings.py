"""A wide sheet of ratings, as analysts keep them: a row a case, a column an aspect; unfolded to a row a rating.

The shape is told by the headings: there is none of `aspect`, `position` and `pole`, and columns are called as aspects
of the scheme, by id or title.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from idealtypes.errors import Fault
from idealtypes.files.faults import Findings
from idealtypes.files.summary_rows import blame_summaries
from idealtypes.files.tables import BEFORE, FILE, LINE, Table, blame, number, repeats
from idealtypes.model.hints import listed, near
from idealtypes.model.missing import NEGATIVE, POSITIVE, WORDS, declaration
from idealtypes.model.scheme import Scheme
from idealtypes.model.text import ids_by_word
from idealtypes.model.theory import Axis

TALL = ("aspect", "position", "pole")  # a table with one of these has a row a rating
HELD = ("case", "rater", "source", "mode", "voice", "condition")  # what tells two rows of a rater apart
TOLD = ("because", "locator")  # what does not
RATER = "rater"  # who rates, where no column says it
ROW, COLUMN, CELL = "\0row", "\0column", "\0cell"
YEARS = range(1800, 2200)


def plain_word(word: str) -> str:
    """A heading for comparing: in lower case, with spaces for `_`.

    >>> plain_word("Ability_to  Help")
    'ability to help'
    """
    return " ".join(word.casefold().replace("_", " ").split())


def may_be_wide(columns: Sequence[str]) -> bool:
    """Whether a table of ratings has a row a case, as far as its own columns tell."""
    return not any(name in columns for name in TALL)


def aspect_columns(columns: Sequence[str], scheme: Scheme) -> dict[str, str]:
    """Column → the aspect that it is called as; {} for a table that has a row a rating."""
    if not may_be_wide(columns):
        return {}
    words = {plain_word(word): one.id for one in scheme.aspects for _, word in one.title.words}
    words |= {plain_word(one.id): one.id for one in scheme.aspects}
    return {name: words[key] for name in columns if (key := plain_word(name)) in words and name not in HELD}


def unfolded(
    table: Table,
    columns: Mapping[str, str],
    axes: Mapping[str, Axis],
    scale: tuple[float, float],
    findings: Findings,
    imported: bool = False,
) -> pl.DataFrame:
    """The rows of a wide sheet as rows of ratings, located: `id`, `aspect`, `position` or `pole`, and COLUMN.

    A blank cell is no rating. A cell that is neither a number nor a pole, or looks like a code for a missing value, is
    a fault and no rating; so are a row of words, a row that sums up others and a second row of one rater on one case. A
    row without a rating is warned of. How missing values are declared is said for a sheet that is `imported`, or a
    study's own.
    """
    rows = table.located.with_row_index(ROW, 1)
    if "rater" not in rows.columns:
        rows = rows.with_columns(pl.lit(RATER).alias("rater"))
    _check_columns(table, columns, axes, scale, findings)
    cells = _cells(rows, columns, axes)
    rows = rows.filter(~pl.col(ROW).is_in(_words_alone(cells, columns, findings).to_list()))
    blame(
        rows.filter(pl.col("case").is_null()),
        lambda _: "`case` is blank: every row of a wide sheet is about a case",
        findings,
        "rows without a case",
    )
    rows = rows.filter(pl.col("case").is_not_null())
    rated = rows.filter(pl.any_horizontal(pl.col(name).is_not_null() for name in columns))
    silent = rows.join(rated, on=ROW, how="anti")
    findings.warn_each(
        (
            Fault(table.file, row[LINE], f"the row of `{row['case']}` has no rating, and counts for nothing")
            for row in silent.iter_rows(named=True)
        ),
        silent.height,
        "rows without a rating",
    )
    _check_twice(rated, columns, findings)
    blame_summaries(rated, list(columns), findings)
    cells = cells.join(rated.select(ROW), on=ROW, how="semi", maintain_order="left")
    low, high = sorted(scale)
    off = ~number(pl.col(CELL)).is_between(low, high)
    missing = pl.col(CELL).str.to_lowercase().is_in(list(WORDS)) | (
        number(pl.col(CELL)).is_in(list(NEGATIVE | POSITIVE)) & off
    ).fill_null(False)
    blame(
        cells.filter(missing),
        lambda row: (
            f"`{row[CELL]}` in the column `{row[COLUMN]}` looks like a missing value: leave the cell blank, or "
            + (
                f"give `--missing {row[CELL]}`"
                if imported
                else f"write `{declaration([row[CELL]])}` in study.yaml"
            )
        ),
        findings,
        "cells that look like missing values",
    )
    blame(
        cells.filter(pl.col("pole").is_null() & ~pl.col("number") & ~missing),
        lambda row: f"`{row[CELL]}` in the column `{row[COLUMN]}` is {_no_place(axes[row['aspect']], scale)}",
        findings,
        "cells that are neither a number nor a pole",
    )
    kept = [name for name in rows.columns if name not in columns and name != ROW]
    return cells.filter((pl.col("pole").is_not_null() | pl.col("number")) & ~missing).select(
        pl.format("rating-{}-{}", ROW, "aspect").alias("id"),
        *kept,
        "aspect",
        pl.when(pl.col("pole").is_null()).then(pl.col(CELL)).alias("position"),
        "pole",
        COLUMN,
    )


def _cells(rows: pl.DataFrame, columns: Mapping[str, str], axes: Mapping[str, Axis]) -> pl.DataFrame:
    """A row for each cell of an aspect that is not blank: its `aspect`, its `pole`, and whether it is a `number`."""
    kept = [name for name in rows.columns if name not in columns]
    cells = (
        rows.unpivot(list(columns), index=kept, variable_name=COLUMN, value_name=CELL)
        .filter(pl.col(CELL).is_not_null())
        .with_columns(
            pl.col(COLUMN).replace_strict(columns, return_dtype=pl.String).alias("aspect"),
            number(pl.col(CELL)).is_not_null().alias("number"),
        )
        .sort(ROW, maintain_order=True)
    )
    return _poles(cells, axes)


def _words_alone(cells: pl.DataFrame, columns: Mapping[str, str], findings: Findings) -> pl.Series:
    """The rows with several cells in the columns of aspects, all of them words: such as a second row of headings."""
    place = (
        pl.col("number") | pl.col("pole").is_not_null() | pl.col(CELL).str.to_lowercase().is_in(list(WORDS))
    )
    alone = cells.filter((~place.any().over(ROW)) & (pl.len().over(ROW) > 1)).unique(ROW, maintain_order=True)
    blame(
        alone,
        lambda row: (
            f"this row has words where ratings stand (`{row[CELL]}`, …): is it a second row of headings? Keep one, "
            "with the whole name of each column in it"
        ),
        findings,
        "rows of words",
    )
    return alone[ROW]


def _poles(cells: pl.DataFrame, axes: Mapping[str, Axis]) -> pl.DataFrame:
    """The pole that each cell names, by id or title, as a column `pole`: null where it names none."""
    words = {aspect: ids_by_word((one.id, one.title) for one in axis.poles) for aspect, axis in axes.items()}
    named = [
        (aspect, cell, words.get(aspect, {}).get(cell.casefold()))
        for aspect, cell in cells.filter(~pl.col("number")).select("aspect", CELL).unique().iter_rows()
    ]
    schema = {"aspect": pl.String, CELL: pl.String, "pole": pl.String}
    return cells.join(
        pl.DataFrame(named, schema, orient="row"), on=["aspect", CELL], how="left", maintain_order="left"
    )


def _no_place(axis: Axis, scale: tuple[float, float]) -> str:
    poles = listed(axis.pole_ids)
    end = "leave the cell blank where nothing is known"
    if not axis.bipolar:
        return f"no pole ({poles}): {end}"
    low, high = sorted(scale)
    return f"no number from {low:g} to {high:g}, nor a pole ({poles}): {end}"


def _check_columns(
    table: Table,
    columns: Mapping[str, str],
    axes: Mapping[str, Axis],
    scale: tuple[float, float],
    findings: Findings,
) -> None:
    """One column an aspect, and an aspect for each column that looks like ratings."""
    first: dict[str, str] = {}
    for name, aspect in columns.items():
        if aspect in first:
            message = f"the columns `{first[aspect]}` and `{name}` are both the aspect `{aspect}`"
            findings.fault(table.file, table.header, f"{message}: one column an aspect")
        first.setdefault(aspect, name)
    without = [aspect for aspect in axes if aspect not in first]
    low, high = sorted(scale)
    for name in table.columns:
        if name in columns or name in HELD or name in TOLD:
            continue
        match = near(name, without)
        values = table.frame.select(number(pl.col(name))).to_series().drop_nulls()
        if match is not None:
            findings.warn(
                table.file,
                table.header,
                f"the column `{name}` is kept as an attribute: did you mean the aspect `{match}`?",
            )
        elif len(values) and bool(values.is_between(low, high).all()) and values.n_unique() > 1:
            findings.warn(
                table.file,
                table.header,
                f"the column `{name}` has numbers on the scale and is no aspect of the scheme: it is kept as an "
                f"attribute; the aspects are {listed(axes)}",
            )
    if without:
        findings.warn(table.file, table.header, f"no column is the aspect {listed(without)}: nobody rates it")


def _check_twice(rows: pl.DataFrame, columns: Mapping[str, str], findings: Findings) -> None:
    """A rater has one row for a case, unless a year, a source or the like tells her rows apart."""
    own = {ROW, FILE, LINE, *columns, *TOLD}
    others = [name for name in rows.columns if name not in own and name not in HELD]
    keys = [*(name for name in HELD if name in rows.columns), *(n for n in others if not _label(rows[n]))]
    known = rows.filter(pl.col("rater").is_not_null())
    blame(
        repeats(known, *keys),
        lambda row: (
            f"the case `{row['case']}` is {row[BEFORE]} already, rated by `{row['rater']}`: leave one of the rows, or "
            "let a column such as `year` or `source` say what tells them apart"
        ),
        findings,
        "cases that a rater rates twice",
    )


def _label(column: pl.Series) -> bool:
    """Whether a column tells all rows apart, as numbers of rows and remarks do; years are no such labels."""
    told = column.drop_nulls()
    years = number(pl.col(column.name)).is_between(YEARS[0], YEARS[-1]).fill_null(False)
    return len(told) == told.n_unique() and not bool(told.to_frame().select(years.all()).item())
