"""Specification curves: a conclusion under every specification, and beneath it which choices each of them made.

A column is a specification, or where there are too many some that lie next to one another. On the left stand those
under which the conclusion holds (filled marks, dark), on the right those under which it does not (hollow, pale). The
mark is the number that decides, be it the end of an interval; it opens the statements that the conclusion is about,
and says what its column chose; the dashed line is its border, drawn only where one
value parts the two. The lower bars are how much of the column takes each option.
"""

from __future__ import annotations

from collections.abc import Sequence

from idealtypes.reporting.figures.canvas import LINE, NORMAL, SMALL, Canvas, spoken, text_width, wrapped
from idealtypes.reporting.figures.pictures import Scale
from idealtypes.reporting.figures.pictures_of_doubt import Curve, OptionRow

LABELS = 0.42  # of a wide figure that the options' names take
TALL = 68.0  # height of the curve
ROW, CHOICE = 10.5, 3.0  # an option, and before another choice
BAR = 7.0  # the highest bar of an option
WIDEST = 12.0  # a column
MARK = 4.2


def draw_curves(canvas: Canvas, curves: Sequence[Curve]) -> float:
    """One curve under the other; gives the height."""
    held = (
        max(text_width(said, SMALL, True) for c in curves for said in (c.share, *(o.said for o in c.choices)))
        + 8
    )
    y = _legend(canvas, curves[0], 2.0)
    for i, curve in enumerate(curves):
        if i:
            canvas.line(0, y + 6, canvas.width, y + 6, width=0.4, quiet=True)
            y += 12
        y = _curve(canvas, curve, y, held)
    return y + 6


def _legend(canvas: Canvas, curve: Curve, y: float) -> float:
    """What a filled mark, a hollow one and the triangle are; gives the last baseline."""
    x, y = 4.0, y + SMALL
    for n, words in enumerate(curve.legend):
        wide = text_width(words, SMALL) + 24
        if x > 4.0 and x + wide > canvas.width:
            x, y = 4.0, y + SMALL * LINE
        if n == 2:
            canvas.mark(x, y - 3, "^", 5.5)
        else:
            canvas.mark(x, y - 3, "o", MARK, filled=n == 0)
        canvas.text(x + 8, y, words, size=SMALL)
        x += wide
    return y + 8


def _curve(canvas: Canvas, curve: Curve, y: float, held: float) -> float:
    left, right = (canvas.width * LABELS if canvas.wide else 4.0), canvas.width - held
    y = canvas.paragraph(0, y + NORMAL, curve.title, canvas.width * 0.94, bold=True) + SMALL * LINE
    y = canvas.paragraph(
        0, y, f"{curve.verdict}. {curve.criterion}", canvas.width * 0.96, size=SMALL, quiet=True
    )
    y += 4
    step = min(WIDEST, (right - left - 4) / len(curve.columns))
    xs = [left + 4 + (n + 0.5) * step for n in range(len(curve.columns))]
    if not canvas.wide:
        y = canvas.paragraph(0, y + SMALL, curve.ends[1], right, size=SMALL, quiet=True) + 3
    up = Scale(y + TALL, y + 4, curve.low, curve.high)
    if canvas.wide:
        for end, baseline in ((curve.ends[1], y + SMALL), (curve.ends[0], y + TALL)):
            canvas.text(left - 6, baseline, end, size=SMALL, quiet=True, align="right")
    _columns(canvas, curve, xs, up, step)
    if curve.border is not None:
        _border(canvas, curve, up(curve.border), left, right)
    canvas.text(canvas.width, y + SMALL, curve.share, size=SMALL, bold=True, align="right", key=curve.key)
    y += TALL + 6
    bottom = y
    if not canvas.wide:
        canvas.text(0, y + SMALL, curve.ends[0], size=SMALL, quiet=True)  # clear of the triangle
        y += SMALL * LINE + 3
    parting = _parting(curve, xs, step)
    if parting is not None:
        # in a narrow figure it stops above the words of the lower end
        canvas.line(parting, bottom - TALL - 6, parting, y if canvas.wide else bottom, width=0.6, quiet=True)
    for n, choice in enumerate(curve.choices):
        y += CHOICE if choice.first and n else 0
        y = _option(canvas, curve, choice, y, xs, step, left - 6 if canvas.wide else right)
    return y


def _columns(canvas: Canvas, curve: Curve, xs: Sequence[float], up: Scale, step: float) -> None:
    """Each column's interval, and the mark of what decides; a triangle beneath the study's own."""
    bottom = up(curve.low)
    for n, (x, column) in enumerate(zip(xs, curve.columns, strict=True)):
        if column.low is not None and column.high is not None:
            canvas.line(x, up(column.low), x, up(column.high), width=min(1.0, step * 0.3), quiet=True)
        told = spoken(column.said, curve.title) if not n else column.said  # who walks in hears of what
        canvas.mark(
            x, up(column.decides), "o", min(MARK, step * 0.8), filled=column.holds, key=curve.key, spoken=told
        )  # fmt: skip
        if column.own:
            canvas.mark(x, bottom + 3.5, "^", 5)


def _border(canvas: Canvas, curve: Curve, y: float, left: float, right: float) -> None:
    """A dashed line along the border with its value."""
    x = left
    while x < right - 2:
        canvas.line(x, y, min(x + 4, right - 2), y, width=0.8)
        x += 7
    canvas.text(canvas.width, y + 3, curve.border_said, size=SMALL, align="right")


def _option(
    canvas: Canvas, curve: Curve, choice: OptionRow, y: float, xs: Sequence[float], step: float, room: float
) -> float:
    lines = wrapped(choice.label, room, SMALL, choice.own)
    for i, line in enumerate(lines):
        canvas.text(0, y + SMALL + i * SMALL * LINE, line, size=SMALL, bold=choice.own)
    tall = max(ROW, len(lines) * SMALL * LINE + 1)
    bottom = y + ROW / 2 + BAR / 2 if canvas.wide else y + tall + BAR
    canvas.text(canvas.width, bottom - 0.5, choice.said, size=SMALL, align="right")
    wide = max(step * 0.8, 0.8)
    canvas.line(xs[0] - step / 2, bottom, xs[-1] + step / 2, bottom, width=0.3, quiet=True)
    for x, column, share in zip(xs, curve.columns, choice.shares, strict=True):
        if share > 0:
            fill = canvas.ink if column.holds else canvas.quiet
            canvas.bar(x - wide / 2, x + wide / 2, bottom - share * BAR / 2, share * BAR, fill=fill)
    parting, end = _parting(curve, xs, step), y + tall + CHOICE if canvas.wide else bottom
    if parting is not None:
        canvas.line(parting, y if canvas.wide else bottom - BAR - 1, parting, end, width=0.6, quiet=True)
    return y + tall if canvas.wide else bottom + 5


def _parting(curve: Curve, xs: Sequence[float], step: float) -> float | None:
    """Where those under which the conclusion holds end and the others begin; None where there is but one kind."""
    holding = sum(column.holds for column in curve.columns)
    return xs[holding] - step / 2 if 0 < holding < len(xs) else None
