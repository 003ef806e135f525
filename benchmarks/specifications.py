"""What do ten thousand specifications cost, beside one profile with its draws?

One table, one run, on the shipped example (or a study named on the command line):

    profile      one profile with its joint draws, by the engine
    ours         `robustness`: the grid of the study, its verdicts and all that they need, and its size
    distinct     10,000 specifications no two of which share their evidence: placements at random under every weighting,
                 repeats and reported; shares, effective sizes and intervals of every case and aspect
    one by one   the engine's profile, without draws, under every tenth of the crossed choices, scaled up to 10,000

Times are the fastest of some runs; ratios are what counts: machines differ.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

SPECIFICATIONS = 10_000
EXAMPLE = Path(__file__).parents[1] / "examples" / "support_colleagues"


def fastest(job: Callable[[], Any], best_of: int) -> float:
    """Seconds of the fastest of some runs."""
    seconds = []
    for _ in range(best_of):
        start = time.perf_counter()
        job()
        seconds.append(time.perf_counter() - start)
    return min(seconds)


def measure(path: Path) -> dict[str, float]:
    import numpy as np

    from idealtypes.analyses.robustness.robustness import robustness
    from idealtypes.analyses.robustness.runs import run
    from idealtypes.analyses.robustness.specifications import grid_of, settings_for
    from idealtypes.engine.table import coding_table
    from idealtypes.engine.views import study_profile
    from idealtypes.files.study import read_study

    study = read_study(path)
    grid = grid_of(
        study, coding_table(study), fixed=("against", "lead", "prior", "calibration", "connective")
    )
    ways = grid.crossed // len(grid.options("placement"))  # of counting, whatever the placement
    many = -(-SPECIFICATIONS // ways)
    rng = np.random.default_rng(1)

    def distinct() -> None:
        table = coding_table(study)
        placements = table.weights * rng.uniform(0.5, 1, (many, *table.weights.shape))
        placements /= placements.sum(axis=2, keepdims=True)
        choices = tuple(
            replace(c, options=c.options[:1] * many) if c.name == "placement" else c for c in grid.choices
        )
        runs = run(
            table,
            replace(grid, choices=choices, alone=(), placements=placements, as_for=None),
            study.settings,
        )
        assert len(runs.shares) == many * ways

    names = ("weighting", "repeats", "reported")
    some = list(product(*([o.value for o in grid.options(n)] for n in names)))

    def one_by_one() -> None:
        for values in some:
            study_profile(study, **settings_for(dict(zip(names, values, strict=True)))).interval  # noqa: B018

    found = robustness(study)
    return {
        "profile": fastest(lambda: study_profile(study).draws, 7),
        "ours": fastest(lambda: robustness(study), 5),
        "specifications": found.specifications,
        "distinct": fastest(distinct, 5),
        "distinct_specifications": many * ways,
        "one_by_one": fastest(one_by_one, 3) / len(some) * SPECIFICATIONS,
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("study", nargs="?", type=Path, default=EXAMPLE)
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    arguments = parser.parse_args()
    found = measure(arguments.study)
    if arguments.json:
        print(json.dumps(found, indent=2))
        return
    profile = found["profile"]
    print(f"{'':<34}{'seconds':>9}{'profiles':>10}")
    rows = [
        ("one profile with its draws", profile),
        (f"robustness, {found['specifications']:,.0f} specifications", found["ours"]),
        (f"{found['distinct_specifications']:,.0f} distinct specifications", found["distinct"]),
        (f"{SPECIFICATIONS:,} profiles one by one", found["one_by_one"]),
    ]
    for name, seconds in rows:
        print(f"{name:<34}{seconds:>9.3f}{seconds / profile:>10.1f}")


if __name__ == "__main__":
    main()
