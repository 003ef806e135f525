"""`idealtypes verify`: what of a report still holds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

import idealtypes as it
from idealtypes.cli import options
from idealtypes.cli.answering import answer
from idealtypes.cli.labels import LIMIT, sentence
from idealtypes.cli.options import files, open_study
from idealtypes.cli.terminal import Paragraph, Screen, bold
from idealtypes.model.text import counted

if TYPE_CHECKING:
    from rich.console import RenderableType

    from idealtypes import Verification, VerifiedLine

NOT_PASSED = 3
# What is told in one line with how many are as they were; then each that is not.
PARTS = {
    "page": "Page", "formulas": "Formulas", "version": "Versions", "selection": "Selection", "setting": "Settings",
    "file": "Files", "statement": "Statements", "finding": "Findings",
}  # fmt: skip
WORDS = 70  # characters shown of a value


@click.command()
@click.argument("report", metavar="REPORT", type=click.Path(path_type=Path))
@options.study
@options.table_language
@options.as_json
@options.output
@click.pass_context
def command(ctx: click.Context, report: Path, study: Path, as_json: bool, output: Path | None) -> None:
    """Check a report against its study: what still holds.

    REPORT is the folder that `report` wrote, its report.html, or its
    provenance.json. All that it found is computed anew from STUDY with the
    settings of the report, and each finding, file, statement and setting
    that is not as it was is named. Exit code 3 where anything is not.

    \b
    Examples:
        idealtypes verify my_study/report my_study
        idealtypes verify sent_to_us/report.html my_study --json
        idealtypes verify my_study/report my_study -o verified.csv
        idealtypes verify my_study/report my_study --language nb
    """
    opened = open_study(study, extents=True)
    found = it.verify(opened, report)
    answer(
        found, lambda on: table(found, on), as_json=as_json, output=output, inputs=[*files(opened), report]
    )
    if not found.holds:
        ctx.exit(NOT_PASSED)


def table(found: Verification, on: Screen) -> Iterator[RenderableType]:
    """A line on each kind of thing, beneath it what is not as it was; then whether all holds."""
    record = found.record
    made = "for sharing, " if record.sharing else ""
    yield bold(found.study.title.say())
    yield f"The report of {record.date} ({made}idealtypes {record.versions.get('idealtypes', '?')})"
    for kind, title in PARTS.items():
        lines = found.of(kind)  # type: ignore[arg-type]
        if lines:
            yield ""
            yield from _part(found, title, lines, on)
    yield ""
    if found.broken:
        yield bold(
            f"Not all holds: {counted(len(found.broken), 'difference')} in {', '.join(found.changed)}."
        )
    elif any(line.outcome == "untold" for line in found.lines):
        yield bold("All that could be checked holds.")
    else:
        yield bold("All holds.")


def _part(
    found: Verification, title: str, lines: tuple[VerifiedLine, ...], on: Screen
) -> Iterator[RenderableType]:
    same, whole = found.as_they_were(lines[0].of)
    apart = [line for line in lines if line.outcome != "same"]
    if lines[0].of in ("page", "formulas", "selection", "version"):
        yield (
            f"{title}: {'as they were' if title.endswith('s') else 'as it was'}" if not apart else f"{title}:"
        )
    else:
        yield f"{title}: {same:,} of {whole:,} as they were" if whole else f"{title}:"
    for line in apart[:LIMIT]:
        yield Paragraph(_told(line, on), "      ", "  ")
    if len(apart) > LIMIT:
        yield f"  {counted(len(apart) - LIMIT, 'line')} more. All: -o verified.csv"


def _told(line: VerifiedLine, on: Screen) -> str:
    """What is not as it was, and how it was and is."""
    what = "" if line.what is None else f" {line.what}"
    if line.of in ("file", "statement"):  # whose hashes say nothing to people
        sides = f" {_arrow(on)} {line.now}" if line.outcome == "renamed" else ""
    elif line.of == "finding":
        was, now = (None if side is None else _finding(side, on) for side in (line.was, line.now))
        sides = _sides(was, now, on) if was != now else f": {was}, but for {', '.join(_differ(line))}"
    else:
        sides = "" if line.of == "page" else _sides(line.was, line.now, on)
    why = "" if line.why is None else f": {sentence(line.why)}"
    return f"{'cannot be told' if line.outcome == 'untold' else line.outcome}{what}{sides}{why}"


def _differ(line: VerifiedLine) -> list[str]:
    """In what two findings differ that look alike."""
    return [name for name in line.was if line.was[name] != line.now[name]]


def _arrow(on: Screen) -> str:
    return "→" if on.unicode else "->"


def _sides(was: Any, now: Any, on: Screen) -> str:
    told = [
        str(side) if len(str(side)) <= WORDS else f"{str(side)[: WORDS - 1]}{on.cut}" for side in (was, now)
    ]
    if was is None or now is None:
        return f": {told[0] if now is None else told[1]}"
    return f": {told[0]} {_arrow(on)} {told[1]}"


def _finding(told: dict[str, Any], on: Screen) -> str:
    """The number of a finding with its interval, its word, and how firmly it stands."""
    from idealtypes.cli.labels import signed

    parts = [told["standing"].replace("_", " ")]
    if told.get("word"):
        parts.append(told["word"])
    if told.get("interval"):
        low, high = told["interval"]
        parts.insert(0, f"[{signed(low, on)}, {signed(high, on)}]")
    if told.get("value") is not None:
        parts.insert(0, signed(told["value"], on))
    return " ".join(parts[:1]) + (f" {', '.join(parts[1:])}" if parts[1:] else "")
