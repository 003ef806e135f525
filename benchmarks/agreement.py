"""Agreement: how fast, and how often its intervals hold the truth.

    python benchmarks/agreement.py            times at 100,000 units by 3 coders, then coverage in 24 designs

Time: one alpha with the jackknife over units, set against the krippendorff package in a loop that leaves out one
unit at a time (some runs are timed and multiplied), and the point alone. Without that package only ours is timed.

Coverage: two coders who miss a code; a nominal .95. `share` is the interval that `agreement` prints of alpha, `AC1` the
same rule for Gwet's AC1, `jackknife` is t about the jackknife over sources, `gwet` t about the linearised error.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from itertools import product
from typing import Any

import numpy as np

from idealtypes.analyses.agreement.alpha import alpha, alpha_interval, disagreement
from idealtypes.analyses.agreement.chance_corrected import chance_corrected
from idealtypes.analyses.agreement.chance_sums import chances, numbered

UNITS, LOOPED = 100_000, 5


def timed(what: Callable[[], Any], times: int = 3) -> float:
    """The best of some runs, in seconds."""
    best = float("inf")
    for _ in range(times):
        start = time.perf_counter()
        what()
        best = min(best, time.perf_counter() - start)
    return best


def speed() -> None:
    rng = np.random.default_rng(1)
    true = rng.integers(0, 4, UNITS)
    values = np.where(rng.random((3, UNITS)) < 0.8, true, rng.integers(0, 4, (3, UNITS))).astype(float)
    values[rng.random(values.shape) < 0.1] = np.nan
    ours, point = timed(lambda: chance_corrected(values)), timed(lambda: alpha(values))
    print(f"{UNITS:,} units x 3 coders: alpha {point:.3f} s, with the jackknife {ours:.3f} s")
    try:
        import krippendorff
    except ImportError:
        print("the krippendorff package is not installed: nothing to compare with")
        return

    def theirs(without: int) -> Any:
        return krippendorff.alpha(np.delete(values, without, axis=1), level_of_measurement="nominal")

    one = timed(lambda: krippendorff.alpha(values, level_of_measurement="nominal"))
    loop = timed(lambda: [theirs(n) for n in range(LOOPED)], 1) / LOOPED * UNITS
    print(f"krippendorff: alpha {one:.3f} s, in a loop {loop:,.0f} s: {loop / ours:,.0f} times ours")


def drawn(rng: Any, sources: int, prevalence: float, missed: float, icc: float) -> tuple[Any, Any]:
    source = np.repeat(np.arange(sources), 6)
    size = (1 - icc) / icc
    there = rng.random(len(source)) < rng.beta(prevalence * size, (1 - prevalence) * size, sources)[source]
    wrong = rng.random((2, len(source))) < np.where(there, missed, missed * prevalence / (1 - prevalence))
    return (there ^ wrong).astype(float), source


def intervals(values: Any, source: Any) -> dict[str, Any]:
    parts = disagreement(values)
    index, _ = numbered(values, [0, 1])
    one = chances(index, np.eye(2), "gwet", source)
    paired = (one.values > 0).astype(float)
    share = parts.observed, parts.most, source, parts.expected
    return {
        "share": alpha_interval(*share) if parts.expected > 0 else None,
        "AC1": alpha_interval(one.apart, paired, source, one.expected * paired.sum()),
        "jackknife": chance_corrected(values, groups=source, domain=[0, 1]).interval,
        "gwet": chance_corrected(values, variance="gwet", domain=[0, 1]).interval,
    }


def coverage(runs: int) -> None:
    rng = np.random.default_rng(12)
    print("sources prevalence missed icc | covered of those defined (mean width)")
    for sources, prevalence, missed, icc in product((4, 8, 20), (0.1, 0.4), (0.05, 0.25), (0.05, 0.3)):
        big = drawn(rng, 40_000, prevalence, missed, icc)[0]
        true = {"AC1": chance_corrected(big, "gwet", variance="gwet").value}
        found: dict[str, list[tuple[bool, float]]] = {}
        for _ in range(runs):
            for name, ends in intervals(*drawn(rng, sources, prevalence, missed, icc)).items():
                if ends is not None:
                    truth = true.get(name) or true.setdefault("alpha", alpha(big))
                    found.setdefault(name, []).append((ends[0] <= truth <= ends[1], ends[1] - ends[0]))
        said = [
            f"{name} {np.mean([c for c, _ in of]):.3f} ({np.mean([w for _, w in of]):.2f})"
            for name, of in found.items()
        ]
        print(f"{sources:7} {prevalence:10} {missed:6} {icc:3} | {'  '.join(said)}", flush=True)


if __name__ == "__main__":
    speed()
    coverage(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
