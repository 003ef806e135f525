"""Which sources turn what is said of an estimate: the fewest that do together, and those that do alone.

A pole leads another where Σ_g d_g > 0, d_g = M_gp − M_gk over the sources. Leaving sources out takes their terms away,
so that the fewest that end the lead are those with the largest d_g: exact, without a search. A balance within ±m of the
middle leaves it toward a pole where Σ_g (m·T_g ∓ D_g), D_g = M_g2 − M_g1, is no longer above 0: the same sum.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from idealtypes.engine.leaning import MOSTLY
from idealtypes.engine.profile import Profile
from idealtypes.engine.tally import Floats

ROUNDING = 1e-9
Side = Mapping[str, tuple[float, float]]


def fewest(terms: Floats) -> tuple[int, ...] | None:
    """The fewest terms without which a sum is no longer above 0; None where that takes all of them.

    Terms that are alike are taken in their order.

    >>> fewest(np.array([1.0, 3.0, -2.0, 2.0])), fewest(np.array([1.0, 1.0])), fewest(np.array([2.0, -1.0]))
    ((1, 3), None, (0,))
    """
    order = np.argsort(-terms, kind="stable")
    left = terms.sum() - terms[order].cumsum()
    n = int(np.flatnonzero(left <= ROUNDING)[0]) + 1
    return None if n == len(terms) else tuple(sorted(order[:n].tolist()))


def fewest_sources(profile: Profile, case: int, aspect: int, pole: int | None) -> tuple[str, ...] | None:
    """The fewest sources without which a pole no longer leads every other, or a balance leaves the middle.

    Parameters
    ----------
    profile
        The profile.
    case, aspect, pole
        By number; `pole` is the leading one, None for a balance near the middle.

    Returns
    -------
    Their ids, sorted; None where leaving out sources does not do it, or the estimate is no sum over sources (raters
    joined in one).
    """
    if any(a == aspect for a, _ in profile.pooled):
        return None
    names, mass, total = _cells(profile, case, aspect)
    if not names:
        return None
    if pole is None:
        apart = mass[:, 1] - mass[:, 0]
        sums = [MOSTLY * total - apart, MOSTLY * total + apart]
    else:
        sums = [mass[:, pole] - mass[:, k] for k in range(mass.shape[1]) if k != pole]
    found = [f for f in map(fewest, sums) if f is not None]
    return tuple(names[g] for g in min(found, key=len)) if found else None


def _cells(profile: Profile, case: int, aspect: int) -> tuple[list[str], Floats, Floats]:
    """The sources of an estimate, sorted, and their mass and weight."""
    tally = profile.tally
    rows = np.flatnonzero((tally.case == case) & (tally.aspect == aspect) & (tally.total > 0))
    rows = np.array(sorted(rows.tolist(), key=lambda r: tally.sources[tally.source[r]]), int)
    names = [tally.sources[s] for s in tally.source[rows].tolist()]
    return names, tally.mass[rows, : len(tally.poles[aspect])], tally.total[rows]


def side_of(profile: Profile, case: int, aspect: int, pole: int) -> dict[str, tuple[float, float]]:
    """Source → its mass and weight on one side of a difference: between two poles M_g2 − M_g1, else M_gp."""
    names, mass, total = _cells(profile, case, aspect)
    own = mass[:, 1] - mass[:, 0] if profile.bipolar[aspect] else mass[:, pole]
    return {n: (float(m), float(t)) for n, m, t in zip(names, own, total, strict=True)}


def alone_turning(here: Side, there: Side) -> tuple[str, ...]:
    """The sources, sorted, without any one of which a difference between two means is gone or the other way.

    `here` and `there` are source → mass and weight; a source may be on both sides. Where a side rests on one source
    nothing is left to compare without it, and it is not among them.

    >>> here, there = {"g": (1.0, 1.0), "h": (-1.0, 1.0)}, {"g": (1.0, 1.0), "i": (1.0, 1.0)}
    >>> alone_turning(here, there)
    ('h',)
    """
    before = _mean(there) - _mean(here)
    out = []
    for name in sorted({*here, *there}):
        left = [{n: held for n, held in side.items() if n != name} for side in (here, there)]
        if all(left) and before * (_mean(left[1]) - _mean(left[0])) <= ROUNDING:
            out.append(name)
    return tuple(out)


def _mean(side: Side) -> float:
    return sum(m for m, _ in side.values()) / sum(t for _, t in side.values())
