"""Measures and scenarios: what a board could change, and which changes go together."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, FiniteFloat

from idealtypes.model.admissible import admissible, circles, impossible
from idealtypes.model.base import Checked, Id, Model, Name, Names, Place, brief, by_name
from idealtypes.model.hints import BLANK, hint, listed
from idealtypes.model.text import EMPTY, Text, counted
from idealtypes.model.theory import repeated

STATUS_QUO = "status_quo"  # the scenario of no measure: always there, never written
MOST = 0.95  # the largest λ: at ±1 an aspect would stand at a pole, and nothing could move it back
LIMIT = 40  # measures in a file
SURE = 0.95  # the probability from which on a direction is told


class Shift(Model):
    """How far a measure moves one aspect.

    Attributes
    ----------
    aspect, toward
        The aspect, and the pole of its axis toward which it is moved.
    low, mode, high
        λ in [−0.95, 0.95], low ≤ mode ≤ high: "would move a balanced scheme to λ". Below 0 it moves away.
    because
        Why; empty where nothing is said.
    evidence
        The ids of statements of the study that speak for it; without any the shift is assumed.
    """

    aspect: Name
    toward: Name
    low: FiniteFloat
    mode: FiniteFloat
    high: FiniteFloat
    because: Text = EMPTY
    evidence: Names = ()


class Measure(Model):
    """One change of rules.

    Attributes
    ----------
    id, title, description
        `description`, as every text but the title, is empty where the file leaves it out.
    decides, reversible, cost
        Who decides; whether it can be undone (None: not said); a note on cost, in words.
    shifts
        At most one for each aspect; none for a measure that works by traits alone.
    brings, removes
        Names of traits of the coding scheme.
    needs, excludes
        Names of measures. A file says `excludes` once; in the scenarios of a study it is symmetric, and both are in
        the order of the measures.
    restates
        Outcomes that say no more than that the measure is taken, or is not: they are shown, and enter no order.
    """

    id: Id
    title: Text
    description: Text = EMPTY
    decides: Text = EMPTY
    reversible: bool | None = None
    cost: Text = EMPTY
    shifts: tuple[Shift, ...] = ()
    brings: Names = ()
    removes: Names = ()
    needs: Names = ()
    excludes: Names = ()
    restates: Names = ()

    def moves(self, aspect: str) -> bool:
        """Whether it shifts an aspect, however likely that is."""
        return any(shift.aspect == aspect and (shift.low or shift.high) for shift in self.shifts)

    @property
    def idle(self) -> bool:
        """Whether it changes nothing: no aspect is shifted, and no trait brought or removed."""
        still = all(shift.low == shift.high == 0 for shift in self.shifts)
        return still and not self.brings and not self.removes


class StatedScenario(Model):
    """A set of measures that the file names; `measures` are ids, in the order in which they are written."""

    id: Id
    title: Text
    description: Text = EMPTY
    measures: Names


Weight = Annotated[FiniteFloat, Field(ge=0)]
WAYS = {"more": 1, "less": -1}  # what may be written for a direction


def _way(value: object) -> object:
    """`more` and `less` as 1 and −1."""
    found = WAYS.get(value) if isinstance(value, str) else value
    if isinstance(found, bool) or found not in (1, -1):
        raise ValueError(f"is `{value}`: it is 1 (more) or -1 (less)")
    return 1 if found == 1 else -1


class BoardBelief(Model):
    """What a board believes that a measure does to an outcome, for a second order that is marked as the board's.

    Attributes
    ----------
    outcome, measure
        Their ids.
    direction
        1, more of the outcome, or −1, less of it.
    sure
        The probability of the direction, in (0.5, 1].
    """

    outcome: Name
    measure: Name
    # both have to be given, as `problems` says; with a value here, what is wrong with one is told beside the rest
    direction: Annotated[Literal[1, -1], BeforeValidator(_way)] = 1
    sure: Annotated[FiniteFloat, Field(gt=0.5, le=1)] = 1.0


class Scenarios(Checked):
    """What `scenarios.yaml` says.

    Attributes
    ----------
    title, description, limits
        For people; `limits` is what the file cannot know.
    direction
        The probability in (0.5, 1] that a direction has to reach to be told.
    measures, scenarios
        At most 40 measures; the scenarios without the status quo. Each is admissible.
    weights
        Outcome → what it weighs in an order, 0 or more, those left out 0; empty: all weights.
    beliefs
        What the board believes, at most once of an outcome and a measure.
    """

    title: Text
    description: Text = EMPTY
    limits: Text = EMPTY
    direction: Annotated[FiniteFloat, Field(gt=0.5, le=1)] = SURE
    measures: tuple[Measure, ...] = Field(min_length=1)
    scenarios: tuple[StatedScenario, ...] = ()
    weights: Annotated[Mapping[str, Weight], BeforeValidator(by_name)] = {}
    beliefs: tuple[BoardBelief, ...] = ()

    def __repr__(self) -> str:
        measures, scenarios = counted(len(self.measures), "measure"), counted(len(self.scenarios), "scenario")
        return f"<Scenarios {brief(self.title)}: {measures}, {scenarios} beside the status quo>"

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
        measures = self.both_ways().measures
        yield from circles(measures)
        yield from impossible(measures)
        for s, scenario in enumerate(self.scenarios):
            here: Place = ("scenarios", s, "measures")
            yield from members(here, f"scenario `{scenario.id}`", "measure", scenario.measures, known)
            chosen = [id_ for id_ in scenario.measures if id_ in known]
            for message in admissible(measures, chosen):
                yield here, f"scenario `{scenario.id}`: {message}"
        yield from _belief_problems(self.beliefs, known)
        yield from self._weight_problems()

    def _weight_problems(self) -> Iterator[tuple[Place, str]]:
        for outcome in self.weights:
            if outcome in self.restated:
                message = f"`{outcome}` restates {listed(self.restated[outcome])} and enters no order: it has no weight"
                yield ("weights", outcome), message
        if self.weights and not any(self.weights.values()):
            yield ("weights",), "no outcome has a weight above 0"

    @property
    def restated(self) -> dict[str, tuple[str, ...]]:
        """Outcomes that restate a measure, with the measures."""
        found: dict[str, tuple[str, ...]] = {}
        for measure in self.measures:
            for outcome in measure.restates:
                found[outcome] = (*found.get(outcome, ()), measure.id)
        return found

    def both_ways(self) -> Scenarios:
        """The same with `excludes` symmetric, and `needs` and `excludes` in the order of the measures.

        Names of measures that are not there are left out.
        """
        ids = [measure.id for measure in self.measures]
        barred: dict[str, set[str]] = {id_: set() for id_ in ids}
        for measure in self.measures:
            for other in measure.excludes:
                if other in barred and other != measure.id:
                    barred[measure.id].add(other)
                    barred[other].add(measure.id)
        ordered = tuple(
            measure.model_copy(
                update={
                    "needs": tuple(other for other in barred if other in measure.needs),
                    "excludes": tuple(other for other in barred if other in barred[measure.id]),
                }
            )
            for measure in self.measures
        )
        return self.model_copy(update={"measures": ordered})


# what does not fit together within the file


def _id_problems(key: str, items: Sequence[Measure | StatedScenario]) -> Iterator[tuple[Place, str]]:
    yield from repeated((key,), items)
    for index, item in enumerate(items):
        if item.id == STATUS_QUO:
            message = f"the id `{STATUS_QUO}` is taken: the scenario of no measure is always there"
            yield (key, index, "id"), message


def _size_problems(shift: Shift) -> Iterator[tuple[Place, str]]:
    sizes = {"low": shift.low, "mode": shift.mode, "high": shift.high}
    for name, size in sizes.items():
        if abs(size) > MOST:
            yield (name,), f"`{name}` is {size:g}: a shift lies in [-{MOST:g}, {MOST:g}]"
    for lower, upper in (("low", "mode"), ("mode", "high")):
        if sizes[lower] > sizes[upper]:
            message = f"`{lower}` {sizes[lower]:g} is above `{upper}` {sizes[upper]:g}"
            yield (lower,), f"{message}: it is low ≤ mode ≤ high"


def _list_problems(place: Place, measure: Measure, known: Collection[str]) -> Iterator[tuple[Place, str]]:
    whose = f"measure `{measure.id}`"
    for key, named in (("needs", measure.needs), ("excludes", measure.excludes)):
        yield from members((*place, key), whose, "measure", named, known)
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


def _belief_problems(beliefs: Sequence[BoardBelief], known: Collection[str]) -> Iterator[tuple[Place, str]]:
    """Measures that are not there, and two beliefs about one thing."""
    seen: set[tuple[str, str]] = set()
    for index, belief in enumerate(beliefs):
        here: Place = ("beliefs", index)
        about = (belief.outcome, belief.measure)
        for key in ("direction", "sure"):
            if key not in belief.model_fields_set:
                yield (*here, key), f"`{key}` is missing"
        if belief.measure not in known and not belief.measure.startswith(BLANK):
            yield (*here, "measure"), f"no measure `{belief.measure}`; {hint(belief.measure, known)}"
        if about in seen and not any(name.startswith(BLANK) for name in about):
            yield here, f"two beliefs about what `{belief.measure}` does to `{belief.outcome}`: give one"
        seen.add(about)


def members(
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
