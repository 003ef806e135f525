"""Specification curves of the leading conclusions: what decides, its border, and what each specification chose."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from idealtypes.analyses.robustness.criterion import Criterion, criterion
from idealtypes.analyses.robustness.outcomes import UNTOLD, YES
from idealtypes.analyses.robustness.robustness import Robustness
from idealtypes.analyses.robustness.specifications import Option
from idealtypes.analyses.robustness.verdicts import SpecificationCurve, Verdict
from idealtypes.engine.table import Bools
from idealtypes.engine.tally import Ints
from idealtypes.reporting.figures.canvas import spoken
from idealtypes.reporting.figures.pictures_of_doubt import Curve, CurveColumn, OptionRow
from idealtypes.reporting.wording.words import Words

LEADING, COLUMNS = 4, 60  # so many conclusions have a curve, of so many columns at most
TOLD = 3  # options that a column names
SAME = 1e-9
# Scale of the values → its ends; of other scales the values' own.
SCALES = {
    "balance": (-1.0, 1.0),
    "lead": (-1.0, 1.0),
    "share": (0.0, 1.0),
    "membership": (0.0, 1.0),
    "contestation": (0.0, 1.0),
    "difference": (-2.0, 2.0),
}


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


def _no_key(v: Verdict) -> str | None:
    return None


def _no_ends(v: Verdict) -> tuple[str, str] | None:
    return None


def curves(
    result: Robustness,
    words: Words,
    *,
    sentence: Callable[[Verdict], str] = _text,
    phrase: Callable[[Option], str] = _phrase,
    ends: Callable[[Verdict], tuple[str, str] | None] = _no_ends,
    key: Callable[[Verdict], str | None] = _no_key,
    verdicts: Sequence[Verdict] | None = None,
) -> tuple[Curve, ...]:
    """The curves of the leading conclusions, those that any specification tells of."""
    told = [v for v in (leading(result) if verdicts is None else verdicts) if (v.curve.holds != UNTOLD).any()]
    return tuple(_curve(v, words, sentence(v), phrase, ends(v), key(v)) for v in told)


def _curve(
    v: Verdict,
    words: Words,
    title: str,
    phrase: Callable[[Option], str],
    ends: tuple[str, str] | None,
    key: str | None,
) -> Curve:
    curve, decides = v.curve, criterion(v)
    told = curve.holds != UNTOLD
    holds = curve.holds[told]
    low, high = _reach(curve, decides)
    order = np.lexsort((-decides.side * decides.numbers, holds != YES))
    own = int(np.flatnonzero(~curve.options[told].any(axis=1))[0]) if v.holds is not None else -1
    parts = binned(order, int((holds == YES).sum()))
    choices = _options(v, words, phrase, told, parts)
    columns = tuple(
        replace(column, said=_told(column, n, choices, words))
        for n, column in enumerate(_column(curve, told, decides, part, own) for part in parts)
    )
    rule = words.say(
        f"robustness.curve.decides.{decides.decides}", what=words.say(f"robustness.curve.scale.{curve.scale}")
    )
    border = "" if decides.border is None else words.number(decides.border)
    if decides.border is None:
        rule += " " + words.say("robustness.curve.no_border")
    signed = low < 0
    return Curve(
        title=title,
        verdict=said(v, words),
        share="–" if v.share is None else words.percent(v.share),
        criterion=rule,
        columns=columns,
        ends=ends or (words.number(low, 2, signed=signed), words.number(high, 2, signed=signed)),
        low=low,
        high=high,
        border=decides.border,
        border_said=border,
        choices=choices,
        legend=tuple(words.say(f"robustness.curve.legend.{name}") for name in ("holds", "not", "own")),  # type: ignore[arg-type]
        key=key,
    )


def _reach(curve: SpecificationCurve, decides: Criterion) -> tuple[float, float]:
    """The ends of the scale: of a quantity without any the least and the greatest number, and the border."""
    if curve.scale in SCALES:
        return SCALES[curve.scale]
    numbers = [*decides.numbers.tolist(), *([] if decides.border is None else [decides.border])]
    low, high = min(numbers), max(numbers)
    return (low, high) if high - low > SAME else (low - 0.1, high + 0.1)


def binned(order: Ints, holding: int) -> list[Ints]:
    """The specifications in columns, none of which mixes the `holding` first with the rest.

    >>> [part.tolist() for part in binned(np.arange(4), 1)]
    [[0], [1], [2], [3]]
    >>> [len(part) for part in binned(np.arange(600), 5)][:3]
    [5, 11, 11]
    """
    sides = [part for part in (order[:holding], order[holding:]) if len(part)]
    if len(order) <= COLUMNS:
        return [order[n : n + 1] for n in range(len(order))]
    room = [max(1, min(COLUMNS - 1, round(COLUMNS * len(part) / len(order)))) for part in sides]
    return [
        part for side, n in zip(sides, room, strict=True) for part in np.array_split(side, min(n, len(side)))
    ]


def _column(curve: SpecificationCurve, told: Bools, decides: Criterion, part: Ints, own: int) -> CurveColumn:
    """Some specifications, told by the study's own if it is among them, else by the middle one."""
    has_own = bool((part == own).any())
    row = own if has_own else int(part[len(part) // 2])
    low, high = (
        None if np.isnan(end[told][row]) else float(end[told][row]) for end in (curve.low, curve.high)
    )
    holds = bool(curve.holds[told][row] == YES)
    value = float(curve.value[told][row])
    return CurveColumn(value, low, high, float(decides.numbers[row]), holds, len(part), has_own)


def _told(column: CurveColumn, n: int, choices: Sequence[OptionRow], words: Words) -> str:
    """A column in words: its number, whether the conclusion holds, and what all its specifications choose otherwise."""
    chosen = [row.label for row in choices if row.shares[n] == 1 and not row.own]
    standing = words.say(f"robustness.curve.legend.{'holds' if column.holds else 'not'}")
    parts = [
        spoken(standing, words.number(column.decides)),
        *([words.say("robustness.curve.several", n=column.n)] if column.n > 1 else []),
        *([words.say("robustness.curve.legend.own")] if column.own else []),
        *chosen[:TOLD],
    ]  # fmt: skip
    return "; ".join(parts)


def _options(
    v: Verdict, words: Words, phrase: Callable[[Option], str], told: Bools, parts: Sequence[Ints]
) -> tuple[OptionRow, ...]:
    """A row an option, and one for the codes moved alone, with the share of each column that takes it."""
    curve = v.curve
    options, holds = curve.options[told], curve.holds[told]
    alone = np.zeros(len(options), bool)
    if "placement" in curve.choices:
        column = curve.choices.index("placement")
        alone = options[:, column] >= len(v.grid.options("placement"))
    rows = []
    for n, name in enumerate(curve.choices):
        for i, o in enumerate(v.grid.options(name)):
            takes = ~alone & (options[:, n] == i)
            rows.append(_option(phrase(o), holds, takes, parts, words, own=i == 0, first=i == 0))
    rows.append(_option(words.say("robustness.alone"), holds, alone, parts, words, own=False, first=True))
    return tuple(row for row in rows if row is not None)


def _option(
    label: str, holds: Ints, takes: Bools, parts: Sequence[Ints], words: Words, *, own: bool, first: bool
) -> OptionRow | None:
    if not takes.any():
        return None
    share = words.percent(float((holds[takes] == YES).mean()))
    return OptionRow(label, share, own, tuple(float(takes[part].mean()) for part in parts), first)


def said(v: Verdict, words: Words) -> str:
    """Stable or fragile, and under how much of the specifications it holds; or that it holds under none."""
    if v.standing == "does_not_hold":
        return words.say("robustness.does_not_hold")
    return words.say(
        "robustness.holds", verdict=words.say(f"robustness.{v.verdict}"), share=words.percent(v.share)
    )
