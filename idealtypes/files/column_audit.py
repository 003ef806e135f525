"""Columns audited: values that look like codes for a missing value, and cells that are unlike the others of theirs."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from idealtypes.errors import Fault
from idealtypes.files.document import Document
from idealtypes.files.faults import Findings
from idealtypes.files.sources import NO_CASE
from idealtypes.files.statements import VOICES
from idealtypes.files.tables import Table, number
from idealtypes.model.conditions import MODES
from idealtypes.model.missing import NEGATIVE, POSITIVE, WORDS, declaration, look_missing
from idealtypes.model.scheme import Scheme
from idealtypes.model.stance import STANCES
from idealtypes.model.study import StudyFile
from idealtypes.model.text import number_in

# Key of study.yaml → columns of names of somebody or something that is counted, and what it would be counted as.
IDS = {
    "statements": {"source": "informant", "case": "case", "coder": "coder"},
    "ratings": {"source": "informant", "case": "case", "rater": "rater"},
    "codings": {"coder": "coder"},
    "sources": {"id": "informant", "case": "case"},
    "cases": {"id": "case"},
    "coders": {"id": "coder"},
}
WITH_ATTRIBUTES = ("statements", "ratings", "sources", "cases")
NO_ATTRIBUTES = (
    *(
        "id",
        "source",
        "text",
        "codes",
        "case",
        "coder",
        "rater",
        "mode",
        "voice",
        "stance",
        "locator",
        "kind",
        "title",
    ),
    *("aspect", "position", "pole", "because", "statement", "code", "intensity", "occasion", "extent"),
)
CODES, NUMBERS = sorted(WORDS), sorted(NEGATIVE | POSITIVE)
LEAST = 10  # cells of a column, before one of them can be odd
NEARLY_ALL = 0.9
MOSTLY = 0.6  # numbers: then it is a column of numbers
LEVELS = 50  # of an attribute by which one may compare
DATE = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}(T.*)?$"


def audit(key: str, table: Table, findings: Findings) -> None:
    """Warn of what looks like a code for missing values, and of odd cells, in a table that study.yaml names."""
    ids = {name: what for name, what in IDS.get(key, {}).items() if name in table.columns}
    attributes = (
        [name for name in table.columns if name not in NO_ATTRIBUTES] if key in WITH_ATTRIBUTES else []
    )
    telling = _telling(table, [*ids, *attributes])
    values = _values(table, [name for name in [*ids, *attributes] if name in telling])
    for name, what in ids.items():
        if name in telling:
            for value in _suspects(values[name], names=True):
                if name == "case" and value == NO_CASE:  # no case, on purpose: that is told where cases are
                    continue
                _warn(table, name, value, f"and counts as one {what} of that name", findings)
    for name in attributes:
        if name in telling:
            _attribute(table, name, values[name], findings)


def _telling(table: Table, names: list[str]) -> set[str]:
    """Those of the columns that hold a digit or a word for a missing value: in the others nothing can be odd."""
    if not names:
        return set()
    digits = pl.col(names).str.contains("[0-9]")
    words = pl.col(names).str.to_lowercase().is_in(CODES)
    found = table.frame.select((digits | words).any())
    return {name for name in names if found[name].item()}


@dataclass(frozen=True)
class Value:
    """A distinct cell of a column, how many cells there are like it, its number, whether it looks like a date, and
    whether it is a code for a missing value, for all that can be said of a cell alone."""

    cell: str
    n: int
    number: float | None
    date: bool
    coded: bool


def _values(table: Table, names: list[str]) -> dict[str, list[Value]]:
    """The distinct cells, but for blanks, of those columns in which something may be odd; none of the others.

    All columns are asked at once, as there may be thousands, and by their places, as they may have any name.
    """
    found: dict[str, list[Value]] = {name: [] for name in names}
    if not names:
        return found
    cell = pl.col("cell")
    counted = (
        table.frame.lazy()
        .select(pl.col(name).alias(str(place)) for place, name in enumerate(names))
        .unpivot(variable_name="place", value_name="cell")
        .drop_nulls()
        .group_by("place", "cell", maintain_order=True)
        .len("n")
        .with_columns(number(cell).alias("number"), cell.str.contains(DATE).alias("date"))
        .with_columns(
            (cell.str.to_lowercase().is_in(CODES) | pl.col("number").is_in(NUMBERS).fill_null(False)).alias(
                "coded"
            )
        )
        .collect()
    )
    n, value = pl.col("n"), pl.col("number")
    sums = counted.group_by("place").agg(
        n.sum().alias("whole"),
        n.filter(value.is_not_null()).sum().alias("numbers"),
        n.filter(value.is_in((0.0, 1.0))).sum().alias("binary"),
        n.filter(pl.col("date")).sum().alias("dates"),
        pl.col("coded").any(),
    )
    whole, numbers, dates = pl.col("whole"), pl.col("numbers"), pl.col("dates")
    mixed = whole.is_between(numbers, numbers / NEARLY_ALL + 1, closed="right")
    mixed |= whole.is_between(pl.col("binary"), pl.col("binary") / NEARLY_ALL + 1, closed="right")
    mixed |= (numbers == 0) & (dates > 0)
    suspected = sums.filter(pl.col("coded") | mixed).get_column("place")
    for place, *said in counted.filter(pl.col("place").is_in(suspected.to_list())).iter_rows():
        found[names[int(place)]].append(Value(*said))
    return found


def _attribute(table: Table, name: str, values: list[Value], findings: Findings) -> None:
    suspects = _suspects(values, names=False)
    for value in suspects:
        what = "number" if number_in(value) is not None else "value"
        counts = f"and counts as a {what} like any other, in a trend or an outcome, too"
        _warn(table, name, value, counts, findings)
    few, rest = _odd([value for value in values if value.cell not in suspects] if suspects else values)
    if few:
        at = table.frame[name].is_in(few).fill_null(False).arg_true()
        column = table.frame[name]
        warnings = (Fault(table.file, table.lines[n], f"`{name}` is `{column[n]}` among {rest}") for n in at)
        findings.warn_each(warnings, len(at), f"odd cells of `{name}`")


def _suspects(values: list[Value], names: bool) -> list[str]:
    """The values that look like codes. In a column of `names` every word does, else only among numbers, and of the few
    values of an attribute those that can hardly mean anything else."""
    if not any(value.coded for value in values):
        return []
    cells = [value.cell for value in values]
    others = [value for value in values if not value.coded]
    numbers = sum(value.n for value in others if value.number is not None)
    if names or numbers >= MOSTLY * sum(value.n for value in others):
        return look_missing(cells)
    return look_missing(cells, sure=True) if len(cells) <= LEVELS else []


def _odd(values: list[Value]) -> tuple[list[str], str]:
    """The few cells that are unlike nearly all others of their column, and what the others are."""
    whole = sum(value.n for value in values)
    numbers = sum(value.n for value in values if value.number is not None)
    zeros = sum(value.n for value in values if value.number == 0)
    ones = sum(value.n for value in values if value.number == 1)
    dates = sum(value.n for value in values if value.date)
    enough = max(LEAST - 1, NEARLY_ALL * whole)
    distinct = len({value.number for value in values})
    if whole > numbers >= enough and distinct > LEAST:
        return [value.cell for value in values if value.number is None], "numbers"
    if zeros and ones and whole > zeros + ones >= enough:
        return [value.cell for value in values if value.number not in (0.0, 1.0)], "0 and 1"
    if numbers == 0 and whole > whole - dates >= enough:
        words = "words: a spreadsheet may have made a date of it"
        return [value.cell for value in values if value.date], words
    return [], ""


def _warn(table: Table, name: str, value: str, counts: str, findings: Findings) -> None:
    lines = table.lines.filter((table.frame[name] == value).fill_null(False))
    times = "" if len(lines) == 1 else f" ({len(lines):,} rows, here the first)"
    findings.warn(
        table.file,
        lines[0],
        f"`{name}` is `{value}`{times}: this looks like a missing value, {counts}; if it means that nothing is known, "
        f"write `{declaration([value])}` in study.yaml",
    )


def check_missing(given: StudyFile, scheme: Scheme | None, document: Document, findings: Findings) -> None:
    """A fault for each declared code that is a word or a number of the study, too, and would be taken out of it."""
    taken = dict.fromkeys(MODES, "a mode") | dict.fromkeys(VOICES, "a voice")
    taken |= dict.fromkeys(STANCES, "a stance")
    if scheme is not None:
        taken |= {trait.id: "a trait" for ideal in scheme.ideal_types for trait in ideal.traits}
        taken |= {pole: "a pole" for axis in scheme.theory.axes for pole in axis.pole_ids}
        taken |= {aspect.id: "an aspect" for aspect in scheme.aspects}
        taken |= {code.id: "a code" for code in scheme.codes}
    low, high = given.settings.rating_scale
    for place, value in enumerate(given.missing):
        n = number_in(value)
        why = taken.get(value)
        if n is not None and given.ratings is not None and min(low, high) <= n <= max(low, high):
            why = f"a position on the rating scale from {low:g} to {high:g}"
        elif n is not None and abs(n) == 1 and (given.claims is not None or given.outcomes is not None):
            why = "what `effect` and `wanted` may be"
        elif n is not None and 0 < n <= 1 and given.statements:
            why = "an intensity"
        if why is not None:
            message = f"`{value}` cannot be declared missing: it is {why}"
            findings.fault(document.file, document.line(("missing", place)), message)
