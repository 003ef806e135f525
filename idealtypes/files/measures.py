"""`scenarios.yaml`: measures, what they shift and need, and the scenarios that are made of them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, FiniteFloat

from idealtypes.files.document import read_document
from idealtypes.files.faults import Findings
from idealtypes.files.validation import NAMELESS, validate
from idealtypes.model.base import Checked, Id, Model, Place
from idealtypes.model.hints import BLANK, hint
from idealtypes.model.measures import (
    MOST,
    STATUS_QUO,
    Measure,
    Scenarios,
    Shift,
    StatedScenario,
    admissible,
    circles,
    impossible,
)
from idealtypes.model.placement import unknown_pole
from idealtypes.model.scheme import Scheme
from idealtypes.model.text import EMPTY, Text
from idealtypes.model.theory import repeated

LIMIT = 40  # measures in a file


def _as_list(value: Any) -> Any:
    return (value,) if isinstance(value, str | int | float) and not isinstance(value, bool) else value


Ids = Annotated[tuple[str, ...], BeforeValidator(_as_list)]


class ShiftEntry(Model):
    """A shift as the file states it; see `Shift`."""

    aspect: str
    toward: str
    low: FiniteFloat
    mode: FiniteFloat
    high: FiniteFloat
    because: Text = EMPTY
    evidence: Ids = ()


class MeasureEntry(Model):
    """A measure as the file states it; see `Measure`."""

    id: Id
    title: Text
    description: Text = EMPTY
    decides: Text = EMPTY
    reversible: bool | None = None
    cost: Text = EMPTY
    shifts: tuple[ShiftEntry, ...] = ()
    brings: Ids = ()
    removes: Ids = ()
    needs: Ids = ()
    excludes: Ids = ()


class ScenarioEntry(Model):
    """A scenario as the file states it; see `StatedScenario`."""

    id: Id
    title: Text
    description: Text = EMPTY
    measures: Ids


class ScenariosFile(Checked):
    """What stands in `scenarios.yaml`."""

    title: Text
    description: Text = EMPTY
    limits: Text = EMPTY
    direction: Annotated[FiniteFloat, Field(gt=0.5, le=1)] = 0.8
    measures: tuple[MeasureEntry, ...] = Field(min_length=1)
    scenarios: tuple[ScenarioEntry, ...] = ()

    def problems(self) -> Iterator[tuple[Place, str]]:
        """What does not fit together within the file: ids, shifts, what measures need and exclude."""
        if len(self.measures) > LIMIT:
            yield (
                ("measures", LIMIT),
                f"there are {len(self.measures)} measures, and a file holds at most {LIMIT}: "
                "nobody could weigh more; leave some out, or join those that belong together",
            )
        yield from _id_problems("measures", self.measures)
        yield from _id_problems("scenarios", self.scenarios)
        known = [measure.id for measure in self.measures]
        for m, measure in enumerate(self.measures):
            for s, shift in enumerate(measure.shifts):
                for place, message in _size_problems(shift):
                    yield ("measures", m, "shifts", s, *place), f"measure `{measure.id}`: {message}"
            yield from _list_problems(("measures", m), measure, known)
        measures = self.result().measures
        yield from circles(measures)
        yield from impossible(measures)
        for s, scenario in enumerate(self.scenarios):
            here: Place = ("scenarios", s, "measures")
            yield from _members(here, f"scenario `{scenario.id}`", "measure", scenario.measures, known)
            chosen = [id_ for id_ in scenario.measures if id_ in known]
            for message in admissible(measures, chosen):
                yield here, f"scenario `{scenario.id}`: {message}"

    def result(self) -> Scenarios:
        """The same as the engine takes it; names of measures that are not there are left out."""
        return Scenarios(
            title=self.title,
            description=self.description,
            limits=self.limits,
            direction=self.direction,
            measures=_measures(self.measures),
            scenarios=tuple(
                StatedScenario(entry.id, entry.title, entry.description, entry.measures)
                for entry in self.scenarios
            ),
        )


def _measures(entries: Sequence[MeasureEntry]) -> tuple[Measure, ...]:
    excluded: dict[str, set[str]] = {entry.id: set() for entry in entries}
    for entry in entries:
        for other in entry.excludes:
            if other in excluded and other != entry.id:
                excluded[entry.id].add(other)
                excluded[other].add(entry.id)
    return tuple(
        Measure(
            id=entry.id,
            title=entry.title,
            description=entry.description,
            decides=entry.decides,
            reversible=entry.reversible,
            cost=entry.cost,
            shifts=tuple(
                Shift(s.aspect, s.toward, s.low, s.mode, s.high, s.because, s.evidence) for s in entry.shifts
            ),
            brings=entry.brings,
            removes=entry.removes,
            needs=tuple(other for other in excluded if other in entry.needs),
            excludes=tuple(other for other in excluded if other in excluded[entry.id]),
        )
        for entry in entries
    )


# what does not fit together within the file


def _id_problems(key: str, items: Sequence[MeasureEntry | ScenarioEntry]) -> Iterator[tuple[Place, str]]:
    yield from repeated((key,), items)
    for index, item in enumerate(items):
        if item.id == STATUS_QUO:
            message = f"the id `{STATUS_QUO}` is taken: the scenario of no measure is always there"
            yield (key, index, "id"), message


def _size_problems(shift: ShiftEntry) -> Iterator[tuple[Place, str]]:
    sizes = {"low": shift.low, "mode": shift.mode, "high": shift.high}
    for name, size in sizes.items():
        if abs(size) > MOST:
            yield (name,), f"`{name}` is {size:g}: a shift lies in [-{MOST:g}, {MOST:g}]"
    for lower, upper in (("low", "mode"), ("mode", "high")):
        if sizes[lower] > sizes[upper]:
            message = f"`{lower}` {sizes[lower]:g} is above `{upper}` {sizes[upper]:g}"
            yield (lower,), f"{message}: it is low ≤ mode ≤ high"


def _list_problems(
    place: Place, measure: MeasureEntry, known: Collection[str]
) -> Iterator[tuple[Place, str]]:
    whose = f"measure `{measure.id}`"
    for key, named in (("needs", measure.needs), ("excludes", measure.excludes)):
        yield from _members((*place, key), whose, "measure", named, known)
    seen: set[str] = set()
    for s, shift in enumerate(measure.shifts):
        if shift.aspect in seen and not shift.aspect.startswith(BLANK):
            message = f"{whose} shifts `{shift.aspect}` twice: give one shift for an aspect"
            yield (*place, "shifts", s, "aspect"), message
        seen.add(shift.aspect)
    for index, trait in enumerate(measure.removes):
        if trait in measure.brings:
            yield (*place, "removes", index), f"{whose} both brings and removes the trait `{trait}`"
    for index, other in enumerate(measure.excludes):
        if other == measure.id:
            yield (*place, "excludes", index), f"{whose} excludes itself"


def _members(
    place: Place, whose: str, what: str, named: Sequence[str], known: Collection[str]
) -> Iterator[tuple[Place, str]]:
    """Names in a list that are not there, or there twice."""
    for index, name in enumerate(named):
        if name.startswith(BLANK):
            continue
        if name not in known:
            yield (*place, index), f"{whose}: no {what} `{name}`; {hint(name, known)}"
        elif name in named[:index]:
            yield (*place, index), f"{whose}: the {what} `{name}` is named twice"


# what does not fit the rest of the study


def _strangers(
    given: ScenariosFile, scheme: Scheme | None, statements: Collection[str] | None
) -> Iterator[tuple[Place, str]]:
    """Aspects, poles, traits and statements that the study does not have; None: not known, so not checked."""
    for m, measure in enumerate(given.measures):
        place, whose = ("measures", m), f"measure `{measure.id}`"
        for s, shift in enumerate(measure.shifts):
            here: Place = (*place, "shifts", s)
            if statements is not None:
                yield from _members((*here, "evidence"), whose, "statement", shift.evidence, statements)
            if scheme is not None:
                for key, message in _aspect_problems(shift, scheme):
                    yield (*here, key), f"{whose}: {message}"
        if scheme is not None:
            traits = [trait.id for ideal in scheme.ideal_types for trait in ideal.traits]
            for key, named in (("brings", measure.brings), ("removes", measure.removes)):
                yield from _members((*place, key), whose, "trait", named, traits)


def _aspect_problems(shift: ShiftEntry, scheme: Scheme) -> Iterator[tuple[str, str]]:
    axes = {axis.id: axis for axis in scheme.theory.axes}
    aspects = {aspect.id: axes.get(aspect.axis) for aspect in scheme.aspects}
    if shift.aspect.startswith(BLANK):
        return
    if shift.aspect not in aspects:
        yield "aspect", f"no aspect `{shift.aspect}`; {hint(shift.aspect, aspects)}"
        return
    axis = aspects[shift.aspect]
    if axis is not None and shift.toward not in axis.pole_ids and not shift.toward.startswith(BLANK):
        yield "toward", unknown_pole(shift.toward, shift.aspect, axis.pole_ids)


def _oddities(given: ScenariosFile) -> Iterator[tuple[Place, str]]:
    """What may be as it should be, and what a reader would want to know."""
    used = {id_ for scenario in given.scenarios for id_ in scenario.measures}
    for m, measure in enumerate(given.measures):
        here, whose = ("measures", m), f"the measure `{measure.id}`"
        if given.scenarios and measure.id not in used:
            yield here, f"{whose} is in no scenario"
        if measure.shifts and not any(shift.evidence for shift in measure.shifts):
            yield here, f"{whose} has no evidence: how far it moves an aspect is assumed"
        if not measure.shifts and not measure.brings and not measure.removes:
            yield here, f"{whose} changes nothing: it has no shifts, and neither brings nor removes a trait"
    if not given.scenarios:
        yield (), "no scenario is stated: the status quo alone is shown, and sets that are given on the spot"
    seen: dict[frozenset[str], str] = {frozenset(): STATUS_QUO}
    for s, scenario in enumerate(given.scenarios):
        chosen = frozenset(scenario.measures)
        if chosen in seen:
            yield ("scenarios", s), f"the scenario `{scenario.id}` has the measures of `{seen[chosen]}`"
        seen.setdefault(chosen, scenario.id)


def read_scenarios(
    path: Path, scheme: Scheme | None, statements: Collection[str] | None, findings: Findings
) -> Scenarios | None:
    """The scenarios in a file, checked against the scheme and the ids of the statements as far as these are known.

    After faults the result is None.
    """
    before = len(findings.faults)
    document = read_document(path, findings)
    if document is None:
        return None
    given = validate(document, ScenariosFile, findings)
    if given is None:
        return None
    known = None if statements is None else dict.fromkeys(statements)
    for place, message in _strangers(given, scheme, known):
        findings.fault(document.file, document.line(place), NAMELESS.sub("?", message))
    if len(findings.faults) > before:
        return None  # what was set aside would be missed in warnings
    for place, message in _oddities(given):
        findings.warn(document.file, document.line(place), message)
    return given.result()
