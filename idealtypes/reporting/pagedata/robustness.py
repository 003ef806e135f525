"""How far the conclusions hold: under every defensible choice, without each source, without a few statements."""

from __future__ import annotations

from typing import Any

from idealtypes.analyses.influence.smallest_change import SmallestChange
from idealtypes.analyses.robustness.verdicts import Verdict
from idealtypes.reporting.facts import Facts
from idealtypes.reporting.links import Links
from idealtypes.reporting.sentences import combinations, conclusion, type_name
from idealtypes.reporting.words import inside, joined

ROW = ("case", "decides", "distance")


def build(facts: Facts, links: Links) -> dict[str, Any]:
    """Verdicts, the fragile ones first, and the smallest change of each case's type."""
    words, result = facts.words, facts.robustness
    told = [v for v in result.verdicts if v.verdict is not None]
    fragile = [v for v in told if v.verdict == "fragile"]
    stable = [v for v in told if v.verdict == "stable"]
    lead = words.say("robustness.none")
    if told:
        n = f"{result.specifications:,}".replace(",", "\N{NO-BREAK SPACE}")
        lead = words.say(
            "robustness.summary", specifications=n, stable=len(stable), all=len(told),
            threshold=words.percent(result.threshold),
        )  # fmt: skip
    return {
        "summary": lead,
        "fragile": [_verdict(facts, links, v) for v in fragile],
        "stable": [_verdict(facts, links, v) for v in stable],
        "influence": influence(facts),
        **flips(facts, links),
        "several": len(facts.cases) > 1,
    }


def _verdict(facts: Facts, links: Links, v: Verdict) -> dict[str, str]:
    words, c = facts.words, v.conclusion
    case = None if c.case is None else facts.profile.cases.index(c.case)
    aspect = None if c.aspect is None else facts.profile.aspects.index(c.aspect)
    share = "–" if v.share is None else words.percent(v.share)
    if not v.broken_by:
        breaks = words.say("robustness.nothing_breaks")
    else:
        breaks = combinations(facts, v.broken_by)
    return {
        "text": conclusion(facts, c),
        "share": share if share == "–" else links.number(share, case=case, aspect=aspect),
        "breaks": breaks,
    }


def influence(facts: Facts) -> list[str]:
    """What leaving out one source does at most, in words; or why it is not told."""
    words, result = facts.words, facts.influence
    if facts.discretion.sharing:
        return [words.say("robustness.shared")]
    left = result.sources
    moved = [row for row in left.by_size.tolist() if left.change[row] == left.change[row]]
    if len(left.ids) < 2 or not moved:
        return [words.say("robustness.one_rater" if facts.rated else "robustness.one_source")]
    row = moved[0]
    a, c = int(left.aspect[row]), int(left.case[row])
    values = {
        "source": facts.discretion.source(left.ids[left.item[row]]),
        "aspect": inside(facts.aspects[a]),
        "change": words.number(abs(float(left.change[row]))),
    }
    if facts.profile.bipolar[a]:
        pole = facts.poles[a][int(left.change[row] > 0)]
        said = words.say("robustness.most_moved", **values, pole=pole)
    else:
        pole = facts.poles[a][int(left.pole[row])]
        said = words.say("robustness.most_moved_share", **values, pole=pole)
    if len(facts.cases) > 1:
        said = words.say("summary.of_case", case=facts.cases[c], sentence=said)
    turning = sorted({int(left.item[r]) for r in moved if left.type_changes[r]})
    names = [facts.discretion.source(left.ids[i]) for i in turning]
    second = words.say("robustness.turning", n=len(names), sources=words.listed(names))
    return [said, second if names else words.say("robustness.none_turns")]


def flips(facts: Facts, links: Links) -> dict[str, Any]:
    """A row for each case; among several cases those without a type are named together, with what is nearest to one."""
    found = list(enumerate(facts.influence.smallest))
    rows = [flip(facts, links, c, s) for c, s in found if s.type is not None or len(found) == 1]
    told = [flip(facts, links, c, s) for c, s in found if s.type is None and len(found) > 1]
    without = [facts.words.say("robustness.without", **{k: row[k] for k in ROW}) for row in told]
    return {"flips": rows, "without": joined(without)}


def flip(facts: Facts, links: Links, c: int, found: SmallestChange) -> dict[str, str]:
    """How far a case is from the border of its type, and the fewest statements that take it there."""
    words, profile = facts.words, facts.profile
    row = {"case": facts.cases[c], "type": type_name(facts, found.type), "decides": "–", "distance": "–"}
    told = {b.aspect: b for b in found.borders if b.distance is not None}
    deciding = found.deciding if found.type is not None else min(
        told, key=lambda name: abs(told[name].distance or 0.0), default=None
    )  # fmt: skip
    if deciding is not None and deciding in told:
        a, border = profile.aspects.index(deciding), told[deciding]
        row["decides"] = facts.aspects[a]
        distance = words.number(border.distance, signed=found.type is None)
        row["distance"] = links.number(distance, case=c, aspect=a)
    if found.statements is None:
        key = "no_type_why" if found.type is None else "no_flip" if found.at_least is None else "not_found"
        row["flip"] = words.say(f"robustness.{key}", n=found.at_least or 0)
        return row
    a = profile.aspects.index(found.aspect or profile.aspects[0])
    title = words.say("robustness.flip_title", aspect=facts.aspects[a])
    if len(facts.cases) > 1:
        title = f"{facts.cases[c]} · {title}"
    n = facts.statements_word(len(found.statements))
    values = {"statements": links.link(n, title, found.statements, profile.aspects[a])}
    values |= {"aspect": inside(facts.aspects[a]), "becomes": type_name(facts, found.becomes)}
    row["flip"] = words.say("robustness.flip" if found.exact else "robustness.flip_found", **values)
    return row
