"""`idealtypes condense`: condensates held against their statements; a skeleton to write them in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from idealtypes.cli import options
from idealtypes.cli.answering import answer
from idealtypes.cli.labels import aspect_title, pole_title, sentence
from idealtypes.cli.options import files, open_study
from idealtypes.cli.terminal import Column, Paragraph, Screen, bold, grid, note
from idealtypes.model.text import counted

if TYPE_CHECKING:
    from rich.console import RenderableType

    from idealtypes import Condensed, Study

NAMED = 12  # ids of statements in a line


@click.command()
@options.study
@click.option("--write", is_flag=True, help="Write condensates.yaml, a skeleton, into the study's folder.")
@click.option("--to", type=click.Path(path_type=Path), metavar="FILE", help="Write the skeleton to FILE.")
@options.where
@options.only("reported")
@options.table_language
@options.as_json
@options.output
def command(
    study: Path,
    write: bool,
    to: Path | None,
    where: tuple[str, ...],
    as_json: bool,
    output: Path | None,
    **overrides: object,
) -> None:
    """Hold condensates against their statements; write a skeleton.

    A condensate says what the statements at one pole of an aspect (or with
    some codes) say together, and cites them. Shown is what each accounts for,
    what it cites though it does not belong, and what none accounts for.

    \b
    Examples:
        idealtypes condense my_study --write
        idealtypes condense my_study
    """
    opened = open_study(study, where, overrides)
    found = opened.condense(write=write, to=to)
    if found.written is not None:
        note(f"Wrote {found.written}: {counted(len(found.groups), 'group')} to condense")
    answer(found, lambda on: table(opened, found, on), as_json=as_json, output=output, inputs=files(opened))


def table(study: Study, found: Condensed, on: Screen) -> Iterator[RenderableType]:
    """A row a group, then what does not fit."""
    yield bold(study.title.say())
    if found.why:
        yield sentence(found.why)
        return
    scheme = study.scheme
    rows = []
    for row in found.records():
        poles = scheme.poles(row["aspect"])
        pole = pole_title(scheme, row["aspect"], row["pole"]) if row["pole"] in poles else row["pole"]
        told = "" if row["text"] is None else "written"
        rows.append(
            [aspect_title(scheme, row["aspect"]), pole, f"{row['statements']}", f"{row['cited']}", told]
        )
    yield ""
    yield grid(
        [
            Column("aspect", True),
            Column("pole", True),
            Column("statements"),
            Column("cited"),
            Column("text", True),
        ],
        rows,
    )
    for one in found.accounts:
        if one.condensate.codes:
            yield Paragraph(
                f"{one.condensate.group}: {len(one.belonging) - len(one.uncited)} of "
                f"{counted(len(one.belonging), 'statement')} cited"
            )
        if one.foreign:
            yield Paragraph(f"{one.condensate.group} cites what does not belong: {_ids(one.foreign)}")
    if found.accounts and found.unaccounted:
        yield Paragraph(f"Cited by none: {_ids(found.unaccounted)}")


def _ids(ids: tuple[str, ...]) -> str:
    more = f" and {len(ids) - NAMED:,} more" if len(ids) > NAMED else ""
    return ", ".join(ids[:NAMED]) + more
