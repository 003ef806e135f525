"""The folder of a study that an import extends: what it holds, and its files as they are to be afterwards."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import polars as pl

from idealtypes.errors import IdealtypesError, Skipped
from idealtypes.exchange import write_study as to_study
from idealtypes.exchange.contents import (
    IMPORTS,
    Known,
    Put,
    Row,
    StudyCode,
    StudyContents,
    from_document,
    judge,
)
from idealtypes.files.aliases import renamed
from idealtypes.files.content import STUDY, find, is_path, shown
from idealtypes.files.delimited import detect
from idealtypes.files.document import plain
from idealtypes.files.faults import Findings
from idealtypes.files.nesting import loaded
from idealtypes.files.sources import NO_CASE
from idealtypes.files.statements import BECAUSE
from idealtypes.files.study import read_study
from idealtypes.files.tables import read_table
from idealtypes.files.versions import former
from idealtypes.files.yaml_edit import AddItems, DropKey, Edit, SetKey, edited
from idealtypes.model.base import Place, as_list
from idealtypes.model.characters import BOM, held
from idealtypes.model.scheme import Scheme
from idealtypes.model.spelling import named
from idealtypes.model.stance import STANCE
from idealtypes.model.study import StudyData, missing_codes
from idealtypes.model.text import Text
from idealtypes.storage.reading import read, read_text

RATING = "rating:"  # how the pseudo-codes of ratings begin
OF_CODINGS = ("codes", STANCE, "coder", "occasion")  # columns of statements that are no words of theirs
PLAIN = (".csv", ".tsv")


@dataclass(frozen=True)
class Opened:
    """A study's folder as it is: what it holds, and how its files are written.

    `names` are the files that study.yaml names by key; `columns` and `delimiters` those of its tables, so that a
    table that is written anew looks as before.
    """

    root: Path
    contents: StudyContents
    names: Mapping[str, str]
    columns: Mapping[str, tuple[str, ...]]
    delimiters: Mapping[str, str]


def scheme_contents(scheme: Scheme) -> StudyContents:
    """A study that has nothing but a coding scheme."""
    codes = {
        code.id: StudyCode(code.id, _said(code.title), _said(code.definition), code.parent)
        for code in scheme.codes
    }
    titles: dict[str | tuple[str, str], str] = {one.id: _said(one.title) for one in scheme.aspects}
    titles |= {(one.id, p.id): _said(p.title) for one in scheme.aspects for p in scheme.axis(one.id).poles}
    aspects = {aspect.id: scheme.poles(aspect.id) for aspect in scheme.aspects}
    return StudyContents(codes=codes, aspects=aspects, titles=titles)


def _said(text: Text | None) -> str:
    return "" if text is None else text.say()


def known_in(root: Path) -> tuple[Known, ...]:
    """The projects that the folder's `imports.json` remembers; none without it."""
    path = root / IMPORTS
    if not path.is_file():
        return ()
    try:
        return from_document(loaded(read_text(path)), shown(path))
    except (ValueError, OSError) as problem:
        raise IdealtypesError(f"{shown(path)}: this is not readable as JSON: {problem}") from None


def open_folder(root: Path) -> Opened:
    """Read the study in a folder.

    Raises
    ------
    BadInput
        With every fault of the study.
    IdealtypesError
        For a study whose tables an import cannot extend, with what to do.
    """
    study = read_study(root)
    document = plain(read_text(root / STUDY))
    names = {
        key: document[key]
        for key in ("scheme", "statements", "codings", "sources", "cases")
        if key in document
    }
    statements = names.get("statements")
    if isinstance(statements, list):
        if len(statements) != 1:
            raise IdealtypesError(
                f"{shown(root / STUDY)}: `statements` are {len(statements)} tables, and an import extends one: "
                "join them"
            )
        names["statements"] = str(statements[0])
    findings = Findings()
    frames: dict[str, pl.DataFrame] = {}
    delimiters: dict[str, str] = {}
    for key in ("statements", "codings", "sources", "cases"):
        if key not in names:
            continue
        path = root / names[key]
        if path.suffix.lower() not in PLAIN:
            raise IdealtypesError(
                f"{shown(path)}: an import extends tables in csv: save it as csv, and name that in `{STUDY}`"
            )
        table = read_table(path, findings, missing_codes(document.get("missing", ())))
        assert table is not None  # the study has been read
        frames[key] = renamed(key, table.frame, study.name_of)
        text = read_text(path, "replace")
        delimiters[key] = "\t" if path.suffix.lower() == ".tsv" else detect(text)
    contents = _contents(study, frames, known_in(root), _declared(document.get("readers")))
    return Opened(
        root, contents, names, {key: tuple(frame.columns) for key, frame in frames.items()}, delimiters
    )


