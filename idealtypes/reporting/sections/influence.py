"""What single sources weigh: what leaving one out moves, and the fewest statements that change a type."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from idealtypes.analyses.influence.influence import Influence
from idealtypes.analyses.influence.smallest_change import SmallestChange
from idealtypes.reporting.facts import Facts
from idealtypes.reporting.figures.pictures_of_doubt import LeaveOut, LeaveOutPanel, LeaveOutRow, LeftOutMark
from idealtypes.reporting.figures.render import ReportFigure
from idealtypes.reporting.links import Links
from idealtypes.reporting.sentences import type_name
from idealtypes.reporting.wording.names import aspect_titles, pole_titles
from idealtypes.reporting.wording.words import Words, inside, joined

# So many estimates at most, those that a source moves most.
LINES = 24


LEAST = 0.05  # of the scale's reach
UNMOVED = 0.005  # less than this is 0.00 in print, and is not said to move
SAME_CHANGE = 1e-9  # changes that differ by less are equal: what is left is rounding
NAMED = 6  # sources named of many


ROW = ("case", "decides", "distance")


def influence(facts: Facts) -> list[str]:
    """What leaving out one source does at most, in words."""
    words, result = facts.words, facts.influence
    left = result.sources
    moved = [row for row in left.by_size.tolist() if left.change[row] == left.change[row]]
    if len(left.ids) < 2:
        return [words.say("robustness.one_rater" if facts.rated else "robustness.one_source")]
    return [*_most(facts, moved), *_silencing(facts), _turning(facts)]


def _most(facts: Facts, moved: list[int]) -> list[str]:
    """What leaving out one source moves most; sources that move as much are told together, and nothing as nothing."""
    words, left = facts.words, facts.influence.sources
    if not moved:
        return [words.say("robustness.each_aspect_alone")]
    most = abs(float(left.change[moved[0]]))
    if most < UNMOVED:
        return [words.say("robustness.none_moves", least=words.number(2 * UNMOVED))]
    equal = [row for row in moved if most - abs(float(left.change[row])) < SAME_CHANGE]
    names = _sources(facts, [int(left.item[row]) for row in equal])
    if len(names) > 1:
        kinds = {facts.profile.bipolar[int(left.aspect[row])] for row in equal}
        what = "both" if len(kinds) > 1 else "balance" if True in kinds else "share"
        values = {
            "n": len(names), "change": words.number(most), "sources": _named(words, names),
            "what": words.say(f"robustness.moved_what.{what}"),
        }  # fmt: skip
        return [words.say("robustness.most_moved_alike", **values)]
    row = moved[0]
    a, c = int(left.aspect[row]), int(left.case[row])
    values = {"source": names[0], "aspect": inside(facts.aspects[a]), "change": words.number(most)}
    if facts.profile.bipolar[a]:
        pole = facts.poles[a][int(left.change[row] > 0)]
        said = words.say("robustness.most_moved", **values, pole=pole)
    else:
        pole = facts.poles[a][int(left.pole[row])]
        said = words.say("robustness.most_moved_share", **values, pole=pole)
    if len(facts.cases) > 1:
        said = words.say("summary.of_case", case=facts.cases[c], sentence=said)
    return [said]


def _silencing(facts: Facts) -> list[str]:
    """The sources without which nobody would speak of an aspect of a case: they move no balance, and take it away."""
    left = facts.influence.sources
    names = _sources(facts, left.item[np.isnan(left.change)].tolist())
    if not names or np.isnan(left.change).all():
        return []
    return [facts.words.say("robustness.silencing", n=len(names), sources=_named(facts.words, names))]


def _turning(facts: Facts) -> str:
    """The sources without any one of which a type changes, is gone, or comes."""
    words, left = facts.words, facts.influence.sources
    names = _sources(facts, left.item[left.type_changes].tolist())
    if names:
        return words.say("robustness.turning", n=len(names), sources=_named(words, names))
    typed = any(one.type is not None for one in facts.influence.smallest)
    return words.say("robustness.none_turns" if typed else "robustness.none_to_turn")


def _sources(facts: Facts, items: list[int]) -> list[str]:
    return [facts.source(facts.influence.sources.ids[i]) for i in sorted(set(items))]


def _named(words: Words, names: list[str]) -> str:
    """The first of some names, and how many more."""
    more = len(names) - NAMED
    return words.listed(names if more < 2 else [*names[:NAMED], words.say("robustness.more", n=more)])


def flips(facts: Facts, links: Links) -> dict[str, Any]:
    """A row for each case; among several cases those without a type are named together, with what is nearest to one."""
    found = list(enumerate(facts.influence.smallest))
    rows = [flip(facts, links, c, s) for c, s in found if s.type is not None or len(found) == 1]
    told = [flip(facts, links, c, s) for c, s in found if s.type is None and len(found) > 1]
    without = [facts.words.say("robustness.without", **{k: row[k] for k in ROW}) for row in told]
    return {"flips": rows, "without": joined(without)}


def flip(facts: Facts, links: Links, c: int, found: SmallestChange) -> dict[str, str]:
    """How far a case is from the border of its type, and the fewest statements that take it there."""
    words, profile = facts.words, facts.profile
    row = {"case": facts.cases[c], "type": type_name(facts, found.type), "decides": "–", "distance": "–"}
    told = {b.aspect: b for b in found.borders if b.distance is not None}
    deciding = found.deciding if found.type is not None else min(
        told, key=lambda name: abs(told[name].distance or 0.0), default=None
    )  # fmt: skip
    if deciding is not None and deciding in told:
        a, border = profile.aspects.index(deciding), told[deciding]
        near = abs(border.distance or 0.0) + SAME_CHANGE
        tied = [
            facts.aspects[profile.aspects.index(n)] for n, b in told.items() if abs(b.distance or 0.0) <= near
        ]
        row["decides"] = words.listed(tied)
        distance = words.number(border.distance, signed=found.type is None)
        row["distance"] = links.number(distance, case=c, aspect=a)
    if found.statements is None:
        key = "no_type_why" if found.type is None else "no_flip" if found.at_least is None else "not_found"
        row["flip"] = words.say(f"robustness.{key}", n=found.at_least or 0)
        return row
    a = profile.aspects.index(found.aspect or profile.aspects[0])
    title = words.say("robustness.flip_title", aspect=facts.aspects[a])
    if len(facts.cases) > 1:
        title = f"{facts.cases[c]} · {title}"
    n = facts.statements_word(len(found.statements))
    values = {"statements": links.link(n, title, found.statements, profile.aspects[a])}
    values |= {"aspect": inside(facts.aspects[a]), "becomes": type_name(facts, found.becomes)}
    row["flip"] = words.say("robustness.flip" if found.exact else "robustness.flip_found", **values)
    return row


def moved_by_sources(
    result: Influence,
    words: Words,
    titles: tuple[str, ...],
    *,
    name: Callable[[str], str] = str,
    key: Callable[[str, int, int], str | None] = lambda source, case, aspect: None,
) -> LeaveOut | None:
    """A panel an aspect, a row a case, a mark a source; None where no source can be left out.

    With two poles a mark is how far the balance moves, with more how far the share of the pole that moves most.
    """
    left, profile = result.sources, result.profile
    if not np.isfinite(left.change).any():
        return None
    cells: dict[tuple[int, int], list[int]] = {}
    for row in left.by_size.tolist():  # the largest change first
        if not np.isnan(left.change[row]):
            cells.setdefault((int(left.aspect[row]), int(left.case[row])), []).append(row)
    kept = set(list(cells)[:LINES])
    reach = max(LEAST, float(np.nanmax(np.abs(left.change))) * 1.05)
    poles = pole_titles(profile.scheme, words.language)
    panels = []
    for a, title in enumerate(aspect_titles(profile.scheme, words.language)):
        rows = []
        for (aspect, c), held in cells.items():
            if aspect == a and (a, c) in kept:
                marks = tuple(_mark(result, words, row, poles[a], name, key) for row in held)
                label = titles[c] if len(titles) > 1 else ""
                rows.append(_estimate(result, words, c, a, label, marks))
        ends = (f"← {poles[a][0]}", f"{poles[a][1]} →") if profile.bipolar[a] else (
            words.say("robustness.less"), words.say("robustness.greater"))  # fmt: skip
        if rows:
            panels.append(LeaveOutPanel(title, ends, tuple(rows)))
    said = words.number(-reach, signed=True), words.number(reach, signed=True)
    legend = tuple(words.say(f"robustness.without_source.{name}") for name in ("same", "turns"))
    return LeaveOut(tuple(panels), reach, said, legend)


def _mark(
    result: Influence,
    words: Words,
    row: int,
    poles: tuple[str, ...],
    name: Callable[[str], str],
    key: Callable[[str, int, int], str | None],
) -> LeftOutMark:
    """What leaving out one source does to one estimate."""
    left = result.sources
    source, a, c = left.ids[int(left.item[row])], int(left.aspect[row]), int(left.case[row])
    change = words.number(float(left.change[row]), signed=True)
    if not result.profile.bipolar[a]:
        change = words.say("robustness.of_pole", change=change, pole=poles[int(left.pole[row])])
    said = words.say("robustness.without_source.said", source=name(source), change=change)
    return LeftOutMark(float(left.change[row]), said, bool(left.type_changes[row]), key(source, c, a))


def _estimate(
    result: Influence, words: Words, c: int, a: int, label: str, marks: tuple[LeftOutMark, ...]
) -> LeaveOutRow:
    """An estimate with who moves it most, and how far the border of its type is."""
    profile = result.profile
    border = next((b for b in result.smallest[c].borders if b.aspect == profile.aspects[a]), None)
    at, said = None, ""
    if border is not None and border.distance is not None and result.smallest[c].type is not None:
        distance, of = border.distance, "share"
        if profile.bipolar[a] and border.balance is not None:
            distance, of = border.balance, "balance"
            at = distance * (-1 if border.pole == profile.tally.poles[a][1] else 1)
        far = words.say(f"robustness.without_source.{of}", distance=words.number(distance))
        n = 0 if border.statements is None else len(border.statements)
        said = words.say("robustness.without_source.border", far=far, n=n) if n else far
    still = abs(marks[0].change) < UNMOVED
    most = words.say("robustness.without_source.none") if still else marks[0].said
    return LeaveOutRow(label, marks, most, at, said, None if still else marks[0].key)


def figures(facts: Facts, links: Links) -> list[ReportFigure]:
    """The figure `influence`."""

    def key(source: str, case: int, aspect: int) -> str | None:
        title, ids = links.behind("all", case, aspect)
        own = [i for i in ids if links.by_view["all"][i].source == source]
        return links.key(f"{facts.source(source)} · {title}", own)

    moved = moved_by_sources(facts.influence, facts.words, facts.cases, name=facts.source, key=key)
    if moved is None:
        return []
    title = facts.words.say("robustness.influence_title")
    return [
        ReportFigure(
            "influence",
            title,
            _moved_words(facts, moved),
            moved,
            facts.words.say("robustness.influence_caption"),
        )
    ]


def _moved_words(facts: Facts, moved: LeaveOut) -> str:
    words, told = facts.words, []
    for panel in moved.panels:
        for row in panel.rows:
            turned = words.say("robustness.without_source.turns")
            said = [f"{mark.said} ({turned})" if mark.turns else mark.said for mark in row.marks]
            said += [row.border_said] if row.border_said else []
            name = f"{panel.title}, {row.label}" if row.label else panel.title
            told.append(words.say("figure.alt_cell", name=name, reading="; ".join(said)))
    return " ".join(told)
