"""The result in a few sentences, made from the numbers: plain, exact, cautious, and never advice.

Every number in a sentence passes through `link`, so that on the page it opens the statements behind it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

import numpy as np

from idealtypes.analyses.types.calibration import calibrate
from idealtypes.analyses.types.corners import HALF, nearest
from idealtypes.analyses.types.membership import CaseMembership, TypeMembership
from idealtypes.engine.findings import Finding
from idealtypes.engine.result import reasons_of
from idealtypes.reporting.facts import Facts
from idealtypes.reporting.linking import PLAIN, Linking, firm, said_word
from idealtypes.reporting.sentences import conclusion, parting
from idealtypes.reporting.summary.headlines import Headline, first_findings
from idealtypes.reporting.summary.summary_over_cases import SEVERAL, over_cases
from idealtypes.reporting.wording.names import corner_title, shortened, some, type_title
from idealtypes.reporting.wording.verbal_scale import Labels
from idealtypes.reporting.wording.words import inside, joined

SAME_PLACE = 1e-9  # balances that differ by less are equal: what is left is rounding
FEW_POLES = 3  # of more poles that exclude one another the largest shares are told
NAMED = 5  # aspects that are named in one sentence; of more the rest are counted
FEW_LINES = 3  # so many aspects of many cases that cannot be told have a line each
LISTED = ("difference", "cases", "position", "gap", "silent")  # what is told together where it cannot be told
OF_CASE = ("position", "gap", "silent")


def summary(facts: Facts, link: Linking = PLAIN) -> list[str]:
    """The sentences of the first screen: what is told, and a line a kind of what cannot be told."""
    found = first_findings(facts)
    return [*(sentence(facts, one, link) for one in found.told), *untold(facts, found.untold, link)]


def sentence(facts: Facts, one: Headline, link: Linking = PLAIN) -> str:
    """What a headline says, in one sentence."""
    c, a, words = one.case, one.aspect, facts.words
    if one.kind == "conclusion":
        return concluded(facts, one, link)
    if one.kind == "difference":
        return difference(facts, one, link)
    if one.kind in SEVERAL:
        return over_cases(facts, one, link)
    if one.kind == "silent":
        assert a is not None
        said = words.say("summary.silent", aspects=inside(facts.aspects[a]))
        return said if c is None else _named(facts, c, said)  # of no case, where of many none is spoken of
    assert c is not None
    if one.kind == "type":
        return _named(facts, c, ideal_type(facts, c, link))
    assert a is not None
    if one.kind == "gap":
        return _named(facts, c, gap_sentence(facts, c, a, link))
    if one.kind == "weighting":
        return parting(facts, c, a)
    return _named(facts, c, position(facts, c, a, link))


def untold(facts: Facts, ones: Sequence[Headline], link: Linking = PLAIN) -> list[str]:
    """What cannot be told, a line a kind and case; stated conclusions have their own place on the page."""
    kept = [one for one in ones if one.kind != "conclusion"]
    lines = []
    for (kind, case), held in groupby(
        kept, key=lambda one: (one.kind, one.case if one.kind in OF_CASE else None)
    ):
        alike = list(held)
        if len(alike) == 1 or kind not in LISTED:
            lines += [sentence(facts, one, link) for one in alike]
        elif kind != "cases" or len(alike) > FEW_LINES:
            said = _told_together(facts, kind, alike, link)
            lines.append(said if case is None else _named(facts, case, said))
        else:
            lines += [sentence(facts, one, link) for one in alike]
    return lines


def _told_together(facts: Facts, kind: str, ones: Sequence[Headline], link: Linking) -> str:
    """Several of one kind that cannot be told, in one sentence that names their aspects."""
    words = facts.words
    named = some(words, [_with_number(facts, one, link) for one in ones], NAMED)
    values = {"a": shortened(facts.cases[0]), "b": shortened(facts.cases[1])} if kind == "difference" else {}
    return words.say(
        f"summary.{kind}_none" if kind != "silent" else "summary.silent", aspects=named, **values
    )


def _with_number(facts: Facts, one: Headline, link: Linking) -> str:
    """An aspect with the number that cannot be told; what has no one number opens its statements by its name."""
    a, c, found = one.aspect, one.case, one.findings[0]
    assert a is not None
    name = inside(facts.aspects[a])
    if one.kind in ("silent", "cases"):
        return name
    if found.value is None or not (facts.profile.bipolar[a] or one.kind == "difference"):
        return link.number(name, case=c, aspect=a)
    shown = facts.words.number(found.value, signed=True)
    assert c is not None or one.kind == "difference"
    number = (
        link.gap(shown, c, a) if one.kind == "gap" and c is not None else link.number(shown, case=c, aspect=a)
    )
    return facts.words.say("summary.gap_value", aspect=name, gap=number)


def _named(facts: Facts, c: int, said: str) -> str:
    if len(facts.cases) == 1:
        return said
    return facts.words.say("summary.of_case", case=shortened(facts.cases[c]), sentence=said)


def position(facts: Facts, c: int, a: int, link: Linking = PLAIN) -> str:
    """Where the evidence of one case lies on an aspect."""
    words = facts.words
    said = clause(facts, c, a, facts.read(c, a), link)
    return words.say(
        "summary.sentence", text=words.say("summary.aspect", aspect=link.named(facts.aspects[a]), clause=said)
    )


def concluded(facts: Facts, one: Headline, link: Linking = PLAIN) -> str:
    """A conclusion of the study, and under how many of the ways to analyse it holds."""
    assert one.verdict is not None
    words, verdict = facts.words, one.verdict
    share = (
        "–"
        if verdict.share is None
        else link.number(words.percent(verdict.share), case=one.case, aspect=one.aspect)
    )
    key = "holds" if verdict.verdict is not None else "open"
    return words.say(f"first.concluded.{key}", conclusion=conclusion(facts, verdict.conclusion), share=share)


def difference(facts: Facts, one: Headline, link: Linking = PLAIN) -> str:
    """How two cases differ on an aspect: the first one set against the second."""
    words, (found,), a = facts.words, one.findings, one.aspect
    assert a is not None
    profile = facts.profile
    first, second = (
        profile.cases.index(c) for c in (found.subject.case or found.ties[0], found.subject.other or "")
    )
    values = {
        "aspect": link.named(facts.aspects[a]), "a": shortened(facts.cases[first]), "b": shortened(facts.cases[second]),
        "difference": link.number(words.number(found.value, signed=True), case=None, aspect=a),
    }  # fmt: skip
    if found.interval is not None:
        values["difference"] = words.say(
            "first.interval", value=values["difference"], range=words.range(*found.interval)
        )
    if found.kind == "tie" and one.told:
        return words.say("summary.difference_same", **values)
    if not one.told and (profile.bipolar[a] or found.subject.pole is None):
        return words.say("summary.difference_open", **values)
    pole = facts.poles[a][profile.tally.poles[a].index(found.subject.pole or "")]
    key = (
        "difference_open_pole"
        if not one.told
        else "difference"
        if profile.bipolar[a]
        else "difference_more"
        if (found.value or 0) > 0
        else "difference_less"
    )
    return words.say(f"summary.{key}", pole=pole, firm=firm(words, found), **values)


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
    chance = words.percent(most) if other is None else link.corner(words.percent(most), c, other)
    key = "summary.leans_less" if likelier else "summary.leans_but"
    return words.say(key, **values, other=type_or_none(facts, other), other_probability=chance)


def first_reason(facts: Facts, found: Finding) -> str:
    """The first of the reasons why less is told."""
    return facts.words.why(reasons_of(found.why)[:1])


def likeliest_other(
    facts: Facts, member: CaseMembership, own: TypeMembership
) -> tuple[TypeMembership | None, float, bool] | None:
    """What is most probable beside a case's own type, and whether it is more so, as printed: another one, or none."""
    rivals: list[tuple[float, TypeMembership | None]] = [
        (t.probability, t) for t in member.types if t.type != own.type and t.probability
    ]
    rivals += [(member.no_type, None)] if member.no_type else []
    if not rivals or own.probability is None:
        return None
    most, kind = max(rivals, key=lambda rival: rival[0])
    percent = facts.words.percent
    return kind, most, most > own.probability and percent(most) != percent(own.probability)


