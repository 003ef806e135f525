"""How a number reads: in which words a balance, its interval and its evidence are said.

A word is said where it is probable, on draws with every doubt that can be estimated (see `engine.leaning`), not where
the estimate happens to lie there. Thin and torn are marks beside it: what the evidence is like.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple, cast

import numpy as np

from idealtypes.engine.bounded import BoundedProfile
from idealtypes.engine.findings import Finding
from idealtypes.engine.leaning import MIDDLE, MOSTLY, NEARLY, SOMEWHAT, SURE, WHOLLY, Lean
from idealtypes.engine.presence import EQUAL, LEADS
from idealtypes.engine.profile import Profile
from idealtypes.engine.spread import BLENDED, HEARD, ROUNDING, TORN

Strength = Literal["balanced", "somewhat", "mostly", "wholly"]
Character = Literal["torn", "blended"]
Word = Lean | Literal["leads", "alike", "open", "between", "torn", "thin", "silent"]
Mark = Literal["plain", "torn", "thin", "silent"]

# Evidence is thin below these.
FEW_SOURCES, FEW_EFFECTIVE = 3, 5.0


@dataclass(frozen=True)
class Label:
    """Where an end of an interval lies: how far out, and toward which pole (0 or 1; None near the middle)."""

    strength: Strength
    pole: int | None


@dataclass(frozen=True)
class Labels:
    """One estimate in words.

    `found` is what the profile finds there, in which its word, pole and firmness are, `torn` that its statements stand
    at opposite poles, where they do, and `blended` whether they see both sides themselves. `ends` is None where there
    is no interval.
    """

    found: Finding
    poles: tuple[str, ...]
    bipolar: bool
    ends: tuple[Label, Label] | None = None
    thin: bool = False
    torn: Finding | None = None
    blended: bool = False

    @property
    def silent(self) -> bool:
        """Whether nobody speaks of it."""
        return self.found.kind == "silent"

    @property
    def word(self) -> Word:
        """The one word for it, whatever the evidence is like.

        >>> from idealtypes.engine.findings import Subject
        >>> about = Subject("desk", "help")
        >>> Labels(Finding("undecided", about, "cannot_be_told"), ("no", "yes"), True).word
        'untold'
        >>> Labels(Finding("undecided", about, "cannot_be_told", probability=0.6), ("no", "yes"), True).word
        'undecided'
        """
        found = self.found
        if found.kind == "lean":
            return cast(Word, found.word)
        if found.kind == "undecided":
            open_: Word = "undecided" if self.bipolar else "open"
            return "untold" if found.probability is None else open_
        return "alike" if found.kind == "tie" else cast(Word, found.kind)

    @property
    def pole(self) -> int | None:
        """The pole that it leans to, or that leads; None where none does."""
        return None if self.found.subject.pole is None else self.poles.index(self.found.subject.pole)


def label(balance: float) -> Label:
    """How far out an end of an interval lies, in [−1, 1].

    >>> label(-0.8), label(0.2), label(0.1)
    (Label(strength='wholly', pole=0), Label(strength='somewhat', pole=1), Label(strength='balanced', pole=None))
    """
    far = abs(balance) + ROUNDING
    if far < SOMEWHAT:
        return Label("balanced", None)
    strength: Strength = "wholly" if far >= WHOLLY else "mostly" if far >= MOSTLY else "somewhat"
    return Label(strength, int(balance > 0))


def contest(contestation: float) -> Character | None:
    """What contestation in [0, 1] makes of a divided aspect; None between the two, and where nothing is divided."""
    if contestation >= TORN - ROUNDING:
        return "torn"
    return "blended" if contestation <= BLENDED + ROUNDING else None


def labels(profile: Profile, case: int, aspect: int) -> Labels:
    """The words for one estimate of a profile."""
    found, *torn = profile.findings_at(case, aspect)
    poles = profile.tally.poles[aspect]
    if found.kind == "silent":
        return Labels(found, poles, profile.bipolar[aspect])
    shares = profile.shares[case, aspect, : len(profile.tally.poles[aspect])]
    contested = float(profile.spread.contestation[case, aspect])  # nan where poles do not exclude one another
    blended = bool(1 - shares.max() >= HEARD - ROUNDING and contest(contested) == "blended")
    # Where there is no interval that is said instead: complete evidence is not thin, and one rater is one rater.
    worth = np.nanmin(profile.pole_sizes[case, aspect, : len(shares)])
    pooled = any(a == aspect for a, _ in profile.pooled)
    few = worth < FEW_EFFECTIVE or (profile.sources[case, aspect] < FEW_SOURCES and not pooled)
    thin = bool(few and not profile.no_interval[case, aspect])
    ends = None
    if profile.bipolar[aspect] and not np.isnan(profile.interval_whole[case, aspect, 0]):
        low, high = profile.interval_whole[case, aspect]
        ends = label(low), label(high)
    return Labels(found, poles, profile.bipolar[aspect], ends, thin, torn[0] if torn else None, blended)


class Brief(NamedTuple):
    """A word, and how the position is marked.

    Balanced and torn may share a number, 0, and mean the opposite: in the one, statements see both sides; in the other
    each takes a side. Thin says that the number is not to be leaned on; silent that there is none. What is thin or
    torn also has a mark of its own, so that an aspect may be *mostly* at a pole and torn.
    """

    word: Word
    mark: Mark


def brief(profile: Profile, c: int, a: int) -> Brief:
    """How one estimate of a profile reads."""
    if isinstance(profile, BoundedProfile) and profile.moved[c, a]:
        return _brief_between(profile, c, a)
    read = labels(profile, c, a)
    if read.silent:
        return Brief("silent", "silent")
    if read.word == "untold":
        return Brief("untold", "thin")
    if read.thin:
        return Brief("thin" if read.word in ("undecided", "open") else read.word, "thin")
    torn = read.torn is not None
    mark: Mark = "torn" if torn else "plain"
    # With more poles the leading one against the rest: more than half of the evidence lies on its side of 0.
    far = profile.balance[c, a] if profile.bipolar[a] else 2 * np.nanmax(profile.shares[c, a]) - 1
    if torn and far < MOSTLY and -far < MOSTLY:
        return Brief("torn", mark)
    return Brief(read.word, mark)


def _brief_between(profile: BoundedProfile, c: int, a: int) -> Brief:
    """How two bounds read: as both do, on one side; else they are open."""
    ends = [end for p in range(len(profile.tally.poles[a])) for end in profile.ends_of(p)]
    found = {(brief(end, c, a), labels(end, c, a).pole) for end in ends}
    return found.pop()[0] if len(found) == 1 else Brief("between", "plain")


def meanings(words: set[Word]) -> dict[str, str]:
    """What the words that are used mean, in a fixed order."""
    said: dict[Word, str] = {
        "wholly": f"beyond {WHOLLY:.2f} on one side, with a probability of {NEARLY:g} or more",
        "mostly": f"beyond {MOSTLY:.2f} on one side, with a probability of {SURE:g} or more",
        "somewhat": f"beyond {SOMEWHAT:.2f} on one side, with a probability of {SURE:g} or more",
        "leans": f"on one side of the middle, with a probability of {SURE:g} or more",
        "balanced": f"within {MOSTLY:.2f} of the middle and not somewhat, with a probability of {MIDDLE:g} or more",
        "undecided": "none of these words has that probability",
        "leads": f"more of one than of every other, each with a probability of {LEADS:g} or more",
        "alike": f"the first two or more are about equal, with a probability of {EQUAL:g} or more",
        "open": "which side or which pole has more is not settled",
        "untold": "cannot be told from one statement or one rater",
        "torn": f"statements take sides, and the weaker side has {HEARD:.0%} or more",
        "thin": f"fewer than {FEW_SOURCES} sources, or worth fewer than {FEW_EFFECTIVE:g} statements",
        "between": "what is reported leaves open how it reads",
        "silent": "nobody speaks of it",
    }
    return {word: meaning for word, meaning in said.items() if word in words}
