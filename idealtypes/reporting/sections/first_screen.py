"""The first screen: what was studied, the result in a few sentences, its figure, and what that needs to be read."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from idealtypes.analyses.scenarios.scenario_analysis import ScenarioAnalysis, ScenarioResult
from idealtypes.engine.findings import LEANING, SURE
from idealtypes.engine.views import View
from idealtypes.reporting.alternative_text import blocks_words, grid_words, position_words
from idealtypes.reporting.facts import FEW_CASES, Facts
from idealtypes.reporting.figures.pictures import (
    Dot,
    Gap,
    Lane,
    Position,
    SmallMultiples,
)
from idealtypes.reporting.figures.render import ReportFigure
from idealtypes.reporting.headlines import Headline, first_findings
from idealtypes.reporting.links import Links
from idealtypes.reporting.names import shortened
from idealtypes.reporting.sections import sharing
from idealtypes.reporting.sections.between_bounds import between_lane
from idealtypes.reporting.sections.profile import (
    Lanes,
    ProfileDetails,
    dots,
    position,
    profile_picture,
)
from idealtypes.reporting.sections.scenarios import where
from idealtypes.reporting.sections.views import MARKERS
from idealtypes.reporting.sections.what_turns import what_turns
from idealtypes.reporting.sentences import conclusion
from idealtypes.reporting.summary import sentence, untold
from idealtypes.reporting.words import in_other_words, inside

EVIDENT = ("position", "gap", "difference", "weighting")  # the kinds that rest on the statements of an aspect
MOVES = 3  # scenarios of which the largest move is told
SAME = 1e-6  # what moves by less stays where it is
MARKS = 60  # from about this many statements on an aspect a figure may need areas instead of marks


def build(facts: Facts, links: Links) -> dict[str, Any]:
    """Texts of the first screen; `many` where the figure is a grid of cases and needs the whole width."""
    study = facts.study
    describes = study.notes.get("describes")
    return {
        "title": study.title.say(facts.language),
        "studied": studied(facts, links),
        **_findings(facts, links),
        "moves": moves(facts),
        "describes": "" if describes is None else in_other_words(describes, facts.language, study.language),
        "unmet": facts.words.say("result.unmet") if study.settings.unit == "source" else "",
        "weighting": facts.weighting_said,
        "caption": caption(facts),
        "shared": "" if facts.log is None else sharing.note(facts, facts.log),
        "many": len(facts.cases) > FEW_CASES,
    }


def _findings(facts: Facts, links: Links) -> dict[str, Any]:
    """The findings with how firmly they stand and what would turn them; what cannot be told; what has no place."""
    words, found = facts.words, first_findings(facts)
    stated = [one for one in found.untold if one.kind == "conclusion"]
    where = "comparison" if len(facts.cases) > FEW_CASES else "profile"
    return {
        "findings": [
            {
                "standing": one.standing,
                "said": sentence(facts, one, links),
                "turns": what_turns(facts, links, one),
                "evidence": _evidence(facts, links, one),
            }
            for one in found.told
        ],
        "stated": [_stated(facts, links, one) for one in stated],
        "stated_said": words.say("first.concluded.untold", n=len(stated)) if stated else "",
        "untold": untold(facts, found.untold, links),
        "more": words.say("first.more", n=len(found.more)) if found.more else "",
        "more_where": where,
        "legend": words.say("first.legend", sure=words.percent(SURE), leaning=words.percent(LEANING)),
    }


def _evidence(facts: Facts, links: Links, one: Headline) -> str:
    """How many statements of how many sources are behind a finding, as a link to them; nothing in a shared report."""
    if facts.sharing or one.kind not in EVIDENT:
        return ""
    words, c, a, shown = facts.words, one.case, one.aspect, links.by_view["all"]
    if one.kind == "gap" and c is not None and a is not None:
        title, ids = links.behind_gap(c, a)
        ids = [i for i in ids if (shown.get(i) or links.by_view["useful"][i]).counted]
    else:
        title, ids = links.behind("all", c, a)
        ids = [i for i in ids if shown[i].counted]
    held = {i: shown.get(i) or links.by_view["useful"][i] for i in ids}
    told = words.say(
        "figure.counts",
        statements=facts.statements_word(len(held)),
        sources=facts.sources_word(len({s.source for s in held.values()})),
    )
    return links.link(told, title, held, None if a is None else facts.profile.aspects[a])


def _stated(facts: Facts, links: Links, one: Headline) -> str:
    """A conclusion of the study that cannot be told, with the share of the ways to analyse under which it holds."""
    assert one.verdict is not None
    words, share = facts.words, one.verdict.share
    shown = words.percent(share)
    if share is not None:
        shown = links.number(shown, case=one.case, aspect=one.aspect)
    return words.say(
        "first.concluded.item", conclusion=conclusion(facts, one.verdict.conclusion), share=shown
    )


def moves(facts: Facts) -> list[str]:
    """Of the scenarios that move most where each of them would move most: from where it is to where it would be."""
    words, found = facts.words, facts.outlook
    if found is None or len(found.prospects) < 2:
        return []
    told = []
    for prospect in found.prospects[1:]:
        size, a, pole = _largest_move(facts, found, prospect)
        scenario = shortened(prospect.title.say(facts.language))
        if size < SAME or a is None:
            told.append((0.0, prospect.id, words.say("first.moves.none", scenario=scenario)))
            continue
        start, end = (where(found, at, a, pole).value for at in (found.status_quo, prospect))
        values = {
            "scenario": scenario,
            "aspect": inside(facts.aspects[a]),
            "start": words.number(start, signed=pole is None),
            "end": words.number(end, signed=pole is None),
        }
        if pole is None:
            said = words.say("first.moves.said", **values)
        else:
            said = words.say("first.moves.said_of", pole=facts.poles[a][pole], **values)
        told.append((-size, prospect.id, said))
    told.sort(key=lambda one: one[:2])
    more = len(told) - MOVES
    shown = [said for _, _, said in told]
    return shown if more < 2 else [*shown[:MOVES], words.say("first.moves.more", n=more)]


def _largest_move(
    facts: Facts, found: ScenarioAnalysis, prospect: ScenarioResult
) -> tuple[float, int | None, int | None]:
    """How far a scenario moves what it moves most, as a share; the aspect, and the pole where there are not two."""
    best: tuple[float, int | None, int | None] = (0.0, None, None)
    for a, two in enumerate(facts.profile.bipolar):
        for pole in (None,) if two else range(len(facts.poles[a])):
            start, end = (where(found, at, a, pole).value for at in (found.status_quo, prospect))
            if start is not None and end is not None:
                size = round(abs(end - start) / (2 if two else 1), 6)
                if size > best[0]:
                    best = size, a, pole
    return best


def studied(facts: Facts, links: Links) -> list[str]:
    """What was studied: the case, how much was said, and with which scheme it was coded."""
    words, scheme = facts.words, facts.study.scheme
    if facts.sharing:
        named = {"scheme": scheme.title, "theory": scheme.theory.title}
        told = {name: title.say(facts.language) for name, title in named.items()}
        return [words.say("sharing.studied", **told)]
    shown = links.by_view["all"].values()
    counted = [s for s in shown if s.counted]
    values = {
        "statements": links.link(
            facts.statements_word(len(counted)), words.say("views.all"), [s.id for s in counted]
        ),
        "sources": facts.sources_word(len({s.source for s in counted})),
        "scheme": scheme.title.say(facts.language),
        "theory": scheme.theory.title.say(facts.language),
    }
    if len(facts.cases) == 1 and facts.cases[0] == facts.study.title.say(facts.language):
        said = [words.say("result.studied_plain", **values)]
    elif len(facts.cases) == 1:
        said = [words.say("result.studied", cases=facts.cases[0], **values)]
    else:
        said = [words.say("result.studied_cases", n=len(facts.cases), **values)]
    others = sum(not s.counted for s in shown)
    if others:
        said.append(words.say("result.studied_uncounted", n=others))
    basis = facts.profile.basis
    if basis is not None and basis.against:
        how = f"result.studied_against_{facts.study.settings.against}"
        said.append(words.say(how, n=basis.against))
    if basis is not None and not basis.whole:
        counts = {"counted": basis.counted, "statements": basis.statements}
        said.append(words.say("result.studied_counted", **counts))
        if basis.unplaced:
            said.append(words.say("result.studied_unplaced", n=len(basis.unplaced)))
    for name, n in () if basis is None else basis.left_out.to_dict().items():
        if n:
            said.append(words.say(f"result.studied_left_out_{name}", n=n))
    return said


def caption(facts: Facts) -> str:
    """How to read the figure, under the study's settings."""
    words, settings = facts.words, facts.study.settings
    many, sharing = len(facts.cases) > FEW_CASES, facts.sharing
    keys = ["cases" if many else "bars" if sharing else "marks"] if many or any(facts.profile.bipolar) else []
    if keys == ["marks"] and facts.profile.statements.max() > MARKS:
        keys.append("areas")
    if settings.weighting != "statement" and not many and not sharing:
        keys.append(settings.weighting)
    kinds = list(zip(facts.profile.bipolar, facts.profile.tally.present, strict=True))
    if not many and any(not two and not there for two, there in kinds):
        keys.append("poles")
    if any(facts.profile.tally.present):
        keys.append("weights_cases" if many else "weights")
    if settings.unit == "none":
        keys.append("complete")
    elif facts.profile.no_interval.all():
        keys.append("rater")
    elif many or any(facts.profile.bipolar):
        keys.append("interval_cases" if many else "interval")
    if not many and not sharing:
        keys.append("click")
    return " ".join(words.say(f"result.caption.{key}", level=words.level(settings.level)) for key in keys)


