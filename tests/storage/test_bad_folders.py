"""What a folder may be like when a command comes: journals, locks and media that are not as they should be."""

from __future__ import annotations

import errno
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

import idealtypes as it
from idealtypes.cli.program import program
from idealtypes.errors import IdealtypesError
from idealtypes.storage import lock
from idealtypes.storage.file_layer import FileLayer, instead
from idealtypes.storage.journal import BadJournal
from idealtypes.storage.lock import HIDDEN, PATIENCE, Busy, Owner, owner_now
from idealtypes.storage.notices import told_to
from idealtypes.storage.transaction import Changed, writing
from tests.storage.commands import MINIMAL
from tests.storage.disks import CountingDisk, DyingDisk, FailingDisk, Killed, contents


@pytest.fixture
def study(place: Path) -> Path:
    shutil.copytree(MINIMAL, place / "study")
    return place / "study"


def change(study: Path) -> None:
    with writing(study, "import") as put:
        table = put.read("statements.csv")
        put.put("statements.csv", table.replace(b"walk in", b"go in"))
        put.put("notes.txt", b"new")


def killed(study: Path, moves: int = 1) -> None:
    """A command that dies after the journal and so many moves of its two."""
    rehearsal = study.with_name("rehearsal")
    shutil.copytree(study, rehearsal)
    whole = CountingDisk()
    with instead(whole):
        change(rehearsal)
    shutil.rmtree(rehearsal)
    *_, journal, first, second = (n for n, said in enumerate(whole.log) if said.startswith("rename"))
    assert "journal" in whole.log[journal]
    disk = DyingDisk(1 + (first, second, second + 1)[moves])
    with pytest.raises(Killed), instead(disk):
        change(study)
    disk.let_go()


def left_by(study: Path, **who: object) -> None:
    """A lock that another process left."""
    said = {**vars(owner_now("place")), **who}
    (study / HIDDEN).mkdir(exist_ok=True)
    (study / HIDDEN / "lock").write_text(json.dumps(said), encoding="utf-8")


