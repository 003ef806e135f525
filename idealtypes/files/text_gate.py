"""The one gate for texts of files: raw text, values of YAML, cells of tables, names of files.

What may enter is said in `model.characters`. Here every refused character becomes a fault at its line, all of them at
once, the first 50 of a kind and file one by one. What is given back has stand-ins, so that the reading can go on and
tell what else is wrong; nothing is computed from it, since there is a fault.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import polars as pl

from idealtypes.errors import Fault
from idealtypes.files.cells import MARK
from idealtypes.files.content import shown
from idealtypes.files.faults import Findings
from idealtypes.model.characters import ALWAYS, DIRECTION, clean, forbidden, held, refused

KIND = "characters that cannot stand in a text"
HOW_TO_SAVE = "save it as UTF-8 (Excel: Save as, “CSV UTF-8”; editors: Save with encoding)"
FEW = 20  # characters to a NUL; with more NULs than that it is no text, or not in UTF-8
LOOKED_AT = f"[{ALWAYS}{DIRECTION}]"  # cells that have to be looked at more closely


def decode(data: bytes, path: Path, findings: Findings) -> str | None:
    """The text of a UTF-8 file, with or without byte order mark; None after a fault that says what it is."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        findings.fault(shown(path), 1, f"the file is in UTF-16: {HOW_TO_SAVE}")
        return None
    if data.startswith(b"PK\x03\x04"):
        findings.fault(
            shown(path),
            None,
            "the file is a spreadsheet or an archive, whatever its name says: name it .xlsx or .ods",
        )
        return None
    if data.count(b"\0") * FEW > len(data):
        line = data.count(b"\n", 0, data.index(b"\0")) + 1
        findings.fault(shown(path), line, f"this is no text file, or it is in UTF-16: {HOW_TO_SAVE}")
        return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        bad = data[problem.start]
        line = data.count(b"\n", 0, problem.start) + 1
        looks = bytes([bad]).decode("cp1252", errors="replace")
        findings.fault(
            shown(path),
            line,
            f"the file is not UTF-8: byte 0x{bad:02X} on this line would be “{looks}” in Latin-1 "
            f"(Windows-1252); {HOW_TO_SAVE}",
        )
        return None
    if not text.strip():
        findings.fault(shown(path), 1, "the file is empty")
        return None
    return raw_text(text, shown(path), findings)


def raw_text(text: str, file: str, findings: Findings) -> str:
    """A whole file's text, whose byte order mark is off already: a fault a line and character."""
    found = list(forbidden(text))
    if not found:
        return text
    lines: list[Fault] = []
    line = last = 0
    for at, message in found:
        line += text.count("\n", last, at)
        last = at
        lines.append(Fault(file, line + 1, message))
    findings.fault_each(dict.fromkeys(lines), len(lines), KIND)
    return held(text)


def value(text: str, file: str, line: int, findings: Findings) -> str:
    """A value at a line: in YAML an escape may have made what the file itself does not hold."""
    if clean(text):
        return text
    for message in dict.fromkeys(message for _, message in refused(text)):
        findings.fault(file, line, message)
    return held(text)


def cells(
    frame: pl.DataFrame, lines: pl.Series, header: int | None, file: str, marked: bool, findings: Findings
) -> pl.DataFrame:
    """The cells of a table, and the names of its columns. Where they are `marked`, what stands in a cell without a
    value has a NUL in front (`files.cells`)."""
    for name in frame.columns:
        value(name, file, header or 1, findings)
    found: list[Fault] = []

    def tell(name: str, row: int, cell: str) -> None:
        messages = dict.fromkeys(message for _, message in refused(cell))
        found.extend(Fault(file, lines[row], f"`{held(name)}`: {message}") for message in messages)

    sound = _through(frame, marked, tell)
    found = sorted(dict.fromkeys(found), key=lambda fault: fault.line or 0)
    findings.fault_each(found, len(found), KIND)
    return sound


def entered(frame: pl.DataFrame, found: Counter[str]) -> pl.DataFrame:
    """Cells of another program's table: what may not enter is replaced, and counted in `found`."""

    def count(_: str, __: int, cell: str) -> None:
        found.update(old for old, new in zip(cell, held(cell), strict=True) if old != new)

    return _through(frame, True, count)


def _through(frame: pl.DataFrame, marked: bool, tell: Callable[[str, int, str], None]) -> pl.DataFrame:
    """The frame with stand-ins; `tell` gets column, row and cell of each that may not enter."""
    changed: list[pl.Series] = []
    texts = frame.select(pl.col(pl.String))
    looked = texts.select(pl.all().str.contains(LOOKED_AT).any())
    for name in (name for name in looked.columns if looked[name][0]):
        column = frame[name]
        stand_ins: dict[int, str] = {}
        for row in column.str.contains(LOOKED_AT).fill_null(False).arg_true():
            mark = MARK if marked and column[row].startswith(MARK) else ""
            cell = column[row].removeprefix(mark)
            if not clean(cell):
                tell(name, row, cell)
                stand_ins[row] = mark + held(cell)
        if stand_ins:
            changed.append(column.scatter(list(stand_ins), list(stand_ins.values())))
    frame = frame.with_columns(changed)
    names = [held(name) for name in frame.columns]
    unlike = names != frame.columns and len(set(names)) == len(names)
    return frame.rename(dict(zip(frame.columns, names, strict=True))) if unlike else frame
