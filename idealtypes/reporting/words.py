"""The words of the report, by language: content in `reports/words/`, one file a language."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from markupsafe import Markup, escape

from idealtypes.errors import IdealtypesError
from idealtypes.files.content import folder
from idealtypes.files.document import plain
from idealtypes.model.numbers import number

ENGLISH = "en"
Number = float | None


def languages() -> tuple[str, ...]:
    """The languages a report can be written in: one file each in `reports/words/`."""
    return tuple(sorted(path.stem for path in (folder("reports") / "words").glob("*.yaml")))


def words_in(language: str) -> Words:
    """The words of a language; what it lacks is said in English.

    Raises
    ------
    IdealtypesError
        For a language without a file.
    """
    if language not in languages():
        raise IdealtypesError(
            f"language: the report has no words in {language!r}; it speaks {', '.join(languages())}"
        )
    return Words(language, _tree(language), _tree(ENGLISH))


@cache
def _tree(language: str) -> Mapping[str, Any]:
    path: Path = folder("reports") / "words" / f"{language}.yaml"
    tree: Mapping[str, Any] = plain(path.read_text(encoding="utf-8"))
    return tree


def _find(tree: Any, key: str) -> Any:
    for part in key.split("."):
        if not isinstance(tree, Mapping) or part not in tree:
            return None
        tree = tree[part]
    return tree


@dataclass(frozen=True)
class Words:
    """The words of one language, and how it writes numbers.

    A value is a text with `{places}`, or two texts `{one, other}` of which `n` chooses.
    """

    language: str
    tree: Mapping[str, Any]
    fallback: Mapping[str, Any]

    def has(self, key: str) -> bool:
        """Whether there are words for this key."""
        return _find(self.tree, key) is not None or _find(self.fallback, key) is not None

    def raw(self, key: str) -> str | Mapping[str, str]:
        """The words for a key with their places open, for the page's script to fill."""
        found = _find(self.tree, key)
        found = _find(self.fallback, key) if found is None else found
        if found is None:
            raise KeyError(f"reports/words/{self.language}.yaml has no words for {key}")
        return dict(found) if isinstance(found, Mapping) else str(found)

    def say(self, key: str, /, **values: Any) -> str:
        """The words for a key with its places filled; escaped Markup where a value is Markup.

        >>> words_in("en").say("count.statements", n=2)
        '2 statements'
        """
        found = _find(self.tree, key)
        if found is None:
            found = _find(self.fallback, key)
        if isinstance(found, Mapping) and set(found) == {"one", "other"}:
            found = found["one" if str(values.get("n")) == "1" else "other"]
        if not isinstance(found, str):
            raise KeyError(f"reports/words/{self.language}.yaml has no words for {key}")
        if any(isinstance(value, Markup) for value in values.values()):
            return Markup(escape(found)).format(**values)
        return found.format(**values)

    def listed(self, items: Sequence[str]) -> str:
        """`a, b and c`."""
        if len(items) < 2:
            return items[0] if items else ""
        return self.say("list.and", first=joined(items[:-1], ", "), last=items[-1])

    def number(self, value: Number, digits: int = 2, *, signed: bool = False) -> str:
        """A number as the language writes it; a dash for what is not there.

        >>> words_in("nb").number(-0.567, signed=True), words_in("en").number(None)
        ('−0,57', '–')
        """
        return number(value, digits, signed=signed, point=self.say("format.decimal"))

    def percent(self, value: Number) -> str:
        """A share as a percentage, never rounded to all or nothing.

        >>> [words_in("en").percent(x) for x in (0.5, 0.999, 1.0, 0.001, None)]
        ['50%', '>99%', '100%', '<1%', '–']
        """
        if value is None or math.isnan(value):
            return "–"
        whole = round(100 * value)
        text = ">99" if whole == 100 and value < 1 else "<1" if whole == 0 and value > 0 else str(whole)
        return self.say("format.percent", number=text)

    def level(self, value: float) -> str:
        """A level as a percentage: `95%`, `99.5%`."""
        return self.say("format.percent", number=f"{100 * value:g}".replace(".", self.say("format.decimal")))

    def range(self, low: Number, high: Number, digits: int = 2, *, signed: bool = True) -> str:
        """`−0.80 to +0.21`; a dash where there is no interval."""
        if low is None or high is None or math.isnan(low) or math.isnan(high):
            return "–"
        ends = {
            "low": self.number(low, digits, signed=signed),
            "high": self.number(high, digits, signed=signed),
        }
        return self.say("format.range", **ends)

    def percents(self, low: Number, high: Number) -> str:
        """`20–61%`; a dash where there is no interval."""
        if low is None or high is None or math.isnan(low) or math.isnan(high):
            return "–"
        return self.say("format.percents", low=round(100 * low), high=round(100 * high))


def joined(items: Sequence[str], separator: str = "; ") -> str:
    """Items with a separator between; Markup where an item is Markup."""
    return (
        Markup(separator).join(items) if any(isinstance(i, Markup) for i in items) else separator.join(items)
    )


def inside(title: str) -> str:
    """A title as it stands within a sentence: its first letter small, unless the first word is an abbreviation.

    >>> inside("Ability to help"), inside("GP access")
    ('ability to help', 'GP access')
    """
    first = title.split(" ", 1)[0]
    return (
        title
        if any(c.isupper() or c.isdigit() for c in first[1:]) or first == "I"
        else title[:1].lower() + title[1:]
    )


def keys(tree: Mapping[str, Any], before: str = "") -> Iterable[str]:
    """Every key of a tree of words, dotted."""
    for name, value in tree.items():
        if isinstance(value, Mapping):
            yield from keys(value, f"{before}{name}.")
        else:
            yield f"{before}{name}"
