"""How often does a 95 % interval hold the truth? Ours beside what it was before, the cluster bootstrap and jackknife.

    python benchmarks/coverage.py                # in full, some minutes on one core
    python benchmarks/coverage.py --quick        # few designs, few replicates: a smoke test, seconds
    python benchmarks/coverage.py -m 9           # nine statements an informant (without camps)

A design draws G informants. Informant g has a share p_g of its own, from a mixing distribution with mean s
and variance ρ's(1 − s), and makes n_g statements, which given p_g are independent. The truth is s: the share
that the statements of a new informant of the same population would have. The sizes n_g are independent of
p_g, so s is also the share in all that could be said, weighted by statements.

    mixing      beta     beta-binomial
                logit    logit-normal, mean and variance matched numerically
                camps    a few informants speak for the pole alone, all others alike: hidden kinds
    positions   binary   a statement stands at a pole (ρ' = ρ)
                graded   at 0, ¼, ½, ¾ or 1, as Binomial(4, p)/4; ρ' = ρ/(4 − 3ρ) gives the statements of
                         one informant the same correlation ρ
    sizes       equal    n_g = m for all
                lognormal  n_g = m·exp(.8 Z), rounded, at least 1
                half     the first informant makes half of all statements, m(G − 1), the others m

m is 3 or 8 (camps: 8). Designs with m of 20 and 40 are told apart as "long": many statements of informants
who hardly waver. They, and camps, are drawn with ρ of .3 and .6 only.

Every interval is closed; its coverage is the part of the replicates in which it holds s. Rows in which ours
looks low in the first run (under `SUSPECT`) are drawn again, from a stream of their own and with more
replicates, and the second figure is the one reported: the lowest of many noisy figures is too low by
selection, the second one is not. For the other methods one run will do.
"""

from __future__ import annotations

import argparse
import csv
import itertools
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.optimize import brentq
from scipy.special import betaincinv, expit, stdtrit

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from idealtypes.engine.intervals import effective_sizes, interval

Floats = npt.NDArray[np.float64]
Method = Callable[[Floats, Floats, np.random.Generator], tuple[Floats, Floats]]

LEVEL = 0.95
SUSPECT = 0.957  # five standard errors of 2000 replicates above .93: no bad row slips through by luck
RESAMPLES = 399  # so that the percentiles are order statistics: (399 + 1)·.025 = 10
FLOOR = {"beta": 0.93, "logit": 0.91}
LONG = (20, 40)
CAUGHT = 1e-12  # room for rounding when an end is the truth


@dataclass(frozen=True)
class Design:
    """One population and one way to sample it; `size` is m, the (median) statements of an informant."""

    mixing: str
    positions: str
    sizes: str
    size: int
    sources: int
    share: float
    correlation: float

    @property
    def family(self) -> str:
        """What is reported together."""
        return f"{self.mixing}, long" if self.size in LONG else self.mixing


@dataclass(frozen=True)
class Row:
    """Coverage and mean width of a method in a design; `first`: of the first run, if there was another."""

    design: Design
    method: str
    replicates: int
    coverage: float
    width: float
    first: float | None = None

    @property
    def error(self) -> float:
        """Monte-Carlo standard error of the coverage."""
        return float(np.sqrt(self.coverage * (1 - self.coverage) / self.replicates))


def designs(quick: bool, own: list[int] | None = None) -> list[Design]:
    """All designs, each once: with ρ = 0 the mixings are one, and of two equal interviews each holds half."""
    grid = itertools.product(
        ("beta", "logit", "camps"),
        ("binary", "graded"),
        ("equal", "lognormal", "half"),
        own or ((8, 20) if quick else (3, 8, *LONG)),
        (2, 8) if quick else (2, 3, 5, 8, 14, 30),
        (0.1, 0.5) if quick else (0.03, 0.1, 0.3, 0.5),
        (0.0, 0.6) if quick else (0.0, 0.1, 0.3, 0.6),
    )
    made = [Design(*values) for values in grid]
    made = [d for d in made if d.correlation > 0 or d.mixing == "beta"]
    made = [d for d in made if d.sources > 2 or d.sizes != "half"]
    made = [d for d in made if d.mixing != "camps" or d.size == 8]
    return [d for d in made if d.correlation >= 0.3 or (d.size not in LONG and d.mixing != "camps")]


