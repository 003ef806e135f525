"""The journal of a switch: once it is there, all files of a transaction are to become new; until then, none.

`.idealtypes/journal.json` names every file with the SHA-256 of what was and of what comes, and where the one is kept
and the other staged. It has a hash of itself, so that half of it is no journal.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from idealtypes.errors import IdealtypesError
from idealtypes.model import VERSION
from idealtypes.storage.file_layer import layer, new_file
from idealtypes.storage.lock import HIDDEN

FORMAT = 1
JOURNAL = "journal.json"
UNFINISHED = "journal.new"
SELF = "sha256"


class BadJournal(IdealtypesError):  # noqa: N818
    """A journal that this version cannot go on from; the message says what to do, and all that it holds is kept."""


@dataclass(frozen=True)
class Entry:
    """One file of a switch.

    Parameters
    ----------
    path
        The file: from the folder, or whole where a link leads out of it.
    old, new
        SHA-256 of what is there before and after; None for nothing.
    kept, staged
        Where the one is kept and the other waits, likewise.
    """

    path: str
    old: str | None
    new: str | None
    kept: str | None
    staged: str | None


@dataclass(frozen=True)
class Journal:
    """What a switch changes: its id, the command, since when, its files, and the folders that it makes."""

    id: str
    command: str
    since: str
    entries: tuple[Entry, ...]
    folders: tuple[str, ...] = ()


def digest(data: bytes) -> str:
    """SHA-256 of bytes, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def file_digest(path: Path) -> str | None:
    """SHA-256 of a file; None where none is."""
    try:
        return digest(layer().read(path))
    except (FileNotFoundError, NotADirectoryError):
        return None


def journal_bytes(journal: Journal) -> bytes:
    """A journal as it is written.

    >>> journal_in(journal_bytes(Journal("a1", "place", "", ())), Path("study")).command
    'place'
    """
    said: dict[str, Any] = {"format": FORMAT, "program": f"idealtypes {VERSION}", **asdict(journal)}
    return json.dumps({**said, SELF: _of(said)}, indent=1).encode("utf-8")


def _of(said: Mapping[str, Any]) -> str:
    text = json.dumps({key: value for key, value in said.items() if key != SELF}, sort_keys=True)
    return digest(text.encode("utf-8"))


def journal_in(data: bytes, root: Path) -> Journal:
    """The journal in these bytes.

    Raises
    ------
    BadJournal
        For one of a newer version, and for one that is damaged.
    """
    try:
        said = json.loads(data)
        version = said["format"]
        if isinstance(version, int) and version > FORMAT:
            raise BadJournal(
                f"{root}: {said.get('program', 'a newer idealtypes')} was stopped while it changed files here, and "
                "this version cannot finish that: open the folder once with that version, or a newer one"
            )
        if said[SELF] != _of(said) or version != FORMAT:
            raise ValueError
        entries = tuple(Entry(**one) for one in said["entries"])
        return Journal(said["id"], said["command"], said["since"], entries, tuple(said["folders"]))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as problem:
        if isinstance(problem, BadJournal):
            raise
        raise BadJournal(_damaged(root)) from None


def _damaged(root: Path) -> str:
    hidden = root / HIDDEN
    return (
        f"{root}: a command was stopped while it changed files here, and `{hidden / JOURNAL}` is damaged. Nothing is "
        f"lost: below `{hidden}` the folder `new` has the files as they were to become, `old` those that were there. "
        f"Copy either all of `new` or all of `old` to their places, and then remove `{hidden}`"
    )


def read_journal(root: Path) -> Journal | None:
    """The journal of a folder; None where there is none."""
    try:
        data = layer().read(root / HIDDEN / JOURNAL)
    except (FileNotFoundError, NotADirectoryError):
        return None
    return journal_in(data, root)


def write_journal(root: Path, journal: Journal) -> None:
    """Write the journal whole: from here on the switch is to happen."""
    disk, hidden = layer(), root / HIDDEN
    new_file(hidden / UNFINISHED, journal_bytes(journal))
    disk.rename(hidden / UNFINISHED, hidden / JOURNAL)
    disk.sync_folder(hidden)


def remove_journal(root: Path) -> None:
    """Take the journal away: the switch is over, one way or the other."""
    disk, hidden = layer(), root / HIDDEN
    disk.unlink(hidden / JOURNAL)
    disk.sync_folder(hidden)
