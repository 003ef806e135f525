"""Base size and run length: after how many sources next to nothing new came (Guest, Namey & Chen 2020).

The base is the first B sources; a run the next R, and runs move on by one source. The new information of a run is what
is new in it over what the base held. The first run at or below the threshold says that next to nothing new came after
the sources before it: "6+2" is six sources, and two more that show it (A simple method to assess and report thematic
saturation in qualitative research, PLoS ONE 15(5): e0232076).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from idealtypes.engine.result import Why, why_keys
from idealtypes.engine.tally import Floats, Ints
from idealtypes.errors import reason

BASE, RUN, THRESHOLD = 4, 2, 0.05


@dataclass(frozen=True)
class Stopping:
    """Where sources stopped to bring anything new.

    Attributes
    ----------
    base, run, threshold
        B, R, and the new information in [0, 1] at or below which a run counts as nothing new.
    sources, held
        How many sources there are, and how many items the base held.
    reached
        The number of sources after which a run brought next to nothing; None where none did.
    ratios
        The new information of each run, in [0, ∞).
    probability
        In how many of the random orders some run brings next to nothing, in [0, 1]; None where it is not computed.
    after
        Among these the middle number of sources before it; None where none does.
    why
        What is missing; None where it was computed.
    """

    base: int
    run: int
    threshold: float
    sources: int
    held: int
    reached: int | None
    ratios: tuple[float, ...]
    probability: float | None
    after: float | None
    why: Why

    def to_dict(self) -> dict[str, Any]:
        return {
            "base": self.base,
            "run": self.run,
            "threshold": self.threshold,
            "sources": self.sources,
            "held": self.held,
            "reached": self.reached,
            "ratios": list(self.ratios),
            "probability": self.probability,
            "after": self.after,
            **why_keys(self.why),
        }


def run_ratios(new: Ints, base: int, run: int) -> Floats:
    """The new information of each run: items new in it over those of the base; shape (…, runs).

    Parameters
    ----------
    new
        Shape (…, sources): items new with each source. There must be a run after the base, and something in it.

    Examples
    --------
    >>> run_ratios(np.array([10, 6, 3, 1, 2, 1, 0, 0]), 4, 2).tolist()
    [0.15, 0.05, 0.0]
    """
    runs = new.shape[-1] - base - run + 1
    starts = base + np.arange(runs)
    in_run = new[..., starts[:, None] + np.arange(run)].sum(axis=-1)
    ratios: Floats = in_run / new[..., :base].sum(axis=-1, keepdims=True)
    return ratios


def stopping(orders: Ints, base: int = BASE, run: int = RUN, threshold: float = THRESHOLD) -> Stopping:
    """Where the sources stopped to bring anything new, in the first order and over the others.

    Parameters
    ----------
    orders
        Shape (orders, sources): items new with each source.

    Examples
    --------
    >>> found = stopping(np.array([[10, 6, 3, 1, 2, 1, 0, 0]]))
    >>> found.reached, found.held, found.ratios
    (5, 20, (0.15, 0.05, 0.0))
    """
    sources = orders.shape[1]
    held = int(orders[0, :base].sum())

    def absent(why: Why) -> Stopping:
        return Stopping(base, run, threshold, sources, held, None, (), None, None, why)

    if sources < base + run:
        return absent(reason("saturation.too_few", sources=sources, base=base, run=run))
    if not held:
        return absent(reason("saturation.empty_base", base=base))
    filled = orders[orders[:, :base].sum(axis=1) > 0]  # another order may begin with sources that say nothing
    ratios = run_ratios(filled, base, run)
    below = np.asarray(ratios <= threshold + 1e-12)
    first = below.argmax(axis=1) + base
    done = np.asarray(below.any(axis=1))
    return Stopping(
        base,
        run,
        threshold,
        sources,
        held,
        int(first[0]) if done[0] else None,
        tuple(float(r) for r in ratios[0]),
        float(done.sum() / len(orders)),
        float(np.median(first[done])) if done.any() else None,
        None,
    )
