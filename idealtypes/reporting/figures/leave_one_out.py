"""How far estimates go without each source: a row an estimate, a mark a source, the upright line where it is now.

A filled mark is a source without which the type is another. The dashed line is the border of the type, where it lies
within the scale. On the right stands who moves the estimate most, and how far the border is.
"""

from __future__ import annotations

from collections.abc import Sequence

from idealtypes.reporting.figures.canvas import LINE, NORMAL, SMALL, Canvas, fitting, text_width, wrapped
from idealtypes.reporting.figures.pictures import Scale
from idealtypes.reporting.figures.pictures_of_doubt import LeaveOut, LeaveOutPanel, LeaveOutRow, LeftOutMark

LABELS, SCALE = 0.26, 0.62  # of a wide figure: where the rows' names end, and the scale
MARK, APART = 5.0, 5.8  # a mark, and two that lie at one place
LEAST = 20.0  # the height of a row


def draw_leave_out(canvas: Canvas, picture: LeaveOut) -> float:
    """A panel an aspect, from the top down; gives the height."""
    y = _legend(canvas, picture, 2.0)
    for panel in picture.panels:
        y = _panel(canvas, picture, panel, y + 5)
    return y + 4


def _legend(canvas: Canvas, picture: LeaveOut, y: float) -> float:
    """What filled and hollow marks are; gives the last baseline."""
    x, y = 4.0, y + SMALL
    for n, words in enumerate(picture.legend):
        wide = text_width(words, SMALL) + 24
        if x > 4.0 and x + wide > canvas.width:
            x, y = 4.0, y + SMALL * LINE
        canvas.mark(x, y - 3, "o", MARK, filled=n == 1)
        canvas.text(x + 8, y, words, size=SMALL)
        x += wide
    return y


def _panel(canvas: Canvas, picture: LeaveOut, panel: LeaveOutPanel, y: float) -> float:
    left, right = (
        (canvas.width * LABELS + 8, canvas.width * SCALE) if canvas.wide else (6.0, canvas.width - 6)
    )
    scale = Scale(left, right, -picture.reach, picture.reach)
    y = canvas.paragraph(0, y + NORMAL, panel.title, canvas.width * 0.94, bold=True) + SMALL + 3
    room = (right - left) / 2 - 3
    for end, x, align in zip((0, 1), (left, right), ("left", "right"), strict=True):
        words = (
            f"{panel.ends[0]} {picture.reach_said[0]}"
            if end == 0
            else f"{picture.reach_said[1]} {panel.ends[1]}"
        )
        canvas.text(x, y, fitting(words, room), size=SMALL, quiet=True, align=align)
    y += 3
    for row in panel.rows:
        y = _row(canvas, row, scale, y)
    return y


def _row(canvas: Canvas, row: LeaveOutRow, scale: Scale, y: float) -> float:
    lanes = _lanes([scale(mark.change) for mark in row.marks])
    tall = max(LEAST, (max(lanes, default=0) + 1) * APART + 6)
    names = wrapped(row.label, canvas.width * (LABELS if canvas.wide else 0.94), SMALL) if row.label else []
    told = [(row.most, False), *([(row.border_said, True)] if row.border_said else [])]
    start, side = scale.right + 10, canvas.width - scale.right - 10
    room = (side if canvas.wide else canvas.width) * 0.94
    beside = [(line, quiet) for words, quiet in told for line in wrapped(words, room, SMALL)]
    if canvas.wide:
        tall = max(tall, len(names) * SMALL * LINE + 4, len(beside) * SMALL * LINE + 4)
        _words(canvas, [(line, False) for line in names], 0, y + tall / 2, None)
        _words(canvas, beside, start, y + tall / 2, row.key)
    else:
        for line in names:
            y += SMALL * LINE
            canvas.text(0, y, line, size=SMALL)
    middle = y + tall / 2
    canvas.line(scale.left, middle, scale.right, middle, width=0.4, quiet=True)
    canvas.line(scale(0), y + 2, scale(0), y + tall - 2, width=1.0)
    if row.border is not None and scale.low <= row.border <= scale.high:
        canvas.dashed(scale(row.border), y + 1, y + tall - 1)
    _marks(canvas, row.marks, lanes, scale, middle)
    y += tall
    if not canvas.wide:
        for line, quiet in beside:
            y += SMALL * LINE
            canvas.text(0, y - 2, line, size=SMALL, quiet=quiet, key=None if quiet else row.key)
    return y


def _words(
    canvas: Canvas, lines: Sequence[tuple[str, bool]], x: float, middle: float, key: str | None
) -> None:
    """Lines around a middle; those that are not pale open what is behind them."""
    for n, (line, quiet) in enumerate(lines):
        baseline = middle + 3 + (n - (len(lines) - 1) / 2) * SMALL * LINE
        canvas.text(x, baseline, line, size=SMALL, quiet=quiet, key=None if quiet else key)


def _marks(
    canvas: Canvas, marks: Sequence[LeftOutMark], lanes: Sequence[int], scale: Scale, middle: float
) -> None:
    highest = max(lanes, default=0)
    for mark, lane in zip(marks, lanes, strict=True):
        y = middle + (lane - highest / 2) * APART
        canvas.mark(scale(mark.change), y, "o", MARK, filled=mark.turns, key=mark.key, spoken=mark.said)


def _lanes(xs: Sequence[float]) -> list[int]:
    """For each mark the first lane in which none lies beside it.

    >>> _lanes([0.0, 1.0, 20.0, 0.5])
    [0, 1, 0, 2]
    """
    taken: list[list[float]] = []
    out = []
    for x in xs:
        lane = next(
            (n for n, held in enumerate(taken) if all(abs(x - other) >= APART for other in held)), len(taken)
        )
        if lane == len(taken):
            taken.append([])
        taken[lane].append(x)
        out.append(lane)
    return out
