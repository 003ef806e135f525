"""Talk and informants side by side, and what selective quoting would have to be: below the numbers of the profile."""

from __future__ import annotations

from typing import Any

from idealtypes.model.text import factor
from idealtypes.reporting.facts import MANY_CASES, Facts
from idealtypes.reporting.sentences import both_values, estimate_name, parting, telling_pole, weighting_name


def weightings(facts: Facts) -> dict[str, Any] | None:
    """The table of both weightings, and where they part; of very many cases only this. None where there is one only."""
    words, profile = facts.words, facts.profile
    told = [(c, a) for c, a in _cells(facts) if profile.weighting_why(c, a) is None]
    if not told or facts.sharing:  # with both balances, a shared report would tell what single sources said
        return None
    parted = [(c, a) for c, a in told if profile.parts(c, a)]
    here, there = (
        weighting_name(facts, kind) for kind in (profile.tally.weighting, profile.other_tally.weighting)
    )
    many = len(facts.cases) > MANY_CASES
    return {
        "lead": words.say(f"profile.estimands.lead.{profile.tally.weighting}"),
        "here": here,
        "there": there,
        "rows": [_row(facts, c, a) for c, a in (parted if many else told)],
        "said": [parting(facts, c, a) for c, a in parted] or [words.say("profile.estimands.nowhere")],
    }


def _cells(facts: Facts) -> list[tuple[int, int]]:
    """Case and aspect by number, aspect after aspect as in the table above."""
    return [(c, a) for a in range(len(facts.aspects)) for c in range(len(facts.cases))]


def _row(facts: Facts, c: int, a: int) -> dict[str, str]:
    words, profile, p = facts.words, facts.profile, telling_pole(facts, c, a)
    two, found = profile.bipolar[a], profile.weightings
    scale = 2 if two else 1
    low, high = (
        profile.other.interval[c, a] if two else [end[c, a, p] for end in profile.other.share_bounds()]
    )
    here, there = both_values(facts, c, a)
    return {
        "what": estimate_name(facts, c, a),
        "here": here,
        "there": there,
        "interval": words.range(low, high, signed=two),
        "difference": words.number(scale * float(found.difference[c, a, p]), signed=True),
        "around": words.range(scale * found.low[c, a, p], scale * found.high[c, a, p]),
    }


def quoted(facts: Facts) -> list[str]:
    """What selective quoting would have to be for each balance to be even; none where statements are no quotations."""
    profile = facts.profile
    if len(facts.cases) > MANY_CASES:
        return []
    cells = [(c, a) for c, a in _cells(facts) if profile.quoting(c, a).pole is not None]
    # what is so of all of them is said once
    once = len(cells) > 1 and all(profile.quoting(c, a).near_end == 1 for c, a in cells)
    said = [_needed(facts, c, a, ended=not once) for c, a in cells]
    return [*said, facts.words.say("profile.quoting.all_hold")] if once else said


def _needed(facts: Facts, c: int, a: int, *, ended: bool) -> str:
    """The factor of one balance; `ended`: also what would do at the near end of its interval."""
    words, found = facts.words, facts.profile.quoting(c, a)
    assert found.pole is not None
    point = words.customs.decimal
    ahead, other = (facts.poles[a][p] for p in (found.pole, 1 - found.pole))
    names = {"what": estimate_name(facts, c, a), "pole": ahead, "other": other}
    if found.gamma is None:
        said = words.say("profile.quoting.all", **names)
    else:
        said = words.say("profile.quoting.needed", **names, factor=factor(found.gamma, point))
    if found.near_end is None or not ended:
        return said
    key = "holds" if found.near_end == 1 else "near"
    return f"{said} {words.say(f'profile.quoting.{key}', factor=factor(found.near_end, point))}"
