"""Statements as unit weights on a line between two poles: where each mark stands.

A statement stands at its own position; those wholly at a pole are heaped beyond its end, outward. Where there are too
many for marks, heaps become areas with the same area for every statement.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, inf, isinf, sqrt

from idealtypes.reporting.figures.canvas import Canvas
from idealtypes.reporting.figures.pictures import Balance, Dot, Scale

PITCHES = (8.0, 7.0, 6.0, 5.0, 4.2)  # distances between marks in points, tried in turn
HIGHEST, LOWEST = 60.0, 20.0  # of the band that holds the heaps
COLUMN = 8.0  # width of an area within the line


@dataclass(frozen=True)
class DotSize:
    """How large a statement is drawn: marks `pitch` points apart, or where that is None an area of `unit` pt²."""

    pitch: float | None
    unit: float = 0.0


def dot_size(pictures: Sequence[Balance], scale: Scale) -> DotSize:
    """The widest distance between marks at which no heap is too high; areas where even the narrowest fails."""
    for pitch in PITCHES:
        if all(_tallest(p.dots, scale, pitch) * pitch <= HIGHEST for p in pictures):
            return DotSize(pitch)
    heaps = [item for p in pictures for item in _heaps(p.dots, scale, COLUMN).items()]
    return DotSize(None, min(_room(place, scale) / len(heap) for place, heap in heaps))


def _room(place: float, scale: Scale) -> float:
    """The largest area a heap may take, in square points."""
    return ((scale.left - 4) if isinf(place) else COLUMN) * HIGHEST


def height(picture: Balance, scale: Scale, size: DotSize) -> float:
    """The height of the band above the line."""
    if not picture.dots:
        return LOWEST
    if size.pitch is None:
        return HIGHEST
    return max(LOWEST, _tallest(picture.dots, scale, size.pitch) * size.pitch + 2)


def draw_heaps(canvas: Canvas, scale: Scale, picture: Balance, y: float, size: DotSize) -> None:
    """The evidence above the line at y: marks, areas, or without single statements two bars."""
    if not picture.dots:
        _bars(canvas, scale, picture.evidence, y)
    elif size.pitch is None:
        _areas(canvas, scale, picture.dots, y, size.unit)
    else:
        _marks(canvas, scale, picture.dots, y, size.pitch)


def _heaps(dots: Sequence[Dot], scale: Scale, pitch: float) -> dict[float, list[Dot]]:
    """Marks by the place of their heap in points: ∓∞ for the two poles, columns one pitch wide in between."""
    heaps: dict[float, list[Dot]] = {}
    for dot in sorted(dots, key=lambda d: d.position):
        if abs(dot.position) >= 1 - 1e-9:
            place = -inf if dot.position < 0 else inf
        else:
            place = scale(0) + pitch * round((scale(dot.position) - scale(0)) / pitch)
        heaps.setdefault(place, []).append(dot)
    return heaps


def _rows(n: int, scale: Scale, pitch: float) -> int:
    """Rows of a heap at a pole: about half as high as it is wide, and no wider than the margin."""
    columns = max(1, int((scale.left - 4) // pitch))
    return max(ceil(n / columns), min(n, max(3, ceil(sqrt(n / 2)))))


def _tallest(dots: Sequence[Dot], scale: Scale, pitch: float) -> int:
    heaps = _heaps(dots, scale, pitch)
    return max((_rows(len(h), scale, pitch) if isinf(p) else len(h) for p, h in heaps.items()), default=0)


def _marks(canvas: Canvas, scale: Scale, dots: Sequence[Dot], y: float, pitch: float) -> None:
    for place, heap in _heaps(dots, scale, pitch).items():
        rows = _rows(len(heap), scale, pitch) if isinf(place) else len(heap)
        for i, dot in enumerate(heap):
            column, row = divmod(i, rows)
            side = -1 if place < 0 else 1
            x = scale(side) + side * (column + 0.5) * pitch if isinf(place) else place
            shape = side if isinf(place) else 0
            canvas.dot(x, y - 2 - (row + 0.5) * pitch, shape, pitch * 0.86, key=dot.key, spoken=dot.spoken)


def _areas(canvas: Canvas, scale: Scale, dots: Sequence[Dot], y: float, unit: float) -> None:
    for place, heap in _heaps(dots, scale, COLUMN).items():
        n = len(heap)
        if isinf(place):
            side = -1 if place < 0 else 1
            x = scale(side)
            canvas.evidence(x, x + side * n * unit / HIGHEST, y - 2 - HIGHEST / 2, HIGHEST, int(side > 0))
        else:
            tall = n * unit / COLUMN
            for pole in (0, 1):
                edge = place + (pole - 1) * COLUMN / 2
                canvas.evidence(edge, edge + COLUMN / 2, y - 2 - tall / 2, tall, pole)


def _bars(canvas: Canvas, scale: Scale, evidence: tuple[float, float], y: float) -> None:
    total = sum(evidence)
    for pole, mass in enumerate(evidence):
        if mass > 0:
            side = 2 * pole - 1
            canvas.evidence(
                scale(side), scale(side) + side * (scale.left - 6) * mass / total, y - 9, 13, pole
            )
