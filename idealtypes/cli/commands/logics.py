"""`idealtypes logics`: the shipped theories, or one of them with its logics side by side."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from idealtypes.cli import options
from idealtypes.cli.answering import answer
from idealtypes.cli.terminal import Paragraph, Screen, beside, bold, cells

if TYPE_CHECKING:
    from rich.console import RenderableType

    from idealtypes.model.theory import Axis, Theory

FORMAT = 1
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
    from idealtypes.files.content import shipped
    from idealtypes.files.schemes import read_theory

    if theory is None:
        theories = [read_theory(name) for name in shipped("logics")]
        document = {"format": FORMAT, "settings": None, "theories": [_brief(t, language) for t in theories]}
        answer(
            lambda: document,
            lambda on: _list(theories, language, on),
            lambda: [_flat(_brief(t, language)) for t in theories],
            as_json=as_json,
            output=output,
        )
        return
    found = read_theory(theory)
    answer(
        lambda: {"format": FORMAT, "settings": None} | _full(found, language),
        lambda on: full(found, language, on),
        lambda: _records(found, language),
        as_json=as_json,
        output=output,
        inputs=[Path(theory)],
    )


def _flat(record: dict[str, Any]) -> dict[str, Any]:
    return {name: "; ".join(value) if isinstance(value, list) else value for name, value in record.items()}


def _brief(theory: Theory, language: str) -> dict[str, Any]:
    return {
        "id": theory.id,
        "title": theory.title.say(language),
        "logics": [logic.id for logic in theory.logics],
        "axes": [axis.id for axis in theory.axes],
    }


def _full(theory: Theory, language: str) -> dict[str, Any]:
    """The theory for JSON, in one language."""
    return {
        "id": theory.id,
        "title": theory.title.say(language),
        "sources": list(theory.sources),
        "logics": [
            {
                "id": logic.id,
                "title": logic.title.say(language),
                "definition": None if logic.definition is None else logic.definition.say(language),
                "elements": {name: text.say(language) for name, text in logic.elements.items()},
            }
            for logic in theory.logics
        ],
        "axes": [_axis(axis, language) for axis in theory.axes],
    }


def _axis(axis: Axis, language: str) -> dict[str, Any]:
    return {
        "id": axis.id,
        "title": axis.title.say(language),
        "poles": [
            {
                "id": pole.id,
                "title": pole.title.say(language),
                "logic": pole.logic,
                "position": pole.position,
                "on": dict(pole.on) or None,
            }
            for pole in axis.ordered
        ],
    }


def _records(theory: Theory, language: str) -> list[dict[str, Any]]:
    """One flat record per logic; its elements have a column each."""
    elements = _elements(theory)
    return [
        {
            "id": logic.id,
            "title": logic.title.say(language),
            "definition": "" if logic.definition is None else logic.definition.say(language),
            **{
                name: logic.elements[name].say(language) if name in logic.elements else None
                for name in elements
            },
        }
        for logic in theory.logics
    ]


def _elements(theory: Theory) -> list[str]:
    """The names of all elements, in the order in which the logics give them."""
    return list(dict.fromkeys(name for logic in theory.logics for name in logic.elements))


def _list(theories: list[Theory], language: str, on: Screen) -> Iterator[RenderableType]:
    width = max((cells(theory.id) for theory in theories), default=0) + 2
    for theory in theories:
        yield beside((theory.id, width - 2), (theory.title.say(language), on.width - width), style="bold")
        arrow = " – " if on.unicode else " - "
        for axis in theory.axes:
            poles = arrow.join(pole.title.say(language) for pole in axis.ordered)
            yield Paragraph(f"{axis.id}: {poles}", " " * width)
    yield ""
    yield "One of them in full: idealtypes logics ID"


def full(theory: Theory, language: str, on: Screen) -> Iterator[RenderableType]:
    """A theory as lines."""
    yield bold(f"{theory.title.say(language)} ({theory.id})")
    label = max((cells(name) for name in _elements(theory)), default=0)
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
        for name in _elements(theory):
            texts = [
                (logic.elements[name].say(language) if name in logic.elements else "", room)
                for logic in logics
            ]
            if any(text for text, _ in texts):
                yield beside((name, label), *texts)
    for axis in theory.axes:
        yield ""
        yield bold(f"Axis {axis.id}: {axis.title.say(language)}")
        for pole in axis.ordered:
            where = "" if pole.position is None else f" at {pole.position:+g}".replace("-", on.minus)
            on_margins = "".join(f", {margin}: {value}" for margin, value in pole.on.items())
            text = f"{pole.title.say(language)} ({pole.id}){where}: the logic `{pole.logic}`{on_margins}"
            yield Paragraph(text, "    ", "  ")
    if theory.sources:
        yield ""
        yield "Sources"
        for source in theory.sources:
            yield Paragraph(source, "    ", "  ")
