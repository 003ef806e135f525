"""From the STUDY argument to a study: read, selected, its settings overridden, its warnings told."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import idealtypes as it
from idealtypes.cli.terminal import note
from idealtypes.errors import Fault
from idealtypes.model.numbers import counted

if TYPE_CHECKING:
    from idealtypes import Study
    from idealtypes.model.study import StudyData

SHOWN = 5  # warnings told by a command that is asked for something else


def open_study(
    path: Path, where: Mapping[str, str] | None = None, overrides: Mapping[str, Any] | None = None
) -> Study:
    """Read a study, keep the statements asked for, override its settings, and tell its warnings.

    Raises
    ------
    BadInput
        With every fault of every file.
    IdealtypesError
        For a selection or a setting that does not fit the study.
    """
    study = it.read_study(path)
    tell_warnings(study.warnings, path)
    given = {name: value for name, value in (overrides or {}).items() if value is not None}
    study = study.with_settings(**given) if given else study
    if where:
        study = study.where(where)
        note(f"{counted(len(study.statements), 'statement')} selected by --where")
    return study


def files(study: StudyData) -> list[Path]:
    """The files that a study was read from."""
    return [] if study.root is None else [study.root / name for name, _ in study.inputs]


def tell_copied(scheme: Path) -> None:
    """That a scheme from elsewhere has a copy in the study now."""
    note(f"Copied the scheme to {scheme}, which study.yaml now names")


def tell_warnings(warnings: Sequence[Fault], path: Path) -> None:
    """The first warnings on standard error, and where to see the others."""
    for warning in warnings[:SHOWN]:
        note(f"warning: {warning}")
    if len(warnings) > SHOWN:
        more = counted(len(warnings) - SHOWN, "more warning")
        note(f"… and {more}: idealtypes check {shlex.quote(str(path))}")
