"""`idealtypes evidence`: the statements behind any number."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from idealtypes.cli import options
from idealtypes.cli.answering import answer
from idealtypes.cli.labels import code_title
from idealtypes.cli.options import files, open_study
from idealtypes.cli.terminal import Paragraph, Screen, bold
from idealtypes.model.stance import unsigned
from idealtypes.model.text import counted

if TYPE_CHECKING:
    from rich.console import RenderableType

    from idealtypes import Evidence, Statement, View

LIMIT = 100  # statements shown


@click.command()
@options.study
@click.option("--case", metavar="CASE", help="Of this case.")
@click.option("--aspect", metavar="ASPECT", help="With evidence on this aspect.")
@click.option("--pole", metavar="POLE", help="With weight on this pole.")
@click.option("--code", metavar="CODE", help="With this code, for or against; '!CODE': against.")
@click.option("--source", metavar="SOURCE", help="From this source.")
@click.option("--type", "type_", metavar="TYPE", help="With weight on a pole of this ideal type.")
@click.option("--trait", metavar="TRAIT", help="With a code of this trait.")
@options.view
@options.where
@options.table_language
@options.as_json
@options.output
def command(
    study: Path,
    type_: str | None,
    view: View,
    where: tuple[str, ...],
    as_json: bool,
    output: Path | None,
    **asked: Any,
) -> None:
    """Show the statements behind any number.

    Every filter that is given must fit. Statements of reported sources are
    shown too, marked where they count in no number.

    \b
    Examples:
        idealtypes evidence my_study --aspect help --pole formal
        idealtypes evidence my_study --trait registers --json
        idealtypes evidence my_study -o statements.xlsx
    """
    opened = open_study(study, where, extents=True)
    found = opened.evidence(view=view, type=type_, **asked)
    answer(
        found,
        lambda on: table(found, on),
        as_json=as_json,
        output=output,
        inputs=files(opened),
    )


def table(found: Evidence, on: Screen) -> Iterator[RenderableType]:
    """The statements as lines, then how many there are."""
    for one in found.statements[:LIMIT]:
        yield from _statement(found, one, on)
        yield ""
    yield _summary(found)


def _statement(found: Evidence, one: Statement, on: Screen) -> Iterator[RenderableType]:
    head = [one.id, one.source, one.mode]
    head += [part for part in (one.voice, one.condition, one.locator) if part]
    yield bold(on.dot.join(head))
    bar = "│ " if on.unicode else "| "
    yield Paragraph(one.text or "(no text)", bar)
    if one.codes:
        codes = ", ".join(_told(found, code) for code in one.codes)
        yield Paragraph(codes, " " * 9, "  codes  ")
    if one.weights:
        yield Paragraph(_weights(found, one), " " * 9, "  weighs ")
    for claim in one.claimed:
        yield Paragraph(claim, " " * 9, "  claims ")
    if one.held_by is not None:
        low, high, of = one.held_by
        yield f"  held by {low if low == high else f'{low} to {high}'} of {of} groups, as is reported"
    if not one.counted:
        yield "  counts in no number: its source reports what others said"


def _told(found: Evidence, code: str) -> str:
    """A code by its id; one against which the statement speaks is marked."""
    told = code_title(found.study.scheme, code)
    return f"{told} (against)" if unsigned(code)[1] else told


def _weights(found: Evidence, one: Statement) -> str:
    """The statement's share of each pole, aspect by aspect: `help: informal 0.50, formal 0.50`."""
    parts = []
    for aspect in found.study.scheme.aspects:
        poles = {pole: share for pole, share in one.weights.get(aspect.id, {}).items() if share > 0}
        if poles:
            parts.append(f"{aspect.id}: " + ", ".join(f"{pole} {share:.2f}" for pole, share in poles.items()))
    return "; ".join(parts)


def _summary(found: Evidence) -> str:
    if not found.statements:
        return "No statement answers to this."
    sources = len({one.source for one in found.statements})
    text = f"{counted(len(found.statements), 'statement')} of {counted(sources, 'source')}"
    silent = sum(not one.counted for one in found.statements)
    if silent:
        text += f", {silent} of them in no number"
    if len(found.statements) > LIMIT:
        text += f"; {LIMIT} shown. For all of them: -o statements.csv (or .xlsx, .json)"
    return text + "."
