"""The pictures of a comparison: shares by case in the order of the tree, and the map with ideal types as landmarks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations
from math import hypot
from string import ascii_uppercase

import numpy as np

from idealtypes.analyses.compare.comparison import Comparison
from idealtypes.reporting.alternative_text import heatmap_words
from idealtypes.reporting.case_order import CaseOrder, order_cases
from idealtypes.reporting.facts import Facts
from idealtypes.reporting.figures.pictures import (
    CaseMap,
    Heatmap,
    HeatmapRow,
    MapPoint,
    Tile,
)
from idealtypes.reporting.figures.render import ReportFigure
from idealtypes.reporting.links import Links
from idealtypes.reporting.wording.names import aspect_titles, pole_titles
from idealtypes.reporting.wording.words import Words

# Up to this many cases have numbers on the map and a row in the table of shares.
NUMBERED = 60
FEW_CLOUDS = 3  # up to so many cases have a cloud each; of more it is told once how far they reach


UNITS = (0.05, 0.1, 0.2, 0.25, 0.5, 1.0)


Key = Callable[..., str | None]


def _no_key(case: int, aspect: int | None = None, pole: int | None = None) -> str | None:
    return None


def letters(n: int) -> list[str]:
    """`A`, `B`, … `Z`, `A2`, …: the names of landmarks.

    >>> letters(28)[-3:]
    ['Z', 'A2', 'B2']
    """
    return [ascii_uppercase[i % 26] + (str(i // 26 + 1) if i >= 26 else "") for i in range(n)]


def group_names(comparison: Comparison, words: Words) -> tuple[str, ...]:
    """The groups' names by number; the first is for cases without a group."""
    groups = len(comparison.clusters.clusters)
    none = words.say("comparison.no_group" if groups else "comparison.cases")
    return (none, *(words.say("comparison.group", n=g) for g in range(1, groups + 1)))


def case_map(
    comparison: Comparison,
    words: Words,
    titles: tuple[str, ...],
    *,
    key: Key = _no_key,
    case_order: CaseOrder | None = None,
) -> CaseMap | None:
    """The map with ideal types as landmarks; None where there is none."""
    found, profile = comparison.map, comparison.profile
    if found.why is not None:
        return None
    order = order_cases(comparison) if case_order is None else case_order
    types = {ideal.id: ideal.title.say(words.language) for ideal in profile.scheme.ideal_types}
    lettered = dict(zip(types, letters(len(types)), strict=True))
    cases, marks = [], []
    clouds = [spot.cloud for spot in found.spots if spot.cloud is not None]
    for spot in found.spots:
        if spot.kind == "type":
            marks.append(MapPoint(lettered[spot.id], types[spot.id], spot.x, spot.y))
            continue
        c = profile.cases.index(spot.id)
        cloud = spot.cloud
        few = cloud is not None and len(clouds) <= FEW_CLOUDS
        shape = None if cloud is None or not few else (cloud.x, cloud.y, *cloud.axes, cloud.angle)
        cases.append(MapPoint(order.label(c), titles[c], spot.x, spot.y, order.group[c], shape, key(c)))
    cases.sort(key=lambda place: int(place.label))
    everything = [*cases, *marks]
    span = max(np.ptp([p.x for p in everything]), np.ptp([p.y for p in everything]))
    unit = max((u for u in UNITS if u <= span / 3), default=UNITS[0])
    said = words.say("comparison.unit", distance=words.number(unit))
    named = group_names(comparison, words)
    title = words.say("comparison.types")
    typical, told = None, ""
    if len(clouds) > FEW_CLOUDS:
        typical = float(np.median([cloud.axes[0] for cloud in clouds]))
        told = typical_words(words, found.level, typical, cases)
    return CaseMap(
        tuple(cases), tuple(marks), named, title, unit, said, len(cases) <= NUMBERED, typical, told
    )


def typical_words(words: Words, level: float, typical: float, cases: Sequence[MapPoint]) -> str:
    """How far cases may lie from their marks, and how many pairs of them lie nearer to one another than that."""
    apart = [hypot(a.x - b.x, a.y - b.y) for a, b in combinations(cases, 2)]
    near = sum(distance < typical for distance in apart)
    said = {"level": words.level(level), "distance": words.number(typical)}
    return words.say("comparison.reach", n=near, all=words.whole(len(apart)), near=words.whole(near), **said)


