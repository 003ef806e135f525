"""The interval of the difference between two sides for the informants' doubt, under every way of counting at once.

As in `engine.difference_ends` it is the wider of two: what the sides' own intervals give for it
(`difference_interval.mover`), and the middle of drawn differences, both with the correlation that common sources give.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from idealtypes.analyses.robustness.runs import Runs
from idealtypes.engine.difference_interval import Ends, mover
from idealtypes.engine.draws import beta_at, row_quantiles
from idealtypes.engine.tally import Floats
from idealtypes.model.settings import Settings

AT_ONCE = 4_000_000  # draws held at once


def informant_ends(
    runs: Runs, sides: tuple[int, int], case: int, aspect: int, pole: int, settings: Settings
) -> Ends:
    """Shape (E,) each: the interval of a pole's share on the first of two sides minus that on the second.

    Parameters
    ----------
    runs
        Runs of two sides; the interval has the level of theirs.
    sides, case, aspect, pole
        The numbers of the two cases, of the case they stand for, of the aspect and of the pole.
    settings
        The seed and the number of the draws.
    """
    a, b = sides
    assert runs.tied is not None
    r = runs.tied[:, case, aspect, pole]
    s, t = runs.shares[:, a, aspect, pole], runs.shares[:, b, aspect, pole]
    n, m = runs.effective[:, a, aspect], runs.effective[:, b, aspect]
    n_0, m_0 = runs.unanimous[:, a, aspect], runs.unanimous[:, b, aspect]

    def ends(side: int) -> Ends:
        return runs.low[0, :, side, aspect, pole], runs.high[0, :, side, aspect, pole]

    low, high = mover(s, ends(a), t, ends(b), r)
    rows, back = np.unique(np.stack([s, n, n_0, t, m, m_0, r], axis=1), axis=0, return_inverse=True)
    drawn = _drawn(rows, runs.level, settings)
    return np.minimum(low, drawn[back.ravel(), 0]), np.maximum(high, drawn[back.ravel(), 1])


def _drawn(rows: Floats, level: float, settings: Settings) -> Floats:
    """Shape (rows, 2): the middle `level` of drawn differences, for rows of s, n_e, n_0, t, m_e, m_0 and their r."""
    first, second = np.random.default_rng(settings.seed).standard_normal((2, settings.draws))
    out = np.full((len(rows), 2), np.nan)
    told = np.flatnonzero(~np.isnan(rows).any(axis=1))
    size = max(1, AT_ONCE // settings.draws)
    for start in range(0, len(told), size):
        here = told[start : start + size]
        s, n, n_0, t, m, m_0, r = rows[here].T
        tied = r[:, None] * first + np.sqrt(1 - np.minimum(r**2, 1))[:, None] * second
        drawn: Any = beta_at(np.broadcast_to(first, tied.shape), s, n, n_0) - beta_at(tied, t, m, m_0)
        out[here] = np.stack(row_quantiles(drawn, (1 - level) / 2, (1 + level) / 2), axis=1)
    return out
