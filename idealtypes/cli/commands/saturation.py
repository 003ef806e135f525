"""`idealtypes saturation`: what each source added, and where one more would help most."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from idealtypes.cli import options
from idealtypes.cli.answering import answer
from idealtypes.cli.labels import LIMIT, aspect_title, heading, names, percent, sentence, told
from idealtypes.cli.options import files, open_study
from idealtypes.cli.terminal import Column, Paragraph, Screen, bold, grid
from idealtypes.model.text import counted
from idealtypes.model.view_words import level

if TYPE_CHECKING:
    from rich.console import RenderableType

    from idealtypes import Saturation, Study, View


@click.command()
@options.study
@click.option("--base", type=click.IntRange(1), default=4, show_default=True, help="Sources in the base.")
@click.option("--run", type=click.IntRange(1), default=2, show_default=True, help="Sources in a run.")
@click.option(
    "--threshold",
    type=click.FloatRange(0, 1),
    default=0.05,
    show_default=True,
    help="New information of a run, at or below which nothing new came.",
)
@options.view
@options.where
@options.settings
@options.table_language
@options.as_json
@options.output
def command(
    study: Path,
    base: int,
    run: int,
    threshold: float,
    view: View,
    where: tuple[str, ...],
    as_json: bool,
    output: Path | None,
    **overrides: Any,
) -> None:
    """Show what each source added, and where one more would help.

    Codes and traits that no source before had, in the order of the study's
    sources and over all orders; where a run of sources brought next to
    nothing new; and which interval one more source would narrow most.

    \b
    Examples:
        idealtypes saturation my_study
        idealtypes saturation my_study --base 6 --run 3 -o saturation.csv
    """
    opened = open_study(study, where, overrides)
    found = opened.saturation(base=base, run=run, threshold=threshold, view=view)
    answer(found, lambda on: table(opened, found, on), as_json=as_json, output=output, inputs=files(opened))


def table(study: Study, found: Saturation, on: Screen) -> Iterator[RenderableType]:
    """The sources with what they added, where they stopped to, and what one more would do."""
    yield from heading(study, found.profile, on)
    if found.why:
        yield sentence(found.why)
        return
    yield ""
    yield from _added(found)
    yield ""
    yield Paragraph(_stopped(found))
    yield from _next(found)


def _added(found: Saturation) -> Iterator[RenderableType]:
    """A row a source."""
    codes, traits = found.codes, found.traits
    assert codes is not None  # without codes there is a reason, and no table
    columns = [Column("source", True), Column("new codes"), Column("so far"), Column("any order")]
    columns += [Column("new traits"), Column("so far")] if traits is not None else []
    rows = []
    for k, source in enumerate(found.sources[:LIMIT]):
        row = [source, str(codes.new[k]), str(codes.total[k]), f"{codes.expected[k]:.1f}"]
        row += [str(traits.new[k]), str(traits.total[k])] if traits is not None else []
        rows.append(row)
    yield grid(columns, rows)
    if len(found.sources) > LIMIT:
        yield f"{LIMIT} of {len(found.sources):,} sources shown. All: -o saturation.csv"
    yield "Any order: how many codes so many sources have on average over all orders."


def _stopped(found: Saturation) -> str:
    """Base size and run length, as a sentence."""
    stop = found.stopping
    assert stop is not None  # there are codes
    if stop.why:
        return sentence(stop.why)
    rule = f"base {stop.base}, run {stop.run}, at most {level(stop.threshold)} new"
    orders = f"in {percent(stop.probability or 0.0)} of random orders"
    if stop.reached is None:
        last = percent(stop.ratios[-1])
        return (
            f"Not saturated ({rule}): the last {counted(stop.run, 'source')} still brought {last} of what the "
            f"first {stop.base} held, and no run before brought as little as the threshold; saturated {orders}."
        )
    return (
        f"Next to nothing new after {stop.reached}+{stop.run} sources ({rule}); so {orders}. "
        "That says nothing of kinds of informants who were not asked."
    )


def _next(found: Saturation) -> Iterator[RenderableType]:
    """What one more source would narrow, the most first."""
    told_of = [one for one in found.next if one.narrowing is not None]
    yield ""
    yield bold("One more source, like one of these")
    scheme, several = found.profile.scheme, len(found.profile.cases) > 1
    titles = names({case: found.profile.title(c) for c, case in enumerate(found.profile.cases)})
    columns = [Column("case", True)] if several else []
    columns += [Column("aspect", True), Column("speak of it"), Column("interval now"), Column("then"),
                Column("narrower by"), Column("word changes")]  # fmt: skip
    ordered = sorted(told_of, key=lambda one: -(one.narrowing or 0))
    rows = [
        [
            *([titles[one.case]] if several else []),
            aspect_title(scheme, one.aspect),
            percent(one.spoken),
            f"{one.width:.2f}",
            f"{one.expected:.2f}",
            percent(one.narrowing),
            percent(one.verdict_changes),
        ]
        for one in ordered[:LIMIT]
    ]
    if rows:
        yield grid(columns, rows)
        if len(ordered) > LIMIT:
            yield f"{LIMIT} of {len(ordered):,} shown. All: --json"
        yield Paragraph(
            "Each source in turn taken once more: the width of the interval with every doubt, on average, and how "
            "often the word for where the aspect lies becomes another. Doubt about coders and placements is not for "
            "interviews to mend."
        )
    silent = sorted({told(one.why) for one in found.next if one.why})
    if silent:
        yield Paragraph(
            f"Not told for {counted(len(found.next) - len(told_of), 'estimate')}: {'; '.join(silent)}."
        )
