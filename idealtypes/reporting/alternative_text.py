"""The numbers of pictures in words, for those who do not see them."""

from __future__ import annotations

from idealtypes.reporting.figures.pictures import (
    Balance,
    Block,
    Cell,
    DotPlot,
    Heatmap,
    Panel,
    Position,
    Shares,
    SideBySide,
    SmallMultiples,
)
from idealtypes.reporting.wording.words import Words


def position_words(words: Words, where: Position, *, signed: bool = True) -> str:
    """A position in words: `−0.70 (−0.96 to −0.06)`."""
    value = words.number(where.value, signed=signed)
    if where.low is None:
        return words.say("figure.alone", value=value)
    return words.say("figure.reading", value=value, range=words.range(where.low, where.high, signed=signed))


def grid_words(words: Words, picture: SmallMultiples) -> str:
    """All numbers of small multiples."""
    told = []
    for panel in picture.panels:
        for row, cell in zip(picture.rows, panel.cells, strict=True):
            name = f"{panel.title}, {row}" if panel.title else row
            told.append(words.say("figure.alt_cell", name=name, reading=_cell_words(words, panel, cell)))
    return " ".join(told)


def blocks_words(words: Words, picture: tuple[Block, ...]) -> str:
    """All numbers of the aspects' blocks."""
    return " ".join(_block_words(words, block) for block in picture)


def _cell_words(words: Words, panel: Panel, cell: Cell) -> str:
    signed = panel.low < 0
    positions = [p for p in (cell.position, cell.second) if p is not None and p.value is not None]
    if not positions:
        return cell.note or words.say("figure.nobody")
    said = [position_words(words, p, signed=signed) for p in positions]
    if cell.second is not None and len(positions) == 2:
        said = [
            f"{words.say(f'figure.lanes.{view}')} {s}" for view, s in zip(("is", "useful"), said, strict=True)
        ]
    return ", ".join([*said, cell.note] if cell.note else said)


def _block_words(words: Words, block: Block) -> str:
    if block.silent:
        return words.say("figure.alt_silent", aspect=block.title)
    if isinstance(block, Shares):
        told = ", ".join(f"{row.pole} {row.reading}" for row in block.rows)
        return words.say("figure.alt_shares", aspect=block.title, shares=told, counts=block.counts)
    assert isinstance(block, Balance)
    values = {
        "left": block.poles[0],
        "right": block.poles[1],
        "reading": block.reading,
        "counts": block.counts,
    }
    told = words.say("figure.alt_aspect", aspect=block.title, **values)
    for lane in block.lanes:
        told += " " + words.say("figure.alt_lane", label=lane.label.capitalize(), reading=lane.reading)
    if block.gap is not None:
        told += " " + words.say(
            "figure.alt_lane", label=block.gap.label.capitalize(), reading=block.gap.reading
        )
    return told


def heatmap_words(words: Words, table: Heatmap, groups: tuple[str, ...] = ()) -> str:
    """All numbers of a table of shares in words."""
    columns = [f"{title}: {pole}" if title else pole for title, held in table.columns for pole in held]
    told = []
    for row in table.rows:
        shares = ", ".join(
            f"{column} {words.percent(tile.share) if tile.share is not None else words.say('figure.silent')}"
            for column, tile in zip(columns, row.tiles, strict=True)
        )
        name = f"{row.label} {row.title}".strip() + (f" ({groups[row.group]})" if groups else "")
        told.append(words.say("figure.alt_cell", name=name, reading=shares))
    return " ".join(told)


def side_by_side_words(words: Words, pair: SideBySide) -> str:
    """All numbers of two cases side by side."""
    told = []
    for block in pair.blocks:
        for row in block.rows:
            name = f"{block.title}: {row.title}" if row.title else block.title
            parts = [f"{case} {said}" for case, said in zip(pair.names, row.said, strict=True)]
            reading = "; ".join([*parts, f"{words.say('comparison.difference')} {row.difference}"])
            told.append(words.say("figure.alt_cell", name=name, reading=reading))
    return " ".join(told)


def dot_plot_words(words: Words, plot: DotPlot) -> str:
    """All numbers of a dot plot, case by case."""
    told = []
    for title, rows in plot.groups:
        for row in rows:
            cells = zip(plot.columns, row.cells, strict=True)
            reading = "; ".join(f"{column.title} {cell.said}" for column, cell in cells)
            name = f"{title}, {row.title}" if title else row.title
            told.append(words.say("figure.alt_cell", name=name, reading=reading))
    return " ".join(told)
