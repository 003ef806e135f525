"""What becomes of a table in csv or tsv: other cells in rows that are there, rows taken out, rows below its own."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from idealtypes.errors import IdealtypesError
from idealtypes.files.added_rows import with_cells, with_rows, without_lines
from idealtypes.files.content import STUDY, shown
from idealtypes.storage.reading import read

MARK = b"\xef\xbb\xbf"
PLAIN = (".csv", ".tsv")  # the tables that can be edited without changing what else is in them


@dataclass
class TableChanges:
    """Other cells of rows and rows that go, both by the line on which they begin; and new rows."""

    cells: dict[int, dict[str, str]] = field(default_factory=dict)
    rows: list[dict[str, str]] = field(default_factory=list)
    gone: set[int] = field(default_factory=set)


def refuse_other_kinds(path: Path, what: str = "rows are added") -> None:
    """Raise IdealtypesError for a table that cannot be edited as text."""
    if path.suffix.lower() not in PLAIN:
        raise IdealtypesError(
            f"{shown(path)}: {what} to tables in csv: save it as csv, and name that in `{STUDY}`"
        )


def changed_table(path: Path, change: TableChanges) -> bytes:
    """The bytes of a table after these changes; nothing is written."""
    data = read(path)
    mark = MARK if data.startswith(MARK) else b""
    text, tab = data.removeprefix(MARK).decode("utf-8"), "\t" if path.suffix.lower() == ".tsv" else None
    cells = {line: row for line, row in change.cells.items() if line not in change.gone}
    if change.rows:  # below, so that the lines of the others stay
        text = with_rows(text, change.rows, tab)
    if cells:
        text = with_cells(text, cells, tab)
    if change.gone:
        text = without_lines(text, change.gone, tab)
    return mark + text.encode("utf-8")
