"""From the STUDY argument to a study: read, selected, its settings overridden, its warnings told."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from idealtypes.cli.labels import counted
from idealtypes.cli.terminal import note
from idealtypes.errors import Fault, IdealtypesError

if TYPE_CHECKING:
    from idealtypes.model.study import StudyData

SHOWN = 5  # warnings told by a command that is asked for something else


def open_study(
    path: Path, where: Mapping[str, str] | None = None, overrides: Mapping[str, Any] | None = None
) -> StudyData:
    """Read a study, keep the statements asked for, override its settings, and tell its warnings.

    Raises
    ------
    BadInput
        With every fault of every file.
    IdealtypesError
        For a selection or a setting that does not fit the study.
    """
    from idealtypes.engine.selection import where as selected
    from idealtypes.files.study import read_study

    study = read_study(path)
    tell_warnings(study.warnings, path)
    with plainly():
        given = {name: value for name, value in (overrides or {}).items() if value is not None}
        if given:
            study = study.with_settings(**given)
        if where:
            study = selected(study, where)
            note(f"{counted(len(study.statements), 'statement')} selected by --where")
    return study


def files(study: StudyData) -> list[Path]:
    """The files that a study was read from."""
    return [] if study.root is None else [study.root / name for name, _ in study.inputs]


def tell_warnings(warnings: Sequence[Fault], path: Path) -> None:
    """The first warnings on standard error, and where to see the others."""
    for warning in warnings[:SHOWN]:
        note(f"warning: {warning}")
    if len(warnings) > SHOWN:
        more = counted(len(warnings) - SHOWN, "more warning")
        note(f"… and {more}: idealtypes check {shlex.quote(str(path))}")


@contextmanager
def plainly() -> Iterator[None]:
    """Where a ValueError says that what was asked for is not in the study, it becomes a message."""
    try:
        yield
    except IdealtypesError:
        raise
    except ValueError as problem:
        raise IdealtypesError(str(problem)) from None
