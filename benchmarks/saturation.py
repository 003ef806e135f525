"""Is what `saturation` expects of one more interview what one more interview brings?

Studies of G informants from a world with a mean and a spread of leanings; what is expected of the next informant stands
beside what a next one from the same world does, over many studies: the mean narrowing, and how often the word changes.
"""

from __future__ import annotations

import argparse

import numpy as np
import polars as pl

import idealtypes as it
from idealtypes.analyses.saturation.next_interview import _widths, _words, next_interviews


def rows_of(
    leanings: np.ndarray, statements: np.ndarray, rng: np.random.Generator, first: int = 0
) -> pl.DataFrame:
    """Codings of informants with a leaning each, at one of two codes."""
    source = np.repeat(np.arange(len(leanings)) + first, statements)
    formal = rng.random(len(source)) < np.repeat(leanings, statements)
    return pl.DataFrame(
        {
            "statement": [f"s{first}_{k}" for k in range(len(source))],
            "source": [f"g{k}" for k in source],
            "code": np.where(formal, "pay", "colleague"),
            "case": "one",
        }
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--studies", type=int, default=60)
    parser.add_argument("--seed", type=int, default=20261129)
    given = parser.parse_args()
    rng = np.random.default_rng(given.seed)
    scheme = it.read_study("examples/support_colleagues").scheme
    aspect = next(a for a in scheme.placements["pay"])
    informal = next(c.id for c in scheme.codes if scheme.placements.get(c.id, {}).get(aspect, (0, 1))[0] == 1)
    print(
        f"{'informants':>10} {'mean':>5} {'spread':>6} {'narrower by':>12} {'in fact':>8} "
        f"{'word changes':>13} {'in fact':>8}"
    )
    for G in (5, 8, 15, 30):
        for mean in (0.2, 0.5):
            for spread in (1.0, 4.0):
                told = []
                for _ in range(given.studies):
                    lean = rng.beta(mean * spread, (1 - mean) * spread, G + 1)
                    count = rng.integers(2, 7, G + 1)
                    rows = rows_of(lean[:G], count[:G], rng).with_columns(
                        code=pl.col("code").replace("colleague", informal)
                    )
                    more = rows_of(lean[G:], count[G:], rng, G).with_columns(
                        code=pl.col("code").replace("colleague", informal)
                    )
                    now = it.profile(rows, scheme, draws=400)
                    then = it.profile(pl.concat([rows, more]), scheme, draws=400)
                    a = now.aspects.index(aspect)
                    one = next(n for n in next_interviews(now) if n.aspect == aspect)
                    fact = 1 - _widths(then)[0, a] / _widths(now)[0, a]
                    told.append(
                        (one.narrowing, fact, one.verdict_changes, _words(then)[0][a] != _words(now)[0][a])
                    )
                m = np.array(told, float).mean(axis=0)
                print(
                    f"{G:>10} {mean:>5} {spread:>6} {m[0]:>12.3f} {m[1]:>8.3f} {m[2]:>13.3f} {m[3]:>8.3f}",
                    flush=True,
                )


if __name__ == "__main__":
    main()
