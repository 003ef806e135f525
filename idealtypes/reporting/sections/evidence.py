"""The statements themselves, by aspect: what every number rests on, also without scripts and on paper."""

from __future__ import annotations

from typing import Any

from idealtypes.reporting.facts import Facts
from idealtypes.reporting.links import ANCHOR, Links


def build(facts: Facts, links: Links) -> dict[str, Any]:
    """Groups by aspect; a last one for statements on none of them."""
    words = facts.words
    groups = []
    seen: set[str] = set()
    for a, aspect in enumerate(facts.profile.aspects):
        ids = set(links.find("all", aspect=aspect)) | set(links.find("useful", aspect=aspect))
        seen |= ids
        groups.append(_group(facts, links, facts.aspects[a], f"{ANCHOR}-{aspect}", ids))
    rest = {s.id for s in links.statements} - seen
    if rest:
        groups.append(_group(facts, links, words.say("evidence.nowhere"), f"{ANCHOR}--", rest))
    left = facts.study.statements.height - len(links.statements)
    return {
        "groups": groups,
        "uncoded": words.say("evidence.uncoded", n=left) if left else "",
    }


def _group(facts: Facts, links: Links, title: str, anchor: str, ids: set[str]) -> dict[str, Any]:
    words = facts.words
    chosen = [s for s in links.statements if s.id in ids]
    counted, uncounted = sum(s.counted for s in chosen), sum(not s.counted for s in chosen)
    said = [words.say("evidence.counted", n=counted)]
    if uncounted:
        said.append(words.say("evidence.uncounted", n=uncounted))
    shown = [links.shown(s) for s in sorted(chosen, key=lambda s: not s.counted)]
    return {"title": title, "anchor": anchor, "counts": ", ".join(said), "statements": shown}
