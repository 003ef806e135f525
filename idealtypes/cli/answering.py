"""How a command answers: a table for people, one JSON document, or a file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from idealtypes.cli.labels import counted
from idealtypes.cli.terminal import Screen, note, screen, show
from idealtypes.errors import IdealtypesError

if TYPE_CHECKING:
    from rich.console import RenderableType

Records = Sequence[Mapping[str, Any]]


def answer(
    document: Callable[[], Mapping[str, Any]],
    table: Callable[[Screen], Iterable[RenderableType]],
    records: Callable[[], Records],
    *,
    as_json: bool,
    output: Path | None,
    inputs: Iterable[Path] = (),
) -> None:
    """Give the answer in the form asked for.

    With `output` the file is written and the table is not shown; with `as_json` the document is printed,
    whether or not a file is written too. `inputs` are the files that were read: none is ever written over.
    """
    if output is not None:
        _save(output, document(), records(), inputs)
    if as_json:
        print_json(document())
    elif output is None:
        on = screen()
        show(table(on), on)


def print_json(document: Mapping[str, Any]) -> None:
    """One JSON document on standard output, in UTF-8 whatever the terminal's encoding."""
    from idealtypes.files.saving import json_text

    click.echo(json_text(document).encode("utf-8"), nl=False)


def spared(output: Path, inputs: Iterable[Path]) -> None:
    """Raise IdealtypesError where a file would be written over one that was read."""
    full = output.resolve()
    if any(full == path.resolve() for path in inputs):
        raise IdealtypesError(f"{output} is a file of the study: choose another name to save to")


def _save(output: Path, document: Mapping[str, Any], records: Records, inputs: Iterable[Path]) -> None:
    from idealtypes.files.saving import save

    spared(output, inputs)
    if not records and output.suffix.lower() != ".json":
        raise IdealtypesError(f"nothing to save in {output}: {document.get('why') or 'the table is empty'}")
    save(output, records, document)
    rows = "" if output.suffix.lower() == ".json" else f" ({counted(len(records), 'row')})"
    note(f"Saved {output}{rows}")
