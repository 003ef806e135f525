"""Tables of a study: any attribute or code by any other, the description of the sample, quotes by aspect and pole."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from idealtypes.analyses.tabulate.attribute_values import Answers, Of, answers, units_of
from idealtypes.analyses.tabulate.counts import CountTable, counted_table
from idealtypes.analyses.tabulate.quotes import Quote, quotes_of
from idealtypes.analyses.tabulate.sample_description import SampleVariable, sample_variables
from idealtypes.engine.findings import Finding, head
from idealtypes.engine.result import Result, Why, said, screenful, why_keys
from idealtypes.errors import BadArgument, BadCall, reason
from idealtypes.model.study import StudyData

MOST_ROWS, MOST_COLUMNS = 200, 40  # values of a table that somebody reads


@dataclass(frozen=True, eq=False, repr=False)
class Tabulation(Result):
    """One table, or the description of the sample; frozen, and knows the study.

    Attributes
    ----------
    study
        The study.
    table
        The table that was asked for; None for the description of the sample.
    sample
        The variables that describe the sample: what `sample` of the study says, then attributes of sources and cases.
    quotes
        The quotes by aspect and pole, where they were asked for.
    why
        Why there is nothing; None where there is.
    """

    study: StudyData
    table: CountTable | None
    sample: tuple[SampleVariable, ...]
    quotes: tuple[Quote, ...]
    why: Why

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """None: a table counts, and finds nothing."""
        return ()

    @property
    def table_name(self) -> str:
        return "Counts" if self.table is not None else "Quotes" if self.quotes else "Sample"

    def records(self) -> list[dict[str, Any]]:
        """One flat record per cell."""
        if self.table is not None:
            return self.table.records()
        if self.quotes:
            return [quote.record() for quote in self.quotes]
        return [row for variable in self.sample for row in variable.records()]

    def to_dict(self) -> dict[str, Any]:
        """The answer of `idealtypes tabulate --json`."""
        return {
            **head(self.findings),
            "settings": self.study.settings.model_dump(mode="json"),
            "table": None if self.table is None else self.table.to_dict(),
            "quotes": [quote.record() for quote in self.quotes],
            "sample": [variable.to_dict() for variable in self.sample],
            **why_keys(self.why),
        }

    def __repr__(self) -> str:
        if self.why is not None:
            return said(self.why) or ""
        if self.quotes:
            return screenful([f"{q.aspect}, {q.pole}: {q.text}" for q in self.quotes], "Quotes")
        if self.table is None:
            return screenful([f"{v.title}: {len(v.values)} values" for v in self.sample], "The sample")
        table = self.table
        lines = [
            f"{row}: {'  '.join(str(n) for n in table.counts[r])}" for r, row in enumerate(table.row_values)
        ]
        by = table.rows if table.columns is None else f"{table.rows} by {table.columns}"
        return screenful(lines, f"{table.of.capitalize()} by {by}", len(lines))


def tabulate(
    study: StudyData,
    rows: str | None = None,
    columns: str | None = None,
    of: Of | None = None,
    several: bool = False,
    quotes: bool = False,
) -> Tabulation:
    """A one- or two-way table; without `rows` the description of the sample.

    Parameters
    ----------
    rows, columns
        Attributes of the units, or `code`, `aspect`, `pole`, `trait`.
    of
        The units; None takes the first of cases, sources and statements that have the attribute `rows` themselves, and
        statements for codes.
    several
        Whether cells of `rows` hold several answers, parted by `;`.
    quotes
        The quotes by aspect and pole instead of a table.

    Raises
    ------
    BadCall, BadArgument
        For `columns` without `rows`, `quotes` with either; for what the units have not; for more values than a table
        can hold.
    """
    if quotes:
        if rows is not None or columns is not None:
            raise BadCall("`quotes` goes without `rows` and `columns`: it is a table of its own")
        found = quotes_of(study)
        return Tabulation(study, None, (), found, None if found else reason("tabulate.no_quotes"))
    if rows is None:
        if columns is not None:
            raise BadCall("`columns` goes with `rows`: say what the rows are")
        described = sample_variables(study)
        return Tabulation(study, None, described, (), None if described else reason("tabulate.no_sample"))
    of = _meant(study, rows) if of is None else of
    down = _few("rows", answers(study, of, rows, several), MOST_ROWS)
    across = None if columns is None else _few("columns", _columns(study, of, columns), MOST_COLUMNS)
    units = units_of(study, of)
    sampled = study.settings.unit == "source" and of in ("sources", "statements")
    table = counted_table(of, units, down, across, sampled, study.settings.level)
    why = None if table.counts.any() else reason("tabulate.nothing", attribute=rows)
    return Tabulation(study, table, (), (), why)


def _columns(study: StudyData, of: Of, columns: str) -> Answers:
    try:
        return answers(study, of, columns)
    except BadArgument as problem:
        raise BadArgument("columns", columns, *problem.problems) from None


def _meant(study: StudyData, rows: str) -> Of:
    """Whose attribute it is: the cases', the sources', else the statements'."""
    for of, frame in (("cases", study.cases), ("sources", study.sources)):
        if rows in frame.columns:
            return "cases" if of == "cases" else "sources"
    return "statements"


def _few(argument: str, found: Answers, most: int) -> Answers:
    if len(found.values) > most:
        raise BadArgument(
            argument,
            found.attribute,
            f"{len(found.values):,} values, and a table has at most {most} {argument}: choose a column with fewer, or "
            "some units with `where`",
        )
    return found
