"""A wide sheet of ratings into a study that is there: another rater's, another year's, or the same one again.

Its columns are the study's aspects, by id or title; a column of scores that is none becomes one. What a rater says of a
case, in a year, replaces what she said of it before; all other ratings stay.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl

from idealtypes.errors import BadChoice, Fault, IdealtypesError
from idealtypes.exchange import write_study as to_study
from idealtypes.exchange.contents import Known, Notice, Row
from idealtypes.exchange.format import BadWish
from idealtypes.exchange.project import RatingSheet
from idealtypes.exchange.rated_study import (
    RATINGS,
    RatingWishes,
    Sheet,
    asked_for_scale,
    fitted,
    no_scores,
    scored,
    what_became,
    without_missing,
)
from idealtypes.exchange.study_folder import PLAIN
from idealtypes.files.content import STUDY, find, shown
from idealtypes.files.delimited import detect
from idealtypes.files.document import plain
from idealtypes.files.faults import Findings
from idealtypes.files.placing import placed
from idealtypes.files.study import read_study
from idealtypes.files.tables import LINE, Table, read_table
from idealtypes.files.wide_ratings import RATER, aspect_columns
from idealtypes.files.yaml_edit import SetKey, edited
from idealtypes.model.hints import listed, near
from idealtypes.model.new_aspect import NewAspect, new_aspect, with_aspects
from idealtypes.model.scheme import Scheme
from idealtypes.model.study import ONE_CASE, StudyData, missing_codes
from idealtypes.model.text import ids_by_word
from idealtypes.storage.reading import read, read_text

KEY = ("case", "rater", "year", "source", "mode", "aspect")  # what tells rows of ratings apart

FORMAT = "ratings"  # of what imports.json remembers
Scale = tuple[float, float]


def added_to_study(
    sheet: RatingSheet, name: str, into: Path, known: Sequence[Known], wishes: RatingWishes
) -> tuple[Sheet, dict[str, bytes], list[Notice]]:
    """The sheet, called `name`, the files of the study that differ with it, and what it changes.

    Raises
    ------
    BadInput
        With everything that is wrong in the study, or in the sheet.
    BadChoice, IdealtypesError
        For a scale that is not the study's, a sheet that names no rater where another one named none either, tables
        that are no csv.
    """
    study = read_study(into)
    document = plain(read_text(into / STUDY))
    sheet, notes = without_missing(sheet, (*wishes.missing, *missing_codes(document.get("missing", ()))))
    scheme, named = study.scheme, aspect_columns(sheet.table.columns, study.scheme)
    scale = scale_of(study, "ratings" in document, wishes)
    if scale is None:
        axis = scheme.axis(next(iter(named.values()), scheme.aspects[0].id))
        raise asked_for_scale(sheet.table, sheet.open, axis)
    new = _new_aspects(sheet, scheme, list(named), scale, wishes)
    if not named and not new:
        raise no_scores(sheet.table, sheet.open, scale)
    wider = with_aspects(scheme, new)
    fit = fitted(sheet, [*named, *(one.title for one in new)], wider, scale, wishes)
    check_sources(study, document, fit.table)
    check_cases(study, fit.table)
    files: dict[str, bytes] = {}
    edits = []
    if new:
        path = _own_scheme(study, document, into, new)
        files[path.name] = placed(read_text(path), {}, new).encode()
    if "ratings" not in document:
        edits += [SetKey(("ratings",), RATINGS, ()), scale_edit(document, scale)]
    file = document.get("ratings", RATINGS)
    old, columns, delimiter = old_ratings(into / file, document, "ratings" in document)
    _check_raters(sheet, name, old, known, wishes)
    of_cases = [name for name in fit.others if name in study.cases.columns and name not in columns]
    files[file], changes = _merged(fit, of_cases, old, columns, delimiter, wider)
    if "cases" in document:
        files |= with_cases(into / document["cases"], document, fit.table)
    if edits:
        files[STUDY] = edited(read_text(into / STUDY), edits).encode()
    notes = [*what_became(fit, wider, scale), *notes, *fit.notes]
    if new:
        notes.insert(
            0, f"Aspects that the scheme did not have were added: {listed(one.title for one in new)}."
        )
    files = {key: data for key, data in files.items() if not is_there(into / key, data)}
    return replace(fit, notes=tuple(notes)), files, changes


def is_there(path: Path, data: bytes) -> bool:
    return path.is_file() and read(path) == data


def scale_of(study: StudyData, rated: bool, wishes: RatingWishes) -> Scale | None:
    """The scale of the study's ratings, else the one that is wished for."""
    if not rated:
        return wishes.scale
    low, high = study.settings.rating_scale
    if wishes.scale is not None and wishes.scale != (low, high):
        raise BadChoice(
            f"the study's ratings are on a scale whose ends are {low:g} and {high:g}: leave `rating_scale` out, or "
            "bring the sheet to that scale"
        )
    return low, high


