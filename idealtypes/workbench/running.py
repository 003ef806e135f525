"""Which workbenches of this machine have a study open: two may, and each is told of the other.

Each keeps a file in the user's own folder and holds its lock while it runs: one that nobody holds was left by a run
that was ended, and is taken away.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import time
from dataclasses import dataclass
from pathlib import Path

from idealtypes.storage.file_layer import layer, make_folders
from idealtypes.workbench.recent import state_folder

FOLDER, ENDING = "running", ".json"


@dataclass(frozen=True)
class OtherRun:
    """A workbench that has the same study open: its process, and since when, in seconds since 1970."""

    pid: int
    since: float


class Running:
    """The file of this run.

    Where the folder cannot be written to, nobody is told of this run, and nothing breaks.
    """

    def __init__(self) -> None:
        self.folder = state_folder() / FOLDER
        self.path = self.folder / f"{secrets.token_hex(6)}{ENDING}"
        self.file: int | None = None

    def tell(self, study: Path | None) -> None:
        """Say which study this run has open; None for none."""
        try:
            if self.file is None and study is not None:
                make_folders(self.folder)
                self.file = layer().lock(self.path)
            if self.file is not None:
                said = {
                    "study": None if study is None else str(study),
                    "pid": os.getpid(),
                    "since": time.time(),
                }
                layer().overwrite(self.file, json.dumps(said).encode())
        except OSError:
            return

    def others(self, study: Path) -> list[OtherRun]:
        """The other runs that have this study open now, the first of them first."""
        found = []
        for name in layer().listing(self.folder):
            path = self.folder / name
            if path != self.path and name.endswith(ENDING) and (one := _run(path)) is not None:
                found += [OtherRun(one[1], one[2])] if one[0] == str(study) else []
        return sorted(found, key=lambda one: one.since)

    def end(self) -> None:
        """Take the file away."""
        if self.file is None:
            return
        with contextlib.suppress(OSError):  # Windows keeps a file that is open
            layer().unlink(self.path)
        layer().close(self.file)
        self.file = None


def _run(path: Path) -> tuple[str, int, float] | None:
    """The study, the process and the time that the file of a run names; None for one that was left behind, which is
    taken away, and for what is no such file."""
    disk = layer()
    try:
        file = disk.lock(path)
        if file is not None:
            try:
                disk.unlink(path)
            finally:
                disk.close(file)
            return None
        said = json.loads(disk.read(path))
        return str(said["study"]), int(said["pid"]), float(said["since"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
