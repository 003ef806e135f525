"""The figures of a comparison: shares by case in the order of the tree, and the map."""

from __future__ import annotations

from idealtypes.reporting.charting import chart, group_names, sheet, sheet_words
from idealtypes.reporting.facts import Facts
from idealtypes.reporting.figures.pictures import Chart
from idealtypes.reporting.links import Links
from idealtypes.reporting.plate import Plate


def compared_plates(facts: Facts, links: Links) -> list[Plate]:
    """The plates `alike` and `map`, where there are several cases."""
    comparison, words = facts.comparison, facts.words
    if comparison is None:
        return []

    def key(case: int, aspect: int | None = None, pole: int | None = None) -> str | None:
        return links.key(*links.behind("all", case, aspect, pole))

    best = facts.attributes[:1]
    beside = ("", ()) if not best else (best[0].title, tuple(shown(v) for v in best[0].values))
    options = {"key": key, "arrangement": facts.arrangement}
    found = []
    table = sheet(comparison, words, facts.cases, beside=beside, **options)  # type: ignore[arg-type]
    if table is not None:
        told = sheet_words(words, table, group_names(comparison, words))
        found.append(Plate("alike", words.say("comparison.alike_title"), told, table))
    drawn = chart(comparison, words, facts.cases, **options)  # type: ignore[arg-type]
    if drawn is not None:
        found.append(Plate("map", words.say("comparison.map_title"), _chart_words(facts, drawn), drawn))
    return found


def shown(value: str | None) -> str:
    """A value of an attribute as the page shows it.

    >>> shown("public_with"), shown(None)
    ('public with', '–')
    """
    return "–" if value is None else value.replace("_", " ")


def _chart_words(facts: Facts, drawn: Chart) -> str:
    words = facts.words
    told = []
    for place in [*drawn.types, *drawn.cases]:
        spot = words.say("comparison.spot", x=words.number(place.x), y=words.number(place.y))
        told.append(words.say("figure.alt_cell", name=f"{place.label} {place.title}", reading=spot))
    return " ".join(told)
