"""The open study: read when its files change, written by one change at a time, each of which can be undone.

What is shown is always what the files say: before every answer they are looked at, and read anew where somebody (a
spreadsheet program, another window, the command line) changed them. An edit has read the study as it is then: that
reading is taken, where every file that it was made of is still the same.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

from idealtypes.errors import BadInput, Fault, IdealtypesError
from idealtypes.files.content import STUDY

if TYPE_CHECKING:
    from idealtypes.storage.history import FilesChanged
    from idealtypes.study import Study
    from idealtypes.workbench.running import OtherRun, Running
    from idealtypes.workbench.session_folder import SessionFolder

T = TypeVar("T")
KEPT = 200  # changes that can be taken back
NOTES = 20  # of what storage said, the last


class NoStudy(IdealtypesError):  # noqa: N818
    """Nothing is open."""


class ReadOnly(IdealtypesError):  # noqa: N818
    """The workbench was opened to look, not to write."""


@dataclass(frozen=True)
class OpenStudy:
    """A study as its files were when it was read.

    Attributes
    ----------
    root
        Its folder.
    study
        None where it has faults.
    faults
        Every one, with its file and line.
    generation
        Grows by one whenever it is read.
    marks
        What changes when somebody writes to one of its files.
    """

    root: Path
    study: Study | None
    faults: tuple[Fault, ...]
    generation: int
    marks: tuple[Any, ...]
    _answers: dict[Any, Any] = field(default_factory=dict)

    def once(self, key: Any, ask: Callable[[], T]) -> T:
        """An answer that is computed once for this reading: `once(("profile", view), lambda: …)`."""
        if key not in self._answers:
            self._answers[key] = ask()
        found: T = self._answers[key]
        return found


@dataclass(frozen=True)
class Done:
    """A change that can be taken back: what it was called (a key of the words, with its places), and the files."""

    what: str
    data: tuple[tuple[str, Any], ...]
    changes: tuple[FilesChanged, ...]


@dataclass
class Bench:
    """One workbench: at most one open study, shared by its windows.

    Attributes
    ----------
    read_only
        Nothing is written.
    sharing
        Only what may leave the project is shown and written.
    folder
        For uploads and for what is made to be downloaded; gone when the workbench stops.
    """

    folder: SessionFolder
    read_only: bool = False
    sharing: bool = False
    path: Path | None = None
    notes: list[str] = field(default_factory=list)
    _opened: OpenStudy | None = None
    _running: Running | None = None
    _told: bool = True
    _generation: int = 0
    _done: list[Done] = field(default_factory=list)
    _undone: list[Done] = field(default_factory=list)
    _lock: threading.RLock = field(default_factory=threading.RLock)

    def open(self, path: Path) -> None:
        """Open another study; its faults are told when it is asked for.

        Raises
        ------
        IdealtypesError
            For a path that leads to no study.
        """
        root = path if path.is_dir() else path.parent
        if not (root / "study.yaml").is_file():
            raise IdealtypesError(f"{path} is no study: a study is a folder with a study.yaml")
        with self._lock:
            self.path, self._opened = root.resolve(), None
            self._done, self._undone = [], []
            self._told = False

    def close(self) -> None:
        """Let go of the study."""
        with self._lock:
            self.path = self._opened = None
            self._done, self._undone = [], []
            if self._running is not None:
                self._running.tell(None)

    def end(self) -> None:
        """The workbench stops: nobody is told of it any more."""
        if self._running is not None:
            self._running.end()

    def others(self) -> list[OtherRun]:
        """The other workbenches of this machine that have the study open, too."""
        return [] if self._running is None or self.path is None else self._running.others(self.path)

    def opened(self) -> OpenStudy:
        """The study as its files are now.

        Raises
        ------
        NoStudy
            Where none is open, or the folder is gone.
        """
        with self._lock:
            root = self.path
            if root is None:
                raise NoStudy("no study is open")
            if not (root / "study.yaml").is_file():
                raise NoStudy(f"{root} is gone: it was moved or deleted")
            if not self._told:
                self._tell(root)
            if self._opened is None or self._opened.marks != _marks(root, _inputs(self._opened.study)):
                self._opened = self._read(root)
            return self._opened

    def _tell(self, root: Path) -> None:
        """Remember the study, and let other workbenches know of it: when it is first looked at, not before the page."""
        from idealtypes.workbench.recent import remember
        from idealtypes.workbench.running import Running

        self._told = True
        remember(root)
        if self._running is None:
            self._running = Running()
        self._running.tell(root)

    def study(self) -> Study:
        """The study.

        Raises
        ------
        NoStudy
            Where none is open.
        BadInput
            With its faults.
        """
        opened = self.opened()
        if opened.study is None:
            raise BadInput(opened.faults)
        return opened.study

    def _read(self, root: Path) -> OpenStudy:
        import idealtypes as it

        study: Study | None = None
        faults: tuple[Fault, ...] = ()
        with self._listening():
            before = _marks(root, ())
            try:
                study = it.read_study(root)
            except BadInput as problem:
                faults = problem.faults
            except IdealtypesError as problem:
                faults = (Fault(root.name, None, str(problem)),)
        self._generation += 1
        inputs = _inputs(study)
        # where a file changed while it was read, the marks differ, and it is read again
        marks = _marks(root, inputs)
        return OpenStudy(root, study, faults, self._generation, marks if marks[:1] == before[:1] else ())

    # changes

    def change(self, what: str, act: Callable[[], T], /, **data: Any) -> T:
        """Do something that writes, as one step that can be taken back; `what` is a key of the words under `changes`.

        Raises
        ------
        ReadOnly
            Where the workbench was opened to look.
        IdealtypesError
            As `act` does; what it had written before can be taken back.
        """
        with self._lock:
            return self.change_slowly(what, act, **data)

    def change_slowly(self, what: str, act: Callable[[], T], /, **data: Any) -> T:
        """The same for what takes long: others look and write meanwhile, and it comes behind them when it ends."""
        from idealtypes.storage import history

        if self.read_only:
            raise ReadOnly("the workbench was opened to look: nothing is written")
        seen: list[FilesChanged] = []
        before, names, found = self._opened, _names(self.path), None
        try:
            with self._listening(), history.listening(seen.append):
                found = act()
                return found
        finally:  # of several transactions the first may have been written when a later one failed
            if seen:
                with self._lock:
                    self._done = [*self._done, Done(what, tuple(data.items()), tuple(seen))][-KEPT:]
                    self._undone = []
                    self._opened = self._as_edited(before, found, seen, names)

    def _as_edited(
        self, before: OpenStudy | None, found: Any, seen: list[FilesChanged], names: set[str]
    ) -> OpenStudy | None:
        """The study as an edit has read it; None where it is to be read again: its settings may be of the session, a
        file was written that it does not know, or somebody else changed or added one meanwhile."""
        from idealtypes.reporting.edited import Edited
        from idealtypes.storage.journal import file_digest

        if before is None or before.study is None or not isinstance(found, Edited) or found.study is None:
            return None
        study, root = cast("Study", found.study), before.root
        # a shipped theory stands in no study's folder: there it was not before either
        absent = {
            name for name, mark in zip(_inputs(before.study), before.marks[1:], strict=False) if not mark
        }
        inputs = {root / name: None if name in absent else digest for name, digest in study.inputs}
        # before the files are looked at: what is changed afterwards changes them
        marks = _marks(root, _inputs(study))
        written = {one.path for change in seen for one in change.files}
        added = _names(root) - names - {path.name for path in written}
        same = self.path == root == study.root and study.settings == before.study.settings
        if not same or root / STUDY in written or added or not written <= set(inputs):
            return None
        if any(file_digest(path) != digest for path, digest in inputs.items()):
            return None
        self._generation += 1
        return OpenStudy(root, study, (), self._generation, marks)

    def undo(self) -> Done:
        """Take the last change back; what was changed since by somebody else is told, and stays.

        Raises
        ------
        IdealtypesError
            Where there is nothing to take back, or a file is not what the change left.
        """
        return self._back(self._done, self._undone)

    def redo(self) -> Done:
        """Do again what was taken back."""
        return self._back(self._undone, self._done)

    def _back(self, taken: list[Done], put: list[Done]) -> Done:
        from idealtypes.storage.undoing import undo

        if self.read_only:
            raise ReadOnly("the workbench was opened to look: nothing is written")
        with self._lock:
            if not taken:
                raise IdealtypesError("there is nothing to take back")
            last = taken[-1]
            with self._listening():
                back = tuple(undo(one) for one in reversed(last.changes))
            taken.pop()
            put.append(Done(last.what, last.data, back))
            self._opened = None
            return last

    @property
    def last_done(self) -> Done | None:
        """What `undo` would take back."""
        return self._done[-1] if self._done else None

    @property
    def last_undone(self) -> Done | None:
        """What `redo` would do again."""
        return self._undone[-1] if self._undone else None

    @contextmanager
    def _listening(self) -> Iterator[None]:
        """What storage and readers have to say is kept, and shown."""
        from idealtypes.storage.notices import told_to

        def note(message: str) -> None:
            self.notes = [*(one for one in self.notes if one != message), message][-NOTES:]

        with told_to(note):
            yield


def _names(root: Path | None) -> set[str]:
    """What stands in the folder; where it is gone, nothing."""
    with suppress(OSError):
        return {path.name for path in root.iterdir() if path.name[0] != "."} if root is not None else set()
    return set()


def _inputs(study: Study | None) -> tuple[str, ...]:
    return () if study is None else tuple(name for name, _ in study.inputs)


def _marks(root: Path, inputs: tuple[str, ...]) -> tuple[Any, ...]:
    """The names in the folder, and what each file that was read is; of a study with faults, each in its folder.

    The lock of a writer has a hidden name: one who writes nothing in the end changes nothing.
    """
    listed = tuple(sorted(_names(root)))
    names = inputs or tuple(name for name in listed if (root / name).is_file())
    return (listed, *(_mark(root / name) for name in names))


def _mark(path: Path) -> tuple[int, int, int] | None:
    try:
        known = path.stat()
    except OSError:
        return None
    return known.st_ino, known.st_mtime_ns, known.st_size if path.is_file() else 0
