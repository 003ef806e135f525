"""Two cases side by side: both positions on one line, aspect by aspect, and how far they are apart.

The first case is a filled round mark, the second a hollow diamond, each with its interval; the number of the difference
stands to the right of the line, or beneath it where there is no room, after a sign for how firmly they differ.
"""

from __future__ import annotations

from idealtypes.reporting.figures.canvas import LARGE, LINE, SMALL, Canvas, fitting, text_width
from idealtypes.reporting.figures.pictures import Position, Scale, SideBlock, SideBySide, SideRow

ROW = 17.0
LIFT = 3.1  # of the two cases from their line
LABELS = 0.24  # the most of the width that the poles' names take


def draw_side_by_side(canvas: Canvas, pair: SideBySide) -> float:
    """The legend, then a block an aspect, from the top down; gives the height."""
    y = _legend(canvas, pair)
    numbers = max((text_width(_told(row), SMALL) for b in pair.blocks for row in b.rows), default=0.0)
    widest = max((text_width(row.title, SMALL) for b in pair.blocks for row in b.rows), default=0.0)
    left = min(canvas.width * LABELS, widest + 8) if widest else 6.0
    scale_end = canvas.width - (numbers + 14 if canvas.wide else 6)
    for n, block in enumerate(pair.blocks):
        if n:
            canvas.line(0, y + 5, canvas.width, y + 5, width=0.4, quiet=True)
            y += 9
        y = _block(canvas, block, Scale(left, scale_end, block.low, block.high), y)
    if any(row.standing for block in pair.blocks for row in block.rows):
        canvas.kinds.add("signs")
    return y + 4


def _told(row: SideRow) -> str:
    return f"{row.standing} {row.difference}".strip()


def _legend(canvas: Canvas, pair: SideBySide) -> float:
    """Which mark is which case, and what the numbers on the right are."""
    room = canvas.width - 14 if not canvas.wide else canvas.width * 0.5
    y = 2.0
    for n, name in enumerate(pair.names):
        y += SMALL * LINE + 1
        _mark(canvas, 5, y - 2.8, n)
        canvas.text(14, y, fitting(name, room, SMALL), size=SMALL)
    if canvas.wide:
        width = canvas.width * 0.46
        canvas.text(canvas.width, y, fitting(pair.head, width, SMALL), size=SMALL, quiet=True, align="right")
    else:
        y += SMALL * LINE + 1
        canvas.text(0, y, fitting(pair.head, canvas.width, SMALL), size=SMALL, quiet=True)
    return y + 7


def _mark(canvas: Canvas, x: float, y: float, n: int, key: str | None = None, spoken: str = "") -> None:
    canvas.mark(x, y, "D" if n else "o", 5.0 if n else 5.5, filled=not n, key=key, spoken=spoken)


def _block(canvas: Canvas, block: SideBlock, scale: Scale, y: float) -> float:
    y += LARGE
    y = canvas.paragraph(0, y, block.title, canvas.width, size=LARGE, bold=True) + SMALL * LINE + 2
    room = (scale.right - scale.left) / 2 - 4
    canvas.text(scale.left, y, fitting(block.ends[0], room), size=SMALL, quiet=True)
    canvas.text(scale.right, y, fitting(block.ends[1], room), size=SMALL, quiet=True, align="right")
    y += 3
    for row in block.rows:
        y = _row(canvas, scale, row, y)
    return y


def _row(canvas: Canvas, scale: Scale, row: SideRow, y: float) -> float:
    middle = y + ROW / 2
    if row.title:
        canvas.text(0, middle + 3, fitting(row.title, scale.left - 6), size=SMALL)
    canvas.line(scale(scale.low), middle, scale(scale.high), middle, width=0.4, quiet=True)
    canvas.line(scale(scale.middle), middle - 5, scale(scale.middle), middle + 5, width=0.4, quiet=True)
    for n, at in enumerate((row.first, row.second)):
        _position(canvas, scale, middle + (LIFT if n else -LIFT), at, n, row)
    if canvas.wide:
        canvas.text(canvas.width, middle + 3, _told(row), size=SMALL, align="right", key=row.keys[2])
        return y + ROW
    canvas.text(
        scale.right, middle + ROW / 2 + SMALL - 1, _told(row), size=SMALL, align="right", key=row.keys[2]
    )
    return y + ROW + SMALL * LINE


def _position(canvas: Canvas, scale: Scale, y: float, at: Position, n: int, row: SideRow) -> None:
    """A case's mark with its interval; where nobody speaks that is said instead."""
    if at.value is None:
        canvas.text(scale(scale.low) + 4, y + 2.6, row.said[n], size=SMALL - 1.5, quiet=True)
        return
    if at.low is not None and at.high is not None:
        canvas.kinds.add("whisker")
        canvas.line(scale(at.low), y, scale(at.high), y, width=1.3)
    _mark(canvas, scale(at.value), y, n, row.keys[n], row.said[n])
