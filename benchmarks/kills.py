"""Does a study survive what happens to programs: `kill -9` in the middle of writing, and two people at once?

    python benchmarks/kills.py --kills 500 --pairs 200 --seed 1

Every command that writes (`killed_commands.py`) is run as a process of its own and killed with SIGKILL: half of the
times before one of its file operations, drawn from all, or from those beside a renaming (the process counts opening for
writing, renaming, removing, making folders); most others a random time after its first change is seen in the folder; a
tenth any time after its start. `hit` counts those that left something between before and after. Then comes what a
person would do: `check`, and the same command again. Each is judged by all files that are not hidden:

- mixed: neither as before the command nor as after it, once the next command has run (or, at the end, as neither)
- lost: what a file held before is nowhere, and what was to take its place is not there whole
- blocked: the next command, or the same one again, is refused for what the killed one left
- orphaned: files, hidden ones too, which no undisturbed run leaves

`seen` counts, beside these, what somebody who looks into the folder before any command runs finds neither old nor new.

A pair is two commands at once, begun by a barrier with a random lead of one. Both are done, in one order or the other;
or one is done and the other told, by exit code 1 and a message that says that somebody writes or has written.

The parent imports the program once and forks, since starting Python takes longer than what is to be killed; the child
runs `idealtypes.cli` as the console script does. Ends with exit code 1 where anything is mixed, lost, blocked,
orphaned or untold.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib
import json
import os
import pkgutil
import random
import re
import resource
import shutil
import signal
import stat
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from killed_commands import PAIRS, TASKS, WORLDS, Pair, Task

PATIENCE = 900  # seconds for any command
FAULTS = ("mixed", "lost", "blocked", "orphaned")
TOLD = re.compile(r"writ|busy|lock|meanwhile|changed since|in use", re.IGNORECASE)
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
OPERATIONS = {
    "os.rename",
    "os.remove",
    "os.rmdir",
    "os.mkdir",
    "os.link",
    "os.symlink",
    "os.truncate",
    "os.chmod",
}
Tree = dict[str, str]  # file → digest, or where a link leads


@dataclass(frozen=True)
class Ended:
    """How a process ended: its exit code (−9 for killed), what it said, seconds, and seconds of writing."""

    code: int
    said: str
    seconds: float
    began: float = 0.0  # until the first change
    writing: float = 0.0


class Failing(Exception):  # noqa: N818
    """A command fails though nobody disturbs it."""


# processes


def warm(modules: Sequence[str] = ()) -> None:
    """Import all that commands import, and use none of it: threads do not survive a fork."""
    import idealtypes

    found = [one.name for one in pkgutil.walk_packages(idealtypes.__path__, "idealtypes.")]
    for name in (*found, *modules):
        if not name.endswith("__main__"):
            with suppress(ImportError):
                importlib.import_module(name)


def start(
    argv: Sequence[str],
    world: Path,
    said: Path,
    *,
    answers: str = "",
    stop: int = 0,
    count: Path | None = None,
    barrier: int = -1,
    lead: float = 0.0,
) -> int:
    """A process that runs a command in a world; it kills itself before its `stop`-th file operation."""
    sys.stdout.flush()
    sys.stderr.flush()
    pid = os.fork()
    if pid:
        return pid
    code = 70
    try:
        os.chdir(world)
        out = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(out, 1)
        os.dup2(out, 2)
        typed, keys = os.pipe()
        os.write(keys, answers.encode())
        os.close(keys)
        os.dup2(typed, 0)
        steps = _counted(world, stop) if stop or count else []
        if barrier >= 0:
            os.read(barrier, 1)
            time.sleep(lead)
        code = _command(argv)
        if count is not None:
            loaded = [name for name in sys.modules if not name.startswith(("_", "kill"))]
            count.write_text(json.dumps({"steps": steps, "modules": loaded}), "utf-8")
    finally:
        with suppress(Exception):
            sys.stdout.flush()
        os._exit(code)


def _command(argv: Sequence[str]) -> int:
    from idealtypes.cli import main

    sys.argv = ["idealtypes", *argv]
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115
    try:
        main()
    except SystemExit as left:
        return left.code if isinstance(left.code, int) else int(left.code is not None)
    return 0


def _counted(world: Path, stop: int) -> list[str]:
    """Note the file operations in a world from now on, and end this process before the `stop`-th."""
    steps: list[str] = []
    root = str(world)

    def inside(path: object) -> bool:
        if isinstance(path, int):
            return True  # through an open folder or file
        with suppress(TypeError):
            return os.path.abspath(os.fsdecode(path)).startswith(root)  # type: ignore[arg-type]  # noqa: PTH100
        return False

    def hook(event: str, given: tuple[Any, ...]) -> None:
        if event == "open":
            if not (isinstance(given[2], int) and given[2] & WRITING) or not inside(given[0]):
                return
        elif event not in OPERATIONS or not inside(given[0]):
            return
        steps.append(event)
        if len(steps) == stop:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)
    return steps


def wait(pid: int, patience: float = PATIENCE) -> int:
    """The exit code of a process, −9 where it was killed; one that hangs is killed, and counts as −1."""
    until = time.monotonic() + patience
    while time.monotonic() < until:
        done, status = os.waitpid(pid, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.002)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    return -1


def run(argv: Sequence[str], world: Path, said: Path, **more: Any) -> Ended:
    """A command from start to end."""
    begun = time.monotonic()
    code = wait(start(argv, world, said, **more))
    return Ended(code, said.read_text("utf-8", errors="replace"), time.monotonic() - begun)


def watched(argv: Sequence[str], world: Path, said: Path, **more: Any) -> Ended:
    """The same, with the time of its first and last change in the folders of the world."""
    pid, begun = start(argv, world, said, **more), time.monotonic()
    first = last = 0.0
    seen = _moments(world)
    while True:
        done, status = os.waitpid(pid, os.WNOHANG)
        now = _moments(world)
        if now != seen:
            seen, last = now, time.monotonic() - begun
            first = first or last
        if done:
            break
    code = os.waitstatus_to_exitcode(status)
    return Ended(
        code, said.read_text("utf-8", errors="replace"), time.monotonic() - begun, first, last - first
    )


def killed_in_time(
    argv: Sequence[str], world: Path, said: Path, after: float, seen: bool, **more: Any
) -> int:
    """Kill a command some seconds after its first change, or after its start; its exit code."""
    pid, before = start(argv, world, said, **more), _moments(world)
    done = status = 0
    while seen and not done and _moments(world) == before:
        done, status = os.waitpid(pid, os.WNOHANG)
    until = time.monotonic() + after
    while not done and time.monotonic() < until:
        done, status = os.waitpid(pid, os.WNOHANG)
    if done:
        return os.waitstatus_to_exitcode(status)
    os.kill(pid, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def _moments(world: Path) -> list[tuple[str, int]]:
    """When each folder was changed last: a file in it came, went or was renamed."""
    found, left = [], [str(world)]
    while left:
        folder = left.pop()
        with suppress(OSError):
            found.append((folder, os.stat(folder).st_mtime_ns))  # noqa: PTH116
            with os.scandir(folder) as entries:
                left += [entry.path for entry in entries if entry.is_dir(follow_symlinks=False)]
    return found


# what a folder holds


def tree(world: Path) -> Tree:
    """Every file below a folder, hidden ones too; folders that hold nothing have a `/` at their end."""
    found: Tree = {}
    for folder, folders, files in os.walk(world):
        here = Path(folder)
        for name in files + [name for name in folders if (here / name).is_symlink()]:
            path = here / name
            key = path.relative_to(world).as_posix()
            if path.is_symlink():
                found[key] = f"-> {os.readlink(path)}"  # noqa: PTH115
            elif stat.S_ISREG(path.stat().st_mode):
                found[key] = hashlib.sha256(path.read_bytes()).hexdigest()
        if not folders and not files and here != world:
            found[f"{here.relative_to(world).as_posix()}/"] = ""
    return found


def visible(found: Mapping[str, str]) -> Tree:
    """The files that are not hidden; an empty folder says nothing."""
    return {
        name: data
        for name, data in found.items()
        if not name.endswith("/") and not any(part.startswith(".") for part in name.split("/"))
    }


@dataclass
class Row:
    """The counts of a line of the table."""

    name: str
    seconds: float = 0.0
    writing: float = 0.0
    counts: Counter[str] = field(default_factory=Counter)
    examples: dict[str, str] = field(default_factory=dict)
    calm: set[str] = field(default_factory=set)  # files that undisturbed runs leave

    def add(self, kind: str, example: str) -> None:
        self.counts[kind] += 1
        self.examples.setdefault(kind, example)


# worlds, and what becomes of them undisturbed


class Ground:
    """A temporary folder with each world as it is made, and the place where commands are run in a copy of it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.place, self.said = folder, folder / "world", folder / "said"

    def make(self, name: str) -> None:
        """The world of that name, if it is not made yet."""
        kept = self.folder / "kept" / name
        if kept.exists():
            return
        shutil.rmtree(self.place, ignore_errors=True)
        self.place.mkdir(parents=True)

        def made(*argv: str) -> None:
            ended = run(argv, self.place, self.said)
            if ended.code:
                raise Failing(f"{name}: {' '.join(argv)} ended with {ended.code}: {_line(ended.said)}")

        WORLDS[name](self.place, made)
        shutil.copytree(self.place, kept, symlinks=True)

    def fresh(self, name: str) -> Path:
        """The place, with that world in it."""
        self.make(name)
        shutil.rmtree(self.place, ignore_errors=True)
        shutil.copytree(self.folder / "kept" / name, self.place, symlinks=True)
        return self.place

    def run(self, argv: Sequence[str], **more: Any) -> Ended:
        return run(argv, self.place, self.said, **more)


