"""CATMA: a project's folder as its GitLab gives it, or the JSON of its API.

The folder (CATMA 6 and 7) has `documents/`, with texts; `tagsets/`, with tags, each below its parent; and
`collections/` of annotations, each of them on one or several parts of a text, with its author. The API's JSON has the
annotated phrases instead of texts. Positions count UTF-16 code units. An annotation on several parts is the passage
from the first to the last; the values of its properties are the memo of the coding, but for one called `stance` or
`negated`, which says whether it is put against the tag.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

from idealtypes.exchange.against import stance_and_memo
from idealtypes.exchange.annotated_texts import as_text, whole_number
from idealtypes.exchange.archives import Members
from idealtypes.exchange.builder import Builder
from idealtypes.exchange.conventions import WINDOWS
from idealtypes.exchange.folders import holds_files, opened, text_in
from idealtypes.exchange.format import Format, NotReadable, Sample, Wishes
from idealtypes.exchange.found_again import Effort
from idealtypes.exchange.json_files import as_list, as_object, as_unicode, document, read_bytes
from idealtypes.exchange.positions import MarkedPassage, find
from idealtypes.exchange.project import ForeignCode, ForeignSource, Project
from idealtypes.exchange.segments import Segment
from idealtypes.files.content import shown
from idealtypes.model.text import counted

API = re.compile(rb'^\s*\{\s*"exportId"\s*:')
IN_PROJECT = re.compile(r"(?:.*/)?(documents|collections|tagsets)/([^/]+)/(.+)")
AUTHOR = "catma_markupauthor"
COLOUR = "catma_displaycolor"

Json = Mapping[str, Any]


def recognises(sample: Sample) -> bool:
    """The folders of a project with tags, or the JSON of the API."""
    names = sample.inside or sample.members
    if names:
        kinds = {found[1] for name in names if (found := IN_PROJECT.fullmatch(name))}
        tagged = any(name.endswith(("/propertydefs.json", "/header.json")) for name in names)
        return tagged and {"documents"} < kinds
    return API.match(sample.head.removeprefix(b"\xef\xbb\xbf")) is not None


def read(path: Path, wishes: Wishes) -> Project:
    """The project in a folder, an archive or an answer of the API."""
    made = Builder("catma", path.stem, "CATMA", progress=wishes.progress)
    reading = PartedAnnotations(made)
    if holds_files(path):
        with opened(path) as members:
            _project(members, made, reading, wishes)
    else:
        where = shown(path)
        _answer(document(as_unicode(read_bytes(path), where), where), where, made, reading, wishes)
    reading.finish()
    return made.project()


class PartedAnnotations:
    """Annotations on one or several parts of a text, one after the other."""

    def __init__(self, made: Builder) -> None:
        self._made = made
        self._gaps = 0
        self._ids: Counter[str] = Counter()

    def add(
        self,
        source: str,
        id_: str,
        parts: Sequence[tuple[int | None, int | None, str | None]],
        tag: str,
        author: str,
        said: Iterable[tuple[str, str]],
        where: str,
    ) -> None:
        """One annotation; parts that follow one another are one."""
        placed = sorted(
            (start, end, text) for start, end, text in parts if start is not None and end is not None
        )
        if not placed:
            self._made.skip(f"annotation {id_}", where, "it has no positions", passages=1, codings=1)
            return
        gap = any(one[1] < two[0] for one, two in pairwise(placed))
        self._gaps += gap
        start, end = placed[0][0], max(one[1] for one in placed)
        texts = [one[2] for one in placed if one[2] is not None]
        stored = "".join(texts) if texts and not gap else " … ".join(texts) if texts else None
        self._ids[id_] += 1
        own = id_ if self._ids[id_] == 1 else f"{id_}-{self._ids[id_]}"
        mark = MarkedPassage(start, end, stored)
        against, memo = stance_and_memo(said)
        segment = Segment(own, mark, (tag,), self._made.coder(author), memo, against=against)
        self._made.segment(source, segment, where)

    def finish(self) -> None:
        """A note on annotations with gaps."""
        if self._gaps:
            self._made.notes.append(
                f"{counted(self._gaps, 'annotation')} with gaps: each is read as the passage from its first "
                "part to its last."
            )


def _json(members: Members, name: str) -> Any:
    return document(text_in(members, name).removeprefix("\ufeff"), members.where(name))


def _object(members: Members, name: str | None) -> Json:
    """The object in a file, {} where there is no file."""
    if name is None:
        return {}
    said = _json(members, name)
    if not isinstance(said, dict):
        raise NotReadable(f"{members.where(name)}: this should be one object `{{…}}`")
    return said


def _project(members: Members, made: Builder, reading: PartedAnnotations, wishes: Wishes) -> None:
    """The documents, the tags and the collections of a project."""
    of: dict[str, dict[str, list[str]]] = {"documents": {}, "tagsets": {}, "collections": {}}
    for name in members.names:
        if found := IN_PROJECT.fullmatch(name):
            of[found[1]].setdefault(found[2], []).append(name)
    effort = Effort()
    for id_, names in of["documents"].items():
        _document(members, id_, names, made, effort)
    properties = _tags(members, of["tagsets"], made)
    for done, names in enumerate(of["collections"].values()):
        wishes.tell(done, len(of["collections"]))
        _collection(members, names, properties, made, reading)


def _document(members: Members, id_: str, names: list[str], made: Builder, effort: Effort) -> None:
    header = next((name for name in names if name.endswith("/header.json")), None)
    said = _object(members, header)
    info = as_object(said.get("gitContentInfoSet")) or as_object(said.get("contentInfoSet"))
    title = as_text(info.get("title")) or id_
    about = {key: as_text(info.get(key)) for key in ("author", "publisher") if as_text(info.get(key))}
    text = next((name for name in names if name.endswith(f"/{id_}.txt")), None)
    source = ForeignSource(
        id_, title, None, "document", attributes=about, memo=as_text(info.get("description"))
    )
    if text is None:
        made.skip(f"the text of `{title}`", members.where(header or names[0]), "there is no file of it")
        made.source(source, None, header or id_)
    else:
        made.source(
            source,
            None,
            members.where(text),
            partial(find, text_in(members, text), usual=WINDOWS, effort=effort),
        )


def _tags(members: Members, tagsets: Mapping[str, list[str]], made: Builder) -> dict[str, str]:
    """The tags as codes, those of several sets below a folder each; gives the names of all properties by their ids."""
    properties: dict[str, str] = {}
    of: dict[str, tuple[str]] = {}
    sets: dict[str, ForeignCode] = {}
    for id_, names in tagsets.items():
        header = next(
            (
                name
                for name in names
                if name.count("/") == names[0].count("/") and name.endswith("header.json")
            ),
            None,
        )
        said = _object(members, header)
        sets[id_] = ForeignCode(
            id_, as_text(said.get("name")) or id_, as_text(said.get("description")), codable=False
        )
        for name in names:
            if not name.endswith("/propertydefs.json"):
                continue
            tag = _object(members, name)
            own, parent = as_text(tag.get("uuid")), as_text(tag.get("parentUuid"))
            colour = ""
            for kind in ("systemPropertyDefinitions", "userDefinedPropertyDefinitions"):
                for key, said_of in as_object(tag.get(kind)).items():
                    properties[key] = as_text(as_object(said_of).get("name"))
                    if properties[key] == COLOUR:
                        colour = as_colour(next(iter(as_list(said_of.get("possibleValueList"))), ""))
            made.code(
                ForeignCode(own, as_text(tag.get("name")) or own, "", parent or None, color=colour),
                members.where(name),
            )
            if not parent:
                of[own] = (id_,)
    if len(sets) > 1:
        made.sort_into(sets, of, "the tagsets", "the tagsets")
    return properties


def as_colour(said: Any) -> str:
    """A colour as Java writes it, one number.

    >>> as_colour("-57318"), as_colour("")
    ('#ff201a', '')
    """
    number = whole_number(said)
    return "" if number is None else f"#{number & 0xFFFFFF:06x}"


def _collection(
    members: Members,
    names: list[str],
    properties: Mapping[str, str],
    made: Builder,
    reading: PartedAnnotations,
) -> None:
    header = next((name for name in names if name.endswith("/header.json")), None)
    said = _object(members, header)
    owner = as_text(said.get("responsibleUser")) or as_text(said.get("author"))
    for name in names:
        if "/annotations/" not in name or not name.endswith(".json"):
            continue
        found = _json(members, name)
        for number, one in enumerate(found if isinstance(found, list) else [found], 1):
            where = f"{members.where(name)}, entry {number}"
            body = one.get("body") if isinstance(one, dict) else None
            if not isinstance(body, dict) or not isinstance(one.get("target"), dict):
                why = "it is no annotation: it has no `body` and `target`"
                made.skip("an entry", where, why, passages=1, codings=1)
                continue
            values = as_object(body.get("properties"))
            system = dict(_values(values.get("system"), properties))
            tag = as_text(body.get("tag")).rpartition("/")[2]
            user = _values(values.get("user"), properties)
            items = list(map(as_object, as_list(one["target"].get("items"))))
            parts = [_part(as_object(item.get("selector"))) for item in items]
            source = next(
                (as_text(item.get("source")) for item in items), as_text(said.get("sourceDocumentId"))
            )
            id_ = as_text(one.get("id")).rpartition("/")[2] or f"{name}/{number}"
            reading.add(source.rpartition("/")[2], id_, parts, tag, system.get(AUTHOR) or owner, user, where)


def _values(said: Any, properties: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The names of properties and what stands in them."""
    for key, value in said.items() if isinstance(said, dict) else ():
        words = ", ".join(filter(None, map(as_text, value if isinstance(value, list) else [value])))
        if words:
            yield properties.get(key, key), words


