"""What a figure shows, as plain data: numbers, ids and words in the reader's language, and nothing of how it looks.

`key` and `keys` name, where there are any, the page's entry for the statements behind a number, or one statement.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan

from idealtypes.reporting.figures.pictures_of_doubt import Accumulated, Curve, Doubts, LeaveOut


@dataclass(frozen=True)
class Position:
    """A value with its interval; all None where nobody speaks, the ends None where there is no interval."""

    value: float | None = None
    low: float | None = None
    high: float | None = None

    @classmethod
    def of(cls, value: float | None, low: float | None = None, high: float | None = None) -> Position:
        """A position in which what is not there (NaN) is None.

        >>> Position.of(0.5, float("nan"))
        Position(value=0.5, low=None, high=None)
        """
        return cls(*(None if end is None or isnan(end) else float(end) for end in (value, low, high)))


@dataclass(frozen=True)
class Scale:
    """From values to places: `low` lies at `left`, `high` at `right`.

    >>> Scale(10, 190)(0.0), Scale(10, 190, 0, 1)(0.5)
    (100.0, 100.0)
    """

    left: float
    right: float
    low: float = -1.0
    high: float = 1.0

    def __call__(self, value: float) -> float:
        return self.left + (value - self.low) / (self.high - self.low) * (self.right - self.left)

    @property
    def middle(self) -> float:
        """The value halfway."""
        return (self.low + self.high) / 2


@dataclass(frozen=True)
class Dot:
    """One statement at its own position in [−1, 1]; `key` is its place in the page's list, `spoken` it in words."""

    position: float
    key: str | None = None
    spoken: str = ""


@dataclass(frozen=True)
class Lane:
    """One view of an aspect: what is, what is said to be useful; `reading` is its number in words, or says silence.

    `bounds` stand instead of a position where what is reported leaves two; the position has the ends of the interval.
    """

    label: str
    position: Position
    reading: str
    marker: str = "o"
    filled: bool = True
    key: str | None = None
    bounds: tuple[float, float] | None = None


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
    """One place in a grid: a position, perhaps a second one beside it, perhaps the evidence for the two ends.

    `start` is where the position comes from, where something moves.
    """

    position: Position
    second: Position | None = None
    evidence: tuple[float, float] | None = None
    note: str = ""
    marker: str = "o"
    filled: bool = True
    key: str | None = None
    start: float | None = None


@dataclass(frozen=True)
class Panel:
    """A column of a grid, on a scale from `low` to `high` with words at its ends; one cell a row."""

    title: str
    ends: tuple[str, str]
    cells: tuple[Cell, ...]
    low: float = -1.0
    high: float = 1.0


@dataclass(frozen=True)
class SmallMultiples:
    """Small pictures in rows and columns: many cases on several aspects, several views, or several types."""

    rows: tuple[str, ...]
    panels: tuple[Panel, ...]


@dataclass(frozen=True)
class MapPoint:
    """A case or an ideal type on the map: its number or letter, its title, and its group (from 1; 0 for none).

    `cloud` is where it may lie: centre, half axes and angle in degrees of an ellipse.
    """

    label: str
    title: str
    x: float
    y: float
    group: int = 0
    cloud: tuple[float, float, float, float, float] | None = None
    key: str | None = None


@dataclass(frozen=True)
class CaseMap:
    """A map: cases grouped, ideal types as landmarks, and words for the list beside it.

    `groups` are the names of the groups, by number (0 first); `unit` is the length of the scale's bar, in words too.
    `typical` is how far a case may lie from its mark, told once where the cases are too many for a cloud each.
    """

    cases: tuple[MapPoint, ...]
    types: tuple[MapPoint, ...]
    groups: tuple[str, ...]
    types_title: str
    unit: float
    unit_said: str
    labelled: bool = True
    typical: float | None = None
    typical_said: str = ""


@dataclass(frozen=True)
class Tile:
    """A share (or a degree) as a square, the darker the larger, framed to stand out; None where nobody speaks."""

    share: float | None
    said: str
    key: str | None = None
    framed: bool = False


@dataclass(frozen=True)
class HeatmapRow:
    """A case in the table of shares: its number if it has one, title, group, a word beside it, and a tile a column."""

    label: str
    title: str
    group: int
    beside: str
    tiles: tuple[Tile, ...]


@dataclass(frozen=True)
class Join:
    """Two branches of the tree that meet: the rows and heights where they start, and the height where they meet."""

    first: tuple[float, float]
    second: tuple[float, float]
    height: float


