"""The fewest measures that take a case to a wanted profile: exact up to twenty measures, else greedy."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from idealtypes.analyses.scenarios.baseline import Ground
from idealtypes.analyses.scenarios.effects import Mask
from idealtypes.analyses.scenarios.shifting import moved
from idealtypes.engine.tally import Floats
from idealtypes.model.measures import admissible, admissible_sets

EXACT = 20  # measures up to which all admissible sets are searched
BLOCK = 4096  # sets at a time


@dataclass(frozen=True)
class Way:
    """How to get to a goal.

    Attributes
    ----------
    goal
        Aspect → pole that should have more than half.
    measures
        The fewest measures that get there at their modes; among sets of that size the one that gets there most
        surely. None where no admissible set does, or an aspect has no evidence.
    probability
        P(all wanted poles have more than half) with these measures; None without them.
    exact
        Whether all sets were searched; beyond twenty measures one was added at a time, each the one (with what it
        needs) that brings the farthest aspect nearest, and then what can be spared was taken away.
    why
        Why there is no way.
    """

    goal: Mapping[str, str]
    measures: tuple[str, ...] | None
    probability: float | None
    exact: bool
    why: str | None

    def to_dict(self) -> dict[str, object]:
        return {
            "goal": dict(self.goal),
            "measures": None if self.measures is None else list(self.measures),
            "probability": self.probability,
            "exact": self.exact,
            "why": self.why,
        }


def way_to(
    ground: Ground, goal: Mapping[str, str], progress: Callable[[int, int], None] | None = None
) -> Way:
    """The smallest admissible set of measures that takes the case to a goal (aspect → pole).

    Raises
    ------
    ValueError
        For an aspect or a pole that the scheme lacks.
    """
    aims = [_aim(ground, aspect, pole) for aspect, pole in goal.items()]
    exact = len(ground.measures) <= EXACT
    silent = [ground.profile.aspects[a] for a, _ in aims if np.isnan(ground.points[a][0])]
    if silent:
        return Way(goal, None, None, exact, f"nobody speaks of {', '.join(silent)}")
    found = _search(ground, aims, progress) if exact else _greedy(ground, aims)
    if found is None:
        why = "no admissible set of measures gets there"
        return Way(goal, None, None, exact, why if exact else f"adding one measure at a time, {why}")
    ids = tuple(ground.measures[m].id for m in found)
    return Way(goal, ids, _probability(ground, aims, found), exact, None)


def _aim(ground: Ground, aspect: str, pole: str) -> tuple[int, int]:
    if aspect not in ground.profile.aspects:
        raise ValueError(f"no aspect `{aspect}`; there are {', '.join(ground.profile.aspects)}")
    a = ground.profile.aspects.index(aspect)
    poles = ground.profile.tally.poles[a]
    if pole not in poles:
        raise ValueError(f"`{aspect}` has no pole `{pole}`; it has {', '.join(poles)}")
    return a, poles.index(pole)


def _crossover(ground: Ground) -> float:
    anchors = ground.profile.settings.anchors
    return 0.5 if anchors is None else anchors[1]


def _reach(ground: Ground, aims: Iterable[tuple[int, int]], chosen: Mask) -> Floats:
    """Shape (aims,): how far the wanted poles are beyond half, at the modes."""
    shares = [moved(ground.points[a], ground.added_at_mode[a][chosen].sum(axis=0))[p] for a, p in aims]
    return np.array(shares) - _crossover(ground)


def _search(
    ground: Ground, aims: list[tuple[int, int]], progress: Callable[[int, int], None] | None
) -> tuple[int, ...] | None:
    M = len(ground.measures)
    best: tuple[float, tuple[int, ...]] | None = None
    block: list[tuple[int, ...]] = []

    def weigh() -> None:
        nonlocal best
        masks = np.zeros((len(block), M))
        for row, sets in enumerate(block):
            masks[row, list(sets)] = 1.0
        there = np.ones(len(block), bool)
        for a, p in aims:
            added = masks @ ground.added_at_mode[a]
            there &= moved(ground.points[a][:, None], added.T)[p] > _crossover(ground)
        for row in np.flatnonzero(there).tolist():
            chance = _probability(ground, aims, block[row])
            if best is None or chance > best[0]:
                best = (chance, block[row])
        block.clear()

    size = 0
    for sets in admissible_sets(ground.measures, M):
        if len(sets) > size:
            weigh()
            if best is not None:
                return best[1]
            size = len(sets)
            if progress is not None:
                progress(size, M)
        block.append(sets)
        if len(block) == BLOCK:
            weigh()
    weigh()
    return None if best is None else best[1]


def _greedy(ground: Ground, aims: list[tuple[int, int]]) -> tuple[int, ...] | None:
    chosen: set[str] = set()
    needs = {measure.id: measure.needs for measure in ground.measures}
    while (_reach(ground, aims, ground.mask(tuple(chosen))) <= 0).any():
        options = []
        for measure in ground.measures:
            wider = chosen | _with_needs(measure.id, needs)
            if wider != chosen and not admissible(ground.measures, wider):
                options.append((float(_reach(ground, aims, ground.mask(tuple(wider))).min()), sorted(wider)))
        now = float(_reach(ground, aims, ground.mask(tuple(chosen))).min())
        options = [option for option in options if option[0] > now]
        if not options:
            return None
        # any set that gets there is as good as another: then the smallest, not the one that goes farthest
        chosen = set(max(options, key=lambda o: (o[0] > 0, min(o[0], 0.0), -len(o[1]), o[0]))[1])
    for one in sorted(chosen):
        fewer = chosen - {one}
        spared = not admissible(ground.measures, fewer)
        if spared and (_reach(ground, aims, ground.mask(tuple(fewer))) > 0).all():
            chosen = fewer
    return tuple(np.flatnonzero(ground.mask(tuple(chosen))).tolist())


def _with_needs(measure: str, needs: Mapping[str, tuple[str, ...]]) -> set[str]:
    out, todo = set(), [measure]
    while todo:
        one = todo.pop()
        if one not in out:
            out.add(one)
            todo += needs[one]
    return out


def _probability(ground: Ground, aims: list[tuple[int, int]], chosen: tuple[int, ...]) -> float:
    there = np.ones(ground.draws, bool)
    for a, p in aims:
        there &= moved(ground.shares[a], ground.added[a][list(chosen)].sum(axis=0))[p] > _crossover(ground)
    return float(there.mean())
