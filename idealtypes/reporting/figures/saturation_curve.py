"""What each source added: how many codes there are so far, in the order given, and over all orders.

A filled mark is a source that brought something new, a hollow one a source that did not; the pale area holds what
random orders of the same sources would have, the thin line their mean.
"""

from __future__ import annotations

from idealtypes.reporting.figures.canvas import LINE, SMALL, Canvas, fitting, text_width
from idealtypes.reporting.figures.pictures import Scale
from idealtypes.reporting.figures.pictures_of_doubt import Accumulated

TALL, NAMED, MARK = 130.0, 130.0, 5.0
STEP = 9.0  # between two sources whose names can be read


def draw_saturation(canvas: Canvas, picture: Accumulated) -> float:
    """The curve, with the sources' names beneath where they fit; gives the height."""
    y = _legend(canvas, picture, 2.0)
    most = max(picture.total[-1], *picture.high)
    left = text_width(str(round(most)), SMALL) + 10
    right = canvas.width - 8
    n = len(picture.total)
    across = Scale(left + 6, right, 1, max(n, 2))
    up = Scale(y + 8 + TALL, y + 8, 0, most)
    _axis(canvas, up, left, right, most)
    xs = [across(k + 1) for k in range(n)]
    edge = [*zip(xs, map(up, picture.high), strict=True)]
    canvas.region([*edge, *reversed([*zip(xs, map(up, picture.low), strict=True)])])
    canvas.polyline(xs, [up(value) for value in picture.expected], width=0.8, quiet=True)
    canvas.polyline(xs, [up(value) for value in picture.total], width=1.5)
    for k, x in enumerate(xs):
        spoken = f"{picture.sources[k]}: {picture.said[k]}"
        new = picture.new[k] > 0
        canvas.mark(x, up(picture.total[k]), "o", MARK, filled=new, key=picture.keys[k], spoken=spoken)
    y += 8 + TALL
    return _names(canvas, picture, xs, y)


def _legend(canvas: Canvas, picture: Accumulated, y: float) -> float:
    """What marks, area and line are, and what is counted; gives the last baseline."""
    x, y = 4.0, y + SMALL
    for n, words in enumerate(picture.legend):
        wide = text_width(words, SMALL) + 32
        if x > 4.0 and x + wide > canvas.width:
            x, y = 4.0, y + SMALL * LINE
        if n < 2:
            canvas.mark(x + 2, y - 3, "o", MARK, filled=n == 0)
        elif n == 2:
            canvas.region([(x - 2, y - 6), (x + 12, y - 6), (x + 12, y), (x - 2, y)])
            canvas.line(x - 2, y - 3, x + 12, y - 3, width=0.8, quiet=True)
        canvas.text(x + (8 if n < 2 else 16), y, words, size=SMALL)
        x += wide
    return canvas.paragraph(
        0, y + SMALL * LINE + 3, picture.counted, canvas.width * 0.96, size=SMALL, quiet=True
    )


def _axis(canvas: Canvas, up: Scale, left: float, right: float, most: float) -> None:
    """Thin lines at round numbers of codes."""
    step = next(s for s in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 10**6) if most / s <= 6)
    for tick in range(0, int(most) + 1, step):
        canvas.line(left, up(tick), right, up(tick), width=0.3, quiet=True)
        canvas.text(left - 4, up(tick) + 3, str(tick), size=SMALL - 0.5, quiet=True, align="right")


def _names(canvas: Canvas, picture: Accumulated, xs: list[float], y: float) -> float:
    """The sources' names, upright, or every few their number; gives the height."""
    n = len(xs)
    if n > 1 and xs[1] - xs[0] < STEP:
        every = next(s for s in (2, 5, 10, 20, 50, 100, 10**6) if (xs[1] - xs[0]) * s > 20)
        for k in range(every - 1, n, every):
            canvas.text(xs[k], y + SMALL + 4, str(k + 1), size=SMALL - 0.5, align="center")
        return y + SMALL + 8
    said = [fitting(name, NAMED) for name in picture.sources]
    for x, words in zip(xs, said, strict=True):
        canvas.upright(x + 3, y + 6 + text_width(words, SMALL), words)
    return y + 10 + max(text_width(words, SMALL) for words in said)
