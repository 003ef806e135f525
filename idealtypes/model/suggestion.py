"""A code that is suggested for a statement: learned from what people coded, and no coding until a person accepts it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

if TYPE_CHECKING:
    from idealtypes.model.scheme import Scheme

# `uncoded`: nobody has read the statement; `miss`: somebody read it, and did not put the code
SuggestionKind = Literal["uncoded", "miss"]
SuggestionState = Literal["open", "accepted", "rejected"]
SUGGESTION_KINDS: tuple[SuggestionKind, ...] = get_args(SuggestionKind)
SUGGESTION_STATES: tuple[SuggestionState, ...] = get_args(SuggestionState)
# What is learned, and how; told anew wherever a probability would come out otherwise.
LEARNER = "1: words 1-2, letters 3-5, tf-idf, logistic regression, sigmoid"
LEAST_STATEMENTS = 100  # that were read, in all
LEAST_SOURCES = 3  # of which they are, in all and of each code
LEAST = 10  # statements with a code, and without it
BETWEEN = ":"  # the statement before it, the code behind it; no code has one


@dataclass(frozen=True)
class Suggestion:
    """A code that a statement may carry.

    Attributes
    ----------
    statement, code
        What is suggested for which statement; a code against is signed, `!pay`.
    kind
        Whether nobody has read the statement (`uncoded`), or somebody did and did not put the code (`miss`).
    score
        The calibrated probability that a coder would put it, in [0, 1].
    words
        What in the text spoke for it, the strongest first.
    fingerprint
        Of the text, the version of the scheme and what was learned how; see `fingerprint`.
    state, by
        Whether it is open, or what somebody made of it, and who.
    """

    statement: str
    code: str
    kind: SuggestionKind
    score: float
    words: tuple[str, ...]
    fingerprint: str
    state: SuggestionState = "open"
    by: str = ""

    @property
    def id(self) -> str:
        """What it is called: `statement:code`."""
        return f"{self.statement}{BETWEEN}{self.code}"

    def record(self) -> dict[str, str | float]:
        """A row of `suggestions.csv`."""
        return {
            "id": self.id,
            "statement": self.statement,
            "code": self.code,
            "kind": self.kind,
            "score": self.score,
            "reason": ", ".join(self.words),
            "fingerprint": self.fingerprint,
            "state": self.state,
            "by": self.by,
        }


def fingerprint(text: str, scheme: Scheme, seed: int) -> str:
    """What tells that a suggestion is of this text, this version of the scheme and this way of learning.

    Twelve digits of the SHA-256 of the text, the scheme's id and version, what is learned how, and the seed.
    """
    told = "\0".join((text, scheme.id, str(scheme.version), LEARNER, str(seed)))
    return hashlib.sha256(told.encode("utf-8")).hexdigest()[:12]
