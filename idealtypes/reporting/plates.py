"""The figures of a report: what each shows, in words for those who do not see it, in the page and as files."""

from __future__ import annotations

from idealtypes.analyses.types.membership import TypeMembership
from idealtypes.engine.views import VIEWS, View
from idealtypes.reporting.charting import sheet_words, types_sheet
from idealtypes.reporting.facts import Facts
from idealtypes.reporting.figures.pictures import (
    Balance,
    Block,
    Cell,
    Dot,
    Gap,
    Grid,
    Lane,
    Panel,
    Position,
    Shares,
)
from idealtypes.reporting.illustrations import (
    MANY_CASES,
    Lanes,
    Telling,
    at,
    dot,
    position,
    profile_picture,
    reading,
    types_grid,
)
from idealtypes.reporting.links import Links
from idealtypes.reporting.plate import Plate
from idealtypes.reporting.plates_compared import compared_plates
from idealtypes.reporting.plates_defended import defended_plates
from idealtypes.reporting.plates_scenarios import scenarios_plates
from idealtypes.reporting.plates_tension import tension_plates

__all__ = ["Plate", "balance_plate", "describe", "plates"]

MARKERS: dict[View, tuple[str, bool]] = {
    "all": ("^", True),
    "is": ("o", True),
    "ought": ("s", False),
    "useful": ("D", False),
}


def plates(facts: Facts, links: Links) -> dict[str, Plate]:
    """The figures of a report, by name."""
    found = [balance_plate(facts, links)]
    if not facts.one_view:
        found.append(views_plate(facts, links))
    if facts.study.scheme.ideal_types:
        found.append(types_plate(facts, links))
    found += [*compared_plates(facts, links), *defended_plates(facts, links), *tension_plates(facts, links)]
    found += scenarios_plates(facts)
    return {plate.name: plate for plate in found}


def balance_plate(facts: Facts, links: Links) -> Plate:
    """The figure on the first screen."""
    words = facts.words
    telling = Telling(
        words,
        facts.cases,
        facts.discretion.count,
        facts.discretion.small,
        lambda c, a: _dots(facts, links, c, a),
        lambda c, a: _lanes(facts, links, c, a),
        lambda c, a, pole=None: links.key(*links.behind("all", c, a, pole)),
    )
    picture = profile_picture(facts.profile, telling)
    who = facts.cases[0] if len(facts.cases) == 1 else words.say("count.cases", n=len(facts.cases))
    title = words.say("figure.balance_title", case=who, aspects=words.listed(facts.aspects))
    return Plate("balance", title, describe(picture, facts), picture)


def _dots(facts: Facts, links: Links, c: int, a: int) -> tuple[Dot, ...]:
    if facts.discretion.sharing:
        return ()
    aspect, poles = facts.profile.aspects[a], facts.profile.tally.poles[a]
    shown = links.by_view["all"]
    held = [shown[i] for i in links.find("all", case=facts.profile.cases[c], aspect=aspect)]
    return tuple(
        dot(tuple(s.weights[aspect].get(pole, 0.0) for pole in poles), str(links.place[s.id]))
        for s in held
        if s.counted
    )


def _lanes(facts: Facts, links: Links, c: int, a: int) -> Lanes:
    """What is, what is said to be useful, and the gap; nothing where nothing is said to be useful on any aspect."""
    words = facts.words
    if not facts.profiles["useful"].statements[c].any():
        return (), None
    lanes = []
    told: tuple[View, ...] = ("is", "useful")
    for view in told:
        profile = facts.profiles[view]
        where = position(profile, c, a) if profile.statements[c, a] else Position()
        said = words.say("figure.nobody") if where.value is None else reading(words, where)
        marker, filled = MARKERS[view]
        key = links.key(*links.behind(view, c, a))
        lanes.append(Lane(words.say(f"figure.lanes.{view}"), where, said, marker, filled, key))
    record = facts.gaps.get((facts.profile.cases[c], facts.profile.aspects[a]))
    if record is None or record["gap"] is None:
        return tuple(lanes), None
    low, high = record["interval"] or (None, None)
    said = reading(words, at(record["gap"], low, high))
    key = links.key(*links.behind_gap(c, a))
    return tuple(lanes), Gap(words.say("figure.lanes.gap"), record["here"], record["there"], said, key)


