"""What does it cost to ask which opposite codes meet, the more statements there are?

    python benchmarks/tension.py                          # 4,000 to 256,000 statements, half a minute on one core
    python benchmarks/tension.py --statements 2000 8000   # seconds

Statements of sources of 2 to 40 statements each, on twelve codes, half of them at either pole of one aspect. Time is
told for chance over all statements and within sources, with the exponent between the smallest and the largest: 1 is
linear. Beside it stands the tail of one pair by convolving all sources one after the other, which is what the exact
test costs without the detour over the characteristic function.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

CODES, OFTEN, SEED = 12, 0.12, 20


def made(statements: int) -> Any:
    """A study of so many statements."""
    import numpy as np

    from tests.engine.build import scheme
    from tests.engine.made import study_of

    rng = np.random.default_rng(SEED)
    sources = np.repeat(np.arange(statements), rng.integers(2, 41, statements))[:statements]
    has = rng.random((statements, CODES)) < OFTEN
    book = scheme(
        {"help": ("informal", "formal")}, {f"c{k}": {"help": (k % 2, 1 - k % 2)} for k in range(CODES)}
    )
    rows = [(f"s{s}", f"g{sources[s]}", ("here",), "", f"c{k}", 1.0) for s, k in np.argwhere(has)]
    return study_of(rows, book)


def seconds(work: Callable[[], object], runs: int = 2) -> float:
    """The fastest of some runs."""
    taken = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return min(taken)


def one_tail(study: Any) -> tuple[float, float]:
    """Seconds for the tail of one pair: from the characteristic function, and convolved."""
    import numpy as np

    from idealtypes.analyses.tension.chance import convolved, inverted
    from idealtypes.analyses.tension.meetings import CodesByUnit, codes_shared

    put, _ = codes_shared(study)
    units = CodesByUnit(study, put, [f"c{k}" for k in range(CODES)], "statement")
    N, a, b = units.per_source, units.by_source[:, 0], units.by_source[:, 1]
    observed = int(np.ceil((a * b / N).sum()))
    slow = seconds(lambda: convolved(observed, N, a, b), 1) if len(N) <= 5000 else float("nan")
    return seconds(lambda: inverted(observed, N, a, b)), slow


def main() -> None:
    """Print a line a size."""
    from math import log

    from idealtypes.analyses.tension.tension import tension

    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--statements", type=int, nargs="+", default=[4000, 16_000, 64_000, 256_000])
    sizes = parser.parse_args().statements
    found = []
    for size in sizes:
        study = made(size)
        everywhere = seconds(lambda: tension(study))  # noqa: B023
        within = seconds(lambda: tension(study, chance="within_sources"))  # noqa: B023
        tail, slow = one_tail(study)
        found.append((size, everywhere, within))
        print(
            f"{size:>9,} statements: all {everywhere:6.2f} s, within sources {within:6.2f} s;"
            f" one tail {tail:.4f} s, convolved {slow:.3f} s",
            flush=True,
        )
    if len(found) > 1:
        (few, all_few, within_few), (many, all_many, within_many) = found[0], found[-1]
        grown = log(many / few)
        print(
            f"exponents: all {log(all_many / all_few) / grown:.2f}, within {log(within_many / within_few) / grown:.2f}"
        )


if __name__ == "__main__":
    main()
