"""The result over many cases: how many lie where, which lie outermost, how many are of each type."""

from __future__ import annotations

from idealtypes.engine.findings import Finding
from idealtypes.reporting.facts import Facts
from idealtypes.reporting.linking import PLAIN, Linking, firm, said_word
from idealtypes.reporting.words import Words, inside, joined

SAME_PLACE = 1e-9  # weights that differ by less are equal: what is left is rounding


def over_cases(facts: Facts, link: Linking = PLAIN) -> list[str]:
    """Many cases: per aspect how many lie where, and which lie outermost; then how many are of each type."""
    sentences = [_aspect_over_cases(facts, a, link) for a in range(len(facts.aspects))]
    words, held = facts.words, dict[str, list[Finding]]()
    for c, member in enumerate(facts.membership.cases):
        own, (found, *_) = member.find(member.assigned), facts.membership.findings_of(c)
        if own is not None and found.standing != "cannot_be_told":
            held.setdefault(own.title, []).append(found)
    total = len(facts.cases)
    if not held:
        return [*sentences, words.say("summary.types_none", n=total)]
    listed = [_count(words, "of", found, type=inside(title)) for title, found in held.items()]
    rest = total - sum(map(len, held.values()))
    return [*sentences, words.say("summary.types", types=words.listed(listed), n=rest)]


def _aspect_over_cases(facts: Facts, a: int, link: Linking) -> str:
    words, profile, title = facts.words, facts.profile, facts.aspects[a]
    spoken = [c for c in range(len(facts.cases)) if profile.statements[c, a]]
    if not spoken:
        return words.say("summary.silent", aspects=inside(title))
    if profile.tally.present[a]:
        return _dimensions_over_cases(facts, a, spoken, link)
    reads = [facts.read(c, a) for c in spoken]
    toward = "toward" if profile.bipolar[a] else "lead"
    listed = [
        _count(words, toward, [read.found for read in reads if read.pole == p], pole=pole)
        for p, pole in enumerate(facts.poles[a])
    ]
    for word in ("balanced", "may_balance", "undecided", "alike", "open", "untold"):
        listed.append(_count(words, word, [read.found for read in reads if said_word(read) == word]))
    listed = [told for told in listed if told]
    said = words.say("summary.over", aspect=link.named(title), text=words.listed(listed))
    told = [said, *(outermost(facts, a, link) if profile.bipolar[a] else [])]
    return words.say("summary.sentence", text=joined(told))


def _count(words: Words, key: str, found: list[Finding], **values: str) -> str:
    """In how many cases it is so, and in how many of them no more than probably; empty where in none."""
    n, leaning = len(found), sum(one.standing == "leaning" for one in found)
    if not n:
        return ""
    told = words.say(
        f"summary.cases_{key}", n=n, firm=firm(words, found[0]) if leaning == n else "", **values
    )
    return f"{told} {words.say('summary.of_them', n=leaning)}" if 0 < leaning < n else told


def outermost(facts: Facts, a: int, link: Linking = PLAIN) -> list[str]:
    """The cases that lie farthest toward each pole, where the draws put them there; those that tie are counted."""
    words, told = facts.words, list[str]()
    for found in facts.extremes.get(facts.profile.aspects[a], ()):
        if found.standing == "cannot_be_told":
            continue
        first = found.ties or (found.subject.case or "",)
        c = facts.profile.cases.index(first[0])
        pole = facts.poles[a][facts.profile.tally.poles[a].index(found.subject.pole or "")]
        value = link.number(words.number(found.value, signed=True), case=c, aspect=a)
        values = {"pole": pole, "n": len(first), "case": facts.cases[c], "firm": firm(words, found)}
        told.append(words.say("summary.outermost", value=value, **values))
    return told


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
