"""How long does the demo's report take, as a multiple of `idealtypes profile` on the same study?

The two commands in turn, each in a process of its own, so that a machine that changes speed changes it for both;
processor time of the process and the clock's, medians, and the ratio of each. Then the report with PDF and PNG files,
and one figure. Modules are compiled beforehand, ours like those of installed packages.
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
FLOOR = "profile"
CACHE = str(Path(tempfile.gettempdir()) / "idealtypes_report")


def commands(folder: Path) -> dict[str, list[str]]:
    """Name → arguments of what is timed."""
    return {
        FLOOR: ["profile", EXAMPLE],
        "report": ["report", EXAMPLE, "-o", str(folder / "svg")],
        "report --figures svg,pdf,png": [
            "report", EXAMPLE, "-o", str(folder / "all"), "--figures", "svg,pdf,png",
        ],
        "figure balance -o .svg": ["figure", EXAMPLE, "balance", "-o", str(folder / "balance.svg")],
        "figure balance -o .pdf": ["figure", EXAMPLE, "balance", "-o", str(folder / "balance.pdf")],
    }  # fmt: skip


def timed(arguments: list[str]) -> tuple[float, float]:
    """Processor time and the clock's, in seconds, of a command."""
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONPYCACHEPREFIX": CACHE}
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    begun = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "idealtypes", *arguments],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=env,
    )  # fmt: skip
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"idealtypes {' '.join(arguments)}: exit code {process.returncode}")
    return used.ru_utime + used.ru_stime, time.perf_counter() - begun


def main() -> None:
    """Print a line a command: seconds of the processor, of the clock, and both as multiples of a profile."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=5)
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as folder:
        asked = commands(Path(folder))
        for arguments in asked.values():
            timed(arguments)  # compiles
        turns = [{name: timed(arguments) for name, arguments in asked.items()} for _ in range(runs)]
    medians = {name: [statistics.median(turn[name][k] for turn in turns) for k in (0, 1)] for name in asked}
    floor = medians[FLOOR]
    print(f"{'command':30} {'CPU s':>7} {'clock s':>8} {'× CPU':>7} {'× clock':>8}")
    for name, (processor, clock) in medians.items():
        print(f"{name:30} {processor:7.2f} {clock:8.2f} {processor / floor[0]:7.2f} {clock / floor[1]:8.2f}")


if __name__ == "__main__":
    main()
