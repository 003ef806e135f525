"""`idealtypes sets`: how membership in the ideal types fits an outcome of the cases, and the table for R."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from idealtypes.cli import options
from idealtypes.cli.answering import answer, print_json, spared
from idealtypes.cli.layout import counted
from idealtypes.cli.reading import files, open_study, plainly
from idealtypes.cli.screen import note, screen
from idealtypes.cli.sets_table import table
from idealtypes.cli.titles import spoken
from idealtypes.errors import IdealtypesError

if TYPE_CHECKING:
    from idealtypes.analyses.sets.fits import SetFits
    from idealtypes.analyses.types.membership import Membership

SCRIPT = "calibrated.R"
SHARE = click.FloatRange(0, 1)


def _anchors(_: click.Context, __: click.Parameter, given: str | None) -> tuple[float, ...] | None:
    """`out,cross,in`, or with decimal commas `out;cross;in`."""
    if given is None:
        return None
    parts = re.split(r"\s*;\s*" if ";" in given else r"\s*,\s*", given.strip())
    try:
        numbers = tuple(float(part.replace(",", ".")) for part in parts)
    except ValueError:
        numbers = ()
    if len(numbers) != 3:
        raise click.BadParameter(f"`{given}` should be three numbers, full out, crossover, full in: 0,5,10")
    return numbers


@click.command()
@options.study
@click.option("--outcome", metavar="COLUMN", help="The outcome: a column of the cases. Needed.")
@click.option(
    "--anchors",
    metavar="OUT,CROSS,IN",
    callback=_anchors,
    help="Full out, crossover and full in of the outcome, where the column is no membership from 0 to 1.",
)
@click.option("--negate", is_flag=True, help="The absence of the outcome: what makes for it may differ.")
@click.option(
    "--inclusion", type=SHARE, default=0.8, show_default=True, help="Consistency of a sufficient row."
)
@click.option("--pri", type=SHARE, default=0.0, show_default=True, help="PRI of a sufficient row.")
@click.option(
    "--least",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    help="Cases below which a row is left open.",
)
@click.option(
    "--r",
    "folder",
    metavar="DIR",
    type=click.Path(path_type=Path, file_okay=False),
    help="Write the calibrated table and a script for R's QCA and SetMethods.",
)
@options.view
@options.where
@options.only("weighting", "repeats", "reported")
@options.as_json
@options.output
def command(
    study: Path,
    outcome: str | None,
    anchors: tuple[float, ...] | None,
    negate: bool,
    inclusion: float,
    pri: float,
    least: int,
    folder: Path | None,
    view: str,
    where: dict[str, str],
    as_json: bool,
    output: Path | None,
    **overrides: Any,
) -> None:
    """Show how the ideal types fit an outcome of the cases, as sets.

    Consistency, coverage, PRI and relevance (RoN) of membership in each
    ideal type, its absence and each pole, as a sufficient and as a necessary
    condition of an outcome; and the truth table. It describes these cases:
    what goes together in them need not be what brings it about.

    \b
    Examples:
        idealtypes sets my_study --outcome reach
        idealtypes sets my_study --outcome contacts --anchors 10,50,200
        idealtypes sets my_study --outcome reach --negate -o sets.xlsx
        idealtypes sets my_study --outcome reach --r for_r
    """
    from idealtypes.analyses.sets.case_outcome import case_outcome
    from idealtypes.analyses.sets.fits import set_fits
    from idealtypes.analyses.types.membership import membership
    from idealtypes.engine.views import study_profile
    from idealtypes.model.hints import listed

    opened = open_study(study, where, overrides)
    if outcome is None:
        there = listed(name for name in opened.cases.columns if name not in ("id", "title"))
        raise click.UsageError(
            f"--outcome COLUMN is needed; the cases have {there or 'no column but their id'}"
        )
    with plainly():
        wanted = case_outcome(opened, outcome, anchors, negate=negate)
        members = membership(study_profile(opened, view))  # type: ignore[arg-type]
        found = set_fits(members, wanted, inclusion=inclusion, pri=pri, least=least)
    titles = opened.case_titles()
    for case, why in found.degrees.left_out.items():
        note(f"left out: {titles.get(case, case)}. {spoken(why, opened.scheme)}")
    inputs = files(opened)
    if folder is not None:
        _for_r(members, found, folder, inputs)
        if output is None:
            if as_json:
                print_json(found.to_dict())
            return
    answer(
        found.to_dict,
        lambda: table(opened, found, screen()),
        found.records,
        as_json=as_json,
        output=output,
        inputs=inputs,
    )


def _for_r(members: Membership, found: SetFits, folder: Path, inputs: list[Path]) -> None:
    """Write the calibrated table and the script beside each other; neither over a file of the study."""
    from idealtypes.analyses.sets.calibrated import FILE, calibrated_table
    from idealtypes.files.saving import csv_bytes, write_bytes, write_text

    calibrated, cuts = calibrated_table(members, found.outcome), found.table
    for name in (FILE, SCRIPT):
        spared(folder / name, inputs)
    if cuts is None:
        raise IdealtypesError(f"nothing to write to {folder}: {found.why}")
    text = calibrated.script(FILE, inclusion=cuts.inclusion, pri=cuts.pri, least=cuts.least)
    write_bytes(folder / FILE, csv_bytes(calibrated.records()))
    write_text(folder / SCRIPT, text)
    note(f"Saved {folder / FILE} ({counted(len(calibrated.cases), 'case')}) and {folder / SCRIPT}")
