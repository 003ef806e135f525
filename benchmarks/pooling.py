"""Pairs of cases that are told apart, and whether it is true: pooled toward the others, and not.

    python benchmarks/pooling.py    # a minute on one core

28 cases of 4 informants, who make 1 to 6 statements each (correlation .2 within an informant). The true shares are
alike, spread little, evenly, or in two camps. Of the pairs that are said to differ with P ≥ .9: how many there are, and
how many do, in the direction said. The same of pairs with P ≥ .95, of which an order is named. Then how often the
interval of a case holds its true share, also of the farthest case, and how wide it is.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from idealtypes.analyses.compare.pooling import pooled
from idealtypes.engine.draws import beta_at
from idealtypes.engine.intervals import effective_sizes

CASES, SOURCES, DRAWS, SEED, CORRELATION = 28, 4, 1000, 20261206, 0.2
WORLDS = {
    "alike": lambda rng: rng.beta(160, 240, CASES),
    "spread little": lambda rng: rng.beta(20, 30, CASES),
    "spread evenly": lambda rng: rng.beta(1.5, 1.5, CASES),
    "two camps": lambda rng: np.where(
        rng.random(CASES) < 0.5, rng.beta(8, 32, CASES), rng.beta(32, 8, CASES)
    ),
}


def sample(share: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    case = np.repeat(np.arange(CASES), SOURCES)
    k = (1 - CORRELATION) / CORRELATION
    p = rng.beta(share[case] * k, (1 - share[case]) * k)
    total = rng.integers(1, 7, len(case))
    return case, rng.binomial(total, p).astype(float), total.astype(float)


def chances(drawn: np.ndarray, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return (drawn[a] > drawn[b]).mean(axis=1)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--replicates", type=int, default=60)
    chosen = parser.parse_args()
    rng = np.random.default_rng(SEED)
    a, b = np.triu_indices(CASES, 1)
    print("| world | P from | pooled: pairs, true | not pooled: pairs, true |")
    print("|---|--:|--:|--:|")
    for world, made in WORLDS.items():
        covered: list[list[tuple[float, float, float]]] = [[], []]
        said: dict[float, list[list[np.ndarray]]] = {0.9: [[], []], 0.95: [[], []]}
        for n in range(chosen.replicates):
            share = made(rng)
            case, mass, total = sample(share, rng)
            sizes = effective_sizes(np.stack([total - mass, mass], axis=1), total, total, case, CASES)
            z = rng.standard_normal((CASES, DRAWS))
            own = beta_at(z, sizes.shares[:, 1], sizes.effective, sizes.unanimous)
            rising = pooled(case, mass, total, CASES).draws(DRAWS, n, 0)
            joined = np.empty_like(own)
            np.put_along_axis(joined, z.argsort(axis=1), rising, axis=1)
            farthest = int(np.abs(share - share.mean()).argmax())
            for which, drawn in enumerate((joined, own)):
                low, high = np.quantile(drawn, [0.025, 0.975], axis=1)
                inside = (low <= share) & (share <= high)
                covered[which].append((inside.mean(), inside[farthest], 2 * (high - low).mean()))
            higher = share[a] > share[b]
            for level, kept in said.items():
                for which, drawn in enumerate((joined, own)):
                    p = chances(drawn, a, b)
                    kept[which].append(
                        np.where(p >= level, higher, np.where(p <= 1 - level, ~higher, np.nan))
                    )
        for level, kept in said.items():
            cells = []
            for one in kept:
                every = np.concatenate(one)
                told = ~np.isnan(every)
                cells.append(f"{told.mean():.1%}, {every[told].mean():.3f}" if told.any() else "0.0%, –")
            print(f"| {world} | {level} | {' | '.join(cells)} |")
        for name, one in zip(("pooled", "not pooled"), covered, strict=True):
            every, far, width = np.mean(one, axis=0)
            print(
                f"  {name}: covers {every:.3f}, the farthest case {far:.3f}, width of the balance {width:.2f}"
            )


if __name__ == "__main__":
    main()