def _part(selector: Json) -> tuple[int | None, int | None, str | None]:
    return whole_number(selector.get("start")), whole_number(selector.get("end")), None


def _answer(said: Any, where: str, made: Builder, reading: PartedAnnotations, wishes: Wishes) -> None:
    """The documents of an answer of the API, with their annotations and annotated phrases."""
    if not isinstance(said, dict) or not isinstance(said.get("documents"), list):
        raise NotReadable(f"{where}: there is no list `documents` in it")
    made.name = made.name or as_text(said.get("exportId"))
    if (pages := whole_number(said.get("totalPages")) or 1) > 1:
        made.notes.append(
            f"This is page {as_text(said.get('pageNo'))} of {pages} of the project's annotations: read the others "
            "too, or ask for a larger `pageSize`."
        )
    for number, one in enumerate(map(as_object, said["documents"]), 1):
        wishes.tell(number, len(said["documents"]))
        id_ = as_text(one.get("id")) or f"document {number}"
        made.source(ForeignSource(id_, as_text(one.get("title")) or id_, None, "document"), None, where)
        for n, annotation in enumerate(map(as_object, as_list(one.get("annotations"))), 1):
            place = f"{where}, document {number}, annotation {n}"
            path = [part for part in as_text(annotation.get("tagPath")).split("/") if part]
            path = path or [as_text(annotation.get("tagName"))]
            if not any(path):
                made.skip("an annotation", place, "it has no tag", passages=1, codings=1, fate="left")
                continue
            tag = made.code_at(path, color=as_text(annotation.get("tagColor")).lower())
            phrases = map(as_object, as_list(annotation.get("phrases")))
            parts = [
                (
                    whole_number(p.get("startOffset")),
                    whole_number(p.get("endOffset")),
                    as_text(p.get("phrase")),
                )
                for p in phrases
            ]
            user = (
                (as_text(p.get("name")), ", ".join(map(as_text, as_list(p.get("values")))))
                for p in map(as_object, as_list(annotation.get("userProperties")))
            )
            reading.add(
                id_,
                as_text(annotation.get("id")) or place,
                parts,
                tag,
                as_text(annotation.get("author")),
                user,
                place,
            )
    made.notes.append("The texts are not in this file: passages are the annotated phrases.")


def holds(path: Path, wishes: Wishes) -> Mapping[str, int]:
    """The annotations: each is a passage with a tag."""
    held = 0
    if holds_files(path):
        with opened(path) as members:
            for name in members.names:
                found = IN_PROJECT.fullmatch(name)
                if found and found[1] == "collections" and "/annotations/" in name and name.endswith(".json"):
                    said = _json(members, name)
                    held += len(said) if isinstance(said, list) else 1
    else:
        answer = document(as_unicode(read_bytes(path), shown(path)), shown(path))
        every = map(as_object, as_list(as_object(answer).get("documents")))
        held = sum(len(as_list(one.get("annotations"))) for one in every)
    return {"selections": held, "codings": held}


FORMAT = Format(
    "catma",
    "CATMA project (its folder, the JSON of its API)",
    ("CATMA",),
    recognises,
    read,
    "the folder alone: CATMA 7, the project that GitMA shows",
    tried="2026-11-29",
    holds=holds,
)
