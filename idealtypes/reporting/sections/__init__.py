"""What stands on the page: one file a section, with its data, its pictures and their alternative text.

`build(facts, links)` gives the values that the section's template prints, or None where there is nothing to say; then
the section is left out. `figures(facts, links)` gives its pictures, by whose names templates show them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from types import ModuleType
from typing import Any

from idealtypes.reporting.facts import Facts
from idealtypes.reporting.figures.render import ReportFigure
from idealtypes.reporting.links import Links
from idealtypes.reporting.record.provenance import Provenance
from idealtypes.reporting.sections import (
    agreement,
    compare,
    compare_pictures,
    condense,
    evidence,
    first_screen,
    influence,
    method,
    origin,
    profile,
    robustness,
    saturation,
    scenarios,
    sharing,
    sources_of_doubt,
    squares,
    tension,
    trait_states,
    types,
    views,
)

Part = Callable[[Facts, Links], Mapping[str, Any] | None]

# The name of a template in `reports/sections/` → what it prints.
PARTS: dict[str, Part] = {
    "result": first_screen.build,
    "profile": profile.build,
    "condensates": condense.build,
    "views": views.build,
    "types": types.build,
    "traits": trait_states.build,
    "comparison": compare.build,
    "robustness": robustness.build,
    "agreement": agreement.build,
    "saturation": saturation.build,
    "tension": tension.build,
    "scenarios": scenarios.build,
    "evidence": evidence.build,
    "method": method.build,
    "sharing": sharing.build,
}
# What a report for sharing has: the rest is about single informants, statements or coders.
SHARED = ("result", "profile", "views", "types", "comparison", "scenarios", "sharing")
SHARED_PICTURES = (first_screen, squares, views, types, compare_pictures, scenarios)
PICTURED = (
    first_screen,
    squares,
    views,
    types,
    compare_pictures,
    robustness,
    sources_of_doubt,
    influence,
    agreement,
    saturation,
    tension,
    scenarios,
)


def page_data(facts: Facts, links: Links, provenance: Provenance) -> dict[str, Mapping[str, Any] | None]:
    """Section → what its template prints; the record in short is put in for paper."""
    parts = {name: build(facts, links) if name in _told(facts) else None for name, build in PARTS.items()}
    return parts | {"origin": origin.build(facts, links, provenance), "record": None}


def _told(facts: Facts) -> Collection[str]:
    """The sections that a report has: one for sharing in which nothing can be shown says that, and why."""
    if facts.log is None:
        return PARTS
    return SHARED if "all" in facts.log.views else ("result", "sharing")


def page_figures(facts: Facts, links: Links) -> dict[str, ReportFigure]:
    """The figures of a report, by name."""
    return {figure.name: figure for figure in figures_in_turn(facts, links)}


def figures_in_turn(facts: Facts, links: Links) -> Iterator[ReportFigure]:
    """The figures of a report, each section's when it is asked for: some take long."""
    pictured: Sequence[ModuleType] = PICTURED
    if facts.sharing:
        pictured = SHARED_PICTURES if "types" in _told(facts) else (first_screen,)
    for section in pictured:
        yield from section.figures(facts, links)