def figures(facts: Facts, links: Links) -> list[ReportFigure]:
    """The figure `balance`."""
    words = facts.words
    details = ProfileDetails(
        words,
        facts.cases,
        lambda c, a: _dots(facts, links, c, a),
        lambda c, a: _lanes(facts, links, c, a),
        lambda c, a, pole=None: links.key(*links.behind("all", c, a, pole)),
        lambda c, a: facts.one_sided("all", c, a),
        counted=not facts.sharing,
    )
    picture = profile_picture(facts.profile, details)
    who = facts.cases[0] if len(facts.cases) == 1 else words.say("count.cases", n=len(facts.cases))
    title = words.say("figure.balance_title", case=who, aspects=words.listed(facts.aspects))
    told = grid_words(words, picture) if isinstance(picture, SmallMultiples) else blocks_words(words, picture)
    return [ReportFigure("balance", title, told, picture)]


def _dots(facts: Facts, links: Links, c: int, a: int) -> tuple[Dot, ...]:
    if facts.sharing:
        return ()
    aspect, poles = facts.profile.aspects[a], facts.profile.tally.poles[a]
    shown = links.by_view["all"]
    held = [shown[i] for i in links.find("all", case=facts.profile.cases[c], aspect=aspect)]
    present = facts.profile.tally.present[a]
    return tuple(
        replace(mark, spoken=_spoken(facts, a, mark, s.id))
        for s in held
        if s.counted
        for mark in dots(
            tuple(s.weights[aspect].get(pole, 0.0) for pole in poles), present, str(links.place[s.id])
        )
    )


