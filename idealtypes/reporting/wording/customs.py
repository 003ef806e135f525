"""How a language counts, lists and writes numbers (Unicode CLDR), by Babel; imported when it is first asked."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from markupsafe import Markup, escape

BRITISH = {"en": "en_GB"}  # as the English here is spelled: `a, b and c`
ELSE = "en_GB"  # for a language that CLDR does not have


@dataclass(frozen=True)
class Customs:
    """What a language does with numbers and lists.

    Attributes
    ----------
    decimal, thousands
        The signs in a number.
    percentage
        A percentage with `{number}` in its place: `{number}%`, `{number}\u00a0%`.
    patterns
        How two items are joined, `2`, and of more the first (`start`), each further (`middle`) and the last (`end`).
    form
        A whole number → which form of a word stands beside it: `one`, `few`, … or `other`.
    """

    decimal: str
    thousands: str
    percentage: str
    patterns: Mapping[str, str]
    form: Callable[[int], str]

    def listed(self, items: Sequence[str]) -> str:
        """Items as a list; escaped Markup where one of them is Markup.

        >>> customs("en").listed(["a", "b", "c"]), customs("nb").listed(["a", "b", "c"])
        ('a, b and c', 'a, b og c')
        """
        if any(isinstance(one, Markup) for one in items):
            items = [escape(one) for one in items]
        if len(items) < 3:
            return _joined(self.patterns["2"], *items) if len(items) == 2 else items[0] if items else ""
        told = _joined(self.patterns["end"], items[-2], items[-1])
        for one in reversed(items[1:-2]):
            told = _joined(self.patterns["middle"], one, told)
        return _joined(self.patterns["start"], items[0], told)


def _joined(pattern: str, first: str, rest: str) -> str:
    return (Markup(pattern) if isinstance(first, Markup) else pattern).format(first, rest)


@cache
def customs(language: str) -> Customs:
    """The customs of a language; those of English where CLDR does not have it.

    >>> [customs("pl").form(n) for n in (1, 2, 5, 22)], customs("nb").percentage
    (['one', 'few', 'many', 'few'], '{number}\\xa0%')
    """
    from babel.core import Locale, UnknownLocaleError

    try:
        locale = Locale.parse(BRITISH.get(language, language))
    except (UnknownLocaleError, ValueError):
        locale = Locale.parse(ELSE)
    signs = locale.number_symbols["latn"]
    return Customs(
        decimal=signs["decimal"],
        thousands=signs["group"],
        percentage=re.sub(r"[#,.0]+", "{number}", locale.percent_formats[None].pattern),
        patterns=dict(locale.list_patterns["standard"]),
        form=locale.plural_form,
    )
