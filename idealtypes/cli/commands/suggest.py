"""`idealtypes suggest`: codes that statements may carry, and what to code next."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from idealtypes.cli import options
from idealtypes.cli.answering import answer
from idealtypes.cli.labels import LIMIT, chance, sentence
from idealtypes.cli.options import files, open_study
from idealtypes.cli.terminal import Column, Paragraph, Screen, bold, flow, grid, note, progress
from idealtypes.model.suggestion import LEAST, LEAST_SOURCES
from idealtypes.model.text import counted

if TYPE_CHECKING:
    from rich.console import RenderableType

    from idealtypes import LearntCode, Study, Suggested

FEW = 8  # codes of which nothing was learned
CERTAIN = 5  # codes named of the statement to code next


@click.command()
@options.study
@click.option(
    "--threshold",
    metavar="P",
    type=click.FloatRange(0, 1, min_open=True, max_open=True),
    default=0.3,
    show_default=True,
    help="Probability from which a code is suggested.",
)
@click.option(
    "--learn/--no-learn",
    default=True,
    help="Learn anew, or tell what was suggested before.",
)
@click.option("--next", "next", is_flag=True, help="Show the statement whose coding would help most.")
@click.option(
    "--worksheet",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write a .xlsx or .csv sheet of the suggestions, to be ticked.",
)
@click.option(
    "--accept",
    metavar="ID|FILE",
    multiple=True,
    help="Accept this suggestion, or those ticked in a sheet; repeatable.",
)
@click.option("--reject", metavar="ID", multiple=True, help="Reject this suggestion; repeatable.")
@click.option("--as", "as_", metavar="NAME", help="Who accepts: whose codings they become.")
@click.option("--dry-run", is_flag=True, help="Tell what would be suggested, and write nothing.")
@options.where
@options.only("reported", "models")
@options.as_json
@options.output
def command(
    study: Path,
    threshold: float,
    learn: bool,
    next: bool,
    worksheet: Path | None,
    accept: tuple[str, ...],
    reject: tuple[str, ...],
    as_: str | None,
    dry_run: bool,
    where: tuple[str, ...],
    as_json: bool,
    output: Path | None,
    **overrides: Any,
) -> None:
    """Propose codes for statements, and what to code next.

    Learned from the statements that people coded, and tried on sources that
    were held out. A code is offered only where that does better than simple
    rules. Suggestions stand in suggestions.csv and enter no number until a
    person accepts them.

    \b
    Examples:
        idealtypes suggest my_study
        idealtypes suggest my_study --worksheet ticks.xlsx
        idealtypes suggest my_study --accept ticks.xlsx --as anna
        idealtypes suggest my_study --next
    """
    opened = open_study(study, where, overrides)
    with progress("Models") as tell:
        found = opened.suggest(
            threshold=threshold,
            learn=learn,
            worksheet=worksheet,
            accept=list(accept),
            reject=list(reject),
            as_=as_,
            dry_run=dry_run or bool(where),
            progress=tell,
        )
    if worksheet is not None:
        note(f"Saved {worksheet}: in `accept`, yes or x accepts, no rejects, blank leaves it open")
    _tell_taken(found)
    answer(
        found,
        lambda on: _next(opened, found) if next else table(opened, found, on),
        as_json=as_json,
        output=output,
        inputs=files(opened),
    )


def _tell_taken(found: Suggested) -> None:
    """What became of what was accepted and rejected."""
    done = found.taken
    if done is None:
        return
    again = f", {len(done.before)} as before" if done.before else ""
    note(f"{len(done.accepted)} accepted, {len(done.rejected)} rejected by {done.by or 'the coder'}{again}")
    if done.files:
        note(f"Written: {', '.join(done.files)}")


def table(study: Study, found: Suggested, on: Screen) -> Iterator[RenderableType]:
    """What was learned from, how well it foretells, and the suggestions."""
    yield from _head(study, found, on)
    if found.why is not None:
        yield sentence(found.why)
    learned = [one for one in found.codes if one.average_precision is not None]
    if learned:
        yield ""
        yield from _codes(learned)
    yield from _left_out(found)
    if found.why is None or found.suggestions:
        yield ""
        yield from _suggestions(found)


def _head(study: Study, found: Suggested, on: Screen) -> Iterator[RenderableType]:
    yield bold(study.title.say())
    parts = [
        f"learned from {counted(found.read, 'statement')} of {counted(found.sources, 'source')}"
        if found.why is None
        else f"{counted(found.read, 'statement')} of {counted(found.sources, 'source')} read",
        f"{found.uncoded:,} uncoded",
        *([f"{found.without_text:,} without a text"] if found.without_text else []),
        *(f"only {condition}" for condition in study.selection),
    ]
    yield from flow(parts, on)


def _codes(learned: list[LearntCode]) -> Iterator[RenderableType]:
    """A row a code of which something was learned."""
    columns = [
        Column("code", True), Column("n"), Column("learned"), Column("frequency"), Column("keywords"),
        Column("nearest"), Column("right"), Column("found"), Column("offered", True),
    ]  # fmt: skip
    rows = []
    for one in sorted(learned, key=lambda one: (not one.offered, -(one.average_precision or 0)))[:LIMIT]:
        simple = dict(one.baselines)
        rows.append(
            [
                one.code,
                str(one.statements),
                f"{one.average_precision:.2f}",
                *(f"{simple[rule]:.2f}" for rule in ("frequency", "keywords", "nearest")),
                "" if one.precision is None else _share(one.precision),
                "" if one.recall is None else _share(one.recall),
                "yes" if one.offered else "no",
            ]
        )
    yield grid(columns, rows)
    yield Paragraph(
        "n: statements that carry the code. Average precision on sources that were held out: learned, and by three "
        "simple rules. A code is offered where learning is better than each, also in 80 % of drawings of the sources. "
        "Right: the share of what would have been suggested that carries the code; found: the share of those with the "
        "code that would have been suggested."
    )


def _left_out(found: Suggested) -> Iterator[RenderableType]:
    """The codes of which nothing was learned, those with most statements first."""
    few = [one for one in found.codes if one.average_precision is None]
    if not few:
        return
    yield ""
    yield bold("What there is of each code" if found.why else "Too little of a code, or all have it")
    ordered = sorted(few, key=lambda one: (-one.statements, one.code))
    columns = [Column("code", True), Column("statements"), Column("sources")]
    yield grid(columns, [[one.code, str(one.statements), str(one.sources)] for one in ordered[:FEW]])
    if len(few) > FEW:
        yield f"{FEW} of {len(few):,} codes shown. All: --json"
    yield Paragraph(
        f"A code is learned from {LEAST} statements of {LEAST_SOURCES} sources on, and {LEAST} without it."
    )


def _suggestions(found: Suggested) -> Iterator[RenderableType]:
    """A row a suggestion, the most probable first."""
    if not found.suggestions:
        yield "Nothing is suggested."
        return
    columns = [Column("suggestion", True), Column("P"), Column("", True), Column("spoke for it", True)]
    rows = [
        [one.id, chance(one.score), "missed?" if one.kind == "miss" else "uncoded", ", ".join(one.words)]
        for one in found.suggestions[:LIMIT]
    ]
    yield grid(columns, rows)
    if len(found.suggestions) > LIMIT:
        yield f"{LIMIT} of {len(found.suggestions):,} suggestions shown. All: suggestions.csv"
    yield Paragraph("They enter no number until somebody accepts them: --worksheet FILE, then --accept FILE.")


def _next(study: Study, found: Suggested) -> Iterator[RenderableType]:
    """The statement whose coding would settle most."""
    yield bold(study.title.say())
    if not found.next:
        yield sentence(found.next_why)
        return
    first = found.next[0]
    yield f"Next: {first.statement} ({first.source})"
    yield Paragraph(first.text, "  ")
    yield Paragraph(
        f"Least certain of those that nobody coded ({first.uncertainty:.2f} bits over the codes with a place): "
        + ", ".join(f"{code} {p:.2f}" for code, p in first.codes[:CERTAIN])
        + "."
    )
    more = [one.statement for one in found.next[1:]]
    if more:
        yield f"Then: {', '.join(more)}"


def _share(value: float) -> str:
    return f"{100 * value:.0f} %"
