"""The other names of a study on their way through its tables: each is read as the name that `study.yaml` gives it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace

import polars as pl

from idealtypes.files.document import Document
from idealtypes.files.faults import Findings
from idealtypes.files.tables import Table, blame
from idealtypes.model.aliases import WHOSE, Aliases, Whose
from idealtypes.model.spelling import look_alikes, named, told_alike

SPLIT = ";"  # between several cases of one statement
# Table → column → whose name it holds; the columns of ids name what they list themselves.
COLUMNS: Mapping[str, Mapping[str, Whose]] = {
    "statements": {"source": "sources", "coder": "coders", "case": "cases"},
    "codings": {"coder": "coders"},
    "ratings": {"rater": "coders", "source": "sources", "case": "cases"},
    "sources": {"case": "cases"},
}
WORDS: Mapping[Whose, str] = {"sources": "source", "coders": "coder or rater", "cases": "case"}


def renamed(key: str, frame: pl.DataFrame, name_of: Callable[[Whose, str], str]) -> pl.DataFrame:
    """The frame of the table that study.yaml names under a key, with names instead of other names."""
    columns = {name: whose for name, whose in COLUMNS.get(key, {}).items() if name in frame.columns}

    def read(cell: str, whose: Whose) -> str:
        parts = [part.strip() for part in cell.split(SPLIT)] if whose == "cases" else [cell]
        own = [name_of(whose, part) for part in parts]
        return cell if own == parts else SPLIT.join(own)

    for name, whose in columns.items():
        new = {cell: read(cell, whose) for cell in frame[name].drop_nulls().unique()}
        if changed := {cell: own for cell, own in new.items() if own != cell}:
            frame = frame.with_columns(frame[name].replace(changed))
    return frame


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
        return (
            replace(table, frame=renamed(key, table.frame, self.name)) if any(self.others.values()) else table
        )

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

    def warn_look_alikes(self, kind: str, titles: Mapping[str, str], whose: Whose) -> None:
        """Warnings of names that differ in capitals, accents or look-alike letters only, and are not settled.

        `titles` are what the ids are called: an import gives ids of its own to names that look alike.
        """
        told: set[str] = set()
        for group in look_alikes(titles):
            told |= {*group}
            self._warn_alike(kind, group, group, whose)
        ids = {title: key for key, title in titles.items() if key not in told}
        for names in look_alikes(ids):
            self._warn_alike(kind, [ids[name] for name in names], names, whose)

    def _warn_alike(self, kind: str, ids: Sequence[str], names: Sequence[str], whose: Whose) -> None:
        if all(key in getattr(self.aliases, whose) for key in ids):
            return
        first, *rest = ids
        one = f"{{{whose}: {{{first}: [{', '.join(rest)}]}}}}"
        apart = f"{{{whose}: {{{', '.join(f'{key}: []' for key in ids)}}}}}"
        self.findings.warn(
            self.document.file,
            None,
            f"{told_alike(kind, names)}: if they are one, write them alike or say `aliases: {one}`; if they are not, "
            f"say `aliases: {apart}`",
        )

    def _warn(self, place: tuple[str | int, ...], message: str) -> None:
        self.findings.warn(self.document.file, self.document.line(place), message)
