"""What a study calls its things in one language: sources, outcomes, aspects, poles, codes, columns and their values.

Nothing is computed here, so that a list of statements can stand before any number does.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from idealtypes.model.column_labels import column_title, value_title
from idealtypes.model.stance import in_both_stances
from idealtypes.model.study import StudyData
from idealtypes.reporting.wording.names import aspect_titles, pole_titles, titled
from idealtypes.reporting.wording.words import Words


@dataclass(frozen=True, eq=False)
class StudyTitles:
    """Titles of a study.

    Attributes
    ----------
    study, words
        What they are of, and in which words.
    """

    study: StudyData
    words: Words

    @property
    def language(self) -> str:
        return self.words.language

    @cached_property
    def _source_titles(self) -> dict[str, str]:
        return titled(self.study.sources, self.language)

    def source(self, source: str) -> str:
        """The title of a source, or its id."""
        return self._source_titles.get(source, source)

    @property
    def case_ids(self) -> tuple[str, ...]:
        """The cases, in the order of the study."""
        return tuple(self.study.cases["id"])

    @cached_property
    def cases_by_id(self) -> dict[str, str]:
        """Case → title, in the order of the study."""
        own = self.study.case_titles(self.language)
        told = titled(self.study.cases, self.language)
        # The one case of a study that names none has the study's title, which knows languages.
        return {case: own[case] if told[case] == self.study.title.say() else told[case] for case in told}

    @cached_property
    def aspects(self) -> tuple[str, ...]:
        """The aspects' titles."""
        return aspect_titles(self.study.scheme, self.language)

    @cached_property
    def poles(self) -> tuple[tuple[str, ...], ...]:
        """Per aspect the poles' titles, as they stand within a sentence."""
        return pole_titles(self.study.scheme, self.language)

    @cached_property
    def aspect_ids(self) -> tuple[str, ...]:
        """The aspects, in the order of the scheme."""
        return tuple(aspect.id for aspect in self.study.scheme.aspects)

    @cached_property
    def pole_ids(self) -> tuple[tuple[str, ...], ...]:
        """Per aspect its poles, in the order of every vector of shares."""
        return tuple(tuple(self.study.scheme.poles(aspect)) for aspect in self.aspect_ids)

    @cached_property
    def outcomes(self) -> dict[str, str]:
        """Outcome → title."""
        return titled(self.study.outcomes, self.language)

    @cached_property
    def codes(self) -> dict[str, str]:
        """Code → title, `not: …` of a signed one; a rating's pseudo-code is called a rating."""
        scheme, rating = self.study.scheme, self.words.say("evidence.rating")
        named = set(in_both_stances(code.id for code in scheme.codes))
        return {
            code: scheme.code_title(code, self.language) if code in named else rating
            for code in self.study.placements
        }

    def column(self, name: str) -> str:
        """A column's title, by the study's labels."""
        return column_title(self.study.labels, name, self.language)

    def value(self, column: str, value: str) -> str:
        """What is shown for a value of a column, by the study's labels."""
        return value_title(self.study.labels, column, value, self.language)

    def other_language(self, lang: str | None = None) -> str:
        """The language of a statement's text where it is not the page's, "" where it is or is not told."""
        spoken = lang or self.study.language
        return "" if spoken == self.language else spoken
