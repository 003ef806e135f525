"""What can be ordered, as a Hasse diagram: the better above, a line down to what it is above, the rest beneath.

A box has a title and, paler, what is different with it; a line how sure the order of the two is.
"""

from __future__ import annotations

import itertools

from idealtypes.reporting.figures.canvas import LINE, SMALL, Canvas, fitting, text_width, wrapped
from idealtypes.reporting.figures.label_placement import Box, Point
from idealtypes.reporting.figures.pictures import Ladder, Rung

PAD, APART = 5.0, 26.0  # within a box, and between two rows
LINES = 3  # of a title in a box
WIDEST = 150.0  # a box
ALONG = (0.6, 0.45, 0.72, 0.35, 0.8)  # where on a line its number may stand, the best place first

Slot = int | None  # a rung, or a place through which a line runs
Words = list[tuple[str, bool]]  # lines, and whether they are pale


def draw_ladder(canvas: Canvas, ladder: Ladder) -> float:
    """The rows from the top down, and beneath them what cannot be ordered; gives the height."""
    rows, ways = _rows(ladder)
    y = 2.0
    top: dict[tuple[int, int], tuple[float, float]] = {}
    bottom: dict[tuple[int, int], tuple[float, float]] = {}
    for level, row in enumerate(rows):
        step = canvas.width / len(row)
        room = min(step - 8, WIDEST) - 2 * PAD
        words = [[] if slot is None else _words(ladder.rungs[slot], room) for slot in row]
        tall = max(len(lines) for lines in words) * SMALL * LINE + 2 * PAD
        for k, (slot, lines) in enumerate(zip(row, words, strict=True)):
            x = (k + 0.5) * step
            top[level, k] = bottom[level, k] = (x, y + tall / 2)
            if slot is not None:
                _box(canvas, x, y + tall / 2, lines)
                high = (len(lines) * SMALL * LINE) / 2 + PAD
                top[level, k], bottom[level, k] = (x, y + tall / 2 - high), (x, y + tall / 2 + high)
        y += tall + APART
    for way in ways:
        for start, end in itertools.pairwise(way):
            canvas.line(*bottom[start], *top[end])
    # on the last stretch of each, which no other has
    _sure(canvas, ladder.said, [(bottom[way[-2]], top[way[-1]]) for way in ways])
    return _apart(canvas, ladder, y - APART + 6) + 4


def _sure(canvas: Canvas, said: tuple[str, ...], stretches: list[tuple[Point, Point]]) -> None:
    """How sure each order is, on its line where no other stands."""
    done: list[Box] = []
    for words, ((x1, y1), (x2, y2)) in zip(said, stretches, strict=True):
        size = text_width(words, SMALL - 0.5) + 3, SMALL
        boxes = [Box.around(x1 + t * (x2 - x1), y1 + t * (y2 - y1), *size) for t in ALONG]
        box = next((box for box in boxes if not any(box.meets(other, 1) for other in done)), None)
        if words and box is not None:
            done.append(box)
            x, y = box.centre
            canvas.text(x, y + 3, words, size=SMALL - 0.5, align="center", grounded=True)


def _apart(canvas: Canvas, ladder: Ladder, y: float) -> float:
    """What cannot be ordered, in rows under its heading; gives the lower edge."""
    if ladder.loose:
        y = canvas.paragraph(0, y + 2 * SMALL, ladder.loose, canvas.width * 0.96, size=SMALL, quiet=True) + 6
    across = max(1, int(canvas.width // WIDEST))
    for first in range(0, len(ladder.apart), across):
        row = ladder.apart[first : first + across]
        step = canvas.width / len(row)
        words = [_words(rung, min(step - 8, WIDEST) - 2 * PAD) for rung in row]
        tall = max(len(lines) for lines in words) * SMALL * LINE + 2 * PAD
        for k, lines in enumerate(words):
            _box(canvas, (k + 0.5) * step, y + tall / 2, lines)
        y += tall + 6
    return y


def _words(rung: Rung, room: float) -> Words:
    """The title of a rung in few lines, and below it what is different with it, which is paler."""
    lines = wrapped(rung.title, room, SMALL)
    kept = [*lines[: LINES - 1], " ".join(lines[LINES - 1 :])] if len(lines) > LINES else lines
    moved = [line for one in rung.moves for line in wrapped(one, room, SMALL)]
    return [
        *((fitting(line, room), False) for line in kept),
        *((fitting(line, room), True) for line in moved),
    ]


def _box(canvas: Canvas, x: float, middle: float, lines: Words) -> None:
    wide = max(text_width(line, SMALL) for line, _ in lines) + 2 * PAD
    tall = len(lines) * SMALL * LINE + 2 * PAD
    canvas.bar(x - wide / 2, x + wide / 2, middle, tall, fill="paper", stroke="ink", width=0.8)
    for k, (line, quiet) in enumerate(lines):
        baseline = middle + 3 + (k - (len(lines) - 1) / 2) * SMALL * LINE
        canvas.text(x, baseline, line, size=SMALL, align="center", quiet=quiet)


def _rows(ladder: Ladder) -> tuple[list[list[Slot]], list[list[tuple[int, int]]]]:
    """The slots of each row, each below what stands above it, and for each line the slots through which it runs."""
    rows: list[list[Slot]] = [[] for _ in range(max(rung.level for rung in ladder.rungs) + 1)]
    parents: list[list[list[float]]] = [[] for _ in rows]
    for r, rung in enumerate(ladder.rungs):
        rows[rung.level].append(r)
        parents[rung.level].append([])
    at = {r: (rung.level, rows[rung.level].index(r)) for r, rung in enumerate(ladder.rungs)}
    ways = []
    for a, b in ladder.lines:
        way = [at[a]]
        for level in range(at[a][0] + 1, at[b][0]):
            rows[level].append(None)
            parents[level].append([])
            way.append((level, len(rows[level]) - 1))
        ways.append([*way, at[b]])
    # each row in the order of what stands above it, so that few lines cross
    order = [list(range(len(row))) for row in rows]
    for level in range(1, len(rows)):
        place = {k: n / max(len(rows[level - 1]) - 1, 1) for n, k in enumerate(order[level - 1])}
        for way in ways:
            for (upper, k), (lower, m) in itertools.pairwise(way):
                if lower == level and upper == level - 1:
                    parents[level][m].append(place[k])
        middle = [sum(found) / len(found) if found else 0.5 for found in parents[level]]
        order[level].sort(key=lambda k, middle=middle: middle[k])  # type: ignore[misc]
    moved = [{k: n for n, k in enumerate(ks)} for ks in order]
    return (
        [[row[k] for k in ks] for row, ks in zip(rows, order, strict=True)],
        [[(level, moved[level][k]) for level, k in way] for way in ways],
    )
