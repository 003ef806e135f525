"""How fast is a profile with joint draws, beside what an analyst would write today?

One table, one run: a million codings in 200 cases and 5,000 sources, 10,000 joint draws.

    ours     idealtypes: tally, intervals, 10,000 joint draws
    (a)      resample the sources, gather their rows, group by in pandas; timed at 20 resamples and scaled to 10,000
    (b)      scipy.stats.bootstrap on per-source sums, percentile, 10,000 resamples; the sums come from our tally
    (c)      the bare group-by in DuckDB, for the tally alone: mass and distinct statements by case, source and aspect

With `--large` another table, ten million codings of the example's scheme, and what scales with the rows alone:

    our profile      idealtypes.profile, without its draws
    our types        the types with the shipped traits, given the profile
    our tally        beside (d), the same cells and counts by hand in polars, ids hashed, without any check of the rows

With `--doubts` a million codings by two coders in 10 cases and 500 sources, the profile with 10,000 draws and its whole
intervals: with the doubts about coders and placements, and without.

Every contender runs in a process of its own, best of three where it is short. Ratios are what counts: machines differ.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

ASPECTS = ("accessibility", "help", "contact")
POLES = dict.fromkeys(ASPECTS, ("informal", "formal"))
CODES = 60
DRAWS = 10_000
TIMED_RESAMPLES = 20
SEED = 20
EXAMPLE = "support_colleagues"


def placements() -> dict[str, dict[str, tuple[float, float]]]:
    """Sixty codes, a third on each aspect, at five positions."""
    position = (-1.0, -0.5, 0.0, 0.5, 1.0)
    return {
        f"code{k}": {ASPECTS[k % 3]: ((1 - position[k % 5]) / 2, (1 + position[k % 5]) / 2)}
        for k in range(CODES)
    }


def make(
    path: Path, codings: int, cases: int, sources: int, names: Sequence[str] = (), coders: int = 1
) -> None:
    """Write the codings, by default with our own codes: a source belongs to one case, a statement to one source."""
    import numpy as np
    import polars as pl

    rng = np.random.default_rng(SEED)
    statement = rng.integers(0, int(codings * 0.7), codings)
    source = statement % sources
    lean = rng.normal(0, 10, sources)[source]
    code = np.clip(rng.normal(CODES / 2 + lean, CODES / 4, codings), 0, CODES - 1).astype(int)
    pl.DataFrame({"s": statement, "g": source, "c": source % cases, "k": code}).select(
        statement=pl.format("s{}", "s"),
        source=pl.format("g{}", "g"),
        case=pl.format("c{}", "c"),
        code=pl.Series([names[k % len(names)] for k in code]) if names else pl.format("code{}", "k"),
        coder=pl.format("k{}", pl.Series(np.arange(codings) % coders + 1)),
        intensity=pl.Series(rng.choice([0.5, 1.0], codings)),
    ).unique(["statement", "code", "coder"], maintain_order=True).write_parquet(path)


def load(path: Path) -> Any:
    import polars as pl

    return pl.read_parquet(path)


def timed(job: Callable[[], Any], best_of: int = 3) -> float:
    """Seconds of the fastest of some runs."""
    seconds = []
    for _ in range(best_of):
        start = time.perf_counter()
        job()
        seconds.append(time.perf_counter() - start)
    return min(seconds)


def our_tally(path: Path) -> float:
    from idealtypes.engine.tally import tally

    rows = load(path)
    return timed(lambda: tally(rows, placements(), POLES))


def ours(path: Path) -> float:
    from idealtypes.engine.draws import joint_draws
    from idealtypes.engine.intervals import effective_sizes, share_interval
    from idealtypes.engine.tally import tally

    rows = load(path)

    def run() -> None:
        t = tally(rows, placements(), POLES)
        e = effective_sizes(t.mass, t.total, t.statements, t.group, t.groups)
        share_interval(e.shares, e.effective[:, None], e.unanimous[:, None])
        shape = (len(t.cases), len(t.aspects))
        sizes = e.effective.reshape(shape), e.unanimous.reshape(shape)
        joint_draws(t, e.shares.reshape(*shape, -1), *sizes, draws=DRAWS, seed=SEED)

    return timed(run)


def placed(rows: Any) -> Any:
    """The codings with aspect and position, as an analyst would have them."""
    import polars as pl

    table = [(k, a, w[1] - w[0]) for k, where in placements().items() for a, w in where.items()]
    return rows.join(pl.DataFrame(table, schema=["code", "aspect", "position"], orient="row"), on="code")


def pandas_loop(path: Path) -> float:
    import numpy as np
    import pandas as pd

    rows = placed(load(path)).select("case", "source", "aspect", "position", "intensity")
    frame = pd.DataFrame(rows.to_dict(as_series=False))
    frame["mass"] = frame["position"] * frame["intensity"]
    by_source = dict(iter(frame.groupby("source", sort=False)))
    by_case = frame.groupby("case")["source"].unique()
    rng = np.random.default_rng(SEED)

    def run() -> None:
        for _ in range(TIMED_RESAMPLES):
            chosen = [g for sources in by_case for g in rng.choice(sources, len(sources))]
            sums = (
                pd.concat([by_source[g] for g in chosen])
                .groupby(["case", "aspect"])[["mass", "intensity"]]
                .sum()
            )
            sums["mass"] / sums["intensity"]

    return timed(run, 1) * DRAWS / TIMED_RESAMPLES


def scipy_bootstrap(path: Path) -> float:
    import numpy as np
    from scipy.stats import bootstrap

    from idealtypes.engine.tally import tally

    rows = load(path)

    def run() -> None:
        t = tally(rows, placements(), POLES)
        rng = np.random.default_rng(SEED)
        order = np.argsort(t.group, kind="stable")
        edges = np.searchsorted(t.group[order], np.arange(t.groups + 1))
        for k in range(t.groups):
            inside = order[edges[k] : edges[k + 1]]
            bootstrap(
                (t.mass[inside, 1], t.total[inside]),
                lambda m, n, axis: m.sum(axis=axis) / n.sum(axis=axis),
                paired=True,
                vectorized=True,
                n_resamples=DRAWS,
                method="percentile",
                rng=rng,
            )

    return timed(run, 1)


def duckdb_floor(path: Path) -> float:
    import duckdb

    rows = placed(load(path))
    connection = duckdb.connect()
    connection.register("codings", rows.to_arrow())
    query = """
        select "case", source, aspect, sum(intensity * position), sum(intensity), count(distinct statement)
        from codings group by all
    """
    return timed(lambda: connection.execute(query).fetchall())


def large_profile(path: Path) -> float:
    import idealtypes as it

    rows = load(path)
    return timed(lambda: it.profile(rows, EXAMPLE))


def large_types(path: Path) -> float:
    import idealtypes as it

    profile = it.profile(load(path), EXAMPLE)
    return timed(lambda: it.types(profile))


def example_placed() -> tuple[Any, dict[str, tuple[str, ...]]]:
    """The placements of the example's scheme and the poles of its aspects."""
    import idealtypes as it

    scheme = it.read_scheme(EXAMPLE)
    return scheme.placements, {a.id: scheme.poles(a.id) for a in scheme.aspects}


