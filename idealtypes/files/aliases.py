"""The other names of a study on their way through its tables: each is read as the name that `study.yaml` gives it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

import polars as pl

from idealtypes.files.document import Document
from idealtypes.files.faults import Findings
from idealtypes.files.tables import Table, blame
from idealtypes.model.aliases import WHOSE, Aliases, Whose
from idealtypes.model.hints import listed
from idealtypes.model.spelling import differing, look_alikes, named

SPLIT = ";"  # between several cases of one statement
# Table → column → whose name it holds; the columns of ids name what they list themselves.
COLUMNS: Mapping[str, Mapping[str, Whose]] = {
    "statements": {"source": "sources", "coder": "coders", "case": "cases"},
    "codings": {"coder": "coders"},
    "ratings": {"rater": "coders", "source": "sources", "case": "cases"},
    "sources": {"case": "cases"},
}
WORDS: Mapping[Whose, str] = {"sources": "source", "coders": "coder or rater", "cases": "case"}


class Renaming:
    """Who is who in a study: `others` has, for each kind, other name → name."""

    def __init__(self, aliases: Aliases, document: Document, findings: Findings) -> None:
        self.aliases, self.document, self.findings = aliases, document, findings
        self.others: dict[Whose, dict[str, str]] = {whose: aliases.others(whose) for whose in WHOSE}
        self.met: dict[Whose, set[str]] = {whose: set() for whose in WHOSE}

    def name(self, whose: Whose, name: str) -> str:
        """The name of what is named in any spelling, or by another name."""
        own = named(name)
        if own in self.others[whose]:
            self.met[whose].add(own)
        return self.others[whose].get(own, own)

    def joined(self, whose: Whose) -> list[str]:
        """The names that other names were read as so far."""
        return sorted({self.others[whose][other] for other in self.met[whose]})

    def applied(self, key: str, table: Table) -> Table:
        """The table that study.yaml names under a key, with names instead of other names.

        Another name in a column of ids is a fault: it would be listed as one of its own.
        """
        if key in WHOSE and "id" in table.columns:
            self._blame_listed(key, table)
        columns = {
            name: whose
            for name, whose in COLUMNS.get(key, {}).items()
            if name in table.columns and self.others[whose]
        }
        if not columns:
            return table
        renamed = [self._renamed(table.frame[name], whose) for name, whose in columns.items()]
        return replace(table, frame=table.frame.with_columns(renamed))

    def _renamed(self, column: pl.Series, whose: Whose) -> pl.Series:
        cells = column.drop_nulls().unique().to_list()
        new = {cell: self._cell(cell, whose) for cell in cells}
        changed = {cell: own for cell, own in new.items() if own != cell}
        return column.replace(changed) if changed else column

    def _cell(self, cell: str, whose: Whose) -> str:
        if whose != "cases":
            return self.name(whose, cell)
        return SPLIT.join(self.name(whose, part.strip()) for part in cell.split(SPLIT))

    def _blame_listed(self, whose: Whose, table: Table) -> None:
        others = self.others[whose]
        blame(
            table.located.filter(pl.col("id").is_in(list(others))),
            lambda row: (
                f"`{row['id']}` is listed here, and {self.document.file} says that it is another name of "
                f"`{others[row['id']]}`: leave out the row, or the alias"
            ),
            self.findings,
            f"other names that are listed among the {whose}",
        )

    # what a reader would want to know

    def warn_unused(self, there: Mapping[Whose, Collection[str]]) -> None:
        """Warnings for names and other names that nothing has; `there` are those that occur, by kind."""
        for whose in WHOSE:
            for name, others in getattr(self.aliases, whose).items():
                unmet = [(place, other) for place, other in enumerate(others) if other not in self.met[whose]]
                if not others and name not in there[whose]:
                    self._warn(("aliases", whose, name), f"no {WORDS[whose]} is called `{name}`")
                for place, other in unmet:
                    self._warn(
                        ("aliases", whose, name, place),
                        f"no {WORDS[whose]} is called `{other}`: this other name of `{name}` has no use",
                    )

    def warn_look_alikes(self, kind: str, names: Iterable[str | None], whose: Whose) -> None:
        """A warning for names that differ in capitals, accents or look-alike letters only, and are not settled."""
        settled = getattr(self.aliases, whose)
        for group in look_alikes(name for name in names if name):
            if all(name in settled for name in group):
                continue
            first, *rest = group
            points = "; ".join(dict.fromkeys(differing(first, other) for other in rest))
            one = f"{{{whose}: {{{first}: [{', '.join(rest)}]}}}}"
            apart = f"{{{whose}: {{{', '.join(f'{name}: []' for name in group)}}}}}"
            self.findings.warn(
                self.document.file,
                None,
                f"the {kind} {listed(group)} differ in capitals, accents or look-alike letters only ({points}), and "
                f"count as {len(group)}: if they are one, write them alike or say `aliases: {one}`; if they are not, "
                f"say `aliases: {apart}`",
            )

    def _warn(self, place: tuple[str | int, ...], message: str) -> None:
        self.findings.warn(self.document.file, self.document.line(place), message)
