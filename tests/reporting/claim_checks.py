"""What the page says in words, read back and reckoned anew from the numbers: a function a kind of sentence."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

import numpy as np
import pytest

from idealtypes.engine.leaning import MIDDLE, MOSTLY, NEARLY, SOMEWHAT, SURE, WHOLLY
from idealtypes.engine.presence import ABOUT_EQUAL, EQUAL, LEADS
from idealtypes.engine.profile import Profile
from idealtypes.engine.spread import HEARD, TORN
from idealtypes.reporting.facts import FEW_CASES, Facts
from idealtypes.reporting.links import Links
from idealtypes.reporting.sections import views
from idealtypes.reporting.summary.headlines import headlines
from idealtypes.reporting.summary.summary import clause, gap_sentence, position, sentence, untold
from idealtypes.reporting.wording.verbal_scale import labels
from idealtypes.reporting.wording.words import Words, inside

from .claims import FIGURE, claims, expected, firmness, number, pattern, plain

ROUNDING = 1e-9
WORDS = (
    "pole",
    "wholly",
    "mostly",
    "somewhat",
    "leans",
    "balanced",
    "may_balance",
    "undecided",
    "untold",
    "torn",
)


@lru_cache(maxsize=1)
def links_of(facts: Facts) -> Links:
    """The links of a page, made once for all that is asked of it."""
    return Links(facts)


def told(profile: Profile, c: int, a: int) -> bool:
    """Whether anything may be told: not of one statement or one rater, unless nothing was sampled."""
    sampled = profile.settings.unit != "none"
    rater = profile.settings.unit == "rater" and np.isnan(profile.share_bounds()[0][c, a, 0])
    return not sampled or bool(profile.statements[c, a] > 1 and not rater)


def side(profile: Profile, c: int, a: int) -> tuple[str, int | None, float]:
    """The word that a balance has, its pole, and how probable it is that it is on that side, or in the middle."""
    if not told(profile, c, a):
        return "untold", None, 0.0
    drawn = profile.draws.balance(a)[c]
    pole = int((drawn > ROUNDING).mean() > (drawn < -ROUNDING).mean())
    toward = drawn if pole else -drawn
    beyond = [
        float((toward > at + (-ROUNDING if at else ROUNDING)).mean()) for at in (0, SOMEWHAT, MOSTLY, WHOLLY)
    ]
    word = "undecided"
    for name, chance, least in zip(
        ("leans", "somewhat", "mostly", "wholly"), beyond, (SURE, SURE, SURE, NEARLY), strict=True
    ):
        if chance < least:
            break
        word = name
    middle = float((np.abs(drawn) < MOSTLY - ROUNDING).mean())
    if word in ("undecided", "leans") and middle >= MIDDLE:
        return "balanced", None, middle
    return word, pole if word != "undecided" else None, float((toward > 0).mean())


def torn(profile: Profile, c: int, a: int) -> str | None:
    """How firmly an aspect is torn; None where its statements do not take sides."""
    K = len(profile.tally.poles[a])
    shares, contested = profile.shares[c, a, :K], profile.spread.contestation[c, a]
    if not (1 - shares.max() >= HEARD - ROUNDING and contested >= TORN - ROUNDING):
        return None
    if not told(profile, c, a):
        return "cannot_be_told"
    heard = float((1 - profile.draws.shares(a)[c].max(axis=0) >= 0.2 - ROUNDING).mean())
    return expected(heard if profile.settings.unit == "none" else min(heard, 0.9))


def thin(profile: Profile, c: int, a: int) -> bool:
    """Whether a position rests on little."""
    if profile.settings.unit == "none" or (
        profile.settings.unit == "rater" and not told(profile, c, a) and profile.sources[c, a] <= 1
    ):
        return False
    K = len(profile.tally.poles[a])
    pooled = any(at == a for at, _ in profile.pooled)
    return bool(profile.pole_sizes[c, a, :K].min() < 5 or (profile.sources[c, a] < 3 and not pooled))


def end(words: Words, facts: Facts, a: int, value: float) -> str:
    """An end of an interval in words."""
    far = abs(value) + ROUNDING
    strength = next(
        (s for s, at in (("wholly", WHOLLY), ("mostly", MOSTLY), ("somewhat", SOMEWHAT)) if far >= at),
        "balanced",
    )
    return words.say(f"summary.end.{strength}", pole=facts.poles[a][int(value > 0)])


def cells(facts: Facts) -> list[tuple[int, int]]:
    return [(c, a) for c in range(min(len(facts.cases), 6)) for a in range(len(facts.aspects))]


def where_a_balance_lies(facts: Facts) -> None:
    words, profile = facts.words, facts.profile
    for c, a in cells(facts):
        if not profile.statements[c, a]:
            if len(facts.cases) <= FEW_CASES:
                silent = [h for h in headlines(facts) if (h.kind, h.case, h.aspect) == ("silent", c, a)]
                (line,) = untold(facts, silent)
                assert inside(facts.aspects[a]) in line
            continue
        said = clause(facts, c, a, labels(profile, c, a))
        assert said in position(facts, c, a)
        divided = torn(profile, c, a)
        # Where it is said to be torn, the words for that may hold those for the sides.
        if divided not in ("sure", "leaning"):
            assert (words.raw("summary.sides") in said or words.raw("summary.sides_poles") in said) <= (
                divided == "cannot_be_told"
            )
        if not profile.bipolar[a]:
            found = claims(words, re.sub(r"[;)]", " ", said), "summary.torn_poles")
            assert [firmness(words, t) for t in found.values()] == [
                t for t in (divided,) if t in ("sure", "leaning")
            ]
            the_shares(facts, c, a, said)
            continue
        word, pole, chance = side(profile, c, a)
        before = said.split(" (")[0]
        found = claims(words, before, *(f"summary.where.{w}" for w in WORDS))
        (key,) = found
        if divided in ("sure", "leaning") and word in ("balanced", "undecided"):
            assert key == "summary.where.torn"
            assert firmness(words, found[key]) == divided
        else:
            exact = profile.settings.unit == "none" and abs(profile.balance[c, a]) > 1 - ROUNDING
            unsure = word == "balanced" and expected(chance) == "cannot_be_told"
            assert key == f"summary.where.{'pole' if exact else 'may_balance' if unsure else word}"
            if pole is not None:
                assert found[key]["pole"] == facts.poles[a][pole]
            if "firm" in found[key]:
                assert firmness(words, found[key]) == expected(chance)
            assert [
                firmness(words, t) for t in claims(words, re.sub(r"[;)]", " ", said), "summary.torn").values()
            ] == [t for t in (divided,) if t in ("sure", "leaning")]
        value = re.search(r"\((" + FIGURE + ")", said)
        assert value is not None
        assert number(words, value[1]) == pytest.approx(profile.balance[c, a], abs=0.0051)
        low, high = profile.interval_whole[c, a]
        if not np.isnan(low):
            ends = [end(words, facts, a, e) for e in (low, high)]
            assert ends[1] in said
            assert (words.say("summary.throughout", end=ends[0]) in said) == (ends[0] == ends[1])
        thinly = claims(words, said.replace(")", " "), "summary.thin")
        assert bool(thinly) == thin(profile, c, a)


def the_shares(facts: Facts, c: int, a: int, said: str) -> None:
    words, profile, poles = facts.words, facts.profile, facts.poles[a]
    K = len(poles)
    shares, drawn = profile.shares[c, a, :K], profile.draws.shares(a)[c]
    shown = {pole: m[1] for pole in poles if (m := re.search(re.escape(pole) + r" (" + FIGURE + ")", said))}
    assert shown
    scale = 1 if profile.tally.present[a] else 100
    for pole, value in shown.items():
        assert number(words, value.lstrip("<>")) == pytest.approx(
            scale * shares[poles.index(pole)], abs=1.01 * scale / 100
        )
    assert (
        min(shares[poles.index(p)] for p in shown)
        >= max((shares[p] for p in range(K) if poles[p] not in shown), default=0) - ROUNDING
    )
    if profile.tally.present[a]:
        return
    order = claims(
        words,
        said.replace(")", " ").replace(";", " "),
        *(f"summary.order.{k}" for k in ("leads", "equal", "open", "untold")),
    )
    (key,) = order
    top = int(np.flatnonzero(shares > shares.max() - ROUNDING)[0])
    if not told(profile, c, a):
        assert key == "summary.order.untold"
        return
    ahead = min(float((drawn[top] > drawn[p]).mean()) for p in range(K) if p != top)
    near = [
        float((np.abs(drawn[top] - drawn[p]) < ABOUT_EQUAL).mean()) if p != top else 1.0 for p in range(K)
    ]
    if profile.settings.unit == "none":
        return
    equal = [p for p in range(K) if near[p] >= EQUAL]
    if ahead >= LEADS:
        assert (key, order[key]["poles"]) == ("summary.order.leads", poles[top])
        assert firmness(words, order[key]) == expected(ahead)
    elif len(equal) > 1:
        assert (key, order[key]["poles"]) == ("summary.order.equal", words.listed([poles[p] for p in equal]))
        assert firmness(words, order[key]) == expected(min(near[p] for p in equal))
    else:
        assert key == "summary.order.open"


def how_many_cases_lie_where(facts: Facts) -> None:
    if len(facts.cases) <= FEW_CASES:
        return
    words, profile = facts.words, facts.profile
    sentences = [sentence(facts, h) for h in headlines(facts) if h.kind in ("cases", "types")]
    for a, title in enumerate(facts.aspects):
        heard = [c for c in range(len(facts.cases)) if profile.statements[c, a]]
        if not heard or not profile.bipolar[a]:
            continue
        (said,) = [s for s in sentences if plain(s).startswith(f"{title}: ")]
        read = [side(profile, c, a) for c in heard]
        for p, pole in enumerate(facts.poles[a]):
            own = [expected(chance) for _, at, chance in read if at == p]
            toward = words.raw("summary.cases_toward")
            form = toward["one" if len(own) == 1 and "one" in toward else "other"]
            probably = words.say("standing.leaning") + " " if own and set(own) == {"leaning"} else ""
            text = form.replace("{n}", str(len(own))).replace("{pole}", pole).replace("{firm}", probably)
            assert (text in plain(said)) == bool(own)
        for word in ("balanced", "may_balance", "undecided", "untold"):
            middle = [expected(chance) == "cannot_be_told" for w, _, chance in read if w == "balanced"]
            n = sum(w == word for w, *_ in read)
            n = {"balanced": len(middle) - sum(middle), "may_balance": sum(middle)}.get(word, n)
            form = words.raw(f"summary.cases_{word}")
            texts = [pattern(words, text) for text in form.values()]
            found = [m for text in texts if (m := re.search(text, plain(said)))]
            assert bool(found) == bool(n)
            assert not n or int(found[0]["n"]) == n
    named = [
        member.assigned for c, member in enumerate(facts.membership.cases)
        if member.assigned and all(told(profile, c, a) for a in range(len(facts.aspects)))
    ]  # fmt: skip
    last = claims(words, sentences[-1], "summary.types", "summary.types_none")
    if named:
        assert int(last["summary.types"].get("n", 1)) == len(facts.cases) - len(named)
    else:
        assert int(last["summary.types_none"].get("n", 1)) == len(facts.cases)


def gaps_between_views(facts: Facts) -> None:
    words = facts.words
    for c, case in enumerate(facts.profile.cases):
        for a, aspect in enumerate(facts.profile.aspects):
            record = facts.gaps.get((case, aspect))
            if record is None or record["gap"] is None:
                continue
            said = plain(gap_sentence(facts, c, a))
            shown = re.search(r"\((" + FIGURE + ")", said)
            assert shown is not None
            assert number(words, shown[1].rstrip(",.")) == pytest.approx(
                record["there"] - record["here"], abs=0.0051
            )
            both = [facts.profiles[v].statements[c, a] for v in ("is", "useful")]
            complete = facts.profile.settings.unit == "none"
            chance = record["probability"]
            likely = 1.0 if complete and record["gap"] else 0.0 if chance is None else max(chance, 1 - chance)
            together = record["simultaneous"]
            stands = complete or (together is not None and together[0] * together[1] > 0)
            told_ = (
                expected(likely if stands else min(likely, 0.9))
                if complete or min(both) > 1
                else "cannot_be_told"
            )
            found = claims(words, said, "summary.gap_at", "summary.gap_known")
            assert bool(found) == (told_ != "cannot_be_told")
            for at in found.values():
                assert firmness(words, at) == told_
                assert at["aspect"] == facts.aspects[a]
                assert at["pole"] == facts.poles[a][int(record["gap"] > 0)]
            cell = views.gap(facts, links_of(facts), c, a)
            assert cell is not None
            assert number(words, plain(cell["value"])) == pytest.approx(record["gap"], abs=0.0051)
            if record["probability"] is not None:
                (at,) = claims(words, cell["probability"], "viewstable.gap_probability").values()
                assert number(words, at["probability"].lstrip("<>")) == pytest.approx(
                    100 * record["probability"], abs=1.01
                )
                assert at["pole"] == facts.poles[a][1]


CHECKS: tuple[Callable[[Facts], None], ...] = (
    where_a_balance_lies,
    how_many_cases_lie_where,
    gaps_between_views,
)