def large_tally(path: Path) -> float:
    from idealtypes.engine.tally import tally

    rows = load(path)
    placed, poles = example_placed()
    return timed(lambda: tally(rows, placed, poles))


def doubted(path: Path, **settings: Any) -> float:
    import idealtypes as it
    from tests.engine.build import scheme

    rows, built = load(path), scheme(POLES, placements())
    return timed(lambda: it.profile(rows, built, draws=DRAWS, **settings).interval_whole)


def without_doubts(path: Path) -> float:
    return doubted(path, placement_doubt=0, coder_doubt="off")


def polars_by_hand(path: Path) -> float:
    import polars as pl

    rows = load(path)
    places, poles = example_placed()
    width = max(map(len, poles.values()))
    table = pl.DataFrame(
        [
            (code, n, *where[a], *[0.0] * (width - len(where[a])))
            for code, where in places.items()
            for n, a in enumerate(poles)
            if a in where
        ],
        schema=["code", "aspect", *[f"w{p}" for p in range(width)]],
        orient="row",
    )
    ids = [pl.col(c).hash() for c in ("case", "source", "statement")]
    vectors = [(pl.col("intensity") * pl.col(f"w{p}")).sum().alias(f"w{p}") for p in range(width)]
    means = [pl.col(f"w{p}") / pl.col("intensity") for p in range(width)]
    masses = [pl.col(f"w{p}").sum() for p in range(width)]
    squares = [(pl.col(f"w{p}") ** 2).sum().alias(f"q{p}") for p in range(width)]

    def run() -> None:
        hashed = rows.lazy().select(*ids, "code", "intensity").collect()
        cell = ["case", "source", "aspect"]
        said = hashed.lazy().join(table.lazy(), on="code").group_by(*cell, "statement")
        each = said.agg(pl.col("intensity").sum(), *vectors).with_columns(means)
        each.group_by(cell).agg(*masses, *squares, pl.len()).collect()
        counts = [pl.col("statement").n_unique(), pl.col("source").n_unique()]
        hashed.lazy().group_by("case").agg(counts).collect()

    return timed(run)


