"""What if: the measures, the stated scenarios with what informants say of the outcomes, where each aspect would lie."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from idealtypes.analyses.scenarios.answers import OutcomeMove
from idealtypes.analyses.scenarios.comparable import ORDER_REASONS
from idealtypes.analyses.scenarios.scenario_analysis import ScenarioAnalysis, ScenarioResult
from idealtypes.analyses.scenarios.voices import Groups
from idealtypes.analyses.scenarios.votes import ENOUGH
from idealtypes.model.measures import SURE, Measure
from idealtypes.reporting.alternative_text import position_words
from idealtypes.reporting.facts import Facts
from idealtypes.reporting.figures.pictures import (
    Cell,
    Panel,
    Position,
    Scale,
    SmallMultiples,
)
from idealtypes.reporting.figures.render import ReportFigure
from idealtypes.reporting.links import Links
from idealtypes.reporting.page import json_for_script
from idealtypes.reporting.sections.scenarios_order import (
    BAR,
    BARS,
    feeding,
    ranking,
    sensitivity_bar,
    settle,
    tipping,
    unfed,
)
from idealtypes.reporting.sections.scenarios_pairs import board, left_out, order_figures, ordered
from idealtypes.reporting.sentences import type_name
from idealtypes.reporting.whatif import evaluator_data
from idealtypes.reporting.wording.names import aspect_titles, pole_titles, trait_titles
from idealtypes.reporting.wording.words import Words, inside

ARROWS = {"up": "▲", "down": "▼", "unknown": "?", "silent": "·"}


# The lines of the page's own figure, 200 wide.
BETWEEN_POLES, OF_SHARES = Scale(10, 190), Scale(10, 190, 0.0, 1.0)
SAME = 1e-9  # what is moved by less stays where it is


def build(facts: Facts, links: Links) -> dict[str, Any] | None:
    """None where the study has no measures."""
    found = facts.outlook
    if found is None:
        return None
    words = facts.words
    stated = found.base.stated
    whose = "sources" if facts.study.settings.unit == "none" else "informants"
    return {
        "about": stated.description.say(facts.language),
        "limits": stated.limits.say(facts.language),
        "case": facts.cases[found.base.case] if len(facts.cases) > 1 else "",
        "informants": words.say(f"scenarios.{whose}", n=len(found.base.votes.sources)),
        "kept_off": kept_off(facts, found),
        "measures": [_measure(facts, links, m) for m in stated.measures],
        "presets": [
            {"title": p.title.say(facts.language), "set": " ".join(p.measures)} for p in found.prospects[1:]
        ],
        "aspects": [_aspect(facts, found, a) for a in range(len(facts.aspects))],
        "scenarios": [_scenario(facts, found, p) for p in found.prospects[1:]],
        "outcomes": _outcomes(facts, links, found),
        "ranking": ranking(facts, found),
        "order": ordered(facts, found, found.order),
        "left_out": left_out(facts, found),
        "board": board(facts, found),
        "asked": words.say("scenarios.asked", p=words.percent(stated.direction)),
        "rests": words.say(f"scenarios.rests_on_{whose}", n=len(found.base.votes.sources)),
        "links": feeding(facts, links, found),
        "unfed": unfed(facts, found),
        "tipping": [tipping(facts, t) for t in found.tipping],
        "lower": _lower(facts, stated.direction),
        "leader": found.find(found.ranking.ranks[0].scenario).title.say(facts.language),
        "sensitivity": [sensitivity_bar(facts, found, n) for n in range(min(BARS, len(found.sensitivity)))],
        "settle": settle(facts, found),
        "bar": BAR,
        "data": _data(facts, links, found),
        "weighed": [
            {"id": o, "title": facts.outcomes[o], "weight": stated.weights.get(o)}
            for o in found.base.outcomes
            if o not in stated.restated
        ],
    }


def kept_off(facts: Facts, found: ScenarioAnalysis) -> str:
    """Which balances start elsewhere than they lie, since nothing could move them from there; "" for none."""
    words, base = facts.words, found.base
    out: list[str] = []
    for a, title in enumerate(facts.aspects):
        if base.clipped[a] and len(base.points[a]) == 2:
            raw, start = facts.profile.balance[base.case, a], base.points[a][1] - base.points[a][0]
            ends = {"raw": words.number(raw, signed=True), "start": words.number(start, signed=True)}
            out.append(words.say("scenarios.starts", aspect=inside(title), **ends))
    return words.say("scenarios.kept_off", starts="; ".join(out)) if out else ""


def _lower(facts: Facts, asked: float) -> str:
    """What is said where arrows need less than they should."""
    words = facts.words
    if asked >= SURE:
        return ""
    return words.say("scenarios.lower_direction", asked=words.percent(asked), usual=words.percent(SURE))


def _data(facts: Facts, links: Links, found: ScenarioAnalysis) -> Markup:
    """What the page's script computes from, and the words it says."""
    data = evaluator_data(
        found,
        language=facts.language,
        aspects=facts.aspects,
        poles=facts.poles,
        outcomes=facts.outcomes,
        place=links.place,
        corners=lambda corner: type_name(facts, corner),
    )
    return Markup(json_for_script(data | {"words": _raw(facts)}))


