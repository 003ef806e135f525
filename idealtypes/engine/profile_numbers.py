"""The numbers of a balance profile: shares, balance, effective sizes and intervals from the informants alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from idealtypes.engine.basis import Basis, basis_of
from idealtypes.engine.codings import CodingRows, coding_rows
from idealtypes.engine.doubt import Doubt
from idealtypes.engine.intervals import EffectiveSizes, effective_sizes, share_interval
from idealtypes.engine.pooled_raters import PooledRaters, RatersByAspect, rated
from idealtypes.engine.presence import sizes_of_poles
from idealtypes.engine.spread import Spread, spread
from idealtypes.engine.tally import Floats, Ints, Placements, Tally, tally
from idealtypes.errors import reason
from idealtypes.model.scheme import Scheme
from idealtypes.model.settings import Settings
from idealtypes.model.stance import unsigned, with_against
from idealtypes.model.study import Sampling

NOT_RATINGS = reason("engine.raters_not_ratings")


@dataclass(frozen=True, eq=False)
class ProfileNumbers:
    """Shares, balance and intervals of every case on every aspect, as far as the informants alone make them unsure.

    Its fields are explained where the whole stands: `idealtypes.engine.profile.Profile`.
    """

    scheme: Scheme
    settings: Settings
    view: str
    tally: Tally
    rows: Any
    sizes: EffectiveSizes
    titles: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    placements: Placements | None = None
    taken: CodingRows | None = field(default=None, repr=False)
    estimated: Doubt | None = field(default=None, repr=False)
    sampling: Sampling = "interviews"

    @cached_property
    def codings(self) -> CodingRows | None:
        """The codings as one table, where they live; None where they are not at hand."""
        if self.taken is None and self.rows is not None:
            return coding_rows(self.rows)
        return self.taken

    @cached_property
    def basis(self) -> Basis | None:
        """What the numbers rest on; None where the codings are not at hand."""
        if self.codings is None or self.placements is None:
            return None
        return basis_of(self.codings, self.placements, self.scheme.unplaced)

    @property
    def cases(self) -> tuple[str, ...]:
        return self.tally.cases

    @property
    def aspects(self) -> tuple[str, ...]:
        return self.tally.aspects

    def poles(self, aspect: str) -> tuple[str, ...]:
        """The poles of an aspect, in the order of the columns of `shares`."""
        return self.tally.poles[self.aspects.index(aspect)]

    @cached_property
    def shares(self) -> Floats:
        """Shape (cases, aspects, K): s_p in [0, 1], summing to 1 over an aspect's poles; nan without evidence.

        On an aspect of `kind: presence` the weights w_p in [0, 1], which have no sum. Where raters are pooled the
        positions that this gives.
        """
        shape = (len(self.cases), len(self.aspects), -1)
        shares = self.sizes.shares.reshape(shape).copy()
        for a, poles in enumerate(self.tally.poles):
            shares[:, a, len(poles) :] = np.nan
        for a, pooled in self.pooled:
            shares[:, a, 1] = (1 + pooled.position) / 2
            shares[:, a, 0] = 1 - shares[:, a, 1]
        return shares

    @cached_property
    def rated(self) -> RatersByAspect | None:
        """How the raters are read, where what was sampled is raters and nothing else; else None."""
        if self.settings.unit != "rater" or any(unit != "rater" for unit in self.units):
            return None
        none: tuple[None, ...] = (None,) * len(self.aspects)
        codes = None if self.codings is None or self.units else self.codings.codes
        if codes is None or any(unsigned(code)[0] in self.scheme.holders for code in codes):
            why = (None if self.settings.raters == "separate" else NOT_RATINGS,) * len(self.aspects)
            return RatersByAspect(none, why, self.aspects, self.tally.sources)
        return rated(self.tally, self.settings.raters)

    @cached_property
    def pooled(self) -> list[tuple[int, PooledRaters]]:
        """The aspects on which raters are pooled, by number."""
        return (
            [] if self.rated is None else [(a, p) for a, p in enumerate(self.rated.pooled) if p is not None]
        )

    @cached_property
    def effective_n(self) -> Floats:
        """Shape (cases, aspects): how many independent statements the evidence is worth.

        nan on an aspect of `kind: presence`, where each pole has a size of its own: `pole_sizes`.
        """
        sizes = self.sizes.effective.reshape(len(self.cases), len(self.aspects)).copy()
        for a, pooled in self.pooled:
            sizes[:, a] = pooled.worth
        return np.where(self.tally.present, np.nan, sizes)

    @cached_property
    def pole_sizes(self) -> Floats:
        """Shape (cases, aspects, K): the effective sizes behind the interval of each pole."""
        sizes = sizes_of_poles(self.tally, self.sizes.effective, self.settings.level)
        return self.with_pooled_sizes(sizes)

    def with_pooled_sizes(self, sizes: Floats) -> Floats:
        """Sizes of shape (cases, aspects, K), those of pooled raters in their place."""
        if self.pooled:
            sizes = np.array(sizes)
        for a, pooled in self.pooled:
            sizes[:, a, :2] = pooled.worth[:, None]
        return sizes

    @cached_property
    def unanimous(self) -> Floats:
        """Shape (cases, aspects): n_0, how many statements the evidence would be worth were it all at one pole."""
        return self.sizes.unanimous.reshape(len(self.cases), len(self.aspects))

    @cached_property
    def sources(self) -> Ints:
        """Shape (cases, aspects): sources with evidence."""
        return self.sizes.sources.reshape(len(self.cases), len(self.aspects))

    @cached_property
    def statements(self) -> Floats:
        """Shape (cases, aspects): distinct statements with evidence."""
        return self.sizes.statements.reshape(len(self.cases), len(self.aspects))

    @cached_property
    def mass(self) -> Floats:
        """Shape (cases, aspects, K): M, the evidence for each pole."""
        columns = [
            np.bincount(self.tally.group, m, self.tally.groups).astype(float) for m in self.tally.mass.T
        ]
        return np.stack(columns, axis=1).reshape(len(self.cases), len(self.aspects), -1)

    @cached_property
    def bipolar(self) -> tuple[bool, ...]:
        """Per aspect: whether it lies between two poles, so that there is a balance."""
        return self.tally.bipolar

    @cached_property
    def balance(self) -> Floats:
        """Shape (cases, aspects): s_formal − s_informal in [−1, 1]; nan without evidence or beyond two poles."""
        balance = self.shares[..., 1] - self.shares[..., 0]
        return np.where(self.bipolar, balance, np.nan)

    @cached_property
    def logit(self) -> Floats:
        """Shape (cases, aspects): log((M_f + ½)/(M_i + ½)); 0 is balanced, 2.2 is nine to one.

        Lowe, Benoit, Mikhaylov & Laver (2011), Legislative Studies Quarterly 36(1): 123–155, eq. 3.
        """
        logit = np.log((self.mass[..., 1] + 0.5) / (self.mass[..., 0] + 0.5))
        return np.where(np.isnan(self.balance), np.nan, logit)

    @cached_property
    def salience(self) -> Floats:
        """Shape (cases, aspects): statements on the aspect over statements of the case with any coding; in [0, 1].

        What is put against a code speaks of its aspects, also where it is left out of the balance.
        """
        talk = self.tally.talk[:, None].astype(float)
        salience: Floats = np.divide(
            self.spoken, talk, out=np.full(self.statements.shape, np.nan), where=talk > 0
        )
        return salience

    @property
    def spoken(self) -> Floats:
        """Shape (cases, aspects): distinct statements that speak of the aspect, those left out of its balance, too."""
        if self.settings.against != "leave_out" or self.codings is None or self.placements is None:
            return self.statements
        codings = self.codings
        if not any(unsigned(code)[1] for code in codings.codes):
            return self.statements
        placed = with_against(self.placements, codings.codes, "mirror", self.scheme.presence)
        every = tally_of(codings, self.scheme, self.settings, placed, self.cases)
        counts = np.bincount(every.group, every.statements, every.groups)
        return counts.astype(float).reshape(self.statements.shape)

    @cached_property
    def spread(self) -> Spread:
        """Where disagreement comes from."""
        return spread(self.tally, self.settings.level)

    @cached_property
    def no_interval(self) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """Shape (cases, aspects): where there is an estimate but no sampling interval."""
        by_rater = np.array([unit == "rater" for unit in self._units], bool)
        alone = by_rater[:, None] & (self.sources <= 1)
        for a, pooled in self.pooled:
            alone[:, a] = np.isnan(pooled.position)
        return self.complete[:, None] | alone

    @cached_property
    def complete(self) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """Shape (cases,): where the evidence is complete, so that nothing was sampled and nothing is unsure."""
        return np.array([unit == "none" for unit in self._units], bool)

    @property
    def _units(self) -> tuple[str, ...]:
        return self.units or (self.settings.unit,) * len(self.cases)

    def share_bounds(self, level: float | None = None) -> tuple[Floats, Floats]:
        """Intervals of the shares at a level (by default the study's): two arrays of shape (cases, aspects, K)."""
        return self._bounds if level is None else self._bounds_at(level)

    @cached_property
    def _bounds(self) -> tuple[Floats, Floats]:
        return self._bounds_at(self.settings.level)

    def _bounds_at(self, level: float) -> tuple[Floats, Floats]:
        low, high = share_interval(self.shares, self.pole_sizes, self.unanimous[..., None], level)
        self.put_pooled_ends(low, high, level)
        hidden = self.no_interval[..., None]
        return np.where(hidden, np.nan, low), np.where(hidden, np.nan, high)

    def put_pooled_ends(self, low: Floats, high: Floats, level: float) -> None:
        """Put the ends of pooled raters in their place, in arrays of shape (cases, aspects, K)."""
        for a, pooled in self.pooled:
            ends = [(1 + end) / 2 for end in pooled.ends(level)]
            low[:, a, :2] = np.stack([1 - ends[1], ends[0]], axis=1)
            high[:, a, :2] = np.stack([1 - ends[0], ends[1]], axis=1)

    @cached_property
    def interval(self) -> Floats:
        """Shape (cases, aspects, 2): the interval of the balance; nan where there is none."""
        low, high = self.share_bounds()
        ends = np.stack([2 * low[..., 1] - 1, 2 * high[..., 1] - 1], axis=-1)
        return np.where(np.isnan(self.balance)[..., None], np.nan, ends)

    def title(self, case: int) -> str:
        """The title of a case, or its id."""
        return self.titles[case] if self.titles else self.cases[case]


def sizes_at(evidence: Tally, level: float) -> EffectiveSizes:
    return effective_sizes(
        evidence.mass, evidence.total, evidence.statements, evidence.group, evidence.groups, level
    )


def tally_of(
    codings: CodingRows,
    scheme: Scheme,
    settings: Settings,
    placements: Placements,
    cases: Sequence[str] | None = None,
) -> Tally:
    """The tally of codings on the aspects of a scheme, counted as settings say."""
    return tally(
        codings,
        placements,
        {aspect.id: scheme.poles(aspect.id) for aspect in scheme.aspects},
        ancestors=scheme.ancestors,
        cases=cases,
        weighting=settings.weighting,
        repeats=settings.repeats,
        presence=scheme.presence,
    )
