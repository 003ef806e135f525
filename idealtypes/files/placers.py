"""Who placed which code where: `<scheme id>.places.csv`, in the study's folder or beside the scheme."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from idealtypes.errors import BadArgument, IdealtypesError
from idealtypes.files.content import is_there
from idealtypes.files.faults import Findings
from idealtypes.files.placement import TOLD as SHEET
from idealtypes.files.placement import stand
from idealtypes.files.places_sheet import cells
from idealtypes.files.saving import guarded
from idealtypes.files.tables import (
    BEFORE,
    FILE,
    LINE,
    Table,
    blame,
    blame_blank,
    blame_unknown,
    columns_fit,
    complete,
    read_table,
    repeats,
)
from idealtypes.model.hints import listed
from idealtypes.model.placement import PlacedBy, Placement, placement_problems, shares_of
from idealtypes.model.scheme import Scheme
from idealtypes.storage.transaction import writing_file

NEEDED = ("code", "aspect", "placer")
SAID = ("position", "shares", "because")


def places_file(scheme: str, folders: Sequence[Path]) -> Path | None:
    """The file of a scheme's placers in the first of some folders that has one."""
    files = (folder / f"{scheme}.places.csv" for folder in folders)
    return next((file for file in files if is_there(file)), None)


def with_placers(scheme: Scheme, folders: Sequence[Path], findings: Findings) -> Scheme:
    """The scheme with what its placers say; the scheme itself where there is no such file, or it has faults."""
    path = places_file(scheme.id, folders)
    table = None if path is None else read_table(path, findings)
    placed = None if table is None else placers_in(table, scheme, findings)
    return scheme.with_placers(placed) if placed else scheme


def placers_in(table: Table, scheme: Scheme, findings: Findings) -> tuple[PlacedBy, ...]:
    """What a table says of who placed what, with every fault at its line."""
    if not columns_fit(table, NEEDED, SAID, findings, attributes=False):
        return ()
    rows = complete(table.located, SAID)
    blame_blank(rows, NEEDED, findings)
    blame_unknown(rows, "code", [code.id for code in scheme.codes], "code", findings)
    blame_unknown(rows, "aspect", [aspect.id for aspect in scheme.aspects], "aspect", findings)
    blame(
        repeats(rows.drop_nulls(NEEDED), *NEEDED),
        lambda row: (
            f"{row['placer']} placed `{row['code']}` on `{row['aspect']}` {row[BEFORE]} already: one row each"
        ),
        findings,
        "the same placer, code and aspect",
    )
    known = {code.id for code in scheme.codes}
    there = {aspect.id for aspect in scheme.aspects}
    found = []
    for row in rows.drop_nulls(NEEDED).iter_rows(named=True):
        if row["code"] not in known or row["aspect"] not in there:
            continue
        one, messages = _placed(row, scheme)
        for message in messages:
            findings.fault(row[FILE], row[LINE], f"code `{row['code']}`: {message}")
        if one is not None:
            found.append(one)
    return tuple(found)


def _placed(row: dict[str, Any], scheme: Scheme) -> tuple[PlacedBy | None, list[str]]:
    """What a row says, or what is wrong with it."""
    problem = unplaced_on(row["code"], row["aspect"], scheme)
    if problem is not None:
        return None, [problem]
    given = [name for name in ("position", "shares") if row[name]]
    if len(given) != 1:
        said = "both `position` and `shares`" if given else "neither `position` nor `shares`"
        return None, [f"{said}: one of them says where it stands"]
    axis = scheme.axis(row["aspect"])
    place = stand(row["aspect"], row[given[0]], axis)
    messages = [message for _, message in placement_problems((), place, axis)]
    if messages:
        return None, messages
    shares = shares_of(place, axis)
    return PlacedBy(row["code"], row["aspect"], row["placer"], shares, row["because"] or ""), []


def unplaced_on(code: str, aspect: str, scheme: Scheme) -> str | None:
    """Why nobody can place a code on an aspect: it has no place of its own there; None where it has."""
    own = scheme.code(code).place
    if own is None:
        return "it has no place of its own: place it in the scheme first, or the code above it"
    on = [one.aspect for one in own]
    if aspect in on:
        return None
    where = f"on {listed(on)}" if on else "on purpose on no axis"
    return f"the scheme does not place it on `{aspect}` ({where}): place it there first, or take the row out"


def write_placer(
    path: Path, there: Path | None, placer: str, filled: Table, scheme: Scheme, findings: Findings
) -> tuple[str, ...]:
    """Write what one placer filled in beside what others did, in place of what she placed before; the codes.

    `there` is the file of the placers so far. Rows with a blank `position` are left out.

    Raises
    ------
    BadInput
        With every fault of the table that was filled in, or of the file that is there.
    IdealtypesError
        Where nothing was filled in.
    """
    table = None if there is None else read_table(there, findings)
    before = () if table is None else placers_in(table, scheme, findings)
    if not columns_fit(filled, ("code", "aspect", "position"), (*SHEET, "rationale"), findings):
        findings.stop_if_faulty()
    rows = complete(filled.frame, ["rationale"]).with_columns(placer=pl.lit(placer))
    kept = rows["position"].is_not_null()
    rows = rows.select("code", "aspect", "placer", "position", because="rationale").filter(kept)
    found = placers_in(Table(filled.file, rows, filled.lines.filter(kept), filled.header), scheme, findings)
    findings.stop_if_faulty()
    if not found:
        raise IdealtypesError(f"{filled.file}: nothing is filled in: `position` is blank in every row")
    with writing_file(path, "place") as change:
        change.put(path.absolute(), _csv([*(one for one in before if one.placer != placer), *found], scheme))
    return tuple(dict.fromkeys(one.code for one in found))


def add_places(
    path: Path,
    there: Path | None,
    placer: str,
    places: Mapping[str, tuple[Placement, ...]],
    because: Mapping[str, str],
    scheme: Scheme,
) -> None:
    """Write where one placer puts single codes, in place of where she put these before; all her others stay.

    Raises
    ------
    BadInput
        With every fault of the file that is there.
    BadArgument
        For a code that the scheme does not place on the aspect, and one that she puts on no axis.
    """
    for code, found in places.items():
        problems = [told for one in found if (told := unplaced_on(code, one.aspect, scheme))]
        if not found:
            problems = ["a placer says where it stands; that it is on no axis is said in the scheme"]
        if problems:
            raise BadArgument("at", code, *problems)
    findings = Findings()
    with writing_file(path, "place") as change:
        table = None if there is None else read_table(there, findings)
        before = () if table is None else placers_in(table, scheme, findings)
        findings.stop_if_faulty()
        new = [
            PlacedBy(code, one.aspect, placer, shares_of(one, scheme.axis(one.aspect)), because.get(code, ""))
            for code, found in places.items()
            for one in found
        ]
        kept = [one for one in before if one.placer != placer or one.code not in places]
        change.put(path.absolute(), _csv([*kept, *new], scheme))


def _csv(placed: Sequence[PlacedBy], scheme: Scheme) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([*NEEDED, *SAID])
    for one in placed:
        axis = scheme.axis(one.aspect)
        position: Any = ""
        shares: Any = ""
        if axis.bipolar:
            position = float(f"{one.shares[1] - one.shares[0]:.12g}")
        else:
            named = dict(zip(axis.pole_ids, one.shares, strict=True))
            _, shares = cells((Placement(aspect=one.aspect, shares=named),))
        row = (one.code, one.aspect, one.placer, position, shares, one.because)
        writer.writerow([guarded(value) for value in row])
    return text.getvalue().encode("utf-8")
