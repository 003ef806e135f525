"""What a board believes of its measures, drawn once a draw: it completes an order, and is never counted as evidence."""

from __future__ import annotations

from zlib import crc32

import numpy as np

from idealtypes.analyses.scenarios.baseline import Baseline
from idealtypes.analyses.scenarios.effects import Mask
from idealtypes.engine.tally import Floats
from idealtypes.model.measures import BoardBelief

STREAM = 4104  # of the beliefs


def belief_generator(base: Baseline, belief: BoardBelief) -> np.random.Generator:
    """Of whether a belief comes true; by the names of its outcome and measure."""
    names = [crc32(name.encode()) for name in (belief.outcome, belief.measure)]
    return np.random.default_rng([base.profile.settings.seed, STREAM, *names])


def believed(base: Baseline) -> Floats:
    """Shape (beliefs, D): 1 where a measure raises the outcome, −1 where it lowers it; each belief by its own name."""
    out = np.empty((len(base.stated.beliefs), base.draws))
    for b, belief in enumerate(base.stated.beliefs):
        drawn = belief_generator(base, belief).random(base.draws)
        out[b] = np.where(drawn < belief.sure, belief.direction, -belief.direction)
    return out


def believed_lead(base: Baseline, drawn: Floats, one: Mask, other: Mask, outcome: str) -> Floats | None:
    """Shape (D,): how much higher the outcome is believed to be under one set than under the other, in [−2, 2].

    Under a set it is the mean over the beliefs about the outcome, 0 for a measure that is not taken. None where no
    belief is about a measure that one set has and the other lacks.
    """
    ids = [measure.id for measure in base.measures]
    about = [b for b, belief in enumerate(base.stated.beliefs) if belief.outcome == outcome]
    at = [ids.index(base.stated.beliefs[b].measure) for b in about]
    step = one[at].astype(float) - other[at].astype(float)
    if not step.any():
        return None
    lead: Floats = step @ drawn[about] / len(about)
    return lead
