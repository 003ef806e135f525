"""The tables of a study under edits: which row a key means, what stands there, and what becomes of each table."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from idealtypes.errors import BadChoice, Fault
from idealtypes.files.added_rows import with_rows
from idealtypes.files.aliases import COLUMNS, renamed
from idealtypes.files.changed_table import PLAIN, TableChanges, changed_table
from idealtypes.files.claims import CLAIMS
from idealtypes.files.content import STUDY, begun, shown
from idealtypes.files.faults import Findings
from idealtypes.files.ratings import OPTIONAL as OF_RATINGS
from idealtypes.files.ratings import PLACED, WEIGHED
from idealtypes.files.ratings import REQUIRED as NEEDED_OF_RATINGS
from idealtypes.files.sample import NEEDED as NEEDED_OF_SAMPLE
from idealtypes.files.sample import OPTIONAL as OF_SAMPLE
from idealtypes.files.statements import BECAUSE, LANG, OCCASION, OPTIONAL, REQUIRED
from idealtypes.files.tables import FILE, LINE, NAMES, read_table
from idealtypes.model.aliases import Whose
from idealtypes.model.base import as_list
from idealtypes.model.edits import KEYS, AddRow, DropRow, MadeChange, SetCell, key_of
from idealtypes.model.extents import EXTENT, OF
from idealtypes.model.hints import hint, listed
from idealtypes.model.spelling import named
from idealtypes.model.stance import STANCE
from idealtypes.model.study import StudyData, missing_codes

# Columns that a table may get; every table may have titles in other languages.
KNOWN: Mapping[str, tuple[str, ...]] = {
    "statements": (*REQUIRED, *OPTIONAL, "codes", STANCE, EXTENT, BECAUSE, OCCASION, LANG, "start", "end"),
    "codings": ("statement", "code", "coder", "intensity", STANCE, BECAUSE, OCCASION),
    "claims": (*CLAIMS, STANCE),
    "ratings": (*NEEDED_OF_RATINGS, *PLACED, *OF_RATINGS, *WEIGHED),
    "sources": ("id", "kind", "case", "title", OF, "text_file", "note"),
    "cases": ("id", "title", "description"),
    "outcomes": ("id", "title", "wanted"),
    "coders": ("id", "kind"),
    "sample": (*NEEDED_OF_SAMPLE, *OF_SAMPLE),
}
# Tables that begin with their first row, and the columns that they begin with; others are added behind these.
BEGUN: Mapping[str, tuple[str, ...]] = {
    "claims": ("statement", "aspect", "pole", "outcome", "effect"),
    "ratings": (*NEEDED_OF_RATINGS, "position", BECAUSE),
    "sources": ("id",),
    "cases": ("id", "title"),
    "outcomes": ("id", "title", "wanted"),
    "coders": ("id", "kind"),
    "sample": NEEDED_OF_SAMPLE,
}
TITLED = re.compile(r"(title|variable|value)_[a-z]{2,3}")
OF_A_CODER = (
    "id",
    "coder",
    OCCASION,
    "codes",
    STANCE,
    BECAUSE,
)  # columns of statements that are of one row alone
POINT = re.compile(r"[-−]?[0-9]+\.[0-9]+")
COMMA = re.compile(r"[-−]?[0-9]+,[0-9]+")


@dataclass(frozen=True, eq=False)
class TableRow:
    """A row as it is read: names in the study's spelling, "" for blank."""

    file: str
    line: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


