"""`idealtypes diff`: what changed between two versions of a codebook, and what each change did to the numbers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

import idealtypes as it
from idealtypes.cli import options
from idealtypes.cli.answering import answer
from idealtypes.cli.labels import LIMIT, chance, sentence, signed
from idealtypes.cli.options import files, tell_warnings
from idealtypes.cli.terminal import Column, Paragraph, Screen, bold, dim, flow, grid
from idealtypes.model.text import counted

if TYPE_CHECKING:
    from rich.console import RenderableType

    from idealtypes import CodebookChange, CodebookDiff, Effect

SHOWN = 15  # changes shown of a kind
WORDS = 160  # characters shown of a definition or a reason
HEADS = {
    "rename": "rename", "merge": "merge", "split": "split", "move": "move", "placement": "place",
    "recoding": "recode",
}  # fmt: skip
OF = {"aspect": "aspect", "ideal_type": "ideal type", "trait": "trait"}


@click.command()
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="[NEW]", required=False)
@click.argument("study", metavar="[STUDY]", required=False)
@options.where
@options.as_json
@options.output
def command(
    old: str,
    new: str | None,
    study: str | None,
    where: tuple[str, ...],
    as_json: bool,
    output: Path | None,
) -> None:
    """Show what changed in the codebook, and what that moved.

    OLD and NEW are two versions: studies, schemes, or names of former
    versions that a study keeps in its folder `versions`. Between studies the
    statements that both have tell what was renamed, merged and split; between
    schemes only texts do, and the numbers are those of STUDY. The effects of
    rename, merge, split, move, placement and recoding add up to the whole.

    \b
    Examples:
        idealtypes diff last_year my_study
        idealtypes diff my_scheme-1 my_study
        idealtypes diff old.yaml new.yaml my_study --json
        idealtypes diff last_year my_study -o changes.xlsx
    """
    if new is None:
        raise click.UsageError(f"NEW is missing: what is {old} compared with?{_kept(old)}")
    found = it.diff(old, new, study, where=where)
    studies = [one for one in (found.old.study, found.new.study, found.study) if one is not None]
    for one in {id(one): one for one in studies}.values():
        tell_warnings(one.warnings, one.root or Path())
    answer(
        found,
        lambda on: table(found, on),
        as_json=as_json,
        output=output,
        inputs=[path for one in studies for path in files(one)],
    )


def _kept(old: str) -> str:
    """The former versions that a study keeps, where it is one."""
    from idealtypes.files.versions import kept_names

    names = kept_names(Path(old)) if Path(old).is_dir() else ()
    return f" Former versions there: {', '.join(names)} (idealtypes diff {names[-1]} {old})" if names else ""


def table(found: CodebookDiff, on: Screen) -> Iterator[RenderableType]:
    """The changes by kind, each with what tells it and what the log says; then the effects on the numbers."""
    yield bold(f"From {found.old.name} to {found.new.name}")
    arrow = "→" if on.unicode else "->"
    parts = [f"{len(found.old.scheme.codes):,} {arrow} {counted(len(found.new.scheme.codes), 'code')}"]
    parts += [] if found.shared is None else [f"{counted(found.shared, 'statement')} in both"]
    parts += [f"{number:,} {WORD.get(kind, kind)}" for kind, number in found.counts.items()]
    yield from flow(parts, on)
    for note in found.notes:
        yield sentence(note)
    for kind in found.counts:
        ones = [one for one in found.changes if one.kind == kind]
        yield ""
        yield bold(f"{WORD.get(kind, kind).capitalize()} ({len(ones):,})")
        for one in ones[:SHOWN]:
            yield from _change(one, arrow, on)
        if len(ones) > SHOWN:
            yield dim(f"  {SHOWN} of {len(ones):,} shown. All: -o changes.csv")
    yield from _apart(found)
    if found.effects:
        yield from _effects(found, on)
    if found.why:
        yield ""
        yield sentence(found.why)


WORD = {"placed": "placed anew", "defined": "defined anew", "reasoned": "with another reason"}


def _change(one: CodebookChange, arrow: str, on: Screen) -> Iterator[RenderableType]:
    """One change: what it is, what tells it, and the decisions that name it."""
    kind = f"{OF[one.of]} " if one.of in OF else ""
    old, new = " + ".join(one.codes), " + ".join(one.to)
    ids = f"{old} {arrow} {new}" if old and new and old != new else old or new
    fields = [field for field in one.fields if field not in ("id", "title")]
    shown = f" ({', '.join(fields)})" if one.kind in ("moved", "defined", "changed") and fields else ""
    sides = [_cut(side, on) for side in (one.before, one.after) if side]
    if one.before is not None and one.after is None and one.kind not in ("dropped",):
        sides.append("none")
    if one.after is not None and one.before is None and one.kind not in ("added",):
        sides.insert(0, "none")
    what = "" if sides[:1] == sides[1:] else f": {f' {arrow} '.join(sides)}" if sides else ""
    yield Paragraph(f"{kind}{ids}{shown}{what}", "      ", "  ")
    if one.why is not None:
        yield Paragraph(sentence(one.why), "      ", style="dim")
    if one.rationale and one.kind in ("placed", "moved"):
        yield Paragraph(f"Because: {_cut(one.rationale, on)}", "      ", style="dim")
    for said in one.decisions:
        who = f" {said.who}" if said.who else ""
        why = f" ({said.why})" if said.why else ""
        yield Paragraph(f"{said.date}{who}: {said.what}{why}", "      ", style="dim")


def _cut(said: str, on: Screen) -> str:
    line = " ".join(said.split())
    return line if len(line) <= WORDS else f"{line[: WORDS - 1]}{on.cut}"


def _apart(found: CodebookDiff) -> Iterator[RenderableType]:
    """Decisions that name none of the changed codes."""
    placed = {said for one in found.changes for said in one.decisions}
    rest = [said for said in found.decisions if said not in placed]
    if rest:
        yield ""
        yield bold("Decisions that name no changed code")
        for said in rest[-SHOWN:]:
            who = f" {said.who}" if said.who else ""
            yield Paragraph(f"{said.date}{who}: {said.what}", "      ", "  ", style="dim")


def _effects(found: CodebookDiff, on: Screen) -> Iterator[RenderableType]:
    """A row a number: before, what each step that moved anything did, after."""
    rows: dict[tuple[str, str, str | None], list[Effect]] = {}
    for one in found.effects:
        rows.setdefault((one.case, one.aspect, one.pole), []).append(one)
    said = {
        key: ones
        for key, ones in rows.items()
        if any(e.before is not None or e.after is not None for e in ones)
    }
    moved = {key: ones for key, ones in said.items() if any(_moved(one) for one in ones)}
    yield ""
    yield bold("What that did to the numbers")
    if not moved:
        yield "No number has changed." if said else "Nobody speaks of any aspect."
        return
    steps = [k for k in range(len(HEADS)) if any(_moved(ones[k]) for ones in moved.values())]
    aspects = {a.id: a.title.say() for scheme in (found.old.scheme, found.new.scheme) for a in scheme.aspects}
    several = len({case for case, _, _ in said}) > 1
    columns = [Column("case", True)] if several else []
    columns += [Column("aspect", True), Column("before"), *(Column(list(HEADS.values())[k]) for k in steps),
                Column("after")]  # fmt: skip
    far = sorted(moved.items(), key=lambda item: -max(abs(e.change or 0) for e in item[1]))
    order = list(moved.items()) if len(moved) <= LIMIT else far[:LIMIT]
    cells = []
    for (case, aspect, pole), ones in order:
        name = aspects.get(aspect, aspect) + (f": {pole}" if pole is not None else "")
        by = [_step(ones[k], on) for k in steps]
        row = [name, signed(ones[0].before, on), *by, signed(ones[-1].after, on)]
        cells.append([found.titles.get(case, case), *row] if several else row)
    yield grid(columns, cells)
    if len(moved) > LIMIT:
        yield f"{LIMIT} of {len(moved):,} numbers shown, those that moved most. All: -o changes.csv"
    if len(moved) < len(said):
        yield f"{counted(len(said) - len(moved), 'number')} more unchanged."
    yield from _types(found, on)
    yield ""
    yield (
        "Balances, or shares of poles. Applied in this order: rename, merge, split, move, placement, recoding (what "
        "else was coded otherwise, came or went); columns where nothing moved are left out. Before and the steps "
        "add up to after."
    )


def _moved(one: Effect) -> bool:
    if one.before is None or one.after is None:
        return one.before != one.after
    return abs(one.after - one.before) > 1e-9


def _step(one: Effect, on: Screen) -> str:
    """What a step did: a difference; the word where the aspect began or ceased to be spoken of."""
    if one.change is not None:
        return signed(one.change, on) if _moved(one) else ""
    return "" if one.before == one.after else "begins" if one.before is None else "silent"


def _types(found: CodebookDiff, on: Screen) -> Iterator[RenderableType]:
    """The probabilities of types that moved."""
    moved = [
        one for one in found.types if one.before is not None and one.after is not None
        and abs(one.after - one.before) >= 0.01
    ]  # fmt: skip
    if not moved:
        return
    types = {one.id: one.title.say() for one in found.new.scheme.ideal_types}
    several = len(found.titles) > 1
    columns = [Column("case", True)] if several else []
    columns += [Column("P(type)", True), Column("before"), Column("after")]
    rows = [
        [*([found.titles.get(one.case, one.case)] if several else []), types[one.type], chance(one.before),
         chance(one.after)]
        for one in sorted(moved, key=lambda one: -abs((one.after or 0) - (one.before or 0)))[:LIMIT]
    ]  # fmt: skip
    yield ""
    yield grid(columns, rows)
