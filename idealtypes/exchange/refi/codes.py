"""The codebook of a REFI-QDA project, and a codebook by itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from idealtypes.errors import Skipped
from idealtypes.exchange.project import ForeignCode
from idealtypes.exchange.refi.elements import children, color, description, guid, targets, true


@dataclass
class Codebook:
    """The codes in the order of the file, and what was wrong with some; `notes`: code → the notes on it;
    `met`: whether the file had a codebook so far."""

    codes: dict[str, ForeignCode] = field(default_factory=dict)
    notes: dict[str, tuple[str, ...]] = field(default_factory=dict)
    skipped: list[Skipped] = field(default_factory=list)
    met: bool = False


def codebook(element: Any, where: str) -> Codebook:
    """The codes below a `CodeBook` element; a code without a GUID is known by its names from the top."""
    book = Codebook(met=True)
    for path, parent, code in _walk(element):
        id = guid(code.get("guid")) or "/".join(path)
        name = path[-1]
        if id in book.codes:
            first = book.codes[id]
            why = f"the code “{first.name}” has the same GUID"
            book.skipped.append(Skipped(f"code “{name}”", f"{where}:{code.sourceline}", why))
            continue
        book.codes[id] = ForeignCode(
            id,
            name,
            definition=description(code),
            parent=parent if parent in book.codes else None,
            codable=true(code.get("isCodable")),
            color=color(code.get("color")),
        )
        if noted := targets(code, "NoteRef"):
            book.notes[id] = noted
    return book


def _walk(element: Any) -> Iterator[tuple[tuple[str, ...], str | None, Any]]:
    """Every `Code` with the names on its way from the top and the id of its parent, parents first."""
    tops = [top for codes in children(element, "Codes") for top in children(codes, "Code")]
    tops += list(children(element, "Code"))
    stack: list[tuple[tuple[str, ...], str | None, Any]] = [((), None, top) for top in reversed(tops)]
    while stack:
        above, parent, code = stack.pop()
        name = (code.get("name") or "").strip() or guid(code.get("guid")) or "unnamed"
        path = (*above, name)
        yield path, parent, code
        id = guid(code.get("guid")) or "/".join(path)
        stack.extend((path, id, child) for child in reversed(list(children(code, "Code"))))


def code_sets(sets: list[tuple[str, str, int]]) -> tuple[Skipped, ...]:
    """What is said of sets of codes: (name, place, number of codes)."""
    return tuple(
        Skipped(
            f"set “{name}” of {count} codes",
            where,
            "codes of a coding scheme are sorted by parents, not in sets",
        )
        for name, where, count in sets
        if count
    )
