"""Positions and shares drawn with characters: a line from pole to pole, a bar of a share."""

from __future__ import annotations

import math
from typing import Literal, NamedTuple

Mark = Literal["plain", "torn", "thin", "silent"]


class _Strokes(NamedTuple):
    """The characters of a drawing."""

    ends: str
    axis: str
    middle: str
    interval: str
    crossed: str
    dot: str
    hollow: str
    torn: str
    empty: str
    bar: str
    between: str


_UNICODE = _Strokes("├┤", "─", "┼", "━", "┿", "●", "○", "◄●►", "·", "█▓░", "═")
_ASCII = _Strokes("||", "-", "+", "=", "+", "*", "o", "<*>", ".", "#=.", "#")


def line(
    balance: float | None,
    interval: tuple[float, float] | None,
    mark: Mark = "plain",
    *,
    width: int = 21,
    unicode: bool = True,
    reach: float = 1.0,
    bounds: tuple[float, float] | None = None,
) -> str:
    """A position between two poles, with its interval as a thicker segment; or two bounds of a position.

    Thin evidence has a hollow dot, torn evidence a dot pulled to both sides, silence no line at all. `reach`
    is the position of the right end: 1 for a balance, 2 for a difference of balances.

    >>> line(-0.4, (-0.8, 0.2))
    '├─━━━━●━━━┿━━───────┤'
    >>> line(0.0, (-0.3, 0.3), "torn", unicode=False)
    '|------==<*>==------|'
    >>> line(None, (-0.8, 0.5), bounds=(-0.4, 0.2))
    '├─━━━━●═════●━━━────┤'
    >>> line(None, None, "silent")
    '·         ·         ·'
    """
    strokes = _UNICODE if unicode else _ASCII
    last, middle = width - 1, (width - 1) // 2

    def column(position: float) -> int:
        return middle + round(min(max(position / reach, -1.0), 1.0) * middle)

    if bounds is None and (balance is None or math.isnan(balance)):
        spots = (0, middle, last)
        return "".join(strokes.empty if i in spots else " " for i in range(width))
    drawn = [strokes.axis] * width
    drawn[0], drawn[last], drawn[middle] = strokes.ends[0], strokes.ends[1], strokes.middle
    if interval is not None and not math.isnan(interval[0]):
        for i in range(column(interval[0]), column(interval[1]) + 1):
            drawn[i] = strokes.crossed if i == middle else strokes.interval
    if bounds is not None:
        first, second = column(bounds[0]), column(bounds[1])
        for i in range(first, second + 1):
            drawn[i] = strokes.dot if i in (first, second) else strokes.between
        return "".join(drawn)
    at = column(balance or 0.0)
    if mark == "torn":
        for offset, stroke in zip((-1, 0, 1), strokes.torn, strict=True):
            if 0 <= at + offset <= last:
                drawn[at + offset] = stroke
    else:
        drawn[at] = strokes.hollow if mark == "thin" else strokes.dot
    return "".join(drawn)


def bar(
    share: float | None, interval: tuple[float, float] | None, *, width: int = 20, unicode: bool = True
) -> str:
    """A share as a bar: full to the lower end of its interval, shaded to the share, lighter to the upper end.

    >>> bar(0.5, (0.25, 0.75), width=8, unicode=False)
    '##==..  '
    >>> bar(None, None, width=8)
    '·      ·'
    """
    strokes = _UNICODE if unicode else _ASCII
    if share is None or math.isnan(share):
        return strokes.empty + " " * (width - 2) + strokes.empty
    low, high = (share, share) if interval is None or math.isnan(interval[0]) else interval
    full, half, light = (round(value * width) for value in (low, share, high))
    drawn = strokes.bar[0] * full + strokes.bar[1] * (half - full) + strokes.bar[2] * (light - half)
    return drawn.ljust(width)


def marks(unicode: bool = True) -> tuple[str, str, str]:
    """The marks of an ordinary, a thin and a torn position."""
    strokes = _UNICODE if unicode else _ASCII
    return strokes.dot, strokes.hollow, strokes.torn
