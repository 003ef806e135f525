"""Reports as tables: which sheets and columns hold what, by their headings, with the user's word before any guess."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from idealtypes.exchange.builder import Builder
from idealtypes.exchange.format import BadWish, NotReadable, Sample, Wishes
from idealtypes.exchange.sheets import (
    Headed,
    Sheets,
    Worksheet,
    headed,
    is_table,
    plain,
    read_heads,
    read_sheets,
)
from idealtypes.model.hints import hint, listed
from idealtypes.model.missing import forms, look_missing

LONGEST, WORDS = 60, 8  # characters and words of a heading

NONE = "-"  # `--column id=-`: no column is our `id`
Vocabulary = Mapping[str, Sequence[str]]  # our name → headings that mean it, the surest first
Needed = Sequence[str | tuple[str, ...]]  # names of ours, or several of which one will do
# Columns of ours that are words, or of which nothing is kept: a row is read without them.
READ_WITHOUT = (
    "text",
    "memo",
    "comment",
    "name",
    "created",
    "changed",
    "changed by",
    "locator",
    "coverage",
    "color",
    "area",
    "density",
)

NO_SOURCE = (
    "it names no source, as other rows do; name it in each of them: a merged cell is saved in the first alone"
)
IDS = {"source": "source", "case": "case", "coder": "coder", "code": "code", "codes": "code"}


@lru_cache(maxsize=1)
def shared_vocabulary() -> Vocabulary:
    """What the columns of anybody's table are called, in all languages that are known (`vocabulary.toml`).

    >>> "sitat" in shared_vocabulary()["text"], shared_vocabulary()["text"][0]
    (True, 'text')
    """
    said = tomllib.loads(Path(__file__).with_name("vocabulary.toml").read_text(encoding="utf-8"))
    return {
        name: tuple(dict.fromkeys(word for words in languages.values() for word in words))
        for name, languages in said.items()
    }


@dataclass(frozen=True, eq=False)
class Columns:
    """A table whose columns are known: `at` gives the position of each of our names that is there."""

    table: Headed
    at: Mapping[str, int]

    def get(self, row: Sequence[str], name: str) -> str:
        """The trimmed cell of a column, "" where the table has no such column."""
        position = self.at.get(name)
        return "" if position is None else row[position].strip()

    def lacking(self, needed: Needed) -> list[str]:
        """Which names of ours are not there; of several that serve alike, the first where none is."""
        any_of = [(name,) if isinstance(name, str) else name for name in needed]
        return [names[0] for names in any_of if self.at.keys().isdisjoint(names)]

    def lines(self, row: Sequence[str], name: str) -> str:
        """The cell of a column with line feeds only, whatever a spreadsheet wrote."""
        cell = self.get(row, name).replace("_x000D_", "")
        return cell.replace("\r\n", "\n").replace("\r", "\n")

    def lost(self, index: int) -> list[str]:
        """Which cells of a row hold no value although they should, with why."""
        cells, headings = self.table.sheet.unread, self.table.headings
        return [
            f"`{headings[n]}`: {cells[index, n]}"
            for name, n in self.at.items()
            if name not in READ_WITHOUT and (index, n) in cells
        ]

    def others(self) -> list[tuple[str, int]]:
        """The headings and positions of the columns that have no name of ours; those without a heading are left out."""
        taken = set(self.at.values())
        return [(h, n) for n, h in enumerate(self.table.headings) if n not in taken and h]


def matched(sheet: Worksheet, vocabulary: Vocabulary, wishes: Wishes) -> Columns:
    """The columns of a sheet under our names: as wished, else by the headings that are known for them.

    A heading is matched once, by the name that comes first in the vocabulary; of several columns under one
    heading the first is taken.

    Raises
    ------
    NotReadable
        For a wish that names no column of ours, or a heading that is not there.
    """
    sheet = _without_missing(sheet, wishes.missing)
    known = {plain(heading): name for name, headings in vocabulary.items() for heading in headings}
    known |= {plain(heading): name for name, heading in wishes.columns.items() if heading != NONE}
    table = headed(sheet, known)
    at: dict[str, int] = {}
    headings = [plain(heading) for heading in table.headings]
    for name, heading in wishes.columns.items():
        if name not in vocabulary:
            raise BadWish(f"`column` {name}={heading}: {hint(name, vocabulary)}")
        if heading == NONE:
            continue
        if plain(heading) not in headings:
            raise BadWish(
                f"{table.where}: `column` {name}={heading}: no column has that heading; "
                f"{hint(heading, filter(None, table.headings))}"
            )
        at[name] = headings.index(plain(heading))
    for name, words in vocabulary.items():
        if name in wishes.columns:
            continue
        for word in words:
            place = next(
                (n for n, h in enumerate(headings) if h == plain(word) and n not in at.values()), None
            )
            if place is not None:
                at[name] = place
                break
    return Columns(table, at)


def recognised(sample: Sample, vocabulary: Vocabulary, fits: Callable[[Columns], bool]) -> bool:
    """Whether a file is a table, and the columns of one of its sheets are those of a report."""
    if not is_table(sample):
        return False
    try:
        sheets = read_heads(sample.path).sheets
        return any(fits(matched(sheet, vocabulary, Wishes())) for sheet in sheets)
    except NotReadable:
        return False


def asked_for(book: Sheets, wishes: Wishes, made: Builder) -> tuple[Worksheet, ...]:
    """The sheets that are to be read: those that the user names, else all. The others are listed.

    Raises
    ------
    BadWish
        For a name that no sheet has.
    """
    if not wishes.sheets:
        return book.sheets
    names = {plain(sheet.name): sheet for sheet in book.sheets}
    for name in wishes.sheets:
        if plain(name) not in names:
            there = tuple(filter(None, (sheet.name for sheet in book.sheets)))
            why = hint(name, there) if there else "the file is one table"
            raise BadWish(f"{book.sheets[0].file}: `sheet` {name}: no worksheet has that name; {why}")
    wanted = {plain(name) for name in wishes.sheets}
    for sheet in book.sheets:
        if plain(sheet.name) not in wanted:
            left_sheet(sheet, "it was not asked for", made)
    return tuple(names[name] for name in dict.fromkeys(map(plain, wishes.sheets)))


def left_sheet(sheet: Worksheet, why: str, made: Builder) -> None:
    """A sheet that is not read, with its rows."""
    made.skip(f"worksheet `{sheet.name}`", sheet.file, why, passages=len(sheet.rows) - 1, fate="left")


def one_of(sheets: Sequence[Worksheet], what: str, wishes: Wishes) -> None:
    """Refuse several sheets that each are what an import reads, where the user has not said which.

    Raises
    ------
    BadWish
        With their names: two coders' sheets, two rounds and two exports of one project are not told apart by a guess.
    """
    if len(sheets) > 1 and not wishes.sheets:
        names = listed(sheet.name for sheet in sheets)
        raise BadWish(
            f"{sheets[0].file}: {len(sheets)} worksheets are each a {what} ({names}), and whether their rows belong "
            f"together is not known: name the one that is read with `sheet` {sheets[0].name}, or each of several"
        )


def picked(
    book: Sheets,
    columns_of: Callable[[Worksheet], Columns],
    needed: Needed,
    what: str,
    made: Builder,
    wishes: Wishes,
    beside: Callable[[Worksheet], bool] = lambda sheet: False,
) -> list[Columns]:
    """The columns of the sheets that are `what`: those that lack none of the `needed` names. Other sheets are listed,
    and what was made of the file is noted.

    Raises
    ------
    BadWish
        Where several are, and the user has named none.
    NotReadable
        Where none is, with the names of ours that the last one lacks.
    """
    made.notes += book.notes
    columns = [
        columns_of(sheet) for sheet in asked_for(book, wishes, made)
    ]  # a file that was read has a sheet
    for one in columns:
        if one.lacking(needed):
            why = "it tells of the project" if beside(one.table.sheet) else f"it is no {what}"
            left_sheet(one.table.sheet, why, made)
    found = [one for one in columns if not one.lacking(needed)]
    if not found:
        raise missing(columns[-1], columns[-1].lacking(needed), f"a {what} by {made.maker}")
    one_of([one.table.sheet for one in found], what, wishes)
    for one in found:
        titles(one, made)
    return found


def titles(columns: Columns, made: Builder) -> None:
    """The rows above the headings of a table that is read: titles, dates of an export."""
    if above := columns.table.head:
        where = columns.table.sheet.place(0)
        made.skip(
            f"{above} rows above the headings",
            where,
            "they are no rows of the table",
            passages=above,
            fate="left",
        )


def rows_held(path: Path, wishes: Wishes, codings: Callable[[Worksheet], int]) -> dict[str, int]:
    """What a table holds, for `Format.holds`: the filled rows of all its sheets, one row of headings in each aside, and
    the codings in those that the user asked for, which `codings` counts in a sheet."""
    sheets = read_sheets(path).sheets
    wanted = {plain(name) for name in wishes.sheets}
    return {
        "rows": sum(len(sheet.rows) - 1 for sheet in sheets),
        "codings": sum(codings(sheet) for sheet in sheets if not wanted or plain(sheet.name) in wanted),
    }


def filled(columns: Columns, *names: str) -> int:
    """How many rows have something in one of these columns."""
    return sum(any(columns.get(row, name) for name in names) for _, row in columns.table.rows())


def each_row(tables: Iterable[Columns], wishes: Wishes) -> Iterator[tuple[Columns, int, Sequence[str]]]:
    """Every row of some tables with its number, and word on how far the reading is."""
    for columns in tables:
        for done, (index, row) in enumerate(columns.table.rows()):
            yield columns, index, row
            wishes.tell(done, columns.table.height)


def readable(columns: Columns, index: int, codings: int, made: Builder) -> bool:
    """Whether a row has a value wherever it needs one; else it is left out with its codings, and told.

    A cell of words that is an error is blank, and told, too.
    """
    if not columns.table.sheet.unread:
        return True
    where = columns.table.sheet.place(index)
    if lost := columns.lost(index):
        made.skip("a row", where, "; ".join(lost), passages=1, codings=codings)
        return False
    for at, heading in enumerate(columns.table.headings):
        if why := columns.table.sheet.unread.get((index, at)):
            made.skip(f"the cell `{heading}`", where, f"{why}; it is read as blank")
    return True


def rest_of(columns: Columns, row: Sequence[str]) -> dict[str, str]:
    """What stands in the columns that have no name of ours, by their headings, blanks left out."""
    cells = ((heading, row[at].strip()) for heading, at in columns.others())
    return {heading: cell for heading, cell in cells if cell}


def told(columns: Columns, unused: Iterable[str] = ()) -> list[str]:
    """Sentences on which column was read as what, which became attributes, and which were left out.

    `unused` are names of ours that are recognised and of which nothing is kept.
    """
    headings = columns.table.headings
    read = [(name, headings[at]) for name, at in sorted(columns.at.items(), key=lambda one: one[1])]
    other = [f"{name} from `{h}`" for name, h in read if name not in unused and plain(h) != name]
    notes = [f"Columns: {', '.join(other)}."] if other else []
    if left := [headings[columns.at[name]] for name in unused if name in columns.at]:
        notes.append(f"Columns of which nothing is kept: {listed(left)}.")
    filled = [at for at, h in enumerate(headings) if not h and any(columns.table.column(at))]
    if blank := [str(at + 1) for at in filled if set(columns.table.column(at)) != {"●"}]:
        notes.append(f"Columns without a heading were not read: number {', '.join(blank)}.")
    return [*notes, *_undeclared(columns)]


def _undeclared(columns: Columns) -> Iterator[str]:
    """Sentences on what looks like a code for missing values where names stand, as nobody said that it is one."""
    for name, what in IDS.items():
        if name not in columns.at:
            continue
        cells = columns.table.column(columns.at[name])
        for value in look_missing(filter(None, cells), sure=name in ("code", "codes")):
            where = columns.table.sheet.place(columns.table.head + 1 + cells.index(value))
            yield (
                f"{where}: `{value}` looks like a missing value, and is a {what} of that name; if it means that "
                f"nothing is known, import with `missing` {value}."
            )


def _without_missing(sheet: Worksheet, missing: Sequence[str]) -> Worksheet:
    """The sheet with blanks for the codes of missing values that the user names."""
    if not missing:
        return sheet
    codes = frozenset(forms(missing))
    rows = [tuple("" if cell.strip() in codes else cell for cell in row) for row in sheet.rows]
    return replace(sheet, rows=rows)


def missing(columns: Columns, needed: Iterable[str], what: str) -> NotReadable:
    """The error for columns that were not found: the headings that are there, and how to say which is which."""
    absent = [name for name in needed if name not in columns.at]
    found = [heading for heading in columns.table.headings if heading]
    wish = " ".join(f"`column` {name}=HEADING" for name in absent)
    lacks = f"{columns.table.where}: {what} has no column that is known to be {_either(absent)}. "
    if not _are_headings(columns.table.sheet.file, found):
        return BadWish(f"{lacks}What stands there are sentences and no headings: is it a table at all?")
    return BadWish(f"{lacks}The headings are {listed(found)}. Say which it is: {wish}")


def _are_headings(file: str, found: Sequence[str]) -> bool:
    """Whether these can be headings; what somebody said in an interview stands in no message."""
    turn = bool(found) and ": " in found[0]  # who speaks, and what
    short = all(len(one) <= LONGEST and len(one.split()) <= WORDS for one in found)
    ends = any(one.endswith((".", "?", "!", "…", "”", ":")) for one in found)
    return short and not ends and not turn and not file.lower().endswith((".txt", ".text", ".md"))


def _either(names: Sequence[str]) -> str:
    return " or ".join(f"`{name}`" for name in names)
