"""QualCoder's report of codings (csv, xlsx): a row a coding, as its `report_codes.py` writes it from version 3.3 on.

The columns are `File` (or `Case` and `Filename`; `File/case` before 3.6), `Coder`, `Coded` (the words), `Id` (`ctid:7`,
of the coding and not of the passage), `Codename`, `Coded_Memo`, then `Category` for all above the code, the
nearest first, and what is noted of files and cases (`FileVar_…`, `CaseVar_…`). There are no positions: the same words
in one file are one passage.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
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
    recognised,
    rows_held,
    told,
)
from idealtypes.exchange.project import ForeignCase, ForeignCode, ForeignCoding, Passage, Project
from idealtypes.exchange.sheets import Worksheet, plain, read_sheets

VOCABULARY: Mapping[str, Sequence[str]] = {
    "source": ("filename", "file", "file/case"),
    "case": ("case",),
    "coder": ("coder",),
    "text": ("coded",),
    "id": ("id",),
    "code": ("codename",),
    "memo": ("coded memo",),
}
ABOVE, OF_FILES, OF_CASES = "category", "filevar_", "casevar_"
NO_TEXT = {"imid": "a part of a picture", "avid": "a stretch of a recording"}
NEEDED: Needed = (("source", "case"), "text", "code")


def recognises(sample: Sample) -> bool:
    """A table with the report's headings."""
    return recognised(
        sample, VOCABULARY, lambda columns: {"coder", "text", "id", "code"} <= columns.at.keys()
    )


def read(path: Path, wishes: Wishes) -> Project:
    """The project that a report of codings holds."""
    made = Builder("qualcoder-report", path.stem, "QualCoder")
    columns_of = partial(matched, vocabulary=VOCABULARY, wishes=wishes)
    tables = picked(read_sheets(path), columns_of, NEEDED, "report of codings", made, wishes)
    made.notes += dict.fromkeys(note for columns in tables for note in told(columns, ("id",)))
    made.notes.append("The same words in one file were read as one passage: the report has no positions.")
    for columns in tables:
        _codes(columns, made)
    put: set[tuple[str, str, str]] = set()
    for columns, index, row in each_row(tables, wishes):
        _row(columns, row, index, put, made)
    if not made.codings:
        raise NotReadable(f"{tables[0].table.where}: no row of the report has a code")
    return made.project()


def holds(path: Path, wishes: Wishes) -> Mapping[str, int]:
    """The rows, and those with a code."""

    def codings(sheet: Worksheet) -> int:
        columns = matched(sheet, VOCABULARY, wishes)
        return filled(columns, "code") if not columns.lacking(NEEDED) else 0

    return rows_held(path, wishes, codings)


def _codes(columns: Columns, made: Builder) -> None:
    """The codes below their categories. From database version 16 on a code may stand below a code: a name above is that
    code's where what stands above both is the same."""
    at = [n for n, heading in enumerate(columns.table.headings) if plain(heading) == ABOVE]
    above: dict[str, tuple[str, ...]] = {}
    for _, row in columns.table.rows():
        if code := _name(columns.get(row, "code")):
            above.setdefault(code, tuple(name for n in at if (name := _name(row[n]))))
    for code in above:
        made.codes.setdefault(code, ForeignCode(code, code))
    for code, names in above.items():
        child = code
        for depth, name in enumerate(names, 1):
            is_code = name != code and above.get(name) == names[depth:]
            own = name if is_code else f"category {name}"
            made.codes.setdefault(own, ForeignCode(own, name, codable=False))
            if made.codes[child].parent is None:
                made.below(child, own)
            child = own


def _name(cell: str) -> str:
    return " ".join(cell.split())


def _row(
    columns: Columns, row: Sequence[str], index: int, put: set[tuple[str, str, str]], made: Builder
) -> None:
    where = columns.table.sheet.place(index)
    text, code, id_ = columns.lines(row, "text"), _name(columns.get(row, "code")), columns.get(row, "id")
    case, name = columns.get(row, "case"), columns.get(row, "source")
    what = f"the coding {id_} `{text[:40]}`"
    if not code or not (name or case):
        why = f"the row has no {'code' if not code else 'file'}"
        made.skip(what, where, why, passages=1, codings=int(bool(code)))
        return
    if (kind := id_.partition(":")[0]) in NO_TEXT:
        made.skip(what, where, f"it marks {NO_TEXT[kind]}: texts are read", passages=1, codings=1)
        return
    noted = [(heading, row[at].strip()) for heading, at in columns.others() if row[at].strip()]
    source = made.source_named(name or case, attributes=_of(noted, OF_FILES))
    if case:
        made.cases.setdefault(case, ForeignCase(case, case, _of(noted, OF_CASES)))
    coder, key = made.coder(columns.get(row, "coder")), identity(source, text)
    made.passage(Passage(key, source, text))
    if case:
        _belongs(made, key, case)
    if (key, code, coder) in put:
        why = "the same coder put the same code on the same words before"
        made.skip(what, where, why, codings=1, fate="joined")
        return
    put.add((key, code, coder))
    made.codings.append(ForeignCoding(key, code, coder, memo=columns.get(row, "memo")))


def _of(noted: Sequence[tuple[str, str]], prefix: str) -> dict[str, str]:
    return {heading[len(prefix) :]: cell for heading, cell in noted if heading.lower().startswith(prefix)}


def _belongs(made: Builder, key: str, case: str) -> None:
    """The passage belongs to a case, beside those of other rows with the same words."""
    own = made.passages[key]
    named = [*filter(None, own.attributes.get("case", "").split(";")), case]
    made.passages[key] = replace(own, attributes={"case": ";".join(dict.fromkeys(named))})


FORMAT = Format(
    id="qualcoder-report",
    title="QualCoder report of codings (csv, xlsx)",
    makers=("QualCoder",),
    recognises=recognises,
    read=read,
    verified="",
    columns=None,
    vocabulary=VOCABULARY,
    holds=holds,
)
