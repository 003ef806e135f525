"""The words of the report, by language: content in `reports/words/`, one file a language."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from markupsafe import Markup, escape

from idealtypes.errors import BadInput, Fault, IdealtypesError
from idealtypes.files.content import folder, languages
from idealtypes.files.document import plain
from idealtypes.files.yaml_parser import Unreadable
from idealtypes.model.text import number

ENGLISH = "en"
Number = float | None
FORMS = frozenset(("zero", "one", "two", "few", "many", "other"))  # of a word beside a number (Unicode CLDR)
ENGLISH_FORMS: Mapping[str, Any] = {"one": {"is": [1]}}


def words_in(language: str) -> Words:
    """The words of a language; what it lacks is said in English.

    Raises
    ------
    IdealtypesError
        For a language without a file, and a file that is no YAML.
    """
    if language not in languages():
        raise IdealtypesError(
            f"language: the report has no words in {language!r}; it speaks {', '.join(languages())}"
        )
    return Words(language, _tree(language), _tree(ENGLISH))


@cache
def _tree(language: str) -> Mapping[str, Any]:
    path: Path = folder("reports") / "words" / f"{language}.yaml"
    try:
        tree = plain(path.read_text(encoding="utf-8"))
    except Unreadable as problem:
        raise BadInput(Fault(_file(language), line, message) for line, message in problem.told) from None
    except UnicodeDecodeError:
        raise IdealtypesError(f"{_file(language)} is not UTF-8; save it so") from None
    if not isinstance(tree, Mapping):
        raise IdealtypesError(f"{_file(language)} holds no words; see reports/README.md")
    return tree


def _file(language: str) -> str:
    return f"reports/words/{language}.yaml"


def _find(tree: Any, key: str) -> Any:
    for part in key.split("."):
        if not isinstance(tree, Mapping) or part not in tree:
            return None
        tree = tree[part]
    return tree


@dataclass(frozen=True)
class Words:
    """The words of one language, and how it writes numbers.

    A value is a text with `{places}`, or several texts of which `n` chooses by the language's `format.forms`: `{one,
    other}` in English.
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
            raise KeyError(f"{_file(self.language)} has no words for {key}")
        return dict(found) if isinstance(found, Mapping) else str(found)

    def say(self, key: str, /, **values: Any) -> str:
        """The words for a key with its places filled; escaped Markup where a value is Markup.

        >>> words_in("en").say("count.statements", n=2)
        '2 statements'
        """
        own = _find(self.tree, key)
        found = _find(self.fallback, key) if own is None else own
        if isinstance(found, Mapping) and "other" in found and set(found) <= FORMS:
            form = self.form(values.get("n"), ENGLISH_FORMS if own is None else None)
            found = found.get(form, found["other"])
        if not isinstance(found, str):
            raise KeyError(f"{_file(self.language)} has no words for {key}")
        try:
            if any(isinstance(value, Markup) for value in values.values()):
                return Markup(escape(found)).format(**values)
            return found.format(**values)
        except (KeyError, IndexError, ValueError) as problem:
            places = ", ".join(f"{{{name}}}" for name in values) or "none"
            raise IdealtypesError(
                f"{_file(self.language)}: `{key}` does not fill ({problem}); its places are {places}"
            ) from None

    def form(self, n: Any, rules: Mapping[str, Any] | None = None) -> str:
        """Which form of a word stands beside a whole number: `one`, `few`, … or `other`.

        `format.forms` of the language's file says it: `few: {ends: [2, 3, 4], but: [12, 13, 14]}` is for numbers that
        end so, but not so; `one: {is: [1]}` for that number alone, and that is the rule where a file gives none.

        >>> [words_in("en").form(n) for n in (0, 1, 2, "<3")]
        ['other', 'one', 'other', 'other']
        """
        if rules is None:
            rules = _find(self.tree, "format.forms") or ENGLISH_FORMS
        text = str(n)
        if text.isdecimal():
            for form, rule in rules.items():
                ends = int(text) % 10 in rule.get("ends", ()) and int(text) % 100 not in rule.get("but", ())
                if ends or int(text) in rule.get("is", ()):
                    return str(form)
        return "other"

    def forms(self, most: int) -> dict[int, str]:
        """The whole numbers up to `most` whose form is not `other`, for the page's script."""
        return {n: form for n in range(most + 1) if (form := self.form(n)) != "other"}

    def whole(self, n: int) -> str:
        """A whole number with its thousands parted."""
        return f"{n:,}".replace(",", self.say("format.thousands"))

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
