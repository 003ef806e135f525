"""The tables of commands in another language: what is printed passes a catalogue, whose keys are the English texts.

`reports/terminal/<language>.yaml` holds them, with `{places}`; titles come from the study, reasons from the words of
the report. A text that no entry fits stays English, so that nothing is lost.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from idealtypes.errors import IdealtypesError
from idealtypes.files.content import folder
from idealtypes.files.document import plain
from idealtypes.files.yaml_parser import Unreadable
from idealtypes.model.column_labels import said_or_none
from idealtypes.model.study import StudyData
from idealtypes.model.text import Text
from idealtypes.reporting.wording.words import Words, words_in

LETTERS = re.compile(r"[^\W\d_]")
APART = re.compile(r"(\s{2,})")  # what parts columns
SEPARATORS = (
    re.compile(r"(?<=[.])( +)(?=[A-Z])"),
    re.compile("( · )"),
    re.compile("(; )"),
    re.compile("(, and )"),  # between choices made together
    re.compile("(, )"),
    re.compile("(: )"),
)
PLACE = re.compile(r"\\\{(\w+)\\\}")
END = "end_"  # what stands behind a text within another
COUNTS = ("n", "m", "k")  # the places that hold a number


def catalogue(language: str, rated: bool) -> Mapping[str, str]:
    """English → the language, as the file has it; for a study of ratings alone with what it has under `rated`.

    Raises
    ------
    IdealtypesError
        For a language without such a file, and one that cannot be read.
    """
    path = folder("reports") / "terminal" / f"{language}.yaml"
    if not path.is_file():
        raise IdealtypesError(f"language: the tables have no words in {language!r}; see reports/terminal")
    try:
        tree = plain(path.read_text(encoding="utf-8"))
    except Unreadable as problem:
        line, message = problem.told[0]
        raise IdealtypesError(f"reports/terminal/{path.name}:{line}: {message}") from None
    pairs = {english: other for english, other in dict(tree).items() if not isinstance(other, Mapping)}
    return {str(one): str(other) for one, other in (pairs | dict(tree["rated"] if rated else {})).items()}


def titles(study: StudyData, language: str) -> Iterator[tuple[str, str]]:
    """English title → its title in the language: of what a table of the study may name."""
    scheme = study.scheme
    own: list[Text] = [study.title, scheme.title, scheme.theory.title, *study.notes.values()]
    for axis in scheme.theory.axes:
        own += [axis.title, *(pole.title for pole in axis.poles)]
        for margin, values in axis.margins.items():
            own += [axis.margin_title(margin), *(axis.margin_title(margin, value) for value in values)]
    own += [aspect.title for aspect in scheme.aspects]
    for ideal in scheme.ideal_types:
        own += [ideal.title, *(trait.text for trait in ideal.traits)]
    own += [code.title for code in scheme.codes]
    if study.measures is not None:
        own += [one.title for one in study.measures.measures]
        own += [one.title for one in study.measures.scenarios]
    for text in own:
        yield text.say(), text.say(language)
    for frame in (study.cases, study.sources, study.outcomes):
        if {"title", f"title_{language}"} <= set(frame.columns):
            for title, other in frame.select("title", f"title_{language}").rows():
                if title and other:
                    yield title, other
    for label in study.labels.values():
        for value, text in label.values.items():
            if (told := said_or_none(text, language)) is not None:
                yield value, told


def reasons(english: Mapping[str, Any], other: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The sentences of reasons in two languages, side by side."""
    for key, said in english.items():
        if isinstance(said, Mapping):
            yield from reasons(said, other.get(key, {}))
        elif isinstance(other.get(key), str):
            yield str(said), other[key]


