"""`idealtypes edit`: cells, rows, codes and values of a study's own files changed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

import idealtypes as it
from idealtypes.cli import options
from idealtypes.cli.answering import answer
from idealtypes.cli.labels import LIMIT
from idealtypes.cli.terminal import Column, Screen, bold, grid

if TYPE_CHECKING:
    from rich.console import RenderableType

    from idealtypes import Edited

WIDE = 40  # characters of a cell that are shown


@click.command()
@options.study
@click.argument("edits", metavar="[EDIT]...", nargs=-1)
@click.option(
    "--from",
    "from_",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Read edits from a .json, or cells from a .csv.",
)
@click.option("--dry-run", is_flag=True, help="Tell what would change, and write nothing.")
@options.as_json
@options.output
def command(
    study: Path, edits: tuple[str, ...], from_: Path | None, dry_run: bool, as_json: bool, output: Path | None
) -> None:
    """Edit a study's own tables and YAML; all else in them stays as it is.

    All edits are made, or none. The study is checked as it will be before
    anything is written: edits that bring a fault are refused.

    \b
    An EDIT is one of:
      statements g08_2 mode=ought     a cell, by table, key and column
      codes g08_2/a=pay;!rules=0.5    what a coder put on a statement
      rating oslo/help/b=0.5          where a rater places a case
      study.yaml settings/draws=4000  a value of a YAML file
      add claims statement=g08_2 …    a row of column=value
      drop claims g08_2/relief        a row, or a value, taken out

    \b
    Examples:
        idealtypes edit my_study "statements g08_2 mode=ought" --dry-run
        idealtypes edit my_study --from edits.json
    """
    found = it.edit(study, edits, from_=from_, dry_run=dry_run)
    answer(found, lambda on: table(found, on), as_json=as_json, output=output)


def table(found: Edited, on: Screen) -> Iterator[RenderableType]:
    """What changed, one by one."""
    if found.study is not None:
        yield bold(found.study.title.say())
    if not found.changes:
        yield "All of it stands there already: nothing is written."
        return
    if found.dry_run:
        yield "This would change; nothing is written"
    yield ""
    columns = [Column(name, True) for name in ("file", "what", "where", "before", "after")]
    yield grid(
        columns,
        [
            [one.file, one.what, one.place, _short(one.before), _short(one.after)]
            for one in found.changes[:LIMIT]
        ],
    )
    if len(found.changes) > LIMIT:
        yield f"{len(found.changes) - LIMIT:,} more: --json"


def _short(said: str | None) -> str:
    text = "" if said is None else " ".join(said.split())
    return text if len(text) <= WIDE else f"{text[: WIDE - 1]}…"
