"""All admissible sets of up to six of twenty measures, ten outcomes, 10,000 draws: how long beside one scenario.

The study is the shipped example with claims and measures made by a seeded generator: what is timed is arithmetic, and
the numbers mean nothing. Printed are how many sets there are, the time, and the ratio to as many single scenarios.
"""

from __future__ import annotations

import argparse
import dataclasses
import time

import numpy as np
import polars as pl

from idealtypes.analyses.scenarios.baseline import baseline_of
from idealtypes.analyses.scenarios.effects import effects
from idealtypes.analyses.scenarios.search import all_sets
from idealtypes.engine.views import study_profile
from idealtypes.files.claims import CLAIMS
from idealtypes.files.content import folder
from idealtypes.files.study import read_study
from idealtypes.model.measures import Measure, Scenarios, Shift
from idealtypes.model.study import StudyData
from idealtypes.model.text import Text


def made(measures: int, outcomes: int, draws: int, seed: int = 1) -> StudyData:
    """The example with as many measures and outcomes as asked for."""
    rng = np.random.default_rng(seed)
    study = read_study(folder("examples") / "support_colleagues")
    aspects = [aspect.id for aspect in study.scheme.aspects]
    traits = [trait.id for ideal in study.scheme.ideal_types for trait in ideal.traits]
    statements = study.statements.filter(pl.col("kind") != "reported")["id"].to_list()
    ids = [f"o{n}" for n in range(outcomes)]
    claims = []
    for _ in range(30 * outcomes):
        aspect = str(rng.choice(aspects))
        pole = str(rng.choice(study.scheme.poles(aspect)))
        statement, outcome = str(rng.choice(statements)), str(rng.choice(ids))
        claims.append((statement, aspect, pole, outcome, int(rng.choice([1, 1, -1])), None, None))
    for start, end in zip(ids[:-1:3], ids[1::3], strict=False):
        claims.append((statements[0], None, None, end, 1, None, start))
    made_measures = []
    for m in range(measures):
        chosen = rng.choice(aspects, size=int(rng.integers(1, 3)), replace=False)
        shifts = []
        for aspect in chosen:
            toward = str(rng.choice(study.scheme.poles(str(aspect))))
            low, mode, high = np.sort(rng.uniform(-0.1, 0.6, 3)).tolist()
            shifts.append(Shift(aspect=str(aspect), toward=toward, low=low, mode=mode, high=high))
        brings = (str(rng.choice(traits)),)
        made_measures.append(Measure(id=f"m{m}", title=Text(f"m{m}"), shifts=tuple(shifts), brings=brings))
    claims_frame = pl.DataFrame(claims, schema=CLAIMS, orient="row").unique(maintain_order=True)
    return dataclasses.replace(
        study,
        settings=study.settings.changed(draws=draws),
        claims=claims_frame,
        outcomes=pl.DataFrame({"id": ids, "title": ids, "wanted": [1] * outcomes}),
        measures=Scenarios(title=Text("made"), measures=tuple(made_measures)),
    )


def main() -> None:
    """Print sets, seconds and the ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--measures", type=int, default=20)
    parser.add_argument("--outcomes", type=int, default=10)
    parser.add_argument("--draws", type=int, default=10_000)
    parser.add_argument("--most", type=int, default=6)
    asked = parser.parse_args()
    study = made(asked.measures, asked.outcomes, asked.draws)
    ground = baseline_of(study, study_profile(study), 0)
    start = time.perf_counter()
    singles = 20
    for m in range(singles):
        chosen = np.zeros(asked.measures, bool)
        chosen[[m % asked.measures, (m + 3) % asked.measures]] = True
        effects(ground, chosen)
    one = (time.perf_counter() - start) / singles
    start = time.perf_counter()
    found = all_sets(ground, most=asked.most)
    took = time.perf_counter() - start
    print(f"{found.sets:,} sets of up to {found.most} of {asked.measures} measures, {asked.outcomes} outcomes, "
          f"{asked.draws:,} draws: {took:.0f} s")  # fmt: skip
    print(f"a set in all of them costs {took / found.sets / one:.3f} of a scenario computed alone")


if __name__ == "__main__":
    main()
