"""Joint draws of cases that share sources: time and memory by the number of tied cases.

    python benchmarks/joint_draws.py

Every case has four sources, each shared with others, so all cases hang together. The time should grow as the links do:
from 1,600 to 5,000 cases 3.1 times.
"""

from __future__ import annotations

import resource
import time

import numpy as np
import polars as pl

import idealtypes as it

LINKS = 4  # sources a case
STATEMENTS = 4  # a case and source


def tied(cases: int) -> pl.DataFrame:
    """Codings of cases with common sources."""
    rng = np.random.default_rng(1)
    codes = np.array([code.id for code in it.read_scheme("support_colleagues").codes])
    case = np.repeat(np.arange(cases), LINKS * STATEMENTS)
    source = rng.integers(0, cases // 4, cases * LINKS).repeat(STATEMENTS)
    names = {"case": pl.Series(case).cast(pl.String), "source": pl.Series(source).cast(pl.String)}
    statement = [f"s{i}" for i in range(len(case))]
    return pl.DataFrame(
        {"statement": statement, "code": codes[rng.integers(0, len(codes), len(case))], **names}
    )


def main() -> None:
    """Draw and time."""
    before = 0.0
    print(" cases  seconds  times the row above  peak MB")
    for cases in (400, 1600, 5000):
        profile = it.profile(tied(cases), "support_colleagues")
        started = time.perf_counter()
        profile.draws.balance(0)
        taken = time.perf_counter() - started
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(f"{cases:>6}  {taken:>7.1f}  {taken / before if before else float('nan'):>19.1f}  {peak:>7,}")
        before = taken


if __name__ == "__main__":
    main()
