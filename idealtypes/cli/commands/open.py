"""`idealtypes open`: the workbench in the browser."""

from __future__ import annotations

from pathlib import Path

import click

import idealtypes as it
from idealtypes.cli import options
from idealtypes.cli.terminal import note, say


@click.command()
@click.argument("study", metavar="[STUDY]", type=click.Path(path_type=Path), default=None, required=False)
@click.option("--port", type=int, default=0, metavar="N", help="Listen here instead of at a free port.")
@click.option("--browser/--no-browser", default=True, help="Open it, or only say the address.")
@click.option("--read-only", is_flag=True, help="To look, as in a meeting room: nothing is written.")
@click.option("--sharing", is_flag=True, help="Show and write only what may leave the project.")
@options.report_language
def command(
    study: Path | None, port: int, browser: bool, read_only: bool, sharing: bool, language: str
) -> None:
    """Open the workbench: everything below in the browser, offline.

    It listens on this machine alone, at an address that carries a token, and
    stops with its button or Ctrl-C. STUDY is opened first; without it the
    page begins with the studies opened last, the example and a new one.
    Every change is written into the study's files at once, can be undone,
    and is seen by every other window.

    \b
    Examples:
        idealtypes open
        idealtypes open my_study
        idealtypes open my_study --read-only --language nb
    """

    def tell(address: str) -> None:
        say(address)
        note("The workbench is at this address, for this machine alone. Ctrl-C stops it.")

    it.open(
        study,
        port=port,
        browser=browser,
        read_only=read_only,
        sharing=sharing,
        language=language,
        tell=tell,
    )
