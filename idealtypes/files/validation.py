"""From a document to a checked model, with every fault at its line and in people's words.

One reading finds all faults: where a value is wrong, it is set aside and the rest is checked as if it were
not there.
"""

from __future__ import annotations

import re
from copy import deepcopy
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from idealtypes.files.document import Document
from idealtypes.files.faults import Findings
from idealtypes.model.base import C, Place, field_at, is_mapping, is_text, problem_words
from idealtypes.model.hints import BLANK

NAMELESS = re.compile(rf"{BLANK}\d*")
ROUNDS = 6  # more than the depth of any of our documents


def validate(document: Document, model: type[C], findings: Findings, **given: object) -> C | None:
    """The document as a model; `given` fields replace those of the document.

    After faults the result is None, or a model from which what is wrong was left out: good for checking other
    files against it, not for computing. So whoever computes first asks the findings for faults.
    """
    data = deepcopy(document.data) | given
    aside: set[Place] = set()
    result: C | None = None
    for _ in range(ROUNDS):
        try:
            result = model.model_validate(data, context={"located": True})
            break
        except ValidationError as problem:
            known = frozenset(aside)
            progress = False
            for error in problem.errors(include_url=False):
                if _follows(error, data):
                    continue
                missing = error["type"] == "missing"
                place = _path(data, error["loc"][:-1] if missing else error["loc"])
                if missing:
                    place = (*place, error["loc"][-1])
                if not any(_touches(place, other) for other in known):
                    blank = document.known(error["loc"])[-1:] == error["loc"][-1:]
                    findings.fault(
                        document.file, document.line(error["loc"]), problem_words(error, model, blank)
                    )
                progress |= _set_aside(data, model, place, missing, aside)
            if not progress:
                return None
    if result is None:
        return None
    for place, message in result.problems():
        if not any(_touches(document.known(place), other) for other in aside):
            findings.fault(document.file, document.line(place), NAMELESS.sub("?", message))
    return result


def _follows(error: ErrorDetails, data: Any) -> bool:
    """Whether an error only follows from others: a list is too short because some of its items were wrong."""
    if error["type"] != "too_short":
        return False
    least: int = error.get("ctx", {}).get("min_length", 0)
    return len(_at(data, _path(data, error["loc"]))) >= least


def _touches(place: Place, aside: Place) -> bool:
    """Whether a place is what was set aside, within it, or (inside an item of a list) around it."""
    if place[: len(aside)] == aside:
        return True
    return len(place) >= 3 and aside[: len(place)] == place


# setting aside


def _path(data: Any, loc: tuple[int | str, ...]) -> Place:
    """The steps of a pydantic location that lead somewhere in the data."""
    path: Place = ()
    for step in loc:
        held = isinstance(data, dict) and step in data
        if held or (isinstance(data, list) and isinstance(step, int) and step < len(data)):
            data = data[step]
            path = (*path, step)
    return path


def _at(data: Any, path: Place) -> Any:
    for step in path:
        data = data[step]
    return data


def _set_aside(data: Any, model: type[BaseModel], place: Place, missing: bool, aside: set[Place]) -> bool:
    """Make the data valid at a place: leave out what may be left out, put a blank for a text that may not."""
    if not missing:
        while place and place in aside:
            place = place[:-1]
    while place:
        name = place[-1]
        annotation, field = field_at(model, place)
        holder = _at(data, place[:-1])
        if isinstance(name, str) and isinstance(holder, dict):
            if not missing and (field is None or not field.is_required()):
                holder.pop(name, None)
                aside.add(place)
                return True
            if is_text(annotation):
                holder[name] = f"{BLANK}{len(aside)}" if name == "id" else BLANK
                aside.add(place)
                return True
            if is_mapping(annotation) and len(place) > 1:
                holder[name] = {}
                aside.add(place)
                return True
        missing = False
        place = place[:-1]
    return False
