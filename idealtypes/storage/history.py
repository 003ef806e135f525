"""What a command changed, so that it can be taken back: the files as they were, and what they became."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path

Listener = Callable[["FilesChanged"], None]


@dataclass(frozen=True)
class FileBefore:
    """A file that was changed: its bytes before (None: it was not there), the SHA-256 of what it became (None: it is
    gone), and its permissions before."""

    path: Path
    before: bytes | None = field(repr=False)
    after: str | None
    mode: int | None = None


@dataclass(frozen=True)
class FilesChanged:
    """What one transaction did to the files of a folder, and the folders that it made for them, the outermost first."""

    root: Path
    command: str
    files: tuple[FileBefore, ...]
    folders: tuple[Path, ...] = ()


_LISTENER: ContextVar[Listener | None] = ContextVar("listener", default=None)


def listener() -> Listener | None:
    """Who wants to know what is changed; None where nobody does, and nothing is kept."""
    return _LISTENER.get()


@contextmanager
def listening(listener: Listener) -> Iterator[None]:
    """Let somebody know for a while of every transaction that was written."""
    before = _LISTENER.set(listener)
    try:
        yield
    finally:
        _LISTENER.reset(before)
