"""The one budget of all readers: how much of a file is read, of ours and of other programs, and how it is raised.

Every reader takes its limits from here. They keep a small file from filling a memory, a stack or a day; a study, or a
project of another program, is far below all of them. `IDEALTYPES_BUDGET=4` in the environment makes every amount four
times as large; depths and ratios stay. Frames that are handed in from Python are not limited: they are there already.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field, fields
from functools import lru_cache
from typing import Any

from idealtypes.errors import BadChoice

VARIABLE = "IDEALTYPES_BUDGET"
LEAST, MOST = 0.001, 1000.0
RAISED = f"or set {VARIABLE}=4 to read four times as much, if you trust it"


def _limit(value: int, unit: str, of: str, scaled: bool = True) -> Any:
    """A limit: its value, in what it is counted, of what, and whether it grows with the budget."""
    return field(default=value, metadata={"unit": unit, "of": of, "scaled": scaled})


@dataclass(frozen=True)
class Budget:
    """The limits of all readers; `unit` and `of` of each field say what is counted, docs/formats.md shows them."""

    file: int = _limit(300_000_000, "bytes", "a table, a text or a page of HTML")
    document: int = _limit(8_000_000, "bytes", "a YAML file")
    odd_document: int = _limit(
        1_000_000, "bytes", "a YAML file with what only a slow parser reads, such as tabs"
    )
    json: int = _limit(500_000_000, "bytes", "a JSON file of another program")
    database: int = _limit(1 << 30, "bytes", "an SQLite database")
    database_value: int = _limit(1 << 28, "bytes", "one value in a database")
    members: int = _limit(20_000, "files", "an archive, a workbook or a folder")
    member: int = _limit(1 << 30, "bytes", "a file in an archive or a folder, unpacked")
    member_text: int = _limit(256 << 20, "bytes", "a text in an archive or a folder, unpacked")
    unpacked: int = _limit(2 << 30, "bytes", "all that is read of an archive")
    workbook: int = _limit(600_000_000, "bytes", "a workbook, unpacked")
    ratio: int = _limit(200, "times", "its packed size, what a file in an archive unpacks to", scaled=False)
    ratio_from: int = _limit(16 << 20, "bytes", "an unpacked file, from which on the ratio counts")
    workbook_ratio: int = _limit(250, "times", "its own size, what a workbook unpacks to", scaled=False)
    cells: int = _limit(8_000_000, "cells", "a table, or the sheets of a workbook, blank ones counted")
    rows: int = _limit(2_000_000, "rows", "a table")
    columns: int = _limit(16_384, "columns", "a table")
    cell: int = _limit(131_072, "characters", "a cell of csv or tsv")
    text: int = _limit(300_000_000, "characters", "all cells of a table in parquet or in a workbook")
    digits: int = _limit(300, "digits", "a number in JSON lines", scaled=False)
    yaml_values: int = _limit(400_000, "values", "a YAML file, keys counted")
    json_values: int = _limit(20_000_000, "values", "a JSON file, keys counted")
    depth: int = _limit(
        100, "levels", "lists and mappings within one another, in YAML and JSON", scaled=False
    )
    yaml_fragment: int = _limit(100_000, "characters", "YAML within the texts of a ROCK project")
    fragment_depth: int = _limit(30, "levels", "such YAML", scaled=False)
    folders: int = _limit(8, "levels", "folders within folders", scaled=False)
    sources: int = _limit(5_000, "files", "texts of a ROCK project")
    notes: int = _limit(100_000_000, "characters", "notes of a REFI-QDA project, each time they are named")
    seconds: int = _limit(
        300, "seconds", "decoding a parquet file or a workbook, or reading one table of a database"
    )
    memory: int = _limit(4 << 30, "bytes", "the memory of the process that decodes parquet or a workbook")


def budget() -> Budget:
    """The budget that holds now, multiplied by the number in the environment if there is one.

    Raises
    ------
    BadChoice
        Where `IDEALTYPES_BUDGET` is no number from .001 to 1000.
    """
    return _multiplied(os.environ.get(VARIABLE, ""))


@lru_cache(maxsize=4)
def _multiplied(said: str) -> Budget:
    if not said.strip():
        return Budget()
    try:
        factor = float(said)
    except ValueError:
        factor = 0.0
    if not LEAST <= factor <= MOST:
        raise BadChoice(
            f"{VARIABLE} is `{said}`: it should be a number from {LEAST:g} to {MOST:g}, by which the limits of "
            "reading are multiplied"
        )
    given = Budget()
    return Budget(
        **{
            one.name: max(1, round(getattr(given, one.name) * (factor if one.metadata["scaled"] else 1)))
            for one in fields(Budget)
        }
    )


def beyond(has: str, most: int, unit: str, what_to_do: str) -> str:
    """What is told of that which exceeds a limit: what it has, the limit, what to do.

    >>> beyond("it has 20,000 columns", 16384, "", "leave out those that are not needed")[:51]
    'it has 20,000 columns, and at most 16,384 are read:'
    """
    limit = f"{most:,} {unit}".strip()
    return f"{has}, and at most {limit} are read: {what_to_do}, {RAISED}"
