"""What can be said of scenarios: where an outcome goes, and which set of measures is above which."""

from __future__ import annotations

from collections.abc import Iterator

from idealtypes.analyses.scenarios.answers import OutcomeMove
from idealtypes.analyses.scenarios.partial_order import PartialOrder
from idealtypes.engine.findings import Counts, Finding, Subject, standing_of, unknown


def outcome_finding(about: Subject, scenario: str, move: OutcomeMove) -> Finding:
    """Where an outcome goes under a scenario; without a direction it cannot be told, and the votes stand alone."""
    directed = move.direction in ("up", "down")
    said = (*move.helping, *move.hurting)
    return Finding(
        "outcome",
        about._replace(other=f"{scenario}/{move.outcome}"),
        standing_of(move.probability if directed else None),
        move.index,
        n=Counts(move.helps + move.hurts, len(set(said))),
        probability=move.probability,
        word=move.direction,
        why=move.why,
        behind=lambda: tuple(sorted(set(said))),
    )


def order_of_scenarios(about: Subject, order: PartialOrder) -> Iterator[Finding]:
    """Which set of measures is above which, pair by pair; those that change the same things are a tie.

    What only reports decide has no probability, and cannot be told.
    """
    for p in order.pairs:
        if p.alike:
            yield Finding("tie", about, "sure", ties=(p.a, p.b), probability=1.0, behind=unknown)
            continue
        below = p.b if p.above == p.a else p.a
        chance = None if p.above is None else p.better if p.above == p.a else p.worse
        yield Finding(
            "order",
            about._replace(other=f"{p.above}/{below}" if p.above else f"{p.a}/{p.b}"),
            standing_of(chance),
            probability=chance if p.above else _likelier(p.better, p.worse),
            ties=() if p.above else (p.a, p.b),
            behind=unknown,
        )


def _likelier(better: float | None, worse: float | None) -> float | None:
    return None if better is None or worse is None else max(better, worse)
