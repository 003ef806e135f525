"""Codings in a table of their own, and who read what without putting a code on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import polars as pl

from idealtypes.errors import Fault
from idealtypes.files.faults import Findings
from idealtypes.files.statements import (
    BECAUSE,
    CODINGS,
    OCCASION,
    SAID,
    Reasons,
    check_codes,
    check_intensity,
    check_repeats,
    check_statements,
    judged,
    named_occasions,
    reasons_of,
    stance_of,
    with_stances,
)
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
from idealtypes.model.scheme import Scheme
from idealtypes.model.stance import STANCE, STANCES

AGAIN = "; a judgement that was made again has an `occasion` of its own"


@dataclass(frozen=True, eq=False)
class PutCodings:
    """What a table of codings says: the codings, who read what, and why they coded so."""

    codings: pl.DataFrame
    readings: pl.DataFrame
    reasons: Reasons = field(default_factory=dict)


def read_codings(
    table: Table, statements: pl.DataFrame | None, scheme: Scheme | None, findings: Findings
) -> PutCodings | None:
    """The codings of a table of their own, and who read what: statement, coder and, where it has one, occasion.

    A row without a code says that its coder read the statement and put none on it.
    """
    optional = ("coder", "intensity", OCCASION, STANCE, BECAUSE)
    if not columns_fit(table, ("statement", "code"), optional, findings, attributes=False):
        return None
    rows = complete(table.located, ("coder", "intensity"))
    blame_blank(rows, ("statement",), findings)
    rows = named_occasions(rows.filter(pl.col("statement").is_not_null()), "statement", findings)
    judge = ["coder", *judged(rows)]
    said, coded = pl.col("intensity"), pl.col("code").is_not_null()
    if STANCE in rows.columns:
        blame_unknown(rows, STANCE, STANCES, "stance", findings)
    _check_blank_codes(rows.filter(~coded), findings)
    items = rows.filter(coded).select(
        "statement",
        "code",
        pl.col("coder").fill_null(""),
        *judged(rows),
        *stance_of(rows),
        said.alias(SAID),
        pl.when(said.is_null()).then(1.0).otherwise(number(said)).alias("intensity"),
        FILE,
        LINE,
    )
    items = with_stances(items, findings)
    check_intensity(items, SAID, findings)
    check_repeats(items, ("statement", *judge, "code"), findings, AGAIN)
    _check_nothing_coded(rows.filter(~coded), items, judge, findings)
    if statements is not None:
        check_statements(rows, statements, findings)
    if scheme is not None:
        check_codes(items, scheme, findings)
    readings = rows.select("statement", pl.col("coder").fill_null(""), *judged(rows))
    return PutCodings(
        items.select(*CODINGS, *judged(items), *stance_of(items)),
        readings.unique(maintain_order=True),
        reasons_of(rows),
    )


def _check_blank_codes(rows: pl.DataFrame, findings: Findings) -> None:
    """A row without a code names its coder, and has no intensity and no stance."""
    blame(
        rows.filter(pl.col("coder").is_null()),
        lambda row: "`code` is blank, and so is `coder`: name the code, or who read this and put none on it",
        findings,
        "`code` is blank",
    )
    blame(
        rows.filter(pl.col("coder").is_not_null() & pl.col("intensity").is_not_null()),
        lambda row: f"`code` is blank, and `intensity` is `{row['intensity']}`: an intensity is of a code",
        findings,
        "intensities without a code",
    )
    if STANCE in rows.columns:
        blame(
            rows.filter(pl.col(STANCE).is_not_null()),
            lambda row: f"`code` is blank, and `stance` is `{row[STANCE]}`: a stance is of a code",
            findings,
            "stances without a code",
        )


def _check_nothing_coded(
    rows: pl.DataFrame, items: pl.DataFrame, judge: Sequence[str], findings: Findings
) -> None:
    """Faults where it is said twice that a coder put no code on a statement; warnings where she has put one, too."""
    rows = rows.filter(pl.col("coder").is_not_null())
    blame(
        repeats(rows, "statement", *judge),
        lambda row: (
            f"coder `{row['coder']}` read statement `{row['statement']}` {row[BEFORE]} already, "
            "and put no code on it: once is enough"
        ),
        findings,
        "readings that are there already",
    )
    both = rows.join(items, on=["statement", *judge], how="semi", maintain_order="left")
    warnings = (
        Fault(
            row[FILE],
            row[LINE],
            f"coder `{row['coder']}` has a code on statement `{row['statement']}` in another row: "
            "this one, without a code, says nothing",
        )
        for row in both.iter_rows(named=True)
    )
    findings.warn_each(warnings, both.height, "readings without a code beside a code")
