"""`idealtypes compare`: which cases are alike, which type each is nearest to, and how they differ."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from idealtypes.cli import options
from idealtypes.cli.answering import answer
from idealtypes.cli.besides import With
from idealtypes.cli.commands.compare.compare_table import table
from idealtypes.cli.opening import files, open_study, plainly
from idealtypes.cli.subgroups import By
from idealtypes.cli.terminal import note
from idealtypes.engine.result import said
from idealtypes.errors import IdealtypesError

if TYPE_CHECKING:
    pass

TABLES = ("differences", "distances", "ranks", "groups", "nearest")


@click.command()
@options.study
@click.option(
    "--against", metavar="CASE", help="Compare every other case with this one, instead of all pairs."
)
@click.option(
    "--by",
    metavar="ATTRIBUTE",
    help="Compare the values of this column of statements, sources or cases, instead of the cases.",
)
@click.option(
    "--order",
    metavar="A,B,…",
    help="With --by: its values from first to last; then the trend over them is told. Numbers have their own.",
)
@click.option(
    "--with",
    "others",
    metavar="STUDY",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Put the cases of another study beside these, on the aspects that both have; repeatable. --where "
    "chooses in the first alone, and its settings hold for all.",
)
@click.option(
    "--table",
    "saved",
    type=click.Choice(TABLES),
    default="differences",
    show_default=True,
    help="With -o to .csv or .xlsx: what is saved.",
)
@options.view
@options.where
@options.settings
@options.as_json
@options.output
def command(
    study: Path,
    against: str | None,
    by: str | None,
    order: str | None,
    others: tuple[Path, ...],
    saved: str,
    view: str,
    where: dict[str, str],
    as_json: bool,
    output: Path | None,
    **overrides: Any,
) -> None:
    """Compare the cases: who is alike, nearest to a type, first.

    The ideal type nearest to each case, groups of cases that are alike and
    how stable they are, the order by closeness to the study's goal, the
    distances, and the difference on every aspect with its interval.

    \b
    Examples:
        idealtypes compare my_study
        idealtypes compare my_study --against norway -o differences.csv
        idealtypes compare my_study --by period --order before,after
        idealtypes compare my_study --with another_study
    """
    from idealtypes.analyses.compare.comparison import compare
    from idealtypes.engine.views import study_profile

    if order is not None and by is None:
        raise click.UsageError("--order goes with --by: it orders the values of an attribute")
    if by is not None and others:
        raise click.UsageError("--by compares inside one study, --with between studies: choose one")
    opened = open_study(study, where, overrides)
    sorted_by = None if by is None else By.of(opened, by, order)
    if sorted_by is not None:
        for text in sorted_by.notes:
            note(text)
        opened = sorted_by.study
    put = With.of(opened, study, others, view) if others else None  # type: ignore[arg-type]
    profile, goal = (
        (study_profile(opened, view), opened.goal)  # type: ignore[arg-type]
        if put is None
        else (put.joined.profile, put.joined.goal)
    )
    with plainly():
        found = compare(profile, against=against, goal=goal)
    alone = None if sorted_by is None else sorted_by.groups.why
    trend = () if sorted_by is None else sorted_by.trends(profile)
    records: dict[str, Callable[[], list[dict[str, Any]]]] = {
        "differences": found.records,
        "distances": lambda: found.distances.records(),
        "ranks": lambda: found.ranking.records(),
        "groups": lambda: found.clusters.records(),
        "nearest": lambda: found.nearest.records(),
    }

    def chosen() -> list[dict[str, Any]]:
        rows = records[saved]()
        reasons = {"differences": found.no_pairs, "distances": found.distances.absent,
                   "ranks": found.ranking.why, "groups": found.clusters.why}  # fmt: skip
        if not rows and output is not None and output.suffix.lower() != ".json":
            raise IdealtypesError(
                f"nothing to save in {output}: {said(reasons.get(saved)) or 'the table is empty'}"
            )
        return rows

    answer(
        lambda: (
            found.to_dict()
            | ({} if sorted_by is None else {"by": sorted_by.to_dict(trend)})
            | ({} if put is None else {"with": put.joined.to_dict()})
        ),
        lambda on: table(opened, found, on, trend, alone, put),
        chosen,
        as_json=as_json,
        output=output,
        inputs=files(opened) if put is None else put.inputs,
    )
