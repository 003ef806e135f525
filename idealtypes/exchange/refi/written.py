"""The elements of REFI-QDA that are written: their GUIDs, their text, and codes below codes."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterable
from typing import Any

from idealtypes.exchange.project import ForeignCode

GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
OURS = uuid.UUID("6f0d8f0c-3a55-5f0e-9d3c-8d3f3c1b7a11")  # the name space of GUIDs that are made here
FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, production 2


class Guids:
    """A GUID for every id: its own where it is one, else one made from the kind and the id. None is given twice.

    >>> guids = Guids()
    >>> guids("code", "1FF58B12-6F6F-4B0C-8BE5-BBDC91F55294")
    '1ff58b12-6f6f-4b0c-8be5-bbdc91f55294'
    >>> guids("code", "trust") == Guids()("code", "trust") != guids("source", "trust")
    True
    """

    def __init__(self) -> None:
        self._given: dict[tuple[str, str], str] = {}
        self._used: set[str] = set()

    def __call__(self, kind: str, id: str) -> str:
        known = self._given.get((kind, id))
        if known is not None:
            return known
        guid = id.lower() if GUID.fullmatch(id) else str(uuid.uuid5(OURS, f"{kind}:{id}"))
        if guid in self._used:
            guid = str(uuid.uuid5(OURS, f"{kind}:{id}:again"))
        self._used.add(guid)
        self._given[kind, id] = guid
        return guid


def maker(sub: Callable[..., Any], namespace: str) -> Callable[..., Any]:
    """A function that puts an element below another: its name, its text, its attributes."""

    def element(parent: Any, tag: str, text: str | None = None, /, **attributes: str) -> Any:
        made = sub(parent, f"{{{namespace}}}{tag}", {key: clean(each) for key, each in attributes.items()})
        if text is not None:
            made.text = clean(text)
        return made

    return element


def write_codes(
    element: Callable[..., Any],
    top: Any,
    codes: Iterable[ForeignCode],
    guids: Guids,
    note: Callable[[Any, ForeignCode], None],
) -> None:
    """The codes below their parents; one whose parent is not there, or below itself, stands at the top."""
    codes = list(codes)
    known = {code.id for code in codes}
    below: dict[str | None, list[ForeignCode]] = {}
    for code in codes:
        below.setdefault(code.parent if code.parent in known else None, []).append(code)
    written: set[str] = set()
    stack = [(top, code) for code in reversed(below.get(None, []))]
    rest = iter(codes)
    while True:
        if not stack:
            lost = next((code for code in rest if code.id not in written), None)
            if lost is None:
                return
            stack.append((top, lost))
        parent, code = stack.pop()
        if code.id in written:
            continue
        written.add(code.id)
        colored = {"color": code.color} if code.color else {}
        codable = "true" if code.codable else "false"
        made = element(
            parent, "Code", guid=guids("code", code.id), name=code.name, isCodable=codable, **colored
        )
        if code.definition:
            element(made, "Description", code.definition)
        note(made, code)
        stack.extend((made, child) for child in reversed(below.get(code.id, [])))


def clean(text: str) -> str:
    """A text without the characters that XML does not allow."""
    return FORBIDDEN.sub("\ufffd", text)


def as_bytes(root: Any) -> bytes:
    """An element and everything in it, as a file."""
    from lxml import etree

    data: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return data
