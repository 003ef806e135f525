"""The rows of a table for a paper: which columns of the records, in which order, and what each cell says."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from idealtypes.engine.result import Result
from idealtypes.model.column_labels import column_title
from idealtypes.reporting.tables.columns import ANY, ExplainedColumn, TableColumns
from idealtypes.reporting.tables.rounding import shown
from idealtypes.reporting.tables.said_rows import said_rows
from idealtypes.reporting.tables.titles import STATUS_QUO, Titles

ITEM = re.compile(r"(?P<name>\S+?)(?:\s*\((?P<ends>[^)]*)\))?")
NUMBER = re.compile(r"-?\d+(\.\d+)?(e-?\d+)?")
NOTHING = "–"
NAMES = ("case", "aspect", "pole", "type", "source", "code", "outcome", "scenario", "trait", "any_name")
PHRASES = ("phrase", "reason")
DRAWN = ("probability",)
Row = Mapping[str, Any]


@dataclass(frozen=True)
class PaperCell:
    """What a cell says; `mark` is the letter of a note, `measured` whether an interval belongs to it."""

    text: str
    mark: str = ""
    absent: bool = False
    measured: bool = False
    lacks_interval: bool = False

    @property
    def interval(self) -> bool:
        """Whether it says one."""
        return self.measured and not self.absent and not self.lacks_interval


@dataclass(frozen=True)
class ChosenColumn:
    """One column of a table for a paper: its name, and the pairs of columns that may hold its interval."""

    name: str
    ends: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Given:
    """The records of a table for a paper, its columns, headings that the study gives, and the one case it is of."""

    records: Sequence[Row]
    items: tuple[ChosenColumn, ...]
    headings: Mapping[str, str] = field(default_factory=dict)
    alone: str = ""


def item_of(written: str) -> ChosenColumn:
    """A column as `reports/columns.yaml` writes it.

    >>> item_of("balance (whole_low whole_high | low high)")
    ChosenColumn(name='balance', ends=(('whole_low', 'whole_high'), ('low', 'high')))
    """
    found = ITEM.fullmatch(written.strip())
    assert found is not None, written
    pairs = [pair.split() for pair in (found["ends"] or "").split("|") if pair.strip()]
    return ChosenColumn(found["name"], tuple((low, high) for low, high in pairs))


def given_rows(result: Result, of: TableColumns | None, titles: Titles) -> Given:
    """The records of a result as a paper has them: one row for two poles, and the one case above the table."""
    records: list[Row] = [*result.to_frame().iter_rows(named=True)]
    names = list(dict.fromkeys(name for record in records for name in record))
    if of is None or not of.paper:
        return Given(records, _all_items(names))
    records = said_rows(result, of.name, records, titles)
    if of.name in PREPARED:
        records = PREPARED[of.name](records)
    named = [item_of(written) for written in of.paper]
    used = {item.name for item in named} | {end for item in named for pair in item.ends for end in pair}
    known = {name for name in of.columns if ANY not in name}
    items: list[ChosenColumn] = []
    for item in named:
        rest = (
            [ChosenColumn(name) for name in names if name not in used | known] if item.name == ANY else [item]
        )
        items += [one for one in rest if one.name in names]
    alone = ""
    cases = {record.get("case") for record in records}
    if (
        len(cases) == 1
        and None not in cases
        and any(item.name == "case" for item in items)
        and len(items) > 1
    ):
        items = [item for item in items if item.name != "case"]
        alone = titles.of("case", str(cases.pop()), {}, "case")
    return Given(records, tuple(items), _headings(result, titles), alone)


def _all_items(names: Sequence[str]) -> tuple[ChosenColumn, ...]:
    """All columns in their order, `x_low` and `x_high` as the interval of x, without the reasons."""
    ends = {f"{name}_{end}" for name in names for end in ("low", "high")} & set(names)
    whole = {end for end in ends if {f"{end.rpartition('_')[0]}_{side}" for side in ("low", "high")} <= ends}
    pairs = {name: ((f"{name}_low", f"{name}_high"),) for name in names if f"{name}_low" in whole}
    return tuple(ChosenColumn(name, pairs.get(name, ())) for name in names if name not in whole)


def _one_row_a_balance(records: Sequence[Row]) -> list[Row]:
    """Of two poles one row, whose balance says both; with three or more a row a pole."""
    blank = ("pole", "share", "share_low", "share_high", "share_least", "share_most")
    out: list[Row] = []
    for record in records:
        if record.get("balance") is not None or record.get("bound_low") is not None:
            record = {**record, **{name: None for name in blank if name in record}}
            place = ("case", "aspect", "view")
            if out and all(out[-1].get(name) == record.get(name) for name in place):
                continue
        out.append(record)
    return out


def _silent_once(records: Sequence[Row]) -> list[Row]:
    """As `_one_row_a_balance`, an aspect of which nobody speaks being one row as well."""
    out: list[Row] = []
    for record in _one_row_a_balance(records):
        if not record.get("statements"):
            record = {**record, "pole": None}
            if out and all(out[-1].get(name) == record.get(name) for name in ("case", "aspect", "view")):
                continue
        out.append(record)
    return out


def _moved(records: Sequence[Row]) -> list[Row]:
    """Without what the status quo does to outcomes: it moves nothing."""
    return [row for row in records if row.get("scenario") != STATUS_QUO or row.get("about") != "outcome"]


PREPARED: Mapping[str, Callable[[Sequence[Row]], list[Row]]] = {
    "Profile": _silent_once,
    "BoundedProfile": _silent_once,
    "ScenarioAnalysis": _moved,
}


def _headings(result: Result, titles: Titles) -> dict[str, str]:
    """Headings that the study gives: the variables of a count."""
    table = getattr(result, "table", None)
    if result.table_name != "Counts" or table is None:
        return {}
    labels = {} if titles.study is None else titles.study.labels
    told = {"row": table.rows, "column": table.columns}
    return {place: column_title(labels, name, titles.language) for place, name in told.items() if name}


@dataclass(frozen=True)
class Numbers:
    """What cells say: titles, words, and numbers with as many decimals as their interval supports."""

    titles: Titles
    level: float
    decimals: Callable[[float, float, float], int]

    def cell(self, item: ChosenColumn, row: Row, column: ExplainedColumn) -> PaperCell:
        """The cell of a row in a column."""
        value = row.get(item.name)
        measured = bool(item.ends)
        if value is None or value == "" or value != value:
            return PaperCell(NOTHING, absent=True, measured=measured)
        if isinstance(value, bool) or not isinstance(value, int | float):
            return PaperCell(self._words(value, row, column), measured=measured)
        ends = self._ends(item, row)
        if isinstance(value, int) and not ends:
            return PaperCell(
                self.titles.words.number(value, 0) if abs(value) < 1000 else self.titles.words.whole(value)
            )
        digits = column.kind.digits if ends is None else self._digits(column, *ends)
        told = self._number(value, digits, column)
        if ends is None:
            return PaperCell(told, measured=measured, lacks_interval=measured)
        words = self.titles.words
        said = words.say(
            "range", low=self._number(ends[0], digits, column), high=self._number(ends[1], digits, column)
        )
        return PaperCell(words.say("figure.reading", value=told, range=said), measured=True)

    def _ends(self, item: ChosenColumn, row: Row) -> tuple[float, float] | None:
        for low, high in item.ends:
            ends = row.get(low), row.get(high)
            if ends[0] is not None and ends[1] is not None:
                return float(ends[0]), float(ends[1])
        return None

    def _digits(self, column: ExplainedColumn, low: float, high: float) -> int:
        """What the interval supports; where the kind fixes them, its own."""
        return column.kind.digits if column.kind.fixed else self.decimals(low, high, self.level)

    def _number(self, value: float, digits: int, column: ExplainedColumn) -> str:
        kind, words = column.kind, self.titles.words
        if kind.fixed and round(value, kind.digits) == round(value):
            return words.number(value, 0)
        return shown(value, digits, words, borders=kind.borders, ends=kind.ends, drawn=kind.name in DRAWN)

    def _words(self, value: Any, row: Row, column: ExplainedColumn) -> str:
        words, kind = self.titles.words, column.kind
        if isinstance(value, bool):
            return words.say("table.yes" if value else "table.no")
        if isinstance(value, list | tuple):
            return "; ".join(
                self.cell(ChosenColumn(column.name), {column.name: one}, column).text for one in value
            )
        if isinstance(value, dict):
            return "; ".join(f"{name}: {one}" for name, one in value.items())
        text = str(value)
        if kind.name == "mixed" and NUMBER.fullmatch(text):
            return self._number(float(text), kind.digits, column)
        if kind.values:
            said = kind.values.get(text, {})
            return words.with_noun(said.get(words.language) or said.get("en") or self.titles.said(text))
        if kind.name in NAMES:
            return self.titles.of(kind.name, text, row, column.name)
        if kind.name == "measures":
            return "; ".join(
                self.titles.of("scenario", one.strip(), row, column.name) for one in text.split(";")
            )
        if kind.name in PHRASES:
            return self.titles.said(text)
        if (of := self._labelled(row, column.name)) is not None:
            return self.titles.value(of, text)
        if kind.name == "ids" and column.name == "codes":
            return "; ".join(self.titles.of("code", one.strip(), row, column.name) for one in text.split(";"))
        return text

    def _labelled(self, row: Row, name: str) -> str | None:
        """The column of the study whose labels a value has, where the cell holds one."""
        if name in ("row", "column") and "rows" in row:
            return str(row["rows" if name == "row" else "columns"])
        if name in ("from", "to") and "times" in row:
            return str(row["column"])
        return str(row["variable"]) if name == "value" and "variable" in row else None
