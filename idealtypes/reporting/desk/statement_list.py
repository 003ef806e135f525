"""Every statement of a study for the workbench: the report's index, with the texts beside it, uncoded ones too.

Ratings are left out: they are statements to the engine, and edited elsewhere.
"""

from __future__ import annotations

from typing import Any

from idealtypes.engine.evidence import Statement, every_statement, statement_weights
from idealtypes.engine.views import VIEWS
from idealtypes.model.conditions import MODES
from idealtypes.model.scheme import RATING
from idealtypes.model.stance import unsigned
from idealtypes.model.study import StudyData
from idealtypes.reporting.desk.desk_index import (
    Column,
    Vectors,
    axes,
    code_numbers,
    column,
    script_words,
    statement_columns,
)
from idealtypes.reporting.wording.study_titles import StudyTitles
from idealtypes.reporting.wording.words import Words

LOCATOR = "locator"
MEANT = ("definition", "include", "exclude")


def spoken_statements(study: StudyData) -> tuple[Statement, ...]:
    """All statements that are no ratings, in the order of the study."""
    return tuple(
        s for s in every_statement(study) if not (s.codes and all(c.startswith(RATING) for c in s.codes))
    )


def statement_list(study: StudyData, words: Words, statements: tuple[Statement, ...]) -> dict[str, Any]:
    """What the list shows and filters by; `n` alone where there is nothing."""
    if not statements:
        return {"n": 0}
    titles, vectors = StudyTitles(study, words), Vectors()
    numbers = code_numbers(titles)
    coded = {s.id: s.weights for s in statements if s.weights}
    index = statement_columns(titles, statements, coded, statement_weights(study, "useful"), numbers, vectors)
    modes = dict.fromkeys(s.mode for s in statements)
    useful = any(index["held"][1][a]["at"] != "1" for a in range(len(titles.aspect_ids)))
    shown = [view for view in VIEWS if view == "all" or view in modes or (view == "useful" and useful)]
    return {
        "n": len(statements),
        "statements": index,
        "said": _said(titles, statements),
        "codes": _codes(titles, numbers),
        "vectors": [list(v) for v in vectors],
        **axes(titles),
        "views": [[view, words.say(f"views.{view}")] for view in shown],
        "modes": {mode: words.say(f"modes.{mode}") for mode in MODES},
        "outcomes": [[outcome, title] for outcome, title in titles.outcomes.items()],
        "against": study.settings.against,
        "study": study.title.say(words.language),
        "numbers": {},
        "named": [],
        "cells": {},
        **script_words(words, len(statements)),
    }


def _said(titles: StudyTitles, statements: tuple[Statement, ...]) -> Column:
    return {
        "ids": [s.id for s in statements],
        "texts": [s.text for s in statements],
        "locators": column([titles.value(LOCATOR, s.locator or "") for s in statements]),
    }


def _codes(titles: StudyTitles, numbers: dict[str, int]) -> list[Column]:
    """Every code, what it means, and of a signed one which it denies; `own` are those of the codebook."""
    own = {code.id: code for code in titles.study.scheme.codes}
    told = []
    for code in numbers:
        plain, against = unsigned(code)
        found: Column = {"id": code, "title": titles.codes.get(code, code)}
        if against:
            found["not"] = numbers.get(plain, -1)
        elif plain in own:
            spoken = own[plain].title.spoken(titles.language)
            found |= {"own": True, "lang": spoken} if spoken not in ("", titles.language) else {"own": True}
            texts = ((name, getattr(own[plain], name)) for name in MEANT)
            found |= {name: text.say(titles.language) for name, text in texts if text is not None}
        told.append(found)
    return told
