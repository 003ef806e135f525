"""The traits of the ideal types: which of them the statements bear out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from idealtypes.analyses.types.traits import TraitState
from idealtypes.reporting.facts import Facts
from idealtypes.reporting.links import Links

MARKS = {
    "supported": "●", "contradicted": "✕", "mixed": "◐", "one_for": "•", "one_against": "×", "silent": "○",
}  # fmt: skip
SIDE_BY_SIDE = 3  # up to this many types stand in columns


def build(facts: Facts, links: Links) -> dict[str, Any] | None:
    """One case: the types side by side, a row a feature; several cases: a row a trait, a column a case.

    Where no trait has a statement, as with ratings, that is said once.
    """
    ideals = [t for t in facts.study.scheme.ideal_types if t.traits]
    if not ideals:
        return None
    if all(trait.state == "silent" for case in facts.membership.cases for trait in case.traits):
        return {"silent": facts.words.say("traits.all_silent" if facts.coded else "traits.ratings")}
    titles = {t.id: t.title.say(facts.language) for t in ideals}
    legend = [(MARKS[state], facts.words.say(f"traits.states.{state}")) for state in MARKS]
    if len(facts.cases) == 1 and len(ideals) <= SIDE_BY_SIDE:
        return {
            "silent": "",
            "legend": legend,
            "types": list(titles.values()),
            "groups": _features(facts, links, list(titles)),
        }
    rows = _matrix(facts, links, titles)
    return {"silent": "", "legend": legend, "types": [], "cases": facts.cases, "rows": rows}


def _features(facts: Facts, links: Links, types: Sequence[str]) -> list[dict[str, Any]]:
    """Per aspect the rows of features; a feature that a type lacks leaves its place empty."""
    states = facts.membership.cases[0].traits
    out = []
    for a, aspect in enumerate(facts.profile.aspects):
        here = [s for s in states if s.aspect == aspect]
        rows: list[list[Any]] = []
        for feature in dict.fromkeys(s.feature or s.trait for s in here):
            found = [s for s in here if (s.feature or s.trait) == feature]
            by_type = {t: [s for s in found if s.type == t] for t in types}
            depth = max(len(held) for held in by_type.values())
            rows += [
                [state(facts, links, held[i], 0) if i < len(held) else None for held in by_type.values()]
                for i in range(depth)
            ]
        if rows:
            out.append({"aspect": facts.aspects[a], "rows": rows})
    return out


def _matrix(facts: Facts, links: Links, titles: dict[str, str]) -> list[dict[str, Any]]:
    rows = []
    for i, first in enumerate(facts.membership.cases[0].traits):
        cells = [state(facts, links, case.traits[i], c) for c, case in enumerate(facts.membership.cases)]
        rows.append({"type": titles[first.type], "text": first.text, "cells": cells})
    return rows


def state(facts: Facts, links: Links, trait: TraitState, c: int) -> dict[str, Any]:
    """One trait: its state in a mark and a word, and the statements for and against it."""
    words = facts.words
    ideal = next(t for t in facts.study.scheme.ideal_types if t.id == trait.type)
    about = {"type": ideal.title.say(facts.language), "trait": trait.text}
    counts = []
    for key, ids in (("for", trait.statements), ("against", trait.against)):
        if ids:
            shown = words.say(f"traits.{key}", n=len(ids))
            counts.append(links.link(shown, words.say(f"evidence.{key}_trait", **about), ids, trait.aspect))
    return {
        "text": trait.text,
        "state": trait.state,
        "mark": MARKS[trait.state],
        "word": words.say(f"traits.states.{trait.state}"),
        "counts": counts,
    }