def translator(study: StudyData, language: str) -> Callable[[str], str] | None:
    """English texts of a table → the language; None where they stay as they are.

    In English a study of ratings alone has words of its own.
    """
    if language == "en" and not study.rated_alone:
        return None
    words = words_in(language, study.cases_are if language != "en" else {}, rated=study.rated_alone)
    english = words_in("en")
    known = dict(titles(study, words.language))
    phrases = {form(one): form(other) for one, other in known.items() for form in (_small, str)}
    texts: list[tuple[int, re.Pattern[str], str]] = []
    for pairs in (
        catalogue(words.language, study.rated_alone).items(),
        reasons(english.tree["reasons"], words.tree["reasons"]),
    ):
        for one, other in pairs:
            one, told = english.with_noun(one), words.with_noun(other)
            for form in (str, _small, _large):
                if "{" in one:
                    texts.append(
                        (len(re.sub(r"{\w+}", "", one)), re.compile(_pattern(form(one))), form(told))
                    )
                else:
                    phrases.setdefault(form(one), form(told))
    # what says more without its places comes first
    texts.sort(key=lambda one: -one[0])
    return lru_cache(maxsize=4096)(Translator(words, phrases, tuple(texts)).aligned)


@dataclass(frozen=True, eq=False)
class Translator:
    """A catalogue at work: whole texts, and texts with places, those that say most first."""

    words: Words
    phrases: Mapping[str, str]
    texts: tuple[tuple[int, re.Pattern[str], str], ...]

    def aligned(self, said: str) -> str:
        """A text whose parts may be aligned by spaces; each stays as wide where it can."""
        from rich.cells import cell_len as cells

        out, pieces = "", APART.split(said)
        for piece, gap in zip(pieces[::2], [*pieces[1::2], ""], strict=True):
            bare = piece.strip()
            told = piece.replace(bare, self.whole(bare)) if bare else piece
            room = cells(piece + gap) - cells(told)
            out += told + (" " * room if gap and room > 0 else gap[:1])
        return out if said.strip() else said

    def whole(self, said: str) -> str:
        """A text as one, else sentence by sentence, else part by part; what no entry fits as it is."""
        if (told := self.fitting(said)) is not None:
            return told
        for separator in SEPARATORS:
            parts = separator.split(said)
            if len(parts) > 1:
                found = [
                    self.phrases.get(part, part) if at % 2 else self.whole(part)
                    for at, part in enumerate(parts)
                ]
                if found != parts:
                    return "".join(found)
        return said

    def fitting(self, said: str) -> str | None:
        """What an entry says for the text; None where none fits."""
        if said in self.phrases:
            return self.phrases[said]
        if (
            said[-1:] in ".:," and said[:-1] in self.phrases
        ):  # before a text with places that would take it apart
            return self.phrases[said[:-1]] + said[-1]
        if not LETTERS.search(said.replace(" to ", "–")):
            return self.number(said)
        for _, pattern, other in self.texts:
            if found := pattern.fullmatch(said):
                places = found.groupdict()
                end = places.pop(END)
                return other.format(**{name: self.whole(value) for name, value in places.items()}) + end
        end = said[-1:]
        if end in ".:," and (told := self.fitting(said[:-1])) is not None:
            return told + end
        return None

    def number(self, said: str) -> str:
        """Numbers as the language writes them."""
        customs = self.words.customs
        low_high = self.words.say("range", low="\0", high="\0").replace("\0", "")
        told = re.sub(r"(?<=\d),(?=\d{3})", customs.thousands, said.replace(" to ", low_high))
        told = re.sub(r"(?<![\d.])\.(?=\d)", "0.", told)
        told = re.sub(r"(?<=\d)\.(?=\d)", customs.decimal, told)
        return re.sub(r"(\d+)%", lambda share: customs.percentage.format(number=share[1]), told)


def _small(said: str) -> str:
    first = said.split(" ", 1)[0]
    return said if any(c.isupper() for c in first[1:]) else said[:1].lower() + said[1:]


def _large(said: str) -> str:
    return said[:1].upper() + said[1:]


def _pattern(form: str) -> str:
    """A text with places as a regular expression; a place holds no end of a sentence."""
    seen: set[str] = set()

    def place(found: re.Match[str]) -> str:
        name = found[1]
        if name in seen:
            return f"(?P={name})"
        seen.add(name)
        return (
            rf"(?P<{name}>[+−<>-]?\d[\d,.]*)" if name in COUNTS else rf"(?P<{name}>(?:(?!\. [A-Z]| · ).)+?)"
        )

    return PLACE.sub(place, re.escape(form).replace(r"\ ", " ")) + rf"(?P<{END}>[.:]?)"
