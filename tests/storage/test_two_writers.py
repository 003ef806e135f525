"""Two writers at every pair of steps, and a reader beside a writer: none is lost, none sees a mixture."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextvars import ContextVar
from pathlib import Path

import pytest

from idealtypes.storage import lock
from idealtypes.storage import reading as reading_
from idealtypes.storage.file_layer import instead
from idealtypes.storage.lock import PATIENCE, Busy
from idealtypes.storage.reading import read, steadily
from idealtypes.storage.transaction import Changed, writing
from tests.examples import LONG
from tests.storage.disks import CountingDisk, contents


class Stepped(CountingDisk):
    """A process that waits before each operation until it may go on."""

    def __init__(self, does: Callable[[], None]) -> None:
        super().__init__()
        self.asks, self.may = threading.Semaphore(0), threading.Semaphore(0)
        self.free = self.done = False
        self.problem: Exception | None = None
        self.thread = threading.Thread(target=self._runs, args=(does,), daemon=True)
        self.thread.start()

    def _runs(self, does: Callable[[], None]) -> None:
        try:
            with instead(self):
                does()
        except Exception as problem:
            self.problem = problem
        self.done = True
        self.asks.release()

    def at(self, name: str, arguments: object) -> None:
        if not self.free:
            self.asks.release()
            self.may.acquire()

    def steps(self, number: int) -> None:
        """Let it do so many operations, or all that it has."""
        for _ in range(number):
            self.asks.acquire()
            if self.done:
                self.asks.release()
                return
            self.may.release()
        self.asks.acquire()  # what it was let do is done
        self.asks.release()

    def let_go_on(self) -> None:
        """Let it run."""
        self.free = True
        self.may.release()

    def end(self) -> None:
        """Let it run to its end."""
        self.let_go_on()
        self.thread.join(60)
        assert self.done


def adds(study: Path, line: str, patience: float) -> Callable[[], None]:
    """A command that reads a table and writes it with a line more."""

    def does() -> None:
        PATIENCE.set(patience)
        with writing(study, line) as change:
            table = change.read("codings.csv")
            change.put("codings.csv", table + line.encode() + b"\n")
            change.put(f"{line}.txt", b"mine")

    return does


@pytest.fixture
def study(place: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(lock, "PAUSE", 0.0005)
    return place / "study"


def anew(study: Path) -> None:
    study.mkdir(exist_ok=True)
    for name in contents(study):
        (study / name).unlink()
    (study / "codings.csv").write_bytes(b"table\n")


@pytest.mark.parametrize("patience", [20.0, 0.0], ids=["waits", "is told"])
def test_two_writers_at_every_pair_of_steps(study: Path, patience: float) -> None:
    anew(study)
    alone = Stepped(adds(study, "a", 0))
    alone.end()
    told = 0
    every = 1 if LONG else 3
    for i in range(0, alone.count + 1, (1 if LONG else 2) if patience else 3):
        for j in range(1 + i % every, alone.count + 1, every):
            anew(study)
            a, b = Stepped(adds(study, "a", patience)), Stepped(adds(study, "b", patience))
            a.steps(i)
            b.steps(j)
            a.let_go_on()
            b.end()
            a.end()
            won = [line for line, one in (("a", a), ("b", b)) if one.problem is None]
            assert won, (a.problem, b.problem)
            for one in (a, b):
                assert one.problem is None or isinstance(one.problem, Busy), one.problem
            told += len(won) == 1
            found = contents(study)
            lines = found.pop("codings.csv").decode().split()
            assert sorted(lines[1:]) == won
            assert found == {f"{line}.txt": b"mine" for line in won}
    assert (told == 0) == (patience > 0)


def test_a_writer_that_another_program_crosses_is_told(study: Path) -> None:
    """A spreadsheet knows no lock: it saves over the table at any step of ours."""
    anew(study)
    alone = Stepped(adds(study, "a", 0))
    alone.end()
    outcomes, compared = set(), 0
    for i in range(alone.count + 1):
        for save in ("in place", "by another file"):
            anew(study)
            a = Stepped(adds(study, "a", 0))
            a.steps(i)
            if save == "in place":
                with (study / "codings.csv").open("ab") as file:
                    file.write(b"saved by hand\n")
            else:
                (study / "new").write_bytes((study / "codings.csv").read_bytes() + b"saved by hand\n")
                (study / "new").replace(study / "codings.csv")
            a.end()
            assert a.problem is None or isinstance(a.problem, Changed), a.problem
            found = contents(study)
            at_once = a.log[i : i + 1]  # the operation before which the other program came
            if (
                save == "by another file"
                and at_once
                and at_once[0].startswith("rename")
                and at_once[0].endswith("/codings.csv")
            ):
                continue  # between the last look and the move: what is not promised
            assert any(b"saved by hand" in data for data in found.values()), (i, save, found)
            compared += 1
            assert (b"\na\n" in found["codings.csv"]) == (a.problem is None)
            outcomes.add((save, a.problem is None))
    assert len(outcomes) == 4
    assert compared == 2 * (alone.count + 1) - 1


def test_a_reader_never_sees_half_of_a_switch(study: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = ("first.csv", "second.csv")

    class Slow(Stepped):
        def sync_folder(self, folder: Path) -> None:
            time.sleep(0.005)  # as a medium takes it: the clock of a file system has ticks

    monkeypatch.setattr(reading_, "PATIENCE", ContextVar("patience", default=0.0))

    def writes() -> None:
        with writing(study, "import") as change:
            change.put_all(dict.fromkeys(names, b"new"))

    waited = 0
    for i in range(1000):
        anew(study)
        for name in names:
            (study / name).write_bytes(b"old")
        writer = Slow(writes)
        writer.steps(i)
        times = []

        def reading(writer: Slow = writer, times: list[int] = times) -> set[bytes]:
            first = read(study / names[0])
            if not times:
                writer.end()
            times.append(1)
            return {first, read(study / names[1])}

        try:
            assert steadily(study, reading) in ({b"old"}, {b"new"}), i
        except Busy:
            assert not times  # the switch stands still, and the reader would wait for it
            waited += 1
            writer.end()
        if i > writer.count:
            break
    assert waited > 3
