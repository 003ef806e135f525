"""Claims and outcomes: who says that a pole, or a trait, helps or hurts what."""

from __future__ import annotations

from typing import Any

import polars as pl

from idealtypes.files.faults import Findings
from idealtypes.files.statements import check_statements
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
from idealtypes.model.placement import held_poles, unknown_pole
from idealtypes.model.scheme import Held, Scheme
from idealtypes.model.stance import STANCE, STANCES

CLAIMS = {
    "statement": pl.String,
    "aspect": pl.String,
    "pole": pl.String,
    "outcome": pl.String,
    "effect": pl.Int64,
    "trait": pl.String,
    "from_outcome": pl.String,
}
OUTCOMES = {"id": pl.String, "title": pl.String, "wanted": pl.Int64}

SIGNS = (-1.0, 1.0)
SIGN = "\0sign"  # `effect` or `wanted` as a number, beside any attributes


def read_outcomes(table: Table, findings: Findings) -> pl.DataFrame | None:
    """The outcomes: id, title (the id where none is given), wanted (1) or not (−1), and attributes."""
    if not columns_fit(table, ("id", "wanted"), ("title",), findings):
        return None
    rows = complete(table.located, ("title",)).with_columns(number(pl.col("wanted")).alias(SIGN))
    blame_blank(rows, ("id", "wanted"), findings)
    blame(
        repeats(rows.filter(pl.col("id").is_not_null()), "id"),
        lambda row: f"the outcome `{row['id']}` is {row[BEFORE]} already: ids are unique",
        findings,
        "outcomes that are there already",
    )
    blame(
        rows.filter(pl.col("wanted").is_not_null() & ~pl.col(SIGN).is_in(SIGNS).fill_null(False)),
        lambda row: f"`wanted` is `{row['wanted']}`: it is 1 for a wanted outcome, -1 for an unwanted one",
        findings,
        "`wanted` that is neither 1 nor -1",
    )
    return rows.select(
        "id",
        pl.col("title").fill_null(pl.col("id")),
        pl.col(SIGN).cast(pl.Int64, strict=False).alias("wanted"),
        pl.exclude("id", "title", "wanted", SIGN),
    )


def read_claims(
    table: Table,
    statements: pl.DataFrame | None,
    outcomes: pl.DataFrame | None,
    scheme: Scheme | None,
    findings: Findings,
) -> pl.DataFrame | None:
    """The claims: each about an aspect's pole (directly or by a trait), or an outcome that feeds another.

    Where the stance is `against`, the effect is the reverse: "does not help" counts as "hurts".
    """
    required = ("statement", "outcome", "effect")
    optional = ("aspect", "pole", "trait", "from_outcome", STANCE)
    if not columns_fit(table, required, optional, findings, attributes=False):
        return None
    rows = complete(table.located, optional).select(*CLAIMS, STANCE, FILE, LINE)
    blame_unknown(rows, STANCE, STANCES, "stance", findings)
    effect, against = number(pl.col("effect")), (pl.col(STANCE) == "against").fill_null(False)
    rows = rows.with_columns(pl.when(against).then(-effect).otherwise(effect).alias(SIGN)).drop(STANCE)
    blame_blank(rows, required, findings)
    blame(
        rows.filter(pl.col("effect").is_not_null() & ~pl.col(SIGN).is_in(SIGNS).fill_null(False)),
        lambda row: f"`effect` is `{row['effect']}`: it is 1 where it helps, -1 where it hurts",
        findings,
        "`effect` that is neither 1 nor -1",
    )
    if statements is not None:
        check_statements(rows, statements, findings)
    if outcomes is not None:
        known = outcomes.get_column("id").drop_nulls().to_list()
        blame_unknown(rows, "outcome", known, "outcome", findings)
        blame_unknown(rows, "from_outcome", known, "outcome", findings)
    _check_subjects(rows, findings)
    if scheme is not None:
        rows = _with_traits(rows, scheme, findings)
        _check_poles(rows, scheme, findings)
    claims = rows.with_columns(pl.col(SIGN).cast(pl.Int64, strict=False).alias("effect"))
    blame(
        repeats(claims, *CLAIMS),
        lambda row: f"the same claim is {row[BEFORE]} already",
        findings,
        "claims that are there already",
    )
    return claims.select(*CLAIMS, FILE, LINE)