def _spoken(facts: Facts, a: int, mark: Dot, statement: str) -> str:
    """A mark in words: its aspect, where it stands, and which statement it is."""
    words, poles = facts.words, facts.poles[a]
    where = (
        words.number(mark.position, signed=True) if facts.profile.bipolar[a] else poles[int(mark.position)]
    )
    return words.say("figure.mark", aspect=facts.aspects[a], value=where, statement=statement)


def _lanes(facts: Facts, links: Links, c: int, a: int) -> Lanes:
    """The two bounds, where what is reported is taken by its extents; what is, what is said to be useful, and the gap,
    where something is said to be useful on some aspect."""
    words = facts.words
    lanes = [] if facts.bounded is None else list(between_lane(facts.bounded, words, c, a))
    if not facts.profiles["useful"].statements[c].any():
        return tuple(lanes), None
    told: tuple[View, ...] = ("is", "useful")
    for view in told:
        profile = facts.profiles[view]
        where = position(profile, c, a) if profile.statements[c, a] else Position()
        said = words.say("figure.nobody") if where.value is None else position_words(words, where)
        marker, filled = MARKERS[view]
        key = links.key(*links.behind(view, c, a))
        lanes.append(Lane(words.say(f"figure.lanes.{view}"), where, said, marker, filled, key))
    record = facts.gaps.get((facts.profile.cases[c], facts.profile.aspects[a]))
    if record is None or record["gap"] is None:
        return tuple(lanes), None
    low, high = record["interval_whole"] or (None, None)
    said = position_words(words, Position.of(record["gap"], low, high))
    key = links.key(*links.behind_gap(c, a))
    return tuple(lanes), Gap(words.say("figure.lanes.gap"), record["here"], record["there"], said, key)
