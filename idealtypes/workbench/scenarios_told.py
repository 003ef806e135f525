"""What a set of measures would do, in words and numbers for the screen of scenarios."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from idealtypes.reporting.sections.scenarios_pairs import SaidIn, board, left_out, ordered

if TYPE_CHECKING:
    from idealtypes.reporting.wording.words import Words

ARROWS = {"up": "▲", "down": "▼", "unknown": "?", "silent": "·"}
ENOUGH = 3  # informants from which on a direction is told


def told_aspects(
    found: Any, here: Any, titles: Sequence[Mapping[str, Any]], words: Words
) -> list[dict[str, Any]]:
    """Every aspect: a line between two poles, or one for each of several, before and after.

    Parameters
    ----------
    found, here
        What the door said of the scenarios, and the one that is looked at.
    titles
        Of aspects and poles, as the study has them.
    """
    told = []
    for title, before, after in zip(titles, found.status_quo.aspects, here.aspects, strict=True):
        poles = [pole for _, pole in title["poles"]]
        if after.shares is None:
            lanes = []
        elif after.balance is not None:
            ends = [poles[0], poles[1]]
            lanes = [_lane(words, ends, (-1, 1), before.balance, after.balance, after.interval)]
        else:
            spans = after.intervals or {}
            lanes = [
                _lane(words, ["", said], (0, 1), before.shares[pole], after.shares[pole], spans.get(pole))
                for pole, said in title["poles"]
            ]
        told.append(
            {"title": title["title"], "lanes": lanes, "why": words.why(after.why) if after.why else ""}
        )
    return told


def _lane(
    words: Words,
    ends: Sequence[str],
    reach: tuple[int, int],
    before: float,
    after: float,
    interval: tuple[float, float] | None,
) -> dict[str, Any]:
    signed = reach[0] < 0
    said = words.number(after, signed=signed)
    if abs(after - before) >= 0.005:
        said = f"{words.number(before, signed=signed)} → {said}"
    if interval is not None:
        said += f" ({words.range(*interval, signed=signed)})"
    span = None if interval is None else list(interval)
    return {
        "ends": list(ends),
        "reach": list(reach),
        "before": before,
        "after": after,
        "interval": span,
        "said": said,
    }


def told_outcomes(found: Any, here: Any, said: SaidIn) -> list[dict[str, Any]]:
    """Every outcome of which somebody speaks: a direction where its probability allows, and who says so."""
    words, told = said.words, []
    for one in here.outcomes:
        if not heard(one):
            continue
        kind = "thin" if one.direction == "unknown" and one.sources < ENOUGH else one.direction
        direction = words.say(f"scenarios.direction.{kind}")
        if one.direction in ("up", "down"):
            direction += f" ({words.percent(one.probability)})"
        restates = one.outcome in found.order.restated
        beside = (*one.reported_helping, *one.reported_hurting)
        told.append(
            {
                "title": said.outcomes[one.outcome],
                "arrow": ARROWS[one.direction],
                "said": direction,
                "restates": words.say("scenarios.restates") if restates else "",
                "both": words.say("scenarios.both") if one.both_needed else "",
                "votes": words.say("scenarios.votes", more=one.helps, less=one.hurts) if one.sources else "",
                "more": list(one.helping),
                "less": list(one.hurting),
                "reported": words.say(
                    "scenarios.reported", more=len(one.reported_helping), less=len(one.reported_hurting)
                )
                if beside
                else "",
                "reported_more": list(one.reported_helping),
                "reported_less": list(one.reported_hurting),
            }
        )
    return told


def heard(one: Any) -> bool:
    """Whether anybody says something of an outcome, quoted or reported."""
    return bool(one.sources or one.reported_helping or one.reported_hurting)


def told_silence(here: Any, said: SaidIn) -> str:
    """Of which outcomes nobody says anything."""
    silent = [said.outcomes[one.outcome] for one in here.outcomes if not heard(one)]
    return said.words.say("scenarios.nobody", outcomes=said.words.listed(silent)) if silent else ""


def told_order(found: Any, said: SaidIn) -> dict[str, Any]:
    """Which scenarios stand above which, and what the board's beliefs add, marked as theirs."""
    words = said.words
    return {
        "order": ordered(said, found, found.order) if found.order.outcomes else None,
        "board": board(said, found),
        "left_out": left_out(said, found),
        "asked": words.say("scenarios.asked", p=words.percent(found.base.stated.direction)),
    }
