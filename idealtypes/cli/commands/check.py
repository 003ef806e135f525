"""`idealtypes check`: everything that is wrong with a study, or looks odd."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from idealtypes.cli import options
from idealtypes.cli.answering import answer
from idealtypes.cli.labels import counted
from idealtypes.cli.opening import files, plainly
from idealtypes.cli.terminal import Screen, flow, whole
from idealtypes.errors import BadInput, Fault

if TYPE_CHECKING:
    from rich.console import RenderableType

    from idealtypes.model.study import StudyData

FORMAT = 1
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
    where: dict[str, str],
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
    opened, faults, warnings = _read(study)
    if opened is not None and where:
        with plainly():
            from idealtypes.engine.selection import where as selected

            opened = selected(opened, where)
    document = {
        "format": FORMAT,
        "settings": None if opened is None else opened.settings.model_dump(mode="json"),
        "faults": [_plain(fault) for fault in faults],
        "warnings": [_plain(warning) for warning in warnings],
        "why": None if faults or warnings else "nothing is wrong, and nothing looks odd",
    }
    answer(
        lambda: document,
        lambda on: table(opened, faults, warnings, on),
        lambda: [{"kind": kind} | _plain(one) for kind, ones in _kinds(faults, warnings) for one in ones],
        as_json=as_json,
        output=output,
        inputs=[] if opened is None else files(opened),
    )
    if faults:
        ctx.exit(FAULTY)
    if strict and warnings:
        ctx.exit(NOT_PASSED)


def _read(path: Path) -> tuple[StudyData | None, Sequence[Fault], Sequence[Fault]]:
    """The study, its faults and its warnings; a study with faults is read once more for its warnings."""
    from idealtypes.files.study import check_study, read_study

    try:
        study = read_study(path)
    except BadInput:
        return None, *check_study(path)
    return study, (), study.warnings


def _kinds(faults: Sequence[Fault], warnings: Sequence[Fault]) -> list[tuple[str, Sequence[Fault]]]:
    return [("fault", faults), ("warning", warnings)]


def _plain(fault: Fault) -> dict[str, Any]:
    return {"file": fault.file, "line": fault.line, "message": fault.message}


def table(
    study: StudyData | None, faults: Sequence[Fault], warnings: Sequence[Fault], on: Screen
) -> Iterator[RenderableType]:
    """The findings, one a line and not wrapped, so that editors can follow them; then a summary."""
    for kind, ones in _kinds(faults, warnings):
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
