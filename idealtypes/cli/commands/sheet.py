"""`idealtypes sheet`: what raters fill in, to print or as a workbook each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

import idealtypes as it
from idealtypes.cli import options
from idealtypes.cli.answering import print_json, print_table
from idealtypes.cli.terminal import Paragraph, Screen, beside, bold
from idealtypes.model.text import counted

if TYPE_CHECKING:
    from rich.console import RenderableType

    from idealtypes import RaterSheets

PLACE = 6  # columns for a place on a scale


@click.command()
@click.argument("scheme", metavar="SCHEME")
@click.option(
    "--cases",
    metavar="FILE|A;B",
    help="The cases: a table with `id` and `title`, or names. Default: the study's.",
)
@click.option(
    "--by",
    type=click.Choice(("aspect", "trait")),
    default="aspect",
    show_default=True,
    help="A row for each aspect of a case, or for each trait.",
)
@click.option("--rater", multiple=True, metavar="NAME", help="Who rates: a sheet each; repeatable.")
@options.report_language
@click.option(
    "-o",
    "--output",
    metavar="FILE|DIR",
    type=click.Path(path_type=Path),
    help="A .xlsx, .csv or .html; or a folder, for a workbook and a page each.",
)
@options.as_json
def command(
    scheme: str,
    cases: str | None,
    by: Literal["aspect", "trait"],
    rater: tuple[str, ...],
    language: str,
    output: Path | None,
    as_json: bool,
) -> None:
    """Write what raters fill in: a form to print, a workbook each.

    SCHEME is a shipped scheme, a scheme file or a study. A sheet has the
    question, the poles and what places mean, and room for why and where it
    stands. Filled in, it is read by import, or as the ratings of a study.

    \b
    Examples:
        idealtypes sheet doctor_programmes --cases "Oslo;Bergen" -o form.html
        idealtypes sheet my_study --rater A --rater B --language nb -o sheets/
        idealtypes import sheets/my_scheme-a.xlsx --into my_study
    """
    found = it.sheet(scheme, cases=cases, by=by, rater=rater, language=language, output=output)
    if as_json:
        print_json(found.to_dict())
    else:
        print_table(lambda on: table(found, on))


def table(found: RaterSheets, on: Screen) -> Iterator[RenderableType]:
    """What is asked of each case, and what was written."""
    yield bold(found.words.say("sheet.title", scheme=found.scheme.title.say(found.language)))
    named = [case for case in found.cases if case]
    yield f"{counted(len(named), 'case')}, {counted(len(found.cases) * len(found.items), 'row')}"
    for items in found.blocks():
        aspect = items[0].aspect
        yield ""
        question = "" if aspect.question is None else f" {aspect.question.say(found.language)}"
        yield Paragraph(f"{aspect.title.say(found.language)}.{question}", "  ")
        for item in items:
            if item.open == "intensity":
                yield Paragraph(item.text, "    ", "  - ")
        for value, means in items[0].places:
            yield beside(
                (found.shown(value, items[0].open == "intensity"), PLACE),
                (means, on.width - PLACE - 6),
                indent=4,
            )
    yield ""
    if found.files:
        yield f"Written: {', '.join(found.files)}"
    else:
        yield "Nothing is written: -o names a .xlsx, .csv or .html, or a folder."
