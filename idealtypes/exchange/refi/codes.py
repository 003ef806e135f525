"""The codebook of a REFI-QDA project, and a codebook by itself."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from idealtypes.errors import Skipped
from idealtypes.exchange.project import ForeignCode
from idealtypes.exchange.refi.elements import children, color, description, guid, short, targets, true


@dataclass
class Codebook:
    """The codes in the order of the file, and what was wrong with some; `notes`: code → the notes on it;
    `met`: whether the file had a codebook so far."""

    codes: dict[str, ForeignCode] = field(default_factory=dict)
    notes: dict[str, tuple[str, ...]] = field(default_factory=dict)
    skipped: list[Skipped] = field(default_factory=list)
    met: bool = False


def codebook(element: Any, where: str) -> Codebook:
    """The codes below a `CodeBook` element; one without a GUID gets one made of its parent's and its name."""
    book = Codebook(met=True)
    for id, name, parent, code in _walk(element):
        if id in book.codes:
            why = f"the code “{short(book.codes[id].name)}” has the same GUID"
            book.skipped.append(Skipped(f"code “{short(name)}”", f"{where}:{code.sourceline}", why))
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


def _walk(element: Any) -> Iterator[tuple[str, str, str | None, Any]]:
    """Every `Code` with its id, its name and the id of its parent, parents first."""
    tops = [top for codes in children(element, "Codes") for top in children(codes, "Code")]
    tops += list(children(element, "Code"))
    stack: list[tuple[str | None, Any]] = [(None, top) for top in reversed(tops)]
    while stack:
        parent, code = stack.pop()
        own = guid(code.get("guid"))
        name = (code.get("name") or "").strip() or own or "unnamed"
        id = own or str(uuid.uuid5(uuid.NAMESPACE_OID, f"{parent or ''}/{name}"))
        yield id, name, parent, code
        stack.extend((id, child) for child in reversed(list(children(code, "Code"))))


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
