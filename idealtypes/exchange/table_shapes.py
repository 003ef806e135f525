"""Where a plain table has its codes: in cells with one or several, in numbered columns, or in a column for each."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from idealtypes.exchange.against import speaks_against
from idealtypes.exchange.format import NotReadable, Wishes
from idealtypes.exchange.headings import Columns, matched, missing, shared_vocabulary
from idealtypes.exchange.marks import Marks, indicates, looks_missing, marks_in, number_of, share
from idealtypes.exchange.several_codes import parted
from idealtypes.exchange.sheets import Worksheet, plain
from idealtypes.model.hints import listed
from idealtypes.model.stance import AGAINST, STANCE

VOCABULARY = shared_vocabulary()
NUMBERED = re.compile(r"(codes?|tags?|labels?|themes?|kode|tema) ?[0-9]{1,3}")
SHAPES = "a column `codes`, a column `code`, or a column of 0 and 1 for each code"


def columns_of(sheet: Worksheet, wishes: Wishes) -> Columns:
    """The columns by their headings. `Koder` is who coded where another column, or several of marks, has the codes."""
    columns = _with_stances(matched(sheet, VOCABULARY, wishes), wishes)
    at = columns.at.get("codes")
    if at is None or "codes" in wishes.columns or "coder" in columns.at:
        return columns
    table = columns.table
    if plain(table.headings[at]) not in map(plain, VOCABULARY["coder"]):
        return columns
    who = set(table.column(at))
    coded = "code" in columns.at and len(who) <= len(set(table.column(columns.at["code"])))
    marks = sum(indicates(table.column(place)) for _, place in columns.others())
    if not coded and marks < 2:
        return columns
    return Columns(table, {"coder" if name == "codes" else name: place for name, place in columns.at.items()})


def _with_stances(columns: Columns, wishes: Wishes) -> Columns:
    """The columns; one that is called a stance, and in which less than half says for or against, is an attribute."""
    if STANCE not in columns.at or STANCE in wishes.columns:
        return columns
    cells = [cell for cell in columns.table.column(columns.at[STANCE]) if cell.strip()]
    if cells and 2 * sum(speaks_against(cell) is not None for cell in cells) >= len(cells):
        return columns
    return Columns(columns.table, {name: at for name, at in columns.at.items() if name != STANCE})


@dataclass(frozen=True)
class TableShape:
    """Where the codes of a row stand: `cells` with several each, or one column each with the code's name."""

    cells: tuple[int, ...] = ()
    separator: str | None = None
    codes: tuple[tuple[str, int], ...] = ()
    sums: Mapping[int, str] = field(default_factory=dict)  # rows that are sums of the others, with why


def shape_of(columns: Columns) -> TableShape:
    """Where the codes of a table stand.

    Raises
    ------
    NotReadable
        Where they stand nowhere, or the table has counts.
    """
    table = columns.table
    known = any(name in columns.at for name in ("text", "id", "source"))
    if not known and any(name in columns.at for name in ("codes", "code")):
        raise missing(columns, ("text", "source"), "a row says what was coded, and this table")
    if "codes" in columns.at:
        at = columns.at["codes"]
        return TableShape((at,), _separator(table.column(at)))
    if "code" in columns.at:
        return TableShape((columns.at["code"],))
    if cells := numbered(columns):
        return TableShape(cells)
    marks = marks_in(columns)
    if len(marks.used) >= 2 or (marks.used and "text" in columns.at):
        _no_counts(columns, marks)
        return TableShape(codes=marks.codes, sums=marks.sums)
    raise no_codes(columns)


def numbered(columns: Columns) -> tuple[int, ...]:
    """The columns that are numbered: `code 1`, `code 2`, …"""
    return tuple(n for n, heading in enumerate(columns.table.headings) if NUMBERED.fullmatch(plain(heading)))


def no_codes(columns: Columns) -> NotReadable:
    """The error for a table without codes."""
    return missing(columns, ("code", "codes"), f"a table of codings needs {SHAPES}, and this one")


def _no_counts(columns: Columns, marks: Marks) -> None:
    """Refuse what only looks like a matrix of codings: codes by codes, or how often a code is in a document."""
    if "text" in columns.at:
        return
    table, codes = columns.table, marks.used
    labels = {plain(row[0]) for _, row in table.rows()}
    if sum(plain(heading) in labels for heading, _ in codes) > len(codes) / 2:
        raise NotReadable(
            f"{table.where}: this table has codes in rows and columns: it says which meet, not what is coded"
        )
    rows = [row for index, row in table.rows() if index not in marks.sums]
    counts = [heading for heading, at in columns.others() if _counts([row[at].strip() for row in rows])]
    if 4 * len(counts) > len(codes):
        raise NotReadable(
            f"{table.where}: {listed(counts)} hold numbers above 1: a matrix of codings has 0, 1, or an intensity "
            "between them, and no counts"
        )


def _counts(values: Sequence[str]) -> bool:
    numbers = [number_of(value) for value in set(values) if value and not looks_missing(value)]
    return any(number is not None and number > 1 for number in numbers) and None not in numbers


def _separator(cells: Sequence[str]) -> str | None:
    """What stands between several codes in a cell: the first of these that occurs, None where none does."""
    return next((mark for mark in (";", "\n", "|", ",") if any(mark in cell for cell in cells)), None)


def codes_held(shape: TableShape, row: Sequence[str], names: frozenset[str]) -> int:
    """How many codings a row has: names in its cells of codes, or cells above 0 in the columns of marks."""
    parts = (part for at in shape.cells for part in codes_in(row[at], shape.separator, names))
    return sum(bool(part.strip(f" {AGAINST}\n")) for part in parts) + sum(
        bool(share(row[at])) for _, at in shape.codes
    )


def codes_in(cell: str, separator: str | None, names: frozenset[str]) -> Sequence[str]:
    """The codes in a cell; a name that holds the separator is one where the codebook has it."""
    if separator is None:
        return [cell]
    pieces = cell.split(separator)
    return parted([" ".join(piece.split()) for piece in pieces], separator, names) if names else pieces


def label_of(columns: Columns, shape: TableShape) -> int | None:
    """The column that names the rows of a matrix without texts and sources: the first that is no code."""
    if not shape.codes or any(name in columns.at for name in ("text", "source", "id", "case")):
        return None
    taken = {at for _, at in shape.codes} | set(columns.at.values())
    return next((n for n in range(len(columns.table.headings)) if n not in taken), None)


def odd_stance(
    said: str, stance: bool | None, shape: TableShape, row: Sequence[str], names: frozenset[str]
) -> str:
    """What is wrong with the stance of a row; "" for nothing."""
    if stance is None:
        return f"its stance `{said}` is neither for nor against"
    if not said:
        return ""
    items = (item.strip() for at in shape.cells for item in codes_in(row[at], shape.separator, names))
    both = next((item for item in items if item.startswith(AGAINST)), None)
    return "" if both is None else f"`{both}` beside the stance `{said}`: it is to be said once"
