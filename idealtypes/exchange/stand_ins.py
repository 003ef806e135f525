"""What another program's texts hold and no text of ours may: a stand-in for each such character, and a note of them.

Form feeds of PDF files, byte order marks in the middle, marks of direction whose other half stands outside a passage.
One character stands in for one (`model.characters`), so that positions hold; ids are left as they are, since they only
say which is which.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import fields, replace
from functools import cache
from operator import is_
from typing import Any

from idealtypes.exchange.project import Carried, Project
from idealtypes.files.text_gate import entered
from idealtypes.model.characters import called, clean, held
from idealtypes.model.text import counted

# what names a thing in the project, and what is told of the reading itself
AS_THEY_ARE = {
    *("id", "parent", "source", "case", "passage", "code", "coder", "format"),
    *("skipped", "doubts", "joined", "added", "readings", "ratings"),
}
SHOWN = 6  # characters named in the note


def with_stand_ins(project: Project) -> Project:
    """The project as it may enter a study; with a note where something stands in for what may not."""
    found: Counter[str] = Counter()
    made: Project = _entered(project, found)
    if project.ratings is not None:
        table = project.ratings.table
        frame = entered(table.frame, found)
        made = replace(made, ratings=replace(project.ratings, table=replace(table, frame=frame)))
    return replace(made, notes=(*made.notes, _note(found))) if found else made


def _note(found: Counter[str]) -> str:
    told = [f"{counted(number, 'time')} {called(one)}" for one, number in found.most_common(SHOWN)]
    if rest := found.total() - sum(number for _, number in found.most_common(SHOWN)):
        told.append(f"{rest:,} others")
    return (
        f"Characters that no text may hold were replaced, one for one: {', '.join(told)}; a space stands for control "
        "characters, nothing to be seen for marks, U+FFFD for the rest."
    )


def _entered(value: Any, found: Counter[str]) -> Any:
    """A record, a mapping, a list or a text with stand-ins; the same object where there is nothing to replace."""
    if isinstance(value, str):
        if clean(value):
            return value
        made = held(value)
        found.update(old for old, new in zip(value, made, strict=True) if old != new)
        return made
    if isinstance(value, tuple):
        items = [_entered(one, found) for one in value]
        return value if all(map(is_, items, value)) else tuple(items)
    if isinstance(value, Mapping):
        pairs = {_entered(key, found): _entered(one, found) for key, one in value.items()}
        same = list(pairs) == list(value) and all(map(is_, pairs.values(), value.values()))
        return value if same else pairs
    old = {name: getattr(value, name) for name in _texts_of(type(value))}  # type: ignore[arg-type]
    told = {name: new for name, one in old.items() if (new := _entered(one, found)) is not one}
    return replace(value, **told) if told else value


@cache
def _texts_of(kind: type) -> tuple[str, ...]:
    """The fields of a record of a project that may hold texts."""
    if (
        kind.__module__ != Project.__module__ or kind is Carried
    ):  # what is carried is files of ours, read as such
        return ()
    return tuple(each.name for each in fields(kind) if each.name not in AS_THEY_ARE)
