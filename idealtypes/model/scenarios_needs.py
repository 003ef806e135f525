"""What measures need, followed to the end: circles, and measures that nobody could take."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from idealtypes.model.base import Place
from idealtypes.model.measures import Measure


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