def _raw(facts: Facts) -> dict[str, Any]:
    """The words that the script fills in itself, with their places left open."""
    words = facts.words
    names = (
        "needs", "excludes", "was", "for", "against", "both", "reported", "beside", "is", "leans", "no_type", "changes",
        "quo", "yours", "to", "more", "less", "nobody", "nothing", "groups", "restates", "above", "cannot", "of",
        "of_others", "named", "and_reported", "by_reported", "by_beliefs", "against_reported",
    )  # fmt: skip
    out: dict[str, Any] = {name: words.raw(f"scenarios.{name}") for name in names}
    out["direction"] = {d: words.say(f"scenarios.direction.{d}") for d in (*ARROWS, "thin")}
    out["reasons"] = {code: words.say(f"reasons.scenarios.{code}") for code in ORDER_REASONS}
    out["list"] = dict(words.customs.patterns)
    out["forms"] = words.forms(facts.study.sources.height)
    return out | {"decimal": words.customs.decimal, "percent": words.customs.percentage}


def _measure(facts: Facts, links: Links, m: Measure) -> dict[str, Any]:
    words, language = facts.words, facts.language
    traits = trait_titles(facts.study.scheme, language)
    shifts = []
    for shift in m.shifts:
        a = facts.profile.aspects.index(shift.aspect)
        p = facts.profile.tally.poles[a].index(shift.toward)
        numbers = [words.number(x, signed=False) for x in (shift.low, shift.mode, shift.high)]
        said = words.say(
            "scenarios.shift", aspect=facts.aspects[a], pole=facts.poles[a][p], low=numbers[0], mode=numbers[1],
            high=numbers[2],
        )  # fmt: skip
        n = facts.statements_word(len(shift.evidence))
        title = f"{m.title.say(language)} · {facts.aspects[a]}"
        basis = links.link(n, title, shift.evidence) if shift.evidence else words.say("scenarios.assumed")
        shifts.append({"said": said, "because": shift.because.say(language), "basis": basis})
    reversible = {True: "reversible", False: "irreversible", None: "unsaid"}[m.reversible]
    return {
        "id": m.id,
        "title": m.title.say(language),
        "description": m.description.say(language),
        "decides": m.decides.say(language),
        "cost": m.cost.say(language),
        "reversible": words.say(f"scenarios.{reversible}"),
        "shifts": shifts,
        "brings": [traits[t] for t in m.brings],
        "removes": [traits[t] for t in m.removes],
    }


def _aspect(facts: Facts, found: ScenarioAnalysis, a: int) -> dict[str, Any]:
    """The lines of the page's own figure: one between two poles, or one a pole."""
    point, poles = found.base.points[a], facts.poles[a]
    lanes = []
    if point[0] == point[0]:
        if facts.profile.bipolar[a]:
            lanes = [_lane(BETWEEN_POLES, 1, poles[0], poles[1], float(point[1] - point[0]))]
        else:
            lanes = [_lane(OF_SHARES, p, "", pole, float(point[p])) for p, pole in enumerate(poles)]
    return {"number": a, "title": facts.aspects[a], "lanes": lanes}


def _lane(scale: Scale, pole: int, left: str, right: str, value: float) -> dict[str, Any]:
    """One line of the page's own figure; a value v lies at `zero` + `unit` · v, for the page's script too."""
    zero = scale(0.0)
    place = {"low": scale.left, "high": scale.right, "middle": scale(scale.middle), "x": scale(value)}
    return {"pole": pole, "left": left, "right": right, "zero": zero, "unit": scale(1.0) - zero, **place}


def _scenario(facts: Facts, found: ScenarioAnalysis, p: ScenarioResult) -> dict[str, Any]:
    words = facts.words
    titles = {m.id: m.title.say(facts.language) for m in found.base.measures}
    name = p.assigned or p.leans
    chance = next((t.probability for t in p.types if t.type == name), None)
    if name is None:
        kind = words.say("scenarios.no_type")
    else:
        kind = words.say("scenarios.is" if p.assigned else "scenarios.leans", type=type_name(facts, name))
        kind += f" ({words.percent(chance)})" if chance is not None else ""
    if p.changes:
        kind += ". " + words.say("scenarios.changes", p=words.percent(p.changes))
    return {
        "title": p.title.say(facts.language),
        "description": p.description.say(facts.language),
        "measures": [titles[m] for m in p.measures],
        "kind": kind + ".",
    }


