"""Many cases in one dot plot: a compact row each, a column an aspect, all of it for one screen.

Between two poles a dot lies on a line, with its interval. Three or more poles are one bar, parted by their shares;
where they do not exclude one another each has a box of its own, filled as far as it weighs. Every mark opens what is
behind it.
"""

from __future__ import annotations

from typing import NamedTuple

from idealtypes.reporting.figures.canvas import LINE, NORMAL, SMALL, Canvas, fitting, text_width, wrapped
from idealtypes.reporting.figures.pictures import DotCell, DotColumn, DotPlot, DotRow, Scale
from idealtypes.reporting.figures.shapes import Role

ROW, BETWEEN = 11.0, 12.0  # height of a row; distance of two columns
TALL = 6.4  # of a bar
LABELS = 0.36  # the most of the width that the cases' names take
NARROWEST = {"wide": 66.0, "narrow": 52.0}  # of a column
HEAD_LINES = 2  # of a column's title


class Fill(NamedTuple):
    """How a pole's part of a bar looks: parts that touch differ in lightness or are hatched."""

    role: Role
    opacity: float = 1.0
    hatched: bool = False


FILLS = (
    Fill("pole-1", hatched=True), Fill("pole-2"), Fill("quiet", 0.3), Fill("quiet"), Fill("paper"), Fill("pole-2", 0.5),
    Fill("pole-1"),
)  # fmt: skip


def fill_of(pole: int) -> Fill:
    """The look of a pole by its number; beyond seven they come again."""
    return FILLS[pole % len(FILLS)]


