"""The first screen: what was studied, the result in a few sentences, and what the figure needs to be read."""

from __future__ import annotations

from typing import Any

from idealtypes.reporting.facts import Facts
from idealtypes.reporting.illustrations import FEW_CASES
from idealtypes.reporting.links import Links
from idealtypes.reporting.sharing import SMALLEST
from idealtypes.reporting.summary import summary

MARKS = 60  # from about this many statements on an aspect a figure may need areas instead of marks


def build(facts: Facts, links: Links) -> dict[str, Any]:
    """Texts of the first screen; `many` where the figure is a grid of cases and needs the whole width."""
    study = facts.study
    describes = study.notes.get("describes")
    return {
        "title": study.title.say(facts.language),
        "studied": studied(facts, links),
        "sentences": summary(facts, links),
        "describes": "" if describes is None else describes.say(facts.language),
        "unmet": facts.words.say("result.unmet") if study.settings.unit == "source" else "",
        "weighting": facts.words.say(f"method.weighting.{study.settings.weighting}"),
        "caption": caption(facts),
        "shared": facts.words.say("sharing.note", smallest=SMALLEST) if facts.discretion.sharing else "",
        "many": len(facts.cases) > FEW_CASES,
    }


def studied(facts: Facts, links: Links) -> list[str]:
    """What was studied: the case, how much was said, and with which scheme it was coded."""
    words, scheme = facts.words, facts.study.scheme
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
        said.append(words.say("result.studied_uncounted", n=facts.discretion.count(others)))
    return said


def caption(facts: Facts) -> str:
    """How to read the figure, under the study's settings."""
    words, settings = facts.words, facts.study.settings
    many, sharing = len(facts.cases) > FEW_CASES, facts.discretion.sharing
    keys = ["cases" if many else "bars" if sharing else "marks"] if many or any(facts.profile.bipolar) else []
    if keys == ["marks"] and facts.profile.statements.max() > MARKS:
        keys.append("areas")
    if settings.weighting != "statement" and not many and not sharing:
        keys.append(settings.weighting)
    if not many and not all(facts.profile.bipolar):
        keys.append("poles")
    if settings.unit == "none":
        keys.append("complete")
    elif facts.profile.no_interval.all():
        keys.append("rater")
    elif many or any(facts.profile.bipolar):
        keys.append("interval_cases" if many else "interval")
    if not many and not sharing:
        keys.append("click")
    return " ".join(words.say(f"result.caption.{key}", level=words.level(settings.level)) for key in keys)
