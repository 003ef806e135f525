"""Influence becomes a picture: a line a source, from where an aspect stands to where it would stand without it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from idealtypes.analyses.influence.influence import Influence
from idealtypes.reporting.figures.pictures import Cell, Grid, Panel, Position
from idealtypes.reporting.names import aspect_titles, pole_titles
from idealtypes.reporting.words import Words

# So many lines at most, those of the sources that move most.
LINES = 40
LEAST = 0.05  # of the scale's reach


def moved_by_sources(
    result: Influence,
    words: Words,
    titles: tuple[str, ...],
    *,
    name: Callable[[str], str] = str,
    key: Callable[[str, int, int], str | None] = lambda source, case, aspect: None,
) -> Grid | None:
    """A row a source (and case), a panel an aspect; None where no source can be left out.

    With two poles a line is how far the balance moves, with more how far the share of the pole that moves most.
    """
    left, profile = result.sources, result.profile
    if not np.isfinite(left.change).any():
        return None
    rows: dict[tuple[int, int], dict[int, int]] = {}
    for row in left.by_size.tolist():
        rows.setdefault((int(left.item[row]), int(left.case[row])), {})[int(left.aspect[row])] = row
    kept = list(rows.items())[:LINES]
    several = len(profile.cases) > 1
    named = [
        words.say("summary.of_case", case=titles[c], sentence=name(left.ids[i]))
        if several
        else name(left.ids[i])
        for (i, c), _ in kept
    ]
    reach = max(LEAST, float(np.nanmax(np.abs(left.change))))
    aspects, poles = (
        aspect_titles(profile.scheme, words.language),
        pole_titles(profile.scheme, words.language),
    )
    panels = []
    for a, title in enumerate(aspects):
        cells = []
        for (i, c), held in kept:
            row = held.get(a)
            if row is None:
                cells.append(Cell(Position(), note=words.say("robustness.nothing_said")))
            elif np.isnan(left.change[row]):
                cells.append(Cell(Position(), note=words.say("robustness.only_one")))
            else:
                change = float(left.change[row])
                note = words.number(change, signed=True)
                if not profile.bipolar[a]:
                    note = words.say("robustness.of_pole", change=note, pole=poles[a][int(left.pole[row])])
                turns = bool(left.type_changes[row])
                cells.append(
                    Cell(Position(change), note=note, filled=turns, key=key(left.ids[i], c, a), start=0.0)
                )
        ends = (f"← {poles[a][0]}", f"{poles[a][1]} →") if profile.bipolar[a] else (
            words.say("robustness.less"), words.say("robustness.greater"))  # fmt: skip
        panels.append(Panel(title, ends, tuple(cells), -reach, reach))
    return Grid(tuple(named), tuple(panels))
