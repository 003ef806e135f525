"""A result as a table for a paper: titles for ids, the interval beside its value, notes below; one for every format."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from idealtypes.engine.profile import Profile
from idealtypes.engine.result import Result
from idealtypes.model.settings import Settings
from idealtypes.model.study import StudyData
from idealtypes.reporting.tables.columns import ExplainedColumn, Kind, TableColumns, table_columns
from idealtypes.reporting.tables.paper_notes import Origin, Reasons, notes_of
from idealtypes.reporting.tables.paper_rows import DRAWN, Given, Numbers, PaperCell, given_rows
from idealtypes.reporting.tables.rounding import decimals
from idealtypes.reporting.tables.titles import Titles, titles_of
from idealtypes.reporting.wording.words import Words

Record = Mapping[str, Any]
LEVEL = 0.95  # of intervals whose result has no settings


@dataclass(frozen=True)
class PaperColumn:
    """One column: its heading, its cells, and whether they are numbers."""

    heading: str
    cells: tuple[PaperCell, ...]
    number: bool


@dataclass(frozen=True)
class PaperTable:
    """A table for a paper.

    Attributes
    ----------
    caption, columns
        What stands above it, and its columns from left to right, all of one length.
    notes
        (mark, text) below it; the mark is "" for what is about all of it.
    more
        How many rows were left out at its end.
    language
        Of its words.
    """

    caption: str
    columns: tuple[PaperColumn, ...]
    notes: tuple[tuple[str, str], ...]
    language: str
    more: int = 0

    @property
    def rows(self) -> list[tuple[PaperCell, ...]]:
        """Its cells, row by row."""
        return list(zip(*(column.cells for column in self.columns), strict=True))


def paper_table(
    result: Result,
    language: str = "en",
    *,
    study: StudyData | None = None,
    profile: Profile | None = None,
    origin: Origin | None = None,
    most: int | None = None,
) -> PaperTable:
    """A result as a table for a paper.

    Parameters
    ----------
    result, language
        What to show, and in which language: one of `reports/words`.
    study, profile
        Where the titles stand and what the numbers rest on, where the result does not hold them itself.
    origin
        How it was made, for a note; None for none.
    most
        How many rows at most.
    """
    titles = titles_of(result, language, study, profile)
    of = table_columns(result.table_name)
    given = given_rows(result, of, titles)
    records, more = given.records, 0
    if most is not None and len(records) > most:
        records, more = records[:most], len(records) - most
    settings = settings_of(result, titles)
    reasons = Reasons()
    columns, shown = _columns(replace(given, records=records), of, titles, settings, reasons)
    caption = _caption(result, of, titles.words)
    if given.alone:
        caption = f"{caption}: {given.alone}"
    drawn = any(cell.interval for column in columns for cell in column.cells)
    drawn = drawn or any(column.kind.name in DRAWN for column in shown)
    notes = notes_of(result, of, shown, titles, settings, reasons, drawn, origin)
    if more:
        notes = (("", titles.words.say("table.more", n=more)), *notes)
    return PaperTable(caption, tuple(columns), notes, language, more)


def settings_of(result: Result, titles: Titles) -> Settings | None:
    """The settings under which the numbers came about, as far as they are known."""
    for holder in (result, titles.profile, titles.study):
        settings = getattr(holder, "settings", None)
        if isinstance(settings, Settings):
            return settings
    return None


def _caption(result: Result, of: TableColumns | None, words: Words) -> str:
    if of is None:
        return type(result).__name__
    return words.with_noun(of.title.get(words.language) or of.title["en"])


def _columns(
    given: Given, of: TableColumns | None, titles: Titles, settings: Settings | None, reasons: Reasons
) -> tuple[list[PaperColumn], list[ExplainedColumn]]:
    """The columns that hold anything, and what the file says of them."""
    numbers = Numbers(titles, LEVEL if settings is None else settings.level, decimals)
    made: list[tuple[PaperColumn, ExplainedColumn, tuple[bool, ...]]] = []
    kept = _unanswered(given)
    for item in given.items:
        column = _column(item.name, of, titles.words, given.headings)
        cells = tuple(numbers.cell(item, row, column) for row in given.records)
        empty = tuple(cell.absent for cell in cells)
        if cells and all(empty) and len(given.items) > 1 and item.name not in kept:
            continue
        number = any(_is_number(row.get(item.name)) for row in given.records)
        made.append(
            (PaperColumn(_heading(column, cells, settings, titles.words), cells, number), column, empty)
        )
    return _marked(made, given.records, titles, reasons), [column for _, column, _ in made]


def _unanswered(given: Given) -> set[str]:
    """The first number with an interval where there is none at all, and reasons why: it stays, with their marks."""
    measured = [item.name for item in given.items if item.ends]
    told = any(row.get(name) is not None for row in given.records for name in measured)
    return set() if told or not any(row.get("why") for row in given.records) else set(measured[:1])


def _heading(
    column: ExplainedColumn, cells: Sequence[PaperCell], settings: Settings | None, words: Words
) -> str:
    """The title; where cells have intervals, of which level."""
    if settings is None or not any(
        cell.measured and not cell.absent and not cell.lacks_interval for cell in cells
    ):
        return column.title
    return words.say("table.with_interval", title=column.title, level=words.level(settings.level))


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _column(name: str, of: TableColumns | None, words: Words, headings: Mapping[str, str]) -> ExplainedColumn:
    """What the file says of a column; one that it lacks is called as it is."""
    found = None if of is None else of.column(name, words)
    if found is None:
        heading = name.replace("_", " ")
        found = ExplainedColumn(
            name,
            heading[:1].upper() + heading[1:] if len(name) > 1 else name,
            "",
            Kind("text", borders=(0.0,)),
        )
    return replace(found, title=headings.get(name, found.title))


def _marked(
    made: Sequence[tuple[PaperColumn, ExplainedColumn, tuple[bool, ...]]],
    records: Sequence[Record],
    titles: Titles,
    reasons: Reasons,
) -> list[PaperColumn]:
    """The columns; where a number or its interval is absent, with the mark of the reason below the table."""
    columns = [column for column, _, _ in made]
    if not any("why" in record for record in records):
        return columns
    measured = [n for n, column in enumerate(columns) if any(cell.measured for cell in column.cells)]
    if not measured or any(column.name == "why" for _, column, _ in made):
        return columns
    by_row: dict[int, tuple[int, str]] = {}
    for r, record in enumerate(records):
        lacking = [n for n in measured if columns[n].cells[r].absent or columns[n].cells[r].lacks_interval]
        if record.get("why") and len(lacking) == len(measured):
            at = next((n for n in lacking if columns[n].cells[r].lacks_interval), lacking[0])
            by_row[r] = at, titles.reason(str(record["why"]))
    if not by_row:
        return columns
    if len(by_row) == len(records) and len({said for _, said in by_row.values()}) == 1:
        reasons.of_all = by_row[0][1]
        return columns
    cells = [list(column.cells) for column in columns]
    for r, (at, said) in by_row.items():
        cells[at][r] = replace(cells[at][r], mark=reasons.mark(said))
    columns = [replace(column, cells=tuple(own)) for column, own in zip(columns, cells, strict=True)]
    return columns
