"""One statement as its files have it, so that it can be edited: its cells, what each coder put on it, its claims.

What is told here is what an edit says that it `was`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl

from idealtypes.errors import IdealtypesError
from idealtypes.files.content import STUDY
from idealtypes.files.document import plain
from idealtypes.files.editing.edited_codes import codes_cell
from idealtypes.files.editing.edited_tables import StudyTables, TableRow, next_id
from idealtypes.files.statements import OCCASION
from idealtypes.model.stance import STANCE
from idealtypes.model.study import StudyData
from idealtypes.storage.reading import read_text

CELLS = ("text", "mode", "case", "locator", "source", "voice", "condition")
CLAIM = ("aspect", "pole", "outcome", "effect", "trait", "from_outcome", STANCE)


@dataclass(frozen=True, eq=False)
class StatementRows:
    """The tables of a study as they are, and what stands in them of one statement."""

    study: StudyData
    tables: StudyTables

    @property
    def why_not(self) -> str:
        """Why statements cannot be edited here, "" where they can."""
        try:
            for table in ("statements", *(("codings",) if self.tables.apart else ())):
                self.tables.files(table)
        except IdealtypesError as problem:
            return str(problem)
        return ""

    def has(self, table: str) -> bool:
        """Whether the study has such a table, one that can be edited."""
        try:
            return table in self.tables.names and bool(self.tables.files(table))
        except IdealtypesError:
            return False

    def cells(self, statement: str) -> dict[str, str]:
        """The cells of a statement as its first row says them, "" for blank; {} where there is no such statement."""
        found = self.tables.meant("statements", {"id": statement})
        if not found:
            return {}
        return {name: next((row[name] for row in found if row[name]), "") for name in CELLS}

    def judgements(self, statement: str) -> list[dict[str, Any]]:
        """What each coder put on it, at each occasion: `codes` as a cell has them, "" where she put none."""
        of = pl.col("statement") == statement
        read = self.study.readings.filter(of)
        put: dict[tuple[str, str], list[tuple[str, str]]] = {}
        for row in self.study.codings.filter(of).iter_rows(named=True):
            amount = "" if row["intensity"] == 1 else repr(row["intensity"])
            put.setdefault((row["coder"], row.get(OCCASION) or ""), []).append((row["code"], amount))
        who = [(row["coder"], row.get(OCCASION) or "") for row in read.iter_rows(named=True)]
        return [
            {"coder": coder, "occasion": occasion, "codes": codes_cell(put.get((coder, occasion), []))}
            for coder, occasion in dict.fromkeys([*who, *put])
        ]

    def claims(self, statement: str) -> list[dict[str, str]]:
        """Its rows in the table of claims; none where the study has no such table."""
        if not self.has("claims"):
            return []
        rows = self.tables.meant("claims", {"statement": statement})
        return [{"statement": statement, **_shown(row)} for row in rows]

    def next_id(self, source: str) -> str:
        """The next free id of a source's statements."""
        statements = self.study.statements
        own = statements.filter(pl.col("source") == source)["id"].to_list()
        return next_id(source, own, statements["id"].to_list())


def _shown(row: TableRow) -> dict[str, str]:
    return {name: row[name] for name in CLAIM}


def statement_rows(study: StudyData) -> StatementRows:
    """The tables of a study that was read from a folder."""
    assert study.root is not None  # the workbench opens folders
    return StatementRows(study, StudyTables(study, study.root, plain(read_text(study.root / STUDY))))
