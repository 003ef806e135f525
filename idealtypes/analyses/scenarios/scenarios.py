"""Scenarios of a study: what each set of measures moves, what informants say of it, and how the sets compare.

This recomputes what informants said and what experts assumed. It is no causal forecast.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from idealtypes.analyses.scenarios.answers import (
    AspectMove,
    OutcomeMove,
    TypeChance,
    aspect_moves,
    outcome_moves,
    type_chances,
)
from idealtypes.analyses.scenarios.baseline import Baseline, baseline_of
from idealtypes.analyses.scenarios.effects import Effects, effects
from idealtypes.analyses.scenarios.goal import FewestMeasures, Tipping, fewest_measures, tipping
from idealtypes.analyses.scenarios.ranking import (
    ScenarioRank,
    ScenarioRanking,
    Sensitivity,
    ranking,
    sensitivity,
)
from idealtypes.analyses.scenarios.search import AllSets, all_sets
from idealtypes.analyses.scenarios.votes import OutcomeMap, both_needed, outcome_map
from idealtypes.engine.profile import FORMAT, Profile
from idealtypes.engine.result import Pictured, said, screenful
from idealtypes.engine.views import study_profile
from idealtypes.errors import IdealtypesError, reason
from idealtypes.model.hints import unless_alike
from idealtypes.model.measures import STATUS_QUO, admissible
from idealtypes.model.study import StudyData
from idealtypes.model.text import EMPTY, Text

if TYPE_CHECKING:
    import polars as pl

GIVEN = "given"  # the id of a set that is given on the spot
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
    ranking
        How they rank among one another.
    tipping
        The border of each aspect.
    sensitivity
        What the lead of the leader hangs on.
    weights
        Weights that were given for the outcomes; None where they are drawn.
    goal
        The fewest measures that take the case to a goal, where one was asked for.
    sets
        All admissible sets of measures ranked, where that was asked for.
    """

    base: Baseline
    prospects: tuple[ScenarioResult, ...]
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

    def to_dict(self) -> dict[str, Any]:
        """The answer of `idealtypes scenarios --json`."""
        return {
            "format": FORMAT,
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
                }
                for s in self.ranking.ranks
            ],
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
            lines.append(f"  {result.title.say()}: {moves}; first {s.first:.0%}")
        return "\n".join(lines)

    def __repr__(self) -> str:
        return screenful(str(self).splitlines())


def scenarios(
    study: StudyData,
    case: str | None = None,
    *,
    measures: Sequence[str] | None = None,
    goal: Mapping[str, str] | None = None,
    weights: Mapping[str, float] | None = None,
    all_of: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> ScenarioAnalysis:
    """The scenarios of a study, for one case.

    Parameters
    ----------
    study
        A study that names `scenarios`.
    case
        Its id; by default the first.
    measures
        A set of measures to look at instead of the scenarios of the file.
    goal
        Aspect → pole: also search the fewest measures that get there.
    weights
        Outcome → weight, instead of weights drawn from a Dirichlet(1, …, 1).
    all_of
        Rank all admissible sets of up to so many measures.
    progress
        Told (done, all) while sets are searched.

    Raises
    ------
    IdealtypesError
        Where the study has no scenarios, or the case, a measure, an aspect or an outcome is not there, or the measures
        cannot be taken together.
    """
    stated = study.measures
    if stated is None:
        raise IdealtypesError(f"{study.file}: no scenarios: name a file with measures under `scenarios:`")
    profile = study_profile(study)
    case = profile.cases[0] if case is None else study.name_of("cases", case)
    if case not in profile.cases:
        there = unless_alike(f"there are {', '.join(profile.cases)}", case, profile.cases)
        raise IdealtypesError(f"no case `{case}`; {there}")
    base = baseline_of(study, profile, profile.cases.index(case))
    sets: list[tuple[str, Text, Text, tuple[str, ...]]] = [
        (one.id, one.title, one.description, one.measures) for one in stated.scenarios
    ]
    if measures is not None:
        problems = admissible(stated.measures, measures)
        if problems:
            raise IdealtypesError("; ".join(problems))
        ordered = tuple(m.id for m in stated.measures if m.id in measures)
        sets = [(GIVEN, _joined(base, ordered), EMPTY, ordered)]
    unknown = [o for o in weights or {} if o not in base.outcomes]
    if unknown:
        raise IdealtypesError(f"no outcome {', '.join(unknown)}; there are {', '.join(base.outcomes)}")
    quo = Text({"en": "As it is now", "nb": "Som i dag"})
    results = [result_of(base, STATUS_QUO, quo, EMPTY, ())]
    results += [result_of(base, *one) for one in sets]
    order = ranking(base, [p.id for p in results], [p.effects for p in results], weights)
    way = None if goal is None else fewest_measures(base, goal, progress)
    sets_ranked = None if all_of is None else all_sets(base, weights, most=all_of, progress=progress)
    leader = next(n for n, p in enumerate(results) if p.id == order.ranks[0].scenario)
    return ScenarioAnalysis(
        base=base,
        prospects=tuple(results),
        ranking=order,
        tipping=tipping(base),
        sensitivity=sensitivity(base, order.led[leader]),
        weights=weights,
        goal=way,
        sets=sets_ranked,
    )


def result_of(
    base: Baseline, id_: str, title: Text, description: Text, measures: tuple[str, ...]
) -> ScenarioResult:
    """One scenario, from its measures."""
    found = effects(base, base.mask(measures))
    types, assigned, leans, changes = type_chances(base, found)
    return ScenarioResult(
        id=id_,
        title=title,
        description=description,
        measures=measures,
        aspects=aspect_moves(base, found),
        assigned=assigned,
        leans=leans,
        types=types,
        changes=changes,
        outcomes=outcome_moves(base, found),
        effects=found,
    )


def _shared(move: AspectMove) -> str | None:
    """The shares of three or more poles with their intervals, in one cell; two poles have a balance."""
    if move.shares is None or move.balance is not None:
        return None
    ends = {pole: f" [{low:.4f}, {high:.4f}]" for pole, (low, high) in (move.intervals or {}).items()}
    return "; ".join(f"{pole}={share:.4f}{ends.get(pole, '')}" for pole, share in move.shares.items())


def _joined(base: Baseline, measures: Sequence[str]) -> Text:
    """The title of a set that has none: those of its measures."""
    titles = [m.title for m in base.measures if m.id in measures]
    languages = sorted({language for title in titles for language, _ in title.words if language}) or ["en"]
    return Text({lang: " + ".join(t.say(lang) for t in titles) or "–" for lang in languages})