def views_plate(facts: Facts, links: Links) -> Plate:
    """One case: a row a view; several: a row a case, with what is and what is said to be useful in one cell."""
    words = facts.words
    one = len(facts.cases) == 1
    rows = tuple(words.say(f"views.{view}") for view in VIEWS) if one else facts.cases
    panels = []
    for a, title in enumerate(facts.aspects):
        poles = facts.poles[a]
        if facts.profile.bipolar[a]:
            panels.append(Panel(title, (poles[0], poles[1]), _view_cells(facts, a, None)))
            continue
        ends = (words.percent(0.0), words.percent(1.0))
        for p, pole in enumerate(poles):
            panels.append(Panel(f"{title}: {pole}", ends, _view_cells(facts, a, p), 0.0, 1.0))
    grid = Grid(rows, tuple(panels))
    return Plate("views", words.say("figure.views_title"), describe(grid, facts), grid)


def _view_cells(facts: Facts, a: int, pole: int | None) -> tuple[Cell, ...]:
    def where(view: View, c: int) -> Position:
        profile = facts.profiles[view]
        if not profile.statements[c, a]:
            return Position()
        if pole is None:
            return position(profile, c, a)
        low, high = profile.share_bounds()
        return at(profile.shares[c, a, pole], low[c, a, pole], high[c, a, pole])

    silent = facts.words.say("figure.nobody")
    if len(facts.cases) > 1:
        return tuple(Cell(where("is", c), where("useful", c), note="") for c in range(len(facts.cases)))
    cells = []
    for view in VIEWS:
        found = where(view, 0)
        marker, filled = MARKERS[view]
        cells.append(Cell(found, note=silent if found.value is None else "", marker=marker, filled=filled))
    return tuple(cells)


def types_plate(facts: Facts, links: Links) -> Plate:
    """Degrees of membership with their intervals; for many cases the degrees alone, in the order of the comparison."""
    words, title = facts.words, facts.words.say("figure.types_title")
    if len(facts.cases) <= MANY_CASES:
        grid = types_grid(facts.membership, words, facts.cases)
        return Plate("types", title, describe(grid, facts), grid)

    def key(case: int, kind: TypeMembership) -> str | None:
        return links.key(*links.behind_corner(case, kind))

    sheet = types_sheet(facts.membership, words, facts.cases, key=key, arrangement=facts.arrangement)
    return Plate("types", title, sheet_words(words, sheet), sheet)


def describe(picture: tuple[Block, ...] | Grid, facts: Facts) -> str:
    """All numbers of a figure in words."""
    words = facts.words
    if isinstance(picture, Grid):
        told = []
        for panel in picture.panels:
            for row, cell in zip(picture.rows, panel.cells, strict=True):
                name = f"{panel.title}, {row}" if panel.title else row
                told.append(words.say("figure.alt_cell", name=name, reading=_cell_words(facts, panel, cell)))
        return " ".join(told)
    return " ".join(_block_words(facts, block) for block in picture)


def _cell_words(facts: Facts, panel: Panel, cell: Cell) -> str:
    words, signed = facts.words, panel.low < 0
    positions = [p for p in (cell.position, cell.second) if p is not None and p.value is not None]
    if not positions:
        return cell.note or words.say("figure.nobody")
    said = [reading(words, p, signed=signed) for p in positions]
    if cell.second is not None and len(positions) == 2:
        said = [
            f"{words.say(f'figure.lanes.{view}')} {s}" for view, s in zip(("is", "useful"), said, strict=True)
        ]
    return ", ".join([*said, cell.note] if cell.note else said)


def _block_words(facts: Facts, block: Block) -> str:
    words = facts.words
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
