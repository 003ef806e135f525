"""Subgroups of a study: its statements sorted by an attribute, each value a case of its own.

Whatever compares cases then compares before with after, or one profession with another. Where the same sources speak
in several subgroups, the joint draws tie them, as they tie any cases with common sources.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from idealtypes.errors import BadInput, Fault, Skipped
from idealtypes.model.hints import hint, listed
from idealtypes.model.study import StudyData

# Columns of statements, sources and cases that are no attributes.
OWN = ("id", "text", "title", "locator")
# More values than these are no subgroups but a quantity, or texts.
MOST_LEVELS = 50
# A subgroup with fewer coded statements than this is pointed out.
FEW = 5


@dataclass(frozen=True, eq=False)
class Subgroups:
    """A study whose cases are the values of an attribute.

    Attributes
    ----------
    study
        The study with a case for each level; statements, sources and codings are as they were.
    attribute, of
        The attribute, and whose it is: statements, sources or cases.
    levels
        Its values among the coded statements that count, in their order; the ids of the study's cases.
    numbers
        Where each level stands on an ordered attribute: its number, or its rank from 1. None without an order.
    order
        What orders the levels: `number`, `declared`, or None where they are only names.
    counts
        Level → coded statements.
    skipped
        Statements without a value, told with their number; empty where there are none.
    notes
        What a reader should know: mostly missing, one level, thin levels, several cases put together.
    """

    study: StudyData
    attribute: str
    of: str
    levels: tuple[str, ...]
    numbers: tuple[float, ...] | None
    order: str | None
    counts: dict[str, int]
    skipped: tuple[Skipped, ...]
    notes: tuple[str, ...]

    @property
    def why(self) -> str | None:
        """Why there is nothing to compare; None where there is."""
        if len(self.levels) > 1:
            return None
        return f"nothing to compare: `{self.attribute}` has one value, `{self.levels[0]}`"


def subgroups(study: StudyData, attribute: str, order: Sequence[str] | None = None) -> Subgroups:
    """A study sorted by an attribute of its statements, else of their sources, else of their cases.

    Parameters
    ----------
    study
        The study. Sources of kind `reported` sort nothing unless its settings include them.
    attribute
        A column of the statements, the sources or the cases.
    order
        The values from first to last, where they have an order; values left out are not compared. By default values
        that are all numbers are ordered by them, and others are names in the order in which they appear.

    Raises
    ------
    BadInput
        For an attribute or a value that is not there, an attribute without any value, or with too many.

    """
    option = f"--by {attribute}"
    of, values = _values(study, attribute, option)
    rows = _counting(study).join(values, on="statement", how="left", maintain_order="left")
    held = rows.filter(pl.col("level").is_not_null())
    found = held.get_column("level").unique(maintain_order=True).to_list()
    if not found:
        raise BadInput([Fault(option, None, f"no coded statement has a value of `{attribute}`")])
    levels, numbers, how = _ordered(found, order, option)
    if len(levels) > MOST_LEVELS:
        message = f"`{attribute}` has {len(levels)} values, too many to compare: put them into groups first"
        raise BadInput([Fault(option, None, message)])
    in_level = {level: int(n) for level, n in held.group_by("level").len().iter_rows()}
    counts = {level: in_level[level] for level in levels}
    missing, total = rows.height - held.height, rows.get_column("statement").n_unique()
    skipped = []
    if missing:
        skipped.append(Skipped(f"{missing} of {total} coded statements", of, f"no value of `{attribute}`"))
    for level in found:
        if level not in counts:
            what = f"{in_level[level]} of {total} coded statements"
            skipped.append(Skipped(what, of, f"`{level}` is not in the order given"))
    return Subgroups(
        study=_sorted(study, values, levels),
        attribute=attribute,
        of=of,
        levels=tuple(levels),
        numbers=numbers,
        order=how,
        counts=counts,
        skipped=tuple(skipped),
        notes=tuple(_notes(study, attribute, of, counts, missing, total)),
    )


def _values(study: StudyData, attribute: str, option: str) -> tuple[str, pl.DataFrame]:
    """Whose attribute it is, and its value for each statement (`statement`, `level`); several for several cases."""
    frames = {"statements": study.statements, "sources": study.sources, "cases": study.cases}
    if not _is_attribute(attribute):
        alone = "cases are compared anyway: leave this out"
        raise BadInput([Fault(option, None, alone if attribute == "case" else "this is no attribute")])
    of = next((name for name, frame in frames.items() if attribute in frame.columns), None)
    if of is None:
        known = [name for frame in frames.values() for name in frame.columns if _is_attribute(name)]
        message = f"no column `{attribute}` in statements, sources or cases; {hint(attribute, known)}"
        raise BadInput([Fault(option, None, message)])
    level = pl.col(attribute).cast(pl.String).str.strip_chars().replace("", None).alias("level")
    if of == "statements":
        return of, study.statements.select(pl.col("id").alias("statement"), level)
    if of == "sources":
        by_source = study.sources.select(pl.col("id").alias("source"), level)
        joined = study.statements.select("source", statement="id").join(
            by_source, on="source", how="left", maintain_order="left"
        )
        return of, joined.select("statement", "level")
    by_case = study.cases.select(pl.col("id").alias("case"), level)
    joined = study.cases_of.join(by_case, on="case", how="left", maintain_order="left")
    return of, joined.select("statement", "level").unique(maintain_order=True)


def _is_attribute(column: str) -> bool:
    return column != "case" and column not in OWN and not column.startswith("title_")


def _counting(study: StudyData) -> pl.DataFrame:
    """The coded statements that enter numbers, as a column `statement`."""
    statements = study.statements
    if study.settings.reported == "exclude":
        statements = statements.filter(pl.col("kind").fill_null("") != "reported")
    coded = study.codings.select("statement").unique()
    return statements.select(statement="id").join(coded, on="statement", how="semi", maintain_order="left")


def _ordered(
    found: list[str], order: Sequence[str] | None, option: str
) -> tuple[list[str], tuple[float, ...] | None, str | None]:
    """The levels in their order, where each stands, and what orders them."""
    if order is not None:
        unknown = [
            f"no coded statement has `{value}`; {hint(value, found)}" for value in order if value not in found
        ]
        if unknown:
            raise BadInput([Fault(option, None, message) for message in unknown])
        levels = list(dict.fromkeys(order))
        return levels, tuple(float(k) for k in range(1, len(levels) + 1)), "declared"
    numbers = {level: _number(level) for level in found}
    if all(number is not None for number in numbers.values()):
        levels = sorted(found, key=lambda level: numbers[level] or 0.0)
        return levels, tuple(numbers[level] or 0.0 for level in levels), "number"
    return found, None, None


def _number(text: str) -> float | None:
    """The number that a value is, `0,5` as 0.5; None where it is none."""
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _sorted(study: StudyData, values: pl.DataFrame, levels: list[str]) -> StudyData:
    """The study with the levels as its cases."""
    return dataclasses.replace(
        study,
        cases=pl.DataFrame({"id": levels, "title": levels}),
        cases_of=values.filter(pl.col("level").is_in(levels)).select("statement", case="level"),
    )


def _notes(
    study: StudyData, attribute: str, of: str, counts: dict[str, int], missing: int, total: int
) -> Iterator[str]:
    if 2 * missing > total:
        yield (
            f"most coded statements ({missing} of {total}) have no value of `{attribute}`: what is compared is the rest"
        )
    few = [f"{level} ({n})" for level, n in counts.items() if n < FEW]
    if few:
        yield f"fewer than {FEW} coded statements: {', '.join(few)}"
    cases = study.cases.get_column("id").to_list()
    if of != "cases" and len(cases) > 1:
        yield f"{len(cases)} cases are put together ({listed(cases)}): choose one to look inside it"
