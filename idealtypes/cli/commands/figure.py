"""`idealtypes figure`: one figure of the report, at the width of a column or a page, or which figures there are."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from idealtypes.cli import options
from idealtypes.cli.answering import answer, print_json, print_table
from idealtypes.cli.options import files, open_study
from idealtypes.cli.terminal import Paragraph, Screen, beside, bold, cells, note

if TYPE_CHECKING:
    from rich.console import RenderableType

    from idealtypes import Figures, View

DRAWN = (".svg", ".pdf", ".png")


@click.command()
@options.study
@click.argument("name", metavar="[NAME]", required=False)
@click.option(
    "--width",
    metavar="WIDTH",
    default="174mm",
    show_default=True,
    help="Of the figure: 85mm (a column), 174mm (a page), 12cm, 7in, …; narrow and wide as in the report.",
)
@options.report_language
@options.view
@click.option("--case", metavar="CASE", help="Of `balance`: this case alone.")
@click.option("--sharing", is_flag=True, help="Show only what may leave the project.")
@click.option(
    "--k",
    metavar="N",
    type=click.IntRange(3),
    help="With --sharing: how many informants stand behind every number.",
)
@options.where
@options.settings
@options.as_json
@options.saving(*DRAWN)
def command(
    study: Path,
    name: str | None,
    width: str,
    language: str,
    view: View,
    case: str | None,
    sharing: bool,
    k: int | None,
    where: tuple[str, ...],
    as_json: bool,
    output: Path | None,
    **overrides: Any,
) -> None:
    """Draw one figure of the report, at a journal's width.

    Without NAME: which figures there are. With one: its caption, its
    numbers, the line of Python that makes it, and with -o the figure, as
    .svg, .pdf or .png (300 dpi). --view and --case are of the balance.

    \b
    Examples:
        idealtypes figure my_study
        idealtypes figure my_study balance --width 85mm -o balance.pdf
        idealtypes figure my_study map --sharing --language nb -o map.svg
    """
    opened = open_study(study, (), {}, extents=True)  # the line of Python names what was asked for beside it
    settings = {key: value for key, value in overrides.items() if value is not None}
    drawn = output if output is not None and output.suffix.lower() in DRAWN else None
    if drawn is not None and name is None:
        raise click.BadParameter(f"`{drawn}`: name the figure to draw", param_hint="-o")
    found = opened.figure(
        name, output=drawn, width=width, language=language, view=view, case=case, sharing=sharing, k=k,
        where=list(where) or None, **settings,
    )  # fmt: skip
    if drawn is None:
        answer(found, lambda on: table(found, on), as_json=as_json, output=output, inputs=files(opened))
        return
    note(f"Saved {drawn}")
    if as_json:
        print_json(found.to_dict())
    else:
        print_table(lambda on: table(found, on))


def table(found: Figures, on: Screen) -> Iterator[RenderableType]:
    """The names and titles; of one figure its title, caption, numbers and the line that makes it."""
    if found.one is not None:
        yield bold(found.one.title)
        yield Paragraph(found.one.told)
        yield ""
        yield found.call
        return
    width = max(cells(figure.name) for figure in found.figures) + 2
    for figure in found.figures:
        yield beside((figure.name, width - 2), (figure.title, on.width - width))
    yield ""
    yield found.call
