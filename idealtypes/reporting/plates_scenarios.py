"""The figure of the scenarios: where each aspect lies under each, and where it comes from."""

from __future__ import annotations

from idealtypes.analysis.scenarios.outlook import Outlook, Prospect
from idealtypes.reporting.facts import Facts
from idealtypes.reporting.figures.pictures import Cell, Grid, Panel, Position
from idealtypes.reporting.illustrations import at, reading
from idealtypes.reporting.plate import Plate


def scenarios_plates(facts: Facts) -> list[Plate]:
    """The plate `scenarios`, where the study has some."""
    found, words = facts.outlook, facts.words
    if found is None or len(found.prospects) < 2:
        return []
    rows = tuple(prospect.title.say(facts.language) for prospect in found.prospects)
    panels = []
    for a, title in enumerate(facts.aspects):
        poles = facts.poles[a]
        if facts.profile.bipolar[a]:
            panels.append(Panel(title, (poles[0], poles[1]), _cells(facts, found, a, None)))
            continue
        ends = (words.percent(0.0), words.percent(1.0))
        for p, pole in enumerate(poles):
            panels.append(Panel(f"{title}: {pole}", ends, _cells(facts, found, a, p), 0.0, 1.0))
    grid = Grid(rows, tuple(panels))
    told = [
        _told(facts, panel, row, cell)
        for panel in panels
        for row, cell in zip(rows, panel.cells, strict=True)
    ]
    return [Plate("scenarios", words.say("scenarios.figure_title"), " ".join(told), grid)]


def _told(facts: Facts, panel: Panel, row: str, cell: Cell) -> str:
    """One place of the figure in words."""
    words = facts.words
    said = cell.note
    if cell.position.value is not None:
        said = reading(words, cell.position, signed=panel.low < 0)
    return words.say("figure.alt_cell", name=f"{panel.title}, {row}", reading=said)


def _cells(facts: Facts, found: Outlook, a: int, pole: int | None) -> tuple[Cell, ...]:
    start = where(found.baseline, facts, a, pole).value
    cells = []
    for prospect in found.prospects:
        position = where(prospect, facts, a, pole)
        silent = facts.words.say("figure.nobody") if position.value is None else ""
        moved = position.value is not None and start is not None and abs(position.value - start) > 1e-9
        cells.append(Cell(position, note=silent, start=start if moved else None))
    return tuple(cells)


def where(prospect: Prospect, facts: Facts, a: int, pole: int | None) -> Position:
    """Where an aspect, or the share of one of its poles, lies under a scenario."""
    move = prospect.aspects[a]
    if pole is None:
        return Position() if move.balance is None else at(move.balance, *(move.interval or (None, None)))
    name = facts.profile.tally.poles[a][pole]
    if move.shares is None:
        return Position()
    return at(move.shares[name], *((move.intervals or {}).get(name) or (None, None)))
