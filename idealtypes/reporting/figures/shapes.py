"""What is drawn, as one list of plain shapes: places in points from the top left, colours by their role.

`Canvas` records them, `svg.py` writes them for the page and for files, `artists.py` puts them into matplotlib axes: so
that a screen, a printed page and a notebook show the same. A role says what a colour is for; what it looks like is the
style sheet's on the page, and `reports/figures.mplstyle`'s in a file.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import cos, radians, sin
from typing import Literal

Role = Literal[
    "ink", "quiet", "line", "paper", "page", "accent", "tint", "warm", "warm-tint", "pole-1", "pole-2"
]
Point = tuple[float, float]

HATCH = 4.0  # points between two strokes of a hatched bar
# The corners of a mark of size 1 around its middle; a circle has none.
FORMS: dict[str, tuple[Point, ...]] = {
    "o": (),
    "s": ((-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5)),
    "D": ((0.0, -0.7071), (0.7071, 0.0), (0.0, 0.7071), (-0.7071, 0.0)),
    "^": ((0.0, -0.5), (0.5, 0.5), (-0.5, 0.5)),
    "v": ((0.0, 0.5), (-0.5, -0.5), (0.5, -0.5)),
    "P": tuple((x / 6, y / 6) for x, y in (
        (-1, -3), (1, -3), (1, -1), (3, -1), (3, 1), (1, 1), (1, 3), (-1, 3), (-1, 1), (-3, 1), (-3, -1), (-1, -1)
    )),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Target:
    """What a shape opens in the page: one statement, by its place, or what is behind a number, by its key.

    `spoken` is its value in words, for those who do not see the figure.
    """

    kind: Literal["statement", "number"]
    key: str
    spoken: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A line through two or more points; `dash` is the length of strokes and gaps."""

    points: tuple[Point, ...]
    role: Role = "ink"
    width: float = 1.0
    dash: tuple[float, float] | None = None
    target: Target | None = None


@dataclass(frozen=True, slots=True)
class Bar:
    """A rectangle from its upper left corner; `opacity` of its fill, `hatched` with strokes of its outline's colour."""

    x: float
    y: float
    wide: float
    tall: float
    fill: Role | None = None
    stroke: Role | None = None
    width: float = 0.8
    opacity: float = 1.0
    hatched: bool = False
    target: Target | None = None


@dataclass(frozen=True, slots=True)
class Polygon:
    """An area with corners."""

    points: tuple[Point, ...]
    fill: Role | None = None
    stroke: Role | None = None
    width: float = 0.8
    opacity: float = 1.0
    target: Target | None = None


@dataclass(frozen=True, slots=True)
class Ellipse:
    """An ellipse with its whole axes; `angle` in degrees as seen, counter-clockwise."""

    x: float
    y: float
    wide: float
    tall: float
    angle: float = 0.0
    fill: Role | None = None
    stroke: Role | None = None
    width: float = 0.6
    opacity: float = 1.0
    target: Target | None = None


@dataclass(frozen=True, slots=True)
class Marker:
    """A mark of some size: round (`o`), square (`s`), diamond, triangles or a plus; `right` fills its right half."""

    x: float
    y: float
    form: str
    size: float
    fill: Role = "ink"
    stroke: Role = "ink"
    width: float = 1.0
    right: Role | None = None
    target: Target | None = None


@dataclass(frozen=True, slots=True)
class Lettering:
    """Words on a baseline: `align` says which end of them, left or right, or their center, is at their place.

    `upright` ones run upward; `grounded` ones are set off from what lies below them.
    """

    x: float
    y: float
    words: str
    size: float
    role: Role = "ink"
    bold: bool = False
    align: str = "left"
    upright: bool = False
    grounded: bool = False
    target: Target | None = None


Shape = Line | Bar | Polygon | Ellipse | Marker | Lettering


@dataclass(frozen=True, slots=True)
class Drawing:
    """All shapes of a figure from the bottom up, and its size in points."""

    width: float
    height: float
    shapes: tuple[Shape, ...]


def targets(drawing: Drawing) -> tuple[Target, ...]:
    """What its shapes open, in the order in which a reader walks them."""
    return tuple(shape.target for shape in drawing.shapes if shape.target is not None)


def unspoken(drawing: Drawing) -> Drawing:
    """The drawing without what its marks say: another beside it, of the same marks, says it for both.

    >>> unspoken(Drawing(1, 1, (Marker(0, 0, "o", 1, target=Target("number", "e1", "0.5")),))).shapes[0].target.spoken
    ''
    """
    shapes = tuple(
        shape if shape.target is None else replace(shape, target=replace(shape.target, spoken=""))
        for shape in drawing.shapes
    )
    return replace(drawing, shapes=shapes)


def in_order(shapes: list[Shape]) -> tuple[Shape, ...]:
    """Shapes from the bottom up: areas, quiet lines, lines in ink, words, marks, and last what opens something.

    Within each they keep the order in which they were drawn, which is the order in which a reader walks the marks.
    """
    return tuple(sorted(shapes, key=_layer))


def _layer(shape: Shape) -> int:
    match shape:
        case Bar() | Polygon() | Ellipse():
            return 0
        case Line():
            return 2 if shape.role == "ink" else 1
        case Lettering(target=None):
            return 3
        case Marker(target=None):
            return 4
    return 5


def corners(mark: Marker) -> tuple[Point, ...]:
    """The corners of a mark that has some; none for a circle.

    >>> corners(Marker(10, 10, "s", 4))
    ((8.0, 8.0), (12.0, 8.0), (12.0, 12.0), (8.0, 12.0))
    """
    return tuple((mark.x + x * mark.size, mark.y + y * mark.size) for x, y in FORMS[mark.form])


def right_half(mark: Marker) -> tuple[Point, ...]:
    """The corners of the right half of a square or diamond."""
    return tuple((max(x, mark.x), y) for x, y in corners(mark) if x >= mark.x - 1e-9)


def hatching(bar: Bar) -> tuple[tuple[Point, Point], ...]:
    """The strokes of a hatched bar, rising to the right; those of bars beside each other lie on the same lines.

    >>> hatching(Bar(0.0, 0.0, 3.0, 3.0, hatched=True))
    (((1.0, 3.0), (3.0, 1.0)),)
    """
    first = int((bar.x + bar.y) // HATCH)
    last = int((bar.x + bar.wide + bar.y + bar.tall) // HATCH)
    strokes = []
    for k in range(first, last + 1):
        at = k * HATCH  # all points with x + y = at
        left, right = max(bar.x, at - bar.y - bar.tall), min(bar.x + bar.wide, at - bar.y)
        if right > left:
            strokes.append(((left, at - left), (right, at - right)))
    return tuple(strokes)


def around(shape: Ellipse) -> tuple[Point, Point]:
    """The two ends of an ellipse's longer way across, between which two arcs make it."""
    across = radians(-shape.angle)
    x, y = cos(across) * shape.wide / 2, sin(across) * shape.wide / 2
    return (shape.x - x, shape.y - y), (shape.x + x, shape.y + y)
