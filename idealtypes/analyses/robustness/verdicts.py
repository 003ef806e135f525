"""Verdicts: whether a conclusion stands under every specification, which choice breaks it, and its curve."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

import numpy as np

from idealtypes.analyses.robustness.outcomes import NO, REASONS, UNTOLD, YES, Outcome
from idealtypes.analyses.robustness.specifications import Option, SpecificationGrid
from idealtypes.engine.coded import View
from idealtypes.engine.findings import LEANING, SURE, Finding, Subject, standing_of, unknown
from idealtypes.engine.result import number, said, why_keys
from idealtypes.engine.tally import Floats, Ints
from idealtypes.errors import Reason
from idealtypes.model.conclusions import Conclusion

OWN = "the study's own settings"
Combination = tuple[Option, ...]
Standing = Literal["stable", "fragile", "does_not_hold"]


@dataclass(frozen=True, eq=False, repr=False)
class SpecificationCurve:
    """The specification curve of one conclusion: its value under all specifications that bear on it, rising.

    Attributes
    ----------
    scale
        What the values are: `balance`, `lead` (a pole's share minus the largest other), `share`, `membership`,
        `score`.
    choices
        The choices that bear on the conclusion and have more than one option.
    options
        Shape (rows, choices): the number of the option taken; among the placements those after the crossed ones are
        codes moved alone.
    value, low, high
        Shape (rows,): nan where not told; `low` and `high` are the interval where the conclusion is about one.
    holds
        Shape (rows,): 1, 0, or −1 where the specification does not tell; those rows come last.
    why
        Per row the reason why it does not tell, else None.
    """

    scale: str
    choices: tuple[str, ...]
    options: Ints
    value: Floats
    low: Floats
    high: Floats
    holds: Ints
    why: tuple[Reason | None, ...]

    def __repr__(self) -> str:
        return f"<SpecificationCurve of {len(self.value):,} specifications, {self.scale}>"

    def to_dict(self) -> dict[str, Any]:
        return {
            "scale": self.scale,
            "choices": list(self.choices),
            "options": self.options.tolist(),
            "value": [number(v) for v in self.value],
            "low": [number(v) for v in self.low],
            "high": [number(v) for v in self.high],
            "holds": [None if h == UNTOLD else bool(h) for h in self.holds],
            "why": [said(why) for why in self.why],
            "why_code": [None if why is None else why.code for why in self.why],
        }


@dataclass(frozen=True, eq=False, repr=False)
class Verdict:
    """What the specifications say of one conclusion.

    Attributes
    ----------
    conclusion, text, stated
        The conclusion, in words, and whether it was stated rather than read off the study's own figures.
    holds
        Whether it holds under the study's own settings; None where they do not tell.
    share
        The share of the crossed specifications under which it holds, among those that tell; None where none does.
    bearing, failed
        How many crossed specifications differ in what bears on it, and how many of them do not tell.
    verdict
        `stable`: it holds under the study's own settings, under every single change of a choice (codes moved alone
        included) that tells, and in at least the threshold of the specifications. Otherwise `fragile`; None where the
        study's own settings do not tell.
    broken_by
        The single changes that break it; where only combinations do, the smallest of them; where it does not hold in
        the first place, one empty combination.
    made_by
        Where it does not hold in the first place: the single changes under which it would.
    why
        Why there is no verdict.
    outcome
        The tests themselves.
    elsewhere
        Where it names no view: whether it holds in each of the other views of which something is said, under the
        study's own settings; None where they do not tell. It does not enter the verdict.
    """

    conclusion: Conclusion
    text: str
    stated: bool
    holds: bool | None
    share: float | None
    bearing: int
    failed: int
    verdict: str | None
    broken_by: tuple[Combination, ...]
    made_by: tuple[Combination, ...]
    why: Reason | None
    outcome: Outcome
    grid: SpecificationGrid
    elsewhere: Mapping[View, bool | None] = field(default_factory=dict)

    def __repr__(self) -> str:
        share = "" if self.share is None else f" in {self.share:.0%}"
        return f"<Verdict {(self.standing or 'none').replace('_', ' ')}{share}: {self.text}>"[:100]

    @property
    def standing(self) -> Standing | None:
        """The verdict, a fragile conclusion that holds nowhere being told as what it is: one that does not hold."""
        if self.verdict is None or self.verdict == "stable":
            return None if self.verdict is None else "stable"
        return "does_not_hold" if self.share == 0 and not self.made_by else "fragile"

    @property
    def moves(self) -> int:
        """How many codes moved alone bear on it."""
        return moves(self.outcome, self.grid)

    @cached_property
    def curve(self) -> SpecificationCurve:
        """The specification curve."""
        names, alone = self.outcome.names, self.moves
        sizes = [len(self.grid.options(n)) for n in names]
        crossed = np.indices(sizes).reshape(len(sizes), -1).T
        moved = np.zeros((alone, len(names)), int)
        if alone:
            moved[:, names.index("placement")] = len(self.grid.options("placement")) + np.arange(alone)
        options = np.concatenate([crossed, moved])
        columns = [n for n in range(len(names)) if len(options) and options[:, n].any()]

        def flat(array: Any) -> Any:
            return np.concatenate([part.ravel() for part in _parts(array, alone)])

        value, holds = flat(self.outcome.value), flat(self.outcome.holds)
        order = np.lexsort((np.nan_to_num(value), holds == UNTOLD))
        why = [REASONS[n] for n in flat(self.outcome.why)]
        return SpecificationCurve(
            scale=self.outcome.scale,
            choices=tuple(names[n] for n in columns),
            options=options[order][:, columns],
            value=np.where(holds == UNTOLD, np.nan, value)[order],
            low=flat(self.outcome.low)[order],
            high=flat(self.outcome.high)[order],
            holds=holds[order].astype(int),
            why=tuple(why[n] for n in order),
        )

    def finding(self, view: str) -> Finding:
        """The conclusion as a finding: its value is the share of specifications under which it holds.

        It is no more than leaning where a single change breaks it, and cannot be told where it does not hold in the
        first place.
        """
        c, share = self.conclusion, self.share
        firm = share if self.holds else None
        if firm is not None and self.verdict != "stable":
            firm = min(firm, (LEANING + SURE) / 2)
        return Finding(
            "conclusion",
            Subject(c.case, c.aspect, c.pole, c.view or view, c.type or c.trait),
            standing_of(firm),
            share,
            word=c.kind,
            breaks={
                "broken_by": list(map(phrase, self.broken_by)),
                "made_by": list(map(phrase, self.made_by)),
            },
            why=self.why,
            behind=unknown,
        )

    def to_dict(self, curves: bool = False) -> dict[str, Any]:
        answer: dict[str, Any] = {
            "text": self.text,
            **self.conclusion.to_dict(),
            "stated": self.stated,
            "holds": self.holds,
            "share": self.share,
            "bearing": self.bearing,
            "failed": self.failed,
            "verdict": self.verdict,
            "broken_by": [phrase(c) for c in self.broken_by],
            "made_by": [phrase(c) for c in self.made_by],
            "elsewhere": dict(self.elsewhere),
            **why_keys(self.why),
        }
        return answer | ({"curve": self.curve.to_dict()} if curves else {})


def phrase(combination: Combination) -> str:
    """A combination of options in words.

    >>> phrase((Option("weighting", "source", "every source counts 1"), Option("prior", 1.0, "a uniform prior")))
    'every source counts 1, and a uniform prior'
    >>> phrase(())
    "the study's own settings"
    """
    return ", and ".join(option.text for option in combination) or OWN


def moves(outcome: Outcome, grid: SpecificationGrid) -> int:
    """How many codes moved alone stand at the end of an outcome's arrays."""
    return len(grid.alone) if "placement" in outcome.evidence else 0


