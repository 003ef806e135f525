"""Which measures go together: admissible sets, circles of needs, and measures that nobody could ever take."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from idealtypes.model.base import Place
from idealtypes.model.hints import hint

if TYPE_CHECKING:
    from idealtypes.model.measures import Measure


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
