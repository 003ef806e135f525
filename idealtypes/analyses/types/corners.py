"""Corners of the property space, as numbers: one an aspect.

On an aspect whose poles exclude one another the number is that of a pole. On one of `kind: presence` a corner holds a
set of dimensions, and the number has a bit for each: 0 holds none, 5 the first and the third.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import prod

import numpy as np
from numpy.typing import NDArray

from idealtypes.engine.profile import Profile
from idealtypes.engine.tally import Floats
from idealtypes.model.conclusions import corner_name
from idealtypes.model.placement import held_poles
from idealtypes.model.scheme import Held

Corner = Mapping[str, Held]
HALF = 0.5


def held(key: int, poles: int) -> NDArray[np.bool_]:
    """Shape (poles,): which dimensions a number holds.

    >>> held(5, 4).tolist()
    [True, False, True, False]
    """
    return np.array([bool(key >> p & 1) for p in range(poles)])


def within(member: Floats, key: int, present: bool, above: Floats | None = None) -> Floats:
    """Membership in what a corner holds on an aspect, over the last axis.

    That is its pole or its set of dimensions: the minimum of m inside and of 1 − m outside.

    `above` are the upper ends where `member` are the lower: the lower end of 1 − m is 1 less the upper of m.

    >>> within(np.array([0.9, 0.7, 0.2]), 3, True), within(np.array([0.9, 0.7, 0.2]), 1, False)
    (array(0.7), array(0.7))
    """
    if not present:
        return np.asarray(member[..., key])
    outside = 1 - (member if above is None else above)
    return np.asarray(np.where(held(key, member.shape[-1]), member, outside).min(axis=-1))


def nearest(member: Floats, present: bool) -> tuple[int, float, int]:
    """The number that an aspect's memberships (K,) are nearest to, membership in it, and the next: the second pole, or
    the set with the dimension nearest to ½ the other way round.

    >>> nearest(np.array([0.2, 0.7, 0.1]), False), nearest(np.array([0.9, 0.6, 0.2]), True)
    ((1, 0.7, 0), (3, 0.6, 1))
    """
    if not present:
        ranked = np.argsort(-member, kind="stable")
        return int(ranked[0]), float(member[ranked[0]]), int(ranked[1])
    key = sum(1 << p for p, m in enumerate(member.tolist()) if m > HALF)
    away = np.abs(member - HALF)
    return key, float(HALF + away.min()), key ^ 1 << int(away.argmin())


class Space:
    """The property space: corners as tuples of numbers, one an aspect."""

    def __init__(self, profile: Profile, language: str) -> None:
        self.aspects, self.poles, self.present = profile.aspects, profile.tally.poles, profile.tally.present
        scheme = profile.scheme
        self.named: dict[tuple[int, ...], tuple[str, str]] = {}
        for ideal in scheme.ideal_types:
            key = tuple(
                _number(scheme.corners[ideal.id][a], p, there)
                for a, p, there in zip(self.aspects, self.poles, self.present, strict=True)
            )
            self.named.setdefault(key, (ideal.id, ideal.title.say(language)))
        self.titles = {
            (a, p): scheme.axis(a).pole(p).title.say(language)
            for a, poles in zip(self.aspects, self.poles, strict=True)
            for p in poles
        }
        self.aspect_titles = {aspect.id: aspect.title.say(language) for aspect in scheme.aspects}

    def corner(self, key: Sequence[int]) -> dict[str, Held]:
        """What a corner holds, by aspect."""
        return {
            a: tuple(p for p, inside in zip(poles, held(k, len(poles)), strict=True) if inside)
            if there
            else poles[k]
            for a, poles, k, there in zip(self.aspects, self.poles, key, self.present, strict=True)
        }

    def name(self, key: tuple[int, ...]) -> str:
        return self.named[key][0] if key in self.named else corner_name(self.corner(key))

    def title(self, key: tuple[int, ...]) -> str:
        if key in self.named:
            return self.named[key][1]
        parts = [
            f"{self.aspect_titles[a]}: {' + '.join(self.titles[a, p].lower() for p in held_poles(h)) or '–'}"
            for a, h in self.corner(key).items()
        ]
        return ", ".join(parts)


def _number(value: Held, poles: Sequence[str], present: bool) -> int:
    among = held_poles(value)
    return sum(1 << p for p, pole in enumerate(poles) if pole in among) if present else poles.index(among[0])


def drawn_corners(
    shares: Sequence[Floats], degree: Callable[[Floats], Floats], present: Sequence[bool] = ()
) -> NDArray[np.int64]:
    """Shape (cases, draws, aspects): the pole above ½ in each draw, the highest of several; −1 where none is.

    `shares` has an array of shape (cases, K, draws) an aspect, `degree` turns shares into memberships. On the
    aspects that are `present` it is the set of dimensions above ½; −1 where one is neither above nor below.
    """
    out = []
    for a, drawn in enumerate(shares):
        with np.errstate(invalid="ignore"):
            member = degree(drawn)
            inside = member > HALF
        if a < len(present) and present[a]:
            bits = (1 << np.arange(drawn.shape[1]))[:, None]
            told = (inside | (member < HALF)).all(axis=1)
            out.append(np.where(told, (inside * bits).sum(axis=1), -1))
        else:
            out.append(np.where(inside.any(axis=1), np.nan_to_num(drawn).argmax(axis=1), -1))
    return np.stack(out, axis=-1)


def chances_of(drawn: NDArray[np.int64]) -> dict[tuple[int, ...], float]:
    """Corner → the share of draws in which it is the case's."""
    # Corners as numbers, where they fit one: sorting numbers is far faster than sorting rows.
    radix = [int(drawn[:, a].max()) + 2 for a in range(drawn.shape[1])]
    if prod(radix) < 2**62:
        _, first, counts = np.unique(
            np.ravel_multi_index((drawn + 1).T, radix), return_index=True, return_counts=True
        )
        corners = drawn[first]
    else:
        corners, counts = np.unique(drawn, axis=0, return_counts=True)
    return {tuple(k.tolist()): n / len(drawn) for k, n in zip(corners, counts, strict=True) if (k >= 0).all()}
