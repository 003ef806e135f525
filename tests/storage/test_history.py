"""What a transaction changed is told to who listens, and can be taken back and done again."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import idealtypes as it
from idealtypes.model.edits import Edit
from idealtypes.storage import history
from idealtypes.storage.transaction import Changed, writing
from idealtypes.storage.undoing import undo

from ..examples import examples

MINIMAL = Path(__file__).parents[1] / "studies" / "good_minimal"


def _changed(root: Path) -> history.FilesChanged:
    """One file changed, one made, one taken away."""
    seen: list[history.FilesChanged] = []
    with history.listening(seen.append), writing(root, "test") as change:
        change.put("a.txt", b"new")
        change.put("below/c.txt", b"made")
        change.remove("b.txt")
    (found,) = seen
    return found


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "a.txt").write_bytes(b"old")
    (tmp_path / "b.txt").write_bytes(b"gone")
    return tmp_path


def _files(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()
    }


def test_undo_is_the_files_before_and_its_undo_those_after(root: Path) -> None:
    before = _files(root)
    change = _changed(root)
    after = _files(root)
    assert after == {"a.txt": b"new", "below/c.txt": b"made"}
    back = undo(change)
    assert _files(root) == before
    undo(back)
    assert _files(root) == after


@pytest.mark.parametrize("name", ["a.txt", "b.txt", "below/c.txt"])
def test_what_somebody_wrote_since_stays(root: Path, name: str) -> None:
    change = _changed(root)
    (root / name).write_bytes(b"theirs")
    before = _files(root)
    with pytest.raises(Changed, match=Path(name).name):
        undo(change)
    assert _files(root) == before


def test_permissions_come_back_and_folders_that_were_made_go(root: Path) -> None:
    (root / "b.txt").chmod(0o600)
    undo(_changed(root))
    assert (root / "b.txt").stat().st_mode & 0o777 == 0o600
    assert not (root / "below").exists()
    change = _changed(root)
    (root / "below" / "hers.txt").write_bytes(b"hers")
    undo(change)
    assert [path.name for path in (root / "below").iterdir()] == ["hers.txt"]


def test_every_file_that_was_changed_since_is_told(root: Path) -> None:
    change = _changed(root)
    for name in ("a.txt", "below/c.txt"):
        (root / name).write_bytes(b"theirs")
    with pytest.raises(Changed, match=r"a\.txt, .*c\.txt were changed since"):
        undo(change)


def test_nobody_hears_of_what_was_given_up(root: Path) -> None:
    def fails() -> None:
        with writing(root, "test") as change:
            change.put("a.txt", b"new")
            raise ZeroDivisionError

    seen: list[history.FilesChanged] = []
    with history.listening(seen.append), pytest.raises(ZeroDivisionError):
        fails()
    assert not seen


LOT: list[Edit] = [
    it.SetCell("statements", "s1", "text", 'Said; "anew"\nand more'),
    it.SetCell("statements", "s2", "mode", "ought"),
    it.SetCodes("s1", "", "drop_in;!weather=0.5"),
    it.SetCodes("s2", "", ""),
    it.AddRow("statements", {"source": "guest", "text": "=more", "codes": "weather"}),
    it.SetValue("study", ("notes", "limits"), "none: so far"),
    it.SetValue("study", ("settings", "draws"), 500),
    it.SetValue("scheme", ("codes", 0, "title"), "Another"),
]


@given(st.lists(st.integers(-3, len(LOT) - 1), min_size=2, max_size=6))
@examples(4)
def test_any_edits_and_undos_give_the_first_bytes_back(
    tmp_path_factory: pytest.TempPathFactory, steps: list[int]
) -> None:
    folder = shutil.copytree(MINIMAL, tmp_path_factory.mktemp("history") / "study")
    first = _files(folder)
    done: list[history.FilesChanged] = []
    undone: list[history.FilesChanged] = []
    study = it.read_study(folder)
    for step in steps:
        if step < -1 and done:
            undone.append(undo(done.pop()))
        elif step == -1 and undone:
            done.append(undo(undone.pop()))
        elif step >= 0:
            with history.listening(done.append):
                study.edit(LOT[step])
            undone.clear()
    while done:
        undo(done.pop())
    assert _files(folder) == first
    assert not (folder / "versions").exists()


def test_what_changes_nothing_is_not_told(root: Path) -> None:
    seen: list[history.FilesChanged] = []
    with history.listening(seen.append), writing(root, "test") as change:
        change.put("a.txt", b"old")
    assert not seen
