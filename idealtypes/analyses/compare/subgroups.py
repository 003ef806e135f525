"""Subgroups of a study: its statements sorted by an attribute, each value a case of its own.

Whatever compares cases then compares before with after, or one profession with another. Where the same sources speak
in several subgroups, the joint draws tie them, as they tie any cases with common sources.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from idealtypes.analyses.compare.level_order import LevelOrder, level_order, unordered
from idealtypes.engine.coded import column_in
from idealtypes.engine.result import Result, said, screenful, why_keys
from idealtypes.errors import BadArgument, Reason, Skipped, reason
from idealtypes.model.conditions import OR
from idealtypes.model.hints import hint
from idealtypes.model.missing import declaration, look_missing
from idealtypes.model.spelling import look_alikes, named
from idealtypes.model.study import StudyData

if TYPE_CHECKING:
    from idealtypes.analyses.compare.trend import Trend

# Columns of statements, sources and cases that are no attributes.
OWN = ("id", "text", "title", "locator")
# The case of what is not the value asked for; where that is its own name, OTHERS.
REST, OTHERS = "rest", "others"
# More values than these are no subgroups but a quantity, or texts.
MOST_LEVELS = 50
# A subgroup with fewer coded statements than this is pointed out.
FEW = 5
# Levels that the note on a missing order names.
SHOWN = 6


@dataclass(frozen=True, eq=False)
class Subgroups(Result):
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
        What orders the levels: `number`, `date` (in years), `numbered` (`Wave 2`), `declared`, or None where they are
        only names.
    rest
        The value that is set against the rest, blanks included; None where all values are compared.
    counts
        Level → coded statements.
    skipped
        Statements without a value, told with their number; empty where there are none.
    notes
        What a reader should know: mostly missing, one level, thin levels, several cases put together, a level that
        looks like a missing value, no order and so no trend.
    """

    study: StudyData
    attribute: str
    of: str
    levels: tuple[str, ...]
    numbers: tuple[float, ...] | None
    order: str | None
    rest: str | None
    counts: dict[str, int]
    skipped: tuple[Skipped, ...]
    notes: tuple[Reason, ...]

    @property
    def why(self) -> Reason | None:
        """Why there is nothing to compare; None where there is."""
        if len(self.levels) > 1:
            return None
        return reason("compare.one_value", attribute=self.attribute, value=self.levels[0])

    def to_dict(self, trends: Iterable[Trend] = ()) -> dict[str, Any]:
        """`by` of `idealtypes compare --json`, with the trends over the levels where they are at hand."""
        return {
            "attribute": self.attribute,
            "of": self.of,
            "levels": list(self.levels),
            "numbers": None if self.numbers is None else list(self.numbers),
            "order": self.order,
            "rest": self.rest,
            "statements": dict(self.counts),
            "skipped": [{"what": s.what, "where": s.where, "why": s.why} for s in self.skipped],
            "notes": [said(note) for note in self.notes],
            "trends": [one.to_dict() for one in trends],
            **why_keys(self.why),
        }

    def records(self) -> list[dict[str, Any]]:
        """One flat record per level: where it stands on an ordered attribute, and its coded statements."""
        return [
            {
                self.attribute: level,
                "number": None if self.numbers is None else self.numbers[k],
                "statements": self.counts[level],
            }
            for k, level in enumerate(self.levels)
        ]

    def __repr__(self) -> str:
        lines = (f"{level}: {self.counts[level]:,} coded statements" for level in self.levels)
        return screenful(lines, f"Subgroups by {self.attribute} of {self.of}", len(self.levels))


