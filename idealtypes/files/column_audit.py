"""Columns audited: values that look like codes for a missing value, and cells that are unlike the others of theirs."""

from __future__ import annotations

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
    for name, what in ids.items():
        if name in telling:
            for value in _suspects(_values(table, name), names=True):
                if name == "case" and value == NO_CASE:  # no case, on purpose: that is told where cases are
                    continue
                _warn(table, name, value, f"and counts as one {what} of that name", findings)
    for name in attributes:
        if name in telling:
            _attribute(table, name, findings)


def _telling(table: Table, names: list[str]) -> set[str]:
    """Those of the columns that hold a digit or a word for a missing value: in the others nothing can be odd."""
    if not names:
        return set()
    digits = pl.col(names).str.contains("[0-9]")
    words = pl.col(names).str.to_lowercase().is_in(CODES)
    found = table.frame.select((digits | words).any())
    return {name for name in names if found[name].item()}


def _attribute(table: Table, name: str, findings: Findings) -> None:
    values = _values(table, name)
    suspects = _suspects(values, names=False)
    for value in suspects:
        what = "number" if number_in(value) is not None else "value"
        counts = f"and counts as a {what} like any other, in a trend or an outcome, too"
        _warn(table, name, value, counts, findings)
    few, rest = _odd(values.filter(~pl.col("cell").is_in(suspects)) if suspects else values)
    if few:
        at = table.frame[name].is_in(few).fill_null(False).arg_true()
        column = table.frame[name]
        warnings = (Fault(table.file, table.lines[n], f"`{name}` is `{column[n]}` among {rest}") for n in at)
        findings.warn_each(warnings, len(at), f"odd cells of `{name}`")


def _values(table: Table, name: str) -> pl.DataFrame:
    """The distinct cells of a column that are not blank (`cell`), how many there are (`n`), their `number`, and whether
    they are `coded`: codes for missing values, for all that can be said of a cell alone."""
    counted = table.frame[name].alias("cell").drop_nulls().value_counts(name="n")
    numbers = counted.with_columns(number(pl.col("cell")).alias("number"))
    coded = pl.col("cell").str.to_lowercase().is_in(CODES) | pl.col("number").is_in(NUMBERS).fill_null(False)
    return numbers.with_columns(coded.alias("coded"))


def _suspects(values: pl.DataFrame, names: bool) -> list[str]:
    """The values that look like codes. In a column of `names` every word does, else only among numbers, and of the few
    values of an attribute those that can hardly mean anything else."""
    if not values["coded"].any():
        return []
    cells = values["cell"].to_list()
    others = values.filter(~pl.col("coded"))
    numbers = others.filter(pl.col("number").is_not_null())
    if names or int(numbers["n"].sum()) >= MOSTLY * int(others["n"].sum()):
        return look_missing(cells)
    return look_missing(cells, sure=True) if len(cells) <= LEVELS else []


def _odd(values: pl.DataFrame) -> tuple[list[str], str]:
    """The few cells that are unlike nearly all others of their column, and what the others are."""
    n, times, cell = pl.col("number"), pl.col("n"), pl.col("cell")
    parts = (pl.lit(True), n.is_not_null(), n == 0, n == 1, cell.str.contains(DATE))
    sums = (times.filter(part).sum().alias(str(place)) for place, part in enumerate(parts))
    distinct, whole, numbers, zeros, ones, dates = values.select(n.n_unique().alias("distinct"), *sums).row(0)
    enough = max(LEAST - 1, NEARLY_ALL * whole)
    if whole > numbers >= enough and distinct > LEAST:
        return values.filter(n.is_null())["cell"].to_list(), "numbers"
    if zeros and ones and whole > zeros + ones >= enough:
        return values.filter(~n.is_in((0.0, 1.0)).fill_null(False))["cell"].to_list(), "0 and 1"
    if numbers == 0 and whole > whole - dates >= enough:
        words = "words: a spreadsheet may have made a date of it"
        return values.filter(cell.str.contains(DATE))["cell"].to_list(), words
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
