"""All admissible sets of measures at once: how often each is the best, and its mean value.

The same formulas as `effects` in single precision, for tens of thousands of sets: the odds of a set are those of the
set without its last measure, times one factor.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from os import cpu_count
from typing import Any

import numpy as np
from numpy.typing import NDArray

from idealtypes.analyses.scenarios.baseline import Baseline
from idealtypes.analyses.scenarios.comparable import SetsBeside
from idealtypes.analyses.scenarios.effects import effects, feeding
from idealtypes.analyses.scenarios.steady_state import settle_pushed
from idealtypes.analyses.scenarios.weights import weighed, weights_of
from idealtypes.engine.result import why_keys
from idealtypes.engine.tally import Floats
from idealtypes.errors import Reason, reason
from idealtypes.model.admissible import admissible_sets

MOST = 6  # measures in a set, where nothing else is asked for
FEWER = 200_000  # sets beyond which only smaller ones are looked at
WORK = 4_000_000  # numbers of one array in one block of draws
CHUNK = 131_072  # numbers of an outcome worked on at a time, so that they stay in the processor's cache
TIE = 1e-7  # values nearer to each other than this tie: the arithmetic is in single precision
ROOM = 16  # measures of the largest λ that one way take odds about as far as single precision reaches

Singles = NDArray[np.float32]


@dataclass(frozen=True)
class _Part:
    """What votes can be on: pole `number` of an aspect, moved by the measures that count; or trait `number`, with how
    far each set moves it. `weights` has the votes by outcome, shape (draws,)."""

    aspect: int | None
    number: int
    counts: NDArray[Any]
    weights: dict[int, Any]


@dataclass(frozen=True)
class RankedSet:
    """One set of measures among all: the share of draws in which it is the best (ties are shared), and the mean of
    Σ w_o v_o A_o, in [−1, 1]."""

    measures: tuple[str, ...]
    first: float
    value: float


@dataclass(frozen=True, repr=False)
class AllSets:
    """All admissible sets of up to `most` measures, from the one that is best most often; `sets` says how many.

    Without ranks, `missing` are the outcomes on which it cannot be told what some measure does, and `why` says so.
    """

    most: int
    sets: int
    ranks: tuple[RankedSet, ...]
    missing: tuple[str, ...] = ()
    why: Reason | None = None

    def __repr__(self) -> str:
        best = ", ".join(self.ranks[0].measures) if self.ranks else ""
        return f"<AllSets: {self.sets:,} of up to {self.most} measures; best most often: {best or 'none'}>"

    def to_dict(self, shown: int = 100) -> dict[str, Any]:
        """The best sets, and how many there are in all."""
        best = [
            {"measures": list(s.measures), "first": s.first, "value": s.value} for s in self.ranks[:shown]
        ]
        return {
            "most": self.most,
            "sets": self.sets,
            "best": best,
            "missing": list(self.missing),
            **why_keys(self.why),
        }


def all_sets(
    base: Baseline,
    given: Mapping[str, float] | None = None,
    *,
    most: int = MOST,
    progress: Callable[[int, int], None] | None = None,
) -> AllSets:
    """Rank all admissible sets.

    Parameters
    ----------
    given
        Weights of outcomes that stand for drawn ones.
    most
        The largest set. It is lowered where there would be more than 200,000 sets; the answer says to what.
    progress
        Told (done, all) in draws.
    """
    sets, most = _listed(base, most)
    outcomes = weighed(base, given)
    missing = _untold(base, outcomes)
    if missing or not outcomes:
        why = reason("scenarios.sets_unranked" if missing else "scenarios.nothing_weighed")
        return AllSets(most, len(sets), (), missing, why)
    work = _Work(base, sets, weights_of(base, outcomes, given), outcomes)
    first, value = np.zeros(len(sets)), np.zeros(len(sets))
    done = 0
    with ThreadPoolExecutor(min(2, cpu_count() or 1)) as pool:
        for led, summed, size in pool.map(work.block, _slices(base.draws, max(1, WORK // len(sets)))):
            first += led
            value += summed
            done += size
            if progress is not None:
                progress(done, base.draws)
    order = np.lexsort((-value, -first))
    ids = [measure.id for measure in base.measures]
    ranks = tuple(
        RankedSet(tuple(ids[m] for m in sets[s]), float(first[s] / base.draws), float(value[s] / base.draws))
        for s in order
    )
    return AllSets(most, len(sets), ranks)


def _untold(base: Baseline, outcomes: tuple[str, ...]) -> tuple[str, ...]:
    """The outcomes on which it cannot be told by what is quoted what some measure does by itself."""
    nothing = effects(base, np.zeros(len(base.measures), bool))
    lacking: set[str] = set()
    for m, measure in enumerate(base.measures):
        if not measure.idle:
            alone = np.zeros(len(base.measures), bool)
            alone[m] = True
            difference = SetsBeside(base, effects(base, alone), nothing)
            lacking.update(o for o in outcomes if not difference.heard(base.outcomes.index(o)).by_quoted)
    return tuple(outcome for outcome in outcomes if outcome in lacking)


def _listed(base: Baseline, most: int) -> tuple[list[tuple[int, ...]], int]:
    """The sets by size, and the largest size that is listed whole."""
    sets: list[tuple[int, ...]] = []
    for one in admissible_sets(base.measures, most):
        if len(sets) == FEWER:
            size = len(one) - 1 if len(one) > 1 else 1
            return [s for s in sets if len(s) <= size], size
        sets.append(one)
    return sets, min(most, len(base.measures))


def _slices(draws: int, size: int) -> Iterator[slice]:
    for start in range(0, draws, size):
        yield slice(start, min(start + size, draws))


class _Work:
    """What every block of draws needs: which sets grow from which, and which votes weigh on what."""

    def __init__(
        self, base: Baseline, sets: list[tuple[int, ...]], weights: Floats, outcomes: tuple[str, ...]
    ) -> None:
        self.base = base
        self.good = np.zeros((len(base.outcomes), len(weights)), np.float32)
        for column, outcome in enumerate(outcomes):
            o = base.outcomes.index(outcome)
            self.good[o] = weights[:, column] * base.wanted[o]
        self.chosen = np.zeros((len(sets), len(base.measures)), bool)
        for row, one in enumerate(sets):
            self.chosen[row, list(one)] = True
        self.kind = np.float32 if max(map(len, sets)) <= ROOM else np.float64
        self._grow(sets)
        self.parts = [*self._poles(), *self._traits()]
        self.edges = [(a, b, weight.astype(np.float32)) for a, b, weight in feeding(base)]

    def _grow(self, sets: list[tuple[int, ...]]) -> None:
        """Every set grows from the one without its last measure, admissible or not; `levels` go by size."""
        nodes = sorted(
            {one[:n] for one in sets for n in range(len(one) + 1)}, key=lambda one: (len(one), one)
        )
        place = {one: n for n, one in enumerate(nodes)}
        self.parent = np.array([place[one[:-1]] for one in nodes])
        self.last = np.array([one[-1] if one else -1 for one in nodes])
        self.rows = np.array([place[one] for one in sets])
        size = np.array([len(one) for one in nodes])
        self.levels = [slice(*np.searchsorted(size, [d, d + 1])) for d in range(1, int(size.max()) + 1)]

    def _poles(self) -> list[_Part]:
        """A part for each pole with votes, and for each choice of measures that count there."""
        base = self.base
        found: dict[tuple[int, int, bytes], _Part] = {}
        for i, item in enumerate(base.votes.items):
            if item.aspect is None or item.pole is None or item.trait is not None:
                continue
            a = base.profile.aspects.index(item.aspect)
            if np.isnan(base.shares[a]).any():
                continue
            counts = ~base.overridden[:, int(base.of_outcome[i]), a]
            p = base.profile.tally.poles[a].index(item.pole)
            # with two poles the first moves as the second does, the other way
            two = len(base.shares[a]) == 2
            part = found.setdefault(
                (a, 1 if two else p, counts.tobytes()), _Part(a, 1 if two else p, counts, {})
            )
            self._count(part, i, -1.0 if two and p == 0 else 1.0)
        return list(found.values())

    def _traits(self) -> list[_Part]:
        base = self.base
        parts: dict[int, _Part] = {}
        for i, item in enumerate(base.votes.items):
            if item.trait is not None:
                t = base.traits.index(item.trait)
                net = np.sign(self.chosen.astype(int) @ base.brings[:, t]) * base.step[t]
                part = parts.setdefault(t, _Part(None, t, net, {}))
                self._count(part, i, 1.0)
        return list(parts.values())

    def _count(self, part: _Part, i: int, sign: float) -> None:
        """Add the votes on item i to the weights of a part."""
        base, o = self.base, int(self.base.of_outcome[i])
        weight = sign * base.counted[i] * base.net[i] / max(base.electorate[o], 1)
        part.weights[o] = part.weights.get(o, np.float32(0)) + weight.astype(np.float32)

    def block(self, rows: slice) -> tuple[Floats, Floats, int]:
        """For each set how often it is first, its summed value, and how many draws these are."""
        steps = [self._step(part, rows) for part in self.parts]
        value = np.empty((len(self.rows), rows.stop - rows.start), np.float32)
        together = max(1, CHUNK // (rows.stop - rows.start))
        for start in range(0, len(self.rows), together):
            some = slice(start, start + together)
            self._value(value[some], [step[some] for step in steps], rows)
        top = value >= value.max(axis=0) - TIE
        return (top / top.sum(axis=0)).sum(axis=1), value.sum(axis=1, dtype=float), rows.stop - rows.start

    def _step(self, part: _Part, rows: slice) -> Singles:
        """Shape (sets, draws): how far the sets move what the part is on; (sets, 1) for a trait."""
        if part.aspect is None:
            return part.counts[:, None].astype(np.float32)
        base, a = self.base, part.aspect
        before, added = base.shares[a][:, rows], base.added[a][:, :, rows] * part.counts[:, None, None]
        if len(before) == 2:
            with np.errstate(divide="ignore", over="ignore"):  # odds against of ∞ are a share of 0
                against = self._products(before[0] / before[1], np.exp(added[:, 0] - added[:, 1]))
            moved: Singles = 1 / (1 + against) - before[1].astype(np.float32)
            return moved
        added = added - added.max(axis=1, keepdims=True)  # no product grows, as in `moved`
        grown = [self._products(b, np.exp(added[:, p])) for p, b in enumerate(before)]
        after = grown[part.number] / np.sum(grown, axis=0, dtype=self.kind)
        change: Singles = after - before[part.number].astype(np.float32)
        return change

    def _products(self, base: Floats, factor: Floats) -> Singles:
        """Shape (sets, draws): the base (draws,) times the factors (measures, draws) of each set's measures."""
        node = np.empty((len(self.parent), len(base)), self.kind)
        node[0] = base
        factors = factor.astype(self.kind)
        for level in self.levels:
            np.multiply(node[self.parent[level]], factors[self.last[level]], out=node[level])
        return node if len(node) == len(self.rows) else node[self.rows]

    def _value(self, out: Singles, steps: list[Singles], rows: slice) -> None:
        """Write Σ w_o v_o A_o of some sets."""
        moved = sorted({o for part in self.parts for o in part.weights} | {end for _, end, _ in self.edges})
        place = {o: n for n, o in enumerate(moved)}
        push = np.zeros((len(moved), *out.shape), np.float32)
        for part, step in zip(self.parts, steps, strict=True):
            for o, weight in part.weights.items():
                push[place[o]] += step * weight[rows]
        # an outcome that nothing moves feeds nothing
        edges = [(place[a], place[b], weight[rows]) for a, b, weight in self.edges if a in place]
        state, _ = settle_pushed(push, edges, TIE)
        out[:] = 0
        for o, n in place.items():
            if self.good[o].any():
                out += state[n] * self.good[o, rows]
