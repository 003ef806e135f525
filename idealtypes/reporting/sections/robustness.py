"""How far the conclusions hold: under every defensible choice, without each source, without a few statements."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from idealtypes.analyses.robustness.outcomes import UNTOLD, YES
from idealtypes.analyses.robustness.robustness import Robustness
from idealtypes.analyses.robustness.specifications import Option
from idealtypes.analyses.robustness.verdicts import Verdict
from idealtypes.engine.coded import VIEWS, View, where
from idealtypes.engine.table import Bools
from idealtypes.engine.tally import Floats, Ints
from idealtypes.model.conclusions import GAP, Conclusion
from idealtypes.reporting.facts import Facts
from idealtypes.reporting.figures.pictures import (
    Curve,
    OptionRow,
)
from idealtypes.reporting.figures.render import ReportFigure
from idealtypes.reporting.links import Links
from idealtypes.reporting.sections.influence import flips, influence
from idealtypes.reporting.sentences import combinations, conclusion, elsewhere, option
from idealtypes.reporting.words import Words

# So many conclusions have a curve, of so many points.
LEADING, POINTS = 4, 101


# Scale of the values → its ends, and the border at which a conclusion stops to hold (None: it is no value).
SCALES: dict[str, tuple[float, float, float | None]] = {
    "balance": (-1.0, 1.0, 0.0),
    "lead": (-1.0, 1.0, 0.0),
    "share": (0.0, 1.0, None),
    "membership": (0.0, 1.0, 0.5),
    "contestation": (0.0, 1.0, None),
    "difference": (-2.0, 2.0, 0.0),
}


def build(facts: Facts, links: Links) -> dict[str, Any]:
    """Verdicts, the fragile ones first, and the smallest change of each case's type."""
    told = [v for v in facts.robustness.verdicts if v.verdict is not None]
    rows = {
        name: [_verdict(facts, links, v) for v in told if v.standing == name]
        for name in ("fragile", "does_not_hold", "stable")
    }
    return {
        "summary": _summary(facts, {name: len(some) for name, some in rows.items()}),
        **rows,
        "influence": influence(facts),
        **flips(facts, links),
        "several": len(facts.cases) > 1,
    }


def _summary(facts: Facts, counts: dict[str, int]) -> str:
    """How many conclusions stand; how many of the others are fragile, and how many hold nowhere, if there are any."""
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
    return " ".join([said, *others])


def _verdict(facts: Facts, links: Links, v: Verdict) -> dict[str, str]:
    words, c = facts.words, v.conclusion
    case = None if c.case is None else facts.profile.cases.index(c.case)
    aspect = None if c.aspect is None else facts.profile.aspects.index(c.aspect)
    share = "–" if v.share is None else words.percent(v.share)
    if v.standing == "does_not_hold":
        breaks = words.say("robustness.every_choice")
    elif not v.broken_by:
        breaks = words.say("robustness.nothing_breaks")
    else:
        breaks = combinations(facts, v.broken_by)
    return {
        "text": conclusion(facts, c),
        "share": share if share == "–" else _behind(facts, links, c, share, case, aspect),
        "breaks": breaks,
        "elsewhere": elsewhere(facts, v),
    }


def _behind(
    facts: Facts, links: Links, c: Conclusion, shown: str, case: int | None, aspect: int | None
) -> str:
    """A number of a conclusion as a link to the statements it is about."""
    views: list[View] = [
        v for v in VIEWS if v in ((c.views or GAP) if c.kind == "gap" else [c.view or "all"])
    ]
    held = [links.behind(view, case, aspect) for view in views]
    ids = [i for _, found in held for i in found]
    if c.trait is not None and case is not None:
        state = next(t for t in facts.membership.cases[case].traits if t.trait == c.trait)
        ids = [*state.statements, *state.against]
    if c.where and c.than is None:
        chosen = set(where(facts.study, [str(one) for one in c.where]).statements["id"])
        ids = [i for i in ids if i in chosen]
    title = " · ".join(dict.fromkeys(part for title, _ in held for part in title.split(" · ")))
    return links.link(shown, title, ids, c.aspect)


