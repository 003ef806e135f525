"""How the numbers are made, in plain words; what the words mean; and the settings."""

from __future__ import annotations

from typing import Any

from idealtypes.engine import leaning
from idealtypes.engine.findings import LEANING, SURE
from idealtypes.engine.spread import BLENDED, HEARD, TORN
from idealtypes.model.scheme import rated_aspect
from idealtypes.reporting.facts import Facts
from idealtypes.reporting.links import Links
from idealtypes.reporting.wording import verbal_scale


def build(facts: Facts, links: Links) -> dict[str, Any]:
    """Paragraphs, the borders of the words, and a row a setting."""
    words, chosen = facts.words, facts.study.settings
    paragraphs = [words.say("method.balance", weighting=facts.weighting_said)]
    if chosen.weighting != "source" and chosen.unit == "source":
        paragraphs.append(words.say("method.weighting_else"))
    paragraphs.append(words.say(f"method.interval.{chosen.unit}"))
    if chosen.unit == "source":
        paragraphs.append(words.say("method.unmet"))
    if chosen.unit != "none":
        paragraphs.append(words.say("method.draws", draws=chosen.draws, seed=chosen.seed))
        paragraphs += _doubts(facts)
    paragraphs.append(words.say("method.spread"))
    if chosen.repeats == "once_per_source":
        paragraphs.append(words.say("method.repeats"))
    reported = "reported" if chosen.reported == "exclude" else "reported_included"
    if facts.reported:
        paragraphs.append(words.say(f"method.{reported if facts.bounded is None else 'reported_extent'}"))
    return {
        "paragraphs": paragraphs,
        "words": meanings(facts),
        "settings": settings(facts),
        "scales": scales(facts),
    }


def scales(facts: Facts) -> list[dict[str, Any]]:
    """What raters were told that places mean, aspect by aspect; nothing where nobody rated on such a scale."""
    study, words = facts.study, facts.words
    rated = {rated_aspect(code) for code in study.codings["code"].unique()}
    found = []
    for aspect in study.scheme.aspects:
        if aspect.id not in rated or not aspect.scale:
            continue
        signs = aspect.kind != "presence"
        anchors = [
            {"at": words.number(one.at, signed=signs), "means": one.means.say(words.language)}
            for one in aspect.anchors
        ]
        found.append({"aspect": aspect.title.say(words.language), "anchors": anchors})
    return found


def _doubts(facts: Facts) -> list[str]:
    """Which doubts beside the informants' are in the draws."""
    states, off = facts.profile.doubt.states, facts.study.settings.placement_doubt
    ends = {name: facts.words.number(value) for name, value in (("common", off.common), ("code", off.code))}
    words, placing = facts.words, facts.profile.scheme.placing
    keys = (f"method.doubt_{name}_{states[name]}" for name in ("placements", "coders"))
    told = [words.say(key, **ends) for key in keys if words.has(key)]
    if placing is not None and states["placements"] == "in":
        people = words.say("method.placers", n=placing["placers"])
        told.append(
            words.say(
                "method.doubt_placers",
                placers=people,
                codes=words.say("method.placed_codes", n=placing["codes"]),
            )
        )
    return told


def settled(facts: Facts) -> list[str]:
    """The borders of the words for balances and types, and what makes a finding firm."""
    words = facts.words
    borders = {
        "somewhat": words.number(leaning.SOMEWHAT),
        "mostly": words.number(leaning.MOSTLY),
        "wholly": words.number(leaning.WHOLLY),
        "sure": words.percent(leaning.SURE),
        "nearly": words.percent(leaning.NEARLY),
        "middle": words.percent(leaning.MIDDLE),
    }
    return [
        words.say("method.words_balance", **borders),
        words.say("method.words_firm", sure=words.percent(SURE), leaning=words.percent(LEANING)),
        words.say("method.words_types", assigned=words.percent(facts.study.settings.assigned)),
    ]


def meanings(facts: Facts) -> list[str]:
    """The borders of the words that the page uses for numbers."""
    words, (balance, firm, types) = facts.words, settled(facts)
    torn = {
        "heard": words.percent(HEARD),
        "torn": words.number(TORN),
        "blended": words.number(BLENDED),
    }
    return [
        balance,
        firm,
        words.say(
            "method.words_thin", sources=verbal_scale.FEW_SOURCES, effective=f"{verbal_scale.FEW_EFFECTIVE:g}"
        ),
        words.say("method.words_torn", **torn),
        types,
    ]


def settings(facts: Facts) -> list[dict[str, str]]:
    """Every setting with its value and what it means."""
    words = facts.words
    rows = []
    for name, value in facts.study.settings.model_dump(mode="json").items():
        key = f"method.settings.{name}"
        rows.append(
            {"name": name, "value": plain_value(value), "means": words.say(key) if words.has(key) else ""}
        )
    return rows


def plain_value(value: Any) -> str:
    """A setting's value as it is written in study.yaml."""
    if isinstance(value, dict):
        return ", ".join(f"{name}: {plain_value(inner)}" for name, inner in value.items())
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(plain_value(inner) for inner in value)}]"
    return "–" if value is None else f"{value:g}" if isinstance(value, float) else str(value)
