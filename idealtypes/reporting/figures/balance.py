"""The balance of each aspect: statements as unit weights on the line between two poles, and where they balance.

Every mark is a statement at its own position. The triangle is the balance, their centre of gravity where every
statement counts the same, and the bar beneath the line is its interval. So a *torn* aspect has heaps at both ends and
the triangle in between, a *balanced* one its heap in the middle, and a *thin* one few marks and a long bar. Beneath
lie what is and what is said to be useful, on the same line, and the gap as an arrow from one to the other.

An aspect with three or more poles has a row a pole: its share with interval, and a mark for each statement.
"""

from __future__ import annotations

from collections.abc import Sequence

from idealtypes.reporting.figures.canvas import (
    LARGE,
    LINE,
    NORMAL,
    SMALL,
    Canvas,
    spoken,
    text_width,
    wrapped,
)
from idealtypes.reporting.figures.heaps import DotSize, dot_size, draw_heaps, height
from idealtypes.reporting.figures.pictures import Balance, Block, Gap, Lane, Scale, Share, Shares

MARGINS = {"wide": 106.0, "narrow": 46.0}
PAST = 10.0  # from the end of a line to the words beside it: clear of a mark that stands at the end
FULCRUM = 11.0  # size of the triangle
UNIT = 5.4  # distance between two marks in the row of a pole, where they fit
READING = 94.0  # width of a pole's number with its interval


def draw_blocks(canvas: Canvas, blocks: Sequence[Block]) -> float:
    """One block an aspect, from the top down; gives the height."""
    margin = MARGINS[canvas.layout]
    scale = Scale(margin, canvas.width - margin)
    size = dot_size([b for b in blocks if isinstance(b, Balance)], scale)
    y = 2.0
    for i, block in enumerate(blocks):
        if i:
            canvas.line(0, y + 5, canvas.width, y + 5, width=0.4, quiet=True)
            y += 11
        y = _heading(canvas, block, y)
        if isinstance(block, Balance):
            y = _balance(canvas, scale, block, y, size)
        else:
            y = _shares(canvas, block, y)
    return y + 4


def _heading(canvas: Canvas, block: Block, y: float) -> float:
    """The title and how much was said; gives the lower edge."""
    y += LARGE
    if not canvas.wide:
        y = canvas.paragraph(0, y, block.title, canvas.width, size=LARGE, bold=True)
        if block.counts:
            y = canvas.paragraph(0, y + SMALL * 1.4, block.counts, canvas.width, size=SMALL, quiet=True)
        return y + 5
    canvas.text(canvas.width, y, block.counts, size=SMALL, quiet=True, align="right")
    room = canvas.width - text_width(block.counts, SMALL) - 12
    return canvas.paragraph(0, y, block.title, room, size=LARGE, bold=True) + 4


def _balance(canvas: Canvas, scale: Scale, picture: Balance, y: float, size: DotSize) -> float:
    if picture.silent:
        canvas.line(scale(-1), y + 15, scale(1), y + 15, width=0.6, quiet=True)
        canvas.text(scale(0), y + 11, picture.silent, quiet=True, align="center")
        return _poles(canvas, scale, picture, y + 15) + 3
    y += height(picture, scale, size) + 3
    draw_heaps(canvas, scale, picture, y, size)
    canvas.line(scale(-1), y, scale(1), y, width=1.4)
    for tick in (-1, 0, 1):
        canvas.line(scale(tick), y, scale(tick), y + 4)
    below = _poles(canvas, scale, picture, y)
    at = picture.position
    assert at.value is not None
    if at.low is not None and at.high is not None:
        canvas.span(scale(at.low), scale(at.high), y + 8.5)
    canvas.triangle(scale(at.value), y + 1, FULCRUM)
    half = text_width(picture.reading, NORMAL, True) / 2
    # Beneath the triangle, but clear of the poles' words at both ends.
    room = scale.left if canvas.wide else 4.0
    x = min(max(scale(at.value), room + half), canvas.width - room - half)
    y = max(y + 23, below + NORMAL * LINE if below > y + 11 else 0)
    canvas.text(
        x,
        y,
        picture.reading,
        bold=True,
        align="center",
        key=picture.key,
        spoken=spoken(picture.reading, picture.title),
    )
    for lane in picture.lanes:
        y = _lane(canvas, scale, lane, y, picture.title)
    if picture.gap is not None:
        y = _gap(canvas, scale, picture.gap, y, picture.title)
    return y + 5


def _poles(canvas: Canvas, scale: Scale, picture: Balance, y: float) -> float:
    """The poles' names outside the ends of the line; gives the baseline of the lower one."""
    lowest = y
    for side, pole, align in ((-1, picture.poles[0], "right"), (1, picture.poles[1], "left")):
        away, at = PAST, picture.position.value
        if at is not None and abs(scale(at) - scale(side)) < FULCRUM / 2:
            # the triangle reaches past the end: the words go further out, as far as their longest one has room
            longest = max(text_width(word, SMALL) for word in pole.split())
            away = max(PAST, min(PAST + FULCRUM / 2, scale.left - longest))
        x = scale(side) + side * away
        lowest = max(lowest, canvas.paragraph(x, y + 10, pole, scale.left - away, size=SMALL, align=align))
    return lowest


