"""Measures and scenarios: what a board could change, and which changes go together."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Annotated

from pydantic import Field, FiniteFloat

from idealtypes.model.base import Checked, Id, Model, Name, Names, Place, brief
from idealtypes.model.hints import BLANK, hint
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


class StatedScenario(Model):
    """A set of measures that the file names; `measures` are ids, in the order in which they are written."""

    id: Id
    title: Text
    description: Text = EMPTY
    measures: Names


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
    """

    title: Text
    description: Text = EMPTY
    limits: Text = EMPTY
    direction: Annotated[FiniteFloat, Field(gt=0.5, le=1)] = SURE
    measures: tuple[Measure, ...] = Field(min_length=1)
    scenarios: tuple[StatedScenario, ...] = ()

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


# which go together


def admissible(measures: Sequence[Measure], chosen: Collection[str]) -> tuple[str, ...]:
    """Why the chosen measures cannot be taken together, in words; empty where they can.

    They can if each is there, all that they need is chosen too, and no two of them exclude one another.
    """
    known = {measure.id: measure for measure in measures}
    wrong = [f"no measure `{id_}`; {hint(id_, known)}" for id_ in dict.fromkeys(chosen) if id_ not in known]
    taken = [measure for measure in measures if measure.id in set(chosen)]
    for measure in taken:
        wrong += [f"`{measure.id}` needs `{need}`" for need in measure.needs if need not in chosen]
    for index, one in enumerate(taken):
        for other in taken[index + 1 :]:
            if other.id in one.excludes or one.id in other.excludes:
                wrong.append(f"`{one.id}` and `{other.id}` exclude one another")
    return tuple(wrong)


def admissible_sets(measures: Sequence[Measure], most: int) -> Iterator[tuple[int, ...]]:
    """All admissible sets of up to `most` measures, as indices: by size, then in lexicographic order.

    The first is the empty set, the status quo. A branch is left as soon as two of its measures exclude one
    another, or as what they need can no longer be added.
    """
    count = len(measures)
    position = {measure.id: index for index, measure in enumerate(measures)}
    direct = [sum(1 << position[need] for need in set(measure.needs)) for measure in measures]
    needs = [_closure(1 << index, direct) for index in range(count)]
    bars = [0] * count
    for index, measure in enumerate(measures):
        for other in measure.excludes:
            bars[index] |= 1 << position[other]
            bars[position[other]] |= 1 << index

    def grow(
        chosen: tuple[int, ...], left: int, taken: int, wanted: int, barred: int
    ) -> Iterator[tuple[int, ...]]:
        missing = wanted & ~taken
        start = chosen[-1] + 1 if chosen else 0
        if missing.bit_count() > left or missing & (barred | ((1 << start) - 1)):
            return
        if not left:
            yield chosen
            return
        for index in range(start, count - left + 1):
            if not barred >> index & 1:
                yield from grow(
                    (*chosen, index),
                    left - 1,
                    taken | 1 << index,
                    wanted | needs[index],
                    barred | bars[index],
                )
            if missing >> index & 1:
                return  # without this one, what is chosen lacks what it needs

    for size in range(min(most, count) + 1):
        yield from grow((), size, 0, 0, 0)


def _closure(mask: int, direct: Sequence[int]) -> int:
    """A set of measures with all that they need, and what that needs in turn; sets as bits."""
    while True:
        wider = mask
        for index, needed in enumerate(direct):
            if mask >> index & 1:
                wider |= needed
        if wider == mask:
            return mask
        mask = wider


# what measures need, followed to the end


def circles(measures: Sequence[Measure]) -> Iterator[tuple[Place, str]]:
    """Measures that need themselves, by way of others: each circle once, at its first measure."""
    needs = {measure.id: measure.needs for measure in measures}
    told: set[str] = set()
    for index, measure in enumerate(measures):
        way = _way(measure.id, measure.id, needs)
        if way and told.isdisjoint(way):
            told.update(way)
            message = f"measure `{measure.id}` needs itself: {' → '.join(way)}"
            yield ("measures", index, "needs"), message


def _way(start: str, end: str, needs: Mapping[str, Sequence[str]]) -> list[str]:
    """A shortest way from one measure to another along what is needed; empty if there is none."""
    ways = [[start]]
    seen: set[str] = set()
    for way in ways:
        for need in needs[way[-1]]:
            if need == end:
                return [*way, need]
            if need not in seen:
                seen.add(need)
                ways.append([*way, need])
    return []


def impossible(measures: Sequence[Measure]) -> Iterator[tuple[Place, str]]:
    """Measures that nobody could take, because what they need cannot be taken together.

    Where a measure only needs one that is impossible, the message is at that one.
    """
    excludes = {measure.id: measure.excludes for measure in measures}
    needs = {measure.id: measure.needs for measure in measures}
    lines = {id_: [other for other in needs if other == id_ or _way(id_, other, needs)] for id_ in needs}

    def clash(id_: str) -> list[str]:
        """The first two of a measure and all that it needs that exclude one another; without the measure."""
        line = lines[id_]
        pairs = ((one, other) for one in line for other in excludes[one] if other in line)
        return [name for name in next(pairs, ()) if name != id_]

    for index, measure in enumerate(measures):
        pair = clash(measure.id)
        if not pair or any(clash(need) for need in measure.needs):
            continue
        message = f"measure `{measure.id}` could never be taken: it needs {' and '.join(f'`{id_}`' for id_ in pair)}"
        end = ", and the two exclude one another" if len(pair) == 1 else ", which exclude one another"
        yield ("measures", index, "needs"), message + end
