"""A table of plain columns, as wide as what stands in them; texts are cut where the screen ends."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from idealtypes.cli.layout import left, right, short
from idealtypes.cli.screen import Screen, cells

GAP = "  "
LEAST = 8  # a text keeps so many columns


class Column(NamedTuple):
    """The head of a column; a text gives way where the screen is narrow, a number stands at the right."""

    head: str
    text: bool = False


def grid(columns: Sequence[Column], rows: Sequence[Sequence[str]], on: Screen, indent: str = "") -> list[str]:
    """The head and the rows, none wider than the screen as long as the numbers fit.

    >>> for line in grid([Column("case", True), Column("P")], [["north", "0.50"], ["east", "1"]], Screen()):
    ...     print(line)
    case      P
    north  0.50
    east      1
    """
    table = [[c.head for c in columns], *rows]
    widths = [max(cells(row[n]) for row in table) for n in range(len(columns))]
    texts = [n for n, c in enumerate(columns) if c.text]
    room = on.width - cells(indent) - len(GAP) * (len(columns) - 1)
    while sum(widths) > room and any(widths[n] > LEAST for n in texts):
        widest = max(texts, key=lambda n: widths[n])
        widths[widest] -= 1
    lines = []
    for row in table:
        parts = [
            left(short(cell, width, on.cut), width) if column.text else right(cell, width)
            for cell, width, column in zip(row, widths, columns, strict=True)
        ]
        lines.append((indent + GAP.join(parts)).rstrip())
    return [on.dim(lines[0]), *lines[1:]]
