"""The bounds of the balances with what is reported, taken by its extents: a table, and a lane of the picture."""

from __future__ import annotations

from typing import Any

import numpy as np

from idealtypes.engine.bounded import BoundedProfile
from idealtypes.reporting.facts import Facts
from idealtypes.reporting.figures.pictures import Lane, Position
from idealtypes.reporting.wording.words import Words


def between(facts: Facts) -> dict[str, Any] | None:
    """The bounds with what is reported, by aspect and case; None where it is not taken by its extents."""
    words, found = facts.words, facts.bounded
    if found is None:
        return None
    rows = []
    for a, aspect in enumerate(facts.aspects):
        for c, case in enumerate(facts.cases):
            if not found.found(c, a):
                continue
            for p, pole in enumerate(facts.poles[a]):
                if found.bipolar[a] and p != 1:
                    continue
                two = found.bipolar[a]
                low, high = found.bounds[c, a] if two else found.share_ends[c, a, p]
                ends = found.interval[c, a] if two else [end[c, a, p] for end in found.share_bounds()]
                named = [aspect] + ([case] if len(facts.cases) > 1 else []) + ([] if two else [pole])
                counts = [found.added(c, a, p, most) for most in (False, True)]
                rows.append(
                    {
                        "what": " · ".join(named),
                        "bounds": words.range(low, high, signed=two),
                        "interval": "–" if np.isnan(ends[0]) else words.range(*ends, signed=two),
                        "findings": str(found.found(c, a)),
                        "unnamed": words.say("profile.between_unnamed", low=counts[0], high=counts[1]),
                    }
                )
    return {
        "rows": rows,
        "left": words.say("profile.between_left", n=found.left_out) if found.left_out else "",
    }


def between_lane(found: BoundedProfile, words: Words, c: int, a: int) -> tuple[Lane, ...]:
    """The two bounds of a balance as a lane of the picture; nothing where nothing stands beside what is quoted."""
    if not found.bipolar[a] or not found.moved[c, a]:
        return ()
    low, high = (float(end) for end in found.bounds[c, a])
    where = Position.of(None, *found.interval[c, a])
    return (Lane(words.say("figure.lanes.between"), where, words.range(low, high), bounds=(low, high)),)
