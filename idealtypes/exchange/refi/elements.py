"""The elements of REFI-QDA as small records: nothing is looked up yet."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from idealtypes.exchange.xml import local

COLOR = re.compile(r"#([0-9a-fA-F]{6}|[0-9a-fA-F]{3})")
VALUES = ("TextValue", "BooleanValue", "IntegerValue", "FloatValue", "DateValue", "DateTimeValue")
SHORT = 80
PLAIN = 36  # characters of a GUID without braces
Coded = tuple[str, str, tuple[str, ...]]  # a code, the user who put it, the notes on it


@dataclass(slots=True)
class Mark:
    """A selection: what is marked, and with what. `start` and `end` as they stand there; in media they are
    milliseconds or corners, and `kind` says of what."""

    kind: str
    id: str
    name: str
    description: str
    start: str
    end: str
    user: str
    codings: tuple[Coded, ...]
    notes: tuple[str, ...]
    line: int
    text: str = ""  # the text within an area of a page


def guid(value: str | None) -> str:
    """A GUID in lower case without braces; "" for none.

    >>> guid("{1FF58B12-6F6F-4B0C-8BE5-BBDC91F55294}")
    '1ff58b12-6f6f-4b0c-8be5-bbdc91f55294'
    """
    if not value:
        return ""
    value = value.lower()
    return value if len(value) == PLAIN else value.strip().strip("{}")


class Guids(dict[str | None, str]):
    """GUIDs as a file has them → as `guid` has them. Codes and users come again and again, and are made once.

    >>> Guids()["{1FF58B12-6F6F-4B0C-8BE5-BBDC91F55294}"]
    '1ff58b12-6f6f-4b0c-8be5-bbdc91f55294'
    """

    def __missing__(self, value: str | None) -> str:
        made = self[value] = guid(value)
        return made


def short(name: str) -> str:
    """A name as it stands in messages, of which there may be many: cut beyond 80 characters."""
    return name if len(name) <= SHORT else name[:SHORT] + "…"


def color(value: str | None) -> str:
    """A colour as #rrggbb; "" for none or for what is no colour.

    >>> color("#4BF"), color("#044B9B"), color("red")
    ('#44bbff', '#044b9b', '')
    """
    found = COLOR.fullmatch((value or "").strip())
    if not found:
        return ""
    digits = found[1].lower()
    return "#" + (digits if len(digits) == 6 else "".join(2 * digit for digit in digits))


def true(value: str | None) -> bool:
    """An xsd:boolean that is true unless it says otherwise."""
    return (value or "true").strip().lower() not in ("false", "0")


def children(element: Any, name: str) -> Iterator[Any]:
    """The children with this local name."""
    return (child for child in element if local(child.tag) == name)


def description(element: Any) -> str:
    """The text of the child `Description`, without blanks around; "" for none."""
    return next(((child.text or "").strip() for child in children(element, "Description")), "")


def targets(element: Any, name: str) -> tuple[str, ...]:
    """The GUIDs that children such as `NoteRef` or `SourceRef` point at (a codebook writes `guid` for the same)."""
    return tuple(guid(child.get("targetGUID") or child.get("guid")) for child in children(element, name))


def values(element: Any, variables: dict[str, str]) -> dict[str, str]:
    """The values of variables, by the variable's name; an empty value is none."""
    found: dict[str, str] = {}
    for each in children(element, "VariableValue"):
        reference = next(iter(targets(each, "VariableRef")), "")
        text = next(((child.text or "").strip() for child in each if local(child.tag) in VALUES), "")
        if text and reference:
            found[variables.get(reference, reference)] = text
    return found


def codings(element: Any, guids: Guids) -> tuple[Coded, ...]:
    """The codings among the children; one with several codes counts once for each."""
    return tuple(coded for child in children(element, "Coding") for coded in _coded(child, guids))


def _coded(coding: Any, guids: Guids) -> tuple[Coded, ...]:
    user = guids[coding.get("creatingUser")]
    notes = targets(coding, "NoteRef")
    return tuple((code, user, notes) for code in targets(coding, "CodeRef") or ("",))


def mark(element: Any, kind: str, guids: Guids) -> Mark:
    """A selection of any kind."""
    get = element.get
    text, said = "", ""
    notes: tuple[str, ...] = ()
    coded: list[Coded] = []
    for child in element:
        name = local(child.tag)
        if name == "Coding":
            if len(child) == 1 and local((only := child[0]).tag) == "CodeRef":  # nearly every one
                coded.append((guids[only.get("targetGUID")], guids[child.get("creatingUser")], ()))
            else:
                coded += _coded(child, guids)
        elif name == "Description":
            said = (child.text or "").strip()
        elif name == "NoteRef":
            notes = (*notes, guid(child.get("targetGUID")))
        elif name == "Representation":
            text = next((part.text or "" for part in children(child, "PlainTextContent")), "")
    if kind == "PlainTextSelection":
        start, end = get("startPosition") or "", get("endPosition") or ""
    elif kind == "TranscriptSelection":
        start, end = guid(get("fromSyncPoint")), guid(get("toSyncPoint"))
    elif kind == "PDFSelection":
        start, end = get("page") or "", ""
    elif kind == "PictureSelection":
        start = f"{get('firstX')},{get('firstY')}"
        end = f"{get('secondX')},{get('secondY')}"
    else:
        start, end = get("begin") or "", get("end") or ""
    return Mark(
        kind,
        guid(get("guid")),
        get("name") or "",
        said,
        start,
        end,
        guids[get("creatingUser")],
        tuple(coded),
        notes,
        element.sourceline or 0,
        text,
    )
