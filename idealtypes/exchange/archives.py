"""Archives from strangers: the members of a zip file, read with limits and never unpacked to disk.

A zip file may promise more than any memory holds, name members outside the folder it is unpacked in, and link to
files that are not its own. Nothing here is written anywhere; what is read is counted.
"""

from __future__ import annotations

import lzma
import stat
import struct
import zipfile
import zlib
from pathlib import Path
from types import TracebackType
from typing import IO, Protocol

from idealtypes.exchange.format import NotReadable
from idealtypes.files.budget import Budget, beyond, budget
from idealtypes.files.content import shown

CHUNK = 1 << 20
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    RuntimeError,  # zipfile's word for a missing password
    NotImplementedError,
    OverflowError,
    ValueError,
    struct.error,
    AttributeError,  # zipfile on some broken headers
    IndexError,
)


class Stream(Protocol):
    """What is read from a member, piece by piece."""

    def read(self, size: int = -1, /) -> bytes:
        """The next bytes, at most `size`; b"" at the end."""


class Members(Protocol):
    """Files that belong together: the members of an archive, or what lies beside a file."""

    @property
    def names(self) -> tuple[str, ...]:
        """The names, with `/` between folders."""

    def where(self, name: str) -> str:
        """A member as it is named in messages."""

    def open(self, name: str) -> Stream:
        """A member, to be read piece by piece."""


class Archive:
    """A zip archive that is open for reading; use it in `with`.

    Raises
    ------
    NotReadable
        When it is no zip archive, holds too much, is encrypted, or names members outside itself or links.
    """

    def __init__(self, path: Path, limits: Budget | None = None) -> None:
        self.path = path
        self.limits = limits or budget()
        self.read_so_far = 0
        try:
            self._zip = zipfile.ZipFile(path)
        except FileNotFoundError:
            raise NotReadable(f"{shown(path)}: there is no such file") from None
        except BROKEN as problem:
            raise NotReadable(
                f"{shown(path)}: this is no zip archive that can be opened: {problem}"
            ) from None
        try:
            self._members = _members(self._zip.infolist(), shown(path), self.limits)
        except NotReadable:
            self._zip.close()
            raise

    def __enter__(self) -> Archive:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._zip.close()

    @property
    def names(self) -> tuple[str, ...]:
        """The members that are files, in the archive's order; folders and what macOS adds are left out."""
        return tuple(self._members)

    def where(self, name: str) -> str:
        """A member as it is named in messages: `study.qdpx/project.qde`."""
        return f"{shown(self.path)}/{name}"

    def size(self, name: str) -> int:
        """The unpacked bytes of a member, as the archive declares them."""
        return self._members[name].file_size

    def open(self, name: str) -> Stream:
        """A member, to be read piece by piece; what is wrong with it comes out as NotReadable."""
        info = self._members[name]
        where, limits = self.where(name), self.limits
        if info.flag_bits & 1:
            raise NotReadable(
                f"{where}: the member is encrypted: export the project again without a password"
            )
        if info.file_size > limits.member:
            has = f"{where}: {info.file_size:,} bytes unpacked"
            raise NotReadable(beyond(has, limits.member, "bytes", "divide the project"))
        # deflate reaches 1,032 at most, coded projects 10 to 20
        if info.file_size > limits.ratio_from and info.file_size > limits.ratio * max(info.compress_size, 1):
            raise NotReadable(
                f"{where}: unpacks to more than {limits.ratio} times its packed size, as no project does: "
                "this looks like an archive made to fill the memory"
            )
        try:
            return _Counted(self, self._zip.open(info), where)
        except BROKEN as problem:
            raise NotReadable(f"{where}: the member cannot be unpacked: {problem}") from None


class Beside:
    """The files in a folder `sources` beside a project file that was unpacked by hand."""

    def __init__(self, path: Path, limits: Budget | None = None) -> None:
        self.path = path
        self.limits = limits or budget()
        self._files: dict[str, Path] = {}
        for folder in (path.parent / "sources", path.parent / "Sources"):
            if folder.is_dir() and not folder.is_symlink():
                for file in sorted(folder.iterdir())[: self.limits.members]:
                    if file.is_file() and not file.is_symlink():
                        self._files.setdefault(f"sources/{file.name}", file)

    @property
    def names(self) -> tuple[str, ...]:
        """The files in the folder, `sources/NAME`."""
        return tuple(self._files)

    def where(self, name: str) -> str:
        """A file as it is named in messages."""
        return shown(self._files[name])

    def open(self, name: str) -> Stream:
        """A file, to be read piece by piece."""
        file = self._files[name]
        size = file.stat().st_size
        if size > self.limits.member:
            has = f"{shown(file)}: {size:,} bytes"
            raise NotReadable(beyond(has, self.limits.member, "bytes", "divide it"))
        return file.open("rb")


def whole(members: Members, name: str, most: int | None = None) -> bytes:
    """All bytes of a member, at most `most`, or as many as a text may have.

    Raises
    ------
    NotReadable
        When it is longer, or broken.
    """
    stream, parts, size = members.open(name), [], 0
    most = budget().member_text if most is None else most
    while part := stream.read(CHUNK):
        size += len(part)
        if size > most:
            has = f"{members.where(name)}: this has more bytes than a text has"
            raise NotReadable(beyond(has, most, "", "divide it"))
        parts.append(part)
    return b"".join(parts)


class _Counted:
    """A member that counts what it gives, and says what is wrong with it in words."""

    def __init__(self, archive: Archive, stream: IO[bytes], where: str) -> None:
        self._archive = archive
        self._stream = stream
        self._where = where
        self._size = 0

    def read(self, size: int = -1, /) -> bytes:
        limits = self._archive.limits
        # never more than a piece at once: a declared size is a stranger's word
        size = CHUNK if size < 0 else min(size, CHUNK)
        try:
            data = self._stream.read(size)
        except BROKEN as problem:
            raise NotReadable(f"{self._where}: the member is damaged: {problem}") from None
        self._size += len(data)
        self._archive.read_so_far += len(data)
        if self._size > limits.member:
            raise NotReadable(beyond(f"{self._where}: it is too long", limits.member, "bytes", "divide it"))
        if self._archive.read_so_far > limits.unpacked:
            has = f"{self._where}: the archive unpacks to too much"
            raise NotReadable(beyond(has, limits.unpacked, "bytes", "divide the project"))
        return data


def _members(infos: list[zipfile.ZipInfo], where: str, limits: Budget) -> dict[str, zipfile.ZipInfo]:
    if len(infos) > limits.members:
        has = f"{where}: {len(infos):,} members in the archive"
        raise NotReadable(beyond(has, limits.members, "", "divide the project"))
    members: dict[str, zipfile.ZipInfo] = {}
    for info in infos:
        name = info.filename.replace("\\", "/")
        if leads_out(name):
            raise NotReadable(
                f"{where}: the member `{name}` leads out of the archive; such archives are not read"
            )
        if info.create_system == 3 and stat.S_ISLNK(info.external_attr >> 16):
            raise NotReadable(f"{where}: the member `{name}` is a link; such archives are not read")
        if name.endswith("/") or name.startswith("__MACOSX/"):
            continue
        if name in members:
            raise NotReadable(f"{where}: the member `{name}` is there twice; which is the project's?")
        members[name] = info
    return members


def leads_out(name: str) -> bool:
    """Whether a member's name is a path out of its archive.

    >>> [leads_out(name) for name in ("sources/a.txt", "../a.txt", "/etc/a", "C:/a", "a/../../b")]
    [False, True, True, True, True]
    """
    return name.startswith("/") or name[1:2] == ":" or ".." in name.split("/")
