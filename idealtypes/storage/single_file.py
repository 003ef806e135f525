"""A single file, written whole or not at all; what a killed run left of it is swept."""

from __future__ import annotations

import contextlib
import re
import uuid
from pathlib import Path

from idealtypes.storage.file_layer import layer, make_folders, remove_empty

MADE = ".idealtypes"  # how the name of a file ends that is on its way
UNFINISHED_FILE = re.compile(r"\..+\.[0-9a-f]{12}\.idealtypes")


def write_file(path: Path, data: bytes) -> None:
    """Let a file have these bytes: it is written beside and moved there; a killed run leaves the old file or the new.

    Through a link, the file it leads to is written; permissions stay. Folders that are missing are made.

    Raises
    ------
    OSError
        Where it cannot be written; all is as it was, then.
    """
    try:
        _write(path.resolve(), data)
    except OSError as problem:  # of the file that was asked for, not of the one on its way
        raise OSError(problem.errno, problem.strerror, str(path)) from problem


def _write(path: Path, data: bytes) -> None:
    disk = layer()
    made = make_folders(path.parent)
    try:
        sweep_unfinished(path.parent)
        known = disk.status(path)
        beside = path.with_name(f".{path.name}.{uuid.uuid4().hex[:12]}{MADE}")
        file = disk.lock(beside)
        assert file is not None  # nobody else has a file of this name
        try:
            if known is not None:
                disk.permit(beside, known.st_mode)
            disk.write(file, data)
            disk.sync([file])
            disk.rename(beside, path)
        except BaseException:
            with contextlib.suppress(OSError):
                disk.unlink(beside)
            raise
        finally:
            disk.close(file)
        disk.sync_folder(path.parent)
    except BaseException:
        remove_empty(made)
        raise


def sweep_unfinished(folder: Path) -> None:
    """Take away what runs left in a folder that died while they wrote a file: nobody has the lock of it."""
    disk = layer()
    for name in disk.listing(folder):
        if not UNFINISHED_FILE.fullmatch(name):
            continue
        left = folder / name
        with contextlib.suppress(OSError):  # somebody else's, or gone by now
            file = disk.lock(left)
            if file is None:
                continue
            try:
                disk.unlink(left)
            finally:
                disk.close(file)
