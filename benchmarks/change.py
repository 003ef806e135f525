"""How often the interval of a change holds the true one, where the same informants were asked twice and where not.

    python benchmarks/change.py    # some three minutes on one core

4 to 20 informants a time, who make 1 to 3 or 1 to 10 statements each. Informants differ (intraclass correlation .2 or
.5); asked again they lean as before more or less (rank correlation 0, .5 or .9), or others are asked. The true share
stays in the middle or near a pole, or moves. Every design has so many studies, all cases of one profile; the designs
with the lowest coverage are then drawn anew, ten times as often.
"""

from __future__ import annotations

import argparse
import itertools
import sys
from pathlib import Path

import numpy as np
import polars as pl
from scipy.special import betaincinv, ndtr

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import idealtypes as it
from idealtypes.analyses.compare.trend import share_columns, slope_weights, summed
from tests.engine.build import scheme

SEED, WORST, TIMES = 20261207, 6, 10
SHARES = ((0.5, 0.5), (0.1, 0.1), (0.03, 0.03), (0.1, 0.35), (0.3, 0.7), (0.02, 0.2))
INFORMANTS, STATEMENTS, CORRELATIONS = (4, 8, 20), (3, 10), (0.2, 0.5)
ASKED = (None, 0.0, 0.5, 0.9)  # others; the same, with this correlation
SCHEME = scheme({"help": ("informal", "formal")}, {"i": {"help": [1.0, 0.0]}, "f": {"help": [0.0, 1.0]}})


def studies(
    shares: tuple[float, float],
    informants: int,
    most: int,
    icc: float,
    again: float | None,
    n: int,
    rng: np.random.Generator,
) -> it.Profile:
    """n studies of two times as 2n cases: those of study k are k and n + k."""
    normal = rng.standard_normal((2, n, informants))
    if again is not None:
        normal[1] = again * normal[0] + np.sqrt(1 - again**2) * normal[1]
    k = (1 - icc) / icc
    s = np.array(shares)[:, None, None]
    leaning = betaincinv(k * s, k * (1 - s), ndtr(normal))
    said = rng.integers(1, most + 1, leaning.shape)
    time, study, who = (x.repeat(said.ravel()) for x in np.indices(leaning.shape).reshape(3, -1))
    formal = rng.random(len(time)) < leaning[time, study, who]
    source = study * informants + who + (0 if again is not None else n * informants * time)
    rows = pl.DataFrame({"source": source, "case": time * n + study, "formal": formal}).select(
        statement=pl.int_range(pl.len()).cast(pl.String),
        source=pl.col("source").cast(pl.String),
        case=pl.col("case").cast(pl.String).str.zfill(6),
        code=pl.when("formal").then(pl.lit("f")).otherwise(pl.lit("i")),
    )
    return it.profile(rows, SCHEME, draws=1000, placement_doubt=0, seed=int(rng.integers(1 << 30)))


def held(profile: it.Profile, n: int, truth: float) -> tuple[float, float, float, float]:
    """Coverage, mean width, and of the changes said (P of .95): their share, and the share of these that are true."""
    (column,) = share_columns(profile)
    inside, width, told, right = [], [], [], []
    for k in range(n):
        cases = np.array([k, n + k])
        found = summed(profile, column, cases, slope_weights(np.array([0.0, 1.0]), column.n_e[cases]))
        if found.interval is None or found.probability is None:
            continue
        low, high = found.interval
        inside.append(low <= truth <= high)
        width.append(high - low)
        told.append(max(found.probability, 1 - found.probability) >= 0.95)
        if told[-1]:
            right.append((found.probability > 0.5) == (truth > 0) and truth != 0)
    return (
        float(np.mean(inside)),
        float(np.mean(width)),
        float(np.mean(told)),
        float(np.mean(right)) if right else np.nan,
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--replicates", type=int, default=100)
    n = parser.parse_args().replicates
    rng = np.random.default_rng(SEED)
    rows = []
    for design in itertools.product(SHARES, INFORMANTS, STATEMENTS, CORRELATIONS, ASKED):
        truth = 2 * (design[0][1] - design[0][0])
        rows.append((*design, *held(studies(*design, n, rng), n, truth)))
    names = ["shares", "informants", "most", "icc", "again", "coverage", "width", "told", "right"]
    found = pl.DataFrame(rows, schema=names, orient="row").with_columns(pl.col("right").fill_nan(None))
    with pl.Config(tbl_rows=100, tbl_width_chars=150):
        by = found.group_by("again", "informants", maintain_order=True)
        print(
            by.agg(pl.col("coverage").min().alias("worst"), pl.col("coverage", "width").mean()).sort(
                "again", "informants"
            )
        )
        print("the worst, drawn anew")
        for row in found.sort("coverage").head(WORST).iter_rows():
            truth = 2 * (row[0][1] - row[0][0])
            covered, width, *_ = held(studies(*row[:5], TIMES * n, rng), TIMES * n, truth)
            print(*row[:5], f"{row[5]:.3f}, anew {covered:.3f}, width {width:.2f}")
        still = (
            found.filter(pl.col("right") == 0)
            .group_by("again")
            .agg(pl.col("told").mean(), pl.col("told").max().alias("most"))
        )
        moved = found.filter(pl.col("right") > 0).group_by("again").agg(pl.col("told", "right").mean())
        print(
            "changes said where there is none",
            still.sort("again"),
            "and where there is one",
            moved.sort("again"),
        )


if __name__ == "__main__":
    main()
