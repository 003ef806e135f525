"""Names in codings under their normal form: the distinct names are looked at, never the rows.

In memory the names stand in dictionaries, whose numbers run from 0: the highest number of a column says which are
there. Elsewhere the distinct names of a column come back, and where some have another form these are joined to the
rows, where they live.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import narwhals as nw
import polars as pl

from idealtypes.errors import IdealtypesError
from idealtypes.model.characters import held, refused
from idealtypes.model.spelling import UNUSUAL, named

if TYPE_CHECKING:
    from idealtypes.engine.codings import CodingRows, Rows

Names = Mapping[str, Sequence[str | None]]
MANY = 12  # faults that are named one by one


def distinct_names(table: CodingRows, columns: Sequence[str]) -> dict[str, list[str | None]]:
    """Column → its distinct names, null included. Sources and cases come in pairs, as the tally's cells."""
    pairs = [c for c in columns if c in ("case", "source")]
    found: dict[str, pl.Series] = {}
    for together in [pairs, *([c] for c in columns if c not in pairs)]:
        if together:
            frame = table.rows.select(*together).unique().collect("polars").to_native()
            found |= {c: frame[c].unique() for c in together}
    return {c: table.names(c, there).to_list() for c, there in found.items()}


def names_up_to(table: CodingRows, last: Mapping[str, int | None]) -> dict[str, list[str | None]]:
    """Column → the names behind its numbers, the highest of which is given; in memory, without a look at the rows."""
    return {
        c: table.names(c, pl.Series(range(number + 1), dtype=pl.UInt32)).to_list()
        for c, number in last.items()
        if number is not None
    }


def in_one_form(table: CodingRows, names: Names) -> CodingRows:
    """The table with every name in its normal form; as it is where all are.

    `names` are the distinct names of its columns, or more.

    Raises
    ------
    IdealtypesError
        For names with characters that no text may hold.
    """
    check_characters(names)
    changed = {column: changes for column, there in names.items() if (changes := _changes(there))}
    rows = table.rows
    for column, changes in changed.items():
        rows = _renamed(table, rows, column, changes)
    if not changed:
        return table
    coders = table.coders
    if "coder" in changed:
        coders = int(rows.select(nw.col("coder").n_unique()).collect("polars").item())
    return replace(
        table,
        rows=rows,
        coders=coders,
        codes=tuple(sorted(set(map(named, table.codes)))),
        cases=None if table.cases is None else tuple(sorted(set(map(named, table.cases)))),
    )


def check_characters(names: Names) -> None:
    """Refuse names with characters that no text may hold, all of them at once.

    >>> check_characters({"code": ["du\\x7f"]})
    Traceback (most recent call last):
    idealtypes.errors.IdealtypesError: `code` `du `: the character U+007F (delete) cannot stand in a text: remove it
    """
    odd = (
        f"`{column}` `{held(name)}`: {message}"
        for column, there in names.items()
        for name in there
        if name is not None and UNUSUAL.search(name)
        for _, message in refused(name)
    )
    told = list(dict.fromkeys(odd))
    if told:
        more = [f"… and {len(told) - MANY} more"] if len(told) > MANY else []
        raise IdealtypesError("; ".join([*told[:MANY], *more]))


def _changes(names: Sequence[str | None]) -> dict[str, str]:
    odd = (name for name in names if name is not None and UNUSUAL.search(name))
    return {name: own for name in odd if (own := named(name)) != name}


def _renamed(table: CodingRows, rows: Rows, column: str, changes: Mapping[str, str]) -> Rows:
    if table.in_memory:
        old, new = (pl.Series(table.values(column, n), dtype=pl.UInt32) for n in (changes, changes.values()))
        found: Rows = nw.from_native(rows.to_native().with_columns(pl.col(column).replace(old, new)))
        return found
    # SQL and Dask have no table but their own: the names and their forms are made of the column's distinct names
    there = rows.select(column).unique().filter(nw.col(column).is_in(list(changes)))
    forms = there.with_columns(form=_chosen(column, list(changes.items())))
    joined = rows.join(forms, on=column, how="left")
    return joined.with_columns(nw.coalesce("form", column).alias(column)).drop("form")


def _chosen(column: str, pairs: Sequence[tuple[str, str]]) -> nw.Expr:
    """The form of each name, by halves: a choice among a thousand is ten choices deep."""
    if len(pairs) == 1:
        return nw.lit(pairs[0][1])
    half = len(pairs) // 2
    first = nw.col(column).is_in([name for name, _ in pairs[:half]])
    return nw.when(first).then(_chosen(column, pairs[:half])).otherwise(_chosen(column, pairs[half:]))
