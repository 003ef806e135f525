"""A project as a REFI-QDA 1.5 archive (.qdpx) or codebook (.qdc).

Positions count Unicode code points from 0 (the standard, p. 25), the end being the one after the last, as every
program writes it; texts are UTF-8 with line feeds and without a byte order mark, so that other ways of counting agree
wherever they can. The same project gives the same bytes.
"""

from __future__ import annotations

import io
import re
import uuid
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from idealtypes.errors import IdealtypesError, Skipped
from idealtypes.exchange.against import with_denials
from idealtypes.exchange.carried import FOLDER, MORE, carried_files, more_of
from idealtypes.exchange.code_places import with_fields
from idealtypes.exchange.placed_passages import PlacedPassages, placed
from idealtypes.exchange.project import ForeignCase, ForeignCode, ForeignSource, Project
from idealtypes.exchange.refi.elements import NOBODY, ORIGIN
from idealtypes.model.hints import listed

PROJECT = "urn:QDA-XML:project:1.0"
CODEBOOK = "urn:QDA-XML:codebook:1.0"
DATE = (1980, 1, 1, 0, 0, 0)  # the earliest a zip archive can say
MADE = "1980-01-01T00:00:00Z"  # when everything was made: there are programs that read no note without a date
NAME_LENGTH = 100  # characters of a passage that its selection is named by
GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
OURS = uuid.UUID("6f0d8f0c-3a55-5f0e-9d3c-8d3f3c1b7a11")  # the name space of GUIDs that are made here
FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, production 2


class NothingToWrite(IdealtypesError):  # noqa: N818
    """A project without what the standard asks for at least."""


@dataclass(frozen=True)
class Written:
    """An archive or a codebook, and what the standard has no place for."""

    data: bytes
    skipped: tuple[Skipped, ...] = ()


def qdc(project: Project, origin: str = ORIGIN) -> Written:
    """The codebook by itself.

    Raises
    ------
    NothingToWrite
        When there is no code: the standard asks for one.
    """
    from lxml import etree

    if not project.codes:
        raise NothingToWrite("there is no code to write, and REFI-QDA asks for one at least")
    root = etree.Element(f"{{{CODEBOOK}}}CodeBook", nsmap={None: CODEBOOK}, origin=clean(origin))
    element = maker(etree.SubElement, CODEBOOK)
    write_codes(element, element(root, "Codes"), project.codes, NewGuids(), lambda parent, code: None)
    return Written(as_bytes(root), _unplaced(project))


def qdpx(project: Project, origin: str = ORIGIN) -> Written:
    """The whole project as an archive: `project.qde` and a text for every source.

    A source whose text is not known gets its passages, one below the other, as its text; QualCoder asks for a text of
    every source, so that one without passages gets an empty one. Everything has a user and a date, without which
    QualCoder reads no note: the first coder, or one called `unknown`, and always the same day. What is coded against a
    code has a code of its own (`exchange.against`).
    """
    return _Writing(with_denials(project), origin).archive()


