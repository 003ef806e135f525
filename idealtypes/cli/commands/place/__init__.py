"""`idealtypes place`: say where codes stand, one by one in the terminal or in a table to fill in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

import idealtypes as it
from idealtypes.cli import options
from idealtypes.cli.answering import print_json, print_table
from idealtypes.cli.options import tell_copied
from idealtypes.cli.terminal import Screen, flow, note, screen
from idealtypes.model.text import counted

if TYPE_CHECKING:
    from rich.console import RenderableType

    from idealtypes import Places


@click.command()
@options.study
@click.option(
    "--to",
    "table",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write a .xlsx or .csv table of all codes to fill in.",
)
@click.option(
    "--from",
    "filled",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Read such a table (.xlsx, .ods, .csv or .tsv) and place the codes it places.",
)
@click.option(
    "--at",
    metavar="CODE:PLACE",
    multiple=True,
    help="Place one code: no_records:help=-0.5, =formal, =a=0.6,b=0.4, or :none. Repeat.",
)
@click.option(
    "--because",
    metavar="TEXT",
    multiple=True,
    help="Why it stands there; of several codes CODE: TEXT. Repeat.",
)
@click.option(
    "--placer",
    metavar="NAME",
    help="Who places: kept beside the scheme, as one judgement of several.",
)
@click.option(
    "--copy-scheme",
    is_flag=True,
    help="Copy a scheme that is not the study's own into its folder first, and use the copy.",
)
@options.as_json
def command(
    study: Path,
    table: Path | None,
    filled: Path | None,
    at: tuple[str, ...],
    because: tuple[str, ...],
    placer: str | None,
    copy_scheme: bool,
    as_json: bool,
) -> None:
    """Say where codes stand: the aspect, the position, and why.

    Asks for each code that is not yet placed, with its definition and three
    statements; every answer is saved at once, so that one can stop and go on
    another day. Or writes a table to fill in, and reads it back. A code may be
    on several aspects, and an aspect that is missing can be added. In the
    scheme's file nothing else changes.

    \b
    Examples:
        idealtypes place my_study
        idealtypes place my_study --to places.xlsx
        idealtypes place my_study --from places.xlsx
        idealtypes place my_study --from places_bk.xlsx --placer bk
        idealtypes place my_study --at no_records:help=-0.5 --because "as said"
        idealtypes place my_study --json
    """
    opened = it.read_study(study)  # what is not yet placed is no warning here, but the work at hand
    single = bool(at or because)
    if placer is not None and table is None and filled is None and not single:
        raise click.UsageError(
            "--placer says who places: give it with --at, with --from, or with --to for an empty table"
        )
    if single:
        from idealtypes.cli.commands.place.single_places import places_said, reasons_said

        places = places_said(at, opened.scheme)
        reasons = reasons_said(because, list(places))
        found = it.place(
            study, to=table, from_=filled, at=places, because=reasons, placer=placer, copy_scheme=copy_scheme
        )
        _tell(found, None)
    elif table is None and filled is None and not as_json and opened.scheme.unplaced:
        from idealtypes.cli.commands.place.walk import walk

        placed, added = walk(opened, copy_scheme, screen())
        found = replace(it.place(study), changed=placed, aspects=added)
    else:
        found = it.place(study, to=table, from_=filled, placer=placer, copy_scheme=copy_scheme)
        _tell(found, table)
    if as_json:
        print_json(found.to_dict())
    else:
        print_table(lambda on: summary(found, on))


def _tell(found: Places, table: Path | None) -> None:
    """What was written beside the places."""
    if found.copied is not None:
        tell_copied(found.copied)
    if found.placers is not None:
        note(f"Saved {found.placers}: {counted(len(found.changed), 'code')} placed beside the scheme")
    if table is None:
        return
    note(
        f"Saved {table} ({counted(found.counts['codes'], 'code')}): fill in `aspect`, `position` and `rationale`"
    )
    if table.suffix.lower() == ".csv":
        for choice in found.choices:
            note(f"  {choice['aspect']}: {choice['write']}")


def summary(found: Places, on: Screen) -> Iterator[RenderableType]:
    """What was placed, and what is left."""
    counts = found.counts
    yield ""
    if found.aspects:
        yield (
            f"Added: the aspects {', '.join(found.aspects)}."
            if len(found.aspects) > 1
            else f"Added: the aspect {found.aspects[0]}."
        )
    if found.changed:
        yield f"Changed: {', '.join(found.changed)}."
    parts = [counted(counts["codes"], "code"), f"{counts['placed']:,} placed"]
    parts += [f"{counts['none']:,} on purpose on no axis"] if counts["none"] else []
    parts += [f"{counts['inherited']:,} as the code above"] if counts["inherited"] else []
    parts.append(f"{counts['unplaced']:,} not yet placed")
    yield from flow(parts, on)
