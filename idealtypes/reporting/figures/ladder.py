"""What can be ordered, as a Hasse diagram: the better above, a line down to what it is above, the rest beneath."""

from __future__ import annotations

import itertools

from idealtypes.reporting.figures.canvas import LINE, SMALL, Canvas, fitting, text_width, wrapped
from idealtypes.reporting.figures.pictures import Ladder

PAD, APART = 5.0, 26.0  # within a box, and between two rows
LINES = 3  # of a title in a box
WIDEST = 150.0  # a box

Slot = int | None  # a rung, or a place through which a line runs


def draw_ladder(canvas: Canvas, ladder: Ladder) -> float:
    """The rows from the top down, and beneath them what cannot be ordered; gives the height."""
    rows, ways = _rows(ladder)
    y = 2.0
    top: dict[tuple[int, int], tuple[float, float]] = {}
    bottom: dict[tuple[int, int], tuple[float, float]] = {}
    for level, row in enumerate(rows):
        step = canvas.width / len(row)
        room = min(step - 8, WIDEST) - 2 * PAD
        words = [_words(ladder, slot, room) for slot in row]
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
    y -= APART - 6
    if ladder.loose:
        y = canvas.paragraph(0, y + 2 * SMALL, ladder.loose, canvas.width, size=SMALL, quiet=True)
    return y + 4


def _words(ladder: Ladder, slot: Slot, room: float) -> list[str]:
    """The title of a rung, in few lines."""
    if slot is None:
        return [""]
    lines = wrapped(ladder.rungs[slot].title, room, SMALL)
    kept = [*lines[: LINES - 1], " ".join(lines[LINES - 1 :])] if len(lines) > LINES else lines
    return [fitting(line, room) for line in kept]


def _box(canvas: Canvas, x: float, middle: float, lines: list[str]) -> None:
    wide = max(text_width(line, SMALL) for line in lines) + 2 * PAD
    tall = len(lines) * SMALL * LINE + 2 * PAD
    canvas.bar(x - wide / 2, x + wide / 2, middle, tall, fill="paper", stroke=canvas.ink)
    for k, line in enumerate(lines):
        baseline = middle + 3 + (k - (len(lines) - 1) / 2) * SMALL * LINE
        canvas.text(x, baseline, line, size=SMALL, align="center")


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
