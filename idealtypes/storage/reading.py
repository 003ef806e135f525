"""Readers of a folder: they put in order what an earlier run left, and never see half of a switch."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from idealtypes.errors import IdealtypesError
from idealtypes.storage.file_layer import layer, remove_empty
from idealtypes.storage.journal import JOURNAL, read_journal
from idealtypes.storage.lock import HIDDEN, PATIENCE, PAUSE, Busy, Elsewhere, acquire, release
from idealtypes.storage.notices import tell
from idealtypes.storage.recovery import recover
from idealtypes.storage.single_file import sweep_unfinished
from idealtypes.storage.transaction import held_by, holding

T = TypeVar("T")
AGAIN = 5  # readings that a writer may cross before the last is taken as it is


def read(path: Path) -> bytes:
    """The bytes of a file; within a transaction of this command those that it will have.

    Raises
    ------
    OSError
        Where the file cannot be read.
    """
    change = holding(path)
    return path.read_bytes() if change is None else change.read(path.absolute())


def prepared(path: Path) -> bytes | None:
    """What this command has put into a file that is not on the medium yet; None where it has put nothing."""
    change = holding(path)
    return None if change is None else change.prepared(path.absolute())


def noted(path: Path, digest: str) -> None:
    """A file was read, with this SHA-256: it has to be the same when this command writes to its folder."""
    change = holding(path)
    if change is not None:
        change.saw([(path.absolute(), digest)])


def read_text(path: Path, errors: str = "strict") -> str:
    """The text of a UTF-8 file without byte order mark, its line ends as line feeds, read likewise."""
    return read(path).decode("utf-8-sig", errors).replace("\r\n", "\n").replace("\r", "\n")


def steadily(root: Path, reading: Callable[[], T]) -> T:
    """Read a folder, again if somebody wrote to it meanwhile; first what an earlier run left is put in order, in the
    folders that lie in it, too: a report may be one of them.

    Raises
    ------
    BadJournal
        Where an earlier run was stopped, and this version cannot put the folder in order.
    Busy
        Where somebody writes to it for very long, or on another machine.
    """
    _folders_in_order(root)
    if held_by(root) is not None:
        return reading()
    for _ in range(AGAIN):
        in_order(root)
        before = _mark(root)
        try:
            found = reading()
        except (OSError, IdealtypesError):
            if _mark(root) == before:
                raise
            continue
        if _mark(root) == before:
            return found
    in_order(root)
    return reading()


def _folders_in_order(root: Path) -> None:
    """Put the folders within a folder in order, as far as that can be done: the study is read all the same."""
    for name in layer().listing(root):
        try:
            if layer().status(root / name / HIDDEN) is not None:
                in_order(root / name)
        except OSError:  # a link that leads to itself, a folder that may not be read
            continue
        except IdealtypesError as problem:
            tell(str(problem))


def _mark(root: Path) -> object:
    """What changes when somebody switches files here: a switch makes the hidden folder, writes in it, removes it."""
    hidden = root / HIDDEN
    known = [layer().status(path) for path in (root, hidden)]
    return [None if one is None else (one.st_ino, one.st_mtime_ns) for one in known], layer().listing(hidden)


def in_order(root: Path) -> None:
    """Put in order what an earlier run left in a folder, where that can be done; wait for a switch that goes on."""
    sweep_unfinished(root)
    until = time.monotonic() + PATIENCE.get()
    while layer().status(root / HIDDEN) is not None:
        switching = JOURNAL in layer().listing(root / HIDDEN)
        try:
            held = acquire(root, "reading", patience=0)
        except Elsewhere:
            if switching:
                raise
            return  # nothing is switched yet: all is as it was
        except Busy:
            if not switching:
                return
            if time.monotonic() >= until:
                raise
            time.sleep(PAUSE)
            continue
        except OSError as problem:
            _told(root, switching, problem)
            return
        try:
            recover(root)
        except OSError as problem:
            _told(root, switching, problem)
        finally:
            release(held)
            remove_empty(held.begun)
        return


def _told(root: Path, switching: bool, problem: OSError) -> None:
    """The folder cannot be put in order: it is read as it is, and where that may be a mixture, it is said."""
    if not switching:
        return
    journal = read_journal(root)
    what = "a command" if journal is None else f"`{journal.command}`"
    tell(
        f"{root}: {what} was stopped while it changed files here, and that cannot be put in order "
        f"({problem.strerror or problem}): some files may be new and some old. Read it once where it can be written"
    )