class StudyTables:
    """The tables of a study as they are, and what edits make of them."""

    def __init__(self, study: StudyData, root: Path, document: Mapping[str, object]) -> None:
        self.study, self.root = study, root
        self.names = {key: [str(one) for one in as_list(document[key])] for key in KEYS if document.get(key)}
        self.missing: tuple[str, ...] = missing_codes(document.get("missing") or ())
        self.changes: dict[str, TableChanges] = defaultdict(TableChanges)
        self.made: list[MadeChange] = []
        self.faults: list[Fault] = []
        self.conflicts: list[Fault] = []
        self._read: dict[tuple[str, str], tuple[list[str], list[TableRow]]] = {}
        self._set: set[tuple[str, int, str]] = set()
        self.begun: dict[str, str] = {}

    # what is there

    def files(self, table: str) -> list[str]:
        """The files of a table, named from the study's folder.

        Raises
        ------
        BadChoice
            For what is no table, one that the study does not name, and one that is no text.
        """
        if table not in KEYS:
            raise BadChoice(f"no table `{table}`; {hint(table, KEYS)}")
        if table not in self.names:
            end = ": the codings stand in the column `codes` of its statements" if table == "codings" else ""
            raise BadChoice(f"{STUDY} names no `{table}`{end}; it names {listed(self.names)}")
        for name in self.names[table]:
            if Path(name).suffix.lower() not in PLAIN:
                raise BadChoice(
                    f"{shown(self.root / name)} is edited in its own program: here tables in csv and tsv are; or save "
                    f"it as csv, and name that in {STUDY}"
                )
        return self.names[table]

    def begin(self, table: str) -> None:
        """Begin a table that the study lacks and that may be begun, as `<table>.csv`; it has no row yet.

        Raises
        ------
        BadChoice
            Where a file has its name that the study does not know.
        """
        if table not in BEGUN or table in self.names:
            return
        name = begun(self.root, table, ".csv")
        self.begun[table] = name
        self.names[table] = [name]
        self._read[table, name] = (list(BEGUN[table]), [])

    def _table(self, table: str, name: str) -> tuple[list[str], list[TableRow]]:
        if (table, name) not in self._read:
            findings = Findings()
            found = read_table(self.root / name, findings, self.missing)
            findings.stop_if_faulty()
            assert found is not None  # no table comes with a fault
            frame = renamed(table, found.located, self.study.name_of)
            rows = [
                TableRow(
                    name,
                    row[LINE],
                    {k: v for k, v in row.items() if isinstance(v, str) and k not in (FILE, LINE)},
                )
                for row in frame.iter_rows(named=True)
            ]
            self._read[table, name] = (found.columns, rows)
        return self._read[table, name]

    def columns(self, table: str, name: str) -> list[str]:
        """The columns of a file."""
        return self._table(table, name)[0]

    def rows(self, table: str) -> list[TableRow]:
        """The rows of a table, of all its files, without those that an edit has taken out."""
        found = (row for name in self.files(table) for row in self._table(table, name)[1])
        return [row for row in found if row.line not in self.changes[row.file].gone]

    @cached_property
    def apart(self) -> bool:
        """Whether codings stand in a table of their own."""
        return "codings" in self.names

    def own_name(self, table: str, column: str, value: str) -> str:
        """A value as the rows have it: a name in the study's spelling."""
        whose: Whose | None = COLUMNS.get(table, {}).get(column)
        if whose is not None:
            return self.study.name_of(whose, value)
        return named(value) if column in NAMES else value.strip()

    def meant(self, table: str, key: Mapping[str, str]) -> list[TableRow]:
        """The rows that have these values."""
        told = {column: self.own_name(table, column, value) for column, value in key.items()}
        return [row for row in self.rows(table) if all(row[name] == value for name, value in told.items())]

    def missed(self, table: str, key: Mapping[str, str]) -> None:
        """A fault for a key that no row has."""
        said = listed(f"{column}: {value}" for column, value in key.items() if value)
        first = next(iter(key), "id")
        known = sorted({row[first] for row in self.rows(table)})
        wrong = self.own_name(table, first, key.get(first, "")) not in known
        end = f"; {hint(key.get(first, ''), known)}" if wrong else ""
        self.faults.append(Fault(shown(self.root / self.files(table)[0]), None, f"no row has {said}{end}"))

    def one(self, table: str, key: Mapping[str, str]) -> TableRow | None:
        """The one row that is meant; None after a fault."""
        found = self.meant(table, key)
        if len(found) == 1:
            return found[0]
        if not found:
            self.missed(table, key)
            return None
        differ = [name for name in KEYS[table] if len({row[name] for row in found}) > 1]
        end = f": say {listed(differ)}, too" if differ else ""
        lines = ", ".join(str(row.line) for row in found[:5])
        message = f"{len(found)} rows are meant (lines {lines}){end}"
        self.faults.append(Fault(shown(self.root / found[0].file), found[0].line, message))
        return None

    # what becomes of it

    def set(self, table: str, row: TableRow, column: str, value: str) -> None:
        """Let a cell of a row be this, with a decimal comma where its column has them."""
        if not self.fits(table, row.file, column):
            return
        if (row.file, row.line, column) in self._set:
            raise BadChoice(f"{shown(self.root / row.file)}:{row.line}: `{column}` is set twice")
        self._set.add((row.file, row.line, column))
        said = self._as_there(table, row.file, column, value)
        if row[column] == self.own_name(table, column, value):
            return
        self.changes[row.file].cells.setdefault(row.line, {})[column] = said
        self._tell(table, row, "cell", column, row[column], said)

    def add(self, table: str, name: str, values: Mapping[str, str]) -> dict[str, str]:
        """A row below those of a file; the row, so that another edit may fill it in."""
        kept = {
            column: self._as_there(table, name, column, value)
            for column, value in values.items()
            if self.fits(table, name, column)
        }
        self.changes[name].rows.append(kept)
        place = "/".join(kept[one] for one in KEYS[table] if kept.get(one))
        said = "; ".join(f"{column}: {value}" for column, value in kept.items() if value)
        self.made.append(MadeChange(name, None, "row added", place, None, said))
        return kept

    def drop(self, table: str, row: TableRow) -> None:
        """Take a row out."""
        self.changes[row.file].gone.add(row.line)
        said = "; ".join(f"{column}: {value}" for column, value in row.cells.items() if value)
        place = "/".join(row[one] for one in KEYS[table] if row[one])
        self.made.append(MadeChange(row.file, row.line, "row taken out", place, said, None))

    def fits(self, table: str, name: str, column: str) -> bool:
        """Whether a file has a column, or may get it; else a fault."""
        there = self.columns(table, name)
        if column in there or column in KNOWN[table] or TITLED.fullmatch(column):
            return True
        message = f"no column `{column}`; {hint(column, [*there, *KNOWN[table]])}"
        self.faults.append(Fault(shown(self.root / name), None, message))
        return False

    def _as_there(self, table: str, name: str, column: str, value: str) -> str:
        if not POINT.fullmatch(value):
            return value
        cells = [row[column] for row in self._table(table, name)[1]]
        comma = any(map(COMMA.fullmatch, cells)) and not any(map(POINT.fullmatch, cells))
        return value.replace(".", ",") if comma else value

    def _tell(self, table: str, row: TableRow, what: str, column: str, before: str, after: str) -> None:
        place = "/".join(row[one] for one in KEYS[table] if row[one])
        self.made.append(
            MadeChange(row.file, row.line, what, f"{place} {column}", before or None, after or None)
        )

    def other(self, row: TableRow, what: str, now: str, was: str) -> None:
        """Something else stands there than whoever edits saw."""
        message = f"{what} is {_quoted(now)} by now, and was {_quoted(was)} when it was read"
        self.conflicts.append(Fault(shown(self.root / row.file), row.line, message))

    def bytes(self) -> dict[str, bytes]:
        """What the files become."""
        headings = {name: ",".join(BEGUN[table]) + "\n" for table, name in self.begun.items()}
        return {
            name: with_rows(headings[name], change.rows).encode("utf-8")
            if name in headings
            else changed_table(self.root / name, change)
            for name, change in self.changes.items()
            if change.cells or change.rows or change.gone
        }


