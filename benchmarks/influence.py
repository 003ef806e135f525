"""How many profiles does `influence` cost?

    python benchmarks/influence.py

`influence` leaves out every source, code and statement and searches the smallest change of each case's type. It is put
beside the profile it is of (tally and intervals, no draws), on the shipped example and on studies made by a seeded
generator, under each weighting and treatment of repeats; best of some runs in one process. Ratios are what counts.
"""

from __future__ import annotations

import argparse
import dataclasses
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
import polars as pl

from idealtypes.analyses.influence.influence import influence
from idealtypes.engine.views import study_profile
from idealtypes.files.content import folder
from idealtypes.files.study import read_study
from idealtypes.model.study import StudyData

CODINGS = (2_000, 20_000)
SEED = 9


def made(study: StudyData, codings: int, cases: int = 10, sources: int = 100) -> StudyData:
    """A study with the codebook of another, and as many codings, statements in proportion."""
    rng = np.random.default_rng(SEED)
    statement = rng.integers(0, int(codings * 0.7), codings)
    codes = [code.id for code in study.scheme.codes]
    source = statement % sources
    lean = rng.normal(0, len(codes) / 6, sources)[source]
    drawn = rng.normal(len(codes) / 2 + lean, len(codes) / 4, codings)
    code = np.clip(drawn, 0, len(codes) - 1).astype(int)
    rows = pl.DataFrame({"s": statement, "k": code}).unique(maintain_order=True)
    put = rows.select(
        statement=pl.format("s{}", "s"),
        code=pl.Series([codes[k] for k in rows["k"]]),
        coder=pl.lit("k1"),
        intensity=pl.Series(rng.choice([0.5, 1.0], rows.height)),
    )
    ids = sorted(set(rows["s"].to_list()))
    empty = {name: pl.lit(None, kind) for name, kind in study.statements.schema.items()}
    statements = pl.DataFrame({"n": ids}).select(
        **(empty | {"id": pl.format("s{}", "n"), "source": pl.format("g{}", pl.col("n") % sources)})
    )
    names = [f"c{c}" for c in range(cases)]
    return dataclasses.replace(
        study,
        statements=statements,
        cases_of=pl.DataFrame({"n": ids}).select(
            statement=pl.format("s{}", "n"), case=pl.format("c{}", pl.col("n") % sources % cases)
        ),
        codings=put,
        readings=put.select("statement", "coder").unique(maintain_order=True),
        cases=pl.DataFrame({"id": names, "title": names}),
        claims=study.claims.clear(),
    )


def best(job: Callable[[], Any], runs: int) -> float:
    """Seconds of the fastest of some runs."""
    took = []
    for _ in range(runs):
        begun = time.perf_counter()
        job()
        took.append(time.perf_counter() - begun)
    return min(took)


def main() -> None:
    """Print a row for each study, weighting and treatment of repeats."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--codings", type=int, nargs="*", default=list(CODINGS))
    parser.add_argument("--runs", type=int, default=5)
    asked = parser.parse_args()
    example = read_study(folder("examples") / "support_colleagues")
    studies = {"support_colleagues": example} | {f"{n:,} codings": made(example, n) for n in asked.codings}
    print("| study | weighting | repeats | profile, ms | influence, ms | as a multiple |")
    print("|---|---|---|--:|--:|--:|")
    for name, study in studies.items():
        for weighting in ("statement", "coding", "source"):
            for repeats in ("keep", "once_per_source"):
                one = study.with_settings(weighting=weighting, repeats=repeats)
                own = best(lambda one=one: study_profile(one).shares, asked.runs)  # type: ignore[misc]
                took = best(lambda one=one: influence(one), asked.runs)  # type: ignore[misc]
                print(f"| {name} | {weighting} | {repeats} | {own * 1e3:.0f} | {took * 1e3:.0f} | {took / own:.1f} |",
                      flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
