"""Files of a folder, written all or none."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from idealtypes.errors import IdealtypesError
from idealtypes.files.content import shown
from idealtypes.files.saving import umask, write_bytes


def write_new(folder: Path, files: Mapping[str, bytes]) -> None:
    """Make a folder with these files: it is made beside its place and moved there, whole.

    The folder may be there if it is empty.
    """
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    except OSError as problem:
        raise _closed(folder, problem) from None
    try:
        _fill(beside, files)
        beside.chmod(0o777 & ~umask())
        if folder.is_dir():
            folder.rmdir()
        beside.replace(folder)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise


def write_into(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write these files of a folder: all are written beside their places first, then each is moved there.

    If a move fails, those made before are taken back, so that the folder is as it was.
    """
    try:
        beside = Path(tempfile.mkdtemp(prefix=".import.", dir=folder))
    except OSError as problem:
        raise _closed(folder, problem) from None
    moved: list[tuple[Path, Path | None]] = []
    try:
        _fill(beside / "new", files)
        for number, name in enumerate(files):
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            kept: Path | None = None
            if target.exists():
                kept = beside / f"old{number}"
                shutil.copy2(target, kept)
            (beside / "new" / name).replace(target)
            moved.append((target, kept))
    except BaseException:
        for target, kept in reversed(moved):
            if kept is None:
                target.unlink()
            else:
                kept.replace(target)
        raise
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _closed(folder: Path, problem: OSError) -> IdealtypesError:
    return IdealtypesError(f"{shown(folder)} cannot be written: {problem.strerror or problem}")


def _fill(folder: Path, files: Mapping[str, bytes]) -> None:
    for name, data in files.items():
        write_bytes(folder / name, data)