def _quoted(value: str) -> str:
    return f"`{value}`" if value else "blank"


# cells and rows


def set_cell(tables: StudyTables, edit: SetCell) -> None:
    """One cell; a column of a statement in all its rows, where no coder is named."""
    key = key_of(edit.table, edit.key)
    if edit.table == "statements" and edit.column not in OF_A_CODER and not {"coder", OCCASION} & set(key):
        found = tables.meant(edit.table, key)
        if not found:
            tables.missed(edit.table, key)
            return
        told = [row for row in found if row[edit.column]] or found[:1]
    else:
        one = tables.one(edit.table, key)
        if one is None:
            return
        told = [one]
    if edit.was is not None and told[0][edit.column] != tables.own_name(edit.table, edit.column, edit.was):
        tables.other(told[0], f"`{edit.column}`", told[0][edit.column], edit.was)
        return
    for row in told:
        tables.set(edit.table, row, edit.column, edit.value)


def add_row(tables: StudyTables, edit: AddRow) -> None:
    """A row below; of a statement in the file that has others of its source; the first of a table that is begun."""
    tables.begin(edit.table)
    name, values = tables.files(edit.table)[-1], dict(edit.values)
    if edit.table == "statements" and values.get("source"):
        source = tables.own_name("statements", "source", values["source"])
        rows = tables.rows("statements")
        name = next((row.file for row in reversed(rows) if row["source"] == source), name)
        if not values.get("id"):
            pending = [one.get("id", "") for change in tables.changes.values() for one in change.rows]
            own = [row["id"] for row in rows if row["source"] == source]
            values = {"id": next_id(source, own, [*(row["id"] for row in rows), *pending]), **values}
    tables.add(edit.table, name, values)


