"""Tension: which codes at opposite poles meet in one statement, and whether more often than chance would have it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from idealtypes.analyses.tension.meetings import Meeting
from idealtypes.reporting.bridging import TIES, sides
from idealtypes.reporting.facts import Facts
from idealtypes.reporting.links import Links
from idealtypes.reporting.plates_tension import pair_title
from idealtypes.reporting.words import inside, joined

# From this adjusted p down a pair is said to meet more often than chance would have it.
UNLIKELY = 0.05
SHOWN = 20  # pairs in the first table; the rest are folded


def build(facts: Facts, links: Links) -> dict[str, Any] | None:
    """The pairs, the least likely by chance first; None where no two codes stand opposite, as with ratings."""
    found = facts.tension
    if not found.tested:
        return None
    rows = [_row(facts, links, m) for m in found.pairs]
    return {
        "summary": summary(facts),
        "chance": facts.words.say("tension.chance", units=f"{found.units}", n=found.tested),
        "caption": facts.words.say("tension.caption_some" if len(rows) > TIES else "tension.caption", n=TIES),
        "rows": rows[:SHOWN],
        "more": rows[SHOWN:],
        "groups": groups(facts),
        "unshared": facts.words.say("tension.unshared", n=found.unshared) if found.unshared else "",
    }


def summary(facts: Facts) -> list[str]:
    """How many opposed pairs meet, for how many that is beyond chance, and whether one source says it all."""
    words, found, pairs = facts.words, facts.tension, facts.tension.pairs
    if found.units == 1:
        return [words.say("tension.one_statement")]
    if not pairs:
        return [words.say("tension.apart", n=found.tested)]
    said = [words.say("tension.meet", n=len(pairs), all=found.tested)]
    # What a shared report does not show of a pair, it does not tell of all of them either.
    if any(facts.discretion.small(m.observed) for m in pairs):
        return said
    beyond = [m for m in pairs if m.adjusted is not None and m.adjusted <= UNLIKELY]
    said.append(words.say("tension.beyond" if beyond else "tension.none_beyond", n=len(beyond)))
    if not facts.discretion.sharing and all(len(m.sources) == 1 for m in pairs):
        said.append(words.say("tension.each_alone"))
    return said


def _row(facts: Facts, links: Links, m: Meeting) -> dict[str, Any]:
    words, shown = facts.words, facts.discretion
    hidden = shown.small(m.observed)
    return {
        "ends": [_end(facts, end) for end in sides(facts.tension, m, words)],
        "observed": links.link(shown.count(m.observed), pair_title(facts, m), m.statements),
        "expected": "–" if hidden else words.number(m.expected, 1 if m.expected >= 1 else 2),
        "p": "–" if hidden else chance(facts, m.p),
        "adjusted": "–" if hidden else chance(facts, m.adjusted),
        "sources": facts.sources_word(len(m.sources)),
        "alone": alone(facts, m),
    }


def alone(facts: Facts, m: Meeting) -> str:
    """That several statements in which two codes meet all come from one source; a shared report does not say."""
    if facts.discretion.sharing or m.observed < 2 or len(m.sources) != 1:
        return ""
    return facts.words.say("tension.alone", source=facts.discretion.source(m.sources[0]))


def _end(facts: Facts, end: Sequence[str]) -> dict[str, str]:
    title, aspect, pole = end
    return {"title": title, "place": facts.words.say("tension.place", aspect=inside(aspect), pole=pole)}


def chance(facts: Facts, p: float | None) -> str:
    """A probability with three decimals, never rounded to nothing."""
    if p is not None and p < 0.001:
        return facts.words.say("tension.less", least=facts.words.number(0.001, 3))
    return facts.words.number(p, 3)


def groups(facts: Facts) -> list[str]:
    """Codes that meet one another more than others do, opposed or not."""
    found = facts.tension
    titles = {code.code: code.title for code in found.codes}
    return [joined([titles[code] for code in codes]) for codes in found.network.communities if len(codes) > 2]
