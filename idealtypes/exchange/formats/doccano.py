"""doccano: its export as JSON lines or JSON, alone or as the zip archive or folder that it comes in.

Each line is an example: its text, its labels (`label`, `labels` or `entities`: spans as `[start, end, label]` or as
objects; names alone are of the whole text; `cats` beside spans too), comments, and the fields that were brought in with
it. An archive has a file for each member of the project, named after the member, or `all.jsonl` where they worked
together and nobody is named. doccano 1.0 and before write labels and members as numbers (`annotations`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from idealtypes.exchange.annotated_texts import (
    WISHES,
    AnnotatedTexts,
    LabelSets,
    Place,
    as_text,
    whole_number,
)
from idealtypes.exchange.archives import whole
from idealtypes.exchange.builder import Builder, identity
from idealtypes.exchange.folders import holds_files, opened
from idealtypes.exchange.format import Format, NotReadable, Sample, Wishes
from idealtypes.exchange.json_files import as_unicode, objects, opening, read_bytes
from idealtypes.exchange.positions import MarkedPassage
from idealtypes.exchange.project import Project
from idealtypes.exchange.segments import Segment
from idealtypes.files.content import shown

TEXTS = ("text", "data")
LABELS = ("label", "labels", "entities", "annotations", "cats")
OTHERS = ("id", "relations", "Comments", "comments", "annotation_approver", "meta")
ENDINGS = (".jsonl", ".json", ".json1")  # the last by doccano 1.2
NOBODY = ("all", "unknown")
SET = "label"

Json = Mapping[str, Any]


def recognises(sample: Sample) -> bool:
    """An object with a text and a list of labels; or an archive or a folder of nothing but files of those."""
    names = sample.inside or sample.members
    if names:
        return all(name.lower().endswith(ENDINGS) for name in names) and _first_in(sample.path)
    return _is_example(opening(sample))


def _first_in(path: Path) -> bool:
    try:
        with opened(path) as members:
            name = members.names[0]
            head = members.open(name).read(1 << 20)
    except (NotReadable, OSError, IndexError):
        return False
    lines = head.decode("utf-8-sig", "ignore").split("\n", 1)[0]
    try:
        first = next(objects(lines, name), ("", None))[1]
    except NotReadable:
        return False
    return isinstance(first, dict) and _is_example(first)


def _is_example(one: Json) -> bool:
    has_text = any(isinstance(one.get(name), str) for name in TEXTS)
    return has_text and any(isinstance(one.get(name), list) for name in LABELS)


def read(path: Path, wishes: Wishes) -> Project:
    """The project in a file, or in the files of an archive or a folder."""
    made = Builder("doccano", path.stem, "doccano", progress=wishes.progress)
    reading = _Examples(made, wishes)
    if not holds_files(path):
        reading.file(read_bytes(path), shown(path), "")
    else:
        with opened(path) as members:
            for name in members.names:
                stem = Path(name).stem
                coder = "" if stem.lower() in NOBODY else stem
                reading.file(whole(members, name), members.where(name), coder)
    reading.finish(shown(path))
    return made.project()


class _Examples:
    """The examples of one file after the other into one project."""

    def __init__(self, made: Builder, wishes: Wishes) -> None:
        self._made = made
        self._wishes = wishes
        self._texts = AnnotatedTexts(made, wishes)
        self._labels = LabelSets(made)
        self._numbers: set[str] = set()
        self._taken: set[str] = set()

    def file(self, data: bytes, where: str, coder: str) -> None:
        """The examples of a file, annotated by `coder`, "" where the file does not say."""
        text = as_unicode(data, where)
        many = text.count("\n")
        for done, (place, one) in enumerate(objects(text, where)):
            self._wishes.tell(done, max(many, done + 1))
            if not isinstance(one, dict):
                self._made.skip("an entry", place, "it is no example: an object with a text and labels")
            else:
                self._example(one, place, coder)

    def _example(self, one: Json, where: str, coder: str) -> None:
        text = next((one[name] for name in TEXTS if isinstance(one.get(name), str)), None)
        if text is None or not text.strip():
            what = "a picture or a recording" if "filename" in one else "an example"
            self._made.skip(what, where, "it has no text", codings=_entries(one))
            return
        id_ = as_text(one.get("id"))
        key = f"{id_}" if id_ else identity(text)
        there = self._texts.place(key)
        if there is not None and not self._same(there, text):
            why = "another example with its id has another text"
            self._made.skip(f"example {id_}", where, why, codings=_entries(one))
            return
        fields = {k: v for k, v in one.items() if k not in (*TEXTS, *LABELS, *OTHERS)}
        if isinstance(one.get("meta"), dict):
            fields |= one["meta"]
        place = self._texts.add(
            key, f"example {id_}" if id_ else f"text {len(self._texts) + 1}", text, fields, where
        )
        relations = one.get("relations")
        for _ in relations if isinstance(relations, list) else ():
            self._made.skip("a relation", where, "it joins two passages, and is on none of its own")
        comments = one.get("Comments") or one.get("comments")
        for _ in comments if isinstance(comments, list) else ():
            self._made.skip("a comment", where, "it is on the text as a whole, on no passage")
        spans: dict[tuple[int | None, int | None, str], list[str]] = {}
        for start, end, label, by, entire in self._labels_of(one, where):
            who = self._made.coder(coder or by)
            at = (None, None, who) if entire else (start, end, who)
            spans.setdefault(at, []).append(self._labels.code(SET, (label,)))
        for (start, end, who), codes in spans.items():
            entire = start is None and end is None
            mark: MarkedPassage = place.entire() if entire else place.mark(start, end)
            name = f"{key}/text" if entire else f"{key}/{start}-{end}"
            one_id = f"{name}/{who}" if who else name
            while one_id in self._taken:
                one_id += "'"
            self._taken.add(one_id)
            unique = tuple(dict.fromkeys(codes))
            self._made.joined["codings"] += len(codes) - len(unique)
            segment = Segment(one_id, mark, unique, who, attributes=place.attributes)
            self._made.segment(place.source, segment, where)

    def _same(self, place: Place, text: str) -> bool:
        return self._texts.text(place) == text

    def _labels_of(self, one: Json, where: str) -> Iterator[tuple[int | None, int | None, str, str, bool]]:
        """Start, end, label, who put it, and whether it is on the whole text."""
        for name in LABELS:
            found = one.get(name)
            if found is None:
                continue
            for said in found if isinstance(found, list) else [found]:
                if isinstance(said, (str, int)) and not isinstance(said, bool):
                    parts: tuple[Any, ...] = (None, None, said, "")
                elif isinstance(said, list) and len(said) == 3:
                    parts = (*said, "")
                elif isinstance(said, dict) and "label" in said:
                    parts = (
                        said.get("start_offset"),
                        said.get("end_offset"),
                        said["label"],
                        said.get("user", ""),
                    )
                else:
                    self._made.skip(
                        f"an entry of `{name}`",
                        where,
                        "it is no label: a name, or a span with a name",
                        codings=1,
                    )
                    continue
                label, start, end = as_text(parts[2]), whole_number(parts[0]), whole_number(parts[1])
                if not label:
                    self._made.skip(f"an entry of `{name}`", where, "it has no label", codings=1, fate="left")
                    continue
                if not isinstance(parts[2], str):
                    self._numbers.add(label)
                if parts[0] is None and parts[1] is None:
                    yield None, None, label, as_text(parts[3]), True
                elif start is None or end is None:
                    self._made.skip(
                        f"a span of `{label}`", where, "its start or its end is no whole number", codings=1
                    )
                else:
                    yield start, end, label, as_text(parts[3]), False

    def finish(self, where: str) -> None:
        """What the examples said together."""
        self._labels.finish()
        if not len(self._texts):
            raise NotReadable(
                f"{where}: there is no example with a text: pictures and recordings are not read"
            )
        if self._numbers:
            self._made.notes.append(
                f"{len(self._numbers)} labels are numbers, as doccano 1.0 writes them: their names stand in the "
                "project, not in this file."
            )
        self._texts.finish("example", where)


def _entries(one: Json) -> int:
    """How many labels an example has."""
    found = (one.get(name) for name in LABELS)
    return sum(len(said) if isinstance(said, list) else said is not None for said in found)


def holds(path: Path, wishes: Wishes) -> Mapping[str, int]:
    """The labels of all examples."""
    if not holds_files(path):
        texts = [as_unicode(read_bytes(path), shown(path))]
    else:
        with opened(path) as members:
            texts = [as_unicode(whole(members, name), members.where(name)) for name in members.names]
    every = (one for text in texts for _, one in objects(text, shown(path)))
    return {"codings": sum(_entries(one) for one in every if isinstance(one, dict))}


FORMAT = Format(
    "doccano",
    "doccano export (JSONL, JSON, also as zip or folder)",
    ("doccano",),
    recognises,
    read,
    "doccano 1.8.4, written by its own exporter",
    WISHES,
    "2026-11-29",
    holds=holds,
)
