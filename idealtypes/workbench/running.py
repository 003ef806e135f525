"""Which workbenches of this machine have a study open: two may, and each is told of the other."""

from __future__ import annotations

import json
import os
import time
from dataclasses import dataclass
from pathlib import Path

from idealtypes.storage.attendance import Attendance
from idealtypes.workbench.recent import state_folder

FOLDER = "running"  # in the user's own folder


@dataclass(frozen=True)
class OtherRun:
    """A workbench that has the same study open: its process, and since when, in seconds since 1970."""

    pid: int
    since: float


class Running:
    """This run, as others see it."""

    def __init__(self) -> None:
        self._there = Attendance(state_folder() / FOLDER)

    def tell(self, study: Path | None) -> None:
        """Say which study this run has open; None for none."""
        said = {"study": None if study is None else str(study), "pid": os.getpid(), "since": time.time()}
        self._there.say(json.dumps(said).encode())

    def others(self, study: Path) -> list[OtherRun]:
        """The other runs that have this study open now, the first of them first."""
        found = []
        for data in self._there.others():
            try:
                said = json.loads(data)
                if said["study"] == str(study):
                    found.append(OtherRun(int(said["pid"]), float(said["since"])))
            except (ValueError, KeyError, TypeError):  # of another version, or none of ours
                continue
        return sorted(found, key=lambda one: one.since)

    def end(self) -> None:
        """Nobody is told of this run any more."""
        self._there.end()
