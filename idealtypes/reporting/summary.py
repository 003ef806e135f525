"""The result in a few sentences, made from the numbers: plain, exact, cautious, and never advice.

Every number in a sentence passes through `link`, so that on the page it opens the statements behind it.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from idealtypes.analyses.types.calibration import calibrate
from idealtypes.analyses.types.corners import HALF, nearest
from idealtypes.analyses.types.membership import CaseMembership, TypeMembership
from idealtypes.engine.findings import Finding
from idealtypes.engine.result import reasons_of
from idealtypes.reporting.facts import FEW_CASES, Facts
from idealtypes.reporting.linking import PLAIN, Linking, firm, said_word
from idealtypes.reporting.names import type_title
from idealtypes.reporting.summary_over_cases import over_cases
from idealtypes.reporting.verbal_scale import Labels
from idealtypes.reporting.words import inside, joined

SAME_PLACE = 1e-9  # balances that differ by less are equal: what is left is rounding
FEW_POLES = 3  # of more poles that exclude one another the largest shares are told


def summary(facts: Facts, link: Linking = PLAIN) -> list[str]:
    """The result in sentences: where the evidence lies, which ideal type that is, and what is said to be useful."""
    if len(facts.cases) > FEW_CASES:
        return over_cases(facts, link)
    sentences = []
    for c in range(len(facts.cases)):
        told = [positions(facts, c, link), ideal_type(facts, c, link), gap_sentence(facts, c, link)]
        sentences += [_named(facts, c, sentence) for sentence in told if sentence]
    if facts.gaps and all(record["gap"] is None for record in facts.gaps.values()):
        sentences.append(facts.words.say("summary.gap_silent"))
    return sentences


def _named(facts: Facts, c: int, sentence: str) -> str:
    if len(facts.cases) == 1:
        return sentence
    return facts.words.say("summary.of_case", case=facts.cases[c], sentence=sentence)


def positions(facts: Facts, c: int, link: Linking = PLAIN) -> str:
    """Where the evidence of one case lies on each aspect, in one sentence; a second one names silent aspects."""
    words = facts.words
    clauses: list[str] = []
    silent: list[str] = []
    for a, title in enumerate(facts.aspects):
        read = facts.read(c, a)
        if read.silent:
            silent.append(inside(title))
            continue
        said = clause(facts, c, a, read, link)
        named = link.named(inside(title) if clauses else title)
        clauses.append(words.say("summary.aspect", aspect=named, clause=said))
    sentences = []
    if clauses:
        sentences.append(words.say("summary.sentence", text=words.listed(clauses)))
    if silent:
        sentences.append(words.say("summary.silent", aspects=words.listed(silent)))
    return (
        words.say("summary.two", first=sentences[0], second=sentences[1])
        if len(sentences) > 1
        else sentences[0]
    )


def clause(facts: Facts, c: int, a: int, read: Labels, link: Linking = PLAIN) -> str:
    """What is said of one aspect: where it lies, how sure that is, and what the evidence is like."""
    words, profile = facts.words, facts.profile
    if not profile.bipolar[a]:
        return _weights(facts, c, a, read, link)
    value = link.number(words.number(profile.balance[c, a], signed=True), case=c, aspect=a)
    # Where each statement takes a side, the middle is where none of them stands.
    torn = read.torn is not None and read.torn.standing != "cannot_be_told"
    divided = read.torn if torn and read.word in ("balanced", "undecided") else None
    remarks = _remarks(facts, c, a, replace(read, torn=None) if divided else read)
    word = "torn" if divided else said_word(read)
    if profile.complete[c] and abs(abs(profile.balance[c, a]) - 1) < SAME_PLACE:
        word = "pole"
    where = words.say(
        f"summary.where.{word}",
        pole=_pole(facts, a, read.pole),
        firm=firm(words, divided or read.found),
    )
    inner = [value, _ends(facts, a, read), *remarks]
    return words.say("summary.clause", where=where, inner=joined(inner))


def _pole(facts: Facts, a: int, pole: int | None) -> str:
    return "" if pole is None else facts.poles[a][pole]


def _ends(facts: Facts, a: int, read: Labels) -> str:
    """The interval in words: `interval: almost wholly to somewhat informal`."""
    words = facts.words
    if read.ends is None:
        return words.say("summary.complete" if facts.study.settings.unit == "none" else "summary.one_rater")
    low, high = read.ends
    named = [words.say(f"summary.end.{end.strength}", pole=_pole(facts, a, end.pole)) for end in (low, high)]
    if low == high:
        return words.say("summary.throughout", end=named[0])
    if low.pole == high.pole:
        named[0] = words.say(f"summary.degree.{low.strength}")
    key = "interval" if facts.profile.doubt.informants_alone else "interval_whole"
    return words.say(f"summary.{key}", low=named[0], high=named[1])


def _remarks(facts: Facts, c: int, a: int, read: Labels) -> list[str]:
    words, profile = facts.words, facts.profile
    out = []
    if facts.one_sided("all", c, a):
        p = int(profile.shares[c, a, 1] > profile.shares[c, a, 0])
        out.append(words.say("sharing.one_sided", pole=facts.poles[a][p]))
    if read.torn is not None:
        key = "sides" if read.torn.standing == "cannot_be_told" else "torn"
        poles = "" if profile.bipolar[a] else "_poles"
        out.append(words.say(f"summary.{key}{poles}", firm=firm(words, read.torn)))
    elif read.blended:
        out.append(words.say("summary.blended"))
    if read.thin:
        amount = {
            "statements": facts.statements_word(profile.statements[c, a]),
            "sources": facts.sources_word(profile.sources[c, a]),
        }
        out.append(words.say("summary.thin", **amount))
    return out


def _weights(facts: Facts, c: int, a: int, read: Labels, link: Linking) -> str:
    """Three or more poles or dimensions: those that are there with their shares or weights, and what their order is."""
    words, profile, poles = facts.words, facts.profile, facts.poles[a]
    weights, (low, high) = profile.shares[c, a], profile.whole_bounds
    present = profile.tally.present[a]
    there = [p for p in np.argsort(-weights[: len(poles)], kind="stable").tolist() if weights[p] > 0]
    if not there:
        return words.say("summary.no_dimension")
    told = []
    for p in there:
        said = words.number(weights[p]) if present else words.percent(weights[p])
        said = link.number(said, case=c, aspect=a)
        if not np.isnan(low[c, a, p]):
            ends = low[c, a, p], high[c, a, p]
            between = words.range(*ends, signed=False) if present else words.percents(*ends)
            said = words.say("figure.reading", value=said, range=between)
        told.append(words.say("figure.percent_at", pole=poles[p], share=said))
    if not present and len(there) > FEW_POLES:  # the largest, and those that tie with the last of them
        shown = int((weights[there] > weights[there[FEW_POLES - 1]] - SAME_PLACE).sum())
        others = len(there) - shown
        told = [*told[:shown], *([words.say("summary.fewer", n=others)] if others else [])]
    inner = joined([order_words(facts, a, read), *_remarks(facts, c, a, read)])
    return words.say("summary.weights", weights=words.listed(told), order=inner)


def order_words(facts: Facts, a: int, read: Labels) -> str:
    """What can be said of the order of an aspect's dimensions; equal ones stand in the theory's order, as equal."""
    words, poles = facts.words, facts.poles[a]
    values = {"firm": firm(words, read.found)}
    if read.pole is not None:
        return words.say("summary.order.leads", poles=poles[read.pole], **values)
    if read.word == "alike":
        equal = [poles[read.poles.index(p)] for p in read.found.ties]
        return words.say("summary.order.equal", poles=words.listed(equal), **values)
    return words.say("summary.order.untold" if read.word == "untold" else "summary.order.open")


def ideal_type(facts: Facts, c: int, link: Linking = PLAIN) -> str:
    """Which ideal type the case is, or leans to, with probability, degree and runner-up."""
    words, member = facts.words, facts.membership.cases[c]
    own, (found, *_) = member.find(member.assigned or member.leans), facts.membership.findings_of(c)
    if own is None:
        return words.say(f"summary.no_type.{found.standing}", why=no_type(facts, c))
    values = {"type": called(facts, own), "degree": link.corner(words.number(own.membership), c, own)}
    if facts.study.settings.unit == "none":
        return words.say("summary.type_complete", **values)
    if found.probability is None:
        return words.say("summary.type_only", why=first_reason(facts, found), **values)
    values["probability"] = link.corner(words.percent(found.probability), c, own)
    if member.assigned and found.standing != "cannot_be_told":
        return words.say("summary.assigned", firm=firm(words, found), **values)
    rival = likeliest_other(facts, member, own)
    if rival is None:
        return words.say("summary.leans", **values)
    other, most, likelier = rival
    kind = next((t for t in member.types if t.type != own.type and called(facts, t) == other), None)
    chance = words.percent(most) if kind is None else link.corner(words.percent(most), c, kind)
    key = "summary.leans_less" if likelier else "summary.leans_but"
    return words.say(key, **values, other=other, other_probability=chance)


def first_reason(facts: Facts, found: Finding) -> str:
    """The first of the reasons why less is told."""
    return facts.words.why(reasons_of(found.why)[:1])


def likeliest_other(
    facts: Facts, member: CaseMembership, own: TypeMembership
) -> tuple[str, float, bool] | None:
    """What is most probable beside a case's own type: another one, or none; and whether it is more so, as printed."""
    rivals = [(t.probability, called(facts, t)) for t in member.types if t.type != own.type and t.probability]
    rivals += [(member.no_type, facts.words.say("types.no_type_at_all"))] if member.no_type else []
    if not rivals or own.probability is None:
        return None
    most, title = max(rivals, key=lambda rival: rival[0])
    percent = facts.words.percent
    return title, most, most > own.probability and percent(most) != percent(own.probability)


