"""Which scenarios stand above which, in words and as a drawing; and what is missing where they cannot be ranked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from idealtypes.analyses.scenarios.partial_order import PairOrder, PartialOrder
from idealtypes.analyses.scenarios.scenario_analysis import ScenarioAnalysis, ScenarioResult
from idealtypes.errors import Reason
from idealtypes.model.measures import STATUS_QUO
from idealtypes.reporting.facts import Facts
from idealtypes.reporting.figures.pictures import Ladder, Rung
from idealtypes.reporting.figures.render import ReportFigure
from idealtypes.reporting.wording.names import aspect_titles, pole_titles
from idealtypes.reporting.wording.words import Words

SEEN = 0.005  # less than this is 0.00 in print
UNSPOKEN = "scenarios.order_unspoken"
REPORTED = "scenarios.order_reported_"  # how the codes begin that tell where reports point


class SaidIn(Protocol):
    """In which words something is said, and what outcomes are called in them; the facts of a report are such."""

    @property
    def words(self) -> Words: ...
    @property
    def language(self) -> str: ...
    @property
    def outcomes(self) -> Mapping[str, str]: ...


def ordered(facts: SaidIn, found: ScenarioAnalysis, order: PartialOrder) -> dict[str, Any]:
    """What can be ordered, what is nowhere better, and what is missing: a sentence each."""
    words, titles = facts.words, _titles(facts, found)
    lacking = [pair for pair in order.pairs if pair.missing]
    others = [pair for pair in order.pairs if pair.a != STATUS_QUO]
    stuck = sum(bool(pair.missing) for pair in others)
    too = "others_none" if stuck == len(others) else "others_too"
    return {
        "above": [_above(facts, titles, order.of(*pair), pair[0]) for pair in order.covers],
        "nowhere": _nowhere(facts, titles, order),
        "lacks": [
            words.say("scenarios.cannot", a=titles[pair.b], b=titles[pair.a], missing=missing(facts, pair))
            for pair in lacking
            if pair.a == STATUS_QUO
        ],
        "others": words.say(f"scenarios.{too}", n=stuck, all=len(others)) if stuck else "",
    }


def left_out(facts: SaidIn, found: ScenarioAnalysis) -> list[str]:
    """Outcomes that enter no order, because they restate a measure."""
    words = facts.words
    titles = {
        m.id: words.say("scenarios.named", title=m.title.say(facts.language)) for m in found.base.measures
    }
    return [
        words.say(
            "scenarios.left_out",
            outcome=facts.outcomes[o],
            measures=words.listed([titles[m] for m in measures]),
        )
        for o, measures in found.order.restated.items()
    ]


def board(facts: SaidIn, found: ScenarioAnalysis) -> dict[str, Any] | None:
    """The second order, with what the board believes; None where it says nothing."""
    if found.board is None:
        return None
    words = facts.words
    measures = {m.id: m.title.say(facts.language) for m in found.base.measures}
    beliefs = [
        words.say(
            f"scenarios.belief_{'more' if belief.direction > 0 else 'less'}",
            measure=measures[belief.measure],
            outcome=facts.outcomes[belief.outcome],
            p=words.percent(belief.sure),
        )
        for belief in found.base.stated.beliefs
    ]
    return ordered(facts, found, found.board) | {"beliefs": beliefs}


def missing(facts: SaidIn, pair: PairOrder) -> str:
    """What keeps two scenarios from being ranked, the outcomes with the same reasons together."""
    words = facts.words
    parts: list[str] = []
    for why, ids in pair.grouped():
        said = _why(facts, why)
        if why[0].code == UNSPOKEN and parts and len(ids) > 1:
            parts.append(words.say("scenarios.of_others", n=len(ids), why=said))
        else:
            named = [words.say("scenarios.named", title=facts.outcomes[o]) for o in ids]
            parts.append(words.say("scenarios.of", outcomes=words.listed(named), why=said))
    return "; ".join(parts)


def _why(facts: SaidIn, why: tuple[Reason, ...]) -> str:
    """Who speaks, and where reports point."""
    words = facts.words
    said = [words.say(f"reasons.{one.code}", **dict(one.data)) for one in why]
    if len(said) < 2:
        return said[0]
    return words.say("scenarios.and_reported", who=said[0], reported=said[1])


def _titles(facts: SaidIn, found: ScenarioAnalysis) -> dict[str, str]:
    return {p.id: p.title.say(facts.language) for p in found.prospects}


def _above(facts: SaidIn, titles: dict[str, str], pair: PairOrder, better: str) -> str:
    worse = pair.b if better == pair.a else pair.a
    return facts.words.say(
        "scenarios.above", better=titles[better], worse=titles[worse], grounds=_grounds(facts, pair, better)
    )


def _grounds(facts: SaidIn, pair: PairOrder, better: str) -> str:
    """What an order of two rests on."""
    words = facts.words
    p = pair.better if better == pair.a else pair.worse
    parts = [] if p is None else [words.percent(p)]
    for key, outcomes in (
        ("by_reported", pair.reported),
        ("by_beliefs", pair.believed),
        ("against_reported", pair.contradicted),
    ):
        if outcomes:
            parts.append(
                words.say(f"scenarios.{key}", outcomes=words.listed([facts.outcomes[o] for o in outcomes]))
            )
    return "; ".join(parts)


def _nowhere(facts: SaidIn, titles: dict[str, str], order: PartialOrder) -> list[str]:
    words, beaten = facts.words, dict[str, list[str]]()
    for pair in order.pairs:
        if pair.dominates is not None:
            beaten.setdefault(pair.b if pair.dominates == pair.a else pair.a, []).append(
                titles[pair.dominates]
            )
    return [
        words.say("scenarios.nowhere_better", title=titles[worse], others=words.listed(better))
        for worse, better in beaten.items()
    ]


def order_figures(facts: Facts, found: ScenarioAnalysis) -> list[ReportFigure]:
    """The drawings of the order and of the board's, where something can be ordered."""
    words, titles = facts.words, _titles(facts, found)
    drawn = []
    for name, order in (("scenarios_order", found.order), ("scenarios_board", found.board)):
        if order is not None and order.covers:
            picture = ladder(found, order, titles, words)
            told = [_above(facts, titles, order.of(*pair), pair[0]) for pair in order.covers]
            told += _of_rungs(words, picture)
            title, caption = words.say(f"scenarios.{name}"), words.say("scenarios.order_caption")
            drawn.append(ReportFigure(name, title, " ".join(told), picture, caption))
    return drawn


