"""How often are talk and informants said to part where they do not, and where they do?

    python benchmarks/estimands.py            # in full, half a minute on one core
    python benchmarks/estimands.py --quick    # few replicates: a smoke test

A study has G informants with a geometric number of statements (mean 3 or 8). An informant's statements speak for
the second pole with a probability of her own (beta, with an intraclass correlation), whose mean is .5, .8 or .95
and rises by `slope`, on the log-odds, with the logarithm of how much she says. Where that is 0, talk and
informants have the same balance in the long run. Printed: the share of studies in which they are said to part, as
`engine.other_weighting` does it; beside it two rules not taken: the interval alone, and a difference of .3 of
balance alone.
"""

from __future__ import annotations

import argparse
import itertools
import sys
from collections import defaultdict
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from idealtypes.engine.other_weighting import reweighed, weighting_difference
from idealtypes.engine.tally import Tally

LEVEL, SEED = 0.95, 20261129
INFORMANTS, MEANS, TALK, CORRELATIONS, SLOPES = (
    (3, 5, 8, 14, 30),
    (0.5, 0.8, 0.95),
    (3, 8),
    (0.1, 0.5),
    (0.0, 0.5, 1.0),
)


def sample(
    G: int, mean: float, talk: float, icc: float, slope: float, studies: int, rng: np.random.Generator
) -> Tally:
    """Many studies in one tally, a case each."""
    n = rng.geometric(1 / talk, (studies, G)).astype(float)
    centred = np.log(n) - np.log(n).mean(axis=1, keepdims=True)
    p = 1 / (1 + np.exp(-np.log(mean / (1 - mean)) - slope * centred))
    k = (1 - icc) / icc
    m = rng.binomial(n.astype(int), rng.beta(p * k, (1 - p) * k)).astype(float)
    said, formal = n.ravel(), m.ravel()
    mass = np.stack([said - formal, formal], axis=1)
    none = np.zeros(studies * G)
    return Tally(
        cases=tuple(map(str, range(studies))), sources=tuple(map(str, range(G))), aspects=("a",),
        poles=(("informal", "formal"),), weighting="statement", repeats="keep",
        case=np.repeat(np.arange(studies), G), source=np.tile(np.arange(G), studies), aspect=none.astype(int),
        mass=mass, total=said, statements=said, squares=none, point_mass=mass, point_squares=none,
        talk=n.sum(axis=1).astype(int), voices=np.full(studies, G), present=(False,),
    )  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true")
    studies = 200 if parser.parse_args().quick else 4000
    rng = np.random.default_rng(SEED)
    found: dict[tuple[int, float], list[tuple[float, float, float]]] = defaultdict(list)
    for G, slope, mean, talk, icc in itertools.product(INFORMANTS, SLOPES, MEANS, TALK, CORRELATIONS):
        evidence = sample(G, mean, talk, icc, slope, studies, rng)
        apart = weighting_difference(evidence, reweighed(evidence), LEVEL)
        d, low, high = (side[:, 0, 1] for side in (apart.difference, apart.low, apart.high))
        interval = (low > 1e-9) | (high < -1e-9)
        found[G, slope].append(
            ((apart.parted[:, 0] >= 0).mean(), interval.mean(), (np.abs(d) >= 0.15).mean())
        )
    heads = "informants", "same: mean, worst", "interval alone", ".3 alone", "slope .5", "slope 1: mean, best"
    print("| " + " | ".join(heads) + " |\n|" + "---:|" * len(heads))
    for G in INFORMANTS:
        null, half, full = (np.array(found[G, slope]) for slope in SLOPES)
        worst, best = null.max(axis=0), full[:, 0].max()
        print(
            f"| {G} | {null[:, 0].mean():.3f}, {worst[0]:.3f} | {worst[1]:.3f} | {worst[2]:.3f} "
            f"| {half[:, 0].mean():.3f} | {full[:, 0].mean():.3f}, {best:.3f} |"
        )


if __name__ == "__main__":
    main()
