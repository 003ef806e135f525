"""Conclusions, choices of an analyst and reasons, said in the report's language."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from idealtypes.analyses.robustness.specifications import Option
from idealtypes.analyses.robustness.verdicts import Combination, Verdict
from idealtypes.engine.result import Why
from idealtypes.model.conclusions import GAP, REST, Conclusion, corner_of
from idealtypes.model.conditions import Condition
from idealtypes.reporting.facts import Facts
from idealtypes.reporting.wording.names import corner_title
from idealtypes.reporting.wording.words import inside, joined

# So many choices that break a conclusion are named; the rest are counted.
NAMED = 4


def why_said(facts: Facts, why: Why) -> str:
    """Why something is not there, as a sentence of its own."""
    words = facts.words.why(why)
    return f"{words[:1].upper()}{words[1:]}." if words else ""


def type_name(facts: Facts, type_: str | None) -> str:
    """A type by its id within a sentence; a corner without a name by its poles; `no type` for None."""
    if type_ is None:
        return facts.words.say("robustness.no_type")
    for ideal in facts.study.scheme.ideal_types:
        if ideal.id == type_:
            return inside(ideal.title.say(facts.language))
    corner = corner_of(type_, facts.study.scheme) or {}
    return facts.words.say("types.hybrid_of", corner=corner_title(facts.study.scheme, corner, facts.words))


def conclusion(facts: Facts, c: Conclusion, *, case: bool = True) -> str:
    """A conclusion as a sentence without its full stop; `case` says whether it names its case."""
    words = facts.words
    if c.text is not None:
        return c.text.say(facts.language)
    said = _about(facts, c, _said(facts, c))
    if not case or len(facts.cases) == 1 or c.case is None:
        return said[:1].upper() + said[1:]
    return words.say(
        "summary.of_case", case=facts.cases[facts.profile.cases.index(c.case)], sentence=inside(said)
    )


def _about(facts: Facts, c: Conclusion, sentence: str) -> str:
    """The sentence with the statements it is about, what they are set against, and the view."""
    words = facts.words
    for key, chosen in (("where", c.where), ("than", c.than)):
        if chosen == REST:
            sentence = words.say("robustness.says.than_rest", sentence=sentence)
        elif chosen and not isinstance(chosen, str):
            told = words.listed([condition(facts, one) for one in chosen])
            sentence = words.say(f"robustness.says.{key}", sentence=sentence, conditions=told)
    if c.view is None:
        return sentence
    return words.say("robustness.says.view", sentence=sentence, view=words.say(f"robustness.seen.{c.view}"))


def condition(facts: Facts, one: Condition) -> str:
    """A condition in words: `condition is safety at risk`."""
    words = facts.words
    told = [facts.source(v) if one.column == "source" and v else v for v in one.values]
    values = " / ".join(facts.value(one.column, v) or words.say("robustness.says.blank") for v in told)
    key = "is" if one.holds else "is_not"
    return words.say(f"robustness.says.{key}", column=facts.column(one.column), values=values)


def elsewhere(facts: Facts, v: Verdict, *, each: bool = False) -> str:
    """In which other views a conclusion that names none holds, in which not; nothing where there are no others.

    `each` says it of all the conclusions that are named together.
    """
    words = facts.words
    if not v.elsewhere:
        return ""
    told = []
    for outcome, key in ((True, "holds"), (False, "holds_not"), (None, "untold")):
        views = [
            words.say(f"robustness.seen.{view}") for view, held in v.elsewhere.items() if held is outcome
        ]
        if views:
            told.append(words.say(f"robustness.elsewhere_views.{key}", views=words.listed(views)))
    return words.say(
        "robustness.elsewhere_each" if each else "robustness.elsewhere", views=joined(told, "; ")
    )


def _said(facts: Facts, c: Conclusion) -> str:
    words = facts.words
    if c.trait is not None:
        traits = {r.id: r.text.say(facts.language) for t in facts.study.scheme.ideal_types for r in t.traits}
        state = words.say(f"traits.states.{c.state}")
        return words.say("robustness.says.trait", trait=traits[c.trait].rstrip("."), state=state)
    if c.type is not None:
        return words.say(f"robustness.says.{c.kind}", type=type_name(facts, c.type))
    if c.aspect is None:
        named = facts.comparison.ranking.criterion if facts.comparison else "goal"
        by = named if named in ("formality", "second poles") else "goal"
        return words.say(f"robustness.says.first_{by.replace(' ', '_')}")
    a = facts.profile.aspects.index(c.aspect)
    values = {"aspect": facts.aspects[a] if c.kind != "first" else inside(facts.aspects[a])}
    if c.pole is not None:
        values["pole"] = facts.poles[a][facts.profile.tally.poles[a].index(c.pole)]
    if c.kind == "gap":
        values |= {
            key: words.say(f"robustness.seen.{v}")
            for key, v in zip(("here", "there"), c.views or GAP, strict=True)
        }
    return words.say(f"robustness.says.{c.kind}{'' if c.than is None else '_than'}", **values)


def option(facts: Facts, o: Option) -> str:
    """What is done under an option."""
    words, value = facts.words, o.value
    key = f"robustness.options.{o.choice}"
    if o.choice == "placement":
        return _placement(facts, value)
    if o.choice == "coder":
        if value is None:
            return words.say(f"{key}.all")
        return words.say(f"{key}.alone", coder=value)
    if o.choice == "lead":
        return words.say(f"{key}.{value[0]}", least=words.number(value[1], 1))
    if o.choice == "prior":
        return words.say(f"{key}.{'jeffreys' if value == 0.5 else 'uniform'}")
    if o.choice == "calibration":
        if value is None:
            return words.say(f"{key}.share")
        return words.say(f"{key}.anchors", marks=joined([words.number(m) for m in value], "; "))
    if o.choice == "connective":
        return words.say(f"{key}.{value[0]}", exponent=words.number(value[1], 0))
    return words.say(f"{key}.{value}")


def _placement(facts: Facts, value: str | tuple[str, str, str]) -> str:
    words = facts.words
    if isinstance(value, str):
        end = {"toward_first": 0, "toward_second": 1}.get(value, 0)
        bipolar = [a for a, two in enumerate(facts.profile.bipolar) if two]
        poles = " / ".join(dict.fromkeys(facts.poles[a][end] for a in bipolar))
        return words.say(f"robustness.options.placement.{value}", pole=poles)
    code, aspect, pole = value
    a = facts.profile.aspects.index(aspect)
    values = {
        "code": facts.codes.get(code, code),
        "aspect": inside(facts.aspects[a]),
        "pole": facts.poles[a][facts.profile.tally.poles[a].index(pole)],
    }
    return words.say("robustness.options.placement.alone", **values)


def combinations(facts: Facts, found: Sequence[Combination]) -> str:
    """The changes of choices, some of them by name."""
    words = facts.words
    named = [
        words.listed([option(facts, o) for o in c]) or words.say("robustness.own") for c in found[:NAMED]
    ]
    named = list(dict.fromkeys(named))  # two codes may be called alike
    rest = len(found) - NAMED
    if rest > 0:
        named.append(words.say("robustness.more", n=rest))
    return joined(named)


def weighting_name(facts: Facts, weighting: str) -> str:
    return facts.words.say(f"profile.estimands.kinds.{weighting}")


def telling_pole(facts: Facts, c: int, a: int) -> int:
    """The pole whose share is shown: between two poles the second, else the one that differs most."""
    if facts.profile.bipolar[a]:
        return 1
    return int(np.nanargmax(np.abs(facts.profile.weightings.difference[c, a])))


def estimate_name(facts: Facts, c: int, a: int) -> str:
    """The aspect, with its case where there are several and with its pole where there are more than two."""
    named = [facts.aspects[a], *([facts.cases[c]] if len(facts.cases) > 1 else [])]
    return " · ".join(
        named + ([] if facts.profile.bipolar[a] else [facts.poles[a][telling_pole(facts, c, a)]])
    )


def both_values(facts: Facts, c: int, a: int) -> tuple[str, str]:
    """The balance, or the share, in this weighting and in the other."""
    words, p = facts.words, telling_pole(facts, c, a)
    found = (facts.profile, facts.profile.other)
    if facts.profile.bipolar[a]:
        here, there = (words.number(one.balance[c, a], signed=True) for one in found)
    else:
        here, there = (words.number(one.shares[c, a, p]) for one in found)
    return here, there


def parting(facts: Facts, c: int, a: int) -> str:
    """That they part, and toward which pole those lie who say more."""
    words, profile = facts.words, facts.profile
    kinds = profile.tally.weighting, profile.other_tally.weighting
    here, there = both_values(facts, c, a)
    one, other = (weighting_name(facts, kind).lower() for kind in kinds)
    names = {"what": estimate_name(facts, c, a), "here": one, "there": other}
    said = words.say("profile.estimands.parted", **names, here_at=here, there_at=there)
    if not profile.bipolar[a] or "coding" in kinds:
        return said
    further = profile.weightings.difference[c, a, 1] * (1 if kinds[1] == "source" else -1)
    return f"{said} {words.say('profile.estimands.more', pole=facts.poles[a][int(further < 0)])}"
