"""Specification curves: a conclusion's value under every specification, rising, and how far each option moves it.

On top the values of all specifications from the least to the greatest; below a line an option, from the least to the
greatest value under it, its median a mark (filled where the option is the study's own), and how often the conclusion
holds. The dashed line is the border beyond which it does not hold.
"""

from __future__ import annotations

from collections.abc import Sequence

from idealtypes.reporting.figures.canvas import (
    LINE,
    NORMAL,
    SMALL,
    Canvas,
    text_width,
    wrapped,
)
from idealtypes.reporting.figures.pictures import Curve, OptionRow, Scale

LABELS = 0.42  # of a wide figure that the options' names take
TOP = 34.0  # height of the curve
ROW = 12.0


def draw_curves(canvas: Canvas, curves: Sequence[Curve]) -> float:
    """One curve under the other; gives the height."""
    held = max(text_width(c.said, SMALL) for curve in curves for c in curve.choices) + 6
    y = 2.0
    for i, curve in enumerate(curves):
        if i:
            canvas.line(0, y + 6, canvas.width, y + 6, width=0.4, quiet=True)
            y += 12
        y = _curve(canvas, curve, y, held)
    return y + 6


def _curve(canvas: Canvas, curve: Curve, y: float, held: float) -> float:
    left = canvas.width * LABELS + 6 if canvas.wide else 8.0
    scale = Scale(left, canvas.width - held - 8, curve.low, curve.high)
    y = canvas.paragraph(0, y + NORMAL, curve.title, canvas.width * 0.94, bold=True) + SMALL * LINE
    y = canvas.paragraph(0, y, curve.verdict, canvas.width * 0.94, size=SMALL, quiet=True) + 4
    canvas.text(scale.left, y + SMALL, curve.ends[0], size=SMALL - 0.5, quiet=True)
    canvas.text(scale.right, y + SMALL, curve.ends[1], size=SMALL - 0.5, quiet=True, align="right")
    top = y + SMALL + 5
    n = len(curve.values)
    ys = [top + (TOP * i / (n - 1) if n > 1 else TOP / 2) for i in range(n)]
    canvas.polyline([scale(v) for v in curve.values], ys, width=1.8)
    y = top + TOP + 4
    for choice in curve.choices:
        y = _choice(canvas, scale, choice, y, left if canvas.wide else canvas.width - held)
    if curve.border is not None:
        canvas.dashed(scale(curve.border), top - 3, y)
    canvas.line(scale(curve.own), top - 3, scale(curve.own), top + TOP, width=0.6)
    return y


def _choice(canvas: Canvas, scale: Scale, choice: OptionRow, y: float, room: float) -> float:
    lines = wrapped(choice.label, room - 8, SMALL)
    for i, line in enumerate(lines):
        canvas.text(0, y + SMALL + i * SMALL * LINE, line, size=SMALL, bold=choice.own)
    tall = max(ROW, len(lines) * SMALL * LINE + 2)
    middle = y + tall / 2 if canvas.wide else y + tall + 3
    canvas.text(canvas.width, middle + 3, choice.said, size=SMALL, align="right")
    canvas.line(scale(choice.low), middle, scale(choice.high), middle, width=1.5)
    canvas.mark(scale(choice.middle), middle, "o", 4.5, filled=choice.own)
    return y + tall + (0 if canvas.wide else ROW - 2)