@dataclass(frozen=True)
class Expected:
    """What undisturbed runs of a task leave: before, after, after the same command again; and their exit codes."""

    old: Tree
    new: Tree
    again: Tree
    next_old: int
    next_new: int
    code_again: int
    steps: list[str]
    whole: Ended


def expected(ground: Ground, task: Task) -> Expected:
    """Run a task undisturbed: once to warm up, once watched."""
    world, count = ground.fresh(task.world), ground.folder / "count.json"
    old = tree(world)
    next_old = ground.run(task.next).code if task.next else 0
    assert visible(tree(world)) == visible(old), f"{task.name}: {' '.join(task.next)} writes"
    done = run(task.argv, world, ground.said, answers=task.answers, count=count)
    if done.code:
        raise Failing(f"undisturbed it ends with {done.code}: {_line(done.said)}")
    told = json.loads(count.read_text("utf-8"))
    warm(told["modules"])
    world = ground.fresh(task.world)
    whole = watched(task.argv, world, ground.said, answers=task.answers)
    new = tree(world)
    assert visible(new) != visible(old), f"{task.name}: writes nothing"
    next_new = ground.run(task.next).code if task.next else 0
    after = ground.run(task.argv, answers=task.answers)
    return Expected(old, new, tree(world), next_old, next_new, after.code, told["steps"], whole)


