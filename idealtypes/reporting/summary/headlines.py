"""Which findings the first screen tells, and in which order: at most five, whatever the order of the rows.

The rule stands in docs/method.md: conclusions that the study states come first, of two cases then their differences,
then what is sure before what is leaning. Within each of these the kinds take turns, so that the firmest of every kind
is told before the second of any. What cannot be told has the last place, a line a kind.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal

from idealtypes.analyses.compare.comparison_findings import order_findings
from idealtypes.analyses.robustness.verdicts import Verdict
from idealtypes.engine.findings import Finding, Firmness
from idealtypes.model.conclusions import Conclusion
from idealtypes.reporting.facts import FEW_CASES, Facts
from idealtypes.reporting.linking import said_word

HeadlineKind = Literal[
    "conclusion", "difference", "cases", "position", "type", "types", "gap", "extreme", "order", "group", "weighting",
    "silent",
]  # fmt: skip
KINDS: tuple[HeadlineKind, ...] = (
    "conclusion", "difference", "cases", "position", "type", "types", "gap", "extreme", "order", "group", "weighting",
    "silent",
)  # fmt: skip
FIRMNESS: tuple[Firmness, ...] = ("sure", "leaning", "cannot_be_told")
PLACES = 5
SAME = 1e-9  # a gap below this is none: what is left is rounding
TOLD = 3  # decimals to which probabilities are compared: beyond lies rounding


@dataclass(frozen=True)
class Headline:
    """One thing that the first screen can tell.

    Attributes
    ----------
    kind, standing
        What it is, and how firmly it stands.
    findings
        What it is made from: several where it counts cases.
    case, aspect
        By number; None where it is about no one such thing.
    verdict
        Of a conclusion that the study states: how it fared under other choices.
    """

    kind: HeadlineKind
    standing: Firmness
    findings: tuple[Finding, ...] = ()
    case: int | None = None
    aspect: int | None = None
    verdict: Verdict | None = field(default=None, compare=False)

    @property
    def told(self) -> bool:
        """Whether it can be told."""
        return self.standing != "cannot_be_told"

    @property
    def probability(self) -> float:
        """How probable it is, for the order; 0 where that is not known."""
        return max((round(f.probability or 0.0, TOLD) for f in self.findings), default=0.0)


@dataclass(frozen=True)
class FirstFindings:
    """What the first screen tells, in its order; what cannot be told; and what is told for which it has no place."""

    told: tuple[Headline, ...]
    untold: tuple[Headline, ...]
    more: tuple[Headline, ...]


def headlines(facts: Facts) -> list[Headline]:
    """All that the first screen could tell, and all that it would have to say cannot be told."""
    many = len(facts.cases) > FEW_CASES
    return [*_conclusions(facts), *(_many(facts) if many else _few(facts))]


def first_findings(facts: Facts) -> FirstFindings:
    """The findings of the first screen."""
    found = headlines(facts)
    told = in_turn(facts, (h for h in _once(facts, found) if h.told))
    untold = sorted((h for h in found if not h.told), key=lambda h: _by_case(facts, h))
    room = PLACES - bool(untold)
    return FirstFindings(tuple(told[:room]), tuple(untold), tuple(told[room:]))


def in_turn(facts: Facts, told: Iterable[Headline]) -> list[Headline]:
    """The order of the rule: stated conclusions, of two cases differences, then by firmness, the kinds in turns."""
    rounds: dict[tuple[int, Firmness, HeadlineKind], list[Headline]] = {}
    for one in told:
        front = 0 if one.kind == "conclusion" else 1 if one.kind == "difference" else 2
        rounds.setdefault((front, one.standing, one.kind), []).append(one)
    order = []
    for (front, standing, kind), ones in rounds.items():
        ones.sort(key=lambda h: (-h.probability, *_place(facts, h)))
        order += [
            ((front, FIRMNESS.index(standing), turn, KINDS.index(kind)), one) for turn, one in enumerate(ones)
        ]
    return [one for _, one in sorted(order, key=lambda pair: pair[0])]


def _place(facts: Facts, h: Headline) -> tuple[int, int, str, str]:
    """Where a headline stands among its like: by its kind, by its aspect in the scheme, by its case's id."""
    case = "" if h.case is None else facts.profile.cases[h.case]
    pole = h.findings[0].subject.pole if h.findings else None
    return KINDS.index(h.kind), -1 if h.aspect is None else h.aspect, case, pole or ""


def _by_case(facts: Facts, h: Headline) -> tuple[int, str, int, str]:
    """The same, case by case: what cannot be told of one case is told together."""
    kind, aspect, case, pole = _place(facts, h)
    return kind, "" if h.verdict is not None else case, aspect, pole


def _conclusions(facts: Facts) -> Iterator[Headline]:
    """What the study concludes. Where its own numbers speak of the same, it stands no more firmly than they do."""
    if facts.sharing or not facts.study.conclusions:
        return
    for verdict in facts.robustness.verdicts:
        if not verdict.stated:
            continue
        c, finding = verdict.conclusion, verdict.finding(facts.robustness.view)
        case = (
            facts.profile.cases.index(c.case) if c.case is not None else 0 if len(facts.cases) == 1 else None
        )
        aspect = None if c.aspect is None else facts.profile.aspects.index(c.aspect)
        standings = [finding.standing]
        if case is not None and plain_of(c):
            standings.append(_own(facts, c, case))
        yield Headline("conclusion", max(standings, key=FIRMNESS.index), (finding,), case, aspect, verdict)


