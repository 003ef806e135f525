"""Squares: where the dimensions of an aspect of `kind: presence` cross two margins, the cases between them."""

from __future__ import annotations

from idealtypes.engine.profile import Profile
from idealtypes.engine.tally import Floats
from idealtypes.model.theory import Pole
from idealtypes.reporting.facts import Facts
from idealtypes.reporting.figures.pictures import MapPoint, Square
from idealtypes.reporting.figures.render import ReportFigure
from idealtypes.reporting.links import Links
from idealtypes.reporting.sections.compare_pictures import NUMBERED
from idealtypes.reporting.wording.names import pole_titles
from idealtypes.reporting.wording.words import inside


def squared(facts: Facts) -> list[int]:
    """The aspects that have a square: of `kind: presence`, with a dimension at each crossing of two margins of two."""
    told = len(facts.cases) <= NUMBERED
    return [a for a in range(len(facts.aspects)) if told and crossed(facts.profile, a)]


def crossed(profile: Profile, a: int) -> bool:
    """Whether an aspect's dimensions are the crossings of two margins with two values each."""
    if not profile.tally.present[a]:
        return False
    margins = list(profile.margins(profile.aspects[a]).values())
    axis = profile.scheme.axis(profile.aspects[a])
    places = {tuple(pole.on.values()) for pole in axis.poles}
    return [len(values) for values in margins] == [2, 2] and len(places) == len(axis.poles) == 4


def build(facts: Facts, a: int) -> dict[str, str]:
    """The name of an aspect's square, and how it is to be read."""
    return {
        "name": name(facts.profile, a),
        "caption": facts.words.say("profile.square_caption", aspect=inside(facts.aspects[a])),
    }


def name(profile: Profile, a: int) -> str:
    return f"square_{profile.aspects[a]}"


def figures(facts: Facts, links: Links) -> list[ReportFigure]:
    """The squares, one an aspect."""
    found = []
    for a in squared(facts):
        keys = [links.key(*links.behind("all", c, a)) for c in range(len(facts.cases))]
        picture = square(facts, a, keys)
        title = facts.words.say("profile.square_title", aspect=facts.aspects[a])
        found.append(
            ReportFigure(
                name(facts.profile, a), title, square_words(facts, a), picture, build(facts, a)["caption"]
            )
        )
    return found


def square(facts: Facts, a: int, keys: list[str | None]) -> Square:
    """The cases by how much more there is of the one side of each margin than of the other."""
    profile, words = facts.profile, facts.words
    aspect = profile.aspects[a]
    axis, margins = profile.scheme.axis(aspect), profile.margins(aspect)
    (across, xs), (upward, ys) = ((margin, list(values.items())) for margin, values in margins.items())

    def ends(margin: str, sides: list[tuple[str, Floats]]) -> tuple[str, str]:
        first, second = (axis.margin_title(margin, value).say(words.language) for value, _ in sides)
        return first, second

    def side(pole: Pole, margin: str, sides: list[tuple[str, Floats]]) -> int:
        return -1 if pole.on[margin] == sides[0][0] else 1

    # the first value stands on the left, and above
    x, y = xs[1][1] - xs[0][1], ys[0][1] - ys[1][1]
    titles = pole_titles(profile.scheme, words.language)[a]
    corners = tuple(
        ((side(pole, across, xs), -side(pole, upward, ys)), titles[p]) for p, pole in enumerate(axis.ordered)
    )
    order = facts.case_order
    cases = [
        MapPoint(
            "1" if order is None else order.label(c),
            facts.cases[c],
            float(x[c]),
            float(y[c]),
            key=keys[c],
        )
        for c in range(len(facts.cases))
        if profile.statements[c, a]
    ]
    cases.sort(key=lambda place: int(place.label))
    above, below = ends(upward, ys)
    return Square(ends(across, xs), (below, above), corners, tuple(cases), words.say("comparison.cases"))


def square_words(facts: Facts, a: int) -> str:
    """All numbers of the square: per case the weights of the four sides."""
    profile, words = facts.profile, facts.words
    axis = profile.scheme.axis(profile.aspects[a])
    told = []
    for c, case in enumerate(facts.cases):
        if not profile.statements[c, a]:
            told.append(words.say("figure.alt_silent", aspect=case))
            continue
        sides = [
            words.say(
                "figure.percent_at",
                pole=axis.margin_title(margin, value).say(words.language),
                share=words.number(weight[c]),
            )
            for margin, values in profile.margins(profile.aspects[a]).items()
            for value, weight in values.items()
        ]
        told.append(words.say("figure.alt_cell", name=case, reading=", ".join(sides)))
    return " ".join(told)
