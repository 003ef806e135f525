"""Theory as content: logics, and the axes between whose poles practice lies.

A logic of action or institutional logic says what drives action and makes it legitimate (March & Olsen 1989;
Thornton, Ocasio & Lounsbury 2012). An axis is a continuum between two poles, or a choice among three or more;
each pole embodies a logic.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Annotated, Any, Protocol, TypeVar

from pydantic import BeforeValidator, Field, FiniteFloat, model_validator

from idealtypes.errors import UnknownId
from idealtypes.model.base import Checked, Id, Model, Name, Place, by_name
from idealtypes.model.hints import BLANK, hint, listed
from idealtypes.model.text import Text, counted

POSITIONS = (-1.0, 1.0)


def title_from_id(data: Any) -> Any:
    """What has an id and no title is called by its id: `safety_at_risk` reads “safety at risk”."""
    if isinstance(data, dict) and data.get("title") is None and isinstance(data.get("id"), str):
        return data | {"title": data["id"].replace("_", " ")}
    return data


class Logic(Model):
    """A logic: its definition, and its elements (what drives action, how rules are used, …) by name."""

    id: Id
    title: Text
    definition: Text | None = None
    elements: Mapping[str, Text] = Field(default_factory=dict)


class Pole(Model):
    """An end of an axis: its logic, its position (of two: −1 or 1), and its coordinates `on` margins."""

    id: Id
    title: Text
    logic: Name
    position: FiniteFloat | None = None
    on: Annotated[Mapping[str, Name], BeforeValidator(by_name)] = Field(default_factory=dict)

    _titled = model_validator(mode="before")(title_from_id)


class MarginValue(Model):
    """The title of one value of a margin."""

    id: Id
    title: Text

    _titled = model_validator(mode="before")(title_from_id)


class MarginTitle(Model):
    """The titles of a margin and of its values; which poles have which value is said by the poles' `on`."""

    id: Id
    title: Text
    values: tuple[MarginValue, ...] = ()

    _titled = model_validator(mode="before")(title_from_id)


class Axis(Model):
    """A continuum between two poles (−1 and 1), or a choice among three or more.

    `margins` is derived: dimension → value → the poles that have it. The share of a value is the sum of its
    poles' shares, so a margin is never coded apart from the axis.
    """

    id: Id
    title: Text
    poles: tuple[Pole, ...] = Field(min_length=2)
    margin_titles: tuple[MarginTitle, ...] = Field(default=(), alias="margins")

    @property
    def exclusive(self) -> bool:
        """Whether the poles share what there is: more of one is less of the others."""
        return True

    @cached_property
    def bipolar(self) -> bool:
        """Whether the axis has two poles, and so positions, a balance and a logit."""
        return len(self.poles) == 2

    @cached_property
    def ordered(self) -> tuple[Pole, ...]:
        """The poles in the order of every vector of shares: −1 before 1, else as the file lists them."""
        return tuple(sorted(self.poles, key=lambda pole: pole.position or 0.0))

    @cached_property
    def pole_ids(self) -> tuple[str, ...]:
        """The ids of the poles, in the order of `ordered`."""
        return tuple(pole.id for pole in self.ordered)

    @cached_property
    def margins(self) -> dict[str, dict[str, tuple[str, ...]]]:
        """Dimension → value → ids of the poles that have it; empty where the poles carry no coordinates."""
        found: dict[str, dict[str, tuple[str, ...]]] = {}
        for pole in self.ordered:
            for dimension, value in pole.on.items():
                values = found.setdefault(dimension, {})
                values[value] = (*values.get(value, ()), pole.id)
        return found

    def pole(self, pole_id: str) -> Pole:
        """The pole with this id; UnknownId if the axis has none."""
        return next_or_key(self.poles, pole_id)

    def margin_title(self, dimension: str, value: str | None = None) -> Text:
        """The title of a margin, or of one of its values: as the axis gives it, else its id."""
        margin = next((margin for margin in self.margin_titles if margin.id == dimension), None)
        if value is None:
            return Text(dimension.replace("_", " ")) if margin is None else margin.title
        titles = {} if margin is None else {item.id: item.title for item in margin.values}
        return titles.get(value, Text(value.replace("_", " ")))


