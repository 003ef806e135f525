"""The place of a case on an aspect by a rater, in a table with a row a rating or in a wide sheet."""

from __future__ import annotations

from collections.abc import Mapping

from idealtypes.errors import Fault
from idealtypes.files.added_rows import NUMBER
from idealtypes.files.content import shown
from idealtypes.files.editing.edited_tables import StudyTables, TableRow, drop_row
from idealtypes.files.statements import BECAUSE
from idealtypes.files.wide_ratings import RATER, aspect_columns, may_be_wide
from idealtypes.model.edits import Absent, DropRow, SetRating
from idealtypes.model.hints import hint, listed


def set_rating(tables: StudyTables, edit: SetRating) -> None:
    """One rating: set, added, or taken out where it is blank; the first begins the table."""
    if edit.value or edit.trait:
        tables.begin("ratings")
    name = tables.files("ratings")[0]
    columns = tables.columns("ratings", name)
    if may_be_wide(columns):
        _in_a_wide_sheet(tables, edit, name, aspect_columns(columns, tables.study.scheme))
    else:
        _in_rows(tables, edit, name)


def _differs(tables: StudyTables, edit: SetRating, name: str, row: TableRow | None, now: str) -> bool:
    if (
        edit.was is None
        or (isinstance(edit.was, Absent) and not now)
        or (not isinstance(edit.was, Absent) and _same(now, edit.was))
    ):
        return False
    what = f"the rating of `{edit.case}` on `{edit.aspect}` by `{edit.rater}`"
    tables.other(row or TableRow(name, 1, {}), what, now, "" if isinstance(edit.was, Absent) else edit.was)
    return True


def _same(one: str, other: str) -> bool:
    """Whether two cells say one place: `0,5` is `0.50`.

    >>> _same("0,5", "0.50"), _same("formal", "0.5")
    (True, False)
    """
    if NUMBER.fullmatch(one) and NUMBER.fullmatch(other):
        return _value(one) == _value(other)
    return one == other


def _value(said: str) -> float:
    return float(said.replace("−", "-").replace(",", "."))


def _in_rows(tables: StudyTables, edit: SetRating, name: str) -> None:
    key = {"case": edit.case, "aspect": edit.aspect, "rater": edit.rater}
    found = tables.meant("ratings", key | {"trait": edit.trait})
    if len(found) > 1:
        lines = listed(str(row.line) for row in found)
        message = (
            f"`{edit.rater}` has {len(found)} ratings of `{edit.case}` on `{edit.aspect}` (lines {lines}): set their "
            "cells one by one"
        )
        tables.faults.append(Fault(shown(tables.root / name), found[0].line, message))
        return
    row = found[0] if found else None
    if _differs(tables, edit, name, row, "" if row is None else row["position"] or row["pole"]):
        return
    if not edit.value and not edit.trait:
        if row is not None:
            drop_row(tables, DropRow("ratings", key | {"trait": edit.trait}))
        return
    told = _place(edit.value) | ({} if edit.because is None else {BECAUSE: edit.because})
    if row is None:
        more = {"trait": edit.trait} if edit.trait else {}
        tables.add("ratings", name, {k: v for k, v in (key | more | told).items() if v})
        return
    there = tables.columns("ratings", name)
    same = _same(row["position"] or row["pole"], edit.value)
    for column, value in told.items():
        if (value or column in there) and not (same and column in ("position", "pole")):
            tables.set("ratings", row, column, value)


def _place(value: str) -> dict[str, str]:
    return {"position": value, "pole": ""} if NUMBER.fullmatch(value) else {"position": "", "pole": value}


def _in_a_wide_sheet(tables: StudyTables, edit: SetRating, name: str, columns: Mapping[str, str]) -> None:
    if edit.trait:
        message = "a wide sheet has no ratings of traits: they need a table with a row a rating"
        tables.faults.append(Fault(shown(tables.root / name), 1, message))
        return
    column = next((one for one, aspect in columns.items() if aspect == edit.aspect), None)
    if column is None:
        message = f"no column is the aspect `{edit.aspect}`; {hint(edit.aspect, columns.values())}"
        tables.faults.append(Fault(shown(tables.root / name), 1, message))
        return
    named = "rater" in tables.columns("ratings", name)
    key = {"case": edit.case} | ({"rater": edit.rater} if named else {})
    if not named and edit.rater not in ("", RATER):
        message = f"the sheet has no column `rater`: all its ratings are by `{RATER}`"
        tables.faults.append(Fault(shown(tables.root / name), 1, message))
        return
    found = tables.meant("ratings", key)
    row = found[0] if len(found) == 1 else tables.one("ratings", key) if found else None
    if found and row is None:
        return
    if _differs(tables, edit, name, row, "" if row is None else row[column]):
        return
    reason = {} if edit.because is None else {BECAUSE: edit.because}
    if row is None:
        if edit.value:
            tables.add("ratings", name, {**key, column: edit.value, **reason})
        return
    if not _same(row[column], edit.value):
        tables.set("ratings", row, column, edit.value)
    for one, value in reason.items():
        tables.set("ratings", row, one, value)
