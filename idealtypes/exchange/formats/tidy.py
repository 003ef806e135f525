"""Plain tables of coded statements, from anybody: csv, tsv, xlsx, xls, ods, parquet and JSON lines.

Three shapes are told apart by their columns:

- a row a statement, with a column `codes` (several separated by `;`, `code=0.5` for an intensity), or with
  numbered columns `code 1`, `code 2`, …;
- a row a coding, with a column `code`;
- a row a statement or a case, with a column for every code that holds 0, 1 or an intensity between them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from idealtypes.exchange.against import speaks_against
from idealtypes.exchange.builder import Builder, identity
from idealtypes.exchange.format import Format, NotReadable, Sample, Wishes
from idealtypes.exchange.headings import (
    NO_SOURCE,
    Columns,
    asked_for,
    filled,
    left_sheet,
    matched,
    missing,
    one_of,
    readable,
    rows_held,
    shared_vocabulary,
    titles,
    told,
)
from idealtypes.exchange.marks import (
    Marks,
    indicates,
    looks_missing,
    marks_in,
    may_be_marks,
    nearly_marks,
    no_mark,
    number_of,
    odd_codes,
    share,
)
from idealtypes.exchange.project import ForeignCoding, ForeignReading, Passage, Project
from idealtypes.exchange.several_codes import parted
from idealtypes.exchange.sheets import Worksheet, is_table, plain, read_heads, read_sheets
from idealtypes.model.hints import listed
from idealtypes.model.stance import AGAINST, STANCE, signed, unsigned

VOCABULARY = shared_vocabulary()
NUMBERED = re.compile(r"(codes?|tags?|labels?|themes?|kode|tema) ?[0-9]{1,3}")
ITEM = re.compile(r"(.*)=\s*([0-9.,]+)", re.DOTALL)
SHAPES = "a column `codes`, a column `code`, or a column of 0 and 1 for each code"


@dataclass
class _Reading:
    """What one reading gathers, with what it says only once."""

    made: Builder
    texts: dict[str, str] = field(default_factory=dict)  # of the ids that the table gives
    put: set[tuple[str, str, str, str]] = field(default_factory=set)
    names: frozenset[str] = frozenset()  # of the codes in a codebook

    def note(self, text: str) -> None:
        if text not in self.made.notes:
            self.made.notes.append(text)


def recognises(sample: Sample) -> bool:
    """Any table: the formats of one maker come before, and what this one cannot use it says."""
    return is_table(sample)


def read(path: Path, wishes: Wishes) -> Project:
    """The project that a table holds."""
    _hopeful(path, wishes)
    book = read_sheets(path)
    reading = _Reading(Builder("tidy", path.stem), names=wishes.names)
    reading.made.notes += book.notes
    tables: list[tuple[Columns, _Shape]] = []
    failures: list[NotReadable] = []
    for sheet in asked_for(book, wishes, reading.made):
        try:
            columns = columns_of(sheet, wishes)
            tables.append((columns, _shape(columns)))
        except NotReadable as problem:
            failures.append(problem)
            left_sheet(sheet, "it is no table of codings", reading.made)
    if not tables:
        raise failures[0]
    one_of([columns.table.sheet for columns, _ in tables], "table of codings", wishes)
    for columns, shape in tables:
        titles(columns, reading.made)
        _rows(columns, shape, reading, path.stem, wishes)
    if not reading.made.codings and not reading.made.readings:
        where = tables[0][0].table.where
        raise NotReadable(f"{where}: the table has no codings: no row below it has a code")
    return reading.made.project()


def holds(path: Path, wishes: Wishes) -> Mapping[str, int]:
    """The rows, and the codings: names in the cells of codes, or cells above 0 in the columns of marks."""

    def codings(sheet: Worksheet) -> int:
        try:
            columns = columns_of(sheet, wishes)
            shape = _shape(columns)
        except NotReadable:
            return 0
        return sum(_held(shape, row, wishes.names) for _, row in columns.table.rows())

    return rows_held(path, wishes, codings)


def columns_of(sheet: Worksheet, wishes: Wishes) -> Columns:
    """The columns by their headings. `Koder` is who coded where another column, or several of marks, has the codes."""
    columns = _with_stances(matched(sheet, VOCABULARY, wishes), wishes)
    at = columns.at.get("codes")
    if at is None or "codes" in wishes.columns or "coder" in columns.at:
        return columns
    table = columns.table
    if plain(table.headings[at]) not in map(plain, VOCABULARY["coder"]):
        return columns
    who = set(table.column(at))
    coded = "code" in columns.at and len(who) <= len(set(table.column(columns.at["code"])))
    marks = sum(indicates(table.column(place)) for _, place in columns.others())
    if not coded and marks < 2:
        return columns
    return Columns(table, {"coder" if name == "codes" else name: place for name, place in columns.at.items()})


def _with_stances(columns: Columns, wishes: Wishes) -> Columns:
    """The columns; one that is called a stance, and in which nothing says for or against, is an attribute."""
    if STANCE not in columns.at or STANCE in wishes.columns:
        return columns
    cells = filter(str.strip, columns.table.column(columns.at[STANCE]))
    if any(speaks_against(cell) is not None for cell in cells):
        return columns
    return Columns(columns.table, {name: at for name, at in columns.at.items() if name != STANCE})


def _hopeful(path: Path, wishes: Wishes) -> None:
    """Refuse a workbook without codes by the first rows of its sheets, before all of it is laid out."""
    failures: list[NotReadable] = []
    for sheet in read_heads(path).sheets:
        try:
            columns = columns_of(sheet, wishes)
        except NotReadable as problem:
            failures.append(problem)
            continue
        marks = sum(may_be_marks(columns.table.column(at)) for _, at in columns.others())
        named = "code" in columns.at or "codes" in columns.at or _numbered(columns)
        if named or marks >= 2 or (marks and "text" in columns.at):
            return
        failures.append(_no_codes(columns))
    if failures:
        raise failures[0]


def _held(shape: _Shape, row: Sequence[str], names: frozenset[str]) -> int:
    """How many codings a row has: names in its cells of codes, or cells above 0 in the columns of marks."""
    parts = (part for at in shape.cells for part in _items(row[at], shape.separator, names))
    return sum(bool(part.strip(f" {AGAINST}\n")) for part in parts) + sum(
        bool(share(row[at])) for _, at in shape.codes
    )


@dataclass(frozen=True)
class _Shape:
    """Where the codes of a row stand: `cells` with several each, or one column each with the code's name."""

    cells: tuple[int, ...] = ()
    separator: str | None = None
    codes: tuple[tuple[str, int], ...] = ()
    sums: Mapping[int, str] = field(default_factory=dict)  # rows that are sums of the others, with why


