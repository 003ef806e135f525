"""`idealtypes profile`: where each aspect lies between its poles."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from idealtypes.cli import options
from idealtypes.cli.answering import answer
from idealtypes.cli.profile_table import table
from idealtypes.cli.reading import files, open_study
from idealtypes.cli.screen import screen


@click.command()
@options.study
@options.view
@options.where
@options.settings
@options.as_json
@options.output
def command(
    study: Path,
    view: str,
    where: dict[str, str],
    as_json: bool,
    output: Path | None,
    **overrides: Any,
) -> None:
    """Show where each aspect lies between its poles.

    Per case and aspect: the balance between the poles, its interval, the
    statements and sources it rests on, and one word for how it reads.

    \b
    Examples:
        idealtypes profile my_study
        idealtypes profile my_study --view useful --where kind=interview
        idealtypes profile my_study -o profile.xlsx
    """
    from idealtypes.engine.views import study_profile

    opened = open_study(study, where, overrides)
    found = study_profile(opened, view)  # type: ignore[arg-type]
    answer(
        found.to_dict,
        lambda: table(opened, found, screen()),
        found.records,
        as_json=as_json,
        output=output,
        inputs=files(opened),
    )
