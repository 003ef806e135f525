"""The base of what files describe: frozen models, places in a document, and what is wrong in people's words."""

from __future__ import annotations

import types
import typing
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Self, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    StringConstraints,
    ValidationError,
    ValidationInfo,
    model_validator,
)
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from idealtypes.model.hints import hint, listed
from idealtypes.model.spelling import named
from idealtypes.model.text import Text

Place = tuple[str | int, ...]  # keys and positions from the top of a document to a value


def by_name(value: Any) -> Any:
    """A text as a name in its normal form; a mapping with such names as its keys.

    >>> by_name("A\\u030apen"), by_name({"a\\u030a": 1})
    ('Åpen', {'å': 1})
    """
    if isinstance(value, str):
        return named(value)
    if not isinstance(value, Mapping):
        return value
    found: dict[Any, Any] = {}
    for key, one in value.items():
        name = named(key) if isinstance(key, str) else key
        if name in found:
            raise ValueError(f"`{name}` is given twice, in two spellings that look the same")
        found[name] = one
    return found


# What names something: an id, or a reference to one. It has one form, whichever way its accents are written.
Name = Annotated[str, BeforeValidator(by_name)]
Id = Annotated[str, BeforeValidator(by_name), StringConstraints(pattern=r"^\w[\w.-]*$")]

WIDE = 60  # characters of a text that are shown of it
MANY = 240  # characters of several things; beyond, they are counted


def brief(value: Any) -> str:
    """A value in a `repr` that fits a screen: long texts are cut, and long lists are counted.

    >>> brief("a" * 100), brief((1, 2)), brief(tuple(range(1000)))
    ("'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…'", '(1, 2)', '(1000 items)')
    """
    if isinstance(value, str | Text):
        text = str(value)
        return repr(text if len(text) <= WIDE else f"{text[: WIDE - 1]}…")
    if isinstance(value, tuple | Mapping):
        shown = repr(dict(value) if isinstance(value, Mapping) else value) if len(value) < MANY else ""
        return shown if 0 < len(shown) <= MANY else f"({len(value)} items)"
    return repr(value)


def as_list(value: Any) -> Any:
    """One text where several may stand is a list of one.

    >>> as_list("a"), as_list(["a", "b"])
    (('a',), ['a', 'b'])
    """
    return (value,) if isinstance(value, str | int | float) else value


Texts = Annotated[tuple[str, ...], BeforeValidator(as_list)]
Names = Annotated[tuple[Name, ...], BeforeValidator(as_list)]


class Model(BaseModel):
    """The base of all that a file describes: frozen, no unknown keys, a number will do for a text."""

    model_config = ConfigDict(frozen=True, extra="forbid", coerce_numbers_to_str=True)

    def __repr__(self) -> str:
        shown = (
            f"{name}={brief(getattr(self, name))}"
            for name, field in type(self).model_fields.items()
            if field.is_required() or getattr(self, name) != field.get_default(call_default_factory=True)
        )
        return f"{type(self).__name__}({', '.join(shown)})"

    def __str__(self) -> str:
        return repr(self)

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


def bare_annotation(annotation: Any) -> Any:
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


def is_text(annotation: Any) -> bool:
    return bare_annotation(annotation) in (str, Text)


def is_mapping(annotation: Any) -> bool:
    return typing.get_origin(bare_annotation(annotation)) in (dict, Mapping)


def field_at(model: type[BaseModel], place: Place) -> tuple[Any, FieldInfo | None]:
    """The annotation at a place of a model's document, and the field where the last step names one."""
    annotation: Any = model
    field: FieldInfo | None = None
    for step in place:
        annotation, field = bare_annotation(annotation), None
        if typing.get_origin(annotation) in (tuple, list):
            annotation = bare_annotation(typing.get_args(annotation)[0])
            if isinstance(step, int):
                continue
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            field = next((f for n, f in annotation.model_fields.items() if step in (n, f.alias)), None)
            annotation = None if field is None else field.annotation
        elif is_mapping(annotation):
            annotation = typing.get_args(annotation)[1]
        else:
            annotation = None
    return annotation, field


def words_for(problem: ValidationError, model: type[BaseModel]) -> list[str]:
    """What is wrong and what would be right, for every error of a model that no file describes."""
    return [problem_words(error, model) for error in problem.errors(include_url=False)]


def problem_words(error: ErrorDetails, model: type[BaseModel], blank: bool = False) -> str:
    """What is wrong and what would be right; `blank`: a missing key is there, without a value."""
    kind, value, context = error["type"], error["input"], error.get("ctx") or {}
    name = next((f"`{step}`" for step in reversed(error["loc"]) if isinstance(step, str)), "this")
    given = f"`{value}`" if isinstance(value, str | int | float) else KINDS.get(type(value), "something else")
    if kind == "missing":
        return f"{name} is {'empty' if blank else 'missing'}"
    if kind == "extra_forbidden":
        return f"unknown key {name}: {hint(str(error['loc'][-1]), keys_at(model, error['loc'][:-1]))}"
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


def keys_at(model: type[BaseModel], loc: tuple[int | str, ...]) -> list[str]:
    annotation, _ = field_at(model, loc)
    annotation = bare_annotation(annotation) if loc else model
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [field.alias or name for name, field in annotation.model_fields.items() if not field.exclude]
    return []
