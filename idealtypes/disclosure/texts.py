"""The free texts of a study that could be shown: titles, notes, definitions, each with the place where it stands.

What only single informants or coders have said is not among them, since it is never shown: statements, reasons
(`because`, rationales), memos, examples, what a sample says of itself. What ships with the program is public.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

from idealtypes.files.content import folder, shipped
from idealtypes.files.document import plain
from idealtypes.model.scheme import Scheme
from idealtypes.model.study import ONE_CASE, StudyData
from idealtypes.model.text import Text


class FreeText(NamedTuple):
    """A text and the place where it stands: `cases.north.title`."""

    at: str
    text: Text


# Where a text stands begins with one of these: what it is a text of.
KINDS_OF_TEXT = (
    "cases", "study", "notes", "theory", "logics", "axes", "poles", "scheme", "aspects", "types", "outcomes",
    "measures", "scenarios", "codes",
)  # fmt: skip
CODES = ("title", "definition", "include", "exclude")


def texts_of(study: StudyData, *, codes: bool = False) -> list[FreeText]:
    """The texts of a study that could be shown and do not ship with the program; with `codes` also those of
    codes and outcomes, which no report for sharing has.

    Names of cases are people's or places': they are listed even where a shipped text is the same.
    """
    more = [*_outcomes(study), *_codes(study.scheme)]
    found = [*_own(study), *_scheme(study.scheme), *(more if codes else ())]
    return [*_cases(study), *(one for one in found if one.text and not is_shipped(one.text))]


def kind_of(at: str) -> str:
    """What a text is of, from the place where it stands.

    >>> kind_of("cases.north.title")
    'cases'
    """
    return at.split(".", 1)[0]


def _cases(study: StudyData) -> Iterator[FreeText]:
    for row in study.cases.iter_rows(named=True):
        if row["id"] == ONE_CASE and study.cases.height == 1:
            continue
        said = {
            name.removeprefix("title_") if name != "title" else "en": str(value)
            for name, value in row.items()
            if (name == "title" or name.startswith("title_")) and value
        }
        if list(said) == ["en"]:
            yield FreeText(f"cases.{row['id']}.title", Text(said["en"]))
        elif said:
            yield FreeText(f"cases.{row['id']}.title", Text(said))


def _own(study: StudyData) -> Iterator[FreeText]:
    yield FreeText("study.title", study.title)
    for name, note in study.notes.items():
        yield FreeText(f"notes.{name}", note)
    if study.measures is not None:
        for name in ("title", "description", "limits"):
            yield FreeText(f"scenarios.{name}", getattr(study.measures, name))
        for measure in study.measures.measures:
            for name in ("title", "description", "decides", "cost"):
                yield FreeText(f"measures.{measure.id}.{name}", getattr(measure, name))
        for scenario in study.measures.scenarios:
            for name in ("title", "description"):
                yield FreeText(f"scenarios.{scenario.id}.{name}", getattr(scenario, name))


def _outcomes(study: StudyData) -> Iterator[FreeText]:
    for row in study.outcomes.iter_rows(named=True):
        titles = {
            name.removeprefix("title_") if name != "title" else "en": str(value)
            for name, value in row.items()
            if (name == "title" or name.startswith("title_")) and value
        }
        if titles:
            yield FreeText(
                f"outcomes.{row['id']}.title",
                Text(titles["en"] if list(titles) == ["en"] else titles),
            )


def _scheme(scheme: Scheme) -> Iterator[FreeText]:
    yield FreeText("theory.title", scheme.theory.title)
    for logic in scheme.theory.logics:
        yield FreeText(f"logics.{logic.id}.title", logic.title)
    for axis in scheme.theory.axes:
        yield FreeText(f"axes.{axis.id}.title", axis.title)
        for pole in axis.poles:
            yield FreeText(f"poles.{axis.id}.{pole.id}.title", pole.title)
    yield FreeText("scheme.title", scheme.title)
    for aspect in scheme.aspects:
        yield FreeText(f"aspects.{aspect.id}.title", aspect.title)
        if aspect.question is not None:
            yield FreeText(f"aspects.{aspect.id}.question", aspect.question)
    for ideal in scheme.ideal_types:
        yield FreeText(f"types.{ideal.id}.title", ideal.title)
        if ideal.description is not None:
            yield FreeText(f"types.{ideal.id}.description", ideal.description)


def _codes(scheme: Scheme) -> Iterator[FreeText]:
    for code in scheme.codes:
        for name in CODES:
            text = getattr(code, name)
            if text is not None:
                yield FreeText(f"codes.{code.id}.{name}", text)


def is_shipped(text: Text) -> bool:
    """Whether every word of a text, in every language, ships with the program, byte for byte.

    >>> is_shipped(Text("Logics of action")), is_shipped(Text("What Kari said"))
    (True, False)
    """
    return all(said in shipped_texts() for _, said in text.words)


@cache
def shipped_texts() -> frozenset[str]:
    """Every text of the shipped theories and coding schemes."""
    found: set[str] = set()
    for kind in ("logics", "coding_schemes"):
        for name in shipped(kind):
            path = folder(kind) / f"{name}.yaml"
            found.update(_leaves(plain(path.read_text(encoding="utf-8"))))
    return frozenset(found)


def _leaves(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value.strip()
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _leaves(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _leaves(one)
