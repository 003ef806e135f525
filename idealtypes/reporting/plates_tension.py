"""The figure of the tension: codes at opposite poles that meet in one statement."""

from __future__ import annotations

from idealtypes.analyses.tension.meetings import Meeting
from idealtypes.reporting.bridging import bridge, leading, sides
from idealtypes.reporting.facts import Facts
from idealtypes.reporting.links import Links
from idealtypes.reporting.plate import Plate


def pair_title(facts: Facts, m: Meeting) -> str:
    """A pair in words: `Listening – Pointing onward`."""
    (first, *_), (second, *_) = sides(facts.tension, m, facts.words)
    return facts.words.say("tension.pair", a=first, b=second)


def tension_plates(facts: Facts, links: Links) -> list[Plate]:
    """The plate `tension`, where opposed codes meet."""
    words, shown = facts.words, facts.discretion
    drawn = bridge(
        facts.tension,
        words,
        count=shown.count,
        small=shown.small,
        key=lambda m: links.key(pair_title(facts, m), m.statements),
    )
    if drawn is None:
        return []
    told = [
        words.say("figure.alt_cell", name=pair_title(facts, m), reading=shown.count(m.observed))
        for m in leading(facts.tension)
    ]
    return [Plate("tension", words.say("tension.title"), " ".join(told), drawn)]