def _parts(array: Any, alone: int) -> tuple[Any, Any]:
    """The crossed specifications of an outcome's array, and the codes moved alone under the study's own reading."""
    end = len(array) - alone
    return array[:end], array[end:][(slice(None), *([0] * (array.ndim - 1)))]


def verdict_of(
    conclusion: Conclusion,
    text: str,
    stated: bool,
    outcome: Outcome,
    grid: SpecificationGrid,
    threshold: float,
    elsewhere: Mapping[View, bool | None] | None = None,
) -> Verdict:
    """The verdict on a conclusion's outcome; `threshold` is the share of specifications from which it is stable."""
    names = outcome.names
    sizes = tuple(len(grid.options(n)) for n in names)
    crossed, alone = _parts(outcome.holds, moves(outcome, grid))
    crossed = crossed.reshape(sizes)
    changed = (np.indices(sizes) > 0).sum(axis=0)
    own, told = int(crossed.flat[0]), crossed != UNTOLD
    share = float((crossed[told] == YES).mean()) if told.any() else None

    def combinations(value: int, changes: int) -> list[Combination]:
        """The crossed specifications with this outcome and so many changes, as their changed options."""
        places = np.argwhere((crossed == value) & (changed == changes)).tolist()
        taken = sorted([(n, i) for n, i in enumerate(place) if i] for place in places)  # choice by choice
        return [tuple(grid.options(names[n])[i] for n, i in place) for place in taken]

    def singles(value: int) -> list[Combination]:
        moved = [(option,) for option, h in zip(grid.alone, alone, strict=False) if h == value]
        return [*combinations(value, 1), *moved]

    broken: list[Combination] = []
    made: list[Combination] = []
    breaking = own == YES and singles(NO)
    if own == NO:
        broken, made = [()], singles(YES)
    elif breaking:
        broken = breaking
    elif own == YES and (crossed == NO).any():
        broken = combinations(NO, int(changed[crossed == NO].min()))
    stable = own == YES and not breaking and share is not None and share >= threshold
    return Verdict(
        conclusion=conclusion,
        text=text,
        stated=stated,
        holds=None if own == UNTOLD else own == YES,
        share=share,
        bearing=crossed.size,
        failed=int((~told).sum()),
        verdict=None if own == UNTOLD else "stable" if stable else "fragile",
        broken_by=tuple(broken),
        made_by=tuple(made),
        why=REASONS[int(outcome.why.flat[0])],
        outcome=outcome,
        grid=grid,
        elsewhere=elsewhere or {},
    )
