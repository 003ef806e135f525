"""How a number reads: in which words a balance, its interval and its evidence are said.

The words have fixed borders, which the report prints beside its method, so that two studies are read alike.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np

from idealtypes.engine.bounded import BoundedProfile
from idealtypes.engine.presence import LEADS, Order
from idealtypes.engine.profile import Profile
from idealtypes.engine.spread import BLENDED, HEARD, ROUNDING, TORN

Strength = Literal["balanced", "somewhat", "mostly", "wholly"]
Character = Literal["torn", "blended"]
Word = Literal[
    "wholly",
    "mostly",
    "somewhat",
    "balanced",
    "mixed",
    "leads",
    "alike",
    "open",
    "between",
    "torn",
    "thin",
    "silent",
]
Mark = Literal["plain", "torn", "thin", "silent"]

# From this distance from the middle on, a balance is somewhat, mostly or almost wholly toward a pole.
SOMEWHAT, MOSTLY, WHOLLY = 0.15, 0.40, 0.75
# Evidence is thin below these.
FEW_SOURCES, FEW_EFFECTIVE = 3, 5.0


@dataclass(frozen=True)
class Label:
    """Where a balance lies, in words: how strongly, and toward which pole (0 or 1; None for balanced)."""

    strength: Strength
    pole: int | None


@dataclass(frozen=True)
class Labels:
    """One estimate in words.

    `at` is None where nobody speaks; `ends` None where there is no interval. `character` says, where both sides are
    heard, whether statements stand at opposite poles (torn) or see both sides themselves (blended). For three or more
    poles `at` is None, and `leading` holds the pole numbers by falling share, `leads` the probability that the first is
    the largest. On an aspect of `kind: presence` `order` says what can be said of the dimensions' order.
    """

    silent: bool
    at: Label | None = None
    ends: tuple[Label, Label] | None = None
    thin: bool = False
    character: Character | None = None
    leading: tuple[int, ...] = ()
    leads: float | None = None
    order: Order | None = None

    @property
    def open(self) -> bool:
        """Whether the interval reaches from one side of the middle to the other."""
        if self.ends is None:
            return False
        poles = {end.pole for end in self.ends} - {None}
        return len(poles) == 2


def label(balance: float) -> Label:
    """A balance in [−1, 1] in words.

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
    if not profile.statements[case, aspect]:
        return Labels(silent=True)
    shares = profile.shares[case, aspect, : len(profile.tally.poles[aspect])]
    contested = float(profile.spread.contestation[case, aspect])
    character: Character | None = None  # nan where poles do not exclude one another: neither torn nor blended
    if 1 - shares.max() >= HEARD - ROUNDING:
        character = contest(contested)
    # Where there is no interval that is said instead: complete evidence is not thin, and one rater is one rater.
    worth = np.nanmin(profile.pole_sizes[case, aspect, : len(shares)])
    pooled = any(a == aspect for a, _ in profile.pooled)
    few = worth < FEW_EFFECTIVE or (profile.sources[case, aspect] < FEW_SOURCES and not pooled)
    thin = bool(few and not profile.no_interval[case, aspect])
    if not profile.bipolar[aspect]:
        order = tuple(int(p) for p in np.argsort(-shares, kind="stable"))
        if profile.tally.present[aspect]:
            return Labels(False, thin=thin, leading=order, order=profile.order(case, aspect))
        leads = None
        if not profile.no_interval[case, aspect]:
            drawn = profile.draws.shares(aspect)[case]
            leads = float((drawn.argmax(axis=0) == order[0]).mean())
        return Labels(False, None, None, thin, character, order, leads)
    low, high = profile.interval[case, aspect]
    ends = None if np.isnan(low) else (label(low), label(high))
    return Labels(False, label(profile.balance[case, aspect]), ends, thin, character)


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
    one_rater = profile.no_interval[c, a] and not profile.complete[c] and not profile.tally.present[a]
    if read.thin or one_rater:  # one rater reads no firmer than two; of dimensions one tells no order
        return Brief("thin", "thin")
    if read.order is not None:
        settled: Word = "leads" if read.order.leader is not None else "alike" if read.order.equal else "open"
        return Brief(settled, "plain")
    torn = read.character == "torn"
    mark: Mark = "torn" if torn else "plain"
    # With more poles the leading one against the rest: more than half of the evidence lies on its side of 0.
    far = profile.balance[c, a] if read.at is not None else 2 * profile.shares[c, a, read.leading[0]] - 1
    if torn and far < MOSTLY and -far < MOSTLY:
        return Brief("torn", mark)
    if read.at is None:
        return Brief("mixed" if far < SOMEWHAT else label(far).strength, mark)
    return Brief(read.at.strength, mark)


def _brief_between(profile: BoundedProfile, c: int, a: int) -> Brief:
    """How two bounds read: as both do, on one side; else they are open."""
    ends = [end for p in range(len(profile.tally.poles[a])) for end in profile.ends_of(p)]
    found = set()
    for end in ends:
        read = labels(end, c, a)
        side = read.leading[0] if read.at is None else read.at.pole
        found.add((brief(end, c, a), side))
    return found.pop()[0] if len(found) == 1 else Brief("between", "plain")


def meanings(words: set[Word]) -> dict[str, str]:
    """What the words that are used mean, in a fixed order."""
    said: dict[Word, str] = {
        "wholly": f"at one side, {WHOLLY:.2f} from the middle or more",
        "mostly": f"at one side, from {MOSTLY:.2f}",
        "somewhat": f"at one side, from {SOMEWHAT:.2f}",
        "balanced": f"within {SOMEWHAT:.2f} of the middle",
        "mixed": "no pole has much more than half",
        "leads": f"one dimension is more there than every other, with a probability of {LEADS:g} or more",
        "alike": "the first two dimensions or more are about equally there",
        "open": "which dimension is more there than the others cannot be told",
        "torn": f"statements take sides, and the weaker side has {HEARD:.0%} or more",
        "thin": f"fewer than {FEW_SOURCES} sources, or worth fewer than {FEW_EFFECTIVE:g} statements",
        "between": "what is reported leaves open how it reads",
        "silent": "nobody speaks of it",
    }
    return {word: meaning for word, meaning in said.items() if word in words}
