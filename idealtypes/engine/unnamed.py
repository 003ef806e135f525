"""Reported findings as unnamed sources: how many hold them at least and at most, and where the shares may lie.

A finding is a reported statement with an extent: from `low` to `high` of `of` groups hold it. Quoted sources hold it,
too, where they have evidence for its pole; only the rest are unnamed sources, of one statement each. For each pole two
ends are sought among the choices in docs/method.md: where its share is the least, and where it is the most.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from idealtypes.engine.tally import DECIMALS, Floats, Ints, Tally

Bools = NDArray[np.bool_]
TIED_LEAD = 1e-9  # shares that differ by less are tied for the lead


@dataclass(frozen=True, eq=False)
class ReportedFindings:
    """The findings of a study, each on every aspect that it speaks to.

    Attributes
    ----------
    tally
        What one unnamed source says that holds a finding: its sources are the findings, by the ids of the statements.
    low, high, of
        Shape (sources of the tally,): how many groups hold a finding at least, and at most; of how many.
    """

    tally: Tally
    low: Ints
    high: Ints
    of: Ints


@dataclass(frozen=True, eq=False)
class UnnamedSources:
    """How many unnamed sources hold each finding where a pole has its least share, and where it has its most.

    Attributes
    ----------
    findings
        What they say.
    least, most
        Shape (K, cells of the findings): how many, for each pole.
    """

    findings: ReportedFindings
    least: Ints
    most: Ints

    def beside(self, quoted: Tally, poles: Sequence[int], most: bool) -> Tally:
        """The quoted sources and the unnamed ones where, on each aspect, the pole of that number has its most or its
        least."""
        cells = np.arange(len(self.findings.tally.case))
        chosen = np.array(poles, int)[self.findings.tally.aspect]
        counts = (self.most if most else self.least)[chosen, cells]
        return with_copies(quoted, self.findings.tally, counts)


def leading(vectors: Floats, present: Bools) -> Bools:
    """Shape (statements, K): the poles with the largest share of each statement, several where they are tied; where
    poles do not exclude one another (`present`) all that are there.

    >>> leading(np.array([[0.3, 0.7], [0.5, 0.5], [0.3, 0.7]]), np.array([False, False, True])).tolist()
    [[False, True], [True, True], [True, True]]
    """
    most = vectors.max(axis=1, keepdims=True)
    found: Bools = ((vectors >= most - TIED_LEAD) | present[:, None]) & (vectors > 0)
    return found


def holding(quoted: Tally, said: Tally, source: Sequence[str]) -> Bools:
    """Shape (cells of the quoted, K): which poles lead in some statement of a quoted source.

    `said` has a source for every quoted statement; `source` names the real one of each.
    """
    number = {name: n for n, name in enumerate(quoted.sources)}
    real = np.array([number[name] for name in source], int)[said.source]
    size = len(quoted.sources)
    cell = np.searchsorted(
        quoted.group * size + quoted.source, said.group * size + real
    )  # the cells are sorted
    found = np.zeros((len(quoted.case), quoted.mass.shape[1]), bool)
    np.logical_or.at(found, cell, _leads(said))
    return found


def unnamed_sources(quoted: Tally, findings: ReportedFindings, holders: Bools) -> UnnamedSources:
    """The unnamed sources at the ends of every pole; see docs/method.md for what is chosen from.

    Parameters
    ----------
    quoted
        The tally of what is quoted; cases and aspects are those of the findings.
    findings
        What is reported.
    holders
        Which poles lead in some statement of a quoted source, from `holding`.
    """
    tally = findings.tally
    width = quoted.mass.shape[1]
    least, most = np.zeros((2, width, len(tally.case)), int)
    leads = _leads(tally)
    for number in np.unique(tally.group):
        cells, here = (slice(*np.searchsorted(one.group, (number, number + 1))) for one in (tally, quoted))
        who, there = tally.source[cells], holders[here]
        room = max(0, int(findings.of[who].max()) - len(there))
        held = _held(there, leads[cells])
        low, high = (np.clip(ends[who] - held, 0, room).astype(int) for ends in (findings.low, findings.high))
        group = _Group(
            tally.mass[cells], tally.total[cells], low, high, leads[cells], room,
            quoted.mass[here].sum(axis=0), float(quoted.total[here].sum()),
        )  # fmt: skip
        for p in range(len(tally.poles[number % len(tally.aspects)])):
            least[p, cells], most[p, cells] = group.ends(p)
    return UnnamedSources(findings, least, most)


def _leads(said: Tally) -> Bools:
    return leading(said.point_mass / said.statements[:, None], np.array(said.present, bool)[said.aspect])


def _held(there: Bools, leads: Bools) -> Ints:
    """Shape (findings,): how many sources hold each: what leads in it leads with them, or if nothing does, nothing."""
    kinds, which = np.unique(leads, axis=0, return_inverse=True)
    held = [
        int((there >= kind).all(axis=1).sum() if kind.any() else (~there.any(axis=1)).sum()) for kind in kinds
    ]
    return np.array(held, int)[which.reshape(-1)]


@dataclass(frozen=True, eq=False)
class _Group:
    """The findings of a case on an aspect, and what is quoted there; arrays have shape (findings,) or (findings, K).

    `low` and `high` are how many unnamed sources hold a finding, `room` how many there can be, `leads` its poles.
    """

    mass: Floats
    total: Floats
    low: Ints
    high: Ints
    leads: Bools
    room: int
    quoted: Floats
    quoted_total: float

    def ends(self, pole: int) -> tuple[Ints, Ints]:
        """How many unnamed sources hold each finding where the pole's share is the least, and where it is the most."""
        share = np.round(self.mass[:, pole] / self.total, DECIMALS)
        rising = np.argsort(share, kind="stable")
        falling = np.argsort(-share, kind="stable")
        favoured = [np.zeros(len(share), bool)]
        for value in np.unique(share):
            favoured += [share >= value, share <= value]
        choices = [self._counts(one, order) for one in favoured for order in (rising, falling)]
        fewest = [(self._share(pole, n), n) for n in sorted(choices, key=lambda n: int(n.sum()))]
        low = min(fewest, key=lambda one: one[0])[1]
        high = max(fewest, key=lambda one: one[0])[1]
        return low, high

    def _share(self, pole: int, counts: Ints) -> float:
        total = self.quoted_total + float(counts @ self.total)
        if not total:
            return 0.5
        return round((float(self.quoted[pole]) + float(counts @ self.mass[:, pole])) / total, DECIMALS)

    def _counts(self, favoured: Bools, order: Ints) -> Ints:
        """Each favoured finding is held by as many as may be, all of them others; the rest by as few as must be, which
        are the same for all findings of a pole. `order` says which of these speaks for them."""
        counts = np.where(favoured, self.high, 0)
        for lead in np.unique(self.leads, axis=0):
            inside = (self.leads == lead).all(axis=1)
            reached = int(counts[inside].sum())
            rest = order[(inside & ~favoured)[order]]
            before = np.maximum.accumulate([reached, *self.low[rest]])[:-1]
            counts[rest] = np.maximum(self.low[rest] - before, 0)
        return shared_out(counts, self.room, order)


