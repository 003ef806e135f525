"""What if: the measures, the stated scenarios with what informants say of the outcomes, and what the order hangs on."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from idealtypes.analysis.scenarios.moves import OutcomeMove
from idealtypes.analysis.scenarios.outlook import Outlook, Prospect
from idealtypes.analysis.scenarios.tipping import SILENT, Tipping
from idealtypes.analysis.scenarios.votes import ENOUGH
from idealtypes.coding.scenarios import Measure
from idealtypes.reporting.evaluator import evaluator_data
from idealtypes.reporting.facts import Facts
from idealtypes.reporting.links import Links
from idealtypes.reporting.names import trait_titles
from idealtypes.reporting.sentences import type_name
from idealtypes.reporting.words import inside

BELIEFS = 2  # told of a scenario, beside the weights
HINGES = 6  # bars of the tornado that are told
ARROWS = {"up": "▲", "down": "▼", "unknown": "?", "silent": "·"}


def build(facts: Facts, links: Links) -> dict[str, Any] | None:
    """None where the study has no measures."""
    found = facts.outlook
    if found is None:
        return None
    words = facts.words
    stated = found.ground.stated
    whose = "sources" if facts.study.settings.unit == "none" else "informants"
    open_ = not facts.discretion.sharing
    return {
        "about": stated.description.say(facts.language),
        "limits": stated.limits.say(facts.language),
        "case": facts.cases[found.ground.case] if len(facts.cases) > 1 else "",
        "informants": words.say(
            f"scenarios.{whose}", n=facts.discretion.count(len(found.ground.votes.sources))
        ),
        "measures": [_measure(facts, links, m) for m in stated.measures],
        "presets": [
            {"title": p.title.say(facts.language), "set": " ".join(p.measures)} for p in found.prospects[1:]
        ],
        "aspects": [_aspect(facts, found, a) for a in range(len(facts.aspects))],
        "scenarios": [_scenario(facts, p) for p in found.prospects[1:]],
        "outcomes": _outcomes(facts, links, found),
        "ranking": _ranking(facts, found),
        "rests": words.say(
            f"scenarios.rests_on_{whose}", n=facts.discretion.count(len(found.ground.votes.sources))
        ),
        "links": _links(facts, links, found),
        "unfed": _unfed(facts, found),
        "tipping": [_tipping(facts, t) for t in found.tipping],
        "leader": found.find(found.ranked.standings[0].scenario).title.say(facts.language),
        "hinges": [_hinge(facts, found, n) for n in range(min(HINGES, len(found.hinges)))],
        "settle": _settle(facts, found),
        "data": _data(facts, links, found) if open_ else None,
        "weighed": [{"id": o, "title": facts.outcomes[o]} for o in found.ground.outcomes],
    }


def _data(facts: Facts, links: Links, found: Outlook) -> Markup:
    """What the page's script computes from, and the words it says."""
    from idealtypes.reporting.html import json_for_script

    data = evaluator_data(
        found,
        language=facts.language,
        aspects=facts.aspects,
        poles=facts.poles,
        outcomes=facts.outcomes,
        place=links.place,
        corners=lambda corner: type_name(facts, corner),
    )
    return Markup(json_for_script(data | {"words": _raw(facts)}))


def _raw(facts: Facts) -> dict[str, Any]:
    """The words that the script fills in itself, with their places left open."""
    words = facts.words
    names = (
        "needs", "excludes", "was", "for", "against", "both", "reported", "beside", "is", "leans", "no_type", "changes",
        "quo", "yours", "to", "more", "less", "nobody", "nothing",
    )  # fmt: skip
    out: dict[str, Any] = {name: words.raw(f"scenarios.{name}") for name in names}
    out["direction"] = {d: words.say(f"scenarios.direction.{d}") for d in (*ARROWS, "thin")}
    return out | {"decimal": words.say("format.decimal"), "percent": words.raw("format.percent")}


