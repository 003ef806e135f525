"""Results become pictures: what each figure shows, as plain data in the reader's language (nothing is drawn here)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from idealtypes.analyses.types.membership import Membership, TypeMembership
from idealtypes.engine.profile import Profile
from idealtypes.engine.tally import statement_vectors
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
    Share,
    Shares,
)
from idealtypes.reporting.names import aspect_titles, pole_titles, type_title
from idealtypes.reporting.words import Words

FEW_CASES = 2  # up to this many cases each aspect is drawn in full; more become a grid
MANY_CASES = 12  # with more than this many cases and several types, degrees alone are drawn

Lanes = tuple[tuple[Lane, ...], Gap | None]


def _no_dots(case: int, aspect: int) -> tuple[Dot, ...]:
    return ()


def _no_lanes(case: int, aspect: int) -> Lanes:
    return (), None


def _no_key(case: int, aspect: int, pole: int | None = None) -> str | None:
    return None


@dataclass(frozen=True)
class Telling:
    """What a picture of a profile holds beyond the profile: single statements, other views, and the page's entries.

    `count` turns a number of statements or sources into words as they may be shown, `small` says which may not be.
    """

    words: Words
    titles: tuple[str, ...]
    count: Callable[[float], str] = lambda n: str(int(n))
    small: Callable[[float], bool] = lambda n: False
    dots: Callable[[int, int], tuple[Dot, ...]] = _no_dots
    lanes: Callable[[int, int], Lanes] = _no_lanes
    key: Callable[..., str | None] = _no_key


def position(profile: Profile, case: int, aspect: int) -> Position:
    """A balance with its interval."""
    low, high = profile.interval[case, aspect]
    return at(profile.balance[case, aspect], low, high)


def at(value: Any, low: Any = None, high: Any = None) -> Position:
    """A position in which what is not there is None."""
    ends = [None if end is None or np.isnan(end) else float(end) for end in (value, low, high)]
    return Position(*ends)


def reading(words: Words, where: Position, *, signed: bool = True) -> str:
    """A position in words: `−0.70 (−0.96 to −0.06)`."""
    value = words.number(where.value, signed=signed)
    if where.low is None:
        return words.say("figure.alone", value=value)
    return words.say("figure.reading", value=value, range=words.range(where.low, where.high, signed=signed))


def profile_picture(profile: Profile, telling: Telling) -> tuple[Block, ...] | Grid:
    """A block an aspect for one or two cases; a grid for more."""
    if len(profile.cases) > FEW_CASES:
        return cases_grid(profile, telling)
    cases, aspects = range(len(profile.cases)), range(len(profile.aspects))
    return tuple(
        balance(profile, c, a, telling) if profile.bipolar[a] else shares(profile, c, a, telling)
        for a in aspects
        for c in cases
    )


def _title(profile: Profile, c: int, a: int, telling: Telling) -> str:
    title = aspect_titles(profile.scheme, telling.words.language)[a]
    return title if len(profile.cases) == 1 else f"{title} – {telling.titles[c]}"


def _counts(profile: Profile, c: int, a: int, telling: Telling) -> str:
    words = telling.words
    who = "count.raters" if profile.settings.unit == "rater" else "count.sources"
    said = words.say("count.statements", n=telling.count(profile.statements[c, a]))
    return words.say(
        "figure.counts", statements=said, sources=words.say(who, n=telling.count(profile.sources[c, a]))
    )


def balance(profile: Profile, c: int, a: int, telling: Telling) -> Balance:
    """One aspect between two poles."""
    words, poles = telling.words, pole_titles(profile.scheme, telling.words.language)[a]
    if not profile.statements[c, a]:
        silent = words.say("figure.silent")
        ends = (poles[0], poles[1])
        return Balance(_title(profile, c, a, telling), "", ends, Position(), "", (0.0, 0.0), silent=silent)
    where = position(profile, c, a)
    named = [
        words.say("figure.percent_at", pole=pole, share=words.percent(share))
        for pole, share in zip(poles, profile.shares[c, a, :2], strict=True)
    ]
    lanes, gap = telling.lanes(c, a)
    return Balance(
        title=_title(profile, c, a, telling),
        counts=_counts(profile, c, a, telling),
        poles=(named[0], named[1]),
        position=where,
        reading=reading(words, where),
        evidence=_evidence(profile, c, a),
        dots=telling.dots(c, a),
        lanes=lanes,
        gap=gap,
        key=telling.key(c, a),
    )


def _evidence(profile: Profile, c: int, a: int) -> tuple[float, float]:
    return float(profile.mass[c, a, 0]), float(profile.mass[c, a, 1])


def shares(profile: Profile, c: int, a: int, telling: Telling) -> Shares:
    """One aspect with three or more poles."""
    words, poles = telling.words, pole_titles(profile.scheme, telling.words.language)[a]
    title = _title(profile, c, a, telling)
    if not profile.statements[c, a]:
        return Shares(title, "", (), silent=words.say("figure.silent"))
    low, high = profile.share_bounds()
    dots = telling.dots(c, a)
    rows = []
    for p, pole in enumerate(poles):
        where = at(profile.shares[c, a, p], low[c, a, p], high[c, a, p])
        said = words.percent(where.value)
        if where.low is not None:
            said = words.say("figure.reading", value=said, range=words.percents(where.low, where.high))
        units = sum(1 for dot in dots if dot.position == p)
        rows.append(Share(pole, where, said, units, telling.key(c, a, p)))
    return Shares(title, _counts(profile, c, a, telling), tuple(rows), margins(profile, c, a, words))


def margins(profile: Profile, c: int, a: int, words: Words) -> tuple[str, ...]:
    """The margins that the poles' coordinates imply: `Engagement: listening 60%, acting 40%`."""
    aspect, out = profile.aspects[a], []
    axis = profile.scheme.axis(aspect)
    for margin, values in profile.margins(aspect).items():
        said = [
            words.say(
                "figure.percent_at",
                pole=axis.margin_title(margin, value).say(words.language),
                share=words.percent(share[c]),
            )
            for value, share in values.items()
        ]
        name = axis.margin_title(margin).say(words.language)
        out.append(words.say("profile.margin", margin=name, values=", ".join(said)))
    return tuple(out)


