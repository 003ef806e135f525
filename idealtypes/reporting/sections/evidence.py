"""The statements themselves, each once: what every number rests on, also without scripts and on paper; and the codes.

A statement stands under the first aspect it speaks of; where it speaks of others too, those lead to it. The page's
script takes texts, ids and locators from this list.
"""

from __future__ import annotations

from itertools import groupby
from typing import Any

from idealtypes.engine.evidence import Statement
from idealtypes.model.column_labels import LOCATOR
from idealtypes.model.direction import from_right
from idealtypes.reporting.desk.desk_codes import codebook
from idealtypes.reporting.desk.desk_index import circumstances, claims_said, code_numbers, weights_said
from idealtypes.reporting.facts import Facts
from idealtypes.reporting.links import ANCHOR, Links

# With more statements the list has ids of codes, not what follows from source and codes; what is elsewhere is counted.
MANY = 3000
NOWHERE = f"{ANCHOR}--"  # where those stand that speak of no aspect


def build(facts: Facts, links: Links) -> dict[str, Any]:
    """Groups by aspect; a last one for statements on none of them."""
    words = facts.words
    groups = []
    seen: set[str] = set()
    for a, aspect in enumerate(facts.profile.aspects):
        ids = set(links.find("all", aspect=aspect)) | set(links.find("useful", aspect=aspect))
        groups.append(_group(facts, links, facts.aspects[a], f"{ANCHOR}-{aspect}", ids, seen))
        seen |= ids
    rest = {s.id for s in links.statements} - seen
    if rest:
        groups.append(_group(facts, links, words.say("evidence.nowhere"), NOWHERE, rest, seen))
    left = facts.study.statements.height - len(links.statements)
    return {
        "groups": groups,
        "uncoded": words.say("evidence.uncoded", n=left) if left else "",
        "reported": facts.reported and facts.study.settings.reported == "exclude",
        "codes": codebook(facts, code_numbers(facts)),
    }


def _group(
    facts: Facts, links: Links, title: str, anchor: str, ids: set[str], elsewhere: set[str]
) -> dict[str, Any]:
    """The statements of an aspect by source, without their texts where these stand elsewhere."""
    words = facts.words
    chosen = [s for s in links.statements if s.id in ids]
    counted, uncounted = sum(s.counted for s in chosen), sum(not s.counted for s in chosen)
    if anchor == NOWHERE:  # they count for no aspect
        said = [facts.statements_word(len(chosen))]
    else:
        said = [words.say("evidence.counted", n=counted)]
        said += [words.say("evidence.uncounted", n=uncounted)] if uncounted else []
    first = {source: n for n, source in enumerate(dict.fromkeys(s.source for s in chosen))}
    here = sorted(
        (s for s in chosen if s.id not in elsewhere), key=lambda s: (not s.counted, first[s.source])
    )
    by_source = [
        {"title": facts.source(source), "statements": [_shown(facts, links, s) for s in several]}
        for source, several in groupby(here, key=lambda s: s.source)
    ]
    also = [{"place": links.place[s.id], "id": s.id} for s in chosen if s.id in elsewhere]
    many = len(links.statements) > MANY
    return {
        "title": title,
        "anchor": anchor,
        "counts": ", ".join(said),
        "sources": by_source,
        "also": also,
        "more": facts.statements_word(len(also)) if also and many else "",
    }


def _shown(facts: Facts, links: Links, s: Statement) -> dict[str, Any]:
    """A statement as the list shows it: its text, and in a line whatever is known of it that its codes do not tell."""
    words = facts.words
    several = len(facts.cases) > 1
    cases = [facts.cases[facts.profile.cases.index(case)] for case in s.cases] if several else []
    mode = [words.say(f"modes.{s.mode}")] if s.mode != "is" else []
    few = len(links.statements) <= MANY
    return {
        "place": links.place[s.id],
        "id": s.id,
        "text": s.text,
        "right": from_right(s.text),
        "lang": facts.other_language(s.lang),
        "locator": facts.value(LOCATOR, s.locator or ""),
        "about": [*(cases if few else ()), *mode, *circumstances(facts, s)],
        "codes": [facts.codes[code] if few else code for code in s.codes],
        "weights": weights_said(facts, s) if few else [],
        "claims": claims_said(facts, s),
        "counted": s.counted,
    }
