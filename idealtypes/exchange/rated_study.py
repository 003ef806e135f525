"""A wide sheet of ratings into a study: each column of scores an aspect, checked as the study's own ratings are.

A new study gets a scheme with these aspects on one axis, and an ideal type at each of its poles. In a study that is
there the columns are its aspects, by id or title; what a rater says of a case replaces what she said of it before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl
from ruamel.yaml.comments import CommentedMap, CommentedSeq

from idealtypes.errors import Skipped
from idealtypes.exchange import write_study as to_study
from idealtypes.exchange.contents import Row, StudyContents
from idealtypes.exchange.foreign_names import ids_for
from idealtypes.exchange.format import BadWish
from idealtypes.exchange.project import RatingSheet
from idealtypes.exchange.study_folder import extended_scheme, relative_to
from idealtypes.files.content import NotThere, find, is_path
from idealtypes.files.document import FORMAT
from idealtypes.files.faults import Findings
from idealtypes.files.ratings import read_ratings
from idealtypes.files.schemes import read_scheme, theory_in
from idealtypes.files.tables import LINE, Table, number
from idealtypes.files.wide_ratings import HELD, RATER, aspect_columns
from idealtypes.model.hints import hint, listed
from idealtypes.model.missing import forms
from idealtypes.model.scheme import Aspect, IdealType, Scheme
from idealtypes.model.text import Text, counted, ids_by_word
from idealtypes.model.theory import Axis, Theory
from idealtypes.storage.reading import read_text

RATINGS = "ratings.csv"
Scale = tuple[float, float]


@dataclass(frozen=True)
class RatingWishes:
    """What the user says of a sheet of ratings: the ends of the scale, the axis of its columns, who rated, and which
    cells are missing values."""

    scale: Scale | None = None
    axis: str | None = None
    coder: str | None = None
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Sheet:
    """A sheet that fits a scheme: column → aspect, the other columns, the rows that hold a rating, and the raters."""

    table: Table
    columns: Mapping[str, str]
    others: tuple[str, ...]
    notes: tuple[str, ...]
    skipped: tuple[Skipped, ...] = ()

    def rows(self, names: Mapping[str, str], drop: Sequence[str] = ()) -> list[Row]:
        """The rows as cells by column, aspects called as `names` says."""
        found = []
        for row in self.table.frame.drop(drop, strict=False).iter_rows(named=True):
            cells = {names.get(self.columns.get(name, ""), name): cell for name, cell in row.items()}
            found.append({name: cell for name, cell in cells.items() if cell is not None})
        return found

    @property
    def counts(self) -> dict[str, int]:
        """How much the sheet holds, by the words that an import counts in."""
        frame = self.table.frame
        ratings = sum(frame[name].count() for name in self.columns)
        raters = frame["rater"].n_unique()
        sources = (
            frame["source"].fill_null(frame["rater"]).n_unique() if "source" in frame.columns else raters
        )
        return {
            **{"codes": 0, "sources": sources, "statements": ratings, "codings": ratings, "coders": raters},
            **{"cases": frame["case"].n_unique(), "aspects": len(self.columns)},
        }


# what a sheet is on a scale


def without_missing(sheet: RatingSheet, codes: Sequence[str]) -> tuple[RatingSheet, list[str]]:
    """The sheet with blanks for codes for missing values, and a sentence on how many there are."""
    frame = sheet.table.frame
    if not codes:
        return sheet, []
    held = pl.all().is_in(forms(codes)).fill_null(False)
    cells = sum(frame.select(held.sum()).row(0))
    blanked = replace(sheet.table, frame=frame.with_columns(pl.when(~held).then(pl.all())))
    notes = [f"{counted(cells, 'cell')} with a code for missing values ({listed(codes)}) read as blank."]
    return replace(sheet, table=blanked), notes if cells else []


def scored(table: Table, open_: Sequence[str], scale: Scale, axis: Axis | None) -> list[str]:
    """Those of the open columns of which half or more of the cells lie on the scale, or name a pole."""
    low, high = sorted(scale)
    poles = [] if axis is None else [*ids_by_word((one.id, one.title) for one in axis.poles)]
    found = []
    for name in open_:
        cell = pl.col(name)
        on = number(cell).is_between(low, high)
        named = cell.str.to_lowercase().is_in(poles)
        filled, scores, words = table.frame.select(
            cell.count().alias("filled"), on.sum().alias("on"), named.sum().alias("named")
        ).row(0)
        if scores and 2 * (scores + words) >= filled:
            found.append(name)
    return found


def asked_for_scale(table: Table, open_: Sequence[str], axis: Axis | None) -> BadWish:
    """The question for the ends of the scale, with the numbers that there are."""
    held = {name: table.frame.select(number(pl.col(name))).to_series().drop_nulls() for name in open_}
    numbers = {name: column.to_list() for name, column in held.items() if 2 * len(column) >= len(table.frame)}
    told = ", ".join(f"`{name}` {min(column):g}–{max(column):g}" for name, column in numbers.items())
    ends = "the first pole's end first"
    if axis is not None and axis.bipolar:
        low, high = axis.pole_ids
        ends = f"first the end that is {low}, then the one that is {high}"
    return BadWish(
        f"{table.file}: this looks like a sheet of ratings, with the numbers {told}. On which scale are they? Say its "
        f"two ends, {ends}: `rating_scale` 1,5"
    )


def no_scores(table: Table, open_: Sequence[str], scale: Scale) -> BadWish:
    """The message for a sheet in which no column has numbers on the scale."""
    low, high = sorted(scale)
    return BadWish(
        f"{table.file}: no column has its numbers from {low:g} to {high:g}: is `rating_scale` right? The columns that "
        f"may hold ratings are {listed(open_)}"
    )


def fitted(
    sheet: RatingSheet, columns: Sequence[str], scheme: Scheme, scale: Scale, wishes: RatingWishes
) -> Sheet:
    """The sheet, checked as ratings of a scheme whose aspects are called as its `columns`.

    Raises
    ------
    BadInput
        With everything that is wrong in the sheet, at its row.
    """
    table, frame = sheet.table, sheet.table.frame
    notes: list[str] = []
    if "rater" not in frame.columns:
        frame = frame.with_columns(pl.lit(wishes.coder or RATER).alias("rater"))
        if wishes.coder is None:
            notes.append(f"No column names who rated, so it is one rater, `{RATER}`; `coder` would name her.")
    elif wishes.coder is not None:
        frame = frame.with_columns(pl.col("rater").fill_null(wishes.coder))
    table = replace(table, frame=frame)
    of = {name: aspect for name, aspect in aspect_columns(frame.columns, scheme).items() if name in columns}
    findings = Findings()
    read_ratings(table, scheme, scale, findings, imported=True)
    findings.stop_if_faulty()
    rated = pl.any_horizontal(pl.col(name).is_not_null() for name in of)
    silent = table.located.filter(~rated).select("case", LINE).rows()
    skipped = [
        Skipped(
            f"the row of `{case}`", f"{table.file}, row {line}", "no rating is in it", passages=1, fate="left"
        )
        for case, line in silent
    ]
    told = {fault.line for fault in findings.warnings} - {line for _, line in silent}
    notes += [str(one) for one in findings.warnings if one.line in told and one.line != table.header]
    kept = frame.select(rated.alias("kept")).to_series()
    table = replace(table, frame=frame.filter(kept), lines=table.lines.filter(kept))
    others = tuple(name for name in sheet.open if name not in of)
    return Sheet(table, of, others, tuple(notes), tuple(skipped))


def what_became(sheet: Sheet, scheme: Scheme, scale: Scale) -> list[str]:
    """Sentences for people: which columns are aspects and attributes, which end is which pole, years."""
    notes = []
    by_axis: dict[str, list[str]] = {}
    for name, aspect in sheet.columns.items():
        by_axis.setdefault(scheme.axis(aspect).id, []).append(name)
    for axis, names in by_axis.items():
        poles = scheme.theory.axis(axis)
        ends = (
            f", {scale[0]:g} is {poles.pole_ids[0]}, {scale[1]:g} is {poles.pole_ids[1]}"
            if poles.bipolar
            else ""
        )
        notes.append(f"Aspects on the axis `{axis}`{ends}: {listed(names)}.")
    if sheet.others:
        notes.append(f"Columns without numbers on the scale are attributes: {listed(sheet.others)}.")
    frame = sheet.table.frame
    if "year" in frame.columns and frame.select("case", "year").unique()["case"].is_duplicated().any():
        notes.append(
            "Cases are rated in several years, and a case's position rests on all of them: `--where year=…` looks at "
            "one, `compare --by year` at the change."
        )
    return notes


# a new study


def new_study(
    sheet: RatingSheet, into: Path, theory: str, scheme: str | None, wishes: RatingWishes, title: str
) -> tuple[Sheet, dict[str, bytes]]:
    """The sheet, and the files of a new study of it, beside `imports.json`.

    Raises
    ------
    BadWish
        Without a scale, or an axis where the theory has several.
    BadInput
        With everything that is wrong in the sheet.
    """
    sheet, notes = without_missing(sheet, wishes.missing)
    files: dict[str, bytes] = {}
    if scheme is None:
        found, reference = named_theory(theory, into)
        axis = _axis(found, wishes.axis)
        if wishes.scale is None:
            raise asked_for_scale(sheet.table, sheet.open, axis)
        columns = scored(sheet.table, sheet.open, wishes.scale, axis)
        if not columns:
            raise no_scores(sheet.table, sheet.open, wishes.scale)
        made = _scheme(columns, found, axis, title)
        files[to_study.SCHEME] = _scheme_text(made, reference, axis).encode()
    else:
        made = read_scheme(scheme)
        columns = list(aspect_columns(sheet.table.columns, made))
        if not columns:
            aspects = listed(one.id for one in made.aspects)
            raise BadWish(
                f"{sheet.table.file}: no column is called as an aspect of the scheme: there is {aspects}"
            )
        if wishes.scale is None:
            raise asked_for_scale(sheet.table, columns, made.axis(made.aspects[0].id))
        path = find(scheme, None, "coding_schemes")
        text = read_text(path)
        files[to_study.SCHEME] = extended_scheme(text, path, StudyContents(), StudyContents(), into).encode()
    fit = fitted(sheet, columns, made, wishes.scale, wishes)
    frame = fit.table.frame
    own = [name for name in fit.others if _of_cases(frame, name)]
    ids = {aspect: aspect for aspect in fit.columns.values()}
    files[RATINGS] = to_study.table(fit.rows(ids, own), "ratings")
    cases = frame.select("case", *own).unique("case", keep="first", maintain_order=True)
    rows = [
        {"id": row.pop("case")} | {name: cell for name, cell in row.items() if cell is not None}
        for row in cases.iter_rows(named=True)
    ]
    files[to_study.CASES] = to_study.table(rows, "cases")
    files["study.yaml"] = study_text(title, wishes.scale).encode()
    return replace(fit, notes=(*what_became(fit, made, wishes.scale), *notes, *fit.notes)), files


def _of_cases(frame: pl.DataFrame, name: str) -> bool:
    """Whether a column says one thing of each case."""
    return bool(frame.group_by("case").agg(pl.col(name).n_unique() == 1)[name].all())


def named_theory(name: str, into: Path) -> tuple[Theory, str]:
    """A theory, and how a scheme in the folder names it."""
    findings = Findings()
    try:
        path = find(name, None, "logics")
    except NotThere as problem:
        raise BadWish(f"`theory` {name}: {problem}") from None
    found = theory_in(path, findings)
    findings.stop_if_faulty()
    assert found is not None  # no theory comes with a fault
    return found, relative_to(path, into) if is_path(name) else name


def _axis(theory: Theory, said: str | None) -> Axis:
    """The axis of the columns: as said, else the only one that there is between two poles."""
    between = [axis for axis in theory.axes if axis.bipolar]
    if said is None:
        if len(between) == 1:
            return between[0]
        there = listed(axis.id for axis in between)
        raise BadWish(
            f"on which axis of the theory `{theory.id}` are the ratings? Between two poles there is "
            f"{there or 'none'}: `axis` {between[0].id if between else 'AXIS'}"
        )
    own = ids_by_word((axis.id, axis.title) for axis in theory.axes).get(said.casefold())
    if own is None:
        raise BadWish(
            f"`axis` {said}: no axis of `{theory.id}`; {hint(said, [one.id for one in theory.axes])}"
        )
    axis = theory.axis(own)
    if not axis.bipolar:
        raise BadWish(f"`axis` {said}: it has {len(axis.poles)} poles, and a scale needs an axis between two")
    return axis


def _scheme(columns: Sequence[str], theory: Theory, axis: Axis, title: str) -> Scheme:
    ids = ids_for([(name, name) for name in columns], {}, HELD, "aspect")
    aspects = tuple(Aspect(id=ids[name], title=Text(name), axis=axis.id) for name in columns)
    types = tuple(
        IdealType(id=pole.id, title=pole.title, corner=dict.fromkeys(ids.values(), pole.id))
        for pole in axis.ordered
    )
    return Scheme(id="imported", title=Text(title), theory=theory, aspects=aspects, ideal_types=types)


def _scheme_text(scheme: Scheme, reference: str, axis: Axis) -> str:
    document = CommentedMap({"format": FORMAT, "id": scheme.id, "title": to_study.scalar(scheme.title.say())})
    document |= {"version": 1, "theory": reference}
    document["aspects"] = CommentedSeq(
        to_study.scalar({"id": one.id, "title": one.title.say(), "axis": one.axis}) for one in scheme.aspects
    )
    document["ideal_types"] = CommentedSeq(
        to_study.scalar({"id": one.id, "title": one.title.plain(), "corner": one.corner})
        for one in scheme.ideal_types
    )
    document.yaml_set_comment_before_after_key(
        "ideal_types", before="The ends of the axis; give them other titles, or add mixed types."
    )
    document.yaml_set_start_comment(
        "Made by an import of a sheet of ratings: an aspect for each of its columns."
    )
    return to_study.yaml_text(document)


def study_text(title: str, scale: Scale, *, cases: bool = True) -> str:
    """`study.yaml` of a study of ratings."""
    ends = CommentedSeq(int(end) if float(end).is_integer() else end for end in scale)
    ends.fa.set_flow_style()
    names = {"title": to_study.scalar(title), "scheme": f"./{to_study.SCHEME}", "ratings": RATINGS}
    names |= {"cases": to_study.CASES} if cases else {}
    document = CommentedMap({"format": FORMAT} | names)
    document["settings"] = CommentedMap({"rating_scale": ends})
    document.yaml_set_start_comment("Made by an import. What it holds: `idealtypes check` of this folder.")
    return to_study.yaml_text(document)
