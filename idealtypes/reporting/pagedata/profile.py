"""The profile table: every number of every case and aspect, each with the statements behind it."""

from __future__ import annotations

from typing import Any

import numpy as np

from idealtypes.reporting.facts import Facts
from idealtypes.reporting.illustrations import MANY_CASES, margins
from idealtypes.reporting.links import Links
from idealtypes.reporting.reading import contest, reading

COLUMNS = ("effective", "salience", "contestation", "split")


def build(facts: Facts, links: Links) -> dict[str, Any]:
    """Rows by aspect and case; `columns` are the headings with what they mean."""
    words, profile = facts.words, facts.profile
    groups = [[row(facts, links, c, a) for c in range(len(facts.cases))] for a in range(len(facts.aspects))]
    return {
        "groups": groups,
        "folded": facts.words.say("profile.folded", n=len(facts.cases))
        if len(facts.cases) > MANY_CASES
        else "",
        "several": len(facts.cases) > 1,
        "interval": words.say("profile.interval", level=words.level(facts.study.settings.level)),
        "sources": words.say("profile.raters" if facts.rated else "profile.sources"),
        "columns": [
            {"title": words.say(f"profile.{name}"), "means": words.say(f"profile.{name}_long")}
            for name in COLUMNS
        ],
        "poles": not all(profile.bipolar),
        "no_split": any(not r["silent"] and not r["has_split"] for rows in groups for r in rows),
    }


def row(facts: Facts, links: Links, c: int, a: int) -> dict[str, Any]:
    """One case on one aspect."""
    words, profile, study = facts.words, facts.profile, facts.study
    question = study.scheme.aspects[a].question
    head = {
        "case": facts.cases[c],
        "aspect": facts.aspects[a],
        "question": "" if question is None else question.say(facts.language),
    }
    if not profile.statements[c, a]:
        return head | {"silent": words.say("profile.silent")}

    def number(shown: str, pole: int | None = None) -> str:
        return links.number(shown, case=c, aspect=a, pole=pole)

    low, high = profile.interval[c, a]
    bipolar = profile.bipolar[a]
    split, contestation = profile.spread.split[c, a], profile.spread.contestation[c, a]
    few = facts.discretion.small(profile.statements[c, a]) or facts.discretion.small(profile.sources[c, a])
    hidden = words.say("sharing.hidden")
    effective, salience = profile.effective_n[c, a], profile.salience[c, a]
    return head | {
        "silent": "",
        "balance": number(words.number(profile.balance[c, a], signed=True)) if bipolar else "–",
        "interval": number(words.range(low, high)) if not np.isnan(low) else _no_interval(facts, c, a),
        "shares": [number(said, pole) for pole, said in enumerate(_shares(facts, c, a))],
        "margins": margins(profile, c, a, words),
        "statements": number(facts.discretion.count(profile.statements[c, a])),
        "sources": number(facts.discretion.count(profile.sources[c, a])),
        "effective": hidden
        if few or facts.discretion.small(effective)
        else number(words.number(effective, 1)),
        "salience": hidden if few else number(words.percent(salience)),
        "contestation": hidden
        if few
        else "–"
        if np.isnan(contestation)
        else number(words.number(contestation)),
        "contested": "" if few else words.say(f"profile.contested.{contested(contestation)}"),
        "split": words.say("profile.no_split") if np.isnan(split) else number(words.number(split)),
        "split_interval": "" if np.isnan(split) else _split_interval(facts, c, a),
        "has_split": not np.isnan(split),
        "remarks": remarks(facts, c, a),
    }


def _split_interval(facts: Facts, c: int, a: int) -> str:
    spread = facts.profile.spread
    return facts.words.range(spread.split_low[c, a], spread.split_high[c, a], signed=False)


def _shares(facts: Facts, c: int, a: int) -> list[str]:
    """`informal 85%`, and for three or more poles each with its interval."""
    words, profile = facts.words, facts.profile
    low, high = profile.share_bounds()
    out = []
    for p, pole in enumerate(facts.poles[a]):
        said = words.say("figure.percent_at", pole=pole, share=words.percent(profile.shares[c, a, p]))
        if not profile.bipolar[a] and not np.isnan(low[c, a, p]):
            ends = words.percents(low[c, a, p], high[c, a, p])
            said = words.say("figure.reading", value=said, range=ends)
        out.append(said)
    return out


def _no_interval(facts: Facts, c: int, a: int) -> str:
    """Why there is no interval of the balance."""
    if not facts.profile.no_interval[c, a]:
        return "–"  # three or more poles: the intervals are the shares'
    unit = facts.study.settings.unit
    return facts.words.say("profile.no_interval_complete" if unit == "none" else "profile.no_interval_rater")


def contested(value: float) -> str:
    """In which word contestation is said: none where nothing is divided, else blended, some or torn."""
    if np.isnan(value):
        return "none"
    return contest(value) or "some"


def remarks(facts: Facts, c: int, a: int) -> list[str]:
    """What a reader has to know of this row."""
    words, profile = facts.words, facts.profile
    out = []
    if profile.sources[c, a] == 1 and facts.study.settings.unit == "source" and not facts.discretion.sharing:
        out.append(words.say("profile.one_source"))
    if reading(profile, c, a).thin:
        out.append(words.say("profile.thin"))
    return out