def _lane(canvas: Canvas, scale: Scale, lane: Lane, y: float, title: str) -> float:
    y += 13 + (len(_label_lines(scale, lane.label)) - 1) * SMALL
    silent = lane.bounds is None and lane.position.value is None
    apart = text_width(lane.reading, SMALL) / 2 + 3 if silent else 0.0  # words of silence stand in the line
    for start, end in ((scale(-1), scale(0) - apart), (scale(0) + apart, scale(1))):
        canvas.line(start, y, end, y, width=0.4, quiet=True)
    _label(canvas, scale, lane.label, y)
    if lane.bounds is not None:
        at = lane.position
        if at.low is not None and at.high is not None:
            canvas.line(scale(at.low), y, scale(at.high), y, width=1.5)
        low, high = (scale(end) for end in lane.bounds)
        canvas.bar(min(low, high - 2), high, y, 6, fill=canvas.tint, stroke=canvas.ink)
    elif lane.position.value is None:
        canvas.text(scale(0), y + 3, lane.reading, size=SMALL, quiet=True, align="center")
        return y
    else:
        canvas.whisker(scale, y, lane.position, marker=lane.marker, filled=lane.filled)
    if canvas.wide:
        canvas.text(
            scale(1) + PAST,
            y + 3,
            lane.reading,
            size=SMALL,
            key=lane.key,
            spoken=spoken(lane.reading, title, lane.label),
        )
    return y


def _gap(canvas: Canvas, scale: Scale, gap: Gap, y: float, title: str) -> float:
    y += 13 + (len(_label_lines(scale, gap.label)) - 1) * SMALL
    _label(canvas, scale, gap.label, y)
    start, end = scale(gap.start), scale(gap.end)
    canvas.arrow(start, end, y)
    if canvas.wide:
        canvas.text(
            scale(1) + PAST,
            y + 3,
            gap.reading,
            size=SMALL,
            key=gap.key,
            spoken=spoken(gap.reading, title, gap.label),
        )
        return y
    # On a telephone the words stand on the side of the arrow that has room.
    left, right = min(start, end) - 5, max(start, end) + 5
    if canvas.width - right >= text_width(gap.reading, SMALL):
        canvas.text(
            right, y + 3, gap.reading, size=SMALL, key=gap.key, spoken=spoken(gap.reading, title, gap.label)
        )
    elif left - scale.left + 6 >= text_width(gap.reading, SMALL):
        canvas.text(
            left,
            y + 3,
            gap.reading,
            size=SMALL,
            align="right",
            key=gap.key,
            spoken=spoken(gap.reading, title, gap.label),
        )
    else:
        y += SMALL * LINE + 1
        canvas.text(
            scale(0),
            y + 3,
            gap.reading,
            size=SMALL,
            align="center",
            key=gap.key,
            spoken=spoken(gap.reading, title, gap.label),
        )
    return y


def _label(canvas: Canvas, scale: Scale, label: str, y: float) -> None:
    """A lane's name at the left edge, in two lines where one is too narrow."""
    lines = _label_lines(scale, label)
    top = y + 3 - (len(lines) - 1) * SMALL
    for i, line in enumerate(lines):
        canvas.text(0, top + i * SMALL, line, size=SMALL)


def _label_lines(scale: Scale, label: str) -> list[str]:
    return wrapped(label, scale.left - 6, SMALL)


def _shares(canvas: Canvas, picture: Shares, y: float) -> float:
    if picture.silent:
        canvas.text(canvas.width / 2, y + 13, picture.silent, quiet=True, align="center")
        return y + 18
    left = max(min(canvas.width * 0.3, max(text_width(r.pole) for r in picture.rows) + 8), 40.0)
    scale = Scale(left, left + (canvas.width - left) * (0.46 if canvas.wide else 0.9), 0.0, 1.0)
    y += 8
    top = y
    room = canvas.width - READING - (scale(1) + 10 if canvas.wide else left)
    pitch = min(UNIT, room / max(1, *(row.units for row in picture.rows)))
    for row in picture.rows:
        y = _share(canvas, scale, row, y + 15, left, pitch, picture.title)
    for tick, said in ((0.0, "0"), (0.5, "½"), (1.0, "1")):
        canvas.line(scale(tick), top + 4, scale(tick), y + 5, width=0.4, quiet=True)
        canvas.text(scale(tick), top + 1, said, size=SMALL - 1, quiet=True, align="center")
    for margin in picture.margins:
        y = canvas.paragraph(0, y + 15, margin, canvas.width, size=SMALL)
    return y + 4


def _share(
    canvas: Canvas, scale: Scale, row: Share, y: float, left: float, pitch: float, title: str
) -> float:
    """A pole's row: its name, share and interval, the number, and a mark for each statement that weighs most for it."""
    below = canvas.paragraph(0, y + 3, row.pole, left - 6)
    canvas.line(scale(0), y, scale(1), y, width=0.4, quiet=True)
    canvas.whisker(scale, y, row.position)
    x, line = scale(1) + 10, y
    if not canvas.wide:
        x, line = left, max(below - 3, y) + SMALL * LINE
    canvas.text(
        x, line + 3, row.reading, size=SMALL, key=row.key, spoken=spoken(row.reading, title, row.pole)
    )
    for i in range(row.units):
        start = x + READING + i * pitch
        canvas.bar(
            start, start + pitch * 0.8, line, 4.2, fill=canvas.second,
            stroke=canvas.ink if pitch == UNIT else None, width=0.4,
        )  # fmt: skip
    return max(below - 3, line)
