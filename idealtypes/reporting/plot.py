"""`plot` of a result: its picture, without the study around it, in axes of the caller's or in a new figure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from idealtypes.analyses.agreement.agreement import Agreement
from idealtypes.analyses.compare.comparison import Comparison
from idealtypes.analyses.influence.influence import Influence
from idealtypes.analyses.robustness.robustness import Robustness
from idealtypes.analyses.saturation.saturation import Saturation
from idealtypes.analyses.scenarios.scenario_analysis import ScenarioAnalysis
from idealtypes.analyses.tension.tension import Tension
from idealtypes.analyses.types.membership import Membership
from idealtypes.engine.bounded import BoundedProfile
from idealtypes.engine.profile import Profile
from idealtypes.engine.result import Why
from idealtypes.errors import IdealtypesError, reason
from idealtypes.reporting.facts import MANY_CASES
from idealtypes.reporting.figures.figure_widths import points_of
from idealtypes.reporting.figures.pictures import Picture
from idealtypes.reporting.sections.agreement import disagreement
from idealtypes.reporting.sections.between_bounds import between_lane
from idealtypes.reporting.sections.compare_pictures import case_map
from idealtypes.reporting.sections.influence import moved_by_sources
from idealtypes.reporting.sections.profile import ProfileDetails, dots_of, profile_picture
from idealtypes.reporting.sections.saturation import accumulated
from idealtypes.reporting.sections.scenarios import scenarios_grid
from idealtypes.reporting.sections.specification_curves import curves
from idealtypes.reporting.sections.tension import bipartite
from idealtypes.reporting.sections.types import types_grid, types_heatmap
from idealtypes.reporting.wording.words import Words, words_in

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def plot(result: Any, ax: Axes | None, *, width: str, language: str) -> Axes:
    """Draw a result and give the axes it is in: those given, or the one that fills a new figure of pyplot's.

    Of a profile it shows the balances, of a membership the ideal types, of a comparison the map of the cases, of an
    influence what each source moves, of a robustness the specification curves, of a saturation what each source
    added, of a tension the opposed codes that meet, of scenarios where each aspect would lie.

    A picture lies in one axes, however many panels it has; `.figure` of the axes is the figure. Axes of the caller's
    keep their place, limits and title, lose their frame, and get the picture as large as it fits; nothing of pyplot
    is touched then.

    Parameters
    ----------
    result
        A `Profile`, `Membership`, `Comparison`, `Influence`, `Robustness`, `Saturation`, `Tension` or
        `ScenarioAnalysis`.
    ax
        The axes to draw in; None makes a figure.
    width
        Of a new figure, as `85mm`, `174mm`, `12cm` or `7in`; the height follows.
    language
        Of the words in the picture.

    Raises
    ------
    IdealtypesError
        For a width or axes that are none, a language without words, and where there is nothing to draw, with the
        reason.
    """
    points = points_of(width)
    return drawn(picture_of(result, words_in(language)), ax, points)


def drawn(picture: Picture, ax: Axes | None, points: float) -> Axes:
    """Draw a picture in the axes given, or in those that fill a new figure of pyplot's, so many points wide."""
    from idealtypes.reporting.figures import artists

    if ax is not None:
        from matplotlib.axes import Axes

        if not isinstance(ax, Axes):
            raise IdealtypesError(
                f"ax: a {type(ax).__name__} is no matplotlib Axes; give one, or None for a new figure"
            )
        artists.draw_into(ax, picture)
        return ax
    from matplotlib import pyplot

    # The backend is loaded now: inside our style, what it sets for a notebook would be undone with the style.
    pyplot.draw_if_interactive()  # type: ignore[no-untyped-call]
    made = artists.draw_picture(picture, width=points, figure=pyplot.figure).axes[0]
    artists.keep_fonts(made)
    return made


def bounded_picture(result: BoundedProfile, words: Words, titles: tuple[str, ...]) -> Picture:
    """What is quoted, and the bounds with what is reported below it."""
    details = ProfileDetails(
        words,
        titles,
        dots=dots_of(result.quoted),
        lanes=lambda c, a: (between_lane(result, words, c, a), None),
    )
    return profile_picture(result.quoted, details)


def picture_of(result: Any, words: Words) -> Picture:
    """What the figure of a result shows.

    Raises
    ------
    IdealtypesError
        For what has no picture, and where there is nothing to draw, with the reason.
    """
    if isinstance(result, Profile):
        titles = tuple(result.title(c) for c in range(len(result.cases)))
        if isinstance(result, BoundedProfile):
            return bounded_picture(result, words, titles)
        return profile_picture(result, ProfileDetails(words, titles, dots=dots_of(result)))
    if isinstance(result, Membership):
        titles = tuple(case.title for case in result.cases)
        if len(titles) > MANY_CASES:
            return types_heatmap(result, words, titles)
        return types_grid(result, words, titles)
    found: Picture | None
    why: Why | str
    if isinstance(result, Comparison):
        titles = tuple(result.profile.title(c) for c in range(len(result.profile.cases)))
        found, why = case_map(result, words, titles), result.map.why
    elif isinstance(result, Influence):
        titles = tuple(result.profile.title(c) for c in range(len(result.profile.cases)))
        found, why = moved_by_sources(result, words, titles), result.why
    elif isinstance(result, Robustness):
        found, why = curves(result, words) or None, result.why
    elif isinstance(result, Tension):
        found, why = bipartite(result, words), result.why
    elif isinstance(result, Agreement):
        found, why = disagreement(result, words), result.why or reason("reporting.no_agreement")
    elif isinstance(result, Saturation):
        found, why = accumulated(result, words), result.why or reason("reporting.few_sources")
    elif isinstance(result, ScenarioAnalysis):
        found, why = scenarios_grid(result, words), reason("reporting.no_scenario")
    else:
        raise IdealtypesError(
            f"a {type(result).__name__} has no picture; "
            "a Profile, Membership, Comparison, Influence, Robustness, Saturation, Tension and ScenarioAnalysis do"
        )
    if found is None:
        told = why if isinstance(why, str) else words.why(why)
        raise IdealtypesError(f"nothing to draw: {told}")
    return found
