"""What people read: a text in one language or several, and the one formatter of numbers."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler
    from pydantic_core import CoreSchema


ANY = ""  # the language of a text that is given once, for all languages
LANGUAGE = re.compile(r"[a-z]{2,3}")


@dataclass(frozen=True, init=False, repr=False)
class Text:
    """A localised string: one text for all languages, or one for each language.

    >>> title = Text({"en": "Ability to help", "nb": "Evne til å hjelpe"})
    >>> title.say("nb"), title.say("fr"), str(title)
    ('Evne til å hjelpe', 'Ability to help', 'Ability to help')
    >>> Text("Accessibility").say("nb")
    'Accessibility'
    """

    words: tuple[tuple[str, str], ...]

    def __init__(self, value: str | Mapping[str, str] | Text) -> None:
        if isinstance(value, Text):
            words = value.words
        elif isinstance(value, Mapping):
            words = tuple((_language(language), _clean(text)) for language, text in value.items())
        else:
            words = ((ANY, _clean(value)),)
        if not words:
            raise ValueError("is empty: give a text, or {en: …, nb: …}")
        object.__setattr__(self, "words", words)

    def say(self, language: str = "en") -> str:
        """The text in this language; without it in English, and without that in the first there is."""
        return dict(self.words)[self.spoken(language)]

    def spoken(self, language: str = "en") -> str:
        """The language that `say` says it in: this one, else English, else the first there is; "" where untold.

        >>> Text({"en": "Help"}).spoken("nb"), Text("Help").spoken("nb")
        ('en', '')
        """
        words = dict(self.words)
        return next((one for one in (language, "en") if words.get(one)), self.words[0][0])

    def __repr__(self) -> str:
        return f"Text({self.plain()!r})"

    def __str__(self) -> str:
        return self.say()

    def __bool__(self) -> bool:
        """Whether it says anything; only `EMPTY` does not."""
        return any(text for _, text in self.words)

    def plain(self) -> str | dict[str, str]:
        """As it stands in a file: a string, or a mapping from language to string."""
        return self.words[0][1] if self.words[0][0] == ANY else dict(self.words)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        from pydantic_core import core_schema

        return core_schema.no_info_plain_validator_function(
            cls, serialization=core_schema.plain_serializer_function_ser_schema(lambda text: text.plain())
        )


def _empty() -> Text:
    text = object.__new__(Text)
    object.__setattr__(text, "words", ((ANY, ""),))
    return text


EMPTY = _empty()  # where a file leaves out a text that it may leave out; false, and it says ""


def _clean(text: object) -> str:
    if isinstance(text, (int, float)) and not isinstance(text, bool):
        text = str(text)
    if not isinstance(text, str):
        raise ValueError("should be a text, or {en: …, nb: …}")
    if not text.strip():
        raise ValueError("is empty: give a text, or {en: …, nb: …}")
    return text.strip()


def _language(language: object) -> str:
    if language == "no":
        raise ValueError("the language `no` is written `nb` (Bokmål) or `nn` (Nynorsk)")
    if not isinstance(language, str) or not LANGUAGE.fullmatch(language):
        raise ValueError(f"`{language}` is no language: a text is a string, or {{en: …, nb: …}}")
    return language


def one_language(language: object) -> str:
    """A language's code as it is; ValueError for what is none."""
    if language == "no" or not isinstance(language, str) or not LANGUAGE.fullmatch(language):
        raise ValueError(f"`{language}` is no language: write en, nb (Bokmål), nn (Nynorsk), …")
    return language


MINUS = "\N{MINUS SIGN}"
NUMBER = re.compile(r"[+\-−]?(?:[0-9]{1,300}(?:[.,][0-9]{0,300})?|[.,][0-9]{1,300})(?:[eE][+-]?[0-9]{1,3})?")


def number(
    value: float | None,
    digits: int = 2,
    *,
    signed: bool = False,
    point: str = ".",
    minus: str = MINUS,
    absent: str = "–",
) -> str:
    """A number with so many digits after the `point`; `absent` for what is not there, None or NaN.

    Zero has no sign, also where a number is only rounded to it.

    >>> number(-0.567, signed=True, point=","), number(0.001, signed=True), number(None)
    ('−0,57', '0.00', '–')
    """
    if value is None or math.isnan(value):
        return absent
    text = f"{value:+.{digits}f}" if signed else f"{value:.{digits}f}"
    if float(text) == 0:
        text = text.lstrip("+-")
    return text.replace("-", minus).replace(".", point)


def factor(value: float, point: str = ".") -> str:
    """How many times: one digit after the point, near 1 two.

    >>> factor(5.667), factor(1.024), factor(2.86, ",")
    ('5.7', '1.02', '2,9')
    """
    return number(value, 1 if value >= 1.095 else 2, point=point)


def number_in(text: str) -> float | None:
    """The number that a text is, with a point or a comma; None where it is none.

    >>> [number_in(text) for text in ("0,5", "−1", "+1", "1.000,5", "1_000", "inf", "1e3")]
    [0.5, -1.0, 1.0, None, None, None, 1000.0]
    """
    if not NUMBER.fullmatch(text):
        return None
    found = float(text.replace("−", "-").replace(",", "."))
    return found if math.isfinite(found) else None


def counted(number: int, one: str, many: str | None = None) -> str:
    """A number with its noun.

    >>> counted(1, "case"), counted(2, "case"), counted(1234, "fault"), counted(2, "study", "studies")
    ('1 case', '2 cases', '1,234 faults', '2 studies')
    """
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def ids_by_word(named: Iterable[tuple[str, Text]]) -> dict[str, str]:
    """Ids and titles, in every language and in lower case, to ids; an id comes before a title.

    >>> ids_by_word([("help", Text({"en": "Ability", "nb": "Evne"})), ("evne", Text("Skill"))])
    {'ability': 'help', 'evne': 'evne', 'skill': 'evne', 'help': 'help'}
    """
    pairs = list(named)
    found = {word.casefold(): key for key, title in pairs for _, word in title.words}
    return found | {key.casefold(): key for key, _ in pairs}
