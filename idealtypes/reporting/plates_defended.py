"""The figures on how far conclusions hold: what each source moves, and specification curves."""

from __future__ import annotations

from idealtypes.analyses.robustness.verdicts import Verdict
from idealtypes.reporting.curving import curves
from idealtypes.reporting.facts import Facts
from idealtypes.reporting.figures.pictures import Curve, Grid
from idealtypes.reporting.links import Links
from idealtypes.reporting.moving import moved_by_sources
from idealtypes.reporting.plate import Plate
from idealtypes.reporting.sentences import conclusion, option


def defended_plates(facts: Facts, links: Links) -> list[Plate]:
    """The plates `curves` and `influence`, as far as there is something to draw.

    What one source moves would tell what one informant said, so that a shared report leaves it out.
    """
    words, found = facts.words, []

    def ends(v: Verdict) -> tuple[str, str] | None:
        if v.curve.scale != "balance" or v.conclusion.aspect is None:
            return None
        first, second = facts.poles[facts.profile.aspects.index(v.conclusion.aspect)]
        return f"{first} {words.number(-1.0, 0)}", f"{second} {words.number(1.0, 0, signed=True)}"

    drawn = curves(
        facts.robustness,
        words,
        sentence=lambda v: conclusion(facts, v.conclusion),
        phrase=lambda o: option(facts, o),
        ends=ends,
    )
    if drawn:
        found.append(Plate("curves", words.say("robustness.curves_title"), _curve_words(facts, drawn), drawn))
    if facts.discretion.sharing:
        return found

    def key(source: str, case: int, aspect: int) -> str | None:
        title, ids = links.behind("all", case, aspect)
        own = [i for i in ids if links.by_view["all"][i].source == source]
        return links.key(f"{facts.discretion.source(source)} · {title}", own)

    moved = moved_by_sources(facts.influence, words, facts.cases, name=facts.discretion.source, key=key)
    if moved is not None:
        title = words.say("robustness.influence_title")
        found.append(Plate("influence", title, _moved_words(facts, moved), moved))
    return found


def _curve_words(facts: Facts, drawn: tuple[Curve, ...]) -> str:
    words = facts.words
    told = []
    for curve in drawn:
        low, high = words.number(curve.values[0]), words.number(curve.values[-1])
        reach = words.say("format.range", low=low, high=high)
        told.append(words.say("figure.alt_cell", name=curve.title, reading=f"{curve.verdict}; {reach}"))
        for choice in curve.choices:
            reach = words.say("format.range", low=words.number(choice.low), high=words.number(choice.high))
            reading = f"{reach}; {choice.said}"
            told.append(words.say("figure.alt_cell", name=choice.label, reading=reading))
    return " ".join(told)


def _moved_words(facts: Facts, moved: Grid) -> str:
    words = facts.words
    return " ".join(
        words.say("figure.alt_cell", name=f"{panel.title}, {row}", reading=cell.note)
        for panel in moved.panels
        for row, cell in zip(moved.rows, panel.cells, strict=True)
    )