def heatmap(
    comparison: Comparison,
    words: Words,
    titles: tuple[str, ...],
    *,
    key: Key = _no_key,
    case_order: CaseOrder | None = None,
    beside: tuple[str, tuple[str, ...]] = ("", ()),
) -> Heatmap | None:
    """The cases' shares in the order of the tree; `beside` is a word a case, with its heading. None for very many."""
    profile = comparison.profile
    if len(profile.cases) > NUMBERED:
        return None
    order = order_cases(comparison) if case_order is None else case_order
    aspects, poles = (
        aspect_titles(profile.scheme, words.language),
        pole_titles(profile.scheme, words.language),
    )
    shown = [range(1, 2) if profile.bipolar[a] else range(len(poles[a])) for a in range(len(aspects))]
    rows = []
    for c in order.order:
        tiles = []
        for a, columns in enumerate(shown):
            for p in columns:
                share = float(profile.shares[c, a, p]) if profile.statements[c, a] else None
                said = "" if share is None else str(round(100 * share))
                tiles.append(Tile(share, said, None if share is None else key(c, a, p)))
        word = beside[1][c] if beside[1] else ""
        rows.append(HeatmapRow(order.label(c), titles[c], order.group[c], word, tuple(tiles)))
    heads = tuple((title, tuple(poles[a][p] for p in shown[a])) for a, title in enumerate(aspects))
    return Heatmap(tuple(rows), heads, order.joins, order.cut, beside[0])


def figures(facts: Facts, links: Links) -> list[ReportFigure]:
    """The figures `alike` and `map`, where there are several cases."""
    comparison, words = facts.comparison, facts.words
    if comparison is None:
        return []

    def key(case: int, aspect: int | None = None, pole: int | None = None) -> str | None:
        return links.key(*links.behind("all", case, aspect, pole))

    best = facts.attributes[:1]
    beside = ("", ()) if not best else (best[0].title, tuple(shown(v) for v in best[0].values))
    options = {"key": key, "case_order": facts.case_order}
    found = []
    table = heatmap(comparison, words, facts.cases, beside=beside, **options)  # type: ignore[arg-type]
    if table is not None:
        told = heatmap_words(words, table, group_names(comparison, words))
        found.append(
            ReportFigure(
                "alike",
                words.say("comparison.alike_title"),
                told,
                table,
                alike_caption(facts),
            )
        )
    drawn = case_map(comparison, words, facts.cases, **options)  # type: ignore[arg-type]
    if drawn is not None:
        found.append(
            ReportFigure(
                "map",
                words.say("comparison.map_title"),
                _chart_words(facts, drawn),
                drawn,
                map_caption(facts),
            )
        )
    return found


def alike_caption(facts: Facts) -> str:
    """How the heatmap is to be read; of its tree, where it has one."""
    tree = facts.case_order is not None and bool(facts.case_order.joins)
    keys = ["alike_caption", *(["alike_tree"] if tree else [])]
    return " ".join(facts.words.say(f"comparison.{key}") for key in keys)


def map_caption(facts: Facts) -> str:
    """How the map is to be read; of groups, where there are some."""
    grouped = facts.case_order is not None and any(facts.case_order.group)
    keys = ["map_caption", *(["map_groups"] if grouped else [])]
    return " ".join(facts.words.say(f"comparison.{key}") for key in keys)


def shown(value: str | None) -> str:
    """A value of an attribute as the page shows it.

    >>> shown("public_with"), shown(None)
    ('public with', '–')
    """
    return "–" if value is None else value.replace("_", " ")


def _chart_words(facts: Facts, drawn: CaseMap) -> str:
    words = facts.words
    told = []
    for place in [*drawn.types, *drawn.cases]:
        spot = words.say("comparison.spot", x=words.number(place.x), y=words.number(place.y))
        told.append(words.say("figure.alt_cell", name=f"{place.label} {place.title}", reading=spot))
    if drawn.typical_said:
        told.append(drawn.typical_said)
    return " ".join(told)
