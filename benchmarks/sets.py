"""How fast are truth tables and fits of many cases, beside setqca and PyQCA?

    python benchmarks/sets.py --peers path/to/python   # an interpreter that has setqca and pyqca

Memberships of 10,000 cases in five fuzzy conditions and an outcome. The work: the truth table with consistency and PRI
of every row with cases, and each condition and its absence as sufficient and as necessary. Every contender runs in a
process of its own, on the same file, and is timed without imports and reading; the fastest of some runs counts.

Ours and theirs have to agree to 1e-9 on the consistencies of the rows, and on the fits of the ten conditions.
Ratios are what counts: machines differ.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

CONDITIONS = ("A", "B", "C", "D", "E")
INCLUSION, SEED, AGREE = 0.8, 20, 1e-9
CONTENDERS = ("ours", "setqca", "pyqca")
# What a contender finds: of each row its corner, cases and consistency; and of each condition the four numbers.
Found = dict[str, list[list[float]]]


def make(path: Path, cases: int) -> None:
    """Write the memberships; none is exactly a half."""
    import numpy as np

    rng = np.random.default_rng(SEED)
    x = rng.beta(0.7, 0.7, (cases, len(CONDITIONS)))
    y = np.clip(np.maximum(np.minimum(x[:, 0], x[:, 1]), x[:, 2]) + rng.normal(0, 0.15, cases), 0, 1)
    table = np.round(np.column_stack([x, y]), 4)
    table[table == 0.5] = 0.5001
    np.savetxt(path, table, delimiter=",", header=",".join([*CONDITIONS, "Y"]), comments="")


def ours(path: Path) -> Callable[[], Found]:
    import numpy as np

    from idealtypes.analyses.sets.settheory import necessity, sufficiency, truth_table

    table = np.loadtxt(path, delimiter=",", skiprows=1)
    data, y = dict(zip(CONDITIONS, table.T, strict=False)), table[:, -1]

    def work() -> Found:
        rows = truth_table(data, y, inclusion=INCLUSION).rows
        fits = []
        for x in data.values():
            for one in (x, 1 - x):
                enough, needed = sufficiency(one, y), necessity(one, y)
                fits.append([enough.consistency, enough.coverage, needed.consistency, needed.coverage])
        return {"rows": [[*r.configuration, r.n, r.consistency] for r in rows], "fits": fits}  # type: ignore[list-item]

    return work


def setqca(path: Path) -> Callable[[], Found]:
    import pandas as pd
    from setqca import build_truth_table, necessity, sufficiency

    frame = pd.read_csv(path)

    def work() -> Found:
        rows = build_truth_table(frame, outcome="Y", conditions=CONDITIONS, inclusion_cutoff=INCLUSION).rows
        y, fits = frame["Y"].to_numpy(), []
        for name in CONDITIONS:
            x = frame[name].to_numpy()
            for one in (x, 1 - x):
                enough, needed = sufficiency(one, y), necessity(one, y)
                fits.append([enough.consistency, enough.coverage, needed.consistency, needed.coverage])
        return {
            "rows": [[*r.configuration, r.frequency, r.consistency] for r in rows if r.frequency],
            "fits": fits,
        }

    return work


def pyqca(path: Path) -> Callable[[], Found]:
    import pandas as pd
    from qca import FSQCA, SetLiteral

    frame = pd.read_csv(path)

    def work() -> Found:
        engine = FSQCA(frame, outcome="Y", conditions=list(CONDITIONS))
        rows = engine.build_truth_table()
        fits = []
        for name in CONDITIONS:
            for one in (SetLiteral(name), SetLiteral(name, negated=True)):
                enough, needed = engine.evaluate_sufficiency([one]), engine.evaluate_necessity(one)
                fits.append([enough.consistency, enough.raw_coverage, needed.consistency, needed.coverage])
        found = [[*r.config.values(), r.n_cases, r.outcome_raw_consist] for r in rows if r.n_cases]
        return {"rows": found, "fits": fits}

    return work


def contend(name: str, path: Path, best_of: int) -> dict[str, Any]:
    """Seconds of the fastest of some runs, and what was found."""
    work = {"ours": ours, "setqca": setqca, "pyqca": pyqca}[name](path)
    seconds = []
    for _ in range(best_of):
        start = time.perf_counter()
        found = work()
        seconds.append(time.perf_counter() - start)
    return {"seconds": min(seconds), "found": found}


def apart(one: Found, other: Found) -> float:
    """The largest difference between what two contenders find; rows with other cases in them are no match at all."""
    rows = [{tuple(map(int, row[:-1])): row[-1] for row in found["rows"]} for found in (one, other)]
    if rows[0].keys() != rows[1].keys():
        return float("inf")
    differences = [abs(rows[0][key] - rows[1][key]) for key in rows[0]]
    for mine, theirs in zip(one["fits"], other["fits"], strict=True):
        differences += [abs(a - b) for a, b in zip(mine, theirs, strict=True)]
    return max(differences)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--peers", default=sys.executable, help="the Python that has setqca and pyqca")
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--best-of", type=int, default=5)
    parser.add_argument("--run", choices=CONTENDERS, help=argparse.SUPPRESS)
    parser.add_argument("--data", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.run:
        print(json.dumps(contend(options.run, options.data, options.best_of)))
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "memberships.csv"
        make(path, options.cases)
        results = {}
        for name in CONTENDERS:
            python = sys.executable if name == "ours" else options.peers
            command = [python, __file__, "--run", name, "--data", path, "--best-of", options.best_of]
            done = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False)
            if done.returncode:
                print(f"{name} is left out: {done.stderr.strip().splitlines()[-1]}", file=sys.stderr)
                continue
            results[name] = json.loads(done.stdout)
    mine = results["ours"]
    print(f"| {options.cases:,} cases | ms | as a multiple of ours | largest difference |")
    print("|---|---:|---:|---:|")
    for name, result in results.items():
        difference = apart(mine["found"], result["found"])
        ratio = result["seconds"] / mine["seconds"]
        print(f"| {name} | {1000 * result['seconds']:.1f} | {ratio:.2f} | {difference:.1e} |")
        if difference > AGREE:
            print(f"{name} finds other numbers than ours", file=sys.stderr)


if __name__ == "__main__":
    main()
