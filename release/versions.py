"""The bounds of `pyproject.toml` hold: `python -m release.versions` runs tests with the lowest and the newest versions.

On the oldest Python that is asked for and the newest that is found here, each time in an environment of its own below
`.cache/release`. `lowest` takes, of what `pyproject.toml` names, the oldest version it allows that has a wheel for that
Python; what these pull in is as new as they allow. What was taken is written beside, as `requirements.txt`.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from release.installed import ROOT

PLACE = ROOT / ".cache" / "release"
OLDEST = "3.11"
NEWER = tuple(f"3.{minor}" for minor in range(20, 11, -1))  # the newest first
RESOLUTIONS = {"lowest": "lowest-direct", "newest": "highest"}
# What a change of versions would break; pages in a browser, notebooks and the wheel are the same program again.
TESTS = (
    "tests/analyses", "tests/cli", "tests/disclosure", "tests/door", "tests/engine", "tests/exchange", "tests/files",
    "tests/model", "tests/reporting", "tests/storage", "idealtypes",
)  # fmt: skip
# What the guides print, to the last digit, is what the versions in `constraints.txt` print.
EXACT = ("tests/cli/test_docs.py",)
SOURCE_ONLY = ("pyspark",)  # has no wheels


def uv(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run uv, which resolves to lowest versions; what it says is kept."""
    found = shutil.which("uv", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}")
    if found is None:
        sys.exit("uv is not installed: pip install 'idealtypes[release]'")
    return subprocess.run([found, *arguments], cwd=ROOT, capture_output=True, text=True, check=False)


def pythons(given: Sequence[str]) -> list[str]:
    """The interpreters to test on: those given, or the oldest that is asked for and the newest that is found."""
    if given:
        return list(given)
    found = [uv("python", "find", "--no-python-downloads", OLDEST).stdout.strip()]
    newer = (uv("python", "find", "--no-python-downloads", version) for version in NEWER)
    found.append(next((one.stdout.strip() for one in newer if one.returncode == 0), ""))
    return [one for one in dict.fromkeys(found) if one]


def number(python: str) -> str:
    """The version of an interpreter, as `3.11`."""
    code = "import sys; print('{}.{}'.format(*sys.version_info))"
    return subprocess.run([python, "-c", code], capture_output=True, text=True, check=True).stdout.strip()


def without(lines: str, names: Sequence[str]) -> str:
    """Requirements less some names.

    >>> without("a==1\\nb-c==2\\n", ["b-c"])
    'a==1\\n'
    """
    kept = (line for line in lines.splitlines() if re.split(r"[=<>~!\\[ ]", line)[0] not in names)
    return "".join(f"{line}\n" for line in kept)


def tried(python: str, which: str, left_out: Sequence[str], tests: Sequence[str]) -> str | None:
    """Install and test one combination; what went wrong, or None."""
    folder = PLACE / f"{number(python)}-{which}"
    shutil.rmtree(folder, ignore_errors=True)
    made = uv("venv", "--quiet", "--python", python, str(folder))
    wheels = ["--only-binary", ":all:", *(part for name in SOURCE_ONLY for part in ("--no-binary", name))]
    taken = uv(
        "pip", "compile", "pyproject.toml", "--extra", "dev", "--resolution", RESOLUTIONS[which], "--quiet",
        "--python", python, "--no-annotate", "--no-header", *wheels,
    )  # fmt: skip
    if made.returncode or taken.returncode:
        return f"cannot be resolved: {(made.stderr + taken.stderr).strip()}"
    requirements = folder / "requirements.txt"
    requirements.write_text(without(taken.stdout, left_out), encoding="utf-8")
    put = uv(
        "pip", "install", "--quiet", "--python", str(folder), "--no-deps", *wheels, "-r", str(requirements)
    )
    if put.returncode:
        return f"cannot be installed: {put.stderr.strip()}"
    binaries = folder / ("Scripts" if os.name == "nt" else "bin")
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"} | {
        "PYTHONPATH": str(ROOT)
    }
    words = ["-k", "not PySpark"] if "pyspark" in left_out else []
    skipped = [f"--ignore={path}" for path in EXACT]
    done = subprocess.run(
        [binaries / "python", "-m", "pytest", "-n", "auto", "--dist", "loadfile", *skipped, *words, *tests],
        cwd=ROOT,
        env=environment,
        check=False,
    )
    return None if done.returncode == 0 else f"tests fail (pytest: {done.returncode})"


def main() -> int:
    """Try every combination; exit 1 where one fails."""
    options = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    options.add_argument(
        "--python", action="append", default=[], help="an interpreter, instead of oldest and newest"
    )
    options.add_argument("--only", choices=RESOLUTIONS, help="one of lowest and newest")
    options.add_argument(
        "--without", action="append", default=[], help="a distribution to leave out, as pyspark"
    )
    options.add_argument("tests", nargs="*", default=[], help="instead of the usual ones")
    chosen = options.parse_args()
    found = pythons(chosen.python)
    if len(found) < 2 and not chosen.python:
        print(f"only {number(found[0])} is found here: no newer Python is tested", file=sys.stderr)
    failed = 0
    for python in found:
        for which in [chosen.only] if chosen.only else RESOLUTIONS:
            print(f"versions: Python {number(python)}, {which}", flush=True)
            wrong = tried(python, which, chosen.without, chosen.tests or TESTS)
            print(f"versions: Python {number(python)}, {which}: {wrong or 'holds'}", flush=True)
            failed += wrong is not None
    return min(failed, 1)


if __name__ == "__main__":
    sys.exit(main())
