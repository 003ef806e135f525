"""`idealtypes tension`: which codes at opposite poles meet, more often than chance would have it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from idealtypes.cli import options
from idealtypes.cli.answering import answer, print_json, save_text
from idealtypes.cli.labels import aspect_title, chance, pole_title, sentence
from idealtypes.cli.options import files, open_study
from idealtypes.cli.terminal import Paragraph, Screen, bold, flow, note, right, row, spaced, text
from idealtypes.model.text import counted

if TYPE_CHECKING:
    from rich.console import RenderableType

    from idealtypes import Meeting, Tension

LIMIT = 20  # pairs shown
NAMED = 6  # statements named of a pair
WHERE = {"statement": "in one statement", "source": "in one source"}
NETWORKS = (".graphml", ".gexf")


@click.command()
@options.study
@click.option(
    "--level",
    "meet",
    type=click.Choice(["statement", "source"]),
    default="statement",
    show_default=True,
    help="Where codes meet.",
)
@click.option(
    "--chance",
    type=click.Choice(["all", "within_sources"]),
    default="all",
    show_default=True,
    help="What chance shuffles: all statements, or those of each source among themselves.",
)
@options.where
@options.only("reported", "seed")
@options.table_language
@options.as_json
@options.saving(*NETWORKS)
def command(
    study: Path,
    meet: Literal["statement", "source"],
    chance: Literal["all", "within_sources"],
    where: tuple[str, ...],
    as_json: bool,
    output: Path | None,
    **overrides: Any,
) -> None:
    """Show which codes at opposite poles meet, against chance.

    Pairs of codes that stand at different poles of one axis and meet in a
    statement, the least likely by chance first, with the statements. Saved
    as .graphml or .gexf it is the network of all codes, for Gephi and others.

    \b
    Examples:
        idealtypes tension my_study
        idealtypes tension my_study --chance within_sources --json
        idealtypes tension my_study -o codes.graphml
    """
    if meet == "source" and chance == "within_sources":
        raise click.UsageError("--chance within_sources goes with --level statement: it shuffles statements")
    opened = open_study(study, where, overrides)
    found = opened.tension(level=meet, chance=chance)
    if output is not None and output.suffix.lower() in NETWORKS:
        _draw(found, output, files(opened))
        if as_json:
            print_json(found.to_dict())
        return
    answer(
        found,
        lambda on: table(found, on),
        as_json=as_json,
        output=output,
        inputs=files(opened),
    )


def _draw(found: Tension, output: Path, inputs: list[Path]) -> None:
    """Save the network of codes."""
    network = found.network
    drawn = network.to_graphml() if output.suffix.lower() == ".graphml" else network.to_gexf()
    save_text(output, drawn, inputs)
    note(f"Saved {output} ({counted(len(found.codes), 'code')}, {counted(len(found.meetings), 'meeting')})")


def table(found: Tension, on: Screen) -> Iterator[RenderableType]:
    """The pairs with their numbers and statements, then the groups of codes that meet."""
    study = found.study
    yield bold(study.title.say())
    parts = [
        f"{counted(found.units, found.level)} with {counted(len(found.codes), 'code')} that have a place",
        f"{len(found.pairs):,} of {counted(found.tested, 'opposed pair')} meet {WHERE[found.level]}",
    ]
    parts += ["chance shuffles within sources"] if found.chance == "within_sources" else []
    yield from flow(parts if found.units else (), on)
    if found.unshared:
        text = f"{counted(found.unshared, 'code')} put by too few of a statement's coders left out."
        yield text
    yield ""
    if found.why:
        yield sentence(found.why)
    else:
        heads = (("met", -5), ("by chance", -11), ("p", -6), ("adj. p", -8))
        yield row(("codes at opposite poles", 0), *heads, style="dim")
        titles = {code.code: code.title for code in found.codes}
        for one in found.pairs[:LIMIT]:
            yield from _pair(found, one, titles, on)
        yield ""
        yield (
            "By chance: how often they would meet if each code lay anywhere; p: how probable it is that they meet "
            f"so often or more; adj. p: among all {found.tested:,} opposed pairs (Benjamini and Hochberg). A "
            "statement has few codes, so p errs on the large side."
            if found.level == "statement"
            else "By chance: how often they would meet if each code lay anywhere; p: how probable it is that they "
            f"meet so often or more; adj. p: among all {found.tested:,} opposed pairs (Benjamini and Hochberg). "
            "A long source holds more of everything, so p errs on the small side."
        )
        if len(found.pairs) > LIMIT:
            yield f"{LIMIT} of {len(found.pairs):,} pairs shown. All: -o tension.csv"
        yield from _communities(found, titles, on)


def _communities(found: Tension, titles: dict[str, str], on: Screen) -> Iterator[RenderableType]:
    """Groups of codes that meet one another more often than by chance."""
    groups = found.network.communities
    if not groups:
        return
    yield ""
    yield bold("Codes that meet one another more often than by chance")
    for number, codes in enumerate(groups, 1):
        text = "; ".join(titles[code] for code in codes)
        yield Paragraph(text, "    ", right(str(number), 2) + "  ")


def _pair(found: Tension, one: Meeting, titles: dict[str, str], on: Screen) -> Iterator[RenderableType]:
    assert one.opposed is not None  # only opposed codes are pairs
    scheme = found.study.scheme
    ends = [
        f"{titles[code]} ({aspect_title(scheme, aspect)}: {pole_title(scheme, aspect, pole)})"
        for code, aspect, pole in zip((one.a, one.b), one.opposed.aspects, one.opposed.poles, strict=True)
    ]
    both = f"{ends[0]} {'–' if on.unicode else '-'} {ends[1]}"
    yield row(
        (spaced(text(both)), 0), (f"{one.observed:,}", -5), (f"{one.expected:.1f}", -11),
        (chance(one.p), -6), (chance(one.adjusted), -8),
    )  # fmt: skip
    named = ", ".join(one.statements[:NAMED])
    rest = len(one.statements) - NAMED
    yield Paragraph(f"{named}{f' and {rest:,} more' if rest > 0 else ''}", "    ", style="dim")
