"""Shares by case, as squares with their numbers, the darker the larger; the cases in the order of a tree."""

from __future__ import annotations

from matplotlib.figure import Figure

from idealtypes.reporting.figures.canvas import LINE, SMALL, WIDTHS, Canvas, text_width, wrapped
from idealtypes.reporting.figures.pictures import Row, Sheet

ROW = 13.0
TREE = {"wide": 84.0, "narrow": 26.0}
TILE = {"wide": 27.0, "narrow": 18.0}
BETWEEN = 6.0  # two aspects
GROUPS = 5.0  # between two groups
DARK = 0.55  # from this share on the number is white


def draw_sheet(sheet: Sheet, *, width: str = "wide") -> Figure:
    """The tree, the cases, a square for each pole (for two poles the second), and a word beside each case."""
    canvas = Canvas(WIDTHS[width])
    tree = TREE[width] if sheet.joins else 0.0
    beside = ""
    if width == "wide" and sheet.beside:
        beside = sheet.beside
    word = (
        min(92.0, max(text_width(t, SMALL) for t in (beside, *(r.beside for r in sheet.rows))) + 8)
        if beside
        else 0.0
    )
    tiles = sum(len(poles) for _, poles in sheet.columns)
    gaps = BETWEEN * len(sheet.columns)
    tile = min(TILE[width], (canvas.width - tree - word - gaps - 70) / max(tiles, 1))
    titles = canvas.width - tree - word - tile * tiles - gaps - 18
    lefts, x = [], tree + 18 + titles
    for _, poles in sheet.columns:
        x += BETWEEN
        lefts.append([x + i * tile for i in range(len(poles))])
        x += tile * len(poles)
    y = _heads(canvas, sheet, lefts, tile, x + 6, beside)
    middles: list[float] = []
    for i, row in enumerate(sheet.rows):
        if i and row.group != sheet.rows[i - 1].group:
            y += GROUPS
        lines = wrapped(row.title, titles - 4, SMALL)
        tall = max(ROW, len(lines) * SMALL * LINE + 3)
        middles.append(y + tall / 2)
        _row(canvas, row, lines, middles[-1], tall, tree, [left for part in lefts for left in part], tile)
        if beside:
            canvas.text(x + 6, middles[-1] + 3, row.beside, size=SMALL)
        y += tall
    _tree(canvas, sheet, middles, tree)
    return canvas.finish(y + 4)


def _heads(
    canvas: Canvas, sheet: Sheet, lefts: list[list[float]], tile: float, right: float, beside: str
) -> float:
    """Aspects and poles, the poles' names upright; gives the lower edge."""
    longest = max(
        text_width(name, SMALL - 0.5) for title, poles in sheet.columns for name in _names(title, poles)
    )
    y = min(longest, 150.0) + 6
    for (title, poles), part in zip(sheet.columns, lefts, strict=True):
        for left, name in zip(part, _names(title, poles), strict=True):
            canvas.upright(left + tile / 2 + 3, y - 2, name, size=SMALL - 0.5)
    if beside:
        canvas.text(right, y - 2, beside, size=SMALL, bold=True)
    return y + 2


def _names(title: str, poles: tuple[str, ...]) -> list[str]:
    """A column's heading: the pole, and the aspect where it has one column."""
    return [f"{title}: {pole}" for pole in poles] if len(poles) == 1 else list(poles)


def _row(
    canvas: Canvas,
    row: Row,
    lines: list[str],
    y: float,
    tall: float,
    left: float,
    lefts: list[float],
    tile: float,
) -> None:
    canvas.text(left + 13, y + 3, row.label, size=SMALL, align="right", quiet=True)
    for i, line in enumerate(lines):
        canvas.text(left + 18, y + 3 + (i - (len(lines) - 1) / 2) * SMALL * LINE, line, size=SMALL)
    for x, cell in zip(lefts, row.tiles, strict=True):
        if cell.share is None:
            canvas.text(x + tile / 2, y + 2.5, "–", size=SMALL, quiet=True, align="center")
            continue
        shade = f"{1 - 0.8 * cell.share:.3f}"
        canvas.bar(x + 0.5, x + tile - 0.5, y, tall - 1, facecolor=shade, edgecolor="none")
        dark = cell.share >= DARK
        canvas.text(
            x + tile / 2, y + 2.7, cell.said, size=SMALL - 0.5, align="center", key=cell.key, light=dark
        )


def _tree(canvas: Canvas, sheet: Sheet, middles: list[float], room: float) -> None:
    """The tree, its root at the left; branches within a group are thick."""
    if not sheet.joins:
        return
    tallest = max(join.height for join in sheet.joins) or 1.0

    def across(height: float) -> float:
        return room - 2 - height / tallest * (room - 6)

    def down(row: float) -> float:
        low = int(row)
        part = row - low
        return middles[low] if not part else middles[low] * (1 - part) + middles[low + 1] * part

    for join in sheet.joins:
        inside = sheet.cut is not None and join.height <= sheet.cut
        (a, h1), (b, h2) = join.first, join.second
        xs = [across(h1), across(join.height), across(join.height), across(h2)]
        canvas.polyline(
            xs, [down(a), down(a), down(b), down(b)], width=1.4 if inside else 0.7, quiet=not inside
        )
