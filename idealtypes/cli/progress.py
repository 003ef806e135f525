"""A bar on standard error for what takes a while; only where somebody watches."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

Report = Callable[[int, int], None]


@contextmanager
def bar(label: str) -> Iterator[Report | None]:
    """What a computation tells its progress to, `(done, all)`; None where standard error is no terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    with click.progressbar(length=1, label=label, file=sys.stderr, show_eta=False) as shown:

        def tell(done: int, whole: int) -> None:
            shown.length = whole
            shown.update(done - shown.pos)

        yield tell
