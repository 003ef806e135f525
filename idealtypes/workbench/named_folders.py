"""Folders as a person names them: where a new study would go, and which studies lie near."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from idealtypes.files.content import STUDY
from idealtypes.workbench.screen_words import ScreenWords

LOOKED_AT = 2000  # entries of folders, before no more are looked for
NEAR = 30  # studies that are listed
DEEP = 2  # folders below the current one


@dataclass(frozen=True)
class NamedFolder:
    """A folder that somebody named: its whole path, and in words why no study can be made there, "" where one can;
    whether one is there already."""

    path: Path
    problem: str = ""
    is_study: bool = False


def here() -> Path:
    """Where folders are named from: the current one, or the user's home where that is gone or cannot be written to."""
    try:
        found = Path.cwd()
    except OSError:
        return Path.home()
    return found if os.access(found, os.W_OK) else Path.home()


def whole(said: str) -> Path:
    """The path that is meant: `~` is the user's home, and a name lies in the current folder."""
    path = Path(said.strip())
    with contextlib.suppress(RuntimeError):  # nobody of that name
        path = path.expanduser()
    return here() / path


def for_new_study(said: str, labels: ScreenWords) -> NamedFolder:
    """The folder of a study that is to be made, looked at before anything is written."""
    if not said.strip():
        return NamedFolder(here(), labels.say("folder.empty"))
    if "\0" in said or not said.strip().isprintable():
        return NamedFolder(here(), labels.say("folder.unprintable"))
    path = whole(said)
    try:
        if (path / STUDY).is_file():
            return NamedFolder(path, labels.say("folder.study"), True)
        return NamedFolder(path, _why_not(path, labels))
    except OSError as problem:
        long = len(os.fsencode(path.name)) > 255
        key = "folder.too_long" if long else "folder.unreadable"
        return NamedFolder(path, labels.say(key, why=problem.strerror or str(problem)))


def _why_not(path: Path, labels: ScreenWords) -> str:
    if _is_there(path) and not path.is_dir():
        return labels.say("folder.file")
    around = path
    while not _is_there(around):
        around = around.parent
    if not around.is_dir():
        return labels.say("folder.below_a_file", file=around.name)
    if not os.access(around, os.W_OK | os.X_OK):
        return labels.say("folder.not_writable", folder=around)
    return ""


def _is_there(path: Path) -> bool:
    """Whether something has this name; OSError for a name that nothing can have."""
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    return True


def studies_near() -> list[Path]:
    """The studies in the current folder and in those below it, as far as is quickly seen."""
    found: list[Path] = []
    for entry in _folders(here(), DEEP, [LOOKED_AT]):
        if (entry / STUDY).is_file():
            found.append(entry)
        if len(found) == NEAR:
            break
    return found


def _folders(top: Path, deep: int, left: list[int]) -> Iterator[Path]:
    """The folders below one, each level sorted; `left` counts down what may still be looked at."""
    try:
        with os.scandir(top) as entries:
            inner = []
            for entry in entries:
                left[0] -= 1
                if left[0] < 0:
                    break
                if not entry.name.startswith(".") and entry.is_dir():
                    inner.append(Path(entry.path))
    except OSError:
        return
    for folder in sorted(inner):
        yield folder
    if deep > 1:
        for folder in sorted(inner):
            if not (folder / STUDY).is_file():  # what lies in a study is its own
                yield from _folders(folder, deep - 1, left)
