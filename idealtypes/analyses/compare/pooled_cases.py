"""Each case's own position beside the one that it has among the others, and the word for the latter.

Cases are pooled (see `pooling`) where there are eight or more of them on an aspect between two poles and what was
sampled is sources. The pooled values take the order of the informants' own draws, so that aspects and cases with common
sources err together as they do there; then codes move each draw as far as they move the share, and coders shift its
logit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from scipy.special import expit, logit

from idealtypes.analyses.compare.pooling import LEAST, pooled
from idealtypes.engine.difference_interval import ordered_as
from idealtypes.engine.draws import EDGE
from idealtypes.engine.leaning import UNTOLD, Leaning, leaning, leaning_named
from idealtypes.engine.profile import Profile
from idealtypes.engine.result import Result, number, pair, said, screenful
from idealtypes.engine.tally import Floats
from idealtypes.errors import Reason, reason


@dataclass(frozen=True, eq=False)
class PooledCases(Result):
    """The cases of a profile, pooled toward the others.

    Attributes
    ----------
    profile
        What is pooled; its own positions are not.
    draws
        Per aspect, shape (cases, draws): the shares of the second pole with every doubt that is in the profile's draws;
        None where cases are not pooled, nan for a silent case.
    position
        Shape (cases, aspects): the mean of the informants' pooled draws, as a balance; nan where there is none.
    interval, interval_whole
        Shape (cases, aspects, 2): the middle `level` of the informants' draws, and of those with every doubt; both hold
        the position.
    """

    profile: Profile
    draws: tuple[Floats | None, ...]
    position: Floats
    interval: Floats
    interval_whole: Floats

    @property
    def aspects(self) -> tuple[str, ...]:
        """The aspects on which cases are pooled."""
        named = zip(self.profile.aspects, self.draws, strict=True)
        return tuple(aspect for aspect, drawn in named if drawn is not None)

    @property
    def note(self) -> Reason:
        """That probabilities are pooled toward the others, and where."""
        return reason("compare.pooled", aspects=self.aspects)

    def leaning(self, case: int, aspect: int) -> Leaning | None:
        """The word for a pooled balance; None for silence and where cases are not pooled."""
        drawn = self.draws[aspect]
        if drawn is None or not self.profile.statements[case, aspect]:
            return None
        if not self.profile.told(case, aspect):
            return UNTOLD
        informants = int(self.profile.sources[case, aspect])
        return leaning(2 * drawn[case] - 1, pooled=True, informants=informants)

    @cached_property
    def places(self) -> tuple[tuple[int, int], ...]:
        """The cases and aspects that are pooled, by number: aspect by aspect."""
        told = np.argwhere(~np.isnan(self.position.T))
        return tuple((int(c), int(a)) for a, c in told)

    def to_dict(self) -> dict[str, Any]:
        """`pooling` of `idealtypes compare --json`."""
        return {
            "aspects": list(self.aspects),
            "note": said(self.note),
            "positions": [self._position(c, a) for c, a in self.places],
        }

    def _position(self, c: int, a: int) -> dict[str, Any]:
        own = self.profile
        return {
            "case": own.cases[c],
            "aspect": own.aspects[a],
            "balance": number(own.balance[c, a]),
            "interval": pair(*own.interval[c, a]),
            "interval_whole": pair(*own.interval_whole[c, a]),
            "pooled": number(self.position[c, a]),
            "pooled_interval": pair(*self.interval[c, a]),
            "pooled_interval_whole": pair(*self.interval_whole[c, a]),
            "leaning": leaning_named(self.leaning(c, a), own.tally.poles[a]),
        }

    def records(self) -> list[dict[str, Any]]:
        """One flat record per case and aspect: `idealtypes compare --table positions`."""
        out = []
        for c, a in self.places:
            row = self._position(c, a)
            for key in [key for key in row if "interval" in key]:
                low, high = row.pop(key) or (None, None)
                row |= {key.replace("interval", "low"): low, key.replace("interval", "high"): high}
            word = row.pop("leaning") or {}
            out.append(row | {k: word.get(k) for k in ("word", "pole", "probability")})
        return out

    def __repr__(self) -> str:
        lines = (
            f"{self.profile.cases[c]}  {self.profile.aspects[a]} {self.profile.balance[c, a]:+.2f}, "
            f"pooled {self.position[c, a]:+.2f}"
            for c, a in self.places
        )
        return screenful(lines, "Cases pooled toward the others", len(self.places))


def pooled_cases(profile: Profile) -> PooledCases | None:
    """The cases of a profile pooled, on every aspect where they are; None where they are on none."""
    units = set(profile.units) or {profile.settings.unit}
    if profile.settings.pooling == "none" or units != {"source"}:
        return None
    shape = len(profile.cases), len(profile.aspects)
    position, ends, whole = (np.full(s, np.nan) for s in (shape, (*shape, 2), (*shape, 2)))
    draws: list[Floats | None] = []
    for a, two in enumerate(profile.bipolar):
        known = np.flatnonzero(profile.statements[:, a] > 0)
        if not two or len(known) < LEAST:
            draws.append(None)
            continue
        alone = _drawn(profile, a)
        moved = _moved(profile, a, alone)
        position[known, a] = 2 * alone[known].mean(axis=1) - 1
        level = profile.settings.level
        for drawn, out in ((alone, ends), (moved, whole)):
            out[known, a] = 2 * np.quantile(drawn[known], [(1 - level) / 2, (1 + level) / 2], axis=1).T - 1
        draws.append(moved)
    if all(drawn is None for drawn in draws):
        return None
    ends = _holding(ends, position[..., None])
    return PooledCases(profile, tuple(draws), position, ends, _holding(whole, ends))


def _drawn(profile: Profile, a: int) -> Floats:
    """Shape (cases, draws): the informants' pooled draws of an aspect, in the order of their own."""
    settings, tally = profile.settings, profile.tally
    here = np.flatnonzero((tally.aspect == a) & (tally.total > 0))
    total = tally.statements[here] if tally.weighting == "source" else tally.total[here]
    mass = np.clip(tally.mass[here, 1] / tally.total[here], 0, 1) * total
    found = pooled(tally.case[here], mass, total, len(tally.cases))
    known = profile.statements[:, a] > 0
    drawn = np.full((len(known), settings.draws), np.nan)
    own = profile.informant_draws.by_aspect[a][known]
    drawn[known] = ordered_as(own, found.draws(settings.draws, settings.seed, a)[known])
    return drawn


def _moved(profile: Profile, a: int, drawn: Floats) -> Floats:
    """The same with what codes and coders do to them."""
    moved, shift = profile.doubt.moved[a], profile.doubt.shifts[a]
    if moved is not None:
        drawn = drawn.copy()
        share = profile.shares[moved.cases, a, 1][:, None]
        drawn[moved.cases] = np.clip(drawn[moved.cases] + moved.shares[0].T - share, 0, 1)
    return drawn if shift is None else expit(logit(np.clip(drawn, EDGE, 1 - EDGE)) + shift)


def _holding(ends: Floats, inside: Floats) -> Floats:
    """Intervals widened to hold what lies inside; both of last axis 1 or 2."""
    low, high = np.minimum(ends[..., 0], inside[..., 0]), np.maximum(ends[..., 1], inside[..., -1])
    return np.stack([low, high], axis=-1)


def drawn_of(pooled_: PooledCases | None) -> Sequence[Floats | None]:
    """Per aspect the pooled draws; empty where nothing is pooled."""
    return () if pooled_ is None else pooled_.draws
