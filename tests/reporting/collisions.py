"""Which words of a figure lie on each other or run out of it, by their bounding boxes."""

from __future__ import annotations

import itertools
from typing import Any

from idealtypes.reporting.figures.canvas import text_width
from idealtypes.reporting.figures.shapes import Drawing, Lettering


def colliding(figure: Any, *, least: float = 1.0) -> list[tuple[str, ...]]:
    """Pairs of texts that overlap by more than `least` pixels both ways, and texts that leave the figure."""
    figure.draw_without_rendering()
    boxes = [(t.get_text(), t.get_window_extent()) for t in figure.axes[0].texts if t.get_text()]
    out: list[tuple[str, ...]] = [
        (text,)
        for text, box in boxes
        if box.x0 < -3 or box.x1 > figure.bbox.width + 3 or box.y0 < -3 or box.y1 > figure.bbox.height + 3
    ]
    for (one, a), (other, b) in itertools.combinations(boxes, 2):
        wide = min(a.x1, b.x1) - max(a.x0, b.x0)
        tall = min(a.y1, b.y1) - max(a.y0, b.y0)
        if wide > least and tall > 2 + least:
            out.append((one, other))
    return out


def boxes(drawing: Drawing) -> list[tuple[str, float, float, float, float]]:
    """The words of a drawing and where they lie: left, right, top and baseline."""
    out = []
    for shape in drawing.shapes:
        if isinstance(shape, Lettering) and shape.words:
            wide = text_width(shape.words, shape.size, shape.bold)
            if shape.upright:
                out.append((shape.words, shape.x - 0.75 * shape.size, shape.x, shape.y - wide, shape.y))
                continue
            left = shape.x - {"left": 0.0, "right": wide, "center": wide / 2}[shape.align]
            out.append((shape.words, left, left + wide, shape.y - 0.75 * shape.size, shape.y))
    return out


def lying_on_one_another(drawing: Drawing) -> list[tuple[str, ...]]:
    """Words that lie on others, and words that run out of the drawing."""
    found = boxes(drawing)
    out: list[tuple[str, ...]] = [w[:1] for w in found if w[1] < -1 or w[2] > drawing.width + 1]
    for one, other in itertools.combinations(found, 2):
        across = min(one[2], other[2]) - max(one[1], other[1])
        down = min(one[4], other[4]) - max(one[3], other[3])
        if across > 0.5 and down > 0.5:
            out.append((one[0], other[0]))
    return out
