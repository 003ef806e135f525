"""The figure of the first screen: of one case its statements, of two both positions, of more a dot plot.

What does not fit a screen is a second figure, behind the line that says how much there is.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from idealtypes.analyses.compare.comparison import Comparison
from idealtypes.analyses.compare.comparison_findings import difference_findings
from idealtypes.reporting.alternative_text import position_words
from idealtypes.reporting.facts import FEW_CASES, Facts
from idealtypes.reporting.figures.pictures import (
    DotCell,
    DotColumn,
    DotPlot,
    DotRow,
    Position,
    SideBlock,
    SideBySide,
    SideRow,
)
from idealtypes.reporting.links import Links
from idealtypes.reporting.sections.profile import amount, position
from idealtypes.reporting.summary.headlines import first_findings, is_told

ROWS, FIRST_ROWS = 36, 24  # so many cases fit a screen; of more so many are shown first
COLUMNS = 5  # aspects side by side
BLOCKS = {1: 6, 2: 8}  # aspects of one case, of two
LINES = 26  # poles of two cases
SIGNS = {"sure": "●", "leaning": "◐", "cannot_be_told": "○"}


class CaseGroup(NamedTuple):
    """Cases that stand together in the plot, in their order."""

    title: str
    cases: tuple[int, ...]


def aspects_first(facts: Facts, most: int) -> tuple[int, ...]:
    """The aspects shown at once, in the scheme's order: those of the findings, then those of which most is said."""
    if len(facts.aspects) <= most:
        return tuple(range(len(facts.aspects)))
    found = first_findings(facts)
    named = [h.aspect for h in (*found.told, *found.untold) if h.aspect is not None and h.told]
    talk = facts.profile.statements.sum(axis=0)
    order = sorted(range(len(facts.aspects)), key=lambda a: (a not in named, -float(talk[a]), a))
    return tuple(sorted(order[:most]))


def pair(facts: Facts, links: Links, aspects: Sequence[int]) -> SideBySide:
    """Two cases on some aspects."""
    words = facts.words
    assert facts.comparison is not None
    blocks = []
    for a in aspects:
        two, poles = facts.profile.bipolar[a], facts.poles[a]
        rows = [_pair_row(facts, links, a, None if two else p) for p in ((0,) if two else range(len(poles)))]
        present = facts.profile.tally.present[a]
        ends = (
            (poles[0], poles[1])
            if two
            else ("0", "1")
            if present
            else (words.percent(0.0), words.percent(1.0))
        )
        low = -1.0 if two else 0.0
        blocks.append(SideBlock(facts.aspects[a], ends, tuple(rows), low, 1.0))
    first, second = facts.cases
    return SideBySide((first, second), words.say("first.figure.difference"), tuple(blocks))


def _pair_row(facts: Facts, links: Links, a: int, pole: int | None) -> SideRow:
    words, profile, found = facts.words, facts.profile, facts.comparison
    assert found is not None
    places = [_place(facts, c, a, pole) for c in (0, 1)]
    said = [
        words.say("figure.nobody") if at.value is None else position_words(words, at, signed=pole is None)
        for at in places
    ]
    name = None if pole is None else profile.tally.poles[a][pole]
    pair_ = next(
        (
            p
            for p in found.pairs
            if (p.a, p.b, p.aspect, p.pole) == (*profile.cases, profile.aspects[a], name)
        ),
        None,
    )
    told = "–"
    if pair_ is not None and pair_.difference is not None:
        low, high = pair_.interval_whole or pair_.interval or (None, None)
        told = position_words(words, Position.of(pair_.difference, low, high))
    finding = None if pair_ is None else next(difference_findings(profile, [pair_]), None)
    standing = "" if finding is None else SIGNS[finding.standing]
    keys = [links.key(*links.behind("all", c, a, pole)) for c in (0, 1)]
    title, ids = links.behind("all", None, a)
    return SideRow(
        "" if pole is None else facts.poles[a][pole],
        places[0], places[1], (said[0], said[1]), told, standing, (keys[0], keys[1], links.key(title, ids)),
    )  # fmt: skip


def _place(facts: Facts, c: int, a: int, pole: int | None) -> Position:
    """Where a case lies on an aspect, or how much it has of a pole."""
    profile = facts.profile
    if not profile.statements[c, a]:
        return Position()
    if pole is None:
        return position(profile, c, a)
    low, high = profile.whole_bounds
    return Position.of(*(float(side[c, a, pole]) for side in (profile.shares, low, high)))


def dot_plot(facts: Facts, links: Links, cases: Sequence[CaseGroup], aspects: Sequence[int]) -> DotPlot:
    """Many cases on some aspects, in groups."""
    profile = facts.profile
    columns = tuple(
        DotColumn(facts.aspects[a], facts.poles[a], profile.bipolar[a], profile.tally.present[a])
        for a in aspects
    )
    groups = tuple(
        (
            group.title,
            tuple(
                DotRow(
                    facts.cases[c],
                    tuple(_dot_cell(facts, links, c, a) for a in aspects),
                    links.key(*links.behind("all", c, None)),
                )
                for c in group.cases
            ),
        )
        for group in cases
    )
    return DotPlot(columns, groups, facts.words.say("figure.silent"))


