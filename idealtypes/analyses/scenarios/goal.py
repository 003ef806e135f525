"""What it takes to get somewhere: how far each aspect is from its border, and the fewest measures to a goal.

The border of an aspect is where the pole that it stands at falls to half, and the type of the case may change. The
fewest measures to a wanted profile are exact up to twenty measures, beyond that greedy.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from idealtypes.analyses.scenarios.baseline import Baseline
from idealtypes.analyses.scenarios.effects import Mask
from idealtypes.analyses.scenarios.odds import log_odds, moved
from idealtypes.analyses.types.corners import Space
from idealtypes.engine.result import why_keys
from idealtypes.engine.tally import Floats
from idealtypes.errors import IdealtypesError, Reason, reason
from idealtypes.model.admissible import admissible, admissible_sets

EXACT = 20  # measures up to which all admissible sets are searched
BLOCK = 4096  # sets at a time


@dataclass(frozen=True)
class FewestMeasures:
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
    why: Reason | None

    def to_dict(self) -> dict[str, object]:
        return {
            "goal": dict(self.goal),
            "measures": None if self.measures is None else list(self.measures),
            "probability": self.probability,
            "exact": self.exact,
            **why_keys(self.why),
        }


def fewest_measures(
    base: Baseline, goal: Mapping[str, str], progress: Callable[[int, int], None] | None = None
) -> FewestMeasures:
    """The smallest admissible set of measures that takes the case to a goal (aspect → pole).

    Raises
    ------
    IdealtypesError
        For an aspect or a pole that the scheme lacks.
    """
    aims = [_aim(base, aspect, pole) for aspect, pole in goal.items()]
    exact = len(base.measures) <= EXACT
    silent = [base.profile.aspects[a] for a, _ in aims if np.isnan(base.points[a][0])]
    if silent:
        return FewestMeasures(
            goal, None, None, exact, reason("scenarios.goal_silent", aspects=", ".join(silent))
        )
    found = _search(base, aims, progress) if exact else _greedy(base, aims)
    if found is None:
        why = reason("scenarios.goal_unreached" if exact else "scenarios.goal_unreached_greedily")
        return FewestMeasures(goal, None, None, exact, why)
    ids = tuple(base.measures[m].id for m in found)
    return FewestMeasures(goal, ids, _probability(base, aims, found), exact, None)


def _aim(base: Baseline, aspect: str, pole: str) -> tuple[int, int]:
    if aspect not in base.profile.aspects:
        raise IdealtypesError(f"no aspect `{aspect}`; there are {', '.join(base.profile.aspects)}")
    a = base.profile.aspects.index(aspect)
    poles = base.profile.tally.poles[a]
    if pole not in poles:
        raise IdealtypesError(f"`{aspect}` has no pole `{pole}`; it has {', '.join(poles)}")
    return a, poles.index(pole)


def _crossover(base: Baseline) -> float:
    anchors = base.profile.settings.anchors
    return 0.5 if anchors is None else anchors[1]


def _reach(base: Baseline, aims: Iterable[tuple[int, int]], chosen: Mask) -> Floats:
    """Shape (aims,): how far the wanted poles are beyond half, at the modes."""
    shares = [moved(base.points[a], base.added_at_mode[a][chosen].sum(axis=0))[p] for a, p in aims]
    return np.array(shares) - _crossover(base)


def _search(
    base: Baseline, aims: list[tuple[int, int]], progress: Callable[[int, int], None] | None
) -> tuple[int, ...] | None:
    M = len(base.measures)
    best: tuple[float, tuple[int, ...]] | None = None
    block: list[tuple[int, ...]] = []

    def weigh() -> None:
        nonlocal best
        masks = np.zeros((len(block), M))
        for row, sets in enumerate(block):
            masks[row, list(sets)] = 1.0
        there = np.ones(len(block), bool)
        for a, p in aims:
            added = masks @ base.added_at_mode[a]
            there &= moved(base.points[a][:, None], added.T)[p] > _crossover(base)
        for row in np.flatnonzero(there).tolist():
            chance = _probability(base, aims, block[row])
            if best is None or chance > best[0]:
                best = (chance, block[row])
        block.clear()

    size = 0
    for sets in admissible_sets(base.measures, M):
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


def _greedy(base: Baseline, aims: list[tuple[int, int]]) -> tuple[int, ...] | None:
    chosen: set[str] = set()
    needs = {measure.id: measure.needs for measure in base.measures}
    while (_reach(base, aims, base.mask(tuple(chosen))) <= 0).any():
        options = []
        for measure in base.measures:
            wider = chosen | _with_needs(measure.id, needs)
            if wider != chosen and not admissible(base.measures, wider):
                options.append((float(_reach(base, aims, base.mask(tuple(wider))).min()), sorted(wider)))
        now = float(_reach(base, aims, base.mask(tuple(chosen))).min())
        options = [option for option in options if option[0] > now]
        if not options:
            return None
        # any set that gets there is as good as another: then the smallest, not the one that goes farthest
        chosen = set(max(options, key=lambda o: (o[0] > 0, min(o[0], 0.0), -len(o[1]), o[0]))[1])
    for one in sorted(chosen):
        fewer = chosen - {one}
        spared = not admissible(base.measures, fewer)
        if spared and (_reach(base, aims, base.mask(tuple(fewer))) > 0).all():
            chosen = fewer
    return tuple(np.flatnonzero(base.mask(tuple(chosen))).tolist())


def _with_needs(measure: str, needs: Mapping[str, tuple[str, ...]]) -> set[str]:
    out, todo = set(), [measure]
    while todo:
        one = todo.pop()
        if one not in out:
            out.add(one)
            todo += needs[one]
    return out


def _probability(base: Baseline, aims: list[tuple[int, int]], chosen: tuple[int, ...]) -> float:
    there = np.ones(base.draws, bool)
    for a, p in aims:
        there &= moved(base.shares[a], base.added[a][list(chosen)].sum(axis=0))[p] > _crossover(base)
    return float(there.mean())


SILENT, MIDDLE = reason("scenarios.no_border_silent"), reason("scenarios.no_border_middle")
NOWHERE, UNTYPED = reason("scenarios.nowhere"), reason("scenarios.untyped")
ROUNDING = 1e-9


@dataclass(frozen=True)
class Tipping:
    """The border of one aspect.

    Attributes
    ----------
    aspect, toward
        The aspect, and the pole toward which it would have to move.
    needed
        The λ in (0, 1) that takes the pole it stands at to half; None without evidence or a pole above half.
    becomes
        The type, or unnamed corner, beyond the border; None where the case has no corner, or has none there: with
        three poles the first that falls to half leaves no pole above it.
    why
        Why there is none.
    """

    aspect: str
    toward: str | None
    needed: float | None
    becomes: str | None
    why: Reason | None

    def to_dict(self) -> dict[str, object]:
        return {
            "aspect": self.aspect,
            "toward": self.toward,
            "needed": self.needed,
            "becomes": self.becomes,
            **why_keys(self.why),
        }


def strength_to(shares: Floats, top: int, toward: int, crossover: float = 0.5) -> float:
    """The λ toward one pole that takes the share of the top pole down to the crossover.

    With R = (1+λ)/(1−λ) the shares s (shape (K,)) become s_top/(s_top + R·s_toward + the others); solved for λ.

    >>> strength_to(np.array([0.75, 0.25]), 0, 1)  # odds of 3 to 1: R = 3, λ = 1/2
    0.5
    """
    others = 1 - shares[top] - shares[toward]
    factor = (shares[top] * (1 - crossover) / crossover - others) / shares[toward]
    return float((factor - 1) / (factor + 1))


def tipping(base: Baseline, points: tuple[Floats, ...] | None = None) -> tuple[Tipping, ...]:
    """For every aspect the border nearest to where the case stands, from the point estimates.

    `points` are where it stands; by default the status quo.
    """
    profile = base.profile
    points = base.points if points is None else points
    crossover = 0.5 if profile.settings.anchors is None else profile.settings.anchors[1]
    best = [None if np.isnan(p[0]) or p.max() <= crossover else int(p.argmax()) for p in points]
    key = tuple(best) if None not in best else None
    space = Space(profile, "en")
    out = []
    for a, aspect in enumerate(profile.aspects):
        top = best[a]
        if top is None:
            silent = bool(np.isnan(points[a][0]))
            out.append(Tipping(aspect, None, None, None, SILENT if silent else MIDDLE))
            continue
        s = points[a]
        rest = [p for p in range(len(s)) if p != top]
        toward = max(rest, key=lambda p: s[p])
        overtaken = (s[top] - s[toward]) / (s[top] + s[toward])  # below half where the crossover is
        needed = min(strength_to(s, top, toward, crossover), float(overtaken))
        becomes: str | None = None
        why: Reason | None = UNTYPED
        if key is not None:
            flipped = tuple(toward if b == a else int(k or 0) for b, k in enumerate(key))
            there = _takes_over(s, top, toward, needed, crossover)
            becomes, why = (space.name(flipped), None) if there else (None, NOWHERE)
        out.append(Tipping(aspect, profile.tally.poles[a][toward], needed, becomes, why))
    return tuple(out)


def _takes_over(shares: Floats, top: int, toward: int, needed: float, crossover: float) -> bool:
    """Whether the pole toward which the shares move is the one above the crossover as soon as the top pole is not."""
    added = np.zeros(len(shares))
    added[toward] = log_odds(needed)
    after = moved(shares, added)
    return bool(after[toward] >= max(crossover, after[top]) - ROUNDING)