def type_or_none(facts: Facts, kind: TypeMembership | None) -> str:
    """A type within a sentence, or that there is none at all."""
    return facts.words.say("types.no_type_at_all") if kind is None else called(facts, kind)


def called(facts: Facts, kind: TypeMembership) -> str:
    """A type's title within a sentence; a corner without a name is a hybrid with its poles (of many, the first)."""
    if kind.named:
        return inside(type_title(facts.study.scheme, kind, facts.words))
    corner = corner_title(facts.study.scheme, kind.corner, facts.words, NAMED)
    return facts.words.say("types.hybrid_of", corner=corner)


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


def gap_sentence(facts: Facts, c: int, a: int, link: Linking = PLAIN) -> str:
    """Where what is said to be useful lies from what is on an aspect, as far as that can be told."""
    words, case, aspect = facts.words, facts.profile.cases[c], facts.profile.aspects[a]
    record, found = facts.gaps[case, aspect], facts.gap_findings[case, aspect]
    shown, ends = link.gap(words.number(record["gap"], signed=True), c, a), record["interval_whole"]
    if found.standing == "cannot_be_told" or abs(record["gap"]) < SAME_PLACE:
        told = words.say("summary.gap_value", aspect=inside(facts.aspects[a]), gap=shown)
        return words.say("summary.gap_none", aspects=told)
    values = {
        "aspect": link.named(facts.aspects[a]), "gap": shown, "firm": firm(words, found),
        "pole": facts.poles[a][int(record["gap"] > 0)],
    }  # fmt: skip
    if ends is None:
        return words.say("summary.gap_known", **values)
    return words.say("summary.gap_at", range=words.range(*ends), **values)
