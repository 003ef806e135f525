"""Membership in the ideal types: degree, probability, what decides, the runner-up; and all degrees as a picture."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from idealtypes.analyses.types.membership import RARE, CaseMembership, Membership, TypeMembership
from idealtypes.engine.findings import Finding
from idealtypes.reporting.alternative_text import grid_words, heatmap_words
from idealtypes.reporting.case_order import CaseOrder
from idealtypes.reporting.facts import MANY_CASES, Facts
from idealtypes.reporting.figures.pictures import (
    Cell,
    Heatmap,
    HeatmapRow,
    Panel,
    Position,
    SmallMultiples,
    Tile,
)
from idealtypes.reporting.figures.render import ReportFigure
from idealtypes.reporting.links import Links
from idealtypes.reporting.summary.summary import called, first_reason, likeliest_other, no_type, type_or_none
from idealtypes.reporting.wording.names import type_title
from idealtypes.reporting.wording.words import Words, inside


def build(facts: Facts, links: Links) -> dict[str, Any]:
    """Verdicts in words, and a row for each case and type."""
    words, settings = facts.words, facts.study.settings
    several = len(facts.cases) > 1
    rows, verdicts = [], []
    if len(facts.cases) > MANY_CASES:
        return _over_many(facts, links)
    for c, member in enumerate(facts.membership.cases):
        own = member.find(member.assigned or member.leans)
        rival = None if own is None else likeliest_other(facts, member, own)
        told = {member.assigned, member.leans}  # what the first screen names has its row
        told |= {rival[0].type} if rival is not None and rival[0] is not None else set()
        kept = [t for t in member.types if not several or t.named or t.type in told]
        rows += [_row(facts, links, c, member, t, i == 0) for i, t in enumerate(kept)]
        rows += _none(facts, c, member)
        verdicts.append(verdict(facts, c, member))
    return {
        "lead": _lead(facts),
        "caption": grid_caption(facts),
        "many": [],
        "verdicts": verdicts,
        "rows": rows,
        "several": several,
        "interval": words.say("types.interval", level=words.level(settings.level)),
        "no_probability": _no_probability(facts),
        **_told_columns(facts),
        "none_defined": not facts.study.scheme.ideal_types,
    }


def _lead(facts: Facts) -> str:
    """What a type and a membership are; on aspects of `kind: presence` a type holds a set of dimensions."""
    words = facts.words
    joined = words.say(f"types.connective.{facts.study.settings.connective_name}")
    said = words.say("types.lead", connective=joined)
    if not any(facts.profile.tally.present):
        return said
    return words.say("summary.two", first=said, second=words.say("types.lead_presence"))


def _told_columns(facts: Facts) -> dict[str, bool]:
    """Whether any type has an interval, a probability, a standing: else their columns would hold nothing."""
    found = [t for case in facts.membership.cases for t in case.types]
    return {
        "stand": any(case.assigned or case.leans for case in facts.membership.cases),
        "intervals": any(t.interval is not None for t in found),
        "chances": any(t.probability is not None for t in found),
    }


def _no_probability(facts: Facts) -> bool:
    """Whether there are degrees without a probability."""
    found = [t for case in facts.membership.cases for t in case.types]
    return any(t.probability is None and t.membership is not None for t in found)


def _over_many(facts: Facts, links: Links) -> dict[str, Any]:
    """Many cases: a row a case with its own type, the degrees in all types being in the figure."""
    words, settings = facts.words, facts.study.settings
    order = facts.case_order
    assert order is not None  # there are several cases
    return {
        "lead": _lead(facts),
        "many": [_own(facts, links, c, order.label(c)) for c in order.order],
        "verdicts": [],
        "rows": [],
        "several": True,
        "interval": words.say("types.interval", level=words.level(settings.level)),
        "no_probability": _no_probability(facts),
        **_told_columns(facts),
        "none_defined": not facts.study.scheme.ideal_types,
    }


def _own(facts: Facts, links: Links, c: int, label: str) -> dict[str, Any]:
    """The type that a case is assigned, or leans toward, and what decides; else why it has none."""
    words, member = facts.words, facts.membership.cases[c]
    row: dict[str, Any] = {"label": label, "case": facts.cases[c], "title": ""}
    own = member.find(member.assigned or member.leans)
    if own is None:
        return row | {"why": no_type(facts, c)}
    told = _row(facts, links, c, member, own, True)
    rival = member.find(member.runner_up)
    decides = next_ = "–"
    if member.deciding is not None:
        tied = member.deciding_ties or (member.deciding,)
        decides = words.listed([facts.aspects[facts.profile.aspects.index(a)] for a in tied])
        decides = words.say("types.decides_by", aspect=decides, distance=words.number(member.distance))
    if rival is not None and not member.deciding_ties:
        next_ = called(facts, rival)
    return row | told | {"decides": decides, "next": next_, "why": ""}


def _none(facts: Facts, c: int, member: CaseMembership) -> list[dict[str, Any]]:
    """The row of having no type, where that has a probability."""
    if member.no_type is None or member.no_type < RARE:
        return []
    words = facts.words
    blank = dict.fromkeys(("membership", "interval"), "–") | {"standing": "", "first": False, "named": True}
    shown = {"title": words.say("types.none"), "probability": words.percent(member.no_type)}
    return [{"case": facts.cases[c], **blank, **shown}]


def _row(
    facts: Facts, links: Links, c: int, member: CaseMembership, t: TypeMembership, first: bool
) -> dict[str, Any]:
    words = facts.words
    title = type_title(facts.study.scheme, t, words)
    if t.membership is None:
        degree = words.say("types.bounds", low=words.number(t.bounds[0]), high=words.number(t.bounds[1]))
    else:
        degree = words.number(t.membership)
    held = "assigned" if t.type == member.assigned else "leans" if t.type == member.leans else ""
    if held and _standing(facts, member, facts.membership.findings_of(c)[0]) == "nearest":
        held = "untold"
    return {
        "case": facts.cases[c],
        "first": first,
        "title": title if t.named else title[:1].upper() + title[1:],
        "named": t.named,
        "membership": links.corner(degree, c, t),
        "interval": "–" if t.interval is None else links.corner(words.range(*t.interval, signed=False), c, t),
        "probability": "–" if t.probability is None else links.corner(words.percent(t.probability), c, t),
        "standing": words.say("standing.cannot_be_told" if held == "untold" else f"types.{held}")
        if held
        else "",
    }


def _standing(facts: Facts, member: CaseMembership, found: Finding) -> str:
    """Whether a type is assigned or leant to; where that cannot be told it is the evidence's own, or the nearest."""
    if facts.study.settings.unit == "none":
        return "complete"
    if found.probability is None:
        return "nearest"
    return "assigned" if member.assigned else "leans"


