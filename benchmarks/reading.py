"""What does reading a study cost? `profile` on the example beside the import of all modules of others that it loads.

Each is run in turn, in a process of its own, with YAML read by libyaml and by the parser in Python alone; the ratios
are those of the medians. The last two rows are the reading of the example's files within one process.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from idealtypes.files import document, yaml_parser
from idealtypes.files.study import read_study

EXAMPLE = str(Path(__file__).parents[1] / "examples" / "support_colleagues")
PROFILE = f"import sys; sys.argv = ['idealtypes', 'profile', {EXAMPLE!r}, '--json']; from idealtypes.cli import main\n"
IN_PYTHON = "from idealtypes.files import yaml_parser; yaml_parser._reader = lambda: None\n"
LOADED = """
import json
try:
    main()
except SystemExit:
    pass
others = [name for name in sys.modules if name.split(".")[0] not in ("idealtypes", "__main__")]
print(json.dumps(others), file=sys.stderr)
"""
IMPORTS = """
import importlib
for name in {names}:
    try:
        importlib.import_module(name)
    except Exception:  # some modules are made by others, and cannot be asked for by name
        pass
"""


def seconds(script: str) -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", script], check=True, capture_output=True)
    return time.perf_counter() - start


def libraries() -> str:
    """A script that imports what `profile` imports, without anything of ours."""
    ran = subprocess.run([sys.executable, "-c", PROFILE + LOADED], check=True, capture_output=True, text=True)
    return IMPORTS.format(names=json.loads(ran.stderr.splitlines()[-1]))


def within(compose: Callable[[str], yaml_parser.YamlNode | None], runs: int) -> float:
    document.composed = compose
    times = []
    for _ in range(runs + 1):
        start = time.perf_counter()
        read_study(EXAMPLE)
        times.append(time.perf_counter() - start)
    return statistics.median(times[1:])


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--runs", type=int, default=9)
    runs = parser.parse_args().runs
    scripts = {
        "import of its libraries": libraries(),
        "`profile`, YAML by libyaml": PROFILE + "main()",
        "`profile`, YAML in Python": IN_PYTHON + PROFILE + "main()",
    }
    times: dict[str, list[float]] = {name: [] for name in scripts}
    for _ in range(runs + 1):
        for name, script in scripts.items():
            times[name].append(seconds(script))
    medians = {name: statistics.median(found[1:]) for name, found in times.items()}  # the first warms up
    medians["reading the files, YAML by libyaml"] = within(yaml_parser.composed, runs)
    medians["reading the files, YAML in Python"] = within(yaml_parser.composed_in_python, runs)
    base = next(iter(medians.values()))
    print("| what | time, as a multiple of importing its libraries |", "|---|---:|", sep="\n")
    for name, median in medians.items():
        print(f"| {name} | {median / base:.2f} |")


if __name__ == "__main__":
    main()
