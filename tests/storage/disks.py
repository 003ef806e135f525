"""File layers that fail or stop at the k-th operation, and what a folder holds."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from idealtypes.storage.file_layer import FileLayer

OPERATIONS = (
    "create", "permit", "write", "sync", "sync_folder", "close", "rename", "link", "unlink", "make_folder",
    "remove_folder", "lock", "overwrite",
)  # fmt: skip
LOOKING = ("status", "listing", "read")


class Killed(BaseException):
    """The process is dead: no operation works any more."""


class CountingDisk(FileLayer):
    """The file system, each of whose operations is counted and goes through `at` first.

    Operations that only look are counted too with `looking`.
    """

    def __init__(self, looking: bool = False) -> None:
        self.count = 0
        self.log: list[str] = []
        self.open: set[int] = set()
        for name in OPERATIONS + (LOOKING if looking else ()):
            setattr(self, name, self._counted(name, getattr(self, name)))

    def _counted(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def operation(*arguments: Any) -> Any:
            self.count += 1
            self.log.append(f"{name} {arguments[0]}")
            self.at(name, arguments)
            found = real(*arguments)
            if name in ("create", "lock") and found is not None:
                self.open.add(found)
            if name == "close":
                self.open.discard(arguments[0])
            return found

        return operation

    def at(self, name: str, arguments: Sequence[Any]) -> None:
        """What happens before an operation."""

    def sync(self, files: Sequence[int]) -> None:
        """Nothing: what a medium forgets is tried elsewhere, and here it would only take time."""

    def sync_folder(self, folder: Path) -> None:
        """Likewise."""

    def let_go(self) -> None:
        """What the system does when a process ends: its files are closed, and with them its locks end."""
        for file in self.open:
            os.close(file)
        self.open.clear()


class DyingDisk(CountingDisk):
    """The process is killed at the k-th operation; a file that it writes then is cut short."""

    def __init__(self, k: int, looking: bool = False) -> None:
        super().__init__(looking)
        self.k = k

    def at(self, name: str, arguments: Sequence[Any]) -> None:
        if self.count >= self.k:
            if self.count == self.k and name in ("write", "overwrite"):
                data = arguments[1]
                os.write(arguments[0], data[: len(data) // 2])
            raise Killed


class FailingDisk(CountingDisk):
    """The k-th operation fails as the system would say it, and with `lasting` every one after it; none that closes."""

    def __init__(self, k: int, code: int, lasting: bool = False, looking: bool = False) -> None:
        super().__init__(looking)
        self.k, self.code, self.lasting = k, code, lasting

    def at(self, name: str, arguments: Sequence[Any]) -> None:
        if name == "close" or (self.code == errno.ENOSPC and name in ("unlink", "remove_folder")):
            return  # these do not fail
        if self.count == self.k or (self.lasting and self.count > self.k):
            raise OSError(self.code, os.strerror(self.code), str(arguments[0]))


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, hidden ones too, links followed; an empty folder is none."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
