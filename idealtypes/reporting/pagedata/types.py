"""Membership in the ideal types: degree, probability, what decides, and the runner-up."""

from __future__ import annotations

from typing import Any

from idealtypes.analyses.types.membership import CaseMembership, TypeMembership
from idealtypes.reporting.facts import Facts
from idealtypes.reporting.illustrations import MANY_CASES
from idealtypes.reporting.links import Links
from idealtypes.reporting.names import type_title
from idealtypes.reporting.summary import called, no_type
from idealtypes.reporting.words import inside


def build(facts: Facts, links: Links) -> dict[str, Any]:
    """Verdicts in words, and a row for each case and type."""
    words, settings = facts.words, facts.study.settings
    several = len(facts.cases) > 1
    rows, verdicts = [], []
    if len(facts.cases) > MANY_CASES:
        return _over_many(facts, links)
    for c, member in enumerate(facts.membership.cases):
        kept = [
            t for t in member.types if not several or t.named or t.type in (member.assigned, member.leans)
        ]
        rows += [_row(facts, links, c, member, t, i == 0) for i, t in enumerate(kept)]
        verdicts.append(verdict(facts, c, member))
    return {
        "lead": words.say("types.lead", connective=words.say(f"types.connective.{settings.connective_name}")),
        "many": [],
        "verdicts": verdicts,
        "rows": rows,
        "several": several,
        "interval": words.say("types.interval", level=words.level(settings.level)),
        "no_probability": _no_probability(facts),
        "none_defined": not facts.study.scheme.ideal_types,
    }


def _no_probability(facts: Facts) -> bool:
    """Whether there are degrees without a probability."""
    found = [t for case in facts.membership.cases for t in case.types]
    return any(t.probability is None and t.membership is not None for t in found)


def _over_many(facts: Facts, links: Links) -> dict[str, Any]:
    """Many cases: a row a case with its own type, the degrees in all types being in the figure."""
    words, settings = facts.words, facts.study.settings
    order = facts.arrangement
    assert order is not None  # there are several cases
    return {
        "lead": words.say("types.lead", connective=words.say(f"types.connective.{settings.connective_name}")),
        "many": [_own(facts, links, c, order.label(c)) for c in order.order],
        "verdicts": [],
        "rows": [],
        "several": True,
        "interval": words.say("types.interval", level=words.level(settings.level)),
        "no_probability": _no_probability(facts),
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
        decides = facts.aspects[facts.profile.aspects.index(member.deciding)]
        decides = words.say("types.decides_by", aspect=decides, distance=words.number(member.distance))
    if rival is not None:
        next_ = called(facts, rival)
    return row | told | {"decides": decides, "next": next_, "why": ""}


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
    return {
        "case": facts.cases[c],
        "first": first,
        "title": title if t.named else title[:1].upper() + title[1:],
        "named": t.named,
        "membership": links.corner(degree, c, t),
        "interval": "–" if t.interval is None else links.corner(words.range(*t.interval, signed=False), c, t),
        "probability": "–" if t.probability is None else links.corner(words.percent(t.probability), c, t),
        "standing": words.say(f"types.{held}") if held else "",
    }


def verdict(facts: Facts, c: int, member: CaseMembership) -> list[str]:
    """What a case is, or why it is nothing; what decides, and what it would tip to."""
    words, case = facts.words, facts.cases[c]
    own = member.find(member.assigned or member.leans)
    if own is None:
        return [words.say("types.verdict_none", case=case, why=no_type(facts, c))]
    threshold = words.percent(facts.study.settings.assigned)
    key = "types.verdict_assigned" if member.assigned else "types.verdict_leans"
    said = [words.say(key, case=case, type=called(facts, own), threshold=threshold)]
    rival = member.find(member.runner_up)
    if member.deciding is not None and rival is not None:
        a = facts.profile.aspects.index(member.deciding)
        values = {"aspect": inside(facts.aspects[a]), "distance": words.number(member.distance)}
        said.append(words.say("types.verdict_deciding", **values, runner_up=called(facts, rival)))
    return said
