"""What the columns of saved tables mean: `reports/columns.yaml`, read once, and the data dictionary of a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from functools import cache
from typing import Any

from idealtypes.engine.result import Result
from idealtypes.errors import BadInput, Fault, IdealtypesError
from idealtypes.files.content import folder
from idealtypes.files.document import plain
from idealtypes.files.yaml_parser import Unreadable
from idealtypes.reporting.wording.words import ENGLISH, Words

FILE = "reports/columns.yaml"
ANY = "*"  # stands for a part of a name that the study gives
PLAIN = "text"  # the kind of a column that has none
DIGITS = 2  # of a number whose interval says nothing
Forms = Mapping[str, str]  # language → text
HEADINGS = ("name", "title", "meaning", "unit", "range")  # of a data dictionary


@dataclass(frozen=True)
class Kind:
    """What columns of one kind have in common.

    Attributes
    ----------
    name, unit, range
        Its name, its unit by language, and the range of its values.
    digits, fixed
        Decimals of its numbers where no interval says how many; always so many where they are fixed.
    borders, ends
        Numbers that rounding does not cross, and ends of the range that it does not reach.
    values
        Of words out of a few: word → what a table for a paper says, by language.
    """

    name: str
    unit: Forms = field(default_factory=dict)
    range: str = ""
    digits: int = DIGITS
    fixed: bool = False
    borders: tuple[float, ...] = ()
    ends: tuple[float, ...] = ()
    values: Mapping[str, Forms] = field(default_factory=dict)


@dataclass(frozen=True)
class ExplainedColumn:
    """One column of a table in one language: what it is called, what it means, and its kind."""

    name: str
    title: str
    means: str
    kind: Kind

    def unit(self, words: Words) -> str:
        """Its unit in words; "" where its values are words out of a few."""
        return words.with_noun(_said(self.kind.unit, words.language))

    def range(self, words: Words) -> str:
        """The range of its numbers, or its words with what they mean."""
        told = (
            f"{word}: {words.with_noun(_said(said, words.language))}"
            for word, said in self.kind.values.items()
        )
        return "; ".join(told) or self.kind.range


@dataclass(frozen=True)
class TableColumns:
    """What the file says of one table: its title, the columns a paper has, which of them a note explains."""

    name: str
    title: Forms
    paper: tuple[str, ...]
    told: tuple[str, ...]
    columns: Mapping[str, Mapping[str, Any]]

    def column(self, name: str, words: Words) -> ExplainedColumn | None:
        """A column of the table; None where the file has none of that name."""
        found = self._entry(name)
        if found is None:
            return None
        pattern, entry = found
        title, means = entry.get(words.language) or entry[ENGLISH]
        part = name.removeprefix(pattern.split(ANY)[0]).replace("_", " ") if ANY in pattern else ""
        kind = _kinds()[entry.get("kind", PLAIN)]
        kind = replace(kind, **{key: entry[key] for key in ("range", "digits", "fixed") if key in entry})
        return ExplainedColumn(name, words.with_noun(_named(title, part)), words.with_noun(means), kind)

    def _entry(self, name: str) -> tuple[str, Mapping[str, Any]] | None:
        if name in self.columns:
            return name, self.columns[name]
        patterns = sorted((one for one in self.columns if ANY in one), key=len, reverse=True)
        return next(((one, self.columns[one]) for one in patterns if fnmatchcase(name, one)), None)


def _named(title: str, part: str) -> str:
    """A title with what the study names in its place; `*: *` is an aspect with its pole."""
    if title == "*: *":
        return part.replace(".", ": ")
    if title == ANY:
        return f"{part[:1].upper()}{part[1:]}"
    return title.replace(ANY, part)


def _said(forms: Forms, language: str) -> str:
    return str(forms.get(language) or forms.get(ENGLISH, ""))


@cache
def _tree() -> Mapping[str, Any]:
    path = folder("reports") / "columns.yaml"
    try:
        tree = plain(path.read_text(encoding="utf-8"))
    except Unreadable as problem:
        raise BadInput(Fault(FILE, line, message) for line, message in problem.told) from None
    except OSError as problem:
        raise IdealtypesError(f"{FILE} cannot be read: {problem}") from None
    return dict(tree)


@cache
def _kinds() -> Mapping[str, Kind]:
    made = {}
    for name, entry in _tree()["kinds"].items():
        own: dict[str, Any] = {
            key: tuple(one) if isinstance(one, list) else one for key, one in entry.items()
        }
        own.pop("open", None)
        made[name] = Kind(name, **own)
    return made


@cache
def table_columns(name: str) -> TableColumns | None:
    """What the file says of a table; None where it has none of that name.

    >>> table_columns("Membership").paper[:2]
    ('case', 'type')
    """
    tree = _tree()
    entry = tree["tables"].get(name)
    if entry is None:
        return None
    below = None if "like" not in entry else table_columns(entry["like"])
    inherited = tree["common"] if below is None else below.columns
    return TableColumns(
        name,
        entry["title"],
        tuple(entry.get("paper", () if below is None else below.paper)),
        tuple(entry.get("told", () if below is None else below.told)),
        {**inherited, **entry.get("columns", {})},
    )


def all_tables() -> tuple[str, ...]:
    """The names of all tables that the file has."""
    return tuple(_tree()["tables"])


def columns_of(result: Result) -> TableColumns | None:
    """What the file says of a result's table."""
    return table_columns(result.table_name)


def dictionary(table: str, names: Sequence[str], words: Words) -> list[dict[str, str]]:
    """The data dictionary of a table: a record a column; one that the file lacks has its name alone.

    >>> from idealtypes.reporting.wording.words import words_in
    >>> dictionary("Membership", ["probability"], words_in("en"))[0]["range"]
    '0 … 1'
    """
    of = table_columns(table)
    rows = []
    for name in names:
        column = None if of is None else of.column(name, words)
        told = ("", "", "", "") if column is None else (
            column.title, f"{column.means}.", column.unit(words), column.range(words)
        )  # fmt: skip
        rows.append(dict(zip(HEADINGS, (name, *told), strict=True)))
    return rows
