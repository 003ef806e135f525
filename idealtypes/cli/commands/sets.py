"""`idealtypes sets`: how membership in the ideal types fits an outcome of the cases, and the table for R."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from idealtypes.cli import options
from idealtypes.cli.answering import answer
from idealtypes.cli.labels import names, sentence, spoken, type_title
from idealtypes.cli.options import files, open_study
from idealtypes.cli.terminal import Paragraph, Screen, bold, dim, flow, note, row, spaced
from idealtypes.model.hints import listed
from idealtypes.model.text import counted
from idealtypes.model.view_words import VIEWS

if TYPE_CHECKING:
    from rich.console import RenderableType

    from idealtypes import ConditionFit, SetFits, Study, TruthRow, TruthTable, View

TABLE, SCRIPT = "calibrated.csv", "calibrated.R"  # what --r writes
SHARE = click.FloatRange(0, 1)
COUNT, NUMBER = 5, 6
MOST = 30  # lines of one kind
NAMED = 12  # cases named of a row
OUT = {"1": "sufficient", "0": "not", "R": "too few"}


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
@options.only("weighting", "repeats", "reported", "models")
@options.table_language
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
    view: View,
    where: tuple[str, ...],
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
    opened = open_study(study, where, overrides)
    if outcome is None:
        there = listed(name for name in opened.cases.columns if name not in ("id", "title"))
        raise click.UsageError(
            f"--outcome COLUMN is needed; the cases have {there or 'no column but their id'}"
        )
    found = opened.sets(
        outcome=outcome,
        anchors=anchors,
        negate=negate,
        inclusion=inclusion,
        pri=pri,
        least=least,
        r=folder,
        view=view,
    )
    titles = opened.case_titles()
    for case, why in found.degrees.left_out.items():
        note(f"left out: {titles.get(case, case)}. {spoken(why, opened.scheme)}")
    for case in found.at_crossover:
        note(
            f"at the crossover: {titles.get(case, case)}. Its outcome is exactly a half: neither with nor without it"
        )
    if folder is not None:
        cases = counted(len(found.degrees.cases), "case")
        note(f"Saved {folder / TABLE} ({cases}) and {folder / SCRIPT}")
        if output is None and not as_json:
            return
    answer(
        found,
        lambda on: table(opened, found, on),
        as_json=as_json,
        output=output,
        inputs=files(opened),
    )


def table(study: Study, found: SetFits, on: Screen) -> Iterator[RenderableType]:
    """The fits by kind of condition, then the truth table; none wider than the screen."""
    yield bold(study.title.say())
    outcome, used = found.outcome, found.degrees.cases
    what = f"{'the absence of ' if outcome.negated else ''}{outcome.column}"
    if outcome.anchors is not None:
        what += (
            f" (out at {outcome.anchors[0]:g}, even at {outcome.anchors[1]:g}, in at {outcome.anchors[2]:g})"
        )
    parts = [f"outcome: {what}", f"{len(used):,} of {counted(len(outcome.cases), 'case')}"]
    parts += [VIEWS[found.membership.profile.view]]
    parts += [f"only {condition}" for condition in study.selection]
    yield from flow(parts, on)
    yield ""
    if found.why:
        yield sentence(found.why)
        return
    named = {one.id for one in study.scheme.ideal_types}
    groups = {
        "Ideal types": [c for c in found.conditions if c.kind == "type" and c.condition in named],
        "Their absence": [c for c in found.conditions if c.kind == "absence"],
        "Other corners with cases": [
            c for c in found.conditions if c.kind == "type" and c.condition not in named
        ],
        "Poles": [c for c in found.conditions if c.kind == "pole"],
    }
    yield row(("", 0), ("sufficient", -3 * NUMBER), ("necessary", -3 * NUMBER - 1), style="dim")
    head = _numbers("in", "dev.", ("cons.", "cov.", "PRI"), ("cons.", "cov.", "RoN"))
    for title, conditions in groups.items():
        if conditions:
            yield row((bold(title), 0), *((dim(said), width) for said, width in head))
            yield from _lines(study, conditions)
            yield ""
    yield (
        "in: cases with membership above a half; dev.: those of them without the outcome. Sufficient: cons., how far "
        "membership stays below that in the outcome, from 0 to 1; cov., how much of the outcome it takes in; PRI, low "
        "where it would fit the absence as well. Necessary: cons., how far the outcome stays below it; cov., how much "
        "of it the outcome takes in; RoN, low where it is so common that it is needed for anything."
    )
    if found.table is not None:
        yield ""
        yield from _truth(study, found, found.table)
    yield ""
    yield (
        "Memberships are taken at their estimates, without their intervals. What goes together in these cases need "
        "not be what brings it about."
    )


def _numbers(
    cases: str, deviant: str, sufficient: Sequence[str], necessary: Sequence[str]
) -> list[tuple[str, int]]:
    """The columns at the right: cases, those that deviate, the fit as sufficient and as necessary."""
    first, *others = necessary
    fit = [
        *((said, -NUMBER) for said in sufficient),
        (first, -NUMBER - 1),
        *((said, -NUMBER) for said in others),
    ]
    return [(cases, -COUNT), (deviant, -COUNT), *fit]


def _lines(study: Study, conditions: Sequence[ConditionFit]) -> Iterator[RenderableType]:
    for one in conditions[:MOST]:
        title = type_title(study.scheme, one.condition) if one.kind == "type" else one.title
        enough, needed = one.sufficiency, one.necessity
        numbers = _numbers(
            f"{len(one.cases):,}",
            f"{len(one.deviant):,}",
            [_number(v) for v in (enough.consistency, enough.coverage, enough.pri)],
            [_number(v) for v in (needed.consistency, needed.coverage, needed.ron)],
        )
        yield row((_title(title), 0), *numbers)
    if len(conditions) > MOST:
        yield f"{MOST} of {len(conditions):,} shown. All: -o sets.csv"


def _title(title: str) -> RenderableType:
    """A title before numbers; its further lines hang."""
    return spaced(Paragraph(title, "  ", ""))


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"


def _truth(study: Study, found: SetFits, rows: TruthTable) -> Iterator[RenderableType]:
    """The rows with cases, those of the sufficient ones first."""
    titles = dict(zip(found.membership.profile.cases, found.membership.profile.titles, strict=False))
    shown = names({case: titles.get(case, case) for case in found.degrees.cases})
    heads = (("cases", -COUNT - 1), ("cons.", -NUMBER), ("PRI", -NUMBER), ("", -11))
    yield row((bold("Truth table"), 0), *((dim(said), width) for said, width in heads))
    order = sorted(rows.rows, key=lambda one: ("10R".index(one.out), -one.n))
    for one in order[:MOST]:
        yield from _row(study, rows, one, shown)
    if len(order) > MOST:
        yield f"{MOST} of {len(order):,} rows shown. All: --json"
    if rows.unassigned:
        left = "; ".join(shown[case] for case in rows.unassigned)
        yield f"In no row, at a half or with no pole above it on some aspect: {left}."
    cuts = f"Sufficient: consistency {rows.inclusion:g} or more"
    cuts += f" and PRI {rows.pri:g} or more" if rows.pri > 0 else ""
    cuts += f", {counted(rows.least, 'case')} or more" if rows.least > 1 else ""
    empty = rows.corners - sum(1 for one in rows.rows if one.n)
    cuts += f". {counted(empty, 'corner')} without cases." if empty else "."
    yield cuts


def _row(study: Study, rows: TruthTable, one: TruthRow, shown: dict[str, str]) -> Iterator[RenderableType]:
    from idealtypes.model.conclusions import folded, type_of

    title = type_title(study.scheme, type_of(folded(rows.poles(one), study.scheme), study.scheme))
    numbers = [(f"{one.n:,}", -COUNT - 1), (_number(one.consistency), -NUMBER), (_number(one.pri), -NUMBER)]
    yield row((_title(title), 0), *numbers, (OUT[one.out], -11))
    listed = "; ".join(shown[case] for case in one.cases[:NAMED])
    listed += f"; and {len(one.cases) - NAMED:,} more" if len(one.cases) > NAMED else ""
    if one.deviant:
        listed += f" (without the outcome: {'; '.join(shown[case] for case in one.deviant[:NAMED])})"
    yield Paragraph(listed, "    ", style="dim")
