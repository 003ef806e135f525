"""What a study calls its cases: `cases_are` of study.yaml, by language, in the forms that each language has."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Any

from pydantic import BeforeValidator

from idealtypes.model.base import Place
from idealtypes.model.text import LANGUAGE

Nouns = Mapping[str, tuple[str, ...]]
# What the languages that are shipped ask for: an example, which says how many forms, and what the first begins with.
ASKED = {
    "en": (("programme", "programmes"), ()),
    "nb": (("en ordning", "ordningen", "ordninger", "ordningene"), ("en", "ei", "et")),
}
FORM = re.compile(r"[^\W\d_](?:[\w '’.-]*\w)?")


def nouns_in(value: Any) -> dict[str, tuple[str, ...]]:
    """Language → forms, as a file gives them; ValueError for what is no such thing."""
    if not isinstance(value, Mapping):
        raise ValueError("should be nouns by language: {en: [programme, programmes]}")
    found = {}
    for language, forms in value.items():
        if not isinstance(language, str) or not LANGUAGE.fullmatch(language) or language == "no":
            raise ValueError(f"`{language}` is no language: write en, nb, …")
        if not isinstance(forms, list | tuple) or not all(isinstance(one, str) for one in forms):
            raise ValueError(f"`{language}` should have a list of forms: {_example(language)}")
        found[language] = tuple(" ".join(one.split()) for one in forms)
    return found


GivenNouns = Annotated[Mapping[str, tuple[str, ...]], BeforeValidator(nouns_in)]


def _example(language: str) -> str:
    forms, _ = ASKED.get(language, ASKED["en"])
    return f"[{', '.join(forms)}]"


def noun_problems(nouns: Nouns) -> Iterator[tuple[Place, str]]:
    """What is wrong with the nouns of a study.

    >>> [told for _, told in noun_problems({"nb": ("ordning", "ordninger"), "en": ("programme", "programmes")})]
    ['`nb` has 2 forms, and takes 4: [en ordning, ordningen, ordninger, ordningene]']
    """
    for language, forms in nouns.items():
        place: Place = ("cases_are", language)
        example, articles = ASKED.get(language, ((), ()))
        strange = [one for one in forms if not FORM.fullmatch(one)]
        if strange or len(forms) < 2:
            told = f"`{strange[0]}` is no noun" if strange else f"`{language}` has too few forms"
            yield place, f"{told}: {_example(language)}"
        elif example and len(forms) != len(example):
            yield (
                place,
                f"`{language}` has {len(forms)} forms, and takes {len(example)}: {_example(language)}",
            )
        elif articles and forms[0].split(" ", 1)[0] not in articles:
            yield place, f"the first form of `{language}` begins with its article: {_example(language)}"
