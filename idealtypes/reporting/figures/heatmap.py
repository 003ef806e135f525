"""Shares by case, as squares with their numbers, the darker the larger; the cases perhaps in the order of a tree."""

from __future__ import annotations

from idealtypes.reporting.figures.canvas import LINE, SMALL, Canvas, fitting, spoken, text_width, wrapped
from idealtypes.reporting.figures.pictures import Heatmap, HeatmapRow

ROW = 13.0
TREE = {"wide": 84.0, "narrow": 26.0}
TILE = {"wide": 27.0, "narrow": 18.0}
LABEL = 18.0  # of a case's number
TALLEST = 200.0  # name of a column
BETWEEN = 6.0  # two aspects
CRAMPED, FEW = 80.0, 2  # room for names in which more than a few lines are too many
GROUPS = 5.0  # between two groups
DARK = 0.55  # from this share on the number is white


def draw_heatmap(canvas: Canvas, heatmap: Heatmap) -> float:
    """The tree, the cases, a square for each pole (for two poles the second), a word beside each; gives the height."""
    tree = TREE[canvas.layout] if heatmap.joins else 0.0
    beside = heatmap.beside if canvas.wide else ""
    word = (
        min(104.0, max(text_width(t, SMALL) for t in (beside, *(r.beside for r in heatmap.rows))) + 8)
        if beside
        else 0.0
    )
    tiles = sum(len(poles) for _, poles in heatmap.columns)
    gaps = BETWEEN * len(heatmap.columns)
    label = LABEL if any(row.label for row in heatmap.rows) else 0.0
    tile = min(TILE[canvas.layout], (canvas.width - tree - word - gaps - 70) / max(tiles, 1))
    titles = canvas.width - tree - word - tile * tiles - gaps - label
    # where names have hardly any room beside the squares, they stand above them
    stacked = titles < CRAMPED and any(len(wrapped(r.title, titles - 4, SMALL)) > FEW for r in heatmap.rows)
    if stacked:
        tile = min(TILE["wide"], (canvas.width - tree - word - gaps - label - 6) / max(tiles, 1))
        titles = 0.0
    lefts, x = [], tree + label + titles
    for _, poles in heatmap.columns:
        x += BETWEEN
        lefts.append([x + i * tile for i in range(len(poles))])
        x += tile * len(poles)
    y = _heads(canvas, heatmap, lefts, tile, x + 6, beside)
    middles: list[float] = []
    columns = [spoken(pole, title) if title else pole for title, poles in heatmap.columns for pole in poles]
    for i, row in enumerate(heatmap.rows):
        if i and row.group != heatmap.rows[i - 1].group:
            y += GROUPS
        room = (canvas.width - tree - label) * 0.96 if stacked else titles - 4
        lines = wrapped(row.title, room, SMALL)
        tall, above = max(ROW, len(lines) * SMALL * LINE + 3), 0.0
        if stacked:
            tall, above = ROW, len(lines) * SMALL * LINE + 5
        middles.append(y + above + tall / 2)
        names = y + above / 2 if stacked else middles[-1]
        places = [left for part in lefts for left in part]
        _name(canvas, row, lines, names, tree + label)
        _squares(canvas, row, middles[-1], tall, places, tile, columns)
        if beside:
            canvas.text(x + 6, middles[-1] + 3, fitting(row.beside, canvas.width - x - 6, SMALL), size=SMALL)
        y += above + tall
    _tree(canvas, heatmap, middles, tree)
    return y + 4


def _heads(
    canvas: Canvas, heatmap: Heatmap, lefts: list[list[float]], tile: float, right: float, beside: str
) -> float:
    """Aspects over their poles, whose names stand upright; gives the lower edge."""
    size = SMALL - 0.5
    over = [
        wrapped(title, part[-1] + tile - part[0] + BETWEEN, size, True) if title and len(part) > 1 else []
        for (title, _), part in zip(heatmap.columns, lefts, strict=True)
    ]
    above = max(len(lines) for lines in over) * size * LINE
    named = [[fitting(name, TALLEST, size) for name in _names(*column)] for column in heatmap.columns]
    y = max(
        (above + 5 if lines else 0) + max(text_width(name, size) for name in names) + 6
        for lines, names in zip(over, named, strict=True)
    )
    for lines, names, part in zip(over, named, lefts, strict=True):
        middle, edge = (part[0] + part[-1] + tile) / 2, part[-1] + tile
        top = y - max(text_width(name, size) for name in names) - 7
        for i, line in enumerate(lines):
            at = top - (len(lines) - 1 - i) * size * LINE - 2
            canvas.text(middle, at, line, size=size, bold=True, align="center")
        if lines:
            canvas.line(part[0] + 1, top + 1, edge - 1, top + 1, width=0.6)
        for left, name in zip(part, names, strict=True):
            canvas.upright(left + tile / 2 + 3, y - 2, name, size=size)
    if beside:
        canvas.text(right, y - 2, fitting(beside, canvas.width - right), size=SMALL, bold=True)
    return y + 2


def _names(title: str, poles: tuple[str, ...]) -> list[str]:
    """A column's heading: the pole, and the aspect where it has one column."""
    return [f"{title}: {pole}" for pole in poles] if len(poles) == 1 else list(poles)


def _name(canvas: Canvas, row: HeatmapRow, lines: list[str], y: float, left: float) -> None:
    """A case's number and its title around y."""
    top = y + 3 - (len(lines) - 1) / 2 * SMALL * LINE
    if row.label:
        canvas.text(left - 5, y + 3, row.label, size=SMALL, align="right", quiet=True)
    for i, line in enumerate(lines):
        canvas.text(left, top + i * SMALL * LINE, line, size=SMALL)


def _squares(
    canvas: Canvas,
    row: HeatmapRow,
    y: float,
    tall: float,
    lefts: list[float],
    tile: float,
    columns: list[str],
) -> None:
    """A square for each share of a case."""
    for x, cell, column in zip(lefts, row.tiles, columns, strict=True):
        if cell.share is None:
            canvas.text(x + tile / 2, y + 2.5, "–", size=SMALL, quiet=True, align="center")
            continue
        stroke = canvas.ink if cell.framed else None
        opacity = 0.8 * cell.share
        canvas.bar(
            x + 0.5, x + tile - 0.5, y, tall - 1, fill="ink", opacity=opacity, stroke=stroke, width=1.4
        )
        dark = cell.share >= DARK
        canvas.text(
            x + tile / 2, y + 2.7, cell.said, size=SMALL - 0.5, align="center", key=cell.key, light=dark,
            spoken=spoken(cell.said, row.title, column),
        )  # fmt: skip


def _tree(canvas: Canvas, heatmap: Heatmap, middles: list[float], room: float) -> None:
    """The tree, its root at the left; branches within a group are thick."""
    if not heatmap.joins:
        return
    tallest = max(join.height for join in heatmap.joins) or 1.0

    def across(height: float) -> float:
        return room - 2 - height / tallest * (room - 6)

    def down(row: float) -> float:
        low = int(row)
        part = row - low
        return middles[low] if not part else middles[low] * (1 - part) + middles[low + 1] * part

    for join in heatmap.joins:
        inside = heatmap.cut is not None and join.height <= heatmap.cut
        (a, h1), (b, h2) = join.first, join.second
        xs = [across(h1), across(join.height), across(join.height), across(h2)]
        canvas.polyline(
            xs, [down(a), down(a), down(b), down(b)], width=1.4 if inside else 0.7, quiet=not inside
        )
