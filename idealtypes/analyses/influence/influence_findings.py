"""What can be said of influence: the source that moves an estimate most, the fewest statements that flip a type."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

import numpy as np

from idealtypes.analyses.influence.smallest_change import SmallestChange
from idealtypes.engine.findings import Counts, Finding, Subject
from idealtypes.engine.profile import Profile
from idealtypes.engine.tally import Floats, Ints

SAME = 1e-9  # what is left is rounding


def source_findings(
    profile: Profile, ids: Sequence[str], item: Ints, case: Ints, aspect: Ints, change: Floats, pole: Ints
) -> Iterator[Finding]:
    """The source without which an estimate moves most, on every aspect of which several speak; rows as in `LeftOut`.

    It is recomputed, not estimated: so it stands, unless nothing moves. Several that move it alike share the place, and
    where a source is all that there is nothing can be said.
    """
    A = len(profile.aspects)
    cell = case * A + aspect
    order = np.argsort(cell, kind="stable")
    for rows in np.split(order, np.flatnonzero(np.diff(cell[order])) + 1):
        if len(rows) < 2 or np.isnan(change[rows]).any():
            continue
        size = np.abs(change[rows])
        most = rows[size > size.max() - SAME]
        moved = float(change[most[0]])
        if abs(moved) < SAME:
            continue
        c, a = int(case[most[0]]), int(aspect[most[0]])
        poles, names = profile.tally.poles[a], tuple(ids[k] for k in item[most].tolist())
        to = int(moved > 0) if profile.bipolar[a] else int(pole[most[0]])
        alone = len(most) == 1
        yield Finding(
            "influence",
            Subject(
                profile.cases[c], profile.aspects[a], poles[to] if alone else None, profile.view,
                names[0] if alone else None,
            ),
            "sure",
            moved if alone else abs(moved),
            n=Counts(int(profile.sources[c, a]), int(profile.statements[c, a])),
            probability=1.0,
            ties=() if alone else names,
            behind=partial(profile.statement_ids, profile.cases[c], (profile.aspects[a],)),
            at_hand=profile.ids_at_hand,
        )  # fmt: skip


def flip_finding(profile: Profile, smallest: SmallestChange) -> Finding:
    """The fewest statements that take a case out of its type; sure where none fewer do, else it cannot be told."""
    c = profile.cases.index(smallest.case)
    gone = smallest.statements
    exact = gone is not None and smallest.exact
    least = smallest.at_least
    return Finding(
        "flip",
        Subject(smallest.case, smallest.aspect, view=profile.view, other=smallest.becomes),
        "sure" if exact else "cannot_be_told",
        None if gone is None else float(len(gone)),
        None if gone is None or least is None else (float(least), float(len(gone))),
        Counts(int(profile.tally.voices[c]), int(profile.tally.talk[c])),
        1.0 if exact else None,
        why=smallest.why,
        behind=lambda: tuple(sorted(gone or ())),
    )
