"""The bytes of one file, within the budget: what is no file (a pipe, a device, a folder) is told, never waited for."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from idealtypes.errors import IdealtypesError
from idealtypes.files.budget import beyond
from idealtypes.files.content import other_kind

PIECE = 1 << 20


class NoBytes(IdealtypesError):  # noqa: N818
    """The bytes of a file cannot be had; the message says why, in words that follow the file's name."""


def file_bytes(path: Path, most: int, what_to_do: str = "divide it") -> bytes:
    """All bytes of a regular file that has at most so many.

    The file is opened without waiting and looked at once it is open, so that nothing can be put in its place in
    between; and no more is read than the limit, whatever its size is said to be.

    Raises
    ------
    NoBytes
        For what is no regular file, cannot be read, or is larger.
    """
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except ValueError as problem:  # a NUL in the name
        raise NoBytes(f"cannot be read: {problem}") from problem
    except OSError as problem:
        raise NoBytes(_why(path, problem)) from problem
    try:
        state = os.fstat(handle)
        if not stat.S_ISREG(state.st_mode):
            raise NoBytes(f"this is {other_kind(state.st_mode)}, and a file is needed")
        too_large = beyond(f"the file has {state.st_size:,} bytes", most, "bytes", what_to_do)
        if state.st_size > most:
            raise NoBytes(too_large)
        parts, size = [], 0
        while part := os.read(handle, PIECE):
            size += len(part)
            if size > most:
                raise NoBytes(too_large)
            parts.append(part)
        return b"".join(parts)
    except OSError as problem:
        raise NoBytes(_why(path, problem)) from problem
    finally:
        os.close(handle)


def _why(path: Path, problem: OSError) -> str:
    """Why a file cannot be opened or read; Windows says of a folder that it may not be opened."""
    if path.is_dir():
        return "this is a folder, and a file is needed"
    return f"cannot be read: {problem.strerror or problem}"
