"""`idealtypes check`: everything that is wrong with a study, or looks odd."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

import idealtypes as it
from idealtypes.cli import options
from idealtypes.cli.answering import answer
from idealtypes.cli.options import files
from idealtypes.cli.terminal import Screen, flow, whole
from idealtypes.model.text import counted

if TYPE_CHECKING:
    from rich.console import RenderableType

    from idealtypes import Check

FAULTY, NOT_PASSED = 1, 3


@click.command()
@options.study
@click.option("--strict", is_flag=True, help="End with exit code 3 where there are warnings.")
@options.where
@options.as_json
@options.output
@click.pass_context
def command(
    ctx: click.Context,
    study: Path,
    strict: bool,
    where: tuple[str, ...],
    as_json: bool,
    output: Path | None,
) -> None:
    """Find everything that is wrong with a study, or looks odd.

    Faults have to be put right before anything is computed (exit code 1);
    warnings may be as they should be. Each has its file and line.

    \b
    Examples:
        idealtypes check my_study
        idealtypes check my_study --strict
    """
    found = it.check(study, where=where)
    answer(
        found,
        lambda on: table(found, on),
        as_json=as_json,
        output=output,
        inputs=[] if found.study is None else files(found.study),
    )
    if found.faults:
        ctx.exit(FAULTY)
    if strict and found.warnings:
        ctx.exit(NOT_PASSED)


def table(found: Check, on: Screen) -> Iterator[RenderableType]:
    """The findings, one a line and not wrapped, so that editors can follow them; then a summary."""
    study, faults, warnings = found.study, found.faults, found.warnings
    for kind, ones in (("fault", faults), ("warning", warnings)):
        for one in ones:
            yield whole(f"{kind}: {one}")
    if faults or warnings:
        yield ""
    if study is None:
        yield f"{counted(len(faults), 'fault')}, {counted(len(warnings), 'warning')}."
        return
    yield study.title.say()
    scheme = study.scheme
    parts = [
        counted(len(study.statements), "statement"),
        counted(study.statements["source"].n_unique(), "source"),
        counted(len(study.cases), "case"),
        counted(len(scheme.aspects), "aspect"),
        counted(len(scheme.codes), "code"),
        counted(len(study.codings), "coding"),
    ]
    yield from flow(parts, on)
    yield f"No faults, {counted(len(warnings), 'warning')}." if warnings else "No faults, no warnings."
