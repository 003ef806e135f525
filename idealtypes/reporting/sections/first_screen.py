"""The first screen: what was studied, the result in a few sentences, its figure, and what that needs to be read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from idealtypes.analyses.scenarios.scenario_analysis import ScenarioAnalysis, ScenarioResult
from idealtypes.engine.evidence import Statement
from idealtypes.engine.findings import LEANING, SURE
from idealtypes.engine.views import View
from idealtypes.model.scheme import RATING
from idealtypes.reporting.alternative_text import (
    blocks_words,
    dot_plot_words,
    position_words,
    side_by_side_words,
)
from idealtypes.reporting.facts import FEW_CASES, Facts
from idealtypes.reporting.figures.pictures import (
    Block,
    Dot,
    Gap,
    Lane,
    Picture,
    Position,
    SmallMultiples,
)
from idealtypes.reporting.figures.render import ReportFigure
from idealtypes.reporting.links import Links
from idealtypes.reporting.sections import sharing
from idealtypes.reporting.sections.between_bounds import between_lane
from idealtypes.reporting.sections.first_figure import (
    BLOCKS,
    COLUMNS,
    ROWS,
    aspects_first,
    aspects_of_two,
    dot_plot,
    grouped,
    pair,
    shown_first,
)
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
from idealtypes.reporting.summary.headlines import Headline, first_findings
from idealtypes.reporting.summary.summary import NAMED, sentence, untold
from idealtypes.reporting.wording.names import shortened, some
from idealtypes.reporting.wording.words import in_other_words, inside

EVIDENT = ("position", "gap", "difference", "weighting")  # the kinds that rest on the statements of an aspect
MOVES = 3  # scenarios of which the largest move is told
SAME = 1e-9  # what is left is rounding
ROUNDED = 6  # decimals to which moves are compared: beyond lies rounding
MARKS = 60  # from about this many statements on an aspect a figure may need areas instead of marks


def build(facts: Facts, links: Links) -> dict[str, Any]:
    """Texts of the first screen; `all` opens the figure that holds all, where the first one does not."""
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
        "all": _all_said(facts),
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
    words, c, a = facts.words, one.case, one.aspect
    if one.kind == "gap" and c is not None and a is not None:
        title, found = links.behind_gap(c, a)
    else:
        title, found = links.behind("all", c, a)
    known = {**links.by_view["useful"], **links.by_view["all"]}
    held = {i: known[i] for i in found if known[i].counted}
    told = words.say(
        "figure.counts",
        statements=facts.statements_word(len(held)),
        sources=facts.sources_word(len({s.source for s in held.values()})),
    )
    return links.link(told, title, found, None if a is None else facts.profile.aspects[a])


def _stated(facts: Facts, links: Links, one: Headline) -> str:
    """A conclusion of the study that cannot be told, with the share of the ways to analyse under which it holds."""
    assert one.verdict is not None
    words, share = facts.words, one.verdict.share
    if one.verdict.verdict is None:
        return words.say("first.concluded.item_untold", conclusion=conclusion(facts, one.verdict.conclusion))
    shown = words.percent(share)
    if share is not None:
        shown = links.number(shown, case=one.case, aspect=one.aspect)
    return words.say(
        "first.concluded.item", conclusion=conclusion(facts, one.verdict.conclusion), share=shown
    )


def moves(facts: Facts) -> dict[str, Any] | None:
    """Of the scenarios that move most where each of them would move most and how far; None where there are none."""
    words, found = facts.words, facts.outlook
    if found is None or len(found.prospects) < 2:
        return None
    told = []
    for prospect in found.prospects[1:]:
        size, a, pole = largest_move(facts, found, prospect)
        values = {"scenario": shortened(prospect.title.say(facts.language))}
        if a is None:
            said = words.say("first.moves.none", **values)
        else:
            values |= {"aspect": inside(facts.aspects[a]), "pole": facts.poles[a][pole]}
            said = words.say("first.moves.said", size=words.number(size), **values)
        told.append((-round(size, ROUNDED), prospect.id, said))
    shown = [said for _, _, said in sorted(told)[:MOVES]]
    more = len(told) - len(shown)
    lead = words.say("first.moves.lead_more", n=more) if more else words.say("first.moves.lead")
    return {"said": shown, "lead": lead}


def largest_move(
    facts: Facts, found: ScenarioAnalysis, prospect: ScenarioResult
) -> tuple[float, int | None, int]:
    """How far a scenario moves what it moves most, the aspect, and the pole toward which; nothing moved is 0 and None.

    Balances are compared by half their move, which is that of a share. Nothing moves toward where it is wholly.
    """
    best: tuple[float, float, int | None, int] = (0.0, 0.0, None, 0)
    for a, two in enumerate(facts.profile.bipolar):
        for pole in (None,) if two else range(len(facts.poles[a])):
            start, end = (where(found, at, a, pole).value for at in (found.status_quo, prospect))
            if start is None or end is None or (pole is not None and end < start):
                continue
            moved = end - start
            toward = int(moved > 0) if pole is None else pole
            if facts.profile.shares[found.base.case, a, toward] > 1 - SAME:
                continue  # the page says that it is wholly there: what a scenario starts from is kept off the pole
            weight = round(abs(moved) / (2 if two else 1), ROUNDED)
            if weight > best[0]:
                best = weight, abs(moved), a, toward
    return best[1:]


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
            said_and_rated(facts, counted), words.say("views.all"), [s.id for s in counted]
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


def said_and_rated(facts: Facts, counted: Sequence[Statement]) -> str:
    """How many statements there are; where some of them are ratings, how many of each."""
    rated = sum(all(code.startswith(RATING) for code in s.codes) for s in counted if s.codes)
    if facts.study.rated_alone or not rated:
        return facts.statements_word(len(counted))
    ratings = facts.words.say("count.ratings", n=rated)
    if rated == len(counted):
        return ratings
    return facts.words.listed([facts.statements_word(len(counted) - rated), ratings])


def caption(facts: Facts, *, whole: bool = False) -> str:
    """How to read the figure, under the study's settings.

    `whole` is for the figure that holds all.
    """
    words, settings, profile, sharing = facts.words, facts.study.settings, facts.profile, facts.sharing
    kinds = list(zip(profile.bipolar, profile.tally.present, strict=True))
    told = []

    def said(key: str, **values: str) -> str:
        return words.say(f"result.caption.{key}", level=words.level(settings.level), **values)

    if len(facts.cases) > FEW_CASES:
        _, order = grouped(facts)
        told.append(said("dots" if any(profile.bipolar) else "rows"))
        told += [said("parts")] if any(not two and not there for two, there in kinds) else []
        told += [said("boxes")] if any(profile.tally.present) else []
        told.append(said(f"order_{order}"))
    elif len(facts.cases) > 1:
        told.append(said("pair"))
        if not profile.no_interval.all():
            told.append(said("signs"))
    else:
        keys = ["bars" if sharing else "marks"] if any(profile.bipolar) else []
        if keys == ["marks"] and profile.statements.max() > MARKS:
            keys.append("areas")
        if settings.weighting != "statement" and not sharing:
            keys.append(settings.weighting)
        if any(not two and not there for two, there in kinds):
            keys.append("poles")
        if any(profile.tally.present):
            keys.append("weights")
        told += [said(key) for key in keys]
    told += [] if whole else _shown(facts, said)
    if settings.unit == "none":
        told.append(said("complete"))
    elif profile.no_interval.all():
        told.append(said("rater"))
    elif any(profile.bipolar) or len(facts.cases) == FEW_CASES:
        told.append(said("interval_lines" if len(facts.cases) > 1 else "interval"))
    return " ".join(told)


def _shown(facts: Facts, said: Callable[..., str]) -> list[str]:
    """How many cases and aspects the figure shows, where it does not show all."""
    whole, told = facts.words.whole, []
    aspects = len(shown_aspects(facts))
    if len(facts.cases) > FEW_CASES:
        cases = sum(len(group.cases) for group in shown_first(facts, grouped(facts)[0]))
        if cases < len(facts.cases):
            told.append(said("shown_cases", shown=whole(cases), all=whole(len(facts.cases))))
    if aspects < len(facts.aspects):
        told.append(said("shown_aspects", shown=whole(aspects), all=whole(len(facts.aspects))))
    return told


def shown_aspects(facts: Facts) -> tuple[int, ...]:
    """The aspects that the first figure shows."""
    if len(facts.cases) == FEW_CASES:
        return aspects_of_two(facts)
    return aspects_first(facts, BLOCKS[1] if len(facts.cases) == 1 else COLUMNS)


def figures(facts: Facts, links: Links) -> list[ReportFigure]:
    """The figure `balance`; where it does not hold all, that is in `balance_all`."""
    words = facts.words
    who = facts.cases[0] if len(facts.cases) == 1 else words.say("count.cases", n=len(facts.cases))
    title = words.say("figure.balance_title", case=who, aspects=some(words, facts.aspects, NAMED))
    both = partial(_both, title, [caption(facts, whole=whole) for whole in (False, True)])
    every, first = range(len(facts.aspects)), shown_aspects(facts)
    if len(facts.cases) == 1:
        blocks = _blocks(facts, links)
        shown = tuple(blocks[a] for a in first)
        return both([(one, blocks_words(words, one)) for one in (shown, blocks)], len(shown) < len(blocks))
    if len(facts.cases) == FEW_CASES:
        pairs = [pair(facts, links, some_) for some_ in (first, every)]
        return both([(one, side_by_side_words(words, one)) for one in pairs], len(first) < len(every))
    groups, _ = grouped(facts)
    few = shown_first(facts, groups)
    more = len(first) < len(every) or sum(len(g.cases) for g in few) < len(facts.cases)
    plots = [dot_plot(facts, links, few, first), *([dot_plot(facts, links, groups, every)] if more else [])]
    return both([(one, dot_plot_words(words, one)) for one in plots], more)


def _both(
    title: str, beneath: Sequence[str], pictures: Sequence[tuple[Picture, str]], more: bool
) -> list[ReportFigure]:
    """The figure, and the one that holds all where it does not."""
    names = ("balance", "balance_all") if more else ("balance",)
    return [
        ReportFigure(name, title, told, one, under)
        for name, (one, told), under in zip(names, pictures, beneath, strict=False)
    ]


def _blocks(facts: Facts, links: Links) -> tuple[Block, ...]:
    """Of one case a block an aspect."""
    details = ProfileDetails(
        facts.words,
        facts.cases,
        lambda c, a: _dots(facts, links, c, a),
        lambda c, a: _lanes(facts, links, c, a),
        lambda c, a, pole=None: links.key(*links.behind("all", c, a, pole)),
        lambda c, a: facts.one_sided("all", c, a),
        counted=not facts.sharing,
    )
    picture = profile_picture(facts.profile, details)
    assert not isinstance(picture, SmallMultiples)
    return picture


def _all_said(facts: Facts) -> str:
    """What stands on the line that opens the figure with all."""
    words = facts.words
    if len(facts.cases) > FEW_CASES and len(facts.cases) > ROWS:
        return words.say("first.all_cases", n=len(facts.cases))
    return words.say("first.all_aspects", n=len(facts.aspects))


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
