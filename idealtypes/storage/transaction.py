"""The one transaction of every command that writes: all files of a folder become new, or none does.

Under the lock of the folder the command reads and computes. Then what it puts is staged beside and old files are kept;
what was read is compared with what lies there now; one journal is written, and each file is moved into its place. A
process that dies before the journal leaves the old files, one that dies after it leaves the new ones to the next
command (`recovery`). A move that fails is taken back.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path

from idealtypes.errors import IdealtypesError
from idealtypes.storage import history
from idealtypes.storage.file_layer import layer, make_folders, remove_empty
from idealtypes.storage.journal import (
    Entry,
    Journal,
    digest,
    file_digest,
    read_journal,
    remove_journal,
    write_journal,
)
from idealtypes.storage.lock import HIDDEN, acquire, owner_now, release
from idealtypes.storage.notices import tell
from idealtypes.storage.recovery import recover
from idealtypes.storage.single_file import write_file
from idealtypes.storage.staging import Staging, aside, located, put_new, put_old, sweep

Mark = tuple[int, int, int] | None


class Changed(IdealtypesError):  # noqa: N818
    """Somebody changed a file between its reading and the writing; nothing was written."""


@dataclass(frozen=True)
class _Put:
    """What a file becomes (None: it goes), the hash of what was there when that was said, and its permissions."""

    data: bytes | None
    before: str | None
    mode: int | None = None


class Transaction:
    """The changes of one command to the files of a folder.

    Files are named from the folder, or by a path. What is put is read back by `read` before it is on the medium.
    """

    def __init__(self, root: Path, command: str) -> None:
        self.root, self.command = root, command
        self._puts: dict[Path, _Put] = {}
        self._seen: dict[Path, str | None] = {}

    def read(self, name: str | Path) -> bytes:
        """The bytes of a file as they will be; where they are those of the medium, they have to be the same in the end.

        Raises
        ------
        OSError
            Where the file cannot be read.
        """
        found = self.prepared(name)
        if found is not None:
            return found
        path = self._real(name)
        data = layer().read(path)
        self._seen.setdefault(path, digest(data))
        return data

    def prepared(self, name: str | Path) -> bytes | None:
        """What was put into a file; None where nothing was.

        Raises
        ------
        OSError
            Where the file is to be gone.
        """
        path = self._real(name)
        put = self._puts.get(path)
        if put is not None and put.data is None:
            raise FileNotFoundError(2, os.strerror(2), str(path))
        return None if put is None else put.data

    def put(self, name: str | Path, data: bytes, mode: int | None = None) -> None:
        """Let a file have these bytes; through a link, the one that it leads to.

        Its permissions stay as they are, or are those of new files, unless a `mode` is given.
        """
        self._put(name, data, mode)

    def put_all(self, files: Mapping[str, bytes]) -> None:
        """The same for several."""
        for name, data in files.items():
            self._put(name, data)

    def remove(self, name: str | Path) -> None:
        """Let a file be gone."""
        self._put(name, None)

    def saw(self, files: Iterable[tuple[str | Path, str]]) -> None:
        """Files that were read, each with its SHA-256: it has to be the same in the end, if it lies in the folder."""
        for name, found in files:
            path = self._real(name)
            if path not in self._puts:
                self._seen.setdefault(path, found)

    def digest_of(self, name: str | Path) -> str:
        """SHA-256 of what was put."""
        data = self._puts[self._real(name)].data
        return digest(b"" if data is None else data)

    def _real(self, name: str | Path) -> Path:
        return (self.root / name).resolve()

    def _put(self, name: str | Path, data: bytes | None, mode: int | None = None) -> None:
        path = self._real(name)
        if path.is_dir():
            raise IdealtypesError(f"{self.root / name} is a folder, and a file is to be written there")
        before = self._puts.get(path)
        old = before.before if before is not None else self._seen.get(path, file_digest(path))
        self._puts[path] = _Put(data, old, mode)

    def commit(self) -> None:
        """Write all that was put, or nothing; afterwards nothing is put any more, and the lock is still held.

        Raises
        ------
        Changed
            Where somebody changed a file that was read, or is to be written.
        IdealtypesError
            Where the files cannot be written.
        """
        changes = {
            path: put
            for path, put in self._puts.items()
            if (None if put.data is None else digest(put.data)) != put.before
        }
        listener = history.listener()
        told = None
        try:
            if listener and changes:
                told = _before(self, changes)
            if changes:
                _switch(self, changes)
        except OSError as problem:
            raise _closed(self.root, problem) from problem
        finally:
            self._puts, self._seen = {}, {}
        if listener and told:  # what was read is what was replaced: the switch has compared it
            listener(told)

    def is_now(self, name: str | Path, known: str | None) -> bool:
        """Whether a file has this SHA-256 on the medium; None: whether it is not there."""
        return file_digest(self._real(name)) == known

    def _compare(self, changes: Mapping[Path, _Put]) -> None:
        """Raise Changed where a file is not what it was."""
        base = self.root.resolve()
        seen = {path: one for path, one in self._seen.items() if path.is_relative_to(base)}
        for path, was in {**seen, **{path: put.before for path, put in changes.items()}}.items():
            if file_digest(path) != was:
                raise Changed(
                    f"{self.root / _name(path, base)} was changed by somebody else since it was read: nothing is "
                    "written; read it again, and run the command again"
                )


def _before(change: Transaction, changes: Mapping[Path, _Put]) -> history.FilesChanged:
    """What a switch is about to change, with the bytes as they are."""
    files: list[history.FileBefore] = []
    for path, put in changes.items():
        known = layer().status(path)
        mode = None if known is None else known.st_mode
        after = None if put.data is None else digest(put.data)
        files.append(history.FileBefore(path, layer().read(path) if put.before else None, after, mode))
    around = {one for path, put in changes.items() if put.data is not None for one in path.parents}
    made = sorted(one for one in around if layer().status(one) is None)
    return history.FilesChanged(change.root, change.command, tuple(files), tuple(made))


def _name(path: Path, base: Path) -> Path:
    return path.relative_to(base) if path.is_relative_to(base) else path


def _closed(root: Path, problem: OSError) -> IdealtypesError:
    return IdealtypesError(f"{root} cannot be written: {problem.strerror or problem}")


# the switch


def _switch(change: Transaction, changes: Mapping[Path, _Put]) -> None:
    """Stage, keep, compare, and from the journal on move."""
    root, owner = change.root, owner_now(change.command)
    id_ = uuid.uuid4().hex[:12]
    staging = Staging(root, id_)
    try:
        staging.begin(changes)
        entries = [_prepared(staging, path, put) for path, put in changes.items()]
        staging.settle()
        change._compare(changes)
        marks = [_mark(located(root, entry.path)) for entry in entries]
        journal = Journal(id_, change.command, owner.since, tuple(entries), _missing(staging, changes))
        write_journal(root, journal)
    except BaseException:
        staging.give_up()
        _abandon(root)
        raise
    moved: list[Entry] = []
    made: list[Path] = []
    try:
        for entry, mark in zip(entries, marks, strict=True):
            target = located(root, entry.path)
            made += make_folders(target.parent)
            if _mark(target) != mark:
                raise Changed(
                    f"{target} was changed by somebody else just now: nothing is written; run the command again"
                )
            put_new(root, entry)
            moved.append(entry)
        _on_medium(root, entries, made)
    except BaseException as problem:
        _take_back(root, moved, made, problem)
        raise
    _finish(root, entries, marks)


def _prepared(staging: Staging, path: Path, put: _Put) -> Entry:
    known = layer().status(path)
    kept = None if known is None else staging.name(staging.keep(path))
    mode = put.mode if put.mode is not None or known is None else known.st_mode
    staged = None if put.data is None else staging.name(staging.stage(path, put.data, mode))
    new = None if put.data is None else digest(put.data)
    return Entry(staging.name(path), put.before, new, kept, staged)


def _missing(staging: Staging, changes: Mapping[Path, _Put]) -> tuple[str, ...]:
    """The folders that the switch has to make, the outermost first."""
    found = {
        one
        for path, put in changes.items()
        if put.data is not None
        for one in path.parents
        if layer().status(one) is None
    }
    return tuple(staging.name(one) for one in sorted(found))


def _mark(path: Path) -> Mark:
    known = layer().status(path)
    return None if known is None else (known.st_ino, known.st_mtime_ns, known.st_size)


def _on_medium(root: Path, entries: Iterable[Entry], made: Iterable[Path]) -> None:
    folders = {located(root, entry.path).resolve().parent for entry in entries}
    for folder in sorted(folders | {one.parent for one in made}):
        if layer().status(folder) is not None:
            layer().sync_folder(folder)


def _abandon(root: Path) -> None:
    """Leave nothing of what was prepared; what cannot be taken away now, the next command takes away."""
    try:
        if read_journal(root) is not None:
            remove_journal(root)
        sweep(root)
    except (OSError, IdealtypesError):
        return


def _take_back(root: Path, moved: list[Entry], made: list[Path], problem: BaseException) -> None:
    """Put back what was moved, the last first; where that fails, too, the journal stays for the next command."""
    try:
        for entry in reversed(moved):
            put_old(root, entry)
        remove_empty(made)
        _on_medium(root, moved, ())
        remove_journal(root)
        sweep(root)
    except OSError:
        raise IdealtypesError(
            f"{root}: the files could not all be written ({problem}). Both versions of each are in `{root / HIDDEN}`: "
            "the next command puts them in order, once the folder can be written again"
        ) from problem


def _finish(root: Path, entries: Iterable[Entry], marks: Iterable[Mark]) -> None:
    """All is in place: what a person wrote into an old file in the very moment is set aside, the rest goes."""
    try:
        for entry, mark in zip(entries, marks, strict=True):
            if entry.kept is None:
                continue
            kept = located(root, entry.kept)
            now = _mark(kept)
            if mark is not None and now is not None and now[0] == mark[0] and now != mark:
                other = aside(located(root, entry.path))
                layer().rename(kept, other)
                tell(
                    f"{entry.path} was changed while it was replaced: what was written into it is in {other}"
                )
        sweep(root)
        remove_journal(root)  # last, so that a reader who began before the switch sees that there was one
    except OSError as problem:
        tell(
            f"{root / HIDDEN} could not be tidied up ({problem.strerror}): all is written, and the next command does it"
        )


# the door


_HELD: ContextVar[Mapping[Path, Transaction]] = ContextVar("held", default={})  # noqa: B039


def held_by(root: Path) -> Transaction | None:
    """The transaction of this command on a folder; None where it has none."""
    return _HELD.get().get(root.resolve())


def holding(path: Path) -> Transaction | None:
    """The transaction of this command in whose folder a file lies; None where there is none."""
    held = _HELD.get()
    if not held:
        return None
    folder, real = path.parent.resolve(), path.resolve()  # the file itself may be a link that leads elsewhere
    around = (folder, *folder.parents, *real.parents)
    return next((held[one] for one in around if one in held), None)


def put_with(root: Path | None, path: Path, data: bytes) -> None:
    """Let a file, wherever it is, become new together with a folder, if this command changes that; else by itself."""
    change = None if root is None else held_by(root)
    if change is None:
        write_file(path, data)
    else:
        change.put(path.absolute(), data)


@contextmanager
def writing_file(path: Path, command: str) -> Iterator[Transaction]:
    """Write to a file of a folder that this command writes to, else to its own folder."""
    outer = holding(path)
    if outer is not None:
        yield outer
        return
    with writing(path.parent, command) as change:
        yield change


@contextmanager
def writing(root: Path, command: str) -> Iterator[Transaction]:
    """Write to a folder: read, compute and put inside; what was put is written at the end, all or nothing.

    The folder is made where it is missing. Inside a transaction of the same command on the same folder, this is that
    one, and the outer one writes.

    Raises
    ------
    Busy
        Where somebody else is writing; `str` of it says who, since when, and what to do.
    BadJournal
        Where an earlier run was stopped, and this version cannot put the folder in order.
    IdealtypesError
        Where the folder cannot be written; nothing is, then.
    """
    outer = held_by(root)
    if outer is not None:
        yield outer
        return
    if root.exists() and not root.is_dir():
        raise IdealtypesError(f"{root} is a file: give the name of a folder")
    made: list[Path] = []
    try:
        made = make_folders(root)
        held = acquire(root, command, made=len(made))
    except OSError as problem:
        remove_empty(made)
        raise _closed(root, problem) from problem
    try:
        try:
            recover(root)
        except OSError as problem:
            raise _closed(root, problem) from problem
        change = Transaction(root, command)
        before = _HELD.set({**_HELD.get(), root.resolve(): change})
        try:
            yield change
            change.commit()
        finally:
            _HELD.reset(before)
    finally:
        release(held)
        remove_empty([*held.begun, *made])
