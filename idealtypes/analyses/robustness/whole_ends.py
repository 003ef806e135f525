"""The intervals with every doubt, of one side and of the difference between two, under every way of counting.

A profile draws where codes stand, how coders differ and what other informants would say, together, thousands of times;
that, for each of thousands of specifications, would take hours. Here the three are put together by their reach (see
`doubt_reach`), and fitted to what is drawn in full under the study's own settings: there the ends are those of the
profile, or of the comparison, and elsewhere the doubts reach as much farther, or less far, beyond the informants' ends,
on either side. How far this is off: `benchmarks/specifications.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from idealtypes.analyses.robustness.compared import informant_ends
from idealtypes.analyses.robustness.doubt_reach import DoubtReach
from idealtypes.analyses.robustness.runs import Runs
from idealtypes.engine.difference_ends import DifferenceEnds
from idealtypes.engine.difference_interval import Ends
from idealtypes.engine.profile import Profile
from idealtypes.model.settings import Settings

TINY = 1e-9


@dataclass(frozen=True, eq=False)
class WholeEnds:
    """The whole intervals of a scope.

    Attributes
    ----------
    settings, runs
        The study's own, and the scope's.
    doubts
        Gives how far the doubts about placements and coders reach; None where there is the informants' alone.
    drawn
        Gives the profile under the study's own settings, for scopes of one side; None where it is not to be drawn.
    compared
        Gives the differences under the study's own settings, for scopes of two: the second minus the first where they
        are the gaps between views, else the first minus the second; none where they are not to be drawn.
    """

    settings: Settings
    runs: Runs
    doubts: Callable[[], DoubtReach | None]
    drawn: Callable[[], Profile | None]
    compared: Callable[[], tuple[DifferenceEnds, ...]]

    @cached_property
    def reach(self) -> DoubtReach | None:
        """How far the doubts reach, asked for once."""
        return self.doubts()

    @cached_property
    def columns(self) -> tuple[DifferenceEnds, ...]:
        """The differences drawn in full, asked for once."""
        return self.compared()

    @cached_property
    def shares(self) -> Ends:
        """Low and high of every share, shape (priors, E, cases, aspects, K) each, as `low` and `high` of the runs."""
        runs, reach = self.runs, self.reach
        if reach is None:
            return runs.low, runs.high
        low, high = runs.low.copy(), runs.high.copy()
        two = reach.two
        profile = self.drawn()
        own = None if profile is None else (1 + np.moveaxis(profile.interval_whole, -1, 0)) / 2
        for prior, inner in enumerate(zip(runs.low[..., 1], runs.high[..., 1], strict=True)):
            # another prior moves the informants' ends, and the whole ones as far
            by = [end[prior, 0, ..., 1] - end[0, 0, ..., 1] for end in (runs.low, runs.high)]
            drawn = None if own is None else (own[0] + by[0], own[1] + by[1])
            ends = fitted(reach.single(runs, inner), inner, drawn, (0.0, 1.0))
            for end, found, other in ((low, ends[0], ends[1]), (high, ends[1], ends[0])):
                end[prior][..., two, 1], end[prior][..., two, 0] = found[..., two], 1 - other[..., two]
        return low, high

    def difference(
        self, sides: tuple[int, int], case: int, aspect: int, pole: int, *, together: bool
    ) -> Ends:
        """Shape (E,) each: the interval of a pole's share on one side minus that on another.

        Parameters
        ----------
        sides, case, aspect, pole
            The numbers of the two cases, of the case they stand for, of the aspect and of the pole.
        together
            Whether it is to hold for all differences at once, as that of gaps does.
        """
        runs = self.runs
        inner = ends = informant_ends(runs, sides, case, aspect, pole, self.settings)
        if self.reach is not None and self.reach.two[aspect]:
            ends = self.reach.difference(runs, sides, case, aspect, inner)
        return fitted(ends, inner, self._drawn(case, aspect, pole, together), (-1.0, 1.0))

    def _drawn(self, case: int, aspect: int, pole: int, together: bool) -> Ends | None:
        for n, column in enumerate(c for c in self.columns if c.aspect == aspect):
            if column.pole is None or n == pole:
                scale = 2.0 if column.pole is None else 1.0
                ends = column.numbers[case, 5:7] if together else column.numbers[case, 3:5]
                low, high = np.where(column.told[case], ends, np.nan) / scale
                return low, high
        return None


def fitted(ends: Ends, inner: Ends, own: Ends | None, scale: tuple[float, float]) -> Ends:
    """Ends of which the first are `own`; the others reach as much farther or less far beyond the informants'.

    Parameters
    ----------
    ends, inner
        Shape (E, …): the ends with every doubt, which hold those of the informants; the first are those under the
        study's own settings.
    own
        Shape (…): the ends drawn in full; None where that was not done, nan where there are none.
    scale
        Where it ends.

    >>> inner = np.array([-0.2, -0.4]), np.array([0.2, 0.4])
    >>> ends = np.array([-0.3, -0.5]), np.array([0.3, 0.5])
    >>> low, high = fitted(ends, inner, (np.array(-0.4), np.array(0.2)), (-1, 1))
    >>> low.round(3).tolist(), high.round(3).tolist()
    ([-0.4, -0.6], [0.2, 0.4])
    """
    out = []
    for n, (end, far) in enumerate(zip(ends, inner, strict=True)):
        beyond = np.array(end - far)
        if own is not None:
            there = np.abs(own[n] - far[0])
            known = (np.abs(beyond[0]) > TINY) & ~np.isnan(there)
            beyond *= np.divide(there, np.abs(beyond[0]), out=np.ones(there.shape), where=known)
        found = np.clip(far + beyond, *scale)
        if own is not None:
            found[0] = np.where(np.isnan(own[n]), found[0], own[n])
        out.append(found)
    return out[0], out[1]
