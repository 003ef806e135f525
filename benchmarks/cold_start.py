"""How long does a command take from its start, as a multiple of importing what it cannot do without?

`idealtypes --help` beside `import click`; `idealtypes profile` on the example beside the import of the libraries that
it uses. Each pair is run in turn, so that a machine that changes speed changes it for both; the ratio is that of the
medians. Modules are compiled beforehand, ours like those of installed packages.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
EXAMPLE = str(ROOT / "examples" / "support_colleagues")
# What a profile computes with, reads with and is printed with.
LIBRARIES = (
    "click, narwhals, numpy, polars, pydantic, rich.console, rich.table, rich.text, scipy.special, yaml"
)
PAIRS = {
    "idealtypes --help": (["--help"], "click"),
    "idealtypes profile (the example)": (["profile", EXAMPLE], LIBRARIES),
    "idealtypes profile --json (the example)": (["profile", EXAMPLE, "--json"], LIBRARIES),
}
CACHE = str(Path(tempfile.gettempdir()) / "idealtypes_cold_start")


def seconds(*arguments: str) -> float:
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONPYCACHEPREFIX": CACHE}
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    start = time.perf_counter()
    subprocess.run([sys.executable, *arguments], check=True, capture_output=True, env=env)
    return time.perf_counter() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--runs", type=int, default=15)
    runs = parser.parse_args().runs
    print("| command | beside the import of | times as long |", "|---|---|---:|", sep="\n")
    for name, (command, libraries) in PAIRS.items():
        times: tuple[list[float], list[float]] = [], []
        for _ in range(runs + 1):
            times[0].append(seconds("-m", "idealtypes", *command))
            times[1].append(seconds("-c", f"import {libraries}"))
        whole, base = (statistics.median(t[1:]) for t in times)  # the first warms up
        print(f"| `{name}` | {libraries} | {whole / base:.2f} |", flush=True)


if __name__ == "__main__":
    main()
