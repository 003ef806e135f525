"""Do the intervals of shares of three and four poles hold the truth when coders differ and codes stand elsewhere?

    python benchmarks/three_poles.py            # in full, minutes on one core
    python benchmarks/three_poles.py --quick    # few studies: a smoke test

A study has three aspects with K poles, G informants who make m statements each on every aspect, their shares Dirichlet
with correlation .25, and C coders who read all of it. What is compared is what `profile` answers: `intervals`, which
have the informants' doubt alone, and `intervals_whole`, which have every doubt.

    coders       the latent log-shares that a coder codes by are off by N(0, sd²/2) at every pole, so that every
                 log-ratio is off by sd; the truth is the mean over coders at large.
    placements   three codes of every pole, at 1, .8 and .6 of it. "as assumed": a code's true shares are ours moved by
                 the settings (.15, .25) and taken to the nearest that sum to 1; "as log-ratios": moved on log-ratios,
                 .05 added; "worse": as assumed, by (.2, .4).
"""

from __future__ import annotations

import argparse
import itertools
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from idealtypes.engine.placement_doubt import nearest_shares
from idealtypes.engine.profile import profile
from idealtypes.engine.tally import Floats
from tests.engine.build import scheme

DRAWS, CORRELATION, ASPECTS, LARGE = 400, 0.25, 3, 4000
SHARES = {3: [(0.6, 0.3, 0.1), (0.34, 0.33, 0.33), (0.86, 0.1, 0.04)], 4: [(0.5, 0.25, 0.2, 0.05)]}
STANDS = {
    "exactly": (0.0, 0.0),
    "as assumed": (0.15, 0.25),
    "as log-ratios": (0.15, 0.25),
    "worse": (0.2, 0.4),
}


@dataclass(frozen=True)
class Design:
    sources: int
    size: int
    share: tuple[float, ...]
    coders: int
    sd: float
    stands: str

    @property
    def poles(self) -> int:
        return len(self.share)


def designs(quick: bool) -> list[Design]:
    sizes, shares = [(5, 12), (12, 4)], [*SHARES[3], *SHARES[4]]
    coders = [(1, 0.0), (2, 0.0), (2, 0.8)]
    grid = itertools.product(sizes[:1] if quick else sizes, shares[::3] if quick else shares, coders, STANDS)
    return [Design(*size, share, *of, stands) for size, share, of, stands in grid]


def log_ratios(points: Floats, moved: Floats) -> Floats:
    """Shares moved on log-ratios instead; the first axis is that of the poles."""
    log = np.log(points + 0.05) + 2 * moved
    found: Floats = np.exp(log - log.max(axis=0))
    found /= found.sum(axis=0)
    return found


def codes_of(K: int) -> Floats:
    """Shape (3K, K): where codes stand."""
    strength = np.tile([1.0, 0.8, 0.6], K)[:, None]
    at = np.repeat(np.eye(K), 3, axis=0)
    return at * strength + (1 - at) * (1 - strength) / (K - 1)