def plain_of(c: Conclusion) -> bool:
    """Whether a conclusion is of what the profile and the types tell: all that is said of a case, as it stands."""
    plain = c.view is None and not c.where and c.than is None
    return plain and c.kind in ("leans", "type") and (c.kind == "type" or c.aspect is not None)


def _own(facts: Facts, c: Conclusion, case: int) -> Firmness:
    """How firmly the profile or the types say the same."""
    if c.kind == "type":
        found = facts.membership.findings_of(case)[0]
        return found.standing if found.subject.other == c.type else "cannot_be_told"
    found = facts.read(case, facts.profile.aspects.index(c.aspect or "")).found
    return found.standing if found.kind == "lean" and found.subject.pole == c.pole else "cannot_be_told"


def _once(facts: Facts, found: list[Headline]) -> Iterator[Headline]:
    """Without what a stated conclusion that is told says as well."""
    said = {
        (h.case, h.aspect, "type" if h.verdict.conclusion.kind == "type" else "position")
        for h in found
        if h.verdict is not None and h.told and plain_of(h.verdict.conclusion)
    }
    yield from (h for h in found if (h.case, h.aspect, h.kind) not in said)


def _few(facts: Facts) -> Iterator[Headline]:
    """Of one case or two: where it lies, of which type it is, what would be useful; of two where they differ."""
    if len(facts.cases) > 1:
        yield from _differences(facts)
    for c in range(len(facts.cases)):
        for a in range(len(facts.aspects)):
            yield _position(facts, c, a)
        own = facts.membership.findings_of(c)[0]
        yield Headline("type", own.standing, (own,), c)
    for (case, aspect), finding in facts.gap_findings.items():
        record = facts.gaps[case, aspect]
        c, a = facts.profile.cases.index(case), facts.profile.aspects.index(aspect)
        if record["gap"] is not None and not (abs(record["gap"]) < SAME and facts.profile.complete[c]):
            yield Headline("gap", finding.standing, (finding,), c, a)
    yield from () if facts.sharing else _weightings(facts)


def _position(facts: Facts, c: int, a: int) -> Headline:
    read = facts.read(c, a)
    if read.silent:
        return Headline("silent", "cannot_be_told", (read.found,), c, a)
    torn = read.torn
    if torn is not None and torn.standing != "cannot_be_told" and read.word in ("balanced", "undecided"):
        return Headline("position", torn.standing, (torn,), c, a)
    return Headline("position", read.found.standing, (read.found,), c, a)


def _differences(facts: Facts) -> Iterator[Headline]:
    """How the two cases differ on each aspect; with three or more poles on the one that is told most firmly."""
    assert facts.comparison is not None
    held: dict[str, list[Finding]] = {}
    for f in facts.comparison.findings:
        if (
            f.kind in ("difference", "tie")
            and f.subject.case is not None
            and f.subject.other in facts.profile.cases
        ):
            held.setdefault(f.subject.aspect or "", []).append(f)
    for aspect, ones in held.items():
        first = min(
            ones,
            key=lambda f: (
                FIRMNESS.index(f.standing), -round(f.probability or 0.0, TOLD), -round(abs(f.value or 0.0), TOLD),
                f.subject.pole or "",
            ),
        )  # fmt: skip
        yield Headline("difference", first.standing, (first,), None, facts.profile.aspects.index(aspect))


def _weightings(facts: Facts) -> Iterator[Headline]:
    profile = facts.profile
    for f in filter(is_told, profile.parted_findings):
        c, a = profile.cases.index(f.subject.case or ""), profile.aspects.index(f.subject.aspect or "")
        yield Headline("weighting", f.standing, (f,), c, a)


def _many(facts: Facts) -> Iterator[Headline]:
    """Of more cases: how many lie where on each aspect, of which types, which lie outermost, which are alike."""
    cases = range(len(facts.cases))
    for a in range(len(facts.aspects)):
        reads = [facts.read(c, a) for c in cases]
        spoken = tuple(read.found for read in reads if not read.silent)
        if spoken:
            told = [read.found for read in reads if is_told(read.found) and said_word(read) != "may_balance"]
            yield Headline("cases", together(told), spoken, None, a)
        else:
            yield Headline("silent", "cannot_be_told", (reads[0].found,), None, a)
    own = [facts.membership.findings_of(c)[0] for c in cases]
    typed = [f for f in own if f.kind == "type" and is_told(f)]
    yield Headline("types", together(typed), tuple(own))
    for aspect, ones in facts.extremes.items():
        a = facts.profile.aspects.index(aspect)
        yield from (
            Headline("extreme", f.standing, (f,), None, a)
            for f in ones
            if is_told(f) and facts.profile.bipolar[a]
        )
    comparison = facts.comparison
    assert comparison is not None
    for f in order_findings(comparison.profile, comparison.ranking):
        yield Headline("order", f.standing, (f,))
    groups = tuple(f for f in comparison.findings if f.kind == "group")
    if groups:
        yield Headline("group", max((f.standing for f in groups), key=FIRMNESS.index), groups)


def is_told(found: Finding) -> bool:
    """Whether a finding is sure or leaning."""
    return found.standing != "cannot_be_told"


def together(told: list[Finding]) -> Firmness:
    """How firmly something is told of several cases: sure where it is of each, and not at all where it is of none."""
    if not told:
        return "cannot_be_told"
    return "sure" if all(f.standing == "sure" for f in told) else "leaning"
