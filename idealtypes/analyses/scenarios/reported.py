"""What reported sources say of what a scenario moves: shown beside the votes, in no number."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from idealtypes.analyses.scenarios.baseline import Ground
from idealtypes.analyses.scenarios.claims import Item
from idealtypes.analyses.scenarios.effects import NOTHING, Effects
from idealtypes.analyses.scenarios.shifting import moved


def reported(ground: Ground, found: Effects, o: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Statements of reported sources on what is moved: that outcome `o` goes up, and that it goes down.

    A report that a trait matters stands for one on its aspect, as votes do.
    """
    helping: list[str] = []
    hurting: list[str] = []
    items = [item for item in ground.votes.reported if item.outcome == ground.outcomes[o]]
    for item in items:
        lean = _lean(ground, found, item, items)
        if abs(lean) > NOTHING:
            helping += item.helping if lean > 0 else item.hurting
            hurting += item.hurting if lean > 0 else item.helping
    return tuple(dict.fromkeys(helping)), tuple(dict.fromkeys(hurting))


def _lean(ground: Ground, found: Effects, item: Item, items: Sequence[Item]) -> float:
    """Which way the measures move what an item is on, at their modes; 0 where they do not."""
    chosen = [m for m, yes in zip(ground.measures, found.chosen, strict=True) if yes]
    if item.trait is not None:
        return float(sum((item.trait in m.brings) - (item.trait in m.removes) for m in chosen))
    if item.aspect is None or item.pole is None:
        fed_by = ground.outcomes.index(str(item.from_outcome))
        return float(found.outcomes[fed_by].mean())
    told = {i.trait for i in items if i.trait is not None and i.aspect == item.aspect}
    a = ground.profile.aspects.index(item.aspect)
    counted = [not told & {*m.brings, *m.removes} for m in ground.measures]
    added = ground.added_at_mode[a][found.chosen & np.array(counted, bool)].sum(axis=0)
    p = ground.profile.tally.poles[a].index(item.pole)
    return float((moved(ground.points[a], added) - ground.points[a])[p])
