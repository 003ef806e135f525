"""`idealtypes scenarios`: what measures would move, what informants say of the outcomes, and how sets compare."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import Any

import click

from idealtypes.cli import options
from idealtypes.cli.answering import answer
from idealtypes.cli.commands.scenarios.scenarios_table import table
from idealtypes.cli.options import files, open_study
from idealtypes.cli.terminal import note, progress


def _goal(_: click.Context, __: click.Parameter, given: str | None) -> dict[str, str] | None:
    """`aspect=pole,aspect=pole` as a mapping."""
    if given is None:
        return None
    found: dict[str, str] = {}
    for pair in given.split(","):
        aspect, sign, pole = (part.strip() for part in pair.partition("="))
        if not sign or not aspect or not pole:
            raise click.BadParameter(f"`{pair}` should be aspect=pole, such as contact=formal")
        if aspect in found:
            raise click.BadParameter(f"`{aspect}` is asked for twice")
        found[aspect] = pole
    return found


def _weights(_: click.Context, __: click.Parameter, given: str | None) -> dict[str, float] | None:
    """`outcome=2,outcome=1` as a mapping."""
    if given is None:
        return None
    found: dict[str, float] = {}
    for pair in given.split(","):
        outcome, sign, weight = (part.strip() for part in pair.partition("="))
        try:
            found[outcome] = float(weight)
        except ValueError:
            sign = ""
        if not sign or not outcome or not 0 <= found[outcome] < float("inf"):
            raise click.BadParameter(
                f"`{pair}` should be outcome=weight, such as relief=2, a weight 0 or more"
            )
    return found


def _measures(_: click.Context, __: click.Parameter, given: str | None) -> list[str] | None:
    if given is None:
        return None
    found = [name.strip() for name in given.split(",") if name.strip()]
    if not found:
        raise click.BadParameter("no measure is named; as it is now, without any, is always shown")
    return found


@click.command()
@options.study
@click.option("--case", metavar="CASE", help="The case to look at; by default the first.")
@click.option(
    "--measures",
    metavar="A,B",
    callback=_measures,
    help="A set of measures to look at, instead of the scenarios of the file.",
)
@click.option(
    "--goal",
    metavar="ASPECT=POLE,…",
    callback=_goal,
    help="Also find the fewest measures that take these aspects to these poles.",
)
@click.option(
    "--weights",
    metavar="OUTCOME=W,…",
    callback=_weights,
    help="What the outcomes weigh in the order, the others nothing, instead of all weights.",
)
@click.option(
    "--sets",
    metavar="N",
    type=click.IntRange(min=0),
    help="Also rank all admissible sets of up to N measures (6 of 20 take about a minute).",
)
@options.where
@options.only("level", "draws", "seed", "weighting", "repeats", "reported", "models")
@options.table_language
@options.as_json
@options.output
def command(
    study: Path,
    case: str | None,
    measures: list[str] | None,
    goal: dict[str, str] | None,
    weights: dict[str, float] | None,
    sets: int | None,
    where: tuple[str, ...],
    as_json: bool,
    output: Path | None,
    **overrides: Any,
) -> None:
    """Show what measures would move, and what informants say of it.

    Per scenario: the balance of each aspect before and after, the ideal type,
    and what informants' claims say of each outcome. Then which scenario is
    above which, as far as what is said allows, and what is missing; and how
    far each aspect is from its tipping point. It recomputes what was said and
    assumed; it is no forecast.

    \b
    Examples:
        idealtypes scenarios my_study
        idealtypes scenarios my_study --measures fixed_fee,training --json
        idealtypes scenarios my_study --goal contact=formal
        idealtypes scenarios my_study --weights relief=2,makes_contact=1
    """
    opened = open_study(study, where, overrides)
    cases = opened.cases["id"].to_list()
    if case is None and len(cases) > 1:
        note(f"The scenarios are of {cases[0]}, the first of {len(cases)} cases; choose another with --case.")
    searching = goal is not None or sets is not None
    with progress("Sets of measures") if searching else nullcontext() as tell:
        found = opened.scenarios(
            case=case, measures=measures, goal=goal, weights=weights, sets=sets, progress=tell
        )
    answer(
        found,
        lambda on: table(found, on),
        as_json=as_json,
        output=output,
        inputs=files(opened),
    )
