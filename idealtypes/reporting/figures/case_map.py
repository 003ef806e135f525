"""The map: numbers beside the marks, one list of what they stand for, and no label on another.

A group has a mark of its own shape, and a region around its cases; ideal types are large rings with a letter, so that
a case at a type stands inside its ring. Cases at the same spot share one mark and one label. How far a case may lie
from its mark is a cloud for each of a few cases, and of many told once, beneath the map at its scale.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from math import cos, pi, sin

import numpy as np
from scipy.spatial import ConvexHull

from idealtypes.reporting.figures.canvas import LINE, SMALL, Canvas, text_width, wrapped
from idealtypes.reporting.figures.label_placement import Box, Point, placed
from idealtypes.reporting.figures.pictures import CaseMap, MapPoint

MARK, RING = 5.5, 12.0
# Marker and whether it is filled, by group; the first is for cases without a group.
MARKERS = (("o", False), ("o", True), ("s", False), ("^", True), ("D", False), ("v", False), ("s", True),
         ("^", False), ("D", True), ("v", True), ("P", True))  # fmt: skip
LIST = 0.39  # of the width that the list beside the map takes
TALLEST, LEAST = 420.0, 150.0
PAD = 24.0
CLEAR = 8.0  # a region's edge from its marks
# Marks nearer than this, in points, are one.
SAME = 2.5


def draw_map(canvas: Canvas, chart: CaseMap) -> float:
    """The map, with its list beside it (wide) or beneath (narrow); gives the height."""
    room = canvas.width * (1 - LIST) - 12 if canvas.wide and chart.labelled else canvas.width
    bottom = _map(canvas, chart, room)
    if not chart.labelled:
        return _types(canvas, chart, 0, bottom + 6, canvas.width) + 4
    if not canvas.wide:
        bottom = _types(canvas, chart, 0, bottom + 6, canvas.width)
        return list_cases(canvas, chart.cases, chart.groups, 0, bottom + 8, canvas.width) + 4
    left = canvas.width * (1 - LIST)
    beneath = _types(canvas, chart, 0, bottom + 6, room)
    beside = list_cases(canvas, chart.cases, chart.groups, left, 4, canvas.width - left)
    return max(beneath, beside) + 4


def _map(canvas: Canvas, chart: CaseMap, room: float) -> float:
    """The map from the top of the canvas; gives its lower edge."""
    everything = [*chart.cases, *chart.types]
    xs, ys = _reach(everything)
    per = (room - 2 * PAD) / max(xs[1] - xs[0], 1e-9)
    per = min(per, (TALLEST - 2 * PAD) / max(ys[1] - ys[0], 1e-9))
    if chart.typical is not None:
        per = min(per, (room - 12) / (2 * chart.typical))  # what is beneath the map has to fit, too
    per = min(per, room * 0.5 / chart.unit)  # where all cases are nearly alike the scale's bar sets the scale
    height = max((ys[1] - ys[0]) * per + 2 * PAD, LEAST)
    middle = (xs[0] + xs[1]) / 2, (ys[0] + ys[1]) / 2

    def at(x: float, y: float) -> tuple[float, float]:
        return room / 2 + (x - middle[0]) * per, height / 2 - (y - middle[1]) * per

    canvas.bar(0.4, room - 0.4, height / 2, height - 0.8, stroke=canvas.tint)
    spots = regions(chart.cases, at)
    for corners in spots.values():
        canvas.region(corners)
    for place in chart.cases:
        if place.cloud is not None:
            x, y, long, short, angle = place.cloud
            canvas.ellipse(*at(x, y), 2 * long * per, 2 * short * per, angle)
    groups = together(chart.cases, at)
    rings = [(at(p.x, p.y), p) for p in chart.types]
    for (x, y), _ in rings:
        canvas.mark(x, y, "o", RING, filled=False)
    for (x, y), held in groups:
        marker, filled = MARKERS[held[0].group % len(MARKERS)]
        alone = held[0] if len(held) == 1 else None  # of several at one spot each opens in the list
        canvas.mark(
            x,
            y,
            marker,
            MARK,
            filled=filled,
            key=alone.key if alone else None,
            spoken=alone.title if alone else "",
        )
    boxes = [Box.around(*spot, RING + 1, RING + 1) for spot, _ in rings]
    boxes += [Box.around(*spot, MARK + 1, MARK + 1) for spot, _ in groups]
    labels = [place.label for _, place in rings] + [numbers([p.label for p in held]) for _, held in groups]
    bold = [True] * len(rings) + [False] * len(groups)
    keys = [None] * len(rings) + [held[0].key if len(held) == 1 else None for _, held in groups]
    names = [place.title for _, place in rings] + [held[0].title for _, held in groups]
    if not chart.labelled:
        boxes, labels = boxes[: len(rings)], labels[: len(rings)]
    sizes = [(text_width(words, SMALL, thick), SMALL) for words, thick in zip(labels, bold, strict=False)]
    frame = Box(2, 2, room - 2, height - 14)
    for label, words, thick, key, told in zip(
        placed(boxes, sizes, frame), labels, bold, keys, names, strict=False
    ):
        if label is None:
            continue
        if label.leader is not None:
            (x1, y1), (x2, y2) = label.leader
            canvas.line(x1, y1, x2, y2, width=0.5, quiet=True)
        canvas.text(label.box.left, label.box.bottom - 1, words, size=SMALL, bold=thick, key=key, spoken=told)
    canvas.line(6, height - 6, 6 + chart.unit * per, height - 6, width=1.5)
    canvas.text(10 + chart.unit * per, height - 3.5, chart.unit_said, size=SMALL - 1, quiet=True)
    if not chart.labelled:
        _counts(canvas, chart, spots, frame)
    return height if chart.typical is None else _typical(canvas, chart, height, per, room)


def _counts(canvas: Canvas, chart: CaseMap, spots: Mapping[int, Sequence[Point]], frame: Box) -> None:
    """The name of each region and how many cases lie in it, above it where there is room."""
    tops = {group: min(corners, key=lambda corner: corner[1]) for group, corners in spots.items()}
    said = {g: f"{chart.groups[g]}: {sum(place.group == g for place in chart.cases)}" for g in spots}
    boxes = [Box.around(*top, 1, 1) for top in tops.values()]
    sizes = [(text_width(words, SMALL, True), SMALL) for words in said.values()]
    for label, words in zip(placed(boxes, sizes, frame), said.values(), strict=True):
        if label is not None:
            canvas.text(label.box.left, label.box.bottom - 1, words, size=SMALL, bold=True, grounded=True)


def _typical(canvas: Canvas, chart: CaseMap, y: float, per: float, room: float) -> float:
    """How far a case may lie from its mark, as an interval at the scale of the map; gives the lower edge."""
    assert chart.typical is not None
    y += 10
    wide = 2 * chart.typical * per
    canvas.line(6, y, 6 + wide, y, width=1.5)
    for end in (6.0, 6 + wide):
        canvas.line(end, y - 2.5, end, y + 2.5, width=1.5)
    canvas.mark(6 + wide / 2, y, "o", MARK, filled=False)
    left = 6 + wide + 8
    if room - left < 150:
        left, y = 0.0, y + SMALL + 6
    return canvas.paragraph(left, y + 3, chart.typical_said, (room - left) * 0.96, size=SMALL) + 4


def regions(cases: Sequence[MapPoint], at: Callable[[float, float], Point]) -> dict[int, list[Point]]:
    """The corners of a region around the marks of each group of two cases or more, clear of them."""
    out = {}
    for group in sorted({place.group for place in cases} - {0}):
        spots = [at(place.x, place.y) for place in cases if place.group == group]
        if len(spots) > 1:
            turns = [k * pi / 6 for k in range(12)]
            around = np.array([(x + CLEAR * cos(t), y + CLEAR * sin(t)) for x, y in spots for t in turns])
            out[group] = [(float(x), float(y)) for x, y in around[ConvexHull(around).vertices]]
    return out


def _reach(everything: Sequence[MapPoint]) -> tuple[tuple[float, float], tuple[float, float]]:
    """The least and greatest x and y, clouds included."""
    xs = [p.x for p in everything] + [
        p.cloud[0] + s * p.cloud[2] for p in everything if p.cloud for s in (-1, 1)
    ]
    ys = [p.y for p in everything] + [
        p.cloud[1] + s * p.cloud[2] for p in everything if p.cloud for s in (-1, 1)
    ]
    return (min(xs), max(xs)), (min(ys), max(ys))


def together(
    cases: Sequence[MapPoint], at: Callable[[float, float], Point]
) -> list[tuple[tuple[float, float], list[MapPoint]]]:
    """Cases of one group at the same spot, in the order of their numbers."""
    out: list[tuple[Point, list[MapPoint]]] = []
    for place in cases:
        x, y = at(place.x, place.y)
        for (a, b), held in out:
            if held[0].group == place.group and abs(a - x) < SAME and abs(b - y) < SAME:
                held.append(place)
                break
        else:
            out.append(((x, y), [place]))
    return out


def numbers(labels: Sequence[str]) -> str:
    """Numbers with runs drawn together.

    >>> numbers(["1", "2", "3", "7", "9", "10"])
    '1–3, 7, 9, 10'
    """
    told = []
    whole = sorted(int(label) for label in labels)
    for _, run in groupby(enumerate(whole), key=lambda pair: pair[1] - pair[0]):
        held = [n for _, n in run]
        told += [f"{held[0]}–{held[-1]}"] if len(held) > 2 else [str(n) for n in held]
    return ", ".join(told)


def list_cases(
    canvas: Canvas, cases: Sequence[MapPoint], groups: Sequence[str], left: float, y: float, width: float
) -> float:
    """The cases by group, a line or two each; gives the last baseline."""
    for group, held in groupby(
        sorted(cases, key=lambda p: (p.group or 99, int(p.label))), key=lambda p: p.group
    ):
        y += SMALL * LINE + 2
        marker, filled = MARKERS[group % len(MARKERS)]
        canvas.mark(left + 4, y - 3, marker, MARK, filled=filled)
        canvas.text(left + 14, y, groups[group], size=SMALL, bold=True)
        for place in held:
            y = _entry(canvas, place, left, y + SMALL * LINE, width, bold=False)
    return y


def _types(canvas: Canvas, chart: CaseMap, left: float, y: float, width: float) -> float:
    """What the letters stand for; gives the last baseline."""
    if not chart.types:
        return y
    y += SMALL * LINE
    canvas.mark(left + 5, y - 3, "o", 8, filled=False)
    canvas.text(left + 14, y, chart.types_title, size=SMALL, bold=True)
    for place in chart.types:
        y = _entry(canvas, place, left, y + SMALL * LINE, width, bold=True)
    return y


def _entry(canvas: Canvas, place: MapPoint, left: float, y: float, width: float, *, bold: bool) -> float:
    canvas.text(left + 11, y, place.label, size=SMALL, bold=bold, align="right")
    lines = wrapped(place.title, (width - 15) * 0.94, SMALL)
    for i, line in enumerate(lines):
        canvas.text(left + 15, y + i * SMALL * LINE, line, size=SMALL, key=place.key)
    return y + (len(lines) - 1) * SMALL * LINE