def _of_rungs(words: Words, picture: Ladder) -> list[str]:
    """What is different with each scenario, and which cannot be ordered."""
    rungs = [rung for rung in (*picture.rungs, *picture.apart) if rung.moves]
    moved = [words.say("figure.alt_cell", name=rung.title, reading="; ".join(rung.moves)) for rung in rungs]
    loose = [rung.title for rung in picture.apart]
    return [*moved, *([words.say("scenarios.loose_named", titles=words.listed(loose))] if loose else [])]


def ladder(found: ScenarioAnalysis, order: PartialOrder, titles: dict[str, str], words: Words) -> Ladder:
    """The sets that can be ordered, the better above, and beneath them those that cannot."""
    above: dict[str, list[str]] = {}
    for better, worse in order.covers:
        above.setdefault(worse, []).append(better)
    joined = {one for pair in order.covers for one in pair}
    level: dict[str, int] = {}

    def depth(one: str) -> int:
        """How many sets stand above one another over this one."""
        if one not in level:
            level[one] = max((depth(better) + 1 for better in above.get(one, ())), default=0)
        return level[one]

    shown = [one for one in titles if one in joined]
    place = {one: n for n, one in enumerate(shown)}
    moves = {p.id: _moved(found, p, words) for p in found.prospects}
    said = []
    for better, worse in order.covers:
        pair = order.of(better, worse)
        p = pair.better if better == pair.a else pair.worse
        said.append("" if p is None else words.percent(p))
    apart = tuple(Rung(title, 0, moves[one]) for one, title in titles.items() if one not in joined)
    return Ladder(
        rungs=tuple(Rung(titles[one], depth(one), moves[one]) for one in shown),
        lines=tuple((place[a], place[b]) for a, b in order.covers),
        said=tuple(said),
        apart=apart,
        loose=words.say("scenarios.loose") if apart else "",
    )


def _moved(found: ScenarioAnalysis, prospect: ScenarioResult, words: Words) -> tuple[str, ...]:
    """How far each aspect moves under a scenario: its balance, or the share of the pole that moves most."""
    scheme, told = found.study.scheme, []
    aspects, poles = aspect_titles(scheme, words.language), pole_titles(scheme, words.language)
    for a, (own, now) in enumerate(zip(prospect.aspects, found.status_quo.aspects, strict=True)):
        if own.change is not None and abs(own.change) >= SEEN:
            values = {
                "change": words.number(abs(own.change), signed=False),
                "pole": poles[a][int(own.change > 0)],
            }
            told.append(words.say("scenarios.moved", aspect=aspects[a], **values))
        elif own.balance is None and own.shares is not None and now.shares is not None:
            moved = [own.shares[name] - now.shares[name] for name in found.profile.tally.poles[a]]
            p = max(range(len(moved)), key=lambda n: abs(moved[n]))
            if abs(moved[p]) >= SEEN:
                values = {"change": words.number(moved[p], signed=True), "pole": poles[a][p]}
                told.append(words.say("scenarios.moved_share", aspect=aspects[a], **values))
    return tuple(told)