def _shape(columns: Columns) -> _Shape:
    table = columns.table
    known = any(name in columns.at for name in ("text", "id", "source"))
    if not known and any(name in columns.at for name in ("codes", "code")):
        raise missing(columns, ("text", "source"), "a row says what was coded, and this table")
    if "codes" in columns.at:
        at = columns.at["codes"]
        return _Shape((at,), _separator(table.column(at)))
    if "code" in columns.at:
        return _Shape((columns.at["code"],))
    if numbered := _numbered(columns):
        return _Shape(numbered)
    marks = marks_in(columns)
    if len(marks.used) >= 2 or (marks.used and "text" in columns.at):
        _no_counts(columns, marks)
        return _Shape(codes=marks.codes, sums=marks.sums)
    raise _no_codes(columns)


def _numbered(columns: Columns) -> tuple[int, ...]:
    """The columns that are numbered: `code 1`, `code 2`, …"""
    return tuple(n for n, heading in enumerate(columns.table.headings) if NUMBERED.fullmatch(plain(heading)))


def _no_codes(columns: Columns) -> NotReadable:
    return missing(columns, ("code", "codes"), f"a table of codings needs {SHAPES}, and this one")


def _no_counts(columns: Columns, marks: Marks) -> None:
    """Refuse what only looks like a matrix of codings: codes by codes, or how often a code is in a document."""
    if "text" in columns.at:
        return
    table, codes = columns.table, marks.used
    labels = {plain(row[0]) for _, row in table.rows()}
    if sum(plain(heading) in labels for heading, _ in codes) > len(codes) / 2:
        raise NotReadable(
            f"{table.where}: this table has codes in rows and columns: it says which meet, not what is coded"
        )
    rows = [row for index, row in table.rows() if index not in marks.sums]
    counts = [heading for heading, at in columns.others() if _counts([row[at].strip() for row in rows])]
    if 4 * len(counts) > len(codes):
        raise NotReadable(
            f"{table.where}: {listed(counts)} hold numbers above 1: a matrix of codings has 0, 1, or an intensity "
            "between them, and no counts"
        )


def _counts(values: Sequence[str]) -> bool:
    numbers = [number_of(value) for value in set(values) if value and not looks_missing(value)]
    return any(number is not None and number > 1 for number in numbers) and None not in numbers


