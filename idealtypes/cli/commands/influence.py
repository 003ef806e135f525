"""`idealtypes influence`: what moves when something is left out, and how little changes a case's type."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from idealtypes.cli import options
from idealtypes.cli.answering import Raw, answer
from idealtypes.cli.labels import (
    LIMIT,
    MANY,
    aspect_title,
    code_title,
    heading,
    names,
    pole_title,
    rest,
    sentence,
    signed,
    spoken,
    told,
    type_title,
)
from idealtypes.cli.options import files, open_study
from idealtypes.cli.terminal import Column, Paragraph, Screen, bold, grid, progress
from idealtypes.model.stance import in_both_stances
from idealtypes.model.text import counted

if TYPE_CHECKING:
    from rich.console import RenderableType

    from idealtypes import Influence, SmallestChange, Study, View

SHOWN = 5  # rows of sources, of codes and of statements
Kind = Literal["source", "code", "statement"]
KINDS: tuple[Kind, ...] = ("source", "code", "statement")
NAMED = 8  # statements named of a set
SEEN = 0.005  # what is printed as a change; less is 0.00


@click.command()
@options.study
@options.view
@options.where
@options.settings
@options.table_language
@options.as_json
@options.output
def command(
    study: Path,
    view: View,
    where: tuple[str, ...],
    as_json: bool,
    output: Path | None,
    **overrides: Any,
) -> None:
    """Show what moves without a source, and what would flip.

    What moves most without one source, one code or one statement; how far
    each case is from the border of its type, and the fewest statements
    whose loss would take it there.

    \b
    Examples:
        idealtypes influence my_study
        idealtypes influence my_study --view ought -o influence.xlsx
    """
    opened = open_study(study, where, overrides)
    with progress("Smallest changes") as tell:
        found = opened.influence(view=view, progress=tell)
    answer(
        found,
        lambda on: table(opened, found, on),
        raw=Raw("InfluenceAll", lambda: records(found)),
        as_json=as_json,
        output=output,
        inputs=files(opened),
    )


def records(found: Influence) -> list[dict[str, Any]]:
    """One flat record per source, code or statement, case and aspect."""
    return [
        {"left_out": kind, "id": row.pop(kind), **row}
        for kind in KINDS
        for row in map(dict, found.records(kind))
    ]


def table(study: Study, found: Influence, on: Screen) -> Iterator[RenderableType]:
    """What moves most, then the cases and their borders."""
    yield from heading(study, found.profile, on)
    if found.why:
        yield sentence(found.why)
    for kind in KINDS:
        yield from _moved(found, kind, on)
    shape = _compact if len(found.smallest) > MANY else _blocks
    yield from shape(found, on)


def _moved(found: Influence, kind: Kind, on: Screen) -> Iterator[RenderableType]:
    """The rows of one kind that move most; those that leave an aspect silent are counted."""
    rows = found.records(kind)
    known = [row for row in rows if row["change"] is not None]
    moved = [row for row in known if abs(row["change"]) >= SEEN or row["type_changes"]]
    scheme, several = found.profile.scheme, len(found.profile.cases) > 1
    codes = set(in_both_stances(code.id for code in scheme.codes))
    if not rows or (kind == "source" and not known) or (kind == "code" and codes.isdisjoint(found.codes.ids)):
        return  # where all are ratings, each is a statement and a code at once
    titles = names({case: found.profile.title(c) for c, case in enumerate(found.profile.cases)})
    who = "rater" if kind == "source" and found.profile.settings.unit == "rater" else kind
    columns = [Column(f"without {who}", True)]
    columns += [Column("case", True)] if several else []
    columns += [Column("moves", True), Column("from"), Column("to"), Column("change"), Column("", True)]
    cells = []
    for row in moved[:SHOWN]:
        what = aspect_title(scheme, row["aspect"])
        if row["pole"] is not None:
            what += f": {pole_title(scheme, row['aspect'], row['pole'])}"
        left = code_title(scheme, row[kind]) if kind == "code" else row[kind]
        cell = [left, titles[row["case"]]] if several else [left]
        cell += [what, *(signed(row[name], on) for name in ("before", "after", "change"))]
        cells.append([*cell, "type" if row["type_changes"] else ""])
    yield ""
    if moved:
        yield grid(columns, cells)
    elif known:
        yield f"Whichever {who} is left out, nothing moves by 0.01 or more."
    notes = ["type: the case's type changes"] if any(r["type_changes"] for r in moved[:SHOWN]) else []
    if len(moved) > SHOWN:
        notes.append(f"{SHOWN} of {len(moved):,} shown")
    turned = sum(row["type_changes"] for row in moved)
    notes += [f"{turned:,} of them change a type"] if len(moved) > SHOWN and turned else []
    if moved and len(moved) < len(known):
        notes.append(f"{len(known) - len(moved):,} more move nothing by 0.01 or more")
    if len(known) < len(rows):
        notes.append(f"{len(rows) - len(known):,} more leave an aspect of a case silent")
    if notes:
        yield on.dot.join(notes)


def _set(statements: tuple[str, ...] | None, at_least: int | None, exact: bool) -> str:
    """How many statements it takes: a number, a range where it is not proved, or none."""
    if statements is None:
        return "none" if at_least is None else f"{at_least} or more"
    if exact or at_least is None or at_least == len(statements):
        return str(len(statements))
    return f"{at_least} to {len(statements)}"


def _flip(found: Influence, one: SmallestChange, on: Screen) -> str:
    """The smallest change of a case, as sentences."""
    scheme = found.profile.scheme
    if one.type is None:
        return spoken(one.why or "no type", scheme)
    type_ = f"Type: {type_title(scheme, one.type)}."
    if one.statements is None or one.aspect is None:
        return f"{type_} {spoken(one.why or 'no set of statements changes it', scheme)}"
    named = ", ".join(one.statements[:NAMED]) + (", " + on.cut if len(one.statements) > NAMED else "")
    becomes = "none" if one.becomes is None else type_title(scheme, one.becomes)
    size = counted(len(one.statements), "statement")
    proof = "" if one.exact else f" (none of fewer than {one.at_least} does it; the smallest may lie between)"
    where = aspect_title(scheme, one.aspect)
    return f"{type_} Without {size} on {where} ({named}){proof} the type would be: {becomes}."


def _blocks(found: Influence, on: Screen) -> Iterator[RenderableType]:
    scheme = found.profile.scheme
    columns = [Column("aspect", True), Column("pole", True), Column("share"), Column("to the border"),
               Column("fewest statements")]  # fmt: skip
    for one in found.smallest:
        yield ""
        yield bold(one.title)
        yield Paragraph(_flip(found, one, on), "  ")
        rows = []
        for b in one.borders:
            if b.pole is None or b.share is None:
                rows.append([aspect_title(scheme, b.aspect), "silent", "", "", ""])
                continue
            fewest = "" if one.type is None else _set(b.statements, b.at_least, b.exact)
            pole = pole_title(scheme, b.aspect, b.pole)
            rows.append(
                [aspect_title(scheme, b.aspect), pole, f"{b.share:.2f}", signed(b.distance, on), fewest]
            )
        yield grid(columns, rows, 2)
    yield ""
    yield _legend()


def _compact(found: Influence, on: Screen) -> Iterator[RenderableType]:
    """A line a case, the nearest to its border first; then the cases without a type, by the reason."""
    scheme = found.profile.scheme
    typed = sorted((one for one in found.smallest if one.type is not None), key=_margin)
    if typed:
        rows = []
        short_names = names({one.case: one.title for one in found.smallest})
        types = names({one.type: type_title(scheme, one.type) for one in typed if one.type is not None})
        for one in typed[:LIMIT]:
            aspect = "" if one.deciding is None else aspect_title(scheme, one.deciding)
            tied = sum(b.distance is not None and b.distance - _margin(one) < 1e-9 for b in one.borders)
            aspect += f" (= {tied - 1} more)" if tied > 1 else ""
            fewest = _set(one.statements, one.at_least, one.exact)
            rows.append(
                [short_names[one.case], types[one.type or ""], aspect, signed(_margin(one), on), fewest]
            )
        columns = [Column("case", True), Column("type", True), Column("decides", True), Column("border"),
                   Column("fewest")]  # fmt: skip
        yield ""
        yield grid(columns, rows)
    if len(typed) > LIMIT:
        yield rest(len(typed), "influence.json")
    reasons: dict[str, list[str]] = {}
    for one in found.smallest:
        if one.type is None:
            reasons.setdefault(told(one.why or "no type"), []).append(one.title)
    for reason, titles in reasons.items():
        named = "; ".join(titles[:LIMIT]) + (f"; {on.cut}" if len(titles) > LIMIT else "")
        yield ""
        text = spoken(reason, scheme)[:-1]
        yield Paragraph(f"{text} ({len(titles):,}): {named}", "  ", "")
    yield ""
    yield _legend()


def _margin(one: SmallestChange) -> float:
    """How far the deciding aspect is from its border."""
    return min((b.distance for b in one.borders if b.distance is not None), default=0.0)


def _legend() -> str:
    return (
        "The border: how much of the evidence on an aspect would have to stand elsewhere before the case "
        "leaves its type. Fewest statements: how many would have to be lost; none: no loss does it, "
        "as too little stands elsewhere. All that was left out: -o influence.csv."
    )
