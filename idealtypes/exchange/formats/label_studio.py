"""Label Studio: the export “JSON” of a project with texts, a list of tasks with the annotations of each annotator.

A task has the fields of its data, and annotations (before 1.0 `completions`), each a list of results by one annotator.
Results on a span (`labels`, and whatever is asked of a region under the same id) are on a passage; `choices` and
`taxonomy` without a span are on the whole text. Positions are those of the browser, UTF-16 code units of the field of
the text; in HTML they count its text alone, in a dialogue each paragraph from its beginning. Which field is annotated
stands in the labelling configuration, which is not in the export: it is the one in which the stored passages are found.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from idealtypes.exchange.annotated_texts import (
    WISHES,
    AnnotatedTexts,
    LabelSets,
    Place,
    as_text,
    whole_number,
)
from idealtypes.exchange.builder import Builder
from idealtypes.exchange.conventions import WINDOWS
from idealtypes.exchange.format import Format, NotReadable, Sample, Wishes
from idealtypes.exchange.json_files import as_unicode, objects, opening, read_bytes
from idealtypes.exchange.label_studio_tasks import (
    OF_TEXT,
    Json,
    annotations_of,
    fields_of_text,
    is_markup,
    is_short,
    is_stored,
    is_task,
    label_paths,
    labels_in,
    results_of,
    text_of,
)
from idealtypes.exchange.markup import read_markup
from idealtypes.exchange.positions import MarkedPassage
from idealtypes.exchange.project import Project
from idealtypes.exchange.segments import Segment
from idealtypes.files.content import shown

RELATION = "it joins two passages, and is on none of its own"


def recognises(sample: Sample) -> bool:
    """A task with data and annotations, or what the short export makes of one."""
    first = opening(sample)
    return is_task(first) or is_stored(first) or is_short(first)


def read(path: Path, wishes: Wishes) -> Project:
    """The project in an export."""
    where = shown(path)
    made = Builder("label-studio", path.stem, "Label Studio", progress=wishes.progress)
    tasks: list[tuple[str, Json]] = []
    for place, one in objects(as_unicode(read_bytes(path), where), where):
        if isinstance(one, dict) and is_short(one):
            raise NotReadable(
                f"{place}: this is the short export “JSON-MIN”, which does not say what is a text and what an answer: "
                "export the project as “JSON”"
            )
        if isinstance(one, dict) and is_stored(one):
            one = {**one["task"], "annotations": [one]}
        if isinstance(one, dict) and is_task(one):
            tasks.append((place, one))
        else:
            made.skip("an entry", place, "it is no task: it has no `data`, or no `annotations`")
    reading = _Tasks(made, wishes, fields_of_text(tasks, where, wishes))
    for done, (place, task) in enumerate(tasks):
        wishes.tell(done, len(tasks))
        reading.task(task, place)
    reading.finish(where)
    return reading.texts.readings(made.project(), reading.went_through)


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
        self.texts = AnnotatedTexts(made, wishes, WINDOWS)
        self._labels = LabelSets(made)
        self.went_through: list[tuple[Place, str]] = []
        self._used: Counter[str] = Counter()

    def task(self, task: Json, where: str) -> None:
        """A task with all its annotations."""
        id_ = as_text(task.get("id")) or as_text(task.get("inner_id")) or where.rpartition(" ")[2]
        where = f"{where} (task {id_})"
        data = task["data"]
        name = next((name for name in self._fields if text_of(data.get(name)) is not None), None)
        text = None if name is None else text_of(data[name])
        if name is None or text is None or not any(text):
            self._made.skip("a task", where, "it has no text", codings=labels_in(task))
            return
        self._used[name] += 1
        others = {key: value for key, value in data.items() if key != name}
        paragraphs = None if isinstance(text, str) else text
        html, whole = False, ""
        if isinstance(text, str):
            html = is_markup(task, text)
            whole = read_markup(text).text if html else text
        else:
            whole = "\n".join(text)
        place = self.texts.add(id_, f"task {id_}", whole, others, where)
        for kind in ("predictions", "drafts"):
            if some := task.get(kind):
                what = "a prediction of a model" if kind == "predictions" else "a draft"
                for _ in some if isinstance(some, list) else ():
                    self._made.skip(what, where, "it is no annotation that somebody has submitted")
        for number, annotation in enumerate(annotations_of(task), 1):
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
        results = [one for one in results_of(said) if isinstance(one, dict)]
        if said.get("was_cancelled") or said.get("skipped"):
            for skipped in results or [{}]:
                labels, why = len(list(label_paths(skipped))), "its annotator skipped the task"
                self._made.skip("a result", where, why, codings=labels, fate="left")
            return
        coder = self._coder(said)
        self.went_through.append((place, coder))
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
            self._made.joined["codings"] += len(region.codes) - len(codes)
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
        for path in label_paths(result):
            region.codes.append(self._labels.code(control, path))

    def finish(self, where: str) -> None:
        """What the tasks said together."""
        self._labels.finish()
        if not len(self.texts):
            raise NotReadable(f"{where}: no task has a text: there is nothing to read")
        if len(self._used) > 1 or len(self._fields) > 1:
            used = ", ".join(f"`{name}` in {count:,}" for name, count in self._used.most_common())
            self._made.notes.append(
                f"The text was read from the field {used} tasks; `column` text=FIELD names another."
            )
        self.texts.finish("task", where)


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


def holds(path: Path, wishes: Wishes) -> Mapping[str, int]:
    """The labels that annotators have put."""
    where = shown(path)
    held = 0
    for _, one in objects(as_unicode(read_bytes(path), where), where):
        if isinstance(one, dict):
            held += labels_in({"annotations": [one]} if is_stored(one) else one)
    return {"codings": held}


FORMAT = Format(
    "label-studio",
    "Label Studio export (JSON) of texts",
    ("Label Studio",),
    recognises,
    read,
    "Label Studio 1.23.2, annotated through its API",
    ("text", *WISHES),
    "2026-11-29",
    holds=holds,
)