# a kill, and what comes of it


def kill(ground: Ground, task: Task, known: Expected, lot: random.Random) -> str:
    """Kill a task once; how."""
    world = ground.fresh(task.world)
    how = lot.random()
    moves = [n for n, event in enumerate(known.steps, 1) if event == "os.rename"]
    if how < 0.5:
        step = (
            lot.randint(1, len(known.steps))
            if how < 0.25 or not moves
            else lot.choice(moves) + lot.randint(0, 1)
        )
        wait(start(task.argv, world, ground.said, answers=task.answers, stop=step))
        return f"before operation {step} of {len(known.steps)}"
    seen = how < 0.9
    after = lot.uniform(0, known.whole.writing if seen else known.whole.seconds)
    killed_in_time(task.argv, world, ground.said, after, seen, answers=task.answers)
    return f"{1000 * after:.1f} ms after its {'first change' if seen else 'start'}"


def judge(ground: Ground, task: Task, known: Expected, how: str, row: Row) -> None:
    """What the next commands make of what a killed one left."""
    left = tree(ground.place)
    old, new, again = visible(known.old), visible(known.new), visible(known.again)
    row.counts["kills"] += 1
    row.counts["hit"] += left not in (known.old, known.new)
    row.counts["seen"] += visible(left) not in (old, new)
    faults: dict[str, str] = {}
    state = visible(left)
    if task.next:
        ended, state = ground.run(task.next), visible(tree(ground.place))
        allowed = {known.next_old if state == old else known.next_new} if state in (old, new) else {0}
        if not any(_but(state, task.later) == _but(one, task.later) for one in (old, new)):
            faults["mixed"] = _differing(state, old, new)
        if ended.code not in allowed:
            faults["blocked"] = f"{' '.join(task.next)}: {_line(ended.said)}"
    ended = ground.run(task.argv, answers=task.answers)
    end = tree(ground.place)
    # where no other command comes between, the same one may find that its run is finished by putting in order
    fits = {(0, _key(new))} if state != new or not task.next else set()
    fits |= {(known.code_again, _key(again))} if state != old or not task.next else set()
    if (ended.code, _key(visible(end))) not in fits:
        if ended.code not in {code for code, _ in fits}:
            faults.setdefault("blocked", f"again: {_line(ended.said)}")
        if visible(end) not in (old, new, again):
            faults.setdefault("mixed", _differing(visible(end), old, new))
            there = set(visible(end).values())
            gone = [name for name, data in old.items() if data not in there]
            if gone and any(visible(end).get(name) != data for name, data in new.items()):
                faults["lost"] = ", ".join(gone[:3])
    strange = sorted(set(end) - set(known.old) - set(known.new) - set(known.again))
    if strange:
        faults["orphaned"] = ", ".join(strange[:3])
    for kind, example in faults.items():
        row.add(kind, f"{how}: {example}")


