"""Whether two sets of measures can be compared on an outcome: who speaks of what differs, and what stands against it.

Three informants or more have to speak of what each of the two does that the other does not. Where they do not, what is
reported can stand for them, if it points one way and speaks for three groups or more. Silence is no "no change": of an
outcome on which nobody speaks it cannot be told which way it differs. What is reported is never counted with what is
quoted; but an order that it contradicts is none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from idealtypes.analyses.scenarios.baseline import Baseline
from idealtypes.analyses.scenarios.effects import NOTHING, Effects, Mask
from idealtypes.analyses.scenarios.voices import ReportedVotes, leans, reported, touched, voices
from idealtypes.analyses.scenarios.votes import ENOUGH
from idealtypes.engine.result import why_keys
from idealtypes.engine.tally import Floats
from idealtypes.errors import Reason, reason

# The codes of what may be missing: who speaks, and where what is reported points.
WHO = ("unspoken", "silent", "few_informants", "few_sources", "enough_informants", "enough_sources")
WAYS = ("against", "other", "both", "same", "for")
ORDER_REASONS = (*(f"order_{who}" for who in WHO), *(f"order_reported_{way}" for way in WAYS))


@dataclass(frozen=True)
class Heard:
    """What is heard of the difference that one set of measures makes to an outcome, against another.

    Attributes
    ----------
    informants
        Who speaks of what differs; on the side of which fewer speak, where both have something of their own.
    spoken
        Whether anybody quoted speaks of it at all, if only by way of outcomes behind which too few stand.
    quoted
        1 where the quoted votes lean to more of it, −1 to less, 0 to neither.
    reported
        What is reported of what differs.
    groups
        Whether on each side what is reported speaks for three groups or more.
    """

    informants: int
    spoken: bool
    quoted: int
    reported: ReportedVotes
    groups: bool

    @property
    def by_quoted(self) -> bool:
        """Whether three informants speak, and what is reported does not point the other way."""
        return self.informants >= ENOUGH and self.quoted * self.reported.sign >= 0

    @property
    def by_reported(self) -> int:
        """1 or −1 where what is reported bears the difference alone: more, or less of it; else 0."""
        bears = self.informants < ENOUGH and self.groups and self.reported.one_direction
        return self.reported.sign if bears and self.quoted * self.reported.sign >= 0 else 0


@dataclass(frozen=True)
class Missing:
    """What keeps two sets from being ordered on an outcome.

    `informants` speak of what differs, on the side of which fewer do; `reported_for` are the reported statements that
    there is more of the outcome under the first set than under the second.
    """

    outcome: str
    informants: int
    reported_for: tuple[str, ...]
    reported_against: tuple[str, ...]
    why: tuple[Reason, ...]

    def to_dict(self) -> dict[str, object]:
        return {
            "outcome": self.outcome,
            "informants": self.informants,
            "reported_for": list(self.reported_for),
            "reported_against": list(self.reported_against),
            **why_keys(self.why),
        }


class SetsBeside:
    """Two sets of measures beside each other, outcome by outcome."""

    def __init__(self, base: Baseline, one: Effects, other: Effects) -> None:
        self.base, self.one, self.other = base, one, other

    @cached_property
    def sides(self) -> list[Mask]:
        """The measures of each set that the other lacks and that change something; only those that are there."""
        busy = np.array([not measure.idle for measure in self.base.measures], bool)
        a, b = self.one.chosen & busy, self.other.chosen & busy
        return [side for side in (a & ~b, b & ~a) if side.any()]

    @cached_property
    def lead(self) -> Floats:
        """Shape (O, D): how much higher the outcomes are under the first set."""
        return self.one.outcomes - self.other.outcomes

    @cached_property
    def _behind(self) -> list[tuple[frozenset[str], ...]]:
        return [voices(self.base, touched(self.base, side)) for side in self.sides]

    @cached_property
    def _leans(self) -> tuple[Floats, list[Floats]]:
        """Which way the reported items are moved, one set against the other, and on each side."""
        base, nothing = self.base, np.zeros(len(self.base.outcomes))
        own = [leans(base, found.chosen, found.outcomes.mean(axis=1)) for found in (self.one, self.other)]
        lean = own[0] - own[1]
        fed = np.array([item.from_outcome is not None for item in base.votes.reported], bool)
        sides = [np.where(fed, lean, leans(base, side, nothing)) for side in self.sides]
        return lean, sides

    def heard(self, o: int) -> Heard:
        """What is heard of outcome `o`."""
        lean, sides = self._leans
        informants = min((len(behind[o]) for behind in self._behind), default=0)
        mean = float(self.lead[o].mean())
        told = [reported(self.base, side, o) for side in sides]
        groups = all(_for_enough(one) for one in told)
        quoted = int(np.sign(mean)) if abs(mean) > NOTHING else 0
        spoken = any(behind[o] for behind in self._behind) or bool(self.lead[o].any())
        return Heard(informants, spoken, quoted, reported(self.base, lean, o), groups)


def _for_enough(told: ReportedVotes) -> bool:
    """Whether what is reported speaks for three groups or more."""
    found = [groups[0] for groups in (told.groups_more, told.groups_less) if groups is not None]
    return max(found, default=0) >= ENOUGH


def missing(base: Baseline, difference: SetsBeside, outcomes: Sequence[str], better: int) -> list[Missing]:
    """The outcomes on which two sets cannot be compared; `better` is 1 where what is quoted favours the first set,
    −1 the second, 0 neither."""
    out = []
    for outcome in outcomes:
        o = base.outcomes.index(outcome)
        heard = difference.heard(o)
        if heard.by_quoted or heard.by_reported:
            continue
        beside = heard.reported
        way = _way(heard, int(beside.sign * base.wanted[o]), better)
        why = [f"order_{_who(base, heard)}", *([f"order_reported_{way}"] if way else [])]
        reasons = tuple(reason(f"scenarios.{code}") for code in why)
        out.append(Missing(outcome, heard.informants, beside.more, beside.less, reasons))
    return out


def _way(heard: Heard, towards: int, better: int) -> str | None:
    """Where what is reported points: beside what is quoted, or where that prefers neither, at the second set."""
    if not heard.reported.more and not heard.reported.less:
        return None
    if not towards:
        return "both"
    if heard.informants >= ENOUGH:
        return "other"
    if better:
        return "same" if towards == better else "other"
    return "for" if towards < 0 else "against"


def _who(base: Baseline, heard: Heard) -> str:
    """The code for who speaks."""
    if not heard.spoken:
        return "silent" if heard.reported.more or heard.reported.less else "unspoken"
    whose = "sources" if base.profile.settings.unit == "none" else "informants"
    return f"{'enough' if heard.informants >= ENOUGH else 'few'}_{whose}"