def draw_dot_plot(canvas: Canvas, plot: DotPlot) -> float:
    """The columns side by side, as many as fit, then in further bands; gives the height."""
    rows = [row for _, held in plot.groups for row in held]
    widest = max((text_width(row.title, SMALL) for row in rows), default=0.0) + 8
    label = min(canvas.width * LABELS, widest) if canvas.wide else 0.0
    room = canvas.width - label
    across = max(1, min(len(plot.columns), int((room + BETWEEN) // (NARROWEST[canvas.layout] + BETWEEN))))
    y = 2.0
    for first in range(0, len(plot.columns), across):
        band = range(first, min(first + across, len(plot.columns)))
        wide = (room - BETWEEN * (across - 1)) / across
        places = [label + n * (wide + BETWEEN) for n in range(len(band))]
        y = _band(canvas, plot, [(c, x, x + wide) for c, x in zip(band, places, strict=True)], y, label) + 10
    return y - 4


Place = tuple[int, float, float]


def _band(canvas: Canvas, plot: DotPlot, places: list[Place], y: float, label: float) -> float:
    heads = {c: wrapped(plot.columns[c].title, right - left, NORMAL, True) for c, left, right in places}
    tall = min(HEAD_LINES, max(len(head) for head in heads.values()))
    for c, left, right in places:
        lines = heads[c]
        if len(lines) > HEAD_LINES:
            lines = [
                *lines[: HEAD_LINES - 1],
                fitting(" ".join(lines[HEAD_LINES - 1 :]), right - left - 4, NORMAL),
            ]
        for i, line in enumerate(lines):
            canvas.text(left, y + NORMAL + (tall - len(lines) + i) * NORMAL * LINE, line, bold=True)
    y += tall * NORMAL * LINE + 1
    y = max(_poles(canvas, plot.columns[c], left, right, y) for c, left, right in places) + 4
    for n, (title, rows) in enumerate(plot.groups):
        if title:
            y += SMALL * LINE - (0.5 if n else 3)
            canvas.text(0, y, title, size=SMALL - 0.5, quiet=True)
            start = text_width(title, SMALL - 0.5) + 5
            canvas.line(start, y - 2.5, canvas.width, y - 2.5, width=0.4, quiet=True)
            y += 2
        for row in rows:
            y = _row(canvas, plot, row, places, y, label)
    return y


def _poles(canvas: Canvas, column: DotColumn, left: float, right: float, y: float) -> float:
    """The two ends of a line, or a legend of the poles in the order of the bar; gives the lowest baseline."""
    size, room = SMALL - 0.5, right - left
    if column.line:
        first, second = column.poles
        y += size * LINE
        if text_width(first, size) + text_width(second, size) + 8 <= room:
            canvas.text(left, y, first, size=size, quiet=True)
            canvas.text(right, y, second, size=size, quiet=True, align="right")
            return y
        canvas.text(left, y, fitting(f"← {first}", room, size), size=size, quiet=True)
        y += size * LINE
        canvas.text(right, y, fitting(f"{second} →", room, size), size=size, quiet=True, align="right")
        return y
    x = left
    y += size * LINE
    for p, pole in enumerate(column.poles):
        name = fitting(pole, room - 11, size)
        wide = 9 + text_width(name, size)
        if x > left and x + wide > right:
            x, y = left, y + size * LINE + 1
        _part(canvas, x, x + 6, y - 2.7, fill_of(p))
        canvas.text(x + 9, y, name, size=size, quiet=True)
        x += wide + 8
    return y


def _part(
    canvas: Canvas, x1: float, x2: float, y: float, fill: Fill, key: str | None = None, spoken: str = ""
) -> None:
    canvas.bar(
        x1, x2, y, TALL, fill=fill.role, stroke="ink", width=0.5, opacity=fill.opacity, hatched=fill.hatched,
        key=key, spoken=spoken,
    )  # fmt: skip


def _row(canvas: Canvas, plot: DotPlot, row: DotRow, places: list[Place], y: float, label: float) -> float:
    """A case: its name before the cells, on a narrow sheet above them; gives the lower edge."""
    if not canvas.wide:
        y += ROW - 1
        canvas.text(0, y - 2, fitting(row.title, canvas.width), size=SMALL, key=row.key, spoken=row.title)
    middle = y + ROW / 2
    if canvas.wide:
        canvas.text(0, middle + 2.8, fitting(row.title, label - 6), size=SMALL, key=row.key, spoken=row.title)
    for c, left, right in places:
        cell = row.cells[c]
        spoken = f"{row.title}, {plot.columns[c].title}: {cell.said}"
        if plot.columns[c].line:
            _dot(canvas, cell, Scale(left + 4, right - 4), middle, plot.silent, spoken)
        else:
            _bar(canvas, plot.columns[c], cell, left, right, middle, plot.silent, spoken)
    return y + ROW


def _silent(canvas: Canvas, left: float, right: float, y: float, said: str) -> None:
    """That nobody speaks, where the words have room; else nothing, which says so too."""
    size = SMALL - 1.5
    if text_width(said, size) <= right - left - 4:
        canvas.text((left + right) / 2, y + 2.3, said, size=size, quiet=True, align="center", grounded=True)


def _dot(canvas: Canvas, cell: DotCell, scale: Scale, y: float, silent: str, spoken: str) -> None:
    at = cell.position
    if at.value is None:
        _silent(canvas, scale.left, scale.right, y, silent)
        return
    canvas.line(scale(-1), y, scale(1), y, width=0.4, quiet=True)
    canvas.line(scale(0), y - ROW / 2, scale(0), y + ROW / 2, width=0.4, quiet=True)
    if at.low is not None and at.high is not None:
        canvas.kinds.add("whisker")
        canvas.line(scale(at.low), y, scale(at.high), y, width=1.3)
    else:
        canvas.kinds.add("estimate")
    canvas.mark(scale(at.value), y, "o", 5.2, key=cell.keys[0] if cell.keys else None, spoken=spoken)


def _bar(
    canvas: Canvas,
    column: DotColumn,
    cell: DotCell,
    left: float,
    right: float,
    y: float,
    silent: str,
    spoken: str,
) -> None:
    """Shares as parts of one bar, or weights as boxes beside each other, each filled as far as it weighs."""
    if not cell.shares:
        _silent(canvas, left, right, y, silent)
        return
    keys = cell.keys or (None,) * len(cell.shares)
    x, box = left, (right - left) / len(cell.shares)
    for p, share in enumerate(cell.shares):
        if column.apart:
            canvas.kinds.add("boxes")
            start = left + p * box
            canvas.bar(start, start + box - 2, y, TALL, stroke="quiet", width=0.4)
            if share > 0:
                _part(canvas, start, start + (box - 2) * min(share, 1.0), y, fill_of(p), keys[p], spoken)
            continue
        end = x + share * (right - left)
        if share > 0:
            _part(canvas, x, end, y, fill_of(p), keys[p], spoken)
        x = end
