"""Arguments of the public functions: a call that can never be is refused in words, before anything is read.

A function's own annotations say what its arguments may be. What an id names (a case, an aspect, a measure) is for the
room to judge, which has the study; so is what a study, a scheme or a frame is.
"""

from __future__ import annotations

import math
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, wraps
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from idealtypes.errors import BadCall
from idealtypes.model.characters import clean, held, refused
from idealtypes.model.coefficient_names import COEFFICIENTS, VALUE_WEIGHTS, VARIANCES
from idealtypes.model.conditions import VIEWS
from idealtypes.model.hints import hint, listed

if TYPE_CHECKING:
    import inspect

P = ParamSpec("P")
R = TypeVar("R")

# What `**settings` may name; the settings themselves judge the values.
SETTINGS = (
    "level", "draws", "seed", "unit", "weighting", "repeats", "reported", "against", "calibration", "connective",
    "assigned", "placement_doubt", "coder_doubt", "raters", "models", "pooling",
)  # fmt: skip


def _text(value: Any) -> bool:
    return isinstance(value, str)


def _number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def _each(of: Callable[[Any], bool]) -> Callable[[Any], bool]:
    """Several values in an order, a list or an array of any library; a text is no list of letters."""
    return lambda value: _ordered(value) and all(of(one) for one in value)


def _ordered(value: Any) -> bool:
    array = hasattr(value, "dtype") and hasattr(value, "__iter__") and getattr(value, "ndim", 1) == 1
    return (isinstance(value, Sequence) or array) and not isinstance(value, (str, bytes))


