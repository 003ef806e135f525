"""Folders read as archives are: the files in one and in those below it, with limits and without following links."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

from idealtypes.exchange.archives import Archive, Members, Stream, whole
from idealtypes.exchange.format import NotReadable
from idealtypes.files.budget import Budget, beyond, budget
from idealtypes.files.content import shown

LEFT = ("__MACOSX",)


def files_below(root: Path) -> Iterator[str]:
    """The files in a folder and in those below it, by their paths from it, `/` between folders, in order; hidden ones
    and links are left out."""
    for at, folders, files in os.walk(root):
        here = Path(at).relative_to(root).parts
        deeper = len(here) < budget().folders
        folders[:] = sorted(one for one in folders if deeper and one not in LEFT and not one.startswith("."))
        for name in sorted(files):
            if not name.startswith(".") and _plain(Path(at, name)):
                yield "/".join((*here, name))


def _plain(path: Path) -> bool:
    """Whether this is a file, and no link, pipe or device; what has gone meanwhile is none."""
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except OSError:
        return False


class Folder:
    """A folder whose files are read as the members of an archive are: all, or `only` some in it.

    Raises
    ------
    NotReadable
        When it holds too many files.
    """

    def __init__(self, path: Path, limits: Budget | None = None, only: Iterable[str] | None = None) -> None:
        self.path = path
        self.limits = limits = limits or budget()
        every = files_below(path) if only is None else (name for name in only if (path / name).is_file())
        self._names = tuple(islice(every, limits.members + 1))
        if len(self._names) > limits.members:
            has = f"{shown(path)}: too many files in the folder"
            raise NotReadable(beyond(has, limits.members, "", "divide the project"))

    @property
    def names(self) -> tuple[str, ...]:
        """The paths of the files from the folder, `/` between folders."""
        return self._names

    def where(self, name: str) -> str:
        """A file as it is named in messages."""
        return shown(self.path / name)

    def size(self, name: str) -> int:
        """The bytes of a file."""
        return (self.path / name).stat().st_size

    def open(self, name: str) -> Stream:
        """A file, to be read piece by piece."""
        size = self.size(name)
        if size > self.limits.member:
            has = f"{self.where(name)}: {size:,} bytes"
            raise NotReadable(beyond(has, self.limits.member, "bytes", "divide it"))
        return (self.path / name).open("rb")


def holds_files(path: Path) -> bool:
    """Whether a path is a folder or a zip archive, told by its first bytes."""
    if path.is_dir():
        return True
    try:
        with path.open("rb") as file:
            return file.read(2) == b"PK"
    except OSError as problem:
        raise NotReadable(f"{shown(path)}: cannot be read: {problem.strerror or problem}") from None


@contextmanager
def opened(path: Path) -> Iterator[Archive | Folder]:
    """A folder or a zip archive, to be read by the names of its files."""
    if path.is_dir():
        yield Folder(path)
        return
    with Archive(path) as archive:
        yield archive


def text_in(members: Members, name: str) -> str:
    """The text of a file in UTF-8, line ends and byte order mark as they are.

    Raises
    ------
    NotReadable
        With the line where it is no UTF-8.
    """
    try:
        data = whole(members, name)
    except OSError as problem:
        raise NotReadable(f"{members.where(name)}: cannot be read: {problem.strerror or problem}") from None
    return decoded(data, members.where(name))


def decoded(data: bytes, where: str) -> str:
    """Bytes as text in UTF-8; NotReadable with the line where they are none."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as problem:
        line = data.count(b"\n", 0, problem.start) + 1
        raise NotReadable(f"{where}:{line}: this is no UTF-8: save the file as UTF-8") from None
