"""`idealtypes agreement`: how far coders, or raters, decide alike."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from idealtypes.cli import options
from idealtypes.cli.answering import answer
from idealtypes.cli.columns import Column, grid
from idealtypes.cli.layout import counted, flow, paragraph, wrap
from idealtypes.cli.numbers import ends, percent, signed
from idealtypes.cli.reading import files, open_study
from idealtypes.cli.screen import Screen, screen
from idealtypes.cli.titles import sentence

if TYPE_CHECKING:
    from idealtypes.analyses.agreement.agreement import Agreement
    from idealtypes.analyses.agreement.coefficients import Coefficient

LIMIT = 60  # codes shown
KINDS = {"mention": "is it spoken of", "position": "where it lies", "rating": "where it was rated"}


@click.command()
@options.study
@click.option(
    "--metric",
    type=click.Choice(["interval", "ordinal"]),
    default="interval",
    show_default=True,
    help="Of positions and ratings; ordinal where a scale has ranks only.",
)
@options.where
@options.only("level", "draws", "seed", "unit", "reported")
@options.as_json
@options.output
def command(
    study: Path,
    metric: str,
    where: dict[str, str],
    as_json: bool,
    output: Path | None,
    **overrides: Any,
) -> None:
    """Show how far coders, or raters, decide alike.

    Krippendorff's alpha over all codes, per aspect and per code, with its
    interval, on the statements that two or more coders read; the same for
    ratings. One coder gives no agreement, and that is said.

    \b
    Examples:
        idealtypes agreement my_study
        idealtypes agreement my_study -o agreement.xlsx
    """
    from idealtypes.analyses.agreement.agreement import agreement

    opened = open_study(study, where, overrides)
    found = agreement(opened, metric)  # type: ignore[arg-type]
    answer(
        found.to_dict,
        lambda: table(found, screen()),
        found.records,
        as_json=as_json,
        output=output,
        inputs=files(opened),
    )


def table(found: Agreement, on: Screen) -> Iterator[str]:
    """The coefficients as lines."""
    yield from (on.bold(line) for line in wrap(found.study.title.say(), on.width))
    parts = [counted(len(found.coders), "coder")] if found.coders or not found.raters else []
    parts += [counted(len(found.raters), "rater")] if found.raters else []
    yield from flow([*parts, f"{percent(found.study.settings.level)} intervals"], on.dot, on.width)
    for text in found.notes:
        yield from paragraph(f"Note: {text}", on.width, "  ", "")
    whole = [found.overall]
    if found.ratings is not None and found.ratings is not found.overall:
        whole.append(found.ratings)
    yield ""
    yield from _rows("together", [(f"All {one.of}", one) for one in whole], on)
    aspects = [(f"{one.title}: {KINDS[one.of]}", one) for one in found.aspects]
    if aspects:
        yield ""
        yield from _rows("aspect", aspects, on)
    if found.codes:
        yield ""
        known = [(one.title or one.id or "", one) for one in found.codes if one.value is not None]
        yield from _rows("code", known[:LIMIT], on) if known else ()
        if len(known) > LIMIT:
            yield from wrap(f"{LIMIT} of {len(known):,} codes shown. All: -o agreement.csv", on.width)
        yield from _absent(found.codes, on)
    if len(found.pairs) > 1:
        yield ""
        columns = [Column("coder", True), Column("coder", True), Column("alpha"), Column("units")]
        yield from grid(columns, [[p.a, p.b, signed(p.value, on), f"{p.units:,}"] for p in found.pairs], on)
    if any(one.value is not None for one in (found.overall, *found.aspects, *found.codes)):
        yield ""
        yield from wrap(
            "Alpha: 1 where all decide alike, 0 where they do as by chance. Krippendorff asks for .80, and for .67 "
            "where conclusions are tentative. Units: what two or more decided on.",
            on.width,
        )


def _rows(head: str, rows: Sequence[tuple[str, Coefficient]], on: Screen) -> Iterator[str]:
    """Coefficients in columns; below them the reason of each that is absent."""
    known = [(name, one) for name, one in rows if one.value is not None]
    if known:
        columns = [Column(head, True), Column("alpha"), Column("interval"), Column("units"),
                   Column("alike"), Column("AC1")]  # fmt: skip
        lines = [
            [
                name,
                signed(one.value, on),
                ends(one.interval, on),
                f"{one.units:,}",
                "" if one.percent is None else f"{one.percent:.0%}",
                "" if one.ac1 is None else signed(one.ac1, on),
            ]
            for name, one in known
        ]
        for c in (5, 4):
            if not any(line[c] for line in lines):
                columns.pop(c)
                lines = [line[:c] + line[c + 1 :] for line in lines]
        yield from grid(columns, lines, on)
        reasons: dict[str, list[str]] = {}
        for name, one in known:
            for reason in (one.why, one.note):
                if reason:
                    reasons.setdefault(reason, []).append(name)
        for reason, names in reasons.items():
            yield from paragraph(f"{'; '.join(names)}: {reason}", on.width, "    ", "  ")
    for name, one in rows:
        if one.value is None:
            yield from paragraph(f"{name}: {one.why}", on.width, "  ", "")


def _absent(codes: Sequence[Coefficient], on: Screen) -> Iterator[str]:
    """The codes without a coefficient, by the reason."""
    reasons: dict[str, list[str]] = {}
    for one in codes:
        if one.value is None:
            reasons.setdefault(one.why or "no agreement", []).append(one.title or one.id or "")
    for reason, names in reasons.items():
        head = f"{sentence(reason)[:-1]} ({len(names):,}): "
        yield from paragraph(head + "; ".join(names), on.width, "  ", "")
