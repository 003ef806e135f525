"""Twins of a study at random: in each the suppressed cells hold something else, and what is told of others is the same.

What two studies publish alike nobody can tell apart, whatever he computes. So a suppressed cell whose number of
informants, and whose balance, differ in a twin that publishes the same is one that cannot be computed back.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from idealtypes.disclosure.suppression import PARTS, state_of

from .attack_reading import Cell
from .random_studies import POLES, Said, World, codes_of

K = 5
MIDDLE = {"rather_formal": (0.25, 0.75), "between": (0.5, 0.5)}


@dataclass(frozen=True)
class Seen:
    """What a cell holds: its informants, those on each pole, and the shares of the poles."""

    informants: int
    sides: tuple[int, ...]
    shares: tuple[float, ...]
    largest: float = 0.0

    @property
    def state(self) -> tuple[str, int | None]:
        return state_of(self.informants, self.sides, self.shares, K, largest=self.largest)


def weights(one: Said) -> tuple[float, ...]:
    """How much a statement weighs on each pole of its aspect."""
    name = one.codes[0].removeprefix(f"{one.aspect}_")
    return MIDDLE.get(name) or tuple(float(pole == name) for pole in POLES[one.aspect])


def seen(said: Sequence[Said]) -> Seen:
    """What the statements of a cell come to."""
    rows = [(one.source, weights(one)) for one in said]
    poles = range(len(rows[0][1])) if rows else range(0)
    mass = [sum(w[p] for _, w in rows) for p in poles]
    sides = tuple(len({source for source, w in rows if w[p] > 0}) for p in poles)
    most = max(Counter(source for source, _ in rows).values(), default=0) / max(len(rows), 1)
    return Seen(len({source for source, _ in rows}), sides, tuple(m / len(rows) for m in mass), most)


def states(said: Sequence[Said]) -> tuple[object, ...]:
    """What is decided of a case and an aspect: of all that is said and of its parts, in which somebody may speak."""
    found: list[object] = []
    for view in ("all", *PARTS):
        here = [one for one in said if view in ("all", one.mode)]
        found.append((seen(here).state, bool(here) and view != "all"))
    return tuple(found)


def hidden_in(world: World) -> dict[tuple[str, str], list[Said]]:
    """(case, aspect) → its statements, where not all of it is shown."""
    cells: dict[tuple[str, str], list[Said]] = {}
    for one in world.said:
        cells.setdefault((one.case, one.aspect), []).append(one)
    return {
        where: said for where, said in cells.items() if any(state[0][0] != "shown" for state in states(said))
    }  # type: ignore[index]


Changed = dict[str, Said | None]


def changes(said: Sequence[Said], others: Sequence[str], claimed: frozenset[str]) -> Iterator[Changed]:
    """What else a cell could hold: an informant less or more, another code or mode, modes exchanged.

    What is `claimed` of statements has informants too: those keep theirs. `others` are informants who may join.
    """
    free = [one for one in said if one.id not in claimed]
    for source in dict.fromkeys(one.source for one in free):
        hers = [one for one in said if one.source == source]
        if not claimed & {one.id for one in hers}:
            yield {one.id: None for one in hers}
    for one in free:
        for source in others:
            if source != one.source:
                yield {one.id: replace(one, source=source)}
    for one in said:
        for code in codes_of(one.aspect):
            if (code,) != one.codes:
                yield {one.id: replace(one, codes=(code,))}
        for mode in PARTS:
            if mode != one.mode:
                yield {one.id: replace(one, mode=mode)}
    for n, one in enumerate(said):
        for other in said[n + 1 :]:
            if one.mode != other.mode:
                yield {one.id: replace(one, mode=other.mode), other.id: replace(other, mode=one.mode)}


def same_to_others(before: Sequence[Said], after: Sequence[Said]) -> bool:
    """Whether a change is inside what is suppressed: the same is decided, and what is told stays as it was."""
    if states(before) != states(after):
        return False
    for (state, _), view in zip(states(before), ("all", *PARTS), strict=True):  # type: ignore[misc]
        if view == "all" and state[0] == "shown" and told(before) != told(after):
            return False
        if view == "all" and state[0] == "one_sided" and talk(before) != talk(after):
            return False
    return True


def told(said: Sequence[Said]) -> list[tuple[str, tuple[str, ...]]]:
    """Who says what in all, whatever the mode."""
    return sorted((one.source, one.codes) for one in said)


def talk(said: Sequence[Said]) -> list[str]:
    """Who speaks how often."""
    return sorted(one.source for one in said)


def suppressed(world: World) -> set[Cell]:
    """The cells of which somebody speaks, and nothing exact is told."""
    return {
        (view, case, aspect)
        for (case, aspect), said in hidden_in(world).items()
        for view in ("all", *PARTS)
        if _suppressed(said, view)
    }


def twins(world: World, what: str, rounds: int) -> Iterator[tuple[World, set[Cell]]]:
    """Twins of a world, each with the suppressed cells of which something is another in it.

    `what` is who stands behind a cell (informants, and those on each pole), or its shares. Each further round is for
    the cells that were in none before.
    """
    draw = random.Random(world.seed)
    claimed = frozenset(one[0] for one in world.claims)
    left = suppressed(world)
    options = {}
    for (case, aspect), said in hidden_in(world).items():
        people = [source for source, of in world.people if of == case]
        options[case, aspect] = list(changes(said, people, claimed))
        draw.shuffle(options[case, aspect])
    for _ in range(rounds):
        twin: Changed = {}
        cells: set[Cell] = set()
        for (case, aspect), said in hidden_in(world).items():
            wanted = [view for view, of, on in left if (of, on) == (case, aspect)]
            change, other = _best(said, options[case, aspect], wanted, what)
            twin |= change
            cells |= {(view, case, aspect) for view in other}
        if not cells:
            return
        left -= cells
        yield world.with_said(twin), cells


def _best(
    said: Sequence[Said], options: Sequence[Changed], wanted: Sequence[str], what: str
) -> tuple[Changed, list[str]]:
    """A change inside what is suppressed that makes most of the views another; the first that makes all."""
    best: tuple[Changed, list[str]] = ({}, [])
    for option in options if wanted else ():
        after = _after(said, option)
        other = [view for view in wanted if secret(_in(said, view), what) != secret(_in(after, view), what)]
        if len(other) > len(best[1]) and same_to_others(said, after):
            best = (option, other)
            if len(other) == len(wanted):
                break
    return best


def secret(one: Seen, what: str) -> object:
    """Who stands behind a cell, or how it leans."""
    return (one.informants, one.sides) if what == "informants" else one.shares


def _after(said: Sequence[Said], change: Changed) -> list[Said]:
    return [new for one in said if (new := change.get(one.id, one)) is not None]


def _in(said: Sequence[Said], view: str) -> Seen:
    return seen([one for one in said if view in ("all", one.mode)])


def _suppressed(said: Sequence[Said], view: str) -> bool:
    found = _in(said, view)
    parts = [one for one in (_in(said, part) for part in PARTS) if one.informants]
    closed = view != "all" and any(one.state[0] != "shown" for one in parts)
    return bool(found.informants) and (found.state[0] != "shown" or closed)
