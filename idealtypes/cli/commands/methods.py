"""`idealtypes methods`: the methods section, with what the study has not said marked, and the checklists."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from idealtypes.cli import options
from idealtypes.cli.answering import answer, print_json, save_text
from idealtypes.cli.options import files, open_study
from idealtypes.cli.terminal import Column, Paragraph, Screen, bold, grid, note
from idealtypes.model.text import counted

if TYPE_CHECKING:
    from rich.console import RenderableType

    from idealtypes import Methods

TEXT = ".md"
STATES = {"told": "told", "note": "see note", "missing": "missing", "paper": "paper"}


@click.command()
@options.study
@options.report_language
@click.option("--checklist", metavar="ID", help="Show a checklist instead: srqr or coreq.")
@options.where
@options.settings
@options.as_json
@options.saving(TEXT)
def command(
    study: Path,
    language: str,
    checklist: str | None,
    where: tuple[str, ...],
    as_json: bool,
    output: Path | None,
    **overrides: Any,
) -> None:
    """Write the methods section from the study, gaps marked.

    Sampling, coders, agreement, codebook, placement, condensation, analysis,
    saturation and software, in plain prose from the data; what the study has
    not said is marked as missing. Saved as .md it is the text, as .csv or
    .xlsx the checklists (SRQR, COREQ) filled in as far as the data tell.

    \b
    Examples:
        idealtypes methods my_study -o methods.md
        idealtypes methods my_study --language nb
        idealtypes methods my_study --checklist coreq
    """
    opened = open_study(study, where, overrides, extents=True)
    found = opened.methods(language=language)
    known = [one.id for one in found.checklists]
    if checklist is not None and checklist not in known:
        raise click.BadParameter(f"`{checklist}`: there is {', '.join(known)}", param_hint="--checklist")
    if output is not None and output.suffix.lower() == TEXT:
        save_text(output, found.text, files(opened))
        note(f"Saved {output} ({counted(len(found.missing), 'thing')} missing)")
        if as_json:
            print_json(found.to_dict())
        return
    answer(
        found, lambda on: table(found, checklist, on), as_json=as_json, output=output, inputs=files(opened)
    )


def table(found: Methods, checklist: str | None, on: Screen) -> Iterator[RenderableType]:
    """The text, or a checklist."""
    if checklist is not None:
        yield from _checklist(found, checklist)
        return
    for block in found.text.strip().split("\n\n"):
        if block.startswith("#"):
            yield ""
            yield bold(block.lstrip("# "))
        else:
            yield Paragraph(block)
    yield ""
    yield Paragraph(f"{counted(len(found.missing), 'thing')} missing above. Checklists: {_counts(found)}.")


def _checklist(found: Methods, id_: str) -> Iterator[RenderableType]:
    one = next(c for c in found.checklists if c.id == id_)
    yield bold(one.title)
    yield Paragraph(one.source)
    yield ""
    rows = []
    for item in one.items:
        rows.append([item.item, item.topic, STATES[item.state], ", ".join(item.where)])
    yield grid([Column("item"), Column("topic", True), Column("state", True), Column("where", True)], rows)
    yield Paragraph(
        "Told: by the study's data. Note: a note of study.yaml may tell it; read whether it does. Paper: no study can "
        "tell it. What is said: -o checklists.csv"
    )


def _counts(found: Methods) -> str:
    """How many items of each checklist are told, and how many may be."""
    return "; ".join(
        f"{c.title} {c.count('told')} of {len(c.items)} told by the data, {c.count('note')} to be read in a note, "
        f"{c.count('missing')} missing"
        for c in found.checklists
    )
