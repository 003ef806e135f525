"""The result of `scenarios`: where every scenario leads, and how they compare; frozen, ready for JSON and page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from idealtypes.analyses.scenarios.answers import AspectMove, OutcomeMove, TypeChance
from idealtypes.analyses.scenarios.baseline import Baseline
from idealtypes.analyses.scenarios.effects import Effects
from idealtypes.analyses.scenarios.goal import FewestMeasures, Tipping
from idealtypes.analyses.scenarios.partial_order import PartialOrder
from idealtypes.analyses.scenarios.ranking import ScenarioRank, ScenarioRanking, Sensitivity
from idealtypes.analyses.scenarios.scenario_findings import order_of_scenarios, outcome_finding
from idealtypes.analyses.scenarios.search import AllSets
from idealtypes.analyses.scenarios.votes import OutcomeMap, both_needed, outcome_map
from idealtypes.engine.findings import Finding, Subject, head
from idealtypes.engine.profile import Profile
from idealtypes.engine.result import Pictured, said, screenful, why_keys
from idealtypes.errors import reason
from idealtypes.model.study import StudyData
from idealtypes.model.text import Text

if TYPE_CHECKING:
    import polars as pl

CAUTION = reason("scenarios.caution")


@dataclass(frozen=True, eq=False, repr=False)
class ScenarioResult:
    """One scenario: its measures, and where they lead."""

    id: str
    title: Text
    description: Text
    measures: tuple[str, ...]
    aspects: tuple[AspectMove, ...]
    assigned: str | None
    leans: str | None
    types: tuple[TypeChance, ...]
    changes: float | None
    outcomes: tuple[OutcomeMove, ...]
    effects: Effects

    def __repr__(self) -> str:
        return f"<ScenarioResult {self.id!r}: {', '.join(self.measures) or 'no measure'}>"[:100]

    def to_dict(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "title": self.title.say(),
            "measures": list(self.measures),
            "aspects": [aspect.to_dict() for aspect in self.aspects],
            "assigned": self.assigned,
            "leans": self.leans,
            "changes_type": self.changes,
            "types": [{"type": t.type, "title": t.title, "probability": t.probability} for t in self.types],
            "outcomes": [outcome.to_dict() for outcome in self.outcomes],
            "settled": float(self.effects.settled.mean()),
        }


@dataclass(frozen=True, eq=False, repr=False)
class ScenarioAnalysis(Pictured):
    """The scenarios of one case, computed on common draws.

    Attributes
    ----------
    base
        What they are computed from.
    prospects
        The status quo first, then the scenarios in the order of the file.
    order
        How far they can be ordered.
    board
        The second order, which the board's beliefs complete; None where the file has none.
    ranking
        How they rank among one another, where any two of them can be compared.
    tipping
        The border of each aspect.
    sensitivity
        What the lead of the leader hangs on; empty where they cannot be ranked.
    weights
        Weights that were given for the outcomes, or stand in the file; None where they are drawn.
    goal
        The fewest measures that take the case to a goal, where one was asked for.
    sets
        All admissible sets of measures ranked, where that was asked for.
    """

    base: Baseline
    prospects: tuple[ScenarioResult, ...]
    order: PartialOrder
    board: PartialOrder | None
    ranking: ScenarioRanking
    tipping: tuple[Tipping, ...]
    sensitivity: tuple[Sensitivity, ...]
    weights: Mapping[str, float] | None
    goal: FewestMeasures | None
    sets: AllSets | None

    @property
    def study(self) -> StudyData:
        return self.base.study

    @property
    def profile(self) -> Profile:
        return self.base.profile

    @property
    def case(self) -> str:
        """The case whose scenarios they are."""
        return self.profile.cases[self.base.case]

    @property
    def status_quo(self) -> ScenarioResult:
        """The scenario of no measure."""
        return self.prospects[0]

    def find(self, scenario: str) -> ScenarioResult:
        """The scenario of an id; KeyError where there is none."""
        return next(p for p in self.prospects if p.id == scenario)

    def rank(self, scenario: str) -> ScenarioRank:
        """How a scenario ranks among the others."""
        return next(s for s in self.ranking.ranks if s.scenario == scenario)

    def variable(self, kind: str, number: int) -> dict[str, Any]:
        """What a belief or a sensitivity is about: a measure, or the item of a vote."""
        if kind == "measure":
            return {"measure": self.base.measures[number].id}
        item = self.base.votes.items[number]
        about = {
            "outcome": item.outcome,
            "aspect": item.aspect,
            "pole": item.pole,
            "trait": item.trait,
            "from_outcome": item.from_outcome,
        }
        return {key: value for key, value in about.items() if value is not None}

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """Where each outcome goes under each scenario, and which scenario is above which."""
        about = Subject(self.case, view=self.profile.view)
        moves = ((p.id, outcome) for p in self.prospects[1:] for outcome in p.outcomes)
        return (*(outcome_finding(about, *one) for one in moves), *order_of_scenarios(about, self.order))

    def to_dict(self) -> dict[str, Any]:
        """The answer of `idealtypes scenarios --json`."""
        return {
            **head(self.findings),
            "settings": self.profile.settings.model_dump(mode="json"),
            "level": self.profile.settings.level,
            "view": self.profile.view,
            "rests_on": None if self.profile.basis is None else self.profile.basis.to_dict(),
            "case": self.case,
            "direction": self.base.stated.direction,
            "weights": "Dirichlet(1)" if self.weights is None else dict(self.weights),
            "baseline": self.status_quo.to_dict(),
            "scenarios": [result.to_dict() for result in self.prospects[1:]],
            "ranking": [
                {
                    "scenario": s.scenario,
                    "first": s.first,
                    "mean_rank": s.mean_rank,
                    "value": s.value,
                    "central_weights": None if s.weights is None else dict(s.weights),
                    "dominated_by": list(s.dominated_by),
                    "beliefs": [self.variable(b.kind, b.variable) | {"rank": b.mean} for b in s.beliefs],
                    **why_keys(self.ranking.why),
                }
                for s in self.ranking.ranks
            ],
            "order": self.order.to_dict(),
            "beliefs": [belief.model_dump(mode="json") for belief in self.base.stated.beliefs],
            "board_order": None if self.board is None else self.board.to_dict(),
            "tipping": [one.to_dict() for one in self.tipping],
            "sensitivity": [
                self.variable(h.kind, h.variable)
                | {"low": h.low, "high": h.high, "swing": h.swing, "informants": h.informants}
                for h in self.sensitivity
            ],
            "claims": self.claims(),
            "map": self.map().to_dict(),
            "goal": None if self.goal is None else self.goal.to_dict(),
            "sets": None if self.sets is None else self.sets.to_dict(),
            "caution": self.caution,
        }

    @property
    def caution(self) -> str:
        """What the answer is not."""
        return said(CAUTION) or ""

    def map(self) -> OutcomeMap:
        """Which outcome feeds which, as informants say, and what they leave open."""
        votes = self.base.votes
        return outcome_map(votes.items, self.study.outcomes, votes.reported)

    def claims(self) -> list[dict[str, Any]]:
        """What informants say of the outcomes, item by item, whatever the scenarios move."""
        votes = self.base.votes
        out = []
        for i, item in enumerate(votes.items):
            known = not np.isnan(votes.low[i])
            needed = item.aspect is not None and both_needed(votes.items, item.outcome, item.aspect)
            out.append(
                {
                    "outcome": item.outcome,
                    "aspect": item.aspect,
                    "pole": item.pole,
                    "trait": item.trait,
                    "from_outcome": item.from_outcome,
                    "helps": len(item.helps),
                    "hurts": len(item.hurts),
                    "share": float(votes.share[i]),
                    "interval": [float(votes.low[i]), float(votes.high[i])] if known else None,
                    "sources": len(item.sources),
                    "contested": item.contested,
                    "both_needed": needed,
                    "statements_for": list(item.helping),
                    "statements_against": list(item.hurting),
                }
            )
        return out

    def records(self) -> list[dict[str, Any]]:
        """One flat record per scenario and aspect, and per scenario and outcome, for tables."""
        out = []
        for result in self.prospects:
            common = {"scenario": result.id, "measures": ";".join(result.measures)}
            for a in result.aspects:
                low, high = a.interval or (None, None)
                out.append(
                    common
                    | {"about": "aspect", "id": a.aspect, "balance": a.balance, "low": low, "high": high}
                    | {"change": a.change, "shares": _shared(a), "why": said(a.why)}
                )
            for o in result.outcomes:
                out.append(
                    common
                    | {"about": "outcome", "id": o.outcome, "direction": o.direction, "why": said(o.why)}
                    | {"probability": o.probability, "index": o.index, "helps": o.helps, "hurts": o.hurts}
                    | {"informants": o.sources, "for": ";".join(o.helping), "against": ";".join(o.hurting)}
                    | {"reported_for": ";".join(o.reported_helping)}
                    | {"reported_against": ";".join(o.reported_hurting)}
                    | {"restates": ";".join(self.order.restated.get(o.outcome, ()))}
                )
        keys = dict.fromkeys(key for record in out for key in record)
        return [{key: record.get(key) for key in keys} for record in out]

    def to_frame(self) -> pl.DataFrame:
        """A polars frame with one row per scenario and aspect, and per scenario and outcome."""
        import polars as pl

        return pl.DataFrame(self.records(), infer_schema_length=None)

    def __str__(self) -> str:
        lines = [f"Scenarios of {self.case}: {len(self.prospects) - 1}"]
        for s in self.ranking.ranks:
            result = self.find(s.scenario)
            moves = ", ".join(f"{a.aspect} {a.balance:+.2f}" for a in result.aspects if a.balance is not None)
            first = "" if s.first is None else f"; first {s.first:.0%}"
            lines.append(f"  {result.title.say()}: {moves}{first}")
        if self.ranking.why is not None:
            lines.append(f"  {said(self.ranking.why)}")
        return "\n".join(lines)

    def __repr__(self) -> str:
        return screenful(str(self).splitlines())


def _shared(move: AspectMove) -> str | None:
    """The shares of three or more poles with their intervals, in one cell; two poles have a balance."""
    if move.shares is None or move.balance is not None:
        return None
    ends = {pole: f" [{low:.4f}, {high:.4f}]" for pole, (low, high) in (move.intervals or {}).items()}
    return "; ".join(f"{pole}={share:.4f}{ends.get(pole, '')}" for pole, share in move.shares.items())
