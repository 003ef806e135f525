"""Scenarios of a study: what each set of measures moves, what informants say of it, and how the sets compare.

This recomputes what informants said and what experts assumed. It is no causal forecast.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from idealtypes.analyses.scenarios.answers import aspect_moves, outcome_moves, type_chances
from idealtypes.analyses.scenarios.baseline import Baseline, baseline_of
from idealtypes.analyses.scenarios.effects import effects
from idealtypes.analyses.scenarios.goal import fewest_measures, tipping
from idealtypes.analyses.scenarios.partial_order import partial_order
from idealtypes.analyses.scenarios.ranking import ranking, sensitivity
from idealtypes.analyses.scenarios.scenario_analysis import ScenarioAnalysis, ScenarioResult
from idealtypes.analyses.scenarios.search import all_sets
from idealtypes.analyses.scenarios.weights import weighed, weights_of
from idealtypes.engine.views import study_profile
from idealtypes.errors import IdealtypesError
from idealtypes.model.admissible import admissible
from idealtypes.model.hints import unless_alike
from idealtypes.model.measures import STATUS_QUO
from idealtypes.model.study import StudyData
from idealtypes.model.text import EMPTY, Text

GIVEN = "given"  # the id of a set that is given on the spot


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
        Outcome → weight, instead of those of the file, or of weights drawn from a Dirichlet(1, …, 1).
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
    weights = weights if weights is not None else stated.weights or None
    outcomes = weighed(base, weights)
    drawn = weights_of(base, outcomes, weights)
    quo = Text({"en": "As it is now", "nb": "Som i dag"})
    results = [result_of(base, STATUS_QUO, quo, EMPTY, ())]
    results += [result_of(base, *one) for one in sets]
    ids, found = [p.id for p in results], [p.effects for p in results]
    order = partial_order(base, ids, found, outcomes, drawn)
    board = partial_order(base, ids, found, outcomes, drawn, board=True) if stated.beliefs else None
    ranks = ranking(base, ids, found, order, drawn, drawn=weights is None)
    way = None if goal is None else fewest_measures(base, goal, progress)
    sets_ranked = None if all_of is None else all_sets(base, weights, most=all_of, progress=progress)
    led = None if ranks.led is None else ranks.led[ids.index(ranks.ranks[0].scenario)]
    return ScenarioAnalysis(
        base=base,
        prospects=tuple(results),
        order=order,
        board=board,
        ranking=ranks,
        tipping=tipping(base),
        sensitivity=() if led is None else sensitivity(base, led),
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


def _joined(base: Baseline, measures: Sequence[str]) -> Text:
    """The title of a set that has none: those of its measures."""
    titles = [m.title for m in base.measures if m.id in measures]
    languages = sorted({language for title in titles for language, _ in title.words if language}) or ["en"]
    return Text({lang: " + ".join(t.say(lang) for t in titles) or "–" for lang in languages})
