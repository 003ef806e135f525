"""`idealtypes compare`: which cases are alike, which type each is nearest to, and how they differ."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

import idealtypes as it
from idealtypes import said
from idealtypes.cli import options
from idealtypes.cli.answering import answer
from idealtypes.cli.commands.compare.change_table import change_lines
from idealtypes.cli.commands.compare.compare_table import table
from idealtypes.cli.options import files, open_study
from idealtypes.cli.terminal import note
from idealtypes.errors import IdealtypesError, reason

if TYPE_CHECKING:
    from idealtypes import Comparison, Result, View

LEAST = 8  # cases from which on they are pooled
TABLES = ("differences", "distances", "ranks", "groups", "nearest", "positions")


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
    "--change",
    metavar="COLUMN",
    help="Compare every case with itself over the values of this column of statements or sources: waves, years.",
)
@click.option(
    "--order",
    metavar="A,B,…",
    help="With --by or --change: its values from first to last; then the trend over them is told. Numbers, dates and "
    "`Wave 2` have their own.",
)
@click.option(
    "--rest",
    metavar="VALUE",
    help="With --by: this value (a|b: any of several) against all other statements, those without a value, too.",
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
@options.table_language
@options.as_json
@options.output
def command(
    study: Path,
    against: str | None,
    by: str | None,
    change: str | None,
    order: str | None,
    rest: str | None,
    others: tuple[Path, ...],
    saved: str,
    view: View,
    where: tuple[str, ...],
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
        idealtypes compare my_study --by condition --rest safety_at_risk
        idealtypes compare my_study --change wave
        idealtypes compare my_study --with another_study
    """
    opened = open_study(study, where, overrides, extents=not others)
    beside = [open_study(other) for other in others]
    found = opened.compare(
        against=against,
        by=by,
        change=change,
        order=None if order is None else [value.strip() for value in order.split(",")],
        rest=rest,
        with_=beside,
        view=view,
    )
    for text in _notes(found):
        note(text)
    answer(
        found,
        lambda on: (
            change_lines(opened, found, on)
            if isinstance(found, it.Changes)
            else table(opened, found, on, beside)
        ),
        as_json=as_json,
        output=output,
        inputs=[path for one in (opened, *beside) for path in files(one)],
        saved=lambda: _saved(found, saved, output),
    )


def _notes(found: Comparison) -> Iterator[str]:
    """What of a sorted study, or of studies side by side, is left out, and what else a reader should know."""
    if found.by is not None:
        yield from (f"left out: {one.what} in {one.where}: {one.why}" for one in found.by.skipped)
        yield from (said(text) or "" for text in found.by.notes)
    if found.beside is not None:
        yield from (f"left out: {one.what} of {one.where}: {one.why}" for one in found.beside.left_out)
        yield from (said(text) or "" for text in found.beside.notes)


def _saved(found: Comparison, table: str, output: Path | None) -> Result:
    """The result that one of the tables is of; where it is empty, why is told."""
    if isinstance(found, it.Changes):
        return found
    chosen, why = {
        "differences": (found, found.no_pairs),
        "distances": (found.distances, found.distances.absent),
        "ranks": (found.ranking, found.ranking.why),
        "groups": (found.clusters, found.clusters.why),
        "nearest": (found.nearest, None),
        "positions": (found.pooled, None if found.pooled else reason("compare.not_pooled", least=LEAST)),
    }[table]
    if (chosen is None or not chosen.records()) and output is not None and output.suffix.lower() != ".json":
        raise IdealtypesError(f"nothing to save in {output}: {said(why) or 'the table is empty'}")
    return found if chosen is None else chosen
