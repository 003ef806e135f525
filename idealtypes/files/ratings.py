"""Ratings: a rater places a case on an aspect directly. A rating is a statement whose text is its reason.

A rating may be of a trait: then it carries the trait, and may leave the place open. `intensity` says how much of it
there is.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from idealtypes.errors import Fault
from idealtypes.files.faults import Findings
from idealtypes.files.returned_sheet import returned
from idealtypes.files.statements import CODINGS, SAID, VOICES, check_intensity
from idealtypes.files.tables import (
    BEFORE,
    FILE,
    LINE,
    Table,
    blame,
    blame_blank,
    blame_unknown,
    columns_fit,
    complete,
    number,
    repeats,
)
from idealtypes.files.wide_ratings import COLUMN, ROW, aspect_columns, may_be_wide, unfolded
from idealtypes.model.conditions import MODES
from idealtypes.model.hints import listed
from idealtypes.model.placement import at_pole, at_position, unknown_pole
from idealtypes.model.scheme import Scheme, rating_code
from idealtypes.model.theory import Axis

REQUIRED = ("case", "aspect", "rater")
PLACED = ("position", "pole")
OPTIONAL = ("because", "source", "locator", "mode", "voice", "condition")
WEIGHED = ("intensity", "trait")  # in a table with a row a rating
TAKEN = {  # columns of statements that a rating has under another name
    "id": "a rating gets its id from its row",
    "text": "the reason stands in `because`",
    "codes": "a rating has `position` or `pole`",
    "coder": "who rates stands in `rater`",
    "kind": "it is a column of sources",
}
X = "\0x"  # the position of a rating, beside any attributes
AMOUNT = "\0intensity"  # the intensity of a rating as a number
DIGITS = 12  # of a position, after the scale is taken off


@dataclass(frozen=True, eq=False)
class Rated:
    """Ratings as statements and codings, both located.

    `raters` are those whose ratings name no other source: each is a source itself. `placements` has the
    pseudo-codes, such as `rating:help:0.5`.
    """

    statements: pl.DataFrame
    codings: pl.DataFrame
    raters: set[str]
    placements: dict[str, dict[str, tuple[float, ...]]]


def read_ratings(
    table: Table,
    scheme: Scheme | None,
    scale: tuple[float, float],
    findings: Findings,
    joined: Collection[str] = (),
    imported: bool = False,
) -> Rated | None:
    """The ratings of a table, a row each or a wide sheet; None where it lacks a column, or where there is no scheme
    to read it by.

    `joined` are the raters who stand in the table under several names: nobody could know that these are one.
    `imported` says that it is no table of the study's own.
    """
    if scheme is not None:
        table = returned(table, scheme, findings)
    wide = None if scheme is None else aspect_columns(table.columns, scheme)
    needed: tuple[str, ...]
    more: tuple[str, ...]
    if wide:
        needed, more = ("case", *wide), ("rater", *OPTIONAL)
    else:
        placed = [name for name in PLACED if name in table.columns]
        placed = placed or (
            ["position"] if "trait" not in table.columns else []
        )  # of a trait it may be left open
        more = (*OPTIONAL, *WEIGHED, *(name for name in PLACED if name not in placed))
        needed = (*REQUIRED, *placed)
    if may_be_wide(table.columns) and not wide:
        if scheme is not None:
            findings.fault(table.file, table.header, _no_shape(table, scheme))
        return None
    fits = columns_fit(table, needed, more, findings)
    for name in TAKEN:
        if name in table.columns:
            findings.fault(table.file, table.header, f"`{name}` is no column of ratings: {TAKEN[name]}")
            fits = False
    if not fits or scheme is None:
        return None
    if wide:
        rows = unfolded(table, wide, scheme.axes, scale, findings, imported)
        rows = rows.with_columns(pl.lit(1.0).alias(AMOUNT), pl.lit(None, pl.String).alias("trait"))
    else:
        rows = table.located.with_row_index(ROW, 1).with_columns(
            pl.format("rating-{}", ROW).alias("id"), pl.lit(None, pl.String).alias(COLUMN)
        )
        rows = _weighed(complete(rows, WEIGHED), scheme, findings)
    rows = complete(rows.drop(ROW, strict=False), (*REQUIRED, *PLACED, *OPTIONAL))
    rows = rows.with_columns(_on_scale(number(pl.col("position")), scale).alias(X))
    blame_blank(rows, ("aspect", "rater"), findings)
    blame_unknown(rows, "mode", MODES, "mode", findings)
    blame_unknown(rows, "voice", VOICES, "voice", findings)
    _check_places(rows, scheme, scale, findings)
    _check_repeats(rows, joined, findings)
    good = rows.filter(pl.any_horizontal(pl.col(X, "pole", "trait").is_not_null()))
    coded, placements = _codes(good.filter(pl.col("aspect").is_not_null()), scheme)
    statements = rows.with_columns(
        pl.coalesce("source", "rater").alias("source"),
        pl.col("because").fill_null("").alias("text"),
        pl.col("mode").fill_null("is"),
    )
    own = rows.filter(pl.col("source").is_null() & pl.col("rater").is_not_null())
    codings = coded.select(
        pl.col("id").alias("statement"),
        "code",
        pl.col("rater").fill_null("").alias("coder"),
        pl.col(AMOUNT).fill_null(1.0).alias("intensity"),
        FILE,
        LINE,
    ).select(*CODINGS)
    kept = statements.drop(X, AMOUNT, COLUMN, "aspect", "rater", "because", "trait", *PLACED)
    return Rated(kept, codings, set(own.get_column("rater")), placements)


def _on_scale(value: pl.Expr, scale: tuple[float, float]) -> pl.Expr:
    """A value on a scale as a position: its first end is −1, its second 1."""
    low, high = scale
    return (2 * (value - low) / (high - low) - 1).round(DIGITS) + 0.0  # no negative zero


def _check_places(rows: pl.DataFrame, scheme: Scheme, scale: tuple[float, float], findings: Findings) -> None:
    aspects = [aspect.id for aspect in scheme.aspects]
    axes = scheme.axes
    blame_unknown(rows, "aspect", aspects, "aspect", findings)
    both = pl.col("position").is_not_null() & pl.col("pole").is_not_null()
    neither = pl.all_horizontal(pl.col("position", "pole", "trait").is_null())
    blame(
        rows.filter(both | neither),
        lambda row: (
            "a rating has a `position` or a `pole`, and this one has "
            + ("both" if row["pole"] else "neither")
        ),
        findings,
        "ratings with neither position nor pole, or both",
    )
    blame(
        rows.filter(pl.col("position").is_not_null() & pl.col(X).is_null()),
        lambda row: f"position `{row['position']}` is no number",
        findings,
        "positions that are no numbers",
    )
    bipolar = [aspect for aspect, axis in axes.items() if axis.bipolar]
    many = [aspect for aspect, axis in axes.items() if not axis.bipolar]
    blame(
        rows.filter(pl.col("position").is_not_null() & pl.col("aspect").is_in(many)),
        lambda row: (
            f"{_in(row)}aspect `{row['aspect']}` "
            + _unplaceable(axes[row["aspect"]])
            + ": give a `pole`, not a position"
        ),
        findings,
        "positions on an aspect of more than two poles",
    )
    low, high = sorted(scale)
    blame(
        rows.filter((pl.col(X).abs() > 1) & pl.col("aspect").is_in(bipolar)),
        lambda row: (
            f"{_in(row)}position {row['position']} is outside [{low:g}, {high:g}]: "
            f"{_ends(axes[row['aspect']], scale)}"
        ),
        findings,
        "positions outside the scale",
    )
    pairs = [(aspect, pole) for aspect, axis in axes.items() for pole in axis.pole_ids]
    known = pl.DataFrame(pairs, schema={"aspect": pl.String, "pole": pl.String}, orient="row")
    unknown = rows.filter(pl.col("pole").is_not_null() & pl.col("aspect").is_in(list(axes)))
    blame(
        unknown.join(known, on=["aspect", "pole"], how="anti", maintain_order="left"),
        lambda row: unknown_pole(row["pole"], row["aspect"], axes[row["aspect"]].pole_ids),
        findings,
        "unknown poles",
    )


def _weighed(rows: pl.DataFrame, scheme: Scheme, findings: Findings) -> pl.DataFrame:
    """The rows with their intensity as a number; a trait is one of the aspect that the row names."""
    said = pl.col("intensity")
    rows = rows.with_columns(pl.when(said.is_null()).then(1.0).otherwise(number(said)).alias(AMOUNT))
    check_intensity(rows.with_columns(pl.col(AMOUNT).alias("intensity"), said.alias(SAID)), SAID, findings)
    traits = {trait.id: trait.aspect for ideal in scheme.ideal_types for trait in ideal.traits}
    blame_unknown(rows, "trait", traits, "trait", findings)
    of = pl.col("trait").replace_strict(traits, default=None, return_dtype=pl.String)
    blame(
        rows.filter(of != pl.col("aspect")),
        lambda row: (
            f"the trait `{row['trait']}` is of the aspect `{traits[row['trait']]}`, not of `{row['aspect']}`: "
            f"write `{traits[row['trait']]}` in `aspect`, or leave the trait out"
        ),
        findings,
        "traits of another aspect",
    )
    return rows.drop("intensity")


def _unplaceable(axis: Axis) -> str:
    """Why an aspect has no positions."""
    return f"has {len(axis.poles)} poles" if axis.exclusive else "is of `kind: presence`"


def _in(row: Mapping[str, Any]) -> str:
    """The column of a wide sheet in which a rating stands, for messages."""
    return "" if row[COLUMN] is None else f"`{row[COLUMN]}`: "


def _no_shape(table: Table, scheme: Scheme) -> str:
    return (
        f"the columns are {listed(table.columns)}: ratings have a row each, with `case`, `aspect`, `rater` and "
        "`position`, or a row a case, with `case` and a column for each aspect, called as one of "
        f"{listed(aspect.id for aspect in scheme.aspects)}"
    )


def _ends(axis: Axis, scale: tuple[float, float]) -> str:
    return f"{scale[0]:g} is {axis.pole_ids[0]}, {scale[1]:g} is {axis.pole_ids[1]}"


def _check_repeats(rows: pl.DataFrame, joined: Collection[str], findings: Findings) -> None:
    """A rating that is there already is a fault; two positions with nothing to tell them apart are told."""
    rows = rows.filter(pl.col(COLUMN).is_null())  # a wide sheet has been looked at row by row
    same = [name for name in rows.columns if name not in (X, COLUMN, "id", FILE, LINE)]
    blame(
        repeats(rows, *same),
        lambda row: f"the same rating is {row[BEFORE]} already",
        findings,
        "ratings that are there already",
    )
    placed = rows.filter(pl.col(X).is_not_null())
    again = repeats(placed, *(name for name in same if name != "position"))
    again = again.join(repeats(placed, *same), on=[FILE, LINE], how="anti", maintain_order="left")

    def message(row: dict[str, Any]) -> str:
        return (
            f"rater `{row['rater']}` has placed `{row['case'] or 'the case'}` on `{row['aspect']}` elsewhere "
            f"{row[BEFORE]} already: one position each, or a column that tells them apart (`because`, `source`, …)"
        )

    blame(again.filter(pl.col("rater").is_in(joined)), message, findings, "cases that a rater places twice")
    others = again.filter(~pl.col("rater").is_in(joined))
    warnings = (Fault(row[FILE], row[LINE], message(row)) for row in others.iter_rows(named=True))
    findings.warn_each(warnings, others.height, "cases that a rater places twice")


def _codes(
    rows: pl.DataFrame, scheme: Scheme
) -> tuple[pl.DataFrame, dict[str, dict[str, tuple[float, ...]]]]:
    """The rows with a pseudo-code each, and where these stand."""
    names: dict[tuple[Any, ...], str] = {}
    placements: dict[str, dict[str, tuple[float, ...]]] = {}
    key = ["aspect", X, "pole", "trait"]
    for aspect, x, pole, trait in rows.select(key).unique(maintain_order=True).iter_rows():
        axis = scheme.axes.get(aspect)
        if axis is None:
            continue
        place = pole if pole is not None else "" if x is None else x
        code = rating_code(aspect, place, trait)
        names[aspect, x, pole, trait] = code
        if pole is not None:
            placements[code] = {aspect: at_pole(pole, axis.pole_ids)}
        else:
            placements[code] = {} if x is None else {aspect: at_position(x)}
    keyed = pl.DataFrame(
        [(*of, code) for of, code in names.items()],
        schema=dict.fromkeys(key, pl.String) | {X: pl.Float64, "code": pl.String},
        orient="row",
    )
    return rows.join(keyed, on=key, nulls_equal=True, maintain_order="left"), placements
