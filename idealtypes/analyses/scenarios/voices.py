"""Who speaks of what a set of measures moves: informants behind an outcome, and beside them what is reported."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from idealtypes.analyses.scenarios.baseline import Baseline
from idealtypes.analyses.scenarios.effects import NOTHING, Mask
from idealtypes.analyses.scenarios.odds import moved
from idealtypes.analyses.scenarios.votes import ENOUGH, Item
from idealtypes.engine.tally import Floats

Groups = tuple[int, int]  # at least, and at most, so many hold a finding


def voices(base: Baseline, on: Mask) -> tuple[frozenset[str], ...]:
    """For each outcome the informants who vote on the items `on`, shape (items,): what is moved for it.

    They vote on a pole or a trait, or on an outcome that feeds it and has three or more behind it.
    """
    behind: list[set[str]] = [set() for _ in base.outcomes]
    feeding = []
    for i, item in enumerate(base.votes.items):
        o = int(base.of_outcome[i])
        if item.from_outcome is not None:
            feeding.append((base.outcomes.index(item.from_outcome), o, item.sources))
        elif on[i]:
            behind[o].update(item.sources)
    while feeding:  # from what is moved outward, so that a loop does not stand behind itself
        carried = [edge for edge in feeding if len(behind[edge[0]]) >= ENOUGH]
        if not carried:
            break
        for edge in carried:
            behind[edge[1]].update(edge[2])
        feeding = [edge for edge in feeding if edge not in carried]
    return tuple(map(frozenset, behind))


def touched(base: Baseline, chosen: Mask) -> Mask:
    """Shape (items,): whether the chosen measures bear on what an item is on, however far they move it."""
    return np.asarray(base.bears[chosen].sum(axis=0) != 0)


@dataclass(frozen=True)
class ReportedVotes:
    """What reported sources say of an outcome where something is moved; it enters no number.

    Attributes
    ----------
    more, less
        Their statements that there would be more of it, and less.
    groups_more, groups_less
        Where these say for how many groups they speak: of the one that speaks for most, at least and at most.
    """

    more: tuple[str, ...]
    less: tuple[str, ...]
    groups_more: Groups | None = None
    groups_less: Groups | None = None

    @property
    def sign(self) -> int:
        """1 where more statements speak for more, −1 for less, 0 where neither."""
        return int(np.sign(len(self.more) - len(self.less)))

    @property
    def one_direction(self) -> bool:
        """Whether something is reported, and all of it points one way."""
        return bool(self.more) != bool(self.less)


def reported(base: Baseline, lean: Floats, o: int) -> ReportedVotes:
    """Reported statements on outcome `o`, by how far what each reported item is on is moved: `lean`, shape (items,).

    A report that a trait matters stands for one on its aspect, as votes do.
    """
    more: list[str] = []
    less: list[str] = []
    for item, far in zip(base.votes.reported, lean.tolist(), strict=True):
        if item.outcome == base.outcomes[o] and abs(far) > NOTHING:
            more += item.helping if far > 0 else item.hurting
            less += item.hurting if far > 0 else item.helping
    return ReportedVotes(
        tuple(dict.fromkeys(more)), tuple(dict.fromkeys(less)), _groups(base, more), _groups(base, less)
    )


def _groups(base: Baseline, statements: Iterable[str]) -> Groups | None:
    """The bounds of the statement that speaks for most groups."""
    return max((base.votes.groups[s] for s in statements if s in base.votes.groups), default=None)


def leans(base: Baseline, chosen: Mask, fed: Floats) -> Floats:
    """Shape (reported items,): which way the measures move what an item is on, at their modes; 0 where they do not.

    `fed`, shape (O,), is where the outcomes are that feed others.
    """
    items = base.votes.reported
    return np.array([_lean(base, chosen, fed, item, items) for item in items], float)


def _lean(base: Baseline, chosen: Mask, fed: Floats, item: Item, items: Iterable[Item]) -> float:
    taken = [m for m, yes in zip(base.measures, chosen, strict=True) if yes]
    if item.trait is not None:
        return float(sum((item.trait in m.brings) - (item.trait in m.removes) for m in taken))
    if item.aspect is None or item.pole is None:
        return float(fed[base.outcomes.index(str(item.from_outcome))])
    alike = (i for i in items if (i.outcome, i.aspect) == (item.outcome, item.aspect))
    told = {i.trait for i in alike if i.trait is not None}
    a = base.profile.aspects.index(item.aspect)
    if np.isnan(base.points[a][0]):
        return 0.0
    counted = [not told & {*m.brings, *m.removes} for m in base.measures]
    added = base.added_at_mode[a][chosen & np.array(counted, bool)].sum(axis=0)
    p = base.profile.tally.poles[a].index(item.pole)
    return float((moved(base.points[a], added) - base.points[a])[p])