def shared_out(counts: Ints, room: int, order: Ints) -> Ints:
    """Counts that sum to no more than `room`: in proportion, by largest remainders, the first in order where tied.

    >>> shared_out(np.array([6, 3]), 5, np.array([0, 1])).tolist()
    [3, 2]
    """
    total = int(counts.sum())
    if total <= room:
        return counts
    whole, rest = np.divmod(counts * room, total)
    rank = np.empty(len(order), int)
    rank[order] = np.arange(len(order))
    first = np.lexsort((rank, -rest))[: room - int(whole.sum())]
    whole[first] += 1
    out: Ints = whole
    return out


def with_copies(tally: Tally, added: Tally, counts: Ints) -> Tally:
    """A tally with cells of another one beside, each as often as `counts` says, by sources of their own.

    Copies of one source on several aspects and in several cases are the same: who holds a finding holds all of it.
    """
    cells = np.repeat(np.arange(len(counts)), counts)
    nth = np.arange(len(cells)) - np.repeat(np.cumsum(counts) - counts, counts)
    pairs = np.stack([added.source[cells], nth]) if len(cells) else np.zeros((2, 0), int)
    copies, number = np.unique(pairs, axis=1, return_inverse=True)
    names = tuple(f"{added.sources[s]} ({n + 1})" for s, n in copies.T.tolist())
    case, aspect = (
        np.concatenate([a, b[cells]]) for a, b in ((tally.case, added.case), (tally.aspect, added.aspect))
    )
    source = np.concatenate([tally.source, len(tally.sources) + number.reshape(-1)])
    order = np.lexsort((source, aspect, case))

    def both(mine: Floats, theirs: Floats) -> Floats:
        return np.concatenate([mine, theirs[cells]])[order]

    return replace(
        tally,
        sources=(*tally.sources, *names),
        case=case[order],
        source=source[order],
        aspect=aspect[order],
        mass=both(tally.mass, added.mass),
        total=both(tally.total, added.total),
        statements=both(tally.statements, added.statements),
        squares=both(tally.squares, added.squares),
        point_mass=both(tally.point_mass, added.point_mass),
        point_squares=both(tally.point_squares, added.point_squares),
    )


def side_by_side(one: Tally, other: Tally, common: int, names: tuple[str, str]) -> Tally:
    """Two tallies of the same cases as one of twice as many, `name:case`; the first `common` sources are the same."""

    def both(mine: Floats, theirs: Floats) -> Floats:
        return np.concatenate([mine, theirs])

    shift = len(one.sources) - common
    source = np.where(other.source < common, other.source, other.source + shift)
    return replace(
        one,
        cases=tuple(f"{name}:{case}" for name in names for case in one.cases),
        sources=(*one.sources, *other.sources[common:]),
        case=np.concatenate([one.case, other.case + len(one.cases)]),
        source=np.concatenate([one.source, source]),
        aspect=np.concatenate([one.aspect, other.aspect]),
        mass=both(one.mass, other.mass),
        total=both(one.total, other.total),
        statements=both(one.statements, other.statements),
        squares=both(one.squares, other.squares),
        point_mass=both(one.point_mass, other.point_mass),
        point_squares=both(one.point_squares, other.point_squares),
        talk=np.concatenate([one.talk, other.talk]),
        voices=np.concatenate([one.voices, other.voices]),
    )
