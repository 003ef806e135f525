"""A task of Label Studio: what it looks like, which of its fields is the text, and the labels that were put on it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from idealtypes.exchange.annotated_texts import as_text, whole_number
from idealtypes.exchange.format import BadWish, NotReadable, Wishes
from idealtypes.model.hints import listed

Json = Mapping[str, Any]

LABELS = ("labels", "hypertextlabels", "paragraphlabels")  # types of results that put labels on a span
OF_TEXT = (*LABELS, "choices", "taxonomy")
ENOUGH = 300  # stored passages by which the field of the text is found
ADDRESS = re.compile(r"(?:[a-z][a-z0-9+]{1,9}://|/data/)\S*|data:\S*")  # of a picture, a recording, a file


def is_task(one: Json) -> bool:
    """A task with its data and a list of annotations."""
    return isinstance(one.get("data"), dict) and any(
        isinstance(one.get(name), list) for name in ("annotations", "completions")
    )


def is_stored(one: Json) -> bool:
    """An annotation with its task in it, as a storage beside Label Studio gets it."""
    return isinstance(one.get("result"), list) and isinstance(one.get("task"), dict) and "data" in one["task"]


def is_short(one: Json) -> bool:
    """A row of the short export, which has the answers among the data."""
    return {"annotation_id", "annotator", "lead_time"} <= one.keys() and "data" not in one


def annotations_of(task: Json) -> list[Any]:
    """What each annotator has made of a task."""
    found = task.get("annotations", task.get("completions"))
    return found if isinstance(found, list) else []


def results_of(annotation: Json) -> list[Any]:
    """The answers of an annotation."""
    found = annotation.get("result")
    return found if isinstance(found, list) else []


def text_of(value: Any) -> str | list[str] | None:
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


def fields_of_text(tasks: Sequence[tuple[str, Json]], where: str, wishes: Wishes) -> list[str]:
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
        fields = {name: said for name, value in task["data"].items() if (said := text_of(value)) is not None}
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


def is_markup(task: Json, text: str) -> bool:
    """Whether the text is HTML: a label on HTML says so."""
    if "<" not in text:
        return False
    every = (one for said in annotations_of(task) if isinstance(said, dict) for one in results_of(said))
    return any(isinstance(one, dict) and one.get("type") == "hypertextlabels" for one in every)


def _stored(task: Json) -> Iterator[tuple[str, int | None]]:
    """The passages that are stored with the spans of a task, and where each begins."""
    for annotation in annotations_of(task):
        for result in results_of(annotation) if isinstance(annotation, dict) else ():
            value = result.get("value") if isinstance(result, dict) else None
            if isinstance(value, dict) and isinstance(value.get("text"), str) and value["text"]:
                yield value["text"], whole_number(value.get("start"))


def label_paths(result: Json) -> Iterator[tuple[str, ...]]:
    """The labels of a result, each as a path from the top."""
    kind, value = as_text(result.get("type")), result.get("value")
    found = value.get(kind) if isinstance(value, dict) and kind in OF_TEXT else []
    for one in found if isinstance(found, list) else [found]:
        path = tuple(filter(None, map(as_text, one if isinstance(one, list) else [one])))
        if path:
            yield path


def labels_in(task: Json) -> int:
    """How many labels the annotations of a task have put."""
    every = (one for said in annotations_of(task) if isinstance(said, dict) for one in results_of(said))
    return sum(1 for one in every if isinstance(one, dict) for _ in label_paths(one))
