"""Canaries: words that stand nowhere else, so that a leak tells where it comes from; and which fields have one."""

from __future__ import annotations

import re
import typing
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel

from idealtypes.model.conditions import Condition
from idealtypes.model.text import Text

CANARY = re.compile(r"zqx\d{4}vj", re.IGNORECASE)
NUMBER = 791931  # a number that stands nowhere else
DATES = ("1901-03-11", "1902-04-12")


@dataclass
class Canaries:
    """Where → its canary. Letters and digits alone, so that it is an id, survives wrapping, and fits any label."""

    where: dict[str, str] = field(default_factory=dict)

    def __call__(self, where: str) -> str:
        return self.where.setdefault(where, f"zqx{len(self.where) + 1:04d}vj")

    def text(self, where: str) -> dict[str, str]:
        """A text in two languages, each with a canary of its own."""
        return {"en": f"{self(where + ' en')} in words", "nb": f"{self(where + ' nb')} med ord"}

    def found(self, content: str) -> dict[str, str]:
        """Canary → where it belongs, of those that stand in a text in any spelling."""
        names = {canary: where for where, canary in self.where.items()}
        return {
            hit: names[hit] for hit in sorted({one.lower() for one in CANARY.findall(content)} & set(names))
        }


# ids, so that files name one another


def source(c: Canaries, n: int) -> str:
    return c(f"sources.id {n}")


def case(c: Canaries, n: int) -> str:
    return c(f"cases.id {n}")


def statement(c: Canaries, n: int, s: int) -> str:
    return c(f"statements.id {n}.{s}")


def coder(c: Canaries, n: int) -> str:
    return c(f"coders.id {n}")


def code(c: Canaries, aspect: int, pole: int) -> str:
    return c(f"codes.id {aspect}.{pole}")


def aspect(c: Canaries, n: int) -> str:
    return c(f"aspects.id {n}")


def pole(c: Canaries, axis: int, n: int) -> str:
    return c(f"poles.id {axis}.{n}")


# which fields have one


def fields_with_canaries(value: Any, owner: str = "") -> Iterator[str]:
    """`Model.field` of every field in which a canary stands, below a model that was read."""
    if isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from fields_with_canaries(getattr(value, name), f"{type(value).__name__}.{name}")
    elif isinstance(value, Mapping):
        for key, held in value.items():
            yield from fields_with_canaries(key, owner)
            yield from fields_with_canaries(held, owner)
    elif isinstance(value, tuple | list):
        for held in value:
            yield from fields_with_canaries(held, owner)
    elif isinstance(value, str | Text | Condition) and CANARY.search(repr(value) + str(value)):
        yield owner


def models_of(
    model: type[BaseModel], seen: dict[str, type[BaseModel]] | None = None
) -> dict[str, type[BaseModel]]:
    """Name → model, of a model and of all that its fields hold."""
    seen = {} if seen is None else seen
    if model.__name__ in seen:
        return seen
    seen[model.__name__] = model
    stack = [one.annotation for one in model.model_fields.values()]
    while stack:
        one = stack.pop()
        if isinstance(one, type) and issubclass(one, BaseModel):
            models_of(one, seen)
        stack += typing.get_args(one)
    return seen
