"""From a document to a checked model, with every fault at its line and in people's words.

One reading finds all faults: where a value is wrong, it is set aside and the rest is checked as if it were
not there.
"""

from __future__ import annotations

import re
import types
import typing
from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Annotated, Any, Self, TypeVar

from pydantic import (
    BaseModel,
    ConfigDict,
    StringConstraints,
    ValidationError,
    ValidationInfo,
    model_validator,
)
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from idealtypes.content.document import Document, Place
from idealtypes.content.files import Findings
from idealtypes.content.names import BLANK, hint, listed
from idealtypes.content.text import Text

Id = Annotated[str, StringConstraints(pattern=r"^\w[\w.-]*$")]
NAMELESS = re.compile(rf"{BLANK}\d*")
ROUNDS = 6  # more than the depth of any of our documents


class Model(BaseModel):
    """The base of all that a file describes: frozen, no unknown keys, a number will do for a text."""

    model_config = ConfigDict(frozen=True, extra="forbid", coerce_numbers_to_str=True)

    @model_validator(mode="before")
    @classmethod
    def _blank_is_absent(cls, data: Any) -> Any:
        """A key without a value is a key that is not given; an unknown one stays, to be told."""
        if not isinstance(data, dict):
            return data
        known = {field.alias or name for name, field in cls.model_fields.items()}
        return {key: value for key, value in data.items() if value is not None or key not in known}


class Checked(Model):
    """A whole document: beyond the shape of its parts it can tell what does not fit together."""

    def problems(self) -> Iterator[tuple[Place, str]]:
        """Everything that does not fit together, each with its place in the document."""
        yield from ()

    @model_validator(mode="after")
    def _sound(self, info: ValidationInfo) -> Self:
        # a reader asks for the problems itself, because it knows their lines
        if not (info.context or {}).get("located"):
            messages = [message for _, message in self.problems()]
            if messages:
                raise ValueError("; ".join(messages))
        return self


C = TypeVar("C", bound=Checked)


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
                    findings.fault(document.file, document.line(error["loc"]), _words(error, model, blank))
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
            if _is_text(annotation):
                holder[name] = f"{BLANK}{len(aside)}" if name == "id" else BLANK
                aside.add(place)
                return True
            if _is_mapping(annotation) and len(place) > 1:
                holder[name] = {}
                aside.add(place)
                return True
        missing = False
        place = place[:-1]
    return False


def _strip(annotation: Any) -> Any:
    """The annotation without `Annotated` and without `| None`."""
    while True:
        origin = typing.get_origin(annotation)
        if origin is Annotated:
            annotation = typing.get_args(annotation)[0]
        elif origin in (typing.Union, types.UnionType):
            rest = [part for part in typing.get_args(annotation) if part is not type(None)]
            if len(rest) != 1:
                return annotation
            annotation = rest[0]
        else:
            return annotation


def _is_text(annotation: Any) -> bool:
    return _strip(annotation) in (str, Text)


def _is_mapping(annotation: Any) -> bool:
    return typing.get_origin(_strip(annotation)) in (dict, Mapping)


def field_at(model: type[BaseModel], place: Place) -> tuple[Any, FieldInfo | None]:
    """The annotation at a place of a model's document, and the field where the last step names one."""
    annotation: Any = model
    field: FieldInfo | None = None
    for step in place:
        annotation, field = _strip(annotation), None
        if typing.get_origin(annotation) in (tuple, list):
            annotation = _strip(typing.get_args(annotation)[0])
            if isinstance(step, int):
                continue
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            field = next((f for n, f in annotation.model_fields.items() if step in (n, f.alias)), None)
            annotation = None if field is None else field.annotation
        elif _is_mapping(annotation):
            annotation = typing.get_args(annotation)[1]
        else:
            annotation = None
    return annotation, field


# words


def words_for(problem: ValidationError, model: type[BaseModel]) -> list[str]:
    """What is wrong and what would be right, for every error of a model that no file describes."""
    return [_words(error, model) for error in problem.errors(include_url=False)]


def _words(error: ErrorDetails, model: type[BaseModel], blank: bool = False) -> str:
    """What is wrong and what would be right; `blank`: a missing key is there, without a value."""
    kind, value, context = error["type"], error["input"], error.get("ctx") or {}
    name = next((f"`{step}`" for step in reversed(error["loc"]) if isinstance(step, str)), "this")
    given = f"`{value}`" if isinstance(value, str | int | float) else KINDS.get(type(value), "something else")
    if kind == "missing":
        return f"{name} is {'empty' if blank else 'missing'}"
    if kind == "extra_forbidden":
        return f"unknown key {name}: {hint(str(error['loc'][-1]), _keys(model, error['loc'][:-1]))}"
    if kind == "value_error":
        said = str(context["error"])
        return f"{name} {said}" if said.startswith(("is ", "should ")) else f"{name}: {said}"
    if kind == "string_pattern_mismatch":
        return f"{name} is {given}: an id is letters, digits, `_`, `.` and `-`, and begins with no `.` or `-`"
    if kind == "literal_error":
        choices = [choice.strip("' ") for choice in context["expected"].replace(" or ", ", ").split(", ")]
        return f"{name} is {given}: it is one of {listed(choices)}"
    if kind in ("float_parsing", "float_type") and isinstance(value, str) and "," in value:
        return f"{name} is {given}: a number in YAML has a point, not a comma"
    if kind == "too_short":
        return f"{name} has {context['actual_length']}: it should have {context['min_length']} or more"
    if kind in WORDS:
        return f"{name} is {given}: it should be {WORDS[kind].format(**context)}"
    return f"{name} is {given}: {error['msg'][0].lower()}{error['msg'][1:]}"


KINDS: dict[type, str] = {list: "a list", tuple: "a list", dict: "a mapping"}

WORDS = {
    "string_type": "a text (in quotes, if it is a number or true/false)",
    "float_parsing": "a number",
    "float_type": "a number",
    "finite_number": "a finite number",
    "int_parsing": "a whole number",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "bool_parsing": "true or false",
    "bool_type": "true or false",
    "tuple_type": "a list",
    "list_type": "a list",
    "dict_type": "a mapping of keys to values",
    "mapping_type": "a mapping of keys to values",
    "model_type": "a mapping of keys to values",
    "model_attributes_type": "a mapping of keys to values",
    "greater_than": "greater than {gt:g}",
    "greater_than_equal": "{ge:g} or more",
    "less_than": "less than {lt:g}",
    "less_than_equal": "{le:g} or less",
}


def _keys(model: type[BaseModel], loc: tuple[int | str, ...]) -> list[str]:
    annotation, _ = field_at(model, loc)
    annotation = _strip(annotation) if loc else model
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [field.alias or name for name, field in annotation.model_fields.items() if not field.exclude]
    return []
