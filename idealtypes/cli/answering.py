"""How a command answers: a table for people, one JSON document, or a file."""

from __future__ import annotations

import os
import shlex
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from idealtypes.cli.program import GIVEN
from idealtypes.cli.terminal import Screen, note, screen, show
from idealtypes.errors import IdealtypesError
from idealtypes.model.text import counted

if TYPE_CHECKING:
    from rich.console import RenderableType

    from idealtypes import Result
    from idealtypes.model.study import StudyData

Records = Sequence[Mapping[str, Any]]
Table = Callable[[Screen], "Iterable[RenderableType]"]
RAW = (".csv", ".xlsx")  # endings of tables that have every record
SPOKEN = "idealtypes.language"  # where a command keeps the language of its table
OPENED = "idealtypes.study"  # the study that it opened


@dataclass(frozen=True)
class Raw:
    """Records that are saved in the place of the result's own, and what their table is called."""

    table: str
    records: Callable[[], Records]


def answer(
    found: Result,
    table: Table,
    *,
    as_json: bool,
    output: Path | None = None,
    inputs: Iterable[Path] = (),
    document: Callable[[], Mapping[str, Any]] | None = None,
    raw: Raw | None = None,
    saved: Callable[[], Result] | None = None,
) -> None:
    """Give the answer in the form asked for.

    With `output` the file is written and the table is not shown; with `as_json` the document is printed, whether or
    not a file is written too. `inputs` are the files that were read: none is ever written over. `document`, `raw`
    and `saved` stand in for the answer's own document, the records of a
    saved table, and the result that it is of, where an option asks for others.
    """
    whole = document or found.to_dict
    if output is not None:
        _save(saved() if saved else found, output, whole(), raw, inputs, found)
    if as_json:
        print_json(whole())
    elif output is None:
        print_table(table)


def print_table(table: Table) -> None:
    """A table on standard output, as wide as the terminal."""
    on = screen()
    show(table(on), on)


def print_json(document: Mapping[str, Any]) -> None:
    """One JSON document on standard output, in UTF-8 whatever the terminal's encoding."""
    from idealtypes.files.saving import json_text

    click.echo(json_text(document).encode("utf-8"), nl=False)


def save_text(output: Path, text: str, inputs: Iterable[Path]) -> None:
    """A file of text, whole or not at all; no file that was read is written over."""
    from idealtypes.files.saving import spared
    from idealtypes.storage.single_file import write_file

    spared(output, inputs)
    write_file(output, text.encode("utf-8"))


def _save(
    found: Result,
    output: Path,
    document: Mapping[str, Any],
    raw: Raw | None,
    inputs: Iterable[Path],
    whole: Result,
) -> None:
    import idealtypes as it
    from idealtypes.files.saving import spared
    from idealtypes.storage.single_file import write_file

    table, records = (found.table_name, found.records()) if raw is None else (raw.table, raw.records())
    if not records and output.suffix.lower() != ".json":
        raise IdealtypesError(f"nothing to save in {output}: {document.get('why') or 'the table is empty'}")
    files = it.table_files(
        found,
        output,
        language=_language(),
        study=_study(),
        profile=getattr(whole, "profile", None),
        origin=it.Origin(_command(), it.__version__),
        document=document,
        records=records,
        table=table,
    )
    read = list(inputs)
    for path in files:
        spared(path, read)
    for path, content in files.items():
        write_file(path, content)
    rows = f" ({counted(len(records), 'row')})" if output.suffix.lower() in RAW else ""
    note(f"Saved {output}{rows}")


def _language() -> str:
    """The language that the command was asked for."""
    context = click.get_current_context(silent=True)
    if context is None:
        return "en"
    language = context.meta.get(SPOKEN) or context.params.get("language")
    return str(language or "en")


def _study() -> StudyData | None:
    """The study that the command opened, the first where there are several."""
    context = click.get_current_context(silent=True)
    return None if context is None else context.meta.get(OPENED)


def _command() -> str:
    """The command as it was given; of a path from the top the last name alone, so that nothing of a machine is told."""
    context = click.get_current_context(silent=True)
    given = () if context is None else context.meta.get(GIVEN, ())
    told = (Path(one).name if os.sep in one and Path(one).is_absolute() else one for one in given)
    return shlex.join(["idealtypes", *told])
