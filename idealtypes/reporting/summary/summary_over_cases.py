"""The result over many cases: how many lie where, which lie outermost, how many are of each type."""

from __future__ import annotations

from idealtypes.engine.findings import Finding
from idealtypes.reporting.facts import Facts
from idealtypes.reporting.linking import PLAIN, Linking, firm, said_word
from idealtypes.reporting.summary.headlines import Headline
from idealtypes.reporting.wording.names import shortened
from idealtypes.reporting.wording.words import Words, inside

SAME_PLACE = 1e-9  # weights that differ by less are equal: what is left is rounding


SEVERAL = ("cases", "types", "extreme", "order", "group")  # the kinds of headlines that are about many cases


def over_cases(facts: Facts, one: Headline, link: Linking = PLAIN) -> str:
    """What a headline says of many cases."""
    if one.kind == "cases":
        assert one.aspect is not None
        return _aspect_over_cases(facts, one.aspect, link)
    if one.kind == "types":
        return _types(facts)
    if one.kind == "extreme":
        return outermost(facts, one.findings[0], link)
    return _order(facts, one) if one.kind == "order" else _groups(facts, one)


def _types(facts: Facts) -> str:
    """How many cases are of each type, and of how many that cannot be told."""
    words, held = facts.words, dict[str, list[Finding]]()
    for c, member in enumerate(facts.membership.cases):
        own, (found, *_) = member.find(member.assigned), facts.membership.findings_of(c)
        if own is not None and found.standing != "cannot_be_told":
            held.setdefault(own.title, []).append(found)
    total = len(facts.cases)
    if not held:
        return words.say("summary.types_none", n=total)
    listed = [_count(words, "of", found, type=inside(title)) for title, found in held.items()]
    return words.say("summary.types", types=words.listed(listed), n=total - sum(map(len, held.values())))


def _order(facts: Facts, one: Headline) -> str:
    """Which case comes first by the criterion of the comparison; several where they tie."""
    words, (found,) = facts.words, one.findings
    first = found.ties or (found.subject.case or "",)
    by = (found.subject.other or "").split(":")[0].replace(" ", "_")
    if not one.told:
        return words.say(f"first.order_none.{by}")
    c = facts.profile.cases.index(first[0])
    return words.say(
        f"first.order.{by}", n=len(first), case=shortened(facts.cases[c]), firm=firm(words, found)
    )


def _groups(facts: Facts, one: Headline) -> str:
    """Into how many groups of alike cases they fall."""
    key = "group" if one.told else "group_none"
    weakest = min(one.findings, key=lambda f: f.probability or 0.0)
    return facts.words.say(f"first.{key}", n=len(one.findings), firm=firm(facts.words, weakest))


def _aspect_over_cases(facts: Facts, a: int, link: Linking) -> str:
    words, profile, title = facts.words, facts.profile, facts.aspects[a]
    spoken = [c for c in range(len(facts.cases)) if profile.statements[c, a]]
    if not spoken:
        return words.say("summary.silent", aspects=inside(title))
    reads = [facts.read(c, a) for c in spoken]
    if profile.tally.present[a] and all(read.found.standing == "cannot_be_told" for read in reads):
        return _dimensions_over_cases(facts, a, spoken, link)
    toward = "toward" if profile.bipolar[a] else "lead"
    listed = [
        _count(words, toward, [read.found for read in reads if read.pole == p], pole=pole)
        for p, pole in enumerate(facts.poles[a])
    ]
    for word in ("balanced", "may_balance", "undecided", "alike", "open", "untold"):
        listed.append(_count(words, word, [read.found for read in reads if said_word(read) == word]))
    listed = [told for told in listed if told]
    if profile.bipolar[a] and (profile.no_interval[spoken, a] & ~profile.complete[spoken]).all():
        listed = [
            words.say("summary.cases_rated", told=words.listed(listed), counts=_sides(facts, a, spoken))
        ]
    said = words.say("summary.over", aspect=link.named(title), text=words.listed(listed))
    return words.say("summary.sentence", text=said)


def _sides(facts: Facts, a: int, spoken: list[int]) -> str:
    """How many cases one rater puts on either side of the middle: what was rated, and no more than that."""
    words, balance = facts.words, facts.profile.balance[spoken, a]
    sides = [int((balance < -SAME_PLACE).sum()), int((balance > SAME_PLACE).sum())]
    told = [words.say("summary.at_side", n=n, pole=facts.poles[a][p]) for p, n in enumerate(sides) if n]
    middle = len(spoken) - sum(sides)
    return words.listed([*told, *([words.say("summary.at_middle", n=middle)] if middle else [])])


def _count(words: Words, key: str, found: list[Finding], **values: str) -> str:
    """In how many cases it is so, and in how many of them no more than probably; empty where in none."""
    n, leaning = len(found), sum(one.standing == "leaning" for one in found)
    if not n:
        return ""
    told = words.say(
        f"summary.cases_{key}", n=n, firm=firm(words, found[0]) if leaning == n else "", **values
    )
    return f"{told} {words.say('summary.of_them', n=leaning)}" if 0 < leaning < n else told


def outermost(facts: Facts, found: Finding, link: Linking = PLAIN) -> str:
    """The case that lies farthest toward a pole, where the draws put it there; those that tie are counted."""
    words, a = facts.words, facts.profile.aspects.index(found.subject.aspect or "")
    first = found.ties or (found.subject.case or "",)
    c = facts.profile.cases.index(first[0])
    pole = facts.poles[a][facts.profile.tally.poles[a].index(found.subject.pole or "")]
    value = link.number(words.number(found.value, signed=True), case=c, aspect=a)
    values = {"pole": pole, "n": len(first), "case": shortened(facts.cases[c]), "firm": firm(words, found)}
    said = words.say("summary.outermost", value=value, **values)
    told = words.say("summary.over", aspect=link.named(facts.aspects[a]), text=said)
    return words.say("summary.sentence", text=told)


def _dimensions_over_cases(facts: Facts, a: int, spoken: list[int], link: Linking) -> str:
    """In how many cases each dimension is there, and in how many several have the largest weight."""
    words, profile, poles = facts.words, facts.profile, facts.poles[a]
    there = [int((profile.shares[spoken, a, p] > 0).sum()) for p in range(len(poles))]
    listed = [words.say("summary.cases_hold", n=n, pole=poles[p]) for p, n in enumerate(there) if n]
    said = words.say("summary.over", aspect=link.named(facts.aspects[a]), text=words.listed(listed))
    weights = profile.shares[spoken, a]
    alike = int(((weights > weights.max(axis=1, keepdims=True) - SAME_PLACE).sum(axis=1) > 1).sum())
    sentence = words.say("summary.sentence", text=said)
    if not alike:
        return sentence
    return words.say("summary.two", first=sentence, second=words.say("summary.alike", n=alike))
