"""How sets of measures stand to one another, as text: what can be ordered, what is missing, what the order hangs on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from idealtypes.cli.labels import aspect_title, chance, pole_title, told
from idealtypes.cli.terminal import Paragraph, bold, left, row, spaced, text
from idealtypes.model.text import counted

if TYPE_CHECKING:
    from rich.console import RenderableType

    from idealtypes import PairOrder, PartialOrder, ScenarioAnalysis

UNSPOKEN = "scenarios.order_unspoken"
SHOWN = 6  # bars of sensitivity, and sets of measures


def order(found: ScenarioAnalysis, who: str) -> Iterator[RenderableType]:
    """Ranks where any two sets can be compared; which are above which; and for each set what is missing."""
    if len(found.prospects) < 2:
        return
    yield ""
    yield bold(f"Which does better, under {_weights(found)}")
    outcomes = _outcomes(found)
    for outcome, measures in found.order.restated.items():
        named = " and ".join(f"“{_measures(found)[m]}”" for m in measures)
        yield Paragraph(f"left out: {outcomes[outcome]}, which restates {named}", "    ", "  ")
    if not found.order.outcomes:
        yield "  No outcome enters the order."
        return
    if found.order.ranked:
        yield from _ranks(found)
    yield from _lines(found, found.order)
    yield from _lacks(found, found.order)
    if found.board is not None:
        yield from _board(found, found.board)
    yield (
        f"A set is above another where three {who}s or more speak of each outcome on which they differ, and P is "
        f"{found.base.stated.direction:g} or more, over what {who}s said, what was assumed and the weights. Silence is "
        "not taken for no change. The order counts claims; it says nothing of sizes."
    )


def _weights(found: ScenarioAnalysis) -> str:
    return "all weights of the outcomes" if found.weights is None else "the weights given"


def _ranks(found: ScenarioAnalysis) -> Iterator[RenderableType]:
    titles = _titles(found)
    yield row(("", 0), ("first", -7), ("mean rank", -11), ("", 8), style="dim")
    for s in found.ranking.ranks:
        title = spaced(text(f"  {titles[s.scenario]}", cut=True))
        yield row((title, 0), (chance(s.first), -7), (f"{s.mean_rank:.1f}", -11), ("", 8))


def _lines(found: ScenarioAnalysis, order: PartialOrder) -> Iterator[RenderableType]:
    """The partial order, a line for each two with nothing between them; and what is nowhere better."""
    titles = _titles(found)
    for better, worse in order.covers:
        pair = order.of(better, worse)
        yield Paragraph(
            f"“{titles[better]}” is above “{titles[worse]}” ({_grounds(found, pair, better)})", "    ", "  "
        )
    for prospect in found.prospects:
        pairs = [p for p in order.pairs if prospect.id in (p.a, p.b)]
        over = [titles[p.dominates] for p in pairs if p.dominates not in (None, prospect.id)]
        if over:
            yield Paragraph(f"{titles[prospect.id]}: nowhere better than {', '.join(over)}", "    ", "  ")


def _grounds(found: ScenarioAnalysis, pair: PairOrder, better: str) -> str:
    """What an order of two rests on."""
    p = pair.better if better == pair.a else pair.worse
    outcomes = _outcomes(found)
    parts = [] if p is None else [f"P {chance(p)}"]
    for names, words in (
        (pair.reported, "by what is reported"),
        (pair.believed, "as the board believes"),
        (pair.contradicted, "against what is reported"),
    ):
        if names:
            parts.append(f"{words}: {', '.join(outcomes[o] for o in names)}")
    return "; ".join(parts)


def _lacks(found: ScenarioAnalysis, order: PartialOrder) -> Iterator[RenderableType]:
    """What keeps each set from being ordered against the status quo; the other pairs are counted."""
    from idealtypes.model.measures import STATUS_QUO  # costs pydantic

    titles = _titles(found)
    others = 0
    for pair in order.pairs:
        if pair.a != STATUS_QUO:
            others += bool(pair.missing)
        elif pair.missing:
            lead = f"“{titles[pair.b]}” cannot be ranked against “{titles[pair.a]}”: "
            yield Paragraph(lead + lacking(found, pair), "    ", "  ")
    if others:
        rest = sum(pair.a != STATUS_QUO for pair in order.pairs)
        yield f"  Of {counted(rest, 'pair')} of other sets {others} cannot be ranked either (--json tells why)."


def lacking(found: ScenarioAnalysis, pair: PairOrder) -> str:
    """What is missing between two sets, outcomes with the same reason together."""
    outcomes = _outcomes(found)
    parts: list[str] = []
    for why, ids in pair.grouped():
        others = why[0].code == UNSPOKEN and parts and len(ids) > 1
        names = f"{len(ids)} other outcomes" if others else _listed([outcomes[o] for o in ids])
        parts.append(f"of {names} {', and '.join(told(part) for part in why)}")
    return "; ".join(parts)


def _listed(names: Sequence[str]) -> str:
    quoted = [f"“{name}”" for name in names]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} and {quoted[-1]}"


def _board(found: ScenarioAnalysis, board: PartialOrder) -> Iterator[RenderableType]:
    """The second order."""
    outcomes, measures = _outcomes(found), _measures(found)
    yield bold("With the board's own beliefs, which are no evidence")
    for belief in found.base.stated.beliefs:
        way = "more" if belief.direction > 0 else "less"
        held = f"“{measures[belief.measure]}”: {way} of “{outcomes[belief.outcome]}” (sure {belief.sure:g})"
        yield Paragraph(held, "    ", "  - ")
    if board.covers:
        yield from _lines(found, board)
    else:
        yield "  No two sets can be ordered with these either."
    yield from _lacks(found, board)


def _about(found: ScenarioAnalysis, kind: str, number: int) -> str:
    """What a variable of the order is, in words."""
    scheme, about = found.study.scheme, found.variable(kind, number)
    if kind == "measure":
        return f"how strong “{found.base.measures[number].title.say()}” turns out"
    titles = dict(found.study.outcomes.select("id", "title").iter_rows())
    traits = {t.id: t.text.say() for ideal in scheme.ideal_types for t in ideal.traits}
    if "from_outcome" in about:
        what = f"“{titles[about['from_outcome']]}”"
    elif "trait" in about:
        what = f"“{traits[about['trait']]}”"
    else:
        pole = pole_title(scheme, about["aspect"], about["pole"]).lower()
        what = f"“{aspect_title(scheme, about['aspect'])}: {pole}”"
    return f"what {what} does to “{titles[about['outcome']]}”"


def sensitivity(found: ScenarioAnalysis, who: str) -> Iterator[RenderableType]:
    """What the lead of the leader hangs on."""
    if not found.sensitivity:
        return
    titles = {prospect.id: prospect.title.say() for prospect in found.prospects}
    leader = found.ranking.ranks[0].scenario
    yield ""
    yield bold(f"What the lead of “{titles[leader]}” hangs on")
    for h in found.sensitivity[:SHOWN]:
        who = f" ({counted(h.informants, who)})" if h.informants is not None else ""
        told = f"{_about(found, h.kind, h.variable)}{who}: first {chance(h.low)} if least, {chance(h.high)} if most"
        yield Paragraph(told, "    ", "  - ")


def best_sets(found: ScenarioAnalysis) -> Iterator[RenderableType]:
    """The best of all admissible sets, where they can be ranked."""
    sets = found.sets
    if sets is None:
        return
    measures: dict[str, Any] = {measure.id: measure.title.say() for measure in found.base.measures}
    yield ""
    yield bold(f"Best of {counted(sets.sets, 'admissible set')} of up to {counted(sets.most, 'measure')}")
    if sets.why is not None:
        lacking_ = f": {_listed([_outcomes(found)[o] for o in sets.missing])}" if sets.missing else ""
        yield Paragraph(told(sets.why) + lacking_, "  ")
    for s in sets.ranks[:SHOWN]:
        names = "; ".join(measures[m] for m in s.measures) or "no measure"
        yield Paragraph(names, " " * 8, left(f"  {chance(s.first)}", 8))


def _titles(found: ScenarioAnalysis) -> dict[str, str]:
    return {prospect.id: prospect.title.say() for prospect in found.prospects}


def _outcomes(found: ScenarioAnalysis) -> dict[str, str]:
    return dict(found.study.outcomes.select("id", "title").iter_rows())


def _measures(found: ScenarioAnalysis) -> dict[str, str]:
    return {measure.id: measure.title.say() for measure in found.base.measures}
