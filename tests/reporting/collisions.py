"""Which words of a figure lie on each other or run out of it, by their bounding boxes."""

from __future__ import annotations

import itertools
from typing import Any


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