def _but(found: Tree, later: tuple[str, ...]) -> Tree:
    return {name: data for name, data in found.items() if not name.startswith(later)}


def _key(found: Tree) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(found.items()))


def _differing(state: Tree, old: Tree, new: Tree) -> str:
    changed = {name for name in old | new if old.get(name) != new.get(name)}
    is_new = sorted(name for name in changed if state.get(name) == new.get(name))
    return f"{len(is_new)} of {len(changed)} files are new ({', '.join(is_new[:3])})"


def _line(said: str) -> str:
    lines = [line for line in said.splitlines() if line.strip()]
    return next(
        (line for line in lines if "rror" in line or "fault" in line), lines[-1] if lines else "(silent)"
    )


# pairs


INTURN = (-1, -1)


def outcomes(ground: Ground, pair: Pair) -> dict[tuple[int, int], set[Any]]:
    """Exit codes → the folders that either order of the two leaves, or one of them alone; INTURN: the exit codes of the
    two orders."""
    found: dict[tuple[int, int], set[Any]] = {}
    for turned in (False, True):
        ground.fresh(pair.world)
        codes = []
        for argv in (pair.second, pair.first) if turned else (pair.first, pair.second):
            codes.append(ground.run(argv).code)
            if len(codes) == 1:
                if codes[0]:
                    raise Failing(f"{' '.join(argv)} fails alone")
                alone = (1, 0) if turned else (0, 1)
                found.setdefault(alone, set()).add(_key(visible(tree(ground.place))))
        told = (codes[1], codes[0]) if turned else (codes[0], codes[1])
        found.setdefault(told, set()).add(_key(visible(tree(ground.place))))
        found.setdefault(INTURN, set()).add(told)
    return found


def at_once(
    ground: Ground, pair: Pair, known: Mapping[tuple[int, int], set[Any]], lead: float, row: Row
) -> None:
    """Run a pair, and judge it."""
    world = ground.fresh(pair.world)
    states = [state for codes, ones in known.items() if codes != INTURN for state in ones]
    alone = {name for state in states for name, _ in state} | set(tree(world))
    gate, opener = os.pipe()
    says = (ground.folder / "first", ground.folder / "second")
    pids = [
        start(argv, world, said, barrier=gate, lead=max(0.0, sign * lead))
        for argv, said, sign in ((pair.first, says[0], 1), (pair.second, says[1], -1))
    ]
    time.sleep(0.02)
    os.write(opener, b"xx")
    codes = (wait(pids[0]), wait(pids[1]))
    os.close(gate)
    os.close(opener)
    said = [path.read_text("utf-8", errors="replace") for path in says]
    row.counts["pairs"] += 1
    row.counts["both" if codes == (0, 0) else "one"] += 1
    left = tree(world)
    how = f"lead {1000 * lead:.0f} ms, exit codes {codes[0]} and {codes[1]}"
    if _key(visible(left)) not in known.get(codes, set()):
        row.add("lost", f"{how}: {_line(said[0])} | {_line(said[1])}")
    told = all(code == 0 or TOLD.search(text) for code, text in zip(codes, said, strict=True))
    if not told and codes not in known[INTURN]:  # one after the other, the second may be refused as well
        row.add("untold", f"{how}: {_line(said[0])} | {_line(said[1])}")
    if (world / "study").is_dir():
        ended = ground.run(("check", "study"))
        if ended.code:
            row.add("blocked", f"{how}: check: {_line(ended.said)}")
    # a lock file that stays is told by its being left by a single run, too
    strange = sorted(name for name in tree(world) if name not in alone and name not in row.calm)
    if strange:
        row.add("orphaned", f"{how}: {', '.join(strange[:3])}")


