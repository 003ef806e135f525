"""Every command that writes, stopped or failing: the old files or the new ones, the next command works.

What a command writes is written again with a kill at every step. The command itself runs with a kill and a full disk at
some steps; with `IDEALTYPES_TESTS=long` at every one.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
from pathlib import Path

import pytest

from idealtypes.errors import IdealtypesError
from idealtypes.storage.file_layer import instead
from idealtypes.storage.reading import in_order
from idealtypes.storage.transaction import Transaction, writing
from tests.examples import LONG
from tests.storage.commands import COMMANDS, Command
from tests.storage.disks import CountingDisk, DyingDisk, FailingDisk, Killed, contents

Files = dict[str, bytes]
FOLDERS = {name: one for name, one in COMMANDS.items() if one.where != "."}


class Tried:
    """A command, its folder made once and copied for each try."""

    def __init__(self, command: Command, place: Path) -> None:
        self.command, self.template, self.root = command, place / "template", place / "work"
        self.template.mkdir()
        command.before(self.template)
        self.fresh()
        self.before = contents(self.root)
        disk = CountingDisk()
        with instead(disk):
            command.run(self.root)
        self.after, self.count = contents(self.root), disk.count
        assert not disk.open
        assert not any(".idealtypes/" in name for name in self.after)

        with contextlib.suppress(IdealtypesError):
            command.run(self.root)
        self.again = contents(self.root)

    def fresh(self) -> None:
        shutil.rmtree(self.root, ignore_errors=True)
        shutil.copytree(self.template, self.root, symlinks=True)

    def same(self, now: Files, then: Files) -> bool:
        return now.keys() == then.keys() if self.command.drawn and then is self.after else now == then

    def next(self) -> Files:
        """What the next command finds."""
        in_order(self.root / self.command.where)
        return contents(self.root)

    def changes(self, change: Transaction) -> None:
        """What the command puts, without what it computes."""
        root = self.root.resolve() / self.command.where
        for name, data in self.after.items():
            if self.before.get(name) != data:
                change.put(os.path.relpath(self.root.resolve() / name, root), data)
        for name in self.before.keys() - self.after.keys():
            change.remove(os.path.relpath(self.root.resolve() / name, root))


@pytest.mark.parametrize("command", FOLDERS.values(), ids=FOLDERS)
def test_what_a_command_writes_is_old_or_new_wherever_it_is_killed(command: Command, place: Path) -> None:
    tried = Tried(command, place)

    def again(disk: CountingDisk) -> None:
        with instead(disk), writing(tried.root / command.where, "again") as change:
            tried.changes(change)

    tried.fresh()
    whole = CountingDisk()
    again(whole)
    assert contents(tried.root) == tried.after
    news = []
    for k in range(1, whole.count + 1):
        tried.fresh()
        disk = DyingDisk(k)
        with pytest.raises(Killed):
            again(disk)
        disk.let_go()
        now = tried.next()
        assert now in (tried.before, tried.after), (k, disk.log[-3:])
        news.append(now == tried.after)
    assert news == sorted(news)
    assert set(news) == {True, False}


def some(count: int) -> list[int]:
    return list(range(1, count + 1)) if LONG else [1 + count // 2, count]


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_a_command_that_is_killed_runs_again(command: Command, place: Path) -> None:
    tried = Tried(command, place)
    for k in some(tried.count):
        tried.fresh()
        disk = DyingDisk(k)
        with contextlib.suppress(Killed), instead(disk):  # a rehearsal may have had a step more
            command.run(tried.root)
        disk.let_go()
        refused = False
        try:
            command.run(tried.root)
        except IdealtypesError:  # what is there already is not written over: then all of it is there
            refused = True
        now = tried.next()
        assert tried.same(now, tried.after) or (now == tried.again and not refused), (k, disk.log[-3:])


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_a_command_on_a_full_disk_says_so_and_changes_nothing(command: Command, place: Path) -> None:
    tried = Tried(command, place)
    for k in some(tried.count)[::2]:
        tried.fresh()
        disk = FailingDisk(k, errno.ENOSPC, lasting=True)
        told = ""
        try:
            with instead(disk):
                command.run(tried.root)
        except (IdealtypesError, OSError) as problem:
            told = str(problem)
        assert not told or "No space left on device" in told
        assert not disk.open
        now = tried.next()
        assert tried.same(now, tried.after) or (told and now == tried.before), (k, disk.log[-3:])
        if told and now == tried.before:
            command.run(tried.root)
            assert tried.same(tried.next(), tried.after)
