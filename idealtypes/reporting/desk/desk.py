"""What the page embeds for the evidence desk: the index of statements, the numbers, what they are made of, the codes.

A shared page embeds nothing, and its numbers open nothing.
"""

from __future__ import annotations

from typing import Any

from idealtypes.engine.views import VIEWS
from idealtypes.reporting.desk.desk_codes import code_columns
from idealtypes.reporting.desk.desk_index import Vectors, axes, code_numbers, script_words, statement_columns
from idealtypes.reporting.desk.desk_numbers import cells, numbers
from idealtypes.reporting.links import Links

NOTHING: dict[str, Any] = {"statements": [], "numbers": {}}


def desk(links: Links) -> dict[str, Any]:
    """The data of the page's script; call it when every section is made, as numbers are linked meanwhile."""
    facts = links.facts
    if facts.sharing:
        return NOTHING
    words, study = facts.words, facts.study
    codes, vectors = code_numbers(facts), Vectors()
    index = statement_columns(facts, links.statements, *links.weights, codes, vectors)
    found, named = numbers(links)
    made = cells(links, codes, vectors)
    told = code_columns(facts, codes, vectors)
    shown = [view for view in (*facts.views, "useful") if view in links.by_view]
    return {
        "statements": index,
        "numbers": found,
        "named": named,
        "cells": made,
        "codes": told,
        "vectors": [list(v) for v in vectors],
        **axes(facts),
        "views": [[view, words.say(f"views.{view}")] for view in VIEWS if view in shown],
        "modes": {
            mode: words.say(f"modes.{mode}") for mode in dict.fromkeys(s.mode for s in links.statements)
        },
        "against": study.settings.against,
        "study": study.title.say(facts.language),
        **script_words(words, len(links.statements)),
    }
