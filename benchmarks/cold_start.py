"""How long does `idealtypes --help` take, as a multiple of `python -c "import click"`?

Both are run in turn, so that a machine that changes speed changes it for both; the ratio is that of the medians.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import time
from pathlib import Path

COMMANDS = {
    'python -c "import click"': [sys.executable, "-c", "import click"],
    "idealtypes --help": [str(Path(sys.executable).parent / "idealtypes"), "--help"],
    "idealtypes profile (the example)": [
        str(Path(sys.executable).parent / "idealtypes"),
        "profile",
        str(Path(__file__).parents[1] / "examples" / "support_colleagues"),
    ],
}


def seconds(command: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--runs", type=int, default=15)
    runs = parser.parse_args().runs
    times: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for _ in range(runs + 1):
        for name, command in COMMANDS.items():
            times[name].append(seconds(command))
    medians = {name: statistics.median(t[1:]) for name, t in times.items()}  # the first warms up
    base = next(iter(medians.values()))
    print("| command | time, as a multiple of importing click |", "|---|---:|", sep="\n")
    for name, median in medians.items():
        print(f"| `{name}` | {median / base:.2f} |")


if __name__ == "__main__":
    main()
