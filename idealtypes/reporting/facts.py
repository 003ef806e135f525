"""All that a report says, computed once: the profiles in every view, the gap, the ideal types, and the titles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from idealtypes.analyses.agreement.agreement import Agreement, agreement
from idealtypes.analyses.compare.comparison import Comparison, compare
from idealtypes.analyses.influence.influence import Influence, influence
from idealtypes.analyses.robustness.robustness import Robustness, robustness
from idealtypes.analyses.saturation.saturation import Saturation, saturation
from idealtypes.analyses.scenarios.scenario_analysis import ScenarioAnalysis
from idealtypes.analyses.scenarios.scenarios import scenarios
from idealtypes.analyses.tension.tension import Tension, tension
from idealtypes.analyses.types.membership import Membership, membership
from idealtypes.disclosure.disclosure_log import DisclosureLog
from idealtypes.engine.bounded import BoundedProfile
from idealtypes.engine.evidence import evidence
from idealtypes.engine.findings import Finding
from idealtypes.engine.profile import Profile
from idealtypes.engine.views import VIEWS, View, gap, study_profile
from idealtypes.model.stance import in_both_stances
from idealtypes.model.study import StudyData
from idealtypes.reporting.case_order import Attribute, CaseOrder, attributes, order_cases
from idealtypes.reporting.wording.study_titles import StudyTitles
from idealtypes.reporting.wording.verbal_scale import Labels, labels
from idealtypes.reporting.wording.words import words_of

FEW_CASES = 2  # up to this many cases each has its own sentences and drawings; more become a grid
SEARCHED = 4000  # up to so many statements it is tried what one more source would do
MANY_CASES = 12  # with more than this many cases and several types, degrees alone are drawn


@dataclass(frozen=True, eq=False)
class Facts(StudyTitles):
    """A study and its results in one language.

    Attributes
    ----------
    study, words
        What is reported, and in which words. In a shared report it is a study that stands in for the other.
    profiles
        View → profile; all views have the same cases and aspects.
    membership
        Of the view `all`, with titles in the report's language.
    gaps
        (case, aspect between two poles) → the record of `engine.views.gap`, from what is to what is said to be useful.
    gap_findings
        The same as findings.
    bounded
        Where the study takes what is reported by its extents: the profile between two bounds. All else is then of what
        is quoted.
    log
        In a shared report what is left out of it, and what is published; else None.
    """

    profiles: Mapping[View, Profile]
    membership: Membership
    gaps: Mapping[tuple[str, str], Mapping[str, Any]]
    gap_findings: Mapping[tuple[str, str], Finding]
    bounded: BoundedProfile | None = None
    log: DisclosureLog | None = None

    @property
    def sharing(self) -> bool:
        """Whether the report is made for sharing."""
        return self.log is not None

    def one_sided(self, view: View, case: int, aspect: int) -> bool:
        """Whether no more is told of a balance than on which side it is."""
        if self.log is None:
            return False
        cell = self.log.published.at(view, self.profile.tally.cases[case], self.profile.aspects[aspect])
        return cell is not None and cell.one_sided

    def read(self, case: int, aspect: int) -> Labels:
        """One estimate in words; a shared report does not tell what statements are like beneath it."""
        found = labels(self.profile, case, aspect)
        return replace(found, torn=None, blended=False, thin=False) if self.sharing else found

    @property
    def profile(self) -> Profile:
        """The profile of all that is said."""
        return self.profiles["all"]

    @property
    def case_ids(self) -> tuple[str, ...]:
        """The cases, in the order of the profile."""
        return self.profile.cases

    @cached_property
    def cases(self) -> tuple[str, ...]:
        """The cases' titles."""
        return tuple(self.cases_by_id[case] for case in self.profile.cases)

    @cached_property
    def comparison(self) -> Comparison | None:
        """The cases compared, on all that is said; None for a single case."""
        return compare(self.profile, goal=self.study.goal) if len(self.cases) > 1 else None

    @cached_property
    def extremes(self) -> dict[str, tuple[Finding, ...]]:
        """Aspect → which cases lie farthest toward its poles; none of a single case or two."""
        own: dict[str, tuple[Finding, ...]] = {}
        for one in () if self.comparison is None else self.comparison.extremes:
            aspect = one.subject.aspect or ""
            own[aspect] = (*own.get(aspect, ()), one)
        return own

    @cached_property
    def case_order(self) -> CaseOrder | None:
        """The cases in reading order, like by like; None for a single case."""
        return None if self.comparison is None else order_cases(self.comparison)

    @cached_property
    def attributes(self) -> tuple[Attribute, ...]:
        """The cases' attributes that can be held against the groups; none in a shared report."""
        if self.case_order is None or self.sharing:
            return ()
        found = attributes(self.study.cases, self.profile.cases, self.case_order.group)
        labels = self.study.labels
        return tuple(
            a.labelled(self.column(a.name), {v: self.value(a.name, v) for v in a.levels})
            if a.name in labels
            else a
            for a in found
        )

    @cached_property
    def influence(self) -> Influence:
        """What each source, code and statement weighs in all that is said."""
        return influence(self.study)

    @cached_property
    def robustness(self) -> Robustness:
        """What the study's figures say, under all choices that could be defended."""
        return robustness(self.study, language=self.language)

    @cached_property
    def coded(self) -> bool:
        """Whether there are statements that carry codes, rather than ratings only."""
        named = set(in_both_stances(code.id for code in self.study.scheme.codes))
        return any(named & set(s.codes) for s in evidence(self.study).statements)

    @cached_property
    def reported(self) -> bool:
        """Whether sources tell what others found; a shared report does not say that none do."""
        return self.sharing or "reported" in self.study.statements["kind"].to_list()

    @cached_property
    def views(self) -> tuple[View, ...]:
        """The views in which something is said, after all that is said."""
        return tuple(view for view in VIEWS if view == "all" or self.profiles[view].statements.any())

    @cached_property
    def one_view(self) -> bool:
        """Whether all that is said is how it is: nothing in any other view."""
        return set(self.views) <= {"all", "is"}

    @cached_property
    def tension(self) -> Tension:
        """Which codes at opposite poles meet in one statement."""
        return tension(self.study, language=self.language)

    @cached_property
    def agreement(self) -> Agreement | None:
        """How coders agree, and the result under each; None where no two people, or models, coded statements."""
        if len([name for name in self.study.readings["coder"].unique() if name]) < 2 or not self.coded:
            return None
        found = agreement(self.study, language=self.language, types=True)
        return found if len([name for name in found.coders if name]) > 1 or found.models else None

    @cached_property
    def saturation(self) -> Saturation | None:
        """What each source added; None where that is no question. What one more would do is left out of very large
        studies, which take long over it."""
        found = saturation(self.study, ahead=len(self.study.statements) <= SEARCHED)
        return found if found.why is None else None

    @cached_property
    def outlook(self) -> ScenarioAnalysis | None:
        """The scenarios of the first case; None where the study has no measures."""
        if self.study.measures is None:
            return None
        return scenarios(self.study, None if self.log is None else self.log.published.subject)

    @cached_property
    def rated(self) -> bool:
        """Whether what was sampled is raters rather than informants."""
        return self.study.settings.unit == "rater"

    @property
    def weighting_said(self) -> str:
        """What counts one, and what the numbers so describe; ratings are no talk."""
        return self.words.say(
            "method.weighting_rated" if self.rated else f"method.weighting.{self.study.settings.weighting}"
        )

    def sources_word(self, n: float) -> str:
        """`8 sources`, or raters where those were sampled."""
        return self.words.say("count.raters" if self.rated else "count.sources", n=int(n))

    def statements_word(self, n: float) -> str:
        """`27 statements`."""
        return self.words.say("count.statements", n=int(n))


def gather(study: StudyData, language: str = "en") -> Facts:
    """Compute everything that the report shows."""
    words = words_of(study, language)
    bounded = study_profile(study) if study.settings.reported == "extent" else None
    if bounded is not None:
        study = study.with_settings(reported="exclude")
    profiles = {view: study_profile(study, view) for view in VIEWS}
    found = gap(study).gaps if any(profiles["all"].bipolar) else ()
    between = {(one.case, one.aspect): one for one in found if one.pole is None}
    return Facts(
        study=study,
        words=words,
        profiles=profiles,
        membership=membership(profiles["all"], language=language),
        gaps={cell: one.record() for cell, one in between.items()},
        gap_findings={cell: one.finding for cell, one in between.items()},
        bounded=bounded if isinstance(bounded, BoundedProfile) else None,
    )