def _outcomes(facts: Facts, links: Links, found: ScenarioAnalysis) -> list[dict[str, Any]]:
    """A row an outcome, a cell a scenario."""
    words, rows = facts.words, []
    for o, outcome in enumerate(found.base.outcomes):
        cells = [_cell(facts, links, p, p.outcomes[o]) for p in found.prospects[1:]]
        restates = words.say("scenarios.restates") if outcome in found.order.restated else ""
        rows.append({"title": facts.outcomes[outcome], "restates": restates, "cells": cells})
    return rows


def _cell(facts: Facts, links: Links, p: ScenarioResult, o: OutcomeMove) -> dict[str, Any]:
    """A direction with who says so; none for what fewer than three informants say."""
    words = facts.words
    kind, arrow = o.direction, ARROWS[o.direction]
    if kind == "unknown" and o.sources < ENOUGH:
        kind = "thin"
    said = words.say(f"scenarios.direction.{kind}")
    if o.direction in ("up", "down"):
        said += f" ({words.percent(o.probability)})"
    title = f"{p.title.say(facts.language)} · {facts.outcomes[o.outcome]}"
    who = ""
    if o.sources:
        counts = words.say("scenarios.votes", more=o.helps, less=o.hurts)
        who = links.link(counts, title, (*o.helping, *o.hurting))
    beside = ""
    if o.reported_helping or o.reported_hurting:
        counts = words.say(
            "scenarios.reported",
            more=_for_groups(words, len(o.reported_helping), o.groups_helping),
            less=_for_groups(words, len(o.reported_hurting), o.groups_hurting),
        )
        beside = links.link(counts, title, (*o.reported_helping, *o.reported_hurting))
    return {
        "arrow": arrow,
        "kind": kind,
        "said": said,
        "who": who,
        "both": bool(o.both_needed),
        "beside": beside,
    }


def _for_groups(words: Words, n: int, groups: Groups | None) -> str:
    """How many reported statements, and for how many groups the one speaks that speaks for most."""
    if groups is None:
        return str(n)
    low, high = groups
    return words.say("scenarios.groups", n=n, range=str(low) if low == high else f"{low}–{high}")


def figures(facts: Facts, links: Links) -> list[ReportFigure]:
    """The figure `scenarios`, where the study has some."""
    grid = None if facts.outlook is None else scenarios_grid(facts.outlook, facts.words)
    if grid is None or facts.outlook is None:
        return []
    told = [
        _told(facts.words, panel, row, cell)
        for panel in grid.panels
        for row, cell in zip(grid.rows, panel.cells, strict=True)
    ]
    caption = facts.words.say("scenarios.figure_caption")
    own = ReportFigure("scenarios", facts.words.say("scenarios.figure_title"), " ".join(told), grid, caption)
    return [own, *order_figures(facts, facts.outlook)]


def scenarios_grid(found: ScenarioAnalysis, words: Words) -> SmallMultiples | None:
    """A row a scenario, the status quo first; a column an aspect, or a pole of one with three or more."""
    if len(found.prospects) < 2:
        return None
    scheme = found.study.scheme
    rows = tuple(prospect.title.say(words.language) for prospect in found.prospects)
    poles = pole_titles(scheme, words.language)
    panels = []
    for a, title in enumerate(aspect_titles(scheme, words.language)):
        if found.profile.bipolar[a]:
            panels.append(Panel(title, (poles[a][0], poles[a][1]), _cells(words, found, a, None)))
            continue
        ends = (words.percent(0.0), words.percent(1.0))
        for p, pole in enumerate(poles[a]):
            panels.append(Panel(f"{title}: {pole}", ends, _cells(words, found, a, p), 0.0, 1.0))
    return SmallMultiples(rows, tuple(panels))


def _told(words: Words, panel: Panel, row: str, cell: Cell) -> str:
    """One place of the figure in words."""
    said = cell.note
    if cell.position.value is not None:
        said = position_words(words, cell.position, signed=panel.low < 0)
    return words.say("figure.alt_cell", name=f"{panel.title}, {row}", reading=said)


def _cells(words: Words, found: ScenarioAnalysis, a: int, pole: int | None) -> tuple[Cell, ...]:
    start = where(found, found.status_quo, a, pole).value
    cells = []
    for prospect in found.prospects:
        position = where(found, prospect, a, pole)
        silent = words.say("figure.nobody") if position.value is None else ""
        moved = position.value is not None and start is not None and abs(position.value - start) > SAME
        cells.append(Cell(position, note=silent, start=start if moved else None))
    return tuple(cells)


def where(found: ScenarioAnalysis, prospect: ScenarioResult, a: int, pole: int | None) -> Position:
    """Where an aspect, or the share of one of its poles, lies under a scenario."""
    move = prospect.aspects[a]
    if pole is None:
        return (
            Position()
            if move.balance is None
            else Position.of(move.balance, *(move.interval or (None, None)))
        )
    name = found.profile.tally.poles[a][pole]
    if move.shares is None:
        return Position()
    return Position.of(move.shares[name], *((move.intervals or {}).get(name) or (None, None)))
