"""What would turn a finding of the first screen: the fewest sources or statements left out, and other choices."""

from __future__ import annotations

from collections.abc import Sequence

from idealtypes.analyses.influence.turning_sources import alone_turning, fewest_sources, side_of
from idealtypes.analyses.robustness.verdicts import Verdict
from idealtypes.reporting.facts import Facts
from idealtypes.reporting.links import Links
from idealtypes.reporting.sentences import option
from idealtypes.reporting.summary.headlines import Headline, plain_of
from idealtypes.reporting.wording.names import some
from idealtypes.reporting.wording.words import inside, joined

NAMED = 3  # sources that are named; more are counted
FEWEST = 2  # sources: where there is one, nothing is left without it
CHOICES = 1  # choices that are named; more are counted


def what_turns(facts: Facts, links: Links, one: Headline) -> str:
    """What would turn a finding, in a sentence; "" where that is not asked, as in a shared report."""
    if facts.sharing:
        return ""
    words, c, a = facts.words, one.case, one.aspect
    asked, ways = False, list[str]()
    if one.kind == "type" and c is not None:
        ways = _type(facts, links, c)
    elif one.kind == "position" and c is not None and a is not None:
        asked, ways = _position(facts, one, c, a)
    elif one.kind == "gap" and c is not None and a is not None:
        asked, ways = _gap(facts, c, a)
    elif one.kind == "difference" and a is not None:
        asked, ways = _difference(facts, one, a)
    verdict = one.verdict or _verdict(facts, one)
    tried = verdict is not None and bool(verdict.holds)
    if verdict is not None and tried:
        ways += _choices(facts, verdict)
    if ways:
        return words.say("first.turns.if", ways=joined(ways, words.say("first.turns.or")))
    if one.kind in ("gap", "difference"):
        return words.say("first.turns.none_single") if asked else ""
    if asked:
        return words.say("first.turns.none" if tried else "first.turns.none_sources")
    return words.say("first.turns.none_choice") if tried else ""


def _type(facts: Facts, links: Links, c: int) -> list[str]:
    """The fewest statements without which a case has another type or none."""
    words, found = facts.words, facts.influence.smallest[c]
    if found.type is None or found.statements is None or found.aspect is None:
        return []
    a, n = facts.profile.aspects.index(found.aspect), len(found.statements)
    title = words.say("robustness.flip_title", aspect=facts.aspects[a])
    told = links.link(facts.statements_word(n), title, found.statements, found.aspect)
    return [words.say("first.turns.statements", n=n, statements=told, aspect=inside(facts.aspects[a]))]


def _position(facts: Facts, one: Headline, c: int, a: int) -> tuple[bool, list[str]]:
    """Whether it was asked what turns a position, and the fewest sources that do."""
    (found,), all_ = one.findings, int(facts.profile.sources[c, a])
    if (
        found.kind not in ("balanced", "lean")
        or all_ < FEWEST
        or any(at == a for at, _ in facts.profile.pooled)
    ):
        return False, []
    pole = None if found.subject.pole is None else facts.profile.tally.poles[a].index(found.subject.pole)
    sources = fewest_sources(facts.profile, c, a, pole)
    if sources is None:
        return True, []
    words = facts.words
    if len(sources) > NAMED:
        return True, [words.say("first.turns.of_all", n=len(sources), all=words.whole(all_))]
    key = "sources" if len(sources) == 1 else "together"
    return True, [words.say(f"first.turns.{key}", sources=words.listed([facts.source(s) for s in sources]))]


def _gap(facts: Facts, c: int, a: int) -> tuple[bool, list[str]]:
    """Whether it was asked what turns a gap, and the single sources that do."""
    here, there = (side_of(facts.profiles[view], c, a, 1) for view in ("is", "useful"))
    return len({*here, *there}) >= FEWEST, _alone(facts, alone_turning(here, there))


def _difference(facts: Facts, one: Headline, a: int) -> tuple[bool, list[str]]:
    """Whether it was asked what turns a difference, and the single sources that do."""
    (found,) = one.findings
    if found.kind == "tie" or any(at == a for at, _ in facts.profile.pooled):
        return False, []
    pole = facts.profile.tally.poles[a].index(found.subject.pole or "")
    second, first = (facts.profile.cases.index(c or "") for c in (found.subject.other, found.subject.case))
    here, there = (side_of(facts.profile, c, a, pole) for c in (second, first))
    return len({*here, *there}) >= FEWEST, _alone(facts, alone_turning(here, there))


def _alone(facts: Facts, sources: Sequence[str]) -> list[str]:
    """The sources any one of which turns it."""
    if not sources:
        return []
    words, names = facts.words, [facts.source(s) for s in sources]
    told = some(words, names, NAMED)
    return [words.say(f"first.turns.{'sources' if len(names) == 1 else 'any'}", sources=told)]


def _verdict(facts: Facts, one: Headline) -> Verdict | None:
    """How the same fared under other choices, where it was tried: where a case leans, and of which type it is."""
    kind = {"position": "leans", "type": "type"}.get(one.kind)
    if kind is None or one.case is None:
        return None
    found, case = one.findings[0], facts.profile.cases[one.case]
    if found.kind not in ("lean", "type"):
        return None
    for v in facts.robustness.verdicts:
        c = v.conclusion
        if c.kind != kind or c.case not in (None, case) or not plain_of(c):
            continue
        same = c.type == found.subject.other if kind == "type" else (
            (c.aspect, c.pole) == (found.subject.aspect, found.subject.pole)
        )  # fmt: skip
        if same and v.holds:
            return v
    return None


def _choices(facts: Facts, verdict: Verdict) -> list[str]:
    """The single choices that break it, some by name; or that only several at once do."""
    words = facts.words
    single = list(dict.fromkeys(option(facts, c[0]) for c in verdict.broken_by if len(c) == 1))
    if not single:
        return [words.say("first.turns.some_choices")] if verdict.broken_by else []
    more = len(single) - CHOICES
    named = single if more < 1 else [*single[:CHOICES], words.say("robustness.more", n=more)]
    return [words.say("first.turns.choices", choices=joined(named, "; "))]