def _declared(given: Any) -> str | dict[str, tuple[str, ...]] | None:
    """`readers` of study.yaml, which has been read without a fault."""
    if given is None or isinstance(given, str):
        return given
    return {str(source): tuple(str(one) for one in as_list(coders)) for source, coders in given.items()}


def _contents(
    study: StudyData,
    frames: Mapping[str, pl.DataFrame],
    known: tuple[Known, ...],
    readers: str | dict[str, tuple[str, ...]] | None,
) -> StudyContents:
    statements: dict[str, Row] = {}
    for row in frames["statements"].iter_rows(named=True) if "statements" in frames else ():
        told = {k: v for k, v in row.items() if v is not None and k not in ("id", *OF_CODINGS)}
        statements[row["id"]] = told | statements.get(row["id"], {})
    codings: dict[Put, float] = {
        (row["statement"], row["code"], judge(row["coder"], row.get("occasion", ""))): row["intensity"]
        for row in study.codings.iter_rows(named=True)
        if not row["code"].startswith(RATING)
    }
    read = study.readings.filter((pl.col("coder") != "") & pl.col("statement").is_in(list(statements)))
    coded = {(statement, by) for statement, _, by in codings}
    readings = {
        (row["statement"], judge(row["coder"], row.get("occasion", ""))) for row in read.iter_rows(named=True)
    }
    texts = texts_of(study)
    sources = {
        row["id"]: {
            k: v
            for k, v in row.items()
            if v is not None and k != "id" and (k != "text_file" or row["id"] in texts)
        }
        for row in study.sources.filter(pl.col("kind").fill_null("") != "rater").iter_rows(named=True)
    }
    cases: dict[str, Row] = {}
    if "cases" in frames:
        for row in frames["cases"].iter_rows(named=True):
            cases[row["id"]] = {k: v for k, v in row.items() if v is not None and k != "id"}
    else:
        named = [row.get("case", "") for row in (*statements.values(), *sources.values())]
        cases = {
            one.strip(): {} for cell in named for one in cell.split(";") if one.strip() not in ("", NO_CASE)
        }
    contents = replace(
        scheme_contents(study.scheme),
        statements=statements,
        codings=codings,
        readings=frozenset(readings - coded),
        sources=sources,
        texts=texts,
        cases=cases,
        known=known,
        protected=_named_elsewhere(study),
        reasons=_reasons(frames.get("codings")),
        aliases=study.aliases,
    )
    return replace(contents, readers=readers)


def _reasons(codings: pl.DataFrame | None) -> dict[tuple[str, str, str], str]:
    """Statement, code and coder → why, as a table of codings says it."""
    if codings is None or BECAUSE not in codings.columns or "coder" not in codings.columns:
        return {}
    rows = codings.filter(pl.col(BECAUSE).is_not_null()).select("statement", "code", "coder", BECAUSE)
    return {(s, code or "", coder or ""): why for s, code, coder, why in rows.iter_rows()}


def _named_elsewhere(study: StudyData) -> frozenset[str]:
    """Statements that claims or scenarios name."""
    claimed = study.claims.get_column("statement").drop_nulls().to_list()
    measures = () if study.measures is None else study.measures.measures
    return frozenset((*claimed, *(key for one in measures for shift in one.shifts for key in shift.evidence)))


def texts_of(study: StudyData, of: str | None = None) -> dict[str, str]:
    """The whole texts of the sources, or of one, where the study has them: in the files that `text_file` names. One
    character stands in for each that no text may hold, so that positions hold; a byte order mark in front is none of
    the text."""
    found: dict[str, str] = {}
    if study.root is None or "text_file" not in study.sources.columns:
        return found
    for source, name in study.sources.select("id", "text_file").drop_nulls().iter_rows():
        if of not in (None, source):
            continue
        path = (study.root / name).resolve()
        if not path.is_relative_to(study.root.resolve()) or not path.is_file():
            continue  # it was moved, or names a file that is not the study's
        with path.open(encoding="utf-8", errors="replace", newline="") as file:
            text = file.read()
        mark = BOM if text.startswith(BOM) else ""
        found[source] = mark + held(text.removeprefix(mark))
    return found


def lost_texts(study: StudyData) -> list[Skipped]:
    """Sources whose text file is not there."""
    if study.root is None or "text_file" not in study.sources.columns:
        return []
    there = texts_of(study)
    return [
        Skipped(f"the text of source `{source}`", name, "the study's folder has no such file")
        for source, name in study.sources.select("id", "text_file").drop_nulls().iter_rows()
        if source not in there
    ]


# the files afterwards


