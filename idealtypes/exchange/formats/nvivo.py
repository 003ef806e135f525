"""NVivo's coding reports as tables (xlsx, csv, text in UTF-16): a row a coded reference.

NVivo lets users design reports, so the columns vary: what is needed is the text that is coded, the code (or node,
in older versions, often with its whole path `Nodes\\\\A\\B`) and the file.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from idealtypes.exchange.builder import Builder, identity
from idealtypes.exchange.format import Format, NotReadable, Sample, Wishes
from idealtypes.exchange.headings import (
    Columns,
    Needed,
    each_row,
    filled,
    matched,
    picked,
    readable,
    recognised,
    rest_of,
    rows_held,
    told,
)
from idealtypes.exchange.project import ForeignCoding, Passage, Project
from idealtypes.exchange.sheets import Worksheet, plain, read_sheets

VOCABULARY: Mapping[str, Sequence[str]] = {
    "text": (
        "coded text",
        "reference text",
        "coded content",
        "text reference",
        "reference content",
        "content",
        "text",
    ),
    "path": (
        "hierarchical name",
        "code hierarchical name",
        "node hierarchical name",
        "code path",
        "node path",
    ),
    "code": ("code", "node", "code name", "node name", "codes", "nodes"),
    "source": (
        "file",
        "file name",
        "source",
        "source name",
        "files",
        "document",
        "internals",
        "file hierarchical name",
    ),
    "case": ("case", "case name"),
    "coder": ("coded by", "coded by initials", "coded by name", "user", "initials", "created by"),
    "locator": ("reference", "reference number", "reference id", "character range", "range"),
    "coverage": ("coverage", "coverage percentage", "percent coverage"),
    "created": ("coded on", "created on", "modified on"),
}
SURE = {"coded text", "reference text", "coded content", "text reference", "hierarchical name", "coded by"}
SURE |= {"code hierarchical name", "node hierarchical name", "coded by initials", "reference content"}
ROOTS = {"nodes", "codes", "cases", "relationships", "theme nodes"}
FILES = re.compile(r"(?:files|internals|externals|memos)\\+", re.IGNORECASE)
STEPS = re.compile(r"\\+")
NEEDED: Needed = ("text", "source", ("code", "path"))


def recognises(sample: Sample) -> bool:
    """A table of coded text with a heading or two that are NVivo's."""
    return recognised(sample, VOCABULARY, _fits)


def _fits(columns: Columns) -> bool:
    headings = {plain(heading) for heading in columns.table.headings}
    return (
        not columns.lacking(NEEDED)
        and bool(headings & SURE)
        and ("node" in headings or len(headings & SURE) >= 2 or _rooted(columns))
    )


def _rooted(columns: Columns) -> bool:
    """Whether codes or files are written with NVivo's folders."""
    for name in ("path", "code", "source"):
        if name in columns.at and any("\\" in cell for cell in columns.table.column(columns.at[name])):
            return True
    return False


def read(path: Path, wishes: Wishes) -> Project:
    """The project that a coding report holds."""
    made = Builder("nvivo", path.stem, "NVivo")
    columns_of = partial(matched, vocabulary=VOCABULARY, wishes=wishes)
    tables = picked(read_sheets(path), columns_of, NEEDED, "report of coded text", made, wishes)
    notes = [note for columns in tables for note in told(columns, ("coverage", "created"))]
    notes.append("References with the same words in one file were read as one passage.")
    if any("path" in columns.at and "code" in columns.at for columns in tables):
        notes.append("The code is the whole path; the column with its name alone was not needed.")
    made.notes += dict.fromkeys(notes)
    for columns, index, row in each_row(tables, wishes):
        _row(columns, row, index, made)
    if not made.codings:
        raise NotReadable(f"{tables[0].table.where}: no row of the report has a code")
    return made.project()


def holds(path: Path, wishes: Wishes) -> Mapping[str, int]:
    """The rows, and those with a code."""

    def codings(sheet: Worksheet) -> int:
        columns = matched(sheet, VOCABULARY, wishes)
        return filled(columns, "path", "code") if not columns.lacking(NEEDED) else 0

    return rows_held(path, wishes, codings)


def _row(columns: Columns, row: Sequence[str], index: int, made: Builder) -> None:
    where = columns.table.sheet.place(index)
    text = columns.lines(row, "text")
    said = columns.get(row, "path") or columns.get(row, "code")
    if not readable(columns, index, int(bool(said)), made):
        return
    code = _path(said)
    folders = [
        step for part in STEPS.split(FILES.sub("", columns.get(row, "source"))) if (step := part.strip())
    ]
    if not code or not folders:
        lacks = "code" if not code else "file"
        why = f"the row has no {lacks}"
        made.skip(f"the reference `{text[:40]}`", where, why, passages=1, codings=int(bool(said)))
        return
    case = columns.get(row, "case")
    name, key = folders[-1], "/".join(folders)
    source = made.source_named(name, made.case_named(case) if case else None, key=key)
    locator = columns.get(row, "locator")
    attributes = rest_of(columns, row)
    passage = Passage(identity(source, text), source, text, locator=locator, attributes=attributes)
    coding = ForeignCoding("", made.code_at(code), made.coder(columns.get(row, "coder")))
    made.coded(passage, [coding])


def _path(said: str) -> list[str]:
    """A code with those above it, without NVivo's own folder.

    >>> _path("Nodes\\\\\\\\Trust\\\\In doctors"), _path("Trust")
    (['Trust', 'In doctors'], ['Trust'])
    """
    steps = [step for part in STEPS.split(said) if (step := " ".join(part.split()))]
    return steps[1:] if len(steps) > 1 and steps[0].casefold() in ROOTS else steps


FORMAT = Format(
    id="nvivo",
    title="NVivo coding report (xlsx, csv, UTF-16 text)",
    makers=("NVivo",),
    recognises=recognises,
    read=read,
    verified="",
    columns=None,
    vocabulary=VOCABULARY,
    holds=holds,
)
