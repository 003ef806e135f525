"""What a set of measures does, draw by draw: where the aspects go, and what the votes make of it.

For outcome o, with n_i the votes on item i, ν_i ∈ [−1, 1] the drawn net vote, V the measures whose own traits have
votes on o (these votes stand for the aspect's votes):

    E_o = (Σ_poles n_i ν_i (s′_i − s_i) + Σ_traits n_i ν_i x_i) / Σ n_i

s′ is the share of the item's pole after the measures outside V, s before; x is +1/F where the trait is brought, −1/F
where it is removed, F the features of its aspect. E_o is the mean vote, each weighted by how far the scenario moves
what the vote is on: it counts what informants say and is no size of an effect. Outcomes feed one another by the votes
w on such claims, as a fuzzy cognitive map with E as its constant input: A = tanh(E + wᵀA), Kosko's inference (1986,
"Fuzzy cognitive maps", International Journal of Man-Machine Studies 24(1), 65–75) run to where it stands still.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from idealtypes.analyses.scenarios.baseline import Baseline
from idealtypes.analyses.scenarios.odds import moved
from idealtypes.analyses.scenarios.steady_state import settle_pushed
from idealtypes.engine.tally import Floats

NOTHING = 1e-12  # log-odds below this are rounding

Mask = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Effects:
    """What a set of measures does.

    Attributes
    ----------
    chosen
        Shape (M,): the measures.
    shares
        Per aspect, shape (K, D): the drawn shares after.
    points
        Per aspect, shape (K,): the point after, every λ at its mode.
    direct, outcomes
        Shape (O, D): E, what the votes on poles and traits say, and A, with what outcomes feed one another.
    movement
        Shape (items,): the mean of how far what an item is on is moved; 0 where it is not touched.
    settled
        Shape (D,): where the map stands still.
    """

    chosen: Mask
    shares: tuple[Floats, ...]
    points: tuple[Floats, ...]
    direct: Floats
    outcomes: Floats
    movement: Floats
    settled: Mask


def effects(base: Baseline, chosen: Mask) -> Effects:
    """What the chosen measures do; no measure does nothing."""
    after = tuple(_after(s, added, chosen) for s, added in zip(base.shares, base.added, strict=True))
    points = tuple(_after(s, at, chosen) for s, at in zip(base.points, base.added_at_mode, strict=True))
    direct = np.zeros((len(base.outcomes), base.draws))
    movement = np.zeros(len(base.votes.items))
    kept: dict[tuple[int, bytes], Floats | None] = {}
    for i, item in enumerate(base.votes.items):
        step = _step(base, i, chosen, kept)
        if step is not None and item.from_outcome is None:
            direct[base.of_outcome[i]] += base.counted[i] * base.net[i] * step
            movement[i] = float(np.mean(step))
    direct /= np.maximum(base.electorate, 1)[:, None]
    outcomes, settled = settle_pushed(direct, feeding(base))
    return Effects(chosen, after, points, direct, outcomes, movement, settled)


def _after(shares: Floats, added: Floats, chosen: Mask) -> Floats:
    """Shares after the chosen measures; untouched ones, or those whose measures cancel, are the same numbers."""
    total = added[chosen].sum(axis=0)
    return moved(shares, total) if moves(total) else shares


def moves(added: Floats) -> bool:
    """Whether log-odds added to the poles (shape (K, …)) move anything: the same for each pole is nothing."""
    return bool(np.ptp(added, axis=0).max() > NOTHING)


def _step(
    base: Baseline, i: int, chosen: Mask, kept: dict[tuple[int, bytes], Floats | None]
) -> Floats | float | None:
    """How far what item i is on is moved; None where it is not touched."""
    item = base.votes.items[i]
    if item.trait is not None:
        t = base.traits.index(item.trait)
        net = int(np.sign(base.brings[chosen, t].sum()))
        return net * float(base.step[t]) if net else None
    if item.aspect is None or item.pole is None:
        return None
    a = base.profile.aspects.index(item.aspect)
    counted = chosen & ~base.overridden[:, base.of_outcome[i], a]
    key = (a, counted.tobytes())
    if key not in kept:
        total = base.added[a][counted].sum(axis=0)
        silent = bool(np.isnan(base.shares[a]).any())
        kept[key] = moved(base.shares[a], total) - base.shares[a] if moves(total) and not silent else None
    change = kept[key]
    return None if change is None else change[base.profile.tally.poles[a].index(item.pole)]


def feeding(base: Baseline) -> list[tuple[int, int, Floats]]:
    """Which outcome feeds which, with the drawn net vote, shape (D,)."""
    return [
        (base.outcomes.index(item.from_outcome), int(base.of_outcome[i]), base.net[i])
        for i, item in enumerate(base.votes.items)
        if item.from_outcome is not None
    ]