def subgroups(
    study: StudyData,
    attribute: str,
    order: Sequence[str] | None = None,
    rest: str | None = None,
    *,
    argument: str = "by",
) -> Subgroups:
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

    rest
        A value (`a|b`: any of several) that is set against the rest: all other statements, those without a value, too.
    argument
        The name of the argument that asks, for messages.

    Raises
    ------
    BadArgument
        For an attribute or a value that is not there, an attribute without any value, or with too many.

    """

    of, values = _values(study, attribute, argument)
    if rest is not None:
        values, order = _against_the_rest(values, attribute, rest)
    order = None if order is None else [named(value) for value in order]
    rows = _counting(study).join(values, on="statement", how="left", maintain_order="left")
    held = rows.filter(pl.col("level").is_not_null())
    found = held.get_column("level").unique(maintain_order=True).to_list()
    if not found:
        raise BadArgument(argument, attribute, f"no coded statement has a value of `{attribute}`")
    ordering = level_order(found, order, attribute, argument)
    levels = ordering.levels
    if len(levels) > MOST_LEVELS:
        message = f"`{attribute}` has {len(levels)} values, too many to compare: put them into groups first"
        raise BadArgument(argument, attribute, message)
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
        study=_sorted(study, values, list(levels)),
        attribute=attribute,
        of=of,
        levels=levels,
        numbers=None if rest is not None else ordering.numbers,
        order=None if rest is not None else ordering.by,
        rest=rest,
        counts=counts,
        skipped=tuple(skipped),
        notes=(*_notes(study, attribute, of, counts, missing, total), *_of_order(ordering, attribute)),
    )


def _values(study: StudyData, attribute: str, argument: str) -> tuple[str, pl.DataFrame]:
    """Whose attribute it is, and its value for each statement (`statement`, `level`); several for several cases."""
    frames = {"statements": study.statements, "sources": study.sources, "cases": study.cases}
    attribute = column_in(frames.values(), attribute)
    if not _is_attribute(attribute):
        alone = "cases are compared anyway: leave this out"
        raise BadArgument(argument, attribute, alone if attribute == "case" else "this is no attribute")
    of = next((name for name, frame in frames.items() if attribute in frame.columns), None)
    if of is None:
        known = [name for frame in frames.values() for name in frame.columns if _is_attribute(name)]
        message = f"no column `{attribute}` in statements, sources or cases; {hint(attribute, known)}"
        raise BadArgument(argument, attribute, message)
    holder = frames[of].get_column(attribute).cast(pl.String).drop_nulls().unique().to_list()
    names = {cell: name for cell in holder if (name := named(cell)) != cell}
    level = (
        pl.col(attribute).cast(pl.String).str.strip_chars().replace("", None).replace(names).alias("level")
    )
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


def _against_the_rest(values: pl.DataFrame, attribute: str, rest: str) -> tuple[pl.DataFrame, list[str]]:
    """The values as two: those asked for under their name, and the rest; and these two in their order."""
    levels = values.get_column("level").drop_nulls().unique(maintain_order=True).to_list()
    whole = named(rest)
    chosen = (whole,) if whole in levels else tuple(named(one) for one in rest.split(OR))
    for one in chosen:
        if one not in levels:
            raise BadArgument(
                "rest", rest, f"no statement has `{one}` as its `{attribute}`; {hint(one, levels)}"
            )
    name, other = OR.join(chosen), OTHERS if REST in chosen else REST
    here = pl.col("level").is_in(chosen).fill_null(False)
    held = values.with_columns(level=pl.when(here).then(pl.lit(name)).otherwise(pl.lit(other)))
    return held.unique(maintain_order=True), [name, other]


def _is_attribute(column: str) -> bool:
    return column != "case" and column not in OWN and not column.startswith("title_")


def _counting(study: StudyData) -> pl.DataFrame:
    """The coded statements that enter numbers, as a column `statement`."""
    statements = study.statements
    if study.settings.reported == "exclude":
        statements = statements.filter(pl.col("kind").fill_null("") != "reported")
    coded = study.codings.select("statement").unique()
    return statements.select(statement="id").join(coded, on="statement", how="semi", maintain_order="left")


def _sorted(study: StudyData, values: pl.DataFrame, levels: list[str]) -> StudyData:
    """The study with the levels as its cases."""
    return dataclasses.replace(
        study,
        cases=pl.DataFrame({"id": levels, "title": levels}),
        cases_of=values.filter(pl.col("level").is_in(levels)).select("statement", case="level"),
    )


def _notes(
    study: StudyData, attribute: str, of: str, counts: dict[str, int], missing: int, total: int
) -> Iterator[Reason]:
    if 2 * missing > total:
        yield reason("compare.mostly_missing", missing=missing, total=total, attribute=attribute)
    few = [f"{level} ({n})" for level, n in counts.items() if n < FEW]
    if few:
        yield reason("compare.few_statements", least=FEW, levels=", ".join(few))
    for group in look_alikes(counts):
        yield reason("compare.look_alike", attribute=attribute, levels=", ".join(f"`{one}`" for one in group))
    cases = study.cases.get_column("id").to_list()
    if of != "cases" and len(cases) > 1:
        yield reason("compare.put_together", cases=tuple(cases), count=len(cases))


def _of_order(ordering: LevelOrder, attribute: str) -> Iterator[Reason]:
    """Notes on levels that are none, and on why there is no trend."""
    looks = look_missing(ordering.levels, sure=True)
    if looks:
        named = ", ".join(looks)
        yield reason("compare.looks_missing", levels=named, attribute=attribute, declared=declaration(looks))
    if ordering.by is None and len(ordering.levels) > 1:
        shown = ",".join(ordering.levels[:SHOWN]) + (",…" if len(ordering.levels) > SHOWN else "")
        value = unordered(ordering.levels)
        yield reason("compare.no_order", attribute=attribute, value=value, levels=shown)
