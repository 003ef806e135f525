"""Do pooled raters hold the truth, and tell cases apart? Beside the interval of each case by itself.

    python benchmarks/raters.py            # in full, two minutes on one core
    python benchmarks/raters.py --quick    # few designs, few replicates: a smoke test
    python benchmarks/raters.py --hard     # the kinds that came out worst, 800 studies each on a fresh seed

A design draws C cases on [−1, 1] and R raters: how far each leans, N(0, lean²), and her error, N(0, error²), the
variances of the raters' errors 1 to 3 where they are unequal; ratings are on five steps where `steps`, and held within
[−1, 1]. A share of the cells is empty; every case keeps one. The truth of a case is its mean over raters at large and
over their errors, so held within [−1, 1] and rounded as the ratings are.

Compared on the same samples: raters pooled, and each case by itself, as `raters: separate` has it. Coverage and mean
width of the intervals of positions; coverage of the differences, and the share of pairs of cases whose interval of the
difference leaves out 0.
"""

from __future__ import annotations

import argparse
import itertools
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from idealtypes.engine.difference_interval import mover
from idealtypes.engine.intervals import effective_sizes, share_interval
from idealtypes.engine.pooled_raters import PooledRaters, pooled_raters

LEVEL, SEED, LARGE = 0.95, 20261129, 400


@dataclass(frozen=True)
class Design:
    raters: int
    cases: int
    lean: float
    error: float
    empty: float
    unequal: bool
    steps: bool


def hard() -> list[Design]:
    """The designs whose sixty studies came out under .94: raters who lean much, by the sizes that occur."""
    grid = itertools.product((2, 3, 4), (8, 40), (0.25,), (0.12, 0.25), (0.0, 0.2), (False,), (False, True))
    return [Design(*g) for g in grid]


def designs(quick: bool) -> list[Design]:
    grid = itertools.product(
        (2, 3, 4) if not quick else (2,),
        (8, 14, 28, 40) if not quick else (14,),
        (0.1, 0.25),
        (0.12, 0.25, 0.4) if not quick else (0.25,),
        (0.0, 0.2),
        (False, True) if not quick else (True,),
        (False, True) if not quick else (True,),
    )
    return [Design(*g) for g in grid]


def said(x: np.ndarray, steps: bool) -> np.ndarray:
    held = np.clip(x, -1, 1)
    return np.round(held * 2) / 2 if steps else held


def sample(d: Design, rng: np.random.Generator) -> tuple[np.ndarray, ...]:
    """The truth, and the filled cells: case, rater, rating."""
    mu = rng.beta(0.9, 0.9, d.cases) * 2 - 1
    ratio = np.linspace(1, 3, d.raters) if d.unequal else np.ones(d.raters)
    error = d.error * np.sqrt(ratio / ratio.mean())
    many = rng.normal(0, d.lean, LARGE) + rng.permutation(np.resize(error, LARGE)) * rng.normal(0, 1, LARGE)
    truth = said(mu[:, None] + many, d.steps).mean(axis=1)
    y = said(
        mu[:, None] + rng.normal(0, d.lean, d.raters) + error * rng.normal(0, 1, (d.cases, d.raters)), d.steps
    )
    filled = rng.random(y.shape) >= d.empty
    filled[np.arange(d.cases), rng.integers(0, d.raters, d.cases)] = True
    case, rater = np.nonzero(filled)
    return truth, case, rater, y[case, rater]


def alone(
    d: Design, case: np.ndarray, x: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Position, ends, and whether a case has an interval, each by itself."""
    m = (1 + x) / 2
    one = np.ones(len(x))
    sizes = effective_sizes(np.stack([1 - m, m], axis=1), one, one, case, d.cases, LEVEL)
    low, high = share_interval(sizes.shares[:, 1], sizes.effective, sizes.unanimous, LEVEL)
    return 2 * sizes.shares[:, 1] - 1, 2 * low - 1, 2 * high - 1, sizes.sources > 1


def run(d: Design, replicates: int, rng: np.random.Generator) -> np.ndarray | None:
    """Means of: pooled covers, width, difference covers, told apart; the same by itself; whether they are far apart."""
    rows = []
    a, b = np.triu_indices(d.cases, 1)
    for _ in range(replicates):
        truth, case, rater, x = sample(d, rng)
        found = pooled_raters(case, rater, x, d.cases, d.raters)
        if not isinstance(found, PooledRaters):
            continue
        low, high = found.ends(LEVEL)
        _, (from_, to), _ = found.difference(a, b, LEVEL)
        off = truth[a] - truth[b]
        held = (low <= truth + 1e-9) & (truth <= high + 1e-9)
        row = [held.mean(), (high - low).mean(), ((from_ <= off) & (off <= to)).mean()]
        row.append(((from_ > 0) | (to < 0)).mean())
        m, low, high, told = alone(d, case, x)
        from_, to = mover(m[a], (low[a], high[a]), m[b], (low[b], high[b]))
        both = told[a] & told[b]
        held = (low <= truth) & (truth <= high)
        row += [held[told].mean(), (high - low)[told].mean(), ((from_ <= off) & (off <= to))[both].mean()]
        row.append((both & ((from_ > 0) | (to < 0))).mean())
        rows.append([*row, float(found.apart)])
    return np.mean(rows, axis=0) if rows else None


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--replicates", type=int, default=60)
    parser.add_argument("--hard", action="store_true")
    chosen = parser.parse_args()
    rng = np.random.default_rng([SEED, 2] if chosen.hard else SEED)
    replicates = 10 if chosen.quick else 800 if chosen.hard else chosen.replicates
    plan = hard() if chosen.hard else designs(chosen.quick)
    found = [(d, run(d, replicates, rng)) for d in plan]
    kept = [(d, row) for d, row in found if row is not None]
    print(f"{len(kept)} designs")
    groups = [("all", lambda d: True)]
    groups += [(f"{r} raters", lambda d, r=r: d.raters == r) for r in (2, 3, 4)]
    groups += [(f"{c} cases", lambda d, c=c: d.cases == c) for c in (8, 14, 28, 40)]
    groups += [("unequal errors", lambda d: d.unequal), ("empty cells", lambda d: d.empty > 0)]
    groups += [(f"lean {v}", lambda d, v=v: d.lean == v) for v in (0.1, 0.25)]
    groups += [(f"error {v}", lambda d, v=v: d.error == v) for v in (0.12, 0.25, 0.4)]
    groups += [("five steps", lambda d: d.steps)]
    print(
        "| designs | positions: mean, worst | width | differences: mean, worst | told apart |"
        " by itself: positions, width, differences, told apart |"
    )
    print("|---|---|---|---|---|---|")
    for name, inside in groups:
        rows = np.array([row for d, row in kept if inside(d)])
        if len(rows):
            m, w = rows.mean(axis=0), rows.min(axis=0)
            print(
                f"| {name} | {m[0]:.3f}, {w[0]:.3f} | {m[1]:.2f} | {m[2]:.3f}, {w[2]:.3f} | {m[3]:.1%} |"
                f" {m[4]:.3f}, {m[5]:.2f}, {m[6]:.3f}, {m[7]:.1%} |"
            )
    for d, row in sorted(kept, key=lambda one: one[1][0])[:5]:
        print("worst", d, row.round(3).tolist())


if __name__ == "__main__":
    main()
