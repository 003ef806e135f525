"""Membership of the cases in ideal types: fuzzy-set ideal-type analysis.

An ideal type is a corner of the property space: one pole on every aspect, or a set of dimensions where poles do not
exclude one another (see `corners`). A case's membership in a corner joins its
memberships in the corner's poles by a connective (Kvist 2007, Journal of Business Research 60(5): 474–481; Ragin 2008,
Redesigning Social Inquiry). Every probability comes from the profile's joint draws.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from idealtypes.analyses.types.calibration import calibrate, connect
from idealtypes.analyses.types.corners import (
    HALF,
    Corner,
    Space,
    chances_of,
    drawn_corners,
    nearest,
    within,
)
from idealtypes.analyses.types.traits import TraitState, trait_states
from idealtypes.engine.findings import ONE_STATEMENT, Counts, Finding, Subject, head, standing_of
from idealtypes.engine.profile import Profile
from idealtypes.engine.result import Pictured, reasons_of, said, screenful, why_keys
from idealtypes.engine.tally import Floats
from idealtypes.errors import Reason, reason
from idealtypes.model.conclusions import corner_answer

# Beyond so many aspects the upper ends are taken at 1 − α/2A: the smallest of many upper ends is too low. Each
# dimension of an aspect of `kind: presence` is one of them.
MANY_ASPECTS = 5
# Unnamed corners less probable than this are not listed.
RARE = 0.005
# Degrees that differ by less are equal: what is left is rounding.
EQUALLY_DECIDING = 1e-9  # aspects whose degrees differ by less decide together


@dataclass(frozen=True)
class TypeMembership:
    """Membership of one case in one corner.

    Attributes
    ----------
    type, title
        The ideal type's id and title; for an unnamed corner `aspect=pole,…`.
    corner
        Aspect → pole, or a tuple of dimensions.
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
    probabilities
        The same at both ends, where what is reported by extents leaves them apart; then `probability` is None, and
        `bounds` are the degree at these ends.
    """

    type: str
    title: str
    corner: Corner
    named: bool
    membership: float | None
    bounds: tuple[float, float]
    interval: tuple[float, float] | None
    probability: float | None
    probabilities: tuple[float, float] | None = None


@dataclass(frozen=True)
class CaseMembership:
    """Where one case stands in the property space.

    `assigned` is the type of its corner when P(type) reaches the setting `assigned`, otherwise `leans` is; both are
    None without a corner, and `why` says why. `deciding` is the aspect nearest to ½, at `distance` from it;
    `runner_up` the corner with that aspect flipped. `deciding_ties` are all aspects that are as near to ½, where there
    are several: then none of them decides. `no_type` is the probability that the case lies in no corner, over the joint
    draws; None where it cannot be told.
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
    deciding_ties: tuple[str, ...] = ()
    no_type: float | None = None

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
            "deciding_ties": list(self.deciding_ties),
            "runner_up": self.runner_up,
            "no_type": self.no_type,
            **why_keys(self.why),
            "types": [
                {
                    "type": t.type,
                    "title": t.title,
                    "corner": corner_answer(t.corner),
                    "membership": t.membership,
                    "bounds": list(t.bounds),
                    "interval": None if t.interval is None else list(t.interval),
                    "probability": t.probability,
                    **({} if t.probabilities is None else {"probabilities": list(t.probabilities)}),
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
            **head(self.findings),
            "settings": self.profile.settings.model_dump(mode="json"),
            "level": self.profile.settings.level,
            "view": self.profile.view,
            "rests_on": None if self.profile.basis is None else self.profile.basis.to_dict(),
            "cases": [c.to_dict() for c in self.cases],
        }

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """Which type each case has, and how firmly; or that it has none, where that is likelier."""
        return tuple(found for n in range(len(self.cases)) for found in self.findings_of(n))

    def findings_of(self, n: int) -> tuple[Finding, ...]:
        """What is found of the case of a number: the type it has or leans to, and none where that is likelier."""
        return tuple(self._findings_of(n, self.cases[n]))

    def _findings_of(self, n: int, case: CaseMembership) -> Iterator[Finding]:
        profile, own = self.profile, case.find(case.assigned or case.leans)
        told = bool(profile.complete[n] or (profile.statements[n] > 1).all())
        reasons = (
            *reasons_of(case.why),
            *(() if told or not profile.statements[n].all() else (ONE_STATEMENT,)),
        )
        found = Finding(
            "type",
            Subject(case.case, view=profile.view),
            "cannot_be_told",
            n=Counts(int(profile.tally.voices[n]), int(profile.tally.talk[n])),
            why=reasons or None,
            behind=partial(profile.statement_ids, case.case),
            at_hand=profile.ids_at_hand,
        )
        if own is not None:
            chance = own.probability if told else None
            held = own.corner.get(case.deciding) if case.deciding else None
            yield replace(
                found,
                subject=Subject(
                    case.case, case.deciding, held if isinstance(held, str) else None, profile.view, own.type
                ),
                standing=standing_of(chance),
                value=own.membership,
                interval=own.interval,
                probability=chance,
                ties=case.deciding_ties,
            )
        none = case.no_type
        if own is None or (none is not None and own.probability is not None and none > own.probability):
            chance = none if told else None
            yield replace(found, kind="no_type", standing=standing_of(chance), probability=chance)

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
    pairs = zip(profile.tally.poles, profile.tally.present, strict=True)
    joined = sum(len(poles) if there else 1 for poles, there in pairs)
    if joined > MANY_ASPECTS:
        high = profile.share_bounds(1 - (1 - chosen.level) / joined)[1]
    member = degree(profile.shares)
    ends = (degree(low), degree(high))
    drawn = drawn_corners(
        [profile.draws.shares(a) for a in range(len(profile.aspects))], degree, profile.tally.present
    )
    traits = trait_states(profile, language)
    cases = []
    for c in range(len(profile.cases)):
        chances: Mapping[tuple[int, ...], float] | None = chances_of(drawn[c])
        if profile.no_interval[c].any() and not profile.complete[c]:
            chances = None
        cases.append(_case(profile, space, c, member[c], ends, chances, how, order, threshold, traits[c]))
    return Membership(profile, how, tuple(cases))


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
    """One case; `member` has shape (aspects, K), `ends` (cases, aspects, K)."""
    own = [member[a, : len(poles)] for a, poles in enumerate(space.poles)]
    silent = np.array([bool(np.isnan(m).all()) for m in own])
    best = [
        (0, np.nan, 0) if quiet else nearest(m, there)
        for m, quiet, there in zip(own, silent, space.present, strict=True)
    ]
    degrees = np.array([degree for _, degree, _ in best])
    has_corner = not silent.any() and bool((degrees > HALF).all())
    key = tuple(k for k, _, _ in best) if has_corner else None
    deciding = int(np.argmin(degrees)) if has_corner else None
    flipped = None
    if key is not None:
        flipped = tuple(best[a][2] if a == deciding else k for a, k in enumerate(key))

    listed = dict.fromkeys(space.named)
    listed |= dict.fromkeys(k for k in (key, flipped) if k is not None)
    if not silent.any() and chances is not None:
        likely = sorted(chances.items(), key=lambda item: (-item[1], item[0]))
        listed |= dict.fromkeys(k for k, chance in likely if chance >= RARE)

    def joined(values: Floats) -> float:
        return float(connect(values, how, order))

    def of(k: tuple[int, ...]) -> TypeMembership:
        at = list(zip(own, k, space.present, strict=True))
        known = np.array([within(m, number, there) for m, number, there in at])
        sides = [[end[c, a, : len(m)] for end in ends] for a, (m, _, _) in enumerate(at)]
        lows, highs = (
            np.array(
                [
                    within(pair[low], number, there, pair[1 - low])
                    for pair, (_, number, there) in zip(sides, at, strict=True)
                ]
            )
            for low in (0, 1)
        )
        missing = bool(np.isnan(known).any())
        bounds = [joined(np.where(np.isnan(known), x, known)) for x in (0.0, 1.0)]
        interval = None if np.isnan(lows).any() else (joined(lows), joined(highs))
        chance = None if silent.any() or chances is None else chances.get(k, 0.0)
        return TypeMembership(
            space.name(k), space.title(k), space.corner(k), k in space.named,
            None if missing else joined(known), (bounds[0], bounds[1]), interval, chance,
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
        distance=None if deciding is None else float(degrees[deciding] - HALF),
        runner_up=None if flipped is None else space.name(flipped),
        why=_why(profile, silent, degrees, chances),
        types=tuple(types),
        traits=traits,
        deciding_ties=() if key is None else tied_aspects(profile.aspects, degrees.tolist()),
        no_type=None if silent.any() or chances is None else max(0.0, 1 - sum(chances.values())),
    )


def tied_aspects(aspects: Sequence[str], degrees: Sequence[float]) -> tuple[str, ...]:
    """The aspects with the least degree, where they are several; else none.

    >>> tied_aspects(("help", "contact", "tone"), (0.8, 0.6, 0.6)), tied_aspects(("help", "contact"), (0.8, 0.6))
    (('contact', 'tone'), ())
    """
    least = [
        a for a, degree in zip(aspects, degrees, strict=True) if degree - min(degrees) < EQUALLY_DECIDING
    ]
    return tuple(least) if len(least) > 1 else ()


def _why(profile: Profile, silent: NDArray[np.bool_], degrees: Floats, chances: Any) -> Reason | None:
    names = profile.aspects
    if silent.any():
        quiet = tuple(a for a, s in zip(names, silent, strict=True) if s)
        return reason("types.silent", aspects=quiet)
    if not (degrees > HALF).all():
        pairs = list(zip(names, degrees, profile.tally.present, strict=True))
        half = tuple(a for a, d, there in pairs if d <= HALF and there)
        torn = tuple(a for a, d, there in pairs if d <= HALF and not there)
        if not half:
            return reason("types.torn", aspects=torn)
        alone = reason("types.half", aspects=half)
        return reason("types.half_and_torn", half=alone, aspects=torn) if torn else alone
    return reason("types.one_rater") if chances is None else None
