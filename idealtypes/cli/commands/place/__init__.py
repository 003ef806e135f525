"""`idealtypes place`: say where codes stand, one by one in the terminal or in a table to fill in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from idealtypes.cli import options
from idealtypes.cli.answering import print_json, spared
from idealtypes.cli.labels import counted
from idealtypes.cli.opening import files
from idealtypes.cli.terminal import Screen, flow, note, screen, show
from idealtypes.errors import IdealtypesError

if TYPE_CHECKING:
    from rich.console import RenderableType

    from idealtypes.model.placement import Change
    from idealtypes.model.scheme import Code, Scheme
    from idealtypes.model.study import StudyData

FORMAT = 1
EXAMPLES = 3


@click.command()
@options.study
@click.option(
    "--to",
    "table",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write a .xlsx or .csv table of all codes to fill in.",
)
@click.option(
    "--from",
    "filled",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Read such a table (.xlsx, .ods, .csv or .tsv) and place the codes it places.",
)
@click.option(
    "--copy-scheme",
    is_flag=True,
    help="Copy a scheme that is not the study's own into its folder first, and use the copy.",
)
@options.as_json
def command(study: Path, table: Path | None, filled: Path | None, copy_scheme: bool, as_json: bool) -> None:
    """Say where codes stand: the aspect, the position, and why.

    Asks for each code that is not yet placed, with its definition and three
    statements; every answer is saved at once, so that one can stop and go on
    another day. Or writes a table to fill in, and reads it back. In the
    scheme's file nothing changes but `place` and `rationale`.

    \b
    Examples:
        idealtypes place my_study
        idealtypes place my_study --to places.xlsx
        idealtypes place my_study --from places.xlsx
        idealtypes place my_study --json
    """
    if table is not None and filled is not None:
        raise click.UsageError("--to writes a table and --from reads one: give one of them")
    from idealtypes.files.study import read_study

    opened = read_study(study)  # what is not yet placed is no warning here, but the work at hand
    walks = table is None and filled is None and not as_json and bool(opened.scheme.unplaced)
    path = _own_scheme(opened, copy_scheme, needed=walks or filled is not None)
    changed: list[str] = []
    if table is not None:
        _write(opened, table)
    elif filled is not None:
        changed = _read(opened, filled, path)
    elif walks:
        changed = _walk(opened, path)
    scheme = _again(opened, path) if changed else opened.scheme
    if as_json:
        print_json(document(opened, scheme, changed))
        return
    on = screen()
    show(summary(scheme, changed, on), on)


def document(study: StudyData, scheme: Scheme, changed: Sequence[str]) -> dict[str, Any]:
    """Where every code stands, and how many do."""
    codes = [_told(code, scheme) for code in scheme.codes]
    return {
        "format": FORMAT,
        "settings": study.settings.model_dump(mode="json"),
        "codes": codes,
        "counts": _counts(scheme),
        "changed": list(changed),
        "why": None if codes else "the scheme has no codes",
    }


def _told(code: Code, scheme: Scheme) -> dict[str, Any]:
    """A code with its own place; `places` has all where it has several, the other keys the first."""
    places = [_place(one, scheme) for one in code.place or ()]
    first = places[0] if places else {"aspect": None, "position": None, "pole": None, "shares": None}
    inherits = code.place is None and code.id not in scheme.unplaced
    return {
        "code": code.id,
        "placed": code.id not in scheme.unplaced,
        **first,
        "rationale": None if code.rationale is None else code.rationale.say(),
        "places": places,
        "why": _why(code, scheme, inherits),
    }


def _why(code: Code, scheme: Scheme, inherits: bool) -> str | None:
    if code.place is not None:
        return None if code.place else "on purpose on no axis"
    return "it stands where the code above it stands" if inherits else "not yet placed"


def _place(one: Any, scheme: Scheme) -> dict[str, Any]:
    axis = scheme.axis(one.aspect)
    position = one.position
    if position is None and one.pole is not None and axis.bipolar:
        position = axis.pole(one.pole).position
    shares = None if one.shares is None else dict(one.shares)
    return {"aspect": one.aspect, "position": position, "pole": one.pole, "shares": shares}


def _counts(scheme: Scheme) -> dict[str, int]:
    own = [code for code in scheme.codes if code.place is not None]
    return {
        "codes": len(scheme.codes),
        "placed": sum(bool(code.place) for code in own),
        "none": sum(not code.place for code in own),
        "inherited": len(scheme.codes) - len(own) - len(scheme.unplaced),
        "unplaced": len(scheme.unplaced),
    }


def summary(scheme: Scheme, changed: Sequence[str], on: Screen) -> Iterator[RenderableType]:
    """What was placed, and what is left."""
    counts = _counts(scheme)
    yield ""
    if changed:
        yield f"Changed: {', '.join(changed)}."
    parts = [counted(counts["codes"], "code"), f"{counts['placed']:,} placed"]
    parts += [f"{counts['none']:,} on purpose on no axis"] if counts["none"] else []
    parts += [f"{counts['inherited']:,} as the code above"] if counts["inherited"] else []
    parts.append(f"{counts['unplaced']:,} not yet placed")
    yield from flow(parts, on)


def _own_scheme(study: StudyData, copy: bool, needed: bool) -> Path:
    """The file of the study's scheme, to be edited; a scheme from elsewhere is copied on request, else refused."""
    from idealtypes.files.placing import copied, scheme_file

    assert study.root is not None  # it was read from a folder
    path = scheme_file(study.root)
    inside = path.resolve().is_relative_to(study.root.resolve())
    if inside or not needed:
        return path
    if not copy:
        raise IdealtypesError(
            f"the coding scheme `{study.scheme.id}` is not the study's own, and others may use it: with --copy-scheme "
            "it is copied into the study's folder, and study.yaml names the copy"
        )
    own = copied(study.root, path)
    note(f"Copied the scheme to {own}, which study.yaml now names")
    return own


