"""Whether enough was asked: what each source added, and what one more like those there are would do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from idealtypes.analyses.saturation.next_interview import NextInterview
from idealtypes.analyses.saturation.saturation import Saturation
from idealtypes.analyses.saturation.stopping import Stopping
from idealtypes.reporting.facts import Facts
from idealtypes.reporting.figures.pictures_of_doubt import Accumulated
from idealtypes.reporting.figures.render import ReportFigure
from idealtypes.reporting.links import Links
from idealtypes.reporting.wording.words import Words

LEAST = 3  # sources: of fewer there is no curve
SHOWN = 6  # estimates that one more source would narrow most


def build(facts: Facts, links: Links) -> Mapping[str, Any] | None:
    """What stopped to be new, and where one more source would help most; None where it is no question."""
    found = facts.saturation
    if found is None or len(found.sources) < LEAST or found.codes is None:
        return None
    rows = sorted(found.next, key=lambda one: -(one.narrowing if one.narrowing is not None else -1.0))
    told = [one for one in rows if one.narrowing is not None]
    return {
        "summary": stopped(facts.words, found.stopping, len(found.sources)),
        "rows": [_row(facts, links, one) for one in told[:SHOWN]],
        "more": facts.words.say("saturation.more", n=len(told) - SHOWN) if len(told) > SHOWN else "",
        "several": len(facts.cases) > 1,
    }


def stopped(words: Words, stopping: Stopping | None, sources: int) -> str:
    """After how many sources next to nothing new came, and in how many orders of them that would be so."""
    if stopping is None or stopping.why is not None:
        return words.say("saturation.few", n=sources)
    rule = {"base": stopping.base, "run": stopping.run, "threshold": words.percent(stopping.threshold)}
    if stopping.reached is None:
        said = words.say("saturation.not_reached", n=sources, last=words.percent(stopping.ratios[-1]), **rule)
    else:
        said = words.say("saturation.reached", n=stopping.reached, **rule)
    if stopping.probability is None:
        return said
    return f"{said} {words.say('saturation.orders', share=words.percent(stopping.probability))}"


def _row(facts: Facts, links: Links, one: NextInterview) -> dict[str, str]:
    words, profile = facts.words, facts.profile
    c, a = profile.cases.index(one.case), profile.aspects.index(one.aspect)
    changes = "–" if one.verdict_changes is None else words.percent(one.verdict_changes)
    return {
        "case": facts.cases[c],
        "aspect": facts.aspects[a],
        "width": links.number(words.number(one.width), case=c, aspect=a),
        "expected": words.number(one.expected),
        "narrower": words.percent(one.narrowing),
        "changes": changes,
    }


def accumulated(
    found: Saturation,
    words: Words,
    *,
    name: Callable[[str], str] = str,
    key: Callable[[str], str | None] = lambda source: None,
) -> Accumulated | None:
    """The curve of codes over the sources; None where there is nothing to add, or too few sources."""
    added = found.codes
    if added is None or len(found.sources) < LEAST:
        return None
    pairs = zip(added.new.tolist(), added.total.tolist(), strict=True)
    said = tuple(words.say("saturation.new", n=new, total=total) for new, total in pairs)
    return Accumulated(
        sources=tuple(name(source) for source in found.sources),
        new=tuple(added.new.tolist()),
        total=tuple(added.total.tolist()),
        expected=tuple(added.expected.tolist()),
        low=tuple(added.low.tolist()),
        high=tuple(added.high.tolist()),
        said=said,
        keys=tuple(key(source) for source in found.sources),
        counted=words.say("saturation.counted"),
        legend=tuple(words.say(f"saturation.legend.{part}") for part in ("new", "none", "orders")),
    )


def figures(facts: Facts, links: Links) -> list[ReportFigure]:
    """The figure `saturation`."""
    if facts.saturation is None:
        return []
    words, held = facts.words, links.by_view["all"]
    own: dict[str, list[str]] = {}
    for id_, statement in held.items():
        own.setdefault(statement.source, []).append(id_)

    def key(source: str) -> str | None:
        return links.key(facts.source(source), own.get(source, []))

    drawn = accumulated(facts.saturation, words, name=facts.source, key=key)
    if drawn is None:
        return []
    told = []
    for k, name in enumerate(drawn.sources):
        low, high = words.number(drawn.low[k], 1), words.number(drawn.high[k], 1)
        values = {
            "expected": words.number(drawn.expected[k], 1),
            "range": words.say("range", low=low, high=high),
        }
        reading = words.say("saturation.reading", said=drawn.said[k], **values)
        told.append(words.say("figure.alt_cell", name=name, reading=reading))
    return [
        ReportFigure(
            "saturation",
            words.say("saturation.title"),
            " ".join(told),
            drawn,
            words.say("saturation.caption"),
        )
    ]