# the table


def show(rows: Sequence[Row], columns: Sequence[str], title: str) -> None:
    width = max(len(row.name) for row in rows)
    print(
        f"\n{title}\n{'':{width}} {'run s':>6} {'write ms':>8} " + " ".join(f"{name:>8}" for name in columns)
    )
    for row in rows:
        told = " ".join(f"{row.counts[name] or '·':>8}" for name in columns)
        print(f"{row.name:{width}} {row.seconds:>6.2f} {1000 * row.writing:>8.0f} {told}")
    total = " ".join(f"{sum(row.counts[name] for row in rows) or 0:>8}" for name in columns)
    print(f"{'all':{width}} {'':>6} {'':>8} {total}")
    for row in rows:
        for kind, example in row.examples.items():
            print(f"  {row.name}, {kind}: {example}")


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--kills", type=int, default=500)
    asked.add_argument("--pairs", type=int, default=200)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--only", default="", help="only commands and pairs whose names this expression finds")
    given = asked.parse_args()
    os.environ |= {"SOURCE_DATE_EPOCH": "1700000000", "POLARS_MAX_THREADS": "1", "OMP_NUM_THREADS": "1"}
    os.environ |= {"OPENBLAS_NUM_THREADS": "1", "COLUMNS": "100", "MPLBACKEND": "agg"}
    lot = random.Random(given.seed)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    warm()
    with tempfile.TemporaryDirectory(prefix="kills-") as folder:
        ground = Ground(Path(folder).resolve())
        kills = list(
            _killed(ground, [one for one in TASKS if re.search(given.only, one.name)], given.kills, lot)
        )
        pairs = list(
            _paired(ground, [one for one in PAIRS if re.search(given.only, one.name)], given.pairs, lot)
        )
    bad = 0
    if kills:
        show(kills, ("kills", "hit", "seen", *FAULTS), "Killed")
        bad += sum(row.counts[kind] for row in kills for kind in FAULTS)
    if pairs:
        columns = ("pairs", "both", "one", "lost", "untold", "blocked", "orphaned")
        show(pairs, columns, "Two at once")
        bad += sum(row.counts[kind] for row in pairs for kind in columns[3:])
    return int(bad > 0)


def _shares(number: int, among: Sequence[Task | Pair]) -> list[int]:
    """So many in all, by weight, none for nobody where they suffice."""
    whole = sum(one.weight for one in among)
    ends = [round(number * sum(one.weight for one in among[: n + 1]) / whole) for n in range(len(among))]
    return [end - start for start, end in zip([0, *ends], ends, strict=False)]


def _killed(ground: Ground, tasks: Sequence[Task], number: int, lot: random.Random) -> Iterator[Row]:
    for task, times in zip(tasks, _shares(number, tasks), strict=True):
        if not times:
            continue
        try:
            known = expected(ground, task)
        except Failing as problem:
            row = Row(task.name)
            row.add("blocked", str(problem))
            yield row
            continue
        row = Row(task.name, known.whole.seconds, known.whole.writing)
        for _ in range(times):
            how = kill(ground, task, known, lot)
            judge(ground, task, known, how, row)
        print(f"{task.name}: {dict(row.counts)}", file=sys.stderr, flush=True)
        yield row


def _paired(ground: Ground, pairs: Sequence[Pair], number: int, lot: random.Random) -> Iterator[Row]:
    for pair, times in zip(pairs, _shares(number, pairs), strict=True):
        if not times:
            continue
        try:
            known = outcomes(ground, pair)
        except Failing as problem:
            row = Row(pair.name)
            row.add("blocked", str(problem))
            yield row
            continue
        calm = set(tree(ground.place))
        world = ground.fresh(pair.world)
        ended = watched(pair.first, world, ground.said)
        calm |= set(tree(world))
        row = Row(pair.name, ended.seconds, ended.writing, calm=calm)
        for _ in range(times):
            at_once(ground, pair, known, lot.uniform(-0.4, 0.4) * ended.seconds, row)
        print(f"{pair.name}: {dict(row.counts)}", file=sys.stderr, flush=True)
        yield row


if __name__ == "__main__":
    sys.exit(main())
