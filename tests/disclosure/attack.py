"""An attacker who has everything that is published, and computes back what was suppressed.

He knows the program and its formulas, and reads the tables. His means:

- *linear relations* with rounding as intervals: parts of views sum to all that is said, poles to their statements, a
  share times its statements is a mass, a salience times the statements of a case is a number of statements, a
  membership is at most every share of its corner. Bounds by linear programming, then whole numbers;
- *differences*: between two cases or views, of which one is shown;
- *intervals inverted*: every way in which up to `PEOPLE` informants, and some more, could have said up to three things
  each is put through the interval's formula, and those that give the published share and interval are kept.

A cell (view, case, aspect) that does not show its informants is *found* where one number of informants or of statements
is left, or shares of a pole less than `NEAR` apart. That a cell is hidden says itself that it has few informants, or
few on a pole: that much is published, and no find.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from math import ceil, floor, inf
from typing import Any

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array

from idealtypes.engine.intervals import interval

from .attack_reading import Cell, Published, Range, narrow, read

PARTS = ("is", "ought", "expected", "would")  # views that sum to `all`
PEOPLE = 4  # informants whose every combination is tried in a hidden cell
NEAR = 0.1  # shares this near to one another are one answer
SLACK = 1e-6
MANY = 400  # more informants or statements than this has no cell of these studies


# linear relations


@dataclass
class System:
    """Unknown numbers with bounds, and rows Σ aᵢxᵢ ≤ b between them."""

    names: dict[Any, int] = field(default_factory=dict)
    bounds: list[list[float]] = field(default_factory=list)
    rows: list[tuple[dict[int, float], float]] = field(default_factory=list)

    def at(self, name: Any, low: float = 0.0, high: float = MANY) -> int:
        if name not in self.names:
            self.names[name] = len(self.bounds)
            self.bounds.append([low, high])
        return self.names[name]

    def within(self, name: Any, given: Range) -> None:
        place = self.at(name)
        low, high = self.bounds[place]
        self.bounds[place] = [max(low, given[0] - SLACK), min(high, given[1] + SLACK)]

    def leq(self, terms: Iterable[tuple[Any, float]], limit: float = 0.0) -> None:
        row: dict[int, float] = {}
        for name, weight in terms:
            row[self.at(name)] = row.get(self.at(name), 0.0) + weight
        self.rows.append((row, limit + SLACK))

    def equal(self, terms: Sequence[tuple[Any, float]]) -> None:
        self.leq(terms)
        self.leq([(name, -weight) for name, weight in terms])

    def range(self, name: Any) -> Range:
        """The least and the most that an unknown can be; AssertionError where what was read contradicts itself."""
        matrix, limits = self._matrix()
        ends = []
        for sign in (1.0, -1.0):
            cost = np.zeros(len(self.bounds))
            cost[self.at(name)] = sign
            done = linprog(cost, matrix, limits, bounds=self.bounds, method="highs")
            assert done.status == 0, f"what was read contradicts itself, at {name}: {done.message}"
            ends.append(sign * done.fun)
        return ends[0], ends[1]

    def _matrix(self) -> tuple[Any, Any]:
        spots = [(r, c, weight) for r, (row, _) in enumerate(self.rows) for c, weight in row.items()]
        if not spots:
            return None, None
        r, c, weights = zip(*spots, strict=True)
        return csr_array((weights, (r, c)), shape=(len(self.rows), len(self.bounds))), [
            b for _, b in self.rows
        ]


def system_of(found: Published) -> System:
    """What is published as linear relations between statements, informants and masses."""
    s = System()
    cells = sorted(found.cells())
    for cell in cells:
        view, case, aspect = cell
        poles = found.poles.get(aspect, ())
        s.leq([(("n", cell), 1), (("m", cell), -1)])  # each informant has said something
        s.leq([(("m", cell), 1), (("m of case", view, case), -1)])
        s.leq([(("m of case", view, case), 1), (("m of case", "all", case), -1)])
        s.leq([(("n", cell), 1), (("n of case", "all", case), -1)])
        if poles and view != "useful" and found.weighting == "statement":
            s.equal([*((("M", cell, pole), 1.0) for pole in poles), (("m", cell), -1.0)])
        if view in PARTS:
            whole = ("all", case, aspect)
            s.leq([(("n", cell), 1), (("n", whole), -1)])
    for case, aspect in {(case, aspect) for _, case, aspect in cells}:
        parts = [(view, case, aspect) for view in PARTS]
        whole = ("all", case, aspect)
        s.equal([*((("m", part), 1.0) for part in parts), (("m", whole), -1.0)])
        s.leq([(("n", whole), 1.0), *((("n", part), -1.0) for part in parts)])
        for pole in found.poles.get(aspect, ()):
            s.equal([*((("M", part, pole), 1.0) for part in parts), (("M", whole, pole), -1.0)])
    for case, aspect, view in itertools.product(*found.named(), PARTS):
        if found.all_views and view not in found.views:
            s.within(("m", (view, case, aspect)), (0, 0))
    for held, letter in ((found.statements, "m"), (found.informants, "n")):
        for cell, told in held.items():
            s.within((letter, cell), told)
    for (cell, pole), told in found.masses.items():
        s.within(("M", cell, pole), told)
    for (cell, pole), (low, high) in found.shares.items():
        if cell[0] != "useful":  # of claims, not of what is said
            _ratio(s, ("M", cell, pole), ("m", cell), low, high)
    for (case, corner), (low, _) in found.memberships.items():
        for aspect, pole in corner:  # the least of the shares: none is less
            if ("all", case, aspect) in found.one_sided:
                continue
            if pole in found.poles.get(aspect, ()):
                s.leq([(("M", ("all", case, aspect), pole), -1.0), (("m", ("all", case, aspect)), low)])
    for cell, (low, high) in found.salience.items():
        _ratio(s, ("m", cell), ("m of case", *cell[:2]), low, high)
    for (case, what), told in found.totals.items():
        s.within((f"{what[0]} of case", "all", case), told)
    return s


def _ratio(s: System, part: Any, whole: Any, low: float, high: float) -> None:
    """part/whole lies between two numbers."""
    s.leq([(part, 1.0), (whole, -high)])
    s.leq([(part, -1.0), (whole, low)])


def balances(found: Published) -> dict[Cell, Range]:
    """Balances on aspects of two poles, as differences between cases or views and what is shown give them."""
    known: dict[Cell, Range] = {}
    for (cell, pole), (low, high) in found.shares.items():
        poles = found.poles[cell[2]]
        if len(poles) == 2:
            two = (2 * low - 1, 2 * high - 1) if pole == poles[1] else (1 - 2 * high, 1 - 2 * low)
            narrow(known, cell, two)
    for _ in range(3):  # a difference of what a difference gave
        for (one, other), (low, high) in found.differences.items():
            if {one, other} & found.one_sided:
                continue  # made of what is drawn, not of what was said
            if other == ("", "", ""):
                narrow(known, one, (low, high))
            if other in known:
                narrow(known, one, (known[other][0] + low, known[other][1] + high))
            if one in known and other != ("", "", ""):
                narrow(known, other, (known[one][0] - high, known[one][1] - low))
    return known


# intervals inverted


@cache
def ways(people: int = PEOPLE) -> tuple[Any, Any, Any]:
    """Every way up to so many informants could have said up to three things each, with some of more informants.

    Returns the masses of a pole and the statements, of shape (ways, informants), and how many informants.
    """
    kinds = [(n, m / 4) for n in (1, 2, 3) for m in range(4 * n + 1)]
    rows = [
        one for size in range(1, people + 1) for one in itertools.combinations_with_replacement(kinds, size)
    ]
    draw = np.random.default_rng(1)
    for size in range(people + 1, people + 5):
        rows += [tuple(kinds[k] for k in draw.integers(len(kinds), size=size)) for _ in range(500)]
    widest = max(map(len, rows))
    padded = np.array([[*row, *[(0, 0)] * (widest - len(row))] for row in rows], float)
    return padded[..., 1], padded[..., 0], np.array([len(row) for row in rows])


@cache
def ways_ends(level: float) -> tuple[Any, Any, Any]:
    """Share, low and high of every way."""
    mass, total, _ = ways()
    low, high = interval(mass, total, total, level)
    return mass.sum(1) / total.sum(1), low, high


def inverted(found: Published, cell: Cell, pole: str) -> tuple[set[int], set[int]]:
    """The numbers of informants, and of statements, that give the published share and interval of a cell."""
    share, low, high = ways_ends(found.level)
    _, total, people = ways()
    fit = np.ones(len(people), bool)
    told = [(found.shares.get((cell, pole)), share)]
    ends = found.intervals.get((cell, pole))
    if ends is not None:
        told += [(ends[0], low), (ends[1], high)]
    for given, value in told:
        if given is not None:
            fit &= (value >= given[0] - SLACK) & (value <= given[1] + SLACK)
    for given, value in ((found.informants.get(cell), people), (found.statements.get(cell), total.sum(1))):
        if given is not None:
            fit &= (value >= given[0] - SLACK) & (value <= given[1] + SLACK)
    if not fit.any() and ends is not None and (cell, pole) in found.shares:
        return _of_any_mass(found, cell, pole)
    return set(people[fit].tolist()), set(total.sum(1)[fit].astype(int).tolist())


@cache
def compositions() -> tuple[tuple[int, ...], ...]:
    """How many statements each of up to eight informants has made, three at most."""
    return tuple(
        one
        for size in range(1, PEOPLE + 5)
        for one in itertools.combinations_with_replacement((1, 2, 3), size)
    )


def _of_any_mass(found: Published, cell: Cell, pole: str) -> tuple[set[int], set[int]]:
    """The same where codes stand anywhere between the poles: which informants and statements can give such ends."""
    draw = np.random.default_rng(2)
    share = sum(found.shares[cell, pole]) / 2
    counted = {
        name: held.get(cell, (1, inf)) for name, held in (("n", found.informants), ("m", found.statements))
    }
    people, statements = set(), set()
    for one in compositions():
        sizes = np.array(one, float)
        if not (
            counted["n"][0] <= len(one) <= counted["n"][1]
            and counted["m"][0] <= sizes.sum() <= counted["m"][1]
        ):
            continue
        spread = draw.beta(0.5, 0.5, (1 if len(one) == 1 else 60, len(one)))
        own = spread @ sizes / sizes.sum()
        up = own[:, None] < share  # toward 1 or toward 0, until the share is the published one
        moved = np.where(
            up, 1 - (1 - spread) * ((1 - share) / (1 - own))[:, None], spread * (share / own)[:, None]
        )
        ends = interval(np.clip(moved, 0, 1) * sizes, np.broadcast_to(sizes, moved.shape), level=found.level)
        told = found.intervals[cell, pole]
        if all(
            np.min(end) - SLACK <= high and np.max(end) + SLACK >= low
            for end, (low, high) in zip(ends, told, strict=True)
        ):
            people.add(len(one))
            statements.add(int(sizes.sum()))
    return people, statements


# the attack


@dataclass(frozen=True)
class Find:
    """What the attacker says of a cell: how many informants, or which share of which pole; and how he knows."""

    cell: Cell
    what: str
    value: Range
    how: str


def attack(files: Mapping[str, bytes], hidden: Iterable[Cell]) -> Iterator[Find]:
    """What can be said of the cells that are hidden."""
    found = read(files)
    hidden = list(hidden)
    yield from _by_intervals(found, hidden)
    yield from _by_differences(found, hidden)
    yield from _by_programming(found, hidden)


def _by_intervals(found: Published, hidden: Sequence[Cell]) -> Iterator[Find]:
    for cell in hidden:
        for pole in found.poles.get(cell[2], ()):
            if (cell, pole) not in found.intervals or cell[0] == "useful":
                continue
            people, statements = inverted(found, cell, pole)
            for what, left in (("informants", people), ("statements", statements)):
                if len(left) == 1:
                    yield Find(cell, what, (min(left), max(left)), "interval inverted")


def _by_differences(found: Published, hidden: Sequence[Cell]) -> Iterator[Find]:
    known = balances(found)
    for cell in hidden:
        if cell in known and known[cell][1] - known[cell][0] <= 2 * NEAR:
            low, high = ((end + 1) / 2 for end in known[cell])
            yield Find(cell, f"share of {found.poles[cell[2]][1]}", (low, high), "differences")


def _by_programming(found: Published, hidden: Sequence[Cell]) -> Iterator[Find]:
    s = system_of(found)
    there = found.cells()
    for cell in hidden:
        if cell not in there:
            continue
        for what, letter in (("informants", "n"), ("statements", "m")):
            if cell[0] == "useful":
                continue
            low, high = s.range((letter, cell))
            if ceil(low - 1e-4) == floor(high + 1e-4):
                yield Find(cell, what, (round(low), round(high)), "linear programming")
        if cell[0] != "useful":
            yield from _shares(s, found, cell)


def _shares(s: System, found: Published, cell: Cell) -> Iterator[Find]:
    """The share of a pole where statements and mass are known, or nearly."""
    low_m, high_m = s.range(("m", cell))
    if low_m < 1 - 1e-4:
        return
    for pole in found.poles.get(cell[2], ()):
        low, high = s.range(("M", cell, pole))
        least, most = low / high_m, min(1.0, high / low_m)
        if most - least <= NEAR:
            yield Find(cell, f"share of {pole}", (least, most), "linear programming")
