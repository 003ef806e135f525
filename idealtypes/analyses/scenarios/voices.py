"""Who stands behind the movement of an outcome, where outcomes feed one another.

Three informants may say that relief leads to treatment, and one that a measure brings relief: what the measure does to
treatment is then one informant's word. So a vote that one outcome feeds another counts for what a scenario does only
where three or more informants stand behind the movement of the outcome that feeds.
"""

from __future__ import annotations

from idealtypes.analyses.scenarios.baseline import Ground
from idealtypes.analyses.scenarios.claims import ENOUGH
from idealtypes.analyses.scenarios.effects import Effects


def voices(ground: Ground, found: Effects) -> tuple[frozenset[str], ...]:
    """For each outcome the informants behind what a scenario does to it.

    They vote on a pole or a trait that is moved, or on an outcome that feeds it and has three or more behind it.
    """
    behind: list[set[str]] = [set() for _ in ground.outcomes]
    feeding = []
    for i, item in enumerate(ground.votes.items):
        o = int(ground.of_outcome[i])
        if item.from_outcome is not None:
            feeding.append((ground.outcomes.index(item.from_outcome), o, item.sources))
        elif found.movement[i]:
            behind[o].update(item.sources)
    while feeding:  # from what is moved outward, so that a loop does not stand behind itself
        carried = [edge for edge in feeding if len(behind[edge[0]]) >= ENOUGH]
        if not carried:
            break
        for edge in carried:
            behind[edge[1]].update(edge[2])
        feeding = [edge for edge in feeding if edge not in carried]
    return tuple(map(frozenset, behind))