@dataclass(frozen=True)
class Heatmap:
    """Shares by case, the cases in the order of a tree where there is one.

    `columns` are aspects with their poles, or one without a title whose columns speak for themselves; `cut` is the
    height below which the branches are the groups.
    """

    rows: tuple[HeatmapRow, ...]
    columns: tuple[tuple[str, tuple[str, ...]], ...]
    joins: tuple[Join, ...]
    cut: float | None
    beside: str


@dataclass(frozen=True)
class Node:
    """A code at one side of a pair that meets; `said` is its pole, where no heading tells it."""

    title: str
    said: str = ""


@dataclass(frozen=True)
class Edge:
    """Two codes that meet, by their places on the left and on the right: how much beyond chance, and how often."""

    left: int
    right: int
    surplus: float
    said: str
    key: str | None = None


@dataclass(frozen=True)
class Bipartite:
    """Codes at opposite poles, and lines between those that meet; `bipolar`: the sides are the two poles of an axis."""

    heads: tuple[str, str]
    left: tuple[Node, ...]
    right: tuple[Node, ...]
    ties: tuple[Edge, ...]
    bipolar: bool = True


@dataclass(frozen=True)
class Square:
    """Cases between the corners of two crossed margins: from −1 to 1 across and upward, 0 where both sides are alike.

    `across` and `upward` are the names of the two ends; `corners` the dimensions, by the signs of their place;
    `heading` stands above the list of cases.
    """

    across: tuple[str, str]
    upward: tuple[str, str]
    corners: tuple[tuple[tuple[int, int], str], ...]
    cases: tuple[MapPoint, ...]
    heading: str


@dataclass(frozen=True)
class Rung:
    """One thing that can be ordered; `level` counts from the top, `moves` says what is different with it."""

    title: str
    level: int
    moves: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ladder:
    """A partial order: `lines` lead from the number of a better rung to that of a worse, `said` how sure each is.

    `apart` stand beneath: no line leads to or from them, which `loose` says.
    """

    rungs: tuple[Rung, ...]
    lines: tuple[tuple[int, int], ...]
    said: tuple[str, ...] = ()
    apart: tuple[Rung, ...] = ()
    loose: str = ""


@dataclass(frozen=True)
class SideRow:
    """Two cases on an aspect, or on one pole of it: where each lies, in words too, and how they differ.

    `standing` is how firmly they do, as a sign; `keys` are those of the first, the second and the difference.
    """

    title: str
    first: Position
    second: Position
    said: tuple[str, str]
    difference: str
    standing: str
    keys: tuple[str | None, str | None, str | None] = (None, None, None)


@dataclass(frozen=True)
class SideBlock:
    """An aspect on a scale from `low` to `high` with words at its ends."""

    title: str
    ends: tuple[str, str]
    rows: tuple[SideRow, ...]
    low: float = -1.0
    high: float = 1.0


@dataclass(frozen=True)
class SideBySide:
    """Two cases aspect by aspect; `head` says what the differences are of."""

    names: tuple[str, str]
    head: str
    blocks: tuple[SideBlock, ...]


@dataclass(frozen=True)
class DotCell:
    """A case on an aspect: a position between two poles, or the shares or weights of more, each with its own key.

    `said` is all of it in words; with neither a position nor shares nobody speaks.
    """

    position: Position = Position()
    shares: tuple[float, ...] = ()
    said: str = ""
    keys: tuple[str | None, ...] = ()


@dataclass(frozen=True)
class DotColumn:
    """An aspect and its poles: two are the ends of a line, more are parts of one bar, or boxes side by side."""

    title: str
    poles: tuple[str, ...]
    line: bool = True
    apart: bool = False


@dataclass(frozen=True)
class DotRow:
    """A case, with a cell a column."""

    title: str
    cells: tuple[DotCell, ...]
    key: str | None = None


@dataclass(frozen=True)
class DotPlot:
    """Many cases, a compact row each, in groups with a title or without; `silent` stands where nobody speaks."""

    columns: tuple[DotColumn, ...]
    groups: tuple[tuple[str, tuple[DotRow, ...]], ...]
    silent: str = ""


Block = Balance | Shares
Picture = (
    tuple[Block, ...]
    | SmallMultiples
    | CaseMap
    | Square
    | Heatmap
    | Bipartite
    | Ladder
    | Doubts
    | Accumulated
    | SideBySide
    | DotPlot
    | LeaveOut
    | tuple[Curve, ...]
)