def called(facts: Facts, kind: TypeMembership) -> str:
    """A type's title within a sentence; a corner without a name is called a hybrid, with its poles."""
    title = type_title(facts.study.scheme, kind, facts.words)
    return inside(title) if kind.named else facts.words.say("types.hybrid_of", corner=title)


def no_type(facts: Facts, c: int) -> str:
    """Why a case has no ideal type, in the report's words."""
    words, profile = facts.words, facts.profile
    silent = [inside(t) for a, t in enumerate(facts.aspects) if not profile.statements[c, a]]
    if silent:
        return words.say("types.silent", aspects=words.listed(silent))
    anchors = facts.study.settings.anchors
    members = profile.shares[c] if anchors is None else calibrate(profile.shares[c], anchors)
    found: dict[str, list[str]] = {"half": [], "divided": []}
    for a, there in enumerate(profile.tally.present):
        if nearest(members[a, : len(facts.poles[a])], there)[1] <= HALF:
            found["half" if there else "divided"].append(inside(facts.aspects[a]))
    return "; ".join(words.say(f"types.{key}", aspects=words.listed(a)) for key, a in found.items() if a)


def gap_sentence(facts: Facts, c: int, link: Linking = PLAIN) -> str:
    """Where what is said to be useful lies from what is, as far as the intervals tell; empty where one is silent."""
    words, case = facts.words, facts.profile.cases[c]
    clear, unclear, firmly = [], [], list[Finding]()
    for a, aspect in enumerate(facts.profile.aspects):
        record = facts.gaps.get((case, aspect))
        if record is None or record["gap"] is None:
            continue
        title = inside(facts.aspects[a])
        shown = link.gap(words.number(record["gap"], signed=True), c, a)
        found, ends = facts.gap_findings[case, aspect], record["simultaneous"]
        if found.standing == "cannot_be_told" or abs(record["gap"]) < SAME_PLACE:
            unclear.append(words.say("summary.gap_value", aspect=title, gap=shown))
            continue
        firmly.append(found)
        pole = facts.poles[a][int(record["gap"] > 0)]
        values = {"aspect": title, "pole": pole, "gap": shown, "firm": firm(words, found)}
        if ends is not None:
            values["range"] = words.range(*ends)
        clear.append(words.say(f"summary.gap_{'known' if ends is None else 'at'}", **values))
    if not clear and not unclear:
        return ""
    if not clear:
        return words.say("summary.gap_none", aspects=words.listed(unclear))
    least = max(firmly, key=lambda found: found.standing == "sure")
    said = words.say("summary.gap_clear", aspects=words.listed(clear), firm=firm(words, least))
    if not unclear:
        return words.say("summary.sentence", text=said)
    return words.say(
        f"summary.gap_{'same' if facts.study.settings.unit == 'none' else 'rest'}",
        said=said,
        aspects=words.listed(unclear),
    )
