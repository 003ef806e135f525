"""The handful of operations on the file system that everything written goes through, and the place to put others in.

A test puts in a layer that fails or stops at the k-th operation; nothing else in the package changes files.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
LOCKED = os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
FEW, THREADS = 2, 16  # files that are synced one after another; threads for more
FAR = 1 << 30  # the byte that Windows locks: beyond the words of the owner, which others are to read


class FileLayer:
    """The file system as it is; every method is one operation, and raises OSError where the system does."""

    def status(self, path: Path) -> os.stat_result | None:
        """What the system knows of a file or folder, links followed; None where nothing is."""
        try:
            return path.stat()
        except (FileNotFoundError, NotADirectoryError):
            return None

    def listing(self, folder: Path) -> list[str]:
        """The names in a folder, sorted; none where there is no folder."""
        try:
            return sorted(os.listdir(folder))  # noqa: PTH208
        except (FileNotFoundError, NotADirectoryError):
            return []

    def read(self, path: Path) -> bytes:
        """The bytes of a file."""
        return path.read_bytes()

    def create(self, path: Path) -> int:
        """Make a file that is not there yet, with the permissions that new files get; its descriptor."""
        return os.open(path, NEW, 0o666)

    def permit(self, path: Path, mode: int) -> None:
        """Give a file these permissions."""
        path.chmod(stat.S_IMODE(mode))

    def write(self, file: int, data: bytes) -> None:
        """Write all of these bytes."""
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(file, rest) :]

    def sync(self, files: Sequence[int]) -> None:
        """Wait until these files are on the medium; side by side, since a medium takes many at once."""
        if len(files) <= FEW:
            for file in files:
                os.fsync(file)
            return
        from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(THREADS) as pool:
            list(pool.map(os.fsync, files))

    def sync_folder(self, folder: Path) -> None:
        """Wait until the names in a folder are on the medium; nothing where the system has no such thing."""
        if os.name == "nt":
            return
        file = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(file)
        finally:
            os.close(file)

    def close(self, file: int) -> None:
        """Let go of a file; a lock on it ends."""
        os.close(file)

    def rename(self, old: Path, new: Path) -> None:
        """Give a file another name, in place of what has that name."""
        old.replace(new)

    def link(self, old: Path, new: Path) -> None:
        """Give a file a second name."""
        new.hardlink_to(old)

    def unlink(self, path: Path) -> None:
        """Take a file away."""
        path.unlink()

    def make_folder(self, folder: Path) -> None:
        """Make a folder in one that is there."""
        folder.mkdir()

    def remove_folder(self, folder: Path) -> None:
        """Take an empty folder away."""
        folder.rmdir()

    def lock(self, path: Path) -> int | None:
        """Open a file, made if need be, and lock it for this process alone; None where another process has the lock.

        The system lets go of the lock when the process ends, however it ends.
        """
        file = os.open(path, LOCKED, 0o666)
        try:
            if _locked(file) and _is(file, path):
                return file
        except BaseException:
            os.close(file)
            raise
        os.close(file)
        return None

    def overwrite(self, file: int, data: bytes) -> None:
        """Let these be the bytes of a file that is open."""
        os.ftruncate(file, 0)
        os.lseek(file, 0, os.SEEK_SET)
        self.write(file, data)


def _locked(file: int) -> bool:
    try:
        if sys.platform == "win32":
            os.lseek(file, FAR, os.SEEK_SET)
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True


def _is(file: int, path: Path) -> bool:
    """Whether a file still has its name: the one who had the lock before takes its file away at the end."""
    try:
        return os.path.samestat(os.fstat(file), path.stat())
    except FileNotFoundError:
        return False


_LAYER: ContextVar[FileLayer] = ContextVar("layer", default=FileLayer())  # noqa: B039


def layer() -> FileLayer:
    """The operations that are in place."""
    return _LAYER.get()


@contextmanager
def instead(other: FileLayer) -> Iterator[None]:
    """Put other operations in place for a while."""
    before = _LAYER.set(other)
    try:
        yield
    finally:
        _LAYER.reset(before)


def new_file(path: Path, data: bytes, mode: int | None = None) -> None:
    """Make a file with these bytes and wait until they are on the medium."""
    file = begun_file(path, data, mode)
    try:
        layer().sync([file])
    finally:
        layer().close(file)


def begun_file(path: Path, data: bytes, mode: int | None = None) -> int:
    """Make a file with these bytes; its descriptor, to be synced and closed."""
    disk = layer()
    file = disk.create(path)
    try:
        disk.write(file, data)
        if mode is not None:
            disk.permit(path, mode)
    except BaseException:
        disk.close(file)
        raise
    return file


def make_folders(folder: Path) -> list[Path]:
    """Make a folder and those around it that are missing; those that were made, the outermost first."""
    disk, missing = layer(), []
    while disk.status(folder) is None:
        missing.append(folder)
        folder = folder.parent
    made: list[Path] = []
    for one in reversed(missing):
        try:
            disk.make_folder(one)
        except FileExistsError:  # somebody made it just now
            continue
        except BaseException:
            remove_empty(made)
            raise
        made.append(one)
    return made


def remove_empty(folders: list[Path]) -> None:
    """Take those of the folders away that are empty, the last first."""
    for one in reversed(folders):
        try:
            layer().remove_folder(one)
        except OSError:  # it holds something by now, or is gone
            continue


def remove_tree(folder: Path) -> None:
    """Take a folder away with all that is in it; links in it are taken away, not followed."""
    disk = layer()
    for name in disk.listing(folder):
        path = folder / name
        if path.is_dir() and not path.is_symlink():
            remove_tree(path)
        else:
            disk.unlink(path)
    disk.remove_folder(folder)