def changed_files(opened: Opened, after: StudyContents) -> tuple[dict[str, bytes], list[Skipped]]:
    """The files that differ once the study holds something else, by name, and what they have no place for."""
    root, before, names = opened.root, opened.contents, dict(opened.names)
    files: dict[str, bytes] = {IMPORTS: to_study.imports_bytes(after)}
    skipped: list[Skipped] = []
    changes: dict[str, Any] = {}
    if after.codes != before.codes:
        name, text = _scheme(opened, after)
        files[name] = text.encode()
        if (root / name).is_file() and _differs(root / name, files[name]):
            was = read(root / name)
            files |= {kept: was for kept in (former(root, was),) if kept is not None}
        if name != names["scheme"].removeprefix("./"):
            changes["scheme"] = name
    apart = "codings" in names or len(after.coders) > 1 or after.repeated
    if apart and "codings" not in names:
        changes["codings"] = to_study.CODINGS
    for key, default in (
        ("sources", to_study.SOURCES),
        ("cases", to_study.CASES),
        ("statements", to_study.STATEMENTS),
    ):
        if key not in names and getattr(after, key) and (key != "cases" or after.cases != before.cases):
            changes[key] = default
    names |= changes
    drop = [DropKey(("readers",))] if after.readers is None and before.readers is not None else []
    if after.readers != before.readers and after.readers is not None:
        changes["readers"] = to_study.readers_value(after.readers)
    rows: dict[str, Callable[[], Iterable[Row]]] = {
        "statements": lambda: to_study.statement_rows(after, apart),
        "codings": lambda: to_study.coding_rows(after, STANCE in opened.columns.get("codings", ())),
        "sources": lambda: to_study.source_rows(after),
        "cases": lambda: ({"id": key} | row for key, row in after.cases.items()),
    }
    for key, make in rows.items():
        if key not in names or (key == "codings" and not apart):
            continue
        first = [
            c
            for c in opened.columns.get(key, ())
            if not (key == "statements" and (c == STANCE or (apart and c in OF_CODINGS)))
        ]
        files[names[key]] = to_study.table(make(), key, first, opened.delimiters.get(key, ","))
    files |= to_study.text_files(after)
    if changes or drop:
        text = read_text(root / STUDY)
        edits: list[Edit] = [*drop, *(SetKey((key,), value, ()) for key, value in changes.items())]
        files[STUDY] = edited(text, edits).encode()
    return {name: data for name, data in files.items() if _differs(root / name, data)}, skipped


def _differs(path: Path, data: bytes) -> bool:
    return not path.is_file() or read(path) != data


def _scheme(opened: Opened, after: StudyContents) -> tuple[str, str]:
    """The scheme's file and its text; a scheme outside the folder is copied into it."""
    reference = opened.names["scheme"]
    path = find(reference, opened.root / STUDY, "coding_schemes")
    inside = path.resolve().parent == opened.root.resolve()
    text = read_text(path)
    name = path.name if inside else to_study.SCHEME
    if not inside and (opened.root / name).exists():
        raise IdealtypesError(
            f"{shown(opened.root / name)} is there, and the study uses `{reference}`: new codes need a scheme in the "
            "folder; rename or remove that file"
        )
    return name, extended_scheme(text, path, opened.contents, after, opened.root)


def extended_scheme(text: str, path: Path, before: StudyContents, after: StudyContents, root: Path) -> str:
    """The text of a scheme with what the codes have become; everything else in it stays as it is.

    `path` is where the text stands and `root` where it will stand: a theory named by a path is named from there.
    """
    document = plain(text)
    edits: list[Edit] = []
    theory = document.get("theory")
    if isinstance(theory, str) and is_path(theory) and path.resolve().parent != root.resolve():
        edits.append(SetKey(("theory",), relative_to(path.parent / theory, root)))
    for c, entry in enumerate(document.get("codes") or ()):
        key = named(str(entry["id"]))
        if key in after.codes and key in before.codes:
            edits += _changes(("codes", c), entry, before.codes[key], after.codes[key])
    new = [code for key, code in after.codes.items() if key not in before.codes]
    if new:
        edits.append(AddItems(("codes",), to_study.codes_text(new, to_study.folders(after))))
    return edited(text, edits)


def _changes(place: Place, entry: Mapping[str, Any], old: StudyCode, code: StudyCode) -> Iterator[Edit]:
    for name in ("title", "definition", "parent"):
        value = getattr(code, name)
        if value == getattr(old, name):
            continue
        if value:
            yield SetKey((*place, name), value.strip(), ("title",), block=True)
        elif name in entry:
            yield DropKey((*place, name))


def relative_to(path: Path, root: Path) -> str:
    """A path as a file in `root` names it: always with a `/`, so that it is no shipped id."""
    name = Path(os.path.relpath(path.resolve(), root.resolve())).as_posix()
    return name if name.startswith("..") else f"./{name}"
