"""`idealtypes init`: a new study from a template."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

import idealtypes as it
from idealtypes.cli.terminal import note, say


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--ratings", is_flag=True, help="Cases are rated from documents, instead of statements coded.")
def command(folder: Path, ratings: bool) -> None:
    """Make a new study from a template.

    DIR gets a study that already runs: a small codebook, three made-up
    statements to replace, and a README; with --ratings a sheet of ratings
    instead of statements. What else is in DIR stays; a study there is left alone.

    \b
    Examples:
        idealtypes init my_study
        idealtypes init my_schemes --ratings
    """
    for name in it.init(folder, ratings=ratings).files:
        say(str(folder / name))
    what = "ratings and cases" if ratings else "statements"
    note(f"A new study is in {folder}. Replace its {what}, then: idealtypes check {shlex.quote(str(folder))}")
