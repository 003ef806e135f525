"""The lock of a folder: one writer at a time, known by name.

The lock is the kernel's (`flock`), so that a writer that dies, however it dies, lets go of it. Its file says who
writes: host, process, command and since when. Where the kernel gives us the lock and the file names this machine, that
writer is dead. Where it names another machine (a folder that is synchronised or shared), the kernel here cannot know:
it is told, and a person decides.
"""

from __future__ import annotations

import datetime
import json
import os
import platform
import time
from contextvars import ContextVar
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

from idealtypes.errors import IdealtypesError
from idealtypes.storage.file_layer import layer

HIDDEN = ".idealtypes"  # of a folder that is being written to: the lock, the journal, what is staged and kept
LOCK = "lock"
DEEP = 100  # folders that one command makes around its own, at most
PAUSE = 0.02  # seconds between two tries
PATIENCE: ContextVar[float] = ContextVar("patience", default=20.0)  # seconds that a second writer waits


@dataclass(frozen=True)
class Owner:
    """Who writes: the machine (its name, and the run of its kernel), the process, the command, and since when (UTC).

    `made` is how many folders it made for that: 1 is the folder itself, 2 the one around it, too.
    """

    host: str
    boot: str
    pid: int
    command: str
    since: str
    made: int = 0

    @property
    def here(self) -> bool:
        """Whether it is this machine: then the kernel's lock tells whether the owner lives."""
        return self.host == platform.node() or (self.boot != "" and self.boot == _boot())

    def __str__(self) -> str:
        where = f"process {self.pid}" if self.here else f"process {self.pid} on {self.host}"
        return f"`{self.command}` ({where}, since {self.since}{_age(self.since)})"


class Busy(IdealtypesError):  # noqa: N818
    """Somebody else is writing; the message says who."""


class Elsewhere(Busy):
    """The lock is that of another machine, of which the kernel here knows nothing."""


@dataclass(frozen=True)
class Held:
    """A lock that this process has: the descriptor, its file, and who had it before and died."""

    file: int
    path: Path
    dead: Owner | None

    @property
    def begun(self) -> list[Path]:
        """The folders that the one who died made for its files, the outermost first: what is empty of them may go."""
        made = 0 if self.dead is None else self.dead.made
        root = self.path.parent.parent.absolute()
        return [root, *root.parents][:made][::-1]


@cache
def _boot() -> str:
    """What tells one run of a kernel from another, shared by all containers on it; "" where there is no such thing."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except OSError:
        return ""


def _now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC)


def _age(since: str) -> str:
    try:
        seconds = (_now() - datetime.datetime.fromisoformat(since)).total_seconds()
    except (ValueError, TypeError):
        return ""
    for size, word in ((86400, "day"), (3600, "hour"), (60, "minute"), (1, "second")):
        if seconds >= size:
            number = int(seconds // size)
            return f", {number:,} {word}{'' if number == 1 else 's'} ago"
    return ", just now"


def owner_now(command: str, made: int = 0) -> Owner:
    """This process as an owner."""
    since = _now().isoformat(timespec="seconds")
    return Owner(platform.node(), _boot(), os.getpid(), command, since, made)


def owner_in(data: bytes) -> Owner | None:
    """The owner that a lock's file names; None where it names none, as when it was cut short."""
    try:
        said = json.loads(data)
        made = min(max(0, int(said.get("made", 0))), DEEP)
        return Owner(said["host"], said["boot"], said["pid"], said["command"], said["since"], made)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None


def owner_of(root: Path) -> Owner | None:
    """Who the lock of a folder names, alive or dead; None without a lock."""
    try:
        return owner_in(layer().read(root / HIDDEN / LOCK))
    except OSError:
        return None


def acquire(root: Path, command: str, patience: float | None = None, made: int = 0) -> Held:
    """Take the lock of a folder that is there; wait for another writer, but not for ever.

    `made` folders were made for it.

    Raises
    ------
    Busy
        Where somebody else writes longer than that, or another machine does.
    OSError
        Where nothing can be written there.
    """
    until = time.monotonic() + (PATIENCE.get() if patience is None else patience)
    path, disk = root / HIDDEN / LOCK, layer()
    while True:
        file = None
        try:
            if disk.status(path.parent) is None:
                disk.make_folder(path.parent)
            file = disk.lock(path)
        except (FileExistsError, FileNotFoundError):
            pass  # another writer came, or went, just now
        if file is not None:
            return _taken(file, path, command, made)
        if time.monotonic() >= until:
            raise Busy(_busy(root))
        time.sleep(PAUSE)


def _taken(file: int, path: Path, command: str, made: int) -> Held:
    """A lock that the kernel gave, with our name in it."""
    disk = layer()
    try:
        before = owner_in(disk.read(path))
    except BaseException:
        disk.close(file)
        raise
    if before is not None and not before.here:
        disk.close(file)
        raise Elsewhere(
            f"{path.parent.parent}: {before} writes here, or was stopped while it did. Wait until the folder is "
            f"synchronised; where that command no longer runs, remove `{path}`, and the next command puts all in order"
        )
    try:
        owner = owner_now(command, made or (0 if before is None else before.made))
        disk.overwrite(file, json.dumps(asdict(owner)).encode("utf-8"))
    except BaseException:
        release(Held(file, path, before))
        raise
    return Held(file, path, before)


def _busy(root: Path) -> str:
    owner = owner_of(root)
    who = "another process" if owner is None else str(owner)
    return f"{root}: {who} is writing here, and nothing is changed: run the command again when it is done"


def release(held: Held) -> None:
    """Give the lock back, and leave nothing of it."""
    disk = layer()
    try:
        if os.name != "nt":  # an open file cannot be taken away there
            disk.unlink(held.path)
    except OSError:
        pass  # the kernel's lock ends all the same, and an owner that is dead stands in nobody's way
    finally:
        disk.close(held.file)
    try:
        if os.name == "nt":
            disk.unlink(held.path)
        disk.remove_folder(held.path.parent)
    except OSError:  # the next writer is there already, or there is something to be put in order
        pass
