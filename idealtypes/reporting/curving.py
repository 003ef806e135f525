"""Verdicts become pictures: specification curves of the leading conclusions."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from idealtypes.analyses.robustness.outcomes import UNTOLD, YES
from idealtypes.analyses.robustness.robustness import Robustness
from idealtypes.analyses.robustness.specifications import Option
from idealtypes.analyses.robustness.verdicts import Verdict
from idealtypes.engine.sums import Bools
from idealtypes.engine.tally import Floats, Ints
from idealtypes.reporting.figures.pictures import Choice, Curve
from idealtypes.reporting.words import Words

# So many conclusions have a curve, of so many points.
LEADING, POINTS = 4, 101
# Scale of the values → its ends, and the border at which a conclusion stops to hold (None: it is no value).
SCALES: dict[str, tuple[float, float, float | None]] = {
    "balance": (-1.0, 1.0, 0.0),
    "lead": (-1.0, 1.0, 0.0),
    "share": (0.0, 1.0, None),
    "membership": (0.0, 1.0, 0.5),
}


def leading(result: Robustness) -> tuple[Verdict, ...]:
    """The conclusions that have a curve: stated ones, then who is first over all, the type, and where aspects lean.

    Among several cases those that do not stand come before those that do.
    """
    told = [v for v in result.verdicts if v.verdict is not None]
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
    """Stable or fragile, and under how much of the specifications it holds."""
    return words.say(
        "robustness.holds", verdict=words.say(f"robustness.{v.verdict}"), share=words.percent(v.share)
    )


def _choice(label: str, values: Floats, holds: Ints, rows: Bools, own: bool, words: Words) -> Choice | None:
    v, h = values[rows], holds[rows]
    if not len(v):
        return None
    low, middle, high = float(v.min()), float(np.median(v)), float(v.max())
    return Choice(label, low, middle, high, words.percent(float((h == YES).mean())), own)