def scale_edit(document: Mapping[str, Any], scale: Scale) -> SetKey:
    if "settings" in document:
        return SetKey(("settings", "rating_scale"), list(scale), ())
    return SetKey(("settings",), {"rating_scale": list(scale)}, ())


def _new_aspects(
    sheet: RatingSheet, scheme: Scheme, named: Sequence[str], scale: Scale, wishes: RatingWishes
) -> list[NewAspect]:
    """Aspects of columns that are none of the scheme's, unless such a column is nearly called as one that has none."""
    there = set(aspect_columns(named, scheme).values())
    without = [one for one in scheme.aspects if one.id not in there]
    words = {word: one.id for one in without for word in (one.id, *(title for _, title in one.title.words))}
    found: list[NewAspect] = []
    faults: list[str] = []
    open_ = [name for name in sheet.open if name not in named]
    for name in scored(sheet.table, open_, scale, None):
        if (match := near(name, words)) is not None:
            faults.append(f"the column `{name}` is no aspect of the study: should it be `{match}`?")
            continue
        try:
            found.append(new_aspect(with_aspects(scheme, found), name, wishes.axis or ""))
        except ValueError as problem:
            faults += [
                f"the column `{name}` is no aspect of the study, and cannot become one by itself: {one}"
                for one in problem.args
            ]
    if faults:
        raise BadWish("\n".join(str(Fault(sheet.table.file, sheet.table.header, one)) for one in faults))
    return found


def _own_scheme(study: StudyData, document: Mapping[str, Any], into: Path, new: Sequence[NewAspect]) -> Path:
    """The file of the study's scheme, where it is its own."""
    path = find(str(document["scheme"]), into / STUDY, "coding_schemes")
    if path.resolve().parent != into.resolve():
        raise IdealtypesError(
            f"{listed(one.title for one in new)} is no aspect of the scheme `{study.scheme.id}`, which is not the "
            "study's own: copy it with `idealtypes place --copy-scheme`, or take the column out"
        )
    return path


def check_sources(study: StudyData, document: Mapping[str, Any], rated: Table) -> None:
    """A fault for each source that the study's list of sources does not have."""
    if "sources" not in document or "source" not in rated.columns:
        return
    known = study.sources["id"].to_list()
    unknown = rated.located.filter(pl.col("source").is_not_null() & ~pl.col("source").is_in(known))
    findings = Findings()
    for source, line in unknown.unique("source", maintain_order=True).select("source", LINE).iter_rows():
        message = f"the source `{source}` is not in `{document['sources']}` of the study: add it there first"
        findings.fault(rated.file, line, message)
    findings.stop_if_faulty()


def check_cases(study: StudyData, rated: Table) -> None:
    """Statements that are of no case have none among several."""
    cases = cases_in(rated)
    if study.cases["id"].to_list() == [ONE_CASE] and len({*cases, ONE_CASE}) > 2:
        raise IdealtypesError(
            f"{rated.file}: the ratings are of {listed(cases)}, and the study's statements name no case: give them "
            "a `case` first, or import the sheet into a folder of its own"
        )


def _check_raters(
    sheet: RatingSheet, name: str, old: Sequence[Row], known: Sequence[Known], wishes: RatingWishes
) -> None:
    """Two sheets in which nobody is named are not taken for one rater's."""
    unnamed = "rater" not in sheet.table.columns and wishes.coder is None
    again = any(one.format == FORMAT and one.name == name for one in known)
    if unnamed and not again and any(row.get("rater", RATER) == RATER for row in old):
        raise BadChoice(
            f"{sheet.table.file}: nothing says who gave these ratings, and the study has some of which that is so "
            "already: name her with `coder`"
        )