def leading(result: Robustness) -> tuple[Verdict, ...]:
    """The conclusions that have a curve: stated ones, then who is first over all, the type, and where aspects lean.

    Among several cases those that do not stand come before those that do.
    """
    told = [v for v in result.verdicts if v.verdict is not None and v.outcome.scale != "state"]
    several = len({v.conclusion.case for v in told}) > 1

    def rank(v: Verdict) -> tuple[bool, bool, int]:
        c = v.conclusion
        kind = 0 if c.kind == "first" and c.aspect is None else {"type": 1, "leans": 2}.get(c.kind, 3)
        return not v.stated, several and v.verdict == "stable", kind

    kept = {id(v) for v in sorted(told, key=rank)[:LEADING]}
    return tuple(v for v in told if id(v) in kept)


def _text(v: Verdict) -> str:
    return v.text


def _phrase(o: Option) -> str:
    return o.text


def curves(
    result: Robustness,
    words: Words,
    *,
    sentence: Callable[[Verdict], str] = _text,
    phrase: Callable[[Option], str] = _phrase,
    ends: Callable[[Verdict], tuple[str, str] | None] = lambda v: None,
    verdicts: Sequence[Verdict] | None = None,
) -> tuple[Curve, ...]:
    """The curves of the leading conclusions, those that any specification tells of."""
    chosen = leading(result) if verdicts is None else verdicts
    found = (_curve(v, words, sentence, phrase, ends(v)) for v in chosen)
    return tuple(curve for curve in found if curve is not None)


def _curve(
    v: Verdict,
    words: Words,
    sentence: Callable[[Verdict], str],
    phrase: Callable[[Option], str],
    ends: tuple[str, str] | None,
) -> Curve | None:
    curve = v.curve
    told = curve.holds != UNTOLD
    if not told.any():
        return None
    values, options, holds = curve.value[told], curve.options[told], curve.holds[told]
    low, high, border = SCALES.get(curve.scale, (float(values.min()), float(values.max()), None))
    if high - low < 1e-9:
        low, high = low - 0.1, high + 0.1
    alone = np.zeros(len(values), bool)
    if "placement" in curve.choices:
        column = curve.choices.index("placement")
        alone = options[:, column] >= len(v.grid.options("placement"))
    rows = []
    for n, name in enumerate(curve.choices):
        for i, o in enumerate(v.grid.options(name)):
            rows.append(_choice(phrase(o), values, holds, ~alone & (options[:, n] == i), i == 0, words))
    rows.append(_choice(words.say("robustness.alone"), values, holds, alone, False, words))
    own = v.outcome.value.reshape(-1)[0]
    at = np.linspace(0, 1, min(POINTS, len(values)))
    signed = low < 0
    return Curve(
        title=sentence(v),
        verdict=said(v, words),
        values=tuple(np.quantile(values, at, method="nearest").tolist()),
        own=float(own),
        ends=ends or (words.number(low, 2, signed=signed), words.number(high, 2, signed=signed)),
        low=low,
        high=high,
        border=border,
        choices=tuple(row for row in rows if row is not None),
    )


def said(v: Verdict, words: Words) -> str:
    """Stable or fragile, and under how much of the specifications it holds; or that it holds under none."""
    if v.standing == "does_not_hold":
        return words.say("robustness.does_not_hold")
    return words.say(
        "robustness.holds", verdict=words.say(f"robustness.{v.verdict}"), share=words.percent(v.share)
    )


def _choice(
    label: str, values: Floats, holds: Ints, rows: Bools, own: bool, words: Words
) -> OptionRow | None:
    v, h = values[rows], holds[rows]
    if not len(v):
        return None
    low, middle, high = float(v.min()), float(np.median(v)), float(v.max())
    return OptionRow(label, low, middle, high, words.percent(float((h == YES).mean())), own)


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
    )
    if not drawn:
        return []
    return [ReportFigure("curves", words.say("robustness.curves_title"), _curve_words(facts, drawn), drawn)]


def _curve_words(facts: Facts, drawn: tuple[Curve, ...]) -> str:
    words = facts.words
    told = []
    for curve in drawn:
        low, high = words.number(curve.values[0]), words.number(curve.values[-1])
        reach = words.say("range", low=low, high=high)
        told.append(words.say("figure.alt_cell", name=curve.title, reading=f"{curve.verdict}; {reach}"))
        for choice in curve.choices:
            reach = words.say("range", low=words.number(choice.low), high=words.number(choice.high))
            reading = f"{reach}; {choice.said}"
            told.append(words.say("figure.alt_cell", name=choice.label, reading=reading))
    return " ".join(told)
