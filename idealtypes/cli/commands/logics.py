"""`idealtypes logics`: the shipped theories, or one of them with its logics side by side."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

import idealtypes as it
from idealtypes.cli import options
from idealtypes.cli.answering import answer
from idealtypes.cli.terminal import Paragraph, Screen, beside, bold, cells

if TYPE_CHECKING:
    from rich.console import RenderableType

    from idealtypes import Logics, Theory

COLUMNS = 2  # logics side by side


@click.command()
@click.argument("theory", metavar="[ID]", required=False)
@options.language
@options.as_json
@options.output
def command(theory: str | None, language: str, as_json: bool, output: Path | None) -> None:
    """List the shipped theories, or show one.

    With an ID, or the path of a theory file: its logics with their
    elements side by side, its axes with their poles, and its sources.

    \b
    Examples:
        idealtypes logics
        idealtypes logics march_olsen
        idealtypes logics march_olsen --language nb
    """
    found = it.logics(theory, language=language)
    answer(
        found,
        lambda on: _all(found, on) if found.whole is None else _one(found, found.whole, on),
        as_json=as_json,
        output=output,
        inputs=[] if theory is None else [Path(theory)],
    )


def _all(found: Logics, on: Screen) -> Iterator[RenderableType]:
    theories, language = found.theories, found.language
    width = max((cells(theory.id) for theory in theories), default=0) + 2
    for theory in theories:
        yield beside((theory.id, width - 2), (theory.title.say(language), on.width - width), style="bold")
        arrow = " – " if on.unicode else " - "
        for axis in theory.axes:
            poles = arrow.join(pole.title.say(language) for pole in axis.ordered)
            yield Paragraph(f"{axis.id}: {poles}", " " * width)
    yield ""
    yield found.say("one")


def _one(found: Logics, theory: Theory, on: Screen) -> Iterator[RenderableType]:
    """A theory as lines."""
    language = found.language
    yield bold(f"{theory.title.say(language)} ({theory.id})")
    names = dict.fromkeys(name for logic in theory.logics for name in logic.elements)
    elements = {name: found.element_title(name) for name in names}
    label = max(map(cells, elements.values()), default=0)
    room = (on.width - label - 2 * COLUMNS) // COLUMNS
    for start in range(0, len(theory.logics), COLUMNS):
        logics = theory.logics[start : start + COLUMNS]
        yield ""
        yield beside(("", label), *((logic.title.say(language), room) for logic in logics), style="bold")
        rule = ("─" if on.unicode else "-") * room
        yield "  ".join([" " * label, *[rule] * len(logics)])
        if any(logic.definition for logic in logics):
            texts = [(logic.definition.say(language) if logic.definition else "", room) for logic in logics]
            yield beside(("", label), *texts)
            yield ""
        for name, title in elements.items():
            texts = [
                (logic.elements[name].say(language) if name in logic.elements else "", room)
                for logic in logics
            ]
            if any(text for text, _ in texts):
                yield beside((title, label), *texts)
    logic_titles = {logic.id: logic.title.say(language) for logic in theory.logics}
    for axis in theory.axes:
        yield ""
        yield bold(found.say("axis", id=axis.id, title=axis.title.say(language)))
        for pole in axis.ordered:
            where = (
                ""
                if pole.position is None
                else found.say("at", position=f"{pole.position:+g}".replace("-", on.minus))
            )
            on_margins = "".join(f", {margin}: {value}" for margin, value in pole.on.items())
            text = found.say(
                "pole", title=pole.title.say(language), id=pole.id, where=where,
                logic=logic_titles.get(pole.logic, pole.logic), margins=on_margins,
            )  # fmt: skip
            yield Paragraph(text, "    ", "  ")
    if theory.sources:
        yield ""
        yield found.say("sources")
        for source in theory.sources:
            yield Paragraph(source, "    ", "  ")