def _check_subjects(rows: pl.DataFrame, findings: Findings) -> None:
    """A claim is about a pole of an aspect, about a trait, or about an outcome; one of these."""
    pole, aspect = pl.col("pole").is_not_null(), pl.col("aspect").is_not_null()
    trait, outcome = pl.col("trait").is_not_null(), pl.col("from_outcome").is_not_null()
    blame(
        rows.filter(outcome & (pole | aspect | trait)),
        lambda row: "a claim is about an aspect's pole or about a `from_outcome`, not about both",
        findings,
        "claims about both a pole and an outcome",
    )
    blame(
        rows.filter(~outcome & ~trait & ~(pole & aspect)),
        lambda row: "a claim names an `aspect` and its `pole`, a `trait`, or a `from_outcome`",
        findings,
        "claims about nothing",
    )
    blame(
        rows.filter(outcome & (pl.col("from_outcome") == pl.col("outcome"))),
        lambda row: f"the outcome `{row['outcome']}` would feed itself",
        findings,
        "outcomes that feed themselves",
    )


def _with_traits(rows: pl.DataFrame, scheme: Scheme, findings: Findings) -> pl.DataFrame:
    """A claim about a trait may leave aspect and pole blank: they are the trait's and its type's."""
    aspects = [
        aspect.id for aspect in scheme.aspects
    ]  # a trait of another aspect has its fault in the scheme
    traits: list[tuple[str, str | None, str | None]] = [
        (
            trait.id,
            trait.aspect if trait.aspect in aspects else None,
            _sole(ideal.corner.get(trait.aspect, ())),
        )
        for ideal in scheme.ideal_types
        for trait in ideal.traits
    ]
    blame_unknown(rows, "trait", [trait for trait, _, _ in traits], "trait", findings)
    table = pl.DataFrame(
        traits, schema={"trait": pl.String, "of_aspect": pl.String, "of_pole": pl.String}, orient="row"
    ).unique("trait", maintain_order=True)
    joined = rows.join(table, on="trait", how="left", maintain_order="left")
    differs = (pl.col("aspect") != pl.col("of_aspect")) | (pl.col("pole") != pl.col("of_pole"))
    told = pl.col("of_aspect").is_not_null() & pl.col("of_pole").is_not_null()
    blame(
        joined.filter(differs & told), _elsewhere, findings, "claims whose trait is of another aspect or pole"
    )
    return joined.with_columns(
        pl.coalesce("aspect", "of_aspect").alias("aspect"), pl.coalesce("pole", "of_pole").alias("pole")
    ).drop("of_aspect", "of_pole")


def _sole(held: Held) -> str | None:
    """The one pole that a type's corner holds; None for several dimensions, and for none."""
    poles = held_poles(held)
    return poles[0] if len(poles) == 1 else None


def _elsewhere(row: dict[str, Any]) -> str:
    return (
        f"the trait `{row['trait']}` is of the aspect `{row['of_aspect']}` and the pole `{row['of_pole']}`: "
        "leave `aspect` and `pole` blank, or name these"
    )


def _check_poles(rows: pl.DataFrame, scheme: Scheme, findings: Findings) -> None:
    blame_unknown(rows, "aspect", [aspect.id for aspect in scheme.aspects], "aspect", findings)
    poles = {aspect: axis.pole_ids for aspect, axis in scheme.axes.items()}
    pairs = [(aspect, pole) for aspect, there in poles.items() for pole in there]
    known = pl.DataFrame(pairs, schema={"aspect": pl.String, "pole": pl.String}, orient="row")
    named = rows.filter(pl.col("pole").is_not_null() & pl.col("aspect").is_in(list(poles)))
    blame(
        named.join(known, on=["aspect", "pole"], how="anti", maintain_order="left"),
        lambda row: unknown_pole(row["pole"], row["aspect"], poles[row["aspect"]]),
        findings,
        "unknown poles",
    )


def outcomes_named(claims: pl.DataFrame, findings: Findings) -> pl.DataFrame:
    """The outcomes that claims name, where no list of outcomes is given: all wanted, with a warning."""
    names = pl.concat([claims.get_column("outcome"), claims.get_column("from_outcome")]).drop_nulls()
    found = pl.DataFrame({"id": names.unique(maintain_order=True)})
    row = claims.row(0, named=True)
    message = "study.yaml names no `outcomes`: every outcome here is taken as wanted"
    findings.warn(row[FILE], None, message)
    return found.with_columns(title="id", wanted=pl.lit(1, pl.Int64))