def next_id(source: str, own: Iterable[str], taken: Iterable[str]) -> str:
    """The next free id of a source's statements, in the form that the last of them has.

    >>> next_id("g08", ["g08_1", "g08_2"], ["g08_1", "g08_2", "g08_3"]), next_id("i 1", [], [])
    ('g08_4', 'i_1_1')
    >>> next_id("g08", ["g08-009"], [])
    'g08-010'
    """
    known = {*own, *taken}
    forms = [found for one in own if (found := re.fullmatch(r"(.*?)([0-9]+)", one))]
    head = forms[-1][1] if forms else re.sub(r"[^\w.-]+", "_", source) + "_"
    same = [found for found in forms if found[1] == head]
    width = len(same[-1][2]) if same and same[-1][2].startswith("0") else 0
    number = max((int(found[2]) for found in same), default=0) + 1
    while f"{head}{number:0{width}d}" in known:
        number += 1
    return f"{head}{number:0{width}d}"


def drop_row(tables: StudyTables, edit: DropRow) -> None:
    """A row taken out; all of a statement's, where no coder is named."""
    key = key_of(edit.table, edit.key)
    if edit.table == "statements" and not {"coder", OCCASION} & set(key):
        found = tables.meant(edit.table, key)
        if not found:
            tables.missed(edit.table, key)
    else:
        one = tables.one(edit.table, key)
        found = [] if one is None else [one]
    for column, was in (edit.was or {}).items():
        if found and found[0][column] != tables.own_name(edit.table, column, was):
            tables.other(found[0], f"`{column}`", found[0][column], was)
            return
    for row in found:
        tables.drop(edit.table, row)
    if edit.table == "ratings" and found:
        _check_numbers(tables, found)


def _check_numbers(tables: StudyTables, gone: list[TableRow]) -> None:
    """A rating is called by its row: none behind those that go may be cited, since it would be called otherwise."""
    rows = [row.line for row in tables._table("ratings", gone[0].file)[1]]
    first = 1 + min(rows.index(row.line) for row in gone)
    cited = {*tables.study.claims["statement"]}
    cited |= {one for condensate in tables.study.condensates for one in condensate.statements}
    if tables.study.measures is not None:
        cited |= {
            one for measure in tables.study.measures.measures for shift in measure.shifts for one in shift.evidence
        }  # fmt: skip
    found = [one for one in cited if (m := re.match(r"rating-([0-9]+)", one)) and int(m[1]) >= first]
    if found:
        message = (
            f"a rating is called by its row, and {listed(sorted(found))} is cited: it would be another one"
        )
        tables.faults.append(Fault(shown(tables.root / gone[0].file), gone[0].line, message))
