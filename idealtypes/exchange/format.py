"""The interface to a foreign format: what it is called, how it is recognised, how it is read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from idealtypes.errors import BadChoice, IdealtypesError
from idealtypes.exchange.project import Project

EVERY = 1000  # rows between two words on progress
SAMPLE = 4096  # bytes from the beginning of a file by which it is recognised


class NotReadable(IdealtypesError):  # noqa: N818
    """A file cannot be read: the message names the member and the place, and what would be right."""


class BadWish(NotReadable, BadChoice):
    """What was asked for beside the file does not fit it."""


@dataclass(frozen=True)
class Sample:
    """What a format is recognised by: the path (a file or a folder), its first bytes, and, where it is an archive or
    a database, the names of its members or tables."""

    path: Path
    head: bytes = b""
    members: tuple[str, ...] = ()  # of a zip archive, or the entries of a folder
    tables: tuple[str, ...] = ()  # of an SQLite database
    inside: tuple[str, ...] = ()  # the files of a folder and of those in it, with `/` between folders


@dataclass(frozen=True)
class Wishes:
    """What the user asked for beside the file: `columns` maps our names of columns to the headings of a table
    (`--column text=Segment`); `sheets` are the worksheets that are read, () for all; `missing` are codes for missing
    values, whose cells are blank; `progress(done, all)` is told how far the reading is; `names` are those of the codes
    in a codebook, as `several_codes.bare` compares them, by which several codes in one cell are told apart; `coder` is
    who coded, where the file does not say; with `rated` a table is a sheet of ratings."""

    columns: Mapping[str, str] = field(default_factory=dict)
    progress: Callable[[int, int], None] | None = None
    names: frozenset[str] = frozenset()
    sheets: tuple[str, ...] = ()
    coder: str | None = None
    rated: bool = False
    missing: tuple[str, ...] = ()

    def tell(self, done: int, whole: int) -> None:
        """Word on how far the reading is, for one row in a thousand."""
        if self.progress is not None and done % EVERY == 0:
            self.progress(done, whole)


@dataclass(frozen=True)
class Format:
    """A foreign format. `recognises(sample)` looks at the content, not at the name; `read(path, wishes)` gives the
    project or raises NotReadable. `verified` names the programs and versions whose real files were read, "" for none,
    and `tried` when (a year and a month, or a day). `columns` are the names that `--column` may have, None for a table,
    which knows them itself: then `vocabulary` has them, with the headings that mean them. `distribution` is the
    installed package that brings it, "" for this one.

    `holds(path, wishes)` counts what is in the file, kind by kind (`account.KINDS`; only the kinds of which the file
    has records of their own), for the account of an import. It decides nothing that `read` decides: elements of XML,
    rows of a table of a database, filled cells; what `read` then keeps, joins and leaves out has to add up to that.
    """

    id: str
    title: str
    makers: tuple[str, ...]
    recognises: Callable[[Sample], bool]
    read: Callable[[Path, Wishes], Project]
    verified: str = ""
    columns: tuple[str, ...] | None = ()
    tried: str = ""
    distribution: str = ""
    holds: Callable[[Path, Wishes], Mapping[str, int]] | None = None
    vocabulary: Mapping[str, Sequence[str]] = field(default_factory=dict)
