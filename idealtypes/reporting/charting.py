"""A comparison becomes pictures: the map of the cases, and their shares in the order of the tree."""

from __future__ import annotations

from collections.abc import Callable
from string import ascii_uppercase

import numpy as np

from idealtypes.analyses.compare.comparison import Comparison
from idealtypes.analyses.types.membership import Membership, TypeMembership
from idealtypes.reporting.arrangement import Arrangement, arrange
from idealtypes.reporting.figures.pictures import Chart, Place, Row, Sheet, Tile
from idealtypes.reporting.illustrations import kinds
from idealtypes.reporting.names import aspect_titles, pole_titles, type_title
from idealtypes.reporting.words import Words

# Up to this many cases have numbers on the map and a row in the table of shares.
NUMBERED = 60
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


def chart(
    comparison: Comparison,
    words: Words,
    titles: tuple[str, ...],
    *,
    key: Key = _no_key,
    arrangement: Arrangement | None = None,
) -> Chart | None:
    """The map with ideal types as landmarks; None where there is none."""
    found, profile = comparison.map, comparison.profile
    if found.why is not None:
        return None
    order = arrange(comparison) if arrangement is None else arrangement
    types = {ideal.id: ideal.title.say(words.language) for ideal in profile.scheme.ideal_types}
    lettered = dict(zip(types, letters(len(types)), strict=True))
    cases, marks = [], []
    for spot in found.spots:
        if spot.kind == "type":
            marks.append(Place(lettered[spot.id], types[spot.id], spot.x, spot.y))
            continue
        c = profile.cases.index(spot.id)
        cloud = spot.cloud
        shape = None if cloud is None else (cloud.x, cloud.y, *cloud.axes, cloud.angle)
        cases.append(Place(order.label(c), titles[c], spot.x, spot.y, order.group[c], shape, key(c)))
    cases.sort(key=lambda place: int(place.label))
    everything = [*cases, *marks]
    span = max(np.ptp([p.x for p in everything]), np.ptp([p.y for p in everything]))
    unit = max((u for u in UNITS if u <= span / 3), default=UNITS[0])
    said = words.say("comparison.unit", distance=words.number(unit))
    named = group_names(comparison, words)
    title = words.say("comparison.types")
    return Chart(tuple(cases), tuple(marks), named, title, unit, said, len(cases) <= NUMBERED)


def sheet(
    comparison: Comparison,
    words: Words,
    titles: tuple[str, ...],
    *,
    key: Key = _no_key,
    arrangement: Arrangement | None = None,
    beside: tuple[str, tuple[str, ...]] = ("", ()),
) -> Sheet | None:
    """The cases' shares in the order of the tree; `beside` is a word a case, with its heading. None for very many."""
    profile = comparison.profile
    if len(profile.cases) > NUMBERED:
        return None
    order = arrange(comparison) if arrangement is None else arrangement
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
        rows.append(Row(order.label(c), titles[c], order.group[c], word, tuple(tiles)))
    heads = tuple((title, tuple(poles[a][p] for p in shown[a])) for a, title in enumerate(aspects))
    return Sheet(tuple(rows), heads, order.joins, order.cut, beside[0])


def types_sheet(
    result: Membership,
    words: Words,
    titles: tuple[str, ...],
    *,
    key: Callable[[int, TypeMembership], str | None] = lambda case, kind: None,
    arrangement: Arrangement | None = None,
) -> Sheet:
    """Degrees of membership in hundredths, a column a type; a frame where a case is assigned to a type, or leans."""
    types = kinds(result)
    columns = tuple(type_title(result.profile.scheme, kind, words) for kind in types)
    rows = []
    for c in range(len(titles)) if arrangement is None else arrangement.order:
        case, tiles = result.cases[c], []
        for kind in types:
            found = case.find(kind.type)
            degree = None if found is None else found.membership
            said = "" if degree is None else str(round(100 * degree))
            held = kind.type in (case.assigned, case.leans)
            tiles.append(Tile(degree, said, None if found is None or degree is None else key(c, found), held))
        label, group = ("", 0) if arrangement is None else (arrangement.label(c), arrangement.group[c])
        rows.append(Row(label, titles[c], group, "", tuple(tiles)))
    return Sheet(tuple(rows), (("", columns),), (), None, "")


def sheet_words(words: Words, table: Sheet, groups: tuple[str, ...] = ()) -> str:
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
