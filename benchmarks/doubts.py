"""Does the whole interval hold the truth when coders differ and codes stand a little elsewhere?

    python benchmarks/doubts.py            # in full, minutes on one core
    python benchmarks/doubts.py --quick    # few designs, few replicates: a smoke test

A design draws, for each of A aspects, G informants with shares of their own (beta-binomial, correlation ρ, mean s)
who make m statements each. Each of C coders reads all of them.

    coders       a coder's shares are off by δ ~ N(0, sd²) on the logit scale, one δ a coder and aspect. The truth is
                 the share that coders at large would find: the mean over δ.
    placements   the statements carry one of 8 codes, four of each side; a code's true position is ours plus u + e, u
                 common to the aspect. The truth is the share by the true positions. "as assumed" draws u and e from
                 the settings (.15, .25), "worse" from (.2, .4).

What is compared, on the same samples: the informants' interval; the whole interval, whose draws have all doubts,
widened to hold the first and the estimate. Coverage of the truth, and mean width, of shares.
"""

from __future__ import annotations

import argparse
import itertools
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.special import expit, logit, ndtri

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from idealtypes.engine.coder_doubt import PRIOR, WEIGHT
from idealtypes.engine.draws import beta_each
from idealtypes.engine.intervals import effective_sizes, share_interval, sizes_under

LEVEL, DRAWS = 0.95, 400
DOUBT = (0.15, 0.25)


@dataclass(frozen=True)
class Design:
    sources: int
    size: int
    share: float
    correlation: float
    coders: int
    sd: float
    placements: str  # exact, as assumed, worse
    aspects: int = 3


def designs(quick: bool) -> list[Design]:
    grid = itertools.product(
        (5, 12) if not quick else (6,),
        (3, 12) if not quick else (4,),
        (0.1, 0.3, 0.5) if not quick else (0.3,),
        (0.1, 0.4) if not quick else (0.2,),
        (1, 2, 3) if not quick else (2,),
        (0.0, 0.4, 0.8) if not quick else (0.8,),
        ("exact", "as assumed", "worse") if not quick else ("exact", "worse"),
    )
    return [d for d in (Design(*g) for g in grid) if d.coders > 1 or d.sd == 0]


def replicate(d: Design, rng: np.random.Generator) -> list[tuple[bool, float, bool, float]]:
    """One sample: per aspect whether each interval holds the truth, and its width."""
    G, m, C, A = d.sources, d.size, d.coders, d.aspects
    k = (1 - d.correlation) / d.correlation
    p = rng.beta(d.share * k, (1 - d.share) * k, (A, G))
    delta = rng.normal(0, d.sd, (A, C)) if d.sd else np.zeros((A, C))
    said = rng.random((A, G, m))
    # formal where the statement's own uniform is under the coder's probability: coders differ, statements are one
    chance = expit(logit(np.clip(p, 1e-9, 1 - 1e-9))[:, None, :] + delta[:, :, None])
    formal = said[:, None] < chance[..., None]  # (A, C, G, m)
    code = rng.integers(0, 4, (A, 1, G, m)) + 4 * formal  # 4 codes of a side, alike for all coders
    ours = np.array([-1, -1, -0.6, -0.6, 1, 1, 0.6, 0.6])
    spread = {"exact": (0.0, 0.0), "as assumed": DOUBT, "worse": (0.2, 0.4)}[d.placements]
    true = np.clip(ours + rng.normal(0, spread[0], (A, 1)) + rng.normal(0, spread[1], (A, 8)), -1, 1)
    big = 4000
    q = rng.beta(d.share * k, (1 - d.share) * k, big)
    shift = rng.normal(0, d.sd, big) if d.sd else np.zeros(big)
    mean = expit(logit(np.clip(q, 1e-9, 1 - 1e-9)) + shift).mean()
    truth = (1 + (1 - mean) * true[:, :4].mean(axis=1) + mean * true[:, 4:].mean(axis=1)) / 2
    x = ours[code].mean(axis=1)  # the statement's vector: the mean over its coders
    total, count = np.full(G, float(m)), np.full(G, float(m))
    out = []
    logits = []
    for a in range(A):
        by_coder = (1 + ours[code[a]]) / 2  # (C, G, m)
        M = by_coder.sum(axis=(1, 2))
        logits.append(np.log((M + 0.5) / (G * m - M + 0.5)))
    v, df = (np.var(np.array(logits), axis=1, ddof=1).mean(), float(A * (C - 1))) if C > 1 else (0.0, 0.0)
    if df == 1:
        v, df = (WEIGHT * PRIOR**2 + v) / (WEIGHT + 1), WEIGHT + 1
    for a in range(A):
        mass = (1 + x[a]).sum(axis=1) / 2
        poles = np.stack([m - mass, mass], axis=1)
        sizes = effective_sizes(poles, total, count, np.zeros(G, int), 1, LEVEL)
        s = float(sizes.shares[0, 1])
        low, high = (float(e[0]) for e in share_interval(s, sizes.effective, sizes.unanimous, LEVEL))
        weight = np.stack([(code[a] == c).sum(axis=(0, 2)) / C for c in range(8)])  # (8, G)
        u, e = rng.normal(0, DOUBT[0], (DRAWS, 1)), rng.normal(0, DOUBT[1], (DRAWS, 8))
        moved = (1 + np.clip(ours + u + e, -1, 1)) / 2
        (shares,), n_e = sizes_under(
            moved[None], weight, np.zeros((1, G)), total, count, np.zeros(G, int), LEVEL
        )
        z = ndtri((rng.permutation(DRAWS) + 0.5) / DRAWS)
        drawn = beta_each(z, shares[:, 0], n_e[:, 0], sizes.unanimous[0])
        if C > 1:
            drawn = expit(
                logit(np.clip(drawn, 1e-12, 1 - 1e-12)) + rng.standard_t(df, DRAWS) * np.sqrt(v / C)
            )
        ends = np.quantile(drawn, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
        whole = min(low, float(ends[0])), max(high, float(ends[1]))
        out.append(
            (low <= truth[a] <= high, high - low, whole[0] <= truth[a] <= whole[1], whole[1] - whole[0])
        )
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description="Coverage of the whole interval, by simulation.")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--replicates", type=int)
    parser.add_argument("--seed", type=int, default=20261129)
    options = parser.parse_args()
    replicates = options.replicates or (40 if options.quick else 400)
    rows = []
    for number, d in enumerate(designs(options.quick)):
        rng = np.random.default_rng([options.seed, number])
        found = np.array([r for _ in range(replicates) for r in replicate(d, rng)], float)
        rows.append((d, *found.mean(axis=0)))
    print(
        "| coders | sd | placements | designs | informants: worst | mean | width | whole: worst | mean | width |"
    )
    print("| --: | --: | --- | --: | --: | --: | --: | --: | --: | --: |")
    for key in dict.fromkeys((d.coders, d.sd, d.placements) for d, *_ in rows):
        of = np.array([r[1:] for r in rows if (r[0].coders, r[0].sd, r[0].placements) == key])
        cells = (
            of[:, 0].min(),
            of[:, 0].mean(),
            of[:, 1].mean(),
            of[:, 2].min(),
            of[:, 2].mean(),
            of[:, 3].mean(),
        )
        print(
            f"| {key[0]} | {key[1]} | {key[2]} | {len(of)} | " + " | ".join(f"{c:.3f}" for c in cells) + " |"
        )
    worst = sorted(rows, key=lambda r: r[3])[:8]
    print("\nLowest:", *(f"{r[0]}: {r[3]:.3f}" for r in worst), sep="\n")


if __name__ == "__main__":
    main()
