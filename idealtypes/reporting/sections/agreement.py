"""How far coders agree, and the result under each coding: all together, each alone, a consensus, models."""

from __future__ import annotations

from typing import Any

from idealtypes.analyses.agreement.agreement import Agreement
from idealtypes.analyses.agreement.under_each import Under, UnderAspect, UnderCase
from idealtypes.engine.result import Result
from idealtypes.reporting.facts import Facts
from idealtypes.reporting.links import Links
from idealtypes.reporting.names import type_title

FEW = 6  # cases that have a table


def build(facts: Facts, links: Links) -> dict[str, Any] | None:
    """The agreement, and a table for each of the first cases; None where no two coders coded."""
    found = facts.agreement
    if found is None:
        return None
    under = found.under or ()
    cases = range(min(len(facts.cases), FEW)) if under else range(0)
    return {
        "summary": _summary(facts, found),
        "cases": [_case(facts, under, n) for n in cases],
        "models": _models(facts, found),
    }


def _summary(facts: Facts, found: Agreement) -> str:
    """The agreement on all codes, with its interval."""
    words, overall = facts.words, found.overall
    if overall.value is None:
        why = "" if overall.why is None else Result.renderer.say(overall.why, words.language)
        return words.say("coding.none", why=why)
    ends = "" if overall.interval is None else words.range(*overall.interval)
    return words.say(
        "coding.overall" if ends else "coding.overall_alone",
        coders=len(found.coders),
        units=overall.units,
        value=words.number(overall.value, signed=True),
        level=words.level(facts.study.settings.level),
        interval=ends,
    )


def _case(facts: Facts, under: tuple[Under, ...], n: int) -> dict[str, Any]:
    """A row a coding."""
    rows = []
    for one in under:
        at = one.cases[n]
        rows.append(
            {
                "who": _who(facts, one),
                "numbers": one.numbers,
                "type": _type(facts, n, at),
                "stands": "–" if at.stands is None else facts.words.percent(at.stands),
                "cells": [_cell(facts, a, aspect) for a, aspect in enumerate(at.aspects)],
            }
        )
    return {"title": facts.cases[n] if len(facts.cases) > 1 else "", "aspects": facts.aspects, "rows": rows}


def _type(facts: Facts, n: int, at: UnderCase) -> str:
    """The type's title in the page's language."""
    if at.type is None:
        return facts.words.say("types.none")
    kind = facts.membership.cases[n].find(at.type)
    return at.title or at.type if kind is None else type_title(facts.study.scheme, kind, facts.words)


def _who(facts: Facts, one: Under) -> str:
    """Whose coding it is."""
    return facts.words.say(f"coding.by.{one.by}", coder=one.coder or "")


def _cell(facts: Facts, a: int, one: UnderAspect) -> dict[str, str]:
    words = facts.words
    if not one.statements:
        return {"said": "–", "stands": ""}
    if one.balance is not None:
        said = words.number(one.balance, signed=True)
    else:
        shares = [share or 0.0 for share in one.shares.values()]
        lead = max(range(len(shares)), key=lambda p: shares[p])
        said = f"{facts.poles[a][lead]} {words.percent(shares[lead])}"
    return {"said": said, "stands": "" if one.stands is None else words.percent(one.stands)}


def _models(facts: Facts, found: Agreement) -> list[str]:
    """How each model agrees with people, from the least to the most."""
    said = []
    for model in found.models:
        values = sorted(pair.value for pair in model.people if pair.value is not None)
        if values:
            ends = {
                "low": facts.words.number(values[0], signed=True),
                "high": facts.words.number(values[-1], signed=True),
            }
            said.append(facts.words.say("coding.model", model=model.coder, n=len(values), **ends))
    return said