def _separator(cells: Sequence[str]) -> str | None:
    """What stands between several codes in a cell: the first of these that occurs, None where none does."""
    return next((mark for mark in (";", "\n", "|", ",") if any(mark in cell for cell in cells)), None)


def _rows(columns: Columns, shape: _Shape, reading: _Reading, name: str, wishes: Wishes) -> None:
    table, made = columns.table, reading.made
    if shape.separator not in (None, ";"):
        mark = {"\n": "line breaks", "|": "`|`", ",": "commas"}[shape.separator or ","]
        heading = table.headings[shape.cells[0]]
        known = ", but for names in the codebook" if reading.names else ""
        reading.note(f"Several codes in a cell of `{heading}` were taken apart at {mark}{known}.")
    if shape.codes:
        reading.note(f"Each of these columns was read as a code: {listed(h for h, _ in shape.codes)}.")
        _blank_codes(shape, made)
        notes, doubts = nearly_marks(columns, Marks(codes=shape.codes, sums=shape.sums))
        made.notes += notes
        made.doubts += doubts
    label = _label(columns, shape)
    attributes = [
        (heading, at)
        for heading, at in columns.others()
        if at not in shape.cells and at not in dict(shape.codes).values() and at != label
    ]
    for note in told(columns):
        reading.note(note)
    if "source" in columns.at:
        alone = "" if filled(columns, "source") else name
    else:
        alone = name if label is None or not any(table.column(label)) else ""
    if alone:
        reading.note(f"No column names a source, so `{name}` is the one source.")
    for at in shape.cells:
        made.notes += odd_codes(columns, at)
    if "start" in columns.at or "end" in columns.at:
        reading.note("Positions are as the table has them: it does not hold the texts they count in.")
    for done, (index, row) in enumerate(table.rows()):
        held = _held(shape, row, reading.names)
        if index in shape.sums:
            made.skip(
                "a row", table.sheet.place(index), shape.sums[index], passages=1, codings=held, fate="left"
            )
        elif readable(columns, index, held, made):
            _row(columns, shape, label, attributes, row, index, reading, alone, wishes)
        wishes.tell(done, table.height)


def _label(columns: Columns, shape: _Shape) -> int | None:
    """The column that names the rows of a matrix without texts and sources: the first that is no code."""
    if not shape.codes or any(name in columns.at for name in ("text", "source", "id", "case")):
        return None
    taken = {at for _, at in shape.codes} | set(columns.at.values())
    return next((n for n in range(len(columns.table.headings)) if n not in taken), None)


def _blank_codes(shape: _Shape, made: Builder) -> None:
    for heading, _ in shape.codes:
        made.code_at((unsigned(heading)[0],))


def _row(
    columns: Columns,
    shape: _Shape,
    label: int | None,
    attributes: Sequence[tuple[str, int]],
    row: Sequence[str],
    index: int,
    reading: _Reading,
    name: str,
    wishes: Wishes,
) -> None:
    made, where = reading.made, columns.table.sheet.place(index)
    text, given = columns.get(row, "text"), columns.get(row, "id")
    group = columns.get(row, "case")
    named = columns.get(row, "source") or (row[label].strip() if label is not None else "")
    if not named and shape.codes and not text and "source" not in columns.at and label is None:
        named = given or group
    if not named and not name:
        made.skip(
            f"the row of `{text[:40] or given}`",
            where,
            NO_SOURCE,
            passages=1,
            codings=_held(shape, row, reading.names),
        )
        return
    case = made.case_named(group) if group else None
    source = made.source_named(named or name, case)
    coder, occasion = made.coder(columns.get(row, "coder")), columns.get(row, "occasion")
    start, end = _whole(columns.get(row, "start")), _whole(columns.get(row, "end"))
    if start is None or end is None or not 0 <= start <= end:
        start = end = None
    codings: list[ForeignCoding] = []
    stance = speaks_against(columns.get(row, STANCE))
    if why := _odd_stance(columns.get(row, STANCE), stance, shape, row, reading.names):
        held = _held(shape, row, reading.names)
        made.skip(f"the row of `{text[:40] or given}`", where, why, passages=1, codings=held)
        return
    for code, intensity in _codes(columns, shape, row, where, reading):
        plain, against = unsigned(code)
        if against:
            reading.note("`!` before a code was read as: against it.")
        memo = columns.get(row, "memo")
        own = made.code_at((plain,))
        codings.append(ForeignCoding("", own, coder, intensity, memo, occasion, against or stance is True))
    mode = columns.get(row, "mode")
    kept = {heading: row[at].strip() for heading, at in attributes if row[at].strip()}
    kept |= {"mode": mode} if mode else {}
    locator = columns.get(row, "locator")
    key = given or identity(source, text, str(start), str(end), locator)
    if given and reading.texts.setdefault(given, text) != text:
        reading.note("Ids that stand with several texts were told apart by the texts.")
        key = identity(given, text)
    memo = "" if codings else columns.get(row, "memo")
    passage = Passage(key, source, text, start, end, None, locator, kept, memo)
    if occasion and not (coder or wishes.coder):
        raise NotReadable(
            f"{where}: the occasion `{occasion}` has no coder: name who judged again, or give `coder`"
        )
    if not codings and (coder or wishes.coder) and (text or given):
        if not given:
            made.was_read(passage, coder, occasion)
        else:
            made.passage(passage)
            made.readings.append(ForeignReading(key, coder, occasion))
        return
    if not codings:
        made.uncoded(passage, f"the row of `{text[:40] or key}`", where)
        return
    if not given:
        made.coded(passage, codings)
        return
    put = {(key, signed(one.code, one.against), coder, occasion): one for one in codings}
    for mine, one in put.items():
        if mine in reading.put:
            why = f"`{given}` has it already"
            made.skip(f"a coding with `{mine[1]}`", where, why, codings=1, fate="joined")
        else:
            made.codings.append(replace(one, passage=key))
    made.passage(passage)
    reading.put.update(put)


