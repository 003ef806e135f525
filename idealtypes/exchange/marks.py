"""Columns of marks: which columns of a table say, row by row, whether a code is there, and which rows are sums.

A cell that is no mark (a missing code, an error, a 2 among 0 and 1, a date) is told, and its column stays a code's: a
single one of them must not make an attribute of it. A row or a column of sums is none of the others.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from idealtypes.exchange.headings import Columns
from idealtypes.exchange.sheets import plain
from idealtypes.model.missing import NEGATIVE, POSITIVE, WORDS

YES, NO = {"true", "yes", "ja", "x"}, {"false", "no", "nei", "", "-", "–", "—"}
ODD = 0.1  # of a column's filled cells may be no marks; one always may
SUMS = {
    *(
        "total",
        "totals",
        "sum",
        "sums",
        "grand total",
        "totalt",
        "i alt",
        "gesamt",
        "summe",
        "insgesamt",
        "somme",
    ),
    *("suma", "razem", "ogółem", "totaal", "som", "summa", "totalsumma", "all", "alle"),
}
OTHER_ROWS = {
    *(
        "mean",
        "average",
        "percent",
        "per cent",
        "%",
        "count",
        "n",
        "share",
        "gjennomsnitt",
        "snitt",
        "prosent",
    ),
    *(
        "andel",
        "antall",
        "mittelwert",
        "prozent",
        "anzahl",
        "moyenne",
        "pourcentage",
        "media",
        "porcentaje",
        "średnia",
    ),
    *("procent", "gemiddelde", "aantal", "medelvärde", "antal"),
}
DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T.*)?")
SHORT = 20  # characters: a longer cell may be what somebody said, and is not quoted
TOLD = 5  # odd cells, in one note
DOUBTFUL = 0.2  # of a column's filled cells: with as few that are no marks it is nearly a code's
LAST = 3  # rows at the end among which sums stand


@dataclass(frozen=True)
class Marks:
    """The columns of marks, heading and position: those with a code somewhere (`used`), and with them those of codes
    that nobody used (`codes`); and the rows that are sums of the others, by index, with why."""

    used: tuple[tuple[str, int], ...] = ()
    codes: tuple[tuple[str, int], ...] = ()
    sums: Mapping[int, str] = field(default_factory=dict)


@lru_cache(maxsize=4096)  # a table has few that differ
def share(value: str) -> float | None:
    """A cell of a matrix as a number from 0 to 1; None where it is none.

    >>> share("0,5"), share("x"), share(""), share("2")
    (0.5, 1.0, 0.0, None)
    """
    word = value.strip().casefold()
    if word in YES:
        return 1.0
    if word in NO:
        return 0.0
    number = number_of(word)
    return number if number is not None and 0 <= number <= 1 else None


def number_of(text: str) -> float | None:
    """A cell as a number, with a point or a comma; None where it is none."""
    if not re.fullmatch(r"[+-]?[0-9]{0,18}(?:[.,][0-9]{0,30})?(?:[eE]-?[0-9]{1,3})?", text) or not text:
        return None
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return None


def no_mark(cell: str) -> str | None:
    """Why a cell is no mark; None for one that is.

    >>> no_mark("NA"), no_mark("2"), no_mark("1")
    ('`NA` looks like a missing value', '`2` is no 0, no 1, and no intensity between them', None)
    """
    if share(cell) is not None:
        return None
    why = (
        "looks like a missing value"
        if looks_missing(cell)
        else "is no 0, no 1, and no intensity between them"
    )
    return f"{f'`{cell.strip()}`' if len(cell.strip()) <= SHORT else 'a text'} {why}"


def marks_in(columns: Columns) -> Marks:
    """The columns of marks of a table: those that hold 0, 1, an intensity or yes and no, but for few cells."""
    table = columns.table
    others = [(heading, at) for heading, at in columns.others()]
    cells = {at: table.column(at) for _, at in others}
    first = table.head + 1
    sums = _sums(columns, cells)
    kept = {at: [c for n, c in enumerate(values, first) if n not in sums] for at, values in cells.items()}
    marked = [(heading, at) for heading, at in others if indicates(kept[at])]
    marked = _without_sums(marked, kept)
    if not marked:
        return Marks(sums=sums)
    used = {at for _, at in marked}
    codes = tuple((h, at) for h, at in others if at in used or _all_zero(kept[at]))
    return Marks(tuple(marked), codes, sums)


def nearly_marks(columns: Columns, marks: Marks) -> tuple[list[str], list[str]]:
    """Sentences on the columns that hold marks and too many other cells for a code: notes, where they may be any
    numbers, and doubts, which stop an import, where nearly all are marks."""
    notes, doubts = [], []
    taken = {at for _, at in marks.codes}
    rows = [(index, row) for index, row in columns.table.rows() if index not in marks.sums]
    for heading, at in columns.others():
        filled = [(index, cell) for index, row in rows if (cell := row[at].strip())]
        odd = [(index, cell) for index, cell in filled if share(cell) is None and not looks_missing(cell)]
        ones = sum(share(cell) == 1 for _, cell in filled)
        if at in taken or not odd or not ones or 2 * len(odd) > len(filled) or len(filled) - len(odd) == ones:
            continue
        where = columns.table.sheet.place(odd[0][0])
        what = f"{len(filled) - len(odd)} cells of `{heading}` are marks of a code, and {len(odd)} are not"
        if len(odd) <= DOUBTFUL * len(filled):
            doubts.append(
                f"{columns.table.where}: {what}, the first at {where}: mend them, or with `accept_loss` the column is "
                "an attribute, and no code"
            )
        else:
            notes.append(f"{what}: the column is an attribute, and no code.")
    return notes, doubts


def may_be_marks(values: Sequence[str]) -> bool:
    """Whether the first rows of a column leave it open that it is one of marks."""
    held = Counter(filter(None, values))
    odd = sum(times for value, times in held.items() if share(value) is None and not looks_missing(value))
    return 2 * odd <= held.total()


def odd_codes(columns: Columns, at: int) -> list[str]:
    """Notes on the few dates and numbers among the names of a column of codes: a spreadsheet makes them of names."""
    rows = [(index, row[at].strip()) for index, row in columns.table.rows() if row[at].strip()]
    odd = [(index, cell) for index, cell in rows if DATE.fullmatch(cell) or number_of(cell) is not None]
    if not odd or len(odd) > max(1, ODD * len(rows)):
        return []
    where, more = columns.table.sheet.place, f", and {len(odd) - TOLD} more" * (len(odd) > TOLD)
    told = ", ".join(f"`{cell}` ({where(index)})" for index, cell in odd[:TOLD])
    heading = columns.table.headings[at]
    what = f"Among the codes of `{heading}` are dates or numbers, which a spreadsheet may have made of names"
    return [f"{what}: {told}{more}."]


@lru_cache(maxsize=4096)
def looks_missing(cell: str) -> bool:
    """Whether a cell is a code for a missing value, whatever stands beside it."""
    word = cell.strip().casefold()
    return word in WORDS or number_of(word.replace("−", "-")) in NEGATIVE | POSITIVE


def indicates(values: Sequence[str]) -> bool:
    """Whether a column says row by row if a code is there: once at least, and with few cells that say anything else."""
    there = zeros = blanks = odd = 0
    for value, times in Counter(values).items():
        found = share(value)
        blanks += times * (not value)
        if found is None:
            odd += times * (not looks_missing(value))
        elif value:
            there += times * (found > 0)
            zeros += times * (found == 0)
    if not there or not odd:
        return there > 0
    return zeros + blanks > 0 and there + zeros >= 2 * odd and odd <= max(1, ODD * (there + zeros + odd))


def _all_zero(values: Sequence[str]) -> bool:
    """Whether a column says in every row that its code is not there: in a matrix, a code that nobody used."""
    return bool(values) and all(value and share(value) == 0 for value in values)


def _sums(columns: Columns, cells: Mapping[int, Sequence[str]]) -> dict[int, str]:
    """The rows that are sums, or a statistic, of the rows above: by their label, or by their numbers."""
    table = columns.table
    found: dict[int, str] = {}
    for index, row in list(table.rows())[-LAST:][::-1]:
        kept = range(index - table.head - 1)
        above = {at: [share(values[n]) for n in kept] for at, values in cells.items()}
        sums = {
            at: sum(s for s in shares if s is not None)
            for at, shares in above.items()
            if indicates([cells[at][n] for n in kept])
        }
        said = {at: number_of(row[at].strip()) for at in sums}
        equal = len(sums) > 1 and all(
            number is not None and abs(number - sums[at]) < 1e-9 for at, number in said.items()
        )
        more = any(number is not None and number > 1 for number in said.values())
        words = [plain(cell) for at, cell in enumerate(row) if cell.strip() and at not in sums]
        label = next((word for word in words if word in SUMS | OTHER_ROWS), None)
        if label is not None and (equal or more or label in OTHER_ROWS):
            found[index] = f"it is a row of sums: it is called `{label}`"
        elif equal and more and not columns.get(row, "text"):
            found[index] = "it is a row of sums: its numbers are those of the marks above"
    return found


def _without_sums(
    marked: Sequence[tuple[str, int]], cells: Mapping[int, Sequence[str]]
) -> list[tuple[str, int]]:
    """The columns but for one that is called a sum and is the sum of the others, row by row."""
    kept = []
    for heading, at in marked:
        rest = [cells[other] for _, other in marked if other != at]
        if plain(heading) in SUMS and len(rest) > 1:
            rows = zip(cells[at], zip(*rest, strict=True), strict=True)
            if all(number_of(said or "0") == sum(share(c) or 0.0 for c in row) for said, row in rows):
                continue
        kept.append((heading, at))
    return kept
