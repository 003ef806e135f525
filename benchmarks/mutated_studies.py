"""What `check` accepts, every command can do; whatever is done to a study, the answer is a study or faults.

    python benchmarks/mutated_studies.py --studies 20000 --seed 1 [--processes 2] [--keep FOLDER] [--figures 20]

The good studies of the tests, examples and the edge studies are changed at random (`tests/mutated_studies.py`) and
checked. What is accepted runs through profile, types, compare and scenarios, and through report, whose drawings are
made for one report in `--figures`; one in four also through influence, tension, agreement, tabulate, evidence and
condense, and one in eight through a command line of each with its table for people. Counted is whatever ends otherwise
than in an answer or in a message; such studies are kept.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import random
import signal
import sys
import tempfile
import time
import traceback
import warnings
from collections import Counter
from pathlib import Path
from types import FrameType

for threads in ("POLARS_MAX_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(threads, "1")  # small studies: threads cost more than they give
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import idealtypes as it  # noqa: E402
from tests import mutated_studies as ms  # noqa: E402

SECONDS = 300  # for one study; nobody waits longer


class TooLong(Exception):  # noqa: N818
    """A study that takes longer than anybody would wait."""


def _stop(_: int, __: FrameType | None) -> None:
    raise TooLong(f"more than {SECONDS} seconds")


def part(number: int, parts: int, args: argparse.Namespace) -> Counter[str]:
    """Every so-manieth study of all."""
    warnings.simplefilter("ignore")
    os.environ["COLUMNS"] = "80"
    signal.signal(signal.SIGALRM, _stop)
    counts: Counter[str] = Counter()
    begun = told = time.monotonic()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        bases = ms.bases(folder / "bases")
        for n in range(number, args.studies, parts):
            one(n, bases, folder / "study", args, counts)
            if time.monotonic() - told > args.told:
                told = time.monotonic()
                print(f"{told - begun:6.0f} s", json.dumps(dict(counts)), flush=True)
            if time.monotonic() - begun > 60 * args.minutes:
                break
    return counts


def one(n: int, bases: list[ms.Files], folder: Path, args: argparse.Namespace, counts: Counter[str]) -> None:
    """One study changed, checked, and asked everything."""
    lot = random.Random(f"{args.seed}/{n}")
    files, names = ms.mutated(lot, lot.choice(bases), args.hard)
    ms.written(folder, files)
    outcome = ms.Outcome()
    signal.alarm(SECONDS)
    try:
        outcome, study = ms.checked(folder)
        if study is not None:
            asked(n, study, folder, outcome, args)
    except TooLong as problem:
        outcome.broke.append(("time", problem))
    finally:
        signal.alarm(0)
    counts["studies"] += 1
    counts["accepted"] += outcome.accepted
    counts.update(outcome.ran)
    for said in outcome.refused:
        command = said.split(":")[0]
        counts[f"refused {command}"] += 1
        if args.refusals:
            with args.refusals.open("a", encoding="utf-8") as file:
                file.write(f"{n}\t{said[:300]!r}\n")
    for command, problem in outcome.broke:
        counts["BROKE"] += 1
        where = args.keep / f"{args.seed}_{n}"
        ms.written(where, files)
        told = "".join(traceback.format_exception(problem))
        (where / f"BROKE_{command.replace(' ', '_')}.txt").write_text(
            f"{names}\n{told}", encoding="utf-8", errors="replace"
        )


def asked(n: int, study: it.Study, folder: Path, outcome: ms.Outcome, args: argparse.Namespace) -> None:
    """All commands on a study that was accepted."""

    def page(few: it.Study) -> None:
        language = ("en", "nb")[n % 2]
        if n % args.figures == 0:
            few.report(folder / "report", language=language)
        else:
            with ms.CheapFigures():
                few.report(folder / "report", language=language)

    ms.run(study, outcome, more=n % 4 == 0, page=page if n % args.reports == 0 else None)
    if n % 8 == 0 and study.settings.draws <= ms.MOST:
        commands = ["check", "profile", "types", "compare", "scenarios", "evidence", "tabulate", "methods"]
        ms.on_the_command_line(outcome, commands[n // 8 % len(commands)], str(folder))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--studies", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--keep", type=Path, default=Path("broken_studies"))
    parser.add_argument("--figures", type=int, default=20, help="draw the figures of one report in so many")
    parser.add_argument("--reports", type=int, default=1, help="a report for one accepted study in so many")
    parser.add_argument(
        "--hard", type=float, default=0.6, help="share of changes that are hardly ever accepted"
    )
    parser.add_argument("--minutes", type=float, default=1e6, help="stop then, and say how far it came")
    parser.add_argument("--told", type=float, default=60, help="seconds between two words on progress")
    parser.add_argument("--refusals", type=Path, help="write what commands refused into this file")
    args = parser.parse_args()
    begun = time.monotonic()
    if args.processes == 1:
        total = part(0, 1, args)
    else:
        with multiprocessing.get_context("spawn").Pool(args.processes) as pool:
            jobs = [(n, args.processes, args) for n in range(args.processes)]
            total = sum(pool.starmap(part, jobs), Counter())
    for name, number in sorted(total.items()):
        print(f"{name:24} {number:8,}")
    print(f"{time.monotonic() - begun:.0f} seconds")
    sys.exit(1 if total["BROKE"] else 0)


if __name__ == "__main__":
    main()
