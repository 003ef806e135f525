"""Widths of figures: as people write them, and in points."""

from __future__ import annotations

import re

from idealtypes.errors import IdealtypesError

WIDTH = re.compile(r"(\d+(?:\.\d+)?) ?(mm|cm|in)")
POINTS = {"mm": 72 / 25.4, "cm": 720 / 25.4, "in": 72.0}  # in one of each unit
NARROWEST, WIDEST = 10 * POINTS["mm"], 2000 * POINTS["mm"]


def points_of(width: str) -> float:
    """A width in points.

    >>> round(points_of("85mm"), 1), points_of("7in")
    (240.9, 504.0)
    """
    found = WIDTH.fullmatch(width.strip()) if isinstance(width, str) else None
    points = float(found[1]) * POINTS[found[2]] if found else 0.0
    if not NARROWEST <= points <= WIDEST:
        raise IdealtypesError(
            f"width: {width!r} is no width from 10mm to 2m; give for instance 85mm, 17.4cm or 7in"
        )
    return points
