"""Maps run until they stand still: the one loop, and concepts under a constant push, as outcomes that feed one another.

The rules by which a matrix of weights is run are those of `settling`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from idealtypes.engine.tally import Ints

Mask = NDArray[np.bool_]
States = NDArray[Any]  # of single or of double precision
Edge = tuple[int, int, States]  # cause, effect, and the weight in [−1, 1], shape (runs,)
Follow = Callable[[States, Ints], States | None]

STILL = 1e-12  # the largest change of pushed concepts that stand still
LIMIT = 500  # rounds after which pushed concepts that do not are left where they are


def until_still(start: States, follow: Follow, tolerance: float, limit: int) -> tuple[States, Ints, Mask]:
    """Run states, round by round, until each stands still.

    Parameters
    ----------
    start
        Shape (n, …, runs). Each run ends by itself: its state is the same alone and in company.
    follow
        From the states of the runs that still move, and their numbers, what follows; None where nothing more does.
    tolerance, limit
        A run stands still when none of its values changes by more; rounds after which one that does not is left.

    Returns
    -------
    The last states, and of shape (runs,) the rounds it took (the limit where it did not stand still) and whether the
    run stands still.

    Examples
    --------
    By hand: half of the value follows, until that changes no more than .2.

    >>> state, rounds, still = until_still(np.array([[1.0, 0.5]]), lambda x, runs: x / 2, 0.2, 9)
    >>> state.tolist(), rounds.tolist(), still.tolist()
    ([[0.125, 0.125]], [3, 2], [True, True])
    """
    state, runs = start, start.shape[-1]
    rounds, steady = np.full(runs, limit), np.zeros(runs, bool)
    left, now = np.arange(runs), start
    for round_ in range(1, limit + 1):
        if not left.size:
            return state, rounds, steady
        after = follow(now, left)
        change = np.zeros(len(left)) if after is None else _largest(after, now)
        now = now if after is None else after
        still = change <= tolerance
        rounds[left[still]], steady[left[still]] = round_, True
        if len(left) == runs:
            state = now  # nothing to join: all move still, or did
        else:
            state[..., left] = now
        if still.any():
            left, now = left[~still], now[..., ~still]
    return state, rounds, steady


def _largest(after: States, before: States) -> States:
    """Shape (runs,): the largest change of a run's values."""
    change = after - before
    np.abs(change, out=change)
    return np.asarray(change.max(axis=tuple(range(change.ndim - 1)), initial=0.0))


def settle_pushed(
    push: States, edges: Sequence[Edge], tolerance: float = STILL, limit: int = LIMIT
) -> tuple[States, Mask]:
    """The steady state A = tanh(E + wᵀA) of concepts under a constant push E, from A = tanh E on.

    Parameters
    ----------
    push
        Shape (n, …, runs): E, in single or double precision, in which the answer comes too.
    edges
        Which concept feeds which, with the weight in each run.

    Returns
    -------
    A, of the shape of E, and of shape (runs,) whether it stands still: a map without loops always does.

    Examples
    --------
    By hand: tanh 0.5 = 0.4621 feeds the second concept with weight one half, tanh(0.1 + 0.2311) = 0.3195.

    >>> state, still = settle_pushed(np.array([[0.5], [0.1]]), [(0, 1, np.array([0.5]))])
    >>> state.ravel().round(4).tolist(), still.tolist()
    ([0.4621, 0.3195], [True])
    """
    into: dict[int, list[tuple[int, States]]] = {}
    for cause, effect, weight in edges:
        into.setdefault(effect, []).append((cause, weight))
    ends = np.tanh(push)
    fed = {effect: n for n, effect in enumerate(into)}  # the others stay where they start
    due = set(into)  # what can change: the concepts that are fed by one that did

    def follow(state: States, runs: Ints) -> States | None:
        nonlocal due
        if not due:
            return None
        some = slice(None) if len(runs) == push.shape[-1] else runs
        after = state.copy()
        for effect in due:
            entering = push[effect][..., some].copy()
            for cause, weight in into[effect]:
                entering += weight[some] * (state[fed[cause]] if cause in fed else ends[cause][..., some])
            np.tanh(entering, out=after[fed[effect]])
        due = {effect for effect, causes in into.items() if not due.isdisjoint(cause for cause, _ in causes)}
        return after

    ends[list(fed)], _, still = until_still(ends[list(fed)], follow, tolerance, limit)
    return ends, still
