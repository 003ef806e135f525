"""`idealtypes compare`: how the cases differ, aspect by aspect."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from idealtypes.cli import options
from idealtypes.cli.answering import answer
from idealtypes.cli.drawing import line
from idealtypes.cli.heading import heading
from idealtypes.cli.layout import left, paragraph, right, short, wrap
from idealtypes.cli.numbers import chance, ends, signed
from idealtypes.cli.reading import files, open_study, plainly
from idealtypes.cli.screen import Screen, cells, screen

if TYPE_CHECKING:
    from idealtypes.analysis.comparison import Comparison, Difference
    from idealtypes.coding.study import Study

LINE, NUMBERS, CHANCE = 19, 25, 8
LIMIT = 40  # pairs shown of an aspect, or of a pole


@click.command()
@options.study
@click.option(
    "--against", metavar="CASE", help="Compare every other case with this one, instead of all pairs."
)
@options.view
@options.where
@options.settings
@options.as_json
@options.output
def command(
    study: Path,
    against: str | None,
    view: str,
    where: dict[str, str],
    as_json: bool,
    output: Path | None,
    **overrides: Any,
) -> None:
    """Compare the cases, aspect by aspect.

    Per pair of cases: the difference of their balances, its interval, and
    the probability that the first lies nearer the second pole.

    \b
    Examples:
        idealtypes compare my_study
        idealtypes compare my_study --against norway -o differences.csv
    """
    from idealtypes.analysis.comparison import compare
    from idealtypes.analysis.views import study_profile

    opened = open_study(study, where, overrides)
    profile = study_profile(opened, view)  # type: ignore[arg-type]
    with plainly():
        found = compare(profile, against=against, goal=opened.goal)
    answer(
        found.as_dict,
        lambda: table(opened, found, screen()),
        found.records,
        as_json=as_json,
        output=output,
        inputs=files(opened),
    )


def table(study: Study, found: Comparison, on: Screen) -> Iterator[str]:
    """The differences as lines: aspect by aspect, and with three or more poles pole by pole."""
    profile = found.profile
    yield from heading(study, profile, on)
    yield ""
    if found.no_pairs:
        yield from wrap(f"{found.no_pairs[0].upper()}{found.no_pairs[1:]}.", on.width)
        return
    groups: dict[tuple[str, str | None], list[Difference]] = {}
    for pair in found.pairs:
        groups.setdefault((pair.aspect, pair.pole), []).append(pair)
    titles = {case: profile.title(c) for c, case in enumerate(profile.cases)}
    if any(cells(title) > _room(on) for title in titles.values()):
        titles = {case: case for case in titles}
    for (aspect, pole), pairs in groups.items():
        title = next(one.title.say() for one in profile.scheme.aspects if one.id == aspect)
        axis = profile.scheme.axis(aspect)
        what = title if pole is None else f"{title}: share of {axis.pole(pole).title.say()}"
        yield on.bold(short(what, on.width, on.cut))
        yield _columns(found, 2 if pole is None else 1, on)
        for pair in pairs[:LIMIT]:
            yield from _pair(pair, titles, on)
        if pole is None:
            nearer = axis.ordered[1].title.say()
            yield from wrap(f"P: how probable it is that the first lies nearer to: {nearer}", on.width)
        else:
            yield "P: how probable it is that the first has the larger share"
        bare = [pair.why for pair in pairs if pair.difference is not None and pair.interval is None]
        for reason in dict.fromkeys(why.split("; ")[0] for why in bare if why):
            yield from wrap(f"{reason[0].upper()}{reason[1:]}.", on.width)
        yield ""
    if any(pair.clear for pair in found.pairs):
        yield from wrap(f"* stands when the intervals hold together for {found.family}", on.width)
    hidden = max(map(len, groups.values())) - LIMIT
    if hidden > 0:
        yield from wrap(
            f"{LIMIT} of {LIMIT + hidden:,} pairs shown. For all of them save the table: -o differences.csv "
            "(or .xlsx, .json); for some of them: --against CASE.",
            on.width,
        )


def _label(on: Screen) -> int:
    return on.width - LINE - NUMBERS - CHANCE - 1


def _room(on: Screen) -> int:
    """The columns for each name of a pair."""
    return (_label(on) - 3) // 2


def _columns(found: Comparison, reach: int, on: Screen) -> str:
    scale = left(f"{on.minus}{reach}", LINE - 2) + f"+{reach}"
    interval = "" if found.profile.settings.unit == "none" else right("interval    ", NUMBERS - 11)
    numbers = f"{scale} difference{left(interval, NUMBERS - 11)}"
    return on.dim(f"{left('', _label(on))} {numbers}{right('P', CHANCE - 2)}")


def _pair(pair: Difference, titles: dict[str, str], on: Screen) -> Iterator[str]:
    label, room = _label(on), _room(on)
    names = f"{short(titles[pair.a], room, on.cut)} {on.minus} {short(titles[pair.b], room, on.cut)}"
    reach = 2.0 if pair.pole is None else 1.0
    drawn = line(pair.difference, pair.interval, width=LINE, unicode=on.unicode, reach=reach)
    if pair.difference is None:
        yield f"{left(names, label)} {on.dim(drawn)}"
        yield from paragraph(pair.why or "", on.width, " " * 4)
        return
    numbers = left(f"   {signed(pair.difference, on)}   {ends(pair.interval, on)}", NUMBERS)
    mark = " *" if pair.clear else ""
    yield f"{left(names, label)} {drawn}{numbers}{right(chance(pair.probability), CHANCE - 2)}{mark}"