def verdict(facts: Facts, c: int, member: CaseMembership) -> list[str]:
    """What a case is, or why it is nothing; what decides, and what it would tip to."""
    words, case = facts.words, facts.cases[c]
    own, (found, *_) = member.find(member.assigned or member.leans), facts.membership.findings_of(c)
    if own is None:
        return [words.say(f"types.verdict_none.{found.standing}", case=case, why=no_type(facts, c))]
    told = _standing(facts, member, found)
    values = {"type": called(facts, own), "threshold": words.percent(facts.study.settings.assigned)}
    said = [words.say(f"types.verdict_{told}", case=case, why=first_reason(facts, found), **values)]
    likelier = likeliest_other(facts, member, own) if told == "leans" else None
    if likelier is not None and likelier[2]:
        other, chance, _ = likelier
        said.append(
            words.say("types.likelier", type=type_or_none(facts, other), probability=words.percent(chance))
        )
    rival = member.find(member.runner_up)
    if member.deciding_ties:
        tied = words.listed(
            [inside(facts.aspects[facts.profile.aspects.index(a)]) for a in member.deciding_ties]
        )
        said.append(words.say("types.verdict_ties", aspects=tied, distance=words.number(member.distance)))
    elif member.deciding is not None and rival is not None:
        a = facts.profile.aspects.index(member.deciding)
        values = {"aspect": inside(facts.aspects[a]), "distance": words.number(member.distance)}
        said.append(words.say("types.verdict_deciding", **values, runner_up=called(facts, rival)))
    return said


