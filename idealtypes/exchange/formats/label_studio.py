"""Label Studio: the export “JSON” of a project with texts, a list of tasks with the annotations of each annotator.

A task has the fields of its data, and annotations (before 1.0 `completions`), each a list of results by one annotator.
Results on a span (`labels`, and whatever is asked of a region under the same id) are on a passage; `choices` and
`taxonomy` without a span are on the whole text. Positions are those of the browser, UTF-16 code units of the field of
the text; in HTML they count its text alone, in a dialogue each paragraph from its beginning. Which field is annotated
stands in the labelling configuration, which is not in the export: it is the one in which the stored passages are found.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
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
from idealtypes.exchange.builder import Builder, Segment
from idealtypes.exchange.conventions import WINDOWS
from idealtypes.exchange.format import BadWish, Format, NotReadable, Sample, Wishes
from idealtypes.exchange.json_files import as_unicode, objects, opening, read_bytes
from idealtypes.exchange.markup import read_markup
from idealtypes.exchange.positions import MarkedPassage
from idealtypes.exchange.project import Project
from idealtypes.files.content import shown
from idealtypes.model.hints import listed

LABELS = ("labels", "hypertextlabels", "paragraphlabels")  # types of results that put labels on a span
OF_TEXT = (*LABELS, "choices", "taxonomy")
ENOUGH = 300  # stored passages by which the field of the text is found
ADDRESS = re.compile(r"(?:[a-z][a-z0-9+]{1,9}://|/data/)\S*|data:\S*")  # of a picture, a recording, a file
RELATION = "it joins two passages, and is on none of its own"

Json = Mapping[str, Any]


def recognises(sample: Sample) -> bool:
    """A task with data and annotations, or what the short export makes of one."""
    first = opening(sample)
    return _is_task(first) or _is_stored(first) or _is_short(first)


def _is_task(one: Json) -> bool:
    return isinstance(one.get("data"), dict) and any(
        isinstance(one.get(name), list) for name in ("annotations", "completions")
    )


def _is_stored(one: Json) -> bool:
    """An annotation with its task in it, as a storage beside Label Studio gets it."""
    return isinstance(one.get("result"), list) and isinstance(one.get("task"), dict) and "data" in one["task"]


def _is_short(one: Json) -> bool:
    return {"annotation_id", "annotator", "lead_time"} <= one.keys() and "data" not in one


def read(path: Path, wishes: Wishes) -> Project:
    """The project in an export."""
    where = shown(path)
    made = Builder("label-studio", path.stem, "Label Studio", progress=wishes.progress)
    tasks: list[tuple[str, Json]] = []
    for place, one in objects(as_unicode(read_bytes(path), where), where):
        if isinstance(one, dict) and _is_short(one):
            raise NotReadable(
                f"{place}: this is the short export “JSON-MIN”, which does not say what is a text and what an answer: "
                "export the project as “JSON”"
            )
        if isinstance(one, dict) and _is_stored(one):
            one = {**one["task"], "annotations": [one]}
        if isinstance(one, dict) and _is_task(one):
            tasks.append((place, one))
        else:
            made.skip("an entry", place, "it is no task: it has no `data`, or no `annotations`")
    reading = _Tasks(made, wishes, _fields_of_text(tasks, where, wishes))
    for done, (place, task) in enumerate(tasks):
        wishes.tell(done, len(tasks))
        reading.task(task, place)
    reading.finish(where)
    return made.project()


def _annotations(task: Json) -> list[Any]:
    found = task.get("annotations", task.get("completions"))
    return found if isinstance(found, list) else []


def _results(annotation: Json) -> list[Any]:
    found = annotation.get("result")
    return found if isinstance(found, list) else []


def _text_of(value: Any) -> str | list[str] | None:
    """A text, or the paragraphs of a dialogue."""
    if isinstance(value, str):
        return None if ADDRESS.fullmatch(value) else value
    if isinstance(value, list) and value and all(isinstance(one, dict) for one in value):
        said = [
            next((one[key] for key in ("text", "utterance") if isinstance(one.get(key), str)), None)
            for one in value
        ]
        return None if None in said else [one for one in said if one is not None]
    return None


def _fields_of_text(tasks: Sequence[tuple[str, Json]], where: str, wishes: Wishes) -> list[str]:
    """The fields of the data that may be the text, the likeliest first.

    Raises
    ------
    NotReadable
        When no task has a text, and for a wish that names no field.
    """
    sizes: Counter[str] = Counter()
    hits: Counter[str] = Counter()
    looked = 0
    for _, task in tasks:
        fields = {name: said for name, value in task["data"].items() if (said := _text_of(value)) is not None}
        for name, said in fields.items():
            sizes[name] += len(said) if isinstance(said, str) else sum(map(len, said))
        if looked > ENOUGH:
            continue
        for stored, start in _stored(task):
            looked += 1
            for name, said in fields.items():
                text = said if isinstance(said, str) else "\n".join(said)
                # at its place, or in the text at all: fields may hold parts of one another
                hits[name] += 2 * text.startswith(stored, start) if start is not None else 0
                hits[name] += stored in text
    asked = wishes.columns.get("text")
    if asked is not None and asked not in sizes:
        there = listed(sorted(sizes)) if sizes else "none that is a text"
        raise BadWish(
            f"{where}: `column` text={asked}: no task has a text in a field of this name; there is {there}"
        )
    if not sizes:
        raise NotReadable(
            f"{where}: no task has a text: pictures, recordings and tables of data are not read"
        )
    if asked is not None:
        return [asked]
    return sorted(
        sizes, key=lambda name: (-hits[name], name.lower() not in ("text", "dialogue"), -sizes[name], name)
    )


def _is_markup(task: Json, text: str) -> bool:
    """Whether the text is HTML: a label on HTML says so."""
    if "<" not in text:
        return False
    every = (one for said in _annotations(task) if isinstance(said, dict) for one in _results(said))
    return any(isinstance(one, dict) and one.get("type") == "hypertextlabels" for one in every)


def _stored(task: Json) -> Iterator[tuple[str, int | None]]:
    """The passages that are stored with the spans of a task, and where each begins."""
    for annotation in _annotations(task):
        for result in _results(annotation) if isinstance(annotation, dict) else ():
            value = result.get("value") if isinstance(result, dict) else None
            if isinstance(value, dict) and isinstance(value.get("text"), str) and value["text"]:
                yield value["text"], whole_number(value.get("start"))


@dataclass
class _Region:
    """What one annotation says of one span, or of the whole text."""

    mark: MarkedPassage
    codes: list[str] = field(default_factory=list)
    memos: list[str] = field(default_factory=list)


class _Tasks:
    """The tasks of an export, one after the other, into one project."""

    def __init__(self, made: Builder, wishes: Wishes, fields: list[str]) -> None:
        self._made = made
        self._fields = fields
        self._texts = AnnotatedTexts(made, wishes, WINDOWS)
        self._labels = LabelSets(made)
        self._used: Counter[str] = Counter()

    def task(self, task: Json, where: str) -> None:
        """A task with all its annotations."""
        id_ = as_text(task.get("id")) or as_text(task.get("inner_id")) or where.rpartition(" ")[2]
        where = f"{where} (task {id_})"
        data = task["data"]
        name = next((name for name in self._fields if _text_of(data.get(name)) is not None), None)
        text = None if name is None else _text_of(data[name])
        if name is None or text is None or not any(text):
            self._made.skip("a task", where, "it has no text")
            return
        self._used[name] += 1
        others = {key: value for key, value in data.items() if key != name}
        paragraphs = None if isinstance(text, str) else text
        html, whole = False, ""
        if isinstance(text, str):
            html = _is_markup(task, text)
            whole = read_markup(text).text if html else text
        else:
            whole = "\n".join(text)
        place = self._texts.add(id_, f"task {id_}", whole, others, where)
        for kind in ("predictions", "drafts"):
            if some := task.get(kind):
                what = "a prediction of a model" if kind == "predictions" else "a draft"
                for _ in some if isinstance(some, list) else ():
                    self._made.skip(what, where, "it is no annotation that somebody has submitted")
        for number, annotation in enumerate(_annotations(task), 1):
            if isinstance(annotation, dict):
                self._annotation(annotation, place, paragraphs, html, id_, number, where)

    def _annotation(
        self,
        said: Json,
        place: Place,
        paragraphs: list[str] | None,
        html: bool,
        task: str,
        number: int,
        where: str,
    ) -> None:
        where = f"{where}, annotation {as_text(said.get('id')) or number}"
        results = [one for one in _results(said) if isinstance(one, dict)]
        if said.get("was_cancelled") or said.get("skipped"):
            for _ in results or [{}]:
                self._made.skip("a result", where, "its annotator skipped the task")
            return
        coder = self._coder(said)
        regions: dict[str, _Region] = {}
        for n, result in enumerate(results):
            self._result(result, regions, place, paragraphs, html, n, where)
        stem = f"{task}/{as_text(said.get('id')) or coder or number}"
        for id_, region in regions.items():
            if not region.codes:
                self._made.skip("a region", where, "no label is on it")
                continue
            memo = "\n\n".join(region.memos)
            codes = tuple(dict.fromkeys(region.codes))
            one = Segment(f"{stem}/{id_}", region.mark, codes, coder, memo, place.attributes)
            self._made.segment(place.source, one, where)

    def _coder(self, said: Json) -> str:
        """Who annotated, by the number or the address that the export gives."""
        by = said.get("completed_by", said.get("created_username"))
        if not isinstance(by, dict):
            return self._made.coder(as_text(by))
        full = " ".join(filter(None, (as_text(by.get("first_name")), as_text(by.get("last_name")))))
        name = as_text(by.get("email")) or as_text(by.get("username")) or full
        return self._made.coder(as_text(by.get("id")) or name, name)

    def _result(
        self,
        result: Json,
        regions: dict[str, _Region],
        place: Place,
        paragraphs: list[str] | None,
        html: bool,
        number: int,
        where: str,
    ) -> None:
        kind, value = as_text(result.get("type")), result.get("value")
        if kind == "relation":
            self._made.skip("a relation", where, RELATION)
            return
        control = as_text(result.get("from_name")) or kind
        if not isinstance(value, dict) or (kind not in OF_TEXT and kind != "textarea"):
            self._made.skip(f"a result of `{control}`", where, f"`{kind}` is no label of a text")
            return
        mark = _mark(value, place, paragraphs, html)
        id_ = as_text(result.get("id")) or str(number)
        if mark is None and id_ in regions:
            mark = regions[id_].mark  # what is asked of a region stands below its id
        elif mark is None:
            id_, mark = "the text", place.entire()
        if kind == "textarea":
            said = value.get("text")
            words = said if isinstance(said, list) else [said]
            memo = "\n".join(filter(None, map(as_text, words)))
            if memo and id_ == "the text":
                self._made.skip(
                    f"an answer to `{control}`", where, "it is on the text as a whole, on no passage"
                )
            elif memo:
                regions.setdefault(id_, _Region(mark)).memos.append(memo)
            return
        region = regions.setdefault(id_, _Region(mark))
        for path in _label_paths(kind, value):
            region.codes.append(self._labels.code(control, path))

    def finish(self, where: str) -> None:
        """What the tasks said together."""
        self._labels.finish()
        if not len(self._texts):
            raise NotReadable(f"{where}: no task has a text: there is nothing to read")
        if len(self._used) > 1 or len(self._fields) > 1:
            used = ", ".join(f"`{name}` in {count:,}" for name, count in self._used.most_common())
            self._made.notes.append(
                f"The text was read from the field {used} tasks; `column` text=FIELD names another."
            )
        self._texts.finish("task", where)


def _mark(value: Json, place: Place, paragraphs: list[str] | None, html: bool) -> MarkedPassage | None:
    """The passage that a result is on, None for the whole text."""
    stored = value.get("text") if isinstance(value.get("text"), str) else None
    if paragraphs is not None and "startOffset" in value:
        return _in_dialogue(value, place, paragraphs, stored)
    offsets = value.get("globalOffsets")
    if html or isinstance(offsets, dict):
        if not isinstance(offsets, dict):
            return None if "start" not in value else place.mark(None, None, stored)
        value = offsets
    if "start" not in value and "end" not in value:
        return None
    return place.mark(whole_number(value.get("start")), whole_number(value.get("end")), stored)


def _in_dialogue(value: Json, place: Place, paragraphs: list[str], stored: str | None) -> MarkedPassage:
    """A passage of a dialogue, whose paragraphs are joined by line ends: positions there are UTF-16 code units."""
    ends = []
    for paragraph, offset in (("start", "startOffset"), ("end", "endOffset")):
        number, within = whole_number(value.get(paragraph)), whole_number(value.get(offset))
        if number is None or within is None or not 0 <= number < len(paragraphs):
            return place.mark(None, None, stored)
        before = sum(len(one.encode("utf-16-le", "surrogatepass")) // 2 + 1 for one in paragraphs[:number])
        ends.append(before + within)
    return place.mark(ends[0], ends[1], stored)


def _label_paths(kind: str, value: Json) -> Iterator[tuple[str, ...]]:
    """The labels of a result, each as a path from the top."""
    found = value.get(kind)
    for one in found if isinstance(found, list) else [found]:
        path = tuple(filter(None, map(as_text, one if isinstance(one, list) else [one])))
        if path:
            yield path


FORMAT = Format(
    "label-studio",
    "Label Studio export (JSON) of texts",
    ("Label Studio",),
    recognises,
    read,
    "Label Studio 1.23.2, annotated through its API",
    ("text", *WISHES),
    "2026-11-29",
)
