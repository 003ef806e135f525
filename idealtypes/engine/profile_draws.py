"""The joint draws of a profile: every doubt that can be estimated, and what follows for intervals."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from idealtypes.engine.copula import first_rows, normals
from idealtypes.engine.doubt import NAMES, Doubt, doubt_of
from idealtypes.engine.draws import DRAWS_LEVEL, JointDraws, joint_draws
from idealtypes.engine.presence import sizes_of_poles
from idealtypes.engine.profile_numbers import ProfileNumbers, sizes_at
from idealtypes.engine.tally import Floats

KEPT = 4_000_000  # numbers, 32 MB


@dataclass(frozen=True, eq=False)
class ProfileDraws(ProfileNumbers):
    """A profile's joint draws, and the intervals and probabilities that come of them."""

    @cached_property
    def interval_whole(self) -> Floats:
        """Shape (cases, aspects, 2): the interval of the balance with all doubts that are in the draws, not inside
        `interval`; nan where there is none."""
        out = self.interval.copy()
        level = self.settings.level
        for a in np.flatnonzero(self.bipolar).tolist():
            told = ~np.isnan(out[:, a, 0])
            drawn = self.draws.balance(a)[told]
            if len(drawn) and not self.doubt.informants_alone:
                low, high = np.quantile(drawn, [(1 - level) / 2, (1 + level) / 2], axis=1)
                out[told, a, 0] = np.minimum(out[told, a, 0], low)
                out[told, a, 1] = np.maximum(out[told, a, 1], high)
        return out

    @cached_property
    def whole_bounds(self) -> tuple[Floats, Floats]:
        """Intervals of the shares with all doubts that are in the draws, not inside `share_bounds`: two arrays of shape
        (cases, aspects, K), nan where there are none. Poles of `kind: presence` have the informants' doubt alone."""
        low, high = (end.copy() for end in self.share_bounds())
        level = self.settings.level
        for a, poles in enumerate(self.tally.poles):
            if self.bipolar[a]:
                ends = (1 + np.moveaxis(self.interval_whole[:, a], -1, 0)) / 2
                low[:, a, :2] = np.stack([1 - ends[1], ends[0]], axis=1)
                high[:, a, :2] = np.stack([1 - ends[0], ends[1]], axis=1)
            elif not (self.tally.present[a] or self.doubt.informants_alone):
                told = ~np.isnan(low[:, a, 0])
                ends = np.quantile(self.draws.shares(a)[told], [(1 - level) / 2, (1 + level) / 2], axis=-1)
                for end, of, outer in zip((low, high), ends, (np.minimum, np.maximum), strict=True):
                    end[told, a, : len(poles)] = outer(end[told, a, : len(poles)], of)
        return low, high

    def dominates(self, case: int, aspect: int) -> str | None:
        """Which doubt moves an estimate most: informants, coders or placements; None on `kind: presence`."""
        spread = self.spreads(case, aspect)
        return None if spread is None else max(NAMES, key=lambda name: spread[name])

    def spreads(self, case: int, aspect: int) -> dict[str, float] | None:
        """How far each doubt alone moves the shares of an estimate, as a standard deviation: 0 where there is none of
        it; None where nothing is told, and on `kind: presence`."""
        spread = self._spreads[aspect]
        if spread is None or np.isnan(spread[0, case]) or self.no_interval[case, aspect]:
            return None
        return dict(zip(NAMES, spread[:, case].tolist(), strict=True))

    @cached_property
    def _spreads(self) -> list[Floats | None]:
        return [
            None
            if there
            else self.doubt.spreads(
                a,
                self.informant_draws.by_aspect[a],
                self.shares[:, a, slice(1, 2) if len(poles) == 2 else slice(0, len(poles))],
            )
            for a, (poles, there) in enumerate(zip(self.tally.poles, self.tally.present, strict=True))
        ]

    @cached_property
    def doubt(self) -> Doubt:
        """The sources of doubt that are in the draws."""
        if self.estimated is not None:
            return self.estimated
        return doubt_of(self.tally, self.scheme, self.settings, self.placements, self.codings, DRAWS_LEVEL)

    @cached_property
    def draws(self) -> JointDraws:
        """The joint draws behind every probability, with every doubt that can be estimated."""
        return self.informant_draws if self.doubt.informants_alone else self._drawn(self.doubt)

    @cached_property
    def informant_draws(self) -> JointDraws:
        """The same draws with the informants' doubt alone."""
        return self._drawn(None)

    @cached_property
    def _normals(self) -> Floats | None:
        """The normals of both draws, where to keep them costs no memory worth mentioning."""
        many = len(self.cases) * int(first_rows(self.tally)[-1]) * self.settings.draws
        if many > KEPT or self.doubt.informants_alone or self.complete.all():
            return None
        return normals(self.tally, self.shares, draws=self.settings.draws, seed=self.settings.seed)

    @cached_property
    def sizes_of_draws(self) -> Floats:
        """Shape (cases, aspects, K): the effective sizes behind the draws, whatever the level of the intervals is."""
        if self.settings.level == DRAWS_LEVEL:
            return self.pole_sizes
        sizes = sizes_at(self.tally, DRAWS_LEVEL).effective
        return self.with_pooled_sizes(sizes_of_poles(self.tally, sizes, DRAWS_LEVEL))

    def _drawn(self, doubt: Doubt | None) -> JointDraws:
        sure = self.complete
        found = joint_draws(
            self.tally,
            self.shares,
            self.sizes_of_draws,
            self.unanimous,
            draws=self.settings.draws,
            seed=self.settings.seed,
            sampled=not sure.all(),
            doubt=doubt,
            z=self._normals,
        )
        for a, pooled in self.pooled:
            found.by_aspect[a][:] = (1 + pooled.draws(self.settings.draws, self.settings.seed, a)) / 2
        if sure.all() or not sure.any():
            return found
        for a, drawn in enumerate(found.by_aspect):
            known = self.shares[sure, a, 1] if drawn.ndim == 2 else self.shares[sure, a, : drawn.shape[1]]
            drawn[sure] = known[..., None]
        return found