def _odd_stance(
    said: str, stance: bool | None, shape: _Shape, row: Sequence[str], names: frozenset[str]
) -> str:
    """What is wrong with the stance of a row; "" for nothing."""
    if stance is None:
        return f"its stance `{said}` is neither for nor against"
    if not said:
        return ""
    items = (item.strip() for at in shape.cells for item in _items(row[at], shape.separator, names))
    both = next((item for item in items if item.startswith(AGAINST)), None)
    return "" if both is None else f"`{both}` beside the stance `{said}`: it is to be said once"


def _codes(
    columns: Columns, shape: _Shape, row: Sequence[str], where: str, reading: _Reading
) -> Iterator[tuple[str, float]]:
    """The codes of a row with their intensities, none twice."""
    seen: set[str] = set()
    said = columns.get(row, "intensity")
    whole = _intensity(said, where) if said else 1.0
    for at in shape.cells:
        cell = row[at]
        for item in _items(cell, shape.separator, reading.names):
            code = " ".join(item.split())
            if not code.lstrip(AGAINST):
                continue
            intensity = whole
            match = ITEM.fullmatch(code) if shape.separator == ";" or shape.separator is None else None
            if match is not None and "codes" in columns.at and match[1].strip():
                code, intensity = match[1].rstrip(), _intensity(match[2], where)
            if code in seen:
                what, why = f"a coding with `{code}`", "the row has it twice"
                reading.made.skip(what, where, why, codings=1, fate="joined")
            elif intensity > 0:
                seen.add(code)
                yield code, intensity
            else:
                reading.made.skip("a coding", where, "its intensity is 0", codings=1, fate="left")
    for heading, at in shape.codes:
        found = share(row[at])
        if found is None:
            reading.made.skip(f"a cell of `{heading}`", where, f"{no_mark(row[at])}: it is not read")
        elif found and heading in seen:
            what, why = f"a coding with `{heading}`", "two columns of that name have it"
            reading.made.skip(what, where, why, codings=1, fate="joined")
        elif found:
            seen.add(heading)
            yield heading, found


def _items(cell: str, separator: str | None, names: frozenset[str]) -> Sequence[str]:
    """The codes in a cell; a name that holds the separator is one where the codebook has it."""
    if separator is None:
        return [cell]
    pieces = cell.split(separator)
    return parted([" ".join(piece.split()) for piece in pieces], separator, names) if names else pieces


def _intensity(said: str, where: str) -> float:
    """An intensity in (0, 1]; 0 means that the code is not there; anything else cannot be read."""
    number = number_of(said.strip())
    if number is not None and 0 <= number <= 1:
        return number
    raise NotReadable(f"{where}: `{said}`: an intensity is a number from 0 to 1")


def _whole(text: str) -> int | None:
    number = number_of(text)
    return int(number) if number is not None and number.is_integer() else None


FORMAT = Format(
    holds=holds,
    id="tidy",
    title="Table of coded statements (csv, tsv, xlsx, xls, ods, parquet, jsonl)",
    makers=("any",),
    recognises=recognises,
    read=read,
    verified="",
    columns=None,
    vocabulary=VOCABULARY,
)
