"""Dedoose's chart of excerpts (xlsx, csv): a row an excerpt, and for each code whether it is applied and how much.

The columns of a code are `Code: A\\B Applied` (true or false), and for codes with weights `Code: A\\B Weight` and
`Code: A\\B Range` (`0-10`), from which the intensity comes. Where a code has no such column, the names in
`Codes Applied Combined` are all that is known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from idealtypes.exchange.builder import Builder, identity
from idealtypes.exchange.format import Format, NotReadable, Sample, Wishes
from idealtypes.exchange.headings import (
    Columns,
    Needed,
    each_row,
    matched,
    picked,
    readable,
    recognised,
    rows_held,
    told,
)
from idealtypes.exchange.project import ForeignCoding, Passage, Project
from idealtypes.exchange.several_codes import parted
from idealtypes.exchange.sheets import Worksheet, plain, read_sheets

VOCABULARY = {
    "text": ("excerpt copy", "excerpt"),
    "source": ("media title", "resource title"),
    "range": ("excerpt range",),
    "coder": ("excerpt creator",),
    "created": ("excerpt date",),
    "codes": ("codes applied combined",),
}
CODE = re.compile(r"code:\s*(.+?)\s+(applied|range|weight)", re.IGNORECASE)
SPAN = re.compile(r"([0-9]{1,12})\s*-\s*([0-9]{1,12})")
LIMITS = re.compile(r"(-?[0-9.]+)\s*-\s*(-?[0-9.]+)")
LONGEST = 1000  # characters of a heading that are looked at
YES = {"true", "1", "yes"}
NEEDED: Needed = ("text", "source")


@dataclass(frozen=True)
class _Code:
    """The columns of one code."""

    path: tuple[str, ...]
    applied: int | None = None
    limits: int | None = None
    weight: int | None = None


def recognises(sample: Sample) -> bool:
    """A table of excerpts with the codes applied to them."""
    return recognised(sample, VOCABULARY, _fits)


def _fits(columns: Columns) -> bool:
    return not columns.lacking(NEEDED) and ("codes" in columns.at or bool(_codes(columns)))


def read(path: Path, wishes: Wishes) -> Project:
    """The project that a chart of excerpts holds."""
    made = Builder("dedoose", path.stem, "Dedoose")
    columns_of = partial(matched, vocabulary=VOCABULARY, wishes=wishes)
    tables = picked(read_sheets(path), columns_of, NEEDED, "chart of excerpts", made, wishes)
    notes = [note for columns in tables for note in told(columns, ("codes",) if _codes(columns) else ())]
    if any("coder" in columns.at for columns in tables):
        notes.append("The coder is who created the excerpt: the chart does not say who put which code.")
    made.notes += dict.fromkeys(notes)
    for columns in tables:
        codes = _codes(columns)
        for code in codes:
            made.code_at(code.path)
        for _, index, row in each_row([columns], wishes):
            _row(columns, codes, row, index, made, wishes)
    if not made.codings:
        raise NotReadable(f"{tables[0].table.where}: no excerpt of the chart has a code")
    if any(one.intensity != 1 for one in made.codings):
        made.notes.append("Weights were read as intensities: where the weight lies in the range of its code.")
    return made.project()


def _codes(columns: Columns) -> list[_Code]:
    """The codes with their columns, in the order of the table."""
    found: dict[tuple[str, ...], dict[str, int]] = {}
    again: list[_Code] = []  # a second column that says whether a code is applied
    for position, heading in enumerate(columns.table.headings):
        match = CODE.fullmatch(heading[:LONGEST])
        if match is not None:
            path = tuple(part for p in match[1].split("\\") if (part := p.strip()))
            if path:
                kind, of = match[2].lower(), found.setdefault(path, {})
                if kind == "applied" and kind in of:
                    again.append(_Code(path, position))
                of.setdefault(kind, position)
    codes = [_Code(path, at.get("applied"), at.get("range"), at.get("weight")) for path, at in found.items()]
    return codes + again


def holds(path: Path, wishes: Wishes) -> Mapping[str, int]:
    """The rows, and the cells that say that a code is applied, or the names in the column of all."""

    def codings(sheet: Worksheet) -> int:
        columns = matched(sheet, VOCABULARY, wishes)
        if columns.lacking(NEEDED):
            return 0
        rows = [row for _, row in columns.table.rows()]
        applied = [
            at
            for at, head in enumerate(columns.table.headings)
            if (found := CODE.fullmatch(head[:LONGEST])) and found[2].lower() == "applied"
        ]
        if any(plain(head).startswith("code ") for head in columns.table.headings):
            return sum(row[at].strip().casefold() in YES for row in rows for at in applied)
        return sum(len(_combined(columns, row, wishes)) for row in rows)

    return rows_held(path, wishes, codings)


def _row(
    columns: Columns, codes: Sequence[_Code], row: Sequence[str], index: int, made: Builder, wishes: Wishes
) -> None:
    where = columns.table.sheet.place(index)
    text = columns.lines(row, "text")
    title = columns.get(row, "source")
    applied = sum(_is_applied(code, row) for code in codes) if codes else len(_combined(columns, row, wishes))
    if not readable(columns, index, applied, made):
        return
    if not title:
        made.skip(f"the excerpt `{text[:40]}`", where, "it has no media title", passages=1, codings=applied)
        return
    source = made.source_named(title)
    coder = made.coder(columns.get(row, "coder"))
    said = columns.get(row, "range")
    used = {at for code in codes for at in (code.applied, code.limits, code.weight)}
    attributes = {h: row[at].strip() for h, at in columns.others() if at not in used and row[at].strip()}
    if created := columns.get(row, "created"):
        attributes["coded"] = created
    passage = Passage(identity(source, said, text), source, text, locator=said, attributes=attributes)
    codings = [
        ForeignCoding("", made.code_at(path), coder, intensity)
        for path, intensity in _applied(columns, codes, row, index, made, wishes)
    ]
    if not codings:
        made.uncoded(passage, f"the excerpt `{text[:40]}`", where)
        return
    made.coded(passage, codings)


def _combined(columns: Columns, row: Sequence[str], wishes: Wishes) -> list[str]:
    """The names in the column of all codes; one that holds a comma is one where the codebook has it."""
    pieces = [piece for part in columns.get(row, "codes").split(",") if (piece := part.strip())]
    return parted(pieces, ",", wishes.names)


def _applied(
    columns: Columns,
    codes: Sequence[_Code],
    row: Sequence[str],
    index: int,
    made: Builder,
    wishes: Wishes,
) -> Iterator[tuple[tuple[str, ...], float]]:
    where, unread = columns.table.sheet.place(index), columns.table.sheet.unread
    if not codes:
        names = _combined(columns, row, wishes)
        made.joined["codings"] += len(names) - len(set(names))
        yield from (((name,), 1.0) for name in dict.fromkeys(names))
        return
    for code in codes:
        if not _is_applied(code, row):
            continue
        what = f"a coding with `{code.path[-1]}`"
        if why := next(
            (w for at in (code.weight, code.limits) if at and (w := unread.get((index, at)))), None
        ):
            made.skip(what, where, why, codings=1)
            continue
        intensity = _intensity(code, row)
        if intensity > 0:
            yield code.path, intensity
        else:
            why = "its weight is the lowest of its range: an intensity of 0"
            made.skip(what, where, why, codings=1, fate="left")


def _is_applied(code: _Code, row: Sequence[str]) -> bool:
    return code.applied is not None and row[code.applied].strip().casefold() in YES


def _intensity(code: _Code, row: Sequence[str]) -> float:
    """Where a weight lies between the ends of its code's range; 1 where the code has none that says anything."""
    limits = LIMITS.fullmatch(row[code.limits].strip()) if code.limits is not None else None
    try:
        weight = float(row[code.weight].strip()) if code.weight is not None else 1.0
        low, high = (float(limits[1]), float(limits[2])) if limits else (0.0, 0.0)
    except ValueError:
        return 1.0
    return min(1.0, max(0.0, (weight - low) / (high - low))) if low < high else 1.0


FORMAT = Format(
    id="dedoose",
    title="Dedoose excerpts (xlsx, csv)",
    makers=("Dedoose",),
    recognises=recognises,
    read=read,
    verified="",
    columns=None,
    vocabulary=VOCABULARY,
    holds=holds,
)
