"""How scenarios stand to one another on the page: the order, what it hangs on, and what is not known."""

from __future__ import annotations

from typing import Any

from idealtypes.analyses.scenarios.goal import SILENT, Tipping
from idealtypes.analyses.scenarios.scenario_analysis import ScenarioAnalysis
from idealtypes.analyses.scenarios.votes import ENOUGH
from idealtypes.reporting.facts import Facts
from idealtypes.reporting.figures.pictures import Scale
from idealtypes.reporting.links import Links
from idealtypes.reporting.sentences import type_name
from idealtypes.reporting.wording.names import trait_titles
from idealtypes.reporting.wording.words import inside

BELIEFS = 2  # told of a scenario, beside the weights
BARS = 6  # bars of the tornado that are told
BAR = Scale(0, 200, 0.0, 1.0)


def ranking(facts: Facts, found: ScenarioAnalysis) -> list[dict[str, Any]]:
    """The scenarios from the best mean rank on: how often each does best, and when."""
    words = facts.words
    rows: list[dict[str, Any]] = []
    if not found.order.ranked or len(found.prospects) < 2:
        return rows
    titles = {p.id: p.title.say(facts.language) for p in found.prospects}
    even = 1 / len(found.ranking.outcomes)
    for s in found.ranking.ranks:
        believe = ""
        if s.weights is not None:
            heavy = sorted(
                (o for o, w in s.weights.items() if w > 1.25 * even), key=lambda o: -(s.weights or {})[o]
            )
            if heavy:
                believe = words.say(
                    "scenarios.heavy", outcomes=words.listed([inside(facts.outcomes[o]) for o in heavy[:3]])
                )
        beliefs = [
            words.say(
                "scenarios.believed_high" if b.mean > 0.5 else "scenarios.believed_low",
                what=_about(facts, found, b.kind, b.variable),
            )
            for b in s.beliefs[:BELIEFS]
        ]
        believe = "; ".join(filter(None, (believe, *beliefs)))
        rows.append(
            {
                "title": titles[s.scenario],
                "first": words.percent(s.first),
                "rank": words.number(s.mean_rank, 1),
                "believe": believe,
                "dominated": words.listed([titles[d] for d in s.dominated_by]),
            }
        )
    return rows


def tipping(facts: Facts, t: Tipping) -> str:
    """How far one aspect is from the border of the type, as a sentence."""
    words = facts.words
    a = facts.profile.aspects.index(t.aspect)
    if t.needed is None or t.toward is None:
        silent = t.why == SILENT
        return words.say(
            f"scenarios.{'tipping_silent' if silent else 'tipping_middle'}", aspect=facts.aspects[a]
        )
    pole = facts.poles[a][facts.profile.tally.poles[a].index(t.toward)]
    key = "tipping" if t.becomes else "tipping_plain"
    becomes = type_name(facts, t.becomes) if t.becomes else ""
    return words.say(
        f"scenarios.{key}", aspect=facts.aspects[a], needed=words.number(t.needed), pole=pole, becomes=becomes
    )


def _about(facts: Facts, found: ScenarioAnalysis, kind: str, number: int) -> str:
    """A measure's strength, or what informants say of one thing and one outcome."""
    words, about = facts.words, found.variable(kind, number)
    if kind == "measure":
        return words.say("scenarios.strength", measure=found.base.measures[number].title.say(facts.language))
    outcome = facts.outcomes[about["outcome"]]
    if "from_outcome" in about:
        what = facts.outcomes[about["from_outcome"]]
    elif "trait" in about:
        what = trait_titles(facts.study.scheme, facts.language)[about["trait"]]
    else:
        a = facts.profile.aspects.index(about["aspect"])
        pole = facts.poles[a][facts.profile.tally.poles[a].index(about["pole"])]
        what = words.say("claims.pole", aspect=facts.aspects[a], pole=pole)
    return words.say("scenarios.bearing", what=what, outcome=outcome)


def sensitivity_bar(facts: Facts, found: ScenarioAnalysis, n: int) -> dict[str, Any]:
    """One bar of the tornado."""
    words, bar = facts.words, found.sensitivity[n]
    low, high = sorted((bar.low, bar.high))
    who = ""
    if bar.informants is not None:
        who = words.say("scenarios.informants_short", n=bar.informants)
    return {
        "about": _about(facts, found, bar.kind, bar.variable),
        "who": who,
        "low": words.percent(bar.low),
        "high": words.percent(bar.high),
        "x": BAR(low),
        "width": max(1.0, BAR(high) - BAR(low)),
    }


def settle(facts: Facts, found: ScenarioAnalysis) -> str:
    """Which new evidence would tell most: what the order hangs on and fewest informants speak of."""
    few = [h for h in found.sensitivity[:BARS] if h.informants is not None and h.informants < ENOUGH]
    if not few:
        return ""
    said = [_about(facts, found, h.kind, h.variable) for h in few[:2]]
    return facts.words.say("scenarios.settle", what=facts.words.listed(said))


def feeding(facts: Facts, links: Links, found: ScenarioAnalysis) -> list[dict[str, Any]]:
    """Which outcome is said to feed which: who says so, whether they agree, and what is reported beside."""
    words, rows = facts.words, []
    items = [item for item in found.base.votes.items if item.from_outcome is not None]
    beside = found.base.votes.reported
    for item in [*items, *(item for item in beside if item.from_outcome is not None)]:
        told = item in items
        marks = []
        if told and len(item.sources) < ENOUGH:
            marks.append(words.say("scenarios.thin"))
        if item.contested:
            marks.append(words.say("scenarios.contested"))
        start, end = facts.outcomes[str(item.from_outcome)], facts.outcomes[item.outcome]
        more, less = (item.helps, item.hurts) if told else (item.helping, item.hurting)
        counts = words.say(f"scenarios.{'votes' if told else 'reported'}", more=len(more), less=len(less))
        said = links.link(counts, f"{start} · {end}", (*item.helping, *item.hurting))
        rows.append({"start": start, "end": end, "said": said, "marks": ", ".join(marks)})
    return rows


def unfed(facts: Facts, found: ScenarioAnalysis) -> list[str]:
    """Outcomes of which nobody quoted speaks, or says what moves them."""
    drawn, words = found.map(), facts.words
    unfed = [o for o in drawn.nothing_feeds if o not in drawn.silent]
    named = (("scenarios.dead_end", unfed), ("scenarios.unspoken", drawn.silent))
    return [
        words.say(key, outcomes="; ".join(facts.outcomes[o] for o in told)) for key, told in named if told
    ]
