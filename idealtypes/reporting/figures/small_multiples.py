"""Small pictures in rows and columns: many cases on several aspects, several views of one aspect, or several types.

Each cell is a line with a position and its interval; bars at the ends of the line show how much was said for each end,
on one scale over the whole figure; a second, hollow mark shows another view; a thick line leads from where a position
comes from.
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
from idealtypes.reporting.figures.pictures import Cell, Panel, Scale, SmallMultiples

NARROWEST = 112.0  # of a panel, in points
ROW = 17.0
BETWEEN = 16.0  # two panels
HEAVIEST, CLEAR = 16.0, 4.5  # length of the longest bar of evidence, and its distance from the line's end
LABELS = 0.33  # the most of the width that the rows' names take


def draw_multiples(canvas: Canvas, multiples: SmallMultiples) -> float:
    """The panels side by side, as many as fit, then in further bands, the rows' names before each; gives the height."""
    wanted = max((text_width(r, SMALL) for r in multiples.rows), default=0) + 8
    label = 0.0 if _above(canvas, multiples, wanted) else min(canvas.width * LABELS, wanted)
    room = canvas.width - label
    across = max(1, min(len(multiples.panels), int(room // NARROWEST)))
    heaviest = max((max(c.evidence) for p in multiples.panels for c in p.cells if c.evidence), default=0.0)
    y = 2.0
    for first in range(0, len(multiples.panels), across):
        band = multiples.panels[first : first + across]
        places = [
            (label + room / across * i, label + room / across * (i + 1) - BETWEEN * (across > 1))
            for i in range(len(band))
        ]
        y = _band(canvas, multiples, band, places, y, label, heaviest) + 14
    return max(y - 4, ROW)


def _above(canvas: Canvas, multiples: SmallMultiples, wanted: float) -> bool:
    """Whether names stand above their lines: long ones of a single narrow panel, which has words on its right, too."""
    noted = any(c.note and not _silent(c) for p in multiples.panels for c in p.cells)
    return not canvas.wide and len(multiples.panels) == 1 and noted and wanted > canvas.width * LABELS


def _band(
    canvas: Canvas, multiples: SmallMultiples, band: tuple[Panel, ...], places: list[tuple[float, float]],
    y: float, label: float, heaviest: float,
) -> float:  # fmt: skip
    heads = [
        wrapped(p.title, (right - left) * 0.96, NORMAL, True) if p.title else []
        for p, (left, right) in zip(band, places, strict=True)
    ]
    tall = max(len(h) for h in heads)
    scales = [_scale(p, place) for p, place in zip(band, places, strict=True)]
    for head, (left, right) in zip(heads, places, strict=True):
        for i, line in enumerate(head):
            canvas.text(
                (left + right) / 2,
                y + NORMAL + (tall - len(head) + i) * NORMAL * LINE,
                line,
                bold=True,
                align="center",
            )
    y += tall * NORMAL * LINE + SMALL + 3
    starts = [left if s.left > left + 12 else s.left for s, (left, _) in zip(scales, places, strict=True)]
    rooms = [scale.right - start for scale, start in zip(scales, starts, strict=True)]
    # where the words of the two ends do not fit beside each other, they stand on two lines
    stacked = any(
        sum(text_width(end, SMALL) for end in panel.ends) + 6 > room
        for panel, room in zip(band, rooms, strict=True)
    )
    lower = y + SMALL * LINE if stacked else y
    for panel, scale, start, room in zip(band, scales, starts, rooms, strict=True):
        canvas.text(start, y, fitting(panel.ends[0], room), size=SMALL, quiet=True)
        canvas.text(scale.right, lower, fitting(panel.ends[1], room), size=SMALL, quiet=True, align="right")
    y = lower + 4
    for r, row in enumerate(multiples.rows):
        lines = wrapped(row, label - 6 if label else canvas.width * 0.97, SMALL)
        tall_row = _row_height(lines)
        middle = y + tall_row / 2
        top = middle + 3 - (len(lines) - 1) / 2 * SMALL * LINE
        if not label:
            top = y + SMALL + 1
            y += len(lines) * SMALL * LINE
            tall_row = ROW
            middle = y + tall_row / 2
        for i, line in enumerate(lines):
            canvas.text(0, top + i * SMALL * LINE, line, size=SMALL)
        for panel, scale, (left, right) in zip(band, scales, places, strict=True):
            cell = panel.cells[r]
            if not _silent(cell):
                canvas.line(scale(scale.middle), y, scale(scale.middle), y + tall_row, width=0.5, quiet=True)
            _cell(canvas, scale, cell, middle, left, right, heaviest, (panel.title, row))
        y += tall_row
    return y


def _scale(panel: Panel, place: tuple[float, float]) -> Scale:
    left, right = place
    margin = CLEAR + HEAVIEST + 1 if any(c.evidence for c in panel.cells) else 6.0
    notes = max(
        (text_width(c.note, SMALL) for c in panel.cells if c.note and c.position.value is not None),
        default=0.0,
    )
    # Words at the right of the line take their room from it, as long as a line remains.
    end = right - margin - (notes + 6 if notes and notes < (right - left) * 0.6 else 0)
    return Scale(left + margin, end, panel.low, panel.high)


def _row_height(lines: list[str]) -> float:
    return max(ROW, len(lines) * SMALL * LINE + 5)


def _silent(cell: Cell) -> bool:
    return cell.position.value is None and (cell.second is None or cell.second.value is None)


def _cell(
    canvas: Canvas,
    scale: Scale,
    cell: Cell,
    y: float,
    left: float,
    right: float,
    heaviest: float,
    names: tuple[str, str],
) -> None:
    if _silent(cell):
        canvas.text(
            (left + right) / 2,
            y + 3,
            fitting(cell.note, right - left),
            size=SMALL - 0.5,
            quiet=True,
            align="center",
        )
        return
    canvas.line(scale(scale.low), y, scale(scale.high), y, width=0.4, quiet=True)
    if cell.evidence and heaviest > 0:
        for pole, mass in enumerate(cell.evidence):
            side = 2 * pole - 1
            x = scale(scale.high if pole else scale.low)
            if mass > 0:
                start = x + side * CLEAR
                canvas.evidence(start, start + side * max(1.0, HEAVIEST * mass / heaviest), y, 6, pole)
    if cell.start is not None and cell.position.value is not None:
        canvas.line(scale(cell.start), y, scale(cell.position.value), y, width=2.2)
    lifted = 2.5 if cell.second is not None else 0.0
    canvas.whisker(scale, y - lifted, cell.position, marker=cell.marker, filled=cell.filled, size=5)
    if cell.second is not None:
        canvas.whisker(scale, y + lifted, cell.second, marker="D", filled=False, size=4.2)
    if cell.note:
        canvas.text(
            right, y + 3, cell.note, size=SMALL, align="right", key=cell.key, spoken=spoken(cell.note, *names)
        )
