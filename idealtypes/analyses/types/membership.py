"""Membership of the cases in ideal types: fuzzy-set ideal-type analysis.

An ideal type is a corner of the property space: one pole on every aspect. A case's membership in a corner joins its
memberships in the corner's poles by a connective (Kvist 2007, Journal of Business Research 60(5): 474–481; Ragin 2008,
Redesigning Social Inquiry). Every probability comes from the profile's joint draws.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from idealtypes.analyses.types.calibration import calibrate, connect
from idealtypes.analyses.types.traits import TraitState, trait_states
from idealtypes.engine.profile import FORMAT, Profile
from idealtypes.engine.result import Pictured, said, screenful, why_keys
from idealtypes.engine.tally import Floats
from idealtypes.errors import Reason, reason

# Beyond so many aspects the upper ends are taken at 1 − α/2A: the smallest of many upper ends is too low.
MANY_ASPECTS = 5
# Unnamed corners less probable than this are not listed.
RARE = 0.005
Corner = Mapping[str, str]


@dataclass(frozen=True)
class TypeMembership:
    """Membership of one case in one corner.

    Attributes
    ----------
    type, title
        The ideal type's id and title; for an unnamed corner `aspect=pole,…`.
    corner
        Aspect → pole.
    named
        Whether the scheme names it.
    membership
        The degree in [0, 1]; None where an aspect has no evidence.
    bounds
        What the degree can be whatever the silent aspects are; both ends are the degree where none is silent.
    interval
        [min_a low_a, min_a high_a] under the minimum, and the like under the other connectives; None without.
    probability
        P(the case's corner is this one), over the joint draws; None where it cannot be told.
    """

    type: str
    title: str
    corner: Corner
    named: bool
    membership: float | None
    bounds: tuple[float, float]
    interval: tuple[float, float] | None
    probability: float | None


@dataclass(frozen=True)
class CaseMembership:
    """Where one case stands in the property space.

    `assigned` is the type of its corner when P(type) reaches the setting `assigned`, otherwise `leans` is; both are
    None without a corner, and `why` says why. `deciding` is the aspect nearest to ½, at `distance` from it;
    `runner_up` the corner with that aspect flipped.
    """

    case: str
    title: str
    assigned: str | None
    leans: str | None
    deciding: str | None
    distance: float | None
    runner_up: str | None
    why: Reason | None
    types: tuple[TypeMembership, ...] = field(repr=False)
    traits: tuple[TraitState, ...] = field(repr=False)

    def find(self, type_: str | None) -> TypeMembership | None:
        """The membership in one type, by its id."""
        return next((t for t in self.types if t.type == type_), None)

    def to_dict(self) -> dict[str, Any]:
        return {
            "case": self.case,
            "title": self.title,
            "assigned": self.assigned,
            "leans": self.leans,
            "deciding": self.deciding,
            "distance": self.distance,
            "runner_up": self.runner_up,
            **why_keys(self.why),
            "types": [
                {
                    "type": t.type,
                    "title": t.title,
                    "corner": dict(t.corner),
                    "membership": t.membership,
                    "bounds": list(t.bounds),
                    "interval": None if t.interval is None else list(t.interval),
                    "probability": t.probability,
                }
                for t in self.types
            ],
            "traits": [t.to_dict() for t in self.traits],
        }


@dataclass(frozen=True, eq=False)
class Membership(Pictured):
    """Membership of every case in the ideal types; frozen, and knows the profile it rests on."""

    profile: Profile
    connective: str
    cases: tuple[CaseMembership, ...]

    def to_dict(self) -> dict[str, Any]:
        """The answer of `idealtypes types --json`."""
        return {
            "format": FORMAT,
            "settings": self.profile.settings.model_dump(mode="json"),
            "level": self.profile.settings.level,
            "view": self.profile.view,
            "rests_on": None if self.profile.basis is None else self.profile.basis.to_dict(),
            "cases": [c.to_dict() for c in self.cases],
        }

    def records(self) -> list[dict[str, Any]]:
        """One flat record per case and type, for tables."""
        return [
            {
                "case": c.case,
                "type": t.type,
                "title": t.title,
                "membership": t.membership,
                "lower_bound": t.bounds[0],
                "upper_bound": t.bounds[1],
                "low": None if t.interval is None else t.interval[0],
                "high": None if t.interval is None else t.interval[1],
                "probability": t.probability,
                "standing": "assigned" if t.type == c.assigned else "leans" if t.type == c.leans else "",
                "deciding": c.deciding,
                "why": said(c.why),
            }
            for c in self.cases
            for t in c.types
        ]

    def __repr__(self) -> str:
        return screenful(self._lines())

    def _lines(self) -> list[str]:
        lines = [f"Ideal types of {len(self.cases)} case(s), {self.connective} over aspects"]
        for c in self.cases:
            verb = "is" if c.assigned else "leans" if c.leans else "has no type"
            lines.append(f"{c.title}: {verb} {c.assigned or c.leans or ''}".rstrip())
            for t in c.types:
                degree = "  ?  " if t.membership is None else f"{t.membership:.2f} "
                chance = "" if t.probability is None else f"P={t.probability:.2f}"
                lines.append(f"  {degree} {chance}  {t.title}")
        return lines


def corner_name(corner: Corner) -> str:
    """The id of an unnamed corner: `accessibility=informal,contact=formal`."""
    return ",".join(f"{aspect}={pole}" for aspect, pole in corner.items())


def membership(
    profile: Profile,
    *,
    connective: str | None = None,
    exponent: float | None = None,
    anchors: Sequence[float] | None = None,
    assigned: float | None = None,
    language: str = "en",
) -> Membership:
    """Membership of each case of a profile in the scheme's ideal types and in the unnamed corners with support.

    Parameters
    ----------
    profile
        The profile, with its draws.
    connective, exponent
        How the aspects are joined (see `calibration.connect`); by default the study's settings.
    anchors
        Full out, crossover and full in on the share, for the direct method; by default the study's settings, and
        without any the share itself.
    assigned
        The probability from which a type is assigned rather than leaned to; by default the study's (.8).
    language
        Of the titles.
    """
    chosen = profile.settings
    how = connective or chosen.connective_name
    order = chosen.connective_exponent if exponent is None else exponent
    marks = anchors if anchors is not None else chosen.anchors
    threshold = chosen.assigned if assigned is None else assigned

    def degree(shares: Floats) -> Floats:
        return shares if marks is None else calibrate(shares, marks)

    space = Space(profile, language)
    low, high = profile.share_bounds()
    if len(profile.aspects) > MANY_ASPECTS:
        high = profile.share_bounds(1 - (1 - chosen.level) / len(profile.aspects))[1]
    member = degree(profile.shares)
    ends = (degree(low), degree(high))
    drawn = drawn_corners([profile.draws.shares(a) for a in range(len(profile.aspects))], degree)
    traits = trait_states(profile, language)
    cases = []
    for c in range(len(profile.cases)):
        chances: Mapping[tuple[int, ...], float] | None = chances_of(drawn[c])
        if profile.no_interval[c].any() and not profile.complete[c]:
            chances = None
        cases.append(_case(profile, space, c, member[c], ends, chances, how, order, threshold, traits[c]))
    return Membership(profile, how, tuple(cases))


class Space:
    """The property space: corners as tuples of pole numbers, one an aspect."""

    def __init__(self, profile: Profile, language: str) -> None:
        self.aspects, self.poles = profile.aspects, profile.tally.poles
        self.named: dict[tuple[int, ...], tuple[str, str]] = {}
        for ideal in profile.scheme.ideal_types:
            key = tuple(p.index(ideal.corner[a]) for a, p in zip(self.aspects, self.poles, strict=True))
            self.named.setdefault(key, (ideal.id, ideal.title.say(language)))
        scheme = profile.scheme
        self.titles = {
            (a, p): scheme.axis(a).pole(p).title.say(language)
            for a, poles in zip(self.aspects, self.poles, strict=True)
            for p in poles
        }
        self.aspect_titles = {aspect.id: aspect.title.say(language) for aspect in scheme.aspects}

    def corner(self, key: Sequence[int]) -> dict[str, str]:
        return {a: p[k] for a, p, k in zip(self.aspects, self.poles, key, strict=True)}

    def name(self, key: tuple[int, ...]) -> str:
        return self.named[key][0] if key in self.named else corner_name(self.corner(key))

    def title(self, key: tuple[int, ...]) -> str:
        if key in self.named:
            return self.named[key][1]
        corner = self.corner(key).items()
        return ", ".join(f"{self.aspect_titles[a]}: {self.titles[a, p].lower()}" for a, p in corner)


def drawn_corners(shares: Sequence[Floats], degree: Callable[[Floats], Floats]) -> NDArray[np.int64]:
    """Shape (cases, draws, aspects): the pole above ½ in each draw, the highest of several; −1 where none is.

    `shares` has an array of shape (cases, K, draws) an aspect, `degree` turns shares into memberships.
    """
    out = []
    for drawn in shares:
        with np.errstate(invalid="ignore"):
            inside = degree(drawn) > 0.5
        out.append(np.where(inside.any(axis=1), np.nan_to_num(drawn).argmax(axis=1), -1))
    return np.stack(out, axis=-1)


def chances_of(drawn: NDArray[np.int64]) -> dict[tuple[int, ...], float]:
    """Corner → the share of draws in which it is the case's."""
    # Corners as numbers, where they fit one: sorting numbers is far faster than sorting rows.
    radix = np.array([drawn[:, a].max() + 2 for a in range(drawn.shape[1])], dtype=object)
    if np.prod(radix) < 2**62:
        _, first, counts = np.unique(
            np.ravel_multi_index((drawn + 1).T, radix.astype(int)), return_index=True, return_counts=True
        )
        corners = drawn[first]
    else:
        corners, counts = np.unique(drawn, axis=0, return_counts=True)
    return {tuple(k.tolist()): n / len(drawn) for k, n in zip(corners, counts, strict=True) if (k >= 0).all()}


def _case(
    profile: Profile,
    space: Space,
    c: int,
    member: Floats,
    ends: tuple[Floats, Floats],
    chances: Mapping[tuple[int, ...], float] | None,
    how: str,
    order: float,
    threshold: float,
    traits: tuple[TraitState, ...],
) -> CaseMembership:
    silent = np.asarray(np.isnan(member).all(axis=1))
    best = np.array([0 if quiet else int(np.nanargmax(m)) for m, quiet in zip(member, silent, strict=True)])
    degrees = member[np.arange(len(best)), best]
    has_corner = not silent.any() and bool((degrees > 0.5).all())
    key = tuple(best.tolist()) if has_corner else None
    deciding = int(np.argmin(degrees)) if has_corner else None
    flipped = _flip(member, key, deciding)

    listed = dict.fromkeys(space.named)
    listed |= dict.fromkeys(k for k in (key, flipped) if k is not None)
    if not silent.any() and chances is not None:
        likely = sorted(chances.items(), key=lambda item: (-item[1], item[0]))
        listed |= dict.fromkeys(k for k, chance in likely if chance >= RARE)

    def of(k: tuple[int, ...]) -> TypeMembership:
        index = np.arange(len(k)), np.array(k)
        known = member[index]
        lows, highs = (end[c][index] for end in ends)
        missing = bool(np.isnan(known).any())
        value = None if missing else float(connect(known, how, order))
        bounds = [float(connect(np.where(np.isnan(known), x, known), how, order)) for x in (0.0, 1.0)]
        interval = (
            None
            if np.isnan(lows).any()
            else (float(connect(lows, how, order)), float(connect(highs, how, order)))
        )
        chance = None if silent.any() or chances is None else chances.get(k, 0.0)
        return TypeMembership(
            space.name(k), space.title(k), space.corner(k), k in space.named, value, (bounds[0], bounds[1]),
            interval, chance,
        )  # fmt: skip

    types = sorted(
        (of(k) for k in listed), key=lambda t: (-(t.probability or 0), -(t.membership or 0), not t.named)
    )
    chance = 0.0 if key is None or chances is None else chances.get(key, 0.0)
    name = None if key is None else space.name(key)
    return CaseMembership(
        case=profile.cases[c],
        title=profile.title(c),
        assigned=name if chance >= threshold else None,
        leans=name if chance < threshold else None,
        deciding=None if deciding is None else profile.aspects[deciding],
        distance=None if deciding is None else float(degrees[deciding] - 0.5),
        runner_up=None if flipped is None else space.name(flipped),
        why=_why(profile, silent, degrees, chances),
        types=tuple(types),
        traits=traits,
    )


def _flip(member: Floats, key: tuple[int, ...] | None, deciding: int | None) -> tuple[int, ...] | None:
    """The corner with the deciding aspect at its next best pole."""
    if key is None or deciding is None:
        return None
    ranked = np.argsort(-np.nan_to_num(member[deciding], nan=-1.0), kind="stable")
    return tuple(int(ranked[1]) if a == deciding else k for a, k in enumerate(key))


def _why(profile: Profile, silent: NDArray[np.bool_], degrees: Floats, chances: Any) -> Reason | None:
    names = profile.aspects
    if silent.any():
        quiet = tuple(a for a, s in zip(names, silent, strict=True) if s)
        return reason("types.silent", aspects=quiet)
    if not (degrees > 0.5).all():
        torn = tuple(a for a, d in zip(names, degrees, strict=True) if d <= 0.5)
        return reason("types.torn", aspects=torn)
    return reason("types.one_rater") if chances is None else None
