"""A study's own files edited in one transaction: what changed, and the study as it is then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from idealtypes.engine.findings import head
from idealtypes.engine.result import Result, screenful
from idealtypes.errors import BadCall, BadInput, Fault, IdealtypesError
from idealtypes.files.content import STUDY
from idealtypes.files.editing.edited_files import edited_files, replaced_files, whole_alone
from idealtypes.files.study import read_anyway, read_study, stated_settings
from idealtypes.model.edits import Edit, MadeChange
from idealtypes.model.study import StudyData
from idealtypes.model.text import counted
from idealtypes.storage.journal import file_digest
from idealtypes.storage.transaction import writing

COMMAND = "edit"
SHOWN = 60  # characters of what stood there, in a repr


@dataclass(frozen=True, repr=False)
class Edited(Result):
    """What an edit changed.

    Attributes
    ----------
    study
        The study as it is then, read already; None where faults are left, which only whole files may leave.
    files
        The files that changed, named from its folder.
    changes
        What changed, one by one.
    faults
        What is wrong with the study then; none but after whole files were replaced in a study that had faults.
    dry_run
        Whether nothing was written.
    """

    study: StudyData | None
    files: tuple[str, ...]
    changes: tuple[MadeChange, ...]
    faults: tuple[Fault, ...] = ()
    dry_run: bool = False

    def __repr__(self) -> str:
        done = "would change" if self.dry_run else "changed"
        lines = (
            f"{one.file}: {one.place or one.what}: {_short(one.before)} → {_short(one.after)}" for one in self.changes
        )  # fmt: skip
        return screenful(lines, f"Edited: {done} {counted(len(self.files), 'file')}", len(self.changes))

    def to_dict(self) -> dict[str, Any]:
        """The answer as plain data: what `idealtypes edit --json` writes."""
        settings = {} if self.study is None else self.study.settings.model_dump(mode="json")
        return {
            **head(),
            "settings": {**settings, "dry_run": self.dry_run},
            "files": list(self.files),
            "changes": self.records(),
            "faults": [{"file": one.file, "line": one.line, "message": one.message} for one in self.faults],
        }

    def records(self) -> list[dict[str, Any]]:
        """One flat record for each change: `file`, `line`, `what`, `place`, `before`, `after`."""
        return [one.to_dict() for one in self.changes]

    def to_frame(self) -> pl.DataFrame:
        """What changed: `file`, `line`, `what`, `place`, `before`, `after`, one a row."""
        schema = {"file": pl.String, "line": pl.Int64, "what": pl.String, "place": pl.String}
        return pl.DataFrame(self.records(), schema | {"before": pl.String, "after": pl.String})


def _short(said: str | None) -> str:
    text = "nothing" if said is None else said.replace("\n", " ")
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…"


class _Enough(Exception):  # noqa: N818
    """Ends a transaction that is to write nothing."""


def edited(given: StudyData | str | Path, edits: Sequence[Edit], *, dry_run: bool = False) -> Edited:
    """Edit the files of a study in one transaction; it is read as it will be before anything is written.

    Raises
    ------
    BadInput
        With every row that is not there, and every fault that the study would have.
    ChangedSince
        Where something else stands in a file than was seen.
    IdealtypesError
        For edits that cannot be.
    """
    root = _root(given)
    whole = whole_alone(edits)
    made: list[Edited] = []
    try:
        with writing(root, COMMAND) as change:
            was: tuple[Fault, ...] = ()
            if whole:
                was = read_anyway(root)[0]
                prepared, before = replaced_files(root, edits), None
            else:
                before = _as_it_is(given, root)
                prepared = edited_files(before, root, edits)
            settings = _of_the_session(given, root) if not was else {}
            change.put_all(prepared.files)
            faults, after = ((), before) if before is not None and not prepared.files else read_anyway(root)
            if faults and not was:
                raise BadInput(faults)
            if after is not None and settings:
                after = after.with_settings(**settings)
            made.append(Edited(after, tuple(sorted(prepared.files)), prepared.changes, faults, dry_run))
            if dry_run:
                raise _Enough
    except _Enough:
        pass
    return made[0]


def _root(given: StudyData | str | Path) -> Path:
    if isinstance(given, StudyData):
        if given.root is None:
            raise IdealtypesError("the study was read from no folder: there are no files to edit")
        if given.selection:
            raise BadCall("`study` is a selection of statements: edit the whole study")
        return given.root
    path = Path(given)
    root = path.parent if path.name == STUDY else path
    if not root.is_dir():
        read_study(path)  # tells what is wrong with it
    return root


def _as_it_is(given: StudyData | str | Path, root: Path) -> StudyData:
    """The study as its files are now: the one that was read, if they are still those."""
    if isinstance(given, StudyData):
        inputs = [(root / name, digest) for name, digest in given.inputs]
        if all(file_digest(path) == digest for path, digest in inputs if path.is_file()):
            return given
    return read_study(root)


def _of_the_session(given: StudyData | str | Path, root: Path) -> dict[str, Any]:
    """The settings that a study was given since it was read: those that its file does not say."""
    if not isinstance(given, StudyData):
        return {}
    stated = stated_settings(root).model_dump()
    return {name: value for name, value in given.settings.model_dump().items() if stated[name] != value}
