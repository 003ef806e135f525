"""Is what is said with a probability as often true? Types, orders of two cases and their differences, beside version 1.

    python benchmarks/probabilities.py            # in full, a minute on one core
    python benchmarks/probabilities.py --quick    # few studies: a smoke test

A study has two cases with G informants of their own, who make m statements each on every one of A aspects
(beta-binomial, correlation ρ). A case's true share is on every aspect uniform on [0, 1] (`anywhere`), Beta(8, 8)
(`middle`) or Beta(.5, .5) (`poles`). Its true type is the corner on whose side it lies on every aspect.

    types         P(type) of the likeliest corner, by bands: how often it is the true one
    orders        P(one case lies higher) of the likelier order, by bands: how often it is the true one
    differences   coverage and mean width of the draws' 95 % interval of the difference, widened to hold the estimates'

Version 1 has the squared ratio of quantiles in n_e, and draws that unanimity does not widen.
"""

from __future__ import annotations

import argparse
import itertools
import sys
from pathlib import Path
from typing import Any

import numpy as np
from scipy.special import betaincinv, ndtr, stdtrit

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from idealtypes.engine.draws import NODES, beta_at, interpolated
from idealtypes.engine.intervals import EffectiveSizes, effective_sizes

LEVEL, DRAWS, TINY = 0.95, 500, 1e-12
WORLDS = {"anywhere": (1.0, 1.0), "middle": (8.0, 8.0), "poles": (0.5, 0.5)}
BANDS = (0.5, 0.8, 0.9, 0.95, 1.0001)


def first_sizes(found: EffectiveSizes) -> np.ndarray[Any, Any]:
    """n_e of version 1."""
    s, tail = found.shares[:, 1], (1 - LEVEL) / 2
    factor = np.minimum(
        1, (stdtrit(np.maximum(found.independent - 1, 1), tail) / stdtrit(found.df, tail)) ** 2
    )
    varied = found.variance > TINY
    seen = np.divide(s * (1 - s) * factor, found.variance, out=np.full(len(s), np.inf), where=varied)
    alone = (found.sources == 1) | (np.minimum(s, 1 - s) <= TINY)
    return np.where(alone, found.kish, np.clip(seen, found.kish, found.ceiling))


def drawn(found: EffectiveSizes, version: int, rng: np.random.Generator) -> np.ndarray[Any, Any]:
    """Shape (estimates, draws): shares as they may be."""
    s, z = found.shares[:, 1], rng.standard_normal((len(found.sources), DRAWS))
    if version == 2:
        return beta_at(z, s, found.effective, found.unanimous)
    n = first_sizes(found)
    table = betaincinv((n * s + 0.5)[:, None], (n * (1 - s) + 0.5)[:, None], ndtr(NODES))
    return np.clip(interpolated(table, z), 0, 1)


def studies(world: str, G: int, m: int, rho: float, aspects: int, many: int, rng: np.random.Generator) -> Any:
    """True shares (studies, 2, aspects), and what the evidence is worth."""
    truth = rng.beta(*WORLDS[world], (many, 2, aspects))
    k = (1 - rho) / rho
    own = np.clip(truth[..., None], 1e-6, 1 - 1e-6)
    mass = rng.binomial(m, rng.beta(own * k, (1 - own) * k, (many, 2, aspects, G))).astype(float).reshape(-1)
    group = np.repeat(np.arange(many * 2 * aspects), G)
    total = np.full(len(mass), float(m))
    return truth, effective_sizes(
        np.stack([m - mass, mass], axis=1), total, total, group, many * 2 * aspects, LEVEL
    )


def measured(truth: Any, found: EffectiveSizes, version: int, rng: np.random.Generator) -> dict[str, Any]:
    """(probability, whether true) of types and of orders; whether differences hold the truth, and their widths."""
    shares = drawn(found, version, rng).reshape(*truth.shape, DRAWS)
    formal = (shares > 0.5).astype(int)
    weight = 2 ** np.arange(truth.shape[2])
    corner = np.einsum("scad,a->scd", formal, weight)
    true = ((truth > 0.5) * weight).sum(axis=2)
    counts = np.stack([(corner == k).mean(axis=2) for k in range(2 ** truth.shape[2])], axis=-1)
    types = counts.max(axis=-1).ravel(), (counts.argmax(axis=-1) == true).ravel()
    off = shares[:, 0] - shares[:, 1]
    above, real = (off > 0).mean(axis=-1), truth[:, 0] - truth[:, 1]
    orders = np.maximum(above, 1 - above).ravel(), ((above > 0.5) == (real > 0)).ravel()
    low, high = np.quantile(off, [(1 - LEVEL) / 2, (1 + LEVEL) / 2], axis=-1)
    point = found.shares[:, 1].reshape(truth.shape)
    at = point[:, 0] - point[:, 1]
    low, high = np.minimum(low, at), np.maximum(high, at)
    return {"types": types, "orders": orders, "held": (low <= real) & (real <= high), "width": high - low}


def bands(probability: Any, true: Any) -> str:
    """How often true, and how often said, by bands."""
    cells = []
    for low, high in itertools.pairwise(BANDS):
        here = (probability >= low) & (probability < high)
        cells.append(f"{true[here].mean():.3f} ({here.mean():.0%})" if here.sum() >= 20 else "")
    return " | ".join(cells)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--studies", type=int, default=100)
    parser.add_argument("--seed", type=int, default=20261204)
    options = parser.parse_args()
    many = 10 if options.quick else options.studies
    grid = list(itertools.product((3, 5, 12), (1, 4, 12), (0.1, 0.4)))
    print(
        "| world | version | what | .5 to .8 | .8 to .9 | .9 to .95 | from .95 | differences: worst, mean | width |"
    )
    print("|---|--:|---|--:|--:|--:|--:|--:|--:|")
    for w, world in enumerate(WORLDS):
        for version in (1, 2):
            found = []
            for n, (G, m, rho) in enumerate(grid):
                rng = np.random.default_rng([options.seed, w, n])
                found.append(measured(*studies(world, G, m, rho, 3, many, rng), version, rng))
            held = [f["held"].mean() for f in found]
            said = f"{min(held):.3f}, {np.mean(held):.3f} | {np.mean([f['width'].mean() for f in found]):.3f}"
            for what in ("types", "orders"):
                p, true = (np.concatenate([f[what][k] for f in found]) for k in (0, 1))
                end = said if what == "orders" else " | "
                print(f"| {world} | {version} | {what} | {bands(p, true)} | {end} |", flush=True)


if __name__ == "__main__":
    main()
