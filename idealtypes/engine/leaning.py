"""Words from probabilities: a word is said when it is probable, not when the estimate happens to lie there.

Of a balance b between two poles, on draws with every doubt that is in them (the borders on the side of the pole named):

    leans        P(b beyond 0) ≥ .9
    somewhat     leans, and P(b beyond .15) ≥ .9
    mostly       somewhat, and P(b beyond .4) ≥ .9
    wholly       mostly, and P(b beyond .75) ≥ .8
    balanced     not somewhat, and P(|b| < .4) ≥ .75
    undecided    none of these

A known balance (complete evidence) is a draw like any other: its probabilities are 0 or 1. Of one statement or one
rater nothing is said (`untold`, see `Profile.leaning`).

Where cases are pooled the draws are narrower than any case's own evidence: the probabilities needed are .85 and, for
balanced, .8, and *mostly* and *wholly* are said from six informants on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from idealtypes.engine.tally import Floats

Lean = Literal["wholly", "mostly", "somewhat", "leans", "balanced", "undecided", "untold"]

SOMEWHAT, MOSTLY, WHOLLY = 0.15, 0.40, 0.75
SURE, NEARLY, MIDDLE = 0.9, 0.8, 0.75
ROUNDING = 1e-9  # what a share of complete evidence may be off by, so that three in four is wholly and 7 in 10 mostly
POOLED_SURE, POOLED_MIDDLE, POOLED_INFORMANTS = 0.85, 0.8, 6


@dataclass(frozen=True)
class Leaning:
    """What can be said of a balance: the word, toward which pole (0 or 1, None where toward neither), and the
    probability that the word is true; of `undecided`, that of the likelier side; None where it cannot be told."""

    word: Lean
    pole: int | None
    probability: float | None


UNTOLD = Leaning("untold", None, None)


def leaning(drawn: Floats, *, pooled: bool = False, informants: int = 0) -> Leaning:
    """The word for a balance.

    Parameters
    ----------
    drawn
        Shape (draws,): the balance in [−1, 1], as it may be.
    pooled
        Whether the draws are those of pooled cases.
    informants
        How many spoke; only pooled cases ask for it.

    Examples
    --------
    >>> drawn = np.linspace(-0.9, 0.0, 100)
    >>> leaning(drawn), leaning(-drawn).pole
    (Leaning(word='leans', pole=0, probability=0.99), 1)
    >>> leaning(drawn - 0.1).word, leaning(np.linspace(-0.4, 0.4, 99)).word, leaning(np.linspace(-1, 1, 99)).word
    ('somewhat', 'balanced', 'undecided')
    """
    sure, middle = (POOLED_SURE, POOLED_MIDDLE) if pooled else (SURE, MIDDLE)
    sides = (float((drawn < -ROUNDING).mean()), float((drawn > ROUNDING).mean()))
    pole = int(sides[1] > sides[0])
    toward = drawn if pole else -drawn
    chances: dict[Lean, float] = {
        "leans": sides[pole],
        "somewhat": float((toward > SOMEWHAT - ROUNDING).mean()),
        "mostly": float((toward > MOSTLY - ROUNDING).mean()),
        "wholly": float((toward > WHOLLY - ROUNDING).mean()),
    }
    word: Lean = "undecided"
    for name, chance in chances.items():
        few = pooled and name in ("mostly", "wholly") and informants < POOLED_INFORMANTS
        if few or chance < (NEARLY if name == "wholly" else sure):
            break
        word = name
    inside = float((np.abs(drawn) < MOSTLY - ROUNDING).mean())
    if word in ("undecided", "leans") and inside >= middle:
        return Leaning("balanced", None, inside)
    if word == "undecided":
        return Leaning(word, None, sides[pole])
    return Leaning(word, pole, chances[word])


def leaning_named(told: Leaning | None, poles: Sequence[str]) -> dict[str, Any] | None:
    """A word in the answer of a command, its pole by name; None where there is no balance.

    >>> leaning_named(Leaning("leans", 1, 0.93), ("informal", "formal"))
    {'word': 'leans', 'pole': 'formal', 'probability': 0.93}
    """
    if told is None:
        return None
    pole = None if told.pole is None else poles[told.pole]
    return {"word": told.word, "pole": pole, "probability": told.probability}