class _Writing:
    def __init__(self, project: Project, origin: str) -> None:
        from lxml import etree

        self.project = project
        self.guids = NewGuids()
        self.element = maker(etree.SubElement, PROJECT)
        self.root = etree.Element(f"{{{PROJECT}}}Project", nsmap={None: PROJECT})
        self.root.set("name", clean(project.name) or "project")
        self.root.set("origin", clean(origin))
        self.notes: list[tuple[str, str]] = []  # GUID and text
        self.files: dict[str, bytes] = {}
        self.skipped: list[Skipped] = [*_unplaced(project)]
        # kinds in a fixed order, so that an id that is a GUID keeps it where it is given first
        for code in project.codes:
            self.guids("code", code.id)
        users = [self.guids("user", coder.id) for coder in project.coders]
        self.by = {"creatingUser": users[0] if users else NOBODY, "creationDateTime": MADE}

    def archive(self) -> Written:
        project, element, root = self.project, self.element, self.root
        users = element(root, "Users")
        for coder in project.coders:
            element(users, "User", guid=self.guids("user", coder.id), name=coder.name)
        if not project.coders or any(not coding.coder for coding in project.codings):
            element(users, "User", guid=NOBODY, name="unknown")
        if project.codes:
            tree = element(element(root, "CodeBook"), "Codes")
            write_codes(
                element, tree, project.codes, self.guids, lambda parent, code: self._note(parent, code.memo)
            )
        self._variables()
        self._cases()
        if project.sources:
            self._sources()
        if self.notes:
            notes = element(root, "Notes")
            for guid, text in self.notes:
                element(element(notes, "Note", guid=guid, name="memo", **self.by), "PlainTextContent", text)
        if project.memo:
            element(root, "Description", project.memo)
        self._left_out()
        if project.carried is not None:
            self.files |= {f"{FOLDER}/{name}": data for name, data in carried_files(project.carried).items()}
            self.files[f"{FOLDER}/{MORE}"] = more_of(project, self._given())
        return Written(self._zipped(), tuple(self.skipped))

    def _given(self) -> dict[str, dict[str, str]]:
        """The GUIDs of the project's things, by kind and id."""
        project = self.project
        kinds: dict[str, tuple[str, list[str]]] = {
            "codes": ("code", [one.id for one in project.codes]),
            "sources": ("source", [one.id for one in project.sources]),
            "cases": ("case", [one.id for one in project.cases]),
            "statements": ("passage", [one.id for one in project.passages]),
            "coders": ("user", [one.id for one in project.coders]),
        }
        return {kind: {id: self.guids(name, id) for id in ids} for kind, (name, ids) in kinds.items()}

    def _variables(self) -> None:
        holders: tuple[ForeignSource | ForeignCase, ...] = (*self.project.sources, *self.project.cases)
        names = dict.fromkeys(name for holder in holders for name in holder.attributes)
        if names:
            variables = self.element(self.root, "Variables")
            for name in names:
                guid = self.guids("variable", name)
                self.element(variables, "Variable", guid=guid, name=name, typeOfVariable="Text")

    def _values(self, parent: Any, holder: ForeignSource | ForeignCase) -> None:
        for name, value in holder.attributes.items():
            each = self.element(parent, "VariableValue")
            self.element(each, "VariableRef", targetGUID=self.guids("variable", name))
            self.element(each, "TextValue", value)

    def _cases(self) -> None:
        if self.project.cases:
            cases = self.element(self.root, "Cases")
            for case in self.project.cases:
                each = self.element(cases, "Case", guid=self.guids("case", case.id), name=case.name)
                self._values(each, case)
                for source in self.project.sources:
                    if source.case == case.id:
                        self.element(each, "SourceRef", targetGUID=self.guids("source", source.id))

    def _sources(self) -> None:
        codings: dict[str, list[Any]] = {}
        for coding in self.project.codings:
            codings.setdefault(coding.passage, []).append(coding)
        sources = self.element(self.root, "Sources")
        for source, at in placed(self.project, self._skip):
            self._source(sources, source, at, codings)

    def _source(
        self,
        sources: Any,
        source: ForeignSource,
        at: PlacedPassages,
        codings: dict[str, list[Any]],
    ) -> None:
        element, guid = self.element, self.guids("source", source.id)
        path = f"internal://{guid}.txt"
        each = element(sources, "TextSource", guid=guid, name=source.name, plainTextPath=path, **self.by)
        self.files[f"sources/{guid}.txt"] = at.text.encode("utf-8", "replace")
        if source.memo:
            element(each, "Description", source.memo)
        for passage, start, end in at.spans:
            mark = element(
                each,
                "PlainTextSelection",
                guid=self.guids("passage", passage.id),
                startPosition=str(start),
                endPosition=str(end),
                **self.by,
            )
            if (name := _short(at.text[start:end])) and not FORBIDDEN.search(name):
                mark.set("name", name)
            if passage.memo:
                element(mark, "Description", passage.memo)
            for k, coding in enumerate(codings.get(passage.id, ())):
                user = self.guids("user", coding.coder) if coding.coder else NOBODY
                if k == 0:
                    mark.set("creatingUser", user)
                put = element(
                    mark,
                    "Coding",
                    guid=self.guids("coding", f"{passage.id}:{coding.code}:{coding.coder}:{k}"),
                    creatingUser=user,
                    creationDateTime=MADE,
                )
                element(put, "CodeRef", targetGUID=self.guids("code", coding.code))
                self._note(put, coding.memo)
        self._values(each, source)

    def _note(self, parent: Any, text: str) -> None:
        if text:
            guid = self.guids("note", str(len(self.notes)))
            self.notes.append((guid, text))
            self.element(parent, "NoteRef", targetGUID=guid)

    def _skip(self, what: str, why: str) -> None:
        self.skipped.append(Skipped(what, "project.qde", why))

    @property
    def _beside(self) -> str:
        return "" if self.project.carried is None else "; an import of ours finds them beside the project"

    def _left_out(self) -> None:
        project = self.project
        if weaker := sum(coding.intensity != 1 for coding in project.codings):
            self._skip(
                f"intensities of {weaker} codings", f"REFI-QDA has codings without a degree{self._beside}"
            )
        told = [[*one.attributes, *(["locator"] if one.locator else [])] for one in project.passages]
        if more := sum(map(bool, told)):
            names = listed(dict.fromkeys(name for each in told for name in each))
            why = f"REFI-QDA has variables of sources and cases only{self._beside}"
            self._skip(f"attributes of {more} passages: {names}", why)

    def _zipped(self) -> bytes:
        held = io.BytesIO()
        with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in {"project.qde": as_bytes(self.root), **self.files}.items():
                info = zipfile.ZipInfo(name, DATE)
                info.compress_type = zipfile.ZIP_DEFLATED
                info.external_attr = 0o644 << 16
                info.create_system = 3
                archive.writestr(info, data)
        return held.getvalue()


def _short(passage: str) -> str:
    """A passage as the name of its selection: on one line, cut with `…`."""
    line = " ".join(passage[: 4 * NAME_LENGTH].split())
    if len(line) <= NAME_LENGTH and len(passage) <= 4 * NAME_LENGTH:
        return line
    return line[:NAME_LENGTH].rstrip() + "…"


def _unplaced(project: Project) -> tuple[Skipped, ...]:
    placed = sum(code.place is not None for code in project.codes)
    why = "REFI-QDA has no word for where a code stands; the study's own coding scheme has"
    return (Skipped(f"places of {placed} codes", "project.qde", why),) if placed else ()


# elements


class NewGuids:
    """A GUID for every id: its own where it is one, else one made from the kind and the id. None is given twice.

    >>> guids = NewGuids()
    >>> guids("code", "1FF58B12-6F6F-4B0C-8BE5-BBDC91F55294")
    '1ff58b12-6f6f-4b0c-8be5-bbdc91f55294'
    >>> guids("code", "trust") == NewGuids()("code", "trust") != guids("source", "trust")
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
    guids: NewGuids,
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
        if said := with_fields(code.definition, code.fields) if code.fields else code.definition:
            element(made, "Description", said)
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
