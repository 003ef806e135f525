"""A transaction that fails or is killed at any step leaves the old files or the new ones, and the next command works.

SQLite's crash tests are the model. Each shape is a folder before and the changes to it.
"""

from __future__ import annotations

import contextlib
import errno
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from idealtypes.errors import IdealtypesError
from idealtypes.storage.file_layer import FileLayer, instead
from idealtypes.storage.reading import steadily
from idealtypes.storage.single_file import write_file
from idealtypes.storage.transaction import Transaction, writing
from tests.examples import LONG
from tests.storage.disks import CountingDisk, DyingDisk, FailingDisk, Killed, contents


@dataclass(frozen=True)
class Shape:
    """A folder, and what a command does in it; `beside` are files outside that links lead to."""

    before: dict[str, bytes]
    change: Callable[[Transaction], None]
    links: tuple[tuple[str, str], ...] = ()


def some(change: Transaction) -> None:
    change.put("statements.csv", b"new statements")
    change.put("codings.csv", b"new codings")
    change.put("versions/scheme-1.yaml", b"kept")


def with_removals(change: Transaction) -> None:
    change.put("statements.csv", b"without her")
    change.remove("texts/her.txt")
    change.put("texts/new/one.txt", b"one")


OLD = {"study.yaml": b"study", "statements.csv": b"old statements", ".DS_Store": b"\0", "notes.txt": b"hers"}
SHAPES = {
    "new": Shape({}, some),
    "there": Shape(OLD, some),
    "removals": Shape(OLD | {"texts/her.txt": b"all she said"}, with_removals),
    "links": Shape(
        OLD,
        some,
        (("codings.csv", "elsewhere/real.csv"), ("versions", "elsewhere/versions/")),
    ),
}


def made(root: Path, shape: Shape) -> Path:
    """The folder of a shape, anew."""
    shutil.rmtree(root, ignore_errors=True)
    study = root / "study"
    for name, data in shape.before.items():
        path = study / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    root.mkdir(exist_ok=True)
    for name, target in shape.links:
        real = root / target
        if target.endswith("/"):
            real.mkdir(parents=True)
        else:
            real.parent.mkdir(parents=True, exist_ok=True)
            real.write_bytes(b"old, elsewhere")
        (study / name).symlink_to(real)
    return study


def command(study: Path, shape: Shape, disk: FileLayer) -> None:
    with instead(disk), writing(study, "import") as change:
        shape.change(change)


def ends(place: Path, shape: Shape) -> tuple[dict[str, bytes], dict[str, bytes], int]:
    """All files before and after, and how many operations there are."""
    study = made(place, shape)
    before = contents(place)
    disk = CountingDisk()
    command(study, shape, disk)
    return before, contents(place), disk.count


def seen(files: dict[str, bytes]) -> dict[str, bytes]:
    """The files without what storage has prepared or kept under hidden names."""
    return {
        name: data
        for name, data in files.items()
        if ".idealtypes" not in name and not (name.endswith((".old", ".new")) and "/." in name)
    }


def read(study: Path) -> None:
    """What the next command does before anything else."""
    steadily(study, lambda: None)


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_killed_at_any_step(place: Path, shape: Shape) -> None:
    before, after, count = ends(place, shape)
    found, rehearsal = [], CountingDisk()
    command(made(place, shape), shape, rehearsal)
    named = 2 + next(n for n, said in enumerate(rehearsal.log) if said.startswith("overwrite"))
    for k in range(1, count + 1):
        study = made(place, shape)
        disk = DyingDisk(k)
        with pytest.raises(Killed):
            command(study, shape, disk)
        disk.let_go()
        begun = study.is_dir()
        read(study)
        now = contents(place)
        assert now in (before, after), (k, disk.log[-3:], sorted(now))
        if k > named:  # its words are written: the lock says how many folders were made
            assert study.is_dir() == (bool(now) and begun), (k, rehearsal.log[k - 1])
        found.append(now == after)
        command(study, shape, FileLayer())  # and again: nothing is in the way
        assert contents(place) == after
    assert found == sorted(found), "old up to the journal, new from then on"
    assert {True, False} == set(found)


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_killed_again_while_it_is_put_in_order(place: Path, shape: Shape) -> None:
    before, after, count = ends(place, shape)
    for k in range(1, count + 1, 1 if LONG else 4):
        step = 1
        while True:
            study = made(place, shape)
            dying = DyingDisk(k)
            with pytest.raises(Killed):
                command(study, shape, dying)
            dying.let_go()
            again = DyingDisk(step)
            try:
                with instead(again):
                    read(study)
            except Killed:
                again.let_go()
                read(study)
                assert contents(place) in (before, after), (k, step, again.log[-3:])
                step += 1
                continue
            break


@pytest.mark.parametrize(
    ("code", "lasting"),
    [(errno.ENOSPC, False), (errno.ENOSPC, True), (errno.EACCES, False), (errno.EROFS, True)],
    ids=["full", "full for good", "forbidden", "read-only for good"],
)
@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_failing_at_any_step(place: Path, shape: Shape, code: int, lasting: bool) -> None:
    before, after, count = ends(place, shape)
    for k in range(1, count + 1):
        study = made(place, shape)
        disk = FailingDisk(k, code, lasting)
        told = True
        try:
            command(study, shape, disk)
            told = False
        except IdealtypesError:
            pass
        assert not disk.open, (k, disk.log[-5:])
        now = contents(place)
        if not told:
            assert seen(now) == after, (k, disk.log[-5:])
        elif not lasting:
            assert now == before, (k, disk.log[-5:], sorted(now))
        read(study)
        now = contents(place)
        assert now == after if not told else now in (before, after), (k, disk.log[-5:])
        command(study, shape, FileLayer())
        assert contents(place) == after


def single(path: Path, disk: FileLayer) -> None:
    with instead(disk):
        write_file(path, b"new table")


@pytest.mark.parametrize("old", [None, b"old"], ids=["new", "there"])
def test_a_single_file_at_any_step(place: Path, old: bytes | None) -> None:
    path = place / "out" / "table.csv"

    def fresh() -> dict[str, bytes]:
        shutil.rmtree(place / "out", ignore_errors=True)
        if old is not None:
            path.parent.mkdir()
            path.write_bytes(old)
        return contents(place)

    before = fresh()
    counting = CountingDisk()
    single(path, counting)
    after = contents(place)
    for k in range(1, counting.count + 1):
        fresh()
        dying = DyingDisk(k)
        with pytest.raises(Killed):
            single(path, dying)
        dying.let_go()
        now = {n: d for n, d in contents(place).items() if not n.endswith(".idealtypes")}
        assert now in (before, after)
        if path.parent.is_dir():
            write_file(path.with_name("other.csv"), b"")  # any file that is written there sweeps what is left
            path.with_name("other.csv").unlink()
            assert contents(place) == now
        single(path, FileLayer())
        assert contents(place) == after
        for code in (errno.ENOSPC, errno.EACCES):
            fresh()
            with contextlib.suppress(OSError):
                single(path, FailingDisk(k, code))
            assert contents(place) in (before, after)
            single(path, FileLayer())
            assert contents(place) == after
