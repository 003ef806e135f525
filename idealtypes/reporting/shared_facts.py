"""All that a report for sharing says: computed from a study that stands in for the one at home.

The stand-in is made from what is published (`disclosure.published`), and everything on the page from the stand-in: what
two studies publish alike makes the same page, whatever else is in them.
"""

from __future__ import annotations

from dataclasses import replace

from idealtypes.analyses.types.membership import membership
from idealtypes.disclosure.approved import Approved, approved_of
from idealtypes.disclosure.disclosure_log import DisclosureLog
from idealtypes.disclosure.neutral import Neutral
from idealtypes.disclosure.pseudonyms import Pseudonyms, pseudonyms_of
from idealtypes.disclosure.published import Published, publish
from idealtypes.disclosure.stand_in import stand_in
from idealtypes.engine.views import VIEWS, ViewGap, gaps_between, side_by_side, study_profile
from idealtypes.errors import BadCall
from idealtypes.model.study import StudyData
from idealtypes.model.text import Text
from idealtypes.reporting.facts import Facts
from idealtypes.reporting.wording.words import Words, words_in


def gather_shared(
    study: StudyData, language: str = "en", k: int | None = None, pseudonyms: Pseudonyms | None = None
) -> Facts:
    """Compute everything that a report for sharing shows, with its log; without pseudonyms under those of the key.

    Raises
    ------
    BadCall
        For a part of a study: what is told of it and what is told of the whole could be subtracted.
    BadInput, IdealtypesError
        As of `sharing_rules`, `informants_of` and `pseudonyms_of`.
    """
    words = words_in(language, rated=study.rated_alone)
    if study.selection:
        raise BadCall(
            "a report for sharing is of the whole study: what is told of a part of it and what is told of all could be "
            "subtracted from one another; leave out `where`"
        )
    approved = approved_of(study, k)
    published, _ = publish(study, approved, pseudonyms or pseudonyms_of(study), neutral_names(words))
    return facts_of(published, approved, words)


def neutral_names(words: Words) -> Neutral:
    """What things are called whose own names are not approved."""

    def neutral(kind: str, n: int) -> Text:
        return Text(words.say(f"sharing.names.{kind}", n=n))

    return neutral


def facts_of(published: Published, approved: Approved, words: Words) -> Facts:
    """The facts of what is published; nothing else of a study enters them."""
    own = words.for_sharing(published.k)
    stand_ins = {view: stand_in(published, view, words.language) for view in VIEWS}
    profiles = {view: replace(study_profile(one), view=view) for view, one in stand_ins.items()}
    found: tuple[ViewGap, ...] = ()
    if any(profiles["all"].bipolar):
        sides = [(stand_ins[view], "all", view) for view in ("is", "useful")]
        both = side_by_side(sides, published.settings, "useful − is")  # type: ignore[arg-type]
        found = gaps_between(both, [id_ for id_, _ in published.cases], "is", "useful").gaps
    between = {(one.case, one.aspect): one for one in found if one.pole is None}
    return Facts(
        study=stand_ins["all"],
        words=own,
        profiles=profiles,
        membership=membership(profiles["all"], language=words.language),
        gaps={cell: one.record() for cell, one in between.items()},
        gap_findings={cell: one.finding for cell, one in between.items()},
        log=DisclosureLog(published, approved),
    )
