"""`idealtypes schemes`: the shipped coding schemes, or one with its aspects, ideal types and codes."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING

import click

import idealtypes as it
from idealtypes.cli import options
from idealtypes.cli.answering import answer
from idealtypes.cli.labels import signed
from idealtypes.cli.terminal import Paragraph, Screen, beside, bold, cells
from idealtypes.model.text import counted

if TYPE_CHECKING:
    from rich.console import RenderableType

    from idealtypes import Scheme, Schemes
    from idealtypes.model.scheme import Code

COLUMNS = 2  # ideal types side by side
ANCHOR = 5  # columns for a place on a scale
PLACE = 16  # columns for where a code is placed


@click.command()
@click.argument("scheme", metavar="[ID]", required=False)
@options.language
@options.as_json
@options.output
def command(scheme: str | None, language: str, as_json: bool, output: Path | None) -> None:
    """List the shipped coding schemes, or show one.

    With an ID, or the path of a scheme file: its aspects, its ideal types,
    and its codes with where each is placed. A codebook to print or to send:
    save it with -o.

    \b
    Examples:
        idealtypes schemes
        idealtypes schemes support_colleagues
        idealtypes schemes support_colleagues -o codebook.xlsx
    """
    found = it.schemes(scheme, language=language)
    answer(
        found,
        lambda on: _all(found, on) if found.whole is None else _one(found.whole, language, on),
        as_json=as_json,
        output=output,
        inputs=[] if scheme is None else [Path(scheme)],
    )


def _all(found: Schemes, on: Screen) -> Iterator[RenderableType]:
    schemes, language = found.schemes, found.language
    width = max((cells(scheme.id) for scheme in schemes), default=0) + 2
    for scheme in schemes:
        yield beside((scheme.id, width - 2), (scheme.title.say(language), on.width - width), style="bold")
        parts = [
            counted(len(scheme.aspects), "aspect"),
            counted(len(scheme.ideal_types), "ideal type"),
            counted(len(scheme.codes), "code"),
            f"theory {scheme.theory.id}",
        ]
        yield Paragraph(on.dot.join(parts), " " * width)
    yield ""
    yield "One of them in full: idealtypes schemes ID"


def _one(scheme: Scheme, language: str, on: Screen) -> Iterator[RenderableType]:
    """A scheme as lines: aspects, ideal types, then the codes by the aspect they are placed on."""
    from idealtypes.model.conclusions import corner_name

    title = f"{scheme.title.say(language)} ({scheme.id}, version {scheme.version}; theory {scheme.theory.id})"
    yield bold(title)
    yield ""
    yield bold("Aspects")
    arrow = " – " if on.unicode else " - "
    for aspect in scheme.aspects:
        titles = [pole.title.say(language).lower() for pole in scheme.axis(aspect.id).ordered]
        present = aspect.kind == "presence"
        poles = f"each there or not: {', '.join(titles)}" if present else arrow.join(titles)
        question = "" if aspect.question is None else f" {aspect.question.say(language)}"
        yield Paragraph(f"{aspect.id}: {aspect.title.say(language)}, {poles}.{question}", "    ", "  ")
        for anchor in aspect.anchors:
            at = signed(anchor.at, on) if not present else f"{anchor.at:g}"
            yield beside((at, ANCHOR), (anchor.means.say(language), on.width - ANCHOR - 6), indent=4)
    if scheme.ideal_types:
        yield ""
        yield bold("Ideal types")
    for ideal in scheme.ideal_types:
        corner = ", ".join(corner_name({aspect: held}) for aspect, held in scheme.corners[ideal.id].items())
        yield Paragraph(f"{ideal.id}: {ideal.title.say(language)} ({corner})", "    ", "  ")
    yield from _traits(scheme, language, on)
    yield from _codes(scheme, language, on)


def _traits(scheme: Scheme, language: str, on: Screen) -> Iterator[RenderableType]:
    """The traits of the ideal types side by side, feature by feature."""
    ideals = [ideal for ideal in scheme.ideal_types if ideal.traits]
    features = list(dict.fromkeys(trait.feature or "" for ideal in ideals for trait in ideal.traits))
    label = max((cells(feature) for feature in features), default=0)
    room = (on.width - label - 2 - 2 * COLUMNS) // COLUMNS
    for start in range(0, len(ideals), COLUMNS):
        chosen = ideals[start : start + COLUMNS]
        yield ""
        heads = [(ideal.title.say(language), room) for ideal in chosen]
        yield beside(("", label), *heads, indent=2, style="bold")
        for feature in features:
            ones = [
                [t.text.say(language) for t in ideal.traits if (t.feature or "") == feature]
                for ideal in chosen
            ]
            for texts in zip_longest(*ones, fillvalue=""):
                yield beside((feature.replace("_", " "), label), *((said, room) for said in texts), indent=2)


def _codes(scheme: Scheme, language: str, on: Screen) -> Iterator[RenderableType]:
    groups: dict[str, list[Code]] = {aspect.title.say(language): [] for aspect in scheme.aspects}
    nowhere, unplaced = "On no aspect", "Not yet placed"
    titles = {aspect.id: aspect.title.say(language) for aspect in scheme.aspects}
    for code in scheme.codes:
        aspects = list(scheme.placements[code.id])
        if not aspects:
            groups.setdefault(unplaced if code.id in scheme.unplaced else nowhere, []).append(code)
        for aspect in aspects:
            groups[titles[aspect]].append(code)
    label = min(max((cells(code.id) for code in scheme.codes), default=0), 26)
    by_title = {title: aspect for aspect, title in titles.items()}
    for title, codes in groups.items():
        if not codes:
            continue
        yield ""
        yield bold(f"Codes: {title}" if title in by_title else title)
        placed = title in by_title
        for code in codes:
            where = _where(scheme, code, by_title[title], on) if placed else ""
            columns = [(code.id, label), (where, PLACE)] if placed else [(code.id, label)]
            used = 2 + sum(width + 2 for _, width in columns)
            yield beside(*columns, (code.title.say(language), on.width - used), indent=2)


def _where(scheme: Scheme, code: Code, aspect: str, on: Screen) -> str:
    """Where a code stands on an aspect: a pole, a position, or the largest shares."""
    poles, shares = scheme.poles(aspect), scheme.placements[code.id][aspect]
    present = aspect in scheme.presence
    for pole, share in zip(poles, shares, strict=True):
        if share == sum(shares) == 1:
            return pole
    if len(poles) == 2 and not present:
        return signed(shares[1] - shares[0], on).strip()
    parts = sorted(zip(shares, poles, strict=True), reverse=True)
    return ", ".join(f"{pole} {share:.2f}" for share, pole in parts if share > 0)
