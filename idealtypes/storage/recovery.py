"""What an earlier run left is put in order by the next command: forward from a journal, back without one.

What is done can be done again: a process that dies here leaves the rest to the next. A file that somebody changed in
between is kept beside, under another name.
"""

from __future__ import annotations

from pathlib import Path

from idealtypes.storage.file_layer import layer, make_folders, remove_empty
from idealtypes.storage.journal import (
    BadJournal,
    Entry,
    file_digest,
    read_journal,
    remove_journal,
)
from idealtypes.storage.lock import HIDDEN
from idealtypes.storage.notices import tell
from idealtypes.storage.single_file import sweep_unfinished
from idealtypes.storage.staging import aside, intact, leftovers, located, put_new, put_old, sweep


def recover(root: Path) -> None:
    """Put a folder in order whose lock is held.

    Raises
    ------
    BadJournal
        For a journal of a newer version or a damaged one: nothing is touched then.
    OSError
        Where the folder cannot be written.
    """
    sweep_unfinished(root)
    journal = read_journal(root)
    if journal is None:
        if leftovers(root):
            sweep(root)
            tell(
                f"{root}: an earlier command was stopped before it changed anything; what it had prepared is removed"
            )
        return
    forward = all(_can_become(root, entry) for entry in journal.entries)
    if not forward and not all(_can_go_back(root, entry) for entry in journal.entries):
        place = root / HIDDEN / journal.id
        raise BadJournal(
            f"{root}: `{journal.command}` was stopped on {journal.since} while it changed files here, and what it "
            f"needs to finish is no longer whole. Nothing is removed: below `{place}` the folder `new` has files as "
            "they were to become, `old` those that were there. Put those that you want in their places, and remove "
            f"`{root / HIDDEN}`"
        )
    others = [_settled(root, entry, forward) for entry in journal.entries]
    folders = {located(root, entry.path).resolve().parent for entry in journal.entries}
    if not forward:
        remove_empty([located(root, name) for name in journal.folders])
    for folder in sorted(folders):
        if layer().status(folder) is not None:
            layer().sync_folder(folder)
    if (
        forward
    ):  # the journal goes last, so that a reader who saw files half way sees it, or that they are gone
        sweep(root)
    remove_journal(root)
    sweep(root)
    done = "finished" if forward else "taken back"
    tell(
        f"{root}: `{journal.command}` was stopped on {journal.since} while it changed files; it is now {done}"
    )
    for other in filter(None, others):
        tell(f"{other}: somebody changed this file in between; what was written into it is kept here")


def _can_become(root: Path, entry: Entry) -> bool:
    if entry.new is None or intact(root, entry.staged, entry.new):
        return True
    now = file_digest(located(root, entry.path))
    # neither staged nor as it was: it was moved, and somebody has changed it since
    return now == entry.new or (now not in (entry.old, None) and not _there(root, entry.staged))


def _can_go_back(root: Path, entry: Entry) -> bool:
    return (
        entry.old is None
        or file_digest(located(root, entry.path)) == entry.old
        or intact(root, entry.kept, entry.old)
    )


def _there(root: Path, name: str | None) -> bool:
    return name is not None and layer().status(located(root, name)) is not None


def _settled(root: Path, entry: Entry, forward: bool) -> Path | None:
    """Let a file be new, or old; where somebody changed it, the name under which her version is kept."""
    target = located(root, entry.path)
    now = file_digest(target)
    wanted, other = (entry.new, entry.old) if forward else (entry.old, entry.new)
    if now == wanted:
        return None
    theirs = None
    if now not in (wanted, other, None):
        if forward and not _there(root, entry.staged) and entry.new is not None:
            return None  # it had become new, and what somebody did to it since stays
        theirs = aside(target)
        layer().rename(target.resolve(), theirs)
        now = None
    if wanted is None and now is None:
        return theirs
    make_folders(target.resolve().parent)
    (put_new if forward else put_old)(root, entry)
    return theirs