@cache
def logit_normal(share: float, variance: float) -> tuple[float, float]:
    """(μ, σ) for which expit(μ + σZ), Z standard normal, has this mean and variance; by a grid over Z."""
    z = np.linspace(-9, 9, 6001)
    weight = np.exp(-(z**2) / 2)
    weight /= weight.sum()

    def location(sigma: float) -> float:
        return float(brentq(lambda mu: weight @ expit(mu + sigma * z) - share, -200, 200, xtol=1e-12))

    def excess(sigma: float) -> float:
        p = expit(location(sigma) + sigma * z)
        return float(weight @ (p - share) ** 2 - variance)

    sigma = float(brentq(excess, 1e-3, 40, xtol=1e-10))
    return location(sigma), sigma


def informants(design: Design, shape: tuple[int, int], rng: np.random.Generator) -> Floats:
    """The informants' own shares p_g, with mean s and variance ρ's(1 − s)."""
    s, rho = design.share, design.correlation
    if design.positions == "graded":
        rho = rho / (4 - 3 * rho)
    if rho == 0:
        return np.full(shape, s)
    if design.mixing == "beta":
        size = (1 - rho) / rho
        return rng.beta(s * size, (1 - s) * size, shape)
    if design.mixing == "logit":
        mu, sigma = logit_normal(s, rho * s * (1 - s))
        return np.asarray(expit(mu + sigma * rng.standard_normal(shape)))
    outspoken = rho * s / (1 - s + rho * s)  # the part of the informants who speak for the pole alone
    others = 1 - (1 - s) / (1 - outspoken)  # what the rest must have for a mean of s
    return np.where(rng.random(shape) < outspoken, 1.0, others)


