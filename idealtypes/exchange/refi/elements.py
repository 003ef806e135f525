"""The elements of REFI-QDA as records: selections, codes, values, texts; nothing is put together yet."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from idealtypes.errors import Skipped
from idealtypes.exchange.archives import Members, leads_out, whole
from idealtypes.exchange.conventions import SourceText
from idealtypes.exchange.format import NotReadable
from idealtypes.exchange.project import ForeignCode, colour
from idealtypes.exchange.xml import local

VALUES = ("TextValue", "BooleanValue", "IntegerValue", "FloatValue", "DateValue", "DateTimeValue")
SHORT = 80
ORIGIN = "idealtypes"  # the program, in a project that we write
NOBODY = (
    "0e9a2f6a-3c1b-5d6e-8f0a-7b2c4d5e6f70"  # the user of what nobody is named for, in a project that we write
)
PLAIN = 36  # characters of a GUID without braces
Coded = tuple[str, str, tuple[str, ...]]  # a code, the user who put it, the notes on it


@dataclass(slots=True)
class Selection:
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
    page: str = ""  # the pages of a selection that is an area and a span of a text


def guid(value: str | None) -> str:
    """A GUID in lower case without braces; "" for none.

    >>> guid("{1FF58B12-6F6F-4B0C-8BE5-BBDC91F55294}")
    '1ff58b12-6f6f-4b0c-8be5-bbdc91f55294'
    """
    if not value:
        return ""
    value = value.lower()
    return value if len(value) == PLAIN else value.strip().strip("{}")


class KnownGuids(dict[str | None, str]):
    """GUIDs as a file has them → as `guid` has them. Codes and users come again and again, and are made once.

    >>> KnownGuids()["{1FF58B12-6F6F-4B0C-8BE5-BBDC91F55294}"]
    '1ff58b12-6f6f-4b0c-8be5-bbdc91f55294'
    """

    def __missing__(self, value: str | None) -> str:
        made = self[value] = guid(value)
        return made


def short(name: str) -> str:
    """A name as it stands in messages, of which there may be many: cut beyond 80 characters."""
    return name if len(name) <= SHORT else name[:SHORT] + "…"


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


def codings(element: Any, guids: KnownGuids) -> tuple[Coded, ...]:
    """The codings among the children; one with several codes counts once for each."""
    return tuple(coded for child in children(element, "Coding") for coded in _coded(child, guids))


def _coded(coding: Any, guids: KnownGuids) -> tuple[Coded, ...]:
    user = guids[coding.get("creatingUser")]
    notes = targets(coding, "NoteRef")
    return tuple((code, user, notes) for code in targets(coding, "CodeRef") or ("",))


def selection(element: Any, kind: str, guids: KnownGuids) -> Selection:
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
    return Selection(
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


# codes


@dataclass
class ForeignCodebook:
    """The codes in the order of the file, and what was wrong with some; `notes`: code → the notes on it;
    `there`: whether the file had a codebook so far."""

    codes: dict[str, ForeignCode] = field(default_factory=dict)
    notes: dict[str, tuple[str, ...]] = field(default_factory=dict)
    skipped: list[Skipped] = field(default_factory=list)
    there: bool = False


def codebook(element: Any, where: str) -> ForeignCodebook:
    """The codes below a `CodeBook` element; one without a GUID gets one made of its parent's and its name."""
    book = ForeignCodebook(there=True)
    for id, name, parent, code in _walk(element):
        if id in book.codes:
            why = f"the code “{short(book.codes[id].name)}” has the same GUID"
            book.skipped.append(Skipped(f"code “{short(name)}”", f"{where}:{code.sourceline}", why, codes=1))
            continue
        book.codes[id] = ForeignCode(
            id,
            name,
            definition=description(code),
            parent=parent if parent in book.codes else None,
            codable=true(code.get("isCodable")),
            color=colour(code.get("color") or ""),
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


# texts


class Texts:
    """The texts of a project's sources, found by path or by the last part of it, in upper or lower case."""

    def __init__(self, members: Members) -> None:
        self._members = members
        self._names = {name.lower(): name for name in members.names}
        self._last = {name.rpartition("/")[2]: whole for name, whole in self._names.items()}

    def of(self, element: Any) -> tuple[SourceText | None, str, str]:
        """The text of a source; without one, where it should be and why it is not there."""
        inline = next(children(element, "PlainTextContent"), None)
        if inline is not None:
            return SourceText.of(inline.text or ""), "", ""
        plain, rich = element.get("plainTextPath"), element.get("richTextPath")
        if plain:
            return self._at(plain)
        if rich:
            return None, rich, "there is a formatted text only; REFI-QDA asks for a plain text beside it"
        return None, "", "the project holds no text of it"

    def _at(self, path: str) -> tuple[SourceText | None, str, str]:
        scheme, colon, rest = path.partition("://")
        if not colon:
            scheme, rest = "internal", path  # qc before 1.4 writes the bare name
        if scheme.lower() != "internal":
            return None, path, "the text lies outside the project, and nothing outside is read"
        rest = rest.lstrip("/").replace("\\", "/")
        if leads_out(rest):
            return None, path, "the path leads out of the project"
        name = self._find(rest) or self._find(unquote(rest))
        if name is None:
            return None, path, "the project does not hold this file"
        try:
            data = whole(self._members, name)
        except NotReadable as problem:
            return None, self._members.where(name), str(problem).partition(": ")[2] or str(problem)
        return _decoded(data, self._members.where(name))

    def _find(self, rest: str) -> str | None:
        low = rest.lower()
        for wanted in (f"sources/{low}", low):
            if wanted in self._names:
                return self._names[wanted]
        return self._last.get(low.rpartition("/")[2])


def _decoded(data: bytes, where: str) -> tuple[SourceText | None, str, str]:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return SourceText.of("\ufeff" + data.decode("utf-16")), "", ""
        except UnicodeDecodeError:
            return None, where, "the text is neither UTF-8 nor UTF-16"
    try:
        return SourceText.of(data.decode("utf-8")), "", ""
    except UnicodeDecodeError as problem:
        line = data.count(b"\n", 0, problem.start) + 1
        why = f"the text is not UTF-8: byte 0x{data[problem.start]:02X} on line {line}"
        return None, where, why
