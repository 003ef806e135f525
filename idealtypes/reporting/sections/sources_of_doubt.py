"""What an interval is made of: informants alone, every doubt together, and which source of doubt moves it most."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import numpy as np

from idealtypes.engine.doubt import NAMES
from idealtypes.engine.profile import Profile
from idealtypes.reporting.facts import Facts
from idealtypes.reporting.figures.pictures import Position
from idealtypes.reporting.figures.pictures_of_doubt import DoubtPanel, DoubtRow, Doubts
from idealtypes.reporting.figures.render import ReportFigure
from idealtypes.reporting.links import Links
from idealtypes.reporting.wording.names import aspect_titles, pole_titles
from idealtypes.reporting.wording.words import Words

MOST = 24  # rows: of more, those whose interval the other doubts widen most

Cell = tuple[int, int]


def told(profile: Profile) -> list[Cell]:
    """The (case, aspect) with an interval and more than the informants' doubt in it."""
    if profile.doubt.informants_alone:
        return []
    cells = [(c, a) for a in range(len(profile.aspects)) for c in range(len(profile.cases))]
    return [cell for cell in cells if profile.dominates(*cell) is not None]


def summary(facts: Facts) -> str:
    """How many intervals each source of doubt moves most; nothing where only informants are in doubt."""
    words, profile = facts.words, facts.profile
    found = Counter(profile.dominates(*cell) for cell in told(profile))
    if not found:
        return ""
    said = [words.say(f"doubts.most.{name}", n=found[name]) for name in NAMES if found[name]]
    if len(said) == 1 and sum(found.values()) > 2:
        return words.say(f"doubts.all.{next(name for name in NAMES if found[name])}", n=sum(found.values()))
    return words.say("doubts.summary", n=sum(found.values()), most=words.listed(said))


def doubts(
    profile: Profile,
    words: Words,
    titles: tuple[str, ...],
    *,
    key: Callable[[int, int], str | None] = lambda case, aspect: None,
) -> Doubts | None:
    """A panel an aspect, a row a case; None where there is nothing but the informants' doubt."""
    cells = kept(profile, told(profile))
    if not cells:
        return None
    aspects = aspect_titles(profile.scheme, words.language)
    poles = pole_titles(profile.scheme, words.language)
    panels = []
    for a, title in enumerate(aspects):
        own = [c for c, aspect in cells if aspect == a]
        if not own:
            continue
        two = bool(profile.bipolar[a])
        rows = tuple(_row(profile, words, c, a, titles, poles[a], key) for c in own)
        if two:
            ends = (
                f"{poles[a][0]} {words.number(-1.0, 0)}",
                f"{poles[a][1]} {words.number(1.0, 0, signed=True)}",
            )
        else:
            ends = words.percent(0.0), words.percent(1.0)
        panels.append(DoubtPanel(title, ends, -1.0 if two else 0.0, 1.0, rows))
    legend = words.say("doubts.whole"), words.say("doubts.alone")
    states = profile.doubt.states
    names = tuple(words.say(f"doubts.names.{name}") if states[name] == "in" else "" for name in NAMES)
    return Doubts(tuple(panels), legend, names)


def kept(profile: Profile, cells: list[Cell]) -> list[Cell]:
    """All of them, or of too many those that the other doubts widen most, in their order."""
    if len(cells) <= MOST:
        return cells
    wider = sorted(cells, key=lambda cell: -_widened(profile, *cell))[:MOST]
    return [cell for cell in cells if cell in set(wider)]


def _widened(profile: Profile, c: int, a: int) -> float:
    """How much wider an interval is with every doubt than with the informants' alone."""
    whole, alone = _ends(profile, c, a)
    return float((whole[1] - whole[0]) - (alone[1] - alone[0]))


def leader(profile: Profile, c: int, a: int) -> int | None:
    """Among three or more poles that with the largest share, whose interval is drawn; None between two."""
    return (
        None if profile.bipolar[a] else int(np.nanargmax(profile.shares[c, a, : len(profile.tally.poles[a])]))
    )


def _ends(profile: Profile, c: int, a: int) -> tuple[tuple[float, float], tuple[float, float]]:
    """The interval with every doubt, and that of the informants alone."""
    pole = leader(profile, c, a)
    if pole is None:
        return tuple(profile.interval_whole[c, a]), tuple(profile.interval[c, a])
    (low, high), (least, most) = profile.whole_bounds, profile.share_bounds()
    return (low[c, a, pole], high[c, a, pole]), (least[c, a, pole], most[c, a, pole])


def _row(
    profile: Profile,
    words: Words,
    c: int,
    a: int,
    titles: tuple[str, ...],
    poles: tuple[str, ...],
    key: Callable[[int, int], str | None],
) -> DoubtRow:
    pole, (whole, alone) = leader(profile, c, a), _ends(profile, c, a)
    value = profile.balance[c, a] if pole is None else profile.shares[c, a, pole]
    names = [titles[c]] if len(titles) > 1 else []
    names += [] if pole is None else [poles[pole]]
    spreads = profile.spreads(c, a)
    assert spreads is not None
    return DoubtRow(
        label=": ".join(names),
        whole=Position.of(value, *whole),
        alone=Position.of(value, *alone),
        spreads=tuple(spreads[name] for name in NAMES),
        said=words.say(f"doubts.names.{profile.dominates(c, a)}"),
        key=key(c, a),
    )


def figures(facts: Facts, links: Links) -> list[ReportFigure]:
    """The figure `doubts`, where there is more in doubt than informants."""

    def key(case: int, aspect: int) -> str | None:
        return links.key(*links.behind("all", case, aspect))

    drawn = doubts(facts.profile, facts.words, facts.cases, key=key)
    if drawn is None:
        return []
    return [
        ReportFigure(
            "doubts",
            facts.words.say("doubts.title"),
            doubts_words(facts.words, drawn),
            drawn,
            facts.words.say("doubts.caption"),
        )
    ]


def doubts_words(words: Words, drawn: Doubts) -> str:
    """All numbers of the picture."""
    said = []
    for panel in drawn.panels:
        signed = panel.low < 0
        for row in panel.rows:
            ends = {
                "whole": words.range(row.whole.low, row.whole.high, signed=signed),
                "alone": words.range(row.alone.low, row.alone.high, signed=signed),
            }
            value = words.number(row.whole.value, signed=signed)
            moved = [
                f"{name} {words.number(spread)}"
                for name, spread in zip(drawn.names, row.spreads, strict=True)
                if name
            ]
            reading = words.say(
                "doubts.reading", value=value, most=row.said, moved=words.listed(moved), **ends
            )
            name = f"{panel.title}, {row.label}" if row.label else panel.title
            said.append(words.say("figure.alt_cell", name=name, reading=reading))
    return " ".join(said)