def _dot_cell(facts: Facts, links: Links, c: int, a: int) -> DotCell:
    profile, words = facts.profile, facts.words
    if not profile.statements[c, a]:
        return DotCell(said=words.say("figure.silent"))
    if profile.bipolar[a]:
        at = position(profile, c, a)
        return DotCell(at, (), position_words(words, at), (links.key(*links.behind("all", c, a)),))
    poles = range(len(facts.poles[a]))
    shares = tuple(float(profile.shares[c, a, p]) for p in poles)
    said = [amount(words, profile, a, share, np.nan, np.nan)[0] for share in shares]
    named = zip(facts.poles[a], said, shares, strict=True)
    told = [
        words.say("figure.percent_at", pole=pole, share=shown) for pole, shown, share in named if share > 0
    ]
    keys = tuple(links.key(*links.behind("all", c, a, p)) for p in poles)
    return DotCell(Position(), shares, words.listed(told) or words.say("summary.no_dimension"), keys)


def grouped(facts: Facts) -> tuple[list[CaseGroup], str]:
    """The cases in the order of the plot, and by what it is: `tiers`, `alike` or `name`.

    An order is shown as far as the numbers tell it: of two cases one stands before the other only where its worst place
    is above the other's best. Where they tell none, like stands by like, which is no order; else the names decide.
    """
    assert facts.comparison is not None
    words = facts.words
    tiers = tiers_of(facts, facts.comparison)
    if len(tiers) > 1:
        groups, place = [], 1
        for tier in tiers:
            last = place + len(tier) - 1
            key = "tier" if len(tier) > 1 else "one_tier"
            groups.append(CaseGroup(words.say(f"first.figure.{key}", first=place, last=last), tuple(tier)))
            place = last + 1
        placed = {c for tier in tiers for c in tier}
        rest = _by_name(facts, [c for c in range(len(facts.cases)) if c not in placed])
        return [*groups, *([CaseGroup("–", tuple(rest))] if rest else [])], "tiers"
    order = facts.case_order
    if order is not None and any(order.group):
        held: dict[int, list[int]] = {}
        for c in order.order:
            held.setdefault(order.group[c], []).append(c)
        named = [
            CaseGroup(
                words.say("comparison.group", n=g) if g else words.say("comparison.no_group"), tuple(cases)
            )
            for g, cases in sorted(held.items(), key=lambda item: (not item[0], item[0]))
        ]
        return named, "alike"
    return [CaseGroup("", tuple(_by_name(facts, range(len(facts.cases)))))], "name"


def tiers_of(facts: Facts, comparison: Comparison) -> list[list[int]]:
    """The cases parted wherever each above is told to be above each below, by the criterion of the comparison."""
    profile, ranking = facts.profile, comparison.ranking
    ranked = [r for r in ranking.ranks if r.ranks is not None and r.mean_rank is not None]
    aspects = [profile.aspects.index(a) for a in ranking.wanted]
    number = {case: c for c, case in enumerate(profile.cases)}
    if ranking.why is not None or not all(
        profile.told(number[r.case], a)
        for r in ranked
        for a in aspects
        if profile.statements[number[r.case], a]
    ):
        return []
    ranked.sort(key=lambda r: (r.mean_rank or 0.0, r.case))
    tiers: list[list[int]] = [[]]
    for n, one in enumerate(ranked):
        tiers[-1].append(number[one.case])
        below = [r.ranks[0] for r in ranked[n + 1 :] if r.ranks is not None]
        above = [r.ranks[1] for r in ranked[: n + 1] if r.ranks is not None]
        if below and max(above) < min(below):
            tiers.append([])
    return [_by_name(facts, tier) for tier in tiers]


def _by_name(facts: Facts, cases: Sequence[int]) -> list[int]:
    return sorted(cases, key=lambda c: (facts.cases[c].casefold(), facts.profile.cases[c]))


def shown_first(facts: Facts, groups: Sequence[CaseGroup]) -> list[CaseGroup]:
    """Of more cases than fit a screen those of which most can be told, then most is said; in the order of all."""
    cases = [c for group in groups for c in group.cases]
    if len(cases) <= ROWS:
        return list(groups)
    aspects = range(len(facts.aspects))
    told = {c: sum(is_told(facts.read(c, a).found) for a in aspects) for c in cases}
    talk = facts.profile.statements.sum(axis=1)
    kept = set(sorted(cases, key=lambda c: (-told[c], -float(talk[c]), facts.profile.cases[c]))[:FIRST_ROWS])
    held = [CaseGroup(title, tuple(c for c in own if c in kept)) for title, own in groups]
    return [group for group in held if group.cases]


def aspects_of_two(facts: Facts) -> tuple[int, ...]:
    """The aspects of two cases that are shown at once: no more than have room with all their poles."""
    kept: list[int] = []
    for a in aspects_first(facts, BLOCKS[FEW_CASES]):
        lines = sum(1 if facts.profile.bipolar[b] else len(facts.poles[b]) for b in [*kept, a])
        if kept and lines > LINES:
            break
        kept.append(a)
    return tuple(kept)
