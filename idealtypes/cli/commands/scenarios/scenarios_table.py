"""Scenarios as text: one block a scenario, then how they compare and what that hangs on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from idealtypes.cli.commands.scenarios.order_table import best_sets, order, sensitivity
from idealtypes.cli.labels import aspect_title, chance, ends, pole_title, signed, told
from idealtypes.cli.terminal import (
    Paragraph,
    Screen,
    bold,
    flow,
    left,
    short,
)
from idealtypes.model.text import counted
from idealtypes.model.view_words import level

if TYPE_CHECKING:
    from rich.console import RenderableType

    from idealtypes import OutcomeMove, ScenarioAnalysis, ScenarioResult

NAME = 28
ARROWS = {
    "up": ("▲", "up"),
    "down": ("▼", "down"),
    "unknown": ("?", "?"),
    "silent": ("·", "."),
}
TIPPING = "Tipping points: how strong a shift, from 0 to 1, would change the type"
OFF = "kept off the pole"  # how the reason begins


def table(found: ScenarioAnalysis, on: Screen) -> Iterator[RenderableType]:
    """All that the command tells people."""
    from idealtypes.model.measures import SURE  # costs pydantic

    ground = found.base
    yield bold(found.study.title.say())
    parts = [
        f"case {found.case}" if len(found.profile.cases) > 1 else "",
        counted(len(ground.measures), "measure"),
        counted(len(found.prospects) - 1, "scenario"),
        f"{counted(len(ground.votes.sources), _who(found))} with claims",
        f"{level(found.profile.settings.level)} intervals",
    ]
    yield from flow([part for part in parts if part], on)
    yield found.caution
    yield f"{_legend(on)} {_poles(found, on)}".rstrip()
    if found.base.stated.direction < SURE:
        yield _lower(found)
    for prospect in found.prospects:
        yield ""
        yield from _prospect(found, prospect, on)
    yield from _map(found, on)
    yield from order(found, _who(found))
    yield from _tipping(found, on)
    yield from sensitivity(found, _who(found))
    yield from _way(found, on)
    yield from best_sets(found)


def _who(found: ScenarioAnalysis) -> str:
    """Who speaks: where nothing was sampled the sources may be documents."""
    return "source" if found.profile.settings.unit == "none" else "informant"


def _legend(on: Screen) -> str:
    """What the marks before the outcomes mean."""
    mark = {direction: signs[0] if on.unicode else signs[1] for direction, signs in ARROWS.items()}
    return (
        f"Before an outcome: {mark['up']} it goes up, {mark['down']} it goes down, {mark['unknown']} informants speak "
        f"and it cannot be told, {mark['silent']} only reported statements speak. P is a probability. Beside an "
        "aspect: its balance, the interval, and the change from now."
    )


def _lower(found: ScenarioAnalysis) -> str:
    """What is said where arrows need less than they should."""
    from idealtypes.model.measures import SURE  # costs pydantic

    return (
        f"The file asks for P {found.base.stated.direction:g} for an arrow, less than {SURE:g}: some arrows stand on "
        "splits that are nearly even."
    )


def _arrow(o: OutcomeMove, on: Screen) -> str:
    """The mark before an outcome."""
    sign, word = ARROWS[o.direction]
    return left(sign, 1) if on.unicode else left(word, 4)


def _poles(found: ScenarioAnalysis, on: Screen) -> str:
    """What −1 and +1 are, axis by axis."""
    scheme = found.study.scheme
    pairs = dict.fromkeys(
        (pole_title(scheme, a, poles[0]).lower(), pole_title(scheme, a, poles[1]).lower())
        for a, poles in zip(found.profile.aspects, found.profile.tally.poles, strict=True)
        if len(poles) == 2
    )
    said = "; ".join(f"{on.minus}1 is {low}, +1 {high}" for low, high in pairs)
    return f"On the balance {said}." if said else ""


def _prospect(found: ScenarioAnalysis, prospect: ScenarioResult, on: Screen) -> Iterator[RenderableType]:
    scheme = found.study.scheme
    yield bold(prospect.title.say())
    measures = {measure.id: measure.title.say() for measure in found.base.measures}
    if prospect.measures:
        yield Paragraph("; ".join(measures[m] for m in prospect.measures), "  ")
    for a in prospect.aspects:
        label = left("  " + short(aspect_title(scheme, a.aspect), NAME - 3, on), NAME)
        if a.balance is not None:
            change = f"  {signed(a.change, on)}" if prospect.measures and a.change else ""
            yield f"{label}{signed(a.balance, on)} {left(ends(a.interval, on), 16)}{change}".rstrip()
        elif a.shares is not None:
            shares = [f"{pole_title(scheme, a.aspect, p)} {s:.2f}" for p, s in a.shares.items()]
            yield Paragraph(", ".join(shares), " " * NAME, label)
        else:
            yield label + "nobody speaks of it"
        if a.clipped:
            off = next((part for part in (told(a.why)).split("; ") if part.startswith(OFF)), OFF)
            yield Paragraph(off.replace("-", on.minus), " " * NAME)
    yield from _type(prospect, on)
    if prospect.measures:
        yield from _outcomes(found, prospect, on)


def _type(prospect: ScenarioResult, on: Screen) -> Iterator[RenderableType]:
    name = prospect.assigned or prospect.leans
    of = {t.type: t for t in prospect.types}
    if name is None:
        told = "no type"
    else:
        verb = "is" if prospect.assigned else "leans to"
        p = of[name].probability
        told = f"{verb} {of[name].title}" + (f" (P {chance(p)})" if p is not None else "")
    if prospect.changes is not None and prospect.measures:
        told += f"; another type than now with P {chance(prospect.changes)}"
    yield Paragraph(told, " " * NAME, left("  type", NAME))


def _outcomes(found: ScenarioAnalysis, prospect: ScenarioResult, on: Screen) -> Iterator[RenderableType]:
    titles = dict(found.study.outcomes.select("id", "title").iter_rows())
    silent = [titles[o.outcome] for o in prospect.outcomes if o.direction == "silent" and not _reports(o)]
    for o in prospect.outcomes:
        if o.direction == "silent" and not _reports(o):
            continue
        mark = _arrow(o, on)
        first = left(f"  {mark} {short(titles[o.outcome], NAME - 4 - len(mark), on)}", NAME)
        yield Paragraph(_said(o, _who(found)), " " * NAME, first)
    if silent:
        yield Paragraph("; ".join(silent), " " * NAME, left("  nobody said", NAME))


def _reports(o: OutcomeMove) -> int:
    return len(o.reported_helping) + len(o.reported_hurting)


def _reported(o: OutcomeMove) -> str:
    """Statements of reported sources for more and for less, and for how many groups the strongest speaks."""
    parts = []
    for said, groups, way in (
        (o.reported_helping, o.groups_helping, "for more"),
        (o.reported_hurting, o.groups_hurting, "for less"),
    ):
        most = "" if groups is None else f" ({groups_words(groups)})"
        parts.append(f"{len(said)} {way}{most}")
    return ", ".join(parts)


def groups_words(groups: tuple[int, int]) -> str:
    """At least and at most so many groups.

    >>> groups_words((2, 9)), groups_words((1, 1))
    ('2–9 groups', '1 group')
    """
    low, high = groups
    return counted(low, "group") if low == high else f"{low}–{high} groups"


def _said(o: OutcomeMove, who: str) -> str:
    """What informants say of an outcome, and how sure that is."""
    beside = f"; reported beside: {_reported(o)}"
    if o.direction == "silent":
        return told(o.why) + beside
    both = f"{counted(o.helps, who)} for more, {o.hurts} for less"
    sure = f"P {chance(o.probability)}, " if o.probability is not None and o.direction != "unknown" else ""
    # how many they are stands before it
    few = told(o.why).removesuffix(": one informant").removesuffix(": two informants")
    why = f"; {few}" if few else ""
    needed = "; both poles are said to help" if o.both_needed else ""
    return f"{sure}{both}{why}{needed}{beside if _reports(o) else ''}"


def _map(found: ScenarioAnalysis, on: Screen) -> Iterator[RenderableType]:
    """Which outcome feeds which, and what nobody says."""
    drawn = found.map()
    titles = dict(found.study.outcomes.select("id", "title").iter_rows())
    unfed = [o for o in drawn.nothing_feeds if o not in drawn.silent]
    if not (drawn.graph.edges or drawn.reported or unfed or drawn.silent):
        return
    yield ""
    yield bold("How outcomes hang together")
    arrow = "→" if on.unicode else "->"
    for start, end, edge in drawn.graph.edges(data=True):
        said = f"{counted(edge['helps'], _who(found))} for more, {edge['hurts']} for less"
        marks = [name for name in ("thin", "contradictory") if edge[name]]
        told = f"{titles[start]} {arrow} {titles[end]}: {'; '.join([said, *marks])}"
        yield Paragraph(told, "    ", "  ")
    for item in drawn.reported:
        said = f"reported beside: {len(item.helping)} for more, {len(item.hurting)} for less"
        told = f"{titles[str(item.from_outcome)]} {arrow} {titles[item.outcome]}: {said}"
        yield Paragraph(told, "    ", "  ")
    for outcomes, words in ((unfed, "nobody says what helps or hurts"), (drawn.silent, "nobody speaks of")):
        if outcomes:
            yield Paragraph(f"{words}: {'; '.join(titles[o] for o in outcomes)}", "    ", "  ")


def _tipping(found: ScenarioAnalysis, on: Screen) -> Iterator[RenderableType]:
    scheme = found.study.scheme
    types = {t.type: t.title for prospect in found.prospects for t in prospect.types}
    yield ""
    yield bold(TIPPING)
    for t in found.tipping:
        label = left("  " + short(aspect_title(scheme, t.aspect), NAME - 3, on), NAME)
        if t.needed is None or t.toward is None:
            yield Paragraph(told(t.why), " " * NAME, label)
            continue
        far = f"{t.needed:.2f} toward {pole_title(scheme, t.aspect, t.toward).lower()}"
        then = (
            f", then {types.get(t.becomes) or _corner(found, t.becomes)}" if t.becomes else f"; {told(t.why)}"
        )
        yield Paragraph(far + then, " " * NAME, label)


def _corner(found: ScenarioAnalysis, name: str) -> str:
    """An unnamed corner, `aspect=pole,…`, in words."""
    pairs = [pair.split("=") for pair in name.split(",")]
    scheme = found.study.scheme
    return ", ".join(f"{aspect_title(scheme, a)}: {pole_title(scheme, a, p).lower()}" for a, p in pairs)


def _way(found: ScenarioAnalysis, on: Screen) -> Iterator[RenderableType]:
    way = found.goal
    if way is None:
        return
    measures = {measure.id: measure.title.say() for measure in found.base.measures}
    goal = ", ".join(f"{a}={p}" for a, p in way.goal.items())
    yield ""
    yield bold(f"The fewest measures to {goal}")
    if way.measures is None:
        yield Paragraph(told(way.why), "  ")
    elif not way.measures:
        yield Paragraph(f"none: it is there already (P {chance(way.probability)})", "  ")
    else:
        taken = f"{'; '.join(measures[m] for m in way.measures)} (P {chance(way.probability)})"
        yield Paragraph(taken, "  ")
    if not way.exact:
        yield Paragraph("searched by adding one measure at a time, not all sets", "  ")
