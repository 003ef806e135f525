"""Mutants: do the tests fall when a formula is changed by one operator or one number?

    make mutants                 a sample of 20 mutants a room
    make mutants SAMPLE=all      every one: a night
    python benchmarks/mutants.py --room types --sample 100 --seed 7

Cosmic Ray (Bingham, sixty-north) changes one place at a time in a clone of the last commit and runs the tests of the
room. What survives is printed with its place and its change; benchmarks/mutants.md says why the known ones may.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from cosmic_ray.commands.init import init
from cosmic_ray.mutating import mutate_and_test
from cosmic_ray.work_db import WorkDB, use_db
from cosmic_ray.work_item import MutationSpec, TestOutcome

ROOT = Path(__file__).resolve().parents[1]
TIMEOUT = 180.0  # seconds a run of tests may take: a mutant that never ends is killed
# Changes that cannot matter: a `|` in an annotation, which is never evaluated, and a decorator that is a keyword.
NEVER = ("core/ReplaceBinaryOperator_BitOr", "core/RemoveDecorator")


@dataclass(frozen=True)
class Room:
    """What is mutated, and the tests that should fall."""

    sources: str  # a glob below the root
    tests: tuple[str, ...]  # globs below the root


ROOMS = {
    "engine": Room("idealtypes/engine/**/*.py", ("tests/engine",)),
    "types": Room(
        "idealtypes/analyses/types/*.py", ("tests/analyses/test_membership.py", "tests/cli/test_types.py")
    ),
    "compare": Room("idealtypes/analyses/compare/*.py", ("tests/analyses/test_comparison*.py",)),
    "sets": Room(
        "idealtypes/analyses/sets/*.py", ("tests/analyses/test_settheory*.py", "tests/cli/test_sets.py")
    ),
    "tension": Room("idealtypes/analyses/tension/*.py", ("tests/analyses/test_tension.py",)),
    "influence": Room("idealtypes/analyses/influence/*.py", ("tests/analyses/test_influence*.py",)),
    "robustness": Room("idealtypes/analyses/robustness/*.py", ("tests/analyses/test_robustness*.py",)),
    "agreement": Room("idealtypes/analyses/agreement/*.py", ("tests/analyses/test_agreement.py",)),
    "scenarios": Room("idealtypes/analyses/scenarios/*.py", ("tests/analyses/scenarios",)),
    "suppression": Room("idealtypes/disclosure/suppression.py", ("tests/disclosure/test_suppression.py",)),
}


def mutations_of(room: Room, work: Path) -> list[MutationSpec]:
    """Every change that could be made in a room, in the order of its files."""
    paths = [path for path in sorted(work.glob(room.sources)) if path.name != "__init__.py"]
    with use_db(str(work / "mutants.sqlite"), WorkDB.Mode.create) as db:
        init(paths, db, {})
        every = [mutation for item in db.work_items for mutation in item.mutations]
    return sorted(
        (m for m in every if not m.operator_name.startswith(NEVER)),
        key=lambda m: (str(m.module_path), m.start_pos, m.operator_name, m.occurrence),
    )


def tried(name: str, room: Room, work: Path, sample: int | None, seed: int) -> tuple[int, int, list[str]]:
    """How many mutants there are, how many were tried, and those that survived."""
    every = mutations_of(room, work)
    chosen = every if sample is None or sample >= len(every) else random.Random(seed).sample(every, sample)
    # the doctests of a module are tests of it too
    survivors = []
    for count, mutation in enumerate(chosen, 1):
        tests = " ".join(
            f"'{part}'" if " " in part else part for part in (*room.tests, str(mutation.module_path))
        )
        command = f"{sys.executable} -m pytest -x -q -p no:cacheprovider {tests} {mutation.module_path}"
        with contextlib.chdir(work):
            result = mutate_and_test([mutation], command, TIMEOUT)
        if result.test_outcome is TestOutcome.SURVIVED:
            lines = [line for line in (result.diff or "").splitlines() if line[:1] in "+-"]
            changed = " → ".join(line[1:].strip() for line in lines if not line.startswith(("+++", "---")))
            place = (
                mutation.module_path.relative_to(work)
                if mutation.module_path.is_absolute()
                else mutation.module_path
            )
            survivors.append(f"{place}:{mutation.start_pos[0]}: {changed}")
            print(f"  survived: {survivors[-1]}", flush=True)
        if count % 10 == 0:
            print(f"  {name}: {count} of {len(chosen)}, {len(survivors)} survived", flush=True)
    return len(every), len(chosen), survivors


def main() -> None:
    """Clone, mutate, test, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--room", choices=sorted(ROOMS), action="append", help="only this room; may be repeated"
    )
    parser.add_argument("--sample", default="20", help="mutants a room, or `all`")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    sample = None if given.sample == "all" else int(given.sample)
    started = time.monotonic()
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder) / "clone"
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(work)], check=True)
        os.environ["PYTHONPATH"] = str(work)
        for name in given.room or ROOMS:
            rows.append((name, *tried(name, ROOMS[name], work, sample, given.seed)))
    minutes = (time.monotonic() - started) / 60
    print(f"\nroom         mutants  tried  survived   ({minutes:.0f} minutes, seed {given.seed})")
    for name, every, count, survivors in rows:
        print(f"{name:<12} {every:>7}  {count:>5}  {len(survivors):>8}")


if __name__ == "__main__":
    main()
