"""What a figure shows, as plain data: numbers, ids and words in the reader's language, and nothing of how it looks.

`key` and `keys` name, where there are any, the page's entry for the statements behind a number, or one statement.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Position:
    """A value with its interval; all None where nobody speaks, the ends None where there is no interval."""

    value: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Dot:
    """One statement at its own position in [−1, 1]; `key` is its place in the page's list."""

    position: float
    key: str | None = None


@dataclass(frozen=True)
class Lane:
    """One view of an aspect: what is, what is said to be useful; `reading` is its number in words, or says silence."""

    label: str
    position: Position
    reading: str
    marker: str = "o"
    filled: bool = True
    key: str | None = None


@dataclass(frozen=True)
class Gap:
    """From one value to another, in words."""

    label: str
    start: float
    end: float
    reading: str
    key: str | None = None


@dataclass(frozen=True)
class Balance:
    """One aspect between two poles: the statements, where they balance, and what is beside what is useful.

    `evidence` is the mass of each pole; without `dots` (a shared report) it is drawn as bars. `silent` says that nobody
    speaks, and then there is nothing else.
    """

    title: str
    counts: str
    poles: tuple[str, str]
    position: Position
    reading: str
    evidence: tuple[float, float]
    dots: tuple[Dot, ...] = ()
    lanes: tuple[Lane, ...] = ()
    gap: Gap | None = None
    silent: str = ""
    key: str | None = None


@dataclass(frozen=True)
class Share:
    """One of three or more poles: its share with interval; `units` statements weigh most for it."""

    pole: str
    position: Position
    reading: str
    units: int = 0
    key: str | None = None


@dataclass(frozen=True)
class Shares:
    """One aspect with three or more poles; `margins` are lines of words derived from the shares."""

    title: str
    counts: str
    rows: tuple[Share, ...]
    margins: tuple[str, ...] = ()
    silent: str = ""


@dataclass(frozen=True)
class Cell:
    """One place in a grid: a position, perhaps a second one beside it, perhaps the evidence for the two ends."""

    position: Position
    second: Position | None = None
    evidence: tuple[float, float] | None = None
    note: str = ""
    marker: str = "o"
    filled: bool = True
    key: str | None = None


@dataclass(frozen=True)
class Panel:
    """A column of a grid, on a scale from `low` to `high` with words at its ends; one cell a row."""

    title: str
    ends: tuple[str, str]
    cells: tuple[Cell, ...]
    low: float = -1.0
    high: float = 1.0


@dataclass(frozen=True)
class Grid:
    """Small pictures in rows and columns: many cases on several aspects, several views, or several types."""

    rows: tuple[str, ...]
    panels: tuple[Panel, ...]


Block = Balance | Shares
