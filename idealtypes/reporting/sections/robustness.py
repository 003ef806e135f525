"""How far the conclusions hold: under every defensible choice, without each source, without a few statements."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from idealtypes.analyses.robustness.verdicts import Verdict
from idealtypes.engine.coded import VIEWS, View, where
from idealtypes.model.conclusions import GAP, Conclusion
from idealtypes.reporting.facts import Facts
from idealtypes.reporting.figures.pictures_of_doubt import Curve
from idealtypes.reporting.figures.render import ReportFigure
from idealtypes.reporting.links import Found, Links
from idealtypes.reporting.sections import sources_of_doubt
from idealtypes.reporting.sections.influence import flips, influence
from idealtypes.reporting.sections.specification_curves import curves
from idealtypes.reporting.sentences import combinations, conclusion, elsewhere, option


def build(facts: Facts, links: Links) -> dict[str, Any]:
    """Verdicts, the fragile ones first, and the smallest change of each case's type."""
    told = [v for v in facts.robustness.verdicts if v.verdict is not None]
    # what is so of all of them is said once
    alike = len(told) > 2 and len({elsewhere(facts, v) for v in told}) == 1
    untold = [v for v in facts.robustness.verdicts if v.verdict is None]
    rows = {
        name: [_verdict(facts, links, v, alike) for v in told if v.standing == name]
        for name in ("fragile", "does_not_hold", "stable")
    }
    return {
        "summary": _summary(facts, {name: len(some) for name, some in rows.items()}, len(untold)),
        **rows,
        "elsewhere": elsewhere(facts, told[0], each=True) if alike else "",
        "untold": [_untold(facts, v) for v in untold],
        "doubts": sources_of_doubt.summary(facts),
        "influence": influence(facts),
        **flips(facts, links),
        "several": len(facts.cases) > 1,
    }


def _summary(facts: Facts, counts: dict[str, int], untold: int) -> str:
    """How many conclusions stand; how many others are fragile, hold nowhere or cannot be told, if any."""
    words, result = facts.words, facts.robustness
    if not sum(counts.values()):
        return words.say("robustness.none")
    said = words.say(
        "robustness.summary", specifications=words.whole(result.specifications), stable=counts["stable"],
        all=sum(counts.values()), threshold=words.percent(result.threshold), n=result.specifications,
    )  # fmt: skip
    others = [
        words.say(f"robustness.are_{k}", n=counts[k]) for k in ("fragile", "does_not_hold") if counts[k]
    ]
    others += [words.say("robustness.are_untold", n=untold)] if untold else []
    return " ".join([said, *others])


def _untold(facts: Facts, v: Verdict) -> str:
    """A conclusion without a verdict, and why there is none."""
    text = conclusion(facts, v.conclusion)
    return text if v.why is None else f"{text}: {facts.words.reason(v.why)}"


def _verdict(facts: Facts, links: Links, v: Verdict, alike: bool) -> dict[str, str]:
    words, c = facts.words, v.conclusion
    share = "–" if v.share is None else words.percent(v.share)
    if v.standing == "does_not_hold":
        breaks = words.say("robustness.every_choice")
    elif not v.broken_by:
        breaks = words.say("robustness.nothing_breaks")
    else:
        breaks = combinations(facts, v.broken_by)
    return {
        "text": conclusion(facts, c),
        "share": share if share == "–" else links.link(share, *_behind(facts, links, c), c.aspect),
        "breaks": breaks,
        "elsewhere": "" if alike else elsewhere(facts, v),
    }


def _behind(facts: Facts, links: Links, c: Conclusion) -> tuple[str, Iterable[str]]:
    """The statements that a conclusion is about, and what they are called."""
    case = None if c.case is None else facts.profile.cases.index(c.case)
    aspect = None if c.aspect is None else facts.profile.aspects.index(c.aspect)
    views: list[View] = [
        v for v in VIEWS if v in ((c.views or GAP) if c.kind == "gap" else [c.view or "all"])
    ]
    held = [links.behind(view, case, aspect) for view in views]
    ids: Iterable[str] = Found.any_of(found for _, found in held)
    if c.trait is not None and case is not None:
        state = next(t for t in facts.membership.cases[case].traits if t.trait == c.trait)
        ids = [*state.statements, *state.against]
    if c.where and c.than is None:
        chosen = set(where(facts.study, [str(one) for one in c.where]).statements["id"])
        ids = [i for i in ids if i in chosen]
    title = " · ".join(dict.fromkeys(part for title, _ in held for part in title.split(" · ")))
    return title, ids


def figures(facts: Facts, links: Links) -> list[ReportFigure]:
    """The figure `curves`, where there is something to draw."""
    words = facts.words

    def ends(v: Verdict) -> tuple[str, str] | None:
        if v.curve.scale != "balance" or v.conclusion.aspect is None:
            return None
        first, second = facts.poles[facts.profile.aspects.index(v.conclusion.aspect)]
        return f"{first} {words.number(-1.0, 0)}", f"{second} {words.number(1.0, 0, signed=True)}"

    drawn = curves(
        facts.robustness,
        words,
        sentence=lambda v: conclusion(facts, v.conclusion),
        phrase=lambda o: option(facts, o),
        ends=ends,
        key=lambda v: links.key(*_behind(facts, links, v.conclusion)),
    )
    if not drawn:
        return []
    return [
        ReportFigure(
            "curves",
            words.say("robustness.curves_title"),
            _curve_words(facts, drawn),
            drawn,
            words.say("robustness.curves_caption"),
        )
    ]


def _curve_words(facts: Facts, drawn: tuple[Curve, ...]) -> str:
    """All numbers of the curves: what decides reaches from where to where, by whether the conclusion holds."""
    words = facts.words
    told = []
    for curve in drawn:
        parts = [f"{curve.verdict}.", curve.criterion]
        for holds in (True, False):
            numbers = [column.decides for column in curve.columns if column.holds == holds]
            if numbers:
                values = {"low": words.number(min(numbers)), "high": words.number(max(numbers))}
                reach = words.say("range", **values)
                parts.append(words.say(f"robustness.curve.reach.{'holds' if holds else 'not'}", range=reach))
        told.append(words.say("figure.alt_cell", name=curve.title, reading=" ".join(parts).rstrip(".")))
        told += [words.say("figure.alt_cell", name=o.label, reading=o.said) for o in curve.choices]
    return " ".join(told)
