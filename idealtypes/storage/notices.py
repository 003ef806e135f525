"""What storage has to say while it works: where it is said is for those above to set."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar


def _warn(message: str) -> None:
    warnings.warn(message, UserWarning, stacklevel=3)


_TELL: ContextVar[Callable[[str], None]] = ContextVar("tell", default=_warn)


def tell(message: str) -> None:
    """Say something that is no error: in Python a UserWarning, unless another way was set."""
    _TELL.get()(message)


def mention(message: str) -> None:
    """Say something that is as it should be: only where a way was set for it."""
    if _TELL.get() is not _warn:
        _TELL.get()(message)


@contextmanager
def told_to(way: Callable[[str], None]) -> Iterator[None]:
    """Let what storage has to say go this way for a while."""
    before = _TELL.set(way)
    try:
        yield
    finally:
        _TELL.reset(before)
