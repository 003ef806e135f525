"""The views that a study has, side by side, from all that is said to what is said to be useful; and the gap."""

from __future__ import annotations

from typing import Any

import numpy as np

from idealtypes.engine.views import View
from idealtypes.reporting.alternative_text import grid_words
from idealtypes.reporting.facts import Facts
from idealtypes.reporting.figures.pictures import (
    Cell,
    Panel,
    Position,
    SmallMultiples,
)
from idealtypes.reporting.figures.render import ReportFigure
from idealtypes.reporting.links import Links
from idealtypes.reporting.sections.profile import amount, position

MARKERS: dict[View, tuple[str, bool]] = {
    "all": ("^", True),
    "is": ("o", True),
    "ought": ("s", False),
    "expected": ("v", False),
    "would": ("P", False),
    "useful": ("D", False),
}


def build(facts: Facts, links: Links) -> dict[str, Any] | None:
    """A row for each case and aspect (for three or more poles: and pole), a cell a view.

    Where all that is said is how it is, that is said once, of ratings not at all.
    """
    if facts.one_view:
        return {"one": facts.words.say("viewstable.one")} if facts.coded else None
    groups = []
    for a in range(len(facts.aspects)):
        poles: tuple[int | None, ...] = (
            (None,) if facts.profile.bipolar[a] else tuple(range(len(facts.poles[a])))
        )
        groups.append([_row(facts, links, c, a, pole) for c in range(len(facts.cases)) for pole in poles])
    return {
        "one": "",
        "groups": groups,
        "caption": grid_caption(facts),
        "views": [facts.words.say(f"views.{view}") for view in facts.views],
        "several": len(facts.cases) > 1,
        "useful": "useful" in facts.views,
        "gap": any(record["gap"] is not None for record in facts.gaps.values()),
    }


def _row(facts: Facts, links: Links, c: int, a: int, pole: int | None) -> dict[str, Any]:
    return {
        "case": facts.cases[c],
        "aspect": facts.aspects[a],
        "pole": "" if pole is None else facts.poles[a][pole],
        "ends": facts.poles[a] if pole is None else (),
        "cells": [cell(facts, links, view, c, a, pole) for view in facts.views],
        "gap": gap(facts, links, c, a) if pole is None else None,
    }


def cell(facts: Facts, links: Links, view: View, c: int, a: int, pole: int | None) -> dict[str, str]:
    """A balance, or the share of a pole, with interval and the number of statements."""
    words, profile = facts.words, facts.profiles[view]
    if not profile.statements[c, a]:
        return {"silent": words.say("viewstable.silent")}
    if pole is None:
        low, high = profile.interval_whole[c, a]
        value, ends = words.number(profile.balance[c, a], signed=True), words.range(low, high)
    else:
        lows, highs = profile.whole_bounds
        low, high = lows[c, a, pole], highs[c, a, pole]
        value, ends = amount(words, profile, a, profile.shares[c, a, pole], low, high)
    return {
        "silent": "",
        "value": links.number(value, view, case=c, aspect=a, pole=pole),
        "interval": "" if np.isnan(low) else links.number(ends, view, case=c, aspect=a, pole=pole),
        "counts": links.number(facts.statements_word(profile.statements[c, a]), view, case=c, aspect=a),
    }


def gap(facts: Facts, links: Links, c: int, a: int) -> dict[str, str] | None:
    """The gap from what is to what is said to be useful, with what opens the statements of both."""
    words = facts.words
    record = facts.gaps.get((facts.profile.cases[c], facts.profile.aspects[a]))
    if record is None or record["gap"] is None:
        return None
    chance = record["probability"]
    ends = record["interval_whole"]
    return {
        "value": links.gap(words.number(record["gap"], signed=True), c, a),
        "interval": "" if ends is None else links.gap(words.range(*ends), c, a),
        "probability": ""
        if chance is None
        else words.say(
            "viewstable.gap_probability",
            probability=links.gap(words.percent(chance), c, a),
            pole=facts.poles[a][1],
        ),
    }


def figures(facts: Facts, links: Links) -> list[ReportFigure]:
    """The figure `views`. One case: a row a view; several: a row a case, what is and what is useful in one cell."""
    words = facts.words
    if facts.one_view:
        return []
    one = len(facts.cases) == 1
    rows = tuple(words.say(f"views.{view}") for view in facts.views) if one else facts.cases
    panels = []
    for a, title in enumerate(facts.aspects):
        poles = facts.poles[a]
        if facts.profile.bipolar[a]:
            panels.append(Panel(title, (poles[0], poles[1]), _view_cells(facts, a, None)))
            continue
        present = facts.profile.tally.present[a]
        ends = ("0", "1") if present else (words.percent(0.0), words.percent(1.0))
        for p, pole in enumerate(poles):
            panels.append(Panel(f"{title}: {pole}", ends, _view_cells(facts, a, p), 0.0, 1.0))
    grid = SmallMultiples(rows, tuple(panels))
    title = words.say("figure.views_title")
    return [ReportFigure("views", title, grid_words(words, grid), grid, grid_caption(facts))]


def grid_caption(facts: Facts) -> str:
    """How the figure is to be read."""
    words = facts.words
    interval = "" if facts.profile.no_interval.all() else words.say("viewstable.with_interval")
    useful = bool(facts.profiles["useful"].statements.any())
    key = "caption" if len(facts.cases) == 1 else "useful_caption" if useful else "cases_caption"
    return words.say(f"viewstable.{key}", interval=interval)


def _view_cells(facts: Facts, a: int, pole: int | None) -> tuple[Cell, ...]:
    def where(view: View, c: int) -> Position:
        profile = facts.profiles[view]
        if not profile.statements[c, a]:
            return Position()
        if pole is None:
            return position(profile, c, a)
        low, high = profile.whole_bounds
        return Position.of(profile.shares[c, a, pole], low[c, a, pole], high[c, a, pole])

    silent = facts.words.say("figure.nobody")
    if len(facts.cases) > 1:
        return tuple(Cell(where("is", c), where("useful", c), note="") for c in range(len(facts.cases)))
    cells = []
    for view in facts.views:
        found = where(view, 0)
        marker, filled = MARKERS[view]
        cells.append(Cell(found, note=silent if found.value is None else "", marker=marker, filled=filled))
    return tuple(cells)
