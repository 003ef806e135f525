"""What does a comparison of very many cases cost?

    python benchmarks/comparison_scale.py                # 500 and 2,000 cases, some three minutes on one core
    python benchmarks/comparison_scale.py --cases 100    # seconds

Cases of four kinds, five sources each, who make three statements on each of three aspects; 4,000 joint draws, two
ideal types. Every size runs in a process of its own, the parts one after the other, so that a part's peak memory
holds that of the parts before it. No part ever holds an array of cases × cases × draws: pairs are worked through in
blocks of a few megabytes, the map and the clusters draw by draw.

Beyond 130,000 pairs (some 510 cases) differences and distances are not listed pair by pair: one case is compared
with all others instead (`against`).
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

SOURCES, STATEMENTS, SEED = 5, 3, 20
KINDS = ((0.2, 0.2, 0.2), (0.8, 0.8, 0.8), (0.2, 0.8, 0.5), (0.5, 0.5, 0.9))


def codings(cases: int) -> Any:
    """The codings, one a statement."""
    import numpy as np
    import polars as pl

    rng = np.random.default_rng(SEED)
    aspects = len(KINDS[0])
    share = np.array(KINDS)[rng.integers(0, len(KINDS), cases)] + rng.normal(0, 0.08, (cases, aspects))
    case, source, aspect = (index.ravel() for index in np.indices((cases, SOURCES, aspects, STATEMENTS))[:3])
    second = rng.random(case.size) < np.clip(share, 0.02, 0.98)[case, aspect]
    frame = pl.DataFrame({"c": case, "g": source, "a": aspect, "p": second.astype(int)}).with_row_index("s")
    return frame.select(
        statement=pl.format("s{}", "s"),
        case=pl.format("c{}", "c"),
        source=pl.format("c{}g{}", "c", "g"),
        code=pl.format("a{}p{}", "a", "p"),
    )


def measured(cases: int) -> dict[str, tuple[float, float]]:
    """Part → seconds, and the peak memory in MB until its end."""
    import idealtypes as it
    from tests.engine.build import scheme

    aspects = {f"a{a}": ("informal", "formal") for a in range(len(KINDS[0]))}
    places = {f"{a}p{p}": {a: (1.0 - p, float(p))} for a in aspects for p in range(2)}
    types = {pole: dict.fromkeys(aspects, pole) for pole in ("informal", "formal")}
    rows, built = codings(cases), scheme(aspects, places, types)
    out: dict[str, tuple[float, float]] = {}

    def part(name: str, job: Callable[[], Any]) -> Any:
        start = time.perf_counter()
        found = job()
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (
            2**20 if sys.platform == "darwin" else 2**10
        )
        out[name] = time.perf_counter() - start, peak
        return found

    profile = part("profile", lambda: it.profile(rows, built))
    part("joint draws", lambda: profile.draws)
    one = part("differences, against one", lambda: it.compare(profile, against=profile.cases[0]))
    part("distances, against one", one.distances.records)
    found = part("differences, all pairs", lambda: it.compare(profile))
    if found.no_pairs:
        del out["differences, all pairs"]
    part("distances", lambda: found.distances.matrix)
    part("intervals of all distances", lambda: found.distances.intervals)
    part("nearest types", lambda: found.nearest)
    part("ranking", lambda: found.ranking)
    part("clusters and their stability", lambda: found.clusters)
    part("map and clouds", lambda: found.map)
    return out


def table(results: dict[int, dict[str, tuple[float, float]]]) -> str:
    """The results as a Markdown table."""
    names = dict.fromkeys(name for parts in results.values() for name in parts)
    lines = ["| part |" + "".join(f" {n:,} cases, s | peak, MB |" for n in results)]
    lines.append("|---|" + "---:|---:|" * len(results))
    for name in names:
        cells = [parts.get(name) for parts in results.values()]
        shown = [" not listed | |" if c is None else f" {c[0]:.1f} | {c[1]:,.0f} |" for c in cells]
        lines.append(f"| {name} |" + "".join(shown))
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--cases", type=int, nargs="+", default=[500, 2000])
    parser.add_argument("--json", action="store_true", help="print seconds and megabytes as JSON")
    options = parser.parse_args()
    results = {}
    for cases in options.cases:
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            results[cases] = pool.apply(measured, (cases,))
        print(f"  {cases} cases done", file=sys.stderr)
    print(json.dumps(results, indent=2) if options.json else table(results))


if __name__ == "__main__":
    main()