def cases_grid(profile: Profile, telling: Telling) -> Grid:
    """A row a case; a panel for each aspect of two poles, and one a pole for an aspect with more."""
    words, language = telling.words, telling.words.language
    titles, poles = aspect_titles(profile.scheme, language), pole_titles(profile.scheme, language)
    low, high = profile.share_bounds()
    panels = []
    for a, title in enumerate(titles):
        silent = words.say("figure.silent")
        if profile.bipolar[a]:
            cells = [
                Cell(
                    position(profile, c, a),
                    evidence=None if telling.small(profile.statements[c, a]) else _evidence(profile, c, a),
                    note="" if profile.statements[c, a] else silent,
                )
                for c in range(len(profile.cases))
            ]
            panels.append(Panel(title, (poles[a][0], poles[a][1]), tuple(cells)))
            continue
        for p, pole in enumerate(poles[a]):
            cells = [
                Cell(
                    at(profile.shares[c, a, p], low[c, a, p], high[c, a, p]),
                    note="" if profile.statements[c, a] else silent,
                )
                for c in range(len(profile.cases))
            ]
            ends = (words.percent(0.0), words.percent(1.0))
            panels.append(Panel(f"{title}: {pole}", ends, tuple(cells), 0.0, 1.0))
    return Grid(telling.titles, tuple(panels))


def types_grid(result: Membership, words: Words, titles: tuple[str, ...]) -> Grid:
    """One case: a row a type, with its probability; several cases: a row a case, a panel a named type."""
    ends = ("0", "1")
    if len(result.cases) == 1:
        types = [t for t in result.cases[0].types if t.membership is not None or t.named]
        cells = []
        for t in types:
            low, high = t.interval or (None, None)
            chance = "" if t.probability is None else words.percent(t.probability)
            note = words.say("figure.probability", value=chance) if chance else ""
            if t.membership is None:
                note = words.say(
                    "types.bounds", low=words.number(t.bounds[0]), high=words.number(t.bounds[1])
                )
            cells.append(Cell(at(t.membership, low, high), note=note, filled=t.named))
        scheme = result.profile.scheme
        rows = tuple(type_title(scheme, t, words) for t in types)
        return Grid(
            tuple(row[:1].upper() + row[1:] for row in rows), (Panel("", ends, tuple(cells), 0.0, 1.0),)
        )
    panels = []
    for kind in kinds(result):
        cells = []
        for case in result.cases:
            found = case.find(kind.type)
            if found is None:  # a corner that this case has hardly any chance of
                cells.append(Cell(Position()))
                continue
            low, high = found.interval or (None, None)
            note = "" if found.membership is not None else words.say("figure.silent")
            held = kind.type in (case.assigned, case.leans)
            cells.append(Cell(at(found.membership, low, high), note=note, filled=held))
        panels.append(Panel(type_title(result.profile.scheme, kind, words), ends, tuple(cells), 0.0, 1.0))
    return Grid(titles, tuple(panels))


def kinds(result: Membership) -> list[TypeMembership]:
    """The scheme's ideal types in its order; where it names none, the corners that the cases have."""
    order = [ideal.id for ideal in result.profile.scheme.ideal_types]
    if order:
        named = [t for t in result.cases[0].types if t.named]
        return sorted(named, key=lambda t: order.index(t.type))
    own = {t.type: t for case in result.cases for t in case.types if t.type in (case.assigned, case.leans)}
    return list(own.values())


def dots_of(profile: Profile) -> Callable[[int, int], tuple[Dot, ...]]:
    """The single statements behind a profile, from its codings; none where they or their placements are not at hand."""
    scheme, rows, placements = profile.scheme, profile.rows, profile.placements
    if rows is None or placements is None or len(profile.cases) > FEW_CASES:
        return _no_dots
    poles = {aspect: profile.tally.poles[a] for a, aspect in enumerate(profile.aspects)}
    found: dict[tuple[str, str], list[Dot]] = {}
    for case, aspect, _, vector in statement_vectors(rows, placements, poles, ancestors=scheme.ancestors):
        found.setdefault((case, aspect), []).append(dot(vector))
    if len(profile.cases) == 1:  # codings of one study may name no case
        found = {(profile.cases[0], aspect): dots for (_, aspect), dots in found.items()}
    return lambda c, a: tuple(found.get((profile.cases[c], profile.aspects[a]), ()))


def dot(vector: tuple[float, ...], key: str | None = None) -> Dot:
    """A statement's mark: between two poles at its position, else at the number of the pole with most of its weight."""
    where = vector[1] - vector[0] if len(vector) == 2 else float(np.argmax(vector))
    return Dot(float(where), key)
