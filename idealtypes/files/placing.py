"""Codes placed: by a table, written to be filled in and read back, and in the text of the scheme's own file."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from idealtypes.errors import BadArgument, BadChoice, IdealtypesError
from idealtypes.files.content import STUDY, find, is_path, shown
from idealtypes.files.document import plain, read_document
from idealtypes.files.faults import Findings
from idealtypes.files.placement import Filled, changes_in
from idealtypes.files.placers import add_places, places_file, write_placer
from idealtypes.files.places_sheet import choices, rows, write_places
from idealtypes.files.saving import spared
from idealtypes.files.schemes import read_scheme
from idealtypes.files.tables import read_table
from idealtypes.files.versions import keep_former
from idealtypes.files.yaml_edit import AddItems, Edit, SetKey, edited, flow_text, rewrite
from idealtypes.files.yaml_parser import Unreadable
from idealtypes.model.given_places import given_places
from idealtypes.model.hints import hint
from idealtypes.model.new_aspect import NewAspect
from idealtypes.model.placement import NONE, Change, Placement
from idealtypes.model.scheme import Scheme
from idealtypes.model.spelling import named
from idealtypes.model.stance import AGAINST
from idealtypes.model.study import StudyData
from idealtypes.storage.reading import read
from idealtypes.storage.transaction import writing, writing_file

BEFORE_PLACE = ("id", "title", "definition", "include", "exclude", "example")
BEFORE_REASON = (*BEFORE_PLACE, "place", "trait")
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
    it has; those against it say so beside the source."""
    said = {row[0]: row[1:] for row in study.statements.select("id", "source", "text").iter_rows()}
    plain = pl.col("code").str.strip_prefix(AGAINST)
    pairs = study.codings.select("code", "statement", plain=plain)
    pairs = pairs.unique(["plain", "statement"], keep="first", maintain_order=True)
    of: dict[str, list[tuple[str, str]]] = {}
    for code, statement, own in pairs.iter_rows():
        source, text = said[statement]
        of.setdefault(own, []).append((source if code == own else f"{source}, against", text))
    counts = {code: len(found) for code, found in of.items()}
    return {code: _varied(found) for code, found in of.items()}, counts