class Dimensions(Axis):
    """An axis as an aspect of `kind: presence` reads it: each pole is a dimension that is there or not.

    Its poles do not exclude one another, so that nothing lies between them: there are no positions.
    """

    @property
    def exclusive(self) -> bool:
        return False

    @cached_property
    def bipolar(self) -> bool:
        return False

    @classmethod
    def of(cls, axis: Axis) -> Dimensions:
        """The poles of an axis as dimensions."""
        return cls.model_construct(**{name: getattr(axis, name) for name in Axis.model_fields})


class Theory(Checked):
    """Logics and the axes they span, with sources."""

    id: Id
    title: Text
    sources: tuple[str, ...] = ()
    logics: tuple[Logic, ...] = Field(min_length=1)
    axes: tuple[Axis, ...] = Field(min_length=1)

    def __repr__(self) -> str:
        return f"<Theory {self.id}: {counted(len(self.logics), 'logic')}, {counted(len(self.axes), 'axis', 'axes')}>"

    def logic(self, logic_id: str) -> Logic:
        """The logic with this id; UnknownId if the theory has none."""
        return next_or_key(self.logics, logic_id)

    def axis(self, axis_id: str) -> Axis:
        """The axis with this id; UnknownId if the theory has none."""
        return next_or_key(self.axes, axis_id)

    def problems(self) -> Iterator[tuple[Place, str]]:
        """What does not fit together: ids given twice, poles without their logic, positions, margins."""
        yield from repeated(("logics",), self.logics)
        yield from repeated(("axes",), self.axes)
        logics = [logic.id for logic in self.logics]
        for a, axis in enumerate(self.axes):
            yield from repeated(("axes", a, "poles"), axis.poles)
            for p, pole in enumerate(axis.poles):
                if pole.logic not in logics:
                    place: Place = ("axes", a, "poles", p, "logic")
                    yield place, f"pole `{pole.id}`: no logic `{pole.logic}`; {hint(pole.logic, logics)}"
            yield from _position_problems(a, axis)
            yield from _margin_problems(a, axis)


def _position_problems(a: int, axis: Axis) -> Iterator[tuple[Place, str]]:
    for p, pole in enumerate(axis.poles):
        place: Place = ("axes", a, "poles", p, "position")
        if not axis.bipolar and pole.position is not None:
            yield (
                place,
                f"pole `{pole.id}`: only the poles of an axis of two have a position, and this one has more",
            )
        elif axis.bipolar and pole.position is None:
            yield place, f"pole `{pole.id}`: of two poles one has `position: -1` and the other `position: 1`"
        elif axis.bipolar and pole.position not in POSITIONS:
            yield place, f"pole `{pole.id}`: position {pole.position:g}; a pole is at -1 or at 1"
    if axis.bipolar and axis.poles[0].position == axis.poles[1].position in POSITIONS:
        yield (
            ("axes", a, "poles", 1, "position"),
            "both poles have the same position: one is at -1, the other at 1",
        )


def _margin_problems(a: int, axis: Axis) -> Iterator[tuple[Place, str]]:
    dimensions = list(axis.margins)
    for p, pole in enumerate(axis.poles):
        for dimension in dimensions:
            if dimension not in pole.on:
                place: Place = ("axes", a, "poles", p, "on")
                yield (
                    place,
                    f"pole `{pole.id}`: `on` leaves out `{dimension}`, where other poles have a coordinate",
                )
    for m, margin in enumerate(axis.margin_titles):
        if margin.id not in dimensions:
            yield (
                ("axes", a, "margins", m, "id"),
                f"no pole is on `{margin.id}`: {hint(margin.id, dimensions)}",
            )
            continue
        known = list(axis.margins[margin.id])
        for v, value in enumerate(margin.values):
            if value.id not in known:
                here: Place = ("axes", a, "margins", m, "values", v, "id")
                yield here, f"no pole has `{margin.id}: {value.id}`: {hint(value.id, known)}"


class _Named(Protocol):
    @property
    def id(self) -> str: ...


N = TypeVar("N", bound=_Named)


def next_or_key(items: Sequence[N], wanted: str) -> N:
    """The item whose id is `wanted`; UnknownId with the ids there are."""
    for item in items:
        if item.id == wanted:
            return item
    raise UnknownId(f"{wanted}: there is {listed(item.id for item in items)}")


def repeated(place: Place, items: Sequence[_Named]) -> Iterator[tuple[Place, str]]:
    """Ids that an earlier item has already."""
    seen: set[str] = set()
    for index, item in enumerate(items):
        if item.id in seen and not item.id.startswith(BLANK):
            yield (*place, index, "id"), f"the id `{item.id}` is given twice: ids are unique"
        seen.add(item.id)
