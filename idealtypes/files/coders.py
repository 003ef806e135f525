"""The table of coders: who is a person, who a model, and what is a consensus."""

from __future__ import annotations

from collections.abc import Collection

import polars as pl

from idealtypes.files.faults import Findings
from idealtypes.files.sources import check_ids
from idealtypes.files.tables import FILE, LINE, Table, blame, blame_unknown, columns_fit, complete
from idealtypes.model.coders import CODER_KINDS, KnownCoder
from idealtypes.model.hints import listed, near
from idealtypes.model.spelling import named

KIND = "kind"


def read_coders(table: Table, findings: Findings) -> pl.DataFrame | None:
    """The coders as listed: id, kind (`human` where it is blank) and attributes, located; None without ids."""
    if not columns_fit(table, ("id",), (KIND,), findings):
        return None
    rows = complete(table.located, (KIND,)).with_columns(pl.col(KIND).fill_null("human"))
    check_ids(rows, "coder", findings)
    blame_unknown(rows, KIND, CODER_KINDS, "kind of coder", findings)
    return rows.filter(pl.col("id").is_not_null())


def coders_of(rows: pl.DataFrame) -> dict[str, KnownCoder]:
    """KnownCoder → her kind and attributes, of a table without faults."""
    plain = rows.drop(FILE, LINE)
    return {
        named(row["id"]): KnownCoder(
            row[KIND], {k: v for k, v in row.items() if v is not None and k not in ("id", KIND)}
        )
        for row in plain.iter_rows(named=True)
    }


def check_coders(
    rows: pl.DataFrame, there: Collection[str], raters: Collection[str], findings: Findings
) -> None:
    """Warnings of coders who coded nothing, and of those who are not listed; a fault for a consensus on ratings."""
    blame(
        rows.filter((pl.col(KIND) == "consensus") & pl.col("id").is_in(list(raters))),
        lambda row: (
            f"`{row['id']}` is of the kind `consensus`, and rates cases: a consensus is on statements; "
            "give it another kind, or leave its ratings out"
        ),
        findings,
        "a consensus on ratings",
    )
    known = rows["id"].to_list()
    idle = [one for one in known if one not in there]
    if idle:
        row = rows.filter(pl.col("id") == idle[0]).row(0, named=True)
        findings.warn(
            row[FILE], row[LINE], f"nothing is coded by {listed(idle)}: such a coder counts for nothing"
        )
    unlisted = sorted({one for one in there if one} - set(known))
    if unlisted and rows.height:
        match = near(unlisted[0], idle)
        end = f"; should that be `{match}`?" if match else ""
        findings.warn(
            rows[FILE][0], None, f"not listed as coders: {listed(unlisted)}; they are taken for people{end}"
        )
