"""`idealtypes init`: a new study from a template."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

from idealtypes.cli.folders import contents, copy_into, refuse_file
from idealtypes.cli.screen import note, say
from idealtypes.errors import IdealtypesError

TEMPLATE = Path(__file__).parents[1] / "template"


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
def command(folder: Path) -> None:
    """Make a new study from a template.

    DIR gets a study that already runs: a small codebook, three made-up
    statements to replace, and a README. A folder that holds anything is
    left alone.

    \b
    Example:
        idealtypes init my_study
    """
    refuse_file(folder)
    if folder.is_dir() and any(folder.iterdir()):
        raise IdealtypesError(f"{folder} is not empty: give the name of a new folder")
    for name in copy_into(contents(TEMPLATE), folder):
        say(str(folder / name))
    note(
        f"A new study is in {folder}. Replace its statements, then: idealtypes check {shlex.quote(str(folder))}"
    )