def _again(study: StudyData, path: Path) -> Scheme:
    from idealtypes.files.schemes import read_scheme

    return read_scheme(f"./{path.name}", path)


def _examples(study: StudyData) -> tuple[dict[str, list[tuple[str, str]]], dict[str, int]]:
    """Up to three statements of each code, of different sources where there are some, and how many it has."""
    said = {row[0]: row[1:] for row in study.statements.select("id", "source", "text").iter_rows()}
    pairs = study.codings.select("code", "statement").unique(maintain_order=True)
    of: dict[str, list[tuple[str, str]]] = {}
    for code, statement in pairs.iter_rows():
        of.setdefault(code, []).append(said[statement])
    counts = {code: len(found) for code, found in of.items()}
    return {code: _varied(found) for code, found in of.items()}, counts


def _varied(found: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    told = [one for one in found if one[1]]
    firsts = list({one[0]: one for one in reversed(told)}.values())[::-1]
    return [*firsts, *(one for one in told if one not in firsts)][:EXAMPLES]


def _write(study: StudyData, table: Path) -> None:
    from idealtypes.files.placement import choices, rows, write_places

    spared(table, files(study))
    if table.exists():  # somebody may have filled it in
        raise IdealtypesError(
            f"{table} is there already, perhaps filled in: give another name, or read it with --from"
        )
    examples, counts = _examples(study)
    texts = {code: [f"{text} ({source})" for source, text in found] for code, found in examples.items()}
    filled = rows(study.scheme, texts, counts)
    if not filled:
        raise IdealtypesError(f"nothing to write to {table}: the scheme has no codes")
    aspects = [aspect.id for aspect in study.scheme.aspects]
    write_places(table, filled, choices(study.scheme), [*aspects, "none"])
    note(f"Saved {table} ({counted(len(filled), 'code')}): fill in `aspect`, `position` and `rationale`")
    if table.suffix.lower() == ".csv":
        for choice in choices(study.scheme):
            note(f"  {choice['aspect']}: {choice['write']}")


def _read(study: StudyData, filled: Path, path: Path) -> list[str]:
    """Place what a table places, or raise BadInput with every fault of it; nothing is written then."""
    from idealtypes.files.faults import Findings
    from idealtypes.files.placement import changes_in
    from idealtypes.files.placing import place_codes
    from idealtypes.files.tables import read_table

    findings = Findings()
    read = read_table(filled, findings)
    changes: Mapping[str, Change] = {} if read is None else changes_in(read, study.scheme, findings)
    findings.stop_if_faulty()
    place_codes(path, changes)
    return list(changes)


def _walk(study: StudyData, path: Path) -> list[str]:
    from idealtypes.cli.commands.place.walk import walk
    from idealtypes.files.placing import place_codes

    examples, counts = _examples(study)

    def save(code: str, change: Change) -> None:
        place_codes(path, {code: change})

    return walk(study.scheme, study.scheme.unplaced, examples, counts, save, screen())
