"""What a transaction changed is told to who listens, and can be taken back and done again."""

from __future__ import annotations

from pathlib import Path

import pytest

from idealtypes.storage import history
from idealtypes.storage.transaction import Changed, writing
from idealtypes.storage.undoing import undo


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


def test_what_changes_nothing_is_not_told(root: Path) -> None:
    seen: list[history.FilesChanged] = []
    with history.listening(seen.append), writing(root, "test") as change:
        change.put("a.txt", b"old")
    assert not seen
