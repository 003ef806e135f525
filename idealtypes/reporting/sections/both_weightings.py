"""Talk and informants side by side, and what selective quoting would have to be: below the numbers of the profile."""

from __future__ import annotations

from typing import Any

import numpy as np

from idealtypes.model.text import factor
from idealtypes.reporting.facts import MANY_CASES, Facts


def weightings(facts: Facts) -> dict[str, Any] | None:
    """The table of both weightings, and where they part; of very many cases only this. None where there is one only."""
    words, profile = facts.words, facts.profile
    told = [(c, a) for c, a in _cells(facts) if profile.weighting_why(c, a) is None]
    if not told or facts.sharing:  # with both balances, a shared report would tell what single sources said
        return None
    parted = [(c, a) for c, a in told if profile.parts(c, a)]
    here, there = (_kind(facts, kind) for kind in (profile.tally.weighting, profile.other_tally.weighting))
    many = len(facts.cases) > MANY_CASES
    return {
        "lead": words.say(f"profile.estimands.lead.{profile.tally.weighting}"),
        "here": here,
        "there": there,
        "rows": [_row(facts, c, a) for c, a in (parted if many else told)],
        "said": [_parted(facts, c, a) for c, a in parted] or [words.say("profile.estimands.nowhere")],
    }


def _cells(facts: Facts) -> list[tuple[int, int]]:
    """Case and aspect by number, aspect after aspect as in the table above."""
    return [(c, a) for a in range(len(facts.aspects)) for c in range(len(facts.cases))]


def _kind(facts: Facts, weighting: str) -> str:
    return facts.words.say(f"profile.estimands.kinds.{weighting}")


def _pole(facts: Facts, c: int, a: int) -> int:
    """The pole whose share is shown: between two poles the second, else the one that differs most."""
    if facts.profile.bipolar[a]:
        return 1
    return int(np.nanargmax(np.abs(facts.profile.weightings.difference[c, a])))


def _what(facts: Facts, c: int, a: int) -> str:
    """The aspect, with its case where there are several and with its pole where there are more than two."""
    named = [facts.aspects[a], *([facts.cases[c]] if len(facts.cases) > 1 else [])]
    return " · ".join(named + ([] if facts.profile.bipolar[a] else [facts.poles[a][_pole(facts, c, a)]]))


def _values(facts: Facts, c: int, a: int) -> tuple[str, str]:
    """The balance, or the share, in this weighting and in the other."""
    words, p = facts.words, _pole(facts, c, a)
    found = (facts.profile, facts.profile.other)
    if facts.profile.bipolar[a]:
        here, there = (words.number(one.balance[c, a], signed=True) for one in found)
    else:
        here, there = (words.number(one.shares[c, a, p]) for one in found)
    return here, there


def _row(facts: Facts, c: int, a: int) -> dict[str, str]:
    words, profile, p = facts.words, facts.profile, _pole(facts, c, a)
    two, found = profile.bipolar[a], profile.weightings
    scale = 2 if two else 1
    low, high = (
        profile.other.interval[c, a] if two else [end[c, a, p] for end in profile.other.share_bounds()]
    )
    here, there = _values(facts, c, a)
    return {
        "what": _what(facts, c, a),
        "here": here,
        "there": there,
        "interval": words.range(low, high, signed=two),
        "difference": words.number(scale * float(found.difference[c, a, p]), signed=True),
        "around": words.range(scale * found.low[c, a, p], scale * found.high[c, a, p]),
    }


def _parted(facts: Facts, c: int, a: int) -> str:
    """That they part, and toward which pole those lie who say more."""
    words, profile = facts.words, facts.profile
    kinds = profile.tally.weighting, profile.other_tally.weighting
    here, there = _values(facts, c, a)
    one, other = (_kind(facts, kind).lower() for kind in kinds)
    names = {"what": _what(facts, c, a), "here": one, "there": other}
    said = words.say("profile.estimands.parted", **names, here_at=here, there_at=there)
    if not profile.bipolar[a] or "coding" in kinds:
        return said
    further = profile.weightings.difference[c, a, 1] * (1 if kinds[1] == "source" else -1)
    return f"{said} {words.say('profile.estimands.more', pole=facts.poles[a][int(further < 0)])}"


def quoted(facts: Facts) -> list[str]:
    """What selective quoting would have to be for each balance to be even; none where statements are no quotations."""
    profile = facts.profile
    if len(facts.cases) > MANY_CASES:
        return []
    return [_needed(facts, c, a) for c, a in _cells(facts) if profile.quoting(c, a).pole is not None]


def _needed(facts: Facts, c: int, a: int) -> str:
    words, found = facts.words, facts.profile.quoting(c, a)
    assert found.pole is not None
    point = words.customs.decimal
    ahead, other = (facts.poles[a][p] for p in (found.pole, 1 - found.pole))
    names = {"what": _what(facts, c, a), "pole": ahead, "other": other}
    if found.gamma is None:
        said = words.say("profile.quoting.all", **names)
    else:
        said = words.say("profile.quoting.needed", **names, factor=factor(found.gamma, point))
    if found.near_end is None:
        return said
    key = "holds" if found.near_end == 1 else "near"
    return f"{said} {words.say(f'profile.quoting.{key}', factor=factor(found.near_end, point))}"
