"""How often do the intervals of the gaps between two views hold the truth, one at a time and all together?

    python benchmarks/gaps.py                 # 300 studies of each design, some minutes on one core
    python benchmarks/gaps.py --replicates 10 # a smoke test

A study has one case and three aspects with two poles. Of its G informants all speak of how it is, each in 1 + Poisson(n
− 1) statements on each aspect, and each with probability `speaks` of what is useful, in one statement; where nobody
would, the first does. An informant's leaning in a view is Beta around that view's true share (correlation ρ within an
informant and view); in the two views it is

    alike     of the same rank: who leans formal in one leans formal in the other
    apart     independent
    against   of the opposite rank: who finds it too informal asks for rules

A truth is the pair of true shares, the same on every aspect. `before` is the rule until now: the middle 95 % of the
drawn differences, widened to the estimate, each gap by itself; `now` the wider of that and MOVER; `together` the part
of the studies in which all three simultaneous intervals hold. Widths are on the scale of the balance.
"""

from __future__ import annotations

import argparse
import sys
import time
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from scipy.stats import beta

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from idealtypes.engine.difference_ends import difference_ends
from idealtypes.engine.profile import profile_of
from idealtypes.engine.tally import tally
from idealtypes.model.settings import Settings
from tests.engine.build import scheme

DRAWS = 1000
ASPECTS = 3
DESIGNS = tuple(
    product((3, 6, 11), ((1, 0.3), (4, 0.5), (2, 1.0)), ("alike", "apart", "against"))
)  # informants; statements of each and how many speak of what is useful; how an informant's two leanings go together
TRUTHS = ((0.5, 0.5), (0.1, 0.1), (0.1, 0.6), (0.03, 0.97), (0.3, 0.5))
CORRELATION = 0.3
NAMES = {f"a{a}": ("informal", "formal") for a in range(ASPECTS)}
PLACES = {f"{a}-{p}": {f"a{a}": [1.0 - p, float(p)]} for a in range(ASPECTS) for p in range(2)}
BOOK = scheme(NAMES, PLACES)


def sample(design: Any, truth: tuple[float, float], rng: np.random.Generator) -> pl.DataFrame:
    """One study: what is and what is useful as two cases."""
    informants, (statements, speaks), tie = design
    spread = 1 / CORRELATION - 1
    talks = rng.random(informants) < speaks
    talks[0] |= not talks.any()
    rows = []
    for aspect in range(ASPECTS):
        u = rng.random(informants)
        v = {"alike": u, "apart": rng.random(informants), "against": 1 - u}[tie]
        for view, s, rank in zip(("is", "useful"), truth, (u, v), strict=True):
            lean = beta.ppf(rank, spread * s, spread * (1 - s))
            for g in range(informants):
                count = 1 + rng.poisson(statements - 1) if view == "is" else int(talks[g])
                for formal in rng.random(count) < lean[g]:
                    rows.append((f"s{len(rows)}", view, f"g{g}", f"{aspect}-{int(formal)}"))
    return pl.DataFrame(rows, schema=["statement", "case", "source", "code"], orient="row")


def measure(design: Any, truth: tuple[float, float], replicates: int, seed: int) -> dict[str, float]:
    """Coverages and widths of one design."""
    rng = np.random.default_rng(seed)
    exact = 2 * (truth[1] - truth[0])
    found: dict[str, list[Any]] = {k: [] for k in ("before", "now", "together", "before_width", "width")}
    settings = Settings(draws=DRAWS)
    for _ in range(replicates):
        evidence = tally(sample(design, truth, rng), BOOK.placements, NAMES)
        profile = profile_of(evidence, BOOK, settings.changed(seed=int(rng.integers(2**31))))
        here, there = np.array([profile.cases.index("is")]), np.array([profile.cases.index("useful")])
        columns, _ = difference_ends(profile, there, here)
        held = []
        for a, column in enumerate(columns):
            point, low, high, _, _, all_low, all_high, _ = column.numbers[0]
            drawn = profile.draws.balance(a)[there[0]] - profile.draws.balance(a)[here[0]]
            old = np.quantile(drawn, [0.025, 0.975])
            old = min(old[0], point), max(old[1], point)
            found["before"].append(old[0] - 1e-9 <= exact <= old[1] + 1e-9)
            found["now"].append(low - 1e-9 <= exact <= high + 1e-9)
            held.append(all_low - 1e-9 <= exact <= all_high + 1e-9)
            found["before_width"].append(old[1] - old[0])
            found["width"].append(high - low)
        found["together"].append(all(held))
    return {name: float(np.mean(values)) for name, values in found.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--replicates", type=int, default=300)
    parser.add_argument("--seed", type=int, default=2031)
    options = parser.parse_args()
    start = time.perf_counter()
    every = []
    print("| informants, tie | truth | before | now | together | width before | width now |")
    print("|---|---|--:|--:|--:|--:|--:|")
    for n, (design, truth) in enumerate(product(DESIGNS, TRUTHS)):
        row = measure(design, truth, options.replicates, options.seed + n)
        every.append((design, truth, row))
        informants, (statements, speaks), tie = design
        name = f"{informants}, {statements} a head, {speaks:.0%} speak, {tie}"
        print(f"| {name} | {truth} | " + " | ".join(f"{v:.3f}" for v in row.values()) + " |", flush=True)
    for part, chosen in (
        *((f"{g} informants", lambda d, t, g=g: d[0] == g) for g in (3, 6, 11)),
        *((tie, lambda d, t, tie=tie: d[2] == tie) for tie in ("alike", "apart", "against")),
        *((f"{t}", lambda d, u, t=t: u == t) for t in TRUTHS),
        ("all", lambda d, t: True),
    ):
        rows = [row for d, t, row in every if chosen(d, t)]
        worst = (f"{min(r[k] for r in rows):.3f}" for k in ("before", "now", "together"))
        mean = (
            f"{np.mean([r[k] for r in rows]):.3f}"
            for k in ("before", "now", "together", "before_width", "width")
        )
        print(f"| **{part}** | worst {', '.join(worst)} | " + " | ".join(mean) + " |")
    print(f"{time.perf_counter() - start:.0f} s", file=sys.stderr)


if __name__ == "__main__":
    main()