def replicate(d: Design, rng: np.random.Generator, doubts: dict[str, object]) -> Floats:
    """One study: per aspect and pole whether either interval holds the truth, and their widths."""
    K, concentration = d.poles, (1 - CORRELATION) / CORRELATION
    ours = codes_of(K)
    p = np.clip(rng.dirichlet(np.array(d.share) * concentration, (ASPECTS, d.sources)), 1e-9, None)
    lean = rng.normal(0, d.sd / np.sqrt(2), (ASPECTS, d.coders, 1, 1, K))
    heard = rng.gumbel(size=(ASPECTS, 1, d.sources, d.size, K))
    pole = (np.log(p)[:, None, :, None] + heard + lean).argmax(axis=-1)
    strength = rng.integers(0, 3, (ASPECTS, 1, d.sources, d.size))
    a, coder, source, number = np.indices(pole.shape).reshape(4, -1)
    code = (3 * pole + strength).ravel()
    rows = pl.DataFrame(
        {
            "statement": [f"{x}-{g}-{n}" for x, g, n in zip(a, source, number, strict=True)],
            "source": [f"g{g}" for g in source],
            "coder": [f"c{c}" for c in coder],
            "code": [f"a{x}c{c}" for x, c in zip(a, code, strict=True)],
        }
    )
    aspects = {f"a{x}": [f"p{p}" for p in range(K)] for x in range(ASPECTS)}
    places = {f"a{x}c{c}": {f"a{x}": ours[c].tolist()} for x in range(ASPECTS) for c in range(3 * K)}
    found = profile(rows, scheme(aspects, places), draws=DRAWS, seed=int(rng.integers(1, 10**6)), **doubts)
    common, own = STANDS[d.stands]
    off = rng.normal(0, 1, (K, ASPECTS, 1)) * common + rng.normal(0, 1, (K, ASPECTS, 3 * K)) * own
    points = np.broadcast_to(ours.T[:, None], off.shape)
    true = nearest_shares(points + off / np.sqrt(2))
    if d.stands == "as log-ratios":
        true = log_ratios(points, off / np.sqrt(2))
    at_large = np.clip(rng.dirichlet(np.array(d.share) * concentration, LARGE), 1e-9, None)
    log = np.log(at_large) + rng.normal(0, d.sd / np.sqrt(2), (LARGE, K))
    mean = np.exp(log)
    mean = (mean / mean.sum(axis=1, keepdims=True)).mean(axis=0)
    truth = np.einsum("q,kaq->ak", mean, true.reshape(K, ASPECTS, K, 3).mean(axis=-1))
    out = []
    for low, high in (found.share_bounds(), found.whole_bounds):
        out += [(low[0] <= truth) & (truth <= high[0]), high[0] - low[0]]
    return np.array(out, float)  # (4, aspects, poles)


def main() -> None:
    parser = argparse.ArgumentParser(description="Coverage of shares of three and four poles, by simulation.")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--replicates", type=int)
    parser.add_argument("--seed", type=int, default=20261129)
    parser.add_argument("--alone", choices=["coders", "placements"], help="one doubt beside the informants'")
    options = parser.parse_args()
    replicates = options.replicates or (3 if options.quick else 40)
    doubts: dict[str, object] = {}
    if options.alone == "coders":
        doubts = {"placement_doubt": 0}
    elif options.alone == "placements":
        doubts = {"coder_doubt": "off"}
    grid = [
        d
        for d in designs(options.quick)
        if (options.alone != "coders" or (d.stands == "exactly" and d.coders > 1))
        and (options.alone != "placements" or d.coders == 1)
    ]
    rows = []
    for number, d in enumerate(grid):
        rng = np.random.default_rng([options.seed, number])
        found = [replicate(d, rng, doubts) for _ in range(replicates)]
        # the worst is that of a pole of a design
        cells = np.mean(found, axis=(0, 2))
        rows.append(
            (
                d,
                cells[0].min(),
                cells[0].mean(),
                cells[1].mean(),
                cells[2].min(),
                cells[2].mean(),
                cells[3].mean(),
            )
        )
    head = (
        "poles | coders, sd | codes stand | designs | informants: worst | mean | width | whole: worst | mean"
    )
    print(f"| {head} | width |")
    print("|--:|---|---|--:|--:|--:|--:|--:|--:|--:|")
    for key in dict.fromkeys((d.poles, d.coders, d.sd, d.stands) for d, *_ in rows):
        of = np.array([r[1:] for r in rows if (r[0].poles, r[0].coders, r[0].sd, r[0].stands) == key])
        told = [of[:, 0].min(), *of[:, 1:3].mean(axis=0), of[:, 3].min(), *of[:, 4:].mean(axis=0)]
        who = f"{key[1]}, {key[2]:g}" if key[1] > 1 else "1"
        cells = " | ".join(f"{x:.3f}" for x in told)
        print(f"| {key[0]} | {who} | {key[3]} | {len(of)} | {cells} |", flush=True)
    for r in sorted(rows, key=lambda r: r[4])[:5]:
        print(f"lowest: {r[4]:.3f} {r[0]}")


if __name__ == "__main__":
    main()
