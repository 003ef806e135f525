"""The bytes of a file of another program, within the budget; what is wrong is told with its name."""

from __future__ import annotations

from pathlib import Path

from idealtypes.exchange.format import NotReadable
from idealtypes.files.budget import budget
from idealtypes.files.content import shown
from idealtypes.files.file_bytes import NoBytes, file_bytes


def read_bytes(path: Path, most: int | None = None) -> bytes:
    """The bytes of a file, at most `most`, or as many as a table or a text may have.

    Raises
    ------
    NotReadable
        For what is no file, cannot be read, or is larger.
    """
    try:
        return file_bytes(path, budget().file if most is None else most, "export it in parts")
    except NoBytes as problem:
        raise NotReadable(f"{shown(path)}: {problem}") from None
