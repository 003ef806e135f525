"""The first screen: what was studied, the result in a few sentences, its figure, and what that needs to be read."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

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
from idealtypes.reporting.links import Links
from idealtypes.reporting.sections import sharing
from idealtypes.reporting.sections.between_bounds import between_lane
from idealtypes.reporting.sections.profile import (
    Lanes,
    ProfileDetails,
    dots,
    position,
    profile_picture,
)
from idealtypes.reporting.sections.views import MARKERS
from idealtypes.reporting.summary import summary
from idealtypes.reporting.words import in_other_words

MARKS = 60  # from about this many statements on an aspect a figure may need areas instead of marks


def build(facts: Facts, links: Links) -> dict[str, Any]:
    """Texts of the first screen; `many` where the figure is a grid of cases and needs the whole width."""
    study = facts.study
    describes = study.notes.get("describes")
    return {
        "title": study.title.say(facts.language),
        "studied": studied(facts, links),
        "sentences": summary(facts, links),
        "describes": "" if describes is None else in_other_words(describes, facts.language, study.language),
        "unmet": facts.words.say("result.unmet") if study.settings.unit == "source" else "",
        "weighting": facts.weighting_said,
        "caption": caption(facts),
        "shared": "" if facts.log is None else sharing.note(facts, facts.log),
        "many": len(facts.cases) > FEW_CASES,
    }


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
