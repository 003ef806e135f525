"""The cases of a rating sheet: a table with their ids and titles, or names."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from idealtypes.errors import BadChoice
from idealtypes.files.faults import Findings
from idealtypes.files.tables import BEFORE, blame, blame_blank, columns_fit, read_table, repeats
from idealtypes.model.characters import held, refused
from idealtypes.model.hints import listed


def cases_to_rate(given: str | Path | Sequence[str], language: str) -> dict[str, str]:
    """Id → title of the cases in a table, or of names: several, or one text with `;` between.

    >>> cases_to_rate("Oslo; Bergen", "en")
    {'Oslo': 'Oslo', 'Bergen': 'Bergen'}

    Raises
    ------
    BadInput
        With everything that is wrong in the table.
    BadChoice
        For no name at all, and one that is there twice.
    """
    if isinstance(given, Path) or (isinstance(given, str) and Path(given).is_file()):
        return _in_table(Path(given), language)
    names = [name.strip() for name in (given.split(";") if isinstance(given, str) else given)]
    names = [name for name in names if name]
    for name in names:
        for _, message in refused(name):
            raise BadChoice(f"`cases`: `{held(name)}`: {message}")
    twice = [name for name in dict.fromkeys(names) if names.count(name) > 1]
    if twice or not names:
        raise BadChoice(f"`cases`: {listed(twice)} is there twice" if twice else "`cases` names no case")
    return {name: name for name in names}


def _in_table(path: Path, language: str) -> dict[str, str]:
    findings = Findings()
    table = read_table(path, findings)
    found: dict[str, str] = {}
    if table is not None and columns_fit(table, ("id",), ("title",), findings):
        rows = table.located
        blame_blank(rows, ("id",), findings)
        blame(
            repeats(rows.filter(pl.col("id").is_not_null()), "id"),
            lambda row: f"the case `{row['id']}` is {row[BEFORE]} already: leave one of the rows",
            findings,
            "cases that are there already",
        )
        columns = [name for name in (f"title_{language}", "title") if name in rows.columns]
        found = dict(rows.select("id", pl.coalesce(*columns, "id")).iter_rows())
    findings.stop_if_faulty()
    return found
