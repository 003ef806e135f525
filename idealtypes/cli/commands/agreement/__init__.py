"""`idealtypes agreement`: how far coders, or raters, decide alike."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import click

from idealtypes.cli import options
from idealtypes.cli.answering import answer
from idealtypes.cli.commands.agreement.agreement_table import table
from idealtypes.cli.options import files, open_study, tell_warnings
from idealtypes.cli.terminal import note
from idealtypes.model.coefficient_names import (
    COEFFICIENTS,
    VALUE_WEIGHTS,
    VARIANCES,
    Chance,
    Variance,
)

NOT_PASSED = 3


@click.command()
@options.study
@click.option(
    "--metric",
    type=click.Choice(["interval", "ordinal"]),
    default="interval",
    show_default=True,
    help="Of positions and ratings; ordinal where a scale has ranks only.",
)
@click.option(
    "--coefficient",
    metavar="NAME",
    type=click.Choice(COEFFICIENTS),
    default="krippendorff",
    show_default=True,
    help=f"One of {', '.join(COEFFICIENTS)}; scott and cohen are of two coders.",
)
@click.option(
    "--weights",
    metavar="NAME|FILE",
    help=f"Of positions and ratings: {', '.join(VALUE_WEIGHTS)}; or a square table of categories.",
)
@click.option(
    "--variance",
    type=click.Choice(VARIANCES),
    default="jackknife",
    show_default=True,
    help="Over sources; or linearised over units, as published.",
)
@click.option(
    "--types",
    is_flag=True,
    help="Also each case's type under each coder alone, and what decides it.",
)
@click.option(
    "--worksheet",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write a .xlsx or .csv sheet of the disagreements to be settled.",
)
@click.option(
    "--resolved",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Read such a sheet, and write its decisions into the study.",
)
@click.option(
    "--as",
    "as_",
    metavar="NAME",
    default="consensus",
    show_default=True,
    help="What the coder of these decisions is called.",
)
@click.option(
    "--fail-under",
    metavar="VALUE",
    type=click.FloatRange(-1, 1),
    help="Exit with 3 where the agreement on all codes is less, or none.",
)
@options.where
@options.only("level", "draws", "seed", "unit", "reported", "models")
@options.table_language
@options.as_json
@options.output
def command(
    study: Path,
    metric: Literal["interval", "ordinal"],
    coefficient: Chance,
    weights: str | None,
    variance: Variance,
    types: bool,
    worksheet: Path | None,
    resolved: Path | None,
    as_: str,
    fail_under: float | None,
    where: tuple[str, ...],
    as_json: bool,
    output: Path | None,
    **overrides: Any,
) -> None:
    """Show how far coders, or raters, decide alike.

    Krippendorff's alpha, or another coefficient, over all codes, per aspect
    and per code, with its interval, on the statements that two or more coders
    read; the same for ratings. One coder gives no agreement, and that is said.

    \b
    Examples:
        idealtypes agreement my_study
        idealtypes agreement my_study --coefficient gwet --variance gwet
        idealtypes agreement my_study -o agreement.xlsx
        idealtypes agreement my_study --worksheet disagreements.xlsx
        idealtypes agreement my_study --resolved disagreements.xlsx
    """
    opened = open_study(study, where, overrides)
    found = opened.agreement(
        metric=metric,
        coefficient=coefficient,
        weights=weights,
        variance=variance,
        types=types,
        worksheet=worksheet,
        resolved=resolved,
        as_=as_,
        where=list(where) if resolved is not None and where else None,
    )
    if worksheet is not None:
        note(f"Saved {worksheet}: fill in `decision` (codes, or `none`) and `reason`")
    if found.resolved is not None:
        tell_warnings([w for w in found.study.warnings if w not in opened.warnings], study)
    answer(
        found,
        lambda on: table(found, on),
        as_json=as_json,
        output=output,
        inputs=files(opened),
    )
    value = found.overall.value
    if fail_under is not None and (value is None or value < fail_under):
        said = "there is none" if value is None else f"it is {value:.3f}"
        note(f"agreement of at least {fail_under:g} was asked for, and {said}")
        click.get_current_context().exit(NOT_PASSED)
