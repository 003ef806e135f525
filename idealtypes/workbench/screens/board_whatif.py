"""What if the codes stood there: the profile of one case with its intervals, its types, and both in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

import idealtypes as it
from idealtypes.reporting.linking import firm, said_word
from idealtypes.reporting.wording.names import pole_titles, type_title
from idealtypes.reporting.wording.verbal_scale import labels
from idealtypes.reporting.wording.words import Words

if TYPE_CHECKING:
    from idealtypes import Membership, Profile, Study


def asked_of(study: Study) -> Study:
    """The study that the board asks, to be tried out. Two bounds have no one figure: then it is of what is quoted."""
    quoted = study.with_settings(reported="exclude") if study.settings.reported == "extent" else study
    return quoted.placed({})


def answer(study: Study, case: str | None, words: Words) -> dict[str, Any]:
    """The profile and the types of one case; the first where none is named.

    `study` is one of `asked_of`.

    Raises
    ------
    BadCall
        For a case that is not there.
    """
    profile = study.profile_of_case(study.cases["id"][0] if case is None else case)
    c = 0 if len(profile.cases) == 1 or case is None else profile.cases.index(study.name_of("cases", case))
    return {
        "case": profile.cases[c],
        "aspects": [reading(profile, c, a, words) for a in range(len(profile.aspects))],
        "types": _types(it.types(profile), profile, c, words),
    }


def reading(profile: Profile, c: int, a: int, words: Words) -> dict[str, Any]:
    """One aspect of a case: balance or shares, the informants' interval and that with every doubt, and the words."""
    poles = profile.tally.poles[a]
    told: dict[str, Any] = {
        "aspect": profile.aspects[a],
        "statements": int(profile.statements[c, a]),
        "sources": int(profile.sources[c, a]),
        "silent": not profile.statements[c, a],
        "words": "",
    }
    if told["silent"]:
        return told
    low, high = profile.share_bounds()
    whole_low, whole_high = profile.whole_bounds
    told["words"] = said(profile, c, a, words)
    if profile.bipolar[a]:
        return told | {
            "value": _number(profile.balance[c, a]),
            "interval": _pair(*profile.interval[c, a]),
            "whole": _pair(*profile.interval_whole[c, a]),
        }
    return told | {
        "shares": [
            {
                "value": _number(profile.shares[c, a, p]),
                "interval": _pair(low[c, a, p], high[c, a, p]),
                "whole": _pair(whole_low[c, a, p], whole_high[c, a, p]),
            }
            for p in range(len(poles))
        ]
    }


def said(profile: Profile, c: int, a: int, words: Words) -> str:
    """Where an estimate lies, in the report's words: `leans toward informal`."""
    read = labels(profile, c, a)
    poles = pole_titles(profile.scheme, words.language)[a]
    values = {"firm": firm(words, read.found)}
    if profile.bipolar[a]:
        pole = "" if read.pole is None else poles[read.pole]
        return words.say(f"summary.where.{said_word(read)}", pole=pole, **values)
    if read.pole is not None:
        return words.say("summary.order.leads", poles=poles[read.pole], **values)
    if read.word == "alike":
        equal = [poles[read.poles.index(pole)] for pole in read.found.ties]
        return words.say("summary.order.equal", poles=words.listed(equal), **values)
    return words.say("summary.order.untold" if read.word == "untold" else "summary.order.open")


def _types(found: Membership, profile: Profile, c: int, words: Words) -> list[dict[str, Any]]:
    """The types of a case, those that the scheme names and the corners that are likely; `state` is how it stands."""
    case = found.cases[c]
    titles = {ideal.id: ideal.title.say(words.language) for ideal in profile.scheme.ideal_types}
    return [
        {
            "type": one.type,
            "title": titles.get(one.type) or type_title(profile.scheme, one, words),
            "named": one.named,
            "degree": _number(one.membership),
            "interval": None if one.interval is None else _pair(*one.interval),
            "probability": _number(one.probability),
            "state": "assigned" if one.type == case.assigned else "leans" if one.type == case.leans else "",
        }
        for one in case.types
    ]


def _number(value: Any) -> float | None:
    return None if value is None or np.isnan(value) else round(float(value), 6)


def _pair(low: float, high: float) -> list[float] | None:
    return None if np.isnan(low) or np.isnan(high) else [round(float(low), 6), round(float(high), 6)]
