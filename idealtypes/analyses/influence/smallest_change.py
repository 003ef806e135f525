"""Borders: how far each case is from the border of its type, and the fewest statements whose removal crosses it.

A case is at the corner of the poles that lead with more than θ of the evidence, θ = ½ or the crossover of the
calibration. So it leaves its corner when on one aspect the pole falls to θ (with θ < ½ also when another pole
overtakes it). On an aspect of `kind: presence` it is at a set of dimensions, and leaves it when one of them falls to θ
or another rises to it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from idealtypes.analyses.influence.flip_search import Fewest
from idealtypes.analyses.influence.removal import Removal
from idealtypes.analyses.types.corners import Space, held
from idealtypes.engine.profile import Profile
from idealtypes.engine.result import Why, why_keys
from idealtypes.engine.tally import Floats, Ints
from idealtypes.errors import Reason, reason
from idealtypes.model.conclusions import TOGETHER, type_of

SILENT = reason("influence.silent")
# Where a source is one unit, what is left of it without one of its statements is not worked out.
PRESENCE_ONCE = reason("influence.presence_once")
ROUNDING = 1e-12
STRICTLY = -1e-9  # a border that has to be passed, not only reached


@dataclass(frozen=True)
class Border:
    """How far one aspect of a case is from the border of its type.

    `distance` is the pole's share minus the border (½, or the crossover of the calibration): as much of the
    evidence would have to stand elsewhere. `balance` is the same on the scale of the balance (two poles only).
    On an aspect of `kind: presence` it is about the dimension nearest to the border (`a+b` where two are
    equally near), and `distance` is how far it is on its side of it. `statements` are the fewest whose removal
    crosses it, `at_least` says that no fewer do; both None where no set does, since all evidence stands at the
    pole. Without a type the pole is the leading one, and there are no statements.
    """

    aspect: str
    pole: str | None
    share: float | None
    distance: float | None
    balance: float | None
    statements: tuple[str, ...] | None
    at_least: int | None
    exact: bool
    why: Why

    def to_dict(self) -> dict[str, Any]:
        return {
            "aspect": self.aspect,
            "pole": self.pole,
            "share": self.share,
            "distance": self.distance,
            "balance": self.balance,
            "statements": None if self.statements is None else list(self.statements),
            "at_least": self.at_least,
            "exact": self.exact,
            **why_keys(self.why),
        }


@dataclass(frozen=True, repr=False)
class SmallestChange:
    """The smallest change that takes a case out of its type.

    Attributes
    ----------
    case, title, type
        The case, and the type of its corner (an unnamed corner by its own name); None without a corner, see `why`.
    deciding
        The aspect nearest to its border.
    aspect, statements
        The aspect on which the fewest statements have to go, and these; None where no set of statements does it.
    at_least, exact
        No fewer statements do it; whether `statements` is proved to be the smallest such set.
    becomes
        The type that the case then has; None for none.
    borders
        One for every aspect.
    """

    case: str
    title: str
    type: str | None
    deciding: str | None
    aspect: str | None
    statements: tuple[str, ...] | None
    at_least: int | None
    exact: bool
    becomes: str | None
    why: Why
    borders: tuple[Border, ...]

    def __repr__(self) -> str:
        gone = "none" if self.statements is None else f"{len(self.statements)} on {self.aspect}"
        return f"<SmallestChange of {self.case!r}: type {self.type}, statements to remove: {gone}>"

    def flip(self) -> dict[str, Any]:
        """An entry of `flip[]`."""
        return {
            "case": self.case,
            "type": self.type,
            "aspect": self.aspect,
            "statements": None if self.statements is None else list(self.statements),
            "at_least": self.at_least,
            "exact": self.exact,
            "becomes": self.becomes,
            **why_keys(self.why),
        }

    def border(self) -> dict[str, Any]:
        """An entry of `borders[]`."""
        return {
            "case": self.case,
            "title": self.title,
            "type": self.type,
            "deciding": self.deciding,
            "aspects": [b.to_dict() for b in self.borders],
        }


def corners_at(profile: Profile, shares: Floats, aspect: Ints, border: float) -> Ints:
    """Shape (rows,): what a case holds on an aspect, as `types.corners` numbers it; −1 where nothing passes the border.

    `shares` (rows, K) are of the aspects `aspect` (rows,). On one of `kind: presence` it is the set of dimensions above
    the border, and −1 where one stands at it.
    """
    found = corners_of(shares, border)
    for a in np.flatnonzero(profile.tally.present):
        here = aspect == a
        w = shares[here][:, : len(profile.tally.poles[a])]
        known = (np.abs(w - border) > ROUNDING).all(axis=1) & ~np.isnan(w).any(axis=1)
        sets = ((np.nan_to_num(w) > border) * (1 << np.arange(w.shape[1]))).sum(axis=1)
        found[here] = np.where(known, sets, -1)
    return found


def corners_of(shares: Floats, border: float) -> Ints:
    """Shape (…,): the leading pole, on the last axis, where its share passes the border; −1 where none does.

    >>> corners_of(np.array([[0.4, 0.6], [0.5, 0.5], [np.nan, np.nan]]), 0.5).tolist()
    [1, -1, -1]
    """
    known = np.nan_to_num(shares, nan=-1.0)
    best = known.argmax(axis=-1)
    passes = np.take_along_axis(known, best[..., None], axis=-1)[..., 0] > border + ROUNDING
    return np.where(passes, best, -1)


def type_at(profile: Profile, corner: Ints) -> str | None:
    """The type at a corner of shape (aspects,), None where an aspect has no pole."""
    if (corner < 0).any():
        return None
    return type_of(Space(profile, "en").corner(corner.tolist()), profile.scheme)


def _ways(pole: int, poles: int, width: int, border: float) -> Iterator[tuple[Floats, float]]:
    """The conditions Σ d_p s_p ≤ β under any of which a pole no longer leads with more than the border."""
    own = np.eye(width)[pole]
    yield own, border
    if border < 0.5:
        for other in range(poles):
            if other != pole:  # of two that are level the first leads
                yield own - np.eye(width)[other], 0.0 if other < pole else STRICTLY


def _leaves(inside: int, poles: int, width: int, border: float) -> Iterator[tuple[Floats, float]]:
    """The same for a set of dimensions: one of those inside falls to the border, or another rises to it."""
    for p, holds in enumerate(held(inside, poles)):
        own = np.eye(width)[p]
        yield (own, border) if holds else (-own, -border)


def _fewest(removal: Removal, c: int, a: int, pole: int, border: float) -> Fewest:
    table, poles = removal.table, len(removal.table.poles[a])
    leave = _leaves if a < len(table.present) and table.present[a] else _ways
    ways = [removal.fewest(c, a, d, level) for d, level in leave(pole, poles, table.weights.shape[1], border)]
    done = [way.chosen for way in ways if way.chosen is not None]
    least = [way.at_least for way in ways if way.at_least is not None]
    return Fewest(min(done, key=len, default=None), min(least, default=None))


def smallest_change(profile: Profile, removal: Removal, c: int, border: float) -> SmallestChange:
    """The borders of one case, and the fewest statements that change its type."""
    every = np.arange(len(profile.aspects))
    corner = corners_at(profile, profile.shares[c], every, border)
    type_ = type_at(profile, corner)
    found, borders = [], []
    for a in range(len(profile.aspects)):
        fewest = None
        if type_ is not None and not _untold(profile, a):
            fewest = _fewest(removal, c, a, int(corner[a]), border)
        found.append(fewest)
        borders.append(_border(profile, removal, c, a, fewest, border))
    name, title = profile.cases[c], profile.title(c)
    if type_ is None:
        why = _no_type(borders, border, profile)
        return SmallestChange(name, title, None, None, None, None, None, True, None, why, tuple(borders))
    deciding = min(borders, key=lambda b: b.distance or 0.0).aspect
    sets = [
        (len(f.chosen), a, f.chosen) for a, f in enumerate(found) if f is not None and f.chosen is not None
    ]
    least = min((f.at_least for f in found if f is not None and f.at_least is not None), default=None)
    if not sets:
        why = _unreached(least)
        end = (None, None, least, least is None, None, why, tuple(borders))
        return SmallestChange(name, title, type_, deciding, *end)
    size, a, chosen = min(sets)
    return SmallestChange(
        case=name,
        title=title,
        type=type_,
        deciding=deciding,
        aspect=profile.aspects[a],
        statements=_ids(removal, chosen),
        at_least=least,
        exact=least == size,
        becomes=type_at(profile, corners_at(profile, removal.shares(c, chosen), every, border)),
        why=None,
        borders=tuple(borders),
    )


def _border(
    profile: Profile, removal: Removal, c: int, a: int, fewest: Fewest | None, border: float
) -> Border:
    aspect, poles = profile.aspects[a], profile.tally.poles[a]
    s = profile.shares[c, a, : len(poles)]
    if np.isnan(s).any():
        return Border(aspect, None, None, None, None, None, None, True, SILENT)
    if profile.tally.present[a]:
        return _nearest_dimension(removal, aspect, poles, s, fewest, border, _untold(profile, a))
    p = int(s.argmax())
    distance = float(s[p] - border)
    if border < 0.5:
        distance = min(distance, float(s[p] - np.delete(s, p).max()) / 2)
    reached = fewest is not None and fewest.chosen is not None
    return Border(
        aspect=aspect,
        pole=poles[p],
        share=float(s[p]),
        distance=distance,
        balance=2 * distance if profile.bipolar[a] else None,
        statements=_ids(removal, fewest.chosen) if fewest is not None and fewest.chosen is not None else None,
        at_least=None if fewest is None else fewest.at_least,
        exact=fewest is None or fewest.exact,
        why=None if fewest is None or reached else _unreached(fewest.at_least),
    )


def _untold(profile: Profile, a: int) -> bool:
    """Whether nothing is told of statements left out: see `influence.PRESENCE_ONCE`."""
    return profile.tally.present[a] and profile.settings.repeats == "once_per_source"


def _nearest_dimension(
    removal: Removal,
    aspect: str,
    poles: tuple[str, ...],
    weights: Floats,
    fewest: Fewest | None,
    border: float,
    untold: bool,
) -> Border:
    """The border of a set of dimensions: at the dimension nearest to it, or those that are equally near."""
    away = np.abs(weights - border)
    near = np.flatnonzero(away < away.min() + ROUNDING)
    reached = fewest is not None and fewest.chosen is not None
    why: Why = None if fewest is None or reached else _unreached(fewest.at_least)
    return Border(
        aspect=aspect,
        pole=TOGETHER.join(poles[p] for p in near),
        share=float(weights[near[0]]),
        distance=float(away.min()),
        balance=None,
        statements=_ids(removal, fewest.chosen) if fewest is not None and fewest.chosen is not None else None,
        at_least=None if fewest is None else fewest.at_least,
        exact=fewest is None or fewest.exact,
        why=PRESENCE_ONCE if untold else why,
    )


def _no_type(borders: list[Border], border: float, profile: Profile) -> Reason:
    silent = tuple(b.aspect for b in borders if b.share is None)
    if silent:
        return reason("influence.silent_on", aspects=silent)
    present = dict(zip(profile.aspects, profile.tally.present, strict=True))
    near = [b.aspect for b in borders if (b.distance or 0.0) <= ROUNDING]
    torn, half = (tuple(a for a in near if present[a] is there) for there in (False, True))
    if not half:
        return reason("influence.torn_on", border=round(100 * border), aspects=torn)
    alone = reason("influence.half_on", border=round(100 * border), aspects=half)
    return alone if not torn else reason("types.half_and_torn", half=alone, aspects=torn)


def _unreached(at_least: int | None) -> Reason:
    if at_least is None:
        return reason("influence.only_silence")
    return reason("influence.not_found", least=at_least)


def _ids(removal: Removal, chosen: tuple[int, ...]) -> tuple[str, ...]:
    return tuple(removal.table.statements[s] for s in chosen)