def old_ratings(
    path: Path, document: Mapping[str, Any], rated: bool
) -> tuple[list[Row], tuple[str, ...], str]:
    """The rows of the study's ratings, their columns, and what stands between cells."""
    if not rated:
        return [], (), ","
    if path.suffix.lower() not in PLAIN:
        raise IdealtypesError(
            f"{shown(path)}: an import extends tables in csv: save it as csv, and name that in `{STUDY}`"
        )
    table = read_table(path, Findings(), missing_codes(document.get("missing", ())))
    assert table is not None  # the study has been read
    rows = [
        {name: cell for name, cell in row.items() if cell is not None}
        for row in table.frame.iter_rows(named=True)
    ]
    text = read_text(path, "replace")
    return rows, tuple(table.columns), "\t" if path.suffix.lower() == ".tsv" else detect(text)


def _merged(
    fit: Sheet,
    of_cases: Sequence[str],
    old: list[Row],
    columns: tuple[str, ...],
    delimiter: str,
    scheme: Scheme,
) -> tuple[bytes, list[Notice]]:
    """The table of ratings with the sheet in it, in the shape that it has, and the rows that differ from before.

    What the table of cases says, `of_cases`, it does not say again.
    """
    wide = aspect_columns(columns, scheme)
    names = {aspect: aspect for aspect in fit.columns.values()} | {own: name for name, own in wide.items()}
    rows, tall = fit.rows(names, of_cases), bool(columns) and not wide
    own = {names.get(fit.columns.get(name, ""), name) for name in fit.table.columns}
    changes = []
    if tall:
        about = {key_of(row) for row in rows}
        rows = [one for row in rows for one in _tall(row, scheme)]
        own |= {"aspect", "position", "pole"}
        still = {key_of(row) for row in rows}
        gone = [
            row
            for row in old
            if row["aspect"] in names and (*key_of(row)[:-1], "") in about and key_of(row) not in still
        ]
        changes = [
            Notice("ratings", ", ".join(filter(None, key_of(row))), "the sheet has none there now")
            for row in gone
        ]
        old = [row for row in old if row not in gone]
    if columns and "rater" not in columns and any(row["rater"] != RATER for row in rows):
        old = [{"rater": RATER} | row for row in old]
        at = columns.index("case") + 1
        columns = (*columns[:at], "rater", *columns[at:])
    places = {key_of(row): place for place, row in enumerate(old)}
    merged: list[Row] = list(old)
    for row in rows:
        key = key_of(row)
        if key not in places:
            merged.append(row)
            continue
        before = merged[places[key]]
        after = {name: cell for name, cell in before.items() if name not in own} | row
        if after != before:
            merged[places[key]] = after
            changes.append(
                Notice("ratings", ", ".join(filter(None, key)), "the sheet says something else now")
            )
    return to_study.table(merged, "ratings", columns, delimiter), changes


def key_of(row: Row) -> tuple[str, ...]:
    return tuple(row.get(name, RATER if name == "rater" else "") for name in KEY)


def _tall(row: Row, scheme: Scheme) -> list[Row]:
    """A row of a wide sheet as rows of a table with a row a rating."""
    aspects = [one.id for one in scheme.aspects if one.id in row]
    rest = {name: cell for name, cell in row.items() if name not in aspects}
    found = []
    for aspect in aspects:
        words = ids_by_word((pole.id, pole.title) for pole in scheme.axis(aspect).poles)
        pole = words.get(row[aspect].casefold())
        place = {"position": row[aspect]} if pole is None else {"pole": pole}
        found.append(rest | {"aspect": aspect} | place)
    return found


def cases_in(rated: Table) -> list[str]:
    """The cases of which the rows are, of several in a cell each."""
    cells = rated.frame["case"].drop_nulls().unique(maintain_order=True)
    return list(dict.fromkeys(case.strip() for cell in cells for case in cell.split(";") if case.strip()))


def with_cases(path: Path, document: Mapping[str, Any], rated: Table) -> dict[str, bytes]:
    """The study's table of cases, with those of the sheet that it lacks."""
    table = read_table(path, Findings(), missing_codes(document.get("missing", ())))
    assert table is not None  # the study has been read
    there = table.frame["id"].to_list()
    new = [case for case in cases_in(rated) if case not in there]
    if not new:
        return {}
    if path.suffix.lower() not in PLAIN:
        raise IdealtypesError(
            f"{shown(path)}: an import extends tables in csv: add {listed(new)} to it first"
        )
    text = read_text(path, "replace")
    rows = [{k: v for k, v in row.items() if v is not None} for row in table.frame.iter_rows(named=True)]
    rows += [{"id": case} for case in new]
    delimiter = "\t" if path.suffix.lower() == ".tsv" else detect(text)
    return {document["cases"]: to_study.table(rows, "cases", tuple(table.columns), delimiter)}
