"""What a command makes in a folder of its own making, and how it knows its files again at the next run.

`.idealtypes-made.json` names the files of the last run, each with the beginning of its SHA-256. So files that a new run
no longer has go, somebody's own files stay, and a file of ours that somebody changed is hers.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from idealtypes.errors import IdealtypesError
from idealtypes.storage.file_layer import layer
from idealtypes.storage.journal import file_digest
from idealtypes.storage.notices import tell
from idealtypes.storage.transaction import Transaction

MADE = ".idealtypes-made.json"
FORMAT = 1
DIGITS = 16  # of a hash: enough to see that a file was changed


def put_outputs(change: Transaction, files: Mapping[str, bytes]) -> None:
    """Let a folder have these files, and none of an earlier run that are not among them and that nobody changed."""
    before = made_in(change.root)
    for name, was in before.items():
        if name in files:
            continue
        now = _short(change.root / name)
        if now == was:
            change.remove(name)
        elif now is not None:
            tell(f"{change.root / name} was made by an earlier run and changed since: it is left as it is")
    change.put_all(files)
    said = {name: change.digest_of(name)[:DIGITS] for name in files}
    change.put(MADE, (json.dumps({"format": FORMAT, "files": said}, indent=1) + "\n").encode("utf-8"))


def refuse_foreign(root: Path, files: Mapping[str, bytes]) -> None:
    """Raise IdealtypesError where a file that is not of an earlier run would be written over.

    A folder in which no run noted its files is one of an earlier version where nothing else is in it.
    """
    there = [name for name in files if layer().status(root / name) is not None]
    if not there:
        return
    made = made_in(root)
    foreign = [name for name in there if name not in made or _short(root / name) != made[name]]
    if not made:
        ours = {PurePosixPath(name).parts[0] for name in files}
        foreign = [one for one in layer().listing(root) if not one.startswith(".") and one not in ours]
    if foreign:
        raise IdealtypesError(f"{root} holds something else (`{foreign[0]}`): name a new folder")


def made_in(root: Path) -> dict[str, str]:
    """The files that the last run made in a folder, with the beginnings of their hashes; none where that is not known.

    Only names that stay in the folder are known: the file may have been changed by hand.
    """
    try:
        said: Any = json.loads(layer().read(root / MADE))
        files = dict(said["files"]) if said["format"] == FORMAT else {}
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return {}
    return {name: str(digest) for name, digest in files.items() if _inside(str(name))}


def _inside(name: str) -> bool:
    path = PurePosixPath(name)
    return bool(path.parts) and not path.is_absolute() and ".." not in path.parts and "\\" not in name


def _short(path: Path) -> str | None:
    found = file_digest(path)
    return None if found is None else found[:DIGITS]
