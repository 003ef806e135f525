"""What stands in a table for a paper instead of an id: the title, by the kind of the column."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from idealtypes.engine.profile import Profile
from idealtypes.engine.result import Result
from idealtypes.model.column_labels import value_title
from idealtypes.model.conclusions import corner_of
from idealtypes.model.hints import titled as titled_ids
from idealtypes.model.scheme import Scheme, pseudo_title
from idealtypes.model.stance import unsigned
from idealtypes.model.study import StudyData
from idealtypes.reporting.wording.catalogue import translator
from idealtypes.reporting.wording.names import corner_title, titled, trait_titles
from idealtypes.reporting.wording.words import Words, words_in, words_of

STATUS_QUO = "status_quo"


@dataclass(frozen=True, eq=False)
class Titles:
    """The titles that a result's ids have in a language, as far as the result and its study know them."""

    words: Words
    study: StudyData | None
    profile: Profile | None
    scheme: Scheme | None
    by: str = ""  # the column whose values are the cases, where they are

    @property
    def language(self) -> str:
        return self.words.language

    def of(self, kind: str, value: str, row: Mapping[str, Any], column: str) -> str:
        """The title of an id in a column of a kind; the id where there is none."""
        if kind == "pole":
            return self._pole(value, row.get(column.replace("pole", "aspect")))
        if kind == "type":
            return self._type(value)
        if kind == "code":
            return self._code(value)
        if kind == "any_name":
            return self._any(value)
        return self._names.get(kind, {}).get(value) or self.said(value)

    def value(self, column: str, value: str) -> str:
        """What is shown for a value of a column, by the study's labels."""
        return value if self.study is None else value_title(self.study.labels, column, value, self.language)

    @cached_property
    def _names(self) -> dict[str, dict[str, str]]:
        """Kind → id → title."""
        names: dict[str, dict[str, str]] = {"case": {}, "aspect": {}, "trait": {}, "scenario": {}}
        if self.profile is not None:
            names["case"] = {case: self.profile.title(c) for c, case in enumerate(self.profile.cases)}
        if self.scheme is not None:
            names["aspect"] = {one.id: one.title.say(self.language) for one in self.scheme.aspects}
            names["trait"] = trait_titles(self.scheme, self.language)
        if self.study is not None:
            names["case"] |= self._cases(self.study)
            names["case"] |= {case: self.value(self.by, case) for case in names["case"] if self.by}
            names["source"] = titled(self.study.sources, self.language)
            names["outcome"] = titled(self.study.outcomes, self.language)
            measures = self.study.measures
            if measures is not None:
                names["scenario"] = {one.id: one.title.say(self.language) for one in measures.measures}
                names["scenario"] |= {one.id: one.title.say(self.language) for one in measures.scenarios}
            names["scenario"][STATUS_QUO] = self.words.say("table.status_quo")
        return names

    def _cases(self, study: StudyData) -> dict[str, str]:
        """The titles in the language; the one case of a study that names none has the study's."""
        own, told = study.case_titles(self.language), titled(study.cases, self.language)
        return {
            case: own[case] if told.get(case) in (None, study.title.say()) else told[case] for case in own
        }

    def _pole(self, pole: str, aspect: Any) -> str:
        if self.scheme is None:
            return pole
        aspects = [one.id for one in self.scheme.aspects]
        for one in [aspect] if aspect in aspects else aspects:
            if pole in self.scheme.poles(one):
                return self.scheme.axis(one).pole(pole).title.say(self.language)
        return self.said(pole)

    def _type(self, type_: str) -> str:
        if self.scheme is None:
            return type_
        named = next(
            (one.title.say(self.language) for one in self.scheme.ideal_types if one.id == type_), None
        )
        corner = None if named is not None or "=" not in type_ else corner_of(type_, self.scheme)
        if corner is None:
            return named or type_
        said = corner_title(self.scheme, corner, self.words)
        return said[:1].upper() + said[1:]

    def _code(self, code: str) -> str:
        if self.scheme is None:
            return code
        if unsigned(code)[0] in self.scheme.placements or any(
            one.id == unsigned(code)[0] for one in self.scheme.codes
        ):
            return self.scheme.code_title(code, self.language)
        return pseudo_title(code, self.scheme)

    def _any(self, value: str) -> str:
        """The title of an id whose kind the row does not tell."""
        for names in self._names.values():
            if value in names:
                return names[value]
        if self.scheme is None:
            return value
        if any(one.id == value for one in self.scheme.ideal_types) or "=" in value:
            return self._type(value)
        if any(one.id == value for one in self.scheme.codes):
            return self._code(value)
        found = self._pole(value, None)
        return self.said(value) if found == value else found

    def reason(self, text: str) -> str:
        """A reason in the language, with titles for the ids that it names."""
        if self.scheme is None:
            return self.said(text)
        named = {one.id: one.title.say() for one in self.scheme.ideal_types}
        named |= {one.id: one.title.say() for one in self.scheme.aspects}
        return self.said(titled_ids(text, named))

    @cached_property
    def said(self) -> Callable[[str], str]:
        """English words of the program → the language, by the catalogue of the terminal."""
        found = None if self.study is None else translator(self.study, self.language)
        return found or str


def titles_of(
    result: Result, language: str, study: StudyData | None = None, profile: Profile | None = None
) -> Titles:
    """The titles for a result; its study and profile where it holds them, else those given."""
    held = study if study is not None else getattr(result, "study", None)
    own = held if isinstance(held, StudyData) else None
    profile = result if isinstance(result, Profile) else getattr(result, "profile", None) or profile
    if profile is None:
        profile = getattr(getattr(result, "membership", None), "profile", None)
    scheme = getattr(result, "scheme", None)
    if scheme is None and (profile or own) is not None:
        scheme = own.scheme if profile is None and own is not None else getattr(profile, "scheme", None)
    words = words_in(language) if own is None else words_of(own, language)
    return Titles(words, own, profile, scheme, getattr(getattr(result, "by", None), "attribute", ""))