def _by_name(of: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda value: (
        isinstance(value, Mapping) and all(map(_text, value)) and all(map(of, value.values()))
    )


def _study(value: Any) -> bool:
    return _is_path(value) or _is_a(value, "idealtypes.model.study", "StudyData")


def _is_path(value: Any) -> bool:
    return isinstance(value, str) or hasattr(value, "__fspath__")


def _is_a(value: Any, module: str, name: str) -> bool:
    """Whether a value is of a class whose module, and pydantic with it, need not be imported to tell: where it was not,
    nothing is."""
    found = sys.modules.get(module)
    return found is not None and isinstance(value, getattr(found, name))


def _cell(value: Any) -> bool:
    return value is None or _text(value)


def _cells(value: Any) -> bool:
    return _cell(value) or _each(_cell)(value)


def _scheme(value: Any) -> bool:
    return _is_path(value) or _is_a(value, "idealtypes.model.scheme", "Scheme")


# An annotation, or one of its alternatives → whether a value is one, and what it should be.
KINDS: dict[str, tuple[Callable[[Any], bool], str]] = {
    "str": (_text, "a text"),
    "Path": (lambda value: hasattr(value, "__fspath__"), "a path"),
    "bool": (lambda value: isinstance(value, bool), "True or False"),
    "int": (lambda value: _number(value) and value == int(value), "a whole number"),
    "float": (_number, "a number"),
    "Sequence[str]": (_each(_text), "a list of texts"),
    "Sequence[float]": (_each(_number), "a list of numbers"),
    "Codes": (
        lambda value: _text(value) or _number(value) or _each(lambda one: _text(one) or _number(one))(value),
        "a text, a number, or a list of these",
    ),
    "tuple[float, float]": (
        lambda value: _each(_number)(value) and len(value) == 2,
        "two numbers: first the end that is the first pole",
    ),
    "Mapping[str, str]": (_by_name(_text), "a mapping from names to texts"),
    "Mapping[str, float]": (_by_name(_number), "a mapping from names to numbers"),
    "Mapping[str, object]": (_by_name(lambda _: True), "a mapping from names to what each is to be"),
    "Selection": (
        lambda value: _text(value) or _each(_text)(value) or _by_name(_cells)(value),
        "a condition such as `column=value`, a list of them, or a mapping from columns to texts, lists or None",
    ),
    "Value": (_cell, "a text, or None for blank cells"),
    "Sequence[Value]": (_each(_cell), "a list of such"),
    "Callable[[str], None]": (callable, "a function of a text"),
    "Progress": (callable, "a function of what is done and of how much there is"),
    "AnyStudy": (_study, "a study, or the path of one"),
    "Sequence[AnyStudy]": (_each(_study), "a list of such"),
    "AnyScheme": (_scheme, "a coding scheme, the id of a shipped one, or its path"),
    "AnyVersion": (
        lambda value: _study(value) or _scheme(value),
        "a study or a coding scheme, the path of one, or the id of a shipped scheme",
    ),
    "None": (lambda value: value is None, "None"),
}
CHOICES = {
    "View": VIEWS,
    "Chance": COEFFICIENTS,
    "ValueWeights": VALUE_WEIGHTS,
    "Variance": VARIANCES,
    "Reported": ("exclude", "include", "extent"),
    "Inference": ("kosko", "modified", "rescaled"),
    "Transfer": ("sigmoid", "tanh", "bivalent", "trivalent"),
}
# What an argument of a name may be beyond its kind.
LIMITS: dict[str, tuple[Callable[[Any], bool], str]] = {
    "anchors": (lambda value: len(value) == 3, "three numbers: full out, crossover, full in"),
    "inclusion": (lambda value: 0 <= value <= 1, "from 0 to 1"),
    "language": (
        lambda value: bool(re.fullmatch(r"[a-z]{2,3}", value)) and value != "no",
        "a language: en, nb (Bokmål), nn (Nynorsk), …",
    ),
    "least": (lambda value: value >= 1, "at least 1"),
    "pri": (lambda value: 0 <= value <= 1, "from 0 to 1"),
    "sets": (lambda value: value >= 0, "at least 0"),
    "threshold": (lambda value: 0 < value <= 1, "above 0 and at most 1"),
}


def checked(function: Callable[P, R]) -> Callable[P, R]:
    """A function that refuses a call which can never be.

    >>> @checked
    ... def greet(name: str, *, times: int = 1) -> str:
    ...     return name * times
    >>> greet("hi", times=2)
    'hihi'
    >>> greet("hi", time=2)
    Traceback (most recent call last):
    idealtypes.errors.BadCall: `greet` has no argument `time`; did you mean `times`?
    >>> greet("hi", times="two")
    Traceback (most recent call last):
    idealtypes.errors.BadCall: `times` is `two`: it should be a whole number
    """

    @wraps(function)
    def call(*args: P.args, **kwargs: P.kwargs) -> R:
        for problem in _problems(function.__name__, _signature(function), args, kwargs):
            raise BadCall(problem)
        return function(*args, **kwargs)

    return call


@cache
def _signature(function: Callable[..., Any]) -> inspect.Signature:
    """The signature of a function, looked up when it is first called: `--help` calls none."""
    from inspect import signature

    return signature(function)


def _problems(
    name: str, signature: inspect.Signature, args: Sequence[Any], kwargs: Mapping[str, Any]
) -> Iterator[str]:
    """What is wrong with a call, the first first."""
    of = dict(signature.parameters)
    rest = next((of.pop(p.name) for p in signature.parameters.values() if p.kind is p.VAR_KEYWORD), None)
    free = rest is not None and "Unpack" not in str(
        rest.annotation
    )  # any name will do, as in `where(kind="x")`
    by_name = [p.name for p in of.values() if p.kind is not p.POSITIONAL_ONLY]
    known = [*by_name, *(SETTINGS if rest is not None and not free else ())]
    for given in kwargs:
        if not free and given not in known:
            yield f"`{name}` has no argument `{given}`; {hint(given, known)}"
    by_place = [p.name for p in of.values() if p.kind is not p.KEYWORD_ONLY]
    if len(args) > len(by_place):
        yield (
            f"`{name}` has {len(args)} arguments without a name and takes {len(by_place)} ({listed(by_place)}): "
            "give the others by their names"
        )
    placed = dict(zip(by_place, args, strict=False))
    for twice in (one for one in by_name if one in placed and one in kwargs):
        yield f"`{name}` has `{twice}` twice, by its place and by its name"
    for one in of.values():
        if one.default is one.empty and one.name not in placed and one.name not in kwargs:
            yield f"`{name}` needs `{one.name}`"
    for given, value in [*placed.items(), *kwargs.items()]:
        parameter = of.get(given, rest if free else None)
        if parameter is not None and (problem := _unlike(value, str(parameter.annotation))):
            yield f"`{given}` is {_shown(value)}: {problem}"
        elif parameter is not None and (odd := _odd_characters(value, str(parameter.annotation))):
            yield f"`{given}` is {_shown(held(odd[0]))}: {odd[1]}"
        elif given in of and value is not None and given in LIMITS and not LIMITS[given][0](value):
            yield f"`{given}` is {_shown(value)}: it should be {LIMITS[given][1]}"


def _unlike(value: Any, annotation: str) -> str | None:
    """What a value should be that is nothing that its annotation says; None for one that is, or cannot be judged."""
    from ast import literal_eval

    words = []
    if isinstance(value, str) and not value and "Path" in annotation:  # it would mean the current folder
        return "it should name something"
    for part in _alternatives(annotation):
        if part in CHOICES or part.startswith("Literal["):
            choices = CHOICES.get(part) or literal_eval(f"({part[8:-1]},)")
            if value in choices if isinstance(value, str) else False:
                return None
            near = f"; {hint(value, choices)}" if isinstance(value, str) else ""
            words.append(f"one of {listed(choices)}" + (near if near.startswith("; did") else ""))
        elif part in KINDS:
            fits, said = KINDS[part]
            if fits(value):
                return None
            words += [said] if part != "None" else []
        else:
            return None
    return f"it should be {' or '.join(words)}"


FILES = {"Path", "AnyStudy", "AnyScheme", "AnyVersion", "Sequence[AnyStudy]"}  # whose texts may name files


def _odd_characters(value: Any, annotation: str) -> tuple[str, str] | None:
    """The first text in an argument that no text of ours may be, and why; names of files may be anything."""
    if FILES & set(_alternatives(annotation)):
        return None
    texts = [value] if isinstance(value, str) else value
    if isinstance(value, Mapping):
        texts = [one for pair in value.items() for one in pair]
    if not isinstance(texts, (list, tuple)):
        return None
    return next(
        (((one, refused(one)[0][1])) for one in texts if isinstance(one, str) and not clean(one)), None
    )


def _alternatives(annotation: str) -> list[str]:
    """The alternatives of an annotation, as it is written.

    >>> _alternatives("str | Mapping[str, float | int] | None")
    ['str', 'Mapping[str, float | int]', 'None']
    """
    parts, depth = [""], 0
    for sign in annotation:
        depth += (sign == "[") - (sign == "]")
        if sign == "|" and not depth:
            parts.append("")
        else:
            parts[-1] += sign
    return [part.strip() for part in parts]


def _shown(value: Any) -> str:
    """A value for a message: short ones as they are, others by what they are."""
    if isinstance(value, (str, int, float, bool)) or value is None:
        said = held(str(value))
        return f"`{said}`" if len(said) <= 40 else f"`{said[:39]}…`"
    return kind_of(value)


def kind_of(value: object) -> str:
    """What a value is, in words.

    >>> kind_of([1]), kind_of(open)
    ('a list', 'a builtin_function_or_method')
    """
    name = type(value).__name__
    return f"an {name}" if name[:1].lower() in "aeiou" else f"a {name}"
