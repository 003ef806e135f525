"""Membership in ideal types between two bounds: what is reported holds for so many at least, and at most.

For a corner there are two ends of the evidence: on every aspect its pole has its least share, or its most. Every
connective rises with the memberships that it joins, so that these are the ends of the degree, too.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations, product

import numpy as np

from idealtypes.analyses.types.calibration import calibrate, connect
from idealtypes.analyses.types.corners import HALF, Space, chances_of, drawn_corners, within
from idealtypes.analyses.types.membership import (
    MANY_ASPECTS,
    CaseMembership,
    Membership,
    TypeMembership,
    membership,
    tied_aspects,
)
from idealtypes.analyses.types.traits import TraitState, trait_states
from idealtypes.engine.bounded import SAME, BoundedProfile
from idealtypes.engine.profile import Profile
from idealtypes.engine.tally import Floats
from idealtypes.errors import Reason, reason

Corner = tuple[int, ...]
MOST_CORNERS = 16  # more corners than this, where several are possible, are not listed


def memberships(profile: Profile, *, language: str = "en") -> Membership:
    """Membership of each case of a profile, also of one between bounds: see `membership.membership`.

    Between bounds a degree has two ends, and a probability is that at both; a case has a type where one corner leads
    at all ends, and is assigned to it where its probability reaches the setting at both.
    """
    if not isinstance(profile, BoundedProfile):
        return membership(profile, language=language)
    between = _Between(profile, Space(profile, language))
    traits = trait_states(profile, language)
    found = tuple(between.case(c, traits[c]) for c in range(len(profile.cases)))
    return Membership(profile, between.how, found)


class _Between:
    """The memberships between bounds; an end of a corner is worked out when it is first asked for."""

    def __init__(self, profile: BoundedProfile, space: Space) -> None:
        self.profile, self.space, chosen = profile, space, profile.settings
        self.how, self.order = chosen.connective_name, chosen.connective_exponent
        self.threshold, self.anchors = chosen.assigned, chosen.anchors
        pairs = zip(profile.tally.poles, profile.tally.present, strict=True)
        joined = sum(len(poles) if there else 1 for poles, there in pairs)
        self.level = 1 - (1 - chosen.level) / joined if joined > MANY_ASPECTS else None
        self._chances: dict[Corner, list[list[float]]] = {}
        self.member = self.degree(profile.share_ends)

    def degree(self, shares: Floats) -> Floats:
        """From shares to memberships."""
        return shares if self.anchors is None else calibrate(shares, self.anchors)

    def case(self, c: int, traits: tuple[TraitState, ...]) -> CaseMembership:
        """Where a case stands, as far as both ends agree."""
        aspects = [self._aspect(c, a) for a in range(len(self.profile.aspects))]
        silent = any(one.silent for one in aspects)
        sure = [one.sure for one in aspects]
        key = None if silent or None in sure else tuple(k for k in sure if k is not None)
        listed = dict.fromkeys(self.space.named)
        may = [one.may for one in aspects]
        if not silent and np.prod([float(len(one)) for one in may]) <= MOST_CORNERS:
            listed |= dict.fromkeys(product(*may))
        deciding = flipped = None
        if key is not None:
            deciding = int(np.argmin([one.degree for one in aspects]))
            flipped = tuple(aspects[a].next if a == deciding else k for a, k in enumerate(key))
            listed |= dict.fromkeys((key, flipped))
        found = {k: self._type(c, k, silent) for k in listed}
        own = None if key is None else found[key]
        chance = 0.0 if own is None else min(_both(own.probability, own.probabilities))
        name = None if key is None else self.space.name(key)
        return CaseMembership(
            case=self.profile.cases[c],
            title=self.profile.title(c),
            assigned=name if chance >= self.threshold else None,
            leans=name if chance < self.threshold else None,
            deciding=None if deciding is None else self.profile.aspects[deciding],
            distance=None if deciding is None else aspects[deciding].degree - HALF,
            runner_up=None if flipped is None else self.space.name(flipped),
            why=None if key is not None else self._why(aspects),
            types=tuple(sorted(found.values(), key=_order)),
            traits=traits,
            deciding_ties=()
            if key is None
            else tied_aspects(self.profile.aspects, [one.degree for one in aspects]),
        )

    def _aspect(self, c: int, a: int) -> _Aspect:
        """What a corner may hold on an aspect, and what it surely holds."""
        K, there = len(self.space.poles[a]), self.space.present[a]
        least, most = self.member[c, a, :K, 0], self.member[c, a, :K, 1]
        if np.isnan(most).all():
            return _Aspect(True, (), None, 0.0, 0)
        if there:
            inside, outside = least > HALF, most < HALF
            base = sum(1 << p for p in np.flatnonzero(inside).tolist())
            free = [1 << p for p in np.flatnonzero(~inside & ~outside).tolist()]
            may = tuple(base + sum(chosen) for n in range(len(free) + 1) for chosen in combinations(free, n))
            apart = np.where(inside, least, 1 - most)
            return _Aspect(
                False, may, None if free else base, float(apart.min()), base ^ 1 << int(apart.argmin())
            )
        may = tuple(np.flatnonzero(most > HALF).tolist())
        sure = np.flatnonzero(least > HALF).tolist()
        own = sure[0] if sure else int(most.argmax())
        rest = np.where(np.arange(K) == own, -1.0, most)
        return _Aspect(False, may, own if sure else None, float(least[own]), int(rest.argmax()))

    def _why(self, aspects: Sequence[_Aspect]) -> Reason:
        def named(some: Iterable[bool]) -> tuple[str, ...]:
            return tuple(a for a, there in zip(self.profile.aspects, some, strict=True) if there)

        if any(one.silent for one in aspects):
            return reason("types.silent", aspects=named(one.silent for one in aspects))
        if not all(one.may for one in aspects):
            return reason("types.torn", aspects=named(not one.may for one in aspects))
        return reason("types.between_bounds", aspects=named(one.sure is None for one in aspects))

    def _type(self, c: int, key: Corner, silent: bool) -> TypeMembership:
        space, (least, most) = self.space, (self.member[c, ..., 0], self.member[c, ..., 1])
        known = [self._within(one, key, other) for one, other in ((least, most), (most, least))]
        ends = [
            float(connect(np.where(np.isnan(one), x, one), self.how, self.order))
            for one, x in zip(known, (0.0, 1.0), strict=True)
        ]
        one = not np.isnan(known[0]).any() and ends[1] - ends[0] < SAME
        low, high = self.profile.share_bounds()
        if self.level is not None:
            high = self.profile.share_bounds(self.level)[1]
        below, above = self.degree(low)[c], self.degree(high)[c]
        lows, highs = self._within(below, key, above), self._within(above, key, below)
        interval = None
        if not np.isnan(lows).any():
            interval = (
                float(connect(lows, self.how, self.order)),
                float(connect(highs, self.how, self.order)),
            )
        chances = None if silent else self._chance(c, key)
        same = chances is not None and chances[0] == chances[1]
        return TypeMembership(
            space.name(key), space.title(key), space.corner(key), key in space.named,
            ends[1] if one else None, (ends[0], ends[1]), interval,
            chances[0] if chances is not None and same else None, None if same else chances,
        )  # fmt: skip

    def _within(self, member: Floats, key: Corner, other: Floats) -> Floats:
        """Shape (aspects,): membership in what a corner holds, from one end of the poles' and the other."""
        return np.array(
            [
                within(member[a, : len(poles)], k, there, other[a, : len(poles)])
                for a, (k, poles, there) in enumerate(
                    zip(key, self.space.poles, self.space.present, strict=True)
                )
            ],
            float,
        )

    def _chance(self, c: int, key: Corner) -> tuple[float, float] | None:
        """The probability of a corner where its poles have their least, and their most; None where something reported
        bears on dimensions that do not exclude one another: their ends are not those of a set."""
        present = np.array(self.space.present, bool)
        if (self.profile.moved[c] & present).any():
            return None
        if key not in self._chances:
            poles = [0 if there else k for k, there in zip(key, self.space.present, strict=True)]
            self._chances[key] = [self._drawn(self.profile.at(poles, most), key) for most in (False, True)]
        first, second = sorted(chances[c] for chances in self._chances[key])
        return first, second

    def _drawn(self, end: Profile, key: Corner) -> list[float]:
        """Per case the probability of a corner at an end."""
        shares = [end.draws.shares(a) for a in range(len(end.aspects))]
        return [
            chances_of(drawn).get(key, 0.0)
            for drawn in drawn_corners(shares, self.degree, self.space.present)
        ]


@dataclass(frozen=True)
class _Aspect:
    """An aspect of a case: silent or not, what a corner `may` hold there, what it surely holds, how far at least, and
    what is next."""

    silent: bool
    may: tuple[int, ...]
    sure: int | None
    degree: float
    next: int


def _both(probability: float | None, probabilities: tuple[float, float] | None) -> tuple[float, ...]:
    return probabilities or ((0.0,) if probability is None else (probability,))


def _order(one: TypeMembership) -> tuple[float, float, bool]:
    return -max(_both(one.probability, one.probabilities)), -one.bounds[1], not one.named
