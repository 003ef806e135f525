"""The tables of a file before it is imported: worksheets, headings, first cells, and what each column is taken for.

What is told here is what an import would take columns for by their headings; a person may say otherwise (`column`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from idealtypes.exchange.detect import RATED, detect, formats, sample
from idealtypes.exchange.format import Format, Wishes
from idealtypes.exchange.formats import codebook, rating_sheets, tidy
from idealtypes.exchange.headings import NONE, Columns, matched
from idealtypes.exchange.marks import marks_in
from idealtypes.exchange.sheets import Worksheet, is_table, plain, read_heads

CELLS, LETTERS = 3, 80  # that are shown of a column, and of a cell
Taken = Literal["role", "code", "aspect", "attribute", "nothing"]


@dataclass(frozen=True)
class FileColumn:
    """A column: its heading, what it is taken for, our name for that where it is a role, and its first filled cells."""

    heading: str
    taken: Taken
    role: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class FileTable:
    """A table of a file: the name of its worksheet, "" in a file that is one table, and its columns."""

    name: str
    columns: tuple[FileColumn, ...]


@dataclass(frozen=True)
class FileTables:
    """What a file is before it is imported.

    Attributes
    ----------
    format, title
        The id and the title of its format.
    kind
        What it would become: `codings` and `ratings` have tables whose columns can be named, as a `codebook` has;
        a `project` is read as its program wrote it.
    roles
        What `column` of an import may name.
    tables
        Its worksheets; none of a project.
    """

    format: str
    title: str
    kind: Literal["codings", "ratings", "codebook", "project"]
    roles: tuple[str, ...]
    tables: tuple[FileTable, ...]


def file_tables(
    file: str | Path,
    *,
    column: Mapping[str, str] | None = None,
    missing: Sequence[str] = (),
    ratings: bool = False,
) -> FileTables:
    """The tables of a file, and what an import would take their columns for; the first rows alone are looked at.

    Parameters
    ----------
    file
        As of `import_project`.
    column, missing
        As of `import_project`; a heading that a table does not have says nothing of it.
    ratings
        Whether it is read as a sheet of ratings, whatever it looks like.

    Raises
    ------
    IdealtypesError
        For what no format recognises.

    Examples
    --------
    >>> import idealtypes as it
    >>> found = it.file_tables("tests/door/segments.csv")
    >>> found.kind, [(one.heading, one.role) for one in found.tables[0].columns][:2]
    ('codings', [('source', 'source'), ('text', 'text')])
    """
    path = Path(file)
    given = sample(path)
    found = detect(given)
    if ratings and is_table(given):
        found = next(one for one in formats() if one.id == RATED)
    if found.columns is not None:
        return FileTables(found.id, found.title, "project", found.columns, ())
    tall = found.id == RATED and not column and rating_sheets.is_tall(path)
    sheets = read_heads(path).sheets
    wishes = Wishes(column or {}, missing=tuple(missing))
    kinds: dict[str, Literal["ratings", "codebook"]] = {RATED: "ratings", codebook.FORMAT.id: "codebook"}
    return FileTables(
        found.id,
        found.title,
        kinds.get(found.id, "codings"),
        () if tall else tuple(found.vocabulary),
        tuple(_table(sheet, found, _of(sheet, found, wishes), tall) for sheet in sheets),
    )


def _of(sheet: Worksheet, found: Format, wishes: Wishes) -> Wishes:
    """The wishes that a sheet can fulfil: names of ours that its format has, and headings that stand in it."""
    there = {plain(cell) for row in sheet.rows[:30] for cell in row}
    kept = {
        name: heading
        for name, heading in wishes.columns.items()
        if name in found.vocabulary and (heading == NONE or plain(heading) in there)
    }
    return replace(wishes, columns=kept)


def _table(sheet: Worksheet, found: Format, wishes: Wishes, tall: bool) -> FileTable:
    columns = _columns(sheet, found, wishes)
    roles = {at: name for name, at in columns.at.items()}
    codes, aspects = _codes(columns, found), _aspects(columns, found)
    headings = columns.table.headings
    made = []
    for at, heading in enumerate(headings):
        cells = columns.table.column(at)
        taken: Taken = "nothing" if not heading else "attribute"
        if at in roles or (tall and heading):
            taken = "role"
        elif at in codes:
            taken = "code"
        elif at in aspects:
            taken = "aspect"
        role = heading if tall else roles.get(at, "")
        if heading or any(cells):
            made.append(FileColumn(heading, taken, role, _first(cells)))
    return FileTable(sheet.name, tuple(made))


def _columns(sheet: Worksheet, found: Format, wishes: Wishes) -> Columns:
    if found.id == tidy.FORMAT.id:
        return tidy.columns_of(sheet, wishes)
    columns = matched(sheet, found.vocabulary, wishes)
    return rating_sheets.labelled(columns) if found.id == RATED else columns


def _codes(columns: Columns, found: Format) -> set[int]:
    """The columns that are each a code: of a table that names codes nowhere else."""
    if found.id != tidy.FORMAT.id or not columns.at.keys().isdisjoint(("code", "codes")):
        return set()
    marks = marks_in(columns)
    enough = len(marks.used) >= 2 or (marks.used and "text" in columns.at)
    return {at for _, at in marks.codes} if enough else set()


def _aspects(columns: Columns, found: Format) -> set[int]:
    """The columns that hold scores."""
    if found.id != RATED:
        return set()
    return {at for _, at in columns.others() if rating_sheets.ends_of(columns.table.column(at)) is not None}


def _first(cells: Sequence[str]) -> tuple[str, ...]:
    filled = dict.fromkeys(" ".join(cell.split()) for cell in cells if cell)
    return tuple(one if len(one) <= LETTERS else f"{one[: LETTERS - 1]}…" for one in list(filled)[:CELLS])
