"""What can be said of an outcome: which corners with cases are sufficient for it, and how surely."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np

from idealtypes.analyses.sets.settheory import SAYS, TruthRow, TruthTable, outs
from idealtypes.analyses.types.calibration import calibrate
from idealtypes.engine.findings import Counts, Finding, Subject, standing_of
from idealtypes.engine.profile import Profile
from idealtypes.engine.result import Why
from idealtypes.engine.tally import Floats
from idealtypes.model.conclusions import condition_names, folded, type_of


def outcome_findings(
    profile: Profile, table: TruthTable, cases: tuple[str, ...], y: Floats, why: Why
) -> Iterator[Finding]:
    """A finding for each corner with cases: that it is sufficient, or not, at the cuts of the truth table.

    Its probability is that of the same verdict, reckoned anew in every draw of the memberships of all cases that enter.
    It cannot be told where one of these rests on one statement or one rater, nor of a remainder, nor where the cases
    cannot show a relation (`why`).

    Parameters
    ----------
    profile, table
        Whose memberships they are, and the truth table of their estimates.
    cases, y
        The cases that enter, and their outcome, shape (cases,).
    why
        What keeps the numbers from saying anything.
    """
    at = np.array([profile.cases.index(case) for case in cases])
    plain = (profile.statements[at] > 1) & ~profile.no_interval[at]
    told = why is None and bool((plain | profile.complete[at, None]).all())
    drawn = _drawn(profile, at) if told else {}
    for row in table.rows:
        if not row.n:
            continue
        chance = _chance(row, table, drawn, y) if told and row.out != "R" else None
        own = [profile.cases.index(case) for case in row.cases]
        yield Finding(
            "outcome",
            Subject(
                view=profile.view, other=type_of(folded(table.poles(row), profile.scheme), profile.scheme)
            ),
            standing_of(chance),
            row.consistency,
            n=Counts(int(profile.tally.voices[own].sum()), int(profile.tally.talk[own].sum())),
            probability=chance,
            word=SAYS[row.out],
            ties=row.cases,
            why=why,
            behind=partial(_ids, profile, row.cases),
            at_hand=profile.ids_at_hand,
        )


def _chance(row: TruthRow, table: TruthTable, drawn: dict[str, Floats], y: Floats) -> float:
    """The share of draws in which the row says the same as at the estimate."""
    parts = [drawn[name][:, k] for name, k in zip(table.conditions, row.configuration, strict=True)]
    reached = outs(np.min(parts, axis=0), y[:, None], table.inclusion, table.pri)
    return float((reached == (row.out == "1")).mean())


def _drawn(profile: Profile, at: np.ndarray) -> dict[str, Floats]:
    """Condition → (cases, K, draws): membership in each of its poles, absent and present of a dimension."""
    anchors, found = profile.settings.anchors, dict[str, Floats]()
    dimensions = {of: name for name, of in condition_names(profile.scheme).items()}
    for a, aspect in enumerate(profile.aspects):
        shares = profile.draws.shares(a)[at]
        member = shares if anchors is None else calibrate(shares, anchors)
        if not profile.tally.present[a]:
            found[aspect] = member
            continue
        for p, pole in enumerate(profile.poles(aspect)):
            found[dimensions[aspect, pole]] = np.stack([1 - member[:, p], member[:, p]], axis=1)
    return found


def _ids(profile: Profile, cases: tuple[str, ...]) -> tuple[str, ...] | None:
    found = [profile.statement_ids(case) for case in cases]
    return (
        None if any(ids is None for ids in found) else tuple(sorted({i for ids in found for i in ids or ()}))
    )
