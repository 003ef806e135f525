"""The picture of a result that draws itself, without the study around it."""

from __future__ import annotations

from typing import Any

from idealtypes.analyses.compare.comparison import Comparison
from idealtypes.analyses.influence.influence import Influence
from idealtypes.analyses.robustness.robustness import Robustness
from idealtypes.analyses.scenarios.scenarios import ScenarioAnalysis
from idealtypes.analyses.tension.tension import Tension
from idealtypes.analyses.types.membership import Membership
from idealtypes.engine.profile import Profile
from idealtypes.reporting import illustrations
from idealtypes.reporting.bridging import bridge
from idealtypes.reporting.charting import chart, types_sheet
from idealtypes.reporting.curving import curves
from idealtypes.reporting.figures.pictures import Picture
from idealtypes.reporting.moving import moved_by_sources
from idealtypes.reporting.words import Words


def picture_of(result: Any, words: Words) -> Picture:
    """What the figure of a result shows.

    Raises
    ------
    TypeError
        For a result that has no figure.
    ValueError
        Where there is nothing to draw, with the reason.
    """
    if isinstance(result, Profile):
        titles = tuple(result.title(c) for c in range(len(result.cases)))
        telling = illustrations.Telling(words, titles, dots=illustrations.dots_of(result))
        return illustrations.profile_picture(result, telling)
    if isinstance(result, Membership):
        titles = tuple(case.title for case in result.cases)
        if len(titles) > illustrations.MANY_CASES:
            return types_sheet(result, words, titles)
        return illustrations.types_grid(result, words, titles)
    found: Picture | None
    if isinstance(result, Comparison):
        titles = tuple(result.profile.title(c) for c in range(len(result.profile.cases)))
        found, why = chart(result, words, titles), result.map.why
    elif isinstance(result, Influence):
        titles = tuple(result.profile.title(c) for c in range(len(result.profile.cases)))
        found, why = moved_by_sources(result, words, titles), result.why
    elif isinstance(result, Robustness):
        found, why = curves(result, words) or None, result.why
    elif isinstance(result, Tension):
        found, why = bridge(result, words), result.why
    elif isinstance(result, ScenarioAnalysis):
        from idealtypes.reporting.plates_scenarios import scenarios_grid

        found, why = scenarios_grid(result, words), "there is no scenario beside the status quo"
    else:
        raise TypeError(
            f"a {type(result).__name__} has no figure; "
            "a Profile, Membership, Comparison, Influence, Robustness, Tension and ScenarioAnalysis do"
        )
    if found is None:
        raise ValueError(f"nothing to draw: {why}")
    return found
