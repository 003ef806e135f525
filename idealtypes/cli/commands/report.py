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
    metavar="DIR|FILE",
    type=click.Path(path_type=Path),
    help="The folder to write, or one file: .html, .docx, .pdf, .md.",
)
@click.option(
    "--format",
    "formats",
    metavar="FORMATS",
    help="Write html, docx, pdf, md: one or several, with commas between.",
)
@click.option("--brief", is_flag=True, help="One A4 page for a board meeting.")
@click.option(
    "--sections",
    metavar="NAMES",
    help="The sections to show, in this order, with commas between.",
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
    formats: str | None,
    brief: bool,
    sections: str | None,
    figures: str,
    language: str,
    sharing: bool,
    k: int | None,
    to_approve: Path | None,
    where: tuple[str, ...],
    **overrides: Any,
) -> None:
    """Write the report: one page that works offline, with figures.

    The folder, by default `report` in the study's folder, gets report.html,
    the figures and tables, and a record of how they came about. Its path is
    printed on standard output. A PDF is printed by Chromium, or WeasyPrint.

    \b
    Examples:
        idealtypes report my_study
        idealtypes report my_study --figures svg,pdf
        idealtypes report my_study --format html,docx --sections result,types
        idealtypes report my_study --brief -o meeting.pdf --language nb
        idealtypes report my_study -o for_the_board --language nb --sharing
        idealtypes report my_study --sharing --to-approve my_study/sharing.yaml
    """
    opened = open_study(study, where, overrides, extents=True)
    note("Writing the report …")
    page = opened.report(
        output,
        figures=figures,
        format=formats,
        sections=sections,
        brief=brief,
        language=language,
        sharing=sharing,
        k=k,
        to_approve=to_approve,
    )
    if sharing:
        from idealtypes.disclosure.approved import advice

        for line in advice(opened, k):
            note(line)
    say(str(page))
