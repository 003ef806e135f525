"""What outcomes weigh: which of them enter an order, and their weights in each draw."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from idealtypes.analyses.scenarios.baseline import Baseline
from idealtypes.engine.tally import Floats
from idealtypes.errors import IdealtypesError
from idealtypes.model.hints import listed

STREAM = 4103  # of the weights


def weighed(base: Baseline, given: Mapping[str, float] | None = None) -> tuple[str, ...]:
    """The outcomes that enter an order, as in the study: with given weights, those whose weight is above 0.

    One that restates a measure enters none.

    Raises
    ------
    IdealtypesError
        For weights of outcomes that are not there or enter no order, for negative ones, and where none is above 0.
    """
    restated = base.stated.restated
    free = tuple(outcome for outcome in base.outcomes if outcome not in restated)
    if given is None:
        return free
    unknown = [outcome for outcome in given if outcome not in base.outcomes]
    if unknown:
        raise IdealtypesError(f"no outcome {', '.join(unknown)}; there are {', '.join(base.outcomes)}")
    for outcome in given:
        if outcome in restated:
            whose = listed(restated[outcome])
            raise IdealtypesError(f"`{outcome}` restates {whose} and enters no order: it has no weight")
    if min(given.values(), default=0) < 0:
        raise IdealtypesError(f"weights are 0 or more, not {min(given.values()):g}")
    found = tuple(outcome for outcome in free if given.get(outcome, 0) > 0)
    if not found:
        raise IdealtypesError("no outcome has a weight above 0")
    return found


def weights_of(base: Baseline, outcomes: Sequence[str], given: Mapping[str, float] | None) -> Floats:
    """Shape (D, outcomes): weights that sum to 1 in each draw, from a Dirichlet(1, …, 1) unless given."""
    if not outcomes:
        return np.zeros((base.draws, 0))
    if given is None:
        drawn = gammas(base)[:, [base.outcomes.index(o) for o in outcomes]]
        weights: Floats = drawn / drawn.sum(axis=1, keepdims=True)
        return weights
    fixed = np.array([given[outcome] for outcome in outcomes], float)
    return np.repeat((fixed / fixed.sum())[None], base.draws, axis=0)


def weights_generator(base: Baseline) -> np.random.Generator:
    """Of the weights of all outcomes."""
    return np.random.default_rng([base.profile.settings.seed, STREAM])


def gammas(base: Baseline) -> Floats:
    """Shape (D, O): what the weights of each draw are before they are divided by their sum: −log(1 − u).

    There is one for every outcome of the study, so that which of them are weighed changes no other's.
    """
    return -np.log1p(-weights_generator(base).random((base.draws, len(base.outcomes))))
