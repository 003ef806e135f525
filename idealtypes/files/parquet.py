"""Parquet, decoded in a process of its own: a broken file can end the process that decodes it, past all exceptions."""

from __future__ import annotations

import io
import subprocess
import sys

import polars as pl

DECODE = """
import io, sys
import polars as pl
try:
    frame = pl.read_parquet(io.BytesIO(sys.stdin.buffer.read()))
except Exception as problem:
    sys.exit(str(problem).partition("\\n")[0] or "it is broken")
frame.write_ipc(sys.stdout.buffer)
"""
TOLD = 1  # the exit code of sys.exit with words


class NoParquet(Exception):  # noqa: N818
    """The bytes are no parquet file that can be decoded; the message says why."""


def decoded(data: bytes) -> pl.DataFrame:
    """The table in a parquet file.

    Raises
    ------
    NoParquet
        For anything else.
    """
    if data[:4] != b"PAR1" or data[-4:] != b"PAR1":
        raise NoParquet("it does not begin and end as parquet files do")
    # -P: the current folder, which may be anybody's, is no place to import from
    done = subprocess.run([sys.executable, "-P", "-c", DECODE], input=data, capture_output=True, check=False)
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise NoParquet(said[-1] if done.returncode == TOLD and len(said) == 1 else "its data are broken")
    return pl.read_ipc(io.BytesIO(done.stdout))
