"""The figure of the scenarios: where each aspect lies under each, and where it comes from."""

from __future__ import annotations

from idealtypes.analyses.scenarios.scenarios import ScenarioAnalysis, ScenarioResult
from idealtypes.reporting.facts import Facts
from idealtypes.reporting.figures.pictures import Cell, Grid, Panel, Position
from idealtypes.reporting.illustrations import at, reading
from idealtypes.reporting.names import aspect_titles, pole_titles
from idealtypes.reporting.plate import Plate
from idealtypes.reporting.words import Words

SAME = 1e-9  # what is moved by less stays where it is


def scenarios_plates(facts: Facts) -> list[Plate]:
    """The plate `scenarios`, where the study has some."""
    grid = None if facts.outlook is None else scenarios_grid(facts.outlook, facts.words)
    if grid is None:
        return []
    told = [
        _told(facts.words, panel, row, cell)
        for panel in grid.panels
        for row, cell in zip(grid.rows, panel.cells, strict=True)
    ]
    return [Plate("scenarios", facts.words.say("scenarios.figure_title"), " ".join(told), grid)]


def scenarios_grid(found: ScenarioAnalysis, words: Words) -> Grid | None:
    """A row a scenario, the status quo first; a column an aspect, or a pole of one with three or more."""
    if len(found.results) < 2:
        return None
    scheme = found.study.scheme
    rows = tuple(prospect.title.say(words.language) for prospect in found.results)
    poles = pole_titles(scheme, words.language)
    panels = []
    for a, title in enumerate(aspect_titles(scheme, words.language)):
        if found.profile.bipolar[a]:
            panels.append(Panel(title, (poles[a][0], poles[a][1]), _cells(words, found, a, None)))
            continue
        ends = (words.percent(0.0), words.percent(1.0))
        for p, pole in enumerate(poles[a]):
            panels.append(Panel(f"{title}: {pole}", ends, _cells(words, found, a, p), 0.0, 1.0))
    return Grid(rows, tuple(panels))


def _told(words: Words, panel: Panel, row: str, cell: Cell) -> str:
    """One place of the figure in words."""
    said = cell.note
    if cell.position.value is not None:
        said = reading(words, cell.position, signed=panel.low < 0)
    return words.say("figure.alt_cell", name=f"{panel.title}, {row}", reading=said)


def _cells(words: Words, found: ScenarioAnalysis, a: int, pole: int | None) -> tuple[Cell, ...]:
    start = where(found, found.status_quo, a, pole).value
    cells = []
    for prospect in found.results:
        position = where(found, prospect, a, pole)
        silent = words.say("figure.nobody") if position.value is None else ""
        moved = position.value is not None and start is not None and abs(position.value - start) > SAME
        cells.append(Cell(position, note=silent, start=start if moved else None))
    return tuple(cells)


def where(found: ScenarioAnalysis, prospect: ScenarioResult, a: int, pole: int | None) -> Position:
    """Where an aspect, or the share of one of its poles, lies under a scenario."""
    move = prospect.aspects[a]
    if pole is None:
        return Position() if move.balance is None else at(move.balance, *(move.interval or (None, None)))
    name = found.profile.tally.poles[a][pole]
    if move.shares is None:
        return Position()
    return at(move.shares[name], *((move.intervals or {}).get(name) or (None, None)))