def draw(design: Design, replicates: int, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Mass and total of shape (replicates, G)."""
    shape = (replicates, design.sources)
    count = np.full(shape, design.size)
    if design.sizes == "lognormal":
        count = np.maximum(1, np.rint(design.size * np.exp(0.8 * rng.standard_normal(shape)))).astype(int)
    elif design.sizes == "half":
        count[:, 0] = design.size * (design.sources - 1)
    steps = 4 if design.positions == "graded" else 1
    mass: Floats = rng.binomial(steps * count, informants(design, shape, rng)) / steps
    return mass, count.astype(float)


def ours(mass: Floats, total: Floats, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """`idealtypes.interval`."""
    return interval(mass, total, level=LEVEL)


def numbers_1(mass: Floats, total: Floats, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """The interval of 0.1.0: the ratio of quantiles squared, and n_e = G_K all that bounds unanimity."""
    replicates, G = mass.shape
    group = np.repeat(np.arange(replicates), G)
    poles = np.stack([mass.ravel(), (total - mass).ravel()], axis=1)
    z = effective_sizes(poles, total.ravel(), total.ravel(), group, replicates, LEVEL)
    s, tail = z.shares[:, 0], (1 - LEVEL) / 2
    factor = np.minimum(1, (stdtrit(np.maximum(z.independent - 1, 1), tail) / stdtrit(z.df, tail)) ** 2)
    varied = z.variance > CAUGHT
    seen = np.divide(s * (1 - s) * factor, z.variance, out=np.full(replicates, np.inf), where=varied)
    n = np.where(z.sources == 1, z.kish, np.clip(seen, z.kish, z.ceiling))
    low = np.minimum(betaincinv(n * s + 0.5, n * (1 - s) + 0.5, tail), s)
    high = np.maximum(1 - betaincinv(n * (1 - s) + 0.5, n * s + 0.5, tail), s)
    reach = tail ** (1 / n)
    none, whole = s <= CAUGHT, s >= 1 - CAUGHT
    return (
        np.where(none, 0, np.where(whole, reach, low)),
        np.where(none, 1 - reach, np.where(whole, 1, high)),
    )


def jackknife(mass: Floats, total: Floats, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Leave one source out; t interval with G − 1 degrees of freedom, cut at 0 and 1."""
    G = mass.shape[1]
    M, T = mass.sum(axis=1, keepdims=True), total.sum(axis=1, keepdims=True)
    left = (M - mass) / (T - total)
    error = np.sqrt((G - 1) * left.var(axis=1))
    reach = -stdtrit(G - 1, (1 - LEVEL) / 2) * error
    s = (M / T)[:, 0]
    return np.maximum(s - reach, 0), np.minimum(s + reach, 1)


def bootstrap(mass: Floats, total: Floats, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Percentiles of the share, sources drawn with replacement; 100 replicates share draws."""
    G = mass.shape[1]
    ends = int((RESAMPLES + 1) * (1 - LEVEL) / 2 + 0.5) - 1
    low, high = [], []
    for start in range(0, len(mass), 100):
        m, t = mass[start : start + 100], total[start : start + 100]
        times = rng.multinomial(G, np.full(G, 1 / G), RESAMPLES).astype(float)
        shares = (m @ times.T) / (t @ times.T)
        shares.partition((ends, RESAMPLES - 1 - ends), axis=1)
        low.append(shares[:, ends])
        high.append(shares[:, RESAMPLES - 1 - ends])
    return np.concatenate(low), np.concatenate(high)


def exact(mass: Floats, total: Floats, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Our n_e in Clopper & Pearson's interval, as Korn & Graubard have it: what more caution would cost."""
    replicates, G = mass.shape
    group = np.repeat(np.arange(replicates), G)
    poles = np.stack([mass.ravel(), (total - mass).ravel()], axis=1)
    sizes = effective_sizes(poles, total.ravel(), total.ravel(), group, replicates, LEVEL)
    s, n, tail = sizes.shares[:, 0], sizes.effective, (1 - LEVEL) / 2
    least = 1e-9  # in place of a parameter of 0, for which the end is the pole
    low = betaincinv(np.maximum(n * s, least), n * (1 - s) + 1, tail)
    high = 1 - betaincinv(np.maximum(n * (1 - s), least), n * s + 1, tail)
    return np.where(s <= CAUGHT, 0, low), np.where(s >= 1 - CAUGHT, 1, high)


METHODS: dict[str, Method] = {
    "ours": ours,
    "numbers_1": numbers_1,
    "exact": exact,
    "jackknife": jackknife,
    "bootstrap": bootstrap,
}


def run(
    design: Design, replicates: int, rng: np.random.Generator, methods: Iterable[str] = METHODS
) -> list[Row]:
    """One row per method, all on the same samples."""
    mass, total = draw(design, replicates, rng)
    rows = []
    for name in methods:
        low, high = METHODS[name](mass, total, rng)
        held = (low <= design.share + CAUGHT) & (high >= design.share - CAUGHT)
        rows.append(Row(design, name, replicates, float(held.mean()), float((high - low).mean())))
    return rows


def study(plan: list[Design], replicates: int, again: int, seed: int) -> list[Row]:
    """Every design once; then ours again, with a stream of its own, wherever it looked low."""
    rows: list[Row] = []
    for number, design in enumerate(plan):
        for row in run(design, replicates, np.random.default_rng([seed, 1, number])):
            if row.method == "ours" and row.coverage < SUSPECT:
                fresh = run(design, again, np.random.default_rng([seed, 2, number]), ["ours"])[0]
                row = replace(fresh, first=row.coverage)
            rows.append(row)
        if sys.stderr.isatty():  # progress, for people
            print(f"\r{number + 1}/{len(plan)} designs", end="", file=sys.stderr)
    return rows


def write(rows: list[Row], path: Path) -> None:
    """All rows, one design a line, coverage and width per method; `ours_first` where ours was drawn again."""
    by_design: dict[Design, dict[str, Row]] = {}
    for row in rows:
        by_design.setdefault(row.design, {})[row.method] = row
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file, lineterminator="\n")
        columns = [f"{name}_{what}" for name in METHODS for what in ("coverage", "width")]
        out.writerow([*asdict(rows[0].design), "ours_replicates", "ours_first", *columns])
        for design, found in by_design.items():
            mine = found["ours"]
            first = "" if mine.first is None else f"{mine.first:.4f}"
            numbers = [f"{v:.3f}" for name in METHODS for v in (found[name].coverage, found[name].width)]
            numbers[0] = f"{mine.coverage:.4f}"
            out.writerow([*asdict(design).values(), mine.replicates, first, *numbers])


def table(head: str, rows: Iterable[Iterable[object]]) -> list[str]:
    """A Markdown table with its numbers to the right."""
    names = head.split()
    lines = [names, ["--:"] * len(names), *([str(cell) for cell in row] for row in rows)]
    return ["| " + " | ".join(cells) + " |" for cells in lines]


def summary(rows: list[Row]) -> str:
    """The tables for people: each family by method, then our worst rows."""
    families: dict[str, list[Row]] = {}
    for row in sorted(rows, key=lambda row: row.design.size in LONG):
        families.setdefault(row.design.family, []).append(row)
    cells: list[list[object]] = []
    for (family, found), method in itertools.product(families.items(), METHODS):
        of = [row for row in found if row.method == method]
        coverage = np.array([row.coverage for row in of])
        least, low = f"{coverage.min():.3f}", int((coverage < 0.93).sum())
        width = np.mean([row.width for row in of])
        cells.append([family, method, len(of), least, low, f"{coverage.mean():.3f}", f"{width:.3f}"])
    lines = table("family method designs worst under_.93 mean_coverage mean_width", cells)
    for family, found in families.items():
        cells = []
        for row in sorted((row for row in found if row.method == "ours"), key=lambda row: row.coverage)[:10]:
            _, *design = asdict(row.design).values()
            first = "" if row.first is None else f"{row.first:.4f}"
            numbers = [f"{row.coverage:.4f}", f"{row.error:.4f}", row.replicates, first, f"{row.width:.3f}"]
            cells.append([*design, *numbers])
        lines += ["", f"Our worst rows, {family}:", ""]
        lines += table("positions sizes m G s ρ coverage error replicates first_run width", cells)
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description="Coverage of the interval, by simulation.")
    parser.add_argument("--quick", action="store_true", help="few designs, few replicates; no file")
    parser.add_argument("--replicates", type=int, help="of each design (default 2000, quick 200)")
    parser.add_argument("--again", type=int, help="where ours looked low (default 20000, quick 2000)")
    parser.add_argument("-m", type=int, nargs="+", help="statements of an informant, instead of 3, 8, 20, 40")
    parser.add_argument("--seed", type=int, default=20240229)
    parser.add_argument(
        "-o", "--output", type=Path, help="default: coverage_results.csv beside this file, when run in full"
    )
    options = parser.parse_args()
    replicates = options.replicates or (200 if options.quick else 2000)
    again = options.again or (2000 if options.quick else 20000)
    whole = not options.quick and not options.m
    output = options.output or (Path(__file__).with_name("coverage_results.csv") if whole else None)

    began = time.perf_counter()
    rows = study(designs(options.quick, options.m), replicates, again, options.seed)
    print(summary(rows))
    spent = time.perf_counter() - began
    print(
        f"\n{len(rows) // len(METHODS)} designs, {replicates} replicates, {again} again where ours looked "
        f"low, seed {options.seed}, {spent:.0f} s"
    )
    for family, floor in FLOOR.items():
        mine = [row for row in rows if row.method == "ours" and row.design.family == family]
        print(f"{family}: {sum(row.coverage < floor for row in mine)} of {len(mine)} designs under {floor}")
    if output:
        write(rows, output)


if __name__ == "__main__":
    main()
