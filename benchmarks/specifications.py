"""What do ten thousand specifications cost, beside one profile with its draws?

One table, one run, on the shipped example (or a study named on the command line):

    profile      one profile with its joint draws, by the engine
    ours         `robustness`: the grid of the study, its verdicts and all that they need, and its size
    distinct     10,000 specifications no two of which share their evidence: placements at random under every weighting,
                 repeats and reported; shares, effective sizes and intervals of every case and aspect
    one by one   the engine's profile, without draws, under every tenth of the crossed choices, scaled up to 10,000

With `--ends N` instead: how far the intervals with every doubt, which `robustness` puts together cheaply, are from
those drawn in full, on every Nth way of counting the evidence.

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


def beside_full(path: Path, every: int) -> dict[str, float]:
    """Whole ends of every so-manieth way of counting, as robustness has them, beside those drawn in full.

    On the scale of the balance; `clear` is an interval without 0.
    """
    import numpy as np

    import idealtypes as it
    from idealtypes.analyses.robustness.specifications import EVIDENCE, settings_for
    from idealtypes.analyses.robustness.tried import Tried
    from idealtypes.engine.coded import codings_in
    from idealtypes.engine.codings import coding_rows
    from idealtypes.engine.profile import profile_of
    from idealtypes.engine.profile_numbers import tally_of

    study = it.read_study(path)
    tried = Tried(study, (), "all")
    main = tried.of(tried.main)
    grid, table = main.grid, main.table
    cheap = np.stack([2 * end[0, ..., 1] - 1 for end in main.whole.shares], axis=-1)
    alone = np.stack([2 * end[0, ..., 1] - 1 for end in (main.runs.low, main.runs.high)], axis=-1)
    rows = []
    for way, options in enumerate(product(*(grid.options(name) for name in EVIDENCE))):
        value = {option.choice: option.value for option in options}
        if way % every or value["coder"] is not None:
            continue
        changed = study.with_settings(**settings_for(value))
        codings, placed = codings_in(changed, value["view"])
        stand = grid.placements if grid.as_for is None or value["against"] != "as_for" else grid.as_for
        moved = stand[way % len(grid.options("placement"))]
        places = {code: dict(at) for code, at in placed.items()}
        for n, (k, a) in enumerate(zip(table.pair_code, table.pair_aspect, strict=True)):
            if table.aspects[a] in places.get(table.codes[k], {}):
                places[table.codes[k]][table.aspects[a]] = tuple(moved[n, : len(table.poles[a])])
        taken = coding_rows(codings)
        evidence = tally_of(taken, study.scheme, changed.settings, places, table.cases)
        full = profile_of(evidence, study.scheme, changed.settings, placements=places, taken=taken)
        told = ~np.isnan(full.interval_whole[..., 0])
        rows.append(np.stack([full.interval_whole[told], cheap[way][told], alone[way][told]], axis=1))
    ends = np.concatenate(rows)  # (intervals, drawn or cheap or informants', low and high)
    off = np.abs(ends[:, 1] - ends[:, 0])
    clear = (ends[..., 0] > 0) | (ends[..., 1] < 0)
    return {
        "intervals": len(ends),
        "mean": off.mean(),
        "95 % within": np.quantile(off, 0.95),
        "most": off.max(),
        "informants' alone, mean": np.abs(ends[:, 2] - ends[:, 0]).mean(),
        "informants' alone, most": np.abs(ends[:, 2] - ends[:, 0]).max(),
        "clear in full": clear[:, 0].mean(),
        "clear here and not in full": (clear[:, 1] & ~clear[:, 0]).mean(),
        "clear in full and not here": (clear[:, 0] & ~clear[:, 1]).mean(),
        "clear for informants' alone and not in full": (clear[:, 2] & ~clear[:, 0]).mean(),
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("study", nargs="?", type=Path, default=EXAMPLE)
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("--ends", type=int, metavar="N", help="every Nth way of counting, drawn in full")
    arguments = parser.parse_args()
    if arguments.ends:
        for name, value in beside_full(arguments.study, arguments.ends).items():
            print(f"{name:<46}{value:>8.3f}")
        return
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
