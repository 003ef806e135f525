"""`idealtypes withdraw`: an informant taken out of a study, and what still holds her."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

import idealtypes as it
from idealtypes.cli import options
from idealtypes.cli.answering import answer
from idealtypes.cli.labels import LIMIT, aspect_title, sentence
from idealtypes.cli.options import files
from idealtypes.cli.terminal import Column, Paragraph, Screen, bold, grid
from idealtypes.files.content import shown
from idealtypes.model.text import counted

if TYPE_CHECKING:
    from rich.console import RenderableType

    from idealtypes import AspectReading, Withdrawn

UNSEARCHED = {
    "packed": "packed in a way that is not looked into",
    "large": "too large",
    "closed": "not readable",
}


@click.command()
@options.study
@click.argument("source", metavar="SOURCE")
@click.option("--dry-run", is_flag=True, help="Tell what would be taken out, and write nothing.")
@options.as_json
@options.output
def command(study: Path, source: str, dry_run: bool, as_json: bool, output: Path | None) -> None:
    """Take an informant out of a study, and say what still holds her.

    Her row, statements, codings, claims, ratings and text, and what cites
    them: all in one step, or nothing. Then it says what still holds her, in
    the folder and beside it, and what she changed in the results.

    \b
    Examples:
        idealtypes withdraw my_study interview_7 --dry-run
        idealtypes withdraw my_study interview_7
    """
    opened = it.read_study(study)
    found = opened.withdraw(source, dry_run=dry_run)
    answer(found, lambda on: table(found, on), as_json=as_json, output=output, inputs=files(opened))


def table(found: Withdrawn, on: Screen) -> Iterator[RenderableType]:
    """What was hers, what still holds her, what she changed, and what remains to be done."""
    yield bold(found.study.title.say())
    done = "would be taken out; nothing is written" if found.dry_run else "is taken out"
    yield f"{found.source} {done}"
    yield ""
    columns = [Column("file", True), Column("what", True), Column("number")]
    rows = [
        [one.file, f"{one.what}, the whole file" if one.file in found.gone else one.what, f"{one.number:,}"]
        for one in found.taken
    ]
    yield grid(columns, rows)
    if found.cases:
        yield Paragraph(f"With {found.source} went what nobody else speaks of: {', '.join(found.cases)}")
    yield from _held(found)
    yield from _changed(found, on)
    if found.notes:
        yield ""
        yield bold("To be done")
        for one in found.notes:
            yield Paragraph(f"{sentence(one)}", "  ", "- ")


def _held(found: Withdrawn) -> Iterator[RenderableType]:
    """The files that still hold her."""
    looked = found.looked
    yield ""
    if not looked.held:
        yield f"No file that was looked into holds {found.source}."
    else:
        yield bold(f"Still held by {counted(len(looked.held), 'file')}")
        for one in looked.held[:LIMIT]:
            parts = [counted(one.texts, "text")] if one.texts else []
            parts += [counted(one.ids, "id")] if one.ids else []
            parts += [f"numbers made with {found.source}"] if one.numbers else []
            yield Paragraph(f"{shown(one.path)}: {', '.join(parts)}", "  ", "- ")
        if len(looked.held) > LIMIT:
            yield f"  {len(looked.held) - LIMIT:,} more: --json"
    for why, paths in looked.unsearched.items():
        named = ", ".join(shown(path) for path in paths[:3])
        more = f" and {len(paths) - 3:,} more" if len(paths) > 3 else ""
        yield Paragraph(f"Not looked into, {UNSEARCHED[why]}: {named}{more}")
    if looked.beyond:
        yield Paragraph("There are more files beside the study than are looked into: look there yourself.")


def _changed(found: Withdrawn, on: Screen) -> Iterator[RenderableType]:
    """Every number that is another one without her, and every type."""
    yield ""
    moved = [one for one in found.changed if one.after is None or one.before != one.after]
    if not moved:
        yield f"Without {found.source} every number is as it was."
        return
    yield bold(f"With {found.source}, and without")
    several = len({one.case for one in found.changed}) > 1
    rows = []
    for one in moved[:LIMIT]:
        lead = [*([one.case] if several else []), aspect_title(found.study.scheme, one.aspect)]
        rows.append([*lead, "with", *_said(one.before, on)])
        rows.append(
            [*[""] * len(lead), "without", *(("gone", "") if one.after is None else _said(one.after, on))]
        )
    columns = [*([Column("case", True)] if several else []), Column("aspect", True), Column("", True)]
    yield grid([*columns, Column("balance", True), Column("word", True)], rows)
    if len(moved) > LIMIT:
        yield f"{len(moved) - LIMIT:,} more: --json"
    for kind in found.types:
        if (kind.before, kind.assigned_before) != (kind.after, kind.assigned_after):
            yield Paragraph(
                f"{kind.case}: {_type(kind.before, kind.assigned_before)}, "
                f"without {found.source} {_type(kind.after, kind.assigned_after)}"
            )


def _type(name: str | None, assigned: bool) -> str:
    return "no type" if name is None else name if assigned else f"leans to {name}"


def _said(read: AspectReading, on: Screen) -> tuple[str, str]:
    """A balance with its interval, or shares; and the word."""
    if read.balance is None:
        parts = (f"{pole} {share:.2f}" for pole, share in read.shares.items() if share is not None)
        return " ".join(parts), read.word
    ends = read.interval_whole or read.interval
    told = "" if ends is None else f" [{_signed(ends[0], on)}, {_signed(ends[1], on)}]"
    return f"{_signed(read.balance, on)}{told}", read.word


def _signed(value: float, on: Screen) -> str:
    return f"{value:+.2f}".replace("-", on.minus)
