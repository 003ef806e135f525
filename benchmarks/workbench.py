"""How quick is the workbench?

`--first-page`: from the start of `idealtypes open` to its first page whole, beside `idealtypes --help`, run in turn so
that a machine that changes speed changes it for both. The ratio is that of the medians; the goal is 3.
"""

from __future__ import annotations

import argparse
import http.client
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).parents[1]
EXAMPLE = str(ROOT / "examples" / "support_colleagues")
CACHE = str(Path(tempfile.gettempdir()) / "idealtypes_workbench")
GOAL = 3.0
Turn = tuple[float, float]  # seconds on the wall, and of the processor


def begun(place: str, *arguments: str) -> subprocess.Popen[bytes]:
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONPYCACHEPREFIX": CACHE, "IDEALTYPES_STATE": place}
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    command = [sys.executable, "-m", "idealtypes", *arguments]
    return subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)


def used(process: subprocess.Popen[bytes]) -> float:
    """Seconds of the processor that it has used, by the time it is waited for."""
    _, _, use = os.wait4(process.pid, 0)
    process.returncode = 0
    return use.ru_utime + use.ru_stime


def help_(place: str) -> Turn:
    """`idealtypes --help`."""
    start = time.perf_counter()
    process = begun(place, "--help")
    assert process.stdout is not None
    process.stdout.read()
    spent = used(process)
    return time.perf_counter() - start, spent


def first_page(place: str, *study: str) -> Turn:
    """`idealtypes open`, until the first page is here."""
    start = time.perf_counter()
    process = begun(place, "open", *study, "--no-browser")
    assert process.stdout is not None
    address = urlsplit(process.stdout.readline().decode().strip())
    connection = http.client.HTTPConnection("127.0.0.1", address.port or 0, timeout=60)
    cookie = f"idealtypes-{address.port}={address.query.partition('=')[2]}"
    connection.request("GET", "/", headers={"Cookie": cookie})
    answer = connection.getresponse()
    page = answer.read()
    took = time.perf_counter() - start
    process.kill()
    spent = used(process)
    connection.close()
    if answer.status != 200 or b"<main" not in page:
        raise SystemExit(f"no page came: {answer.status}")
    return took, spent


def told_first_page(turns: int) -> bool:
    """Measure and print; whether the goal is reached."""
    with tempfile.TemporaryDirectory() as place:
        begin: dict[str, list[Turn]] = {
            "idealtypes --help": [],
            "idealtypes open": [],
            "idealtypes open STUDY": [],
        }
        for _ in range(turns + 1):  # the first warms up
            begin["idealtypes --help"].append(help_(place))
            begin["idealtypes open"].append(first_page(place))
            begin["idealtypes open STUDY"].append(first_page(place, EXAMPLE))
    middle = {
        name: tuple(statistics.median(one[at] for one in times[1:]) for at in (0, 1))
        for name, times in begin.items()
    }
    base = middle["idealtypes --help"]
    print(
        "| | seconds | times `--help` | of the processor | times `--help` |",
        "|---|---:|---:|---:|---:|",
        sep="\n",
    )
    for name, (wall, spent) in middle.items():
        print(f"| `{name}` | {wall:.2f} | {wall / base[0]:.2f} | {spent:.2f} | {spent / base[1]:.2f} |")
    return all(wall <= GOAL * base[0] for wall, _ in middle.values())


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--first-page", action="store_true", help="the first page beside `idealtypes --help`")
    parser.add_argument("--turns", type=int, default=11)
    given = parser.parse_args()
    if given.first_page and not told_first_page(given.turns):
        raise SystemExit(f"the first page takes more than {GOAL:g} times `idealtypes --help`")


if __name__ == "__main__":
    main()
