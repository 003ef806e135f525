"""How a command answers: a table for people, one JSON document, or a file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import click

from idealtypes.cli.terminal import Screen, note, screen, show
from idealtypes.errors import IdealtypesError
from idealtypes.model.text import counted

if TYPE_CHECKING:
    from rich.console import RenderableType

Records = Sequence[Mapping[str, Any]]
Table = Callable[[Screen], "Iterable[RenderableType]"]


class Answer(Protocol):
    """What the functions of `idealtypes` give: an answer as plain data, and its flat records."""

    def to_dict(self) -> dict[str, Any]: ...

    def records(self) -> list[dict[str, Any]]: ...


def answer(
    found: Answer,
    table: Table,
    *,
    as_json: bool,
    output: Path | None = None,
    inputs: Iterable[Path] = (),
    document: Callable[[], Mapping[str, Any]] | None = None,
    records: Callable[[], Records] | None = None,
) -> None:
    """Give the answer in the form asked for.

    With `output` the file is written and the table is not shown; with `as_json` the document is printed, whether or
    not a file is written too. `inputs` are the files that were read: none is ever written over. `document` and
    `records` stand in for those of the answer, where an option asks for others.
    """
    whole = document or found.to_dict
    if output is not None:
        _save(output, whole(), (records or found.records)(), inputs)
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


def _save(output: Path, document: Mapping[str, Any], records: Records, inputs: Iterable[Path]) -> None:
    from idealtypes.files.saving import save, spared

    spared(output, inputs)
    if not records and output.suffix.lower() != ".json":
        raise IdealtypesError(f"nothing to save in {output}: {document.get('why') or 'the table is empty'}")
    save(output, records, document)
    rows = "" if output.suffix.lower() == ".json" else f" ({counted(len(records), 'row')})"
    note(f"Saved {output}{rows}")
