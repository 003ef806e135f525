"""The legend of a figure's file: each kind of mark that is in the drawing, with what it means, in rows beneath it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from idealtypes.reporting.figures.canvas import LINE, Canvas, text_width, wrapped
from idealtypes.reporting.figures.pictures import Position, Scale
from idealtypes.reporting.wording.words import Words

SIZE = 7.5  # of the words
SAMPLE, BESIDE, APART = 20.0, 4.0, 14.0  # room of a mark, and the distances to its words and to the next
ABOVE = 8.0

# What the canvas notes of a mark → how a sample of it is drawn in the middle of its room.
SAMPLES: Mapping[str, Callable[[Canvas, float, float], None]] = {
    "first": lambda canvas, x, y: canvas.dot(x, y, -1, 6),
    "between": lambda canvas, x, y: canvas.dot(x, y, 0, 6),
    "second": lambda canvas, x, y: canvas.dot(x, y, 1, 6),
    "more_first": lambda canvas, x, y: canvas.evidence(x - 8, x + 8, y, 6, 0),
    "more_second": lambda canvas, x, y: canvas.evidence(x - 8, x + 8, y, 6, 1),
    "balance": lambda canvas, x, y: canvas.triangle(x, y - 3.5, 7),
    "span": lambda canvas, x, y: canvas.span(x - 8, x + 8, y),
    "whisker": lambda canvas, x, y: canvas.whisker(Scale(x - 8, x + 8), y, Position(0.0, -1.0, 1.0)),
    "estimate": lambda canvas, x, y: canvas.mark(x, y, "o", 5.2),
    "boxes": lambda canvas, x, y: _boxes(canvas, x, y),
    "signs": lambda canvas, x, y: canvas.text(x, y + 2.5, "● ◐ ○", size=7, align="center"),
    "arrow": lambda canvas, x, y: canvas.arrow(x - 8, x + 8, y),
    "dashed": lambda canvas, x, y: canvas.dashed(x, y - 4, y + 4),
    "cloud": lambda canvas, x, y: canvas.ellipse(x, y, 16, 7, 0),
}


def _boxes(canvas: Canvas, x: float, y: float) -> None:
    """A box filled by half, beside an empty one."""
    for left, filled in ((x - 9, 4.0), (x + 1, 0.0)):
        if filled:
            canvas.bar(left, left + filled, y, 6, fill="quiet")
        canvas.bar(left, left + 8, y, 6, stroke="quiet", width=0.5)


def draw_legend(canvas: Canvas, y: float, words: Words) -> float:
    """What each kind of mark on the canvas means, in rows below y; gives the lower edge."""
    kinds = [kind for kind in SAMPLES if kind in canvas.kinds]
    if not kinds:
        return y
    canvas.line(0, y + ABOVE / 2, canvas.width, y + ABOVE / 2, width=0.4, quiet=True)
    x, y = 0.0, y + ABOVE + SIZE
    for kind in kinds:
        said = words.say(f"figure.legend.{kind}")
        lines = wrapped(said, canvas.width - SAMPLE - BESIDE, SIZE)
        wide = SAMPLE + BESIDE + max(text_width(line, SIZE) for line in lines)
        if x and x + wide > canvas.width:
            x, y = 0.0, y + SIZE * LINE + 2
        SAMPLES[kind](canvas, x + SAMPLE / 2, y - SIZE * 0.36)
        for i, line in enumerate(lines):
            canvas.text(x + SAMPLE + BESIDE, y + i * SIZE * LINE, line, size=SIZE, quiet=True)
        x += wide + APART
        if len(lines) > 1:
            x, y = 0.0, y + len(lines) * SIZE * LINE + 2
    return y + SIZE * 0.5
