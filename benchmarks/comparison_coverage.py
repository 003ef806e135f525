"""How often do the intervals of a comparison hold the truth, one at a time and all together?

    python benchmarks/comparison_coverage.py                 # 400 replicates of each design, half an hour on one core
    python benchmarks/comparison_coverage.py --replicates 20 # a smoke test, a minute or two

Cases have G sources, each with a leaning of its own (Beta or Dirichlet around the case's true share, correlation ρ
within a source) and 1 + Poisson(n − 1) statements on each aspect.

    sources   own       every case has its own
              shared    the same sources speak of all cases, and lean alike in all
              leaning   own sources, who lean alike on all aspects
    truth     alike     all cases have the shares .5, or .1 (`alike, low`), on every aspect
              one       every other case differs on one aspect (.15 and .85)
              all       every other case differs a little on all (.3 and .6)
              far       every other case lies at the other end (.03 and .95)

`one by one` is the coverage of the intervals of the differences; `together` the part of the replicates in which all
simultaneous intervals hold; `distance` the coverage of the intervals of the distances, with the parts that lie below
the lower and above the upper end; `from draws` what the quantiles of drawn distances would cover. All at a nominal
95 %.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from scipy.stats import beta, gamma

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from idealtypes.analyses.compare.comparison import compare
from idealtypes.analyses.compare.points import Points
from idealtypes.engine.profile import Profile, profile_of
from idealtypes.engine.tally import tally
from idealtypes.model.settings import Settings
from tests.engine.build import scheme

DRAWS = 1000
TRUTHS = {
    "alike": lambda case, aspect: 0.5,
    "alike, low": lambda case, aspect: 0.1,
    "one": lambda case, aspect: (0.15, 0.85)[case % 2] if aspect == 0 else 0.5,
    "all": lambda case, aspect: (0.3, 0.6)[case % 2],
    "far": lambda case, aspect: (0.03, 0.95)[case % 2],
}


@dataclass(frozen=True)
class Design:
    """So many cases, sources in each, statements of a source on an aspect, aspects with two poles and with four."""

    cases: int
    sources: int
    statements: int
    correlation: float
    aspects: int
    four: int = 0
    who: str = "own"

    def __str__(self) -> str:
        poles = f"{self.aspects}" + (f" + {self.four} of four poles" if self.four else "")
        return (
            f"{self.cases} cases, {self.sources} sources, {self.statements} statements, ρ {self.correlation}, "
            f"aspects {poles}, {self.who}"
        )


DESIGNS = (
    Design(4, 3, 2, 0.3, 3),
    Design(4, 6, 1, 0.0, 3),
    Design(4, 8, 2, 0.3, 3),
    Design(4, 8, 2, 0.3, 8),
    Design(4, 20, 3, 0.1, 3),
    Design(12, 8, 4, 0.4, 3),
    Design(6, 8, 2, 0.3, 3, who="shared"),
    Design(4, 8, 2, 0.5, 5, who="leaning"),
    Design(4, 8, 2, 0.3, 0, four=2),
    Design(4, 5, 2, 0.2, 1, four=1),
)


def shares(design: Design, truth: str, case: int, aspect: int) -> np.ndarray[Any, Any]:
    """The true shares of a case's poles on an aspect; of four poles the last has the share of the second of two."""
    s = TRUTHS[truth](case, aspect)
    return np.array([1 - s, s] if aspect < design.aspects else [(1 - s) / 3] * 3 + [s])


def leanings(design: Design, rng: np.random.Generator) -> Any:
    """Shape (cases, sources, aspects, 4): what makes a source lean, uniform; alike wherever it leans alike."""
    cases = 1 if design.who == "shared" else design.cases
    aspects = 1 if design.who == "leaning" else design.aspects + design.four
    drawn = rng.random((cases, design.sources, aspects, 4))
    return np.broadcast_to(drawn, (design.cases, design.sources, design.aspects + design.four, 4))


def own_shares(design: Design, s: Any, uniform: Any) -> Any:
    """The shares of each source, shape (sources, poles), from uniform numbers of shape (sources, 4)."""
    if not design.correlation:
        return np.broadcast_to(s, (len(uniform), len(s)))
    spread = 1 / design.correlation - 1
    if len(s) == 2:
        second = beta.ppf(uniform[:, 0], spread * s[1], spread * s[0])
        return np.stack([1 - second, second], axis=1)
    drawn = np.maximum(gamma.ppf(uniform, spread * s), 1e-12)
    return drawn / drawn.sum(axis=1, keepdims=True)