def _measure(facts: Facts, links: Links, m: Measure) -> dict[str, Any]:
    words, language = facts.words, facts.language
    traits = trait_titles(facts.study.scheme, language)
    shifts = []
    for shift in m.shifts:
        a = facts.profile.aspects.index(shift.aspect)
        p = facts.profile.tally.poles[a].index(shift.toward)
        numbers = [words.number(x, signed=False) for x in (shift.low, shift.mode, shift.high)]
        said = words.say(
            "scenarios.shift", aspect=facts.aspects[a], pole=facts.poles[a][p], low=numbers[0], mode=numbers[1],
            high=numbers[2],
        )  # fmt: skip
        n = facts.statements_word(len(shift.evidence))
        title = f"{m.title.say(language)} · {facts.aspects[a]}"
        basis = links.link(n, title, shift.evidence) if shift.evidence else words.say("scenarios.assumed")
        shifts.append({"said": said, "because": shift.because.say(language), "basis": basis})
    reversible = {True: "reversible", False: "irreversible", None: "unsaid"}[m.reversible]
    return {
        "id": m.id,
        "title": m.title.say(language),
        "description": m.description.say(language),
        "decides": m.decides.say(language),
        "cost": m.cost.say(language),
        "reversible": words.say(f"scenarios.{reversible}"),
        "shifts": shifts,
        "brings": [traits[t] for t in m.brings],
        "removes": [traits[t] for t in m.removes],
    }


def _aspect(facts: Facts, found: Outlook, a: int) -> dict[str, Any]:
    """The lines of the page's own figure: one between two poles, or one a pole."""
    point = found.ground.points[a]
    lanes = []
    if point[0] == point[0]:
        if facts.profile.bipolar[a]:
            poles = facts.poles[a]
            lanes = [
                {
                    "pole": 1,
                    "left": poles[0],
                    "right": poles[1],
                    "x": 10 + 90 * (float(point[1] - point[0]) + 1),
                }
            ]
        else:
            lanes = [
                {"pole": p, "left": "", "right": pole, "x": 10 + 180 * float(point[p])}
                for p, pole in enumerate(facts.poles[a])
            ]
    return {"number": a, "title": facts.aspects[a], "lanes": lanes}


def _scenario(facts: Facts, p: Prospect) -> dict[str, Any]:
    words = facts.words
    titles = (
        {m.id: m.title.say(facts.language) for m in facts.outlook.ground.measures} if facts.outlook else {}
    )
    name = p.assigned or p.leans
    chance = next((t.probability for t in p.types if t.type == name), None)
    if name is None:
        kind = words.say("scenarios.no_type")
    else:
        kind = words.say("scenarios.is" if p.assigned else "scenarios.leans", type=type_name(facts, name))
        kind += f" ({words.percent(chance)})" if chance is not None else ""
    if p.changes:
        kind += ". " + words.say("scenarios.changes", p=words.percent(p.changes))
    return {
        "title": p.title.say(facts.language),
        "description": p.description.say(facts.language),
        "measures": [titles[m] for m in p.measures],
        "kind": kind + ".",
    }


def _outcomes(facts: Facts, links: Links, found: Outlook) -> list[dict[str, Any]]:
    """A row an outcome, a cell a scenario."""
    rows = []
    for o, outcome in enumerate(found.ground.outcomes):
        cells = [_cell(facts, links, p, p.outcomes[o]) for p in found.prospects[1:]]
        rows.append({"title": facts.outcomes[outcome], "cells": cells})
    return rows


def _cell(facts: Facts, links: Links, p: Prospect, o: OutcomeMove) -> dict[str, Any]:
    """A direction with who says so; what one or two informants say is a thin arrow."""
    words = facts.words
    kind, arrow = o.direction, ARROWS[o.direction]
    if kind == "unknown" and o.sources < ENOUGH and bool(o.helps) != bool(o.hurts):
        kind, arrow = "thin", "↑" if o.helps else "↓"
    said = words.say(f"scenarios.direction.{kind}")
    if o.direction in ("up", "down"):
        said += f" ({words.percent(o.probability)})"
    title = f"{p.title.say(facts.language)} · {facts.outcomes[o.outcome]}"
    small = facts.discretion.small(o.helps) or facts.discretion.small(o.hurts)
    who = ""
    if o.sources and not small:
        counts = words.say("scenarios.votes", more=o.helps, less=o.hurts)
        who = links.link(counts, title, (*o.helping, *o.hurting))
    beside = ""
    if (o.reported_helping or o.reported_hurting) and not facts.discretion.sharing:
        counts = words.say("scenarios.reported", more=len(o.reported_helping), less=len(o.reported_hurting))
        beside = links.link(counts, title, (*o.reported_helping, *o.reported_hurting))
    return {
        "arrow": arrow,
        "kind": kind,
        "said": said,
        "who": who,
        "both": bool(o.both_needed),
        "beside": beside,
    }


