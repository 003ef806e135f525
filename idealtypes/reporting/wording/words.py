"""The words of the report, by language: content in `reports/words/`, one file a language."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape

from idealtypes.engine.result import Why, reasons_of
from idealtypes.errors import BadInput, Fault, IdealtypesError, Reason
from idealtypes.files.content import folder, languages
from idealtypes.files.document import plain
from idealtypes.files.yaml_parser import Unreadable
from idealtypes.model.hints import listed
from idealtypes.model.nouns import Nouns
from idealtypes.model.text import Text, number
from idealtypes.reporting.wording.customs import Customs, customs

if TYPE_CHECKING:
    from idealtypes.model.study import StudyData

ENGLISH = "en"
Number = float | None
NO_NOUNS: Nouns = {}
FORMS = frozenset(("zero", "one", "two", "few", "many", "other"))  # of a word beside a number (Unicode CLDR)
PLACE = re.compile(
    r"\{([Nn])oun\.(\w+)\}"
)  # what the study calls its cases; with a capital where a sentence begins


def words_in(language: str, cases_are: Nouns = NO_NOUNS, *, rated: bool = False) -> Words:
    """The words of a language; what it lacks is said in English.

    `cases_are` is the study's noun, by language; `rated` is for a study of ratings alone, whose words speak of ratings.

    Raises
    ------
    IdealtypesError
        For a language without a file, a file that is no YAML, and a noun in other forms than the language asks for.
    """
    if language not in languages():
        raise IdealtypesError(
            f"language: the report has no words in {language!r}; it speaks {', '.join(languages())}"
        )
    return Words(
        language,
        _with_noun(language, cases_are.get(language, ()), rated),
        _with_noun(ENGLISH, cases_are.get(ENGLISH, ()), rated),
    )


def words_of(study: StudyData, language: str) -> Words:
    """The words of a language for a study: with what it calls its cases, and of ratings where it has nothing else."""
    return words_in(language, study.cases_are, rated=study.rated_alone)


@cache
def _with_noun(language: str, forms: tuple[str, ...], rated: bool) -> Mapping[str, Any]:
    """The words of a language with the noun for cases put in, and with those of ratings where they are meant."""
    tree = _tree(language)
    if rated and isinstance(tree.get("rated"), Mapping):
        tree = _over(tree, tree["rated"])
    asked = tree.get("noun")
    if not isinstance(asked, Mapping):
        return tree
    names, articles = asked["forms"], asked.get("articles", {})
    given = list(forms or asked["default"])
    article, _, bare = given[0].partition(" ")
    if len(given) != len(names) or (articles and article not in articles):
        raise IdealtypesError(
            f"`cases_are` in study.yaml: `{language}` should have the forms of [{', '.join(asked['default'])}]"
        )
    noun = dict(zip(names, given, strict=True))
    if articles:
        noun |= {"a": given[0], names[0]: bare, **articles[article]}

    def filled(value: Any) -> Any:
        if isinstance(value, Mapping):
            return {key: filled(one) for key, one in value.items()}
        return _put(value, noun) if isinstance(value, str) else value

    return {key: filled(value) for key, value in tree.items()} | {"noun": noun}


def _put(text: str, noun: Mapping[str, Any]) -> str:
    """A text with the forms of a noun in their places."""

    def form(found: re.Match[str]) -> str:
        said = str(noun[found[2]])
        return said[:1].upper() + said[1:] if found[1] == "N" else said

    return PLACE.sub(form, text)


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


def _over(tree: Mapping[str, Any], upper: Mapping[str, Any]) -> dict[str, Any]:
    """A tree of words with others in the place of those of the same key; forms beside a number stay together."""

    def laid(under: Any, above: Any) -> Any:
        if not isinstance(under, Mapping) or not isinstance(above, Mapping) or "other" in above:
            return above
        return _over(under, above)

    return dict(tree) | {key: laid(tree.get(key), above) for key, above in upper.items()}


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

    A value is a text with `{places}`, or several texts of which `n` chooses by the plural rules of the language: `{one,
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
            form = self.form(values.get("n"), ENGLISH if own is None else None)
            found = found.get(form, found["other"])
        if isinstance(n := values.get("n"), int):
            values["n"] = self.whole(n)
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

    def form(self, n: Any, language: str | None = None) -> str:
        """Which form of a word stands beside a whole number: `one`, `few`, … or `other`.

        >>> [words_in("en").form(n) for n in (0, 1, 2, "<3")]
        ['other', 'one', 'other', 'other']
        """
        text = str(n)
        return customs(language or self.language).form(int(text)) if text.isdecimal() else "other"

    def forms(self, most: int) -> dict[int, str]:
        """The whole numbers up to `most` whose form is not `other`, for the page's script."""
        return {n: form for n in range(most + 1) if (form := self.form(n)) != "other"}

    def with_noun(self, text: str) -> str:
        """A text of another file with what the cases are called in its places, as `{noun.many}`."""
        noun = self.tree.get("noun")
        return _put(text, noun) if isinstance(noun, Mapping) else text

    def for_sharing(self, k: int) -> Words:
        """The words of a report for sharing: those below `shared` in the place of the others, with k filled in.

        What is not shown and what nobody speaks of is the same there, so that it is not said to be either.

        >>> words_in("en").for_sharing(5).say("profile.silent")
        'not shown'
        """
        trees = (_over(tree, _with_k(tree.get("shared", {}), k)) for tree in (self.tree, self.fallback))
        return Words(self.language, *trees)

    def whole(self, n: int) -> str:
        """A whole number with its thousands parted.

        >>> words_in("en").whole(4000), words_in("nb").whole(4000)
        ('4,000', '4\xa0000')
        """
        return f"{n:,}".replace(",", self.customs.thousands)

    @property
    def customs(self) -> Customs:
        """How the language counts, lists and writes numbers."""
        return customs(self.language)

    def listed(self, items: Sequence[str]) -> str:
        """`a, b and c`."""
        return self.customs.listed(items)

    def why(self, why: Why) -> str:
        """Reasons as a sentence without its full stop, several parted by `; `; "" for none."""
        return "; ".join(self.reason(one) for one in reasons_of(why))

    def reason(self, reason: Reason) -> str:
        """A reason in these words: see `idealtypes.errors.Reason`."""
        return self.say(
            f"reasons.{reason.code}", **{name: self._filling(value) for name, value in reason.data}
        )

    def _filling(self, value: Any) -> Any:
        """What fills a place in a reason: names listed, numbers as the language has them, another reason said."""
        if isinstance(value, float):
            return self.number(value)
        if isinstance(value, int):
            return self.whole(value)
        if isinstance(value, Reason):
            return self.reason(value)
        if isinstance(value, tuple):
            if all(isinstance(one, Reason) for one in value):
                return ", ".join(self.reason(one) for one in value)
            return listed(value)
        return value

    def number(self, value: Number, digits: int = 2, *, signed: bool = False) -> str:
        """A number as the language writes it; a dash for what is not there.

        >>> words_in("nb").number(-0.567, signed=True), words_in("en").number(None)
        ('−0,57', '–')
        """
        return number(value, digits, signed=signed, point=self.customs.decimal)

    def percent(self, value: Number) -> str:
        """A share as a percentage, never rounded to all or nothing.

        >>> [words_in("en").percent(x) for x in (0.5, 0.999, 1.0, 0.001, None)]
        ['50%', '>99%', '100%', '<1%', '–']
        """
        if value is None or math.isnan(value):
            return "–"
        whole = round(100 * value)
        text = ">99" if whole == 100 and value < 1 else "<1" if whole == 0 and value > 0 else str(whole)
        return self.customs.percentage.format(number=text)

    def level(self, value: float) -> str:
        """A level as a percentage: `95%`, `99.5%`."""
        return self.customs.percentage.format(number=f"{100 * value:g}".replace(".", self.customs.decimal))

    def range(self, low: Number, high: Number, digits: int = 2, *, signed: bool = True) -> str:
        """`−0.80 to +0.21`; a dash where there is no interval."""
        if low is None or high is None or math.isnan(low) or math.isnan(high):
            return "–"
        ends = {
            "low": self.number(low, digits, signed=signed),
            "high": self.number(high, digits, signed=signed),
        }
        return self.say("range", **ends)

    def percents(self, low: Number, high: Number) -> str:
        """`20–61%`; a dash where there is no interval."""
        if low is None or high is None or math.isnan(low) or math.isnan(high):
            return "–"
        return self.customs.percentage.format(number=f"{round(100 * low)}–{round(100 * high)}")


def in_other_words(text: Text, language: str, otherwise: str = "") -> str:
    """A text as said on a page in a language; one that is in another stands in an element that tells which.

    `otherwise` is the language of a text that does not know its own.

    >>> in_other_words(Text({"en": "Made up."}), "nb"), in_other_words(Text("Made up."), "nb")
    (Markup('<span lang="en">Made up.</span>'), 'Made up.')
    """
    said, spoken = text.say(language), text.spoken(language) or otherwise
    return said if spoken in ("", language) else Markup('<span lang="{}">{}</span>').format(spoken, said)


def _with_k(value: Any, k: int) -> Any:
    """Words with the number of informants in their places."""
    if isinstance(value, Mapping):
        return {key: _with_k(one, k) for key, one in value.items()}
    return value.replace("{k}", str(k)) if isinstance(value, str) else value


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
