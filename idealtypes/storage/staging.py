"""What a transaction prepares before it counts: new files written beside their places, old ones kept.

All is below `.idealtypes/<id>/`: in `new` and `old` the files have their own names, so that a person can find them
there. A file that a link leads to outside the folder is prepared beside itself, under a hidden name, since a file
changes its place at once only within a medium; `outside.json` lists those.
"""

from __future__ import annotations

import errno
import json
from collections.abc import Iterable
from pathlib import Path

from idealtypes.storage.file_layer import begun_file, layer, make_folders, new_file, remove_tree
from idealtypes.storage.journal import JOURNAL, Entry, digest
from idealtypes.storage.lock import HIDDEN, LOCK

OUTSIDE = "outside.json"
AT_ONCE = 64  # files that are open and wait to be synced
NO_LINKS = (
    errno.EPERM,
    errno.EOPNOTSUPP,
    errno.ENOTSUP,
    errno.EMLINK,
    errno.EXDEV,
    errno.ENOSYS,
    errno.EINVAL,
)


def located(root: Path, name: str) -> Path:
    """A file of a journal: its names are those from the folder, or whole ones."""
    return root / name


class Staging:
    """The place of one transaction, in a folder whose lock is held."""

    def __init__(self, root: Path, id_: str) -> None:
        self.root, self.place = root, root / HIDDEN / id_
        self.base = root.resolve()
        self.folders: dict[
            Path, Path | None
        ] = {}  # of targets: where its files are prepared; None: beside them
        self.synced: set[Path] = set()
        self.outside: list[str] = []
        self.open: list[int] = []  # files that are written and not yet on the medium

    def begin(self, targets: Iterable[Path]) -> None:
        """Make the place; those files that lie elsewhere are listed before anything is put beside them."""
        disk = layer()
        disk.make_folder(self.place)
        targets = list(targets)
        for folder in {path.parent for path in targets}:
            self.folders[folder] = folder.relative_to(self.base) if self._within(folder) else None
        out = [path for path in targets if self.folders[path.parent] is None]
        self.outside = [str(self._beside(path, kind)) for path in out for kind in ("new", "old")]
        if self.outside:
            new_file(self.place / OUTSIDE, json.dumps(self.outside).encode("utf-8"))

    def stage(self, target: Path, data: bytes, mode: int | None) -> Path:
        """Write what a file becomes."""
        path = self._path(target, "new")
        self._write(path, data, mode)
        return path

    def keep(self, target: Path) -> Path:
        """Keep a file as it is now: a second name for it, or a copy where the medium has no such thing."""
        path = self._path(target, "old")
        try:
            layer().link(target, path)
        except OSError as problem:
            if problem.errno not in NO_LINKS:
                raise
            known = layer().status(target)
            self._write(path, layer().read(target), None if known is None else known.st_mode)
        return path

    def _write(self, path: Path, data: bytes, mode: int | None) -> None:
        if len(self.open) >= AT_ONCE:
            self._sync()
        self.open.append(begun_file(path, data, mode))

    def _sync(self) -> None:
        files, self.open = self.open, []
        try:
            layer().sync(files)
        finally:
            for file in files:
                layer().close(file)

    def give_up(self) -> None:
        """Let go of the files that are open."""
        files, self.open = self.open, []
        for file in files:
            layer().close(file)

    def settle(self) -> None:
        """Wait until all of it is on the medium."""
        self._sync()
        for folder in sorted(self.synced | {self.place, self.root / HIDDEN}):
            layer().sync_folder(folder)

    def name(self, path: Path) -> str:
        """A file as a journal names it."""
        said = path.as_posix()
        for base in (f"{self.root.as_posix()}/", f"{self.base.as_posix()}/"):
            if said.startswith(base):
                return said.removeprefix(base)
        return said

    def _within(self, folder: Path) -> bool:
        """Whether files of a folder can be prepared below the hidden one, and moved from there at once."""
        if not folder.is_relative_to(self.base):
            return False
        while (known := layer().status(folder)) is None:
            folder = folder.parent
        own = layer().status(self.base)
        return own is not None and own.st_dev == known.st_dev

    def _path(self, target: Path, kind: str) -> Path:
        inside = self.folders[target.parent]
        path = self._beside(target, kind) if inside is None else self.place / kind / inside / target.name
        if path.parent not in self.synced:
            make_folders(path.parent)
            self.synced |= {path.parent, *(one for one in path.parents if one.is_relative_to(self.place))}
        return path

    def _beside(self, target: Path, kind: str) -> Path:
        return target.with_name(f".{target.name}.{self.place.name}.{kind}")


def leftovers(root: Path) -> list[str]:
    """What earlier transactions left below the hidden folder, but for the lock and the journal."""
    return [name for name in layer().listing(root / HIDDEN) if name not in (LOCK, JOURNAL)]


def sweep(root: Path) -> None:
    """Take away what transactions prepared; the lock is held, and no journal is there any more."""
    disk, hidden = layer(), root / HIDDEN
    for name in leftovers(root):
        path = hidden / name
        if not path.is_dir():
            disk.unlink(path)
            continue
        for other in _listed(path / OUTSIDE):
            if disk.status(other) is not None:
                disk.unlink(other)
        remove_tree(path)


def _listed(path: Path) -> list[Path]:
    """The files that were put beside others outside the folder: our own names alone, whatever the list says."""
    try:
        said = json.loads(layer().read(path))
        names = [Path(one) for one in said]
    except (OSError, ValueError, TypeError, RecursionError):
        return []
    return [one for one in names if one.name.startswith(".") and path.parent.name in one.name]


def intact(root: Path, name: str | None, wanted: str | None) -> bool:
    """Whether what was staged or kept under this name is there, byte for byte."""
    if name is None:
        return False
    try:
        return digest(layer().read(located(root, name))) == wanted
    except OSError:
        return False


def put_new(root: Path, entry: Entry) -> None:
    """Let a file be what it is to become."""
    target = located(root, entry.path).resolve()
    if entry.new is None:
        layer().unlink(target)
    else:
        assert entry.staged is not None  # what has a new content was staged
        layer().rename(located(root, entry.staged), target)


def put_old(root: Path, entry: Entry) -> None:
    """Let a file be what it was."""
    target = located(root, entry.path).resolve()
    if entry.old is None:
        layer().unlink(target)
    else:
        assert entry.kept is not None  # what was there is kept
        layer().rename(located(root, entry.kept), target)


def aside(path: Path) -> Path:
    """A free name beside a file, for what somebody else wrote in its place."""
    number, found = 1, path.with_name(f"{path.stem} (kept){path.suffix}")
    while layer().status(found) is not None:
        number += 1
        found = path.with_name(f"{path.stem} (kept {number}){path.suffix}")
    return found
