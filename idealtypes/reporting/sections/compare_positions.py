"""The cases' own positions beside those that they have among the others, where cases are pooled."""

from __future__ import annotations

from typing import Any

from idealtypes.analyses.compare.pooled_cases import PooledCases
from idealtypes.reporting.facts import Facts
from idealtypes.reporting.links import Links
from idealtypes.reporting.wording.words import inside


def positions(facts: Facts, links: Links, found: PooledCases) -> list[dict[str, Any]]:
    """A table an aspect, and in it a row a case."""
    return [
        {
            "aspect": facts.aspects[a],
            "rows": [_row(facts, links, found, c, a) for c, at in found.places if at == a],
        }
        for a in (facts.profile.aspects.index(aspect) for aspect in found.aspects)
    ]


def _row(facts: Facts, links: Links, found: PooledCases, c: int, a: int) -> dict[str, str]:
    words, profile = facts.words, found.profile
    told = found.leaning(c, a)
    reads = "–"
    if told is not None:
        pole = "" if told.pole is None else inside(facts.poles[a][told.pole])
        reads = words.say(
            f"summary.where.{told.word}", pole=pole, firm=""
        )  # the probability stands beside it
        if told.probability is not None:
            reads = f"{reads} ({words.percent(told.probability)})"
    return {
        "case": facts.cases[c],
        "own": links.number(words.number(profile.balance[c, a], signed=True), case=c, aspect=a),
        "own_interval": words.range(*profile.interval_whole[c, a]),
        "pooled": words.number(found.position[c, a], signed=True),
        "pooled_interval": words.range(*found.interval_whole[c, a]),
        "reads": reads,
    }


def pooled_note(facts: Facts, found: PooledCases) -> str:
    """That probabilities are pooled toward the others, and on which aspects."""
    titles = [inside(facts.aspects[facts.profile.aspects.index(aspect)]) for aspect in found.aspects]
    return facts.words.say("comparison.pooled_note", aspects=facts.words.listed(titles))
