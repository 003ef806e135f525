"""`idealtypes report`: the page to hand to a colleague."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from idealtypes.cli import options
from idealtypes.cli.options import open_study
from idealtypes.cli.terminal import note, say


@click.command()
@options.study
@click.option(
    "-o",
    "--output",
    metavar="DIR",
    type=click.Path(path_type=Path, file_okay=False),
    help="The folder to write; by default `report` in the study's folder.",
)
@click.option(
    "--figures",
    metavar="KINDS",
    default="svg",
    show_default=True,
    help="Kinds of files of the figures: svg, pdf, png, with commas between.",
)
@options.report_language
@options.sharing("Show only what may leave the project.")
@options.where
@options.settings
def command(
    study: Path,
    output: Path | None,
    figures: str,
    language: str,
    sharing: bool,
    k: int | None,
    to_approve: Path | None,
    where: tuple[str, ...],
    **overrides: Any,
) -> None:
    """Write the report: one page that works offline, with figures.

    The folder gets report.html, the figures and tables, and a record of
    how they came about. Its path is printed on standard output.

    \b
    Examples:
        idealtypes report my_study
        idealtypes report my_study --figures svg,pdf
        idealtypes report my_study -o for_the_board --language nb --sharing
        idealtypes report my_study --sharing --to-approve my_study/sharing.yaml
    """
    opened = open_study(study, where, overrides, extents=True)
    note("Writing the report …")
    page = opened.report(
        output, figures=figures, language=language, sharing=sharing, k=k, to_approve=to_approve
    )
    if sharing:
        from idealtypes.disclosure.approved import advice

        for line in advice(opened, k):
            note(line)
    say(str(page))
