"""Parquet and workbooks decoded in a process of their own, which may have so much memory and so much time.

A broken file can end the process that decodes it, past all exceptions, and a small one can hold more than any memory.
"""

from __future__ import annotations

import importlib.util
import io
import os
import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any

from idealtypes.errors import IdealtypesError
from idealtypes.files import decoders
from idealtypes.files.budget import Budget, beyond, budget

LIBRARIES = {"workbook": "python_calamine", "parquet": "polars"}
WORDS = {
    "text": "it holds too much text",
    "cells": "it holds {} cells",
    "rows": "it has {} rows",
    "columns": "it has {} columns",
}


class NotDecoded(IdealtypesError):  # noqa: N818
    """The data cannot be decoded; `broken` where nothing is known but that, or why the library could not. Else they are
    beyond the budget, and the message says what to do."""

    def __init__(self, said: str, broken: bool) -> None:
        self.broken = broken
        super().__init__(said)


class _Plain(pickle.Unpickler):
    """Values alone: numbers, texts, dates. A process that reads what strangers made could write anything."""

    def find_class(self, module: str, name: str) -> Any:
        if module == "datetime" and name in ("datetime", "date", "time", "timedelta"):
            return super().find_class(module, name)
        raise NotDecoded("its data are broken", broken=True)


def sheets_of(data: bytes) -> list[decoders.RawSheet]:
    """The worksheets of a workbook: name, rows, merged ranges; decoded in a process of its own.

    Raises
    ------
    NotDecoded
        Where it is broken, or beyond the budget.
    """
    limits = budget()
    said = _decoded("workbook", data, limits, limits.text)
    try:
        found: list[decoders.RawSheet] = _Plain(io.BytesIO(said)).load()
    except (pickle.UnpicklingError, EOFError, ValueError) as problem:
        raise NotDecoded("its data are broken", broken=True) from problem
    return found


def arrow_of(data: bytes) -> bytes:
    """The table of a parquet file, as Arrow's IPC has it; see `sheets_of`."""
    limits = budget()
    return _decoded("parquet", data, limits, limits.text, limits.cells, limits.columns, limits.rows)


def _decoded(what: str, data: bytes, limits: Budget, *numbers: int) -> bytes:
    spec = importlib.util.find_spec(LIBRARIES[what])
    assert spec is not None
    assert spec.origin is not None
    place = Path(spec.origin).parents[1]
    given = [what, str(place), str(limits.memory), str(limits.seconds), *map(str, numbers)]
    # -I, -S: the current folder, which may be anybody's, is no place to import from, and the rest is not needed
    command = [sys.executable, "-I", "-S", "-X", "utf8", decoders.__file__, *given]
    try:
        done = subprocess.run(
            command,
            input=data,
            capture_output=True,
            check=False,
            timeout=limits.seconds,
            env=os.environ | {"POLARS_MAX_THREADS": "1"},
        )
    except subprocess.TimeoutExpired:
        raise NotDecoded(_slow(limits), broken=False) from None
    except OSError as problem:
        raise NotDecoded(f"no process can be started for it: {problem.strerror}", broken=False) from problem
    if done.returncode == 0:
        return done.stdout
    raise _why(done.returncode, done.stderr.decode("utf-8", "replace").strip(), limits)


def _why(code: int, said: str, limits: Budget) -> NotDecoded:
    """What an exit code means, and what was written to standard error."""
    if code == decoders.TOO_MUCH:
        limit, _, has = said.partition(" ")
        words = WORDS[limit].format(f"{int(has or 0):,}")
        return NotDecoded(beyond(words, getattr(limits, limit), "", "save it as csv, in parts"), broken=False)
    if code == decoders.TOLD:
        return NotDecoded(said, broken=True)
    # libraries that get no memory end the process, and say so
    if code == decoders.MEMORY or "memory allocation" in said or "MemoryError" in said:
        words = beyond("it needs too much memory", limits.memory, "bytes", "save it as csv, in parts")
        return NotDecoded(words.replace("are read", "are given"), broken=False)
    if code == -24 or "CPU time limit" in said:  # SIGXCPU
        return NotDecoded(_slow(limits), broken=False)
    return NotDecoded("its data are broken", broken=True)


def _slow(limits: Budget) -> str:
    words = beyond("it takes too long", limits.seconds, "seconds", "save it as csv, in parts")
    return words.replace("are read", "are given")