def _varied(found: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    told = [one for one in found if one[1]]
    firsts = list({one[0]: one for one in reversed(told)}.values())[::-1]
    return [*firsts, *(one for one in told if one not in firsts)][:EXAMPLES]


def write_table(study: StudyData, table: Path, blind: bool = False) -> None:
    """Write a table of all codes to fill in; a file that is there is left alone.

    `blind`: only the codes that have a place, on their aspects, without saying where, for another who places them.
    """
    spared(table, [] if study.root is None else [study.root / name for name, _ in study.inputs])
    if table.exists():  # somebody may have filled it in
        raise BadChoice(
            f"{table} is there already, perhaps filled in: give another name, or read it with `from_`"
        )
    found, counts = examples(study)
    texts = {code: [f"{text} ({source})" for source, text in ones] for code, ones in found.items()}
    filled = rows(study.scheme, texts, counts)
    if blind:
        filled = [row | {"position": "", "rationale": ""} for row in _one_place_each(filled)]
    if not filled:
        raise IdealtypesError(f"nothing to write to {table}: the scheme has no codes")
    aspects = [aspect.id for aspect in study.scheme.aspects]
    write_places(table, filled, choices(study.scheme), [*aspects, "none"])


def _one_place_each(filled: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    return [row for row in filled if row["aspect"] not in ("", NONE)]


def read_placer(study: StudyData, filled: Path, placer: str) -> tuple[Path, tuple[str, ...]]:
    """Write what one person filled in into the study's table of placers; that table, and the codes.

    Raises
    ------
    BadInput
        With every fault of the table; nothing is written then.
    IdealtypesError
        For a study that was read from no folder, a blank name, and a table in which nothing is filled in.
    """
    if study.root is None:
        raise IdealtypesError("the study was read from no folder: there is no file to place codes in")
    if not named(placer):
        raise BadChoice("`placer` is blank: name who placed the codes")
    findings = Findings()
    table = read_table(filled, findings)
    findings.stop_if_faulty()
    assert table is not None  # no table comes with a fault
    there = places_file(study.scheme.id, [study.root, scheme_file(study.root).parent])
    path = study.root / f"{study.scheme.id}.places.csv"
    codes = write_placer(path, there, named(placer), table, study.scheme, findings)
    return path, codes


def read_places(study: StudyData, filled: Path, path: Path) -> Filled:
    """Place what a table places, or raise BadInput with every fault of it; nothing is written then."""
    findings = Findings()
    read = read_table(filled, findings)
    found = Filled() if read is None else changes_in(read, study.scheme, findings)
    findings.stop_if_faulty()
    place_in(study.root, path, found.changes, found.aspects)
    return found


def given_changes(scheme: Scheme, at: Mapping[str, Any], because: Mapping[str, str]) -> dict[str, Change]:
    """What places and reasons that are given for single codes change; what the scheme says already changes nothing.

    Raises
    ------
    BadArgument
        For a code or an aspect that the scheme lacks, what is no place, and a rationale in several languages.
    """
    places = given_places(scheme, at)
    reasons = {named(code): said for code, said in because.items()}
    found: dict[str, Change] = {}
    for code in dict.fromkeys([*places, *reasons]):
        own = next((one for one in scheme.codes if one.id == code), None)
        if own is None:
            ids = [one.id for one in scheme.codes]
            raise BadArgument("because", code, f"no code `{code}`; {hint(code, ids)}")
        place, said = places.get(code), reasons.get(code)
        if said is not None and own.rationale is not None and isinstance(own.rationale.plain(), dict):
            raise BadArgument(
                "because", code, "its rationale is in several languages: change it in the scheme"
            )
        change = Change(
            None if place == own.place else place,
            None if own.rationale is not None and said == own.rationale.say() else said,
        )
        if change != Change():
            found[code] = change
    return found


def place_given(
    study: StudyData,
    at: Mapping[str, Any],
    because: Mapping[str, str],
    placer: str | None,
    copy_scheme: bool,
    keep: bool = True,
) -> tuple[tuple[str, ...], Path, bool]:
    """Place single codes, in the scheme or as one person's judgement beside it; the codes, the file that was written,
    and whether it was copied just now."""
    if study.root is None:
        raise IdealtypesError("the study was read from no folder: there is no file to place codes in")
    if placer is not None:
        if not named(placer):
            raise BadChoice("`placer` is blank: name who placed the codes")
        there = places_file(study.scheme.id, [study.root, scheme_file(study.root).parent])
        path = study.root / f"{study.scheme.id}.places.csv"
        places = given_places(study.scheme, at)
        because = {named(code): said for code, said in because.items()}
        if missing := [code for code in because if code not in places]:
            raise BadArgument(
                "because", missing[0], "a placer says why where she says where: give its place, too"
            )
        add_places(path, there, named(placer), places, because, study.scheme)
        return tuple(places), path, False
    # by the scheme as it is now, whenever the study was read
    changes = given_changes(again(scheme_file(study.root)), at, because)
    path, new = own_scheme(study, copy_scheme)
    place_in(study.root, path, changes, keep=keep)
    return tuple(changes), path, new


def place_in(
    root: Path | None,
    path: Path,
    changes: Mapping[str, Change],
    aspects: Sequence[NewAspect] = (),
    keep: bool = True,
) -> None:
    """Place codes in the scheme of a study; with `keep` its former version is kept: both or neither."""
    if not (changes or aspects):
        return
    with writing_file(path, "place") if root is None else writing(root, "place"):
        if keep and root is not None:
            keep_former(root, path)
        place_codes(path, changes, aspects)


# a study's own copy of a scheme that others use, too


def scheme_file(root: Path) -> Path:
    """The file of the scheme that a study, which can be read, names."""
    findings = Findings()
    document = read_document(root / STUDY, findings)
    findings.stop_if_faulty()
    assert document is not None  # no document comes with a fault
    return find(str(document.data["scheme"]), document.path, "coding_schemes")


def copied(root: Path, path: Path) -> Path:
    """Copy a scheme into the study's folder and let `study.yaml` name the copy; its theory stays the one it was.

    Raises
    ------
    IdealtypesError
        Where the folder has a file of that name already.
    """
    own = root / path.name
    if own.exists():
        raise IdealtypesError(
            f"{shown(own)} is there already: rename it, or name it in {STUDY} as the scheme"
        )
    findings = Findings()
    document = read_document(path, findings)
    findings.stop_if_faulty()
    assert document is not None  # no document comes with a fault
    text = read(path).decode("utf-8-sig")
    theory = str(document.data["theory"])
    if is_path(theory):  # named from where the scheme was
        way = Path(os.path.relpath(path.parent / theory, root)).as_posix()
        text = edited(text, [SetKey(("theory",), way if "/" in way else f"./{way}")])
    with writing(root, "place") as change:
        change.put(own.name, text.encode("utf-8"))
        rewrite(root / STUDY, lambda study: edited(study, [SetKey(("scheme",), f"./{own.name}")]))
    return own


# codes placed in the text of a scheme


def placed(text: str, changes: Mapping[str, Change], aspects: Sequence[NewAspect] = ()) -> str:
    r"""The text of a scheme with these codes placed and these aspects added; all else in it stays, byte for byte.

    Raises
    ------
    IdealtypesError
        Where a code is not in the text, its rationale is in several languages, or the text cannot be edited.

    >>> scheme = "format: 1\ncodes:\n  - id: a   # kept\n    title: 'A'\n  - {id: b, title: B}\n"
    >>> print(placed(scheme, {"a": Change((Placement(aspect="x", position=0.5),)), "b": Change((), "no: reason")}))
    format: 1
    codes:
      - id: a   # kept
        title: 'A'
        place: {aspect: x, position: 0.5}
      - {id: b, title: B, place: none, rationale: "no: reason"}
    <BLANKLINE>
    """
    try:
        document = plain(text)
    except Unreadable as problem:
        raise IdealtypesError("the scheme is no longer readable as YAML") from problem
    codes = document.get("codes") if isinstance(document, dict) else None
    there = {
        named(str(code.get("id"))): (c, code) for c, code in enumerate(codes or ()) if isinstance(code, dict)
    }
    edits = list(_added(document, aspects))
    for code, change in changes.items():
        if code not in there:
            raise IdealtypesError(f"the scheme has no code `{code}` any more")
        edits += _edits(code, *there[code], change)
    return edited(text, edits)


def _added(document: Mapping[str, Any], aspects: Sequence[NewAspect]) -> Iterator[Edit]:
    """Aspects behind those that are there, and in the corner of every ideal type."""
    told = ({"id": one.id, "title": one.title, "axis": one.axis, "question": one.question} for one in aspects)
    lines = [f"- {flow_text({name: said for name, said in one.items() if said})}" for one in told]
    if lines:
        yield AddItems(("aspects",), "\n".join(lines))
    for t, ideal in enumerate(document.get("ideal_types") or ()):
        for one in aspects:
            if ideal.get("id") in one.corner:
                yield SetKey(("ideal_types", t, "corner", one.id), one.corner[ideal["id"]], ())


def _edits(name: str, c: int, code: Mapping[str, Any], change: Change) -> Iterator[Edit]:
    if change.place is not None:
        yield SetKey(("codes", c, "place"), place_value(change.place), BEFORE_PLACE)
    if change.rationale is not None:
        if isinstance(code.get("rationale"), dict | list):
            raise IdealtypesError(
                f"the rationale of code `{name}` is in several languages: change it in the file"
            )
        yield SetKey(("codes", c, "rationale"), change.rationale, BEFORE_REASON)


def place_value(place: Sequence[Placement]) -> Any:
    """Places as a scheme says them: `none`, one mapping, or a list of them.

    >>> place_value([]), place_value([Placement(aspect="a", pole="p")])
    ('none', {'aspect': 'a', 'pole': 'p'})
    """
    written = [one.model_dump(exclude_none=True) for one in place]
    return written[0] if len(written) == 1 else written or NONE


def place_codes(path: Path, changes: Mapping[str, Change], aspects: Sequence[NewAspect] = ()) -> None:
    """Place codes in the file of a scheme, atomically; the file is read anew, so that what others wrote stays."""
    if changes or aspects:
        rewrite(path, lambda text: placed(text, changes, aspects))