CONTENDERS: dict[str, Callable[[Path], float]] = {
    "ours": ours,
    "(a) pandas loop, scaled": pandas_loop,
    "(b) scipy.stats.bootstrap": scipy_bootstrap,
    "our tally alone": our_tally,
    "(c) DuckDB group-by alone": duckdb_floor,
}

DOUBTS: dict[str, Callable[[Path], float]] = {
    "profile without doubts": without_doubts,
    "profile with all doubts": doubted,
}

LARGE: dict[str, Callable[[Path], float]] = {
    "our profile": large_profile,
    "our types, with the shipped traits": large_types,
    "our tally": large_tally,
    "(d) polars by hand": polars_by_hand,
}
BESIDE = {
    "profile with all doubts": "profile without doubts",
    "our types, with the shipped traits": "our profile",
    "our tally": "(d) polars by hand",
}


def measured(name: str, path: Path) -> tuple[float, float]:
    """Seconds, and the peak memory of a process of its own in MB."""
    seconds = (CONTENDERS | LARGE | DOUBTS)[name](path)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return seconds, peak / (2**20 if sys.platform == "darwin" else 2**10)


def table(results: dict[str, tuple[float, float]]) -> str:
    """The results as a Markdown table of ratios."""
    base = {name: ("our tally alone" if "alone" in name else "ours") for name in results}
    lines = ["| what | time, as a multiple of ours | peak memory, MB |", "|---|---:|---:|"]
    for name, (seconds, memory) in results.items():
        lines.append(f"| {name} | {seconds / results[base[name]][0]:.2f} | {memory:,.0f} |")
    return "\n".join(lines)


def large_table(results: Mapping[str, tuple[float, float]]) -> str:
    """The results as a Markdown table, each beside what it is compared with."""
    lines = ["| what | beside | times as long | peak memory, MB |", "|---|---|---:|---:|"]
    for name, (seconds, memory) in results.items():
        other = BESIDE.get(name)
        ratio = f"{seconds / results[other][0]:.2f}" if other else ""
        lines.append(f"| {name} | {other or ''} | {ratio} | {memory:,.0f} |")
    return "\n".join(lines)


def example_codes() -> list[str]:
    import idealtypes as it

    return [code.id for code in it.read_scheme(EXAMPLE).codes]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--large", action="store_true", help="ten million codings: profile, types and tally")
    parser.add_argument("--doubts", action="store_true", help="a million codings by two coders: doubts")
    parser.add_argument("--codings", type=int, help="by default a million, with --large ten")
    parser.add_argument("--cases", type=int, help="by default 200, with --doubts 10")
    parser.add_argument("--sources", type=int, help="by default 5,000, with --doubts 500")
    parser.add_argument("--json", action="store_true", help="print seconds and megabytes as JSON")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "codings.parquet"
        codings = options.codings or (10_000_000 if options.large else 1_000_000)
        cases, sources, coders = (10, 500, 2) if options.doubts else (200, 5_000, 1)
        names = example_codes() if options.large else ()
        make(path, codings, options.cases or cases, options.sources or sources, names, coders)
        results = {}
        for name in DOUBTS if options.doubts else LARGE if options.large else CONTENDERS:
            with multiprocessing.get_context("spawn").Pool(1) as pool:
                results[name] = pool.apply(measured, (name, path))
            print(f"  {name} done", file=sys.stderr)
    shown = large_table if options.large or options.doubts else table
    print(json.dumps(results, indent=2) if options.json else shown(results))


if __name__ == "__main__":
    main()
