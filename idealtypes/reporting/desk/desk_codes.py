"""The codes of the evidence desk: what each means, where it stands and why, who put it there, and where else it might.

The steps are those of `robustness`: a code alone, one rung of its ladder toward a pole. What a balance would come to
with the code there, or at the other pole, the page works out from what the code weighs in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from idealtypes.analyses.robustness.steps import Steps, toward
from idealtypes.engine.table import coding_table
from idealtypes.model.scheme import Code
from idealtypes.model.stance import unsigned
from idealtypes.model.text import Text
from idealtypes.reporting.desk.desk_index import DIGITS, Vectors
from idealtypes.reporting.facts import Facts
from idealtypes.reporting.sentences import conclusion, option
from idealtypes.reporting.wording.words import in_other_words

TOLD = ("definition", "include", "exclude", "example")
AT = 1e-9


def code_columns(facts: Facts, codes: Mapping[str, int], vectors: Vectors) -> list[dict[str, Any]]:
    """Per code its id, title, what it is the negation of, and per aspect its place with the steps from it."""
    scheme, language = facts.study.scheme, facts.language
    moves = step_places(facts)
    own = {code.id: code for code in scheme.codes}
    out = []
    for code, _ in sorted(codes.items(), key=lambda one: one[1]):
        plain, against = unsigned(code)
        found: dict[str, Any] = {"id": code, "title": facts.codes[code]}
        if plain in own:
            title = own[plain].title
            spoken = title.spoken(language)
            found |= {"lang": spoken} if spoken not in ("", language) else {}
        if against:
            found["not"] = codes.get(plain, -1)
        if code in own:
            found["places"] = [
                [a, *(vectors.setdefault(v, len(vectors)) for v in (here, *steps))]
                for a, here, *steps in moves.get(code, ())
            ]
        out.append(found)
    return out


def step_places(facts: Facts) -> dict[str, list[tuple[Any, ...]]]:
    """Code → per aspect on which it can be moved its number, its place, and its place one step nearer each pole; that
    is its own place where it stands at the pole.

    Where no statement carries a placed code there is no ladder, and nothing to move.
    """
    table = coding_table(facts.study)
    out: dict[str, list[tuple[Any, ...]]] = {}
    if not len(table.pair_code):
        return out
    steps = Steps(facts.study, table, facts.language)
    scheme = facts.study.scheme.placements
    for n in steps.every:
        code, a = steps.places[n]
        if code not in scheme:
            continue
        here, rungs = steps.vector(n), steps.rungs[steps.poles[n]]
        moved = [toward(here, p, rungs) for p in range(steps.poles[n])]
        out.setdefault(code, []).append((a, *(_rounded(v) for v in (here, *moved))))
    return out


def _rounded(vector: Any) -> tuple[float, ...]:
    return tuple(round(float(x), DIGITS) for x in np.asarray(vector))


def codebook(facts: Facts, codes: Mapping[str, int]) -> list[dict[str, Any]]:
    """What the page says of each code of the scheme, in the scheme's order."""
    broken = broken_by_steps(facts)
    return [_told(facts, code, codes[code.id], broken) for code in facts.study.scheme.codes]


def broken_by_steps(facts: Facts) -> dict[str, list[tuple[str, str]]]:
    """Code → each step that alone breaks a conclusion of the study, and the conclusion: what `robustness` found."""
    out: dict[str, list[tuple[str, str]]] = {}
    for verdict in facts.robustness.verdicts:
        for changes in verdict.broken_by:
            value = changes[0].value if len(changes) == 1 and changes[0].choice == "placement" else None
            if isinstance(value, tuple):
                told = option(facts, changes[0]), conclusion(facts, verdict.conclusion)
                out.setdefault(value[0], []).append(told)
    return out


def _told(
    facts: Facts, code: Code, number: int, broken: Mapping[str, list[tuple[str, str]]]
) -> dict[str, Any]:
    words, scheme = facts.words, facts.study.scheme
    texts = [(name, getattr(code, name)) for name in TOLD]
    held = scheme.placements.get(code.id, {})
    names = {one.id: one.title.say(facts.language) for one in scheme.codes}
    inherits = code.place is None and bool(held)
    own = next((c for c in scheme.codes if c.id == code.id), code)
    return {
        "number": number,
        "id": code.id,
        "title": _said(facts, code.title),
        "texts": [
            (words.say(f"desk.{name}"), _said(facts, text)) for name, text in texts if text is not None
        ],
        "places": [_place(facts, aspect, shares) for aspect, shares in held.items()],
        "unplaced": words.say("desk.on_no_aspect" if code.place is not None else "desk.not_placed")
        if not held
        else "",
        "inherits": words.say("desk.inherits", code=names[_holder(facts, code)]) if inherits else "",
        "rationale": "" if own.rationale is None else _said(facts, own.rationale),
        "parent": "" if code.parent is None else names.get(code.parent, code.parent),
        "placers": [
            {"who": one.placer, "place": _place(facts, one.aspect, one.shares), "because": one.because}
            for one in scheme.placers
            if one.code == code.id
        ],
        "breaks": broken.get(code.id, []),
        "decisions": [
            one.to_dict()
            for one in facts.study.decisions
            if one.names([code.id], {code.id: code.title.say()})
        ],
    }


def _said(facts: Facts, text: Text) -> str:
    return in_other_words(text, facts.language)


def _holder(facts: Facts, code: Code) -> str:
    """The code above that it takes its place from."""
    number, _ = facts.study.scheme.holders[code.id]
    return facts.study.scheme.codes[number].id


def _place(facts: Facts, aspect: str, shares: Sequence[float]) -> str:
    """Where a code stands on an aspect: at a pole, at a position between two, or with shares."""
    words, a = facts.words, facts.profile.aspects.index(aspect)
    poles, title = facts.poles[a], facts.aspects[a]
    if facts.profile.tally.present[a]:
        at = ", ".join(f"{p} {words.number(x)}" for p, x in zip(poles, shares, strict=True) if x)
    elif max(shares) > 1 - AT:
        at = poles[int(np.argmax(shares))]
        if len(poles) == 2:
            at = f"{at} ({words.number(shares[1] - shares[0], signed=True)})"
    elif len(poles) == 2:
        x = words.number(shares[1] - shares[0], signed=True)
        at = words.say("desk.between", x=x, first=poles[0], second=poles[1])
    else:
        at = ", ".join(f"{p} {words.percent(x)}" for p, x in zip(poles, shares, strict=True) if x)
    return f"{title}: {at}"