def sample(design: Design, truth: str, rng: np.random.Generator) -> pl.DataFrame:
    """One study."""
    uniform = leanings(design, rng)
    rows: list[tuple[str, str, str, str]] = []
    for case in range(design.cases):
        for aspect in range(design.aspects + design.four):
            own = own_shares(design, shares(design, truth, case, aspect), uniform[case, :, aspect])
            for source, p in enumerate(own):
                name = f"g{source}" if design.who == "shared" else f"c{case}g{source}"
                for pole in rng.choice(len(p), 1 + rng.poisson(design.statements - 1), p=p):
                    rows.append((f"s{len(rows)}", f"c{case:02}", name, f"{aspect}-{pole}"))
    return pl.DataFrame(rows, schema=["statement", "case", "source", "code"], orient="row")


def profiles(design: Design, truth: str, replicates: int, seed: int) -> Iterator[Profile]:
    """Profiles of so many studies."""
    width = [2] * design.aspects + [4] * design.four
    aspects = {f"a{a}": tuple(f"p{p}" for p in range(k)) for a, k in enumerate(width)}
    places = {f"{a}-{p}": {f"a{a}": np.eye(k)[p].tolist()} for a, k in enumerate(width) for p in range(k)}
    built = scheme(aspects, places)
    rng = np.random.default_rng(seed)
    for _ in range(replicates):
        evidence = tally(sample(design, truth, rng), built.placements, aspects)
        yield profile_of(evidence, built, Settings(draws=DRAWS, seed=int(rng.integers(2**31))))


def drawn_distances(points: Points, i: int, j: int) -> Any:
    """The distances of two cases in all draws."""
    aspects = int(points.aspect.max()) + 1
    parts = [w * (c[i] - c[j]) ** 2 for w, c in zip(points.weight, points.columns, strict=True)]
    return np.sqrt(np.sum(parts, axis=0) / aspects)


def measure(design: Design, truth: str, replicates: int, seed: int) -> dict[str, float]:
    """Coverages of one design."""
    true = [
        [shares(design, truth, c, a) for a in range(design.aspects + design.four)]
        for c in range(design.cases)
    ]
    one, together, distance, below, above, drawn = [], [], [], [], [], []
    for profile in profiles(design, truth, replicates, seed):
        found = compare(profile)
        number = {case: int(case[1:]) for case in profile.cases}
        held = []
        for d in found.pairs:
            a = profile.aspects.index(d.aspect)
            difference = true[number[d.a]][a] - true[number[d.b]][a]
            exact = 2 * difference[1] if d.pole is None else difference[int(d.pole[1:])]
            one.append(inside(exact, d.interval))
            held.append(inside(exact, d.simultaneous))
        together.append(all(held))
        for i, j in combinations(range(len(profile.cases)), 2):
            exact = np.sqrt(
                np.mean([((x - y) ** 2).sum() / 2 for x, y in zip(true[i], true[j], strict=True)])
            )
            low, high = found.distances.intervals[i, j]
            below.append(exact < low - 1e-9)
            above.append(exact > high + 1e-9)
            distance.append(inside(exact, (low, high)))
            drawn.append(inside(exact, np.quantile(drawn_distances(found.points, i, j), [0.025, 0.975])))
    names = ("one by one", "together", "distance", "below", "above", "from draws")
    values = (one, together, distance, below, above, drawn)
    return {name: float(np.mean(v)) for name, v in zip(names, values, strict=True)}


def inside(value: float, ends: Any) -> bool:
    return bool(ends[0] - 1e-9 <= value <= ends[1] + 1e-9)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--replicates", type=int, default=400)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--designs", help="numbers of the designs, as in 0,4; by default all")
    options = parser.parse_args()
    rows = []
    start = time.perf_counter()
    print("| design | truth | one by one | together | distance | below | above | from draws |")
    print("|---|---|---:|---:|---:|---:|---:|---:|")
    chosen = range(len(DESIGNS)) if options.designs is None else map(int, options.designs.split(","))
    for design in (DESIGNS[k] for k in chosen):
        for truth in TRUTHS:
            found = measure(design, truth, options.replicates, options.seed)
            rows.append(found)
            print(
                f"| {design} | {truth} | " + " | ".join(f"{v:.3f}" for v in found.values()) + " |", flush=True
            )
    worst = {
        name: min(row[name] for row in rows) for name in ("one by one", "together", "distance", "from draws")
    }
    print(
        "| worst | | {one by one:.3f} | {together:.3f} | {distance:.3f} | | | {from draws:.3f} |".format(
            **worst
        )
    )
    print(f"{time.perf_counter() - start:.0f} s", file=sys.stderr)


if __name__ == "__main__":
    main()
