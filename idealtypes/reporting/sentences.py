"""Conclusions, choices of an analyst and reasons, said in the report's language."""

from __future__ import annotations

from collections.abc import Sequence

from idealtypes.analyses.robustness.specifications import Option
from idealtypes.analyses.robustness.verdicts import Combination
from idealtypes.engine.result import Why, said
from idealtypes.model.conclusions import Conclusion, corner_of
from idealtypes.reporting.facts import Facts
from idealtypes.reporting.names import corner_title
from idealtypes.reporting.words import inside, joined

# So many choices that break a conclusion are named; the rest are counted.
NAMED = 4


def why_said(facts: Facts, why: Why) -> str:
    """Why something is not there, as a sentence of its own."""
    words = said(why, facts.language) or ""
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
    said = _said(facts, c)
    if not case or len(facts.cases) == 1 or c.case is None:
        return said[:1].upper() + said[1:]
    return words.say(
        "summary.of_case", case=facts.cases[facts.profile.cases.index(c.case)], sentence=inside(said)
    )


def _said(facts: Facts, c: Conclusion) -> str:
    words = facts.words
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
    return words.say(f"robustness.says.{c.kind}", **values)


def option(facts: Facts, o: Option) -> str:
    """What is done under an option."""
    words, value = facts.words, o.value
    key = f"robustness.options.{o.choice}"
    if o.choice == "placement":
        return _placement(facts, value)
    if o.choice == "coder":
        if value is None:
            return words.say(f"{key}.all")
        return words.say(f"{key}.one") if facts.discretion.sharing else words.say(f"{key}.alone", coder=value)
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
