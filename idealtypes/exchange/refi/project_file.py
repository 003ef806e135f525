"""A REFI-QDA project file, read element by element: no tree of the whole is ever in memory."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from typing import Any

from idealtypes.errors import Skipped
from idealtypes.exchange.archives import Members
from idealtypes.exchange.conventions import (
    STANDARD,
    WINDOWS,
    Chosen,
    Convention,
    SourceText,
    choose,
    effective,
)
from idealtypes.exchange.format import NotReadable
from idealtypes.exchange.project import Project, collector_at_rest
from idealtypes.exchange.refi.assembling import Assembling, CaseElement, Source
from idealtypes.exchange.refi.elements import (
    ORIGIN,
    KnownGuids,
    Selection,
    Texts,
    children,
    codebook,
    codings,
    description,
    guid,
    selection,
    short,
    targets,
    values,
)
from idealtypes.exchange.refi.one_selection import one_each
from idealtypes.exchange.refi.selections import WHOLE, for_choice
from idealtypes.exchange.xml import XmlDocument, local

TEXT_MARKS = ("PlainTextSelection", "TranscriptSelection")
MEDIA_MARKS = ("PDFSelection", "PictureSelection", "AudioSelection", "VideoSelection")
MARKS = frozenset((*TEXT_MARKS, *MEDIA_MARKS))
MEDIA = {"PDFSource": "pdf", "PictureSource": "picture", "AudioSource": "audio", "VideoSource": "video"}
AREAS = {
    "PDFSelection": "an area of a page, without its text",
    "PictureSelection": "an area of a picture",
    "AudioSelection": "a stretch of a recording",
    "VideoSelection": "a stretch of a recording",
}
KNOWN = ("Users", "CodeBook", "Variables", "Cases", "Sources", "Notes", "Links", "Sets", "Graphs")
OF_ROOT = (*KNOWN, "Description", "NoteRef")
TAGS = (
    *("User", "CodeBook", "Variable", "Case", "Note", "Link", "Set", "Graph", "Project"),
    *("TextSource", *MEDIA, "Representation", "TextDescription", "Transcript"),
    *TEXT_MARKS,
    *MEDIA_MARKS,
)
NUMBER = re.compile(r"[0-9]{1,15}")
EVERY = 1000  # elements between two words on progress


class ProjectFile:
    """What has been read so far. `take` every element of `TAGS` as it is complete; then the project is put together."""

    def __init__(self, members: Members, where: str) -> None:
        self._project = Assembling(where)
        self._texts = Texts(members)
        self._text_marks: list[Selection] = []  # of the element that is being read
        self._media_marks: list[Selection] = []
        self._transcribed: dict[str, set[str]] = {}  # selections of transcripts, and the codes on them
        self._inner: tuple[SourceText | None, str, str] | None = None
        self._usual = STANDARD
        self.complete = False  # whether the project's own element has been taken
        self._guids = KnownGuids()
        self._last: Any = None  # the selection before

    def take(self, element: Any) -> None:
        """One element that is complete; what has been used of it is cleared."""
        name = local(element.tag)
        if name in MARKS:
            marks = self._text_marks if name in TEXT_MARKS else self._media_marks
            marks.append(selection(element, name, self._guids))
            # the parser may still be at the end of this one; the one before is behind it
            before, self._last = self._last, element
            if before is not None:
                if element.getprevious() is before and before.tag == element.tag:
                    before.getparent().remove(before)
                else:
                    before.clear()
            return
        if name in MEDIA:
            self._take_media(element, MEDIA[name])
        else:
            getattr(self, f"_take_{name}")(element)
        if name in ("TextSource", "Note", "Case", "Link", "Graph", "Transcript", *MEDIA):
            element.clear()

    def project(self, extra: tuple[str, ...] = ()) -> Project:
        """The project, when all is read; `extra` are further notes."""
        return self._project.project(extra)

    def _take_User(self, element: Any) -> None:  # noqa: N802
        id = guid(element.get("guid"))
        self._project.users[id] = (element.get("name") or element.get("id") or id).strip()

    def _take_CodeBook(self, element: Any) -> None:  # noqa: N802
        self._project.with_codes(codebook(element, self._project.where))
        root = element.getparent()
        if root is not None:
            # the program is known from here on, and with it what its positions usually count
            self._project.builder.maker = (root.get("origin") or "").strip()
            self._usual = usual(self._project.builder.maker)
        element.clear()

    def _take_Variable(self, element: Any) -> None:  # noqa: N802
        id = guid(element.get("guid"))
        self._project.variables[id] = (element.get("name") or id).strip()

    def _take_Case(self, element: Any) -> None:  # noqa: N802
        self._project.cases.append(
            CaseElement(
                guid(element.get("guid")) or f"case:{len(self._project.cases)}",
                (element.get("name") or "").strip(),
                description(element),
                values(element, self._project.variables),
                targets(element, "SourceRef"),
                targets(element, "SelectionRef"),
                len(targets(element, "CodeRef")),
                element.sourceline or 0,
            )
        )

    def _take_TextSource(self, element: Any) -> None:  # noqa: N802
        source = self._source(element, "text")
        self._with_text(source, self._texts.of(element), element)
        self._settle(source, element)

    def _take_Representation(self, element: Any) -> None:  # noqa: N802
        parent = element.getparent()
        if parent is None or local(parent.tag) not in ("PDFSource", "PictureSource"):
            # the text of an area of a page; its own selections are parts of a passage
            for each in self._text_marks:
                why = "the area itself is the passage"
                self._project.skip(
                    "selection within the text of an area", each.line, why, 1, len(each.codings)
                )
            self._text_marks = []
            return
        self._inner = self._texts.of(element)

    def _take_TextDescription(self, element: Any) -> None:  # noqa: N802
        self._take_Representation(element)

    def _take_Transcript(self, element: Any) -> None:  # noqa: N802
        parent = element.getparent()
        of = "" if parent is None else (parent.get("name") or "").strip()
        source = self._source(element, "transcript")
        source.name = ": ".join(dict.fromkeys(part for part in (of, source.name) if part))
        for point in children(element, "SyncPoint"):
            if NUMBER.fullmatch(position := point.get("position") or ""):
                source.sync[guid(point.get("guid"))] = int(position)
        self._with_text(source, self._texts.of(element), element)
        source.marks, self._text_marks = self._text_marks, []
        for mark in source.marks:
            self._transcribed.setdefault(mark.id, set()).update(coded[0] for coded in mark.codings)
        self._choose(source)

    def _take_media(self, element: Any, kind: str) -> None:
        source = self._source(element, kind)
        if self._inner is not None:
            self._with_text(source, self._inner, element)
        elif kind in ("picture", "pdf") or next(children(element, "Transcript"), None) is None:
            what = {"pdf": "a PDF without its text", "picture": "a picture"}.get(
                kind, "a recording without transcript"
            )
            self._project.skip(
                f"source “{short(source.name)}”", element.sourceline, f"{what}: texts are read"
            )
        self._inner = None
        self._settle(source, element)

    def _take_Note(self, element: Any) -> None:  # noqa: N802
        id = guid(element.get("guid"))
        name = (element.get("name") or "").strip()
        text, _, why = self._texts.of(element)
        said = description(element)
        if text is None and not said:
            self._project.skip(f"note “{name or id}”", element.sourceline, why)
        self._project.memos[id] = "\n".join(
            part for part in (said, "" if text is None else text.text.strip()) if part
        )
        if self._text_marks:
            source = self._source(element, "memo")
            source.text = text
            self._settle(source, element)

    def _take_Link(self, element: Any) -> None:  # noqa: N802
        self._project.links.append((guid(element.get("originGUID")), guid(element.get("targetGUID"))))

    def _take_Set(self, element: Any) -> None:  # noqa: N802
        name = short((element.get("name") or "").strip())
        where = f"{self._project.where}:{element.sourceline}"
        self._project.code_sets.append((name, where, len(targets(element, "MemberCode"))))
        for id in targets(element, "MemberSource"):
            source = self._project.sources.get(id)
            if source is not None:
                before = source.attributes.get("set")
                source.attributes["set"] = f"{before}; {name}" if before else name

    def _take_Graph(self, element: Any) -> None:  # noqa: N802
        self._project.skip(
            f"graph “{short(element.get('name') or '')}”",
            element.sourceline,
            "drawings of codes are not read",
        )

    def _take_Project(self, element: Any) -> None:  # noqa: N802
        self.complete = True
        self._project.builder.name = (element.get("name") or "").strip()
        self._project.builder.maker = (element.get("origin") or "").strip()
        self._project.builder.memo = description(element)
        if noted := targets(element, "NoteRef"):
            self._project.noted["project"] = noted
        for each in (*self._text_marks, *self._media_marks):
            self._project.skip("selection", each.line, "it stands in no source", 1, len(each.codings))
        strange = Counter(tag for c in element if (tag := local(c.tag)) and tag not in OF_ROOT)
        for tag, count in strange.items():
            what = f"{count} {tag}"
            self._project.skip(what, element.sourceline, "REFI-QDA 1.5 has no such element in a project")

    def _source(self, element: Any, kind: str) -> Source:
        project = self._project
        id = guid(element.get("guid")) or f"source:{len(project.sources)}"
        if id in project.sources:
            id = f"{id}:{len(project.sources)}"
        path = element.get("plainTextPath") or element.get("path") or ""
        name = (element.get("name") or "").strip() or path.rpartition("/")[2] or id
        attributes = values(element, project.variables)
        source = Source(id, name, kind, attributes=attributes, memo=description(element))
        project.sources[id] = source
        if noted := targets(element, "NoteRef"):
            project.noted[id] = noted
        return source

    def _with_text(self, source: Source, found: tuple[SourceText | None, str, str], element: Any) -> None:
        source.text, place, why = found
        if source.text is None:
            where = place or f"{self._project.where}:{element.sourceline}"
            self._project.builder.skipped.append(Skipped(f"text of “{short(source.name)}”", where, why))

    def _settle(self, source: Source, element: Any) -> None:
        """Give a source the marks that were read in it, each once, and those on it as a whole."""
        found = one_each(self._text_marks, self._media_marks, source.text is not None)
        self._project.joined += found.joined
        before, after = (
            sum(len(one.codings) for one in marks)
            for marks in ((*self._text_marks, *self._media_marks), (*found.texts, *found.areas))
        )
        self._project.builder.joined["codings"] += before - after
        for each in found.areas:
            if each.id in self._transcribed and self._transcribed[each.id] >= {
                one[0] for one in each.codings
            }:
                self._project.joined += 1
                self._project.builder.joined["codings"] += len(each.codings)
                continue
            n = len(each.codings)
            coded = f" with {n} coding{'s' * (n != 1)}" if n else ""
            what = f"selection in “{short(source.name)}”{coded}"
            self._project.skip(what, each.line, f"{AREAS[each.kind]}: texts are read", 1, n)
        source.marks, self._text_marks, self._media_marks = found.texts, [], []
        if whole := codings(element, self._guids):
            line = element.sourceline or 0
            if source.text is None:
                what = f"{len(whole)} codings of “{short(source.name)}” as a whole"
                self._project.skip(what, line, "there is no text to stand on", 1, len(whole))
            else:
                source.marks.append(
                    Selection(WHOLE, f"{source.id}:whole", "", "", "", "", "", whole, (), line)
                )
        self._choose(source)

    def _choose(self, source: Source) -> None:
        if source.text is not None:
            chosen = choose(source.text, for_choice(source.marks, source.sync), self._usual)
            ours = self._project.builder.maker == ORIGIN
            standard = effective(source.text, STANDARD)
            # what we write counts as the standard says: the edges of words do not overrule that
            guessed = ours and chosen.found == "words" and chosen.convention != standard
            source.chosen = Chosen(standard, "usual") if guessed else chosen
        if self._project.book.there and (source.text is None or source.chosen.found != "usual"):
            self._project.place(source)


def usual(maker: str) -> Convention:
    """What the positions of a program are known to count: UTF-16 code units over the raw text in NVivo for
    Windows, characters with each line end as one elsewhere (the standard, p. 25, says code points)."""
    low = maker.lower()
    return WINDOWS if "nvivo" in low and "mac" not in low else STANDARD


def read_project(
    document: XmlDocument, members: Members, size: int, progress: Callable[[int, int], None] | None
) -> Project:
    """A whole project. `size` is that of the document in bytes, for the progress.

    Raises
    ------
    NotReadable
        When the XML is broken, or holds no project.
    """
    reading = ProjectFile(members, document.where)
    with collector_at_rest():
        for count, element in enumerate(document.elements(TAGS)):
            reading.take(element)
            if progress is not None and count % EVERY == 0:
                progress(min(document.taken, size), size)
        if not reading.complete:
            raise NotReadable(f"{document.where}: there is no `Project` element here")
        extra: tuple[str, ...] = ()
        if document.replaced:
            extra = (f"{document.replaced} control characters that XML does not allow were read as spaces",)
        return reading.project(extra)
