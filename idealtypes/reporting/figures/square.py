"""The square of an aspect whose dimensions cross two margins: a corner each, and the cases between them.

Cases at the same spot share one mark and one label, as on the map, so that none hides another.
"""

from __future__ import annotations

from idealtypes.reporting.figures.canvas import LINE, SMALL, Canvas, fitting, text_width
from idealtypes.reporting.figures.case_map import LIST, MARK, list_cases, numbers, together
from idealtypes.reporting.figures.label_placement import Box, placed
from idealtypes.reporting.figures.pictures import Square

LARGEST, SIDE, ABOVE = 330.0, 20.0, 16.0
INSET, CLEAR = 5.0, 32.0  # of the corners' names, and of the marks from the edge, so that none meets a name
ASIDE = 3.0  # room on either side of a label, so that two of them are not read as one


def draw_square(canvas: Canvas, chart: Square) -> float:
    """The square, with its list beside it (wide) or beneath (narrow); gives the height."""
    room = canvas.width * (1 - LIST) - 12 if canvas.wide and len(chart.cases) > 1 else canvas.width
    bottom = _square(canvas, chart, room)
    if len(chart.cases) == 1:
        return bottom + 4
    if not canvas.wide:
        return list_cases(canvas, chart.cases, (chart.heading,), 0, bottom + 8, canvas.width) + 4
    left = canvas.width * (1 - LIST)
    return max(bottom, list_cases(canvas, chart.cases, (chart.heading,), left, 4, canvas.width - left)) + 4


def _square(canvas: Canvas, chart: Square, room: float) -> float:
    side = min(LARGEST, room - 2 * SIDE)
    left, top = (room - side) / 2, ABOVE
    right, bottom, middle = left + side, top + side, (left + side / 2, top + side / 2)
    canvas.bar(left, right, middle[1], side, stroke=canvas.ink)
    canvas.line(middle[0], top, middle[0], bottom, width=0.6, quiet=True)
    canvas.line(left, middle[1], right, middle[1], width=0.6, quiet=True)
    (low_x, high_x), (low_y, high_y) = chart.across, chart.upward
    canvas.text(middle[0], top - 5, fitting(high_y, side), size=SMALL, align="center")
    canvas.text(middle[0], bottom + SMALL * LINE, fitting(low_y, side), size=SMALL, align="center")
    for x, words in ((left - 6, low_x), (right + SMALL + 6, high_x)):
        canvas.upright(x, middle[1] + text_width(words, SMALL) / 2, words)
    # labels of cases lie on neither axis and on no corner's name
    taken = [Box(middle[0], top, middle[0], bottom), Box(left, middle[1], right, middle[1])]
    for (x, y), name in chart.corners:
        at = left + INSET if x < 0 else right - INSET
        base = top + SMALL + INSET if y > 0 else bottom - INSET
        shown = fitting(name, side / 2 - 2 * INSET)
        far = text_width(shown, SMALL, True)
        taken.append(Box(at - (far if x > 0 else 0), base - SMALL, at + (far if x < 0 else 0), base))
        canvas.text(
            at,
            base,
            shown,
            size=SMALL,
            bold=True,
            align="left" if x < 0 else "right",
        )

    def spot(x: float, y: float) -> tuple[float, float]:
        reach = side / 2 - CLEAR
        return middle[0] + x * reach, middle[1] - y * reach

    held = together(chart.cases, spot)
    for (across, down), cases in held:
        canvas.mark(across, down, "o", MARK + 0.6 * min(len(cases) - 1, 8), filled=False)
    labels = [numbers([case.label for case in cases]) for _, cases in held]
    if len(chart.cases) > 1:
        sizes = [(text_width(words, SMALL) + 2 * ASIDE, SMALL) for words in labels]
        boxes = [Box.around(*where, MARK + 6, MARK + 6) for where, _ in held]
        frame = Box(left + 2, top + 2, right - 2, bottom - 2)
        for label, words, (_, cases) in zip(placed(boxes, sizes, frame, taken), labels, held, strict=True):
            if label is None:
                continue
            if label.leader is not None:
                (x1, y1), (x2, y2) = label.leader
                canvas.line(x1, y1, x2, y2, width=0.5, quiet=True)
            key = cases[0].key if len(cases) == 1 else None
            canvas.text(
                label.box.left + ASIDE,
                label.box.bottom - 1,
                words,
                size=SMALL,
                key=key,
                spoken=cases[0].title,
                grounded=True,
            )
    return bottom + SMALL * LINE + 4
