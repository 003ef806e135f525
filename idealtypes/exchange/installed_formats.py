"""Formats that other installed packages bring, under the entry point group `idealtypes.formats`.

An entry point names a `Format`, several of them, or a module with `FORMAT` or `FORMATS`. Theirs are tried after those
of ours that are recognised by a structure of their own, and before the table that any file may be: a package that
takes too much cannot take a project whose format is known. One that has the id of ours stands in its place: that is
how a reader of ours is replaced on purpose. What cannot be loaded is told in a line, and the rest goes on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from idealtypes.exchange.format import Format

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

GROUP = "idealtypes.formats"


@dataclass(frozen=True)
class InstalledFormats:
    """What other packages bring, and a line for each that cannot be used."""

    formats: tuple[Format, ...] = ()
    broken: tuple[str, ...] = ()


@lru_cache(maxsize=1)
def installed() -> InstalledFormats:
    """The formats of other packages by the names of their entry points; looked for once."""
    from importlib.metadata import entry_points

    found: list[Format] = []
    broken: list[str] = []
    for point in sorted(entry_points(group=GROUP), key=lambda one: (one.name, one.value)):
        brought = point.dist.name if point.dist is not None else ""
        try:
            ones = _formats_of(point.load())
        except (Exception, SystemExit) as problem:  # a stranger's module may raise anything
            broken.append(f"{_named(point, brought)} cannot be used: {brief(problem)}")
            continue
        for one in ones:
            if any(one.id == other.id for other in found):
                broken.append(
                    f"{_named(point, brought)} brings `{one.id}`, which another one has brought before"
                )
            else:
                found.append(replace(one, distribution=brought or point.value))
    return InstalledFormats(tuple(found), tuple(broken))


def together(ours: Sequence[Format], theirs: Sequence[Format], last: str) -> tuple[Format, ...]:
    """Ours and theirs in the order in which a file is tried: theirs in the place of ours with the same id, the others
    before ours with the id `last`."""
    new = {one.id: one for one in theirs}
    known = [new.pop(one.id, one) for one in ours]
    at = next((n for n, one in enumerate(known) if one.id == last), len(known))
    return (*known[:at], *new.values(), *known[at:])


def _formats_of(loaded: Any) -> tuple[Format, ...]:
    given = loaded
    if not isinstance(given, (Format, list, tuple)):
        given = getattr(loaded, "FORMATS", None) or getattr(loaded, "FORMAT", None)
    ones = tuple(given) if isinstance(given, (list, tuple)) else (given,)
    for one in ones:
        if not isinstance(one, Format):
            raise TypeError(
                f"it should be a Format of idealtypes.exchange.format, and is {type(one).__name__}"
            )
        for name, kind in (("id", str), ("title", str), ("makers", tuple), ("verified", str)):
            if not isinstance(getattr(one, name), kind):
                raise TypeError(f"the `{name}` of its Format should be a {kind.__name__}")
        if not one.id or not callable(one.recognises) or not callable(one.read):
            raise TypeError("its Format should have an id, and functions `recognises` and `read`")
    return ones


def _named(point: EntryPoint, brought: str) -> str:
    return f"the format `{point.name}`" + (f" of the package `{brought}`" if brought else "")


def brief(problem: BaseException) -> str:
    """What went wrong, on one line.

    >>> brief(ImportError("no module\\nnamed x"))
    'ImportError: no module named x'
    """
    said = " ".join(str(problem).split())[:200]
    return f"{type(problem).__name__}: {said}" if said else type(problem).__name__
