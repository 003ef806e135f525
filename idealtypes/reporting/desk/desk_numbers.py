"""What the evidence desk says of a number: the statements or codes that it is the mean of, and what makes it unsure.

The page's script sums what it shows; what it is to come to is here as it is printed. Whether a number is the mean of
its statements is worked out and not assumed: where it is not (codes that count once per source, codings that count by
their intensity, pooled raters), the page shows the sum over codes, or says that there is none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from idealtypes.engine.arithmetic import CodeWeight, code_weights, doubts_alone
from idealtypes.engine.doubt import NAMES
from idealtypes.engine.evidence import Statement
from idealtypes.engine.profile import Profile
from idealtypes.engine.views import View
from idealtypes.reporting.desk.desk_index import DIGITS, Vectors, steps
from idealtypes.reporting.facts import Facts
from idealtypes.reporting.links import LinkedNumber, Links

BETWEEN = " · "  # the parts of a title
Cell = tuple[View, int, int]


def numbers(links: Links) -> tuple[dict[str, Any], list[str]]:
    """Per number its title, as numbers of the parts that titles are made of, and the questions that find its statements
    or else their places; and the parts."""
    named: dict[str, int] = {}
    found = {
        key: {
            "title": [named.setdefault(part, len(named)) for part in entry.title.split(BETWEEN)],
            **_found(links.facts, entry),
        }
        for key, entry in links.entries.items()
    }
    return found, list(named)


def _found(facts: Facts, entry: LinkedNumber) -> dict[str, Any]:
    if not entry.asked:
        return {"of": steps(entry.places)}
    cases, aspects, poles = facts.profile.cases, facts.profile.aspects, facts.profile.tally.poles
    asked = []
    for view, case, aspect, pole in entry.asked:
        a = None if aspect is None else aspects.index(aspect)
        p = None if pole is None or a is None else poles[a].index(pole)
        asked.append([view, None if case is None else cases.index(case), a, p])
    return {"is": asked}


def cells(links: Links, codes: Mapping[str, int], vectors: Vectors) -> dict[str, Any]:
    """`view.case.aspect` → what its number is made of: of all that is said, and of what else is linked to."""
    facts, profile = links.facts, links.facts.profile
    wanted: dict[Cell, None] = {("all", int(c), int(a)): None for c, a in np.argwhere(profile.statements > 0)}
    for entry in links.entries.values():
        for view, case, aspect, _ in entry.asked if len(entry.asked) == 1 else ():
            c = profile.cases.index(case) if case is not None else 0 if len(profile.cases) == 1 else None
            a = None if aspect is None else profile.aspects.index(aspect)
            if c is not None and a is not None and facts.profiles[view].statements[c, a]:
                wanted[view, c, a] = None
    made = {view: code_weights(facts.profiles[view]) for view in dict.fromkeys(view for view, _, _ in wanted)}
    return {
        f"{view}.{c}.{a}": _cell(links, (view, c, a), made[view].get((c, a), ()), codes, vectors)
        for view, c, a in wanted
    }


def _cell(
    links: Links, cell: Cell, held: Sequence[CodeWeight], codes: Mapping[str, int], vectors: Vectors
) -> dict[str, Any]:
    view, c, a = cell
    facts, profile = links.facts, links.facts.profiles[view]
    known = [one for one in held if one.code in codes]
    by_code = [
        [codes[one.code], round(one.weight, DIGITS), vectors.setdefault(_vector(one.shares), len(vectors))]
        for one in known
    ]
    return {
        "result": results(facts, profile, c, a),
        "by": mean_of(links, cell),
        # what stands for claims and ratings is no code, and a sum without it would be none
        **({"codes": by_code} if by_code and len(known) == len(held) else {}),
        **_doubts(facts, profile, c, a),
    }


def _vector(shares: Sequence[float]) -> tuple[float, ...]:
    return tuple(round(x, DIGITS) for x in shares)


def results(facts: Facts, profile: Profile, c: int, a: int) -> list[str]:
    """An estimate as it is printed: the balance between two poles, else what each pole has."""
    words = facts.words
    if profile.bipolar[a]:
        return [words.number(profile.balance[c, a], signed=True)]
    said = words.number if profile.tally.present[a] else words.percent
    return [said(float(x)) for x in profile.shares[c, a, : len(profile.tally.poles[a])]]


def mean_of(links: Links, cell: Cell) -> str:
    """Of what an estimate is the mean: `statement`, or `source` (each the mean of its statements); "" for neither."""
    view, c, a = cell
    profile = links.facts.profiles[view]
    poles, aspect = profile.tally.poles[a], profile.aspects[a]
    held: list[Statement] = [
        s
        for s in (links.by_view[view][i] for i in links.find(view, case=profile.cases[c], aspect=aspect))
        if s.counted
    ]
    if not held:
        return ""
    x = np.array([[s.weights[aspect].get(p, 0.0) for p in poles] for s in held])
    shares = profile.shares[c, a, : len(poles)]
    if len(held) != profile.statements[c, a]:  # what counts as one is not a statement
        return ""
    if np.allclose(x.mean(axis=0), shares, atol=1e-9) and profile.settings.weighting == "statement":
        return "statement"
    _, source, size = np.unique([s.source for s in held], return_inverse=True, return_counts=True)
    mean = (x / size[source][:, None]).sum(axis=0) / len(size)
    if np.allclose(mean, shares, atol=1e-9) and profile.settings.weighting == "source":
        return "source"
    return ""


def _doubts(facts: Facts, profile: Profile, c: int, a: int) -> dict[str, Any]:
    """Per source of doubt the interval it alone would give, or why there is none; the whole, and what dominates."""
    alone = doubts_alone(profile, c, a)
    if not alone:
        return {}
    words, doubt, poles = facts.words, profile.doubt, profile.tally.poles[a]
    rows = []
    for name in NAMES:
        state = doubt.states[name]
        if name in alone:
            rows.append([name, ends_said(facts, profile, a, *alone[name])])
        elif name in doubt.reasons:
            rows.append([name, words.reason(doubt.reasons[name])])
        else:
            rows.append([name, words.say("desk.doubt_still" if state == "in" else "desk.doubt_off")])
    low, high = (bound[c, a, : len(poles)] for bound in profile.whole_bounds)
    whole = (
        words.range(*profile.interval_whole[c, a])
        if profile.bipolar[a]
        else ends_said(facts, profile, a, low, high)
    )
    return {"doubts": rows, "whole": whole, "most": profile.dominates(c, a)}


def ends_said(facts: Facts, profile: Profile, a: int, low: Any, high: Any) -> str:
    """The ends of the shares of an aspect: of the balance between two poles, else of each pole."""
    words = facts.words
    if profile.bipolar[a]:
        return words.range(2 * float(low[1]) - 1, 2 * float(high[1]) - 1)
    said = (lambda x, y: words.range(x, y, signed=False)) if profile.tally.present[a] else words.percents
    return "\n".join(
        f"{title} {said(float(x), float(y))}" for title, x, y in zip(facts.poles[a], low, high, strict=True)
    )
