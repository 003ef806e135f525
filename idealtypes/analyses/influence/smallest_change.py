"""Borders: how far each case is from the border of its type, and the fewest statements whose removal crosses it.

A case is at the corner of the poles that lead with more than θ of the evidence, θ = ½ or the crossover of the
calibration. So it leaves its corner when on one aspect the pole falls to θ (with θ < ½ also when another pole
overtakes it).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from idealtypes.analyses.influence.flip_search import Fewest
from idealtypes.analyses.influence.removal import Removal
from idealtypes.engine.profile import Profile
from idealtypes.engine.result import Why, why_keys
from idealtypes.engine.tally import Floats, Ints
from idealtypes.errors import Reason, reason
from idealtypes.model.conclusions import type_of

SILENT = reason("influence.silent")
ROUNDING = 1e-12
STRICTLY = -1e-9  # a border that has to be passed, not only reached


@dataclass(frozen=True)
class Border:
    """How far one aspect of a case is from the border of its type.

    `distance` is the pole's share minus the border (½, or the crossover of the calibration): as much of the
    evidence would have to stand elsewhere. `balance` is the same on the scale of the balance (two poles only).
    `statements` are the fewest whose removal crosses it, `at_least` says that no fewer do; both None where no set
    does, since all evidence stands at the pole. Without a type the pole is the leading one, and there are no
    statements.
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
    poles = zip(profile.aspects, profile.tally.poles, corner.tolist(), strict=True)
    return type_of({a: p[k] for a, p, k in poles}, profile.scheme)


def _ways(pole: int, poles: int, width: int, border: float) -> Iterator[tuple[Floats, float]]:
    """The conditions Σ d_p s_p ≤ β under any of which a pole no longer leads with more than the border."""
    own = np.eye(width)[pole]
    yield own, border
    if border < 0.5:
        for other in range(poles):
            if other != pole:  # of two that are level the first leads
                yield own - np.eye(width)[other], 0.0 if other < pole else STRICTLY


def _fewest(removal: Removal, c: int, a: int, pole: int, poles: int, border: float) -> Fewest:
    width = removal.table.weights.shape[1]
    ways = [removal.fewest(c, a, d, level) for d, level in _ways(pole, poles, width, border)]
    done = [way.chosen for way in ways if way.chosen is not None]
    least = [way.at_least for way in ways if way.at_least is not None]
    return Fewest(min(done, key=len, default=None), min(least, default=None))


def smallest_change(profile: Profile, removal: Removal, c: int, border: float) -> SmallestChange:
    """The borders of one case, and the fewest statements that change its type."""
    corner = corners_of(profile.shares[c], border)
    type_ = type_at(profile, corner)
    found, borders = [], []
    for a in range(len(profile.aspects)):
        fewest = None
        if type_ is not None:
            fewest = _fewest(removal, c, a, int(corner[a]), len(profile.tally.poles[a]), border)
        found.append(fewest)
        borders.append(_border(profile, removal, c, a, fewest, border))
    name, title = profile.cases[c], profile.title(c)
    if type_ is None:
        why = _no_type(borders, border)
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
        becomes=type_at(profile, corners_of(removal.shares(c, chosen), border)),
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
        balance=2 * distance if len(poles) == 2 else None,
        statements=_ids(removal, fewest.chosen) if fewest is not None and fewest.chosen is not None else None,
        at_least=None if fewest is None else fewest.at_least,
        exact=fewest is None or fewest.exact,
        why=None if fewest is None or reached else _unreached(fewest.at_least),
    )


def _no_type(borders: list[Border], border: float) -> Reason:
    silent = tuple(b.aspect for b in borders if b.share is None)
    if silent:
        return reason("influence.silent_on", aspects=silent)
    torn = tuple(b.aspect for b in borders if (b.distance or 0.0) <= ROUNDING)
    return reason("influence.torn_on", border=round(100 * border), aspects=torn)


def _unreached(at_least: int | None) -> Reason:
    if at_least is None:
        return reason("influence.only_silence")
    return reason("influence.not_found", least=at_least)


def _ids(removal: Removal, chosen: tuple[int, ...]) -> tuple[str, ...]:
    return tuple(removal.table.statements[s] for s in chosen)
