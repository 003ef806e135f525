"""Nested intervals: what informants alone leave open, what every doubt together does, and which doubt moves most.

The pale bar is the interval with every doubt, the line with end strokes the one of the informants alone. The three bars
beside are how far informants, coders and placements each move the estimate, in that order from the top, on one scale
over the whole figure; the word names the longest.
"""

from __future__ import annotations

from idealtypes.reporting.figures.canvas import LINE, NORMAL, SMALL, Canvas, fitting, text_width, wrapped
from idealtypes.reporting.figures.pictures import Scale
from idealtypes.reporting.figures.pictures_of_doubt import DoubtPanel, DoubtRow, Doubts

ROW, THIN, MARK = 19.0, 3.4, 5.0
LABELS, SCALE = 0.28, 0.60  # of a wide figure: where the rows' names end, and the scale
NARROW = 0.52  # of a narrow one: where the scale ends


def draw_doubts(canvas: Canvas, picture: Doubts) -> float:
    """A panel an aspect, from the top down; gives the height."""
    longest = max(spread for panel in picture.panels for row in panel.rows for spread in row.spreads) or 1.0
    y = _legend(canvas, picture, 2.0)
    for panel in picture.panels:
        y = _panel(canvas, panel, y + 4, longest)
    canvas.kinds.discard("whisker")  # the legend above says which interval it is here
    return y + 4


def _legend(canvas: Canvas, picture: Doubts, y: float) -> float:
    """What the bar, the line and the three bars are; gives the last baseline."""
    x, y = 0.0, y + SMALL
    for n, words in enumerate((*picture.legend, *picture.names)):
        if not words:
            continue
        wide = 24 + text_width(words, SMALL) + 12
        if x and x + wide > canvas.width:
            x, y = 0.0, y + SMALL * LINE + 1
        if n == 0:
            canvas.bar(x, x + 20, y - 3, 7, fill="tint", stroke="ink", width=0.6)
        elif n == 1:
            canvas.line(x, y - 3, x + 20, y - 3, width=1.5)
            for end in (x, x + 20):
                canvas.line(end, y - 5.5, end, y - 0.5, width=1.5)
        else:
            _bar(canvas, x, x + 20, y - 3, n - 2)
        canvas.text(x + 24, y, words, size=SMALL)
        x += wide
    return y + 4


def _bar(canvas: Canvas, x1: float, x2: float, y: float, source: int) -> None:
    """How far one source of doubt reaches: dark, hatched, or pale."""
    fill = ("ink", "paper", "tint")[source]
    canvas.bar(x1, x2, y, THIN, fill=fill, stroke="ink", width=0.4, hatched=source == 1)  # type: ignore[arg-type]


def _panel(canvas: Canvas, panel: DoubtPanel, y: float, longest: float) -> float:
    left = canvas.width * LABELS + 6 if canvas.wide else 4.0
    right = canvas.width * (SCALE if canvas.wide else NARROW)
    scale = Scale(left, right, panel.low, panel.high)
    y = canvas.paragraph(0, y + NORMAL, panel.title, canvas.width * 0.94, bold=True) + SMALL + 3
    room = (right - left) / 2 - 3
    canvas.text(left, y, fitting(panel.ends[0], room), size=SMALL, quiet=True)
    canvas.text(right, y, fitting(panel.ends[1], room), size=SMALL, quiet=True, align="right")
    y += 3
    for row in panel.rows:
        y = _row(canvas, row, scale, y, longest)
    return y


def _row(canvas: Canvas, row: DoubtRow, scale: Scale, y: float, longest: float) -> float:
    lines = wrapped(row.label, canvas.width * (LABELS if canvas.wide else 0.94), SMALL) if row.label else []
    tall = len(lines) * SMALL * LINE
    middle = y + max(ROW, tall + 3) / 2 if canvas.wide else y + tall + ROW / 2
    top = middle + 3 - (len(lines) - 1) / 2 * SMALL * LINE if canvas.wide else y + SMALL
    for i, line in enumerate(lines):
        canvas.text(0, top + i * SMALL * LINE, line, size=SMALL)
    canvas.line(scale(scale.low), middle, scale(scale.high), middle, width=0.4, quiet=True)
    canvas.line(scale(scale.middle), middle - 6, scale(scale.middle), middle + 6, width=0.4, quiet=True)
    if row.whole.low is not None and row.whole.high is not None:
        canvas.bar(
            scale(row.whole.low), scale(row.whole.high), middle, 8, fill="tint", stroke="ink", width=0.6
        )
    canvas.whisker(scale, middle, row.alone, size=MARK)
    start = scale.right + 14
    reach = (canvas.width - start) * 0.42
    for source, spread in enumerate(row.spreads):
        if spread > 0:
            end = start + max(0.8, reach * spread / longest)
            _bar(canvas, start, end, middle + (source - 1) * (THIN + 1.2), source)
    said = fitting(row.said, canvas.width - start - reach - 6)
    canvas.text(start + reach + 6, middle + 3, said, size=SMALL, key=row.key)
    return y + max(ROW, tall + 3) if canvas.wide else middle + ROW / 2 + 1
