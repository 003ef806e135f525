"""CATMA: the TEI of its annotation collections beside the text they are on, as a corpus is exported.

An exported corpus, unpacked, has a folder for each document, with its text and `annotationcollections/NAME.xml`. Such a
file has the tags (`fsDecl`, each below its `baseTypes`), an `fs` for each annotation with its tag, its author and its
properties, and the text in segments (`seg ana="#…"`) that point into it (`#char=from,to`), so that one annotation may
stand on several.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from idealtypes.exchange.archives import Members, whole
from idealtypes.exchange.builder import Builder
from idealtypes.exchange.conventions import WINDOWS
from idealtypes.exchange.folders import Folder, holds_files, opened, text_in
from idealtypes.exchange.foreign_bytes import read_bytes
from idealtypes.exchange.format import Format, NotReadable, Sample, Wishes
from idealtypes.exchange.formats.catma import AUTHOR, COLOUR, PartedAnnotations, as_colour
from idealtypes.exchange.found_again import Effort
from idealtypes.exchange.positions import find
from idealtypes.exchange.project import ForeignCode, ForeignSource, Project
from idealtypes.exchange.xml import XmlDocument, local

COLLECTIONS = "annotationcollections"
HELD = re.compile(rb"<(?:\w+:)?fs\s[^<>]*\btype\s*=")
ID = "{http://www.w3.org/XML/1998/namespace}id"
CHARACTERS = re.compile(r"#char=([0-9]{1,15}),([0-9]{1,15})")
BASE = "CATMA_BASE_TAG"


def recognises(sample: Sample) -> bool:
    """TEI that names CATMA, or a folder or an archive of such collections beside texts."""
    if names := (*sample.members, *sample.inside):
        return any(f"/{COLLECTIONS}/" in f"/{name}" and name.lower().endswith(".xml") for name in names)
    return b"<TEI" in sample.head and b"CATMA_" in sample.head


def read(path: Path, wishes: Wishes) -> Project:
    """The collections in a file, a folder or an archive, each on its text."""
    made = Builder("catma-tei", path.stem, "CATMA", progress=wishes.progress)
    reading = _Collections(made)
    if not holds_files(path):
        folder = path.parent.parent if path.parent.name == COLLECTIONS else path.parent
        own = path.relative_to(folder).as_posix()
        texts = sorted(file.name for file in folder.glob("*.txt"))
        reading.file(Folder(folder, only=(own, *texts)), own)
    else:
        with opened(path) as members:
            names = [name for name in members.names if name.lower().endswith(".xml")]
            for done, name in enumerate(names):
                wishes.tell(done, len(names))
                reading.file(members, name)
    reading.parts.finish()
    return made.project()


@dataclass
class _Annotation:
    """An annotation: its tag, and the values of its properties by their names."""

    tag: str
    said: dict[str, str]


class _Collections:
    """The collections of a corpus, one after the other."""

    def __init__(self, made: Builder) -> None:
        self.parts = PartedAnnotations(made)
        self._made = made
        self._effort = Effort()

    def file(self, members: Members, name: str) -> None:
        """One collection."""
        where = members.where(name)
        document = XmlDocument(members.open(name), where)
        if document.root != "TEI":
            self._made.skip("a file", where, f"it is no TEI: its first element is `{document.root}`")
            return
        found: dict[str, _Annotation] = {}
        places: dict[str, list[tuple[int | None, int | None, str | None]]] = defaultdict(list)
        target = ""
        for element in document.elements(("fsdDecl", "fs", "seg")):
            kind = local(element.tag)
            if kind == "fsdDecl":
                self._tags(element, where)
            elif kind == "fs" and element.get("type"):
                found[element.get(ID) or ""] = _Annotation(element.get("type"), dict(_values(element)))
            elif kind == "seg":
                for pointer in element.iter("{*}ptr"):
                    at = CHARACTERS.search(pointer.get("target") or "")
                    if at is None:
                        self._made.skip("a segment", where, "its pointer has no `#char=from,to`")
                        continue
                    target = target or pointer.get("target").partition("#")[0]
                    for own in (element.get("ana") or "").split():
                        places[own.lstrip("#")].append((int(at[1]), int(at[2]), None))
        if not found:
            return
        source = self._source(members, name, target, where)
        for own, one in found.items():
            said = ((key, value) for key, value in one.said.items() if not key.startswith("catma_"))
            self.parts.add(source, own, places[own], one.tag, one.said.get(AUTHOR, ""), said, where)

    def _tags(self, declared: Any, where: str) -> None:
        """The tags of a tagset; one that another collection has declared is the same."""
        for one in declared.iter("{*}fsDecl"):
            own, parent = one.get(ID) or "", one.get("baseTypes")
            if own == BASE or own in self._made.codes:
                continue
            name = next((" ".join((e.text or "").split()) for e in one.iter("{*}fsDescr")), "") or own
            colour = next(
                (value for d in one.iter("{*}fDecl") if d.get("name") == COLOUR for value in _texts(d)), ""
            )
            above = parent if parent and parent != BASE else None
            self._made.code(ForeignCode(own, name, "", above, color=as_colour(colour)), where)

    def _source(self, members: Members, name: str, target: str, where: str) -> str:
        """The document that a collection is on: the text beside it, or above its folder."""
        folder = name.rpartition("/")[0]
        if folder.rpartition("/")[2] == COLLECTIONS:
            folder = folder.rpartition("/")[0]
        texts = [
            one for one in members.names if one.rpartition("/")[0] == folder and one.lower().endswith(".txt")
        ]
        last = target.rpartition("/")[2]
        named = [
            one
            for one in texts
            if one.rpartition("/")[2] == last or one.rpartition("/")[2].startswith(f"{last}_")
        ]
        chosen = named if len(named) == 1 else texts
        if len(chosen) != 1:
            there = "none" if not texts else f"{len(texts)}"
            raise NotReadable(
                f"{where}: this collection points into the text `{last or '?'}`, and there is {there} beside it: read "
                "the whole folder of the exported corpus, with a text for each document"
            )
        own = chosen[0]
        if own not in self._made.sources:
            title = own.rpartition("/")[2][: -len(".txt")]
            text = text_in(members, own)
            finder = partial(find, text, usual=WINDOWS, effort=self._effort)
            self._made.source(ForeignSource(own, title, None, "document"), None, where, finder)
        return own


def holds(path: Path, wishes: Wishes) -> Mapping[str, int]:
    """The annotations, by their tags alone: each is a passage with a tag."""
    if holds_files(path):
        with opened(path) as members:
            every = [whole(members, name) for name in members.names if name.lower().endswith(".xml")]
    else:
        every = [read_bytes(path)]
    held = sum(len(HELD.findall(data)) for data in every if b"<TEI" in data)
    return {"selections": held, "codings": held}


def _values(element: Any) -> Iterator[tuple[str, str]]:
    for one in element.iter("{*}f"):
        if one.get("name") and (said := ", ".join(_texts(one))):
            yield one.get("name"), said


def _texts(element: Any) -> Iterator[str]:
    """The values that are strings or numbers."""
    for one in element.iter("{*}string", "{*}numeric"):
        said = " ".join((one.text or one.get("value") or "").split())
        if said:
            yield said


FORMAT = Format(
    "catma-tei",
    "CATMA annotation collections (TEI) beside their texts: an exported corpus, unpacked",
    ("CATMA",),
    recognises,
    read,
    "CATMA of 2012, the trial files of its repository",
    tried="2026-11-29",
    holds=holds,
)
