"""Codes placed by a table: written to be filled in, read back, and the places put into the scheme's own file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from idealtypes.errors import BadChoice, IdealtypesError
from idealtypes.files.faults import Findings
from idealtypes.files.placement import changes_in, choices, rows
from idealtypes.files.places_writing import write_places
from idealtypes.files.saving import spared
from idealtypes.files.scheme_copy import copied, scheme_file
from idealtypes.files.schemes import read_scheme
from idealtypes.files.tables import read_table
from idealtypes.files.yaml_edit import Change, place_codes
from idealtypes.model.scheme import Scheme
from idealtypes.model.study import StudyData

EXAMPLES = 3  # statements shown of a code


def own_scheme(study: StudyData, copy: bool) -> tuple[Path, bool]:
    """The file of the study's scheme, to be edited, and whether it was copied just now: one from elsewhere is copied
    on request, else refused.

    Raises
    ------
    BadChoice
        For a scheme from elsewhere without `copy`.
    IdealtypesError
        For a study that was read from no folder.
    """
    if study.root is None:
        raise IdealtypesError("the study was read from no folder: there is no file to place codes in")
    path = scheme_file(study.root)
    if path.resolve().is_relative_to(study.root.resolve()):
        return path, False
    if not copy:
        raise BadChoice(
            f"the coding scheme `{study.scheme.id}` is not the study's own, and others may use it: with `copy_scheme` "
            "it is copied into the study's folder, and study.yaml names the copy"
        )
    return copied(study.root, path), True


def again(path: Path) -> Scheme:
    """The scheme of a file, as it is now."""
    return read_scheme(f"./{path.name}", path)


def examples(study: StudyData) -> tuple[dict[str, list[tuple[str, str]]], dict[str, int]]:
    """Up to three statements of each code as (source, text), of different sources where there are some, and how many
    it has."""
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


def write_table(study: StudyData, table: Path) -> None:
    """Write a table of all codes to fill in; a file that is there is left alone."""
    spared(table, [] if study.root is None else [study.root / name for name, _ in study.inputs])
    if table.exists():  # somebody may have filled it in
        raise BadChoice(
            f"{table} is there already, perhaps filled in: give another name, or read it with `from_`"
        )
    found, counts = examples(study)
    texts = {code: [f"{text} ({source})" for source, text in ones] for code, ones in found.items()}
    filled = rows(study.scheme, texts, counts)
    if not filled:
        raise IdealtypesError(f"nothing to write to {table}: the scheme has no codes")
    aspects = [aspect.id for aspect in study.scheme.aspects]
    write_places(table, filled, choices(study.scheme), [*aspects, "none"])


def read_places(study: StudyData, filled: Path, path: Path) -> tuple[str, ...]:
    """Place what a table places, or raise BadInput with every fault of it; nothing is written then."""
    findings = Findings()
    read = read_table(filled, findings)
    changes: Mapping[str, Change] = {} if read is None else changes_in(read, study.scheme, findings)
    findings.stop_if_faulty()
    place_codes(path, changes)
    return tuple(changes)
