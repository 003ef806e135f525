"""Codes at opposite poles face each other; a line joins two that meet, the thicker the more they do so beyond chance.

On each line stands how often they meet, where no other number stands and as few other lines as can be run through.
"""

from __future__ import annotations

from idealtypes.reporting.figures.canvas import (
    LINE,
    NORMAL,
    SMALL,
    Canvas,
    fitting,
    spoken,
    text_width,
    wrapped,
)
from idealtypes.reporting.figures.label_placement import Box, Point
from idealtypes.reporting.figures.pictures import Bipartite, Node

LABELS = {"wide": 0.35, "narrow": 0.37}  # of the width that the names of one side take
MARK, BESIDE = 6.5, 8.0
APART = 6.0  # two names
THINNEST, THICKEST = 0.7, 3.6
# Where along its line a number may stand, the best place first.
ALONG = (0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74, 0.18, 0.82, 0.13, 0.87)


def draw_bipartite(canvas: Canvas, graph: Bipartite) -> float:
    """The two sides, the lines between them, and the numbers on the lines; gives the height."""
    room = canvas.width * LABELS[canvas.layout]
    y = 2.0
    if any(graph.heads):
        canvas.text(room, y + NORMAL, fitting(graph.heads[0], room, NORMAL), bold=True, align="right")
        canvas.text(canvas.width - room, y + NORMAL, fitting(graph.heads[1], room, NORMAL), bold=True)
        y += NORMAL * LINE + 6
    words = [[_lines(end, room - BESIDE) for end in side] for side in (graph.left, graph.right)]
    tall = max(sum(_height(lines) for lines in side) for side in words)
    spots = []
    for side, x in zip(words, (room, canvas.width - room), strict=True):
        middles = _spread(side, y, tall)
        spots.append([(x, middle) for middle in middles])
        for (lines, said), middle in zip(side, middles, strict=True):
            _name(canvas, lines, said, x, middle, left=x == room)
    for marker, position, marked in zip("os", (-1.0, 1.0), spots, strict=True):
        for x, middle in marked:
            if graph.bipolar:
                canvas.dot(x, middle, position, MARK)
            else:
                canvas.mark(x, middle, marker, MARK, filled=marker == "s")
    _ties(canvas, graph, spots)
    return y + tall + 2


Words = tuple[list[str], str]


def _lines(end: Node, room: float) -> Words:
    return [fitting(line, room, SMALL) for line in wrapped(end.title, room, SMALL)], fitting(
        end.said, room, SMALL
    )


def _height(words: Words) -> float:
    lines, said = words
    return (len(lines) + bool(said)) * SMALL * LINE + APART


def _spread(side: list[Words], top: float, tall: float) -> list[float]:
    """The middles of the names, evenly over the height."""
    spare = (tall - sum(_height(words) for words in side)) / len(side)
    middles, y = [], top
    for words in side:
        middles.append(y + (_height(words) + spare) / 2)
        y += _height(words) + spare
    return middles


def _name(canvas: Canvas, lines: list[str], said: str, x: float, middle: float, *, left: bool) -> None:
    """The name of a code, outward of its mark, and its pole beneath it."""
    at, align = (x - BESIDE, "right") if left else (x + BESIDE, "left")
    rows = [(line, False) for line in lines] + ([(said, True)] if said else [])
    for i, (line, quiet) in enumerate(rows):
        baseline = middle + 3 + (i - (len(rows) - 1) / 2) * SMALL * LINE
        canvas.text(at, baseline, line, size=SMALL, align=align, quiet=quiet)


def _ties(canvas: Canvas, graph: Bipartite, spots: list[list[Point]]) -> None:
    """The lines with their numbers: the thinnest where two meet no more than chance would have it."""
    most = max(tie.surplus for tie in graph.ties)
    ends = [(spots[0][tie.left], spots[1][tie.right]) for tie in graph.ties]
    done: list[Box] = []
    for i, (tie, (start, end)) in enumerate(zip(graph.ties, ends, strict=True)):
        start, end = (start[0] + MARK / 2 + 1, start[1]), (end[0] - MARK / 2 - 1, end[1])
        size = text_width(tie.said, SMALL, True) + 3, SMALL + 1
        others = ends[:i] + ends[i + 1 :]
        boxes = [Box.around(*_along(start, end, t), *size) for t in ALONG]
        free = [box for box in boxes if not any(box.meets(other, 1) for other in done)]
        box = min(free, key=lambda b: sum(b.crossed(*other) for other in others), default=None)
        thick = THINNEST + (THICKEST - THINNEST) * (tie.surplus / most if most else 0.0)
        canvas.line(*start, *end, width=thick, quiet=tie.surplus <= 0)
        if box is not None:
            done.append(box)
            x, y = box.centre
            canvas.text(
                x,
                y + 3,
                tie.said,
                size=SMALL,
                bold=True,
                align="center",
                key=tie.key,
                grounded=True,
                spoken=spoken(tie.said, graph.left[tie.left].title, graph.right[tie.right].title),
            )


def _along(start: Point, end: Point, t: float) -> Point:
    return start[0] + t * (end[0] - start[0]), start[1] + t * (end[1] - start[1])