def _ranking(facts: Facts, found: Outlook) -> list[dict[str, Any]]:
    words = facts.words
    rows: list[dict[str, Any]] = []
    if not found.ranked.outcomes:
        return rows
    titles = {p.id: p.title.say(facts.language) for p in found.prospects}
    even = 1 / len(found.ranked.outcomes)
    for s in found.ranked.standings:
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


def _tipping(facts: Facts, t: Tipping) -> str:
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


def _about(facts: Facts, found: Outlook, kind: str, number: int) -> str:
    """A measure's strength, or what informants say of one thing and one outcome."""
    words, about = facts.words, found.variable(kind, number)
    if kind == "measure":
        return words.say(
            "scenarios.strength", measure=found.ground.measures[number].title.say(facts.language)
        )
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


def _hinge(facts: Facts, found: Outlook, n: int) -> dict[str, Any]:
    words, hinge = facts.words, found.hinges[n]
    low, high = sorted((hinge.low, hinge.high))
    who = ""
    if hinge.informants is not None and not facts.discretion.small(hinge.informants):
        who = words.say("scenarios.informants_short", n=hinge.informants)
    return {
        "about": _about(facts, found, hinge.kind, hinge.variable),
        "who": who,
        "low": words.percent(hinge.low),
        "high": words.percent(hinge.high),
        "x": 200 * low,
        "width": max(1.0, 200 * (high - low)),
    }


def _settle(facts: Facts, found: Outlook) -> str:
    """Which new evidence would tell most: what the order hangs on and fewest informants speak of."""
    few = [h for h in found.hinges[:HINGES] if h.informants is not None and h.informants < ENOUGH]
    if not few or facts.discretion.sharing:
        return ""
    said = [_about(facts, found, h.kind, h.variable) for h in few[:2]]
    return facts.words.say("scenarios.settle", what=facts.words.listed(said))


def _links(facts: Facts, links: Links, found: Outlook) -> list[dict[str, Any]]:
    """Which outcome is said to feed which: who says so, whether they agree, and what is reported beside."""
    words, rows = facts.words, []
    items = [item for item in found.ground.votes.items if item.from_outcome is not None]
    beside = found.ground.votes.reported if not facts.discretion.sharing else ()
    for item in [*items, *(item for item in beside if item.from_outcome is not None)]:
        told = item in items
        marks = []
        if told and len(item.sources) < ENOUGH:
            marks.append(words.say("scenarios.thin"))
        if item.contested:
            marks.append(words.say("scenarios.contested"))
        start, end = facts.outcomes[str(item.from_outcome)], facts.outcomes[item.outcome]
        if facts.discretion.small(len(item.helps)) or facts.discretion.small(len(item.hurts)):
            said = ""
        else:
            more, less = (item.helps, item.hurts) if told else (item.helping, item.hurting)
            counts = words.say(f"scenarios.{'votes' if told else 'reported'}", more=len(more), less=len(less))
            said = links.link(counts, f"{start} · {end}", (*item.helping, *item.hurting))
        rows.append({"start": start, "end": end, "said": said, "marks": ", ".join(marks)})
    return rows


def _unfed(facts: Facts, found: Outlook) -> list[str]:
    """Outcomes of which nobody quoted speaks, or says what moves them."""
    drawn, words = found.map(), facts.words
    unfed = [o for o in drawn.nothing_feeds if o not in drawn.silent]
    named = (("scenarios.dead_end", unfed), ("scenarios.unspoken", drawn.silent))
    return [
        words.say(key, outcomes="; ".join(facts.outcomes[o] for o in told)) for key, told in named if told
    ]
