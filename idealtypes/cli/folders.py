"""Copying a folder of text files to where a user wants it: nothing of hers is ever written over."""

from __future__ import annotations

from pathlib import Path

from idealtypes.errors import IdealtypesError
from idealtypes.files.saving import write_bytes


def contents(folder: Path) -> dict[str, bytes]:
    """The files of a folder and of those below it, by their names from it; hidden ones are no content."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        if path.is_file() and not any(part.startswith((".", "__")) for part in name.parts):
            found[name.as_posix()] = path.read_bytes()
    return found


def copy_into(files: dict[str, bytes], folder: Path) -> list[str]:
    """Write the files that the folder does not have yet, and give their names; those it has are kept."""
    written = []
    for name, content in files.items():
        if not (folder / name).exists():
            write_bytes(folder / name, content)
            written.append(name)
    return written


def refuse_file(folder: Path) -> None:
    """Raise IdealtypesError where something that is no folder has the folder's name."""
    if folder.exists() and not folder.is_dir():
        raise IdealtypesError(f"{folder} is a file: give the name of a folder")
