"""Ratings with a row each into a study, such as a sheet that `sheet` wrote and a rater has filled in.

They are read by a scheme: the study's own, or the one that a new study starts from. What a rater says of a case on an
aspect (or of a trait) replaces what she said of it before; all other ratings stay, also where her sheet is blank.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from idealtypes.errors import BadChoice, Skipped
from idealtypes.exchange import write_study as to_study
from idealtypes.exchange.contents import Notice, Row, StudyContents
from idealtypes.exchange.format import BadWish
from idealtypes.exchange.more_ratings import (
    cases_in,
    check_cases,
    check_sources,
    is_there,
    key_of,
    old_ratings,
    scale_edit,
    scale_of,
    with_cases,
)
from idealtypes.exchange.project import RatingSheet
from idealtypes.exchange.rated_study import RATINGS, RatingWishes, Scale, study_text, without_missing
from idealtypes.exchange.study_folder import extended_scheme
from idealtypes.files.content import STUDY, find
from idealtypes.files.document import plain
from idealtypes.files.faults import Findings
from idealtypes.files.ratings import read_ratings
from idealtypes.files.returned_sheet import not_rated, returned
from idealtypes.files.schemes import read_scheme
from idealtypes.files.study import read_study
from idealtypes.files.tables import Table
from idealtypes.files.wide_ratings import aspect_columns
from idealtypes.files.yaml_edit import SetKey, edited
from idealtypes.model.rating_scale import BETWEEN
from idealtypes.model.scheme import Scheme
from idealtypes.model.study import missing_codes
from idealtypes.storage.reading import read_text


@dataclass(frozen=True, eq=False)
class TallRatings:
    """Ratings that fit a scheme, a row each, with what is to be told of them."""

    table: Table
    notes: tuple[str, ...]
    skipped: tuple[Skipped, ...]

    @property
    def rows(self) -> list[Row]:
        """The rows as cells by column."""
        found = self.table.frame.iter_rows(named=True)
        return [{name: cell for name, cell in row.items() if cell is not None} for row in found]

    @property
    def counts(self) -> dict[str, int]:
        """How much there is, by the words that an import counts in."""
        frame = self.table.frame
        sources = (
            frame["rater"] if "source" not in frame.columns else frame["source"].fill_null(frame["rater"])
        )
        return {
            **{"codes": 0, "sources": sources.n_unique(), "statements": len(frame), "codings": len(frame)},
            **{"coders": frame["rater"].n_unique(), "cases": len(cases_in(self.table))},
            "aspects": frame["aspect"].n_unique(),
        }


def tall_fit(sheet: RatingSheet, scheme: Scheme, scale: Scale, wishes: RatingWishes) -> TallRatings:
    """The ratings of a sheet, checked by a scheme.

    Raises
    ------
    BadInput
        With everything that is wrong in it, at its row.
    BadWish
        Where nothing is rated in it.
    """
    table = sheet.table
    if wishes.coder is not None:
        said = (
            pl.lit(wishes.coder) if "rater" not in table.columns else pl.col("rater").fill_null(wishes.coder)
        )
        table = replace(table, frame=table.frame.with_columns(said.alias("rater")))
    findings = Findings()
    kept = returned(table, scheme, findings)
    told = len(findings.warnings)
    read_ratings(kept, scheme, scale, findings, imported=True)
    findings.stop_if_faulty()
    if kept.frame.is_empty():
        raise BadWish(
            f"{table.file}: nothing is rated in this sheet: each row needs its `position` or amount"
        )
    skipped = tuple(
        Skipped(f"the row of {of}", f"{table.file}:{line}", "it is not rated", passages=1, fate="left")
        for line, of in not_rated(table, kept)
    )
    sheets = [
        one for one in findings.warnings[:told] if "not rated" not in one.message or "any more" in one.message
    ]
    notes = tuple(str(one) for one in (*sheets, *findings.warnings[told:]))
    return TallRatings(kept, notes, skipped)


def new_tall_study(
    sheet: RatingSheet, into: Path, scheme: str | None, wishes: RatingWishes, title: str
) -> tuple[TallRatings, dict[str, bytes]]:
    """The ratings, and the files of a new study of them, beside `imports.json`.

    Raises
    ------
    BadWish
        Without a scheme.
    BadInput
        With everything that is wrong in the sheet.
    """
    if scheme is None:
        raise BadWish(
            f"{sheet.table.file}: ratings with a row each are read by the scheme that they were made with: say `scheme`"
        )
    made = read_scheme(scheme)
    scale = wishes.scale or BETWEEN
    fit = tall_fit(without_missing(sheet, wishes.missing)[0], made, scale, wishes)
    path = find(scheme, None, "coding_schemes")
    text = read_text(path)
    own = extended_scheme(text, path, StudyContents(), StudyContents(), into)
    cases: list[Row] = [{"id": case} for case in cases_in(fit.table)]
    files = {
        to_study.SCHEME: own.encode(),
        RATINGS: to_study.table(fit.rows, "ratings"),
        STUDY: study_text(title, scale, cases=bool(cases)).encode(),
    }
    if cases:
        files[to_study.CASES] = to_study.table(cases, "cases")
    return fit, files


def tall_added(
    sheet: RatingSheet, into: Path, wishes: RatingWishes
) -> tuple[TallRatings, dict[str, bytes], list[Notice]]:
    """The ratings, the files of a study that differ with them, and what they change.

    Raises
    ------
    BadInput
        With everything that is wrong in the study, or in the sheet.
    BadChoice, IdealtypesError
        For a scale that is not the study's, a study whose ratings have a row a case, tables that are no csv.
    """
    study = read_study(into)
    document = plain(read_text(into / STUDY))
    rated = "ratings" in document
    scale = scale_of(study, rated, wishes) or BETWEEN
    codes = (*wishes.missing, *missing_codes(document.get("missing", ())))
    fit = tall_fit(without_missing(sheet, codes)[0], study.scheme, scale, wishes)
    check_sources(study, document, fit.table)
    check_cases(study, fit.table)
    file = document.get("ratings", RATINGS)
    old, columns, delimiter = old_ratings(into / file, document, rated)
    if aspect_columns(columns, study.scheme):
        raise BadChoice(
            f"the study's `{file}` has a row a case, and the sheet a row a rating with its reason: bring `{file}` to a "
            "row a rating first (`case`, `aspect`, `rater`, `position`), or import the sheet into a folder of its own"
        )
    rows, changes = tall_merged(fit.rows, old, tuple(fit.table.columns), study.scheme)
    files = {file: to_study.table(rows, "ratings", columns, delimiter)}
    if "cases" in document:
        files |= with_cases(into / document["cases"], document, fit.table)
    if not rated:
        edits = [SetKey(("ratings",), RATINGS, ()), scale_edit(document, scale)]
        files[STUDY] = edited(read_text(into / STUDY), edits).encode()
    return fit, {key: data for key, data in files.items() if not is_there(into / key, data)}, changes


def tall_merged(
    new: Sequence[Row], old: Sequence[Row], own: Sequence[str], scheme: Scheme
) -> tuple[list[Row], list[Notice]]:
    """The old rows with the new ones in them, those of one rater on one thing in place of what she said of it before.

    What only the old row says, in columns that are not the sheet's `own`, stays.
    """
    now: dict[tuple[str, ...], list[Row]] = {}
    for row in new:
        now.setdefault(_about(row, scheme), []).append(row)
    before: dict[tuple[str, ...], list[Row]] = {}
    for row in old:
        before.setdefault(_about(row, scheme), []).append(row)
    merged: list[Row] = []
    changes = []
    for row in old:
        key = _about(row, scheme)
        if key not in now:
            merged.append(row)
        elif row is before[key][0]:
            after = now[key]
            if len(after) == len(before[key]):
                kept = [{n: cell for n, cell in one.items() if n not in own} for one in before[key]]
                after = [mine | one for mine, one in zip(kept, after, strict=True)]
            merged += after
            if after != before[key]:
                what = ", ".join(filter(None, key))
                changes.append(Notice("ratings", what, "the sheet says something else now"))
    merged += [row for row in new if _about(row, scheme) not in before]
    return merged, changes


def _about(row: Row, scheme: Scheme) -> tuple[str, ...]:
    """What a rating is of: where dimensions do not exclude one another each is a thing of its own."""
    pole = row.get("pole", "") if row["aspect"] in scheme.presence else ""
    return (*key_of(row), row.get("trait", ""), pole)
