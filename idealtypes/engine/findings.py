"""Findings: what an analysis finds, as data; made once, from its numbers, by itself. Words are given to them elsewhere.

How firmly a finding stands follows from the probability that it is so, on the draws with every doubt that is in them:
*sure* from .95, *leaning* from .8, else it *cannot be told*. Of silence, of one statement and of one rater nothing can
be told, whatever their draws say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from idealtypes.engine.result import Why, reasons_of, why_keys
from idealtypes.errors import reason

FindingKind = Literal[
    "lean", "undecided", "balanced", "torn", "silent", "tie", "type", "no_type", "difference", "extreme", "group",
    "order", "gap", "weighting", "influence", "flip", "tension", "conclusion", "outcome",
]  # fmt: skip
Firmness = Literal["sure", "leaning", "cannot_be_told"]
SURE, LEANING = 0.95, 0.8
ONE_STATEMENT = reason("engine.one_statement")
NOT_ASKED = reason("engine.breaks_not_asked")

# Of every answer: the form of its JSON, and which formulas made its numbers.
HEAD = {"format": 1, "numbers": 2}


def standing_of(probability: float | None) -> Firmness:
    """How firmly something stands that is so with a probability; None is not known.

    >>> standing_of(0.95), standing_of(0.8), standing_of(0.79), standing_of(None)
    ('sure', 'leaning', 'cannot_be_told', 'cannot_be_told')
    """
    if probability is None or not probability >= LEANING:
        return "cannot_be_told"
    return "sure" if probability >= SURE else "leaning"


class Subject(NamedTuple):
    """What a finding is about; None where it is about no one such thing.

    `pole` is that toward which something lies. `other` is the other side: a case, a view, a weighting, an ideal type, a
    source, a code or a conclusion, as the kind asks.
    """

    case: str | None = None
    aspect: str | None = None
    pole: str | None = None
    view: str | None = None
    other: str | None = None


class Counts(NamedTuple):
    """How many sources spoke, in how many statements."""

    sources: int
    statements: int


def nobody() -> tuple[str, ...]:
    """No statement."""
    return ()


def unknown() -> None:
    """Statements that are not at hand."""


@dataclass(frozen=True)
class Finding:
    """One thing found.

    Attributes
    ----------
    kind, subject
        What is found, and of what.
    standing
        How firmly.
    value, interval
        The number that it is about, on its own scale, and the interval with every doubt; None where there is none.
    n
        The evidence behind it; None where it is not about what was said.
    probability
        That it is so; None where this cannot be told.
    word
        Of a lean how far: leans, somewhat, mostly or wholly; `leads` among three or more poles.
    ties
        What shares the place: cases, poles or sets of measures, where several do.
    breaks
        What it takes to change it; None where that was not asked: `robustness` asks.
    why
        What is absent, and why; in the answer of a command also why `breaks` is.
    behind
        Gives `statements`, the ids behind it, sorted: fetched when asked for.
    at_hand
        Whether they can be had without a query to where the rows live; else the answer of a command leaves them out.
    """

    kind: FindingKind
    subject: Subject
    standing: Firmness
    value: float | None = None
    interval: tuple[float, float] | None = None
    n: Counts | None = None
    probability: float | None = None
    word: str | None = None
    ties: tuple[str, ...] = ()
    breaks: dict[str, Any] | None = None
    why: Why = None
    behind: Callable[[], tuple[str, ...] | None] = field(default=nobody, repr=False, compare=False)
    at_hand: bool = field(default=True, repr=False, compare=False)

    @property
    def statements(self) -> tuple[str, ...] | None:
        """The ids of the statements behind it; None where they are not at hand."""
        return self.behind()

    def to_dict(self) -> dict[str, Any]:
        statements = self.statements if self.at_hand else None
        return {
            "kind": self.kind,
            "subject": self.subject._asdict(),
            "standing": self.standing,
            "value": self.value,
            "interval": None if self.interval is None else list(self.interval),
            "n": None if self.n is None else self.n._asdict(),
            "probability": self.probability,
            "word": self.word,
            "ties": list(self.ties),
            "breaks": self.breaks,
            "statements": None if statements is None else list(statements),
            **why_keys((*reasons_of(self.why), *(() if self.breaks else (NOT_ASKED,)))),
        }


def head(findings: Iterable[Finding] = ()) -> dict[str, Any]:
    """What every answer begins with: the form of its JSON, which formulas made its numbers, and what was found.

    >>> head()
    {'format': 1, 'numbers': 2, 'findings': []}
    """
    return {**HEAD, "findings": [finding.to_dict() for finding in findings]}
