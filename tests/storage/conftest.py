"""A folder in memory where there is one: these tests write thousands of files, and what a medium does is not theirs."""

from __future__ import annotations

import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

MEMORY = Path("/dev/shm")


@pytest.fixture
def place() -> Iterator[Path]:
    """A new folder; notes of storage are not shown."""
    quick = MEMORY.is_dir() and os.access(MEMORY, os.W_OK)
    folder = Path(tempfile.mkdtemp(prefix="idealtypes-", dir=MEMORY if quick else None))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        yield folder
    shutil.rmtree(folder, ignore_errors=True)
