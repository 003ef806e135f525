"""Condensates: what the statements of a group say together, with the statements that each cites."""

from __future__ import annotations

from typing import Any

from idealtypes.analyses.condense.condensed import CondensateAccount, condensed
from idealtypes.model.standing import BETWEEN
from idealtypes.reporting.facts import Facts
from idealtypes.reporting.links import Links
from idealtypes.reporting.wording.words import in_other_words, joined


def build(facts: Facts, links: Links) -> dict[str, Any] | None:
    """The condensates that have a text; None without any."""
    if not facts.study.condensates:
        return None
    found = condensed(facts.study)
    written = [one for one in found.accounts if one.condensate.text is not None and one.condensate.text.say()]
    if not written:
        return None
    unaccounted = len(found.unaccounted)
    return {
        "condensates": [_one(facts, links, one) for one in written],
        "unaccounted": links.link(
            facts.words.say("condensates.unaccounted", n=unaccounted),
            facts.words.say("condensates.cited_by_none"),
            found.unaccounted,
        )
        if unaccounted
        else "",
    }


def _one(facts: Facts, links: Links, account: CondensateAccount) -> dict[str, Any]:
    one, words = account.condensate, facts.words
    title = _title(facts, account)
    cited = [id_ for id_ in one.statements if id_ in account.belonging]
    return {
        "title": title,
        "text": "" if one.text is None else in_other_words(one.text, facts.language, facts.study.language),
        "rests": links.link(
            words.say("condensates.rests", cited=len(cited), n=len(account.belonging)), title, one.statements
        ),
        "foreign": words.say("condensates.foreign", n=len(account.foreign)) if account.foreign else "",
    }


def _title(facts: Facts, account: CondensateAccount) -> str:
    one, study = account.condensate, facts.study
    if one.aspect is None:
        return joined([facts.codes.get(code, code) for code in one.codes])
    at = [aspect.id for aspect in study.scheme.aspects].index(one.aspect)
    poles = study.scheme.poles(one.aspect)
    if one.pole == BETWEEN:
        pole = facts.words.say("condensates.between")
    else:
        pole = facts.poles[at][poles.index(one.pole)] if one.pole in poles else str(one.pole)
    return f"{facts.aspects[at]}: {pole}"