def run(*arguments: object) -> tuple[int, str]:
    result = CliRunner().invoke(program, [str(one) for one in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stderr


def test_the_next_command_finishes_and_says_so(study: Path) -> None:
    killed(study)
    code, said = run("profile", study)
    assert code == 0
    assert "`import` was stopped on" in said
    assert "it is now finished" in said
    assert b"go in" in (study / "statements.csv").read_bytes()
    assert run("profile", study) == (0, "")
    assert not (study / HIDDEN).exists()


def test_a_report_within_the_study_is_put_in_order_with_it(study: Path) -> None:
    report = study / "report"
    shutil.copytree(MINIMAL, report)
    killed(report)
    assert "it is now finished" in run("check", study)[1]
    assert b"go in" in (report / "statements.csv").read_bytes()
    assert not (report / HIDDEN).exists()


def test_a_damaged_journal_of_a_report_is_told_and_the_study_read(study: Path) -> None:
    report = study / "report"
    shutil.copytree(MINIMAL, report)
    killed(report)
    (report / HIDDEN / "journal.json").write_bytes(b"{")
    code, said = run("profile", study)
    assert code == 0
    assert str(report) in said
    assert (report / HIDDEN / "journal.json").read_bytes() == b"{"


def test_in_python_it_is_a_warning(study: Path) -> None:
    killed(study)
    with pytest.warns(UserWarning, match="it is now finished"):
        it.read_study(study)


def test_a_journal_of_a_newer_version_is_left_to_that(study: Path) -> None:
    killed(study)
    path = study / HIDDEN / "journal.json"
    said = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps(said | {"format": 2, "program": "idealtypes 9.0"}), "utf-8")
    before = contents(study)
    for arguments in (("profile", study), ("init", study), ("place", study, "--from", study / "places.csv")):
        code, told = run(*arguments)
        assert (code, "idealtypes 9.0 was stopped" in told) == (1, True), told
        assert {n: d for n, d in contents(study).items() if not n.endswith("/lock")} == {
            n: d for n, d in before.items() if not n.endswith("/lock")
        }


SPOILT: dict[str, Callable[[bytes], bytes]] = {
    "half": lambda data: data[: len(data) // 2],
    "changed": lambda data: data.replace(b"statements", b"statementz"),
    "empty": lambda data: b"",
    "deep": lambda data: b"[" * 100_000,
}


@pytest.mark.parametrize("spoil", SPOILT.values(), ids=SPOILT)
def test_a_damaged_journal_is_told_and_nothing_touched(study: Path, spoil: Callable[[bytes], bytes]) -> None:
    killed(study)
    path = study / HIDDEN / "journal.json"
    path.write_bytes(spoil(path.read_bytes()))
    before = {n: d for n, d in contents(study).items() if not n.endswith("/lock")}
    with pytest.raises(BadJournal, match=r"is damaged\. Nothing is lost"):
        it.read_study(study)
    with pytest.raises(BadJournal):
        change(study)
    assert {n: d for n, d in contents(study).items() if not n.endswith("/lock")} == before
    kept = {name for name in before if "/old/" in name or "/new/" in name}
    assert any("old/statements.csv" in name for name in kept)


def test_what_cannot_go_on_nor_back_is_told(study: Path) -> None:
    killed(study, 2)
    (study / "statements.csv").unlink()
    for path in (study / HIDDEN).glob("*/old/*"):
        path.unlink()
    with pytest.raises(BadJournal, match=r"no longer whole\. Nothing is removed"):
        it.read_study(study)
    assert (study / HIDDEN / "journal.json").is_file()


def test_what_somebody_changed_in_between_is_kept_beside(study: Path) -> None:
    killed(study, 0)
    (study / "statements.csv").write_bytes(b"id,source,text,codes\ns9,me,mine,advice\n")
    told: list[str] = []
    with told_to(told.append):
        it.read_study(study)
    assert b"go in" in (study / "statements.csv").read_bytes()
    assert b"s9,me" in (study / "statements (kept).csv").read_bytes()
    assert "statements (kept).csv: somebody changed this file in between" in "\n".join(told)


def test_a_lock_of_another_machine_is_told_with_its_age(study: Path) -> None:
    left_by(study, host="annas-laptop", boot="another", since="2020-01-01T00:00:00+00:00", pid=77)
    code, told = run("place", study, "--from", study / "places.csv")
    assert code == 1
    assert "`place` (process 77 on annas-laptop, since 2020-01-01T00:00:00+00:00" in told
    assert "days ago) writes here, or was stopped while it did" in told
    assert f"remove `{study / HIDDEN / 'lock'}`" in told
    assert run("profile", study) == (0, "")  # nothing is switched: it can be read
    (study / HIDDEN / "lock").unlink()
    change(study)
    assert not (study / HIDDEN).exists()


def test_a_switch_of_another_machine_is_not_read(study: Path) -> None:
    killed(study)
    left_by(study, host="annas-laptop", boot="another")
    with pytest.raises(Busy, match="on annas-laptop"):
        it.read_study(study)
    assert (study / HIDDEN / "journal.json").is_file()


@pytest.mark.parametrize("words", [b"", b"{", b"[]", b'{"host": 1}'])
def test_a_lock_of_a_dead_process_stands_in_nobodys_way(study: Path, words: bytes) -> None:
    left_by(study, pid=1)
    change(study)
    (study / HIDDEN).mkdir()
    (study / HIDDEN / "lock").write_bytes(words)
    change(study)
    assert not (study / HIDDEN).exists()


def test_a_second_writer_is_told_who_writes(study: Path) -> None:
    held = lock.acquire(study, "import", 0)
    patience = PATIENCE.set(0.0)
    try:
        with pytest.raises(
            Busy, match=rf"`import` \(process {os.getpid()}, since .* is writing here, and nothing"
        ):
            change(study)
        it.read_study(study)
    finally:
        PATIENCE.reset(patience)
        lock.release(held)
    assert contents(study) == contents(MINIMAL)


def test_how_old_a_lock_is() -> None:
    now = lock._now()
    for seconds, said in (
        (0, "just now"),
        (1, "1 second ago"),
        (3 * 3600, "3 hours ago"),
        (90_000, "1 day ago"),
    ):
        since = (now - lock.datetime.timedelta(seconds=seconds)).isoformat()
        assert said in str(Owner("host", "", 1, "place", since))
    assert str(Owner("host", "", 1, "place", "?")) == "`place` (process 1 on host, since ?)"


@pytest.mark.parametrize("code", [errno.EROFS, errno.EACCES])
def test_readers_read_what_cannot_be_written(study: Path, code: int) -> None:
    whole = contents(study)
    disk = FailingDisk(1, code, lasting=True)
    told: list[str] = []
    with instead(disk), told_to(told.append):
        it.read_study(study)
        assert told == []
        with pytest.raises(IdealtypesError, match=rf"study cannot be written: {os.strerror(code)}"):
            change(study)
    assert contents(study) == whole
    killed(study)
    with instead(FailingDisk(1, code, lasting=True)), told_to(told.append):
        it.read_study(study)
    assert len(told) == 1
    assert (
        f"`import` was stopped while it changed files here, and that cannot be put in order ({os.strerror(code)})"
        in told[0]
    )


def test_a_medium_without_second_names_has_copies(study: Path) -> None:
    class NoLinks(CountingDisk):
        def link(self, old: Path, new: Path) -> None:
            raise OSError(errno.EPERM, "no links here")

    with instead(NoLinks()):
        change(study)
    assert b"go in" in (study / "statements.csv").read_bytes()
    assert not (study / HIDDEN).exists()


def test_permissions_and_links_stay(study: Path, place: Path) -> None:
    shutil.move(study / "statements.csv", place / "elsewhere.csv")
    (study / "statements.csv").symlink_to("../elsewhere.csv")
    (place / "elsewhere.csv").chmod(0o640)
    change(study)
    assert (study / "statements.csv").is_symlink()
    assert b"go in" in (place / "elsewhere.csv").read_bytes()
    assert (place / "elsewhere.csv").stat().st_mode & 0o777 == 0o640
    mask = os.umask(0)
    os.umask(mask)
    assert (study / "notes.txt").stat().st_mode & 0o777 == 0o666 & ~mask
    assert {path.name for path in place.iterdir()} == {"study", "elsewhere.csv"}


def test_a_synchronised_folder_whose_files_come_and_go(study: Path) -> None:
    (study / "statements (conflicted copy).csv").write_bytes(b"hers")
    (study / HIDDEN).mkdir()
    (study / HIDDEN / "lock (conflicted copy)").write_bytes(b"{}")
    change(study)
    assert (study / "statements (conflicted copy).csv").read_bytes() == b"hers"
    assert not (study / HIDDEN).exists()

    class Vanishing(FileLayer):
        def listing(self, folder: Path) -> list[str]:
            return [*super().listing(folder), "gone"]

        def unlink(self, path: Path) -> None:
            if path.name != "gone":
                super().unlink(path)

    before = contents(study)
    with instead(Vanishing()):
        with writing(study, "import") as put:
            put.put("notes.txt", b"newer")
        it.read_study(study)
    assert contents(study) == before | {"notes.txt": b"newer"}
    message = r"statements\.csv was changed by somebody else since it was read"
    with pytest.raises(Changed, match=message), writing(study, "import") as put:  # noqa: PT012
        put.read("statements.csv")
        put.put("notes.txt", b"newest")
        (study / "statements.csv").unlink()  # the other machine has removed it
    assert (study / "notes.txt").read_bytes() == b"newer"


def test_a_study_that_was_read_before_has_to_be_as_it_was(study: Path) -> None:
    read = it.read_study(study)
    text = (study / "statements.csv").read_text("utf-8")
    (study / "statements.csv").write_text(text.replace("walk in", "step in"), "utf-8")
    from idealtypes.study import changing

    with pytest.raises(Changed), changing(read, "suggest"), writing(study, "suggest") as put:
        put.put("suggestions.csv", b"")
    assert not (study / "suggestions.csv").exists()


def test_a_study_is_named_from_the_current_folder(study: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from idealtypes.study import changing

    monkeypatch.chdir(study.parent)
    read = it.read_study("study")
    with changing(read, "suggest"), writing(Path("study"), "suggest") as put:
        assert put.read("statements.csv")
        put.put("suggestions.csv", b"")
    assert (study / "suggestions.csv").is_file()
    it.place("study", copy_scheme=True)
    (study.parent / "filled.csv").write_text("code,aspect,position\nweather,access,0.2\n", "utf-8")
    assert it.place("study", from_="filled.csv").changed == ("weather",)
    assert (study / "versions" / "help_desk-1.yaml").is_file()


def test_what_is_put_is_read_back_and_nothing_is_written_without_a_change(study: Path) -> None:
    before = {path.name: path.stat().st_ino for path in study.iterdir()}
    with writing(study, "import") as put:
        put.put("new.csv", b"new")
        assert put.read("new.csv") == b"new"
        put.remove("new.csv")
        with pytest.raises(FileNotFoundError):
            put.read("new.csv")
        put.put("statements.csv", (study / "statements.csv").read_bytes())
    assert {path.name: path.stat().st_ino for path in study.iterdir()} == before
    with (
        pytest.raises(IdealtypesError, match="is a folder, and a file is to be written"),
        writing(study, "x") as put,
    ):
        put.put("..", b"")


def test_an_error_inside_writes_nothing_and_leaves_no_folder(place: Path) -> None:
    with pytest.raises(KeyError), writing(place / "a" / "b", "import") as put:  # noqa: PT012
        put.put("x", b"")
        raise KeyError
    assert list(place.iterdir()) == []