def figures(facts: Facts, links: Links) -> list[ReportFigure]:
    """The figure `types`: degrees with their intervals; for many cases degrees alone, in the comparison's order."""
    words, title = facts.words, facts.words.say("figure.types_title")
    if not facts.study.scheme.ideal_types:
        return []
    if len(facts.cases) <= MANY_CASES:
        grid = types_grid(facts.membership, words, facts.cases)
        return [ReportFigure("types", title, grid_words(words, grid), grid, grid_caption(facts))]

    def key(case: int, kind: TypeMembership) -> str | None:
        return links.key(*links.behind_corner(case, kind))

    degrees = types_heatmap(facts.membership, words, facts.cases, key=key, case_order=facts.case_order)
    return [
        ReportFigure("types", title, heatmap_words(words, degrees), degrees, words.say("types.many_caption"))
    ]


def grid_caption(facts: Facts) -> str:
    """How the few cases' figure is to be read; empty where there is none, or the many cases' stands instead."""
    if not facts.study.scheme.ideal_types or len(facts.cases) > MANY_CASES:
        return ""
    words = facts.words
    told = any(t.interval is not None for case in facts.membership.cases for t in case.types)
    interval = words.say("types.with_interval") if told else ""
    return words.say("types.caption" if len(facts.cases) == 1 else "types.cases_caption", interval=interval)


def types_grid(result: Membership, words: Words, titles: tuple[str, ...]) -> SmallMultiples:
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
            cells.append(Cell(Position.of(t.membership, low, high), note=note, filled=t.named))
        scheme = result.profile.scheme
        rows = tuple(type_title(scheme, t, words) for t in types)
        return SmallMultiples(
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
            cells.append(Cell(Position.of(found.membership, low, high), note=note, filled=held))
        panels.append(Panel(type_title(result.profile.scheme, kind, words), ends, tuple(cells), 0.0, 1.0))
    return SmallMultiples(titles, tuple(panels))


def kinds(result: Membership) -> list[TypeMembership]:
    """The scheme's ideal types in its order; where it names none, the corners that the cases have."""
    order = [ideal.id for ideal in result.profile.scheme.ideal_types]
    if order:
        named = [t for t in result.cases[0].types if t.named]
        return sorted(named, key=lambda t: order.index(t.type))
    own = {t.type: t for case in result.cases for t in case.types if t.type in (case.assigned, case.leans)}
    return list(own.values())


def types_heatmap(
    result: Membership,
    words: Words,
    titles: tuple[str, ...],
    *,
    key: Callable[[int, TypeMembership], str | None] = lambda case, kind: None,
    case_order: CaseOrder | None = None,
) -> Heatmap:
    """Degrees of membership in hundredths, a column a type; a frame where a case is assigned to a type, or leans."""
    types = kinds(result)
    columns = tuple(type_title(result.profile.scheme, kind, words) for kind in types)
    rows = []
    for c in range(len(titles)) if case_order is None else case_order.order:
        case, tiles = result.cases[c], []
        for kind in types:
            found = case.find(kind.type)
            degree = None if found is None else found.membership
            said = "" if degree is None else str(round(100 * degree))
            held = kind.type in (case.assigned, case.leans)
            tiles.append(Tile(degree, said, None if found is None or degree is None else key(c, found), held))
        label, group = ("", 0) if case_order is None else (case_order.label(c), case_order.group[c])
        rows.append(HeatmapRow(label, titles[c], group, "", tuple(tiles)))
    return Heatmap(tuple(rows), (("", columns),), (), None, "")
