"""The open study: read anew when anybody changes its files, and every change can be taken back."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import idealtypes as it
from idealtypes.storage.transaction import Changed, writing
from idealtypes.workbench.bench import Bench, NoStudy, ReadOnly
from idealtypes.workbench.session_folder import session_folder

STUDY = Path(__file__).parents[1] / "studies" / "good_minimal"


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    monkeypatch.setenv("IDEALTYPES_STATE", str(tmp_path / "state"))
    with session_folder() as folder:
        found = Bench(folder)
        found.open(shutil.copytree(STUDY, tmp_path / "study"))
        yield found


def _title(bench: Bench) -> str:
    return str(bench.study().title)


def _retitle(bench: Bench, title: str) -> None:
    """A change of the workbench's own."""
    assert bench.path is not None
    root = bench.path

    def act() -> None:
        with writing(root, "test") as change:
            text = change.read("study.yaml").decode()
            lines = [f"title: {title}" if line.startswith("title:") else line for line in text.split("\n")]
            change.put("study.yaml", "\n".join(lines).encode())

    bench.change("test", act)


def test_a_study_is_read_once_while_its_files_stay(bench: Bench) -> None:
    assert bench.opened() is bench.opened()
    asked: list[int] = []
    for _ in range(3):
        bench.opened().once("profile", lambda: asked.append(1))
    assert asked == [1]


@pytest.mark.parametrize("in_place", [True, False], ids=["in place", "replaced"])
def test_what_another_program_changes_is_seen(bench: Bench, in_place: bool) -> None:
    before = bench.opened()
    assert bench.path is not None
    file = bench.path / "study.yaml"
    text = file.read_text(encoding="utf-8").replace(_title(bench), "Theirs")
    if in_place:
        file.write_text(text, encoding="utf-8")
    else:
        (bench.path / "new").write_text(text, encoding="utf-8")
        (bench.path / "new").replace(file)
    assert _title(bench) == "Theirs"
    assert bench.opened().generation > before.generation


def test_faults_are_told_and_mended_elsewhere(bench: Bench) -> None:
    assert bench.path is not None
    file = bench.path / "study.yaml"
    good = file.read_text(encoding="utf-8")
    file.write_text(good + "\nsettings: {level: 7}\n", encoding="utf-8")
    assert bench.opened().study is None
    with pytest.raises(it.BadInput, match="level"):
        bench.study()
    file.write_text(good, encoding="utf-8")
    assert bench.study() is not None


def test_a_study_that_is_deleted_is_told_and_comes_back(bench: Bench) -> None:
    assert bench.path is not None
    away = bench.path.with_name("away")
    bench.path.rename(away)
    with pytest.raises(NoStudy, match="gone"):
        bench.opened()
    away.rename(bench.path)
    assert bench.study() is not None


def test_changes_are_taken_back_and_done_again_in_their_order(bench: Bench) -> None:
    assert bench.path is not None
    first = (bench.path / "study.yaml").read_bytes()
    for title in ("One", "Two", "Three"):
        _retitle(bench, title)
    seen = [_title(bench)]
    for step in (bench.undo, bench.undo, bench.redo, bench.undo, bench.undo):
        step()
        seen.append(_title(bench))
    assert seen[:5] == ["Three", "Two", "One", "Two", "One"]
    assert (bench.path / "study.yaml").read_bytes() == first
    with pytest.raises(it.IdealtypesError, match="nothing to take back"):
        bench.undo()


def test_a_new_change_forgets_what_was_taken_back(bench: Bench) -> None:
    _retitle(bench, "One")
    bench.undo()
    _retitle(bench, "Two")
    assert bench.last_undone is None


def test_what_somebody_wrote_since_is_not_taken_back(bench: Bench) -> None:
    _retitle(bench, "One")
    assert bench.path is not None
    file = bench.path / "study.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("One", "Theirs"), encoding="utf-8")
    with pytest.raises(Changed, match="since then"):
        bench.undo()
    assert _title(bench) == "Theirs"
    assert bench.last_done is not None  # it can be, once theirs is out of the way


def _edit(bench: Bench, mode: str, others: Callable[[Path], object] = lambda root: None) -> it.Edited:
    """An edit of the first statement; `others` is what somebody else does as soon as it is written."""
    id_ = bench.study().statements["id"][0]

    def act() -> it.Edited:
        done = bench.study().edit(it.SetCell("statements", id_, "mode", mode))
        assert bench.path is not None
        others(bench.path)
        return done

    return bench.change("test", act)


def _counted(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """One for every time that the bench reads its study."""
    read, times = it.read_study, list[int]()

    def reading(*given: Any) -> it.Study:
        times.append(1)
        return read(*given)

    monkeypatch.setattr(it, "read_study", reading)
    return times


def test_what_an_edit_has_read_is_not_read_again(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    first = bench.opened()
    times = _counted(monkeypatch)
    done = _edit(bench, "ought")
    after = bench.opened()
    assert after.study is done.study
    assert (after.generation, times) == (first.generation + 1, [])
    assert bench.path is not None
    fresh = it.read_study(bench.path)
    assert bench.study().statements.equals(fresh.statements)
    assert bench.study().inputs == fresh.inputs
    times.clear()
    file = bench.path / "statements.csv"
    file.write_bytes(file.read_bytes().replace(b",ought", b",is", 1))  # somebody else, afterwards
    assert bench.study().statements["mode"][0] == "is"
    assert times == [1]


OTHERS: list[Callable[[Path], object]] = [
    lambda root: (root / "study.yaml").write_bytes((root / "study.yaml").read_bytes() + b"# theirs\n"),
    lambda root: (root / "scheme.yaml").write_bytes((root / "scheme.yaml").read_bytes() + b"# theirs\n"),
    lambda root: (root / "condensates.yaml").write_text("condensates: []\n", encoding="utf-8"),
]


@pytest.mark.parametrize("others", OTHERS, ids=["study", "scheme", "new file"])
def test_it_is_read_again_where_others_wrote_meanwhile(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, others: Callable[[Path], object]
) -> None:
    times = _counted(monkeypatch)
    bench.opened()
    done = _edit(bench, "ought", others)
    assert bench.opened().study is not done.study
    assert times == [1, 1]


def test_settings_of_a_session_are_not_taken_for_those_of_the_files(bench: Bench) -> None:
    level = bench.study().settings.level
    id_ = bench.study().statements["id"][0]
    edit = it.SetCell("statements", id_, "mode", "ought")
    bench.change("test", lambda: bench.study().with_settings(level=0.5).edit(edit))
    assert bench.study().settings.level == level


def test_what_fails_is_no_change(bench: Bench) -> None:
    def fails() -> None:
        raise it.IdealtypesError("no")

    with pytest.raises(it.IdealtypesError):
        bench.change("test", fails)
    assert bench.last_done is None


def test_who_looks_changes_nothing(bench: Bench) -> None:
    bench.read_only = True
    with pytest.raises(ReadOnly):
        _retitle(bench, "One")
    with pytest.raises(ReadOnly):
        bench.undo()
