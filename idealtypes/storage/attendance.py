"""Who is there: processes that run for long, each with a file in one folder, whose lock it holds while it runs.

A file that nobody holds was left by a process that was ended, and is taken away by whoever looks next.
"""

from __future__ import annotations

import contextlib
import secrets
from pathlib import Path

from idealtypes.storage.file_layer import layer, make_folders

ENDING = ".json"


class Attendance:
    """The file of this process in a folder; it is made when something is first said.

    Where the folder cannot be written to, nobody is told of this process, and nothing breaks.
    """

    def __init__(self, folder: Path) -> None:
        self.folder, self.path = folder, folder / f"{secrets.token_hex(6)}{ENDING}"
        self.file: int | None = None

    def say(self, data: bytes) -> None:
        """Let others read this of the process."""
        try:
            if self.file is None:
                make_folders(self.folder)
                self.file = layer().lock(self.path)
            if self.file is not None:
                layer().overwrite(self.file, data)
        except OSError:
            return

    def others(self) -> list[bytes]:
        """What the other processes say that run now."""
        names = [name for name in layer().listing(self.folder) if name.endswith(ENDING)]
        found = [_said(self.folder / name) for name in names if name != self.path.name]
        return [one for one in found if one is not None]

    def end(self) -> None:
        """Take the file away."""
        if self.file is None:
            return
        with contextlib.suppress(OSError):  # Windows keeps a file that is open
            layer().unlink(self.path)
        layer().close(self.file)
        self.file = None


def _said(path: Path) -> bytes | None:
    """What stands in the file of a process; None where none holds it."""
    disk = layer()
    try:
        file = disk.lock(path)
        if file is None:
            return disk.read(path)
        try:
            disk.unlink(path)
        finally:
            disk.close(file)
    except OSError:
        return None
    return None
