"""Sentences in the rows of a table for a paper: reasons of what it shows, and conclusions as the report says them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from idealtypes.analyses.compare.comparison import Comparison
from idealtypes.analyses.robustness.robustness import Robustness
from idealtypes.analyses.types.membership import membership
from idealtypes.engine.profile import Profile
from idealtypes.engine.result import Result, Why, reasons_of, said
from idealtypes.engine.views import study_profile
from idealtypes.errors import reason
from idealtypes.model.study import StudyData
from idealtypes.reporting.facts import Facts
from idealtypes.reporting.sentences import combinations, conclusion
from idealtypes.reporting.tables.titles import Titles

Row = Mapping[str, Any]
NOT_SHOWN = {"engine.no_split", "engine.no_contest"}  # reasons of columns that a paper has not
RATED_BY_ONE, ONE_RATER = "compare.rated_by_one", "compare.one_rater"
SILENT = {"compare.silent_in_one", "compare.silent_in_both"}


def said_rows(result: Result, table: str, records: Sequence[Row], titles: Titles) -> list[Row]:
    """The records with sentences in the language of the titles."""
    if isinstance(result, Profile):
        return _profile(result, records, titles)
    if isinstance(result, Comparison) and table == "Comparison":
        return [
            {**row, "why": _of_pair(pair.why, titles)}
            for pair, row in zip(result.pairs, records, strict=True)
        ]
    if isinstance(result, Robustness) and titles.study is not None:
        return _conclusions(result, records, titles, titles.study)
    return list(records)


def _profile(profile: Profile, records: Sequence[Row], titles: Titles) -> list[Row]:
    """Without reasons of what the table does not show."""
    places = {
        (case, aspect): (c, a)
        for c, case in enumerate(profile.cases)
        for a, aspect in enumerate(profile.aspects)
    }
    out: list[Row] = []
    for row in records:
        why = reasons_of(profile.why(*places[row["case"], row["aspect"]]))
        shown = tuple(one for one in why if one.code not in NOT_SHOWN)
        out.append({**row, "why": titles.words.why(shown)})
    return out


def _of_pair(why: Why, titles: Titles) -> str | None:
    """A reason that names no case, as the row names both."""
    codes = {one.code for one in reasons_of(why)}
    if codes & SILENT:
        return titles.words.say("table.pair_silent")
    return titles.words.why(reason(ONE_RATER)) if codes == {RATED_BY_ONE} else said(why)


def _conclusions(found: Robustness, records: Sequence[Row], titles: Titles, study: StudyData) -> list[Row]:
    """Conclusions, and what breaks them, in the words of the report."""
    profile = study_profile(study)
    facts = Facts(
        study, titles.words, {"all": profile}, membership(profile, language=titles.language), {}, {}
    )
    return [
        {
            **row,
            "text": conclusion(facts, v.conclusion, case=False),
            "broken_by": combinations(facts, v.broken_by),
            "made_by": combinations(facts, v.made_by),
        }
        for v, row in zip(found.verdicts, records, strict=True)
    ]
